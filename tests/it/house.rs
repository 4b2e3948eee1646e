//! The rules of the house, held by an ordinary test: who may lean on whom, which outside package is
//! used where, and what no file may contain.
//!
//! In: the text of every Rust file. Out: one line a violation, with the place and what to do. The
//! tables below are the rules; `rules` reads them, `text` looks into files. What needs types (file
//! system, clock, unordered maps, `unwrap`) is in `clippy.toml` and `Cargo.toml` instead.

mod rules;
mod text;

use std::path::Path;

use Half::{Command, Compiler, Runtime, Shared};

/// Which feature a room is built with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Half {
    /// With either half: it knows neither.
    Shared,
    /// `compiler`.
    Compiler,
    /// `runtime`.
    Runtime,
    /// `cli`: it may know both.
    Command,
}

/// A room and what it may lean on: every room on a lower floor of its own half, and what is named.
struct Room {
    name: &'static str,
    half: Half,
    floor: u8,
    /// Rooms on its own floor that it may use as well.
    beside: &'static [&'static str],
    /// Outside packages that it may use, beyond those of [`EVERYWHERE`].
    packages: &'static [&'static str],
}

const fn room(
    name: &'static str,
    half: Half,
    floor: u8,
    beside: &'static [&'static str],
    packages: &'static [&'static str],
) -> Room {
    Room { name, half, floor, beside, packages }
}

#[rustfmt::skip]
const ROOMS: &[Room] = &[
    room("base",      Shared,   0, &[],                             &[]),
    room("abi",       Shared,   1, &["calendar"],                   &["serde", "serde_json", "sha2"]),
    room("calendar",  Shared,   1, &[],                             &["jiff", "serde", "sha2"]),
    room("pattern",   Compiler, 1, &[],                             &["regex_syntax", "regex_automata"]),
    room("model",     Compiler, 1, &["abi", "calendar", "pattern"], &[]),
    room("parse",     Compiler, 1, &[],                             &["pest", "pest_derive"]),
    room("resolve",   Compiler, 2, &[],                             &[]),
    room("plan",      Compiler, 2, &[],                             &[]),
    room("interpret", Compiler, 2, &["plan"],                       &[]),
    room("check",     Compiler, 3, &[],                             &["batsat"]),
    room("lint",      Compiler, 4, &[],                             &[]),
    room("emit",      Compiler, 4, &[],                             &["sha2", "wasm_encoder", "wasmparser", "wat"]),
    room("format",    Compiler, 4, &[],                             &[]),
    room("compile",   Compiler, 5, &[],                             &[]),
    room("render",    Compiler, 5, &[],                             &["ariadne", "codespan_reporting", "miette", "serde", "serde_json"]),
    room("store",     Runtime,  3, &[],                             &["rusqlite", "sha2"]),
    room("run",       Runtime,  4, &[],                             &["sha2", "wasmparser", "wasmtime"]),
    room("explain",   Command,  5, &["trial"],                      &[]),
    room("trial",     Command,  5, &["compile"],                    &[]),
    room("cli",       Command,  6, &["lsp", "serve"],               &["anstream", "clap", "clap_complete", "comfy_table", "indicatif", "serde", "serde_json", "wasmprinter"]),
    room("lsp",       Command,  6, &[],                             &["serde", "serde_json"]),
    room("serve",     Command,  6, &[],                             &["serde", "serde_json"]),
    room("main",      Command,  6, &["cli"],                        &[]),
];

/// Small packages that any room may use.
const EVERYWHERE: &[&str] = &["thiserror", "tracing"];

/// Packages that only a part of their room may use: the package, and how the paths of that part begin.
const NARROW: &[(&str, &str)] = &[("jiff", "src/calendar/expand")];

/// The files with `unsafe` code, each with its reason.
const UNSAFE: &[(&str, &str)] = &[
    ("src/run/load.rs", "compiled code that this process wrote itself is loaded without compiling it again"),
    ("tests/it/store/vfs.rs", "the file system in memory that loses power is called by SQLite"),
];

