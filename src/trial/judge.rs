//! Whether a claim about an item is true; if not, what is instead.
//!
//! In: a session, a claim. Out: nothing, or the truth in words. Not here: where it is written (`mod.rs`).

use super::session::{Denied, Session, calls_of, name, open_asks};
use super::step::Claim;
use super::told::half;
use crate::abi::image::{CallState, Clock, ClockState, NEVER, Status};
use crate::abi::json::{self, Json};
use crate::abi::manifest::{PlaceKind, Workflow};
use crate::abi::{Shape, Span as Length, Value};
use crate::calendar::{self, Zone};
use crate::run::{Item, Task};
use crate::store::Store;

/// What a claim is looked at with.
pub(super) struct Judge<'j, S> {
    session: &'j Session<S>,
    item: Item,
    workflow: &'j Workflow,
    /// The labels that are unmet, told by whoever knows the terms.
    unmet: Vec<String>,
}

/// Nothing if a claim is true, else what is.
type Verdict = Result<(), String>;

impl<'j, S: Store> Judge<'j, S> {
    /// A judge of the item in hand.
    pub(super) fn of(session: &'j Session<S>, unmet: Vec<String>) -> Result<Self, Denied> {
        let item = session.look()?;
        let workflow = session.workflow(&item)?;
        Ok(Judge { session, item, workflow, unmet })
    }

    /// Whether a claim is true.
    pub(super) fn judge(&self, claim: &Claim) -> Verdict {
        match claim {
            Claim::At(place, half) => self.at(place, *half),
            Claim::Owner(team) => {
                let owners = self.item.tasks.iter().map(|task| task.owner.clone());
                among(team, owners.collect(), "nobody owns it")
            }
            Claim::Unmet(label) => among(label, self.unmet.clone(), "nothing is unmet"),
            Claim::WaitingFor(who) => among(who, self.awaited(), "nothing is waited for"),
            Claim::Left(clock, length) => self.left(clock.as_deref(), *length),
            Claim::Late(clock) => self.late(clock),
            Claim::Due(at) => self.due(|end| end == *at),
            Claim::DueOn(day) => self.due(|end| self.zone().date_of(end - 1) == *day),
            Claim::Paused(clock, paused) => {
                let cell = self.clock(Some(clock))?;
                let stands = cell.state == ClockState::Paused;
                truth(stands == *paused, if stands { "it stands still" } else { "it runs" })
            }
            Claim::Done(place, done) => {
                let is = self.item.done.get(place).is_some();
                truth(is == *done, if is { "it is done" } else { "it is not done" })
            }
            Claim::Notified(who) => self.notified(who),
            Claim::Called(operation) => {
                among(operation, self.session.outside.called.clone(), "nothing was called")
            }
            Claim::Kept(place) => among(place, self.kept()?, "nothing was kept"),
            Claim::Undone(call) => self.undone(call),
            Claim::Ended(outcome, fields) => self.ended(outcome.as_deref(), fields),
        }
    }

    fn at(&self, place: &str, half: Option<bool>) -> Verdict {
        let kind = |task: &Task| match half {
            Some(true) => task.kind == PlaceKind::Open,
            Some(false) => task.kind == PlaceKind::Offered,
            None => true,
        };
        let there = self.item.tasks.iter().any(|task| task.place == place && kind(task));
        truth(there, &format!("the work is at {}", self.whereabouts()))
    }

    fn whereabouts(&self) -> String {
        let places = self.item.tasks.iter().map(|task| format!("`{}`{}", task.place, half(task.kind)));
        let places: Vec<String> = places.collect();
        if places.is_empty() { "its end".to_owned() } else { places.join(", ") }
    }

