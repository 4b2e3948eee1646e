//! The parser that `pest_derive` writes from `grammar/flow.pest`, alone in its file.
//!
//! In: text. Out: pest's pairs, one [`Rule`] each. Not here: anything else, because each build of this
//! file derives the whole grammar anew, which costs many seconds.

use pest_derive::Parser;

/// pest's side of the grammar; see [`Rule`] for the kinds of node it yields.
#[derive(Parser)]
#[grammar = "grammar/flow.pest"]
pub(super) struct Grammar;
