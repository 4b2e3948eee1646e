//! One calendar laid out: its midnights and its open intervals over a horizon of days, all sorted.
//!
//! In: midnights and intervals, from `expand.rs` or from bytes. Out: a [`Table`] that is valid by
//! construction, and what can be read off it directly: dates, opening hours. Not here: the counting of
//! budgets (`count.rs`), the byte layout (`bytes.rs`), zones (`expand.rs`).
//!
//! Everything is answered by one search, [`le`], over sorted arrays of `i64`; nothing is ever scanned.

use super::unit::{Reach, Terms};

/// Microseconds of a day of 24 hours.
pub(super) const DAY: i64 = 86_400_000_000;
/// Midnights of any zone lie within this of UTC's (offsets reach 14 h; zones that crossed the date line more).
const SKEW: i64 = 30 * 3_600_000_000;
/// The last day, on either side of 1970, that a table may speak of: a little past the years -9999 and 9999.
const LAST_DAY: i64 = 4_400_000;

/// One calendar over a horizon of days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    pub(super) first_day: i32,
    pub(super) terms: Terms,
    /// The midnight at which each day begins, and the one that ends the last.
    pub(super) midnight: Vec<i64>,
    /// Where each open interval begins.
    pub(super) start: Vec<i64>,
    /// Where it ends.
    pub(super) end: Vec<i64>,
    /// Open time before each interval, and all of it.
    pub(super) before: Vec<i64>,
    /// For each open day: where its first interval begins.
    pub(super) opening: Vec<i64>,
    /// For each open day: where its last interval ends, maybe past its midnight.
    pub(super) closing: Vec<i64>,
    /// For each open day: the midnight that ends it.
    pub(super) date_end: Vec<i64>,
}

/// Why midnights and intervals are no calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TableError {
    /// There is no day, or a day so far away that instants would overflow.
    #[error("the horizon is empty or reaches past the year 9999")]
    Horizon,
    /// Midnight number `.0` is earlier than the one before, or nowhere near its date.
    #[error("midnight {0} is out of order or does not fit its date")]
    Midnight(usize),
    /// Interval number `.0` is empty, overlaps the one before, or begins outside the horizon.
    #[error("open interval {0} is empty, overlaps the one before or lies outside the horizon")]
    Interval(usize),
}

/// How many of `sorted` are at most `t`.
pub(super) fn le(sorted: &[i64], t: i64) -> usize {
    sorted.partition_point(|at| *at <= t)
}

/// How many of `sorted` are less than `t`.
pub(super) fn lt(sorted: &[i64], t: i64) -> usize {
    sorted.partition_point(|at| *at < t)
}

impl Table {
    /// A calendar whose first date is `first_day` (days since 1970-01-01).
    ///
    /// `midnight` holds the instant at which each day begins and the one at which the last ends; `open` the
    /// open intervals in order, each belonging to the day in which it begins. An interval may end past
    /// midnight, the last one past the horizon.
    ///
    /// # Errors
    /// If the midnights do not fit their dates, or the intervals are empty, overlap or begin outside.
    pub fn new(
        first_day: i32,
        midnight: Vec<i64>,
        open: &[(i64, i64)],
        terms: Terms,
    ) -> Result<Table, TableError> {
        check_midnights(first_day, &midnight)?;
        check_intervals(&midnight, open)?;
        let (start, end) = open.iter().copied().unzip();
        let mut table = Table {
            first_day,
            terms,
            midnight,
            start,
            end,
            before: vec![0],
            opening: Vec::new(),
            closing: Vec::new(),
            date_end: Vec::new(),
        };
        open.iter().for_each(|(start, end)| table.index(*start, *end));
        Ok(table)
    }

    /// Enters one interval into the sums and the open days.
    fn index(&mut self, start: i64, end: i64) {
        let sum = self.before.last().copied().unwrap_or(0);
        self.before.push(sum + end - start);
        let date_end = self.midnight[le(&self.midnight, start)];
        if self.date_end.last() == Some(&date_end) {
            self.closing.pop();
        } else {
            self.date_end.push(date_end);
            self.opening.push(start);
        }
        self.closing.push(end);
    }

    /// The first date, in days since 1970-01-01.
    pub fn first_day(&self) -> i32 {
        self.first_day
    }

    /// How many days the horizon has.
    pub fn days(&self) -> usize {
        self.midnight.len() - 1
    }

    /// How terms of calendar days end.
    pub fn terms(&self) -> Terms {
        self.terms
    }

