//! A calendar as its author declares it, and why a declaration makes no table.
//!
//! In: nothing. Out: plain data that a manifest carries and `expand.rs` lays out. Not here: zones' data.

use serde::{Deserialize, Serialize};

use super::table::TableError;
use super::unit::Terms;

/// What a `calendar` declaration says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rules {
    /// A name of the IANA time zone database: `Europe/Berlin`.
    pub zone: String,
    /// When it is open.
    pub open: Opening,
    /// When it is not, all the same. A closed date has no interval that begins on it; one that began the
    /// evening before still ends in it.
    pub closed: Vec<Closed>,
    /// How terms of calendar days end.
    pub terms: Terms,
}

/// When a calendar is open.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Opening {
    /// All day on every day: one interval from midnight to midnight per day.
    Always,
    /// At these hours of the week. Overlapping hours of one day are one; hours that overlap with what is left of
    /// the day before begin as that ends.
    Weekly(Vec<Hours>),
}

/// Hours that recur on some days of each week.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hours {
    /// The first weekday, Monday 0 to Sunday 6.
    pub first: u8,
    /// The last weekday; if it is earlier in the week than `first`, the days run over Sunday.
    pub last: u8,
    /// Minutes after midnight at which it opens, less than 1,440.
    pub from: u16,
    /// Minutes after midnight at which it closes, at most 1,440; not later than `from` means the next day.
    pub to: u16,
}

impl Hours {
    /// Whether they begin on this weekday, Monday 0.
    pub(super) fn fall_on(&self, weekday: u8) -> bool {
        let after = |day: u8| (day + 7 - self.first) % 7;
        after(weekday) <= after(self.last)
    }
}

/// Dates on which a calendar is closed, both ends included, in days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Closed {
    /// The first date.
    pub first: i32,
    /// The last date.
    pub last: i32,
}

/// Why rules make no calendar.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RulesError {
    /// There is no such zone; `near` holds known names that may be meant, best first.
    #[error("there is no time zone `{zone}`{}", meant(.near))]
    UnknownZone {
        /// The name as written.
        zone: String,
        /// Known names that come near it; at most three.
        near: Vec<String>,
    },
    /// Hours number `.0` name a weekday or a time of day that does not exist.
    #[error("opening hours number {} name no weekday from 0 to 6 or no time from 00:00 to 24:00", .0 + 1)]
    Hours(usize),
    /// The horizon is empty or outside the years 1 to 9998.
    #[error("a calendar needs a first date, and a later last one, between the years 1 and 9998")]
    Horizon,
    /// The zone's own data contradicts itself.
    #[error("the time zone does not give a calendar: {0}")]
    Table(#[from] TableError),
}

fn meant(near: &[String]) -> String {
    match near {
        [] => "; write a name such as `Europe/Berlin` or `UTC`".to_string(),
        near => format!("; did you mean `{}`?", near.join("`, `")),
    }
}
