//! Europe, but for Germany and the islands: one function a country, in the order of the alphabet.

use super::super::rules::{Rule, SAT, day, easter, from, on, told};
use super::{Country, Row};
use handoff::calendar::weekday;

const NEW_YEAR: Rule = on("New Year's Day", 1, 1);
const EPIPHANY: Rule = on("Epiphany", 1, 6);
const MAUNDY: Rule = easter("Maundy Thursday", -3);
const GOOD_FRIDAY: Rule = easter("Good Friday", -2);
const EASTER: Rule = easter("Easter Sunday", 0);
const EASTER_MONDAY: Rule = easter("Easter Monday", 1);
const LABOUR: Rule = on("Labour Day", 5, 1);
const VICTORY: Rule = on("Victory Day", 5, 8);
const ASCENSION: Rule = easter("Ascension Day", 39);
const WHITSUN: Rule = easter("Whit Sunday", 49);
const WHIT_MONDAY: Rule = easter("Whit Monday", 50);
const CORPUS_CHRISTI: Rule = easter("Corpus Christi", 60);
const MIDSUMMER: Rule = from("Midsummer Day", SAT, 6, 20);
const ASSUMPTION: Rule = on("Assumption of Mary", 8, 15);
const ALL_SAINTS: Rule = on("All Saints' Day", 11, 1);
const ALL_SAINTS_SATURDAY: Rule = from("All Saints' Day", SAT, 10, 31);
const ARMISTICE: Rule = on("Armistice Day", 11, 11);
const IMMACULATE: Rule = on("Immaculate Conception", 12, 8);
const EVE: Rule = on("Christmas Eve", 12, 24);
const CHRISTMAS: Rule = on("Christmas Day", 12, 25);
const SECOND_DAY: Rule = on("Second Day of Christmas", 12, 26);

pub(super) fn countries() -> Vec<Country> {
    let mut all: Vec<Country> = [WEST, NORTH, SOUTH].into_iter().flatten().map(Country::of).collect();
    all.push(target());
    all
}

const WEST: &[Row] = &[
    (
        "austria",
        &["Public holidays of Austria.", "Source: Arbeitsruhegesetz, section 7."],
        &[
            NEW_YEAR,
            EPIPHANY,
            EASTER_MONDAY,
            LABOUR,
            ASCENSION,
            WHIT_MONDAY,
            CORPUS_CHRISTI,
            ASSUMPTION,
            on("National Day", 10, 26),
            ALL_SAINTS,
            IMMACULATE,
            CHRISTMAS,
            SECOND_DAY,
        ],
    ),
    (
        "belgium",
        &[
            "Public holidays of Belgium.",
            "Source: royal decree of 18 April 1974, article 1. For one that falls on a day on which nobody \
                 works, each employer names another day; those are not listed.",
        ],
        &[
            NEW_YEAR,
            EASTER_MONDAY,
            LABOUR,
            ASCENSION,
            WHIT_MONDAY,
            on("National Day", 7, 21),
            ASSUMPTION,
            ALL_SAINTS,
            ARMISTICE,
            CHRISTMAS,
        ],
    ),
    (
        "france",
        &[
            "Public holidays of metropolitan France.",
            "Source: Code du travail, article L3133-1. Alsace and Moselle also close on Good Friday and on 26 \
                 December.",
        ],
        &[
            NEW_YEAR,
            EASTER_MONDAY,
            LABOUR,
            VICTORY,
            ASCENSION,
            WHIT_MONDAY,
            on("National Day", 7, 14),
            ASSUMPTION,
            ALL_SAINTS,
            ARMISTICE,
            CHRISTMAS,
        ],
    ),
    (
        "luxembourg",
        &["Public holidays of Luxembourg.", "Source: Code du travail, article L. 232-2."],
        &[
            NEW_YEAR,
            EASTER_MONDAY,
            LABOUR,
            on("Europe Day", 5, 9),
            ASCENSION,
            WHIT_MONDAY,
            on("National Day", 6, 23),
            ASSUMPTION,
            ALL_SAINTS,
            CHRISTMAS,
            SECOND_DAY,
        ],
    ),
    (
        "netherlands",
        &[
            "Generally recognised holidays of the Netherlands.",
            "Source: Algemene termijnenwet, article 3(1). Good Friday is not listed: the law treats it as a \
                 holiday for the end of a legal term only. Most people work on Liberation Day, but in every \
                 fifth year.",
        ],
        &[
            NEW_YEAR,
            EASTER_MONDAY,
            told("King's Day", "27 April, or 26 April if that is a Sunday", kings_day),
            on("Liberation Day", 5, 5),
            ASCENSION,
            WHIT_MONDAY,
            CHRISTMAS,
            SECOND_DAY,
        ],
    ),
    (
        "switzerland",
        &[
            "Public holidays of the whole of Switzerland: what is one in every canton, and no other.",
            "Source: Federal Constitution, article 110, for 1 August; the cantons' laws for the others. Each \
                 canton has more.",
        ],
        &[NEW_YEAR, ASCENSION, on("National Day", 8, 1), CHRISTMAS],
    ),
];

