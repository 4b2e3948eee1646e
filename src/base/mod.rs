//! The ground floor: where things are, what they are called, what is wrong with them.
//!
//! In: nothing. Out: [`Span`] and [`Source`] (places in text), [`Arena`] with its `id!` macro (typed indices),
//! [`Name`], [`Diagnostic`] with its [`Sink`] (plain data about a fault, ready for any renderer), and [`Code`],
//! the kind of a fault with its page.
//! Not here: reading files, rendering, any knowledge of the language.

mod arena;
mod code;
#[cfg(feature = "compiler")]
mod codes;
mod diagnostic;
mod name;
mod source;

pub use arena::{Arena, Id};
pub use code::Code;
pub use diagnostic::{Counterexample, Diagnostic, Edit, Fix, Label, Severity, Sink};
pub use name::{Name, nearest};
pub use source::{FileId, Position, Source, Sources, Span};

// The runtime alone has no arenas and no findings of its own.
#[cfg(feature = "compiler")]
pub(crate) use arena::id;
#[cfg(feature = "compiler")]
pub(crate) use codes::codes;
