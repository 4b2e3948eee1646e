//! The library's holidays, computed again from their rules.

use handoff::calendar::{Civil, date_text, weekday};
use handoff::resolve::library;

/// The date of Easter Sunday, as a day number. Source: the anonymous Gregorian computus, *Nature*, 20 April 1876.
fn easter(year: i32) -> i32 {
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

fn day(year: i32, month: u8, day: u8) -> i32 {
    Civil { year, month, day }.day_number()
}

/// What is a holiday in every state of Germany.
fn germany(year: i32) -> Vec<i32> {
    let sunday = easter(year);
    let moving = [-2, 1, 39, 50].map(|after| sunday + after);
    let fixed = [(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)].map(|(month, of)| day(year, month, of));
    let mut days: Vec<i32> = moving.into_iter().chain(fixed).collect();
    days.sort_unstable();
    days
}

/// The day on which a federal holiday of the United States is observed.
fn observed(day: i32) -> i32 {
    match weekday(day) {
        5 => day - 1,
        6 => day + 1,
        _ => day,
    }
}

/// The `n`-th Monday or Thursday of a month; week 5 stands for the last one.
fn nth(year: i32, month: u8, of: u8, n: i32) -> i32 {
    let first = day(year, month, 1);
    let first = first + (i32::from(of) - i32::from(weekday(first))).rem_euclid(7);
    let found = first + 7 * (n - 1);
    if Civil::of(found).month == month { found } else { found - 7 }
}

/// What the federal government of the United States observes.
fn usa(year: i32) -> Vec<i32> {
    let fixed =
        [(1, 1), (6, 19), (7, 4), (11, 11), (12, 25)].map(|(month, of)| observed(day(year, month, of)));
    let mondays = [(1, 3), (2, 3), (5, 5), (9, 1), (10, 2)].map(|(month, n)| nth(year, month, 0, n));
    let mut days: Vec<i32> = fixed.into_iter().chain(mondays).chain([nth(year, 11, 3, 4)]).collect();
    days.sort_unstable();
    days
}

/// The dates that a library file lists.
fn listed(path: &str) -> Vec<String> {
    let text = library(path).unwrap();
    let list = &text[text.find('[').unwrap() + 1..text.rfind(']').unwrap()];
    list.split(',').map(|date| date.trim().to_owned()).collect()
}

#[test]
fn germany_is_closed_on_its_holidays() {
    assert_eq!(date_text(easter(2026)), "2026-04-05");
    assert_eq!(date_text(easter(2035)), "2035-03-25");
    let expected: Vec<String> = (2025..=2035).flat_map(germany).map(date_text).collect();
    assert_eq!(listed("stdlib/calendars/germany.flow"), expected);
}

#[test]
fn the_united_states_are_closed_on_their_federal_holidays() {
    assert_eq!(date_text(nth(2026, 5, 0, 5)), "2026-05-25");
    let expected: Vec<String> = (2025..=2035).flat_map(usa).map(date_text).collect();
    assert_eq!(listed("stdlib/calendars/usa.flow"), expected);
}
