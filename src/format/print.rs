//! From a layout to text: which groups lie on one line, and where each line begins.
//!
//! In: rows. Out: the text, never wider than [`WIDTH`] where a token or a comment does not force it. One pass
//! over a list of tasks, each looking ahead to the next place where a line may end (Oppen, "Prettyprinting",
//! 1980). Not here: how wide columns are (`column`).

use super::column::{self, Place};
use super::comments;
use super::doc::{Block, Doc, Row};

/// How many columns a line has.
pub(super) const WIDTH: usize = 110;

/// How much further right a line stands that belongs to the block around it.
pub(super) const INDENT: usize = 2;

/// How much further right a line stands that goes on with the one above: twice, to be told from what is inside.
pub(super) const TURN: usize = 4;

/// What is still to be written.
#[derive(Clone, Copy)]
enum Task<'d, 't> {
    /// A layout, whose lines begin at a column; on one line or not.
    Doc(&'d Doc<'t>, usize, bool),
    /// The end of a line, and where the next begins.
    Turn(usize),
    /// Blanks.
    Pad(usize),
    /// An empty line.
    Blank,
}

/// The text of a file.
pub(super) fn file(rows: &[Row<'_>], end: &[Doc<'_>]) -> String {
    let mut printer = Printer::new(0);
    printer.queue(|tasks| {
        lines(tasks, rows, 0);
        if !rows.is_empty() && !end.is_empty() {
            tasks.push(Task::Turn(0));
        }
        tasks.extend(end.iter().map(|doc| Task::Doc(doc, 0, false)));
    });
    printer.run();
    comments::aligned(&printer.out, &printer.trails)
}

/// How many lines a layout takes that begins at `column` with its lines at `indent`, and how wide the widest is.
pub(super) fn extent(doc: &Doc<'_>, column: usize, indent: usize) -> (usize, usize) {
    let mut printer = Printer::new(column);
    printer.tasks.push(Task::Doc(doc, indent, false));
    printer.run();
    let count = |line: &str| line.chars().count();
    let first = printer.out.lines().next().map_or(column, |line| count(line).max(column));
    let widest = printer.out.lines().skip(1).map(count).fold(first, usize::max);
    (printer.out.lines().count(), widest)
}

struct Printer<'d, 't> {
    out: String,
    /// Where the next piece begins.
    column: usize,
    /// Whether nothing stands on the line yet.
    fresh: bool,
    /// Whether a comment stands at the end of the line.
    closed: bool,
    /// Where in `out` the comments begin that stand behind something.
    trails: Vec<usize>,
    tasks: Vec<Task<'d, 't>>,
}

impl<'d, 't> Printer<'d, 't> {
    fn new(column: usize) -> Self {
        Printer {
            out: String::new(),
            column,
            fresh: true,
            closed: false,
            trails: Vec::new(),
            tasks: Vec::new(),
        }
    }

    /// Puts tasks before all others, the first first.
    fn queue(&mut self, fill: impl FnOnce(&mut Vec<Task<'d, 't>>)) {
        let mut tasks = Vec::new();
        fill(&mut tasks);
        self.tasks.extend(tasks.into_iter().rev());
    }

    fn run(&mut self) {
        while let Some(task) = self.tasks.pop() {
            match task {
                Task::Doc(doc, indent, flat) => self.doc(doc, indent, flat),
                Task::Turn(indent) => self.turn(indent),
                Task::Pad(count) => self.pad(count),
                Task::Blank => self.blank(0),
            }
        }
    }

