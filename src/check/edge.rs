//! Every way control can go from one node to another, as a list of edges.
//!
//! In: a plan. Out: [`Edge`]s, with what each takes for granted and what it undoes. The fixpoint of `flow` and
//! the searches for a way that shows a fault both walk these and nothing else. Edges of events start at every
//! place where the arm is the innermost that listens.

use crate::base::{Id, Name};
use crate::model::{ExprId, ExprKind, SlotId};
use crate::plan::{BitId, Exit, Form, GuardId, Next, NodeId, Part, Plan, Trigger};

/// A way from one node to another.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    /// Where it leads.
    pub(super) to: NodeId,
    /// What holds on it.
    pub(super) holds: Vec<ExprId>,
    /// What does not.
    pub(super) fails: Vec<ExprId>,
    /// What is not done any more.
    pub(super) undoes: Vec<SlotId>,
    /// What is given on it.
    pub(super) gives: Option<SlotId>,
    /// It is there only while this latch is open.
    pub(super) open: Option<BitId>,
    /// What it is, for whoever reads the way.
    pub(super) kind: Kind,
}

/// What an edge is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// One thing after another.
    On,
    /// Something happened at a place.
    Alt(Name),
    /// A clock moved it, or had something done.
    Rung(Name),
    /// An arm took it.
    Arm(String),
    /// A jump, and whether it is bounded; `None` for another look at the terms.
    Jump(Option<bool>),
}

impl Edge {
    fn to(to: NodeId, kind: Kind) -> Edge {
        Edge { to, holds: Vec::new(), fails: Vec::new(), undoes: Vec::new(), gives: None, open: None, kind }
    }
}

/// All edges, by the node that they leave.
pub(super) fn edges(plan: &Plan, names: &dyn Fn(Trigger) -> String) -> Vec<Vec<Edge>> {
    let mut edges: Vec<Vec<Edge>> = plan.nodes.ids().map(|node| leaving(plan, node, names)).collect();
    for (node, more) in events(plan, names) {
        edges[node.index()].push(more);
    }
    edges
}

fn on(plan: &Plan, node: NodeId) -> Vec<Edge> {
    match plan.table.after(plan, node) {
        Next::Node(next) => vec![Edge::to(next, Kind::On)],
        _ => Vec::new(),
    }
}

fn leaving(plan: &Plan, node: NodeId, names: &dyn Fn(Trigger) -> String) -> Vec<Edge> {
    match &plan.nodes[node].form {
        Form::Seq(nodes) => match nodes.first() {
            Some(first) => vec![Edge::to(*first, Kind::On)],
            None => on(plan, node),
        },
        Form::Case(branches) => case(plan, node, branches),
        Form::Rest(place) => {
            let place = &plan.places[*place];
            let alts = place.alts.iter().map(|alt| &plan.alts[*alt]);
            let mut edges: Vec<Edge> =
                alts.map(|alt| Edge::to(alt.then, Kind::Alt(alt.name.clone()))).collect();
            let asks = place.asks.iter().map(|ask| plan.asks[*ask].clock);
            for clock in place.clocks.iter().copied().chain(place.suspend).chain(asks) {
                edges.extend(rungs(plan, clock));
            }
            edges
        }
        Form::Goto(goto) => {
            let kind = Kind::Jump((!goto.stays).then_some(goto.bound.is_some() || goto.unbounded.is_some()));
            let jump = Edge { undoes: goto.undone.clone(), ..Edge::to(goto.target, kind) };
            let used_up = goto.bound.map(|(_, _, then)| Edge::to(then, Kind::On));
            std::iter::once(jump).chain(used_up).collect()
        }
        Form::Guard(guard) => vec![Edge::to(plan.guards[*guard].body, Kind::On)],
        Form::Raise(exception, _) => taken(plan, node, Trigger::Exception(*exception), names),
        Form::Undo(undo) => {
            let undo = &plan.undos[*undo];
            let pieces = undo.pieces.iter().map(|(_, piece)| Edge::to(*piece, Kind::On));
            let failed = undo.failed.map(|failed| Edge::to(failed, Kind::On));
            pieces.chain(failed).chain(on(plan, node)).collect()
        }
        Form::Exit(Exit::After(after)) => on(plan, *after),
        Form::Exit(Exit::Item(outcome, _)) => taken(plan, node, Trigger::Ended(*outcome), names),
        Form::Exit(_) | Form::Par(_) => Vec::new(),
        Form::Set(_) | Form::Emit(_) | Form::Own(_) => on(plan, node),
    }
}

