//! Calendars: tables of questions with their answers, and random calendars against a slow oracle.

mod bytes;
mod oracle;
mod random;

use handoff::calendar::{
    Budget, Clock, Closed, Hours, Opening, Reach, Rules, RulesError, Status, Table, Terms, Unit, Zone,
    add_months, date_text, parse_date, weekday,
};

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;

/// A calendar from a line like `Europe/Berlin, mon-fri 09:00-17:30, closed 2026-12-24, terms open`.
fn rules(text: &str) -> Rules {
    let mut parts = text.split(", ");
    let zone = parts.next().unwrap().to_string();
    let mut rules = Rules { zone, open: Opening::Weekly(vec![]), closed: vec![], terms: Terms::AsTheyFall };
    for part in parts {
        match part.split_once(' ') {
            None => rules.open = Opening::Always,
            Some(("closed", dates)) => {
                let (first, last) = dates.split_once("..").unwrap_or((dates, dates));
                rules.closed.push(Closed { first: date(first), last: date(last) });
            }
            Some(("terms", _)) => rules.terms = Terms::OnOpenDay,
            Some((days, times)) => {
                let Opening::Weekly(hours) = &mut rules.open else { panic!("always and hours") };
                hours.push(parse_hours(days, times));
            }
        }
    }
    rules
}

fn parse_hours(days: &str, times: &str) -> Hours {
    let day =
        |name: &str| ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|day| *day == name);
    let minute = |time: &str| {
        let (hour, minute) = time.split_once(':').unwrap();
        hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
    };
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let (from, to) = times.split_once('-').unwrap();
    Hours {
        first: day(first).unwrap() as u8,
        last: day(last).unwrap() as u8,
        from: minute(from),
        to: minute(to),
    }
}

fn date(text: &str) -> i32 {
    parse_date(text).unwrap_or_else(|| panic!("no date: {text}"))
}

/// `4 workhours`, `3 days`, `1 month`.
fn budget(number: &str, unit: &str) -> Budget {
    let n: i64 = number.parse().unwrap();
    match unit.trim_end_matches('s') {
        "minute" => Budget::Elapsed(n * MINUTE),
        "hour" => Budget::Elapsed(n * HOUR),
        "workminute" => Budget::OpenTime(n * MINUTE),
        "workhour" => Budget::OpenTime(n * HOUR),
        "workday" => Budget::Workdays(n),
        "day" => Budget::Days { months: 0, days: n },
        "week" => Budget::Days { months: 0, days: 7 * n },
        "month" => Budget::Days { months: n as i32, days: 0 },
        unit => panic!("no unit: {unit}"),
    }
}

/// Lines `QUESTION -> ANSWER` about one calendar over 2026 and 2027; each answer is computed and compared.
fn check(calendar: &str, lines: &str) {
    let rules = rules(calendar);
    let table = rules.expand(date("2026-01-01"), date("2028-01-01")).unwrap();
    let zone = Zone::named(&rules.zone).unwrap();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let question = line.split_once(" -> ").unwrap_or((line, "")).0;
        let words: Vec<&str> = question.split_whitespace().collect();
        assert_eq!(line, format!("{question} -> {}", answer(&table, &zone, &words)), "{calendar}");
    }
}

fn answer(table: &Table, zone: &Zone, words: &[&str]) -> String {
    let at = |date: &str, time: &str| zone.read(&format!("{date} {time}")).unwrap();
    let show = |reach: Reach| match reach {
        Reach::At(at) => zone.show(at),
        edge => format!("{edge:?}"),
    };
    let day = |reach: Reach<i32>| match reach {
        Reach::At(day) => date_text(day),
        edge => format!("{edge:?}"),
    };
    match *words {
        ["opens", "next", "after", d, t] => show(table.next_opening(at(d, t))),
        [n, unit, "after", d, t] => show(table.due(budget(n, unit), at(d, t))),
        [n, unit, "before", d, t] => show(table.before(budget(n, unit), at(d, t))),
        [n, "workdays", "after", d] => day(table.workday_after(date(d), n.parse().unwrap())),
        [n, "workdays", "before", d] => day(table.workday_before(date(d), n.parse().unwrap())),
        [percent, "of", n, unit, "from", d, t] => {
            let (budget, from) = (budget(n, unit), at(d, t));
            let due = table.due(budget, from);
            show(table.part_used(budget.unit(), percent.trim_end_matches('%').parse().unwrap(), 0, from, due))
        }
        ["consumed", "of", n, unit, d, t, "to", e, u] => {
            table.consumed(budget(n, unit).unit(), at(d, t), at(e, u)).to_string()
        }
        ["open", d, t] => table.is_open(at(d, t)).to_string(),
        ["open", d, t, "to", e, u] => table.is_open_between(at(d, t), at(e, u)).to_string(),
        ["open", "from", d, t] => show(table.open_from(at(d, t))),
        ["date", "of", d, t] => day(table.date_of(at(d, t))),
        ["start", "of", d] => show(table.start_of(date(d))),
        _ => panic!("no question: {words:?}"),
    }
}

