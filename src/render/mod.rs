//! Findings, written down: one file per format, each a view of [`base::Diagnostic`](crate::base::Diagnostic).
//!
//! In: [`Sources`] and findings, as whoever found them left them. Out: text, ready for a terminal, an
//! editor, a pipeline or a screen reader. Whatever the format, [`sanitise`] goes first, so that no
//! renderer ever meets a place that is not in its file. Not here: finding anything, the decision
//! whether a terminal has colours, printing.
//!
//! ```
//! use handoff::base::{Diagnostic, Source, Sources, Span};
//! use handoff::{render, resolve::codes};
//!
//! let mut sources = Sources::new();
//! let file = sources.push(Source::new("refund.flow", "step check by Fronline {}"));
//! let span = Span::new(file, 14, 22);
//! let found = [Diagnostic::new(codes::UNKNOWN_TEAM, span, "there is no team `Fronline`")];
//!
//! let text = render::render(render::GITHUB, &sources, &found, false);
//! assert!(text.starts_with("::error title=unknown-team,file=refund.flow,line=1,col=15"));
//! assert_eq!(render::summary(&found, 1), "1 error in 1 file");
//! ```
//!
//! A new format is a new file with a `Format` constant, and a row in [`FORMATS`]. The formats that
//! draw the text of a file need crates that only the command has; the others are always there.

#[cfg(feature = "cli")]
mod codespan;
mod github;
#[cfg(feature = "cli")]
mod graphic;
mod json;
mod jsonl;
mod junit;
#[cfg(feature = "cli")]
mod narrated;
mod outline;
#[cfg(feature = "cli")]
mod page;
#[cfg(feature = "cli")]
mod plain;
mod sanitise;
mod sarif;
#[cfg(feature = "cli")]
mod short;
#[cfg(feature = "cli")]
mod shown;
mod summary;
mod words;

use crate::base::{Diagnostic, Sources};

pub use github::GITHUB;
pub use json::{FORMAT_VERSION, JSON};
pub use jsonl::JSONL;
pub use junit::JUNIT;
pub use sanitise::{Clean, sanitise};
pub use sarif::SARIF;
pub use summary::{plural, summary};
#[cfg(feature = "cli")]
pub use {graphic::GRAPHIC, narrated::NARRATED, plain::PLAIN, short::SHORT};

/// One way to write findings down.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is good for, in half a line: help and completions show this.
    pub about: &'static str,
    write: fn(&Clean<'_>, bool) -> String,
}

/// All formats of this build, in the order in which help lists them.
pub const FORMATS: &[Format] = &[
    #[cfg(feature = "cli")]
    GRAPHIC,
    #[cfg(feature = "cli")]
    PLAIN,
    #[cfg(feature = "cli")]
    SHORT,
    #[cfg(feature = "cli")]
    NARRATED,
    JSON,
    JSONL,
    SARIF,
    GITHUB,
    JUNIT,
];

/// The format of that name.
pub fn format(name: &str) -> Option<Format> {
    FORMATS.iter().find(|format| format.name == name).copied()
}

/// Writes all findings of a run, sorted by file and place; colour only where the format has any.
pub fn render(format: Format, sources: &Sources, findings: &[Diagnostic], colour: bool) -> String {
    (format.write)(&sanitise(sources, findings), colour)
}
