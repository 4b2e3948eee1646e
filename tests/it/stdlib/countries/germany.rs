//! Germany: what all states share, and each state.

use super::super::rules::{Rule, WED, before, easter, on};
use super::Country;

const EPIPHANY: Rule = on("Epiphany", 1, 6);
const WOMEN: Rule = on("International Women's Day", 3, 8);
const EASTER: Rule = easter("Easter Sunday", 0);
const WHITSUN: Rule = easter("Whit Sunday", 49);
const CORPUS_CHRISTI: Rule = easter("Corpus Christi", 60);
const ASSUMPTION: Rule = on("Assumption of Mary", 8, 15);
const CHILDREN: Rule = on("World Children's Day", 9, 20);
const REFORMATION: Rule = on("Reformation Day", 10, 31);
const ALL_SAINTS: Rule = on("All Saints' Day", 11, 1);
const REPENTANCE: Rule = before("Day of Repentance and Prayer", WED, 11, 23);

const COMMON: [Rule; 9] = [
    on("New Year's Day", 1, 1),
    easter("Good Friday", -2),
    easter("Easter Monday", 1),
    on("Labour Day", 5, 1),
    easter("Ascension Day", 39),
    easter("Whit Monday", 50),
    on("Day of German Unity", 10, 3),
    on("Christmas Day", 12, 25),
    on("Second Day of Christmas", 12, 26),
];

const ASSUMPTION_IN_PARTS: &str = "The Assumption of Mary is listed: it is a holiday in most municipalities, those with more Catholics. Where it \
     is none, close on the days of `germany` and on those that remain.";

pub(super) fn countries() -> Vec<Country> {
    let germany = Country::new(
        "germany",
        &[
            "Public holidays of the whole of Germany: what is one in every state, and no other.",
            "Source: the states' laws on holidays, and the Unification Treaty, article 2. The holidays of a state \
             are beside this file: `use stdlib.calendars.germany { bavaria }`.",
        ],
        &COMMON,
    );
    let mut all = vec![germany];
    all.extend(STATES.iter().map(|(path, about, more, own)| {
        let rules: Vec<Rule> = COMMON.iter().chain(*own).copied().collect();
        let about: Vec<&'static str> = [*about, *more, "Source: the state's law on Sundays and holidays."]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect();
        Country::new(path, &about, &rules)
    }));
    all
}

type State = (&'static str, &'static str, &'static str, &'static [Rule]);

#[rustfmt::skip]
const STATES: [State; 16] = [
    ("germany/baden_wuerttemberg", "Public holidays of Baden-Württemberg.", "",
        &[EPIPHANY, CORPUS_CHRISTI, ALL_SAINTS]),
    ("germany/bavaria", "Public holidays of Bavaria.", ASSUMPTION_IN_PARTS,
        &[EPIPHANY, CORPUS_CHRISTI, ASSUMPTION, ALL_SAINTS]),
    ("germany/berlin", "Public holidays of Berlin.", "",
        &[WOMEN, on("80 years of liberation", 5, 8).only(2025), on("75 years of the uprising", 6, 17).only(2028)]),
    ("germany/brandenburg", "Public holidays of Brandenburg.", "",
        &[EASTER, WHITSUN, REFORMATION]),
    ("germany/bremen", "Public holidays of Bremen.", "",
        &[REFORMATION]),
    ("germany/hamburg", "Public holidays of Hamburg.", "",
        &[REFORMATION]),
    ("germany/hesse", "Public holidays of Hesse.", "",
        &[CORPUS_CHRISTI]),
    ("germany/lower_saxony", "Public holidays of Lower Saxony.", "",
        &[REFORMATION]),
    ("germany/mecklenburg_vorpommern", "Public holidays of Mecklenburg-Vorpommern.", "",
        &[WOMEN, REFORMATION]),
    ("germany/north_rhine_westphalia", "Public holidays of North Rhine-Westphalia.", "",
        &[CORPUS_CHRISTI, ALL_SAINTS]),
    ("germany/rhineland_palatinate", "Public holidays of Rhineland-Palatinate.", "",
        &[CORPUS_CHRISTI, ALL_SAINTS]),
    ("germany/saarland", "Public holidays of the Saarland.", "",
        &[CORPUS_CHRISTI, ASSUMPTION, ALL_SAINTS]),
    ("germany/saxony", "Public holidays of Saxony.",
        "Corpus Christi is not listed: it is a holiday in some Sorbian municipalities only.",
        &[REFORMATION, REPENTANCE]),
    ("germany/saxony_anhalt", "Public holidays of Saxony-Anhalt.", "",
        &[EPIPHANY, REFORMATION]),
    ("germany/schleswig_holstein", "Public holidays of Schleswig-Holstein.", "",
        &[REFORMATION]),
    ("germany/thuringia", "Public holidays of Thuringia.",
        "Corpus Christi is not listed: it is a holiday in some municipalities only.",
        &[CHILDREN, REFORMATION]),
];
