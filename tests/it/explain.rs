//! The pages of findings: their wrong examples are refused for the reason they tell of, their right ones are not.
//!
//! In: every code and its page. Out: what is not as the page says. Not here: how a page is shown (`cli`).

#![expect(clippy::disallowed_methods, reason = "the pages are files, and so is the list of them")]

use handoff::base::{Code, FileId, Sink};
use handoff::compile::{self, Checking};
use handoff::run::Engine;
use handoff::trial::{self, Suite};
use handoff::{explain, parse};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is wrong in files, and what their tests find.
fn check(paths: &[&str], files: &BTreeMap<String, String>) -> Vec<Code> {
    let checking = compile::check(paths, files);
    let mut found: Vec<Code> = checking.findings.iter().map(|found| found.code).collect();
    if let Some(checked) = checking.checked() {
        found.extend(tested(&checking, checked));
    }
    found
}

fn tested(checking: &Checking, checked: &handoff::check::Checked) -> Vec<Code> {
    let mut sink = Sink::default();
    let cases = trial::tests(checking, &mut sink);
    let mut found: Vec<Code> = sink.finish().iter().map(|found| found.code).collect();
    if found.is_empty() && !cases.is_empty() {
        let engine = Engine::interpreted().unwrap();
        let module = compile::build(checking, checked);
        let suite = Suite { checked, sources: &checking.loaded.sources, module: &module, engine: &engine };
        found.extend(cases.iter().filter_map(|case| suite.run(case).unwrap()).map(|found| found.code));
    }
    found
}

fn check_text(text: &str) -> Vec<Code> {
    check(&["page.flow"], &BTreeMap::from([("page.flow".to_owned(), text.to_owned())]))
}

/// The block of a page behind a heading and the opening of a fence.
fn example(code: &Code, opening: &str) -> String {
    let (_, rest) = code.page.split_once(opening).unwrap_or_else(|| panic!("`{code}` has no {opening:?}"));
    rest.split("```").next().unwrap().to_owned()
}

const WRONG: &str = "\n## Wrong\n\n```flow wrong\n";
const RIGHT: &str = "\n## Right\n\n```flow\n";

/// What is found in the wrong example of a page; in its place, where a page can only tell of what is wrong:
/// bytes that are no text, files that are not there or too large to print.
fn found_in_wrong(code: &Code) -> Vec<Code> {
    let wrong = example(code, WRONG);
    match code.name {
        "not-text" => vec![parse::decode(FileId(0), &[0xff]).unwrap_err().code],
        "file-too-long" => check_text(&" ".repeat(parse::MAX_BYTES + 1)),
        "file-unreadable" => check(&["clams.flow"], &BTreeMap::new()),
        "too-many" => {
            let calendar =
                |n| format!("calendar C{n} {{ zone \"UTC\"  open always  terms end as they fall }}\n");
            check_text(&((0..=255).map(calendar).collect::<String>() + "let a = 4 workhours of C255"))
        }
        _ => check_text(&wrong),
    }
}

#[test]
fn a_wrong_example_has_its_finding_and_no_other() {
    let odd = explain::all().filter_map(|code| {
        let found: BTreeSet<&str> = found_in_wrong(code).iter().map(|found| found.name).collect();
        (found != BTreeSet::from([code.name])).then(|| format!("{code}: {found:?}"))
    });
    assert_eq!(odd.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_right_example_has_no_finding() {
    let odd = explain::all().filter_map(|code| {
        let found: Vec<&str> = check_text(&example(code, RIGHT)).iter().map(|found| found.name).collect();
        (!found.is_empty()).then(|| format!("{code}: {found:?}"))
    });
    assert_eq!(odd.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_page_has_a_title_and_says_what_it_means() {
    for code in explain::all() {
        let title = code.title();
        assert!(code.page.starts_with(&format!("# {title}\n\n")), "`{code}` does not begin with its title");
        assert!(
            title.len() < 80 && !title.ends_with('.'),
            "the title of `{code}` is no short phrase: {title}"
        );
        assert!(code.meaning().ends_with(['.', '?']), "`{code}` does not say what it means");
        let prose = code.page.split("```").step_by(2).flat_map(str::lines);
        for line in prose {
            assert!(line.chars().count() <= 92, "a line of `{code}` is too wide for a terminal: {line}");
        }
    }
}

#[test]
fn every_page_has_one_code() {
    let names: Vec<&str> = explain::all().map(|code| code.name).collect();
    let once: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(once.len(), names.len(), "two codes have one name");
    for chapter in explain::CHAPTERS {
        assert!(chapter.codes.is_sorted_by_key(|code| code.name), "`{}` is not in order", chapter.title);
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut pages = BTreeSet::new();
    for room in ["parse", "resolve", "check", "trial"] {
        for page in std::fs::read_dir(src.join(room).join("docs")).unwrap() {
            pages.insert(page.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    assert_eq!(pages, once, "a page without a code is read by nobody");
}

/// `docs/findings.md`, as it should be.
fn index() -> String {
    let mut text = "# Findings\n\nEvery finding has a page with a wrong and a right example: \
                    `handoff explain CODE`. This list is written by\n\
                    `HANDOFF_BLESS=1 cargo test --test it explain`.\n"
        .to_owned();
    for (chapter, room) in explain::CHAPTERS.iter().zip(["parse", "resolve", "check", "trial"]) {
        text += &format!("\n## {}\n\n| code | | says |\n|---|---|---|\n", chapter.title);
        for code in chapter.codes {
            let (weight, title) = (code.severity.word(), code.title());
            text += &format!("| [`{code}`](../src/{room}/docs/{code}.md) | {weight} | {title} |\n");
        }
    }
    text
}

#[test]
fn the_list_in_the_documentation_is_whole() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/findings.md");
    if crate::setting("HANDOFF_BLESS").is_some() {
        std::fs::write(&path, index()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), index());
}

#[test]
fn what_is_nearly_a_code_finds_it() {
    assert_eq!(explain::near("unknwn-team"), ["unknown-team"]);
    assert_eq!(explain::near("fallback"), ["fallback-ends-nowhere", "fallback-goes-round"]);
    assert_eq!(explain::near("zebra"), [""; 0]);
}