fn case(plan: &Plan, node: NodeId, branches: &[(Option<ExprId>, NodeId)]) -> Vec<Edge> {
    let mut fails = Vec::new();
    let mut edges = Vec::new();
    for (condition, branch) in branches {
        let holds = condition.iter().copied().collect();
        edges.push(Edge { holds, fails: fails.clone(), ..Edge::to(*branch, Kind::On) });
        match condition {
            Some(condition) => fails.push(*condition),
            None => return edges,
        }
    }
    edges.extend(on(plan, node).into_iter().map(|edge| Edge { fails: fails.clone(), ..edge }));
    edges
}

fn rungs(plan: &Plan, clock: crate::plan::ClockId) -> Vec<Edge> {
    let clock = &plan.clocks[clock];
    let edge = |rung: &crate::plan::Rung| Edge {
        holds: rung.only_if.into_iter().collect(),
        open: rung.until,
        ..Edge::to(rung.then, Kind::Rung(clock.name.clone()))
    };
    clock.rungs.iter().map(edge).collect()
}

/// The arms that may take something that arises at a node: each in order, up to one that takes it in any case.
fn taken(plan: &Plan, node: NodeId, trigger: Trigger, names: &dyn Fn(Trigger) -> String) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (guard, arm, certain) in arms(plan, node, trigger) {
        let arm = &plan.guards[guard].arms[arm];
        edges.push(Edge {
            gives: arm.bind,
            open: arm.until,
            ..Edge::to(arm.then, Kind::Arm(names(trigger)))
        });
        if certain {
            break;
        }
    }
    edges
}

/// The arms that listen to something at a node, innermost first, and whether each takes it in any case.
pub(super) fn arms(plan: &Plan, node: NodeId, trigger: Trigger) -> Vec<(GuardId, usize, bool)> {
    let mut found = Vec::new();
    let strand = plan.table.strand(plan, node);
    for (guard, part) in plan.table.guards(node) {
        if plan.table.strand(plan, plan.guards[guard].node) != strand {
            break;
        }
        let first = match part {
            // `ended` speaks of all of it, wherever it stands.
            _ if matches!(trigger, Trigger::Ended(_)) => 0,
            Part::Body => 0,
            Part::Arm(at) => at + 1,
        };
        for (at, arm) in plan.guards[guard].arms.iter().enumerate().skip(first) {
            if arm.triggers.contains(&trigger) {
                found.push((guard, at, arm.only_if.is_none() && arm.until.is_none()));
            }
        }
    }
    found
}

/// Edges from places to the arms of events around them, and to the rungs of clocks of stages around them.
fn events(plan: &Plan, names: &dyn Fn(Trigger) -> String) -> Vec<(NodeId, Edge)> {
    let mut heard: Vec<Trigger> = Vec::new();
    for arm in plan.guards.values().flat_map(|guard| &guard.arms) {
        heard.extend(arm.triggers.iter().filter(|trigger| matches!(trigger, Trigger::Event(_))));
    }
    heard.sort();
    heard.dedup();
    let mut edges = Vec::new();
    for place in
        plan.places.values().filter(|place| Some(place.entry) != plan.ending.map(|id| plan.places[id].entry))
    {
        for trigger in &heard {
            edges.extend(taken(plan, place.node, *trigger, names).into_iter().map(|edge| (place.node, edge)));
        }
        for (guard, _) in plan.table.guards(place.node) {
            if let Some(clock) = plan.guards[guard].clock {
                edges.extend(rungs(plan, clock).into_iter().map(|edge| (place.node, edge)));
            }
        }
    }
    edges
}

/// Whether a condition holds only while a counter has uses left.
pub(super) fn counts(plan: &Plan, condition: ExprId) -> bool {
    matches!(plan.exprs[condition].kind, ExprKind::CountBelow(..))
        || matches!(plan.exprs[condition].kind, ExprKind::And(..))
            && plan.children(condition).into_iter().any(|child| counts(plan, child))
}
