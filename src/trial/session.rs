//! Steps against the real runtime: one item in hand, a clock, people, and what was said outside.
//!
//! In: [`Step`]s. Out: what is there afterwards, or why a step did nothing. A virtual clock moves from due
//! instant to due instant, so that everything happens at its own time. Not here: claims (`judge`).

use super::step::Step;
use crate::abi::Span as Length;
use crate::abi::image::{CallState, ClockState, NEVER};
use crate::abi::json::{self, Json};
use crate::abi::manifest::{EffectKind, EventKind, EventSite, Workflow};
use crate::base::nearest;
use crate::calendar::{Civil, Reach, RulesError, Table};
use crate::run::{
    Act, Addressee, Call, CallKey, Clock, Error, Item, Notice, Outcome, People, Program, Receipt, Request,
    Roster, Runtime, Services, SystemClock, Task, VirtualClock,
};
use crate::store::{ItemId, Store, Which};
use std::sync::{Arc, Mutex, PoisonError};

/// People that become more while a runtime looks at them.
#[derive(Default)]
struct Staff(Mutex<People>);

impl Staff {
    fn now(&self) -> People {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn join(&self, person: &str, team: &str) {
        let more = self.now().with(person, team);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = more;
    }
}

impl Roster for Staff {
    fn has(&self, person: &str, team: &str, part: Option<&str>) -> bool {
        self.now().has(person, team, part)
    }

    fn is_staffed(&self, team: &str) -> bool {
        self.now().is_staffed(team)
    }
}

/// What went out, in words and by name.
#[derive(Default, Debug)]
pub(super) struct Outside {
    /// Who was told something since the last act, or since time passed last.
    pub(super) told: Vec<Addressee>,
    /// Operations that were called, ever.
    pub(super) called: Vec<String>,
    /// All of it as lines, for whoever reads along, each with its item.
    pub(super) lines: Vec<(ItemId, String)>,
}

impl Services for Outside {
    fn call(&mut self, call: &Call) -> Outcome {
        self.lines.push((call.key.item, format!("called {}: {}", call.operation, call.fields)));
        self.called.push(call.operation.clone());
        Outcome::Later
    }

    fn notify(&mut self, notice: &Notice) -> Result<(), String> {
        let names: Vec<String> = notice.to.iter().map(name).collect();
        self.lines.push((notice.item, format!("told {}: {}", names.join(", "), notice.sentence)));
        self.told.extend(notice.to.iter().cloned());
        Ok(())
    }

    fn ask(&mut self, request: &Request) -> Result<(), String> {
        let line = format!("asked {} for {}", name(&request.of), request.wants.join(", "));
        self.lines.push((request.item, line));
        Ok(())
    }
}

/// Somebody, as they are written.
pub(super) fn name(who: &Addressee) -> String {
    match who {
        Addressee::Role(role) => role.clone(),
        Addressee::Party { name, .. } => name.clone(),
        Addressee::Person(person) => person.clone(),
    }
}

/// Why a step did nothing.
#[derive(Debug)]
pub enum Denied {
    /// The item's contract says no.
    Refused(String),
    /// It cannot be done at all.
    Wrong(String),
    /// The store failed: nothing further can be done either.
    Failed(crate::store::Error),
}

impl From<Error> for Denied {
    fn from(error: Error) -> Denied {
        match error {
            Error::Refused(refusal) => Denied::Refused(refusal.to_string()),
            Error::Store(error) => Denied::Failed(error),
            other => Denied::Wrong(other.to_string()),
        }
    }
}

impl From<crate::store::Error> for Denied {
    fn from(error: crate::store::Error) -> Denied {
        Denied::Failed(error)
    }
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Denied::Refused(why) | Denied::Wrong(why) => f.write_str(why),
            Denied::Failed(error) => error.fmt(f),
        }
    }
}

/// A runtime with its surroundings.
pub struct Session<S> {
    pub(super) runtime: Runtime<S>,
    /// The clock that can be moved; none where the wall's is followed.
    clock: Option<Arc<VirtualClock>>,
    time: Arc<dyn Clock>,
    staff: Arc<Staff>,
    pub(super) tables: Vec<Table>,
    pub(super) calendar: Option<u8>,
    pub(super) item: Option<ItemId>,
    pub(super) outside: Outside,
}