    /// Parties that are asked, operations that are called, events that are awaited.
    fn awaited(&self) -> Vec<String> {
        let asked = open_asks(&self.item, self.workflow).map(|(party, _)| party.to_owned());
        let flying = |name: &&str| {
            let mut calls = calls_of(self.session.runtime.program(), self.workflow, name);
            calls.any(|call| self.item.image.calls[usize::from(call)].head.state == CallState::Flying)
        };
        let operations = &self.session.runtime.program().manifest().operations;
        let called = operations.iter().map(|known| known.name.as_str()).filter(flying).map(str::to_owned);
        let waits = self.item.tasks.iter().filter(|task| task.kind == PlaceKind::Wait);
        let events = waits.flat_map(|task| {
            let here = move |place: Option<u16>| {
                let place = place.and_then(|place| self.workflow.places.get(usize::from(place)));
                place.is_some_and(|place| place.name == task.place)
            };
            self.workflow.events.iter().filter(move |site| here(site.place)).map(|site| site.name.clone())
        });
        asked.chain(called).chain(events).collect()
    }

    /// The cell of a clock: by its name, or the one that measures the work where it is.
    fn clock(&self, named: Option<&str>) -> Result<&Clock, String> {
        let cells = || {
            let cells = self.item.image.clocks.iter().filter(|cell| cell.state != ClockState::Stopped);
            cells.filter_map(|cell| Some((cell, self.workflow.clocks.get(usize::from(cell.site))?)))
        };
        if let Some(name) = named {
            let found = cells().find(|(_, clock)| clock.name == name).map(|(cell, _)| cell);
            return found.ok_or_else(|| format!("no clock `{name}` runs; {}", listed(cells())));
        }
        let here = |place: Option<u16>| {
            let place = place.and_then(|place| self.workflow.places.get(usize::from(place)));
            place.is_some_and(|place| self.item.tasks.iter().any(|task| task.place == place.name))
        };
        let mut of_place: Vec<_> =
            cells().filter(|(_, clock)| here(clock.place) && !clock.name.ends_with(" claim")).collect();
        // The one that runs, of several its own: while a handoff is open, that of the offer stands still.
        of_place.sort_by_key(|(cell, clock)| (cell.state != ClockState::Running, clock.name.contains(' ')));
        of_place.first().map(|(cell, _)| *cell).ok_or_else(|| "no clock runs here".to_owned())
    }

    fn left(&self, named: Option<&str>, length: Length) -> Verdict {
        let cell = self.clock(named)?;
        let Some(table) = self.session.tables.get(usize::from(cell.span.calendar)) else {
            return Err("its calendar is not known".to_owned());
        };
        let status = match cell.state {
            ClockState::Running => calendar::Status::Running,
            ClockState::Paused => calendar::Status::Paused(cell.pauses),
            ClockState::Stopped => calendar::Status::Stopped,
        };
        let (unit, budget) = (cell.span.unit, cell.amount);
        let (consumed, spent, since) = (cell.consumed, cell.spent, cell.since);
        let ledger = calendar::Clock { unit, status, budget, consumed, spent, since };
        let now = self.session.now();
        let left = Length { months: 0, amount: ledger.left(now, table), ..cell.span };
        let claimed = table.amount(length.budget(), now);
        let shown = json::show(&Value::Span(left), &Shape::Span);
        truth(length.unit == unit && claimed == left.amount, &format!("{shown} left"))
    }

    fn late(&self, named: &str) -> Verdict {
        let cell = self.clock(Some(named))?;
        truth(cell.end <= self.session.now(), &self.until(cell.end))
    }

    fn due(&self, fits: impl Fn(i64) -> bool) -> Verdict {
        let cell = self.clock(None)?;
        truth(cell.end != NEVER && fits(cell.end), &self.until(cell.end))
    }

    fn until(&self, end: i64) -> String {
        match end {
            NEVER => "it stands still".to_owned(),
            end => format!("it is due {}", self.zone().show(end)),
        }
    }

    /// The zone in which this test speaks of time.
    fn zone(&self) -> Zone {
        zone(self.session)
    }

