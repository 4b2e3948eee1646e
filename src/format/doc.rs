//! The algebra of layouts: what a text may look like, before it is decided how wide it is.
//!
//! In: pieces of text in order. Out: [`Doc`], which `print` turns into lines. The algebra is Wadler's ("A
//! prettier printer", 2003) with the blanks between two pieces chosen group by group, printed in one pass as by
//! Oppen ("Prettyprinting", 1980). Two forms are added for this language: [`Doc::Block`], braces that hold
//! rows whose cells stand in columns, and comments, after which nothing can stand on the same line. Not here:
//! which form of the language takes which layout.

use std::borrow::Cow;

use super::print::WIDTH;
use crate::parse::grammar::Rule;

/// A layout: one text in as many shapes as it has groups.
pub(super) enum Doc<'t> {
    /// A token, as it is written.
    Text(Cow<'t, str>),
    /// So many blanks, never a line break.
    Space(usize),
    /// So many blanks in a group that lies on one line; a line break in one that does not.
    Line(usize),
    /// One after the other.
    Join(Vec<Doc<'t>>),
    /// Lines begun inside stand so much further right.
    Nest(usize, Box<Doc<'t>>),
    /// Lines begun inside stand where this begins.
    Hang(Box<Doc<'t>>),
    /// On one line if there is room, else broken at each of its own lines.
    Group(Box<Doc<'t>>),
    /// A part behind a blank, or so much further right on the next line; in its place where only breaking its
    /// brackets makes it fit.
    Clause(usize, Box<Doc<'t>>),
    /// Brackets with rows inside.
    Block(Box<Block<'t>>),
    /// A comment behind what stands on its line.
    Trail(&'t str),
    /// A comment on a line of its own.
    Own(&'t str),
    /// An empty line, unless one is there.
    Blank,
}

/// Brackets with rows inside: all on one line, or the brackets at the ends and each row on its own line.
pub(super) struct Block<'t> {
    /// The opening bracket.
    pub(super) open: Doc<'t>,
    /// What stands inside.
    pub(super) rows: Vec<Row<'t>>,
    /// Comments below the last row.
    pub(super) end: Vec<Doc<'t>>,
    /// The closing bracket.
    pub(super) close: Doc<'t>,
    /// How many blanks stand inside each bracket on one line: 1 in braces, 0 in parentheses.
    pub(super) pad: usize,
    /// How many blanks stand between two rows on one line: 2 between lines, 1 between values.
    pub(super) gap: usize,
    /// Whether it is never laid on one line.
    pub(super) tall: bool,
    /// Whether its rows may stand together on one line between its brackets.
    pub(super) together: bool,
}

/// A line of a block, or a declaration.
pub(super) struct Row<'t> {
    /// What it is.
    pub(super) kind: Rule,
    /// Whether an empty line stands above it.
    pub(super) blank: bool,
    /// The comments above it.
    pub(super) lead: Vec<Doc<'t>>,
    /// Its parts, those but the last in columns with the rows around it.
    pub(super) cells: Vec<Doc<'t>>,
}

impl<'t> Doc<'t> {
    /// Broken at its own lines only if it does not fit.
    pub(super) fn group(self) -> Doc<'t> {
        Doc::Group(Box::new(self))
    }

    /// Behind a blank or on the next line.
    pub(super) fn clause(self, by: usize) -> Doc<'t> {
        Doc::Clause(by, Box::new(self))
    }

    /// Its lines further right.
    pub(super) fn nest(self, by: usize) -> Doc<'t> {
        Doc::Nest(by, Box::new(self))
    }

    /// Its lines where it begins.
    pub(super) fn hang(self) -> Doc<'t> {
        Doc::Hang(Box::new(self))
    }

    /// How many columns it takes on one line; `None` if there is no line on which it could stand. A comment at its
    /// end takes none.
    pub(super) fn flat(&self) -> Option<usize> {
        let mut measure = Measure::default();
        measure.doc(self);
        (measure.open && measure.width <= WIDTH).then_some(measure.width)
    }

    /// Whether it has a block of lines in it, which reads better from the margin than from a column.
    pub(super) fn has_lines(&self) -> bool {
        match self {
            Doc::Join(parts) => parts.iter().any(Doc::has_lines),
            Doc::Block(block) => {
                block.gap > 1 || block.rows.iter().any(|row| row.cells.iter().any(Doc::has_lines))
            }
            _ => self.inner().is_some_and(Doc::has_lines),
        }
    }

    /// Whether it has brackets in it.
    pub(super) fn has_block(&self) -> bool {
        match self {
            Doc::Join(parts) => parts.iter().any(Doc::has_block),
            Doc::Block(_) => true,
            _ => self.inner().is_some_and(Doc::has_block),
        }
    }

    /// What it is around.
    fn inner(&self) -> Option<&Doc<'t>> {
        match self {
            Doc::Nest(_, inner) | Doc::Clause(_, inner) | Doc::Hang(inner) | Doc::Group(inner) => Some(inner),
            _ => None,
        }
    }
}

impl Block<'_> {
    /// How many columns its rows take on one line; `None` if there is no line on which they could stand.
    pub(super) fn inside(&self) -> Option<usize> {
        let mut measure = Measure::default();
        measure.rows(self);
        (measure.open && !measure.closed && self.end.is_empty())
            .then_some(measure.width.saturating_sub(self.pad))
    }
}

