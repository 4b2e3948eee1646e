//! Values in brackets with commas: arguments, parameters, lists, cases, what is filled in.
//!
//! In: nodes. Out: their layout: on one line if there is room, else each on its own line with the names in a
//! column; of values without parts, as many on a line as have room. Not here: braces that hold lines (`form`).

use super::doc::{Block, Doc, Row};
use super::print::INDENT;
use super::write::Writer;
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

impl<'t> Writer<'t> {
    /// What stands before the bracket, the bracket, and the values in it.
    pub(super) fn values(&mut self, node: Syntax<'t>) {
        let bracket = match node.kind() {
            Rule::args | Rule::params => "(",
            Rule::list => "[",
            _ => "{",
        };
        let Some(start) = self.sign(node, bracket) else {
            return self.phrase(node, node.span().end);
        };
        self.phrase(node, start);
        // `refund(order: …)`, but `gives (receipt: Text)`.
        let behind_name = bracket == "(" && node.parent().is_none_or(|parent| parent.kind() != Rule::gives);
        if behind_name {
            self.close_up();
        }
        self.space();
        let values: Vec<Syntax<'t>> = node.children().filter(|child| child.span().start > start).collect();
        let pad = usize::from(bracket == "{");
        let doc = if self.plain(node, start) && bracket != "(" {
            self.filled(&values, pad)
        } else {
            // What a person fills in is read as a whole, what a contract carries line by line.
            self.stacked(&values, pad, node.kind() == Rule::fill)
        };
        self.put(doc);
    }

    /// Whether no value has parts in brackets or a name of its own.
    fn plain(&self, node: Syntax<'t>, start: u32) -> bool {
        let end = node.span().end;
        let first = self.tokens.partition_point(|token| token.start <= start);
        let mut inside = self.tokens[first..].iter().take_while(|token| token.end < end);
        inside.all(|token| !matches!(token.text.as_ref(), "(" | "[" | "{" | ":"))
    }

    /// As many on a line as have room.
    fn filled(&mut self, values: &[Syntax<'t>], pad: usize) -> Doc<'t> {
        let open = self.cell(Writer::token);
        let inside = self.cell(|writer| {
            if !values.is_empty() {
                writer.line(pad);
            }
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    writer.soft(0);
                }
                writer.node(*value);
                if at + 1 < values.len() {
                    writer.token();
                }
            }
        });
        let close = self.cell(|writer| {
            if !values.is_empty() {
                writer.line(pad);
            }
            writer.token();
        });
        Doc::Join(vec![open, inside.nest(INDENT), close]).group()
    }

    /// Each on its own line; `together` on one line between the brackets, if that has room.
    fn stacked(&mut self, values: &[Syntax<'t>], pad: usize, together: bool) -> Doc<'t> {
        let open = self.cell(Writer::token);
        let rows =
            values.iter().enumerate().map(|(at, value)| self.value(*value, at + 1 < values.len())).collect();
        let (_, end) = self.above(self.at());
        let close = self.cell(Writer::token);
        Doc::Block(Box::new(Block { open, rows, end, close, pad, gap: 1, tall: false, together }))
    }

    /// A value with its comma; a named one has two cells.
    fn value(&mut self, node: Syntax<'t>, comma: bool) -> Row<'t> {
        let (_, lead) = self.above(node.span().start);
        let mut cells = Vec::new();
        let named = matches!(node.kind(), Rule::init | Rule::arg);
        let colon = if named { self.sign(node, ":") } else { None };
        if let Some(colon) = colon {
            cells.push(self.cell(|writer| writer.tokens_to(colon + 1)));
        }
        cells.push(self.cell(|writer| {
            writer.phrase(node, node.span().end);
            if comma {
                writer.token();
            }
        }));
        Row { kind: node.kind(), blank: false, lead, cells }
    }
}
