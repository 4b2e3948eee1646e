//! One event: whom it speaks of, whether it may happen, and what then.
//!
//! The order is that of semantics.md 2.2: tick first, address, rights and form together, write, run to rest,
//! the next due instant.

use super::eval::{Fault, Scope};
use super::world::World;
use crate::abi::event::{effects, events, reasons};
use crate::abi::image::{Image, NONE, Status, StrandState};
use crate::abi::manifest::EventKind;
use crate::abi::{Event, Value};
use crate::base::Id;
use crate::model::{EventId, LocalId, RoleId};
use crate::plan::{Alt, AltId, GuardId, Mode, Part, People, PlaceId, Site, Trigger, Witness};
use std::collections::BTreeMap;

/// What came of an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The item moved.
    Moved {
        /// Its new state.
        image: Box<Image>,
        /// Cases of the workflow's effects.
        effects: Vec<Value>,
    },
    /// Nothing changed: cases of the workflow's reasons.
    Refused(Vec<Value>),
    /// It speaks of nothing any more.
    Ignored,
    /// A clock must be heard first.
    TickFirst,
}

/// An event under way.
pub(super) struct Machine<'w> {
    pub(super) world: World<'w>,
    pub(super) image: Image,
    pub(super) now: i64,
    /// Who acts, and as what; nobody where a clock or a machine does.
    pub(super) actor: String,
    pub(super) role: u16,
    pub(super) locals: BTreeMap<LocalId, Value>,
    pub(super) effects: Vec<Value>,
    /// Whether something was written that clocks or an offer may read.
    pub(super) wrote: bool,
    /// Whether the terms of an open or offered handoff must be looked at again.
    pub(super) look: bool,
    /// How many forms this transition may still run.
    pub(super) fuel: u32,
}

/// Why an event stops early.
pub(super) enum Stop {
    Refused(Vec<Value>),
    Ignored,
}

/// One event on one item.
///
/// # Errors
/// [`Fault`], which the proofs exclude for every accepted plan.
pub fn step(world: &World<'_>, image: &Image, event: &Event) -> Result<Answer, Fault> {
    let header = &image.header;
    if header.status != Status::New && header.next_due <= event.now && event.case != events::TICK {
        return Ok(Answer::TickFirst);
    }
    let mut machine = Machine {
        world: *world,
        image: image.clone(),
        now: event.now.max(header.high_water),
        actor: event.person.clone(),
        role: NONE,
        locals: BTreeMap::new(),
        effects: Vec::new(),
        wrote: false,
        look: false,
        fuel: 100_000,
    };
    match machine.event(event)? {
        Err(Stop::Refused(reasons)) => Ok(Answer::Refused(reasons)),
        Err(Stop::Ignored) => Ok(Answer::Ignored),
        Ok(()) => machine.finish(),
    }
}

pub(super) type Stepped = Result<Result<(), Stop>, Fault>;

pub(super) fn refuse(case: u16, fields: Vec<Value>) -> Result<(), Stop> {
    Err(Stop::Refused(vec![Value::Choice(case, fields)]))
}

