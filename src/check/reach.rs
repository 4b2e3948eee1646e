//! Reach: no step is dead, and from every place an end can be reached (law 6).
//!
//! Two floods (semantics.md 6.2): forward over what the facts leave, backward from every end with each bounded
//! jump counted as used up.

use super::codes;
use super::edge::Kind;
use super::{Case, way};
use crate::base::{Id, Sink};
use crate::plan::{Exit, Form, NodeId, Set};
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>, sink: &mut Sink) {
    dead(case, sink);
    stuck(case, sink);
    late_ends(case, sink);
}

/// Places that nothing leads to.
fn dead(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    let mut said = BTreeSet::new();
    for (id, place) in plan.places.iter() {
        let entered = case.states[place.entry.index()].is_some();
        if entered || plan.ending == Some(id) || !said.insert(place.span) || in_dead_arm(case, place.node) {
            continue;
        }
        sink.put(codes::NEVER_REACHED, place.span, format!("no way leads to `{}`", place.name))
            .help("delete it, or let something before it go on");
    }
}

/// Whether a node stands in an arm or response that is dead itself, which is said there.
fn in_dead_arm(case: &Case<'_>, node: NodeId) -> bool {
    use crate::plan::Within;
    let plan = case.subject.plan;
    plan.table.around(node).any(|at| {
        matches!(plan.table.within(at), Within::Arm(..) | Within::Nowhere | Within::Piece(..))
            && case.states[at.index()].is_none()
    })
}

/// Places from which no end can be reached once every bounded way back is used up.
fn stuck(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    let mut leads = vec![false; plan.nodes.len()];
    for node in plan.nodes.ids() {
        let ends = matches!(plan.nodes[node].form, Form::Exit(Exit::Item(..)));
        let piece_ends = plan.strands[plan.table.strand(plan, node)].undo.is_some();
        leads[node.index()] = ends || piece_ends;
    }
    loop {
        let mut grew = false;
        for node in plan.nodes.ids().filter(|node| case.states[node.index()].is_some()) {
            let on = |edge: &super::edge::Edge| leads[edge.to.index()] && lasting(case, node, edge);
            if !leads[node.index()] && case.edges[node.index()].iter().any(on) {
                leads[node.index()] = true;
                grew = true;
            }
        }
        if !grew {
            break;
        }
    }
    for place in plan.places.values() {
        let known = case.states[place.node.index()].is_some() && !leads[place.node.index()];
        if known && plan.ending.is_none_or(|ending| plan.places[ending].node != place.node) {
            let way = way::find(case, |_, seen| seen, |_, seen| Some(seen), |node, _| node == place.node);
            let found =
                sink.put(codes::NO_END, place.span, format!("work at `{}` can never end", place.name));
            if let Some(way) = way {
                found.note(format!("the way: {}", way::line(&way)));
            }
            found.help("let some way from it `end`, or raise to an arm that does");
        }
    }
}

/// Whether an edge is still there when every count is used up. An event alone is no way out.
fn lasting(case: &Case<'_>, node: NodeId, edge: &super::edge::Edge) -> bool {
    match &edge.kind {
        Kind::Jump(Some(_)) => {
            matches!(&case.subject.plan.nodes[node].form, Form::Goto(goto) if goto.bound.is_none())
        }
        // Whether what is written there can meet the terms is the contract's proof.
        Kind::Jump(None) => true,
        _ => !edge.holds.iter().any(|held| super::edge::counts(case.subject.plan, *held)),
    }
}

/// Ends that are closed by then: `ends X until P`, reached after P.
fn late_ends(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    for (outcome, declared) in plan.outcomes.iter() {
        let Some(label) = declared.until else { continue };
        let latch = plan
            .bits
            .iter()
            .find(|(_, bit)| matches!(bit.kind, crate::plan::BitKind::Latch(of) if of == label));
        let Some((latch, bit)) = latch else { continue };
        let closes =
            |node: NodeId| matches!(plan.nodes[node].form, Form::Set(Set::Bit(bit, true)) if bit == latch);
        let ends =
            |node: NodeId| matches!(plan.nodes[node].form, Form::Exit(Exit::Item(of, _)) if of == outcome);
        let way = way::find(
            case,
            |node, closed| closed || closes(node),
            |edge, closed| (edge.open != Some(latch) || !closed).then_some(closed),
            |node, closed| closed && ends(node),
        );
        if let Some(way) = way {
            let name = bit.name.trim_start_matches("until ").to_owned();
            sink.put(
                codes::END_PAST_ITS_UNTIL,
                declared.span,
                format!("`{}` can still be reached after `{name}` is done", declared.name),
            )
            .note(format!("the way: {}", way::line(&way)))
            .help(format!("close the arm that leads to it with `until {name}`"));
        }
    }
}
