//! Brute force: whatever can happen to an item of a small accepted workflow is tried.
//!
//! What the checker accepts must have, in every state that can be reached, an owner of the static set, a way
//! to an end, and no fault of the interpreter. The oracle shares the lowering with the checker and nothing
//! else.

use super::generate;
use handoff::abi::event::{Event, events};
use handoff::abi::image::{CallState, Image, Status, StrandState};
use handoff::abi::manifest::{EventKind, PlaceKind};
use handoff::abi::{Shape, Value};
use handoff::base::Id;
use handoff::calendar::{Table, parse_date};
use handoff::check::Checked;
use handoff::compile;
use handoff::interpret::{Answer, World, step};
use handoff::plan::{PlaceId, Site};
use std::collections::{BTreeMap, VecDeque};

/// What came of a workflow.
enum Seen {
    Refused,
    /// More states than are worth trying.
    Large,
    Explored(usize),
}

const MOST: usize = 1_500;

/// An item's world, small enough to try everything in.
struct Explorer<'c> {
    checked: &'c Checked,
    tables: Vec<Table>,
}

fn tables(checked: &Checked) -> Vec<Table> {
    let horizon = (parse_date("2026-01-01").unwrap(), parse_date("2032-01-01").unwrap());
    checked
        .model()
        .calendars
        .values()
        .map(|calendar| calendar.rules.expand(horizon.0, horizon.1).unwrap())
        .collect()
}

/// A few values of a shape: enough to take every branch.
pub(crate) fn values(shape: &Shape) -> Vec<Value> {
    match shape {
        Shape::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Shape::Option(inner) => vec![Value::NONE, Value::some(values(inner)[0].clone())],
        Shape::Choice(cases) => {
            let case = |(at, case): (usize, &handoff::abi::Case)| {
                Value::Choice(
                    at as u16,
                    case.fields.iter().map(|field| values(&field.shape)[0].clone()).collect(),
                )
            };
            cases.iter().enumerate().map(case).collect()
        }
        Shape::List(inner) => vec![Value::List(values(inner)[..1].to_vec())],
        Shape::Record(fields) => vec![Value::Record(payloads(fields)[0].clone())],
        Shape::Int | Shape::U32 => vec![Value::Int(1)],
        Shape::AnyMoney | Shape::Span => vec![Value::zero(shape)],
        text if text.is_text() => vec![Value::text("x")],
        _ => vec![Value::Int(1)],
    }
}

/// A few payloads with these fields: each field takes each of its values once.
pub(crate) fn payloads(fields: &[handoff::abi::Field]) -> Vec<Vec<Value>> {
    let all: Vec<Vec<Value>> = fields.iter().map(|field| values(&field.shape)).collect();
    let most = all.iter().map(Vec::len).max().unwrap_or(1);
    (0..most).map(|turn| all.iter().map(|values| values[turn % values.len()].clone()).collect()).collect()
}

/// All that can happen to an item now.
pub(crate) fn happenings(checked: &Checked, image: &Image, now: i64) -> Vec<Event> {
    let plan = &checked.plans()[0];
    let model = checked.model();
    let shapes = |fields: &[handoff::model::Field]| -> Vec<handoff::abi::Field> {
        fields
            .iter()
            .map(|field| handoff::abi::Field::new(field.name.as_str(), model.shape(&field.ty)))
            .collect()
    };
    let mut all = Vec::new();
    if image.header.status == Status::New {
        for fields in payloads(&shapes(&plan.alts[plan.start].fields)) {
            all.push(Event::machine(now, plan.event(plan.start), fields));
        }
        return all;
    }
    if image.header.next_due < i64::MAX {
        all.push(Event::machine(image.header.next_due.max(now), events::TICK, Vec::new()));
    }
    let owner = model.teams.values().nth(usize::from(image.strands[0].owner)).unwrap().role.index() as u16;
    for (call, _) in image.calls.iter().enumerate().filter(|(_, call)| call.head.state == CallState::Unknown)
    {
        for happened in [true, false] {
            let fields = vec![Value::Int(call as i64), Value::Bool(happened), Value::text("asked the bank")];
            let person = "ana".to_owned();
            all.push(Event {
                now,
                strand: 0,
                visit: 0,
                person,
                roles: vec![owner],
                case: events::RESOLVE,
                fields,
            });
        }
    }
    for (id, alt) in plan.alts.iter().filter(|(id, _)| *id != plan.start) {
        let strands: Vec<u16> = match (alt.site, alt.place) {
            (Site::Call(call), _) if image.calls[call.index()].head.state == CallState::Flying => vec![0],
            (Site::Call(_), _) => Vec::new(),
            (_, None) => vec![0],
            (_, Some(place)) => (0..image.strands.len() as u16)
                .filter(|strand| usize::from(image.strands[usize::from(*strand)].place) == place.index())
                .collect(),
        };
        for strand in strands {
            let visit = match alt.site {
                Site::Call(call) => image.calls[call.index()].head.number,
                _ => 0,
            };
            let owner = image.strands[usize::from(strand)].owner;
            let roles: Vec<u16> = match alt.kind {
                EventKind::Accept | EventKind::Return => {
                    alt.who.iter().map(|role| role.index() as u16).collect()
                }
                _ => vec![model.teams.values().nth(usize::from(owner)).unwrap().role.index() as u16],
            };
            let person = if alt.who.is_empty() { String::new() } else { "ana".to_owned() };
            for fields in payloads(&shapes(&alt.fields)) {
                let person = person.clone();
                let roles = roles.clone();
                all.push(Event { now, strand, visit, person, roles, case: plan.event(id), fields });
            }
        }
    }
    all
}

