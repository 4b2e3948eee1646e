//! Paths: where a value is, rather than a copy of it.
//!
//! In: an expression that names a part of the record, of a place's data, of a payload. Out: its address, as
//! much of it as can be said beforehand.

use crate::abi::{Shape, layout};
use crate::base::Id;
use crate::emit::asm::Width;
use crate::emit::body::{Body, Place};
use crate::model::{ExprId, ExprKind, LocalId, Meta, SlotId, Type};
use wasm_encoder::BlockType;

impl Body<'_, '_> {
    /// The value of a path.
    pub(super) fn path(&mut self, id: ExprId) {
        let shape = self.env.shape(id);
        let place = self.at(id);
        self.read(place, &shape);
    }

    /// Where the bytes of a value are. Traps, or leaves, where a place is not done or a value not there.
    pub(in crate::emit) fn at(&mut self, id: ExprId) -> Place {
        let plan = self.env.plan;
        match &plan.exprs[id].kind {
            ExprKind::Item => Place::Fixed(self.env.map.record),
            ExprKind::Slot(slot) => {
                let halves = self.env.map.slots[slot.index()];
                self.must_be_done(halves.head);
                Place::Fixed(halves.body)
            }
            ExprKind::Field(of, at) => {
                let offset = field_offset(&self.env.shape(*of), *at);
                self.at(*of).plus(offset)
            }
            ExprKind::Payload(of, case, at) => self.payload(*of, *case, *at),
            ExprKind::Present(of) => self.present(*of),
            _ => {
                self.expr(id);
                Place::Behind(0)
            }
        }
    }

    fn must_be_done(&mut self, head: u32) {
        let at = head + self.env.map.slot.done.offset;
        self.load_at(Width::U8, at);
        self.op().i32_eqz();
        self.absent_if();
    }

    /// An optional value that is there.
    fn present(&mut self, of: ExprId) -> Place {
        if let ExprKind::Last(slot) = self.env.plan.exprs[of].kind {
            return match self.last_halves(slot) {
                Some(halves) => {
                    self.must_be_done(halves.head);
                    Place::Fixed(halves.body)
                }
                None => {
                    self.nothing();
                    Place::Fixed(0)
                }
            };
        }
        let shape = self.env.shape(of);
        let Shape::Option(inner) = &*shape else {
            self.nothing();
            return Place::Fixed(0);
        };
        let place = self.at(of);
        let place = self.check(place, Width::U8, 1);
        place.plus(layout::some(inner))
    }

    /// What a case carries, of a choice that is this case.
    fn payload(&mut self, of: ExprId, case: u16, at: u16) -> Place {
        let shape = self.env.shape(of);
        let Shape::Choice(cases) = &*shape else {
            self.nothing();
            return Place::Fixed(0);
        };
        let place = self.at(of);
        let width = if layout::discriminant(cases) == 2 { Width::U16 } else { Width::U8 };
        let place = self.check(place, width, u32::from(case));
        let fields = cases.get(usize::from(case)).map(|case| case.fields.as_slice()).unwrap_or_default();
        let offset = layout::record(fields).1.get(usize::from(at)).copied().unwrap_or_default();
        place.plus(layout::payload(cases) + offset)
    }

    /// Looks whether the number at a place is the one that is wanted.
    fn check(&mut self, place: Place, width: Width, wanted: u32) -> Place {
        let base = match place {
            Place::Fixed(at) => {
                self.load_at(width, at);
                None
            }
            Place::Behind(at) => {
                let base = self.keep(wasm_encoder::ValType::I32);
                self.get(base);
                self.load(width, at);
                Some(base)
            }
        };
        self.i32(wanted);
        self.op().i32_ne();
        self.absent_if();
        if let Some(base) = base {
            self.get(base);
        }
        place
    }

    /// What a name is bound to: in this function, or for the whole transition.
    pub(super) fn name(&mut self, local: LocalId) {
        match (self.names.get(&local).copied(), self.env.register(local)) {
            (Some(bound), _) => self.get(bound),
            (None, Some(register)) => self.load_at(Width::I32, register),
            (None, None) => self.nothing(),
        }
    }

