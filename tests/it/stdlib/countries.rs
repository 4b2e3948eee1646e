//! The rules of every calendar of the library, each with the law or practice that they are from.
//!
//! In: nothing. Out: one [`Country`] a file. Not here: the days that rules give (`rules.rs`), and how a file
//! is written (`page.rs`).

mod america;
mod asia;
mod britain;
mod europe;
mod germany;

use super::rules::Rule;

/// A file of holidays and what stands in it.
pub(super) struct Country {
    /// Its path below `stdlib/calendars/`, without the ending.
    pub(super) path: &'static str,
    /// What it is, in plain words: paragraphs.
    pub(super) about: Vec<&'static str>,
    pub(super) rules: Vec<Rule>,
    /// Whether a day between two holidays is one as well.
    pub(super) between: bool,
    /// More declarations, as they stand in the file.
    pub(super) more: &'static str,
}

/// A file of which there is no more to say: path, paragraphs, rules.
type Row = (&'static str, &'static [&'static str], &'static [Rule]);

impl Country {
    fn of((path, about, rules): &Row) -> Country {
        Country::new(path, about, rules)
    }

    fn new(path: &'static str, about: &[&'static str], rules: &[Rule]) -> Country {
        Country { path, about: about.to_vec(), rules: rules.to_vec(), between: false, more: "" }
    }
}

/// All of them.
pub(super) fn countries() -> Vec<Country> {
    [europe::countries(), germany::countries(), britain::countries(), america::countries(), asia::countries()]
        .into_iter()
        .flatten()
        .collect()
}
