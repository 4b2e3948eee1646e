//! Broken input through the command: each thing is refused with the next step, and nothing is lost.
//!
//! In: files that are damaged, absent, of something else. Out: transcripts with exit codes, as snapshots. Not
//! here: what a sound file leads to (`cli`), and what the store and the loader say by themselves (`store`, `run`).

#![expect(clippy::disallowed_methods, reason = "files for the command to read")]

use handoff::compile;
use handoff::render;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const REFUND: &str = include_str!("../../examples/refund.flow");
const GOOD: &str = r#"{"order": "ORD-00000001", "customer": "a@example.org", "amount": "40 EUR", "cause": "late", "lines": [{"sku": "A", "quantity": 1, "price": 40}]}"#;

/// The command, with pipes for what it prints.
fn spawn(folder: &Path, args: &[&str], input: Stdio) -> Child {
    Command::new(env!("CARGO_BIN_EXE_handoff"))
        .args(args)
        .current_dir(folder)
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What the command prints and how it ends, for each line of arguments, in a folder.
fn check(folder: &Path, lines: &[&str]) -> String {
    let mut told = String::new();
    for line in lines {
        let (line, input) = line.split_once(" < ").unwrap_or((line, ""));
        let args: Vec<&str> = line.split_whitespace().collect();
        let mut child = spawn(folder, &args, Stdio::piped());
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
        let (out, err, code) = (text(&output.stdout), text(&output.stderr), output.status.code());
        assert!(matches!(code, Some(0..=2)), "{line}: {code:?}\n{err}");
        writeln!(told, "$ handoff {line}").unwrap();
        for part in [out, err].iter().flat_map(|part| part.lines()) {
            writeln!(told, "{}", timeless(part)).unwrap();
        }
        writeln!(told, "-> {}\n", code.unwrap()).unwrap();
    }
    told
}

/// A row of a queue without the time that is left, which depends on the hour of the day.
fn timeless(line: &str) -> &str {
    let end = line.rfind("Frontline").filter(|_| line.starts_with(" Frontline"));
    end.map_or(line, |end| &line[..end + "Frontline".len()])
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

#[test]
fn a_file_may_end_anywhere() {
    for at in (0..REFUND.len()).step_by(13).filter(|at| REFUND.is_char_boundary(*at)) {
        let files = BTreeMap::from([("cut.flow".to_owned(), REFUND[..at].to_owned())]);
        let checking = compile::check(&["cut.flow"], &files);
        assert!(checking.checked().is_some() || !checking.findings.is_empty(), "{at}");
        for format in render::FORMATS {
            render::render(*format, &checking.loaded.sources, &checking.findings, false);
        }
    }
}

#[test]
fn files_that_are_none() {
    let nested = "workflow w(item: T) {".to_owned() + &"stage a {".repeat(10_000);
    let utf16: Vec<u8> = "\u{feff}team A {}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = folder(&[
        ("long.flow", &vec![b' '; 5_000_000]),
        ("nested.flow", nested.as_bytes()),
        ("latin.flow", b"team A {\n  calendar Caf\xe9\n}\n"),
        ("utf16.flow", &utf16),
        ("nul.flow", b"team A\0B { calendar C }\n"),
        ("module.flow", b"\0asm\x01\0\0\0\xff"),
        ("empty.flow", b""),
        ("uses.flow", b"use latin { Caf }\n"),
    ]);
    fs::File::create(folder.path().join("huge.flow")).unwrap().set_len(50_000_000).unwrap();
    fs::create_dir(folder.path().join("bare")).unwrap();
    insta::assert_snapshot!(check(
        folder.path(),
        &[
            "check long.flow",
            "check huge.flow",
            "check nested.flow",
            "check latin.flow",
            "check uses.flow",
            "check utf16.flow",
            "check nul.flow",
            "check module.flow",
            "check empty.flow",
            "check missing.flow",
            "check missing.flow --format short",
            "check bare",
            "check - < team A {",
            "check latin.flow empty.flow missing.flow --format short",
            "build missing.flow",
            "build bare",
            "test missing.flow",
            "run missing.flow",
            "run empty.flow",
            "run bare",
        ]
    ));
}