const BERLIN: &str =
    "Europe/Berlin, mon-thu 09:00-17:30, fri 09:00-15:00, closed 2026-12-24..2026-12-26, terms open";

#[test]
fn budgets_of_an_office() {
    check(
        BERLIN,
        "4 hours after 2026-11-27 14:00 -> 2026-11-27 18:00
         4 workhours after 2026-11-27 14:00 -> 2026-11-30 12:00
         4 workhours after 2026-11-28 12:00 -> 2026-11-30 13:00
         1 workhour after 2026-11-27 14:00 -> 2026-11-27 15:00
         0 workhours after 2026-11-28 12:00 -> 2026-11-28 12:00
         1 workday after 2026-11-23 10:00 -> 2026-11-24 17:30
         2 workdays after 2026-11-26 20:00 -> 2026-11-30 17:30
         1 workday after 2026-11-28 12:00 -> 2026-11-30 17:30
         0 workdays after 2026-11-23 10:00 -> 2026-11-23 17:30
         0 workdays after 2026-11-23 18:00 -> 2026-11-23 18:00
         1 workday after 2026-12-23 18:00 -> 2026-12-28 17:30
         3 days after 2026-11-23 10:00 -> 2026-11-27 00:00
         2 days after 2026-11-27 10:00 -> 2026-12-01 00:00
         1 week after 2026-11-23 00:00 -> 2026-12-01 00:00
         1 month after 2026-11-26 10:00 -> 2026-12-29 00:00
         20 hours after 2027-12-31 23:00 -> 2028-01-01 19:00
         1 workhour after 2027-12-31 23:00 -> After
         1 workday after 2027-12-31 10:00 -> After
         1 day after 2027-12-31 10:00 -> After",
    );
}

#[test]
fn months_clamp_to_their_last_day() {
    let always = "UTC, always";
    check(
        always,
        "1 month after 2027-01-31 10:00 -> 2027-03-01 00:00
         1 month after 2027-02-28 10:00 -> 2027-03-29 00:00
         12 months after 2026-02-28 10:00 -> 2027-03-01 00:00
         6 weeks after 2026-11-23 10:00 -> 2027-01-05 00:00
         1 month before 2027-03-31 10:00 -> 2027-02-28 00:00",
    );
    let leap = rules(always).expand(date("2028-01-01"), date("2030-01-01")).unwrap();
    let zone = Zone::named("UTC").unwrap();
    let due = |months, from: &str| leap.due(Budget::Days { months, days: 0 }, zone.read(from).unwrap()).raw();
    assert_eq!(zone.show(due(1, "2028-01-31 10:00")), "2028-03-01 00:00");
    assert_eq!(zone.show(due(12, "2028-02-29 10:00")), "2029-03-01 00:00");
}

#[test]
fn what_is_consumed() {
    check(
        BERLIN,
        "consumed of 1 hour 2026-11-23 10:00 to 2026-11-23 10:01 -> 60000000
         consumed of 1 workhour 2026-11-27 14:00 to 2026-11-30 09:30 -> 5400000000
         consumed of 1 workday 2026-11-23 10:00 to 2026-11-23 23:00 -> 0
         consumed of 1 workday 2026-11-23 10:00 to 2026-11-24 17:29 -> 0
         consumed of 1 workday 2026-11-23 10:00 to 2026-11-24 17:30 -> 1
         consumed of 1 workday 2026-11-23 18:00 to 2026-11-24 17:30 -> 1
         consumed of 1 day 2026-11-23 10:00 to 2026-11-24 00:00 -> 0
         consumed of 1 day 2026-11-23 10:00 to 2026-11-25 00:00 -> 1
         consumed of 1 day 2026-11-25 10:00 to 2026-11-23 00:00 -> 0",
    );
}

