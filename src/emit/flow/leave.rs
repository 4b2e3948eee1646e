//! A strand leaves a place: its clocks stop, its asks close, its call is an orphan; and the item is over.

use super::Job;
use super::report::Arg;
use crate::abi::event::effects;
use crate::abi::image::{CallState, NONE, Status, StrandState};
use crate::abi::{Shape, layout};
use crate::base::Id;
use crate::emit::asm::Width;
use crate::emit::body::{Body, Place};
use crate::plan::{CallId, Form, GuardArm, PlaceId, Trigger};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    pub(super) fn leave(&mut self) {
        let strand = self.strand;
        let here = self.here();
        let places = self.env.by_place(|_, place| Some(Job::LeavePlace(place)));
        self.get(here);
        self.switch(&places, &[strand], None);
    }

    pub(super) fn leave_place(&mut self, id: PlaceId) {
        let plan = self.env.plan;
        for half in self.halves_of(id) {
            let place = &plan.places[half];
            for clock in place.clocks.iter().copied().chain(place.suspend) {
                self.go(Job::Stop(clock));
            }
        }
        for ask in &plan.places[id].asks {
            self.go(Job::CloseAsk(*ask));
        }
        self.unpause_for(id);
        for (call, _) in plan.calls.iter().filter(|(_, call)| call.place == id) {
            self.orphan(call);
        }
        let (strand, map) = (self.strand, self.env.map.strand);
        for at in [map.place, map.nominee] {
            self.get(strand);
            self.i32(NONE.into());
            self.store(at.width, at.offset);
        }
        self.unclaim();
    }

    fn unpause_for(&mut self, id: PlaceId) {
        let place = &self.env.plan.places[id];
        let Some(bit) = place.pausing else { return };
        let at = self.env.map.bits[bit.index()];
        self.load_at(Width::U8, at);
        self.when(BlockType::Empty);
        self.store_at(at, false);
        for clock in &place.pauses {
            self.go(Job::Resume(*clock));
        }
        self.end();
    }

    /// A call in flight that nobody waits for any more.
    fn orphan(&mut self, call: CallId) {
        let (head, map) = (self.env.map.calls[call.index()].head, self.env.map.call);
        self.load_at(Width::U8, head + map.state.offset);
        self.i32(CallState::Flying as u32);
        self.op().i32_eq();
        self.load_at(Width::U8, head + map.orphan.offset);
        self.op().i32_eqz().i32_and();
        self.when(BlockType::Empty);
        self.store_at(head + map.orphan.offset, true);
        self.record_effect(effects::CALL_CANCELLED, &[Arg::Number(call.index() as u32)]);
        self.end();
    }

    /// Writes how far the item is.
    pub(super) fn set_status(&mut self, status: Status) {
        let at = self.env.map.header.status;
        self.i32(0);
        self.i32(status as u32);
        self.store(at.width, at.offset);
    }

    /// The outcome is known. The item is over once what was cut in flight has been heard of.
    pub(super) fn ending(&mut self) {
        let plan = self.env.plan;
        self.go_strand(Job::Leave);
        let state = self.env.map.strand.state;
        for other in self.env.map.strands.clone().into_iter().skip(1) {
            self.i32(other);
            self.go(Job::Leave);
            self.i32(other);
            self.i32(StrandState::Idle as u32);
            self.store(state.width, state.offset);
        }
        self.set_status(Status::Ending);
        if let Some(place) = plan.ending {
            self.go(Job::Unsettled);
            self.when(BlockType::Empty);
            self.go_strand(Job::Rest(place));
            self.op().return_();
            self.end();
        }
        self.go(Job::Over);
    }

    /// The item is over: nothing runs any more, and who wants to know is told.
    pub(super) fn over(&mut self) {
        let plan = self.env.plan;
        let root = self.env.map.strands.first().copied().unwrap_or_default();
        self.i32(root);
        self.strand = self.keep(ValType::I32);
        self.go_strand(Job::Leave);
        self.set_status(Status::Ended);
        let state = self.env.map.strand.state;
        self.i32(root);
        self.i32(StrandState::Ok as u32);
        self.store(state.width, state.offset);
        for clock in plan.clocks.ids() {
            self.go(Job::Stop(clock));
        }
        let at = self.env.map.header.outcome;
        self.load_at(at.width, at.offset);
        let outcome = self.keep(ValType::I32);
        self.record_effect(effects::ENDED, &[Arg::Local(outcome)]);
        let Form::Guard(guard) = plan.nodes[plan.root].form else { return };
        for arm in &plan.guards[guard].arms {
            self.ended_arm(arm, outcome);
        }
    }

    /// An arm that wants to know how it ended.
    fn ended_arm(&mut self, arm: &GuardArm, outcome: crate::emit::asm::Local) {
        let ends = arm.triggers.iter().filter_map(|trigger| match trigger {
            Trigger::Ended(outcome) => Some(outcome.index() as u32),
            _ => None,
        });
        let ends: Vec<u32> = ends.collect();
        if ends.is_empty() {
            return;
        }
        self.i32(0);
        for end in ends {
            self.get(outcome);
            self.i32(end);
            self.op().i32_eq().i32_or();
        }
        self.when(BlockType::Empty);
        let shape = self.env.plan.parts.outcome_shape();
        let inside = match &shape {
            Shape::Choice(cases) => layout::payload(cases),
            _ => 0,
        };
        let at = self.env.map.outcome;
        self.read(Place::Fixed(at + inside), &shape);
        let payload = self.keep(ValType::I32);
        if let Some(local) = arm.payload {
            self.bind_payload(local, payload);
        }
        self.holds(arm.only_if);
        self.when(BlockType::Empty);
        if let Some(slot) = arm.bind {
            self.get(payload);
            self.go(Job::Complete(slot));
        }
        let strand = self.strand;
        self.get(strand);
        self.run_from(arm.then);
        self.end();
        self.end();
    }
}
