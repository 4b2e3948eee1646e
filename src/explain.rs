//! Every kind of finding there is, in chapters: what `handoff explain` lists and completions know.
//!
//! In: the tables of the rooms. Out: [`CHAPTERS`], and a code by its name. Not here: any page (each stands beside
//! the room that raises it), and how a page is shown.
//!
//! ```
//! use handoff::explain;
//!
//! let code = explain::find("team-change-without-handoff").unwrap();
//! assert!(code.page.contains("## Right"));
//! assert_eq!(explain::near("team-change"), ["team-change-without-handoff"]);
//! ```

use crate::base::{Code, nearest};
use crate::{check, parse, resolve, trial};

/// The codes of one room.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// What they are about, in a few words.
    pub title: &'static str,
    /// The codes, by name.
    pub codes: &'static [Code],
}

/// All codes, in the order in which a file meets them.
pub const CHAPTERS: &[Chapter] = &[
    Chapter { title: "The text of a file", codes: parse::codes::ALL },
    Chapter { title: "Names, types and values", codes: resolve::codes::ALL },
    Chapter { title: "Proofs: owner, routes, bounds, ways", codes: check::codes::ALL },
    Chapter { title: "Tests", codes: trial::codes::ALL },
];

/// All codes, chapter by chapter.
pub fn all() -> impl Iterator<Item = &'static Code> {
    CHAPTERS.iter().flat_map(|chapter| chapter.codes)
}

/// The code of that name.
pub fn find(name: &str) -> Option<&'static Code> {
    all().find(|code| code.name == name)
}

/// The codes that somebody who wrote `name` may have meant: the one that is spelt almost like it, else those
/// that have it in their name.
pub fn near(name: &str) -> Vec<&'static str> {
    let names = || all().map(|code| code.name);
    match nearest(name, names()) {
        Some(near) => names().filter(|known| *known == near).collect(),
        None => names().filter(|known| !name.is_empty() && known.contains(name)).collect(),
    }
}