#[test]
fn before_is_the_mirror() {
    check(
        BERLIN,
        "24 hours before 2026-11-30 10:00 -> 2026-11-29 10:00
         2 workhours before 2026-11-30 10:00 -> 2026-11-27 14:00
         1 workhour before 2026-11-30 10:00 -> 2026-11-30 09:00
         5 workdays before 2026-11-30 10:00 -> 2026-11-23 09:00
         1 workday before 2026-11-29 10:00 -> 2026-11-27 09:00
         0 workdays before 2026-11-30 10:00 -> 2026-11-30 09:00
         3 days before 2026-11-27 10:00 -> 2026-11-24 00:00
         3 days before 2026-11-27 00:00 -> 2026-11-24 00:00
         1 day before 2026-11-30 10:00 -> 2026-11-27 00:00
         5 workdays before 2026-11-30 -> 2026-11-23
         1 workdays before 2026-11-30 -> 2026-11-27
         25 workdays after 2026-12-01 -> 2027-01-07
         1 workdays after 2026-11-27 -> 2026-11-30
         0 workdays after 2026-11-28 -> 2026-11-28
         1 workdays after 2027-12-31 -> After
         1 workdays before 2026-01-01 -> Before
         1 workdays before 2030-01-01 -> After
         1 workday before 2026-01-01 10:00 -> Before
         1 day before 2026-01-01 10:00 -> Before
         1 day before 2029-01-01 10:00 -> After",
    );
}

#[test]
fn parts_of_a_budget() {
    check(
        BERLIN,
        "80% of 10 hours from 2026-11-27 14:00 -> 2026-11-27 22:00
         50% of 4 workhours from 2026-11-27 14:00 -> 2026-11-30 10:00
         50% of 1 workday from 2026-11-23 10:00 -> 2026-11-24 09:30
         100% of 1 workday from 2026-11-23 10:00 -> 2026-11-24 17:30
         50% of 1 day from 2026-11-23 12:00 -> 2026-11-24 06:00
         50% of 1 workday from 2027-12-31 10:00 -> After",
    );
}

/// A clock on the office's calendar that is paused and resumed at the given times: when it is due.
fn paused(budget: Budget, times: &[&str]) -> String {
    let table = rules(BERLIN).expand(date("2026-01-01"), date("2028-01-01")).unwrap();
    let zone = Zone::named("Europe/Berlin").unwrap();
    let mut times = times.iter().map(|time| zone.read(time).unwrap());
    let mut clock = Clock::start(budget, times.next().unwrap(), &table);
    for now in times {
        match clock.status {
            Status::Running => clock.pause(now, &table),
            _ => clock.resume(now, &table),
        }
    }
    zone.show(clock.due(&table).unwrap().raw())
}

#[test]
fn the_day_of_start_passes_once_whether_a_clock_runs_or_not() {
    let two = Budget::Workdays(2);
    assert_eq!(paused(two, &["2026-11-23 10:00"]), "2026-11-25 17:30");
    assert_eq!(
        paused(two, &["2026-11-23 10:00", "2026-11-23 11:00", "2026-11-23 12:00"]),
        "2026-11-25 17:30"
    );
    assert_eq!(
        paused(two, &["2026-11-23 10:00", "2026-11-23 11:00", "2026-11-24 09:00"]),
        "2026-11-25 17:30"
    );
    assert_eq!(
        paused(two, &["2026-11-23 10:00", "2026-11-23 11:00", "2026-11-26 09:00"]),
        "2026-11-27 15:00"
    );
    assert_eq!(
        paused(two, &["2026-11-23 10:00", "2026-11-24 09:00", "2026-11-26 09:00"]),
        "2026-11-27 15:00"
    );
}

#[test]
fn a_clock_stands_still_while_anything_pauses_it() {
    let table = Table::new(0, vec![0, 86_400_000_000], &[], Terms::AsTheyFall).unwrap();
    let mut clock = Clock::start(Budget::Elapsed(100), 0, &table);
    clock.pause(10, &table);
    clock.pause(20, &table);
    clock.resume(30, &table);
    assert_eq!((clock.status, clock.due(&table), clock.left(40, &table)), (Status::Paused(1), None, 90));
    clock.resume(50, &table);
    assert_eq!(clock.due(&table), Some(Reach::At(140)));
    clock.resume(55, &table);
    clock.stop(60, &table);
    clock.pause(65, &table);
    assert_eq!((clock.status, clock.left(70, &table)), (Status::Stopped, 80));
    // Another visit under the same budget, then less of it, then another kind of time.
    clock.go_on(1_000, &table);
    assert_eq!(clock.due(&table), Some(Reach::At(1_080)));
    clock.rebudget(Budget::Elapsed(50), 1_010, &table);
    assert_eq!(clock.due(&table), Some(Reach::At(1_030)));
    clock.rebudget(Budget::Days { months: 0, days: 0 }, 1_020, &table);
    assert_eq!(clock.due(&table), Some(Reach::At(86_400_000_000)));
}

