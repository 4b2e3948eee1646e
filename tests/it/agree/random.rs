//! Events that may happen to an item, and some that may not.

use handoff::abi::event::events;
use handoff::abi::image::{Image, Status, StrandState};
use handoff::abi::manifest::EventKind;
use handoff::abi::{Currency, Event, Span, Unit, Value};
use handoff::base::Id;
use handoff::interpret::{Scope, World};
use handoff::model::{self, ExprKind, Range, Type};
use handoff::pattern::Pattern;
use handoff::plan::{Alt, AltId, PlaceId, Plan, Site, Witness};
use std::collections::BTreeMap;

/// A small generator: the same seed gives the same throws.
pub(crate) struct Dice {
    state: u64,
    /// Whether services fail again and again in this life.
    sour: bool,
}

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice { state: seed, sour: seed.is_multiple_of(3) }
    }

    /// A number below `sides`.
    pub(crate) fn throw(&mut self, sides: u64) -> u64 {
        // SplitMix64 (Steele, Lea and Flood, 2014).
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides.max(1)
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.throw(of.len() as u64) as usize)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.throw(100) < percent
    }
}

const PEOPLE: [&str; 4] = ["ana", "bo", "cy", "dora"];
const MINUTE: i64 = 60_000_000;

/// The next event for an item.
pub(crate) fn event(dice: &mut Dice, world: &World<'_>, image: &Image, now: i64) -> Event {
    let plan = world.plan;
    if image.header.status == Status::New {
        return of_alt(dice, world, image, plan.start, now);
    }
    let next = image.header.next_due;
    let later = now + dice.throw(300) as i64 * MINUTE;
    match dice.throw(100) {
        0..25 if next < i64::MAX => {
            let late = if dice.chance(20) { dice.throw(5_000) as i64 * MINUTE } else { 0 };
            Event::machine(next.max(now).saturating_add(late), events::TICK, Vec::new())
        }
        25..82 => {
            let known =
                here(dice, world, image).map_or_else(Vec::new, |place| plan.places[place].alts.clone());
            let known = if dice.sour && dice.chance(90) { failures(plan, known) } else { known };
            match dice.pick(&known) {
                Some(alt) => of_alt(dice, world, image, *alt, later),
                None => act(dice, world, image, later),
            }
        }
        82..95 => act(dice, world, image, later),
        _ => {
            let outside: Vec<AltId> =
                plan.alts.iter().filter(|(_, alt)| alt.place.is_none()).map(|(id, _)| id).collect();
            let any: Vec<AltId> = plan.alts.ids().collect();
            let from = if dice.chance(30) { &outside } else { &any };
            let alt = dice.pick(from).copied().unwrap_or(plan.start);
            of_alt(dice, world, image, alt, later)
        }
    }
}

/// Of what a service may say only that it did not answer.
fn failures(plan: &Plan, alts: Vec<AltId>) -> Vec<AltId> {
    let failed = |alt: &AltId| plan.alts[*alt].kind == EventKind::Fault;
    if alts.iter().any(failed) { alts.into_iter().filter(failed).collect() } else { alts }
}

/// The place of one of the live strands.
fn here(dice: &mut Dice, world: &World<'_>, image: &Image) -> Option<PlaceId> {
    let live: Vec<u16> = image
        .strands
        .iter()
        .filter(|strand| strand.state == StrandState::Live)
        .map(|strand| strand.place)
        .filter(|place| usize::from(*place) < world.plan.places.len())
        .collect();
    dice.pick(&live).map(|place| PlaceId((*place).into()))
}

fn of_alt(dice: &mut Dice, world: &World<'_>, image: &Image, id: AltId, now: i64) -> Event {
    let plan = world.plan;
    let alt = &plan.alts[id];
    let strand = alt.place.map_or(0, |place| plan.table.strand(plan, plan.places[place].node).index());
    let visit = match alt.site {
        Site::Call(call) => image.calls[call.index()].head.number,
        _ if dice.chance(5) => dice.throw(6) as u32,
        _ => 0,
    };
    let (person, roles) = somebody(dice, world, alt);
    let mut fields: Vec<Value> = alt.fields.iter().map(|field| value(dice, world.model, &field.ty)).collect();
    read_back(dice, world, image, alt, &mut fields);
    Event { now, strand: strand as u16, visit, person, roles, case: plan.event(id), fields }
}

/// What is to be restated is, mostly, restated rightly.
fn read_back(dice: &mut Dice, world: &World<'_>, image: &Image, alt: &Alt, fields: &mut [Value]) {
    let exprs = &world.plan.exprs;
    for check in alt.checks.iter().filter(|check| matches!(check.named, Witness::ReadBack(_))) {
        let ExprKind::Compare(_, left, right) = exprs[check.condition].kind else { continue };
        for (given, path) in [(left, right), (right, left)] {
            let ExprKind::Field(of, at) = exprs[given].kind else { continue };
            if exprs[of].kind != ExprKind::Local(alt.payload) || dice.chance(10) {
                continue;
            }
            let mut scope = Scope { world, image, now: 0, strand: 0, locals: BTreeMap::new() };
            if let Ok(value) = scope.eval(path) {
                fields[usize::from(at)] = value;
            }
        }
    }
}

