//! Whether all that follows is passed over, up to the next handoff, join or end (semantics.md 20).
//!
//! A handoff that was accepted before, and of which nothing changed, is passed in the same transition only if
//! nobody has anything to do behind it: otherwise it is a real offer.

use super::eval::{Fault, Scope};
use crate::abi::manifest::PlaceKind;
use crate::plan::{Emit, Exit, Form, Next, NodeId};

impl Scope<'_> {
    /// From the node at which the owner changes, as whoever owns then.
    pub(super) fn walk_kept(&mut self, from: NodeId) -> Result<bool, Fault> {
        let mut image = self.image.clone();
        if let Form::Own(owner) = &self.world.plan.nodes[from].form {
            image.strands[self.strand].owner = self.owner(owner)?;
        }
        let Scope { world, now, strand, .. } = *self;
        Scope { world, image: &image, now, strand, locals: self.locals.clone() }.walk(from)
    }

    fn walk(&mut self, from: NodeId) -> Result<bool, Fault> {
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
                // The next handoff that is not passed: it is looked at when the work is there.
                Form::Own(_) | Form::Exit(Exit::Item(..) | Exit::Strand(true)) => return Ok(true),
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
