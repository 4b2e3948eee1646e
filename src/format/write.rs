//! Writing a tree's tokens as a layout, each exactly once and in order.
//!
//! In: a tree. Out: layouts, built piece by piece: whoever walks the tree says where lines may end, and this
//! file keeps the tokens, their blanks and their comments. Not here: the forms (`form`, `value`).

use super::comments::Comments;
use super::doc::Doc;
use super::print::TURN;
use super::token::{Token, tokens};
use crate::parse::Tree;
use crate::parse::tree::Syntax;

/// A tree half written.
pub(super) struct Writer<'t> {
    pub(super) tokens: Vec<Token<'t>>,
    /// The next token to be written.
    next: usize,
    comments: Comments<'t>,
    out: Vec<Doc<'t>>,
    /// Whether the next token stands close to what was written last.
    tight: bool,
    /// How much further right a line stands that goes on with the one above.
    pub(super) turn: usize,
}

impl<'t> Writer<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        let (tokens, comments) = (tokens(tree), Comments::new(tree));
        Writer { tokens, next: 0, comments, out: Vec::new(), tight: true, turn: TURN }
    }

    /// The first byte of the next token.
    pub(super) fn at(&self) -> u32 {
        self.tokens.get(self.next).map_or(u32::MAX, |token| token.start)
    }

    /// The next token, if it begins before byte `end`.
    pub(super) fn peek(&self, end: u32) -> Option<&str> {
        self.tokens.get(self.next).filter(|token| token.start < end).map(|token| token.text.as_ref())
    }

    /// What `write` writes, as a layout of its own.
    pub(super) fn cell(&mut self, write: impl FnOnce(&mut Self)) -> Doc<'t> {
        let around = std::mem::take(&mut self.out);
        self.tight = true;
        write(self);
        Doc::Join(std::mem::replace(&mut self.out, around))
    }

    /// Puts down a layout that holds tokens, apart from what stands before it.
    pub(super) fn put(&mut self, doc: Doc<'t>) {
        self.out.push(doc);
        self.tight = false;
    }

    /// Whether the next token begins something: no line can end before it, or one can already.
    pub(super) fn at_line(&self) -> bool {
        self.tight
    }

    /// The next token stands close to what was written last.
    pub(super) fn close_up(&mut self) {
        self.tight = true;
    }

    /// A blank, unless the next token stands close.
    pub(super) fn space(&mut self) {
        if !self.tight {
            self.out.push(Doc::Space(1));
        }
        self.tight = true;
    }

    /// A line that may end here.
    pub(super) fn line(&mut self, width: usize) {
        self.out.push(Doc::Line(width));
        self.tight = true;
    }

    /// A line that ends here only if what follows has no room, and the next begins so much further right.
    pub(super) fn soft(&mut self, by: usize) {
        self.out.push(Doc::Line(1).nest(by).group());
        self.tight = true;
    }

    /// The next token, with the comments around it.
    pub(super) fn token(&mut self) {
        let Some(token) = self.tokens.get(self.next) else { return };
        while let Some(above) = self.comments.above(token.start) {
            self.out.push(Doc::Own(above.text));
            self.tight = true;
        }
        if !self.tight && !matches!(token.text.as_ref(), ")" | "]" | "," | ":") {
            self.out.push(Doc::Space(1));
        }
        self.tight = matches!(token.text.as_ref(), "(" | "[");
        self.out.push(Doc::Text(token.text.clone()));
        self.out.extend(self.comments.pass(token).map(Doc::Trail));
        self.next += 1;
    }

    /// All tokens before byte `end`.
    pub(super) fn tokens_to(&mut self, end: u32) {
        while self.at() < end {
            self.token();
        }
    }

    /// The comments above byte `at`, where the next token stands or the text ends, and whether an empty line
    /// stands above all of it.
    pub(super) fn above(&mut self, at: u32) -> (bool, Vec<Doc<'t>>) {
        let (mut blank, mut lead) = (None, Vec::new());
        while let Some(above) = self.comments.above(at) {
            blank.get_or_insert(above.blank);
            if above.blank && !lead.is_empty() {
                lead.push(Doc::Blank);
            }
            lead.push(Doc::Own(above.text));
        }
        let gap = self.comments.blank(at);
        if gap && !lead.is_empty() {
            lead.push(Doc::Blank);
        }
        (blank.unwrap_or(gap), lead)
    }

    /// Where `sign` stands in `node` itself, outside of its parts.
    pub(super) fn sign(&self, node: Syntax<'t>, sign: &str) -> Option<u32> {
        let mut from = node.span().start;
        let mut parts: Vec<(u32, u32)> = Vec::new();
        for child in node.children() {
            parts.push((from, child.span().start));
            from = child.span().end;
        }
        parts.push((from, node.span().end));
        parts.into_iter().find_map(|(from, to)| self.between(from, to, sign))
    }

    fn between(&self, from: u32, to: u32, sign: &str) -> Option<u32> {
        let first = self.tokens.partition_point(|token| token.start < from);
        let tokens = self.tokens[first..].iter().take_while(|token| token.start < to);
        tokens.into_iter().find(|token| token.text == sign).map(|token| token.start)
    }
}
