//! The library: its files are what the rules of this folder say, compile, and are what the world knows.
//!
//! `HANDOFF_BLESS=1 cargo test stdlib` writes the files of holidays anew.

mod countries;
mod known;
mod page;
mod rules;
mod sky;

use std::ops::RangeInclusive;
use std::path::Path;

use handoff::base::{FileId, Sink, Source};
use handoff::compile;
use handoff::parse::parse;
use handoff::resolve::{imports, library, library_files};
use std::collections::BTreeMap;

/// The years that the library lists.
const YEARS: RangeInclusive<i32> = 2025..=2040;

#[test]
fn files_are_what_the_rules_say() {
    let bless = super::setting("HANDOFF_BLESS").is_some();
    for country in countries::countries() {
        let path = format!("stdlib/calendars/{}.flow", country.path);
        let page = page::page(&country);
        if bless {
            write(&path, &page);
        } else {
            assert_eq!(library(&path), Some(page.as_str()), "{path}");
        }
    }
}

#[test]
fn every_file_comes_with_the_compiler() {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    walk(&root.join("stdlib"), &mut files);
    let name =
        |path: &std::path::PathBuf| path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
    let mut names: Vec<String> = files.iter().map(name).collect();
    names.sort();
    assert_eq!(names, library_files().collect::<Vec<_>>());
}

fn walk(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

#[test]
fn every_file_compiles_alone_and_says_what_it_is() {
    for path in library_files() {
        let checking = compile::check(&[path], &BTreeMap::new());
        assert_eq!(checking.findings, [], "{path}");
        assert!(library(path).unwrap().starts_with("// "), "{path} does not begin with what it is");
    }
}

#[test]
fn what_real_workflows_use_is_there() {
    for (name, text) in super::parse::VALID {
        let source = Source::new(*name, *text);
        let tree = parse(&source, FileId(0), &mut Sink::default());
        for (path, _) in imports(name, &tree).into_iter().filter(|(path, _)| path.starts_with("stdlib/")) {
            assert!(library(&path).is_some(), "{name} uses `{path}`");
        }
    }
}

/// The example on the page of the library, with its test.
#[cfg(feature = "cli")]
#[test]
fn the_page_is_true() {
    let page = include_str!("../../docs/language/stdlib.md");
    let example = page.split("```flow\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    assert_eq!(
        super::trial::told(example),
        "ok a slip in an account is refused, and Bavaria keeps Epiphany\n"
    );
    for path in library_files() {
        let name = path.trim_end_matches(".flow").rsplit('/').next().unwrap();
        let is_state = path.starts_with("stdlib/calendars/germany/");
        assert!(is_state || page.contains(name), "the page does not name `{path}`");
    }
}

#[expect(clippy::disallowed_methods, reason = "the generator of the library's holidays writes them")]
fn write(path: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
