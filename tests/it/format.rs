//! The format room: one layout for whatever means the same, and nothing lost on the way to it.

use handoff::base::{FileId, Source};
use handoff::format::{Refused, format};

mod comments;
mod layout;
mod same;

/// `text` in its layout.
fn check(text: &str) -> String {
    format(&Source::new("test.flow", text), FileId(0)).unwrap_or_else(|refused| panic!("{refused}\n{text}"))
}

/// `text` in its layout, without the margin that all lines of the expected text have here.
#[track_caller]
fn laid(text: &str, expected: &str) {
    let margin = expected.lines().filter(|line| !line.trim().is_empty());
    let margin = margin.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let lines = expected.trim_matches([' ', '\n']).lines().enumerate();
    // The first line has lost its margin to the trimming.
    let lines = lines.map(|(at, line)| if at == 0 { line } else { line.get(margin..).unwrap_or("") });
    let expected = lines.map(|line| format!("{line}\n")).collect::<String>();
    let text = check(text);
    assert!(text == expected, "it is\n{text}\nand not\n{expected}");
    assert_eq!(check(&text), text, "a second time");
}

#[test]
fn what_is_not_understood_is_refused_whole() {
    let text = "team A { last resort }\nteam B { lst resort }\n";
    let refused = format(&Source::new("test.flow", text), FileId(0)).unwrap_err();
    let Refused::Faults(found) = refused else { panic!("{refused}") };
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span().start, text.find("lst").unwrap() as u32);
}

#[test]
fn an_empty_text_stays_empty() {
    for text in ["", "\n", " \r\n\t", "\u{feff}"] {
        assert_eq!(check(text), "");
    }
}

#[test]
fn lines_end_with_a_line_feed_and_the_mark_of_byte_order_goes() {
    let text = "\u{feff}// First.\r\nteam A {\r\n  last resort // who\r\n}\r\n";
    assert_eq!(check(text), "// First.\nteam A {\n  last resort  // who\n}\n");
}

#[test]
fn our_own_files_are_laid_out() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders =
        ["examples", "stdlib", "tests/it/agree", "tests/it/resolve", "tests/it/parse/drafts", "tests/spec"];
    let seen: usize = folders.iter().map(|folder| below(&root.join(folder))).sum();
    assert!(seen > 20, "only {seen} files were found");
}

/// Looks at the files below a folder and counts them. What is there to be refused may look as it likes.
#[expect(clippy::disallowed_methods, reason = "the files that users see")]
fn below(folder: &std::path::Path) -> usize {
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("refused") {
            seen += below(&path);
        } else if path.extension().is_some_and(|kind| kind == "flow") {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(check(&text) == text, "run `handoff fmt {}`", path.display());
            seen += 1;
        }
    }
    seen
}