/// The most lines a file may have.
const LINES: usize = 700;

/// The files that may have more, each with its reason.
const LONG: &[(&str, &str)] = &[];

/// A Rust file, under its path from the root of the repository.
struct File {
    path: String,
    text: String,
}

/// All Rust files of the repository, by path.
fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples", "fuzz"] {
        walk(root, &root.join(folder), &mut files);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

#[expect(clippy::disallowed_methods, reason = "the rules of the house are about its files")]
fn walk(root: &Path, folder: &Path, files: &mut Vec<File>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            if !path.ends_with("target") {
                walk(root, &path, files);
            }
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(File { path: name, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

/// What breaks a rule in files given as path and text.
fn check(files: &[(&str, &str)]) -> Vec<String> {
    let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
    let files: Vec<File> = files.iter().map(file).collect();
    files.iter().flat_map(rules::broken).collect()
}

#[test]
fn the_house_is_in_order() {
    let files = files();
    assert!(files.len() > 10, "the walk through the repository found only {} files", files.len());
    let mut broken: Vec<String> = files.iter().flat_map(rules::broken).collect();
    broken.extend(rules::idle_permits(&files));
    broken.extend(rules::packages_without_room(include_str!("../../Cargo.toml")));
    assert!(broken.is_empty(), "{} broken rules:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn rooms_lean_on_lower_floors_only() {
    let up = "//! A.\nuse crate::base::Span;\n\nuse crate::run::Runtime;\n";
    assert_eq!(
        check(&[("src/store/sqlite.rs", up)]),
        ["src/store/sqlite.rs:4: `store` may not use `run`, which is on floor 4, not below floor 3: \
          move what both need down, or name `run` beside `store` in tests/it/house.rs"]
    );
    assert_eq!(check(&[("src/run/mod.rs", "//! A.\nuse crate::store::Store;\n")]), [""; 0]);
    assert_eq!(check(&[("src/interpret/mod.rs", "//! A.\nuse crate::plan::Plan;\n")]), [""; 0]);
    assert_eq!(check(&[("src/plan/mod.rs", "//! A.\nfn f() { crate::interpret::run() }\n")]).len(), 1);
}

#[test]
fn the_halves_do_not_know_each_other() {
    assert_eq!(
        check(&[("src/run/mod.rs", "//! A.\nuse crate::{abi::Value, plan::{Plan, abi}};\n")]),
        ["src/run/mod.rs:2: `run` (runtime) may not use `plan` (compiler): they meet in `abi` and \
          `calendar` only"]
    );
    assert_eq!(check(&[("src/check/time.rs", "//! A.\nuse crate::store::Store;\n")]).len(), 1);
    assert_eq!(check(&[("src/trial/mod.rs", "//! A.\nuse crate::{plan::Plan, run::Runtime};\n")]), [""; 0]);
}

#[test]
fn no_way_around_by_super_or_by_the_name_of_the_library() {
    let broken = |path, line| check(&[(path, &format!("//! A.\n{line}\n"))]).len();
    assert_eq!(broken("src/parse/mod.rs", "use super::resolve::Resolved;"), 1);
    assert_eq!(broken("src/parse/tree.rs", "use super::super::resolve::Resolved;"), 1);
    assert_eq!(broken("src/parse/ast/form.rs", "use super::super::super::{base, resolve};"), 1);
    assert_eq!(broken("src/parse/tree.rs", "use super::resolve::Resolved;"), 0, "a file of the room itself");
    assert_eq!(broken("src/main.rs", "use handoff::serve::start;"), 1);
    assert_eq!(broken("src/main.rs", "fn main() { handoff::cli::main() }"), 0);
}

#[test]
fn packages_stay_in_their_rooms() {
    assert_eq!(
        check(&[("src/check/mod.rs", "//! A.\nfn f() -> serde_json::Value { g() }\n")]),
        ["src/check/mod.rs:2: `check` may not use the package `serde_json`: it is for `abi`, `render`, \
          `cli`, `lsp`, `serve`; go through one of these, or name it for `check` in tests/it/house.rs"]
    );
    assert_eq!(
        check(&[("src/calendar/table.rs", "//! A.\nuse jiff::Timestamp;\n")]),
        ["src/calendar/table.rs:2: the package `jiff` is for src/calendar/expand only: \
          pass in what it computes, as plain data"]
    );
    let fine = "//! A serde_json::Value.\nuse jiff::Timestamp; // pest::Parser\nlet s = \"pest::Parser\"; a.jiff::<u8>();\n";
    assert_eq!(check(&[("src/calendar/expand/zone.rs", fine)]), [""; 0]);
    assert_eq!(check(&[("src/base/mod.rs", "//! A.\nuse thiserror::Error; use self::pest::x;\n")]), [""; 0]);
}

#[test]
fn features_are_decided_at_the_doors() {
    let gated = "//! A.\n#[cfg(all(test, feature = \"cli\"))]\nmod a;\n";
    assert_eq!(
        check(&[("src/render/json.rs", gated)]),
        ["src/render/json.rs:2: a feature is decided at the door of a room: move the `cfg` to \
          src/render/mod.rs, or split the file"]
    );
    assert_eq!(
        check(&[("src/render/mod.rs", gated), ("src/lib.rs", gated), ("tests/it/a.rs", gated)]),
        [""; 0]
    );
}

#[test]
fn unsafe_code_is_named() {
    let text = "//! A.\n// unsafe\n/* unsafe */ const S: &str = r#\"unsafe\"#;\nfn f() { unsafe { g() } }\n";
    assert_eq!(
        check(&[("src/run/queue.rs", text)]),
        ["src/run/queue.rs:4: `unsafe` outside the files named for it: do without, or name the file and \
          its reason in tests/it/house.rs"]
    );
    assert_eq!(check(&[("src/run/load.rs", text)]), [""; 0]);
}

#[test]
fn files_introduce_themselves_and_are_finished() {
    assert_eq!(
        check(&[("src/base/a.rs", "use std::fmt;\n")]),
        ["src/base/a.rs:1: the file does not open with a `//!` paragraph: say what it is, what goes in, \
          what comes out, what it is not"]
    );
    let marks = [concat!("// FIX", "ME: later"), concat!("to", "do!()"), concat!("// XX", "X")];
    for mark in marks {
        let broken = check(&[("tests/it/a.rs", &format!("//! A.\n\n{mark}\n"))]);
        assert_eq!(broken.len(), 1, "{mark}");
        assert!(broken[0].starts_with("tests/it/a.rs:3: "), "{broken:?}");
    }
    let long = "//! A.\n".to_owned() + &"\n".repeat(LINES);
    assert_eq!(
        check(&[("src/base/a.rs", &long)]),
        ["src/base/a.rs:701: the file has 701 lines, more than 700: split it by what its parts are for, \
          or name it and its reason in tests/it/house.rs"]
    );
}

#[test]
fn every_room_and_every_package_is_in_the_table() {
    assert_eq!(
        check(&[("src/helpers/mod.rs", "//! A.\n")]),
        ["src/helpers/mod.rs:1: there is no room `helpers`: give it a row in tests/it/house.rs, or put the \
          file where it belongs"]
    );
    let manifest = "[package]\nname = \"x\"\n[dependencies]\nserde = \"1\"\nleft-pad = { version = \"1\" }\n\
                    [dev-dependencies]\ninsta = \"1\"\n";
    assert_eq!(
        rules::packages_without_room(manifest),
        ["Cargo.toml: the dependency `left-pad` is for no room: name it for one in tests/it/house.rs, or \
          do without"]
    );
}
