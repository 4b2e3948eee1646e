//! The last line of a run: how much was found, in how many files.
//!
//! In: findings and the number of files that were checked. Out: one line without a line break. Not
//! here: where it goes (the command writes it to stderr, findings go to stdout).

use crate::base::{Diagnostic, Severity};

/// "2 errors, 1 warning in 3 files"; "no findings in 3 files" where there are none.
///
/// `files` is the number of files that were checked, with and without findings.
pub fn summary(findings: &[Diagnostic], files: usize) -> String {
    let counted = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Style, "style finding", "style findings"),
    ];
    let parts: Vec<String> = counted
        .into_iter()
        .map(|(severity, one, many)| (count(findings, severity), one, many))
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| plural(number, one, many))
        .collect();
    let found = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    format!("{found} in {}", plural(files, "file", "files"))
}

/// How many findings weigh that much.
pub(super) fn count(findings: &[Diagnostic], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

/// A number with its word.
pub fn plural(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
