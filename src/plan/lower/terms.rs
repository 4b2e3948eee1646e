//! Terms: requirements with the words of their refusal, what is restated, what a party is asked for.

use super::build::{Builder, words};
use crate::base::{Name, Span};
use crate::model::{
    self, Arm, Compare, ExprId, ExprKind, Field, LocalId, Require, Situation, StmtKind, Terms, Type,
};
use crate::plan::{Check, Requirement, RequirementId, Witness};

/// A requirement, ready to be looked at.
#[derive(Clone)]
pub(super) struct Term {
    /// Its label.
    pub(super) label: Option<Name>,
    /// For the refusal.
    pub(super) id: RequirementId,
    /// What must hold.
    pub(super) holds: ExprId,
    /// That it can be read, and does not hold.
    pub(super) unmet: ExprId,
}

impl<'m> Builder<'m> {
    /// The requirements of a contract and of a handoff, in order. One that reads what an earlier one proves
    /// present is silent while that one is unmet.
    pub(super) fn requirements(&mut self, requires: &[&'m Require]) -> Vec<Term> {
        let mut terms: Vec<Term> = Vec::new();
        let mut proven: Vec<ExprId> = Vec::new();
        for require in requires {
            let span = require.span;
            let condition = self.copy(require.condition);
            let holds = match require.only_if {
                Some(only) => {
                    let only = self.copy(only);
                    let not = self.not(only, span);
                    self.test(ExprKind::Or(not, condition), span)
                }
                None => condition,
            };
            let mut readable = Vec::new();
            for path in self.obliged(holds) {
                if proven.iter().any(|known| self.plan.same(*known, path)) {
                    readable.push(self.test(ExprKind::IsPresent(path), span));
                }
            }
            let fails = self.not(holds, span);
            readable.push(fails);
            let unmet = self.and(readable, span);
            proven.extend(self.plan.presences(holds));
            let id = self.requirement(require, condition, unmet);
            terms.push(Term { label: require.label.clone(), id, holds, unmet });
        }
        terms
    }

    fn requirement(&mut self, require: &'m Require, condition: ExprId, unmet: ExprId) -> RequirementId {
        let sentence = self.copy(require.sentence);
        let mut reads: Vec<ExprId> = Vec::new();
        for path in self.plan.paths(condition) {
            let obliged = self.obliged(path);
            let known = reads.iter().any(|read| self.plan.same(*read, path));
            // What may be absent where it is read cannot be shown; its own requirement speaks of it.
            if !known && obliged.is_empty() {
                reads.push(path);
            }
        }
        let label = require.label.clone();
        let span = require.span;
        self.plan.requirements.push(Requirement { label, span, condition, unmet, sentence, reads })
    }

    /// The optional paths that an expression takes for present.
    fn obliged(&self, id: ExprId) -> Vec<ExprId> {
        let mut found = match &self.plan.exprs[id].kind {
            ExprKind::Present(of) => vec![*of],
            _ => Vec::new(),
        };
        for child in self.plan.children(id) {
            found.extend(self.obliged(child));
        }
        found
    }

    /// The terms of a start, as checks of its form.
    pub(super) fn start_terms(&mut self, terms: &'m Terms) -> Vec<Check> {
        let requires: Vec<_> = terms.requires.iter().collect();
        let terms = self.requirements(&requires);
        terms
            .into_iter()
            .map(|term| Check { condition: term.holds, named: Witness::Requirement(term.id) })
            .collect()
    }

    /// What the receiver restates: the fields of the acceptance, and what each must equal.
    pub(super) fn restated(
        &mut self,
        payload: LocalId,
        said: &[&'m model::ReadBack],
    ) -> (Vec<Field>, Vec<Check>) {
        let mut fields = Vec::new();
        let mut checks = Vec::new();
        for (at, back) in said.iter().enumerate() {
            let path = back.path.map(|path| self.copy(path));
            let ty = path.map_or(Type::Text(None), |path| self.plan.exprs[path].ty.clone());
            let whole = self.expr(ExprKind::Local(payload), Type::Unknown, back.span);
            let given = self.expr(ExprKind::Field(whole, at as u16), ty.clone(), back.span);
            let (condition, sentence) = match path {
                Some(path) => {
                    let same = ExprKind::Compare(Compare::Is, given, path);
                    (self.test(same, back.span), format!("does not restate `{}`", words(self, path)))
                }
                None => {
                    let empty = self.test(ExprKind::IsEmpty(given), back.span);
                    (self.not(empty, back.span), back.question.clone().unwrap_or_default())
                }
            };
            let rule = self.rule(&back.name, sentence, back.span);
            checks.push(Check { condition, named: Witness::ReadBack(rule) });
            fields.push(Field {
                name: back.name.clone(),
                span: back.span,
                ty,
                conditions: Vec::new(),
                whole: None,
                classes: Vec::new(),
            });
        }
        (fields, checks)
    }
}

/// The labels that an arm names as unmet.
pub(super) fn labels(arm: &Arm) -> Vec<(&Name, Span)> {
    arm.situations
        .iter()
        .filter_map(|situation| match situation {
            Situation::Unmet(label, span) => Some((label, *span)),
            _ => None,
        })
        .collect()
}

/// The ask that an arm answers with, if it does.
pub(super) fn asks(arm: &Arm) -> Option<&model::AskFor> {
    arm.response.iter().find_map(|stmt| match &stmt.kind {
        StmtKind::AskFor(ask) => Some(ask.as_ref()),
        _ => None,
    })
}
