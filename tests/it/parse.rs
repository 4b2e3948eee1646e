//! The parse room: what is valid leaves no error node, what is not leaves one finding a slip.

use handoff::base::{FileId, Sink, Source};
use handoff::parse::parse;

/// The findings for `text`, a line each.
fn check(text: &str) -> String {
    let source = Source::new("test.flow", text);
    let mut sink = Sink::default();
    parse(&source, FileId(0), &mut sink);
    let mut out = String::new();
    for found in sink.finish() {
        let at = source.position(found.span().start);
        out += &format!("{}:{} {}: {}\n", at.line, at.column, found.code, found.message);
    }
    out
}

const REFUND: &str = include_str!("../../examples/refund.flow");

#[test]
fn the_worked_example_has_no_error_node() {
    assert_eq!(check(REFUND), "");
}
