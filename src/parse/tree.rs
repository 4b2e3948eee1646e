//! The syntax tree: one arena of plain nodes, and the comments beside it.
//!
//! In: pest's pairs. Out: [`Tree`], walked through [`Syntax`] (a node in its tree) by the typed views of
//! `ast` and by the formatter. Spans are bytes of the whole source and end at the last token, never in
//! blanks or a comment; a hole is an empty span at the end of the token before it. Not here: what a node
//! means, and which nodes are faults.

use std::iter;

use pest::Token;
use pest::iterators::Pairs;

use super::grammar::Rule;
use crate::base::{Arena, FileId, Id, Source, Span, id};

id! {
    /// A node of a [`Tree`].
    NodeId
}

/// One production as it was read.
#[derive(Clone, Debug)]
struct Node {
    kind: Rule,
    start: u32,
    end: u32,
    parent: Option<NodeId>,
    first: Option<NodeId>,
    next: Option<NodeId>,
}

/// A comment and where it stands; `///` speaks of the declaration or field that follows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    /// From its first slash to the end of its line, without trailing blanks.
    pub span: Span,
    /// Whether it begins with `///`.
    pub doc: bool,
}

/// What a file says, as the author wrote it: every production with its span, and all comments.
///
/// A tree exists for every text. Where something was not understood, the node of that place is an error
/// node, which the typed views of [`super::ast`] pass over; [`super::parse`] has then put down why.
#[derive(Clone, Debug)]
pub struct Tree {
    file: FileId,
    text: String,
    nodes: Arena<NodeId, Node>,
    comments: Vec<Comment>,
}

impl Tree {
    /// A tree that holds a file without any declaration.
    pub(super) fn empty(source: &Source, file: FileId) -> Tree {
        let mut growing = Growing::new(source, file, 0);
        growing.open(Rule::file, 0);
        growing.close(Rule::file, 0);
        growing.tree
    }

    /// The tree of what pest read in `source` from byte `base` on.
    pub(super) fn grow(pairs: Pairs<'_, Rule>, source: &Source, file: FileId, base: usize) -> Tree {
        let mut growing = Growing::new(source, file, base);
        for token in pairs.tokens() {
            match token {
                Token::Start { rule: Rule::EOI, .. } | Token::End { rule: Rule::EOI, .. } => {}
                Token::Start { rule, pos } => growing.open(rule, pos.pos()),
                Token::End { rule, pos } => growing.close(rule, pos.pos()),
            }
        }
        growing.tree
    }

    /// The file it was read from.
    pub fn file(&self) -> FileId {
        self.file
    }

    /// All comments, in order. Those inside a text that was not understood are part of that text.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// The text of `span`.
    pub fn text(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The shape of the tree in words, a node a line, indented by its depth; leaves with their text. For
    /// snapshots, and to see how a text was read.
    pub fn outline(&self) -> String {
        let mut out = String::new();
        let mut depths: Vec<usize> = Vec::new();
        for node in self.all() {
            let depth = node.parent().map_or(0, |parent| depths[parent.id().index()] + 1);
            depths.push(depth);
            let text = if node.node().first.is_none() { node.text() } else { "" };
            out += format!("{:indent$}{:?} {text}", "", node.kind(), indent = 2 * depth).trim_end();
            out.push('\n');
        }
        out
    }

    /// The node of the whole file.
    pub(crate) fn root(&self) -> Syntax<'_> {
        Syntax { tree: self, id: NodeId(0) }
    }

    /// All nodes, each before what is inside it.
    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = Syntax<'_>> {
        self.nodes.ids().map(|id| Syntax { tree: self, id })
    }

    /// The end of the last token before byte `at`, comments and blanks passed over.
    pub(super) fn token_before(&self, at: u32) -> u32 {
        let mut upto = self.comments.partition_point(|comment| comment.span.end <= at);
        let mut end = at as usize;
        loop {
            end = self
                .text
                .get(..end)
                .unwrap_or("")
                .trim_end_matches([' ', '\t', '\r', '\n', '\u{feff}'])
                .len();
            match self.comments[..upto].last() {
                Some(comment) if comment.span.end as usize == end => end = comment.span.start as usize,
                _ => return u32::try_from(end).unwrap_or(u32::MAX),
            }
            upto -= 1;
        }
    }

    /// The start of the first token from byte `at` on, comments and blanks passed over.
    pub(crate) fn token_after(&self, at: u32) -> u32 {
        let mut rest = self.comments.partition_point(|comment| comment.span.start < at);
        let mut start = at as usize;
        loop {
            let text = self.text.get(start..).unwrap_or("");
            start += text.len() - text.trim_start().len();
            match self.comments.get(rest) {
                Some(comment) if comment.span.start as usize == start => start = comment.span.end as usize,
                _ => return u32::try_from(start).unwrap_or(u32::MAX),
            }
            rest += 1;
        }
    }

    /// One past its last byte.
    pub(super) fn end(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    /// The `///` lines right above byte `at`, each without its slashes and the blank after them.
    fn docs_before(&self, at: u32) -> Vec<&str> {
        let upto = self.comments.partition_point(|comment| comment.span.end <= at);
        let mut docs = Vec::new();
        let mut below = at;
        for comment in self.comments[..upto].iter().rev() {
            let between = &self.text[comment.span.end as usize..below as usize];
            if !comment.doc || !between.trim().is_empty() || !self.opens_line(comment.span.start) {
                break;
            }
            docs.push(self.text(comment.span).trim_start_matches('/').trim());
            below = comment.span.start;
        }
        docs.reverse();
        docs
    }

    /// Whether only blanks stand before byte `at` in its line.
    fn opens_line(&self, at: u32) -> bool {
        let before = &self.text[..at as usize];
        before.trim_end_matches([' ', '\t', '\u{feff}']).chars().next_back().is_none_or(|c| c == '\n')
    }
}

