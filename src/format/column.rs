//! Columns: how far the cells of neighbouring rows are moved so that they stand under each other.
//!
//! In: the rows of a block and where they begin. Out: a [`Place`] for each. Rows of one kind without an empty
//! line between them are a run; a run is aligned as far as every line of it still fits. An arm with lines of
//! its own ends its run. Not here: writing.

use super::doc::{Doc, Row};
use super::print::{TURN, WIDTH, extent};
use crate::parse::grammar::Rule;

/// How far the head of the arm that ends a run with lines of its own may be from the longest of the others, to
/// have its arrow under theirs.
const REACH: usize = 16;

/// Where the cells of a row go.
#[derive(Clone, Default)]
pub(super) struct Place {
    /// Whether an empty line stands above it.
    pub(super) blank: bool,
    /// How many more blanks stand behind each cell than must.
    pub(super) pads: Vec<usize>,
    /// The same for the rows of the block in its last cell, which lies on one line.
    pub(super) inner: Vec<usize>,
    /// Whether its last cell stands on the line below.
    pub(super) below: bool,
}

/// What stands in columns with its like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Field,
    Arm,
    Term,
    Value,
    Team,
    Type,
    Event,
    Calendar,
}

fn class(kind: Rule) -> Option<Class> {
    Some(match kind {
        Rule::field => Class::Field,
        Rule::arm | Rule::value_arm => Class::Arm,
        Rule::require => Class::Term,
        Rule::init | Rule::arg => Class::Value,
        Rule::team | Rule::teams => Class::Team,
        Rule::choice | Rule::type_alias | Rule::record => Class::Type,
        Rule::exception | Rule::event => Class::Event,
        Rule::calendar => Class::Calendar,
        _ => return None,
    })
}

