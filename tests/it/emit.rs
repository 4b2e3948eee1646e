//! The prelude of every module against the arithmetic that it repeats: calendars, clocks, dates, numbers,
//! check digits.
//!
//! In: random questions. Out: the same answers from the WebAssembly text in `src/emit/prelude/` as from
//! `calendar` and `interpret`. That whole modules agree is shown by `agree`.

use handoff::abi::image;
use handoff::abi::{Shape, layout};
use handoff::calendar::{
    Budget, Civil, Clock, Closed, Hours, Opening, Rules, Status, Table, Terms, Unit, add_months, parse_date,
};
use handoff::interpret::{divide, shift_date};
use handoff::pattern::check_digits;
use proptest::prelude::*;
use wasmtime::{Engine, Instance, Module, Store, Val};

const TEXTS: [&str; 6] = [
    include_str!("../../src/emit/prelude/memory.wat"),
    include_str!("../../src/emit/prelude/number.wat"),
    include_str!("../../src/emit/prelude/text.wat"),
    include_str!("../../src/emit/prelude/date.wat"),
    include_str!("../../src/emit/prelude/calendar.wat"),
    include_str!("../../src/emit/prelude/clock.wat"),
];

/// Where a calendar's bytes lie, and a clock's cell.
const TABLE: i32 = 4_096;
const CELL: i32 = 256;

/// The prelude with all its functions exported.
struct Prelude {
    store: Store<()>,
    instance: Instance,
}

impl Prelude {
    fn new() -> Prelude {
        let mut text = TEXTS.join("\n").replace("(memory 1)", "(memory (export \"memory\") 16)");
        for (name, offset) in clock_offsets() {
            text = text.replace(&format!("{{clock.{name}}}"), &offset.to_string());
        }
        let names = text.lines().filter_map(|line| line.strip_prefix("(func $"));
        let names = names.filter(|line| !line.contains("(export"));
        let names: Vec<String> =
            names.filter_map(|line| line.split([' ', ')']).next()).map(str::to_owned).collect();
        let exports: String =
            names.iter().map(|name| format!("(export \"{name}\" (func ${name}))\n")).collect();
        let binary =
            wat::parse_str(format!("(module {text} {exports} (export \"now\" (global $now)))")).unwrap();
        let engine = Engine::default();
        let mut store = Store::new(&engine, ());
        let instance = Instance::new(&mut store, &Module::new(&engine, binary).unwrap(), &[]).unwrap();
        Prelude { store, instance }
    }

    fn write(&mut self, at: i32, bytes: &[u8]) {
        let memory = self.instance.get_memory(&mut self.store, "memory").unwrap();
        memory.write(&mut self.store, at as usize, bytes).unwrap();
    }

    fn read(&mut self, at: u32, len: u32) -> i64 {
        let memory = self.instance.get_memory(&mut self.store, "memory").unwrap();
        let bytes = &memory.data(&self.store)[at as usize..(at + len) as usize];
        bytes.iter().rev().fold(0, |number, byte| number << 8 | i64::from(*byte))
    }

    fn set_now(&mut self, now: i64) {
        let global = self.instance.get_global(&mut self.store, "now").unwrap();
        global.set(&mut self.store, Val::I64(now)).unwrap();
    }

    /// What a function gives, all of it widened; nothing if it traps.
    fn call(&mut self, name: &str, args: &[Val]) -> Option<Vec<i64>> {
        let func = self.instance.get_func(&mut self.store, name).unwrap();
        let mut results = vec![Val::I32(0); func.ty(&self.store).results().len()];
        func.call(&mut self.store, args, &mut results).ok()?;
        let wide = |val: &Val| val.i64().unwrap_or_else(|| val.i32().unwrap().into());
        Some(results.iter().map(wide).collect())
    }

    /// The one number that a function over a calendar gives.
    fn ask(&mut self, name: &str, args: &[Val]) -> i64 {
        let args: Vec<Val> = std::iter::once(Val::I32(TABLE)).chain(args.iter().copied()).collect();
        self.call(name, &args).unwrap()[0]
    }
}