impl Machine<'_> {
    fn event(&mut self, event: &Event) -> Stepped {
        let own = events::own().len() as u16;
        let start = event.case == self.world.plan.event(self.world.plan.start);
        match self.image.header.status {
            Status::New if start => return self.start(event),
            Status::New | Status::Ended if self.of_machine(event) => return Ok(Err(Stop::Ignored)),
            Status::New | Status::Ended => return Ok(refuse(reasons::OVER, Vec::new())),
            _ if start => return Ok(refuse(reasons::HANDLED, Vec::new())),
            Status::Live | Status::Ending => {}
        }
        if event.case == events::TICK {
            return self.tick();
        }
        if event.case == events::RESOLVE {
            return self.resolve(event);
        }
        if event.case < own {
            return self.life(event);
        }
        let alt = AltId::from_index(usize::from(event.case - own));
        match (self.world.plan.alts[alt].place, self.world.plan.alts[alt].site) {
            (_, Site::Call(call)) => self.answered(call, alt, event),
            (None, Site::Event(declared)) => self.outside(declared, alt, event),
            (Some(place), _) => self.at_place(place, alt, event),
            _ => Ok(Err(Stop::Ignored)),
        }
    }

    /// Whether a clock or a service brings it, to whom nobody need say that it comes too late.
    fn of_machine(&self, event: &Event) -> bool {
        let own = events::own().len() as u16;
        let alt = event.case.checked_sub(own).map(|alt| AltId::from_index(usize::from(alt)));
        let heard = alt.is_some_and(|alt| matches!(self.world.plan.alts[alt].site, Site::Event(_)));
        event.person.is_empty() && !heard
    }

    fn start(&mut self, event: &Event) -> Stepped {
        let plan = self.world.plan;
        let alt = &plan.alts[plan.start];
        // The terms of a start read the record that comes with it.
        self.image.record = Value::Record(event.fields.clone());
        let unmet = self.unmet(alt, 0, &event.fields)?;
        if !unmet.is_empty() {
            return Ok(Err(Stop::Refused(unmet)));
        }
        self.image.header.layout = self.world.layout();
        self.image.header.status = Status::Live;
        self.image.strands[0].state = StrandState::Live;
        self.image.strands[0].owner = self.owner(0, &plan.starts)?;
        if let Some((key, _)) = plan.key {
            let value = self.eval(0, key)?;
            let shape = self.world.model.shape(&plan.exprs[key].ty);
            self.image.key = super::eval::show(&value, &shape);
        }
        self.run(0, plan.root)?;
        Ok(Ok(()))
    }

    fn at_place(&mut self, place: PlaceId, alt: AltId, event: &Event) -> Stepped {
        let plan = self.world.plan;
        let strand = usize::from(event.strand);
        if let Err(stop) = self.addressed(place, event) {
            return Ok(Err(stop));
        }
        let alt = &plan.alts[alt];
        if let Site::Ask(ask) = alt.site {
            let ask = &self.image.asks[ask.index()];
            if !ask.open || event.visit != 0 && event.visit != ask.round {
                return Ok(refuse(reasons::GONE, vec![Value::Int(place.index() as i64)]));
            }
        }
        let mut why = self.rights(place, alt, event)?;
        why.extend(self.unmet(alt, strand, &event.fields)?);
        if !why.is_empty() {
            return Ok(Err(Stop::Refused(why)));
        }
        if alt.kind == EventKind::Complete {
            self.word(&plan.places[place]);
        }
        self.take(strand, alt, event.fields.clone())?;
        Ok(Ok(()))
    }

    /// Takes an alternative: leaves the place unless it stays, and goes on.
    pub(super) fn take(&mut self, strand: usize, alt: &Alt, fields: Vec<Value>) -> Result<(), Fault> {
        self.locals.insert(alt.payload, Value::Record(fields));
        if !alt.stays {
            self.leave(strand);
        }
        self.run(strand, alt.then)
    }

    /// Whether a strand is where an act says it is.
    fn addressed(&self, place: PlaceId, event: &Event) -> Result<(), Stop> {
        let gone = |at: u16| refuse(reasons::GONE, vec![Value::Int(at.into())]);
        let Some(strand) = self.image.strands.get(usize::from(event.strand)) else { return gone(NONE) };
        let ask = self.world.plan.places[place].asks.iter().any(|ask| self.image.asks[ask.index()].open);
        let visit = event.visit == 0 || event.visit == strand.visit || ask;
        let there = usize::from(strand.place) == place.index() && strand.state == StrandState::Live;
        if there && visit { Ok(()) } else { gone(strand.place) }
    }

    /// Why this person may not do this, if they may not.
    fn rights(&mut self, place: PlaceId, alt: &Alt, event: &Event) -> Result<Vec<Value>, Fault> {
        let mut why = Vec::new();
        if alt.who.is_empty() {
            return Ok(why);
        }
        let strand = usize::from(event.strand);
        let as_owner = alt.kind.by_owner();
        match self.role_of(strand, &alt.who, as_owner, event) {
            Some(role) => self.role = role,
            None => why.push(Value::case(reasons::NOT_YOURS)),
        }
        let holder = &self.image.strands[strand].claimed_by;
        if !holder.is_empty() && *holder != event.person {
            why.push(Value::Choice(reasons::CLAIMED, vec![Value::text(holder.clone())]));
        }
        if self.image.strands[strand].life == crate::abi::image::Life::Suspended {
            why.push(Value::case(reasons::LIFE));
        }
        if matches!(alt.kind, EventKind::Complete | EventKind::Accept) {
            why.extend(self.excluded(strand, &self.world.plan.places[place].people, &event.person)?);
        }
        Ok(why)
    }

    /// The role as which somebody may act: one of these, of the team that owns if it must be the owner's.
    pub(super) fn role_of(
        &self,
        strand: usize,
        who: &[RoleId],
        as_owner: bool,
        event: &Event,
    ) -> Option<u16> {
        let strand = &self.image.strands[strand];
        let nominee = event.roles.contains(&strand.nominee).then_some(strand.nominee);
        let fits = |role: &&RoleId| {
            let of_owner = self.world.model.roles[**role].team.index() == usize::from(strand.owner);
            event.roles.contains(&(role.index() as u16)) && (of_owner || !as_owner)
        };
        who.iter().find(fits).map(|role| role.index() as u16).or(nominee)
    }

    /// The rules about people that forbid it.
    pub(super) fn excluded(
        &mut self,
        strand: usize,
        rules: &[People],
        person: &str,
    ) -> Result<Vec<Value>, Fault> {
        let mut why = Vec::new();
        for rule in rules {
            let named = match self.eval(strand, rule.of)? {
                Value::Text(name) => vec![name],
                Value::Option(Some(name)) => vec![text(*name)],
                Value::List(names) => names.into_iter().map(text).collect(),
                _ => Vec::new(),
            };
            let among = named.iter().any(|name| name == person);
            if among != rule.only && !(rule.only && named.is_empty()) {
                why.push(Value::Choice(reasons::EXCLUDED, vec![Value::Int(rule.rule.index() as i64)]));
            }
        }
        Ok(why)
    }

    /// What the event does not meet, with the values that were read.
    ///
    /// A check that cannot be read yet, because an earlier one is unmet, is silent.
    fn unmet(&mut self, alt: &Alt, strand: usize, fields: &[Value]) -> Result<Vec<Value>, Fault> {
        let plan = self.world.plan;
        self.locals.insert(alt.payload, Value::Record(fields.to_vec()));
        let mut unmet = Vec::new();
        for check in &alt.checks {
            match self.eval(strand, check.condition) {
                Ok(Value::Bool(false)) => {}
                Ok(_) => continue,
                Err(Fault::Absent(_) | Fault::NotDone(_) | Fault::OtherCase(_)) if !unmet.is_empty() => {
                    continue;
                }
                Err(fault) => return Err(fault),
            }
            unmet.push(match check.named {
                Witness::Form(rule) => Value::Choice(reasons::FORM, vec![Value::Int(rule.index() as i64)]),
                Witness::ReadBack(rule) => {
                    Value::Choice(reasons::READ_BACK, vec![Value::Int(rule.index() as i64)])
                }
                Witness::Requirement(id) => {
                    let said = self.all(strand, &plan.shown(id))?;
                    Value::Choice(plan.reason(id), said)
                }
            });
        }
        Ok(unmet)
    }

    /// Something happened outside: the innermost armed listener of each strand hears it.
    fn outside(&mut self, declared: EventId, alt: AltId, event: &Event) -> Stepped {
        let alt = &self.world.plan.alts[alt];
        if !alt.who.is_empty() && !alt.who.iter().any(|role| event.roles.contains(&(role.index() as u16))) {
            return Ok(refuse(reasons::NOT_YOURS, Vec::new()));
        }
        let why = self.unmet(alt, 0, &event.fields)?;
        if !why.is_empty() {
            return Ok(Err(Stop::Refused(why)));
        }
        let mut heard = false;
        let mut handled = false;
        // Strands inside come first: an arm around them only if none of them took it.
        for strand in (0..self.image.strands.len()).rev() {
            if heard
                || self.image.strands[strand].state != StrandState::Live
                || self.image.header.status != Status::Live
            {
                continue;
            }
            match self.listener(strand, declared, &event.fields)? {
                Some(Listener::Place(alt)) => {
                    heard = true;
                    let alt = &self.world.plan.alts[alt];
                    self.take(strand, alt, event.fields.clone())?;
                }
                Some(Listener::Arm(guard, arm)) => {
                    heard = true;
                    self.arm(strand, guard, arm, event.fields.clone())?;
                }
                Some(Listener::Busy) => handled = true,
                None => {}
            }
        }
        let case = if handled { reasons::HANDLED } else { reasons::UNHEARD };
        Ok(if heard { Ok(()) } else { refuse(case, Vec::new()) })
    }

    fn listener(
        &mut self,
        strand: usize,
        declared: EventId,
        fields: &[Value],
    ) -> Result<Option<Listener>, Fault> {
        let plan = self.world.plan;
        let Some(place) = plan.places.get(PlaceId(self.image.strands[strand].place.into())) else {
            return Ok(None);
        };
        for alt in place.alts.iter().filter(|alt| plan.alts[**alt].site == Site::Event(declared)) {
            if self.unmet(&plan.alts[*alt], strand, fields)?.is_empty() {
                return Ok(Some(Listener::Place(*alt)));
            }
        }
        let mine = |guard: GuardId| plan.table.strand(plan, plan.guards[guard].node).index() == strand;
        let guards: Vec<_> = plan.table.guards(place.node).take_while(|(guard, _)| mine(*guard)).collect();
        let mut busy = false;
        for (guard, part) in guards {
            if let Some(arm) = self.armed(strand, guard, part, Trigger::Event(declared), fields)? {
                return Ok(Some(Listener::Arm(guard, arm)));
            }
            if let Part::Arm(at) = part {
                busy |= plan.guards[guard].arms[at].triggers.contains(&Trigger::Event(declared));
            }
        }
        Ok(busy.then_some(Listener::Busy))
    }

    /// The first arm of a guard that takes this, as seen from a part of it: an arm covers the body and the
    /// arms written before it.
    pub(super) fn armed(
        &mut self,
        strand: usize,
        guard: GuardId,
        part: Part,
        trigger: Trigger,
        fields: &[Value],
    ) -> Result<Option<usize>, Fault> {
        let plan = self.world.plan;
        let first = match part {
            Part::Body => 0,
            Part::Arm(at) => at + 1,
        };
        for (at, arm) in plan.guards[guard].arms.iter().enumerate().skip(first) {
            let open = arm.until.is_none_or(|latch| !self.image.bits[latch.index()]);
            if !arm.triggers.contains(&trigger) || !open {
                continue;
            }
            if let Some(payload) = arm.payload {
                self.locals.insert(payload, Value::Record(fields.to_vec()));
            }
            if self.if_holds(strand, arm.only_if)? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// Runs an arm of a guard, its payload kept.
    pub(super) fn arm(
        &mut self,
        strand: usize,
        guard: GuardId,
        arm: usize,
        fields: Vec<Value>,
    ) -> Result<(), Fault> {
        let arm = &self.world.plan.guards[guard].arms[arm];
        if let Some(slot) = arm.bind {
            self.complete(slot, fields)?;
        }
        if arm.mode == Mode::Cut {
            self.leave(strand);
        }
        self.run(strand, arm.then)
    }

    /// The last of a transition: clocks derived again, the next due instant, the item's header.
    fn finish(mut self) -> Result<Answer, Fault> {
        if self.wrote {
            self.derive()?;
        }
        let header = &mut self.image.header;
        header.seq += 1;
        header.high_water = self.now;
        header.next_due = self.image.clocks.iter().map(|clock| clock.due).min().unwrap_or(i64::MAX);
        Ok(Answer::Moved { image: Box::new(self.image), effects: self.effects })
    }

    pub(super) fn record(&mut self, case: u16, fields: &[i64]) {
        debug_assert!(usize::from(case) < effects::own().len());
        self.effects.push(Value::Choice(case, fields.iter().map(|number| Value::Int(*number)).collect()));
    }

    pub(super) fn scope(&self, strand: usize) -> Scope<'_> {
        Scope { world: &self.world, image: &self.image, now: self.now, strand, locals: self.locals.clone() }
    }

    pub(super) fn eval(&self, strand: usize, expr: crate::model::ExprId) -> Result<Value, Fault> {
        self.scope(strand).eval(expr)
    }

    pub(super) fn all(&self, strand: usize, exprs: &[crate::model::ExprId]) -> Result<Vec<Value>, Fault> {
        exprs.iter().map(|expr| self.eval(strand, *expr)).collect()
    }

    /// Whether a condition holds; where there is none, it does.
    pub(super) fn if_holds(&self, strand: usize, expr: Option<crate::model::ExprId>) -> Result<bool, Fault> {
        expr.map_or(Ok(true), |expr| self.scope(strand).holds(expr))
    }
}

/// Who hears an event.
enum Listener {
    /// An alternative of the place.
    Place(AltId),
    /// An arm around it.
    Arm(GuardId, usize),
    /// The very arm that runs.
    Busy,
}

fn text(value: Value) -> String {
    match value {
        Value::Text(text) => text,
        _ => String::new(),
    }
}