#[test]
fn parts_are_rounded_up_to_a_microsecond() {
    let table = Table::new(0, vec![0, 86_400_000_000], &[], Terms::AsTheyFall).unwrap();
    let part = |percent, spent| table.part_used(Unit::Elapsed, percent, spent, 1_000, Reach::At(1_150));
    assert_eq!(part(1, 0), Reach::At(1_002));
    assert_eq!(part(2, 0), Reach::At(1_003));
    assert_eq!(part(50, 50), Reach::At(1_050));
    assert_eq!(part(10, 50), Reach::At(1_000));
}

#[test]
fn when_it_is_open() {
    check(
        BERLIN,
        "open 2026-11-23 09:00 -> true
         open 2026-11-23 17:30 -> false
         open 2026-12-24 10:00 -> false
         open 2030-01-02 10:00 -> false
         open 2026-11-23 09:00 to 2026-11-23 17:30 -> true
         open 2026-11-23 09:00 to 2026-11-23 17:31 -> false
         open 2026-11-23 10:00 to 2026-11-23 10:00 -> true
         open 2026-11-23 08:00 to 2026-11-23 08:00 -> false
         open 2026-11-23 11:00 to 2026-11-23 10:00 -> false
         open from 2026-11-23 10:00 -> 2026-11-23 10:00
         open from 2026-11-27 15:00 -> 2026-11-30 09:00
         open from 2027-12-31 15:00 -> After
         opens next after 2026-11-23 09:00 -> 2026-11-24 09:00
         opens next after 2026-11-23 08:59 -> 2026-11-23 09:00
         date of 2026-11-23 23:59 -> 2026-11-23
         date of 2025-12-31 23:59 -> Before
         date of 2028-01-01 00:00 -> After
         start of 2025-12-31 -> Before
         start of 2028-01-01 -> 2028-01-01 00:00
         start of 2028-01-02 -> After",
    );
    check("UTC, always", "opens next after 2026-11-23 00:00 -> 2026-11-24 00:00");
}

#[test]
fn night_shifts_belong_to_the_day_they_begin() {
    check(
        "UTC, mon-sun 22:00-06:30, closed 2026-11-25",
        "1 workday after 2026-11-23 10:00 -> 2026-11-25 06:30
         1 workday after 2026-11-24 03:00 -> 2026-11-27 06:30
         2 workhours after 2026-11-25 06:00 -> 2026-11-26 23:30
         consumed of 1 workday 2026-11-24 03:00 to 2026-11-25 06:30 -> 0
         opens next after 2026-11-24 23:00 -> 2026-11-26 22:00
         open 2026-11-25 03:00 -> true
         open 2026-11-26 03:00 -> false",
    );
    // Three shifts that overlap by half an hour are open round the clock, and no instant counts twice.
    check(
        "UTC, mon-sun 06:00-14:30, mon-sun 14:00-22:30, mon-sun 22:00-06:30",
        "24 workhours after 2026-11-23 07:00 -> 2026-11-24 07:00
         open 2026-11-23 00:00 to 2026-11-30 00:00 -> true",
    );
}

#[test]
fn daylight_saving() {
    // In 2027, Berlin skips 02:00 to 03:00 on 28 March and has it twice on 31 October.
    check(
        "Europe/Berlin, always",
        "24 hours after 2027-03-27 12:00 -> 2027-03-28 13:00
         24 workhours after 2027-10-30 12:00 -> 2027-10-31 11:00
         1 day after 2027-03-27 12:00 -> 2027-03-29 00:00
         2 workdays after 2027-10-29 12:00 -> 2027-11-01 00:00
         start of 2027-03-28 -> 2027-03-28 00:00",
    );
    check(
        "Europe/Berlin, sun 02:30-06:00",
        "open from 2027-03-27 12:00 -> 2027-03-28 03:00
         3 workhours after 2027-03-27 12:00 -> 2027-03-28 06:00
         4 workhours after 2027-10-30 12:00 -> 2027-10-31 05:30",
    );
    check("Europe/Berlin, sun 02:15-02:45", "opens next after 2027-03-22 12:00 -> 2027-04-04 02:15");
}