const NORTH: &[Row] = &[
    (
        "denmark",
        &[
            "Public holidays of Denmark.",
            "Source: lukkeloven and the church's calendar; without the Great \
               Prayer Day, which was given up in 2024.",
        ],
        &[
            NEW_YEAR,
            MAUNDY,
            GOOD_FRIDAY,
            EASTER,
            EASTER_MONDAY,
            ASCENSION,
            WHITSUN,
            WHIT_MONDAY,
            CHRISTMAS,
            SECOND_DAY,
        ],
    ),
    (
        "finland",
        &[
            "Public holidays of Finland.",
            "Source: kirkkolaki and the laws on 1 May and on Independence Day. The \
               eves of Midsummer and of Christmas are free in nearly every trade, and are not listed.",
        ],
        &[
            NEW_YEAR,
            EPIPHANY,
            GOOD_FRIDAY,
            EASTER,
            EASTER_MONDAY,
            on("May Day", 5, 1),
            ASCENSION,
            WHITSUN,
            MIDSUMMER,
            ALL_SAINTS_SATURDAY,
            on("Independence Day", 12, 6),
            CHRISTMAS,
            SECOND_DAY,
        ],
    ),
    (
        "norway",
        &[
            "Public holidays of Norway.",
            "Source: lov om helligdager og helligdagsfred, section 2, and the law on 1 \
               and 17 May.",
        ],
        &[
            NEW_YEAR,
            MAUNDY,
            GOOD_FRIDAY,
            EASTER,
            EASTER_MONDAY,
            LABOUR,
            on("Constitution Day", 5, 17),
            ASCENSION,
            WHITSUN,
            WHIT_MONDAY,
            CHRISTMAS,
            SECOND_DAY,
        ],
    ),
    (
        "sweden",
        &[
            "Public holidays of Sweden.",
            "Source: lag (1989:253) om allmänna helgdagar. The eves of Midsummer, \
               Christmas and the New Year are free in nearly every trade, and are not listed.",
        ],
        &[
            NEW_YEAR,
            EPIPHANY,
            GOOD_FRIDAY,
            EASTER,
            EASTER_MONDAY,
            on("May Day", 5, 1),
            ASCENSION,
            WHITSUN,
            on("National Day", 6, 6),
            MIDSUMMER,
            ALL_SAINTS_SATURDAY,
            CHRISTMAS,
            SECOND_DAY,
        ],
    ),
];

