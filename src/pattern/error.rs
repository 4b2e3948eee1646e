//! Why a text is no pattern, and what to write instead.
//!
//! In: nothing. Out: plain data with a place inside the pattern. Not here: places in files; whoever knows
//! where the pattern stands adds them.

use std::ops::Range;

/// Why a pattern is refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{fault}")]
pub struct PatternError {
    /// What is wrong.
    pub fault: Fault,
    /// Where, in bytes of the pattern's text.
    pub at: Range<usize>,
}

/// What can be wrong with a pattern.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// It does not follow the grammar of patterns; the text says how.
    #[error("this pattern cannot be read: {0}")]
    Syntax(String),
    /// It looks ahead or behind.
    #[error("a pattern cannot look ahead or behind")]
    LookAround,
    /// It refers back to what a group matched.
    #[error("a pattern cannot refer back to what one of its groups matched")]
    BackReference,
    /// It says where the text begins or ends.
    #[error("a pattern always matches the whole text, so it has no sign for beginning or end")]
    Anchor,
    /// It says where a word begins or ends.
    #[error("a pattern has no sign for the edge of a word")]
    WordEdge,
    /// It changes the meaning of what follows, as `(?i)` does.
    #[error("a pattern has no flags")]
    Flags,
    /// Its automaton would be larger than a module should carry.
    #[error("this pattern is too large to be checked")]
    Size,
}

impl PatternError {
    pub(super) fn new(fault: Fault, at: Range<usize>) -> Self {
        PatternError { fault, at }
    }

    /// What to write instead.
    pub fn help(&self) -> &'static str {
        match self.fault {
            Fault::Syntax(_) => {
                "write a backslash before a character that stands for itself, as in `\\.`, `\\(` or `\\+`"
            }
            Fault::LookAround => {
                "say what the text consists of, from its first character to its last; a second condition is a \
                 `where` beside the pattern"
            }
            Fault::BackReference => "write both parts out, or compare two fields in a `where`",
            Fault::Anchor => "leave it out; where anything may stand before or after, write `.*` there",
            Fault::WordEdge => "write the characters that may stand there, such as `[ -]`",
            Fault::Flags => "write out what is meant, such as `[Aa]` for a letter of either case",
            Fault::Size => {
                "counted repeats of large classes grow fast: name the characters, such as `[A-Za-z]` for \
                 `\\p{L}`, or write `+` or `*` in place of the count"
            }
        }
    }
}
