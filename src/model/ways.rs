//! Ways through a block: whether it moves the work, whether it says where to, what in it is a target.
//!
//! In: a block. Out: answers, read off its statements alone. Not here: which of its ways can be gone.

use super::{Arm, Block, Bound, Decide, FormRule, LabelId, Stmt, StmtKind};

/// Whether a response moves the work, rather than only acting.
pub fn moves(block: &Block) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        StmtKind::Decide(decide) => decide.arms.iter().any(|arm| moves(&arm.response)),
        StmtKind::Notify(_)
        | StmtKind::Reassign(_)
        | StmtKind::Correct(..)
        | StmtKind::Extend(_)
        | StmtKind::Erase(_)
        | StmtKind::AskFor(_)
        | StmtKind::Unknown => false,
        _ => true,
    })
}

/// Whether every way through a block ends in a move, so that none runs off its end.
pub fn closes(block: &Block) -> bool {
    block.iter().any(|stmt| match &stmt.kind {
        // Behind a `decide`, `continue` goes on in the block itself.
        StmtKind::Decide(decide) => decided(decide),
        StmtKind::Continue => true,
        StmtKind::GoTo(goto) => goto.bound.as_ref().is_none_or(bound),
        StmtKind::AskFor(ask) => bound(&ask.bound),
        StmtKind::Stage(stage) => stage.arms.is_empty() && closes(&stage.body),
        StmtKind::Raise(..) | StmtKind::End(..) | StmtKind::Complete(_) | StmtKind::Unknown => true,
        _ => false,
    })
}

/// Whether what follows a used-up bound ends in a move.
fn bound(bound: &Bound) -> bool {
    used_up(bound).is_none_or(closes)
}

/// Whether every case of a `decide` leads away from it.
fn decided(decide: &Decide) -> bool {
    decide.arms.iter().all(|arm| {
        let goes_on = arm.response.iter().any(|stmt| matches!(stmt.kind, StmtKind::Continue));
        closes(&arm.response) && !goes_on
    })
}

/// The name of a place or block as a target.
pub fn label(stmt: &Stmt) -> Option<LabelId> {
    match &stmt.kind {
        StmtKind::Step(step) => Some(step.head.label),
        StmtKind::Handoff(handoff) => Some(handoff.head.label),
        StmtKind::Ask(ask) => Some(ask.head.label),
        StmtKind::Call(call) => Some(call.head.label),
        StmtKind::Wait(wait) => Some(wait.head.label),
        StmtKind::Stage(stage) => Some(stage.label),
        _ => None,
    }
}

/// The names of all places and blocks in a block, those in arms and responses too.
pub fn labels(block: &Block) -> Vec<LabelId> {
    let all = block.iter().flat_map(|stmt| {
        let inner = inside(stmt).into_iter().flat_map(labels);
        label(stmt).into_iter().chain(inner).collect::<Vec<_>>()
    });
    all.collect()
}

/// What follows a bound that is used up.
fn used_up(bound: &Bound) -> Option<&Block> {
    match bound {
        Bound::Times(_, then) => Some(then),
        Bound::Unbounded(_) => None,
    }
}

fn responses(arms: &[Arm]) -> Vec<&Block> {
    arms.iter().map(|arm| &arm.response).collect()
}

/// The blocks directly inside a statement.
fn inside(stmt: &Stmt) -> Vec<&Block> {
    match &stmt.kind {
        StmtKind::Step(step) => {
            let rules = step.rules.iter().filter_map(|rule| match &rule.rule {
                FormRule::UndoneBy(block) | FormRule::AtMostVisits(_, block) => Some(block),
                _ => None,
            });
            responses(&step.head.arms).into_iter().chain(rules).collect()
        }
        StmtKind::Handoff(handoff) => responses(&handoff.head.arms),
        StmtKind::Ask(ask) => responses(&ask.head.arms),
        StmtKind::Wait(wait) => responses(&wait.head.arms),
        StmtKind::Call(call) => responses(&call.head.arms).into_iter().chain(&call.undone_by).collect(),
        StmtKind::Stage(stage) => std::iter::once(&stage.body).chain(responses(&stage.arms)).collect(),
        StmtKind::Undo(undo) => responses(&undo.arms),
        StmtKind::Decide(decide) => responses(&decide.arms),
        StmtKind::GoTo(goto) => goto.bound.iter().filter_map(used_up).collect(),
        StmtKind::AskFor(ask) => used_up(&ask.bound).into_iter().collect(),
        _ => Vec::new(),
    }
}
