//! What rules of holidays are made of, and the days that they give.
//!
//! In: a rule, a year. Out: day numbers, and the rule in words. Not here: any country; moons and the sun
//! (`sky.rs`).

use std::collections::BTreeSet;

use handoff::calendar::{Civil, weekday};

/// Days of the week, as `weekday` counts them.
pub(super) const MON: u8 = 0;
pub(super) const WED: u8 = 2;
pub(super) const THU: u8 = 3;
pub(super) const SAT: u8 = 5;
const SUN: u8 = 6;

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// On which day of a year a holiday falls.
#[derive(Clone, Copy)]
enum Day {
    /// Month and day.
    On(u8, u8),
    /// The n-th such weekday of a month.
    Nth(u8, u8, u8),
    /// The last such weekday of a month.
    Last(u8, u8),
    /// The first such weekday from a month and day on.
    From(u8, u8, u8),
    /// The last such weekday before a month and day.
    Before(u8, u8, u8),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// What the words say.
    Told(&'static str, fn(i32) -> i32),
}

/// What becomes of a holiday that falls on a weekend.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weekend {
    /// It stays there.
    Stays,
    /// It is kept on the nearest weekday instead.
    Nearest,
    /// It is kept on the next weekday that is no holiday instead.
    Next,
    /// After a Sunday the next day that is no holiday is one too.
    AlsoSunday,
}

/// One holiday of every year, or of some.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub(super) name: &'static str,
    day: Day,
    weekend: Weekend,
    first: i32,
    last: i32,
}

const fn rule(name: &'static str, day: Day) -> Rule {
    Rule { name, day, weekend: Weekend::Stays, first: i32::MIN, last: i32::MAX }
}

pub(super) const fn on(name: &'static str, month: u8, day: u8) -> Rule {
    rule(name, Day::On(month, day))
}

pub(super) const fn nth(name: &'static str, n: u8, weekday: u8, month: u8) -> Rule {
    rule(name, Day::Nth(n, weekday, month))
}

pub(super) const fn last(name: &'static str, weekday: u8, month: u8) -> Rule {
    rule(name, Day::Last(weekday, month))
}

pub(super) const fn from(name: &'static str, weekday: u8, month: u8, day: u8) -> Rule {
    rule(name, Day::From(weekday, month, day))
}

pub(super) const fn before(name: &'static str, weekday: u8, month: u8, day: u8) -> Rule {
    rule(name, Day::Before(weekday, month, day))
}

pub(super) const fn easter(name: &'static str, after: i32) -> Rule {
    rule(name, Day::Easter(after))
}

pub(super) const fn told(name: &'static str, words: &'static str, day: fn(i32) -> i32) -> Rule {
    rule(name, Day::Told(words, day))
}

impl Rule {
    pub(super) const fn nearest(self) -> Rule {
        Rule { weekend: Weekend::Nearest, ..self }
    }

    pub(super) const fn next(self) -> Rule {
        Rule { weekend: Weekend::Next, ..self }
    }

    pub(super) const fn also_sunday(self) -> Rule {
        Rule { weekend: Weekend::AlsoSunday, ..self }
    }

    /// In that year for the first time.
    pub(super) const fn since(self, year: i32) -> Rule {
        Rule { first: year, ..self }
    }

    /// In that year only.
    pub(super) const fn only(self, year: i32) -> Rule {
        Rule { first: year, last: year, ..self }
    }

    /// The rule in words: `the third Monday of January`.
    pub(super) fn words(&self) -> String {
        let years = match (self.first, self.last) {
            (i32::MIN, i32::MAX) => String::new(),
            (first, last) if first == last => format!(", {first} only"),
            (first, _) => format!(", since {first}"),
        };
        let weekend = match self.weekend {
            Weekend::Stays => "",
            Weekend::Nearest => "; on a weekend, the nearest weekday instead",
            Weekend::Next => "; on a weekend, the next free weekday instead",
            Weekend::AlsoSunday => "; on a Sunday, the next free day too",
        };
        format!("{}{years}{weekend}", self.day.words())
    }

    /// Where it falls in a year, whether or not it is a holiday then.
    pub(super) fn in_any(&self, year: i32) -> i32 {
        self.day.of(year)
    }

    fn of(&self, year: i32) -> Option<i32> {
        (self.first..=self.last).contains(&year).then(|| self.day.of(year))
    }
}

