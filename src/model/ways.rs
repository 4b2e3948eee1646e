//! Ways through a block: whether it moves the work, and whether it says where to.
//!
//! In: a block. Out: answers, read off its statements alone. Not here: which of its ways can be gone.

use super::{Block, Bound, Decide, StmtKind};

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
    match bound {
        Bound::Times(_, then) => closes(then),
        Bound::Unbounded(_) => true,
    }
}

/// Whether every case of a `decide` leads away from it.
fn decided(decide: &Decide) -> bool {
    decide.arms.iter().all(|arm| {
        let goes_on = arm.response.iter().any(|stmt| matches!(stmt.kind, StmtKind::Continue));
        closes(&arm.response) && !goes_on
    })
}
