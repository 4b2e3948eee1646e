//! Forms of lines: heads, braces that hold lines, and the rows inside.
//!
//! In: nodes. Out: their layout. A head goes on at its clauses; braces lie on one line where what they hold is
//! short; arms, fields, requirements and declarations have cells. Not here: values (`value`).

use super::doc::{Block, Doc, Row};
use super::print::INDENT;
use super::shape::{self, Turn};
use super::write::Writer;
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

impl<'t> Writer<'t> {
    /// The rows of a file, and the comments below the last.
    pub(super) fn file(&mut self, root: Syntax<'t>) -> (Vec<Row<'t>>, Vec<Doc<'t>>) {
        let rows: Vec<Row<'t>> = root.children().map(|item| self.row(item)).collect();
        let end = self.end(!rows.is_empty());
        (rows, end)
    }

    /// Comments before the next token, which closes something.
    fn end(&mut self, apart: bool) -> Vec<Doc<'t>> {
        let (blank, mut end) = self.above(self.at());
        if matches!(end.last(), Some(Doc::Blank)) {
            end.pop();
        }
        if blank && apart && !end.is_empty() {
            end.insert(0, Doc::Blank);
        }
        end
    }

    /// Anything.
    pub(super) fn node(&mut self, node: Syntax<'t>) {
        match node.kind() {
            kind if shape::holds_lines(kind) => self.lines(node),
            kind if shape::holds_values(kind) => self.values(node),
            kind if shape::hangs(kind).is_some() => self.hanging(node),
            Rule::arm | Rule::value_arm => self.phrase(node, node.span().end),
            Rule::expr => self.expression(node),
            Rule::string => self.tokens_to(node.span().end),
            Rule::neg => {
                self.token();
                self.close_up();
            }
            _ => self.phrase(node, node.span().end),
        }
    }

    /// What is not yet written of `node` before byte `end`, part by part.
    pub(super) fn phrase(&mut self, node: Syntax<'t>, end: u32) {
        for part in node.children() {
            let start = part.span().start;
            if start >= self.at() && start < end {
                self.signs(start, self.turn);
                self.part(node.kind(), part);
            }
        }
        self.signs(end, self.turn);
    }

    /// The signs before byte `end`; a line may end behind a comma and before an arrow.
    fn signs(&mut self, end: u32, by: usize) {
        while let Some(sign) = self.peek(end) {
            let (comma, arrow) = (sign == ",", sign == "->");
            if arrow && !self.at_line() {
                self.soft(by);
            }
            self.token();
            if comma {
                self.soft(by);
            }
        }
    }

    /// A part of `node`, on a line of its own if need be.
    fn part(&mut self, node: Rule, part: Syntax<'t>) {
        match shape::turn(node, part) {
            _ if self.at_line() => self.node(part),
            Turn::Never => self.node(part),
            Turn::Soft => {
                self.soft(self.turn);
                self.node(part);
            }
            Turn::Whole => self.clause(&[part]),
            Turn::Comma => {
                self.token();
                self.clause(&[part]);
            }
            Turn::Close => {
                self.token();
                self.node(part);
            }
        }
    }

    /// Parts that go on the next line together if they have no room on this one.
    fn clause(&mut self, parts: &[Syntax<'t>]) {
        let by = self.turn;
        let clause = self.cell(|writer| parts.iter().for_each(|part| writer.node(*part)));
        self.put(clause.clause(by));
    }

    /// Operands and operators: a line may end before `and` and `or`.
    fn expression(&mut self, node: Syntax<'t>) {
        let parts: Vec<Syntax<'t>> = node.children().collect();
        let joins = |part: &Syntax<'t>| part.has(Rule::kw_and) || part.has(Rule::kw_or);
        for (at, parts) in parts.chunk_by(|_, next| !joins(next)).enumerate() {
            match at {
                0 => parts.iter().for_each(|part| self.node(*part)),
                _ => self.clause(parts),
            }
        }
    }

    /// Words and a list, whose lines begin under its first element.
    fn hanging(&mut self, node: Syntax<'t>) {
        let words = shape::hangs(node.kind()).unwrap_or(0);
        let Some(first) = node.children().nth(words).map(|part| part.span().start) else {
            return self.phrase(node, node.span().end);
        };
        self.phrase(node, first);
        self.space();
        let whole = node.kind() == Rule::ends;
        let list = self.cell(|writer| writer.elements(node, whole));
        self.put(if whole { list.group().hang() } else { list.hang() });
    }

    /// The elements of a list, each on a line of its own or as many on a line as have room.
    fn elements(&mut self, node: Syntax<'t>, whole: bool) {
        let parts = node.children().filter(|part| part.span().start >= self.at()).collect::<Vec<_>>();
        for part in parts {
            let next = self.peek(part.span().start) == Some(",");
            self.tokens_to(part.span().start);
            if next && whole {
                self.line(1);
            }
            if next && !whole {
                let element = self.cell(|writer| writer.node(part));
                self.put(element.clause(0));
            } else {
                self.part(node.kind(), part);
            }
        }
        self.tokens_to(node.span().end);
    }

    /// A head, and what its braces hold, if it has any.
    fn lines(&mut self, node: Syntax<'t>) {
        match self.sign(node, "{") {
            Some(brace) => {
                self.phrase(node, brace);
                self.space();
                let block = self.block(node);
                self.put(block);
            }
            None => self.phrase(node, node.span().end),
        }
    }

    /// Braces and the lines in them.
    fn block(&mut self, node: Syntax<'t>) -> Doc<'t> {
        let lines = self.inside(node);
        let tall = shape::stands_open(node.kind(), &lines) || self.weight(node) > shape::MOST_NESTED;
        let tall = tall && !lines.is_empty();
        let turn = std::mem::replace(&mut self.turn, super::print::TURN);
        let open = self.cell(Writer::token);
        let mut rows: Vec<Row<'t>> = lines.iter().map(|line| self.row(*line)).collect();
        self.turn = turn;
        part_body(node.kind(), &mut rows);
        let end = self.end(!rows.is_empty());
        let close = self.cell(Writer::token);
        Doc::Block(Box::new(Block { open, rows, end, close, pad: 1, gap: 2, tall, together: false }))
    }

    /// The lines that the braces of `node` hold.
    fn inside(&self, node: Syntax<'t>) -> Vec<Syntax<'t>> {
        let brace = if shape::holds_lines(node.kind()) { self.sign(node, "{") } else { None };
        let Some(brace) = brace else { return Vec::new() };
        node.children().filter(|child| child.span().start > brace).collect()
    }

    /// How many lines the braces of `node` hold, with all inside; declarations that are read like a table have
    /// no weight.
    fn weight(&self, node: Syntax<'t>) -> usize {
        match node.kind() {
            Rule::team | Rule::calendar | Rule::record | Rule::chosen | Rule::service => 0,
            _ => self.inside(node).iter().map(|line| 1 + self.heaviness(*line)).sum(),
        }
    }

    fn heaviness(&self, node: Syntax<'t>) -> usize {
        if shape::holds_lines(node.kind()) {
            return self.weight(node);
        }
        node.children().map(|part| self.heaviness(part)).sum()
    }

    /// A line of a block, or a declaration.
    pub(super) fn row(&mut self, node: Syntax<'t>) -> Row<'t> {
        let (blank, lead) = self.above(node.span().start);
        let cells = self.cells(node);
        Row { kind: node.kind(), blank, lead, cells }
    }

    fn cells(&mut self, node: Syntax<'t>) -> Vec<Doc<'t>> {
        let end = node.span().end;
        let mut cells = Vec::new();
        for cut in self.cuts(node) {
            cells.push(self.cell(|writer| writer.phrase(node, cut)));
        }
        cells.push(match node.kind() {
            Rule::team | Rule::calendar | Rule::record => self.block(node),
            Rule::arm | Rule::value_arm => self.cell(|writer| writer.response(node)),
            Rule::choice => self.cell(|writer| writer.values(node)),
            Rule::exception => self.cell(|writer| writer.elements(node, false)).hang(),
            Rule::teams | Rule::type_alias | Rule::event | Rule::require | Rule::field => {
                self.cell(|writer| writer.phrase(node, end))
            }
            _ => self.cell(|writer| writer.node(node)),
        });
        cells
    }

    /// The bytes at which the cells of a row begin, but the first.
    fn cuts(&self, node: Syntax<'t>) -> Vec<u32> {
        let start = |part: Option<Syntax<'t>>| part.map(|part| part.span().start);
        let part = |index| start(node.children().nth(index));
        let cuts = match node.kind() {
            Rule::field => vec![start(node.child(Rule::r#type))],
            Rule::arm | Rule::value_arm => vec![self.sign(node, "->")],
            Rule::require => vec![start(node.child(Rule::expr)), start(node.child(Rule::string))],
            Rule::team | Rule::calendar => vec![self.sign(node, "{")],
            Rule::teams => vec![self.sign(node, "=")],
            Rule::type_alias => vec![part(1), self.sign(node, "=")],
            Rule::choice | Rule::record => vec![part(1), self.sign(node, "{")],
            Rule::exception | Rule::event => vec![part(1)],
            _ => Vec::new(),
        };
        cuts.into_iter().flatten().collect()
    }

    /// An arrow, and what happens then. It hangs behind its arrow, unless it has lines, which begin at the
    /// margin of the arm.
    fn response(&mut self, arm: Syntax<'t>) {
        self.token();
        self.space();
        let Some(response) = arm.children().last() else { return };
        if self.heaviness(response) > 0
            || shape::holds_lines(response.kind()) && self.sign(response, "{").is_some()
        {
            return self.node(response);
        }
        let turn = std::mem::replace(&mut self.turn, INDENT);
        let hung = self.cell(|writer| writer.node(response));
        self.turn = turn;
        self.put(hung.hang());
    }
}

/// An empty line stands below the header of a workflow, and above the arms that speak of all of it.
fn part_body(kind: Rule, rows: &mut [Row<'_>]) {
    if kind != Rule::workflow {
        return;
    }
    let header = rows.iter().take_while(|row| shape::is_header(row.kind)).count();
    let foot = rows.len() - rows.iter().rev().take_while(|row| shape::is_foot(row.kind)).count();
    for at in [header, foot] {
        if let Some(row) = rows.get_mut(at) {
            row.blank = true;
        }
    }
}