/// Where the cells of `rows` go, whose lines begin at `indent`; 0 is where declarations stand.
pub(super) fn places(rows: &[Row<'_>], indent: usize) -> Vec<Place> {
    let tall: Vec<bool> = rows.iter().map(|row| indent == 0 && !fits(row, 0)).collect();
    let mut places: Vec<Place> =
        rows.iter().map(|row| Place { blank: row.blank, ..Place::default() }).collect();
    // Declarations that take several lines stand alone.
    for at in 1..rows.len() {
        places[at].blank |= tall[at] || tall[at - 1];
    }
    let mut from = 0;
    while from < rows.len() {
        let upto = run(rows, &places, from, indent);
        from = match class(rows[from].kind) {
            Some(class) => {
                let run = Run { rows: &rows[from..upto], indent, class }.aligned();
                run.place(&mut places[from..from + run.rows.len()]);
                from + run.rows.len()
            }
            None => upto,
        };
    }
    places
}

/// Where the run ends that begins with row `from`.
fn run(rows: &[Row<'_>], places: &[Place], from: usize, indent: usize) -> usize {
    let kind = class(rows[from].kind);
    let mut upto = from + 1;
    while upto < rows.len() && kind.is_some() && class(rows[upto].kind) == kind && !places[upto].blank {
        let above = &rows[upto - 1];
        let ends = kind == Some(Class::Arm)
            && (!rows[upto].lead.is_empty() || (!fits(above, indent) && has_lines(above)));
        if ends {
            break;
        }
        upto += 1;
    }
    upto
}

fn has_lines(row: &Row<'_>) -> bool {
    row.cells.last().is_some_and(Doc::has_lines)
}

/// Whether a row lies on one line by itself.
fn fits(row: &Row<'_>, indent: usize) -> bool {
    row.flat().is_some_and(|widths| indent + total(row, &widths) <= WIDTH)
}

fn total(row: &Row<'_>, widths: &[usize]) -> usize {
    widths.iter().enumerate().map(|(at, width)| width + if at > 0 { row.gap(at) } else { 0 }).sum()
}

/// Rows that may stand in columns.
#[derive(Clone, Copy)]
struct Run<'r, 't> {
    rows: &'r [Row<'t>],
    indent: usize,
    class: Class,
}

impl Run<'_, '_> {
    /// As many of its first rows as stand in common columns. Only of requirements some columns may be given up
    /// for the others.
    fn aligned(self) -> Self {
        let columns = |run: &Self| {
            let (short, inline) = run.kinds();
            run.widths(&short, &inline).len()
        };
        let all = columns(&Run { rows: &self.rows[..1], ..self });
        let fits = |upto: &usize| columns(&Run { rows: &self.rows[..*upto], ..self }) == all;
        if self.class == Class::Term || fits(&self.rows.len()) {
            return self;
        }
        let upto = (2..self.rows.len()).take_while(fits).last().unwrap_or(1);
        Run { rows: &self.rows[..upto], ..self }
    }

    /// Which rows lie on one line each, and which have no lines of their own.
    fn kinds(&self) -> (Vec<bool>, Vec<bool>) {
        self.rows.iter().map(|row| (fits(row, self.indent), !has_lines(row))).unzip()
    }

    fn place(&self, places: &mut [Place]) {
        let (short, mut inline) = self.kinds();
        let mut widths = self.widths(&short, &inline);
        for (at, row) in self.rows.iter().enumerate().filter(|(at, _)| !short[*at]) {
            places[at].below = self.below(row, &widths);
            inline[at] &= !places[at].below;
        }
        widths = self.widths(&short, &inline);
        for (at, row) in self.rows.iter().enumerate() {
            places[at].pads = self.pads(row, &widths, short[at], places[at].below);
        }
        if self.class == Class::Team && !widths.is_empty() {
            self.table(places, &short);
        }
    }

    /// The widths of the columns, as many of them as leave every line that could be short short.
    fn widths(&self, short: &[bool], inline: &[bool]) -> Vec<usize> {
        let columns = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(1) - 1;
        let mut widths: Vec<usize> = (0..columns).map(|column| self.width(column, short, inline)).collect();
        let wide = |widths: &[usize]| {
            let rows = self.rows.iter().zip(short).filter(|(_, short)| **short);
            let mut rows = rows.filter_map(|(row, _)| Some((row, row.flat()?)));
            rows.any(|(row, mut cells)| {
                cells.iter_mut().zip(widths).for_each(|(cell, width)| *cell = (*cell).max(*width));
                self.indent + total(row, &cells) > WIDTH && !self.gives(row, &cells)
            })
        };
        while !widths.is_empty() && wide(&widths) {
            widths.pop();
        }
        widths
    }

    /// Whether a row that is too long for its columns can go on below: columns of names are worth it.
    fn gives(&self, row: &Row<'_>, cells: &[usize]) -> bool {
        let ([name, _], [_, last]) = (cells, row.cells.as_slice()) else { return false };
        let column = self.indent + name + 1;
        matches!(self.class, Class::Field | Class::Value) && extent(last, column, self.indent).1 <= WIDTH
    }

    /// The width of one column.
    fn width(&self, column: usize, short: &[bool], inline: &[bool]) -> usize {
        let cell = |row: &Row<'_>| row.cells.get(column).and_then(Doc::flat);
        let rows = || self.rows.iter().zip(short.iter().zip(inline));
        let counts = |(row, (short, inline)): (&Row<'_>, (&bool, &bool))| {
            let counts = match self.class {
                Class::Term => *short || column == 0,
                _ => *short || *inline,
            };
            counts.then(|| cell(row)).flatten()
        };
        let width = rows().filter_map(counts).max().unwrap_or(0);
        // The arm that ends the run with lines of its own.
        let tail = rows().next_back().filter(|(_, (short, inline))| !**short && !**inline);
        let tail = tail.filter(|_| self.class == Class::Arm).and_then(|(row, _)| cell(row));
        tail.filter(|tail| width > 0 && tail.abs_diff(width) <= REACH).map_or(width, |tail| tail.max(width))
    }

    /// Whether the last cell of a row that needs several lines stands on a line of its own.
    fn below(&self, row: &Row<'_>, widths: &[usize]) -> bool {
        let ([head, .., last], false) = (row.cells.as_slice(), has_lines(row)) else { return false };
        match self.class {
            Class::Term => true,
            Class::Arm => {
                let Some(own) = head.flat() else { return true };
                let column = self.indent + own.max(widths.first().copied().unwrap_or(0)) + 1;
                let (beside, wide) = extent(last, column, self.indent);
                let (below, narrow) = extent(last, self.indent + TURN, self.indent + TURN);
                (wide > WIDTH && narrow < wide) || (beside > 2 && beside > below)
            }
            _ => false,
        }
    }

    fn pads(&self, row: &Row<'_>, widths: &[usize], short: bool, below: bool) -> Vec<usize> {
        let far = |width: &usize| row.cells[0].flat().is_none_or(|own| own.abs_diff(*width) > REACH);
        let many = match self.class {
            _ if short => widths.len(),
            Class::Arm if has_lines(row) && widths.first().is_none_or(far) => 0,
            Class::Term => 1,
            Class::Arm if below => 0,
            Class::Arm | Class::Field | Class::Value => widths.len(),
            _ => 0,
        };
        let pad = |(cell, width): (&Doc<'_>, &usize)| cell.flat().map_or(0, |own| width.saturating_sub(own));
        row.cells.iter().zip(widths).map(pad).take(many).collect()
    }

    /// Teams that lie on one line each are a table: clauses of the same kind stand under each other.
    fn table(&self, places: &mut [Place], short: &[bool]) {
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); self.rows.len()];
        let mut from = 0;
        while from < self.rows.len() {
            let alike = |at: &usize| short[*at] && clauses(&self.rows[*at]).is_some();
            let upto = (from..self.rows.len()).find(|at| !alike(at)).unwrap_or(self.rows.len());
            pad(&self.rows[from..upto], &mut before[from..upto], 0);
            from = upto + 1;
        }
        let wide = |at: usize| {
            let pads: usize = places[at].pads.iter().chain(&before[at]).sum();
            let widths = self.rows[at].flat().unwrap_or_default();
            short[at] && total(&self.rows[at], &widths) + pads > WIDTH
        };
        if !(0..self.rows.len()).any(wide) {
            places.iter_mut().zip(before).for_each(|(place, inner)| place.inner = inner);
        }
    }
}

