//! Lists: written ones, statements about their elements, sums, counts; and the least common type of several
//! values, which lists and `decide` share.
//!
//! In: elements and lists. Out: typed expressions with the bounds of their length. Not here: a path through
//! a list (`path`).

use crate::base::{Name, Span};
use crate::model::{ExprId, ExprKind, ListType, Local, LocalId, Quantifier, Range, Type};
use crate::parse::ast::{self, Ident};
use crate::resolve::Resolver;
use crate::resolve::codes;
use crate::resolve::faults::Want;
use crate::resolve::number::corners;
use crate::resolve::scope::Binding;
use crate::resolve::types::with_range;

impl Resolver<'_> {
    pub(super) fn list(&mut self, elements: &[ast::Expr], span: Span, want: &Want) -> ExprId {
        let hint = match want.ty.present() {
            Type::List(list) => want.with(list.of.clone()),
            _ => Want::any(),
        };
        let mut found: Vec<ExprId> = Vec::new();
        for element in elements {
            found.push(self.expr(element, &hint));
        }
        let (found, of) = self.joined(found, span);
        let of = if hint.ty != Type::Unknown && found.is_empty() { hint.ty } else { of };
        let length = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let distinct = self.are_distinct(&found);
        let ty = ListType { of, min: length, max: length, distinct, by: None };
        self.push(ExprKind::List(found), Type::List(Box::new(ty)), span)
    }

    /// Whether no two of the elements can be the same: constants that differ.
    fn are_distinct(&self, elements: &[ExprId]) -> bool {
        let kinds: Vec<&ExprKind> = elements.iter().map(|element| &self.model.exprs[*element].kind).collect();
        let constant =
            |kind: &&ExprKind| matches!(kind, ExprKind::Int(_) | ExprKind::Text(_) | ExprKind::Bool(_));
        let differ = kinds.iter().enumerate().all(|(at, kind)| !kinds[..at].contains(kind));
        kinds.len() < 2 || kinds.iter().all(constant) && differ
    }

    /// Values brought to the least type that they all fit; says so where there is none.
    pub(super) fn joined(&mut self, values: Vec<ExprId>, span: Span) -> (Vec<ExprId>, Type) {
        let mut ty = Type::Unknown;
        let mut values = values;
        if values.iter().any(|value| matches!(self.type_of(*value).present(), Type::Decimal(_))) {
            values = values.into_iter().map(|value| self.rescale(value)).collect();
        }
        for value in &values {
            let next = self.type_of(*value).clone();
            match join(&ty, &next) {
                Some(joined) => ty = joined,
                None => {
                    self.no_join(&ty, *value, span);
                    return (values, Type::Unknown);
                }
            }
        }
        let optional = matches!(ty, Type::Optional(_));
        if optional {
            values = values.into_iter().map(|value| self.fit(value, &Want::of(ty.clone()))).collect();
        }
        (values, ty)
    }

    fn no_join(&mut self, ty: &Type, value: ExprId, whole: Span) {
        let span = self.model.exprs[value].span;
        let message = format!(
            "this is {}, and what stands before it is {}",
            self.words(self.type_of(value)),
            self.words(ty)
        );
        let code = match (ty.present(), self.type_of(value).present()) {
            (Type::Money(..), Type::Money(..)) => codes::CURRENCY_MIX,
            _ => codes::TYPE_MISMATCH,
        };
        self.sink.put(code, span, message).label(whole, "all of these must be of one type");
    }

    // ─────── Elements ───────

    pub(super) fn quantified(&mut self, quantified: &ast::Quantified, span: Span) -> ExprId {
        let (list, element) = self.elements(&quantified.list, quantified.name.as_ref());
        let condition =
            self.with(bind(&quantified.name, element), |resolver| resolver.condition(&quantified.condition));
        let Some(element) = element else { return self.unknown(span) };
        let quantifier = match quantified.quantity {
            ast::Quantifier::Every => Quantifier::Every,
            ast::Quantifier::Some => Quantifier::Some,
            ast::Quantifier::No => Quantifier::No,
        };
        self.push(ExprKind::Quantified(quantifier, element, list, condition), Type::Bool, span)
    }

    pub(super) fn sum(&mut self, sum: &ast::Sum, span: Span) -> ExprId {
        let (list, element) = self.elements(&sum.list, sum.name.as_ref());
        let value = self.with(bind(&sum.name, element), |resolver| resolver.infer(&sum.value, &Want::any()));
        let value = self.must_be_there(value);
        let Some(element) = element else { return self.unknown(span) };
        if self.is_unknown(value) {
            return self.unknown(span);
        }
        let (ty, length) = (self.type_of(value).clone(), self.length_of(list));
        let Some(range) = ty.range() else {
            let message = format!("this is {}, and only numbers add up", self.words(&ty));
            self.sink.put(codes::TYPE_MISMATCH, self.model.exprs[value].span, message);
            return self.unknown(span);
        };
        let range = corners(range, length, |value, times| value.checked_mul(times));
        let ty = with_range(ty, range.unwrap_or(Range { lo: i128::MIN, hi: i128::MAX }));
        self.ranged(ExprKind::Sum(element, list, value), ty, span)
    }

    pub(super) fn count(&mut self, list: &ast::Expr, span: Span) -> ExprId {
        let list = self.infer(list, &Want::any());
        let list = self.must_be_there(list);
        if !matches!(self.type_of(list), Type::List(_)) {
            return self.not_a_list(list);
        }
        let length = self.length_of(list);
        self.push(ExprKind::Count(list), Type::Int(length), span)
    }

    fn length_of(&self, list: ExprId) -> Range {
        match self.type_of(list) {
            Type::List(list) => Range { lo: i128::from(list.min), hi: i128::from(list.max) },
            _ => Range::only(0),
        }
    }

    /// A list, and a local that stands for one of its elements.
    fn elements(&mut self, list: &ast::Expr, name: Option<&Ident>) -> (ExprId, Option<LocalId>) {
        let list = self.infer(list, &Want::any());
        let list = self.must_be_there(list);
        let Type::List(ty) = self.type_of(list).clone() else { return (self.not_a_list(list), None) };
        let Some(name) = name else { return (list, None) };
        let local = Local { name: name.name.clone(), span: name.span, ty: ty.of };
        (list, Some(self.model.locals.push(local)))
    }
}

