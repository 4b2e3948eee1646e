//! One event of the workflow: whom it speaks of, whether it may happen, what then.
//!
//! In: the address of the event. Out: 0 the item moved, 1 refused, 2 ignored. A refusal lists every reason.

use super::Job;
use super::report::{Arg, To};
use crate::abi::event::reasons;
use crate::abi::image::{NONE, Status, StrandState};
use crate::abi::manifest::{EventKind, PlaceKind};
use crate::abi::{Field, Shape, layout};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::{Body, Place};
use crate::emit::expr::discriminant;
use crate::emit::prelude::{Help, Var};
use crate::model::EventId;
use crate::plan::{AltId, AskId, Check, PlaceId, Site, Witness};
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    pub(super) fn event(&mut self, id: AltId) {
        let plan = self.env.plan;
        let alt = &plan.alts[id];
        match (alt.place, alt.site) {
            _ if id == plan.start => self.start(),
            (_, Site::Call(call)) => self.answered(call, id),
            (None, Site::Event(declared)) => self.outside(declared, id),
            (Some(place), _) => self.at_place(place, id),
            _ => self.i32(2),
        }
    }

    /// A field of the event whose address is kept for the transition.
    pub(super) fn of_event(&mut self, name: &str) {
        let Some(field) = self.env.event_map().fields.get(name).cloned() else { return self.i32(0) };
        self.var(Var::Event);
        self.read(Place::Behind(field.0), &field.1);
    }

    /// Which case the event is.
    pub(super) fn event_case(&mut self) {
        let map = self.env.event_map();
        let (number, body) = (map.number, map.body);
        self.var(Var::Event);
        self.load(number, body);
    }

    /// The address of what the event brings.
    pub(super) fn event_payload(&mut self) {
        let payload = self.env.event_map().payload;
        self.var(Var::Event);
        self.i32(payload);
        self.op().i32_add();
    }

    /// An item begins.
    fn start(&mut self) {
        let plan = self.env.plan;
        let (root, map, header) = (self.env.map.strands[0], self.env.map.strand, self.env.map.header);
        self.i32(root);
        self.strand = self.keep(ValType::I32);
        // The terms of a start read the record that comes with it.
        let record = self.env.map.record;
        self.i32(record);
        self.event_payload();
        self.copy(layout::record(&plan.parts.record).0.size);
        self.unmet_of(plan.start);
        self.refuse_if_reasons();
        self.i32(0);
        self.i64(layout::hash(&plan.parts.shape()) as i64);
        self.store(Width::I64, header.layout.offset);
        self.set_status(Status::Live);
        self.i32(root);
        self.i32(StrandState::Live as u32);
        self.store(map.state.width, map.state.offset);
        self.i32(root);
        self.owner(&plan.starts);
        self.store(map.owner.width, map.owner.offset);
        if let Some((key, _)) = plan.key {
            let at = self.env.map.key;
            self.i32(at);
            self.shown(key);
            self.write(0, &Shape::Text);
        }
        self.i32(root);
        self.run_from(plan.root);
        self.i32(0);
    }

    /// Looks at what the event does not meet, for the strand that runs.
    fn unmet_of(&mut self, alt: AltId) {
        let strand = self.strand;
        self.get(strand);
        self.event_payload();
        self.go(Job::Unmet(alt));
    }

    fn at_place(&mut self, place: PlaceId, id: AltId) {
        let plan = self.env.plan;
        let alt = &plan.alts[id];
        self.i32(place.index() as u32);
        self.waits_for_answer(place);
        self.go(Job::Address);
        self.strand = self.local(ValType::I32);
        let strand = self.strand;
        self.tee(strand);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.i32(1);
        self.op().return_();
        self.end();
        if let Site::Ask(ask) = alt.site {
            self.must_be_asked(ask, place);
        }
        if !alt.who.is_empty() {
            self.rights(place, id);
        }
        self.event_payload();
        let payload = self.keep(ValType::I32);
        // What a strand may also hear from outside is done by functions, for it is done in several places.
        let shared = matches!(alt.site, Site::Event(_));
        if shared {
            self.unmet_of(id);
        } else {
            self.look_at(id, payload);
        }
        self.refuse_if_reasons();
        if alt.kind == EventKind::Complete && plan.places[place].kind == PlaceKind::Step {
            self.go(Job::Word);
        }
        if shared {
            self.get(strand);
            self.get(payload);
            self.go(Job::Take(id));
        } else {
            self.take_with(id, payload);
        }
        self.i32(0);
    }

    /// Whether a party's answer may come to a place: it names its round, not the visit.
    fn waits_for_answer(&mut self, place: PlaceId) {
        self.i32(0);
        for ask in &self.env.plan.places[place].asks {
            let at = self.env.map.asks[ask.index()] + self.env.map.ask.open.offset;
            self.load_at(Width::U8, at);
            self.op().i32_or();
        }
    }

    /// The strand that the event speaks of becomes the one that runs; if there is none, that is a reason to
    /// refuse, and the function returns.
    pub(super) fn addressed(&mut self, refused: u32) {
        let (first, size) = (self.env.map.strands[0], self.env.map.strand_size);
        self.of_event("strand");
        let number = self.keep(ValType::I32);
        self.get(number);
        let strands = self.env.map.strands.len() as u32;
        self.i32(strands);
        self.op().i32_ge_u();
        self.when(BlockType::Empty);
        self.reason(reasons::GONE, &[Arg::Number(NONE.into())]);
        self.i32(refused);
        self.op().return_();
        self.end();
        self.i32(first);
        self.get(number);
        self.i32(size);
        self.op().i32_mul().i32_add();
        self.strand = self.keep(ValType::I32);
    }

    /// The strand that the event speaks of, if it is at a place and in the visit that is meant; zero and a
    /// reason to refuse, if not.
    pub(super) fn address(&mut self) {
        let (place, waits) = (self.param(0), self.param(1));
        self.addressed(0);
        let (strand, state) = (self.strand, self.env.map.strand.state);
        let here = self.here();
        self.get(here);
        self.get(place);
        self.op().i32_eq();
        self.get(strand);
        self.load(state.width, state.offset);
        self.i32(StrandState::Live as u32);
        self.op().i32_eq().i32_and();
        self.is_this_visit();
        self.get(waits);
        self.op().i32_or().i32_and();
        self.when(BlockType::Empty);
        self.get(strand);
        self.op().return_();
        self.end();
        self.reason(reasons::GONE, &[Arg::Local(here)]);
        self.i32(0);
    }

    /// Whether the event names no visit, or the one in which the strand is.
    pub(super) fn is_this_visit(&mut self) {
        let (strand, visit) = (self.strand, self.env.map.strand.visit);
        self.of_event("visit");
        self.op().i32_eqz();
        self.of_event("visit");
        self.get(strand);
        self.load(visit.width, visit.offset);
        self.op().i32_eq().i32_or();
    }

    /// Refuses an answer that nobody waits for any more.
    fn must_be_asked(&mut self, ask: AskId, place: PlaceId) {
        let (at, map) = (self.env.map.asks[ask.index()], self.env.map.ask);
        self.load_at(Width::U8, at + map.open.offset);
        self.op().i32_eqz();
        self.of_event("visit");
        self.i32(0);
        self.op().i32_ne();
        self.of_event("visit");
        self.load_at(Width::I32, at + map.round.offset);
        self.op().i32_ne().i32_and().i32_or();
        self.when(BlockType::Empty);
        self.refuse(reasons::GONE, &[Arg::Number(place.index() as u32)]);
        self.end();
    }

    /// Takes an alternative: leaves the place unless it stays, and goes on.
    pub(super) fn take(&mut self, id: AltId) {
        let payload = self.param(1);
        self.take_with(id, payload);
    }

    pub(super) fn take_with(&mut self, id: AltId, payload: Local) {
        let alt = &self.env.plan.alts[id];
        let strand = self.strand;
        self.bind_payload(alt.payload, payload);
        if !alt.stays {
            self.go_strand(Job::Leave);
        }
        self.get(strand);
        self.run_from(alt.then);
    }

    /// What an event does not meet: `(strand, payload)`.
    pub(super) fn unmet(&mut self, id: AltId) {
        let payload = self.param(1);
        self.look_at(id, payload);
    }

    /// Gathers what an event does not meet, with the values that were read. A check that cannot be read yet,
    /// because an earlier one is unmet, is silent.
    fn look_at(&mut self, id: AltId, payload: Local) {
        let plan = self.env.plan;
        let alt = &plan.alts[id];
        self.bind_payload(alt.payload, payload);
        self.reasons();
        let before = self.keep(ValType::I32);
        for check in &alt.checks {
            let met = self.block(BlockType::Empty);
            let absent = self.block(BlockType::Empty);
            self.absent = Some(absent);
            self.expr(check.condition);
            self.absent = None;
            self.br_if(met);
            self.say_unmet(check);
            self.br(met);
            self.end();
            self.reasons();
            self.get(before);
            self.op().i32_eq();
            self.absent_if();
            self.end();
        }
    }

    fn say_unmet(&mut self, check: &Check) {
        let plan = self.env.plan;
        match check.named {
            Witness::Form(rule) => self.reason(reasons::FORM, &[Arg::Number(rule.index() as u32)]),
            Witness::ReadBack(rule) => self.reason(reasons::READ_BACK, &[Arg::Number(rule.index() as u32)]),
            Witness::Requirement(id) => {
                let said: Vec<Arg> = plan.shown(id).into_iter().map(Arg::Expr).collect();
                self.tell(To::Reasons, plan.reason(id), &said);
            }
        }
    }

    /// Something happened outside: the innermost armed listener of each strand hears it.
    fn outside(&mut self, declared: EventId, id: AltId) {
        let alt = &self.env.plan.alts[id];
        if !alt.who.is_empty() {
            self.i32(0);
            for role in &alt.who {
                self.of_event("roles");
                self.i32(role.index() as u32);
                self.help(Help::HasRole);
                self.op().i32_or();
            }
            self.op().i32_eqz();
            self.when(BlockType::Empty);
            self.refuse(reasons::NOT_YOURS, &[]);
            self.end();
        }
        let root = self.env.map.strands[0];
        self.i32(root);
        self.strand = self.keep(ValType::I32);
        self.unmet_of(id);
        self.refuse_if_reasons();
        let (heard, busy) = (self.local(ValType::I32), self.local(ValType::I32));
        // Strands inside come first: an arm around them only if none of them took it.
        for strand in self.env.map.strands.clone().into_iter().rev() {
            self.offer_to(strand, declared, heard, busy);
        }
        self.get(heard);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.get(busy);
        self.when(BlockType::Empty);
        self.refuse(reasons::HANDLED, &[]);
        self.end();
        self.refuse(reasons::UNHEARD, &[]);
        self.end();
        self.i32(0);
    }

    /// Lets a strand hear something, if it is live and so is the item, and nobody heard it yet.
    fn offer_to(&mut self, strand: u32, declared: EventId, heard: Local, busy: Local) {
        let (state, status) = (self.env.map.strand.state, self.env.map.header.status);
        self.load_at(state.width, strand + state.offset);
        self.i32(StrandState::Live as u32);
        self.op().i32_eq();
        self.load_at(status.width, status.offset);
        self.i32(Status::Live as u32);
        self.op().i32_eq().i32_and();
        self.get(heard);
        self.op().i32_eqz().i32_and();
        self.when(BlockType::Empty);
        self.i32(strand);
        self.event_payload();
        self.go(Job::Hear(declared));
        let how = self.keep(ValType::I32);
        for (code, flag) in [(1, heard), (2, busy)] {
            self.get(how);
            self.i32(code);
            self.op().i32_eq();
            self.get(flag);
            self.op().i32_or();
            self.set(flag);
        }
        self.end();
    }
}

/// Where the parts of an event lie.
#[derive(Clone, Debug)]
pub(super) struct EventMap {
    /// Those that are the same for every event.
    fields: BTreeMap<String, (u32, Shape)>,
    /// What happens: how wide the number of the case is and where it lies, and where what it brings does.
    number: Width,
    body: u32,
    payload: u32,
}

impl EventMap {
    /// The parts of an event of this shape.
    pub(super) fn new(shape: &Shape) -> Self {
        let fields: &[Field] = match shape {
            Shape::Record(fields) => fields,
            _ => &[],
        };
        let mut map = EventMap { fields: BTreeMap::new(), number: Width::U8, body: 0, payload: 0 };
        for (field, at) in fields.iter().zip(layout::record(fields).1) {
            if let Shape::Choice(cases) = &field.shape {
                map.number = discriminant(cases);
                map.body = at;
                map.payload = at + layout::payload(cases);
            } else {
                map.fields.insert(field.name.clone(), (at, field.shape.clone()));
            }
        }
        map
    }
}
