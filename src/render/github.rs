//! `github`: workflow commands that a pipeline's log turns into annotations beside the changed lines.
//!
//! In: clean findings. Out: a `::error ...::...` line a finding, escaped as the runner's toolkit
//! does: `%`, carriage return and line feed everywhere, `:` and `,` in properties too. Not here: the
//! step summary.

use super::words;
use super::{Clean, Format};
use crate::base::{Diagnostic, Severity};

/// Annotations for a pipeline.
pub const GITHUB: Format = Format {
    name: "github",
    about: "workflow commands, shown beside the changed lines",
    write: |clean, _| clean.findings.iter().map(|finding| command(clean, finding)).collect(),
};

fn command(clean: &Clean<'_>, finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Style => "notice",
    };
    let span = finding.span();
    let source = clean.source(span.file);
    let (start, end) = (source.position(span.start), source.position(span.end));
    let file = property(source.name());
    let columns = match start.line == end.line {
        true => format!("col={},endLine={},endColumn={}", start.column, end.line, end.column),
        // Columns of a range over several lines are refused by the viewer.
        false => format!("endLine={}", end.line),
    };
    let (title, text) = (property(finding.code.name), data(&words::prose(finding)));
    format!("::{level} title={title},file={file},line={},{columns}::{text}\n", start.line)
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
