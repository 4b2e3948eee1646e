//! Calls and what is taken back: sending, results, orphans, unknown outcomes, the pieces of an `undo`.

use super::eval::Fault;
use super::step::{Machine, Stepped, Stop, refuse};
use crate::abi::event::reasons;
use crate::abi::image::{CallState, Status, StrandState};
use crate::abi::manifest::{EventKind, PlaceKind};
use crate::abi::{Event, Value};
use crate::base::Id;
use crate::model::RoleId;
use crate::plan::{AltId, CallId, Next, Place, UndoId, Witnessed};

impl Machine<'_> {
    /// A service is called. A call that failed is tried again under its own key if nothing of it changed;
    /// one that was cut and still flies is awaited, and sent only then.
    pub(super) fn call(&mut self, strand: usize, id: CallId) -> Result<(), Fault> {
        let args = Value::Record(self.all(strand, &self.world.plan.calls[id].args)?);
        let order = self.image.header.order + 1;
        let call = &mut self.image.calls[id.index()];
        let same = call.args == args;
        match call.head.state {
            CallState::Flying if same => {
                call.head.orphan = false;
                return Ok(());
            }
            CallState::Flying => return Ok(()),
            CallState::Unknown if same => {}
            _ => {
                call.head.number += 1;
                call.head.attempt = 0;
            }
        }
        call.args = args;
        call.head.state = CallState::Flying;
        call.head.orphan = false;
        // A retry under the same key counts on, for an attempt is told apart by its number.
        call.head.attempt = call.head.attempt.wrapping_add(1);
        call.head.order = order;
        call.head.word.clear();
        self.image.header.order = order;
        self.send(id, self.now);
        Ok(())
    }

    fn send(&mut self, id: CallId, not_before: i64) {
        let call = &self.image.calls[id.index()];
        let mut fields = vec![
            Value::Int(call.head.number.into()),
            Value::Int(call.head.attempt.into()),
            Value::Int(not_before),
        ];
        if let Value::Record(args) = &call.args {
            fields.extend(args.iter().cloned());
        }
        self.effects.push(Value::Choice(self.world.plan.call_effect(id), fields));
    }

    /// A service answered, or did not. The event's visit is the number in the call's key.
    pub(super) fn answered(&mut self, id: CallId, alt: AltId, event: &Event) -> Stepped {
        let plan = self.world.plan;
        let alt = &plan.alts[alt];
        let head = &self.image.calls[id.index()].head;
        if head.state != CallState::Flying || head.number != event.visit {
            return Ok(Err(Stop::Ignored));
        }
        let operation = &self.world.model.operations[plan.calls[id].operation];
        let tried = u32::from(head.attempt.wrapping_sub(1)) % (u32::from(operation.retries) + 1);
        if alt.kind == EventKind::Fault && tried < u32::from(operation.retries) {
            let (first, most) = operation.backoff;
            let pause = first.saturating_mul(1 << tried.min(30)).min(most.max(first));
            self.image.calls[id.index()].head.attempt = head.attempt.wrapping_add(1);
            self.send(id, self.now.saturating_add(pause));
            return Ok(Ok(()));
        }
        let orphan = head.orphan;
        self.image.calls[id.index()].head.orphan = false;
        self.image.calls[id.index()].head.state = match alt.kind {
            EventKind::Result => CallState::Done,
            EventKind::Exception => CallState::NotHappened,
            _ => CallState::Unknown,
        };
        let strand = plan.table.strand(plan, plan.places[plan.calls[id].place].node).index();
        let awaited = self.place(strand) == Some(plan.calls[id].place);
        match (awaited, orphan) {
            (true, false) => self.take(strand, alt, event.fields.clone())?,
            // What was cut is known now, and what waited for that goes on: the new call is sent.
            (true, true) => self.call(strand, id)?,
            (false, _) => self.settled_call()?,
        }
        Ok(Ok(()))
    }

    /// Whoever waited for a call that was cut looks again.
    fn settled_call(&mut self) -> Result<(), Fault> {
        let plan = self.world.plan;
        if self.image.header.status == Status::Ending {
            return if self.unsettled() { Ok(()) } else { self.over() };
        }
        for (id, undo) in plan.undos.iter() {
            let strand = plan.table.strand(plan, plan.places[undo.place].node).index();
            if self.place(strand) == Some(undo.place)
                && self.image.strands[undo.strand.index()].state != StrandState::Live
            {
                return self.go_on(strand, id);
            }
        }
        Ok(())
    }

    /// What was begun last and still stands is taken back next; nothing left, the work goes on.
    pub(super) fn drive(&mut self, strand: usize, id: UndoId) -> Result<Option<Next>, Fault> {
        let plan = self.world.plan;
        let undo = &plan.undos[id];
        let flies = |witness: &Witnessed| match witness {
            Witnessed::Call(call) => self.image.calls[call.index()].head.state == CallState::Flying,
            Witnessed::Slot(_) => false,
        };
        if undo.pieces.iter().any(|(witness, _)| flies(witness)) {
            return Ok(None);
        }
        let last =
            undo.pieces.iter().filter_map(|(witness, piece)| Some((self.stands(*witness)?, *piece))).max();
        if let Some((_, piece)) = last {
            let owner = self.image.strands[strand].owner;
            let runner = undo.strand.index();
            self.image.strands[runner].state = StrandState::Live;
            self.image.strands[runner].owner = owner;
            self.run(runner, piece)?;
            return Ok(None);
        }
        let failed = std::mem::take(&mut self.image.bits[undo.bit.index()]);
        self.leave(strand);
        let node = plan.places[undo.place].node;
        Ok(Some(match undo.failed.filter(|_| failed) {
            Some(failed) => Next::Node(failed),
            None => plan.table.after(plan, node),
        }))
    }

    /// When it was begun, if it may still stand.
    fn stands(&self, witness: Witnessed) -> Option<u32> {
        match witness {
            Witnessed::Call(call) => {
                let head = &self.image.calls[call.index()].head;
                matches!(head.state, CallState::Done | CallState::Unknown).then_some(head.order)
            }
            // It stands whether or not it is still done: going back un-does knowledge, not what was done.
            Witnessed::Slot(slot) => {
                let begun = self.world.plan.begun(slot).is_some_and(|bit| self.image.bits[bit.index()]);
                begun.then_some(self.image.slots[slot.index()].head.order)
            }
        }
    }

    pub(super) fn piece_done(&mut self, runner: usize, id: UndoId) -> Result<(), Fault> {
        self.taken_back(runner, id)
    }

    pub(super) fn piece_failed(&mut self, runner: usize, id: UndoId) -> Result<(), Fault> {
        self.image.bits[self.world.plan.undos[id].bit.index()] = true;
        self.taken_back(runner, id)
    }

    /// A piece is over. What it spoke of counts as taken back: by the piece, or by whoever answers `failed`.
    fn taken_back(&mut self, runner: usize, id: UndoId) -> Result<(), Fault> {
        let plan = self.world.plan;
        let undo = &plan.undos[id];
        let last = undo.pieces.iter().filter_map(|(witness, _)| Some((self.stands(*witness)?, *witness)));
        match last.max_by_key(|(order, _)| *order) {
            Some((_, Witnessed::Call(call))) => self.image.calls[call.index()].head.state = CallState::Undone,
            Some((_, Witnessed::Slot(slot))) => {
                if let Some(bit) = plan.begun(slot) {
                    self.image.bits[bit.index()] = false;
                }
                self.undo_slot(slot, true);
            }
            None => {}
        }
        self.leave(runner);
        self.image.strands[runner].state = StrandState::Idle;
        let strand = plan.table.strand(plan, plan.places[undo.place].node).index();
        self.go_on(strand, id)
    }

    fn go_on(&mut self, strand: usize, id: UndoId) -> Result<(), Fault> {
        match self.drive(strand, id)? {
            Some(Next::Node(node)) => self.run(strand, node),
            Some(Next::Piece(outer, _)) => self.piece_done(strand, outer),
            Some(Next::Over(_)) => Err(Fault::Unended),
            Some(Next::Stay) | None => Ok(()),
        }
    }

    /// A person of the owner says what became of a call that failed.
    pub(super) fn resolve(&mut self, event: &Event) -> Stepped {
        let (Some(Value::Int(call)), Some(Value::Bool(happened))) =
            (event.fields.first(), event.fields.get(1))
        else {
            return Ok(Err(Stop::Ignored));
        };
        let everybody: Vec<RoleId> = self.world.model.roles.ids().collect();
        if self.role_of(0, &everybody, true, event).is_none() {
            return Ok(refuse(reasons::NOT_YOURS, Vec::new()));
        }
        let place = self.image.strands[0].place;
        match self.image.calls.get_mut(*call as usize) {
            Some(known) if known.head.state == CallState::Unknown => {
                known.head.state = if *happened { CallState::Done } else { CallState::NotHappened };
                known.head.word = event.person.clone();
            }
            _ => return Ok(refuse(reasons::GONE, vec![Value::Int(place.into())])),
        }
        self.settled_call()?;
        Ok(Ok(()))
    }

    /// A person's word: whoever completes a step while a call of the item is unknown has seen it.
    pub(super) fn word(&mut self, place: &Place) {
        if place.kind != PlaceKind::Step || self.actor.is_empty() {
            return;
        }
        for call in &mut self.image.calls {
            if call.head.state == CallState::Unknown && call.head.word.is_empty() {
                call.head.word = self.actor.clone();
            }
        }
    }
}