#[test]
fn names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.flow");
    fs::write(folder.path().join(name), REFUND).unwrap();
    insta::assert_snapshot!(check(folder.path(), &["check ."]));
    let output = Command::new(env!("CARGO_BIN_EXE_handoff")).arg("check").arg(name).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

/// A module with one run of its bytes replaced by another of the same length.
fn changed(module: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = module.windows(from.len()).position(|bytes| bytes == from.as_bytes()).unwrap();
    [&module[..at], to.as_bytes(), &module[at + from.len()..]].concat()
}

#[test]
fn modules_that_are_none() {
    let folder = folder(&[("refund.flow", REFUND.as_bytes())]);
    check(folder.path(), &["build refund.flow"]);
    let module = fs::read(folder.path().join("refund.wasm")).unwrap();
    let foreign = |text: &str| wat::parse_str(text).unwrap();
    let files = [
        ("text.wasm", b"Dear diary".to_vec()),
        ("cut.wasm", module[..2_000].to_vec()),
        ("late.wasm", changed(&module, "\"treaty\":1", "\"treaty\":9")),
        ("manifest.wasm", changed(&module, "\"teams\":", "\"tfams\":")),
        ("bytes.wasm", changed(&module, "\"teams\":", "\"te\x00ms\":")),
        (
            "foreign.wasm",
            foreign("(module (import \"env\" \"now\" (func)) (table 1 funcref) (func (param f64)))"),
        ),
    ];
    let mut lines = Vec::new();
    for (name, bytes) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
        lines.extend([format!("inspect {name}"), format!("run {name}")]);
    }
    lines.extend(["inspect refund.flow", "inspect missing.wasm", "inspect ."].map(str::to_owned));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    insta::assert_snapshot!(check(folder.path(), &lines));
}

/// What is done to a database, as SQL.
const DAMAGE: [(&str, &str); 6] = [
    ("newer", "PRAGMA user_version = 99"),
    ("event", "UPDATE log SET actor = 'mallory' WHERE position = 1"),
    ("state", "UPDATE item SET image = x'0102'"),
    ("module", "UPDATE item SET module = zeroblob(32)"),
    (
        "swapped",
        "UPDATE content SET bytes = x'00' WHERE kind = 'module'; UPDATE item SET module = (SELECT hash FROM content WHERE kind = 'calendars')",
    ),
    ("gone", "DELETE FROM item"),
];

#[test]
fn databases_that_are_damaged() {
    let folder = folder(&[
        ("refund.flow", REFUND.as_bytes()),
        ("items.jsonl", GOOD.as_bytes()),
        ("text.db", b"Dear diary, this is a text"),
        ("zero.db", b""),
    ]);
    check(folder.path(), &["run refund.flow --items items.jsonl --db whole.db"]);
    let at = |name: &str| folder.path().join(format!("{name}.db"));
    for (name, sql) in DAMAGE {
        fs::copy(at("whole"), at(name)).unwrap();
        rusqlite::Connection::open(at(name)).unwrap().execute_batch(sql).unwrap();
    }
    let whole = fs::read(at("whole")).unwrap();
    let half = whole.len() / 2 / 4096 * 4096;
    fs::write(at("header"), [b"Dear diary", &whole[10..]].concat()).unwrap();
    fs::write(at("middle"), [&whole[..half], &[0xFF; 4096], &whole[half + 4096..]].concat()).unwrap();
    fs::write(at("cut"), &whole[..half]).unwrap();
    let names = ["header", "middle", "cut", "text", "zero", "missing"];
    let names = names.into_iter().chain(DAMAGE.map(|(name, _)| name));
    let lines: Vec<String> = names
        .flat_map(|name| {
            let run = (name != "missing").then(|| format!("run refund.flow --db {name}.db"));
            [Some(format!("inspect {name}.db")), run].into_iter().flatten()
        })
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    insta::assert_snapshot!(check(folder.path(), &lines));
}

