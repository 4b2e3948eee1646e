//! Text with a name and a line table, and the places in it.

use super::arena::{Arena, id};

id! {
    /// One source text of a compilation.
    FileId
}

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let byte = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Span { file, start: byte(start), end: byte(end) }
    }

    /// The smallest span that holds both; `other` must be of the same file.
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span right after this one: where something is missing.
    pub fn after(self) -> Span {
        Span { start: self.end, ..self }
    }
}

/// A place as people count: line and column from 1, the column in characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

/// One text and its line starts.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    lines: Vec<u32>,
}

impl Source {
    /// A text under the name that messages show for it.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        let lines = std::iter::once(0).chain(starts).collect();
        Source { name: name.into(), text, lines }
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line (from 0) that holds byte `at`.
    pub fn line_of(&self, at: u32) -> usize {
        self.lines.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// The byte at which line `line` (from 0) begins; the end of the text for a line past the last.
    pub fn line_start(&self, line: usize) -> u32 {
        self.lines.get(line).copied().unwrap_or(self.text.len() as u32)
    }

    /// Where byte `at` stands, as people count. A byte inside a character counts as that character.
    pub fn position(&self, at: u32) -> Position {
        let line = self.line_of(at);
        let start = self.line_start(line) as usize;
        let mut end = (at as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.text[start.min(end)..end].chars().count();
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// The text of `span`, or nothing where the span lies outside the text or inside a character.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }
}

/// All texts of a compilation.
pub type Sources = Arena<FileId, Source>;
