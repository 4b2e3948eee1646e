//! Routes: every exception, return and failure has an arm that takes it (law 4).

use super::codes;
use super::{Case, edge};
use crate::abi::manifest::EventKind;
use crate::base::{Id, Sink};
use crate::plan::{Exit, Form, NodeId, Trigger};
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>, sink: &mut Sink) {
    raised(case, sink);
    alternatives(case, sink);
    undos(case, sink);
    arms(case, sink);
}

/// Every exception meets an arm that takes it in any case.
fn raised(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    let mut said = BTreeSet::new();
    for node in plan.nodes.ids() {
        let Form::Raise(exception, _) = plan.nodes[node].form else { continue };
        let taken =
            edge::arms(plan, node, Trigger::Exception(exception)).iter().any(|(_, _, certain)| *certain);
        let in_undo = plan.strands[plan.table.strand(plan, node)].undo.is_some();
        let origin = plan.nodes[node].origin;
        if taken
            || in_undo
            || case.states[node.index()].is_none()
            || !said.insert((origin, exception.index()))
        {
            continue;
        }
        let declared = &case.subject.model.exceptions[exception];
        let found = sink.put(
            codes::EXCEPTION_WITHOUT_ROUTE,
            origin,
            format!("`{}` can be raised here, and nothing takes it", declared.name),
        );
        if let Some(place) = place_of(case, node) {
            found.note(format!("the way: … -> {place} ({}) -> nobody", declared.name));
        }
        if case
            .subject
            .plan
            .guards
            .values()
            .flat_map(|guard| &guard.arms)
            .any(|arm| arm.triggers.contains(&Trigger::Exception(exception)))
        {
            found.note("an arm covers the body of its stage and the arms written before it, never itself");
        }
        found.label(declared.span, "declared here").help(format!(
            "add `when {} -> …` after the arms that may raise it, leading to a team and a clock",
            declared.name
        ));
    }
}

/// The place at which a node is reached, for the way.
fn place_of(case: &Case<'_>, node: NodeId) -> Option<String> {
    let plan = case.subject.plan;
    let mut around = plan.table.around(node);
    around.find_map(|node| match &plan.nodes[node].form {
        Form::Rest(place) => Some(plan.places[*place].name.to_string()),
        _ => None,
    })
}

/// Every reason for a return has an arm, and every call says what then if it fails.
fn alternatives(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    for alt in plan.alts.values() {
        let Some(place) = alt.place else { continue };
        let place = &plan.places[place];
        if case.states[place.node.index()].is_none() {
            continue;
        }
        let empty = matches!(&plan.nodes[alt.then].form, Form::Seq(nodes) if nodes.is_empty());
        if alt.kind == EventKind::Return && empty {
            sink.put(
                codes::RETURN_WITHOUT_ARM,
                place.span,
                format!("`{}` may come back as `{}`, and nothing says what then", place.name, alt.name),
            )
            .label(plan.nodes[alt.then].origin, "it may come back for this reason")
            .help(format!("add `when returned {} -> …` to the handoff", alt.name));
        }
        let in_undo = plan.strands[plan.table.strand(plan, place.node)].undo.is_some();
        if alt.kind == EventKind::Fault && gives_up(case, alt.then) && !in_undo {
            sink.put(
                codes::FAILURE_WITHOUT_ARM,
                place.span,
                format!("the call `{}` may fail, and nothing says what then", place.name),
            )
            .help("add `when failed -> …` to the call: nobody knows then whether it happened");
        }
    }
}

/// Whether a node is the end of a call whose failure nobody answers.
fn gives_up(case: &Case<'_>, node: NodeId) -> bool {
    matches!(case.subject.plan.nodes[node].form, Form::Exit(Exit::Strand(false)))
}

/// Every `undo` says what then if it fails, unless nothing that it takes back can fail unanswered.
fn undos(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    for undo in plan.undos.values().filter(|undo| undo.failed.is_none()) {
        let unanswered = |node: &NodeId| match plan.nodes[*node].form {
            Form::Raise(exception, _) => {
                !edge::arms(plan, *node, Trigger::Exception(exception)).iter().any(|(_, _, certain)| *certain)
            }
            _ => gives_up(case, *node),
        };
        let fails = undo.pieces.iter().any(|(_, piece)| plan.below(*piece).iter().any(unanswered));
        if fails && case.states[plan.places[undo.place].node.index()].is_some() {
            sink.put(
                codes::FAILURE_WITHOUT_ARM,
                undo.span,
                "what is taken back here may fail, and nothing says what then",
            )
            .help("add `when failed -> …` to the `undo`, or to each call that takes something back");
        }
    }
}

/// An arm for something that never arises is one that somebody believes in.
fn arms(case: &Case<'_>, sink: &mut Sink) {
    let plan = case.subject.plan;
    for guard in plan.guards.values().filter(|guard| case.states[guard.node.index()].is_some()) {
        for arm in &guard.arms {
            let exceptions =
                arm.triggers.iter().filter(|trigger| matches!(trigger, Trigger::Exception(_))).count();
            if exceptions == arm.triggers.len() && case.states[arm.then.index()].is_none() {
                sink.put(
                    codes::ARM_NEVER_TAKEN,
                    arm.span,
                    "nothing that this arm covers raises what it waits for",
                )
                .help("delete the arm, or raise the exception where it is meant");
            }
        }
    }
}