#[test]
fn a_database_of_another_workflow_or_another_process() {
    let folder = folder(&[
        ("refund.flow", REFUND.as_bytes()),
        ("lead.flow", include_bytes!("../../examples/lead.flow")),
        ("items.jsonl", GOOD.as_bytes()),
    ]);
    let mut told = check(
        folder.path(),
        &[
            "run refund.flow --items items.jsonl --db desk.db",
            "run lead.flow --db desk.db",
            "run lead.flow --db .",
        ],
    );
    let held = handoff::store::Sqlite::open(folder.path().join("desk.db")).unwrap();
    told += &check(folder.path(), &["run refund.flow --db desk.db", "inspect desk.db"]);
    drop(held);
    insta::assert_snapshot!(told);
}

#[test]
fn items_are_refused_one_by_one_and_what_is_no_json_is_refused_whole() {
    let with = |text: &str| GOOD.replace("\"ORD-00000001\"", text);
    let lines = [
        GOOD.to_owned(),
        String::new(),
        with("7"),
        with("\"ORD-1\", \"colour\": \"blue\""),
        "3".to_owned(),
        "{}".to_owned(),
        format!("{{\"item\": {}, \"workflow\": \"rfund\"}}", with("\"ORD-00000002\"")),
        format!("{{\"item\": {}, \"key\": 7}}", with("\"ORD-00000003\"")),
        format!("{{\"item\": {}, \"kei\": \"a\"}}", with("\"ORD-00000004\"")),
        format!("{{\"item\": {}, \"key\": \"a\"}}", with("\"ORD-00000005\"")),
        with("\"ORD-00000001\"").replace("late", "damaged"),
    ];
    let pretty = GOOD.replace(", ", ",\n");
    let folder = folder(&[
        ("refund.flow", REFUND.as_bytes()),
        ("lines.jsonl", lines.join("\n").as_bytes()),
        ("list.json", format!("[{},\n {}]", lines[0], lines[4]).as_bytes()),
        ("pretty.json", pretty.as_bytes()),
        ("broken.jsonl", format!("{GOOD}\n\n{{bad\n").as_bytes()),
        ("twice.jsonl", with("\"ORD-00000001\", \"order\": \"ORD-00000002\"").as_bytes()),
        ("list.broken.json", format!("[{GOOD},\n").as_bytes()),
        ("deep.json", "[".repeat(100_000).as_bytes()),
        ("latin.jsonl", b"{}\n\"caf\xe9\"\n"),
        ("long.jsonl", format!("{{\"order\": \"{}\"}}", "x".repeat(20_000_000)).as_bytes()),
        ("empty.jsonl", b""),
    ]);
    let files =
        ["lines.jsonl", "list.json", "pretty.json", "broken.jsonl", "twice.jsonl", "list.broken.json"];
    let more = ["deep.json", "latin.jsonl", "long.jsonl", "empty.jsonl", "missing.jsonl", "."];
    let runs: Vec<String> =
        files.iter().chain(&more).map(|file| format!("run refund.flow --items {file}")).collect();
    let mut runs: Vec<&str> = runs.iter().map(String::as_str).collect();
    runs.extend(["run refund.flow --items - --script -", "run - --items - < team"]);
    let told = check(folder.path(), &runs);
    insta::assert_snapshot!(told);
    let none = check(folder.path(), &["run refund.flow --items broken.jsonl --db desk.db"]);
    assert!(none.contains("nothing of this file was begun"), "{none}");
    assert!(!folder.path().join("desk.db").exists());
}

