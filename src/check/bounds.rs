//! Bounds: every wait has one, and every bound has a consequence (law 5).

use super::Case;
use super::codes;
use super::edge::{self, Kind};
use crate::abi::manifest::PlaceKind;
use crate::base::{Id, Sink};
use crate::plan::{Form, NodeId, Place};
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    for place in plan.places.values().filter(|place| case.states[place.node.index()].is_some()) {
        waits(case, place, sink);
    }
    for guard in plan.guards.values().filter(|guard| case.states[guard.node.index()].is_some()) {
        if let Some(clock) = guard.clock
            && plan.clocks[clock].rungs.is_empty()
        {
            let clock = &plan.clocks[clock];
            sink.put(
                codes::LATE_WITHOUT_CONSEQUENCE,
                clock.span,
                format!("nothing says what happens when `{}` is late", clock.name),
            )
            .help("add `when late -> …` among its arms");
        }
    }
    loops(case, sink);
}

/// Each clock of a place says what then; where somebody outside is waited for, it moves the work.
fn waits(case: &Case<'_>, place: &Place, sink: &mut Sink) {
    let plan = case.subject.plan;
    let outside = matches!(place.kind, PlaceKind::Ask | PlaceKind::Wait);
    let asks = place.asks.iter().filter(|_| place.kind == PlaceKind::Ask).map(|ask| plan.asks[*ask].clock);
    for clock in place.clocks.iter().copied().chain(asks) {
        let clock = &plan.clocks[clock];
        if place.kind != PlaceKind::Call && clock.rungs.is_empty() {
            sink.put(
                codes::LATE_WITHOUT_CONSEQUENCE,
                place.span,
                format!("nothing says what happens when `{}` is late", clock.name),
            )
            .help(if place.kind == PlaceKind::Step {
                "add `when late -> notify lead` to the team, or `when late -> …` to the step"
            } else {
                "add `when late -> …` to it"
            });
        } else if outside && !clock.rungs.iter().any(|rung| rung.moves) {
            sink.put(
                codes::OUTSIDER_ONLY_NOTIFIED,
                place.span,
                format!("`{}` waits for somebody outside, and its clock only tells somebody", place.name),
            )
            .help("let `when late` move the work: people outside cannot be told to hurry");
        }
    }
}

/// Every way back is counted, or says why it need not be.
fn loops(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    for node in plan.nodes.ids() {
        let Form::Goto(goto) = &plan.nodes[node].form else { continue };
        if goto.stays
            || goto.bound.is_some()
            || goto.unbounded.is_some()
            || case.states[node.index()].is_none()
        {
            continue;
        }
        if uncounted(case, goto.target, node) {
            let target = plan.places.values().find(|place| plan.below(goto.target).contains(&place.node));
            let name = target.map_or("it".to_owned(), |place| format!("`{}`", place.name));
            sink.put(
                codes::LOOP_WITHOUT_BOUND,
                plan.nodes[node].origin,
                format!("work can come back to {name} from here for ever"),
            )
            .note(format!("the cycle: {name} -> … -> here -> {name}"))
            .help("say `at most N times then …`, or `unbounded because \"…\"`");
        }
    }
}

/// Whether a node leads to another one without any edge that is counted.
fn uncounted(case: &Case<'_>, from: NodeId, to: NodeId) -> bool {
    let plan = case.subject.plan;
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if node == to {
            return true;
        }
        for edge in &case.edges[node.index()] {
            let counted = edge.kind == Kind::Jump(Some(true))
                || edge.holds.iter().any(|held| edge::counts(plan, *held));
            if !counted && case.states[edge.to.index()].is_some() && seen.insert(edge.to) {
                open.push(edge.to);
            }
        }
    }
    false
}