/// The most instants at which something happens in one advance: a test that needs more waits for years.
const PATIENCE: usize = 100_000;
/// How long a call that fails may go on being tried, in microseconds: a week.
const LONGEST_RETRY: i64 = 7 * 86_400_000_000;

impl<S: Store> Session<S> {
    /// A session over a store. With an instant the clock stands there; without, it is the machine's.
    ///
    /// # Errors
    /// As of [`Runtime::open`].
    pub fn open(program: Program, store: S, at: Option<i64>) -> Result<Session<S>, Error> {
        let staff = Arc::new(Staff::default());
        let clock = at.map(|at| Arc::new(VirtualClock::at(at)));
        let time: Arc<dyn Clock> = match &clock {
            Some(clock) => clock.clone(),
            None => Arc::new(SystemClock::new()),
        };
        let tables = tables(&program, time.now())?;
        let runtime = Runtime::open(program, store, time.clone(), staff.clone())?;
        let (calendar, item, outside) = (None, None, Outside::default());
        Ok(Session { runtime, clock, time, staff, tables, calendar, item, outside })
    }

    /// The runtime.
    pub fn runtime(&self) -> &Runtime<S> {
        &self.runtime
    }

    /// What time it is, in microseconds UTC.
    pub fn now(&self) -> i64 {
        self.time.now()
    }

    /// The item in hand: the one that was started or taken last.
    pub fn item(&self) -> Option<ItemId> {
        self.item
    }

    /// Takes another item in hand.
    pub fn take(&mut self, item: ItemId) {
        self.item = Some(item);
    }

    /// What went out since this was asked last, a line each that begins with its item.
    pub fn heard(&mut self) -> Vec<String> {
        let lines = std::mem::take(&mut self.outside.lines);
        let key = |item| {
            let row = self.runtime.store().item(item).ok().flatten();
            row.map_or_else(|| item.to_string(), |row| item.called(&row.key))
        };
        lines.into_iter().map(|(item, line)| format!("{}: {line}", key(item))).collect()
    }

    /// Does a step under an idempotency key. Claims are looked at elsewhere.
    ///
    /// # Errors
    /// [`Denied`]; the item is as it was then.
    pub fn perform(&mut self, step: &Step, key: &str) -> Result<(), Denied> {
        if !matches!(step, Step::Expect(_) | Step::People(_) | Step::Refused(_)) {
            self.outside.told.clear();
        }
        match step {
            Step::Now(at, calendar) => {
                self.calendar = *calendar;
                self.until(*at)
            }
            Step::People(people) => {
                people.iter().try_for_each(|(_, of)| self.known(of))?;
                people.iter().for_each(|(person, team)| self.staff.join(person, team));
                Ok(())
            }
            Step::Start { workflow, record, by } => self.start(workflow.as_deref(), record, by, key),
            Step::Act(act) => self.act(act, key),
            Step::Answer { party, fields } => self.answer(party, fields, key),
            Step::Settle { operation, outcome } => self.settle(operation, outcome),
            Step::Fail(operation) => self.fail(operation),
            Step::Advance(length, calendar) => self.advance(*length, calendar.as_deref()),
            Step::Refused(step) => self.refused(step, key),
            Step::Expect(_) => Ok(()),
        }
    }

    /// Whether there is a team, or a part of one.
    fn known(&self, of: &str) -> Result<(), Denied> {
        let manifest = self.runtime.program().manifest();
        let all: Vec<String> = (0_u16..).map_while(|role| manifest.role_name(role)).collect();
        if all.iter().any(|known| known == of) {
            return Ok(());
        }
        let near =
            nearest(of, all.iter().map(String::as_str)).map(|near| format!("; did you mean `{near}`?"));
        Err(Denied::Wrong(format!("there is no team `{of}`{}", near.unwrap_or_default())))
    }

