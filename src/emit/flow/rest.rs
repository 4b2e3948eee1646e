//! A strand comes to a place: which visit it is, what runs meanwhile.

use super::report::Arg;
use super::{Job, strand_of};
use crate::abi::event::effects;
use crate::abi::image::{NONE, StrandState};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::Body;
use crate::emit::prelude::Var;
use crate::plan::{ClockId, NodeId, PlaceId};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    pub(super) fn rest(&mut self, id: PlaceId) {
        let strand = self.strand;
        let before = self.here();
        let fresh = self.is_fresh(before, id);
        self.get(strand);
        self.get(fresh);
        self.go(Job::Depart);
        self.leave_guards(self.env.plan.places[id].node);
        self.get(strand);
        self.i32(id.index() as u32);
        self.get(fresh);
        self.go(Job::Arrive);
        self.switch_clocks(before, fresh, id);
        if self.env.plan.places[id].pausing.is_some() {
            self.get(fresh);
            self.when(BlockType::Empty);
            self.pause_for(id);
            self.end();
        }
    }

    /// Wherever a strand was is left, if another visit begins.
    pub(super) fn depart(&mut self) {
        let fresh = self.param(1);
        self.i32(0);
        self.set_var(Var::Look);
        self.get(fresh);
        self.when(BlockType::Empty);
        self.go_strand(Job::Leave);
        self.end();
    }

    /// A strand is at a place. A visit begins with nobody, and so does each half of a handoff.
    pub(super) fn arrive(&mut self) {
        let (strand, map) = (self.strand, self.env.map.strand);
        let (place, fresh) = (self.param(1), self.param(2));
        let before = self.here();
        self.get(fresh);
        self.when(BlockType::Empty);
        self.new_visit();
        self.end();
        self.get(strand);
        self.get(place);
        self.store(map.place.width, map.place.offset);
        self.get(strand);
        self.i32(StrandState::Live as u32);
        self.store(map.state.width, map.state.offset);
        self.get(before);
        self.get(place);
        self.op().i32_ne();
        self.when(BlockType::Empty);
        self.unclaim();
        let number = self.strand_number();
        self.get(strand);
        self.load(map.visit.width, map.visit.offset);
        let visit = self.keep(ValType::I32);
        self.record_effect(effects::ENTERED, &[Arg::Local(number), Arg::Local(place), Arg::Local(visit)]);
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
            self.stop(clock);
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
        if self.halves_of(id).len() == 1 {
            return clocks.iter().for_each(|clock| self.start_if_not_running(fresh, *clock));
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

    /// A clock of a place without another half begins with the visit.
    fn start_if_not_running(&mut self, fresh: Local, clock: ClockId) {
        self.get(fresh);
        self.runs(clock);
        self.op().i32_eqz().i32_or();
        self.when(BlockType::Empty);
        self.go_strand(Job::Start(clock));
        self.end();
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
