//! The tokens of a text, in order: what a layout may move, and may neither lose nor change.
//!
//! In: a tree. Out: [`Token`]s. The leaves of the tree are tokens; what lies between them is signs, blanks and
//! comments. A text in quotes is one token, whatever its holes hold. Not here: where tokens go.

use std::borrow::Cow;

use crate::base::Span;
use crate::parse::Tree;
use crate::parse::grammar::Rule;

/// A word, sign, number or text in quotes.
pub(super) struct Token<'t> {
    /// Its first byte.
    pub(super) start: u32,
    /// One past its last byte.
    pub(super) end: u32,
    /// As it is written, except that the blanks inside `at least` or `4 workhours` are single.
    pub(super) text: Cow<'t, str>,
}

/// All tokens of a tree without error nodes.
pub(super) fn tokens(tree: &Tree) -> Vec<Token<'_>> {
    let mut found = Found { tree, tokens: Vec::new(), at: tree.root().span().start };
    for node in tree.all() {
        let span = node.span();
        let sign = node.text().starts_with(['{', '(', '[']);
        let leaf = node.kind() == Rule::string || (node.children().next().is_none() && !sign);
        if leaf && span.start >= found.at && span.end > span.start {
            found.signs(span.start);
            found.push(span.start, span.end, true);
        }
    }
    found.signs(tree.root().span().end);
    found.tokens
}

/// A walk from token to token.
struct Found<'t> {
    tree: &'t Tree,
    tokens: Vec<Token<'t>>,
    /// One past the last token.
    at: u32,
}

impl<'t> Found<'t> {
    /// Takes the signs up to byte `end`.
    fn signs(&mut self, end: u32) {
        loop {
            let start = self.tree.token_after(self.at);
            if start >= end {
                return;
            }
            let rest = self.tree.text(Span { file: self.tree.file(), start, end });
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let length = if rest.starts_with("->") { 2 } else { first };
            self.push(start, start + u32::try_from(length).unwrap_or(1), false);
        }
    }

    fn push(&mut self, start: u32, end: u32, words: bool) {
        let written = self.tree.text(Span { file: self.tree.file(), start, end });
        let text = if words && !written.starts_with(['"', '/']) && written.contains(char::is_whitespace) {
            Cow::Owned(written.split_whitespace().collect::<Vec<_>>().join(" "))
        } else {
            Cow::Borrowed(written)
        };
        self.tokens.push(Token { start, end, text });
        self.at = end;
    }
}