    fn doc(&mut self, doc: &'d Doc<'t>, indent: usize, flat: bool) {
        match doc {
            Doc::Text(text) => self.write(text, indent),
            Doc::Space(count) => self.pad(*count),
            Doc::Line(count) if flat => self.pad(*count),
            Doc::Line(_) => self.turn(indent),
            Doc::Join(parts) => self.queue(|tasks| {
                tasks.extend(parts.iter().map(|part| Task::Doc(part, indent, flat)));
            }),
            Doc::Nest(by, inner) => self.tasks.push(Task::Doc(inner, indent + by, flat)),
            Doc::Hang(inner) => self.tasks.push(Task::Doc(inner, self.column, flat)),
            Doc::Group(inner) => {
                let flat = flat || self.fits(inner, self.column);
                self.tasks.push(Task::Doc(inner, indent, flat));
            }
            Doc::Clause(by, inner) => self.clause(inner, indent, *by, flat),
            Doc::Block(block) => {
                let flat = flat || self.fits(doc, self.column);
                let room = WIDTH.saturating_sub(indent + INDENT);
                let together = block.together && block.inside().is_some_and(|width| width <= room);
                self.queue(|tasks| match flat {
                    true => inline(tasks, block, indent, &[]),
                    false if together => between(tasks, block, indent),
                    false => open(tasks, block, indent),
                });
            }
            Doc::Trail(text) => self.trail(text),
            Doc::Own(text) => self.own(text, indent),
            Doc::Blank => self.blank(indent),
        }
    }

    /// A part behind a blank if it fits there, else on the next line if it fits there, else wherever breaking it
    /// costs least.
    fn clause(&mut self, doc: &'d Doc<'t>, indent: usize, by: usize, flat: bool) {
        let here = flat || self.fits(doc, self.column + 1);
        let there = !here && self.fits(doc, indent + by);
        let mut head = Ahead::new(self.column + 1);
        head.doc(doc, false);
        let stays = here || (!there && !self.closed && doc.has_block() && head.left > 0);
        self.queue(|tasks| {
            tasks.push(if stays { Task::Pad(1) } else { Task::Turn(indent + by) });
            tasks.push(Task::Doc(doc, if stays { indent } else { indent + by }, here || there));
        });
    }

    /// Whether `doc` fits on a line from `column` on, with what follows up to the next place where the line may
    /// end.
    fn fits(&self, doc: &Doc<'t>, column: usize) -> bool {
        let Some(width) = doc.flat() else { return false };
        if column + width > WIDTH {
            return false;
        }
        let mut ahead = Ahead::new(column + width);
        for task in self.tasks.iter().rev() {
            match task {
                Task::Doc(doc, _, flat) => ahead.doc(doc, *flat),
                Task::Turn(_) => return true,
                Task::Pad(count) => ahead.take(*count),
                Task::Blank => {}
            }
            if ahead.ended {
                return true;
            }
            if ahead.left == 0 {
                return false;
            }
        }
        true
    }

    fn write(&mut self, text: &str, indent: usize) {
        if self.closed {
            self.turn(indent);
        }
        if self.fresh {
            self.out.extend(std::iter::repeat_n(' ', self.column));
            self.fresh = false;
        }
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn turn(&mut self, indent: usize) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
        (self.column, self.fresh, self.closed) = (indent, true, false);
    }

    fn pad(&mut self, count: usize) {
        if !self.fresh && !self.closed {
            self.out.extend(std::iter::repeat_n(' ', count));
            self.column += count;
        }
    }

    fn blank(&mut self, indent: usize) {
        if !self.fresh {
            self.turn(indent);
        }
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn trail(&mut self, text: &str) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push_str("  ");
        self.trails.push(self.out.len());
        self.out.push_str(text);
        self.closed = true;
    }

    fn own(&mut self, text: &str, indent: usize) {
        if !self.fresh {
            self.turn(indent);
        }
        self.column = indent;
        self.write(text, indent);
        self.closed = true;
    }
}

/// A look at what follows on a line.
struct Ahead {
    /// How many columns are left, and one: nothing left means too wide.
    left: usize,
    /// Whether the line may end here.
    ended: bool,
}

impl Ahead {
    fn new(column: usize) -> Self {
        Ahead { left: (WIDTH + 1).saturating_sub(column), ended: false }
    }

