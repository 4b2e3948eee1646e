//! Expressions of the model, copied into the plan: functions in their place, parameters by what is passed.

use super::build::Builder;
use crate::model::{Expr, ExprId, ExprKind, LocalId, Piece};
use std::collections::BTreeMap;

impl Builder<'_> {
    /// Copies an expression; the parameters of the contract at hand stand for what was passed.
    pub(super) fn copy(&mut self, id: ExprId) -> ExprId {
        let passed = self.passed.clone();
        self.inline(id, &passed)
    }

    pub(super) fn copies(&mut self, ids: &[ExprId]) -> Vec<ExprId> {
        ids.iter().map(|id| self.copy(*id)).collect()
    }

    fn inline(&mut self, id: ExprId, passed: &BTreeMap<LocalId, ExprId>) -> ExprId {
        let model = self.model;
        let Expr { kind, ty, span } = &model.exprs[id];
        if let ExprKind::Local(local) = kind
            && let Some(value) = passed.get(local)
        {
            return *value;
        }
        if let (ExprKind::Slot(slot), Some((bound, payload))) = (kind, self.payload)
            && *slot == bound
        {
            return self.expr(ExprKind::Local(payload), ty.clone(), *span);
        }
        if let ExprKind::Apply(function, args) = kind {
            return self.apply(id, *function, args, passed);
        }
        if let ExprKind::Last(slot) = kind
            && !self.plan.lasts.contains(slot)
        {
            self.plan.lasts.push(*slot);
        }
        let kind = self.inline_kind(kind, passed);
        let copy = self.expr(kind, ty.clone(), *span);
        if let ExprKind::Writer(path) = self.plan.exprs[copy].kind {
            self.writer(path);
        }
        copy
    }

    /// A function's body, its parameters bound to the arguments: by the argument itself where that is only read.
    fn apply(
        &mut self,
        id: ExprId,
        function: crate::model::FunctionId,
        args: &[ExprId],
        passed: &BTreeMap<LocalId, ExprId>,
    ) -> ExprId {
        let model = self.model;
        let function = &model.functions[function];
        let mut inner = passed.clone();
        let mut bound = Vec::new();
        for (param, arg) in function.params.iter().zip(args) {
            let value = self.inline(*arg, passed);
            if self.only_read(value) {
                inner.insert(*param, value);
            } else {
                inner.remove(param);
                bound.push((*param, value));
            }
        }
        let body = self.inline(function.body, &inner);
        let Expr { ty, span, .. } = &model.exprs[id];
        bound.into_iter().rev().fold(body, |body, (param, value)| {
            self.expr(ExprKind::Let(param, value, body), ty.clone(), *span)
        })
    }

    /// Whether an expression is a path or a constant: reading it twice costs nothing and changes nothing.
    fn only_read(&self, id: ExprId) -> bool {
        match &self.plan.exprs[id].kind {
            ExprKind::Field(of, _) | ExprKind::Present(of) | ExprKind::Some(of) => self.only_read(*of),
            ExprKind::Item | ExprKind::Slot(_) | ExprKind::Local(_) | ExprKind::Meta(..) | ExprKind::Now => {
                true
            }
            ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Text(_)
            | ExprKind::Span(_)
            | ExprKind::Calendar(_) => true,
            _ => false,
        }
    }

    fn inline_kind(&mut self, kind: &ExprKind, passed: &BTreeMap<LocalId, ExprId>) -> ExprKind {
        use ExprKind as K;
        let mut go = |id: &ExprId| self.inline(*id, passed);
        match kind {
            K::Sentence(pieces) => K::Sentence(
                pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Words(words) => Piece::Words(words.clone()),
                        Piece::Value(value) => Piece::Value(go(value)),
                    })
                    .collect(),
            ),
            K::Field(of, at) => K::Field(go(of), *at),
            K::Payload(of, case, at) => K::Payload(go(of), *case, *at),
            K::Present(of) => K::Present(go(of)),
            K::Each(of, at) => K::Each(go(of), *at),
            K::Writer(path) => K::Writer(go(path)),
            K::Some(of) => K::Some(go(of)),
            K::Record(record, values) => K::Record(*record, values.iter().map(go).collect()),
            K::Case(choice, case, values) => K::Case(*choice, *case, values.iter().map(go).collect()),
            K::List(values) => K::List(values.iter().map(go).collect()),
            K::Not(of) => K::Not(go(of)),
            K::And(left, right) => K::And(go(left), go(right)),
            K::Or(left, right) => K::Or(go(left), go(right)),
            K::Compare(how, left, right) => K::Compare(*how, go(left), go(right)),
            K::Arith(how, left, right) => K::Arith(*how, go(left), go(right)),
            K::Rescale(of) => K::Rescale(go(of)),
            K::Share(part, of) => K::Share(*part, go(of)),
            K::Round { of, places, even } => K::Round { of: go(of), places: *places, even: *even },
            K::Is(of, case) => K::Is(go(of), *case),
            K::IsPresent(of) => K::IsPresent(go(of)),
            K::IsEmpty(of) => K::IsEmpty(go(of)),
            K::Matches(of, pattern) => K::Matches(go(of), *pattern),
            K::IsIn(of, currency) => K::IsIn(go(of), *currency),
            K::Contains(of, element) => K::Contains(go(of), go(element)),
            K::Count(of) => K::Count(go(of)),
            K::Quantified(which, local, of, body) => K::Quantified(*which, *local, go(of), go(body)),
            K::Sum(local, of, body) => K::Sum(*local, go(of), go(body)),
            K::Let(local, value, body) => K::Let(*local, go(value), go(body)),
            K::Decide(cases) => {
                K::Decide(cases.iter().map(|(condition, value)| (go(condition), go(value))).collect())
            }
            K::Today(calendar) => K::Today(go(calendar)),
            K::Shift { before, span, from } => K::Shift { before: *before, span: go(span), from: go(from) },
            K::OnCalendar(span, calendar) => K::OnCalendar(go(span), go(calendar)),
            K::InZone(of, calendar) => K::InZone(go(of), go(calendar)),
            K::IsOpen(calendar, from, to) => K::IsOpen(go(calendar), go(from), to.as_ref().map(go)),
            leaf => leaf.clone(),
        }
    }
}
