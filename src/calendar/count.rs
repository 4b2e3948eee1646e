//! The arithmetic of budgets: what a running clock consumes, and when a budget is used up.
//!
//! In: a [`Table`], instants in microseconds UTC, budgets. Out: due instants and consumed amounts. Not
//! here: who pauses what (`clock.rs`).
//!
//! Each kind of time is a never-falling count of something that passes: microseconds, open microseconds,
//! closing times, midnights. `ran` is that count between two instants, `reach` its inverse, and the rest
//! follows. Only the two kinds that count days have a day of start, whose end counts for nothing: `skip`
//! says how many ends have to be passed over for it.

use super::civil::add_months;
use super::table::{Table, at_or_after, le, lt};
use super::unit::{Budget, Reach, Terms, Unit};

impl Table {
    /// A budget as a plain count of its unit, for a clock that starts at `from`: months become the days
    /// between the date of `from` and the same date that many months later.
    pub fn amount(&self, budget: Budget, from: i64) -> i64 {
        match budget {
            Budget::Elapsed(micros) | Budget::OpenTime(micros) => micros.max(0),
            Budget::Workdays(days) => days.max(0),
            Budget::Days { months, days } => {
                let date = self.date_near(from);
                days.saturating_add(i64::from(add_months(date, months)) - i64::from(date)).max(0)
            }
        }
    }

    /// The date of `t`; outside the horizon the day next to it.
    fn date_near(&self, t: i64) -> i32 {
        (i64::from(self.first_day) + self.date_index(t)) as i32
    }

    /// How many ends after `from` belong to the day of `from`, or to an earlier one that closes past
    /// midnight. "The day of start never counts" is this number.
    pub fn skip(&self, unit: Unit, from: i64) -> i64 {
        match unit {
            Unit::Elapsed | Unit::OpenTime => 0,
            Unit::Days => 1,
            Unit::Workdays => {
                let today_ends = self.midnight.get(le(&self.midnight, from)).copied().unwrap_or(i64::MAX);
                le(&self.date_end, today_ends) as i64 - le(&self.closing, from) as i64
            }
        }
    }

    /// What passes of `unit` in `(since, to]`: the count of a clock that runs from `since` to `to`, the day
    /// of start included. Zero where `to` is not later.
    pub fn ran(&self, unit: Unit, since: i64, to: i64) -> i64 {
        if to <= since {
            return 0;
        }
        let passed = |sorted: &[i64]| le(sorted, to) as i64 - le(sorted, since) as i64;
        match unit {
            Unit::Elapsed => to.saturating_sub(since),
            Unit::OpenTime => self.opened(to) - self.opened(since),
            Unit::Workdays => passed(&self.closing),
            Unit::Days => passed(&self.midnight),
        }
    }

    /// What a clock that starts at `from` has consumed at `to`: [`ran`](Table::ran) without the day of start.
    pub fn consumed(&self, unit: Unit, from: i64, to: i64) -> i64 {
        (self.ran(unit, from, to) - self.skip(unit, from)).max(0)
    }

    /// The least instant at which `amount` of `unit` has [`ran`](Table::ran) since `since`.
    ///
    /// Days are moved on to the end of the next open day where the calendar's terms say so, and then
    /// [`ran`](Table::ran) is `amount` or more.
    pub fn reach(&self, unit: Unit, amount: i64, since: i64) -> Reach {
        if since == i64::MIN || since == i64::MAX {
            return Reach::from_raw(since);
        }
        match unit {
            Unit::Elapsed => Reach::from_raw(since.saturating_add(amount.max(0))),
            Unit::OpenTime if amount > 0 => self.open_reach(self.opened(since).saturating_add(amount)),
            Unit::Workdays if amount > 0 => nth_after(&self.closing, since, amount),
            Unit::Days if amount > 0 => self.term_end(nth_after(&self.midnight, since, amount)),
            Unit::Days => self.term_end(Reach::At(since)),
            Unit::OpenTime | Unit::Workdays => Reach::At(since),
        }
    }

    /// The least instant before which the horizon has been open for `target`, which is more than zero.
    fn open_reach(&self, target: i64) -> Reach {
        let index = lt(&self.before, target) - 1;
        match self.start.get(index) {
            Some(start) => Reach::At(start + target - self.before[index]),
            None => Reach::After,
        }
    }

    /// The end of a term that falls on `end`, by the calendar's rule for terms.
    fn term_end(&self, end: Reach) -> Reach {
        match (self.terms, end) {
            (Terms::OnOpenDay, Reach::At(end)) => at_or_after(&self.date_end, lt(&self.date_end, end)),
            _ => end,
        }
    }

    /// When a budget that starts at `from` is used up.
    ///
    /// `4h` is over four hours later. `4 workhours` is over when the calendar has been open for as long. `n`
    /// workdays end at the closing time of the n-th open day after the day of `from`. Calendar days end with
    /// the midnight that ends their last date, or that ends the next open day if terms do. An answer past
    /// the horizon is [`Reach::After`]; a `from` before it counts as its beginning.
    pub fn due(&self, budget: Budget, from: i64) -> Reach {
        let unit = budget.unit();
        let amount = self.amount(budget, from).saturating_add(self.skip(unit, from));
        self.reach(unit, amount, from)
    }

