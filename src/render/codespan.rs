//! The bridge to codespan-reporting, which draws `plain` and writes the lines of `short`.
//!
//! In: shown texts and findings. Out: its files, its diagnostics, its text. Not here: what differs
//! between the two formats.

use std::ops::Range;

use codespan_reporting::diagnostic::{
    Diagnostic as Drawn, Label as DrawnLabel, LabelStyle, Severity as Level,
};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::Buffer;
use codespan_reporting::term::{Config, emit_to_write_style};

use super::shown::Shown;
use super::{page, words};
use crate::base::{Diagnostic, FileId, Severity};

/// Writes one finding in the style of `config`, with its asides below it.
pub(super) fn draw(config: &Config, shown: &Shown, finding: &Diagnostic, colour: bool) -> String {
    let mut buffer = if colour { Buffer::ansi() } else { Buffer::no_color() };
    if emit_to_write_style(&mut buffer, config, shown, &drawn(finding)).is_err() {
        return page::bare(shown, finding);
    }
    let text = String::from_utf8_lossy(buffer.as_slice()).into_owned();
    match finding.severity {
        // The library knows no matters of style; a note has their colour.
        Severity::Style => text.replacen("note[", "style[", 1),
        _ => text,
    }
}

fn drawn(finding: &Diagnostic) -> Drawn<FileId> {
    let level = match finding.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Style => Level::Note,
    };
    let labels = finding.labels.iter().enumerate().map(|(index, label)| {
        // Exactly one is primary, or `short` would write a line for each.
        let style = if index == 0 { LabelStyle::Primary } else { LabelStyle::Secondary };
        let range = label.span.start as usize..label.span.end as usize;
        DrawnLabel::new(style, label.span.file, range).with_message(&label.message)
    });
    Drawn::new(level)
        .with_code(finding.code.name)
        .with_message(&finding.message)
        .with_labels(labels.collect())
        .with_notes(words::asides(finding).iter().map(words::Aside::line).collect())
}

impl<'a> Files<'a> for Shown {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.sources.get(id).map(|source| source.name()).ok_or(Error::FileMissing)
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.sources.get(id).map(|source| source.text()).ok_or(Error::FileMissing)
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        let source = self.sources.get(id).ok_or(Error::FileMissing)?;
        Ok(source.line_of(byte as u32))
    }

    fn column_number(&'a self, id: FileId, _: usize, byte: usize) -> Result<usize, Error> {
        Ok(self.position(id, byte as u32).column as usize)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let source = self.sources.get(id).ok_or(Error::FileMissing)?;
        Ok(source.line_start(line) as usize..source.line_start(line + 1) as usize)
    }
}