/// The offsets that `emit` fills into the text.
fn clock_offsets() -> Vec<(String, u32)> {
    let fields = image::Clock::fields();
    let (whole, offsets) = layout::record(&fields);
    let mut all = vec![("size".to_owned(), whole.size)];
    for (field, at) in fields.iter().zip(offsets) {
        all.push((field.name.clone(), at));
        if field.shape == Shape::Span {
            let parts = [("unit", 0), ("calendar", 1), ("months", 4), ("length", 8)];
            all.extend(parts.map(|(name, inside)| (name.to_owned(), at + inside)));
        }
    }
    all
}

const MINUTE: i64 = 60_000_000;
const DAYS: i32 = 25;

fn any_table() -> impl Strategy<Value = Table> {
    let hours = (0_u8..7, 0_u8..7, 0_u16..48, 0_u16..=48).prop_map(|(first, last, from, to)| Hours {
        first,
        last,
        from: from * 30,
        to: to * 30,
    });
    let opening = prop_oneof![
        1 => Just(Opening::Always),
        6 => prop::collection::vec(hours, 1..4).prop_map(Opening::Weekly),
    ];
    let closed = prop::collection::vec((0..DAYS, 0..3), 0..3);
    (opening, closed, any::<bool>()).prop_map(|(open, closed, on_open_day)| {
        let first = parse_date("2027-03-15").unwrap();
        let closed = closed.iter().map(|(day, more)| Closed { first: first + day, last: first + day + more });
        let terms = if on_open_day { Terms::OnOpenDay } else { Terms::AsTheyFall };
        let rules = Rules { zone: "Europe/Berlin".to_owned(), open, closed: closed.collect(), terms };
        rules.expand(first, first + DAYS).unwrap()
    })
}

/// An instant in the horizon, near it, or at its ends.
fn any_instant() -> impl Strategy<Value = i64> {
    let first = i64::from(parse_date("2027-03-15").unwrap()) * 1_440;
    prop_oneof![
        20 => (-3_000_i64..40_000).prop_map(move |minute| (first + minute) * MINUTE),
        5 => (0_i64..36_000, -1_i64..2).prop_map(move |(minute, off)| (first + minute) * MINUTE + off),
        1 => Just(i64::MIN),
        1 => Just(i64::MAX),
    ]
}

fn any_budget() -> impl Strategy<Value = Budget> {
    prop_oneof![
        (-5_i64..9_000).prop_map(|n| Budget::Elapsed(n * MINUTE)),
        (-5_i64..6_000).prop_map(|n| Budget::OpenTime(n * MINUTE)),
        (-1_i64..20).prop_map(Budget::Workdays),
        (-1_i32..2, -1_i64..20).prop_map(|(months, days)| Budget::Days { months, days }),
    ]
}

