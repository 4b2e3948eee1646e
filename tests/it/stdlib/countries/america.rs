//! North America.

use super::super::rules::{MON, Rule, THU, before, easter, last, nth, on};
use super::Country;

pub(super) fn countries() -> Vec<Country> {
    vec![usa(), canada()]
}

fn usa() -> Country {
    Country::new(
        "usa",
        &[
            "Federal holidays of the United States, on the days on which federal offices observe them.",
            "Source: 5 U.S.C. 6103. States, and the stock exchanges, have lists of their own; the Federal Reserve \
             is open on the Friday before a holiday that falls on a Saturday. Where a holiday is moved from a \
             weekend, the day on the weekend itself is not listed.",
        ],
        &[
            on("New Year's Day", 1, 1).nearest(),
            nth("Birthday of Martin Luther King, Jr.", 3, MON, 1),
            nth("Washington's Birthday", 3, MON, 2),
            last("Memorial Day", MON, 5),
            on("Juneteenth", 6, 19).nearest(),
            on("Independence Day", 7, 4).nearest(),
            nth("Labor Day", 1, MON, 9),
            nth("Columbus Day", 2, MON, 10),
            on("Veterans Day", 11, 11).nearest(),
            nth("Thanksgiving Day", 4, THU, 11),
            on("Christmas Day", 12, 25).nearest(),
        ],
    )
}

fn canada() -> Country {
    const RULES: [Rule; 10] = [
        on("New Year's Day", 1, 1).next(),
        easter("Good Friday", -2),
        before("Victoria Day", MON, 5, 25),
        on("Canada Day", 7, 1).next(),
        nth("Labour Day", 1, MON, 9),
        on("National Day for Truth and Reconciliation", 9, 30).next(),
        nth("Thanksgiving Day", 2, MON, 10),
        on("Remembrance Day", 11, 11).next(),
        on("Christmas Day", 12, 25).next(),
        on("Boxing Day", 12, 26).next(),
    ];
    Country::new(
        "canada",
        &[
            "General holidays of Canada, for all who work under federal law.",
            "Source: Canada Labour Code, sections 166 and 193. From a weekend the code lets an employer move a \
             holiday to the working day before or after; here it is the one after, as in the public service. \
             Provinces have lists of their own.",
        ],
        &RULES,
    )
}
