//! What is refused before it costs too much, and what looks odd but is read.

use handoff::base::FileId;
use handoff::parse::{MAX_BYTES, MAX_NESTING, decode};

use super::{check, read};

#[test]
fn ten_thousand_blocks_are_refused() {
    let text = format!("workflow w(item: T) {{ {} }}", "decide { when a -> ".repeat(10_000));
    let found = check(&text);
    assert!(found.starts_with("1:"), "{found}");
    assert!(found.contains("nested-too-deep: this is nested too deeply: at most 64 brackets"), "{found}");
}

#[test]
fn brackets_up_to_the_limit_are_read() {
    let nested = |depth: usize| format!("let x = {}1{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(check(&nested(MAX_NESTING)), "");
    assert!(check(&nested(MAX_NESTING + 1)).contains("nested-too-deep"));
}

#[test]
fn brackets_in_letters_patterns_and_comments_do_not_count() {
    let many = "(".repeat(100);
    assert_eq!(check(&format!("// {many}\nlet x = \"{many}\"\ntype T = Text matching /[{many}]/")), "");
    let holes = "let x = \"{\"{\"{1}\"}\"}\"".to_owned();
    assert_eq!(check(&holes), "");
}

#[test]
fn what_nests_without_brackets_is_refused_too() {
    for text in [
        format!("let x = {}yes", "not ".repeat(100_000)),
        format!("let x = 1{}", " + 1".repeat(100_000)),
        format!("let x = {}1", "2% of ".repeat(100_000)),
        format!("let x = {}y", "every a in b has ".repeat(20_000)),
        format!("test \"t\" {{ {} }}", "expect refused ".repeat(50_000)),
    ] {
        let found = check(&text);
        assert!(found.contains("nested-too-deep"), "{}…: {found}", &text[..40]);
    }
}

#[test]
fn a_long_but_flat_expression_is_read() {
    assert_eq!(check(&format!("let x = 1{}", " + 1".repeat(200))), "");
    assert_eq!(check(&format!("let x = [1{}]", ", 1".repeat(10_000))), "");
}

#[test]
fn a_file_over_the_limit_is_refused() {
    let found = check(&" ".repeat(MAX_BYTES + 1));
    assert_eq!(found, "1:1 file-too-long: this file has 4194305 bytes; at most 4194304 are read\n");
}

#[test]
fn a_byte_order_mark_is_passed_over_and_places_stay_bytes_of_the_file() {
    let (tree, found) = read("\u{feff}/// Doc.\nteam A { calendar }");
    assert_eq!(found, "2:18 missing-piece: expected a name after `calendar` in this team\n");
    assert_eq!(tree.ast().items().next().unwrap().span().start, 12);
}

#[test]
fn carriage_returns_are_blanks() {
    assert_eq!(check(&include_str!("drafts/lead.flow").replace('\n', "\r\n")), "");
}

#[test]
fn an_empty_file_is_valid() {
    for text in ["", "\u{feff}", "\n\n", "// only a comment", "/// doc of nothing\n"] {
        assert_eq!(check(text), "");
    }
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let refused = decode(FileId(0), b"team A\n\nte\xc3(m").unwrap_err();
    assert_eq!(refused.message, "line 3 is not text: byte 11 of the file is 0xC3, which is not UTF-8");
    assert_eq!(decode(FileId(0), "größer".as_bytes()).unwrap(), "größer");
}

#[test]
fn values_that_cannot_be_are_refused() {
    assert_eq!(
        check("let a = [2026-02-29, 2028-02-29, 2026-13-01, 25:00, 24:00, 1234567890123456789012345]"),
        "1:10 impossible-value: there is no day 29 in month 02 of 2026\n\
         1:34 impossible-value: there is no month 13: a date is year, month, day\n\
         1:46 impossible-value: `25:00` is no time of day: hours go to 23, minutes to 59\n\
         1:60 impossible-value: this number is too long: at most 18 digits, 9 of them after the point\n"
    );
}
