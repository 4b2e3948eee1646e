//! What is put down, and what falls with it (semantics.md 18).
//!
//! A judgement stands on values, not on writes: before a write, what it goes into is copied, if any judgement
//! rests on it; afterwards both are compared.

use super::Job;
use super::report::Arg;
use crate::abi::event::effects;
use crate::abi::image::Life;
use crate::abi::{Field, Shape, layout};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::{Body, Env, Place};
use crate::emit::prelude::{Help, Var};
use crate::model::{ExprId, SlotId};
use crate::plan::{BitId, BitKind, ClockId, PlaceId, Root, Route, Set};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    pub(super) fn set_form(&mut self, set: &Set) {
        match set {
            Set::Slot(slot, values) => {
                let fields = self.env.plan.parts.slots[slot.index()].fields.clone();
                self.record(&fields, values);
                self.give(*slot);
            }
            Set::SlotFrom(slot, local) => {
                match self.env.register(*local) {
                    Some(register) => self.load_at(Width::I32, register),
                    None => self.nothing(),
                }
                self.give(*slot);
            }
            Set::Path(path, value) => self.write_path(*path, *value),
            Set::Bit(bit, to) => self.set_bit(*bit, *to),
            Set::Undone(slots) => {
                slots.iter().for_each(|slot| self.go(Job::UndoSlot(*slot, false)));
            }
            Set::Count(counter) => {
                let at = self.env.map.counters[counter.index()];
                self.count(at);
            }
            Set::Reassign(role) => {
                let (strand, map) = (self.strand, self.env.map.strand);
                self.get(strand);
                self.i32(role.index() as u32);
                self.store(map.nominee.width, map.nominee.offset);
                self.unclaim();
            }
            Set::Extend(clock, by) => self.extend(*clock, *by),
            Set::Pin(place) => self.pin(*place),
        }
    }

    /// Nobody has the task.
    pub(super) fn unclaim(&mut self) {
        let (strand, map) = (self.strand, self.env.map.strand);
        self.get(strand);
        self.i32(Life::Ready as u32);
        self.store(map.life.width, map.life.offset);
        self.get(strand);
        self.i64(0);
        self.store(Width::I64, map.claimed_by.offset);
    }

    fn set_bit(&mut self, bit: BitId, to: bool) {
        let at = self.env.map.bits[bit.index()];
        self.store_at(at, to);
        let over: Vec<ClockId> = self
            .env
            .plan
            .clocks
            .iter()
            .filter(|(_, clock)| clock.until == Some(bit))
            .map(|(id, _)| id)
            .collect();
        for clock in over {
            self.stop(clock);
        }
    }

    fn pin(&mut self, place: PlaceId) {
        let plan = self.env.plan;
        let Some(cell) = plan.cells.offer(place).map(usize::from) else { return };
        let fields = plan.parts.offers[cell].fields.clone();
        self.record(&fields, &plan.places[place].pins);
        let pins = self.keep(ValType::I32);
        let at = self.env.map.offers[cell];
        let shape = Shape::Record(fields.clone());
        self.i32(at);
        self.get(pins);
        self.same(&shape, &shape);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.unclaim();
        self.end();
        self.i32(at);
        self.get(pins);
        self.copy(layout::record(&fields).0.size);
    }

    /// A place gives what the address on the stack says.
    pub(super) fn give(&mut self, slot: SlotId) {
        let noted = self.env.plan.writers.iter().any(|path| self.env.is_of(*path, slot));
        let rests = !self.env.resting(&(Root::Slot(slot), Vec::new())).is_empty();
        if noted || rests || !self.env.standing(slot).is_empty() {
            self.go(Job::Complete(slot));
        } else {
            self.done_with(slot);
        }
    }

    fn done_with(&mut self, slot: SlotId) {
        let halves = self.env.map.slots[slot.index()];
        let size = layout::record(&self.env.plan.parts.slots[slot.index()].fields).0.size;
        for number in [halves.head, halves.body, size, slot.index() as u32] {
            self.i32(number);
        }
        self.go(Job::Done);
    }

    /// A place is done, and something depends on what it gives. The parameter is the address of that.
    pub(super) fn complete(&mut self, slot: SlotId) {
        let given = self.param(0);
        let route = (Root::Slot(slot), Vec::new());
        let before = self.before(&route);
        self.get(given);
        self.done_with(slot);
        self.written_by(|env, known| env.is_of(known, slot));
        self.fall(&route, before);
        for bit in self.env.standing(slot) {
            let at = self.env.map.bits[bit.index()];
            self.store_at(at, true);
        }
    }

    /// Writes down what a place gave, and that it is done: `(fields, head, body, size, slot)`.
    pub(super) fn place_done(&mut self) {
        let (map, order) = (self.env.map.slot, self.env.map.header.order);
        let [given, head, body, size, slot] = [0, 1, 2, 3, 4].map(Local);
        self.count(order.offset);
        self.get(body);
        self.get(given);
        self.get(size);
        self.op().memory_copy(0, 0);
        self.get(head);
        self.i32(1);
        self.store(map.done.width, map.done.offset);
        self.get(head);
        self.get(head);
        self.load(map.times.width, map.times.offset);
        self.op().i32_const(1).i32_add();
        self.store(map.times.width, map.times.offset);
        self.get(head);
        self.load_at(order.width, order.offset);
        self.store(map.order.width, map.order.offset);
        self.get(head);
        self.var(Var::Now);
        self.store(map.at.width, map.at.offset);
        self.target(head, map.performer.offset, &Shape::Person);
        self.var(Var::Actor);
        self.write(map.performer.offset, &Shape::Person);
        self.get(head);
        self.var(Var::Role);
        self.store(map.role.width, map.role.offset);
        self.record_effect(effects::DONE, &[Arg::Local(slot)]);
        self.wrote();
    }

    /// Clocks may read what was written, and open terms or an offer must be looked at again.
    fn wrote(&mut self) {
        for var in [Var::Wrote, Var::Look] {
            self.i32(1);
            self.set_var(var);
        }
    }

    /// Writes the name of whoever acts to an address.
    pub(super) fn store_actor(&mut self, at: u32) {
        self.i32(at);
        self.var(Var::Actor);
        self.write(0, &Shape::Person);
    }

    /// Notes the writer of each path that a rule asks about.
    fn written_by(&mut self, hit: impl Fn(&Env<'_>, ExprId) -> bool) {
        for (at, path) in self.env.plan.writers.iter().enumerate() {
            if hit(self.env, *path) {
                let at = self.env.map.writers[at];
                self.store_actor(at);
            }
        }
    }

    /// A path is written: by a correction, an answer, an act.
    fn write_path(&mut self, path: ExprId, value: ExprId) {
        let Some(route) = self.env.plan.route(path) else { return self.nothing() };
        let shape = self.env.route_shape(&route);
        self.expr_as(value, &shape);
        let value = self.keep(crate::emit::body::val(&shape));
        let before = self.before(&route);
        let at = self.locate(&route);
        let target = if crate::emit::map::width(&shape).is_some() { 0 } else { at };
        self.i32(target);
        self.get(value);
        self.write(at, &shape);
        self.written_by(|env, known| env.plan.same_path(known, path));
        self.fall(&route, before);
        self.wrote();
    }

    /// The address of a path. It may lead through optional values; where one is not there, it traps.
    fn locate(&mut self, route: &Route) -> u32 {
        let mut at = self.env.root_at(route.0);
        let mut shape = self.env.root_shape(route.0);
        for field in &route.1 {
            while let Shape::Option(inner) = shape {
                self.load_at(Width::U8, at);
                self.op().i32_eqz();
                self.absent_if();
                at += layout::some(&inner);
                shape = *inner;
            }
            (at, shape) = field_at(at, &shape, *field);
        }
        at
    }

    /// A copy of what is about to be written into, if a judgement rests on any of it.
    fn before(&mut self, route: &Route) -> Option<Local> {
        if self.env.resting(route).is_empty() {
            return None;
        }
        let size = layout::of(&self.env.root_shape(route.0)).size;
        let before = self.blank(size);
        let at = self.env.root_at(route.0);
        self.get(before);
        self.i32(at);
        self.copy(size);
        Some(before)
    }

    /// Lets fall what rests on something that is different now.
    fn fall(&mut self, route: &Route, before: Option<Local>) {
        let Some(before) = before else { return };
        for (bit, slot, paths) in self.env.resting(route) {
            let at = self.env.map.bits[bit.index()];
            let stands = self.block(BlockType::Empty);
            self.load_at(Width::U8, at);
            self.op().i32_eqz();
            self.br_if(stands);
            let changed = self.block(BlockType::Empty);
            for path in paths {
                self.changed_path(&path, before, changed);
            }
            self.br(stands);
            self.end();
            self.store_at(at, false);
            self.record_effect(effects::FELL, &[Arg::Number(bit.index() as u32)]);
            self.go(Job::Undone(slot));
            self.end();
        }
    }

    /// Leaves to `changed` if a path has another value than in the copy `before`.
    fn changed_path(&mut self, route: &Route, before: Local, changed: crate::emit::asm::Label) {
        let mut shape = self.env.root_shape(route.0);
        let (root, mut at) = (self.env.root_at(route.0), 0);
        let alike = self.block(BlockType::Empty);
        for field in &route.1 {
            while let Shape::Option(inner) = shape {
                self.get(before);
                self.load(Width::U8, at);
                self.load_at(Width::U8, root + at);
                self.op().i32_ne();
                self.br_if(changed);
                self.load_at(Width::U8, root + at);
                self.op().i32_eqz();
                self.br_if(alike);
                at += layout::some(&inner);
                shape = *inner;
            }
            (at, shape) = field_at(at, &shape, *field);
        }
        self.get(before);
        self.read(Place::Behind(at), &shape);
        self.read(Place::Fixed(root + at), &shape);
        self.same(&shape, &shape);
        self.op().i32_eqz();
        self.br_if(changed);
        self.end();
    }

    /// `go to` reaches a place: it is not done any more, unless its judgement stands and may be kept.
    pub(super) fn undo_slot(&mut self, slot: SlotId, anew: bool) {
        if let Some(bit) = self.env.judgements_of(slot).first() {
            let at = self.env.map.bits[bit.index()];
            if !anew {
                self.load_at(Width::U8, at);
                self.when(BlockType::Empty);
                self.op().return_();
                self.end();
            }
            self.store_at(at, false);
        }
        self.go(Job::Undone(slot));
    }

    /// A place is not done any more; its data stays readable as that of the visit before.
    pub(super) fn undone(&mut self, slot: SlotId) {
        let (halves, done) = (self.env.map.slots[slot.index()], self.env.map.slot.done);
        self.load_at(Width::U8, halves.head + done.offset);
        self.op().i32_eqz();
        self.when(BlockType::Empty);
        self.op().return_();
        self.end();
        if let Some(last) = self.last_halves(slot) {
            let body = layout::record(&self.env.plan.parts.slots[slot.index()].fields).0.size;
            for (to, from, size) in
                [(last.head, halves.head, self.env.map.slot_head_size), (last.body, halves.body, body)]
            {
                self.i32(to);
                self.i32(from);
                self.copy(size);
            }
        }
        self.store_at(halves.head + done.offset, false);
    }

    /// A stage gets more time.
    fn extend(&mut self, clock: ClockId, by: ExprId) {
        self.expr(by);
        let by = self.keep(ValType::I32);
        let cell = self.env.cell(clock);
        let amount = self.env.map.clock.amount;
        self.if_runs(clock);
        self.i32(cell);
        self.i32(cell);
        self.load(Width::I64, amount.offset);
        self.i32(cell);
        self.help(Help::ClockTable);
        self.span_parts(by);
        self.var(Var::Now);
        self.help(Help::Amount);
        self.help(Help::AddSat);
        self.store(Width::I64, amount.offset);
        self.go(Job::Changed(clock));
        self.end();
    }
}

