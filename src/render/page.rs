//! What the renderers for people share about a page of findings: heads, the closing hint, clean ends.
//!
//! In: findings and shown texts. Out: plain lines. Not here: what is said beside a finding (`words.rs`),
//! which machines are told too.

use super::shown::Shown;
use crate::base::Diagnostic;

/// The head of a finding on a line of its own: `error[no-owner]: nobody owns ...`.
pub(super) fn head(finding: &Diagnostic) -> String {
    format!("{}[{}]: {}", finding.severity.word(), finding.code, finding.message)
}

/// What stands below all findings: where their pages are. Nothing where there are none.
pub(super) fn more(findings: &[Diagnostic]) -> String {
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code.name).collect();
    codes.sort_unstable();
    codes.dedup();
    match codes[..] {
        [] => String::new(),
        [code] => format!("for more: `handoff explain {code}`\n"),
        _ => format!("for more about {}: `handoff explain CODE`\n", codes.join(", ")),
    }
}

/// A finding as one plain line, for a library that could not draw it: no finding is lost that way.
pub(super) fn bare(shown: &Shown, finding: &Diagnostic) -> String {
    format!("{}: {}\n", shown.place(finding.span()), head(finding))
}

/// The text without blanks at the ends of its lines, and with one line break at its end if it has any.
pub(super) fn tidy(text: &str) -> String {
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}