    fn refused(&mut self, step: &Step, key: &str) -> Result<(), Denied> {
        match self.perform(step, key) {
            Err(Denied::Refused(_)) => Ok(()),
            Err(wrong) => Err(wrong),
            Ok(()) => Err(Denied::Wrong("it was done, and should have been refused".to_owned())),
        }
    }

    fn start(&mut self, workflow: Option<&str>, record: &Json, by: &str, key: &str) -> Result<(), Denied> {
        let workflows = &self.runtime.program().manifest().workflows;
        let name = match (workflow, workflows.as_slice()) {
            (Some(name), _) => name.to_owned(),
            (None, [only]) => only.name.clone(),
            _ => return Err(Denied::Wrong("there are several workflows: say which is started".to_owned())),
        };
        let receipt = self.runtime.start(&name, record, by, key)?;
        self.moved(receipt)
    }

    fn moved(&mut self, receipt: Receipt) -> Result<(), Denied> {
        self.item = Some(receipt.item);
        self.deliver().map(|_| ())
    }

    fn act(&mut self, act: &Act, key: &str) -> Result<(), Denied> {
        let act = Act { key: key.to_owned(), ..act.clone() };
        let receipt = self.runtime.offer(self.in_hand()?, &act)?;
        self.moved(receipt)
    }

    fn in_hand(&self) -> Result<ItemId, Denied> {
        self.item.ok_or_else(|| Denied::Wrong("no item is started yet".to_owned()))
    }

