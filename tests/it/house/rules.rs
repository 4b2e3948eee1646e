//! The rules, each a function from a file to what it breaks.
//!
//! In: files, and the tables of the house. Out: `path:line: what is wrong: what to do`. Not here: how
//! names are found in a text.

use super::text::{after, code, heads, line, words};
use super::{EVERYWHERE, File, Half, LINES, LONG, NARROW, ROOMS, Room, UNSAFE};

/// All that the file breaks.
pub(super) fn broken(file: &File) -> Vec<String> {
    let code = code(&file.text);
    let mut broken = opening(file);
    broken.extend(length(file));
    broken.extend(unfinished(file));
    broken.extend(unsafe_code(file, &code));
    broken.extend(features(file, &code));
    match room_of(&file.path) {
        Some(Ok(room)) => {
            broken.extend(floors(file, room, &code));
            broken.extend(fences(file, room, &code));
        }
        Some(Err(name)) => broken.push(complaint(
            file,
            1,
            &format!("there is no room `{name}`: give it a row in tests/it/house.rs, or put the file where it belongs"),
        )),
        None => {}
    }
    broken
}

fn complaint(file: &File, line: usize, what: &str) -> String {
    format!("{}:{line}: {what}", file.path)
}

/// The room of a file under `src`, or the name of one that is not in the table; nothing for a file
/// that is in no room.
fn room_of(path: &str) -> Option<Result<&'static Room, &str>> {
    let inside = path.strip_prefix("src/")?;
    let name = inside.split('/').next().map(|name| name.trim_end_matches(".rs"))?;
    (name != "lib").then(|| room(name).ok_or(name))
}

fn room(name: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.name == name)
}

fn floors(file: &File, from: &Room, code: &str) -> Vec<String> {
    let mut uses = after(code, "crate::");
    uses.extend(after(code, "handoff::"));
    uses.extend(after(code, &"super::".repeat(depth(&file.path))));
    uses.sort();
    let refused = uses.iter().filter_map(|(at, name)| {
        let to = room(name).filter(|to| to.name != from.name)?;
        Some(complaint(file, line(code, *at), &refusal(from, to)?))
    });
    refused.collect()
}

/// How many modules are around what stands in the file: so many `super` lead to the root.
fn depth(path: &str) -> usize {
    let parts = path.split('/').count() - 1;
    if path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

/// Why `from` may not use `to`, if it may not.
fn refusal(from: &Room, to: &Room) -> Option<String> {
    let apart = |half| matches!(half, Half::Compiler | Half::Runtime);
    let (a, b) = (from.name, to.name);
    if apart(from.half) && apart(to.half) && from.half != to.half {
        let (one, other) = (feature(from.half), feature(to.half));
        return Some(format!(
            "`{a}` ({one}) may not use `{b}` ({other}): they meet in `abi` and `calendar` only"
        ));
    }
    if to.floor < from.floor || from.beside.contains(&b) {
        return None;
    }
    Some(format!(
        "`{a}` may not use `{b}`, which is on floor {}, not below floor {}: move what both need down, or \
         name `{b}` beside `{a}` in tests/it/house.rs",
        to.floor, from.floor
    ))
}

fn feature(half: Half) -> &'static str {
    match half {
        Half::Shared => "both",
        Half::Compiler => "compiler",
        Half::Runtime => "runtime",
        Half::Command => "cli",
    }
}

fn fences(file: &File, room: &Room, code: &str) -> Vec<String> {
    let mut packages: Vec<&str> = ROOMS.iter().flat_map(|room| room.packages).copied().collect();
    packages.sort_unstable();
    packages.dedup();
    let used = packages.into_iter().flat_map(|package| heads(code, package).map(move |at| (at, package)));
    let refused =
        used.filter_map(|(at, package)| Some(complaint(file, line(code, at), &fence(file, room, package)?)));
    refused.collect()
}

