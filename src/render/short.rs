//! `short`: one line a finding, as editors and `grep` like it, written by codespan-reporting.
//!
//! In: clean findings. Out: `file:line:column: error[code]: message`, and nothing else: no labels, no
//! help, no closing hint. Not here: the texts of the files.

use codespan_reporting::term::{Config, DisplayStyle};

use super::codespan::draw;
use super::shown::Shown;
use super::{Clean, Format};

/// One line a finding.
pub const SHORT: Format = Format { name: "short", about: "one line a finding, for editors and grep", write };

fn write(clean: &Clean<'_>, colour: bool) -> String {
    let shown = Shown::of(clean);
    let config = Config { display_style: DisplayStyle::Short, ..Config::default() };
    shown.findings.iter().map(|finding| draw(&config, &shown, finding, colour)).collect()
}
