//! Typical slips and what is said about them, to be read aloud.

use handoff::base::{FileId, Sink, Source};
use handoff::parse::parse;

/// The text with what is said about it: place, sentence, labels, notes, help, repairs.
fn shown(text: &str) -> String {
    let source = Source::new("test.flow", text);
    let mut sink = Sink::default();
    parse(&source, FileId(0), &mut sink);
    let mut out = String::new();
    for line in text.lines() {
        out += &format!("    {line}\n");
    }
    for found in sink.finish() {
        let at = source.position(found.span().start);
        out += &format!("{}:{} {}: {}\n", at.line, at.column, found.code, found.message);
        for label in found.labels.iter().filter(|label| !label.primary) {
            out += &format!("  at `{}`: {}\n", source.slice(label.span), label.message);
        }
        for note in &found.notes {
            out += &format!("  note: {note}\n");
        }
        for help in &found.help {
            out += &format!("  help: {help}\n");
        }
        for fix in &found.fixes {
            out += &format!("  {}fix: {}\n", if fix.sure { "sure " } else { "" }, fix.title);
        }
    }
    out
}

/// A workflow with `lines` in its body.
fn body(lines: &str) -> String {
    format!("workflow w(item: T) {{\n  starts with A\n{lines}\n  end done\n}}")
}

fn all(texts: &[String]) -> String {
    texts.iter().map(|text| shown(text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_piece_is_missing() {
    insta::assert_snapshot!(all(&[
        body("  step triage by within 4h { note: Text }"),
        body("  step triage by A { note: Text }"),
        body("  step triage A within 4h { note: Text }"),
        body("  handoff x to { accept on arrival }"),
        body("  decide x { when pay continue }"),
        body("  go to x, at most 2 times end done"),
        body("  ask Customer for x within 3 days"),
        body("  notify \"hello\""),
        "team A { calendar }".to_owned(),
        "let x = 1 +".to_owned(),
        "record R { a: }".to_owned(),
        "contract C for A { require x is present }".to_owned(),
    ]));
}

#[test]
fn a_bracket_is_missing() {
    insta::assert_snapshot!(all(&[
        body("  step triage by A within 4h { note: Text"),
        body("  step triage by A within 4h note: Text }"),
        body("  raise X(a: 1"),
        "team A { calendar B\nteam C { calendar D }".to_owned(),
        "let x = [1, 2".to_owned(),
        "let x = \"never closed\nlet y = 1".to_owned(),
        "team A { calendar B } }\nteam C { calendar D }".to_owned(),
    ]));
}

#[test]
fn a_word_is_misspelt() {
    insta::assert_snapshot!(all(&[
        body("  handof x to B { accept on arrival }"),
        body("  step triage by A witin 4h { note: Text }"),
        body("  step triage bye A within 4h { note: Text }"),
        body("  dcide x { when pay -> continue }"),
        body("  decide x { wen pay -> continue }"),
        body("  step triage by A within 4h { note: Text  shwos item }"),
        "tema A { calendar B }".to_owned(),
        "team A { calender B }".to_owned(),
        "wrkflow w(item: T) { starts with A }".to_owned(),
        "test \"t\" { complet x by \"ana\" {} }".to_owned(),
    ]));
}

#[test]
fn a_word_comes_from_another_tool() {
    insta::assert_snapshot!(all(&[
        body("  step triage assignee A within 4h { note: Text }"),
        body("  task triage by A within 4h { note: Text }"),
        body("  step triage by A SLA: 4h { note: Text }"),
        body("  if x > 3 { end done } else { continue }"),
        body("  goto triage"),
        body("  return done"),
        body("  gateway x { when pay -> continue }"),
        body("  decide x { when a -> continue  else -> continue }"),
        "lane A { calendar B }".to_owned(),
        "let x = a == b && c != d".to_owned(),
        "record R { a: Int, b: Int }".to_owned(),
    ]));
}

#[test]
fn several_slips_are_all_found() {
    insta::assert_snapshot!(all(&[
        "team A { calendar }\n\nchoice C { a, }\n\nworkflow w(item: T) {\n  starts with A\n  step x by A { }\n  \
         step y by A within 4h { note Text }\n  hndoff z to A { accept on arrival }\n  end done\n}\n\n\
         team B { clendar X }"
            .to_owned(),
        body("  step x by A within 4h { }\n  }\n  step y by A within 4h { }\n  when late -> continue"),
        "step x by A within 4h { }".to_owned(),
        "workflow w(item: T) {\n  sarts with decide x { when a -> A }\n  promised within 3 days\n  end done\n}".to_owned(),
        "workflow w(item: T) {\n  starts with A\n  end done\n  promised within 3 days\n}".to_owned(),
    ]));
}