/// Unit, months and amount, as the prelude takes a budget.
fn parts(budget: Budget) -> [Val; 3] {
    let (months, amount) = match budget {
        Budget::Elapsed(amount) | Budget::OpenTime(amount) | Budget::Workdays(amount) => (0, amount),
        Budget::Days { months, days } => (months, days),
    };
    [Val::I32(budget.unit() as i32), Val::I32(months), Val::I64(amount)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() })]

    #[test]
    fn calendars_answer_alike(
        table in any_table(),
        questions in prop::collection::vec((any_budget(), any_instant(), any_instant(), -2_i64..12), 20),
    ) {
        let mut prelude = Prelude::new();
        prelude.write(TABLE, &table.encode());
        for (budget, a, b, n) in questions {
            let [unit, months, amount] = parts(budget);
            let kind = budget.unit();
            let (a_val, b_val) = (Val::I64(a), Val::I64(b));
            let lengths = [unit, months, amount, a_val];
            let day = table.date_of(a).raw().clamp(20_000, 22_000) + n as i32;
            prop_assert_eq!(prelude.ask("due", &lengths), table.due(budget, a).raw());
            prop_assert_eq!(prelude.ask("before", &lengths), table.before(budget, a).raw());
            prop_assert_eq!(prelude.ask("amount", &lengths), table.amount(budget, a));
            prop_assert_eq!(prelude.ask("skip", &[unit, a_val]), table.skip(kind, a));
            prop_assert_eq!(prelude.ask("ran", &[unit, a_val, b_val]), table.ran(kind, a, b));
            prop_assert_eq!(prelude.ask("spent", &[unit, a_val, b_val]), table.spent(kind, a, b));
            prop_assert_eq!(prelude.ask("reach", &[unit, amount, a_val]), table.reach(kind, amount.unwrap_i64(), a).raw());
            prop_assert_eq!(prelude.ask("date_of", &[a_val]), i64::from(table.date_of(a).raw()));
            prop_assert_eq!(prelude.ask("start_of", &[Val::I32(day)]), table.start_of(day).raw());
            prop_assert_eq!(prelude.ask("is_open", &[a_val]) == 1, table.is_open(a));
            prop_assert_eq!(prelude.ask("is_open_between", &[a_val, b_val]) == 1, table.is_open_between(a, b));
            prop_assert_eq!(prelude.ask("open_from", &[a_val]), table.open_from(a).raw());
            prop_assert_eq!(prelude.ask("next_opening", &[a_val]), table.next_opening(a).raw());
            let step = [Val::I32(day), Val::I64(n)];
            prop_assert_eq!(prelude.ask("workday_after", &step), i64::from(table.workday_after(day, n).raw()));
            prop_assert_eq!(prelude.ask("workday_before", &step), i64::from(table.workday_before(day, n).raw()));
            let span = span(budget);
            for before in [false, true] {
                let args = [Val::I32(before.into()), Val::I32(TABLE), unit, months, amount, Val::I32(day)];
                let shifted = prelude.call("shift_date", &args).unwrap()[0];
                prop_assert_eq!(shifted, i64::from(shift_date(&table, before, span, day)));
            }
        }
    }

    /// A clock's ledger, through whatever happens to it.
    #[test]
    fn clocks_keep_the_same_ledger(
        table in any_table(),
        budget in any_budget(),
        from in 0_i64..20_000,
        turns in prop::collection::vec((0_usize..4, 0_i64..4_000, 1_u8..=100), 1..12),
    ) {
        let mut prelude = Prelude::new();
        prelude.write(TABLE, &table.encode());
        let mut now = table.horizon().0 + from * MINUTE;
        let offsets: std::collections::BTreeMap<String, u32> = clock_offsets().into_iter().collect();
        let at = |name: &str| CELL as u32 + offsets[name];
        let [unit, months, amount] = parts(budget);
        prelude.write(at("unit") as i32, &[unit.unwrap_i32() as u8]);
        prelude.write(at("months") as i32, &months.unwrap_i32().to_le_bytes());
        prelude.write(at("length") as i32, &amount.unwrap_i64().to_le_bytes());
        prelude.set_now(now);
        let (cell, calendar) = (Val::I32(CELL), Val::I32(TABLE));
        prelude.call("clock_start", &[cell, calendar]).unwrap();
        let mut clock = Clock::start(budget, now, &table);
        for (turn, minutes, percent) in turns {
            now += minutes * MINUTE;
            prelude.set_now(now);
            let name = ["clock_pause", "clock_resume", "clock_stop", "clock_go_on"][turn];
            prelude.call(name, &[cell, calendar]).unwrap();
            match turn {
                0 => clock.pause(now, &table),
                1 => clock.resume(now, &table),
                2 => clock.stop(now, &table),
                _ => clock.go_on(now, &table),
            }
            let (state, pauses) = match clock.status {
                Status::Stopped => (0, 0),
                Status::Running => (1, 0),
                Status::Paused(pauses) => (2, i64::from(pauses)),
            };
            prop_assert_eq!((prelude.read(at("state"), 1), prelude.read(at("pauses"), 2)), (state, pauses));
            prop_assert_eq!(prelude.read(at("amount"), 8), clock.budget);
            prop_assert_eq!(prelude.read(at("consumed"), 8), clock.consumed);
            prop_assert_eq!(prelude.read(at("spent"), 8), clock.spent);
            prop_assert_eq!(prelude.read(at("since"), 8), clock.since);
            if let (Some(due), Some(part)) = (clock.due(&table), clock.part_used(percent, &table)) {
                let millionths = Val::I64(i64::from(percent) * 10_000);
                prop_assert_eq!(prelude.call("clock_end", &[cell, calendar]).unwrap()[0], due.raw());
                let used = prelude.call("clock_part", &[cell, calendar, millionths]).unwrap()[0];
                prop_assert_eq!(used, part.raw());
            }
        }
    }

    #[test]
    fn numbers_are_reckoned_alike(
        questions in prop::collection::vec((any_number(), any_number(), any_number(), 0_u8..19), 100),
    ) {
        let mut prelude = Prelude::new();
        for (a, b, c, places) in questions {
            let (wide_a, wide_b) = (i128::from(a), i128::from(b));
            let exact = |number: i128| i64::try_from(number).ok();
            let two = [Val::I64(a), Val::I64(b)];
            let one = |got: Option<Vec<i64>>| got.map(|results| results[0]);
            prop_assert_eq!(one(prelude.call("add", &two)), exact(wide_a + wide_b));
            prop_assert_eq!(one(prelude.call("sub", &two)), exact(wide_a - wide_b));
            prop_assert_eq!(one(prelude.call("add_sat", &two)), Some(a.saturating_add(b)));
            prop_assert_eq!(one(prelude.call("sub_sat", &two)), Some(a.saturating_sub(b)));
            let unit = 10_i64.pow(places.into());
            let quotient = [Val::I64(a), Val::I64(b), Val::I64(c), Val::I64(unit)];
            let wanted = if c == 0 { None } else { exact(divide(wide_a * wide_b, i128::from(c) * i128::from(unit))) };
            prop_assert_eq!(one(prelude.call("quotient", &quotient)), wanted, "{} * {} / ({} * {})", a, b, c, unit);
        }
    }

    #[test]
    fn dates_are_the_same(days in prop::collection::vec((-4_000_000_i32..4_000_000, -3_000_i32..3_000), 100)) {
        let mut prelude = Prelude::new();
        for (day, months) in days {
            let Civil { year, month, day: of_month } = Civil::of(day);
            let civil = prelude.call("civil", &[Val::I32(day)]);
            prop_assert_eq!(civil, Some(vec![year.into(), month.into(), of_month.into()]));
            let later = prelude.call("add_months", &[Val::I32(day), Val::I32(months)]).unwrap()[0];
            prop_assert_eq!(later, i64::from(add_months(day, months)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..Default::default() })]

    /// Texts of every sort, right accounts among them.
    #[test]
    fn check_digits_are_summed_alike(texts in prop::collection::vec("([A-Z]{2}[0-9]{2}[A-Z0-9]{0,30}|[ -~]{0,12})", 1..20)) {
        const TEXT: i32 = 64;
        let mut prelude = Prelude::new();
        let right: Vec<String> = texts.iter().filter_map(|text| crate::pattern::with_check_digits(text)).collect();
        for text in texts.iter().chain(&right) {
            prelude.write(TEXT, &(TEXT + 8).to_le_bytes());
            prelude.write(TEXT + 4, &(text.len() as i32).to_le_bytes());
            prelude.write(TEXT + 8, text.as_bytes());
            let found = prelude.call("check_digits", &[Val::I32(TEXT)]);
            prop_assert_eq!(found, Some(vec![check_digits(text).into()]), "{}", text);
        }
    }
}

