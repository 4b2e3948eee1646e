//! The one true layout of a `.flow` file: no options, no width to choose, nothing to argue about.
//!
//! In: a [`Source`]. Out: its text as it is written, with every token and every comment in its order; or a
//! [`Refused`]. What the layout follows is the tree alone: where the author's lines end means nothing, except
//! that one empty line between two statements is kept, and that comments stay behind or above what they speak
//! of. So formatting a formatted text changes nothing. Not here: reading and writing files.
//!
//! The way through the files: `token` takes the tree apart, `comments` gives each comment its token, `form` and
//! `value` walk the tree by the tables of `shape` and put it together again as a layout (`doc`), `print` decides
//! where lines end, with `column` for what stands under each other.
//!
//! ```
//! use handoff::base::{FileId, Source};
//!
//! let source = Source::new("desk.flow", "team Desk{last resort calendar Always}\nteams All=Desk");
//! let text = handoff::format::format(&source, FileId(0)).unwrap();
//! assert_eq!(text, "team Desk { last resort  calendar Always }\nteams All = Desk\n");
//! ```

mod column;
mod comments;
mod doc;
mod form;
mod print;
mod shape;
mod token;
mod value;
mod write;

use crate::base::{Diagnostic, FileId, Sink, Source};
use crate::parse::{self, Tree};

/// Why a text keeps its layout.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It is not understood, and what is not understood is not moved.
    #[error("it has faults: mend them first, `handoff check` shows them")]
    Faults(Vec<Diagnostic>),
    /// The new text would say something else than the old one, which is a fault of the formatter.
    #[error("the layout would lose `{0}`: keep the file as it is and report this, with the file")]
    Lost(String),
}

/// The text of `source`, which is file `file` of the compilation, in its one layout.
///
/// Lines end with a line feed alone and are at most 110 characters wide, but for a token or a comment that
/// cannot be broken.
///
/// # Errors
///
/// [`Refused::Faults`] if parsing finds anything; [`Refused::Lost`] if the new text does not have the tokens and
/// comments of the old one, which is looked at each time.
pub fn format(source: &Source, file: FileId) -> Result<String, Refused> {
    let mut sink = Sink::default();
    let tree = parse::parse(source, file, &mut sink);
    if sink.has_errors() {
        return Err(Refused::Faults(sink.finish()));
    }
    let mut writer = write::Writer::new(&tree);
    let (rows, end) = writer.file(tree.root());
    let text = print::file(&rows, &end);
    match lost(&tree, source, &text) {
        Some(lost) => Err(Refused::Lost(lost)),
        None => Ok(text),
    }
}

/// The first word or comment in which `text` differs from `tree`.
fn lost(tree: &Tree, source: &Source, text: &str) -> Option<String> {
    let source = Source::new(source.name(), text);
    let again = parse::parse(&source, tree.file(), &mut Sink::default());
    let (old, new) = (said(tree), said(&again));
    let differs = old.iter().zip(&new).position(|(old, new)| old != new);
    let at = differs.or_else(|| (old.len() != new.len()).then(|| old.len().min(new.len())))?;
    Some(old.get(at).or(new.get(at)).cloned().unwrap_or_default())
}

/// All that a tree says: its tokens, then its comments.
fn said(tree: &Tree) -> Vec<String> {
    let tokens = token::tokens(tree).into_iter().map(|token| token.text.into_owned());
    let comments = tree.comments().iter().map(|comment| tree.text(comment.span).to_owned());
    tokens.chain(comments).collect()
}
