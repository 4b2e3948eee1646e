//! Lengths of time as text: `4h`, `1h 30min`, `2 workdays`, `1 month 3 days`.
//!
//! In: a [`Span`]. Out: the words of the language for it, and back. Not here: what a length means on a
//! calendar.

use crate::abi::value::Span;
use crate::calendar::Unit;

/// What is measured, in words; `Elapsed` and `OpenTime` in microseconds, the others in days.
pub(super) const UNITS: &[(&str, Unit)] = &[
    ("elapsed", Unit::Elapsed),
    ("open_time", Unit::OpenTime),
    ("workdays", Unit::Workdays),
    ("days", Unit::Days),
];

/// A word for an amount: what it measures, how much of its unit it is, and whether it counts months.
struct Word {
    one: &'static str,
    many: &'static str,
    unit: Unit,
    worth: i64,
    months: bool,
}

const fn word(one: &'static str, many: &'static str, unit: Unit, worth: i64) -> Word {
    Word { one, many, unit, worth, months: false }
}

const SECOND: i64 = 1_000_000;

/// The words, of each unit the greatest first.
const WORDS: &[Word] = &[
    word("h", "h", Unit::Elapsed, 3_600 * SECOND),
    word("min", "min", Unit::Elapsed, 60 * SECOND),
    word("s", "s", Unit::Elapsed, SECOND),
    word("us", "us", Unit::Elapsed, 1),
    word(" workhour", " workhours", Unit::OpenTime, 3_600 * SECOND),
    word(" workminute", " workminutes", Unit::OpenTime, 60 * SECOND),
    word(" worksecond", " workseconds", Unit::OpenTime, SECOND),
    word(" workus", " workus", Unit::OpenTime, 1),
    word(" workday", " workdays", Unit::Workdays, 1),
    Word { one: " month", many: " months", unit: Unit::Days, worth: 1, months: true },
    word(" day", " days", Unit::Days, 1),
];

/// The length in words. The calendar is not named: a sentence speaks of the owner's.
pub(super) fn text(span: Span) -> String {
    let mut months = i64::from(span.months);
    let mut left = span.amount;
    let mut said = Vec::new();
    for word in WORDS.iter().filter(|word| word.unit == span.unit) {
        let from = if word.months { &mut months } else { &mut left };
        let count = *from / word.worth;
        *from %= word.worth;
        if count != 0 {
            said.push(format!("{count}{}", if count == 1 { word.one } else { word.many }));
        }
    }
    if said.is_empty() { zero(span.unit) } else { said.join(" ") }
}

fn zero(unit: Unit) -> String {
    let word = WORDS.iter().rfind(|word| word.unit == unit && word.worth == greatest(unit));
    format!("0{}", word.map_or("", |word| word.many))
}

fn greatest(unit: Unit) -> i64 {
    WORDS.iter().filter(|word| word.unit == unit).map(|word| word.worth).max().unwrap_or(1)
}

/// The length that a text says. All its parts measure the same.
pub(super) fn parse(text: &str) -> Option<Span> {
    let mut rest = text.trim();
    let mut span: Option<Span> = None;
    while !rest.is_empty() {
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let end = rest.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let count: i64 = rest[..end].parse().ok()?;
        let after = rest[end..].trim_start();
        let name_end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let word = named(&after[..name_end])?;
        rest = after[name_end..].trim_start();
        let sum = span.get_or_insert(Span { unit: word.unit, calendar: Span::OWNERS, months: 0, amount: 0 });
        add(sum, word, count)?;
    }
    span
}

fn named(name: &str) -> Option<&'static Word> {
    WORDS.iter().find(|word| word.one.trim_start() == name || word.many.trim_start() == name)
}

fn add(sum: &mut Span, word: &Word, count: i64) -> Option<()> {
    if sum.unit != word.unit {
        return None;
    }
    if word.months {
        sum.months = sum.months.checked_add(count.try_into().ok()?)?;
    } else {
        sum.amount = sum.amount.checked_add(count.checked_mul(word.worth)?)?;
    }
    Some(())
}
