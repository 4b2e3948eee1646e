//! `junit`: the XML that build servers show as test results.
//!
//! In: clean findings. Out: a suite a file with findings, a case a finding. An error fails its case; a
//! warning or a matter of style passes, with its text as the case's output, since a check with nothing
//! worse succeeds too. Without findings there is one case that passed: servers take an empty report for
//! a broken one. Not here: results of `handoff test`.

use super::summary::count;
use super::words;
use super::{Clean, Format};
use crate::base::{Diagnostic, FileId, Position, Severity};

/// XML for build servers.
pub const JUNIT: Format =
    Format { name: "junit", about: "XML test results for build servers", write: |clean, _| write(clean) };

fn write(clean: &Clean<'_>) -> String {
    let by_file: Vec<&[Diagnostic]> =
        clean.findings.chunk_by(|a, b| a.span().file == b.span().file).collect();
    let suites: String = by_file.iter().map(|found| suite(clean, found)).collect();
    let (tests, suites) = match clean.findings.len() {
        0 => (1, EMPTY.to_owned()),
        tests => (tests, suites),
    };
    let failures = count(&clean.findings, Severity::Error);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"handoff check\" tests=\"{tests}\" failures=\"{failures}\">\n{suites}</testsuites>\n"
    )
}

const EMPTY: &str = "  <testsuite name=\"handoff check\" tests=\"1\" failures=\"0\">\n    \
    <testcase classname=\"handoff check\" name=\"no findings\"/>\n  </testsuite>\n";

fn suite(clean: &Clean<'_>, found: &[Diagnostic]) -> String {
    let name = found.first().map_or("", |finding| file(clean, finding.span().file));
    let failures = count(found, Severity::Error);
    let cases: String = found.iter().map(|finding| case(clean, finding)).collect();
    let (name, tests) = (escape(name), found.len());
    format!(
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\">\n{cases}  </testsuite>\n"
    )
}

fn case(clean: &Clean<'_>, finding: &Diagnostic) -> String {
    let span = finding.span();
    let Position { line, column } = clean.source(span.file).position(span.start);
    let file = escape(file(clean, span.file));
    let (message, prose) = (escape(&finding.message), escape(&words::prose(finding)));
    let (code, kind) = (escape(finding.code.name), finding.severity.word());
    let outcome = match finding.severity {
        Severity::Error => format!("<failure type=\"{kind}\" message=\"{message}\">{prose}</failure>"),
        _ => format!("<system-out>{kind}: {prose}</system-out>"),
    };
    format!(
        "    <testcase classname=\"{file}\" name=\"{code} at {line}:{column}\" file=\"{file}\" line=\"{line}\">\n      \
         {outcome}\n    </testcase>\n"
    )
}

fn file<'a>(clean: &'a Clean<'_>, file: FileId) -> &'a str {
    clean.source(file).name()
}

/// Words are free of control characters already, which XML could not hold at all.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
