//! Typed accessors over the tree, form by form.
//!
//! In: a [`Tree`](super::Tree); the way in is [`Tree::ast`](super::Tree::ast). Out: for each form of the
//! language a *view*, which is a plain `Copy` pair of tree and node with one method for each part of the
//! form, and small owned values ([`Ident`], [`Path`], [`Expr`], [`Situation`]) for what is below a form. Not
//! here: what anything means. Names are not bound, types not given, nothing is checked.
//!
//! Three rules hold everywhere:
//!
//! - A part that recovery may have left out comes as an `Option`, a list as an iterator or a `Vec`. What was
//!   not understood is simply absent, and has been reported.
//! - Braces hold lines: `lines()`, `header()`, `body()` give them in the author's order as an enum of views,
//!   so that duplicates and order can be judged by whoever reads them.
//! - Everything has a span: views by `span()`, owned values by the field `span`.
//!
//! ```
//! use handoff::base::{FileId, Sink, Source};
//! use handoff::parse::{ast, parse};
//!
//! let source = Source::new("teams.flow", "team Frontline { calendar Berlin  at least 3 people }");
//! let mut sink = Sink::default();
//! let tree = parse(&source, FileId(0), &mut sink);
//! for item in tree.ast().items() {
//!     if let ast::Item::Team(team) = item {
//!         assert_eq!(team.name().unwrap().name.as_str(), "Frontline");
//!         assert_eq!(team.lines().count(), 2);
//!     }
//! }
//! assert!(sink.found().is_empty());
//! ```

mod arm;
mod block;
mod calendar;
mod climb;
mod declare;
mod expr;
mod fact;
mod head;
mod lines;
mod literal;
mod names;
mod place;
mod rights;
mod stmt;
mod terms;
mod test;
mod types;
mod view;
mod workflow;

pub use arm::*;
pub use block::*;
pub use calendar::*;
pub use declare::*;
pub use expr::*;
pub use fact::*;
pub use head::*;
pub use lines::*;
pub use literal::*;
pub use names::*;
pub use place::*;
pub use rights::*;
pub use stmt::*;
pub use terms::*;
pub use test::*;
pub use types::*;
pub use workflow::*;

pub(super) use literal::{date, number, time};
