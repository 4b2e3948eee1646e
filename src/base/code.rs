//! A kind of finding: its name, its weight, its page.
//!
//! In: nothing. Out: [`Code`]. Not here: the tables of codes (`codes.rs` makes them, each room has its own).

use super::diagnostic::Severity;
use std::fmt;

/// A kind of finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Code {
    /// Its stable, readable name: what `handoff explain` takes.
    pub name: &'static str,
    /// What a finding of this kind weighs.
    pub severity: Severity,
    /// Its page, in Markdown: a title, then what it means, a wrong example and a right one.
    pub page: &'static str,
}

impl Code {
    /// What its page is headed by, in one line.
    ///
    /// ```
    /// use handoff::base::{Code, Severity};
    ///
    /// let page = "# Nobody has this name\n\nIt is misspelt.\n";
    /// let code = Code { name: "unknown-team", severity: Severity::Error, page };
    /// assert_eq!(code.title(), "Nobody has this name");
    /// assert_eq!(code.meaning(), "It is misspelt.");
    /// ```
    pub fn title(&self) -> &'static str {
        self.page.lines().next().unwrap_or_default().trim_start_matches("# ")
    }

    /// Its first paragraph below the title: what it means. The lines are those of the page.
    pub fn meaning(&self) -> &'static str {
        self.page.split("\n\n").nth(1).unwrap_or_default().trim()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}