fn span(budget: Budget) -> handoff::abi::Span {
    let [_, months, amount] = parts(budget);
    let unit: Unit = budget.unit();
    handoff::abi::Span { unit, calendar: 0, months: months.unwrap_i32(), amount: amount.unwrap_i64() }
}

/// Small numbers, halves, and the ends of what fits.
fn any_number() -> impl Strategy<Value = i64> {
    prop_oneof![
        -20_i64..20,
        (-1_000_000_i64..1_000_000).prop_map(|n| n * 500),
        any::<i64>(),
        prop_oneof![Just(i64::MIN), Just(i64::MIN + 1), Just(i64::MAX)],
    ]
}

/// The pages that a stranger would write a host from name every case and every part, under its number.
#[test]
fn the_treaty_is_written_down() {
    use handoff::abi::event::{effects, events, reasons};
    let (treaty, state) = (include_str!("../../docs/abi.md"), include_str!("../../docs/image.md"));
    for case in [events::own(), effects::own(), reasons::own()] {
        for (number, case) in case.iter().enumerate() {
            let row = format!("\n| {number} | {}", case.name);
            assert!(treaty.contains(&row), "docs/abi.md does not say {row:?}");
        }
    }
    let cells = [
        image::Header::fields(),
        image::Strand::fields(),
        image::Clock::fields(),
        image::SlotHead::fields(),
        image::CallHead::fields(),
    ];
    for field in cells.iter().flatten() {
        assert!(state.contains(&format!("\n| `{}` |", field.name)), "docs/image.md lacks `{}`", field.name);
    }
    for group in handoff::abi::Parts::default().groups() {
        assert!(state.contains(&format!("\n| `{}` |", group.name)), "docs/image.md lacks `{}`", group.name);
    }
}
