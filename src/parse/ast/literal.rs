//! Values written as one token: numbers, amounts, dates, times, spans, `yes` and `no`.
//!
//! In: token nodes. Out: [`Literal`], exact. What a token cannot mean (the 30th of February, a number of
//! forty digits) was refused by `faults` when the file was read, so nothing here fails. Not here: types.

use super::names::{Ident, Path};
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

/// A value written as one token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Literal {
    /// `yes` or `no`.
    Bool(bool),
    /// `10_000`, `0.5`.
    Number(Number),
    /// `2%`: the number before the sign.
    Percent(Number),
    /// `500 EUR`.
    Money(Number, Ident),
    /// `2026-12-24`.
    Date(Date),
    /// `09:00`.
    Time(Time),
    /// `2026-11-23 10:00 Berlin`.
    Instant(Instant),
    /// `4h`, `2 workdays`.
    Span(Quantity),
}

/// A decimal number as it is written: `digits` divided by ten to the power of `scale`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Number {
    /// All digits, without the point.
    pub digits: i128,
    /// How many of them stand after the point.
    pub scale: u32,
}

/// A day that exists.
#[expect(missing_docs, reason = "each part is named after what it is")]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
}

/// A time of day, `00:00` to `24:00`.
#[expect(missing_docs, reason = "each part is named after what it is")]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Time {
    pub hour: u8,
    pub minute: u8,
}

/// A day and a time, in the zone of a calendar if one is named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instant {
    /// The day.
    pub date: Date,
    /// The time of that day.
    pub time: Time,
    /// The calendar whose zone is meant.
    pub zone: Option<Path>,
}

/// How long: a number and what it counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quantity {
    /// How many.
    pub number: Number,
    /// Of what.
    pub unit: Unit,
}

/// What a span counts. The four lines are the four times, which do not mix.
#[expect(missing_docs, reason = "each is named after its spelling")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[rustfmt::skip]
pub enum Unit {
    Seconds, Minutes, Hours,
    WorkMinutes, WorkHours,
    Workdays,
    Days, Weeks, Months, Years,
}

/// The value of a token; `None` for a node that is no such token.
pub(super) fn literal(node: Syntax<'_>) -> Option<Literal> {
    let text = node.text();
    Some(match node.kind() {
        Rule::yes => Literal::Bool(true),
        Rule::kw_no => Literal::Bool(false),
        Rule::number | Rule::int => Literal::Number(number(text)),
        Rule::percent => Literal::Percent(number(text)),
        Rule::money => Literal::Money(number(text), currency(node)),
        Rule::date => Literal::Date(date(text)),
        Rule::time => Literal::Time(time(text)),
        Rule::instant => Literal::Instant(instant(node)),
        Rule::quantity => Literal::Span(quantity(text)),
        _ => return None,
    })
}

/// The number that `text` begins with.
pub(in crate::parse) fn number(text: &str) -> Number {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '_' | '.')).unwrap_or(text.len());
    let (whole, part) = text[..end].split_once('.').unwrap_or((&text[..end], ""));
    let digits: String = whole.chars().chain(part.chars()).filter(char::is_ascii_digit).collect();
    let scale = u32::try_from(part.len()).unwrap_or(u32::MAX);
    Number { digits: digits.parse().unwrap_or(i128::MAX), scale }
}

fn currency(node: Syntax<'_>) -> Ident {
    Ident::tail(node, 3)
}

/// `2026-12-24`; the grammar has counted the digits.
pub(in crate::parse) fn date(text: &str) -> Date {
    let mut parts = text.split('-').map(|part| part.parse::<u16>().unwrap_or(0));
    let year = parts.next().unwrap_or(0);
    let mut small = parts.map(|part| u8::try_from(part).unwrap_or(0));
    Date { year, month: small.next().unwrap_or(0), day: small.next().unwrap_or(0) }
}

/// `09:00`; the grammar has counted the digits.
pub(in crate::parse) fn time(text: &str) -> Time {
    let mut parts = text.split(':').map(|part| part.parse::<u8>().unwrap_or(0));
    Time { hour: parts.next().unwrap_or(0), minute: parts.next().unwrap_or(0) }
}

/// The parts of an instant are one token in the grammar, but for the calendar.
fn instant(node: Syntax<'_>) -> Instant {
    let mut words = node.text().split_ascii_whitespace();
    let date = date(words.next().unwrap_or(""));
    let time = time(words.next().unwrap_or(""));
    let zone = words.next().map(|zone| Path::tail(node, zone.len()));
    Instant { date, time, zone }
}

fn quantity(text: &str) -> Quantity {
    let unit = text.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let unit = match unit {
        "s" => Unit::Seconds,
        "min" => Unit::Minutes,
        "h" => Unit::Hours,
        _ => match unit.trim_end_matches('s') {
            "workminute" => Unit::WorkMinutes,
            "workhour" => Unit::WorkHours,
            "workday" => Unit::Workdays,
            "week" => Unit::Weeks,
            "month" => Unit::Months,
            "year" => Unit::Years,
            _ => Unit::Days,
        },
    };
    Quantity { number: number(text), unit }
}
