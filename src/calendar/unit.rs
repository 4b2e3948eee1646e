//! The words of working time: its four kinds, a budget in one of them, how terms end, how far one got.
//!
//! In: nothing. Out: plain data that a manifest can carry. Not here: any arithmetic over a calendar.

use serde::{Deserialize, Serialize};

/// The four kinds of time. They do not add, and none converts into another without a calendar and a start.
///
/// The discriminant is the byte that an image stores.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[repr(u8)]
pub enum Unit {
    /// Microseconds that pass, whatever the calendar says: `4h`, `20min`.
    Elapsed = 0,
    /// Microseconds during which the calendar is open: `4 workhours`, `15 workminutes`.
    OpenTime = 1,
    /// Closing times of open days: `2 workdays`.
    Workdays = 2,
    /// Ends of calendar days: `3 days`, `6 weeks`, `1 month`.
    Days = 3,
}

/// A length of time as it was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Budget {
    /// Microseconds.
    Elapsed(i64),
    /// Microseconds of open time.
    OpenTime(i64),
    /// Open days.
    Workdays(i64),
    /// Months first, each clamped to its last day, then days. A week is 7 days, a year 12 months.
    Days {
        /// Calendar months.
        months: i32,
        /// Days on top of them.
        days: i64,
    },
}

impl Budget {
    /// The kind of time it is a length of.
    pub fn unit(self) -> Unit {
        match self {
            Budget::Elapsed(_) => Unit::Elapsed,
            Budget::OpenTime(_) => Unit::OpenTime,
            Budget::Workdays(_) => Unit::Workdays,
            Budget::Days { .. } => Unit::Days,
        }
    }
}

/// When a term of calendar days ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Terms {
    /// With the day it falls on: `terms end as they fall`.
    #[default]
    AsTheyFall,
    /// With the next day on which the calendar is open: `terms end on an open day`.
    OnOpenDay,
}

/// An answer from a calendar whose days are finite: inside its horizon, or past one of its ends.
///
/// The order is that of time: `Before < At(_) < After`. `T` is `i64` for instants (microseconds UTC) and
/// `i32` for dates (days since 1970-01-01). Images and emitted code store the [`raw`](Reach::raw) form, in
/// which the two ends are the least and the greatest integer, so that a comparison needs no case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach<T = i64> {
    /// Earlier than the calendar's first day.
    Before,
    /// This instant or date.
    At(T),
    /// Later than the calendar's last day.
    After,
}

impl Reach<i64> {
    /// The instant as images store it; `i64::MIN` and `i64::MAX` stand for the ends.
    pub fn raw(self) -> i64 {
        match self {
            Reach::Before => i64::MIN,
            Reach::At(at) => at,
            Reach::After => i64::MAX,
        }
    }

    /// What a stored instant means.
    pub fn from_raw(raw: i64) -> Self {
        match raw {
            i64::MIN => Reach::Before,
            i64::MAX => Reach::After,
            at => Reach::At(at),
        }
    }
}

impl Reach<i32> {
    /// The date as images store it; `i32::MIN` and `i32::MAX` stand for the ends.
    pub fn raw(self) -> i32 {
        match self {
            Reach::Before => i32::MIN,
            Reach::At(day) => day,
            Reach::After => i32::MAX,
        }
    }
}
