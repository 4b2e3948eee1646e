//! The United Kingdom, which has three lists, and Ireland.

use super::super::rules::{MON, Rule, day, easter, last, nth, on, told};
use super::{Country, Row};
use handoff::calendar::weekday;

const NEW_YEAR: Rule = on("New Year's Day", 1, 1).next();
const SECOND: Rule = on("2 January", 1, 2).next();
const PATRICK: Rule = on("St Patrick's Day", 3, 17).next();
const GOOD_FRIDAY: Rule = easter("Good Friday", -2);
const EASTER_MONDAY: Rule = easter("Easter Monday", 1);
const EARLY_MAY: Rule = nth("Early May bank holiday", 1, MON, 5);
const SPRING: Rule = last("Spring bank holiday", MON, 5);
const WORLD_CUP: Rule = on("World Cup bank holiday", 6, 15).only(2026);
const BOYNE: Rule = on("Battle of the Boyne", 7, 12).next();
const SUMMER_EARLY: Rule = nth("Summer bank holiday", 1, MON, 8);
const SUMMER: Rule = last("Summer bank holiday", MON, 8);
const ANDREW: Rule = on("St Andrew's Day", 11, 30).next();
const CHRISTMAS: Rule = on("Christmas Day", 12, 25).next();
const BOXING: Rule = on("Boxing Day", 12, 26).next();

/// Said in each of the British files.
const SOURCE: &str = "Source: Banking and Financial Dealings Act 1971, schedule 1, and royal proclamations. Where a \
                      holiday is moved from a weekend, the day on the weekend itself is not listed.";

pub(super) fn countries() -> Vec<Country> {
    ROWS.iter().map(Country::of).collect()
}

const ROWS: &[Row] = &[
    (
        "united_kingdom",
        &["Bank holidays of the whole United Kingdom: what is one in every part, and no other.", SOURCE],
        &[NEW_YEAR, GOOD_FRIDAY, EARLY_MAY, SPRING, CHRISTMAS, BOXING],
    ),
    (
        "united_kingdom/england_and_wales",
        &["Bank holidays of England and Wales.", SOURCE],
        &[NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY, EARLY_MAY, SPRING, SUMMER, CHRISTMAS, BOXING],
    ),
    (
        "united_kingdom/scotland",
        &["Bank holidays of Scotland.", SOURCE],
        &[
            NEW_YEAR,
            SECOND,
            GOOD_FRIDAY,
            EARLY_MAY,
            SPRING,
            WORLD_CUP,
            SUMMER_EARLY,
            ANDREW,
            CHRISTMAS,
            BOXING,
        ],
    ),
    (
        "united_kingdom/northern_ireland",
        &["Bank holidays of Northern Ireland.", SOURCE],
        &[NEW_YEAR, PATRICK, GOOD_FRIDAY, EASTER_MONDAY, EARLY_MAY, SPRING, BOYNE, SUMMER, CHRISTMAS, BOXING],
    ),
    (
        "ireland",
        &[
            "Public holidays of Ireland.",
            "Source: Organisation of Working Time Act 1997, second schedule. One that falls on a weekend is not \
             moved; the act then gives a paid day off, on which employer and employee agree.",
        ],
        &[
            on("New Year's Day", 1, 1),
            told(
                "St Brigid's Day",
                "1 February if it is a Friday, else the first Monday of February",
                brigid,
            ),
            on("St Patrick's Day", 3, 17),
            easter("Easter Monday", 1),
            nth("May Day", 1, MON, 5),
            nth("June holiday", 1, MON, 6),
            nth("August holiday", 1, MON, 8),
            last("October holiday", MON, 10),
            on("Christmas Day", 12, 25),
            on("St Stephen's Day", 12, 26),
        ],
    ),
];

fn brigid(year: i32) -> i32 {
    let first = day(year, 2, 1);
    match weekday(first) {
        4 => first,
        after => first + i32::from((7 - after) % 7),
    }
}
