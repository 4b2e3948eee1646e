//! `plain`: findings with the lines they speak of, drawn by codespan-reporting; the default where the
//! output is not a terminal.
//!
//! In: clean findings. Out: a block a finding. Not here: arrows that cross lines
//! (`graphic.rs`).

use codespan_reporting::term::Config;

use super::codespan::draw;
use super::shown::Shown;
use super::{Clean, Format, page};

/// Blocks with source lines.
pub const PLAIN: Format =
    Format { name: "plain", about: "source lines with carets, the default for files and pipes", write };

fn write(clean: &Clean<'_>, colour: bool) -> String {
    let shown = Shown::of(clean);
    let config = Config::default();
    let blocks = shown.findings.iter().map(|finding| draw(&config, &shown, finding, colour));
    let text: String = blocks.collect();
    page::tidy(&(text + &page::more(&shown.findings)))
}
