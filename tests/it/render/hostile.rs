//! Places that no honest finding names, and words that no honest file holds, on every format.

use super::code;
use handoff::base::{Counterexample, Diagnostic, Edit, FileId, Fix, Label, Severity, Source, Sources, Span};
use handoff::render::{self, FORMATS};
use proptest::prelude::*;

/// A file with everything a renderer may stumble over: a very long line, characters of all lengths,
/// odd line breaks, a tab, an escape sequence, a turned direction of writing, no line break at its end.
fn hostile_source() -> String {
    let long = "é".repeat(60_000) + "needle" + &"日".repeat(30_000);
    format!(
        "step \u{1b}[31mred\u{7}\r\n\tgrün\u{202e}drow\u{b}x\u{85}y\u{2028}z\rlone\n{long}\n\nshort 🦀 end"
    )
}

/// One finding with the hostile span first and beside an honest one, in every role a span may play.
fn hostile(span: Span) -> Diagnostic {
    let honest = Span::new(FileId(0), 0, 4);
    let mut found =
        Diagnostic::new(code("hostile", Severity::Error), span, "a \u{1b}[2J\nmessage ]]> & %0A ::error::");
    found
        .here("first\nsecond")
        .label(honest, "honest")
        .label(span, "again")
        .note("note\n\u{7}bell")
        .help("help");
    found.fix(true, "mend\nit", span, "text\u{0}");
    found.labels.push(Label { span, message: String::new(), primary: true });
    found.counterexample = Some(Counterexample { text: "one\ntwo\u{9b}".into(), json: "not json".into() });
    found
}

fn hostile_spans(text: &str) -> Vec<(&'static str, Span)> {
    let at = |part: &str| text.find(part).unwrap();
    let (end, crab, needle) = (text.len(), at("🦀"), at("needle"));
    let span = |start, end| Span::new(FileId(0), start, end);
    vec![
        ("past the end", span(end + 100, end + 200)),
        ("from the last line to past the end", span(end - 3, usize::MAX)),
        ("inside a character", span(crab + 1, crab + 2)),
        ("empty inside a character", span(crab + 2, crab + 2)),
        ("backwards", span(needle + 6, needle)),
        ("empty at the end of the file", span(end, end)),
        ("in a line of 200 kB", span(needle, needle + 6)),
        ("a line of 200 kB", span(at("é"), at("\n\nshort"))),
        ("an empty line", span(at("\n\nshort") + 1, at("\n\nshort") + 1)),
        ("the whole file", span(0, end)),
        ("an unknown file", Span::new(FileId(7), 3, 9)),
        ("the last file id", Span::new(FileId(u32::MAX), u32::MAX as usize, u32::MAX as usize)),
    ]
}

#[test]
fn hostile_spans_give_sensible_text_in_each_format() {
    let text = hostile_source();
    let sources: Sources = [Source::new("odd\nname\u{1b}.flow", text.clone())].into_iter().collect();
    for (what, span) in hostile_spans(&text) {
        for format in FORMATS {
            let text = render::render(*format, &sources, &[hostile(span)], false);
            let control =
                |c: char| c.is_control() && c != '\n' && c != '\t' || ('\u{202a}'..='\u{202e}').contains(&c);
            // Text to be inserted stays as it is; JSON escapes it.
            assert!(!text.contains(control), "{} of {what}: {text}", format.name);
            assert!(text.contains("hostile"), "{} of {what} lost its code: {text}", format.name);
            assert!(text.len() < 12_000, "{} of {what} is {} bytes long", format.name, text.len());
            assert!(
                text.contains("odd name?.flow")
                    || text.contains("odd%20name%3F.flow")
                    || text.contains("unknown file")
                    || text.contains("unknown%20file"),
                "{} of {what}: {text}",
                format.name
            );
        }
    }
}

#[test]
fn hostile_spans_look_like_this() {
    let text = hostile_source();
    let sources: Sources = [Source::new("odd.flow", text.clone())].into_iter().collect();
    let mut drawn = String::new();
    for (what, span) in hostile_spans(&text) {
        for format in [render::SHORT, render::PLAIN, render::GRAPHIC, render::NARRATED] {
            let mut finding = Diagnostic::new(code("odd", Severity::Warning), span, "this");
            finding.here("look");
            drawn += &format!("== {what}, {}\n", format.name);
            drawn += &render::render(format, &sources, &[finding], false)
                .replace("hint: `handoff explain odd` gives the rule, a wrong and a right example\n", "");
        }
    }
    insta::assert_snapshot!("hostile", drawn);
}

#[test]
fn carriage_returns_and_unknown_edits() {
    let sources: Sources = [Source::new("crlf.flow", "one\r\ntwo\r\n")].into_iter().collect();
    let two = Span::new(FileId(0), 5, 10);
    let mut found = Diagnostic::new(code("odd", Severity::Error), two, "odd");
    let edit = |span| Edit { span, text: String::new() };
    found.fix(true, "a good one", Span::new(FileId(0), 5, 8), "2");
    found.fixes.push(Fix {
        title: "one good edit, one past the end".into(),
        sure: true,
        edits: vec![edit(two), edit(Span::new(FileId(0), 9, 11))],
    });
    insta::assert_snapshot!(render::render(render::PLAIN, &sources, &[found], false), @r"
    error[odd]: odd
      ┌─ crlf.flow:2:1
      │
    2 │ two
      │ ^^^
      │
      = fix: a good one (`--fix` does it)

    for more: `handoff explain odd`
    ");
}

#[test]
fn findings_without_a_place_are_not_lost() {
    let mut found = Diagnostic::new(code("odd", Severity::Error), Span::new(FileId(0), 0, 0), "odd");
    found.labels.clear();
    assert_eq!(
        render::render(render::SHORT, &Sources::new(), &[found], false),
        "<unknown file>:1:1: error[odd]: odd\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever the text and the places: every format keeps every finding, and the place of the first
    /// label is the same in all that name it.
    #[test]
    fn no_place_stops_a_renderer(
        text in "([a-z {}]|\\n|\\r\\n|\\t|é|日|🦀|\\PC|\u{85}|\u{2028}){0,60}",
        wide in prop::bool::ANY,
        spans in prop::collection::vec((0u32..3, 0usize..90, 0usize..90), 1..5),
    ) {
        let text = if wide { text.replace('a', &"ab".repeat(300)) } else { text };
        let sources: Sources = [Source::new("one.flow", text.as_str()), Source::new("two.flow", "é\n日")].into_iter().collect();
        let spans: Vec<Span> = spans.into_iter().map(|(file, a, b)| Span::new(FileId(file), a, b)).collect();
        let mut found = Diagnostic::new(code("some-code", Severity::Warning), spans[0], "message");
        spans.iter().skip(1).for_each(|span| { found.label(*span, "label"); });
        let short = render::render(render::SHORT, &sources, std::slice::from_ref(&found), false);
        let place = short.split(": warning").next().unwrap();
        for format in FORMATS {
            let text = render::render(*format, &sources, std::slice::from_ref(&found), false);
            prop_assert!(text.contains("some-code"), "{}: {text}", format.name);
            if ["plain", "graphic"].contains(&format.name) {
                prop_assert!(text.contains(&format!(" {place}")), "{} does not say {place}: {text}", format.name);
            }
        }
    }
}