/// A tree while its tokens come in.
struct Growing {
    tree: Tree,
    /// The open nodes, each with its last child so far.
    open: Vec<(NodeId, Option<NodeId>)>,
    /// Where the open comment began.
    comment: usize,
    base: usize,
    /// The last place asked about and the end of the token before it: places come in ascending order, so
    /// that each blank is passed over once.
    edge: (usize, usize),
}

impl Growing {
    fn new(source: &Source, file: FileId, base: usize) -> Growing {
        let text = source.text().to_owned();
        let tree = Tree { file, text, nodes: Arena::new(), comments: Vec::new() };
        Growing { tree, open: Vec::new(), comment: 0, base, edge: (base, base) }
    }

    fn open(&mut self, kind: Rule, at: usize) {
        let at = at + self.base;
        if kind == Rule::COMMENT {
            self.comment = at;
            return;
        }
        let parent = self.open.last().map(|(id, _)| *id);
        let start = u32::try_from(at).unwrap_or(u32::MAX);
        let id = self.tree.nodes.push(Node { kind, start, end: start, parent, first: None, next: None });
        if let Some((above, last)) = self.open.last_mut() {
            match last.replace(id) {
                Some(sibling) => self.tree.nodes[sibling].next = Some(id),
                None => self.tree.nodes[*above].first = Some(id),
            }
        }
        self.open.push((id, None));
    }

    fn close(&mut self, kind: Rule, at: usize) {
        let at = at + self.base;
        if kind == Rule::COMMENT {
            self.note(at);
            return;
        }
        let Some((id, _)) = self.open.pop() else { return };
        // Blanks at the end of a piece of a sentence belong to the sentence.
        let end = if kind == Rule::text { at } else { self.last_token(at) };
        let node = &mut self.tree.nodes[id];
        node.end = u32::try_from(end).unwrap_or(u32::MAX);
        node.start = node.start.min(node.end);
    }

    fn note(&mut self, end: usize) {
        let text = &self.tree.text[self.comment..end];
        let (doc, end) = (text.starts_with("///"), self.comment + text.trim_end().len());
        self.tree.comments.push(Comment { span: Span::new(self.tree.file, self.comment, end), doc });
    }

    /// The end of the last token before `at`.
    fn last_token(&mut self, at: usize) -> usize {
        let (known, answer) = self.edge;
        let mut comments = self.tree.comments.iter().rev().peekable();
        let mut end = at;
        while end > known {
            let before = self.tree.text[known..end].trim_end().len() + known;
            end = match comments.next_if(|comment| comment.span.end as usize == before) {
                Some(comment) => comment.span.start as usize,
                None if before == end => break,
                None => before,
            };
        }
        self.edge = (at, if end <= known { answer.min(end) } else { end });
        self.edge.1
    }
}

/// A node in its tree.
#[derive(Clone, Copy)]
pub(crate) struct Syntax<'t> {
    tree: &'t Tree,
    id: NodeId,
}

impl<'t> Syntax<'t> {
    fn node(self) -> &'t Node {
        &self.tree.nodes[self.id]
    }

    /// The production.
    pub(crate) fn kind(self) -> Rule {
        self.node().kind
    }

    /// Its index in the tree.
    pub(crate) fn id(self) -> NodeId {
        self.id
    }

    /// Where it stands.
    pub(crate) fn span(self) -> Span {
        let Node { start, end, .. } = *self.node();
        Span { file: self.tree.file, start, end }
    }

    /// Its text, without blanks and comments around it.
    pub(crate) fn text(self) -> &'t str {
        self.tree.text(self.span())
    }

    /// The node around it.
    pub(crate) fn parent(self) -> Option<Syntax<'t>> {
        self.node().parent.map(|id| Syntax { id, ..self })
    }

    /// The node after it in the same parent.
    pub(crate) fn next(self) -> Option<Syntax<'t>> {
        self.node().next.map(|id| Syntax { id, ..self })
    }

    /// What it is made of, in order.
    pub(crate) fn children(self) -> impl Iterator<Item = Syntax<'t>> + use<'t> {
        let first = self.node().first.map(|id| Syntax { id, ..self });
        iter::successors(first, |child| child.next())
    }

    /// The first child of that kind.
    pub(crate) fn child(self, kind: Rule) -> Option<Syntax<'t>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// Whether it has a child of that kind.
    pub(crate) fn has(self, kind: Rule) -> bool {
        self.child(kind).is_some()
    }

    /// The children after the first one of that kind; none if there is none.
    pub(crate) fn after(self, kind: Rule) -> impl Iterator<Item = Syntax<'t>> + use<'t> {
        iter::successors(self.child(kind).and_then(Syntax::next), |child| child.next())
    }

    /// The `///` lines above it.
    pub(crate) fn docs(self) -> Vec<&'t str> {
        self.tree.docs_before(self.node().start)
    }
}
