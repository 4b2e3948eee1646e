//! A strand leaves a place: its clocks stop, its asks close, its call is an orphan; and the item is over.

use super::Job;
use super::report::Arg;
use crate::abi::event::effects;
use crate::abi::image::{CallState, NONE, Status, StrandState};
use crate::abi::{Shape, layout};
use crate::base::Id;
use crate::emit::asm::Width;
use crate::emit::body::{Body, Env, Place};
use crate::emit::prelude::Help;
use crate::plan::{CallId, ClockId, Form, GuardArm, PlaceId, Trigger};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    /// Wherever the strand is. What all places do alike is done here: the clocks of the visit are over.
    pub(super) fn leave(&mut self) {
        let strand = self.strand;
        let here = self.here();
        self.is_nowhere(here);
        self.when(BlockType::Empty);
        self.op().return_();
        self.end();
        let table = self.visit_clocks();
        self.get(here);
        self.i32(8);
        self.op().i32_mul();
        let entry = self.keep(ValType::I32);
        for offset in [0, 4] {
            self.get(entry);
            self.load(Width::I32, table + offset);
        }
        self.help(Help::ClocksFree);
        let places = self.env.by_place(|env, place| env.is_special(place).then_some(Job::LeavePlace(place)));
        if places.iter().any(Option::is_some) {
            self.get(here);
            self.switch(&places, &[strand], None);
        }
        let map = self.env.map.strand;
        for at in [map.place, map.nominee] {
            self.get(strand);
            self.i32(NONE.into());
            self.store(at.width, at.offset);
        }
        self.unclaim();
    }

    /// For each place, where pairs of cell and clock stand that end with its visit, and how many.
    fn visit_clocks(&mut self) -> u32 {
        let plan = self.env.plan;
        let mut table = Vec::new();
        for id in plan.places.ids() {
            let clocks = self.env.clocks_of(id);
            let fresh: Vec<_> = clocks.into_iter().filter(|clock| !plan.clocks[*clock].in_all).collect();
            let pairs = fresh.iter().flat_map(|clock| [self.env.cell(*clock), clock.index() as u32]);
            let bytes: Vec<u8> = pairs.flat_map(u32::to_le_bytes).collect();
            table.extend(self.env.kit.module.bytes(&bytes).to_le_bytes());
            table.extend((fresh.len() as u32).to_le_bytes());
        }
        self.env.kit.module.bytes(&table)
    }

    /// What more there is to do at some places.
    pub(super) fn leave_place(&mut self, id: PlaceId) {
        let plan = self.env.plan;
        for clock in self.env.clocks_of(id) {
            if plan.clocks[clock].in_all {
                self.stop(clock);
            }
        }
        for ask in &plan.places[id].asks {
            self.go(Job::CloseAsk(*ask));
        }
        self.unpause_for(id);
        for (call, _) in plan.calls.iter().filter(|(_, call)| call.place == id) {
            self.orphan(call);
        }
        for undo in plan.undos.values().filter(|undo| undo.place == id) {
            self.cut(self.env.map.strands[undo.strand.index()]);
        }
    }

    /// A strand ends wherever it is.
    fn cut(&mut self, strand: u32) {
        let state = self.env.map.strand.state;
        self.i32(strand);
        self.go(Job::Leave);
        self.i32(strand);
        self.i32(StrandState::Idle as u32);
        self.store(state.width, state.offset);
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
        for other in self.env.map.strands.clone().into_iter().skip(1) {
            self.cut(other);
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
        self.stop_all();
        let at = self.env.map.header.outcome;
        self.load_at(at.width, at.offset);
        let outcome = self.keep(ValType::I32);
        self.record_effect(effects::ENDED, &[Arg::Local(outcome)]);
        let Form::Guard(guard) = plan.nodes[plan.root].form else { return };
        for arm in &plan.guards[guard].arms {
            self.ended_arm(arm, outcome);
        }
    }

    /// Every clock is over.
    fn stop_all(&mut self) {
        let plan = self.env.plan;
        let (kept, fresh): (Vec<ClockId>, Vec<ClockId>) =
            plan.clocks.ids().partition(|clock| plan.clocks[*clock].in_all);
        kept.into_iter().for_each(|clock| self.stop(clock));
        let mut cells: Vec<u32> = fresh.into_iter().map(|clock| self.env.cell(clock)).collect();
        cells.sort_unstable();
        cells.dedup();
        for cell in cells {
            self.i32(cell);
            self.help(Help::ClockBlank);
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
            self.give(slot);
        }
        let strand = self.strand;
        self.get(strand);
        self.run_from(arm.then);
        self.end();
        self.end();
    }
}

impl Env<'_> {
    /// All clocks of a visit: those of both halves of a handoff.
    fn clocks_of(&self, id: PlaceId) -> Vec<ClockId> {
        let places = &self.plan.places;
        let halves = places.values().filter(|place| place.entry == places[id].entry);
        halves.flat_map(|place| place.clocks.iter().copied().chain(place.suspend)).collect()
    }

    /// Whether leaving a place is more than ending its clocks.
    fn is_special(&self, id: PlaceId) -> bool {
        let place = &self.plan.places[id];
        let kept = self.clocks_of(id).into_iter().any(|clock| self.plan.clocks[clock].in_all);
        let called = self.plan.calls.values().any(|call| call.place == id);
        let undoes = self.plan.undos.values().any(|undo| undo.place == id);
        kept || called || undoes || !place.asks.is_empty() || place.pausing.is_some()
    }
}
