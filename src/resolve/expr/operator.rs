//! Operators between two operands, but for reckoning: `and`, `or`, comparisons, `is`, `contains`.
//!
//! In: operands as they are written. Out: typed expressions. What stands right of `is` may be a word of its
//! own (`present`, `empty`, `done`, `none`) or a case of the choice on the left; a case of that name comes
//! first. Not here: whether a comparison can ever hold.

use crate::abi::Unit;
use crate::base::Span;
use crate::model::{Arith, Compare, ExprId, ExprKind, Range, Type};
use crate::parse::ast::{self, Ident, Operator, OperatorKind};
use crate::resolve::Resolver;
use crate::resolve::codes;
use crate::resolve::faults::Want;
use crate::resolve::types::with_range;

impl Resolver<'_> {
    pub(super) fn binary(
        &mut self,
        left: &ast::Expr,
        operator: Operator,
        right: &ast::Expr,
        span: Span,
        want: &Want,
    ) -> ExprId {
        match operator.kind {
            OperatorKind::Or | OperatorKind::And => self.both(left, operator.kind, right, span),
            OperatorKind::Is => self.is(left, true, right, span),
            OperatorKind::IsNot => self.is(left, false, right, span),
            OperatorKind::Contains => self.contains(left, right, span),
            OperatorKind::Plus => self.reckon(Arith::Add, left, right, span, want),
            OperatorKind::Minus => self.reckon(Arith::Sub, left, right, span, want),
            OperatorKind::Times => self.reckon(Arith::Mul, left, right, span, &Want::any()),
            OperatorKind::Divide => self.reckon(Arith::Div, left, right, span, &Want::any()),
            OperatorKind::Less => self.compare(Compare::Less, left, right, span),
            OperatorKind::LessOrEqual => self.compare(Compare::AtMost, left, right, span),
            OperatorKind::Greater => self.compare(Compare::More, left, right, span),
            OperatorKind::GreaterOrEqual => self.compare(Compare::AtLeast, left, right, span),
        }
    }

    fn both(&mut self, left: &ast::Expr, kind: OperatorKind, right: &ast::Expr, span: Span) -> ExprId {
        let (left, right) = (self.condition(left), self.condition(right));
        let kind = match kind {
            OperatorKind::Or => ExprKind::Or(left, right),
            _ => ExprKind::And(left, right),
        };
        self.push(kind, Type::Bool, span)
    }

    fn reckon(&mut self, op: Arith, left: &ast::Expr, right: &ast::Expr, span: Span, want: &Want) -> ExprId {
        let left = self.infer(left, want);
        let right = self.infer(right, want);
        self.arith(op, left, right, span)
    }

    fn compare(&mut self, op: Compare, left: &ast::Expr, right: &ast::Expr, span: Span) -> ExprId {
        let left = self.infer(left, &Want::any());
        let hint = self.type_of(left).present().clone();
        let right = self.infer(right, &Want::of(hint));
        self.compared(op, left, right, span)
    }

    /// Two values of one type, compared.
    pub(in crate::resolve) fn compared(
        &mut self,
        op: Compare,
        left: ExprId,
        right: ExprId,
        span: Span,
    ) -> ExprId {
        let (left, right) = (self.must_be_there(left), self.must_be_there(right));
        let Some((left, right, ty)) = self.unify(left, right, span) else { return self.unknown(span) };
        if !matches!(op, Compare::Is | Compare::IsNot) && !has_order(&ty) {
            let message = format!("{} is neither less nor more than another", self.words(&ty));
            self.sink.put(codes::TYPE_MISMATCH, span, message).help("compare it with `is` or `is not`");
            return self.unknown(span);
        }
        self.push(ExprKind::Compare(op, left, right), Type::Bool, span)
    }

    /// Two values brought to one type; says so where they have none in common.
    pub(super) fn unify(
        &mut self,
        left: ExprId,
        right: ExprId,
        span: Span,
    ) -> Option<(ExprId, ExprId, Type)> {
        if self.is_unknown(left) || self.is_unknown(right) {
            return None;
        }
        let (mut left, mut right) = (left, right);
        match (self.type_of(left), self.type_of(right)) {
            (Type::Int(_), Type::Decimal(_)) => left = self.rescale(left),
            (Type::Decimal(_), Type::Int(_)) => right = self.rescale(right),
            _ => {}
        }
        let (l, r) = (self.type_of(left).clone(), self.type_of(right).clone());
        if l == Type::Unknown || r == Type::Unknown {
            return None;
        }
        if alike(&l, &r) {
            return Some((left, right, l));
        }
        self.apart(left, right, span);
        None
    }

    /// Says that two values have no type in common, and where each has its own from.
    fn apart(&mut self, left: ExprId, right: ExprId, span: Span) {
        let (l, r) = (self.type_of(left).clone(), self.type_of(right).clone());
        let (code, message) = match (&l, &r) {
            (Type::Money(Some(a), _), Type::Money(Some(b), _)) => {
                (codes::CURRENCY_MIX, format!("amounts in {} and in {} do not mix", a.code(), b.code()))
            }
            (Type::Money(..), Type::Money(..)) => (
                codes::CURRENCY_MIX,
                "an amount whose currency only the item knows does not mix with others".to_owned(),
            ),
            (Type::Span(_), Type::Span(_)) => (codes::TIME_MIX, "two kinds of time do not mix".to_owned()),
            _ => (
                codes::TYPE_MISMATCH,
                format!("{} and {} have nothing in common", self.words(&l), self.words(&r)),
            ),
        };
        let labels = [(left, l.clone()), (right, r.clone())].map(|(id, ty)| {
            let here = (self.model.exprs[id].span, format!("this is {}", self.words(&ty)));
            (here, self.origin(id))
        });
        let found = self.sink.put(code, span, message);
        for (here, origin) in labels {
            found.label(here.0, here.1);
            if let Some((at, text)) = origin.filter(|(at, _)| *at != here.0) {
                found.label(at, text);
            }
        }
        if let (Type::Money(Some(currency), _), Type::Int(_) | Type::Decimal(_))
        | (Type::Int(_) | Type::Decimal(_), Type::Money(Some(currency), _)) = (&l, &r)
        {
            found.help(format!("write an amount with its currency, such as `500 {}`", currency.code()));
        }
        if matches!((&l, &r), (Type::Money(None, _), _) | (_, Type::Money(None, _))) {
            found.help("say the currency in its type: `Money in EUR`");
        } else if code == codes::CURRENCY_MIX {
            found.help("let a service convert one of them, and write down what it gave");
        }
    }

    fn contains(&mut self, list: &ast::Expr, element: &ast::Expr, span: Span) -> ExprId {
        let list = self.infer(list, &Want::any());
        let list = self.must_be_there(list);
        let Type::List(ty) = self.type_of(list).clone() else { return self.not_a_list(list) };
        let wanted = match ty.of.range() {
            Some(_) => with_range(ty.of.clone(), Range::STORED),
            None => ty.of.clone(),
        };
        let element = self.expr(element, &Want::of(wanted));
        self.push(ExprKind::Contains(list, element), Type::Bool, span)
    }

    pub(super) fn not_a_list(&mut self, id: ExprId) -> ExprId {
        let span = self.model.exprs[id].span;
        if !self.is_unknown(id) {
            let message = format!("this is {}, not a list", self.words(self.type_of(id)));
            self.sink.put(codes::TYPE_MISMATCH, span, message);
        }
        self.unknown(span)
    }

    // ─────── is ───────

    fn is(&mut self, left: &ast::Expr, yes: bool, right: &ast::Expr, span: Span) -> ExprId {
        if let Some(done) = self.is_done(left, right, span) {
            return self.negated(done, yes, span);
        }
        let left = self.infer(left, &Want::any());
        if self.is_unknown(left) {
            // A word on the right may be a case of what the left would have been.
            return self.unknown(span);
        }
        if let Some(word) = right.word() {
            if let Some(case) = self.case_index(self.type_of(left), &word.name) {
                let id = self.is_case(left, case, span);
                return self.negated(id, yes, span);
            }
            if let Some(id) = self.is_word(left, word, span) {
                return self.negated(id, yes, span);
            }
        }
        let hint = self.type_of(left).present().clone();
        let right = self.infer(right, &Want::of(hint));
        let op = if yes { Compare::Is } else { Compare::IsNot };
        self.compared(op, left, right, span)
    }

    fn negated(&mut self, id: ExprId, yes: bool, span: Span) -> ExprId {
        if yes || self.is_unknown(id) { id } else { self.push(ExprKind::Not(id), Type::Bool, span) }
    }

    /// `NAME is done`, of a place.
    fn is_done(&mut self, left: &ast::Expr, right: &ast::Expr, span: Span) -> Option<ExprId> {
        right.word().filter(|word| word.name.as_str() == "done")?;
        let name = left.word()?;
        if let Some(slot) = self.slot_named(name) {
            return Some(self.push(ExprKind::IsDone(slot), Type::Bool, span));
        }
        if self.is_stage(&name.name) {
            self.not_yet(span, "`is done` of a stage");
            return Some(self.unknown(span));
        }
        None
    }

    /// Whether a value is a case of its choice.
    pub(in crate::resolve) fn is_case(&mut self, of: ExprId, case: u16, span: Span) -> ExprId {
        if let Type::Optional(_) = self.type_of(of) {
            let there = self.push(ExprKind::IsPresent(of), Type::Bool, span);
            let value = self.must_be_there(of);
            let is = self.push(ExprKind::Is(value, case), Type::Bool, span);
            return self.push(ExprKind::And(there, is), Type::Bool, span);
        }
        self.push(ExprKind::Is(of, case), Type::Bool, span)
    }

    /// Which case of a choice a name is.
    pub(in crate::resolve) fn case_index(&self, ty: &Type, name: &str) -> Option<u16> {
        let Type::Choice(choice) = ty.present() else { return None };
        let cases = &self.model.choices[*choice].cases;
        cases.iter().position(|case| case.name.as_str() == name).and_then(|index| u16::try_from(index).ok())
    }

    fn is_word(&mut self, left: ExprId, word: &Ident, span: Span) -> Option<ExprId> {
        match word.name.as_str() {
            "present" => Some(self.is_present(left, span)),
            "none" => {
                let there = self.is_present(left, span);
                Some(self.negated(there, false, span))
            }
            "empty" => Some(self.is_empty(left, span)),
            _ => None,
        }
    }

    /// Whether a value is there. A path into a place is there exactly if the place is done.
    pub(in crate::resolve) fn is_present(&mut self, id: ExprId, span: Span) -> ExprId {
        if self.is_unknown(id) {
            return self.unknown(span);
        }
        if let Type::Optional(_) = self.type_of(id) {
            return self.push(ExprKind::IsPresent(id), Type::Bool, span);
        }
        if let Some(slot) = self.root_slot(id) {
            return self.push(ExprKind::IsDone(slot), Type::Bool, span);
        }
        let origin = self.origin(id);
        let found = self.sink.put(codes::ALWAYS_THERE, span, "this is always there, so asking says nothing");
        if let Some((at, text)) = origin {
            found.label(at, text);
        }
        found.help("leave the question out, or make it `optional` where it is declared");
        self.unknown(span)
    }

    fn is_empty(&mut self, id: ExprId, span: Span) -> ExprId {
        let id = self.must_be_there(id);
        match self.type_of(id) {
            Type::Text(_) | Type::List(_) => self.push(ExprKind::IsEmpty(id), Type::Bool, span),
            Type::Unknown => self.unknown(span),
            other => {
                let message =
                    format!("this is {}, and only a text or a list can be empty", self.words(other));
                self.sink
                    .put(codes::TYPE_MISMATCH, span, message)
                    .help("ask `is present` of what may be absent");
                self.unknown(span)
            }
        }
    }
}

/// Whether two types are of one kind, limits left aside.
pub(in crate::resolve) fn alike(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Unknown, _) | (_, Type::Unknown) => true,
        (Type::Int(_), Type::Int(_)) | (Type::Decimal(_), Type::Decimal(_)) => true,
        (Type::Text(_), Type::Text(_)) | (Type::Person(_), Type::Person(_)) => true,
        (Type::Money(a, _), Type::Money(b, _)) => a == b,
        (Type::Span(a), Type::Span(b)) => a == b,
        (Type::List(a), Type::List(b)) => alike(&a.of, &b.of),
        (Type::Optional(a), Type::Optional(b)) => alike(a, b),
        _ => a == b,
    }
}

fn has_order(ty: &Type) -> bool {
    match ty {
        Type::Money(currency, _) => currency.is_some(),
        // A month has no length in days, so calendar days have no order.
        Type::Span(unit) => unit.is_some_and(|unit| unit != Unit::Days),
        Type::Int(_) | Type::Decimal(_) | Type::Date | Type::Time | Type::Instant => true,
        _ => false,
    }
}