/// A state without what only counts: instants, sequence numbers, visits.
fn essence(image: &Image) -> String {
    let mut image = image.clone();
    let header = &mut image.header;
    (header.seq, header.high_water, header.order, header.next_due) = (0, 0, 0, 0);
    for strand in &mut image.strands {
        (strand.visit, strand.entered) = (0, 0);
    }
    for clock in &mut image.clocks {
        (clock.amount, clock.consumed, clock.spent, clock.since, clock.end, clock.due) = (0, 0, 0, 0, 0, 0);
    }
    for slot in &mut image.slots {
        (slot.head.at, slot.head.order, slot.head.times) = (0, 0, 0);
    }
    for ask in &mut image.asks {
        ask.round = 0;
    }
    let mut orders: Vec<u32> = image.calls.iter().map(|call| call.head.order).collect();
    orders.sort_unstable();
    for call in &mut image.calls {
        call.head.order = orders.iter().position(|order| *order == call.head.order).unwrap() as u32;
        call.head.number = 0;
        // No generated operation is tried more than twice in a row.
        call.head.attempt %= 2;
    }
    format!("{image:?}")
}

impl Explorer<'_> {
    /// Tries everything; says what is wrong with the first state that breaks a law.
    fn explore(&self) -> Result<Seen, String> {
        let plan = &self.checked.plans()[0];
        let world = World { model: self.checked.model(), plan, tables: &self.tables };
        let start = parse_date("2026-03-02").map(i64::from).unwrap() * 86_400_000_000 + 36_000_000_000;
        let blank = plan.parts.blank();
        let mut states: Vec<(Image, i64)> = vec![(blank.clone(), start)];
        let mut known = BTreeMap::from([(essence(&blank), 0)]);
        let mut before: Vec<Vec<usize>> = vec![Vec::new()];
        let mut open = VecDeque::from([0]);
        while let Some(at) = open.pop_front() {
            let (image, now) = states[at].clone();
            if image.header.status == Status::Ended {
                continue;
            }
            for event in happenings(self.checked, &image, now) {
                let answer = step(&world, &image, &event);
                let answer =
                    answer.map_err(|fault| format!("{fault} ({fault:?}) after {event:?}\n{image:#?}"))?;
                let Answer::Moved { image: next, .. } = answer else { continue };
                self.lawful(&next)?;
                let fresh = states.len();
                let to = *known.entry(essence(&next)).or_insert(fresh);
                if to == fresh {
                    states.push((*next, event.now));
                    before.push(Vec::new());
                    open.push_back(to);
                }
                before[to].push(at);
                if states.len() > MOST {
                    return Ok(Seen::Large);
                }
            }
        }
        let ended = (0..states.len()).filter(|at| states[*at].0.header.status == Status::Ended);
        let mut leads = vec![false; states.len()];
        let mut open: Vec<usize> = ended.collect();
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut leads[at], true) {
                open.extend(&before[at]);
            }
        }
        match leads.iter().position(|leads| !leads) {
            Some(stuck) => Err(format!("no end can be reached from {:#?}", states[stuck].0)),
            None => Ok(Seen::Explored(states.len())),
        }
    }

    /// Every live strand rests at a place, is owned by one of the static set, and has a clock or waits for one.
    fn lawful(&self, image: &Image) -> Result<(), String> {
        let plan = &self.checked.plans()[0];
        if image.header.status == Status::Ended {
            return Ok(());
        }
        for strand in image.strands.iter().filter(|strand| strand.state == StrandState::Live) {
            let place = PlaceId(strand.place.into());
            let Some(known) = plan.places.get(place) else {
                return Err(format!("a live strand is nowhere: {image:#?}"));
            };
            let owners = self.checked.owners(0, place);
            if !owners.iter().any(|owner| owner.index() == usize::from(strand.owner)) {
                return Err(format!("team {} owns at `{}`, not of {owners:?}", strand.owner, known.name));
            }
        }
        let waits = image.strands[0].place;
        let kind = plan.places.get(PlaceId(waits.into())).map(|place| place.kind);
        let flies = image.calls.iter().any(|call| call.head.state == CallState::Flying);
        if image.header.next_due == i64::MAX && !flies && !matches!(kind, Some(PlaceKind::Ending)) {
            return Err(format!("nothing runs: {image:#?}"));
        }
        Ok(())
    }
}

/// Explores the workflow of a seed.
fn explore(seed: u64) -> Seen {
    let text = generate::workflow(seed);
    let files = BTreeMap::from([("thing.flow".to_owned(), text.clone())]);
    let checking = compile::check(&["thing.flow"], &files);
    let Ok(checked) = checking.program else {
        let odd = checking
            .findings
            .iter()
            .find(|found| ["not-understood", "missing-piece", "unknown-name"].contains(&found.code.name));
        assert!(odd.is_none(), "seed {seed}: {odd:?}\n{text}");
        return Seen::Refused;
    };
    let explorer = Explorer { tables: tables(&checked), checked: &checked };
    explorer.explore().unwrap_or_else(|why| panic!("seed {seed}: {why}\n{text}"))
}

#[test]
fn accepted_workflows_keep_their_owners_and_reach_an_end() {
    let seeds = super::setting("HANDOFF_SEEDS").and_then(|seeds| seeds.parse().ok()).unwrap_or(300);
    let (mut refused, mut large, mut explored, mut states) = (0, 0, 0, 0);
    for seed in 0..seeds {
        match explore(seed) {
            Seen::Refused => refused += 1,
            Seen::Large => large += 1,
            Seen::Explored(count) => {
                explored += 1;
                states += count;
            }
        }
    }
    println!("{explored} explored ({states} states), {large} too large, {refused} refused");
    assert!(explored * 5 >= seeds, "only {explored} of {seeds} were explored");
}
