//! `handoff fmt` as a process: what it changes, says and answers.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::handoff;

/// A folder with a file that has the layout, one that has another, and one with a fault.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.flow"), "teams All = Desk, Shop\n").unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    fs::write(folder.path().join("in/b.flow"), "// Who.\r\nteams All=Desk,\r\n Shop").unwrap();
    folder
}

fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn files_are_rewritten_in_place_and_named() {
    let folder = folder();
    let ran = handoff(folder.path(), &["fmt", "."]);
    assert_eq!(ran, (0, "./in/b.flow\n".to_owned(), "1 changed, 1 as they were\n".to_owned()));
    assert_eq!(text(folder.path(), "in/b.flow"), "// Who.\nteams All = Desk, Shop\n");
    let ran = handoff(folder.path(), &["fmt", "."]);
    assert_eq!(ran, (0, String::new(), "0 changed, 2 as they were\n".to_owned()));
    assert_eq!(fs::read_dir(folder.path().join("in")).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_question_changes_nothing() {
    let folder = folder();
    let before = text(folder.path(), "in/b.flow");
    let ran = handoff(folder.path(), &["fmt", "--check", "."]);
    assert_eq!(ran, (1, "./in/b.flow\n".to_owned(), "1 to change, 1 as they were\n".to_owned()));
    let (code, out, _) = handoff(folder.path(), &["fmt", "--diff", "."]);
    assert_eq!(code, 0);
    assert_eq!(
        out,
        "--- a/./in/b.flow\n+++ b/./in/b.flow\n@@ -1,3 +1,2 @@\n-// Who.\r\n-teams All=Desk,\r\n- Shop\n\
         \\ No newline at end of file\n+// Who.\n+teams All = Desk, Shop\n"
    );
    assert_eq!(text(folder.path(), "in/b.flow"), before);
    assert_eq!(handoff(folder.path(), &["fmt", "--check", "a.flow"]).0, 0);
}

#[test]
fn a_file_with_a_fault_stays_as_it_is() {
    let folder = folder();
    let faulty = "teams All=Desk\nteam Desk { lst resort }\n";
    fs::write(folder.path().join("c.flow"), faulty).unwrap();
    let (code, out, err) = handoff(folder.path(), &["fmt", "c.flow", "in"]);
    assert_eq!(code, 1);
    assert!(out.contains("c.flow:2:"), "{out}");
    assert!(out.ends_with("in/b.flow\n"), "{out}");
    assert_eq!(err, "1 changed, 0 as they were, 1 with faults\n");
    assert_eq!(text(folder.path(), "c.flow"), faulty);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_handoff"))
        .args(["fmt", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"teams  All=Desk").unwrap();
    let ran = child.wait_with_output().unwrap();
    assert_eq!((ran.stdout.as_slice(), ran.stderr.as_slice()), (&b"teams All = Desk\n"[..], &b""[..]));
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    let file = folder.path().join("in/b.flow");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("in/b.flow", folder.path().join("link.flow")).unwrap();
    assert_eq!(handoff(folder.path(), &["fmt", "link.flow"]).0, 0);
    assert!(folder.path().join("link.flow").is_symlink());
    assert_eq!(text(folder.path(), "in/b.flow"), "// Who.\nteams All = Desk, Shop\n");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);

    fs::write(&file, "teams  All = Desk").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).unwrap();
    let (code, _, err) = handoff(folder.path(), &["fmt", "in"]);
    assert_eq!(code, 2);
    assert!(err.contains("`in/b.flow` cannot be written"), "{err}");
    assert_eq!(text(folder.path(), "in/b.flow"), "teams  All = Desk");
}

#[test]
fn what_is_not_there_is_said() {
    let folder = folder();
    let (code, out, _) = handoff(folder.path(), &["fmt", "nothing.flow"]);
    assert_eq!(code, 2);
    assert!(out.contains("`nothing.flow` cannot be read: there is no such file"), "{out}");
}

#[test]
fn a_new_project_has_the_layout() {
    let folder = super::project();
    assert_eq!(handoff(folder.path(), &["fmt", "--check", "desk"]).0, 0);
}