impl Row<'_> {
    /// How many blanks stand at least between its cell `index` and the one before.
    pub(super) fn gap(&self, index: usize) -> usize {
        // The sentence of a requirement is set off from its condition.
        if self.kind == Rule::require && index == 2 { 2 } else { 1 }
    }

    /// The width of each cell on one line, if all can stand on one.
    pub(super) fn flat(&self) -> Option<Vec<usize>> {
        self.cells.iter().map(Doc::flat).collect()
    }
}

/// A walk over a layout on one line.
struct Measure {
    width: usize,
    /// Whether it can stand on one line.
    open: bool,
    /// Whether a comment has closed the line.
    closed: bool,
}

impl Default for Measure {
    fn default() -> Self {
        Measure { width: 0, open: true, closed: false }
    }
}

impl Measure {
    fn doc(&mut self, doc: &Doc<'_>) {
        self.open &= self.width <= WIDTH;
        if !self.open {
            return;
        }
        match doc {
            Doc::Text(text) => {
                self.open &= !self.closed;
                self.width += text.chars().count();
            }
            Doc::Space(count) | Doc::Line(count) => self.width += count,
            Doc::Join(parts) => parts.iter().for_each(|part| self.doc(part)),
            Doc::Nest(_, inner) | Doc::Hang(inner) | Doc::Group(inner) => self.doc(inner),
            Doc::Clause(_, inner) => {
                self.width += 1;
                self.doc(inner);
            }
            Doc::Block(block) => self.block(block),
            Doc::Trail(_) => self.closed = true,
            Doc::Own(_) | Doc::Blank => self.open = false,
        }
    }

    fn block(&mut self, block: &Block<'_>) {
        self.open &= !block.tall && block.end.is_empty();
        if !self.open {
            return;
        }
        self.doc(&block.open);
        self.rows(block);
        self.width += if block.rows.is_empty() { 0 } else { block.pad };
        self.doc(&block.close);
    }

    fn rows(&mut self, block: &Block<'_>) {
        for (at, row) in block.rows.iter().enumerate() {
            self.open &= row.lead.is_empty() && !(row.blank && at > 0);
            self.width += if at == 0 { block.pad } else { block.gap };
            for (index, cell) in row.cells.iter().enumerate() {
                self.width += if index > 0 { row.gap(index) } else { 0 };
                self.doc(cell);
            }
        }
    }
}