/// Where a field of a record is, and its shape.
fn field_at(at: u32, shape: &Shape, field: u16) -> (u32, Shape) {
    let none: &[Field] = &[];
    let fields = match shape {
        Shape::Record(fields) => fields,
        _ => none,
    };
    let offset = layout::record(fields).1.get(usize::from(field)).copied().unwrap_or_default();
    let shape = fields.get(usize::from(field)).map_or(Shape::Bool, |field| field.shape.clone());
    (at + offset, shape)
}

impl Env<'_> {
    /// Whether a path leads into what a place gives.
    fn is_of(&self, path: ExprId, slot: SlotId) -> bool {
        self.plan.route(path).is_some_and(|(root, _)| root == Root::Slot(slot))
    }

    fn root_at(&self, root: Root) -> u32 {
        match root {
            Root::Item => self.map.record,
            Root::Slot(slot) => self.map.slots[slot.index()].body,
        }
    }

    fn root_shape(&self, root: Root) -> Shape {
        Shape::Record(match root {
            Root::Item => self.plan.parts.record.clone(),
            Root::Slot(slot) => self.plan.parts.slots[slot.index()].fields.clone(),
        })
    }

    /// The shape of what a path leads to.
    fn route_shape(&self, route: &Route) -> Shape {
        let mut shape = self.root_shape(route.0);
        for field in &route.1 {
            while let Shape::Option(inner) = shape {
                shape = *inner;
            }
            (_, shape) = field_at(0, &shape, *field);
        }
        shape
    }

    /// The judgements of a place.
    fn judgements_of(&self, slot: SlotId) -> Vec<BitId> {
        let bits = self.plan.bits.iter();
        bits.filter(|(_, bit)| matches!(&bit.kind, BitKind::Stands { slot: of, .. } if *of == slot))
            .map(|(id, _)| id)
            .collect()
    }

    /// The bits that are set when a place is done.
    fn standing(&self, slot: SlotId) -> Vec<BitId> {
        let mut bits = self.judgements_of(slot);
        bits.extend(self.plan.begun(slot));
        bits
    }

    /// The judgements that rest on something that a write to this path can change, with the paths that can.
    fn resting(&self, route: &Route) -> Vec<(BitId, SlotId, Vec<Route>)> {
        let near = |path: &Route| {
            path.0 == route.0 && (path.1.starts_with(&route.1) || route.1.starts_with(&path.1))
        };
        let bits = self.plan.bits.iter().filter_map(|(id, bit)| match &bit.kind {
            BitKind::Stands { slot, on, .. } => {
                let paths: Vec<Route> =
                    on.iter().filter_map(|path| self.plan.route(*path)).filter(near).collect();
                (!paths.is_empty()).then_some((id, *slot, paths))
            }
            _ => None,
        });
        bits.collect()
    }
}
