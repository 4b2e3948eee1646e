//! What a jump undoes, read off the finished tree.
//!
//! A jump to a place or block makes it, and everything after it in the sequence that the author wrote it in,
//! not done. Never kept are the target itself, if it is a place, and the verdict that sent the work back: what
//! the cases around the jump read.

use crate::base::Id;
use crate::model::SlotId;
use crate::plan::{Form, NodeId, Plan, Within};

/// Fills in what every jump of the plan undoes.
pub(super) fn jumps(plan: &mut Plan, blocks: &[NodeId]) {
    for node in plan.nodes.ids().collect::<Vec<_>>() {
        let Form::Goto(goto) = &plan.nodes[node].form else { continue };
        if goto.stays {
            continue;
        }
        let undone = following(plan, blocks, goto.target);
        let mut anew = verdicts(plan, node);
        anew.extend(
            plan.places
                .values()
                .filter(|place| is_at(plan, place.entry, goto.target))
                .filter_map(|place| place.slot),
        );
        anew.retain(|slot| undone.contains(slot));
        if let Form::Goto(goto) = &mut plan.nodes[node].form {
            goto.undone = undone;
            goto.anew = anew;
        }
    }
}

/// The slots of a node and of what follows in its sequence.
fn following(plan: &Plan, blocks: &[NodeId], target: NodeId) -> Vec<SlotId> {
    let mut from = target;
    while let Some(parent) = plan.table.parent(from) {
        if blocks.contains(&parent) {
            break;
        }
        from = parent;
    }
    let nodes = match plan.table.within(from) {
        Within::Seq(parent, at) => match &plan.nodes[parent].form {
            Form::Seq(nodes) => nodes[at..].to_vec(),
            _ => vec![from],
        },
        _ => vec![from],
    };
    let mut slots: Vec<SlotId> = nodes.iter().flat_map(|node| given(plan, *node)).collect();
    slots.sort_by_key(|slot| slot.index());
    slots.dedup();
    slots
}

/// The slots that something below a node gives.
fn given(plan: &Plan, node: NodeId) -> Vec<SlotId> {
    let below = plan.below(node);
    let places =
        plan.places.values().filter(|place| below.contains(&place.node)).filter_map(|place| place.slot);
    let arms = plan.guards.values().filter(|guard| below.contains(&guard.node)).flat_map(|guard| &guard.arms);
    places.chain(arms.filter_map(|arm| arm.bind)).collect()
}

/// Whether a place begins at a node, behind nothing but its own wrapping.
fn is_at(plan: &Plan, place: NodeId, node: NodeId) -> bool {
    plan.table
        .around(place)
        .take_while(|at| !matches!(plan.nodes[*at].form, Form::Guard(id) if plan.guards[id].label.is_some()))
        .any(|at| at == node)
}

/// What the cases around a node read: the verdict that led there.
fn verdicts(plan: &Plan, node: NodeId) -> Vec<SlotId> {
    let mut slots = Vec::new();
    for at in plan.table.around(node) {
        if matches!(
            plan.table.within(at),
            Within::Root(_) | Within::Arm(..) | Within::Alt(..) | Within::Rung(..)
        ) {
            break;
        }
        if let Some(Form::Case(branches)) = plan.table.parent(at).map(|parent| &plan.nodes[parent].form) {
            let conditions = branches.iter().filter_map(|(condition, _)| *condition);
            slots.extend(
                conditions.flat_map(|condition| plan.paths(condition)).filter_map(|path| plan.slot_of(path)),
            );
        }
    }
    slots
}