const SCRIPT: &str = r#"{"now": "2026-11-23T09:00:00Z"}
{"act": "clam", "place": "triage", "by": "ana"}
{"act": "claim", "place": "triage", "by": "ana"}
{"act": "start", "fields": GOOD}
{"people": {"ana": "Frontlin"}}
{"people": {"ana": 3}}
{"people": {"ana": "Frontline"}}
{"act": "claim", "place": "triag", "by": "ana"}
{"act": "claim", "place": "triage", "by": "ana", "item": "ORD-9"}
{"act": "claim", "place": "triage", "by": "ana", "colour": "blue"}
{"act": "claim", "place": "triage", "by": "ana", "keyy": "1"}
{"act": "claim", "place": 3}
{"act": "complete", "place": "triage", "by": "ana"}
{"act": "accept", "place": "payout", "by": "ana"}
{"act": "raise", "place": "triage", "by": "ana", "name": "Nope"}
{"act": "answer", "by": "Customr"}
{"act": "answer", "by": "Customer"}
{"act": "send", "case": "nope"}
{"act": "result", "place": "payments.refund"}
{"act": "fail", "place": "nope.nope"}
{"advance": "3 parsecs"}
{"advance": "-3h"}
{"advance": "3 workdays of Paris"}
{"advance": "900000 days"}
{"now": "yesterday"}
{"now": "2020-01-01T00:00:00Z"}
{"act": "take", "item": "zzz"}
{"act": 3}
{}
[]
{"act": "start", "workflow": "nope", "fields": {}}
"#;

#[test]
fn acts_that_cannot_be() {
    let script = SCRIPT.replace("GOOD", GOOD);
    let folder = folder(&[("refund.flow", REFUND.as_bytes()), ("acts.jsonl", script.as_bytes())]);
    insta::assert_snapshot!(check(folder.path(), &["run refund.flow --script acts.jsonl"]));
}

/// The command with its streams as a test wants them; its exit code.
fn piped(folder: &Path, args: &[&str], close: fn(&mut Child)) -> Option<i32> {
    let mut child = spawn(folder, args, Stdio::null());
    close(&mut child);
    child.wait().unwrap().code()
}

#[test]
fn a_reader_may_go_away() {
    // More than a pipe holds, so that the command is still writing when nobody reads any more.
    let many = "team A { }\n".repeat(2_000);
    let folder = folder(&[("many.flow", many.as_bytes())]);
    let run = |close| piped(folder.path(), &["check", "many.flow", "--format", "plain"], close);
    assert_eq!(
        run(|child| {
            let mut byte = [0];
            child.stdout.take().unwrap().read_exact(&mut byte).unwrap();
        }),
        Some(1)
    );
    assert_eq!(
        run(|child| {
            drop(child.stderr.take());
            child.stdout.take().unwrap().read_to_end(&mut Vec::new()).unwrap();
        }),
        Some(1)
    );
}

#[test]
#[cfg(target_os = "linux")]
fn what_stdout_cannot_keep_is_said() {
    let folder = folder(&[("refund.flow", REFUND.as_bytes())]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_handoff"))
        .args(["build", "refund.flow", "-o", "-"])
        .current_dir(folder.path())
        .stdout(full)
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), err.as_str()),
        (
            Some(2),
            "error: standard output cannot be written: the disk is full\n  help: send it elsewhere, or make room\n"
        )
    );
}

#[test]
fn where_a_module_may_not_go() {
    let folder = folder(&[("refund.flow", REFUND.as_bytes()), ("old.wasm", b"old")]);
    fs::create_dir(folder.path().join("bare")).unwrap();
    std::os::unix::fs::symlink("old.wasm", folder.path().join("link.wasm")).unwrap();
    let lines = [
        "build refund.flow -o no/where.wasm",
        "build refund.flow -o bare",
        "build refund.flow -o link.wasm",
        "new bare",
        "new old.wasm/desk",
    ];
    insta::assert_snapshot!(check(folder.path(), &lines));
    assert!(fs::symlink_metadata(folder.path().join("link.wasm")).unwrap().is_symlink());
    assert!(fs::read(folder.path().join("old.wasm")).unwrap().starts_with(b"\0asm"));
    let mut left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["bare", "link.wasm", "old.wasm", "refund.flow"], "no half of a file is left");
}

#[test]
fn a_pipe_is_written_to_and_stays_a_pipe() {
    use std::os::unix::fs::FileTypeExt;
    let folder = folder(&[("refund.flow", REFUND.as_bytes())]);
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    check(folder.path(), &["build refund.flow -o pipe"]);
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(reader.join().unwrap().starts_with(b"\0asm"));
}
