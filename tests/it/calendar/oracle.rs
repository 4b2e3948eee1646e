//! The slow second opinion: a calendar as a list of minutes, and clocks that are walked through it.

use handoff::calendar::{Budget, Civil, Hours, Opening, Rules, Terms, add_months, weekday};
use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

use super::MINUTE;

/// What holds in the minute that begins at an instant.
#[derive(Clone, Copy)]
struct Minute {
    /// The latest date shown so far: clocks that are put back do not bring yesterday back.
    date: i32,
    /// The day whose hours make it open, if any do.
    owner: Option<i32>,
}

/// One calendar, minute by minute, from the first midnight to the last.
pub(super) struct Oracle {
    first_instant: i64,
    first_day: i32,
    terms: Terms,
    minutes: Vec<Minute>,
}

/// What happens to a clock at a minute.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Turn {
    Pause,
    Resume,
}

impl Oracle {
    pub(super) fn new(rules: &Rules, first_day: i32, first_instant: i64, last_instant: i64) -> Oracle {
        let zone = TimeZoneDatabase::bundled().get(&rules.zone).unwrap();
        let mut shown_so_far = i64::MIN;
        let minute = |at: i64| {
            let local = zone.to_datetime(Timestamp::from_microsecond(at).unwrap());
            let (date, time) = (local.date(), local.time());
            let civil = Civil { year: date.year().into(), month: date.month() as u8, day: date.day() as u8 };
            let shown = i64::from(civil.day_number()) * 1_440
                + i64::from(time.hour()) * 60
                + i64::from(time.minute());
            shown_so_far = shown_so_far.max(shown);
            let date = shown_so_far.div_euclid(1_440) as i32;
            Minute { date, owner: owner(rules, first_day, date, shown_so_far) }
        };
        let minutes = (first_instant..last_instant).step_by(MINUTE as usize).map(minute).collect();
        Oracle { first_instant, first_day, terms: rules.terms, minutes }
    }

    pub(super) fn len(&self) -> usize {
        self.minutes.len()
    }

    pub(super) fn instant(&self, minute: usize) -> i64 {
        self.first_instant + minute as i64 * MINUTE
    }

    pub(super) fn is_open(&self, minute: usize) -> bool {
        self.minutes[minute].owner.is_some()
    }

    /// Whether the day of `date` has hours at all.
    fn is_open_day(&self, date: i32) -> bool {
        let from =
            ((date - self.first_day).max(0) as usize * 1_440).saturating_sub(240).min(self.minutes.len());
        self.minutes[from..].iter().take(2 * 1_440).any(|minute| minute.owner == Some(date))
    }

    /// The day that closes exactly when minute `at` begins. None is open past the next midnight.
    fn closing(&self, at: usize) -> Option<i32> {
        let owner = self.minutes[at - 1].owner?;
        self.minutes[at..].iter().take(2 * 1_440).all(|minute| minute.owner != Some(owner)).then_some(owner)
    }

    /// The date that ends exactly when minute `at` begins.
    fn date_end(&self, at: usize) -> Option<i32> {
        let (before, after) = (self.minutes[at - 1].date, self.minutes.get(at).map(|minute| minute.date));
        (after != Some(before)).then_some(before)
    }

    /// Walks a clock of `budget` from minute `from` on, turning it at the given minutes: how much it has
    /// consumed when its budget is used up and at which minute that is; `None` if the minutes run out.
    pub(super) fn due(&self, budget: Budget, from: usize, turns: &[(usize, Turn)]) -> Option<usize> {
        let start = self.minutes[from].date;
        let (mut used, mut reasons, mut spare) = (0, 0, false);
        let goal = match budget {
            Budget::Elapsed(micros) | Budget::OpenTime(micros) => micros / MINUTE,
            Budget::Workdays(days) => days,
            Budget::Days { months, days } => i64::from(add_months(start, months) - start) + days,
        };
        for at in from..=self.minutes.len() {
            if at > from && reasons == 0 {
                let passed = self.passes(budget, at, start);
                used += passed;
                // A term that is used up waits for the end of a day on which it may end.
                spare = self.terms == Terms::OnOpenDay && used >= goal && !self.may_end(at);
            }
            let days = matches!(budget, Budget::Days { .. });
            let over = used >= goal && reasons == 0 && !(days && (spare || at == from));
            if over {
                return Some(at);
            }
            for (_, turn) in turns.iter().filter(|(minute, _)| *minute == at) {
                reasons += if *turn == Turn::Pause { 1 } else { -1 };
            }
        }
        None
    }

    /// How much of the kind of `budget` passes in the minute before `at`, its last instant included.
    fn passes(&self, budget: Budget, at: usize, start: i32) -> i64 {
        let counts = |day: Option<i32>| i64::from(day.is_some_and(|day| day > start));
        match budget {
            Budget::Elapsed(_) => 1,
            Budget::OpenTime(_) => i64::from(self.is_open(at - 1)),
            Budget::Workdays(_) => counts(self.closing(at)),
            Budget::Days { .. } => counts(self.date_end(at)),
        }
    }

    fn may_end(&self, at: usize) -> bool {
        self.date_end(at).is_some_and(|date| self.is_open_day(date))
    }
}

/// The day, `date` or the one before, whose hours cover local minute `shown`; the earlier one first.
fn owner(rules: &Rules, first_day: i32, date: i32, shown: i64) -> Option<i32> {
    let whole = [Hours { first: 0, last: 6, from: 0, to: 1_440 }];
    let hours = match &rules.open {
        Opening::Always => &whole[..],
        Opening::Weekly(hours) => hours,
    };
    let covers = |day: i32, hours: &Hours| {
        let mut weekdays = (0..7).map(|step| (hours.first + step) % 7);
        let mut named: Vec<u8> = weekdays.by_ref().take_while(|day| *day != hours.last).collect();
        named.push(hours.last);
        let from = i64::from(day) * 1_440 + i64::from(hours.from);
        let night = if hours.to <= hours.from { 1_440 } else { 0 };
        let to = i64::from(day) * 1_440 + i64::from(hours.to) + night;
        named.contains(&weekday(day)) && from <= shown && shown < to
    };
    let closed = |day: i32| rules.closed.iter().any(|closed| closed.first <= day && day <= closed.last);
    [date - 1, date]
        .into_iter()
        .filter(|day| *day >= first_day && !closed(*day))
        .find(|day| hours.iter().any(|hours| covers(*day, hours)))
}
