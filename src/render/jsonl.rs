//! `jsonl`: one finding a line, for streams and for tools that read line by line.
//!
//! In: clean findings. Out: a JSON object a line, each the finding of `json` after its own
//! `format_version`, so that a line taken out of its file still says how to read it. Not here: a
//! summary; no line means no finding.

use serde::Serialize;

use super::json::{FORMAT_VERSION, Finding};
use super::{Clean, Format};

/// One finding a line.
pub const JSONL: Format =
    Format { name: "jsonl", about: "one JSON object a line and finding", write: |clean, _| write(clean) };

#[derive(Serialize)]
struct Line<'a> {
    format_version: u32,
    #[serde(flatten)]
    finding: Finding<'a>,
}

fn write(clean: &Clean<'_>) -> String {
    let line = |finding| Line { format_version: FORMAT_VERSION, finding: Finding::of(clean, finding) };
    let lines = clean.findings.iter().map(line);
    lines.filter_map(|line| serde_json::to_string(&line).ok()).map(|text| text + "\n").collect()
}
