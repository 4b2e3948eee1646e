//! Asia and Australia.

use super::super::rules::{MON, easter, nth, on, told};
use super::super::sky::{
    autumn_equinox_japan, chinese, chinese_new_year, clear_and_bright, spring_equinox_japan,
};
use super::Country;

pub(super) fn countries() -> Vec<Country> {
    vec![japan(), china(), australia()]
}

fn japan() -> Country {
    let rules = [
        on("New Year's Day", 1, 1).also_sunday(),
        nth("Coming of Age Day", 2, MON, 1),
        on("National Foundation Day", 2, 11).also_sunday(),
        on("Emperor's Birthday", 2, 23).also_sunday(),
        told("Vernal Equinox Day", "the spring equinox", spring_equinox_japan).also_sunday(),
        on("Showa Day", 4, 29).also_sunday(),
        on("Constitution Memorial Day", 5, 3).also_sunday(),
        on("Greenery Day", 5, 4).also_sunday(),
        on("Children's Day", 5, 5).also_sunday(),
        nth("Marine Day", 3, MON, 7),
        on("Mountain Day", 8, 11).also_sunday(),
        nth("Respect for the Aged Day", 3, MON, 9),
        told("Autumnal Equinox Day", "the autumn equinox", autumn_equinox_japan).also_sunday(),
        nth("Sports Day", 2, MON, 10),
        on("Culture Day", 11, 3).also_sunday(),
        on("Labour Thanksgiving Day", 11, 23).also_sunday(),
    ];
    let about = [
        "National holidays of Japan, and the days that take their place.",
        "Source: Act on National Holidays (Act 178 of 1948). A day between two holidays is one as well. The \
         equinoxes are computed; each February the Cabinet Office announces those of the next year, and has \
         always announced the computed ones. Many offices also close from 29 December to 3 January.",
    ];
    Country { between: true, ..Country::new("japan", &about, &rules) }
}

fn china() -> Country {
    Country::new(
        "china",
        &[
            "Statutory holidays of mainland China: the thirteen days that the regulation names.",
            "Source: Regulation on Public Holidays for National Annual Festivals and Memorial Days, as revised in \
             November 2024; months of the Chinese calendar by GB/T 33661-2017. Each November the State \
             Council announces for the next year which days around them are free as well, and which weekends \
             are worked instead. Nobody can compute that: write the announced days beside this list, as in \
             `closed china.holidays, 2026-02-15 to 2026-02-23`. A weekend that is worked cannot be said yet.",
        ],
        &[
            on("New Year's Day", 1, 1),
            told("Chinese New Year's Eve", "the day before the first month", |year| {
                chinese_new_year(year) - 1
            }),
            told("Spring Festival", "the 1st of the first month", chinese_new_year),
            told("Spring Festival", "the 2nd of the first month", |year| chinese_new_year(year) + 1),
            told("Spring Festival", "the 3rd of the first month", |year| chinese_new_year(year) + 2),
            told("Tomb-Sweeping Day", "Qingming, when the sun passes 15 degrees", clear_and_bright),
            on("Labour Day", 5, 1),
            on("Labour Day", 5, 2),
            told("Dragon Boat Festival", "the 5th of the fifth month", |year| chinese(year, 5, 5)),
            told("Mid-Autumn Festival", "the 15th of the eighth month", |year| chinese(year, 8, 15)),
            on("National Day", 10, 1),
            on("National Day", 10, 2),
            on("National Day", 10, 3),
        ],
    )
}

fn australia() -> Country {
    Country::new(
        "australia",
        &[
            "Public holidays of the whole of Australia: what is one in every state and territory, and no other.",
            "Source: Fair Work Act 2009, section 115, with the states' substitutes. The King's Birthday and \
             Labour Day are kept everywhere, but on different days; so are substitutes for Anzac Day. Where a \
             holiday is moved from a weekend, the day on the weekend itself, which some states keep too, is not \
             listed.",
        ],
        &[
            on("New Year's Day", 1, 1).next(),
            on("Australia Day", 1, 26).next(),
            easter("Good Friday", -2),
            easter("Easter Monday", 1),
            on("Anzac Day", 4, 25),
            on("Christmas Day", 12, 25).next(),
            on("Boxing Day", 12, 26).next(),
        ],
    )
}
