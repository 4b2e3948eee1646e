//! Comments: which token each belongs to, and how those behind lines stand under each other.
//!
//! In: a tree and its tokens. Out: for each token the comments above it and the one behind it, so that each
//! comment has exactly one place: behind the token it follows on its line, else above the next. Their text is
//! never changed. Not here: where tokens go.

use super::print::WIDTH;
use super::token::Token;
use crate::parse::{Comment, Tree};

/// The comments of a text, taken in order.
pub(super) struct Comments<'t> {
    tree: &'t Tree,
    rest: &'t [Comment],
    /// One past the last token or comment.
    at: u32,
}

/// A comment above something.
pub(super) struct Above<'t> {
    /// Whether an empty line stands above it.
    pub(super) blank: bool,
    /// What it says.
    pub(super) text: &'t str,
}

impl<'t> Comments<'t> {
    /// All comments of `tree`.
    pub(super) fn new(tree: &'t Tree) -> Self {
        Comments { tree, rest: tree.comments(), at: tree.root().span().start }
    }

    /// The next comment before byte `end`.
    pub(super) fn above(&mut self, end: u32) -> Option<Above<'t>> {
        let (first, rest) = self.rest.split_first().filter(|(first, _)| first.span.start < end)?;
        let blank = self.blank(first.span.start);
        (self.rest, self.at) = (rest, first.span.end);
        Some(Above { blank, text: self.tree.text(first.span) })
    }

    /// Whether an empty line stands between what was taken last and byte `start`.
    pub(super) fn blank(&self, start: u32) -> bool {
        self.between(start).matches('\n').count() > 1
    }

    /// Goes on behind `token`, with the comment that follows it on its line.
    pub(super) fn pass(&mut self, token: &Token<'t>) -> Option<&'t str> {
        self.at = token.end;
        let (first, rest) = self.rest.split_first()?;
        if self.between(first.span.start).chars().any(|c| c == '\n' || !c.is_whitespace()) {
            return None;
        }
        (self.rest, self.at) = (rest, first.span.end);
        Some(self.tree.text(first.span))
    }

    fn between(&self, start: u32) -> &'t str {
        self.tree.text(crate::base::Span { file: self.tree.file(), start: self.at, end: start })
    }
}

/// `text` with the comments that begin at `trails` moved, so that those of neighbouring lines with the same
/// beginning stand under each other, if all of them have room.
pub(super) fn aligned(text: &str, trails: &[usize]) -> String {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let (mut start, mut trails) = (0, trails.iter().peekable());
    for line in text.split('\n') {
        let end = start + line.len();
        let trail = trails.next_if(|trail| **trail <= end).map(|trail| trail - start);
        lines.push(Line::new(line, trail));
        start = end + 1;
    }
    let mut out = String::new();
    for run in lines.chunk_by(|a, b| a.comment.is_some() && b.comment.is_some() && a.indent == b.indent) {
        let column = run.iter().map(Line::width).max().unwrap_or(0);
        let room =
            run.iter().all(|line| line.comment.is_none_or(|it| column + 2 + it.chars().count() <= WIDTH));
        run.iter().for_each(|line| line.write(if room { column } else { line.width() }, &mut out));
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// A line of the text.
struct Line<'l> {
    code: &'l str,
    comment: Option<&'l str>,
    indent: usize,
}

impl<'l> Line<'l> {
    fn new(line: &'l str, trail: Option<usize>) -> Self {
        let (code, comment) = match trail {
            Some(at) => (line[..at].trim_end(), Some(&line[at..])),
            None => (line, None),
        };
        Line { code, comment, indent: line.len() - line.trim_start().len() }
    }

    fn width(&self) -> usize {
        self.code.chars().count()
    }

    fn write(&self, column: usize, out: &mut String) {
        out.push_str(self.code);
        if let Some(comment) = self.comment {
            out.extend(std::iter::repeat_n(' ', column - self.width() + 2));
            out.push_str(comment);
        }
        out.push('\n');
    }
}