/// Pads the clauses of rows from clause `at` on, as long as neighbours have the same.
fn pad(rows: &[Row<'_>], pads: &mut [Vec<usize>], at: usize) {
    let key = |row: &Row<'_>| clauses(row).and_then(|inner| inner.get(at)).map(|inner| similar(inner.kind));
    let width = |row: &Row<'_>| clauses(row).and_then(|inner| inner.get(at)).and_then(clause).unwrap_or(0);
    let goes_on = |row: &Row<'_>| clauses(row).is_some_and(|inner| inner.len() > at + 1);
    let mut from = 0;
    while from < rows.len() {
        let upto = (from..rows.len()).find(|it| key(&rows[*it]) != key(&rows[from])).unwrap_or(rows.len());
        let widest = rows[from..upto].iter().filter(|row| goes_on(row)).map(width).max().unwrap_or(0);
        for it in (from..upto).filter(|it| goes_on(&rows[*it])) {
            pads[it].push(widest - width(&rows[it]));
        }
        if widest > 0 {
            pad(&rows[from..upto], &mut pads[from..upto], at + 1);
        }
        from = upto;
    }
}

/// The clauses of a team.
fn clauses<'r, 't>(row: &'r Row<'t>) -> Option<&'r [Row<'t>]> {
    match row.cells.last() {
        Some(Doc::Block(block)) => Some(&block.rows),
        _ => None,
    }
}

fn clause(row: &Row<'_>) -> Option<usize> {
    row.flat().map(|widths| total(row, &widths))
}

/// Who answers for a team that is empty: one column.
fn similar(kind: Rule) -> Rule {
    if kind == Rule::last_resort { Rule::fallback } else { kind }
}
