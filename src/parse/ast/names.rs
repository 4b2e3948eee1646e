//! The smallest pieces of meaning, owned: names, paths, whole numbers, texts.
//!
//! In: token nodes. Out: values with their spans, free of the tree. Not here: what a name refers to.

use std::fmt;

use super::expr::{Expr, read};
use crate::base::{Name, Span};
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

/// A name where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ident {
    /// The name.
    pub name: Name,
    /// Where it stands.
    pub span: Span,
}

impl Ident {
    pub(super) fn of(node: Syntax<'_>) -> Option<Ident> {
        matches!(node.kind(), Rule::name | Rule::word).then(|| Ident::whole(node))
    }

    /// The whole text of `node` as a name.
    pub(super) fn whole(node: Syntax<'_>) -> Ident {
        Ident { name: Name::from(node.text()), span: node.span() }
    }

    /// The last `length` bytes of the token `node` as a name.
    pub(super) fn tail(node: Syntax<'_>, length: usize) -> Ident {
        let (text, span) = tail(node, length);
        Ident { name: Name::from(text), span }
    }
}

/// A name and what is read of it: `BackOffice.lead`, `item.lines.price`. Never empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    /// The names between the dots.
    pub parts: Vec<Ident>,
    /// Where the whole of it stands.
    pub span: Span,
}

impl Path {
    pub(super) fn of(node: Syntax<'_>) -> Option<Path> {
        (node.kind() == Rule::path).then(|| Path::whole(node))
    }

    /// The whole text of `node` as a path; tokens with dots hold no blanks.
    pub(super) fn whole(node: Syntax<'_>) -> Path {
        Path::tail(node, node.text().len())
    }

    /// The last `length` bytes of the token `node` as a path.
    pub(super) fn tail(node: Syntax<'_>, length: usize) -> Path {
        let (text, span) = tail(node, length);
        let mut at = span.start as usize;
        let mut parts = Vec::new();
        for text in text.split('.') {
            parts.push(Ident { name: Name::from(text), span: Span::new(span.file, at, at + text.len()) });
            at += text.len() + 1;
        }
        Path { parts, span }
    }

    /// The only name, where there is no dot.
    pub fn single(&self) -> Option<&Ident> {
        match self.parts.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.parts.iter().enumerate() {
            write!(f, "{}{}", if index == 0 { "" } else { "." }, part.name)?;
        }
        Ok(())
    }
}

/// A whole number where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Int {
    /// Its value; what does not fit was refused when the file was read.
    pub value: u64,
    /// Where it stands.
    pub span: Span,
}

impl Int {
    pub(super) fn of(node: Syntax<'_>) -> Option<Int> {
        let value = || node.text().replace('_', "").parse().unwrap_or(u64::MAX);
        (node.kind() == Rule::int).then(|| Int { value: value(), span: node.span() })
    }
}

/// A text in quotes, with the values that are put into it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// Where it stands, with its quotes.
    pub span: Span,
    /// Its pieces, in order.
    pub parts: Vec<Part>,
}

/// A piece of a [`Sentence`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// Letters as they stand, escapes undone.
    Text(String),
    /// `{E}`: the value that is written there.
    Hole(Expr),
}

impl Sentence {
    pub(super) fn of(node: Syntax<'_>) -> Option<Sentence> {
        if node.kind() != Rule::string {
            return None;
        }
        let parts = node.children().filter_map(part).collect();
        Some(Sentence { span: node.span(), parts })
    }

    /// Its letters, where nothing is put into it.
    pub fn plain(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }
}

fn tail(node: Syntax<'_>, length: usize) -> (&str, Span) {
    let (text, span) = (node.text(), node.span());
    let start = text.len().saturating_sub(length);
    (&text[start..], Span::new(span.file, span.start as usize + start, span.end as usize))
}

fn part(node: Syntax<'_>) -> Option<Part> {
    match node.kind() {
        Rule::text => Some(Part::Text(unescaped(node.text()))),
        Rule::hole => node.children().find_map(read).map(Part::Hole),
        _ => None,
    }
}

/// `\n` and `\t` as such; after any other backslash the character itself.
fn unescaped(text: &str) -> String {
    let mut letters = text.chars();
    let mut out = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        out.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        });
    }
    out
}
