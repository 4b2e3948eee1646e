//! Random calendars over a daylight-saving weekend, compared minute by minute with the oracle.

use handoff::calendar::{Budget, Clock, Closed, Hours, Opening, Reach, Rules, Table, Terms, Unit};
use proptest::prelude::*;

use super::oracle::{Oracle, Turn};
use super::{MINUTE, date};

/// Twelve days around a change of the clocks, in zones that change at 01:00, 02:00, midnight and never.
const PLACES: [(&str, &str); 6] = [
    ("Europe/Berlin", "2027-03-22"),
    ("Europe/Berlin", "2027-10-25"),
    ("America/New_York", "2027-11-01"),
    ("America/Havana", "2027-11-01"),
    ("Africa/Cairo", "2027-04-24"),
    ("Asia/Kolkata", "2027-02-20"),
];
const DAYS: i32 = 12;

fn any_hours() -> impl Strategy<Value = Hours> {
    (0_u8..7, 0_u8..7, 0_u16..48, 0_u16..=48).prop_map(|(first, last, from, to)| Hours {
        first,
        last,
        from: from * 30,
        to: to * 30,
    })
}

fn any_rules() -> impl Strategy<Value = (Rules, i32)> {
    let opening = prop_oneof![
        1 => Just(Opening::Always),
        6 => prop::collection::vec(any_hours(), 1..4).prop_map(Opening::Weekly),
    ];
    let closed = prop::collection::vec((0..DAYS, 0..3), 0..3);
    (0..PLACES.len(), opening, closed, any::<bool>()).prop_map(|(place, open, closed, on_open_day)| {
        let (zone, first) = PLACES[place];
        let first = date(first);
        let closed = closed.iter().map(|(day, more)| Closed { first: first + day, last: first + day + more });
        let terms = if on_open_day { Terms::OnOpenDay } else { Terms::AsTheyFall };
        (Rules { zone: zone.to_string(), open, closed: closed.collect(), terms }, first)
    })
}

fn any_budget() -> impl Strategy<Value = Budget> {
    prop_oneof![
        (0_i64..9_000).prop_map(|n| Budget::Elapsed(n * MINUTE)),
        (0_i64..3_000).prop_map(|n| Budget::OpenTime(n * MINUTE)),
        (1_i64..6).prop_map(Budget::Workdays),
        (1_i64..6).prop_map(|days| Budget::Days { months: 0, days }),
    ]
}

fn both(rules: &Rules, first: i32) -> (Table, Oracle) {
    let table = rules.expand(first, first + DAYS).unwrap();
    let (begin, end) = table.horizon();
    let oracle = Oracle::new(rules, first, begin, end);
    (table, oracle)
}

/// The oracle's answer. It cannot tell a closing time from the end of its minutes: that is past its end.
fn instant(oracle: &Oracle, minute: Option<usize>) -> Reach {
    match minute {
        Some(minute) if minute < oracle.len() => Reach::At(oracle.instant(minute)),
        _ => Reach::After,
    }
}

