//! Text refinements (`Text matching /re/`) as minimal automata that answer questions about texts.
//!
//! In: the text between the slashes. Out: a [`Pattern`], which says whether a text matches, gives the table
//! that emitted code walks, and, alone or with others, a shortest text that matches, or that there is none.
//! Not here: where a pattern stands in a file; searching inside texts (a pattern is always the whole text).
//!
//! `\d`, `\w` and `\s` mean ASCII, `.` any character but a newline. There are no anchors, no look-around, no
//! back references and no flags: what is left is exactly what an automaton decides.
//!
//! ```
//! use handoff::pattern::{Pattern, find};
//! let order = Pattern::compile(r"ORD-\d{8}")?;
//! assert!(order.is_match("ORD-00412345") && !order.is_match("ORD-1"));
//! assert_eq!(order.witness().as_deref(), Some("ORD-00000000"));
//! // No order number is all capitals; some are not `ORD-00000000`.
//! assert_eq!(find(&[&order, &Pattern::compile("[A-Z]+")?], &[]), Ok(None));
//! let first = Pattern::literal("ORD-00000000")?;
//! assert_eq!(find(&[&order], &[&first]), Ok(Some("ORD-00000001".to_string())));
//! # Ok::<(), handoff::pattern::PatternError>(())
//! ```

mod automaton;
mod digits;
mod error;
mod minimal;
mod product;
mod syntax;
mod table;

pub use digits::check_digits;
pub use error::{Fault, PatternError};
pub use product::{Unproven, find};
pub use table::Pattern;
