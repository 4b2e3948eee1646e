//! The ledger of one clock: how much of its budget it has consumed, and since when it runs.
//!
//! In: a [`Table`] and the instants at which something happens to the clock. Out: the next state and the
//! due instant. Not here: rungs, and who pauses whom. A [`Clock`] is exactly what an image stores for one;
//! its due instant is derived from it and may be cached, never more.

use super::table::Table;
use super::unit::{Budget, Reach, Unit};

/// Whether a clock counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// It counts.
    Running,
    /// It stands still for this many reasons at once; at least one.
    Paused(u16),
    /// What it measured is over.
    Stopped,
}

/// A budget and how much of it is used.
///
/// ```
/// use handoff::calendar::{Budget, Clock, Reach, Table, Terms};
/// let day = |n: i64| n * 86_400_000_000;
/// let nine_to_five = |n| (day(n) + 9 * 3_600_000_000, day(n) + 17 * 3_600_000_000);
/// let open: Vec<_> = (0..10).map(nine_to_five).collect();
/// let table = Table::new(0, (0..=10).map(day).collect(), &open, Terms::AsTheyFall)?;
///
/// // Two workdays, started on day 0, paused over the closing time of day 1.
/// let mut clock = Clock::start(Budget::Workdays(2), open[0].0, &table);
/// assert_eq!(clock.due(&table), Some(Reach::At(open[2].1)));
/// clock.pause(open[1].0, &table);
/// clock.resume(open[2].0, &table);
/// assert_eq!(clock.due(&table), Some(Reach::At(open[3].1)));
/// # Ok::<(), handoff::calendar::TableError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Clock {
    /// The kind of time it counts.
    pub unit: Unit,
    /// Whether it counts now.
    pub status: Status,
    /// How much it may count, in `unit`; months are days from its start on.
    pub budget: i64,
    /// How much it had counted at `since`. Below zero: ends of days that have to pass first, since the day
    /// of start never counts.
    pub consumed: i64,
    /// How much it had run at `since`, in the microseconds that `N% used` is measured in.
    pub spent: i64,
    /// The instant up to which `consumed` and `spent` are summed.
    pub since: i64,
}

impl Clock {
    /// A clock that runs from `now` on.
    pub fn start(budget: Budget, now: i64, table: &Table) -> Clock {
        let unit = budget.unit();
        Clock {
            unit,
            status: Status::Running,
            budget: table.amount(budget, now),
            consumed: -table.skip(unit, now),
            spent: 0,
            since: now,
        }
    }

    /// Stands still, for one reason more. A stopped clock stays stopped.
    pub fn pause(&mut self, now: i64, table: &Table) {
        match self.status {
            Status::Running => self.settle(now, table, Status::Paused(1)),
            Status::Paused(reasons) => self.status = Status::Paused(reasons.saturating_add(1)),
            Status::Stopped => {}
        }
    }

    /// One reason to stand still is gone; with the last, it runs again.
    pub fn resume(&mut self, now: i64, table: &Table) {
        match self.status {
            Status::Paused(reasons) if reasons > 1 => self.status = Status::Paused(reasons - 1),
            Status::Paused(_) => self.run(now, table),
            Status::Running | Status::Stopped => {}
        }
    }

    /// What it measures is over. The ledger stays, for a budget over several visits.
    pub fn stop(&mut self, now: i64, table: &Table) {
        match self.status {
            Status::Running => self.settle(now, table, Status::Stopped),
            Status::Paused(_) => self.status = Status::Stopped,
            Status::Stopped => {}
        }
    }

    /// Another visit under the same budget: a stopped clock runs again, its ledger not zeroed.
    pub fn go_on(&mut self, now: i64, table: &Table) {
        if self.status == Status::Stopped {
            self.run(now, table);
        }
    }

    /// Another budget from `now` on. What is consumed stays consumed if the kind of time is the same; in
    /// another kind it means nothing, and counting begins at `now`. Months count from `now`.
    pub fn rebudget(&mut self, budget: Budget, now: i64, table: &Table) {
        if budget.unit() == self.unit {
            self.budget = table.amount(budget, now);
        } else {
            *self = Clock { status: self.status, ..Clock::start(budget, now, table) };
        }
    }

    /// When its budget is used up if nothing stops it; `None` while it does not run.
    pub fn due(&self, table: &Table) -> Option<Reach> {
        (self.status == Status::Running).then(|| self.end(table))
    }

    /// When `percent` of its time is used up if nothing stops it; `None` while it does not run.
    pub fn part_used(&self, percent: u8, table: &Table) -> Option<Reach> {
        let part = || table.part_used(self.unit, percent, self.spent, self.since, self.end(table));
        (self.status == Status::Running).then(part)
    }

    /// How much of its unit is left at `now`; never below zero.
    pub fn left(&self, now: i64, table: &Table) -> i64 {
        let ran = if self.status == Status::Running { table.ran(self.unit, self.since, now) } else { 0 };
        (self.budget - (self.consumed + ran).max(0)).max(0)
    }

    fn end(&self, table: &Table) -> Reach {
        table.reach(self.unit, self.budget.saturating_sub(self.consumed), self.since)
    }

    /// Sums up to `now` and takes another status.
    fn settle(&mut self, now: i64, table: &Table, status: Status) {
        self.consumed += table.ran(self.unit, self.since, now);
        self.spent += table.spent(self.unit, self.since, now);
        self.since = self.since.max(now);
        self.status = status;
    }

    /// Runs from `now` on. The day of start passes while a clock stands still, too.
    fn run(&mut self, now: i64, table: &Table) {
        if self.consumed < 0 {
            self.consumed = (self.consumed + table.ran(self.unit, self.since, now)).min(0);
        }
        self.since = self.since.max(now);
        self.status = Status::Running;
    }
}
