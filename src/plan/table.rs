//! What surrounds each node: its parent, and what its end leads to.
//!
//! In: the finished tree. Out: [`Table`], one row a node. Since every continuation is read off it, an
//! item's state holds a place and no stack: wherever a strand rests, what comes next is known.

use super::form::{Form, NodeId};
use super::site::{AltId, ClockId, GuardId, StrandId, UndoId};
use super::{Goto, Plan};
use crate::base::Id;

/// As what a node stands inside its parent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    /// It is where a strand begins.
    Root(StrandId),
    /// It is one of a sequence, by position.
    Seq(NodeId, usize),
    /// It is a branch of a case.
    Case(NodeId),
    /// It is what happens after an alternative of a rest; of the start for the root's own.
    Alt(NodeId, AltId),
    /// It is the response of a rung.
    Rung(NodeId, ClockId, usize),
    /// It is the body of a guard.
    Body(NodeId, GuardId),
    /// It is the response of an arm.
    Arm(NodeId, GuardId, usize),
    /// It is what happens when an edge is used up.
    Else(NodeId),
    /// It takes something back.
    Piece(NodeId, UndoId, usize),
    /// It is what happens when taking back failed.
    Failed(NodeId, UndoId),
    /// Nothing leads to it.
    Nowhere,
}

/// Where the end of a node leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// To this node.
    Node(NodeId),
    /// The response only acted: the work stays where it is.
    Stay,
    /// The strand is over, with success.
    Over(StrandId),
    /// A piece of an undo is done.
    Piece(UndoId, usize),
}

/// In which part of a guard a node stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// In its body.
    Body,
    /// In the response of an arm.
    Arm(usize),
}

/// What surrounds each node.
#[derive(Clone, Default, Debug)]
pub struct Table {
    within: Vec<Within>,
}

impl Table {
    /// Reads the table off a tree.
    pub(super) fn of(plan: &Plan) -> Table {
        let mut table = Table { within: vec![Within::Nowhere; plan.nodes.len()] };
        for (id, strand) in plan.strands.iter() {
            if strand.undo.is_none() {
                table.walk(plan, strand.root, Within::Root(id));
            }
        }
        table
    }

    fn walk(&mut self, plan: &Plan, node: NodeId, within: Within) {
        self.within[node.index()] = within;
        match &plan.nodes[node].form {
            Form::Seq(nodes) => {
                for (at, child) in nodes.iter().enumerate() {
                    self.walk(plan, *child, Within::Seq(node, at));
                }
            }
            Form::Case(branches) => {
                for (_, child) in branches {
                    self.walk(plan, *child, Within::Case(node));
                }
            }
            Form::Rest(place) => {
                let place = &plan.places[*place];
                for alt in &place.alts {
                    self.walk(plan, plan.alts[*alt].then, Within::Alt(node, *alt));
                }
                let asks = place.asks.iter().map(|ask| plan.asks[*ask].clock);
                for clock in place.clocks.iter().copied().chain(place.suspend).chain(asks) {
                    self.rungs(plan, node, clock);
                }
            }
            Form::Goto(Goto { bound: Some((_, _, then)), .. }) => self.walk(plan, *then, Within::Else(node)),
            Form::Guard(id) => {
                let guard = &plan.guards[*id];
                self.walk(plan, guard.body, Within::Body(node, *id));
                for (at, arm) in guard.arms.iter().enumerate() {
                    self.walk(plan, arm.then, Within::Arm(node, *id, at));
                }
                if let Some(clock) = guard.clock {
                    self.rungs(plan, node, clock);
                }
            }
            Form::Undo(id) => {
                let undo = &plan.undos[*id];
                for (at, (_, piece)) in undo.pieces.iter().enumerate() {
                    self.walk(plan, *piece, Within::Piece(node, *id, at));
                }
                if let Some(failed) = undo.failed {
                    self.walk(plan, failed, Within::Failed(node, *id));
                }
            }
            _ => {}
        }
    }

    fn rungs(&mut self, plan: &Plan, node: NodeId, clock: ClockId) {
        for (at, rung) in plan.clocks[clock].rungs.iter().enumerate() {
            self.walk(plan, rung.then, Within::Rung(node, clock, at));
        }
    }

    /// As what the node stands inside its parent.
    pub fn within(&self, node: NodeId) -> Within {
        self.within[node.index()]
    }

    /// The node around it.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        match self.within(node) {
            Within::Root(_) | Within::Nowhere => None,
            Within::Seq(parent, _)
            | Within::Case(parent)
            | Within::Alt(parent, _)
            | Within::Rung(parent, ..)
            | Within::Body(parent, _)
            | Within::Arm(parent, ..)
            | Within::Else(parent)
            | Within::Piece(parent, ..)
            | Within::Failed(parent, _) => Some(parent),
        }
    }

    /// The node, then everything around it, outward.
    pub fn around(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(node), |node| self.parent(*node))
    }

    /// Where the end of a node leads.
    pub fn after(&self, plan: &Plan, node: NodeId) -> Next {
        match self.within(node) {
            Within::Root(strand) => Next::Over(strand),
            Within::Seq(parent, at) => match &plan.nodes[parent].form {
                Form::Seq(nodes) if at + 1 < nodes.len() => Next::Node(nodes[at + 1]),
                _ => self.after(plan, parent),
            },
            Within::Case(parent)
            | Within::Alt(parent, _)
            | Within::Body(parent, _)
            | Within::Else(parent) => self.after(plan, parent),
            Within::Failed(parent, _) => self.after(plan, parent),
            Within::Piece(_, undo, at) => Next::Piece(undo, at),
            Within::Rung(..) | Within::Arm(..) | Within::Nowhere => Next::Stay,
        }
    }

    /// The guards around a node, innermost first, each with the part of it in which the node stands.
    pub fn guards(&self, node: NodeId) -> impl Iterator<Item = (GuardId, Part)> + '_ {
        self.around(node).filter_map(|node| match self.within(node) {
            Within::Body(_, guard) => Some((guard, Part::Body)),
            Within::Arm(_, guard, at) => Some((guard, Part::Arm(at))),
            _ => None,
        })
    }

    /// The strand that runs a node.
    pub fn strand(&self, plan: &Plan, node: NodeId) -> StrandId {
        let found = self.around(node).find_map(|node| match self.within(node) {
            Within::Root(strand) => Some(strand),
            Within::Piece(_, undo, _) => Some(plan.undos[undo].strand),
            _ => None,
        });
        found.unwrap_or(StrandId(0))
    }
}