    fn notified(&self, who: &str) -> Verdict {
        let owned = self.item.tasks.first().map(|task| task.owner.as_str()).unwrap_or_default();
        let who = match who.strip_prefix("owner") {
            Some(part) if part.is_empty() || part.starts_with('.') => format!("{owned}{part}"),
            _ => who.to_owned(),
        };
        among(&who, self.session.outside.told.iter().map(name).collect(), "nobody was told anything")
    }

    /// The places that were ever passed over.
    fn kept(&self) -> Result<Vec<String>, String> {
        let past = self.session.runtime.history(self.item.id).map_err(|error| error.to_string())?;
        let effects = past.iter().flat_map(|past| &past.effects).filter(|(name, _)| name == "kept");
        let bits = effects.filter_map(|(_, fields)| fields.get("bit")?.as_u64());
        let names = bits.filter_map(|bit| self.workflow.parts.bits.get(bit as usize));
        Ok(names.map(|name| name.strip_suffix(" stands").unwrap_or(name).to_owned()).collect())
    }

    fn undone(&self, call: &str) -> Verdict {
        let calls = self.workflow.parts.calls.iter().zip(&self.item.image.calls);
        let undone = calls.filter(|(_, call)| call.head.state == CallState::Undone);
        among(call, undone.map(|(part, _)| part.name.clone()).collect(), "nothing was taken back")
    }

    fn ended(&self, outcome: Option<&str>, fields: &Json) -> Verdict {
        let over = matches!(self.item.status, Status::Ended | Status::Ending);
        let Some((name, carried)) = self.item.outcome.as_ref().filter(|_| over) else {
            return Err(format!("the work is at {}", self.whereabouts()));
        };
        let is = if carried.as_object().is_some_and(|fields| !fields.is_empty()) {
            format!("it ended {name} with {carried}")
        } else {
            format!("it ended {name}")
        };
        truth(outcome.is_none_or(|outcome| outcome == name) && self.carries(name, fields, carried), &is)
    }

    /// Whether each value that a test names is what the outcome carries.
    fn carries(&self, outcome: &str, fields: &Json, carried: &Json) -> bool {
        let Some(part) = self.workflow.parts.outcomes.iter().find(|part| part.name == outcome) else {
            return false;
        };
        let Some(fields) = fields.as_object() else { return true };
        fields.iter().all(|(name, value)| {
            let field = part.fields.iter().find(|field| field.name == *name);
            let read = |value| field.and_then(|field| json::read(value, &field.shape).ok());
            read(value).is_some() && read(value) == carried.get(name).and_then(read)
        })
    }
}

/// The zone in which a session speaks of time: that of the calendar of the last `now`.
pub(super) fn zone<S: Store>(session: &Session<S>) -> Zone {
    let calendars = &session.runtime.program().manifest().calendars;
    let named = session.calendar.and_then(|calendar| calendars.get(usize::from(calendar)));
    let named = named.and_then(|named| Zone::named(&named.rules.zone).ok());
    named.unwrap_or_else(Zone::utc)
}

fn listed<'c>(clocks: impl Iterator<Item = (&'c Clock, &'c crate::abi::manifest::Clock)>) -> String {
    let names: Vec<String> = clocks.map(|(_, clock)| format!("`{}`", clock.name)).collect();
    if names.is_empty() { "none does".to_owned() } else { format!("there are {}", names.join(", ")) }
}

fn truth(is: bool, instead: &str) -> Verdict {
    if is { Ok(()) } else { Err(instead.to_owned()) }
}

fn among(wanted: &str, found: Vec<String>, nothing: &str) -> Verdict {
    if found.iter().any(|name| name == wanted) {
        return Ok(());
    }
    let found: Vec<String> = found.iter().map(|name| format!("`{name}`")).collect();
    Err(if found.is_empty() { nothing.to_owned() } else { format!("it is {}", found.join(", ")) })
}
