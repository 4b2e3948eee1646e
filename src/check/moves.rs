//! Moves: a jump stays where its author sees it, and whatever moves the work says where to.
//!
//! In: a workflow in the language's own words. Out: findings. A `go to` leads to a place or block of a sequence
//! around it, or of the body that its arm covers (semantics.md 5, rule 1); every way through an arm that moves
//! ends in a move, and so does the body of the whole (rule 6). Not here: which of these ways there are at all.

use super::codes;
use crate::base::{Sink, Span};
use crate::model::{
    Arm, Block, Bound, FormRule, GoTo, Head, Model, Situation, Stmt, StmtKind, Workflow, WorkflowId, closes,
    label, moves,
};

/// Looks through a workflow; whether all of it is as it should be.
pub(super) fn check(model: &Model, workflow: WorkflowId, sink: &mut Sink) -> bool {
    let before = sink.found().len();
    let workflow = &model.workflows[workflow];
    let mut walk = Walk { workflow, around: Vec::new(), sink };
    walk.block(&workflow.body);
    walk.around.push(&workflow.body);
    for arm in &workflow.arms {
        walk.arm(arm);
        walk.nothing_after(arm);
    }
    if !closes(&workflow.body) {
        let (name, span) = (&workflow.name, workflow.body.last().map_or(workflow.span, |last| last.span));
        walk.sink
            .put(codes::WORK_WITHOUT_END, span, format!("`{name}` can run off its end without an outcome"))
            .help("say `end …` as the last statement");
    }
    sink.found().len() == before
}

/// A walk through a workflow, with the sequences around where it is.
struct Walk<'m, 's> {
    workflow: &'m Workflow,
    around: Vec<&'m Block>,
    sink: &'s mut Sink,
}

impl<'m> Walk<'m, '_> {
    fn block(&mut self, block: &'m Block) {
        self.around.push(block);
        for stmt in block {
            self.stmt(stmt);
        }
        self.around.pop();
    }

    fn stmt(&mut self, stmt: &'m Stmt) {
        match &stmt.kind {
            StmtKind::Step(step) => {
                self.head(&step.head);
                for rule in &step.rules {
                    match &rule.rule {
                        FormRule::UndoneBy(block) => self.alone(block),
                        FormRule::AtMostVisits(_, then) => self.block(then),
                        _ => {}
                    }
                }
            }
            StmtKind::Handoff(handoff) => self.head(&handoff.head),
            StmtKind::Ask(ask) => self.head(&ask.head),
            StmtKind::Wait(wait) => self.head(&wait.head),
            StmtKind::Call(call) => {
                self.head(&call.head);
                call.undone_by.iter().for_each(|block| self.alone(block));
            }
            StmtKind::Stage(stage) => {
                self.block(&stage.body);
                self.around.push(&stage.body);
                stage.arms.iter().for_each(|arm| self.arm(arm));
                self.around.pop();
            }
            StmtKind::Undo(undo) => undo.arms.iter().for_each(|arm| self.arm(arm)),
            StmtKind::Decide(decide) => decide.arms.iter().for_each(|arm| self.block(&arm.response)),
            StmtKind::GoTo(goto) => self.go_to(goto, stmt.span),
            StmtKind::AskFor(ask) => self.bound(&ask.bound),
            _ => {}
        }
    }

    fn head(&mut self, head: &'m Head) {
        head.arms.iter().for_each(|arm| self.arm(arm));
    }

    /// What takes something back runs in a thread of its own, from which no jump leads out.
    fn alone(&mut self, block: &'m Block) {
        let around = std::mem::take(&mut self.around);
        self.block(block);
        self.around = around;
    }

    fn bound(&mut self, bound: &'m Bound) {
        if let Bound::Times(_, then) = bound {
            self.block(then);
        }
    }

    fn go_to(&mut self, goto: &'m GoTo, span: Span) {
        goto.bound.iter().for_each(|bound| self.bound(bound));
        if self.around.iter().any(|block| block.iter().any(|stmt| label(stmt) == Some(goto.target))) {
            return;
        }
        let target = &self.workflow.labels[goto.target];
        let message = format!("`go to {}` leads into something that is not around it", target.name);
        self.sink
            .put(codes::JUMP_INTO_BLOCK, span, message)
            .label(target.span, "what stands before this in there would be missing")
            .help("go to the block itself, or to a place of a sequence around this");
    }

    fn arm(&mut self, arm: &'m Arm) {
        self.block(&arm.response);
        let leaves = |situation: &Situation| {
            matches!(situation, Situation::Exception(_) | Situation::Returned(..) | Situation::Failed)
        };
        let asks = |stmt: &Stmt| matches!(stmt.kind, StmtKind::AskFor(_));
        let must = arm.situations.iter().any(leaves) || moves(&arm.response) || arm.response.iter().any(asks);
        if must && !closes(&arm.response) {
            self.sink
                .put(
                    codes::ARM_WITHOUT_MOVE,
                    arm.span,
                    "not every way through this arm says where the work goes",
                )
                .help("end each way with `continue`, `go to …`, `raise …` or `end …`");
        }
    }

    /// Behind the whole there is nothing to go on with.
    fn nothing_after(&mut self, arm: &Arm) {
        for stmt in arm.response.iter().filter(|stmt| matches!(stmt.kind, StmtKind::Continue)) {
            self.sink
                .put(
                    codes::CONTINUE_AFTER_NOTHING,
                    stmt.span,
                    "behind the workflow there is nothing to go on with",
                )
                .help("say `end …`, or `go to …` a place of the workflow");
        }
    }
}