    /// The mirror of [`due`](Table::due): `budget` before `until`.
    ///
    /// Elapsed time is subtracted. Of open time, the latest instant from which as much is left. `n` workdays
    /// before is the opening time of the n-th open day before the day of `until`; calendar days before is
    /// the midnight that begins that date, or that begins the last open day up to it if terms end on one.
    /// An `until` past the horizon stays [`Reach::After`].
    pub fn before(&self, budget: Budget, until: i64) -> Reach {
        if until == i64::MIN || until == i64::MAX {
            return Reach::from_raw(until);
        }
        match budget {
            Budget::Elapsed(micros) => Reach::from_raw(until.saturating_sub(micros.max(0))),
            _ if until > self.horizon().1 => Reach::After,
            Budget::OpenTime(micros) => self.open_before(micros, until),
            Budget::Workdays(days) => {
                let date = self.date_near(until);
                let today = self.start_of(date).raw();
                let skip = lt(&self.opening, until) - lt(&self.opening, today);
                nth_before(&self.opening, until, days.max(0).saturating_add(skip as i64))
            }
            Budget::Days { months, days } => self.days_before(months, days, until),
        }
    }

    fn open_before(&self, micros: i64, until: i64) -> Reach {
        if micros <= 0 {
            return Reach::At(until);
        }
        let target = self.opened(until).saturating_sub(micros);
        match le(&self.before, target) {
            0 => Reach::Before,
            index => Reach::At(self.start[index - 1] + target - self.before[index - 1]),
        }
    }

    fn days_before(&self, months: i32, days: i64, until: i64) -> Reach {
        let date = self.date_near(until);
        let back = i64::from(date) - i64::from(add_months(date, months.saturating_neg()));
        let skip = i64::from(self.start_of(date).raw() < until);
        let begin = nth_before(&self.midnight, until, days.saturating_add(back).max(0).saturating_add(skip));
        match (self.terms, begin) {
            (Terms::OnOpenDay, Reach::At(begin)) => self.open_day_start(begin),
            _ => begin,
        }
    }

    /// The midnight that begins the last open day not later than the day of `t`.
    fn open_day_start(&self, t: i64) -> Reach {
        let today_ends = self.midnight.get(le(&self.midnight, t)).copied().unwrap_or(i64::MAX);
        match le(&self.date_end, today_ends) {
            0 => Reach::Before,
            open_days => Reach::At(self.midnight[lt(&self.midnight, self.date_end[open_days - 1]) - 1]),
        }
    }

    /// The n-th open day after date `day`.
    pub fn workday_after(&self, day: i32, n: i64) -> Reach<i32> {
        let ends = self.start_of(day.saturating_add(1)).raw();
        self.open_day(le(&self.date_end, ends) as i64 + n.max(0) - 1, day, n)
    }

    /// The n-th open day before date `day`.
    pub fn workday_before(&self, day: i32, n: i64) -> Reach<i32> {
        let begins = self.start_of(day).raw();
        if begins == i64::MAX && n > 0 {
            return Reach::After;
        }
        self.open_day(le(&self.date_end, begins) as i64 - n.max(0), day, n)
    }

    /// The date of open day number `index`; `day` itself where `n` asks for no step.
    fn open_day(&self, index: i64, day: i32, n: i64) -> Reach<i32> {
        if n <= 0 {
            return Reach::At(day);
        }
        match usize::try_from(index).map(|index| self.date_end.get(index)) {
            Err(_) => Reach::Before,
            Ok(None) => Reach::After,
            Ok(Some(end)) => Reach::At(self.first_day + lt(&self.midnight, *end) as i32 - 1),
        }
    }

    /// What of the time that `N% used` is measured in passes between two instants: open time for the kinds
    /// that work, elapsed time for the others.
    pub fn spent(&self, unit: Unit, since: i64, to: i64) -> i64 {
        self.ran(measure(unit), since, to)
    }

    /// When `percent` of the time from a start to `due` is used up, for a clock that has spent `spent` of it
    /// and runs since `since`. Fractions of a microsecond are rounded up.
    ///
    /// Never earlier than `since`; with a `due` past the horizon, past it too.
    pub fn part_used(&self, unit: Unit, percent: u8, spent: i64, since: i64, due: Reach) -> Reach {
        let Reach::At(at) = due else { return due };
        let total = spent.saturating_add(self.spent(unit, since, at));
        let percent = i64::from(percent);
        // Divided first, so that no product overflows.
        let target = total / 100 * percent + (total % 100 * percent + 99) / 100;
        self.reach(measure(unit), target - spent, since)
    }
}

/// The time that parts of a budget are measured in.
fn measure(unit: Unit) -> Unit {
    match unit {
        Unit::OpenTime | Unit::Workdays => Unit::OpenTime,
        Unit::Elapsed | Unit::Days => Unit::Elapsed,
    }
}

/// The n-th entry later than `t`, `n` from 1.
fn nth_after(sorted: &[i64], t: i64, n: i64) -> Reach {
    let index = (le(sorted, t) as i64).saturating_add(n - 1);
    usize::try_from(index).map_or(Reach::After, |index| at_or_after(sorted, index))
}

/// The n-th entry earlier than `t`, `n` from 1; `t` itself for 0.
fn nth_before(sorted: &[i64], t: i64, n: i64) -> Reach {
    if n == 0 {
        return Reach::At(t);
    }
    let index = (lt(sorted, t) as i64).saturating_sub(n);
    usize::try_from(index).map_or(Reach::Before, |index| Reach::At(sorted[index]))
}