/// The table's answer as the oracle can see it.
fn within(table: &Table, reach: Reach) -> Reach {
    match reach {
        Reach::At(at) if table.covers(at) => reach,
        _ => Reach::After,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() })]

    #[test]
    fn opening_hours_agree((rules, first) in any_rules()) {
        let (table, oracle) = both(&rules, first);
        for minute in 0..oracle.len() {
            prop_assert_eq!(table.is_open(oracle.instant(minute)), oracle.is_open(minute), "minute {}", minute);
        }
    }

    #[test]
    fn due_agrees((rules, first) in any_rules(), budget in any_budget(), from in 0_usize..17_000) {
        let (table, oracle) = both(&rules, first);
        let from = from % oracle.len();
        let due = table.due(budget, oracle.instant(from));
        prop_assert_eq!(within(&table, due), instant(&oracle, oracle.due(budget, from, &[])));
    }

    /// A clock that is paused and resumed, at any minutes, is due when the oracle says.
    #[test]
    fn paused_clocks_agree(
        (rules, first) in any_rules(),
        budget in any_budget(),
        from in 0_usize..6_000,
        gaps in prop::collection::vec(prop_oneof![0_usize..1_500, 0_usize..6_000], 0..4),
    ) {
        let (table, oracle) = both(&rules, first);
        let mut turns = Vec::new();
        let mut at = from;
        for pair in gaps.chunks_exact(2) {
            turns.push((at + pair[0], Turn::Pause));
            turns.push((at + pair[0] + pair[1], Turn::Resume));
            at += pair[0] + pair[1];
        }
        let mut clock = Clock::start(budget, oracle.instant(from), &table);
        for (minute, turn) in &turns {
            let now = oracle.instant(*minute);
            // What is due by then is over: nothing pauses it any more.
            if clock.due(&table).is_some_and(|due| due <= Reach::At(now)) {
                break;
            }
            match turn {
                Turn::Pause => clock.pause(now, &table),
                Turn::Resume => clock.resume(now, &table),
            }
        }
        let due = clock.due(&table).unwrap();
        prop_assert_eq!(within(&table, due), instant(&oracle, oracle.due(budget, from, &turns)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    /// The law of the ledger: what is consumed when a budget is due is the budget, a moment earlier less.
    #[test]
    fn due_is_the_least_instant_at_which_the_budget_is_consumed(
        (rules, first) in any_rules(),
        budget in any_budget(),
        from in 0_i64..17_000,
    ) {
        let table = rules.expand(first, first + DAYS).unwrap();
        let from = table.horizon().0 + from * MINUTE;
        let (unit, amount) = (budget.unit(), table.amount(budget, from));
        let Reach::At(due) = table.due(budget, from) else { return Ok(()) };
        let consumed = table.consumed(unit, from, due);
        let moved = unit == Unit::Days && table.terms() == Terms::OnOpenDay;
        prop_assert!(consumed == amount || moved && consumed > amount);
        prop_assert!(due == from || moved || table.consumed(unit, from, due - 1) < amount);
    }

    /// Later starts are never due earlier, and `before` undoes `due` as far as a calendar can.
    #[test]
    fn due_is_monotone(
        (rules, first) in any_rules(),
        budget in any_budget(),
        from in 0_i64..17_000,
        later in 0_i64..4_000,
    ) {
        let table = rules.expand(first, first + DAYS).unwrap();
        let from = table.horizon().0 + from * MINUTE;
        prop_assert!(table.due(budget, from) <= table.due(budget, from + later * MINUTE));
        prop_assert!(table.before(budget, from) <= table.before(budget, from + later * MINUTE));
        if let Reach::At(begin) = table.before(budget, from) {
            prop_assert!(begin <= from);
            if let Budget::Elapsed(_) | Budget::OpenTime(_) = budget {
                prop_assert_eq!(table.consumed(budget.unit(), begin, from), table.amount(budget, begin));
            }
        }
    }

    /// Any split of a run into pauses of no length changes nothing, and parts come in order.
    #[test]
    fn a_pause_of_no_length_changes_nothing(
        (rules, first) in any_rules(),
        budget in any_budget(),
        from in 0_i64..17_000,
        after in 0_i64..4_000,
    ) {
        let table = rules.expand(first, first + DAYS).unwrap();
        let from = table.horizon().0 + from * MINUTE;
        let plain = Clock::start(budget, from, &table);
        let due = plain.due(&table).unwrap();
        let mut split = plain;
        let at = from + after * MINUTE;
        if Reach::At(at) < due {
            split.pause(at, &table);
            prop_assert_eq!(split.due(&table), None);
            prop_assert_eq!(split.left(at, &table), plain.left(at, &table));
            split.resume(at, &table);
            prop_assert_eq!(split.due(&table), Some(due));
            let part = plain.part_used(80, &table).unwrap();
            prop_assert_eq!(split.part_used(80, &table), Some(part.max(Reach::At(at))));
        }
        prop_assert!(plain.part_used(50, &table) <= plain.part_used(80, &table));
        prop_assert!(plain.part_used(100, &table).unwrap() <= due);
    }
}
