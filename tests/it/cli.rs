//! The command as a process: what it prints, where, and its exit code.
//!
//! In: arguments, files. Out: stdout, stderr, exit codes. Not here: what findings say.

#![expect(clippy::disallowed_methods, reason = "files for the command to read")]

use std::path::Path;
use std::process::{Command, Output};

/// Runs the command in a folder.
fn handoff(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_handoff")).args(args).current_dir(folder).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

/// A folder with a new project in it.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = handoff(folder.path(), &["new", "desk"]);
    assert_eq!((code, out.as_str()), (0, ""));
    folder
}

#[test]
fn a_new_project_passes_its_check_and_its_tests() {
    let folder = project();
    let (code, out, _) = handoff(folder.path(), &["check", "desk"]);
    assert_eq!((code, out.as_str()), (0, ""));
    let (code, out, err) = handoff(folder.path(), &["test", "desk", "--junit", "results.xml"]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(err.ends_with("1 passed, 0 failed\n"), "{err}");
    let results = std::fs::read_to_string(folder.path().join("results.xml")).unwrap();
    assert!(results.contains("tests=\"1\" failures=\"0\""), "{results}");
}

#[test]
fn a_failing_test_is_exit_code_1() {
    let folder = project();
    let path = folder.path().join("desk/refund.flow");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("at check, owner BackOffice", "at check, owner Frontline")).unwrap();
    let (code, out, err) = handoff(folder.path(), &["test", "desk"]);
    assert_eq!(code, 1);
    assert!(out.contains("`owner Frontline` was expected, but it is `BackOffice`"), "{out}");
    assert!(err.ends_with("0 passed, 1 failed\n"), "{err}");
}

#[test]
fn what_is_not_there_is_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    let (code, _, err) = handoff(folder.path(), &["inspect", "nothing.wasm"]);
    assert_eq!(code, 2);
    assert!(err.contains("there is no such file"), "{err}");
}

const ITEMS: &str = r#"{"order": "ORD-00000001", "customer": "a@example.org", "amount": "40 EUR", "cause": "late", "lines": [{"sku": "A", "quantity": 1, "price": 40}]}
{"order": "ORD-2", "customer": "a@example.org", "amount": "40 EUR", "cause": "late", "lines": []}
"#;

const SCRIPT: &str = r#"{"now": "2026-11-23T09:00:00Z"}
{"people": {"ana": "Frontline", "bo": "BackOffice.approver"}}
{"act": "complete", "item": "ORD-00000001", "place": "triage", "by": "ana", "fields": {"note": "slow", "photos": [], "verdict": "pay"}}
{"act": "accept", "place": "payout", "by": "ana", "fields": {"refund.amount": "40 EUR", "refund.order": "ORD-00000001"}}
"#;