impl Day {
    fn of(self, year: i32) -> i32 {
        match self {
            Day::On(month, of) => day(year, month, of),
            Day::Nth(n, weekday, month) => on_or_after(weekday, day(year, month, 1)) + 7 * (i32::from(n) - 1),
            Day::Last(weekday, month) => on_or_after(weekday, day(year, month + 1, 1)) - 7,
            Day::From(weekday, month, of) => on_or_after(weekday, day(year, month, of)),
            Day::Before(weekday, month, of) => on_or_after(weekday, day(year, month, of)) - 7,
            Day::Easter(after) => easter_sunday(year) + after,
            Day::Told(_, of) => of(year),
        }
    }

    fn words(self) -> String {
        let weekday = |day: u8| WEEKDAYS[usize::from(day)];
        let month = |month: u8| MONTHS[usize::from(month) - 1];
        match self {
            Day::On(of, day) => format!("{day} {}", month(of)),
            Day::Nth(n, day, of) => {
                let nth = ["first", "second", "third", "fourth"][usize::from(n) - 1];
                format!("the {nth} {} of {}", weekday(day), month(of))
            }
            Day::Last(day, of) => format!("the last {} of {}", weekday(day), month(of)),
            Day::From(day, of, from) => format!("the first {} from {from} {} on", weekday(day), month(of)),
            Day::Before(day, of, to) => format!("the last {} before {to} {}", weekday(day), month(of)),
            Day::Easter(0) => "Easter Sunday".to_owned(),
            Day::Easter(after) => {
                let (days, side) = (after.abs(), if after < 0 { "before" } else { "after" });
                format!("{days} day{} {side} Easter Sunday", if days == 1 { "" } else { "s" })
            }
            Day::Told(words, _) => words.to_owned(),
        }
    }
}

/// The days that are holidays by `rules` in a span of years, in order.
///
/// `between` says that a day between two holidays is one as well.
pub(super) fn days(rules: &[Rule], between: bool, years: std::ops::RangeInclusive<i32>) -> Vec<i32> {
    // The new year may be observed in the old one.
    let around = years.start() - 1..=years.end() + 1;
    let mut plain: Vec<(i32, Weekend)> = around
        .flat_map(|year| rules.iter().filter_map(move |rule| Some((rule.of(year)?, rule.weekend))))
        .collect();
    plain.sort_unstable_by_key(|(day, _)| *day);
    let leaves = |(day, weekend): &(i32, Weekend)| {
        weekday(*day) >= SAT && matches!(weekend, Weekend::Nearest | Weekend::Next)
    };
    let mut days: BTreeSet<i32> = plain.iter().filter(|rule| !leaves(rule)).map(|(day, _)| *day).collect();
    if between {
        let framed: Vec<i32> =
            days.iter().map(|day| day + 1).filter(|day| days.contains(&(day + 1))).collect();
        days.extend(framed);
    }
    for (day, weekend) in plain {
        days.extend(substitute(day, weekend, &days));
    }
    let inside = |day: &i32| years.contains(&Civil::of(*day).year);
    days.into_iter().filter(inside).collect()
}

/// The day that stands in for a holiday, or joins it.
fn substitute(day: i32, weekend: Weekend, taken: &BTreeSet<i32>) -> Option<i32> {
    let free = |day: &i32| !taken.contains(day);
    match (weekend, weekday(day)) {
        (Weekend::Nearest, SAT) => Some(day - 1),
        (Weekend::Nearest, SUN) => Some(day + 1),
        (Weekend::Next, SAT | SUN) => (day + 1..).find(|day| weekday(*day) < SAT && free(day)),
        (Weekend::AlsoSunday, SUN) => (day + 1..).find(free),
        _ => None,
    }
}

/// A date as a day number.
pub(super) fn day(year: i32, month: u8, day: u8) -> i32 {
    Civil { year: year + i32::from(month > 12), month: (month - 1) % 12 + 1, day }.day_number()
}

/// The first such weekday from a day on.
fn on_or_after(of: u8, day: i32) -> i32 {
    day + (i32::from(of) - i32::from(weekday(day))).rem_euclid(7)
}

/// Easter Sunday, as a day number.
///
/// The anonymous Gregorian computus: *Nature*, 20 April 1876; J. Meeus, *Astronomical Algorithms*, chapter 8.
pub(super) fn easter_sunday(year: i32) -> i32 {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let march = h + l - 7 * m + 114;
    day(year, (march / 31) as u8, (march % 31 + 1) as u8)
}
