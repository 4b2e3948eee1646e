//! A way through a plan that shows a fault: the shortest one, told place by place.

use super::Case;
use super::edge::{Edge, Kind};
use crate::base::Id;
use crate::plan::{Form, NodeId};
use std::collections::{BTreeMap, VecDeque};

/// Where a search is: a node, and whether what it watches has happened.
type At = (NodeId, bool);

/// The shortest way from the start to a node that a search looks for.
///
/// `watch` says what becomes of the watched thing at a node and along an edge: it happened, it was undone, or
/// nothing; an edge can also be closed to the search.
pub(super) fn find(
    case: &Case<'_>,
    at_node: impl Fn(NodeId, bool) -> bool,
    along: impl Fn(&Edge, bool) -> Option<bool>,
    goal: impl Fn(NodeId, bool) -> bool,
) -> Option<Vec<String>> {
    let start: At = (case.subject.plan.root, false);
    let mut came: BTreeMap<At, Option<(At, Kind)>> = BTreeMap::from([(start, None)]);
    let mut open = VecDeque::from([start]);
    while let Some(at) = open.pop_front() {
        let (node, before) = at;
        if goal(node, before) {
            return Some(told(case, &came, at));
        }
        let after = at_node(node, before);
        for edge in &case.edges[node.index()] {
            let Some(state) = along(edge, after) else { continue };
            let next = (edge.to, state);
            // What the fixpoint found dead is no way.
            if case.states[edge.to.index()].is_some() && !came.contains_key(&next) {
                came.insert(next, Some((at, edge.kind.clone())));
                open.push_back(next);
            }
        }
    }
    None
}

/// A way as its places, each with what happened there.
fn told(case: &Case<'_>, came: &BTreeMap<At, Option<(At, Kind)>>, end: At) -> Vec<String> {
    let mut steps = Vec::new();
    let mut at = end;
    while let Some(Some((before, kind))) = came.get(&at) {
        if let Some(words) = words(case, before.0, kind) {
            steps.push(words);
        }
        at = *before;
    }
    steps.push("start".to_owned());
    steps.reverse();
    steps.dedup();
    steps
}

fn words(case: &Case<'_>, node: NodeId, kind: &Kind) -> Option<String> {
    let plan = case.subject.plan;
    let place = match &plan.nodes[node].form {
        Form::Rest(place) => Some(&plan.places[*place].name),
        _ => None,
    };
    match (kind, place) {
        (Kind::Alt(name), Some(place)) if name == place => Some(place.to_string()),
        (Kind::Alt(name), Some(place)) => Some(format!("{place} ({name})")),
        (Kind::Rung(_), Some(place)) => Some(format!("{place} (late)")),
        (Kind::Arm(name), Some(place)) => Some(format!("{place} ({name})")),
        (Kind::Arm(name), None) => Some(name.clone()),
        (Kind::Jump(Some(_)), _) => Some("go back".to_owned()),
        _ => None,
    }
}

/// A way as one line.
pub(super) fn line(steps: &[String]) -> String {
    steps.join(" -> ")
}
