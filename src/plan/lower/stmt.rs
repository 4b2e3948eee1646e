//! Statements: sequences, and what takes no time.

use super::arms::Thing;
use super::build::Builder;
use crate::base::Span;
use crate::model::{self, Arm, Block, Bound, ExprId, ExprKind, Situation, Stmt, StmtKind};
use crate::plan::{Exit, Form, Goto, Guard, NodeId, Set};

impl<'m> Builder<'m> {
    /// Statements one after another, as a sequence that jumps can undo the rest of.
    pub(super) fn block(&mut self, block: &'m Block, thing: Thing) -> NodeId {
        let span = block.first().map_or(self.workflow.span, |stmt| stmt.span);
        let nodes = block.iter().map(|stmt| self.stmt(stmt, thing)).collect();
        let node = self.seq(nodes, span);
        self.blocks.push(node);
        node
    }

    fn stmt(&mut self, stmt: &'m Stmt, thing: Thing) -> NodeId {
        let span = stmt.span;
        match &stmt.kind {
            StmtKind::Step(step) => self.step(step, span),
            StmtKind::Handoff(handoff) => self.handoff(handoff, span),
            StmtKind::Ask(ask) => self.ask(ask, span),
            StmtKind::Call(call) => self.call(call, span),
            StmtKind::Wait(wait) => self.wait(wait, span),
            StmtKind::Stage(stage) => self.stage(stage, span),
            StmtKind::Undo(undo) => self.undo(undo, span),
            StmtKind::Decide(decide) => self.decide(decide, span),
            StmtKind::GoTo(goto) => self.goto(goto, thing, span),
            StmtKind::Continue => match thing.after {
                Some(node) => self.after(node, span),
                None => self.seq(Vec::new(), span),
            },
            StmtKind::Raise(exception, args) => {
                let args = self.copies(args);
                self.node(Form::Raise(*exception, args), span)
            }
            StmtKind::End(outcome, args) => {
                let args = self.copies(args);
                self.node(Form::Exit(Exit::Item(*outcome, args)), span)
            }
            StmtKind::Notify(notify) => {
                let situation = self.situation.clone();
                self.notify(notify, &situation)
            }
            StmtKind::Reassign(role) => self.set(Set::Reassign(*role), span),
            StmtKind::Complete(values) => self.complete(values, thing, span),
            StmtKind::Correct(path, value) => {
                let (path, value) = (self.copy(*path), self.copy(*value));
                self.set(Set::Path(path, value), span)
            }
            StmtKind::Extend(label) => self.extend(*label, span),
            StmtKind::Erase(paths) => {
                let mut nodes = Vec::new();
                for path in paths {
                    let path = self.copy(*path);
                    let ty = self.plan.exprs[path].ty.clone();
                    let none = self.expr(ExprKind::None, ty, span);
                    nodes.push(self.set(Set::Path(path, none), span));
                }
                self.seq(nodes, span)
            }
            // Asks stand in the terms that they mend; `terms` lowers them there.
            StmtKind::AskFor(_) | StmtKind::Unknown => self.seq(Vec::new(), span),
        }
    }

    fn decide(&mut self, decide: &'m model::Decide, span: Span) -> NodeId {
        let mut branches = Vec::new();
        for arm in &decide.arms {
            let condition = self.case(arm);
            let then = self.block(&arm.response, Thing::DECIDE);
            branches.push((condition, then));
        }
        self.node(Form::Case(branches), span)
    }

    /// What an arm of a `decide` waits for; nothing, if it takes whatever is left.
    fn case(&mut self, arm: &Arm) -> Option<ExprId> {
        let mut any = Vec::new();
        for situation in &arm.situations {
            match situation {
                Situation::Condition(condition) => any.push(self.copy(*condition)),
                _ => return arm.only_if.map(|only| self.copy(only)),
            }
        }
        let any = self.or(any, arm.span);
        Some(match arm.only_if {
            Some(only) => {
                let only = self.copy(only);
                self.and([any, only], arm.span)
            }
            None => any,
        })
    }

