//! A strand comes to a place: which visit it is, what runs meanwhile.

use super::report::Arg;
use super::{Job, strand_of};
use crate::abi::event::effects;
use crate::abi::image::{NONE, StrandState};
use crate::abi::manifest::PlaceKind;
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::Body;
use crate::emit::prelude::Var;
use crate::plan::{ClockId, NodeId, PlaceId};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    pub(super) fn rest(&mut self, id: PlaceId) {
        let (strand, map) = (self.strand, self.env.map.strand);
        self.i32(0);
        self.set_var(Var::Look);
        self.get(strand);
        self.load(map.place.width, map.place.offset);
        let before = self.keep(ValType::I32);
        let fresh = self.is_fresh(before, id);
        self.get(fresh);
        self.when(BlockType::Empty);
        self.go_strand(Job::Leave);
        self.end();
        self.leave_guards(self.env.plan.places[id].node);
        self.get(fresh);
        self.when(BlockType::Empty);
        self.new_visit();
        self.end();
        self.get(strand);
        self.i32(id.index() as u32);
        self.store(map.place.width, map.place.offset);
        self.get(strand);
        self.i32(StrandState::Live as u32);
        self.store(map.state.width, map.state.offset);
        self.settle_life(before, fresh, id);
        self.entered(before, id);
        self.switch_clocks(before, fresh, id);
        self.get(fresh);
        self.when(BlockType::Empty);
        self.pause_for(id);
        self.end();
    }

    /// Whether this is another visit: going from one half of a handoff to the other is none.
    fn is_fresh(&mut self, before: Local, id: PlaceId) -> Local {
        self.i32(1);
        for half in self.halves_of(id) {
            self.get(before);
            self.i32(half.index() as u32);
            self.op().i32_ne().i32_and();
        }
        self.keep(ValType::I32)
    }

    /// The places that share a visit with this one, itself among them.
    pub(super) fn halves_of(&self, id: PlaceId) -> Vec<PlaceId> {
        let places = &self.env.plan.places;
        places.iter().filter(|(_, place)| place.entry == places[id].entry).map(|(id, _)| id).collect()
    }

    /// Stops the clocks of the guards of this strand that are not around a node.
    fn leave_guards(&mut self, node: NodeId) {
        let plan = self.env.plan;
        let around: Vec<_> = plan.table.guards(node).map(|(guard, _)| guard).collect();
        for (id, guard) in plan.guards.iter().filter(|(id, _)| !around.contains(id)) {
            let Some(clock) = guard.clock else { continue };
            let mine = self.env.map.strands[strand_of(self.env, plan.guards[id].node)];
            self.is_not_strand(mine);
            self.op().i32_eqz();
            self.when(BlockType::Empty);
            self.go(Job::Stop(clock));
            self.end();
        }
    }

    fn new_visit(&mut self) {
        let (strand, map, order) = (self.strand, self.env.map.strand, self.env.map.header.order);
        self.count(order.offset);
        self.get(strand);
        self.load_at(Width::I32, order.offset);
        self.store(Width::I32, map.visit.offset);
        self.get(strand);
        self.var(Var::Now);
        self.store(Width::I64, map.entered.offset);
    }

    /// A visit begins with nobody; so does every offer.
    fn settle_life(&mut self, before: Local, fresh: Local, id: PlaceId) {
        if self.env.plan.places[id].kind == PlaceKind::Offered {
            return self.unclaim();
        }
        self.get(fresh);
        self.get(before);
        self.i32(id.index() as u32);
        self.op().i32_ne().i32_or();
        self.when(BlockType::Empty);
        self.unclaim();
        self.end();
    }

    fn entered(&mut self, before: Local, id: PlaceId) {
        let (strand, visit) = (self.strand, self.env.map.strand.visit);
        self.get(before);
        self.i32(id.index() as u32);
        self.op().i32_ne();
        self.when(BlockType::Empty);
        let number = self.strand_number();
        self.get(strand);
        self.load(visit.width, visit.offset);
        let visit = self.keep(ValType::I32);
        let args = [Arg::Local(number), Arg::Number(id.index() as u32), Arg::Local(visit)];
        self.record_effect(effects::ENTERED, &args);
        self.end();
    }

    /// The clocks of a place begin; within a visit, those of the half before stand still.
    fn switch_clocks(&mut self, before: Local, fresh: Local, id: PlaceId) {
        let plan = self.env.plan;
        let clocks = &plan.places[id].clocks;
        for half in self.halves_of(id).into_iter().filter(|half| *half != id) {
            let left: Vec<ClockId> =
                plan.places[half].clocks.iter().copied().filter(|clock| !clocks.contains(clock)).collect();
            if left.is_empty() {
                continue;
            }
            self.get(before);
            self.i32(half.index() as u32);
            self.op().i32_eq();
            self.when(BlockType::Empty);
            left.into_iter().for_each(|clock| self.go(Job::Pause(clock)));
            self.end();
        }
        for clock in clocks {
            let runs = self.block(BlockType::Empty);
            let start = self.block(BlockType::Empty);
            self.get(fresh);
            self.br_if(start);
            self.runs(*clock);
            self.op().i32_eqz();
            self.br_if(start);
            self.get(before);
            self.i32(id.index() as u32);
            self.op().i32_eq();
            self.br_if(runs);
            self.go(Job::Resume(*clock));
            self.br(runs);
            self.end();
            self.go_strand(Job::Start(*clock));
            self.end();
        }
    }

    /// A place makes clocks stand still; whether, is judged on entry.
    fn pause_for(&mut self, id: PlaceId) {
        let place = &self.env.plan.places[id];
        let Some(bit) = place.pausing else { return };
        let at = self.env.map.bits[bit.index()];
        self.holds(place.pauses_if);
        self.when(BlockType::Empty);
        for clock in &place.pauses {
            self.pause_if_allowed(*clock);
        }
        self.store_at(at, true);
        self.end();
    }

    pub(super) fn pause_if_allowed(&mut self, clock: ClockId) {
        self.holds(self.env.plan.clocks[clock].pauses_if);
        self.when(BlockType::Empty);
        self.go(Job::Pause(clock));
        self.end();
    }

    /// The place at which the strand is, or [`NONE`].
    pub(super) fn here(&mut self) -> Local {
        let (strand, place) = (self.strand, self.env.map.strand.place);
        self.get(strand);
        self.load(place.width, place.offset);
        self.keep(ValType::I32)
    }

    /// Whether a place stands for nowhere.
    pub(super) fn is_nowhere(&mut self, place: Local) {
        self.get(place);
        self.i32(NONE.into());
        self.op().i32_eq();
    }
}