const SOUTH: &[Row] = &[
    (
        "czechia",
        &["Public holidays of Czechia.", "Source: act 245/2000 Coll., sections 1 and 2."],
        &[
            NEW_YEAR,
            GOOD_FRIDAY,
            EASTER_MONDAY,
            LABOUR,
            VICTORY,
            on("Cyril and Methodius", 7, 5),
            on("Jan Hus Day", 7, 6),
            on("St Wenceslas Day", 9, 28),
            on("Independence Day", 10, 28),
            on("Freedom and Democracy Day", 11, 17),
            EVE,
            CHRISTMAS,
            SECOND_DAY,
        ],
    ),
    (
        "italy",
        &[
            "Public holidays of Italy.",
            "Source: law 260/1949, with law 151/2025 on the feast of St Francis. Each \
               town also closes for its patron saint.",
        ],
        &[
            NEW_YEAR,
            EPIPHANY,
            EASTER,
            EASTER_MONDAY,
            on("Liberation Day", 4, 25),
            LABOUR,
            on("Republic Day", 6, 2),
            ASSUMPTION,
            on("St Francis of Assisi", 10, 4).since(2026),
            ALL_SAINTS,
            IMMACULATE,
            CHRISTMAS,
            on("St Stephen's Day", 12, 26),
        ],
    ),
    (
        "poland",
        &[
            "Public holidays of Poland.",
            "Source: act of 18 January 1951 on days free from work; Christmas Eve by \
               the act of 6 December 2024. For one on a Saturday each employer gives another free day.",
        ],
        &[
            NEW_YEAR,
            EPIPHANY,
            EASTER,
            EASTER_MONDAY,
            LABOUR,
            on("Constitution Day", 5, 3),
            WHITSUN,
            CORPUS_CHRISTI,
            ASSUMPTION,
            ALL_SAINTS,
            on("Independence Day", 11, 11),
            EVE.since(2025),
            CHRISTMAS,
            SECOND_DAY,
        ],
    ),
    (
        "portugal",
        &[
            "Public holidays of Portugal.",
            "Source: Código do Trabalho, article 234. Municipalities have a day of \
               their own, and Carnival Tuesday is free where the government or a contract says so.",
        ],
        &[
            NEW_YEAR,
            GOOD_FRIDAY,
            EASTER,
            on("Freedom Day", 4, 25),
            LABOUR,
            CORPUS_CHRISTI,
            on("Portugal Day", 6, 10),
            ASSUMPTION,
            on("Republic Day", 10, 5),
            ALL_SAINTS,
            on("Restoration of Independence", 12, 1),
            IMMACULATE,
            CHRISTMAS,
        ],
    ),
    (
        "spain",
        &[
            "Public holidays of the whole of Spain: what is one in every autonomous community, and no other.",
            "Source: royal decree 2001/1983, article 45. Epiphany is listed: communities may replace it, and none \
               does. Each community and each town has more days, and may move what falls on a Sunday.",
        ],
        &[
            NEW_YEAR,
            EPIPHANY,
            GOOD_FRIDAY,
            LABOUR,
            ASSUMPTION,
            on("National Day", 10, 12),
            ALL_SAINTS,
            on("Constitution Day", 12, 6),
            IMMACULATE,
            CHRISTMAS,
        ],
    ),
];

fn target() -> Country {
    let about = [
        "The days on which no euro is settled: closing days of T2, the payment system of the European Central Bank.",
        "Source: ECB, long-term calendar for T2 closing days. Saturdays and Sundays come on top, wherever a \
         calendar does not open on them.",
    ];
    let rules = [NEW_YEAR, GOOD_FRIDAY, EASTER_MONDAY, LABOUR, CHRISTMAS, SECOND_DAY];
    Country { more: SETTLEMENT, ..Country::new("target", &about, &rules) }
}

const SETTLEMENT: &str = "\
// Settlement days of the euro, until the cut-off for customers' payments: a transfer is there
// `within 1 workday of target.Settlement`.
calendar Settlement {
  zone \"Europe/Berlin\"
  open mon to fri 02:30 to 17:00
  closed holidays
  terms end on an open day
}
";

fn kings_day(year: i32) -> i32 {
    let day = day(year, 4, 27);
    if weekday(day) == 6 { day - 1 } else { day }
}
