//! `json`: one document with all findings, for programs. Its schema is `docs/schema/findings.json`.
//!
//! In: clean findings. Out: pretty JSON whose first key is `format_version`. Not here: anything that
//! the schema does not promise. A key may be added without a new version; taking one away, or giving
//! one another meaning, is a new version.

use serde::Serialize;
use serde_json::Value;

use super::summary::count;
use super::{Clean, Format};
use crate::base::{Diagnostic, Position, Severity, Span};

/// The version of the shape of `json` and `jsonl`.
pub const FORMAT_VERSION: u32 = 1;

/// One document with all findings.
pub const JSON: Format = Format {
    name: "json",
    about: "one JSON document, its schema is published",
    write: |clean, _| write(clean),
};

fn write(clean: &Clean<'_>) -> String {
    let report = Report {
        format_version: FORMAT_VERSION,
        findings: clean.findings.iter().map(|finding| Finding::of(clean, finding)).collect(),
        summary: Summary {
            errors: count(&clean.findings, Severity::Error),
            warnings: count(&clean.findings, Severity::Warning),
            style: count(&clean.findings, Severity::Style),
        },
    };
    let text = serde_json::to_string_pretty(&report);
    text.map(|text| text + "\n").unwrap_or_default()
}

#[derive(Serialize)]
struct Report<'a> {
    format_version: u32,
    findings: Vec<Finding<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    style: usize,
}

/// A finding as the schema has it.
#[derive(Serialize)]
pub(super) struct Finding<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    file: &'a str,
    range: Range,
    labels: Vec<Label<'a>>,
    notes: &'a [String],
    help: &'a [String],
    fixes: Vec<Fix<'a>>,
    counterexample: Option<Counterexample<'a>>,
}

#[derive(Serialize)]
struct Label<'a> {
    file: &'a str,
    range: Range,
    message: &'a str,
    primary: bool,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    sure: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    file: &'a str,
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Counterexample<'a> {
    text: &'a str,
    data: Value,
}

/// Half open: `end` is the first place that is no longer in it.
#[derive(Serialize)]
struct Range {
    start: Place,
    end: Place,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    byte: u32,
}

impl<'a> Finding<'a> {
    pub(super) fn of(clean: &'a Clean<'_>, finding: &'a Diagnostic) -> Self {
        let (file, range) = place(clean, finding.span());
        let label = |label: &'a crate::base::Label| {
            let (file, range) = place(clean, label.span);
            Label { file, range, message: &label.message, primary: label.primary }
        };
        Finding {
            code: finding.code.name,
            severity: finding.severity.word(),
            message: &finding.message,
            file,
            range,
            labels: finding.labels.iter().map(label).collect(),
            notes: &finding.notes,
            help: &finding.help,
            fixes: finding.fixes.iter().map(|fix| Fix::of(clean, fix)).collect(),
            counterexample: finding
                .counterexample
                .as_ref()
                .map(|example| Counterexample { text: &example.text, data: data(&example.json) }),
        }
    }
}

impl<'a> Fix<'a> {
    fn of(clean: &'a Clean<'_>, fix: &'a crate::base::Fix) -> Self {
        let edit = |edit: &'a crate::base::Edit| {
            let (file, range) = place(clean, edit.span);
            Edit { file, range, text: &edit.text }
        };
        Fix { title: &fix.title, sure: fix.sure, edits: fix.edits.iter().map(edit).collect() }
    }
}

/// The ready-made JSON of a counterexample, or that text as a string should it not be JSON.
pub(super) fn data(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|_| Value::String(json.to_owned()))
}

fn place<'a>(clean: &'a Clean<'_>, span: Span) -> (&'a str, Range) {
    let source = clean.source(span.file);
    let at = |byte: u32| {
        let Position { line, column } = source.position(byte);
        Place { line, column, byte }
    };
    (source.name(), Range { start: at(span.start), end: at(span.end) })
}