fn bind(name: &Option<Ident>, element: Option<LocalId>) -> Vec<(Name, Binding)> {
    let binding = element.map_or(Binding::Poison, Binding::Local);
    name.iter().map(|name| (name.name.clone(), binding.clone())).collect()
}

/// The least type that both fit.
pub(super) fn join(a: &Type, b: &Type) -> Option<Type> {
    Some(match (a, b) {
        (Type::Unknown, other) | (other, Type::Unknown) => other.clone(),
        (Type::Optional(a), Type::Optional(b)) => join(a, b)?.optional(),
        (Type::Optional(inner), other) | (other, Type::Optional(inner)) => join(inner, other)?.optional(),
        (Type::Int(x), Type::Int(y)) => Type::Int(x.union(*y)),
        (Type::Decimal(x), Type::Decimal(y)) => Type::Decimal(x.union(*y)),
        (Type::Money(a, x), Type::Money(b, y)) if a == b => Type::Money(*a, x.union(*y)),
        (Type::Text(a), Type::Text(b)) => Type::Text(if a == b { *a } else { None }),
        (Type::Span(a), Type::Span(b)) => Type::Span(if a == b { *a } else { None }),
        (Type::Person(a), Type::Person(b)) => Type::Person(if a == b { *a } else { None }),
        (Type::List(a), Type::List(b)) => Type::List(Box::new(ListType {
            of: join(&a.of, &b.of)?,
            min: a.min.min(b.min),
            max: a.max.max(b.max),
            distinct: a.distinct && b.distinct,
            by: if a.by == b.by { a.by } else { None },
        })),
        _ if a == b => a.clone(),
        _ => return None,
    })
}