#[test]
fn a_session_is_durable_and_says_what_was_refused() {
    let folder = project();
    std::fs::write(folder.path().join("items.jsonl"), ITEMS).unwrap();
    std::fs::write(folder.path().join("acts.jsonl"), SCRIPT).unwrap();
    let files = ["--items", "items.jsonl", "--script", "acts.jsonl", "--db", "desk.db"];
    let args: Vec<&str> = ["run", "desk/refund.flow"].into_iter().chain(files).collect();
    for _ in 0..2 {
        let (code, out, err) = handoff(folder.path(), &args);
        assert_eq!(code, 1, "{out}{err}");
        assert!(err.contains("items.jsonl:2: "), "{err}");
        assert!(err.contains("acts.jsonl:4: only members of `BackOffice` may do this"), "{err}");
        assert!(out.contains("ORD-00000001") && out.contains("payout"), "{out}");
    }
    let (code, out, _) = handoff(folder.path(), &["inspect", "desk.db"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("1 item, 2 transitions, 0 taken aside\n"), "{out}");
}

#[test]
fn the_script_of_the_examples_plays_to_its_end() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (code, out, err) =
        handoff(root, &["run", "examples/refund.flow", "--script", "examples/refund.acts.jsonl"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.ends_with("\nno team has anything to do\n"), "{out}");
    let way =
        |item: &str| out.lines().find(|line| line.contains(item)).unwrap_or_default().split_whitespace();
    let words: Vec<&str> = way("ORD-00000103").collect();
    assert_eq!(words, ["ORD-00000103", "Frontline", ">", "BackOffice", "incomplete", "denied"]);
    assert!(way("ORD-00000104").collect::<Vec<_>>().ends_with(&["3", "times", "refunded"]), "{out}");
    assert!(err.contains("told Customer: no refund for ORD-00000103: the shirt is worn\n"), "{err}");
}

#[test]
fn the_tests_of_the_examples_pass() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (code, out, err) = handoff(root, &["test", "examples"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert!(err.ends_with(" 0 failed\n"), "{err}");
}

#[test]
fn a_module_is_laid_open() {
    let folder = project();
    let (code, ..) = handoff(folder.path(), &["build", "desk/refund.flow", "-o", "refund.wasm"]);
    assert_eq!(code, 0);
    let (code, out, _) = handoff(folder.path(), &["inspect", "refund.wasm"]);
    assert_eq!(code, 0);
    assert!(out.contains("  offered  payout [BackOffice]\n"), "{out}");
}

/// A command that reads no files.
fn alone(args: &[&str]) -> (i32, String, String) {
    handoff(Path::new(env!("CARGO_MANIFEST_DIR")), args)
}

#[test]
fn a_code_has_a_page() {
    let (code, out, err) = alone(&["explain", "return-without-arm"]);
    assert_eq!((code, err.as_str()), (0, ""));
    insta::assert_snapshot!(out);
    let (_, coloured, _) = alone(&["explain", "return-without-arm", "--colour", "always"]);
    assert!(coloured.starts_with("\u{1b}[1merror[return-without-arm]: "), "{coloured}");
    assert_eq!(out.matches('`').count(), 2 * coloured.matches("\u{1b}[36m").count());
}

#[test]
fn what_is_no_code_is_answered_with_what_was_meant() {
    let (code, out, err) = alone(&["explain", "unknwn-team"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(
        err,
        "error: there is no finding `unknwn-team`\n  \
         help: did you mean `unknown-team`? `handoff explain` lists all of them\n"
    );
    let (_, _, err) = alone(&["explain", "fallback"]);
    assert!(err.ends_with("name:\n    fallback-ends-nowhere\n    fallback-goes-round\n"), "{err}");
    let (_, _, err) = alone(&["explain", "zebra"]);
    assert!(err.ends_with("help: `handoff explain` lists all of them\n"), "{err}");
}

#[test]
fn all_codes_are_listed_and_completed() {
    let (code, list, _) = alone(&["explain"]);
    assert_eq!(code, 0);
    let (_, completions, _) = alone(&["completions", "bash"]);
    for code in handoff::explain::all() {
        let row = |line: &str| line.trim_start().starts_with(code.name) && line.ends_with(code.title());
        assert!(list.lines().any(row), "`{code}` is not listed");
        assert!(completions.contains(code.name), "`{code}` is not completed");
    }
}

#[test]
fn pages_for_programs_are_as_their_schema_says() {
    let schema = serde_json::from_str(include_str!("../../docs/schema/explain.json")).unwrap();
    for args in [&["explain", "no-end", "--format", "json"][..], &["explain", "--format", "json"]] {
        let (code, out, _) = alone(args);
        assert_eq!(code, 0);
        assert!(out.starts_with("{\n  \"format_version\": 1,"), "{out}");
        let value = serde_json::from_str(&out).unwrap();
        let faults = crate::render::schema::faults(&schema, &schema, &value, "page");
        assert_eq!(faults, [""; 0]);
    }
}