    /// The item in hand, as it is.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub fn look(&self) -> Result<Item, Denied> {
        Ok(self.runtime.item(self.in_hand()?)?)
    }

    /// The workflow of an item.
    pub(super) fn workflow(&self, item: &Item) -> Result<&Workflow, Denied> {
        let mut all = self.runtime.program().manifest().workflows.iter();
        let found = all.find(|workflow| workflow.name == item.workflow);
        found.ok_or_else(|| Denied::Wrong(format!("there is no workflow `{}`", item.workflow)))
    }

    /// When the work of a task is late: the end of the first of its clocks, the one until it is claimed apart.
    pub fn end(&self, task: &Task) -> Option<i64> {
        let item = self.runtime.item(task.item).ok()?;
        let workflow = self.workflow(&item).ok()?;
        let of_task = |site: u16| {
            let clock = workflow.clocks.get(usize::from(site));
            let clock = clock.filter(|clock| !clock.name.ends_with(" claim"));
            let place = clock.and_then(|clock| workflow.places.get(usize::from(clock.place?)));
            place.is_some_and(|place| place.name == task.place)
        };
        let cells = item.image.clocks.iter().filter(|cell| of_task(cell.site) && cell.end != NEVER);
        cells.filter(|cell| cell.state != ClockState::Stopped).map(|cell| cell.end).min()
    }

    /// Answers the open ask of a party, at the place where it was asked.
    fn answer(&mut self, party: &str, fields: &Json, key: &str) -> Result<(), Denied> {
        let item = self.look()?;
        let workflow = self.workflow(&item)?;
        if !workflow.parties.iter().any(|known| known.name == party) {
            let names: Vec<String> =
                workflow.parties.iter().map(|known| format!("`{}`", known.name)).collect();
            let what = format!("there is no party `{party}` in `{}`", workflow.name);
            let there =
                if names.is_empty() { String::new() } else { format!("; there is {}", names.join(", ")) };
            return Err(Denied::Wrong(what + &there));
        }
        let Some(site) = open_asks(&item, workflow).find(|(of, _)| *of == party).map(|(_, site)| site) else {
            return Err(Denied::Refused(format!("`{party}` is not asked for anything now")));
        };
        let place = site.place.and_then(|place| workflow.places.get(usize::from(place)));
        let fields = place.map_or_else(|| fields.clone(), |place| own(fields, &place.name, site));
        let act = Act::new(crate::run::Verb::Answer, key).with(fields);
        let act = place.map_or(act.clone(), |place| act.at(&place.name));
        self.act(&act, key)
    }

    /// The call of an operation that is under way, with its attempt and the events it may come to.
    fn flying(&self, operation: &str) -> Result<(CallKey, u16, Vec<EventSite>), Denied> {
        let item = self.look()?;
        let workflow = self.workflow(&item)?;
        let under_way = |call: &u16| {
            let head = item.image.calls.get(usize::from(*call)).map(|call| &call.head);
            head.is_some_and(|head| head.state == CallState::Flying)
        };
        let mut calls = calls_of(self.runtime.program(), workflow, operation).peekable();
        if calls.peek().is_none() {
            let what = format!("nothing in `{}` calls `{operation}`", workflow.name);
            return Err(Denied::Wrong(what));
        }
        let Some(call) = calls.find(under_way) else {
            return Err(Denied::Refused(format!("`{operation}` is not called now")));
        };
        let head = &item.image.calls[usize::from(call)].head;
        let of_call = |site: &&EventSite| {
            let kind = matches!(site.kind, EventKind::Result | EventKind::Exception | EventKind::Fault);
            kind && site.site == Some(call)
        };
        let sites = workflow.events.iter().filter(of_call).cloned().collect();
        Ok((CallKey { item: item.id, call, number: head.number }, head.attempt, sites))
    }

    fn settle(&mut self, operation: &str, outcome: &Outcome) -> Result<(), Denied> {
        let (key, attempt, sites) = self.flying(operation)?;
        promised(&sites, outcome)?;
        let receipt = self.runtime.settle(&key, attempt, outcome.clone())?;
        self.moved(receipt)
    }

    /// Fails each attempt, and waits for the next, until none comes.
    fn fail(&mut self, operation: &str) -> Result<(), Denied> {
        let (key, ..) = self.flying(operation)?;
        while let Ok((same, attempt, _)) = self.flying(operation)
            && same == key
        {
            self.runtime.settle(&key, attempt, Outcome::Failed("it was told to fail".to_owned()))?;
            self.deliver()?;
            let again = self.flying(operation).is_ok_and(|(same, next, _)| same == key && next != attempt);
            let due = self.runtime.store().outbox(self.now().saturating_add(LONGEST_RETRY), 1)?;
            match due.first() {
                Some(next) if again => self.until(next.due)?,
                _ if again => {}
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    fn advance(&mut self, length: Length, calendar: Option<&str>) -> Result<(), Denied> {
        let calendars = &self.runtime.program().manifest().calendars;
        let number = match calendar {
            Some(name) => calendars.iter().position(|known| known.name == name),
            None => Some(self.calendar.map_or(0, usize::from)),
        };
        let Some(table) = number.and_then(|number| self.tables.get(number)) else {
            return Err(Denied::Wrong(format!("there is no calendar `{}`", calendar.unwrap_or_default())));
        };
        match table.due(length.budget(), self.now()) {
            Reach::At(at) => self.until(at),
            _ => Err(Denied::Wrong("this is later than calendars are laid out for".to_owned())),
        }
    }

    /// Moves the clock to an instant, and lets everything happen on the way.
    fn until(&mut self, target: i64) -> Result<(), Denied> {
        let Some(clock) = self.clock.clone() else {
            return Err(Denied::Wrong("the wall's clock cannot be moved; take `--clock virtual`".to_owned()));
        };
        if target < clock.now() {
            return Err(Denied::Wrong("time does not run backwards".to_owned()));
        }
        for _ in 0..PATIENCE {
            let Some(next) = self.next(target)? else {
                clock.set(target);
                return self.settle_down().map(|_| ());
            };
            let waits = next > clock.now();
            clock.set(next.max(clock.now()));
            if !self.settle_down()? && !waits {
                return Err(Denied::Wrong("something is due and does not happen".to_owned()));
            }
        }
        Err(Denied::Wrong("too much happens in so long a time; advance by less".to_owned()))
    }

    /// The next instant up to `target` at which a clock is due or something goes out.
    fn next(&self, target: i64) -> Result<Option<i64>, Denied> {
        let store = self.runtime.store();
        let clock = store.items(&Which::Due(target), 1)?.first().map(|row| row.next_due);
        let parcel = store.outbox(target, 1)?.first().map(|parcel| parcel.due);
        Ok(clock.into_iter().chain(parcel).min())
    }

    /// Lets everything happen that is due now; whether anything did.
    ///
    /// # Errors
    /// Of the store only.
    pub fn settle_down(&mut self) -> Result<bool, Denied> {
        let ticked = self.runtime.tick(self.now())?;
        let delivered = self.deliver()?;
        Ok(ticked.moved > 0 || !ticked.parked.is_empty() || delivered > 0)
    }

    fn deliver(&mut self) -> Result<usize, Denied> {
        let mut all = 0;
        loop {
            let delivered = self.runtime.deliver(&mut self.outside)?;
            all += delivered.done;
            if delivered.done == 0 {
                return Ok(all);
            }
        }
    }
}

/// The fields of an answer, where `proof.verdict` may be written for the field `verdict` of the form `proof`.
fn own(fields: &Json, place: &str, site: &EventSite) -> Json {
    let Json::Object(given) = fields else { return fields.clone() };
    let known = |name: &str| site.fields.iter().any(|field| field.name == name);
    let short = |name: &String| match name.strip_prefix(place).and_then(|rest| rest.strip_prefix('.')) {
        Some(rest) if !known(name) && known(rest) => rest.to_owned(),
        _ => name.clone(),
    };
    Json::Object(given.iter().map(|(name, value)| (short(name), value.clone())).collect())
}

/// The asks that are open: of whom, and the event that answers.
pub(super) fn open_asks<'w>(
    item: &'w Item,
    workflow: &'w Workflow,
) -> impl Iterator<Item = (&'w str, &'w EventSite)> {
    let own = crate::abi::event::events::own().len();
    workflow.effects.iter().filter_map(move |effect| {
        let EffectKind::Ask { ask, party, answer, .. } = &effect.kind else { return None };
        let open = item.image.asks.get(usize::from(*ask)).is_some_and(|ask| ask.open);
        let site = workflow.events.get(usize::from(*answer).checked_sub(own)?)?;
        let party = workflow.parties.get(usize::from(*party))?;
        open.then_some((party.name.as_str(), site))
    })
}

/// The calls of an operation, by number; it may be named without its service, or by the call's own name.
pub(super) fn calls_of<'w>(
    program: &'w Program,
    workflow: &'w Workflow,
    name: &'w str,
) -> impl Iterator<Item = u16> + 'w {
    let operations = &program.manifest().operations;
    workflow.effects.iter().filter_map(move |effect| {
        let EffectKind::Call { call, operation } = effect.kind else { return None };
        let known = operations.get(usize::from(operation))?;
        let own = workflow.parts.calls.get(usize::from(call)).is_some_and(|part| part.name == name);
        (own || known.name == name || known.name.rsplit('.').next() == Some(name)).then_some(call)
    })
}