#[test]
fn local_times_are_the_first_instant_that_shows_them() {
    let at = |zone: &str, text: &str| Zone::named(zone).unwrap().read(text).unwrap();
    let utc = |text: &str| at("UTC", text);
    assert_eq!(at("Europe/Berlin", "2027-03-28 02:30"), utc("2027-03-28 01:00"));
    assert_eq!(at("Europe/Berlin", "2027-10-31 02:30"), utc("2027-10-31 00:30"));
    assert_eq!(at("Europe/Berlin", "2027-10-31 03:00"), utc("2027-10-31 02:00"));
    // Cairo skips midnight itself; Samoa skipped a whole date.
    assert_eq!(at("Africa/Cairo", "2024-04-26 00:00"), utc("2024-04-25 22:00"));
    assert_eq!(at("Pacific/Apia", "2011-12-30 15:00"), at("Pacific/Apia", "2011-12-31 00:00"));
    let samoa = rules("Pacific/Apia, always").expand(date("2011-12-28"), date("2012-01-03")).unwrap();
    let from = at("Pacific/Apia", "2011-12-29 12:00");
    assert_eq!(samoa.due(Budget::Workdays(1), from).raw(), at("Pacific/Apia", "2012-01-01 00:00"));
    assert_eq!(
        samoa.due(Budget::Days { months: 0, days: 1 }, from).raw(),
        at("Pacific/Apia", "2011-12-31 00:00")
    );
}

#[test]
fn instants_as_people_write_them() {
    let zone = Zone::named("America/New_York").unwrap();
    for text in ["2026-11-23 10:00", "2026-11-23 00:00:30", "1969-12-31 23:59"] {
        assert_eq!(zone.show(zone.read(text).unwrap()), text);
    }
    for text in
        ["2026-11-23", "2026-11-31 10:00", "2026-11-23 24:00", "2026-11-23 10:00:", "2026-11-23T10:00", "x"]
    {
        let error = zone.read(text).unwrap_err().to_string();
        assert_eq!(error, format!("`{text}` is not a date and a time; write it like `2026-11-23 10:00`"));
    }
    assert_eq!(zone.show(i64::MAX), zone.show(i64::MAX - 1));
}

/// Every block of questions in the design page holds.
#[test]
fn the_design_page_is_true() {
    let page = include_str!("../../docs/calendar.md");
    let blocks: Vec<&str> = page.split("```calendar\n").skip(1).collect();
    assert_eq!(blocks.len(), 6);
    for block in blocks {
        let (calendar, rest) = block.split_once('\n').unwrap();
        check(calendar, rest.split_once("```").unwrap().0);
    }
}

#[test]
fn dates() {
    assert_eq!(date("1970-01-01"), 0);
    assert_eq!(date("2000-03-01") - date("2000-02-28"), 2);
    assert_eq!(date("1900-03-01") - date("1900-02-28"), 1);
    assert_eq!(weekday(date("2026-11-23")), 0);
    assert_eq!(weekday(date("1969-12-28")), 6);
    assert_eq!(date_text(add_months(date("2027-05-31"), -3)), "2027-02-28");
    assert_eq!(date_text(add_months(date("2026-12-31"), 14)), "2028-02-29");
    for text in ["2026-2-03", "2026-13-01", "2026-02-29", "2026-02-00", "2026-02-03-1", "+026-02-03", ""] {
        assert_eq!(parse_date(text), None, "{text}");
    }
    for day in (-719_000..2_900_000).step_by(37) {
        assert_eq!(date(&date_text(day)), day);
    }
}

#[test]
fn an_unknown_zone_names_its_neighbours() {
    let error = |zone: &str| Zone::named(zone).unwrap_err().to_string();
    assert_eq!(error("Europe/Berln"), "there is no time zone `Europe/Berln`; did you mean `Europe/Berlin`?");
    assert_eq!(error("Berlin"), "there is no time zone `Berlin`; did you mean `Europe/Berlin`?");
    assert_eq!(
        error("Asia/New York"),
        "there is no time zone `Asia/New York`; did you mean `America/New_York`?"
    );
    assert_eq!(
        error("Xyzzy/Plugh"),
        "there is no time zone `Xyzzy/Plugh`; write a name such as `Europe/Berlin` or `UTC`"
    );
}

#[test]
fn rules_that_make_no_calendar() {
    let refused = |rules: &Rules, first, end| rules.expand(first, end).unwrap_err();
    let office = rules("UTC, mon-fri 09:00-17:00");
    assert_eq!(refused(&office, 5, 5), RulesError::Horizon);
    assert_eq!(refused(&office, i32::MIN, 5), RulesError::Horizon);
    assert_eq!(refused(&office, 5, i32::MAX), RulesError::Horizon);
    let odd = rules("UTC, mon-fri 09:00-17:00, sat 24:00-17:00");
    assert_eq!(
        refused(&odd, 0, 5).to_string(),
        "opening hours number 2 name no weekday from 0 to 6 or no time from 00:00 to 24:00"
    );
}
