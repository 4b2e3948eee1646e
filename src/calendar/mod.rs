//! Working time: the four kinds of time, the clock's ledger, and the tables both are computed from.
//!
//! In: [`Rules`] as a `.flow` file declares them, or the bytes of a [`Table`]. Out: due instants, consumed
//! amounts, opening hours, and conversions between instants and what a wall clock shows. Not here: the
//! wall clock itself, timers, what a late clock does. `table.rs`, `count.rs` and `clock.rs` are integer
//! arithmetic that emitted WebAssembly repeats over the same bytes (`docs/calendar.md` says how);
//! `expand.rs` alone knows time zones.
//!
//! ```
//! use handoff::calendar::{Budget, Hours, Opening, Reach, Rules, Terms, Zone, parse_date};
//! let rules = Rules {
//!     zone: "Europe/Berlin".to_string(),
//!     open: Opening::Weekly(vec![Hours { first: 0, last: 4, from: 9 * 60, to: 17 * 60 + 30 }]),
//!     closed: vec![],
//!     terms: Terms::OnOpenDay,
//! };
//! let table = rules.expand(parse_date("2026-01-01").unwrap(), parse_date("2028-01-01").unwrap())?;
//! let berlin = Zone::named("Europe/Berlin")?;
//! let friday = berlin.read("2026-11-27 16:00").unwrap();
//! let Reach::At(due) = table.due(Budget::OpenTime(4 * 3_600_000_000), friday) else { panic!() };
//! assert_eq!(berlin.show(due), "2026-11-30 11:30");
//! # Ok::<(), handoff::calendar::RulesError>(())
//! ```

mod bytes;
mod civil;
mod clock;
mod count;
mod expand;
mod rules;
mod table;
mod unit;

pub use bytes::BytesError;
pub use civil::{Civil, add_months, date_text, parse_date, weekday};
pub use clock::{Clock, Status};
pub use expand::{InstantError, Zone};
pub use rules::{Closed, Hours, Opening, Rules, RulesError};
pub use table::{Table, TableError};
pub use unit::{Budget, Reach, Terms, Unit};