    /// What is known of a place without its form.
    pub(super) fn meta(&mut self, slot: SlotId, meta: Meta, id: ExprId) {
        let (head, map) = (self.env.map.slots[slot.index()].head, self.env.map.slot);
        if meta == Meta::Times {
            self.load_at(map.times.width, head + map.times.offset);
            self.op().i64_extend_i32_u();
            return;
        }
        self.must_be_done(head);
        match meta {
            Meta::At => self.load_at(Width::I64, head + map.at.offset),
            _ => {
                self.i32(head + map.performer.offset);
                if matches!(self.env.plan.exprs[id].ty, Type::Optional(_)) {
                    self.someone();
                }
            }
        }
    }

    /// The person whose name stands at the address on the stack; nobody, if it is empty.
    fn someone(&mut self) {
        let name = self.keep(wasm_encoder::ValType::I32);
        let shape = Shape::Person.option();
        let someone = self.blank(layout::of(&shape).size);
        self.get(name);
        self.load(Width::I32, layout::LENGTH);
        self.when(BlockType::Empty);
        self.get(someone);
        self.i32(1);
        self.store(Width::U8, 0);
        self.target(someone, layout::some(&Shape::Person), &Shape::Person);
        self.get(name);
        self.write(0, &Shape::Person);
        self.end();
        self.get(someone);
    }

    /// The data of the visit before, if there was one.
    pub(super) fn last(&mut self, slot: SlotId) {
        let record = Shape::Record(self.env.plan.parts.slots[slot.index()].fields.clone());
        let (inside, size) = (layout::some(&record), layout::of(&record.clone().option()).size);
        let last = self.blank(size);
        if let Some(halves) = self.last_halves(slot) {
            let done = self.env.map.slot.done;
            self.load_at(done.width, halves.head + done.offset);
            self.when(BlockType::Empty);
            self.get(last);
            self.i32(1);
            self.store(Width::U8, 0);
            self.target(last, inside, &record);
            self.i32(halves.body);
            self.write(0, &record);
            self.end();
        }
        self.get(last);
    }

    /// Where the data of the visit before is kept, if anybody reads it.
    pub(in crate::emit) fn last_halves(&self, slot: SlotId) -> Option<crate::emit::map::Halves> {
        let at = self.env.plan.lasts.iter().position(|last| *last == slot)?;
        self.env.map.lasts.get(at).copied()
    }

    /// Who gave or corrected a path last.
    pub(super) fn writer(&mut self, path: ExprId) {
        let known = self.env.plan.writers.iter().position(|known| self.env.plan.same_path(*known, path));
        match known.and_then(|at| self.env.map.writers.get(at).copied()) {
            Some(at) => {
                self.i32(at);
                self.someone();
            }
            None => self.constant(&vec![0; layout::of(&Shape::Person.option()).size as usize]),
        }
    }

    /// A value, where an optional one is wanted.
    pub(super) fn some(&mut self, of: ExprId, id: ExprId) {
        let shape = self.env.shape(id);
        let inner = match &*shape {
            Shape::Option(inner) => (**inner).clone(),
            _ => (*self.env.shape(of)).clone(),
        };
        let some = self.blank(layout::of(&inner.clone().option()).size);
        self.get(some);
        self.i32(1);
        self.store(Width::U8, 0);
        self.put(some, layout::some(&inner), &inner, of);
        self.get(some);
    }

    /// Whether an optional value is there.
    pub(super) fn is_present(&mut self, of: ExprId) {
        if let ExprKind::Last(slot) = self.env.plan.exprs[of].kind
            && let Some(halves) = self.last_halves(slot)
        {
            let done = self.env.map.slot.done;
            self.load_at(done.width, halves.head + done.offset);
            return;
        }
        let place = self.at(of);
        self.read(place, &Shape::Bool);
    }
}

/// Where a field of a record begins.
fn field_offset(shape: &Shape, at: u16) -> u32 {
    match shape {
        Shape::Record(fields) => layout::record(fields).1.get(usize::from(at)).copied().unwrap_or_default(),
        _ => 0,
    }
}
