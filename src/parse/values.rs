//! Tokens that look right and can mean nothing: the 30th of February, a number of forty digits.
//!
//! In: a tree. Out: a diagnostic for each, so that `ast::Literal` is total. Not here: whether a value fits
//! its type.

use super::ast::{Date, date, number, time};
use super::codes;
use super::grammar::Rule;
use super::tree::{Syntax, Tree};
use crate::base::Sink;

/// As many digits as any amount can use; an exact computation over them fits 128 bits.
const MAX_DIGITS: usize = 18;

/// Puts down every token of `tree` that can mean nothing.
pub(super) fn report(tree: &Tree, sink: &mut Sink) {
    for node in tree.all() {
        if let Some(message) = fault(node) {
            sink.put(codes::IMPOSSIBLE_VALUE, node.span(), message);
        }
    }
}

fn fault(node: Syntax<'_>) -> Option<String> {
    let text = node.text();
    match node.kind() {
        Rule::date => day(text),
        Rule::time => hour(text),
        Rule::instant => {
            let mut words = text.split_ascii_whitespace();
            day(words.next()?).or_else(|| hour(words.next()?))
        }
        Rule::int | Rule::number | Rule::percent | Rule::money | Rule::quantity => digits(text),
        _ => None,
    }
}

fn day(text: &str) -> Option<String> {
    let Date { year, month, day } = date(text);
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        1..=12 => 31,
        _ => return Some(format!("there is no month {month:02}: a date is year, month, day")),
    };
    let exists = (1..=last).contains(&day);
    (!exists).then(|| format!("there is no day {day:02} in month {month:02} of {year}"))
}

fn hour(text: &str) -> Option<String> {
    let at = time(text);
    let exists = at.minute < 60 && (at.hour < 24 || (at.hour == 24 && at.minute == 0));
    (!exists).then(|| format!("`{text}` is no time of day: hours go to 23, minutes to 59"))
}

fn digits(text: &str) -> Option<String> {
    let long = text.bytes().filter(u8::is_ascii_digit).count() > MAX_DIGITS;
    let written = number(text);
    (long || written.scale > 9)
        .then(|| format!("this number is too long: at most {MAX_DIGITS} digits, 9 of them after the point"))
}
