//! Who hears something from outside: an alternative of the place, then arms outward.
//!
//! Each function gives 0 if nobody hears it, 1 if it was heard and has run, 2 if the very arm that would take
//! it is running already.

use super::form::covering;
use super::report::To;
use super::{Job, Region, region};
use crate::abi::layout;
use crate::emit::asm::Width;
use crate::emit::body::Body;
use crate::model::EventId;
use crate::plan::{GuardId, NodeId, Part, PlaceId, Site, Trigger};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    /// By where the strand is.
    pub(super) fn hear(&mut self, event: EventId) {
        let plan = self.env.plan;
        let (strand, payload) = (self.strand, self.param(1));
        let here = self.here();
        let places = self.env.by_place(|_, place| {
            let listens =
                plan.places[place].alts.iter().any(|alt| plan.alts[*alt].site == Site::Event(event));
            if listens {
                Some(Job::HearAt(event, place))
            } else {
                outward(plan, event, plan.places[place].node)
            }
        });
        self.get(here);
        self.switch(&places, &[strand, payload], Some(0));
    }

    /// At a place that may listen itself.
    pub(super) fn hear_at(&mut self, event: EventId, place: PlaceId) {
        let plan = self.env.plan;
        let (strand, payload) = (self.strand, self.param(1));
        for alt in &plan.places[place].alts {
            if plan.alts[*alt].site != Site::Event(event) {
                continue;
            }
            let deaf = self.block(BlockType::Empty);
            self.reasons();
            let before = self.keep(ValType::I32);
            self.get(strand);
            self.get(payload);
            self.go(Job::Unmet(*alt));
            self.reasons();
            self.get(before);
            self.op().i32_ne();
            let refused = self.keep(ValType::I32);
            // That this one does not want it is no reason to refuse it.
            let list = self.env.out().map_or(0, |out| out.at(To::Reasons));
            self.i32(0);
            self.get(before);
            self.store(Width::I32, list + layout::LENGTH);
            self.get(refused);
            self.br_if(deaf);
            self.get(strand);
            self.get(payload);
            self.go(Job::Take(*alt));
            self.i32(1);
            self.op().return_();
            self.end();
        }
        self.hear_outward(event, plan.places[place].node);
    }

    /// In a part of a guard, and outward from there.
    pub(super) fn hear_in(&mut self, event: EventId, guard: GuardId, region: Region) {
        let plan = self.env.plan;
        let (strand, payload) = (self.strand, self.param(1));
        let part = region.map_or(Part::Body, |at| Part::Arm(usize::from(at)));
        for arm in covering(&plan.guards[guard].arms, part) {
            if arm.triggers.contains(&Trigger::Event(event)) {
                self.armed(arm, payload);
                self.take_arm(arm, payload);
                self.get(strand);
                self.run_from(arm.then);
                self.i32(1);
                self.op().return_();
                self.end();
            }
        }
        self.hear_outward(event, plan.guards[guard].node);
        let busy = match part {
            Part::Arm(at) => plan.guards[guard].arms[at].triggers.contains(&Trigger::Event(event)),
            Part::Body => false,
        };
        if busy {
            let outer = self.keep(ValType::I32);
            self.get(outer);
            self.i32(2);
            self.get(outer);
            self.op().select();
        }
    }

    fn hear_outward(&mut self, event: EventId, node: NodeId) {
        let (strand, payload) = (self.strand, self.param(1));
        match outward(self.env.plan, event, node) {
            Some(job) => {
                self.get(strand);
                self.get(payload);
                self.go(job);
            }
            None => self.i32(0),
        }
    }
}

/// The nearest part of a guard around a node in which somebody may listen.
fn outward(plan: &crate::plan::Plan, event: EventId, node: NodeId) -> Option<Job> {
    let listens = |guard: &GuardId| {
        plan.guards[*guard].arms.iter().any(|arm| arm.triggers.contains(&Trigger::Event(event)))
    };
    // What is around the thread of an `undo` listens where that undo is.
    let strand = plan.table.strand(plan, node);
    let mine = |guard: &GuardId| plan.table.strand(plan, plan.guards[*guard].node) == strand;
    let mut guards = plan.table.guards(node).take_while(|(guard, _)| mine(guard));
    let (guard, part) = guards.find(|(guard, _)| listens(guard))?;
    Some(Job::HearIn(event, guard, region(part)))
}
