//! What the renderers for people share about a page of findings: heads, the closing line, clean ends.
//!
//! In: findings and shown texts. Out: plain lines. Not here: what is said beside a finding (`words.rs`),
//! which machines are told too.

use super::shown::Shown;
use super::words;
use crate::base::{Diagnostic, Severity};

/// How many further codes the closing line names.
const FURTHER_CODES: usize = 4;

/// The head of a finding on a line of its own: `error[no-owner]: nobody owns ...`.
pub(super) fn head(finding: &Diagnostic) -> String {
    format!("{}[{}]: {}", words::severity(finding.severity), finding.code, finding.message)
}

/// A finding as one plain line, for a library that could not draw it: no finding is lost that way.
pub(super) fn bare(shown: &Shown, finding: &Diagnostic) -> String {
    format!("{}: {}\n", shown.place(finding.span()), head(finding))
}

/// The line that closes a run with findings: where to read more, errors first. Nothing found, no line.
pub(super) fn hint(findings: &[Diagnostic]) -> Option<String> {
    let mut codes: Vec<(Severity, &str)> =
        findings.iter().map(|finding| (finding.severity, finding.code)).collect();
    codes.sort();
    codes.dedup_by_key(|(_, code)| *code);
    let (first, others) = codes.split_first()?;
    let begin = format!("hint: `handoff explain {}` gives the rule, a wrong and a right example", first.1);
    let also: Vec<String> = others.iter().take(FURTHER_CODES).map(|(_, code)| format!("`{code}`")).collect();
    let rest = match others.len().saturating_sub(FURTHER_CODES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(if also.is_empty() { begin } else { format!("{begin}; likewise {}{rest}", also.join(", ")) })
}

/// The text without blanks at the ends of its lines, and with one line break at its end if it has any.
pub(super) fn tidy(text: &str) -> String {
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}
