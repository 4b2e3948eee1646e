//! Forms: what must hold of what somebody fills in, read off the types of its fields.

use super::build::Builder;
use crate::base::Span;
use crate::model::{Compare, ExprId, ExprKind, Field, LocalId, Quantifier, Range, Type};
use crate::plan::{Check, Witness};

impl Builder<'_> {
    /// What must hold of a payload with these fields.
    pub(super) fn form(&mut self, payload: LocalId, fields: &[Field]) -> Vec<Check> {
        let mut checks = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let whole = self.expr(ExprKind::Local(payload), Type::Unknown, field.span);
            let value = self.expr(ExprKind::Field(whole, at as u16), field.ty.clone(), field.span);
            for (condition, sentence) in self.refined(value, &field.ty, field.span) {
                let rule = self.rule(&field.name, sentence, field.span);
                checks.push(Check { condition, named: Witness::Form(rule) });
            }
            for condition in &field.conditions {
                if let Some(local) = field.whole {
                    self.passed.insert(local, whole);
                }
                let condition = self.copy(*condition);
                let rule = self.rule(&field.name, "does not hold together with the other fields", field.span);
                checks.push(Check { condition, named: Witness::Form(rule) });
            }
        }
        checks
    }

    /// The conditions that a type puts on a value, each with the words of its refusal.
    pub(super) fn refined(&mut self, value: ExprId, ty: &Type, span: Span) -> Vec<(ExprId, String)> {
        match ty {
            Type::Int(range) | Type::Decimal(range) | Type::Money(_, range) => {
                self.ranged(value, ty, *range, span)
            }
            Type::Text(Some(pattern)) => {
                let matches = self.test(ExprKind::Matches(value, *pattern), span);
                let pattern = &self.model.patterns[*pattern];
                let words = match pattern.iban {
                    true => "must be an IBAN, without blanks and with the right check digits".to_owned(),
                    false => format!("must match /{}/", pattern.source),
                };
                vec![(matches, words)]
            }
            Type::Optional(inner) => {
                let present = self.test(ExprKind::IsPresent(value), span);
                let absent = self.not(present, span);
                let inside = self.expr(ExprKind::Present(value), (**inner).clone(), span);
                let refined = self.refined(inside, inner, span);
                self.weaken(absent, refined, span)
            }
            Type::Record(record) => {
                let model = self.model;
                self.parts(&model.records[*record].fields, span, |builder, at, field| {
                    builder.expr(ExprKind::Field(value, at), field.ty.clone(), span)
                })
            }
            Type::Choice(choice) => {
                let model = self.model;
                let mut all = Vec::new();
                for (at, case) in model.choices[*choice].cases.iter().enumerate() {
                    let is = self.test(ExprKind::Is(value, at as u16), span);
                    let other = self.not(is, span);
                    let refined = self.parts(&case.fields, span, |builder, field_at, field| {
                        builder.expr(ExprKind::Payload(value, at as u16, field_at), field.ty.clone(), span)
                    });
                    all.extend(self.weaken(other, refined, span));
                }
                all
            }
            Type::List(list) => {
                let mut all = self.counted(value, list.min, list.max, span);
                let element = self.local("element", list.of.clone(), span);
                let each = self.expr(ExprKind::Local(element), list.of.clone(), span);
                for (condition, sentence) in self.refined(each, &list.of, span) {
                    let every = ExprKind::Quantified(Quantifier::Every, element, value, condition);
                    all.push((self.test(every, span), format!("every element {sentence}")));
                }
                all
            }
            _ => Vec::new(),
        }
    }

    fn parts(
        &mut self,
        fields: &[Field],
        span: Span,
        read: impl Fn(&mut Self, u16, &Field) -> ExprId,
    ) -> Vec<(ExprId, String)> {
        let mut all = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let part = read(self, at as u16, field);
            let refined = self.refined(part, &field.ty, span);
            all.extend(
                refined
                    .into_iter()
                    .map(|(condition, words)| (condition, format!("`{}` {words}", field.name))),
            );
        }
        all
    }

    /// Each condition, or this.
    fn weaken(
        &mut self,
        unless: ExprId,
        refined: Vec<(ExprId, String)>,
        span: Span,
    ) -> Vec<(ExprId, String)> {
        let mut or = |condition| self.test(ExprKind::Or(unless, condition), span);
        refined.into_iter().map(|(condition, words)| (or(condition), words)).collect()
    }

    fn ranged(&mut self, value: ExprId, ty: &Type, range: Range, span: Span) -> Vec<(ExprId, String)> {
        if range == Range::STORED {
            return Vec::new();
        }
        let mut bound = |how, limit: i128| {
            let limit = i64::try_from(limit).unwrap_or(if limit < 0 { i64::MIN } else { i64::MAX });
            let limit = self.expr(ExprKind::Int(limit), ty.clone(), span);
            self.test(ExprKind::Compare(how, value, limit), span)
        };
        let (low, high) = (bound(Compare::AtLeast, range.lo), bound(Compare::AtMost, range.hi));
        let show = |number: i128| crate::plan::print::number(number, ty);
        vec![
            (low, format!("must be at least {}", show(range.lo))),
            (high, format!("must be at most {}", show(range.hi))),
        ]
    }

    fn counted(&mut self, value: ExprId, min: u32, max: u32, span: Span) -> Vec<(ExprId, String)> {
        let mut bound = |how, limit: u32| {
            let count = self.expr(ExprKind::Count(value), Type::Int(Range::ENTERED), span);
            let limit = self.expr(ExprKind::Int(limit.into()), Type::Int(Range::ENTERED), span);
            self.test(ExprKind::Compare(how, count, limit), span)
        };
        let mut all = vec![(bound(Compare::AtMost, max), format!("must have at most {max} elements"))];
        if min > 0 {
            let words = if min == 1 {
                "must not be empty".to_owned()
            } else {
                format!("must have at least {min} elements")
            };
            all.push((bound(Compare::AtLeast, min), words));
        }
        all
    }
}
