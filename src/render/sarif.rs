//! `sarif`: SARIF 2.1.0, for code scanning and for editors that collect results of many tools.
//!
//! In: clean findings. Out: one log with one run. The fingerprint of a result is its code and the
//! names of what stands around it, never its line: a finding stays the same finding when something is
//! written above it. A rule is a code with its page. Not here: the pages.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::json::data;
use super::outline::Outline;
use super::words;
use super::{Clean, Format};
use crate::base::{Code, Diagnostic, FileId, Fix, Label, Severity, Source, Span};

/// SARIF 2.1.0.
pub const SARIF: Format =
    Format { name: "sarif", about: "SARIF 2.1.0 for code scanning", write: |clean, _| write(clean) };

fn write(clean: &Clean<'_>) -> String {
    let mut codes: Vec<Code> = clean.findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut prints = Prints { clean, outlines: BTreeMap::new(), seen: BTreeMap::new() };
    let results: Vec<Value> = clean.findings.iter().map(|found| result(clean, found, &mut prints)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "handoff",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.name,
        "shortDescription": { "text": code.title() },
        "fullDescription": { "text": code.meaning() },
        "help": { "text": code.page, "markdown": code.page },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Style => "note",
    }
}

fn result(clean: &Clean<'_>, finding: &Diagnostic, prints: &mut Prints<'_>) -> Value {
    let mut result = json!({
        "ruleId": finding.code.name,
        "level": level(finding.severity),
        "message": { "text": words::prose(finding) },
        "locations": [{ "physicalLocation": physical(clean, finding.span()) }],
        "relatedLocations": related(clean, finding),
        "partialFingerprints": { "handoffItem/v1": prints.of(finding) },
        "fixes": finding.fixes.iter().map(|fix| repair(clean, fix)).collect::<Vec<_>>(),
    });
    if let Some(example) = &finding.counterexample {
        result["properties"] = json!({ "counterexample": data(&example.json) });
    }
    result
}

fn related(clean: &Clean<'_>, finding: &Diagnostic) -> Vec<Value> {
    let location = |(id, label): (usize, &Label)| {
        let physical = physical(clean, label.span);
        json!({ "id": id, "message": { "text": label.message }, "physicalLocation": physical })
    };
    finding.labels.iter().enumerate().skip(1).map(location).collect()
}

fn physical(clean: &Clean<'_>, span: Span) -> Value {
    json!({ "artifactLocation": artifact(clean, span), "region": region(clean.source(span.file), span) })
}

fn artifact(clean: &Clean<'_>, span: Span) -> Value {
    json!({ "uri": uri(clean.source(span.file).name()) })
}

fn region(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({
        "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        "byteOffset": span.start, "byteLength": span.end - span.start,
    })
}

fn repair(clean: &Clean<'_>, fix: &Fix) -> Value {
    let change = |edit: &crate::base::Edit| {
        let deleted = region(clean.source(edit.span.file), edit.span);
        let replacement = json!({ "deletedRegion": deleted, "insertedContent": { "text": edit.text } });
        json!({ "artifactLocation": artifact(clean, edit.span), "replacements": [replacement] })
    };
    let changes: Vec<Value> = fix.edits.iter().map(change).collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

/// The fingerprints of a run.
struct Prints<'a> {
    clean: &'a Clean<'a>,
    /// Made when a file is first asked for.
    outlines: BTreeMap<FileId, Outline<'a>>,
    /// How often each fingerprint was given out.
    seen: BTreeMap<String, u32>,
}

impl Prints<'_> {
    /// `code/head of the outermost thing around it/.../head of its own line`, with a number where the
    /// same finding stands twice in one place.
    fn of(&mut self, finding: &Diagnostic) -> String {
        let Span { file, start, .. } = finding.span();
        let outline = self.outlines.entry(file).or_insert_with(|| Outline::of(self.clean.source(file)));
        let mut parts = vec![finding.code.name.to_owned()];
        parts.extend(outline.heads(start));
        let print = parts.join("/");
        let before = self.seen.entry(print.clone()).or_insert(0);
        *before += 1;
        if *before > 1 { format!("{print}/{before}") } else { print }
    }
}

/// A file's name as a relative reference: what is not unreserved is escaped byte by byte.
fn uri(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let escaped = |byte: u8| match byte {
        b'\\' => "/".to_owned(),
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    name.bytes().map(escaped).collect()
}