    fn goto(&mut self, goto: &'m model::GoTo, thing: Thing, span: Span) -> NodeId {
        let target = self.labels[&goto.target];
        let (bound, unbounded) = match &goto.bound {
            Some(Bound::Times(most, then)) => {
                let name = format!("go to {}", self.workflow.labels[goto.target].name);
                let counter = self.counter(name, *most, span);
                (Some((counter, *most, self.block(then, thing))), None)
            }
            Some(Bound::Unbounded(because)) => (None, Some(because.clone())),
            None => (None, None),
        };
        // What it undoes is read off the finished tree.
        let goto = Goto { target, undone: Vec::new(), anew: Vec::new(), stays: false, bound, unbounded };
        self.node(Form::Goto(goto), span)
    }

    fn stage(&mut self, stage: &'m model::Stage, span: Span) -> NodeId {
        let node = self.labels[&stage.label];
        let thing = Thing::whole(node);
        let name = self.workflow.labels[stage.label].name.clone();
        let clock = stage.within.as_ref().map(|within| self.clock(&name, within, node, span));
        if let Some(clock) = clock {
            self.stages.insert(stage.label, clock);
        }
        self.rights.extend(&stage.rights);
        let body = self.block(&stage.body, thing);
        self.rights.truncate(self.rights.len() - stage.rights.len());
        let arms = self.guard_arms(&stage.arms, thing);
        if let Some(clock) = clock {
            self.rungs(clock, &stage.arms, thing, None);
        }
        let guard = self.plan.guards.push(Guard { label: Some(stage.label), node, body, arms, clock });
        self.fill(node, Form::Guard(guard));
        let closing = self.closing(stage.label, span);
        self.seq(std::iter::once(node).chain(closing).collect(), span)
    }

    /// `complete {…}`: the clock fills the form in; nobody did it.
    fn complete(&mut self, values: &[(u16, ExprId)], thing: Thing, span: Span) -> NodeId {
        let Some((slot, label)) = self.completing else { return self.seq(Vec::new(), span) };
        let mut given = std::collections::BTreeMap::new();
        for (field, value) in values {
            given.insert(usize::from(*field), self.copy(*value));
        }
        let fields = self.plan.slots[slot].fields.clone();
        let fields = fields.iter().enumerate().map(|(at, field)| match given.get(&at) {
            Some(value) => *value,
            None => self.expr(ExprKind::None, field.ty.clone(), span),
        });
        let fields = fields.collect();
        let mut nodes = vec![self.set(Set::Slot(slot, fields), span)];
        nodes.extend(self.closing(label, span));
        if let Some(node) = thing.after {
            nodes.push(self.after(node, span));
        }
        self.seq(nodes, span)
    }

    fn extend(&mut self, label: model::LabelId, span: Span) -> NodeId {
        let by = stage(&self.workflow.body, label).and_then(|stage| stage.extended.as_ref());
        let (Some((by, most)), Some(clock)) = (by, self.stages.get(&label).copied()) else {
            return self.seq(Vec::new(), span);
        };
        let amount = self.copy(by.span);
        let counter = self.counter(format!("extend {}", self.workflow.labels[label].name), *most, span);
        let below = self.test(ExprKind::CountBelow(counter.0 as u16, *most), span);
        let count = self.set(Set::Count(counter), span);
        let more = self.set(Set::Extend(clock, amount), span);
        let both = self.seq(vec![count, more], span);
        self.when(below, both, span)
    }
}

/// The stage of a label.
fn stage(block: &Block, label: model::LabelId) -> Option<&model::Stage> {
    block.iter().find_map(|stmt| match &stmt.kind {
        StmtKind::Stage(found) if found.label == label => Some(found.as_ref()),
        StmtKind::Stage(outer) => stage(&outer.body, label),
        _ => None,
    })
}
