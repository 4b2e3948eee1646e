//! `decide` as a statement, and `let` inside a workflow.
//!
//! In: statements. Out: [`Decide`] whose situations are conditions. What `as` binds is read from the subject
//! each time, so that it outlives the rest of a place. A `let` is a name for a value and makes no statement.

use super::super::Resolver;
use super::super::expr::{Cover, Subject};
use super::super::faults::Want;
use super::super::scope::Binding;
use crate::model::{Arm, Decide, Situation, StmtKind};
use crate::parse::ast;
use crate::resolve::codes;

impl<'a> Resolver<'a> {
    pub(super) fn decide(&mut self, view: ast::Decide<'a>) -> StmtKind {
        let span = self.first_line(view.span());
        let subject = match (view.subject(), view.has_subject()) {
            (Some(expr), _) => {
                let at = expr.span;
                Some(Subject { expr: self.expr(&expr, &Want::any()), span: at })
            }
            (None, true) => Some(Subject { expr: self.unknown(span), span }),
            (None, false) => None,
        };
        let mut cover = Cover::default();
        let mut arms = Vec::new();
        for arm in view.arms() {
            arms.push(self.decide_arm(arm, subject, &mut cover));
        }
        self.left_out(subject, &cover, span);
        StmtKind::Decide(Decide { subject: subject.map(|subject| subject.expr), arms })
    }

    fn decide_arm(&mut self, view: ast::Arm<'a>, subject: Option<Subject>, cover: &mut Cover) -> Arm {
        let guarded = view.condition().is_some();
        let situations = view.situations();
        let (condition, bound) =
            self.arm_condition(subject, &situations, guarded, view.alias().as_ref(), cover);
        if let Some(until) = view.until() {
            self.sink.put(
                codes::SITUATION_MISFIT,
                until.span,
                "a `decide` is settled at once: `until` has no place in it",
            );
        }
        let (only_if, response) = self.with(bound, |resolver| {
            let only_if = view.condition().map(|condition| resolver.condition(&condition));
            (only_if, resolver.response(view.response()))
        });
        let situation = condition.map_or(Situation::Otherwise, Situation::Condition);
        let braces = matches!(view.response(), Some(ast::Response::Block(_)));
        Arm {
            span: view.span(),
            situations: vec![situation],
            bind: None,
            only_if,
            until: None,
            response,
            braces,
        }
    }

    /// `let NAME = E`: the name stands for the value to the end of the block.
    pub(super) fn bind_let(&mut self, view: ast::Let<'a>) {
        let Some(name) = view.name() else { return };
        if view.is_function() {
            self.not_yet(name.span, "a function inside a workflow");
            self.names.push((name.name, Binding::Poison));
            return;
        }
        let value = self.expr_or_hole(view.value(), &Want::any(), name.span);
        self.names.push((name.name, Binding::Value(value)));
    }
}