/// Why a file of `room` may not use the package, if it may not.
fn fence(file: &File, room: &Room, package: &str) -> Option<String> {
    if !room.packages.contains(&package) {
        let rooms = ROOMS.iter().filter(|room| room.packages.contains(&package));
        let rooms: Vec<String> = rooms.map(|room| format!("`{}`", room.name)).collect();
        let (name, rooms) = (room.name, rooms.join(", "));
        return Some(format!(
            "`{name}` may not use the package `{package}`: it is for {rooms}; go through one of these, or \
             name it for `{name}` in tests/it/house.rs"
        ));
    }
    let (_, part) = NARROW.iter().find(|(narrow, _)| *narrow == package)?;
    (!file.path.starts_with(part)).then(|| {
        format!("the package `{package}` is for {part} only: pass in what it computes, as plain data")
    })
}

fn features(file: &File, code: &str) -> Vec<String> {
    let Some(inside) = file.path.strip_prefix("src/") else { return Vec::new() };
    let door = match inside.split('/').collect::<Vec<_>>()[..] {
        [_] | [_, "mod.rs"] => return Vec::new(),
        [room, ..] => format!("src/{room}/mod.rs"),
        [] => return Vec::new(),
    };
    let what =
        format!("a feature is decided at the door of a room: move the `cfg` to {door}, or split the file");
    let gated =
        code.lines().enumerate().filter(|(_, line)| line.contains("cfg") && line.contains("feature ="));
    gated.map(|(index, _)| complaint(file, index + 1, &what)).collect()
}

fn unsafe_code(file: &File, code: &str) -> Vec<String> {
    if UNSAFE.iter().any(|(path, _)| *path == file.path) {
        return Vec::new();
    }
    let what = "`unsafe` outside the files named for it: do without, or name the file and its reason in \
                tests/it/house.rs";
    words(code, "unsafe").map(|at| complaint(file, line(code, at), what)).collect()
}

fn opening(file: &File) -> Vec<String> {
    if file.text.starts_with("//!") {
        return Vec::new();
    }
    let what = "the file does not open with a `//!` paragraph: say what it is, what goes in, what comes out, \
                what it is not";
    vec![complaint(file, 1, what)]
}

fn length(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    if lines <= LINES || LONG.iter().any(|(path, _)| *path == file.path) {
        return Vec::new();
    }
    let what = format!(
        "the file has {lines} lines, more than {LINES}: split it by what its parts are for, or name it and \
         its reason in tests/it/house.rs"
    );
    vec![complaint(file, lines, &what)]
}

/// Marks of work left undone. Put together here, or this file would break its own rule. One of them is
/// a currency too (ISO 4217: none), so only a comment that begins with it counts.
const UNFINISHED: &[&str] = &[
    concat!("FIX", "ME"),
    concat!("// XX", "X"),
    concat!("TO", "DO"),
    concat!("to", "do!"),
    concat!("unimple", "mented!"),
];

fn unfinished(file: &File) -> Vec<String> {
    let marks = UNFINISHED.iter().flat_map(|mark| words(&file.text, mark).map(move |at| (at, mark)));
    let what =
        |mark| format!("`{mark}`: finish it, or take it out and say in the text what is not supported");
    marks.map(|(at, mark)| complaint(file, line(&file.text, at), &what(mark))).collect()
}

/// Permits for files that no longer need them.
pub(super) fn idle_permits(files: &[File]) -> Vec<String> {
    let short = files.iter().filter(|file| file.text.lines().count() <= LINES);
    let idle = short.filter(|file| LONG.iter().any(|(path, _)| *path == file.path));
    idle.map(|file| {
        complaint(file, 1, "named as long in tests/it/house.rs, and no longer is: take it out there")
    })
    .collect()
}

/// The dependencies in the manifest that no room may use.
pub(super) fn packages_without_room(manifest: &str) -> Vec<String> {
    let section = manifest.split("\n[").find(|section| section.starts_with("dependencies]"));
    let names = section.unwrap_or("").lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let names = names.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    let homeless = names.filter(|name| {
        let package = name.replace('-', "_");
        let mut allowed = ROOMS.iter().flat_map(|room| room.packages).chain(EVERYWHERE);
        !allowed.any(|known| *known == package)
    });
    let what = |name| {
        format!(
            "Cargo.toml: the dependency `{name}` is for no room: name it for one in tests/it/house.rs, or do without"
        )
    };
    homeless.map(what).collect()
}