    fn doc(&mut self, doc: &Doc<'_>, flat: bool) {
        if self.ended || self.left == 0 {
            return;
        }
        match doc {
            Doc::Text(text) => self.take(text.chars().count()),
            Doc::Space(count) => self.take(*count),
            Doc::Line(count) if flat => self.take(*count),
            Doc::Join(parts) => parts.iter().for_each(|part| self.doc(part, flat)),
            Doc::Nest(_, inner) | Doc::Hang(inner) | Doc::Group(inner) => self.doc(inner, flat),
            Doc::Clause(_, inner) if flat => {
                self.take(1);
                self.doc(inner, flat);
            }
            Doc::Block(block) => {
                self.doc(&block.open, flat);
                match block.rows.is_empty() {
                    true => self.doc(&block.close, flat),
                    false => self.ended |= self.left > 0,
                }
            }
            _ => self.ended = true,
        }
    }

    fn take(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
    }
}

/// A block on one line, each of its rows padded to a width.
fn inline<'d, 't>(tasks: &mut Vec<Task<'d, 't>>, block: &'d Block<'t>, indent: usize, pads: &[usize]) {
    let pad = if block.rows.is_empty() { 0 } else { block.pad };
    tasks.extend([Task::Doc(&block.open, indent, true), Task::Pad(pad)]);
    beside(tasks, block, indent, pads);
    tasks.extend([Task::Pad(pad), Task::Doc(&block.close, indent, true)]);
}

/// A block with its rows on one line between its brackets.
fn between<'d, 't>(tasks: &mut Vec<Task<'d, 't>>, block: &'d Block<'t>, indent: usize) {
    tasks.extend([Task::Doc(&block.open, indent, true), Task::Turn(indent + INDENT)]);
    beside(tasks, block, indent + INDENT, &[]);
    tasks.extend([Task::Turn(indent), Task::Doc(&block.close, indent, true)]);
}

/// The rows of a block beside each other.
fn beside<'d, 't>(tasks: &mut Vec<Task<'d, 't>>, block: &'d Block<'t>, indent: usize, pads: &[usize]) {
    for (at, row) in block.rows.iter().enumerate() {
        if at > 0 {
            tasks.push(Task::Pad(block.gap + pads.get(at - 1).copied().unwrap_or(0)));
        }
        for (index, cell) in row.cells.iter().enumerate() {
            tasks.push(Task::Pad(if index > 0 { row.gap(index) } else { 0 }));
            tasks.push(Task::Doc(cell, indent, true));
        }
    }
}

/// A block with each row on its own line.
fn open<'d, 't>(tasks: &mut Vec<Task<'d, 't>>, block: &'d Block<'t>, indent: usize) {
    let inside = indent + INDENT;
    tasks.push(Task::Doc(&block.open, indent, true));
    if !block.rows.is_empty() {
        tasks.push(Task::Turn(inside));
        lines(tasks, &block.rows, inside);
    }
    tasks.extend(block.end.iter().map(|doc| Task::Doc(doc, inside, false)));
    tasks.push(Task::Turn(indent));
    tasks.push(Task::Doc(&block.close, indent, true));
}

/// Rows, each on its own line, their cells in columns.
fn lines<'d, 't>(tasks: &mut Vec<Task<'d, 't>>, rows: &'d [Row<'t>], indent: usize) {
    for (at, (row, place)) in rows.iter().zip(column::places(rows, indent)).enumerate() {
        if at > 0 {
            tasks.push(Task::Turn(indent));
            if place.blank {
                tasks.push(Task::Blank);
            }
        }
        tasks.extend(row.lead.iter().map(|doc| Task::Doc(doc, indent, false)));
        cells(tasks, row, &place, indent);
    }
}

fn cells<'d, 't>(tasks: &mut Vec<Task<'d, 't>>, row: &'d Row<'t>, place: &Place, indent: usize) {
    for (index, cell) in row.cells.iter().enumerate() {
        let last = index + 1 == row.cells.len();
        let below = place.below && last && index > 0;
        match index {
            0 => {}
            _ if below => tasks.push(Task::Turn(indent + TURN)),
            _ => {
                let extra = place.pads.get(index - 1).copied().unwrap_or(0);
                tasks.push(Task::Pad(extra + row.gap(index)));
            }
        }
        match cell {
            Doc::Block(block) if last && !place.inner.is_empty() => {
                inline(tasks, block, indent, &place.inner)
            }
            _ => tasks.push(Task::Doc(cell, if below { indent + TURN } else { indent }, false)),
        }
    }
}