/// Who acts: mostly somebody who may.
fn somebody(dice: &mut Dice, world: &World<'_>, alt: &Alt) -> (String, Vec<u16>) {
    let person = if alt.who.is_empty() && dice.chance(50) { "" } else { dice.pick(&PEOPLE).unwrap() };
    let all = world.model.roles.len() as u64;
    let mut roles: Vec<u16> = alt.who.iter().map(|role| role.index() as u16).collect();
    if dice.chance(8) {
        roles.clear();
    }
    roles.push(dice.throw(all) as u16);
    (person.to_owned(), roles)
}

/// One of the treaty's own events.
fn act(dice: &mut Dice, world: &World<'_>, image: &Image, now: i64) -> Event {
    let case = dice.throw(events::own().len() as u64) as u16;
    let fields = match case {
        events::CANCEL => vec![Value::text("no")],
        events::DELEGATE => vec![Value::text(*dice.pick(&PEOPLE).unwrap())],
        events::SUSPEND => {
            vec![Value::text("later"), Value::Int(now + dice.throw(3_000) as i64 * MINUTE)]
        }
        events::RESOLVE => {
            vec![Value::Int(dice.throw(3) as i64), Value::Bool(dice.chance(50)), Value::text("asked")]
        }
        _ => Vec::new(),
    };
    let strand = dice.throw(image.strands.len() as u64 + 1) as u16;
    let strand = if dice.chance(70) { 0 } else { strand };
    let roles = (0..world.model.roles.len() as u16).filter(|_| dice.chance(70)).collect();
    let person = (*dice.pick(&PEOPLE).unwrap()).to_owned();
    let case = if case == events::TICK { events::CLAIM } else { case };
    Event { now, strand, visit: 0, person, roles, case, fields }
}

/// A value of a type, mostly one that its refinements allow.
pub(crate) fn value(dice: &mut Dice, model: &model::Model, ty: &Type) -> Value {
    match ty {
        Type::Unknown | Type::Bool => Value::Bool(dice.chance(50)),
        Type::Int(range) | Type::Decimal(range) | Type::Money(Some(_), range) => {
            Value::Int(number(dice, *range))
        }
        Type::Money(None, range) => {
            let currency = *dice.pick(&["EUR", "JPY", "KWD"]).unwrap();
            Value::Money(number(dice, *range), Currency::new(currency).unwrap())
        }
        Type::Text(Some(pattern)) if dice.chance(90) => {
            let wanted = &model.patterns[*pattern];
            let text = Pattern::compile(&wanted.source).unwrap().witness().unwrap_or_default();
            Value::text(if wanted.iban {
                crate::pattern::with_check_digits(&text).unwrap_or_default()
            } else {
                text
            })
        }
        Type::Text(_) => Value::text(*dice.pick(&["", "note", "long enough to matter", "Ünï"]).unwrap()),
        Type::Date => Value::Int(20_780 + dice.throw(60) as i64),
        Type::Time => Value::Int(dice.throw(1_440) as i64),
        Type::Instant => Value::Int((20_780 * 1_440 + dice.throw(60 * 1_440) as i64) * MINUTE),
        Type::Span(unit) => Value::Span(span(dice, *unit)),
        Type::Person(_) => Value::text(*dice.pick(&PEOPLE).unwrap()),
        Type::File | Type::Link | Type::Item(_) => Value::text(*dice.pick(&["a.jpg", "b", ""]).unwrap()),
        Type::Calendar => Value::Int(0),
        Type::Record(record) => Value::Record(values(dice, model, &model.records[*record].fields)),
        Type::Choice(choice) => {
            let cases = &model.choices[*choice].cases;
            let case = dice.throw(cases.len() as u64) as usize;
            Value::Choice(case as u16, values(dice, model, &cases[case].fields))
        }
        Type::List(list) => {
            let len = u64::from(list.min) + dice.throw(u64::from(list.max.min(3)) + 1);
            Value::List((0..len).map(|_| value(dice, model, &list.of)).collect())
        }
        Type::Optional(inner) => {
            if dice.chance(60) {
                Value::some(value(dice, model, inner))
            } else {
                Value::NONE
            }
        }
    }
}

fn values(dice: &mut Dice, model: &model::Model, fields: &[model::Field]) -> Vec<Value> {
    fields.iter().map(|field| value(dice, model, &field.ty)).collect()
}

fn number(dice: &mut Dice, range: Range) -> i64 {
    let (low, high) = (range.lo.max(-1_000_000), range.hi.min(1_000_000));
    match dice.throw(50) {
        0 => (range.lo.clamp(i128::from(i64::MIN), i128::from(i64::MAX))) as i64,
        1 => (range.hi.clamp(i128::from(i64::MIN), i128::from(i64::MAX))) as i64,
        2 => (low - 1) as i64,
        3..20 => low.max(0) as i64 + dice.throw(4) as i64,
        _ => (low + i128::from(dice.throw((high - low).max(0) as u64 + 1))) as i64,
    }
}

fn span(dice: &mut Dice, unit: Option<Unit>) -> Span {
    let unit =
        unit.unwrap_or(*dice.pick(&[Unit::Elapsed, Unit::OpenTime, Unit::Workdays, Unit::Days]).unwrap());
    let amount = match unit {
        Unit::Elapsed | Unit::OpenTime => dice.throw(3_000) as i64 * MINUTE,
        Unit::Workdays | Unit::Days => dice.throw(10) as i64,
    };
    let months = if unit == Unit::Days { dice.throw(3) as i32 } else { 0 };
    Span { unit, calendar: Span::OWNERS, months, amount }
}