/// Whether an outcome is one that the operation promises; the runtime would take another for a failure.
fn promised(sites: &[EventSite], outcome: &Outcome) -> Result<(), Denied> {
    let (kind, named, given) = match outcome {
        Outcome::Gave(fields) => (EventKind::Result, None, fields),
        Outcome::Raised { exception, fields } => (EventKind::Exception, Some(exception), fields),
        Outcome::Failed(_) | Outcome::Later => return Ok(()),
    };
    let mut sites = sites.iter().filter(|site| site.kind == kind);
    let Some(site) = sites.find(|site| named.is_none_or(|name| site.name == *name)) else {
        return Err(Denied::Wrong("the operation does not raise this".to_owned()));
    };
    match json::fields(given, &site.fields) {
        Ok(_) => Ok(()),
        Err(faults) => {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Err(Denied::Wrong(faults.join("; ")))
        }
    }
}

/// The calendars of a program from the year before `now` on, as its runtime lays them out.
fn tables(program: &Program, now: i64) -> Result<Vec<Table>, RulesError> {
    const DAY: i64 = 86_400_000_000;
    let year = Civil::of(now.div_euclid(DAY) as i32).year;
    let january = |year| Civil { year, month: 1, day: 1 }.day_number();
    let calendars = program.manifest().calendars.iter();
    calendars.map(|named| named.rules.expand(january(year - 1), january(year + 11))).collect()
}