    /// The open intervals in order, each `[start, end)`.
    pub fn intervals(&self) -> impl Iterator<Item = (i64, i64)> {
        self.start.iter().copied().zip(self.end.iter().copied())
    }

    /// Where the horizon begins and ends: a host extends its tables before `now` comes near the end.
    pub fn horizon(&self) -> (i64, i64) {
        (self.midnight[0], self.midnight[self.days()])
    }

    /// Whether `t` lies in the horizon. Outside it everything counts as closed.
    pub fn covers(&self, t: i64) -> bool {
        let (first, last) = self.horizon();
        first <= t && t < last
    }

    /// The date on which `t` falls, in days since 1970-01-01.
    pub fn date_of(&self, t: i64) -> Reach<i32> {
        match self.date_index(t) {
            index if index < 0 => Reach::Before,
            index if index >= self.days() as i64 => Reach::After,
            index => Reach::At(self.first_day + index as i32),
        }
    }

    /// The day of the horizon on which `t` falls: -1 before the first, `days()` after the last.
    pub(super) fn date_index(&self, t: i64) -> i64 {
        le(&self.midnight, t) as i64 - 1
    }

    /// The instant at which date `day` begins; the end of the horizon begins the day after the last.
    pub fn start_of(&self, day: i32) -> Reach {
        let index = i64::from(day) - i64::from(self.first_day);
        match usize::try_from(index).map(|index| self.midnight.get(index)) {
            Err(_) => Reach::Before,
            Ok(Some(at)) => Reach::At(*at),
            Ok(None) => Reach::After,
        }
    }

    /// Whether the calendar is open at `t`. It is open at an opening time and closed at a closing time.
    pub fn is_open(&self, t: i64) -> bool {
        let begun = le(&self.start, t);
        begun > 0 && t < self.end[begun - 1]
    }

    /// Whether it is open all the way from `from` up to `to`; for equal instants, whether it is open then.
    /// False where `to` is earlier than `from`.
    pub fn is_open_between(&self, from: i64, to: i64) -> bool {
        if from == to {
            return self.is_open(from);
        }
        from < to && self.opened(to) - self.opened(from) == to.saturating_sub(from)
    }

    /// The least instant at or after `t` at which the calendar is open.
    pub fn open_from(&self, t: i64) -> Reach {
        if self.is_open(t) { Reach::At(t) } else { at_or_after(&self.start, le(&self.start, t)) }
    }

    /// The first opening time of a day that is later than `t`: when what repeats daily repeats.
    pub fn next_opening(&self, t: i64) -> Reach {
        at_or_after(&self.opening, le(&self.opening, t))
    }

    /// Open microseconds of the horizon before `t`.
    pub(super) fn opened(&self, t: i64) -> i64 {
        match le(&self.start, t) {
            0 => 0,
            begun => self.before[begun - 1] + t.min(self.end[begun - 1]) - self.start[begun - 1],
        }
    }
}

/// Entry `index` of `sorted`, or [`Reach::After`] past its end.
pub(super) fn at_or_after(sorted: &[i64], index: usize) -> Reach {
    sorted.get(index).map_or(Reach::After, |at| Reach::At(*at))
}

fn check_midnights(first_day: i32, midnight: &[i64]) -> Result<(), TableError> {
    let first = i64::from(first_day);
    if midnight.len() < 2 || first < -LAST_DAY || first + midnight.len() as i64 > LAST_DAY {
        return Err(TableError::Horizon);
    }
    for (index, at) in midnight.iter().enumerate() {
        // Equal midnights are a date that a zone skipped, as Samoa did on 2011-12-30.
        let ordered = index == 0 || midnight[index - 1] <= *at;
        let utc = (first + index as i64) * DAY;
        if !ordered || *at < utc - SKEW || *at > utc + SKEW {
            return Err(TableError::Midnight(index));
        }
    }
    if midnight[0] == midnight[midnight.len() - 1] { Err(TableError::Horizon) } else { Ok(()) }
}

fn check_intervals(midnight: &[i64], open: &[(i64, i64)]) -> Result<(), TableError> {
    let last = midnight[midnight.len() - 1];
    let mut free = midnight[0];
    for (index, (start, end)) in open.iter().enumerate() {
        if *start < free || *start >= last || end <= start || *end > last + 2 * DAY {
            return Err(TableError::Interval(index));
        }
        free = *end;
    }
    Ok(())
}
