//! Whether all that follows is passed over, up to the next handoff, join or end (semantics.md 20).
//!
//! What is passed is known beforehand, but for the cases: one function a case, which asks its conditions and
//! the function of wherever that leads.

use super::Job;
use crate::abi::manifest::PlaceKind;
use crate::emit::body::Body;
use crate::plan::{Emit, Exit, Form, Next, NodeId, Plan};
use wasm_encoder::BlockType;

/// Where a walk comes to.
enum Met {
    /// Nobody has anything to do up to there, or somebody has.
    Known(bool),
    /// It depends on these branches.
    Case(NodeId),
}

impl Body<'_, '_> {
    /// Whether all that follows a node, at which the owner changes, is passed over by whoever owns then.
    pub(in crate::emit) fn walk_kept(&mut self, node: NodeId) {
        let plan = self.env.plan;
        let Form::Own(owner) = &plan.nodes[node].form else { return self.nothing() };
        let (strand, at) = (self.strand, self.env.map.strand.owner);
        let before = self.owner_now();
        self.get(strand);
        self.owner(owner);
        self.store(at.width, at.offset);
        self.walk_on(plan.table.after(plan, node));
        self.get(strand);
        self.get(before);
        self.store(at.width, at.offset);
    }

    fn walk_on(&mut self, next: Next) {
        match meet(self.env.plan, next) {
            Met::Known(kept) => self.i32(u32::from(kept)),
            Met::Case(node) => self.go_strand(Job::Walk(node)),
        }
    }

    /// Goes on behind whichever branch of a case holds.
    pub(super) fn walk(&mut self, node: NodeId) {
        let plan = self.env.plan;
        if let Form::Case(branches) = &plan.nodes[node].form {
            for (condition, branch) in branches {
                self.holds(*condition);
                self.when(BlockType::Empty);
                self.walk_on(Next::Node(*branch));
                self.op().return_();
                self.end();
            }
        }
        self.walk_on(plan.table.after(plan, node));
    }
}

/// Walks on as far as is known beforehand.
fn meet(plan: &Plan, from: Next) -> Met {
    let mut next = from;
    for _ in 0..plan.nodes.len() {
        let Next::Node(node) = next else { return Met::Known(true) };
        next = match &plan.nodes[node].form {
            Form::Case(_) => return Met::Case(node),
            Form::Seq(nodes) if !nodes.is_empty() => Next::Node(nodes[0]),
            Form::Rest(place) => {
                return Met::Known(matches!(plan.places[*place].kind, PlaceKind::Open | PlaceKind::Offered));
            }
            Form::Guard(guard) => Next::Node(plan.guards[*guard].body),
            // The next handoff that is not passed: it is looked at when the work is there.
            Form::Own(_) | Form::Exit(Exit::Item(..) | Exit::Strand(true)) => return Met::Known(true),
            Form::Exit(Exit::After(node)) => plan.table.after(plan, *node),
            Form::Emit(Emit::Call(_)) | Form::Raise(..) | Form::Goto(_) | Form::Undo(_) | Form::Exit(_) => {
                return Met::Known(false);
            }
            _ => plan.table.after(plan, node),
        };
    }
    Met::Known(false)
}
