//! Whether all that follows is passed over, up to the next handoff, join or end (semantics.md 20).
//!
//! A handoff that was accepted before, and of which nothing changed, is passed in the same transition only if
//! nobody has anything to do behind it: otherwise it is a real offer.

use super::eval::{Fault, Scope};
use crate::abi::manifest::PlaceKind;
use crate::plan::{Emit, Exit, Form, Next, NodeId};

impl Scope<'_> {
    pub(super) fn walk_kept(&mut self, from: NodeId) -> Result<bool, Fault> {
        let plan = self.world.plan;
        let mut next = plan.table.after(plan, from);
        for _ in 0..plan.nodes.len() {
            let Next::Node(node) = next else { return Ok(true) };
            next = match &plan.nodes[node].form {
                Form::Seq(nodes) if !nodes.is_empty() => Next::Node(nodes[0]),
                Form::Case(branches) => {
                    let mut taken = None;
                    for (condition, branch) in branches {
                        if taken.is_none() && condition.map_or(Ok(true), |condition| self.holds(condition))? {
                            taken = Some(*branch);
                        }
                    }
                    taken.map_or_else(|| plan.table.after(plan, node), Next::Node)
                }
                Form::Rest(place) => {
                    return Ok(matches!(plan.places[*place].kind, PlaceKind::Open | PlaceKind::Offered));
                }
                Form::Guard(guard) => Next::Node(plan.guards[*guard].body),
                Form::Exit(Exit::Item(..) | Exit::Strand(true)) => return Ok(true),
                Form::Exit(Exit::After(node)) => plan.table.after(plan, *node),
                Form::Emit(Emit::Call(_))
                | Form::Raise(..)
                | Form::Goto(_)
                | Form::Undo(_)
                | Form::Exit(_) => {
                    return Ok(false);
                }
                _ => plan.table.after(plan, node),
            };
        }
        Ok(false)
    }
}
