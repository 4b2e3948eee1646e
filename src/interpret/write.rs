//! What is put down, and what falls with it.
//!
//! A judgement stands on values, not on writes: what it rests on is compared before and after, so that the
//! same value given again lets nothing fall, and a value changed back does not bring it back (semantics.md 18).

use super::eval::Fault;
use super::step::Machine;
use super::world::World;
use crate::abi::Value;
use crate::abi::event::effects;
use crate::abi::image::{Image, Life};
use crate::base::Id;
use crate::model::{ExprId, SlotId};
use crate::plan::{BitKind, Root, Set};

impl Machine<'_> {
    pub(super) fn set(&mut self, strand: usize, set: &Set) -> Result<(), Fault> {
        match set {
            Set::Slot(slot, fields) => {
                let fields = self.all(strand, fields)?;
                self.complete(*slot, fields)
            }
            Set::SlotFrom(slot, local) => match self.locals.get(local).cloned() {
                Some(Value::Record(fields)) => self.complete(*slot, fields),
                _ => Err(Fault::NotDone(*slot)),
            },
            Set::Path(path, value) => {
                let value = self.eval(strand, *value)?;
                self.write(*path, value)
            }
            Set::Bit(bit, to) => {
                self.image.bits[bit.index()] = *to;
                let until =
                    |clock: &&crate::plan::ClockId| self.world.plan.clocks[**clock].until == Some(*bit);
                let over: Vec<_> = self.world.plan.clocks.ids().collect();
                for clock in over.iter().filter(until) {
                    self.stop_clock(*clock);
                }
                Ok(())
            }
            Set::Undone(slots) => {
                slots.iter().for_each(|slot| self.undo_slot(*slot, false));
                Ok(())
            }
            Set::Count(counter) => {
                self.image.counters[counter.index()] += 1;
                Ok(())
            }
            Set::Reassign(role) => {
                let strand = &mut self.image.strands[strand];
                strand.nominee = role.index() as u16;
                strand.life = Life::Ready;
                strand.claimed_by.clear();
                Ok(())
            }
            Set::Extend(clock, by) => self.extend(strand, *clock, *by),
            Set::Pin(place) => {
                let pins = self.all(strand, &self.world.plan.places[*place].pins)?;
                if let Some(cell) = self.world.plan.cells.offer(*place) {
                    self.pin(strand, usize::from(cell), Value::Record(pins));
                }
                Ok(())
            }
        }
    }

    /// What is offered is pinned. If it is not what it was, whoever had claimed it looks at it anew.
    fn pin(&mut self, strand: usize, cell: usize, pins: Value) {
        if self.image.offers[cell] != pins {
            self.image.strands[strand].life = Life::Ready;
            self.image.strands[strand].claimed_by.clear();
        }
        self.image.offers[cell] = pins;
    }

    /// A place is done: by whoever acts, or by nobody.
    pub(super) fn complete(&mut self, slot: SlotId, fields: Vec<Value>) -> Result<(), Fault> {
        let stood = self.rested_on();
        self.image.header.order += 1;
        let (order, now) = (self.image.header.order, self.now);
        let known = &mut self.image.slots[slot.index()];
        known.fields = Value::Record(fields);
        known.head.done = true;
        known.head.times += 1;
        known.head.order = order;
        known.head.at = now;
        known.head.performer = self.actor.clone();
        known.head.role = self.role;
        for (at, path) in self.world.plan.writers.iter().enumerate() {
            if matches!(self.world.plan.route(*path), Some((Root::Slot(of), _)) if of == slot) {
                self.image.writers[at] = self.actor.clone();
            }
        }
        self.record(effects::DONE, &[slot.index() as i64]);
        self.fall(&stood);
        for (bit, known) in self.world.plan.bits.iter() {
            if matches!(known.kind, BitKind::Stands { slot: of, .. } | BitKind::Begun(of) if of == slot) {
                self.image.bits[bit.index()] = true;
            }
        }
        self.wrote = true;
        self.look = true;
        Ok(())
    }

    /// A path is written: by a correction, an answer, an act.
    fn write(&mut self, path: ExprId, value: Value) -> Result<(), Fault> {
        let stood = self.rested_on();
        let (root, fields) = self.world.plan.route(path).ok_or(Fault::Refused(path))?;
        let mut at = match root {
            Root::Item => &mut self.image.record,
            Root::Slot(slot) => &mut self.image.slots[slot.index()].fields,
        };
        for field in fields {
            // A path may lead through optional values that are known to be there.
            while let Value::Option(Some(inner)) = at {
                at = inner;
            }
            let Value::Record(values) = at else { return Err(Fault::Refused(path)) };
            at = values.get_mut(usize::from(field)).ok_or(Fault::Refused(path))?;
        }
        *at = value;
        for (at, known) in self.world.plan.writers.iter().enumerate() {
            if self.world.plan.same_path(*known, path) {
                self.image.writers[at] = self.actor.clone();
            }
        }
        self.fall(&stood);
        self.wrote = true;
        self.look = true;
        Ok(())
    }

    /// What each judgement that stands rests on, as it is now.
    fn rested_on(&self) -> Vec<Vec<Option<Value>>> {
        let bits = self.world.plan.bits.iter();
        bits.map(|(bit, known)| match &known.kind {
            BitKind::Stands { on, .. } if self.image.bits[bit.index()] => {
                on.iter().map(|path| peek(&self.world, &self.image, *path)).collect()
            }
            _ => Vec::new(),
        })
        .collect()
    }

    /// Lets fall what rests on something that is different now.
    fn fall(&mut self, stood: &[Vec<Option<Value>>]) {
        let now = self.rested_on();
        for (bit, known) in self.world.plan.bits.iter() {
            let at = bit.index();
            if let BitKind::Stands { slot, .. } = &known.kind
                && self.image.bits[at]
                && stood[at] != now[at]
            {
                self.image.bits[at] = false;
                self.record(effects::FELL, &[at as i64]);
                self.undone(*slot);
            }
        }
    }

    /// `go to` reaches a place: it is not done any more, unless its judgement stands and may be kept.
    pub(super) fn undo_slot(&mut self, slot: SlotId, anew: bool) {
        let bit = self.world.plan.bits.iter().find_map(|(bit, known)| match &known.kind {
            BitKind::Stands { slot: of, .. } if *of == slot => Some(bit.index()),
            _ => None,
        });
        match bit {
            Some(bit) if self.image.bits[bit] && !anew => {}
            Some(bit) => {
                self.image.bits[bit] = false;
                self.undone(slot);
            }
            None => self.undone(slot),
        }
    }

    /// A place is not done any more; its data stays readable as that of the visit before.
    pub(super) fn undone(&mut self, slot: SlotId) {
        if !self.image.slots[slot.index()].head.done {
            return;
        }
        if let Some(at) = self.world.plan.lasts.iter().position(|last| *last == slot) {
            self.image.lasts[at] = self.image.slots[slot.index()].clone();
        }
        self.image.slots[slot.index()].head.done = false;
    }
}

/// The value of a path, whether or not its place is done: what was given last.
fn peek(world: &World<'_>, image: &Image, path: ExprId) -> Option<Value> {
    let (root, fields) = world.plan.route(path)?;
    let mut at = match root {
        Root::Item => &image.record,
        Root::Slot(slot) => &image.slots[slot.index()].fields,
    };
    for field in fields {
        while let Value::Option(Some(inner)) = at {
            at = inner;
        }
        let Value::Record(values) = at else { return None };
        at = values.get(usize::from(field))?;
    }
    Some(at.clone())
}
