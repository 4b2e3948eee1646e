//! From text to a tree. It never fails: what is not understood costs a statement, never the file.
//!
//! In: a [`Source`]. Out: a [`Tree`] with the span of everything and all comments, read through the typed
//! views of [`ast`], and a [`Diagnostic`](crate::base::Diagnostic) for each fault. Not here: reading files
//! (though [`decode`] turns their bytes into text), and what anything means.
//!
//! The way through the files: `limits` refuses what would cost too much, `grammar` reads with recovery,
//! `tree` keeps what was read, `faults` walks the error nodes and decides which of them to report, `phrase`
//! finds the sentence with the word lists of `words`, `values` refuses tokens that cannot mean anything.
//!
//! Pest's switches for error detail and call limits belong to the whole process, so a library leaves them
//! alone: the holes in the grammar say what was expected, and `limits` bounds the work.

pub mod ast;
pub mod codes;
mod faults;
pub(crate) mod grammar;
mod limits;
mod phrase;
pub(crate) mod tree;
mod values;
mod words;

use pest::Parser;

use crate::base::{FileId, Sink, Source, Span};

pub use limits::{MAX_BYTES, MAX_NESTING, decode};
pub use tree::{Comment, NodeId, Tree};

use grammar::Rule;

/// Reads `source`, which is file `file` of the compilation, and puts down what is wrong with it.
///
/// There is a tree for every text; it is that of an empty file where the text is too long or nested too
/// deeply to be read at all. A mark of byte order at the start is passed over. Spans are bytes of the text
/// of `source`. The tree has no error node exactly where nothing is put down.
pub fn parse(source: &Source, file: FileId, sink: &mut Sink) -> Tree {
    if !limits::admits(source, file, sink) {
        return Tree::empty(source, file);
    }
    let base = if source.text().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = &source.text()[base..];
    let tree = match grammar::Grammar::parse(Rule::file, text) {
        Ok(pairs) => Tree::grow(pairs, source, file, base),
        Err(error) => {
            let at = base + place(&error);
            limits::too_deep(Span::new(file, at, at), sink);
            return Tree::empty(source, file);
        }
    };
    if let Some(span) = limits::overgrown(&tree) {
        limits::too_deep(span, sink);
        return Tree::empty(source, file);
    }
    faults::report(&tree, source, sink);
    values::report(&tree, sink);
    tree
}

/// Every text has a tree by the grammar, so the only error left is that pest's guard of the native stack
/// stopped; where, it says.
fn place(error: &pest::error::Error<Rule>) -> usize {
    match error.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    }
}
