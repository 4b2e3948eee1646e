//! Reckoning with numbers: sums, products, shares, rounding, each with the interval of its result.
//!
//! In: operands. Out: typed arithmetic. An interval that leaves what an item can store is refused here, so
//! nothing overflows later; a divisor whose interval has zero in it is refused too. Products and quotients
//! are rounded half even to the scale of their type. Not here: comparisons (`operator`), time (`time`).

use crate::abi;
use crate::base::Span;
use crate::model::{Arith, ExprId, ExprKind, Range, Type};
use crate::parse::ast::{self, Literal, Rounding};
use crate::resolve::Resolver;
use crate::resolve::codes;
use crate::resolve::faults::{Want, scale_of};
use crate::resolve::number::{corners, divided, has_zero, power, rounded, scaled};
use crate::resolve::types::{bare_number, with_range};

/// Millionths of a whole.
const MILLION: i128 = 1_000_000;

impl Resolver<'_> {
    pub(super) fn negate(&mut self, inner: &ast::Expr, span: Span, want: &Want) -> ExprId {
        if let Some((sign, number)) = bare_number(inner) {
            return self.number(number, -sign, span, want);
        }
        if let ast::ExprKind::Literal(Literal::Money(number, currency)) = &inner.kind {
            return self.money(*number, -1, currency, span);
        }
        let inner = self.infer(inner, want);
        let inner = self.must_be_there(inner);
        let Some(range) = self.type_of(inner).range() else { return self.no_number(inner) };
        let zero = with_range(self.type_of(inner).clone(), Range::only(0));
        let zero = self.push(ExprKind::Int(0), zero, span);
        let range = Range { lo: -range.hi, hi: -range.lo };
        let ty = with_range(self.type_of(inner).clone(), range);
        self.ranged(ExprKind::Arith(Arith::Sub, zero, inner), ty, span)
    }

    /// `left op right`, for `+ - * /`.
    pub(super) fn arith(&mut self, op: Arith, left: ExprId, right: ExprId, span: Span) -> ExprId {
        let (left, right) = (self.must_be_there(left), self.must_be_there(right));
        if self.is_unknown(left) || self.is_unknown(right) {
            return self.unknown(span);
        }
        if let (Type::Span(_), Type::Span(_)) = (self.type_of(left), self.type_of(right)) {
            return self.add_spans(op, left, right, span);
        }
        if matches!((self.type_of(left), self.type_of(right), op), (Type::List(_), Type::List(_), Arith::Add))
        {
            self.not_yet(span, "`+` between two lists");
            return self.unknown(span);
        }
        if let Some(id) = self.moved_in_time(op, left, right) {
            return id;
        }
        for side in [left, right] {
            if self.type_of(side).range().is_none() {
                return self.no_number(side);
            }
        }
        match op {
            Arith::Add | Arith::Sub => self.sum_of(op, left, right, span),
            Arith::Mul => self.product(left, right, span),
            Arith::Div => self.quotient(left, right, span),
        }
    }

    fn no_number(&mut self, id: ExprId) -> ExprId {
        let span = self.model.exprs[id].span;
        if !self.is_unknown(id) {
            let message =
                format!("this is {}, and only numbers can be reckoned with", self.words(self.type_of(id)));
            let origin = self.origin(id);
            let found = self.sink.put(codes::TYPE_MISMATCH, span, message);
            if let Some((at, text)) = origin.filter(|(at, _)| *at != span) {
                found.label(at, text);
            }
        }
        self.unknown(span)
    }

    fn sum_of(&mut self, op: Arith, left: ExprId, right: ExprId, span: Span) -> ExprId {
        let Some((left, right, ty)) = self.unify(left, right, span) else { return self.unknown(span) };
        let (Some(a), Some(b)) = (self.type_of(left).range(), self.type_of(right).range()) else {
            return self.no_number(left);
        };
        if matches!(ty, Type::Money(None, _)) {
            return self.no_currency(span);
        }
        let range = match op {
            Arith::Sub => Range { lo: a.lo - b.hi, hi: a.hi - b.lo },
            _ => Range { lo: a.lo + b.lo, hi: a.hi + b.hi },
        };
        self.ranged(ExprKind::Arith(op, left, right), with_range(ty, range), span)
    }

    fn no_currency(&mut self, span: Span) -> ExprId {
        self.sink
            .put(codes::CURRENCY_MIX, span, "amounts of unknown currency cannot be reckoned with")
            .help("say the currency in the type: `Money in EUR`");
        self.unknown(span)
    }

    fn product(&mut self, left: ExprId, right: ExprId, span: Span) -> ExprId {
        let (l, r) = (self.type_of(left).clone(), self.type_of(right).clone());
        let (ty, scale) = match (&l, &r) {
            (Type::Int(_), Type::Int(_)) => (l.clone(), 1),
            (Type::Money(Some(_), _), Type::Int(_)) | (Type::Decimal(_), Type::Int(_)) => (l.clone(), 1),
            (Type::Int(_), Type::Money(Some(_), _)) | (Type::Int(_), Type::Decimal(_)) => (r.clone(), 1),
            (Type::Money(Some(_), _), Type::Decimal(_)) | (Type::Decimal(_), Type::Decimal(_)) => {
                (l.clone(), MILLION)
            }
            (Type::Decimal(_), Type::Money(Some(_), _)) => (r.clone(), MILLION),
            (Type::Money(None, _), _) | (_, Type::Money(None, _)) => return self.no_currency(span),
            _ => {
                self.sink
                    .put(codes::TYPE_MISMATCH, span, "an amount times an amount is no amount")
                    .help("multiply an amount by a number");
                return self.unknown(span);
            }
        };
        let range = l
            .range()
            .zip(r.range())
            .and_then(|(a, b)| corners(a, b, |x, y| x.checked_mul(y).map(|product| divided(product, scale))));
        self.reckoned(ExprKind::Arith(Arith::Mul, left, right), ty, range, span)
    }

    fn quotient(&mut self, left: ExprId, right: ExprId, span: Span) -> ExprId {
        let (l, r) = (self.type_of(left).clone(), self.type_of(right).clone());
        let Some((a, b)) = l.range().zip(r.range()) else { return self.unknown(span) };
        if has_zero(b) {
            return self.divided_by_zero(right);
        }
        let decimal = Type::Decimal(Range::ENTERED);
        let (ty, scale) = match (&l, &r) {
            (Type::Money(Some(_), _), Type::Int(_)) | (Type::Decimal(_), Type::Int(_)) => (l.clone(), 1),
            (Type::Money(Some(_), _), Type::Decimal(_)) | (Type::Decimal(_), Type::Decimal(_)) => {
                (l.clone(), MILLION)
            }
            (Type::Int(_), Type::Decimal(_)) => (decimal, MILLION * MILLION),
            (Type::Int(_), Type::Int(_)) => (decimal, MILLION),
            (Type::Money(Some(x), _), Type::Money(Some(y), _)) if x == y => (decimal, MILLION),
            (Type::Money(None, _), _) | (_, Type::Money(None, _)) => return self.no_currency(span),
            _ => {
                self.sink.put(
                    codes::TYPE_MISMATCH,
                    span,
                    format!("{} cannot be divided by {}", self.words(&l), self.words(&r)),
                );
                return self.unknown(span);
            }
        };
        let range = corners(a, b, |x, y| x.checked_mul(scale).map(|parts| divided(parts, y)));
        self.reckoned(ExprKind::Arith(Arith::Div, left, right), ty, range, span)
    }

    fn divided_by_zero(&mut self, divisor: ExprId) -> ExprId {
        let span = self.model.exprs[divisor].span;
        let origin = self.origin(divisor);
        let found = self.sink.put(
            codes::DIVISION_BY_ZERO,
            span,
            "this may be zero, and nothing can be divided by zero",
        );
        if let Some((at, text)) = origin.filter(|(at, _)| *at != span) {
            found.label(at, text);
        }
        found.help("say `above 0` in its type");
        self.unknown(span)
    }

    /// A result with its interval; where there is none, 128 bits are not enough for it.
    fn reckoned(&mut self, kind: ExprKind, ty: Type, range: Option<Range>, span: Span) -> ExprId {
        let range = range.unwrap_or(Range { lo: i128::MIN, hi: i128::MAX });
        self.ranged(kind, with_range(ty, range), span)
    }

    /// A result, refused where it may be too large to store.
    pub(super) fn ranged(&mut self, kind: ExprKind, ty: Type, span: Span) -> ExprId {
        match ty.range() {
            Some(range) if !Range::STORED.holds(range) => self.too_large(range, ty, span),
            _ => self.push(kind, ty, span),
        }
    }

    pub(super) fn too_large(&mut self, range: Range, ty: Type, span: Span) -> ExprId {
        let digits = range.lo.unsigned_abs().max(range.hi.unsigned_abs()).to_string().len();
        let digits = digits.saturating_sub(usize::from(scale_of(&ty)));
        self.sink
            .put(
                codes::NUMBER_OUT_OF_RANGE,
                span,
                format!("this may have {digits} digits, more than an item can keep"),
            )
            .help("give the types it is reckoned from limits: `from … to …`");
        self.unknown(span)
    }

    pub(super) fn share(&mut self, share: &Literal, of: &ast::Expr, span: Span, want: &Want) -> ExprId {
        let Literal::Percent(number) = share else { return self.unknown(span) };
        let of = self.infer(of, want);
        let of = self.must_be_there(of);
        let of = if matches!(self.type_of(of), Type::Int(_)) { self.rescale(of) } else { of };
        let Some(range) = self.type_of(of).range() else { return self.no_number(of) };
        // A percentage is hundredths, so millionths of it have four places.
        let Some(millionths) = scaled(*number, 4).and_then(|parts| i64::try_from(parts).ok()) else {
            self.sink.put(codes::NUMBER_TOO_FINE, span, "a percentage has at most 4 places after the point");
            return self.unknown(span);
        };
        let part =
            |number: i128| number.checked_mul(i128::from(millionths)).map(|parts| divided(parts, MILLION));
        let range = part(range.lo).zip(part(range.hi)).map(|(lo, hi)| Range { lo, hi });
        let ty = self.type_of(of).clone();
        self.reckoned(ExprKind::Share(millionths, of), ty, range, span)
    }

    pub(super) fn round(
        &mut self,
        inner: &ast::Expr,
        places: Option<ast::Int>,
        rounding: Rounding,
        span: Span,
        want: &Want,
    ) -> ExprId {
        let inner = self.infer(inner, want);
        let of = self.must_be_there(inner);
        let (Some(range), Some(places)) = (self.type_of(of).range(), places) else {
            return self.no_number(of);
        };
        let (ty, scale) = (self.type_of(of).clone(), scale_of(self.type_of(of)));
        let Some(places) = u8::try_from(places.value).ok().filter(|places| *places <= scale) else {
            self.too_fine(places.span, &ty);
            return self.unknown(span);
        };
        let range = rounded(range, power(u32::from(scale - places)));
        let kind = ExprKind::Round { of, places, even: rounding == Rounding::HalfEven };
        self.ranged(kind, with_range(ty, range), span)
    }

    /// Two lengths of time of one kind, added or taken from each other.
    fn add_spans(&mut self, op: Arith, left: ExprId, right: ExprId, span: Span) -> ExprId {
        let (Type::Span(a), Type::Span(b)) = (self.type_of(left).clone(), self.type_of(right).clone()) else {
            return self.unknown(span);
        };
        if !matches!(op, Arith::Add | Arith::Sub) || a.is_none() || a != b {
            return self.times_do_not_mix(left, right, span);
        }
        if let (ExprKind::Span(x), ExprKind::Span(y)) =
            (&self.model.exprs[left].kind, &self.model.exprs[right].kind)
        {
            let sign = if op == Arith::Sub { -1 } else { 1 };
            let sum = abi::Span {
                months: x.months + sign * y.months,
                amount: x.amount + i64::from(sign) * y.amount,
                ..*x
            };
            return self.push(ExprKind::Span(sum), Type::Span(a), span);
        }
        self.push(ExprKind::Arith(op, left, right), Type::Span(a), span)
    }

    fn times_do_not_mix(&mut self, left: ExprId, right: ExprId, span: Span) -> ExprId {
        let (l, r) = (self.model.exprs[left].span, self.model.exprs[right].span);
        let (left, right) = (self.words(self.type_of(left)), self.words(self.type_of(right)));
        self.sink
            .put(
                codes::TIME_MIX,
                span,
                "these two times do not add: only a calendar and a start make one of the other",
            )
            .label(l, format!("this is {left}"))
            .label(r, format!("this is {right}"))
            .help("say both in the same kind of time, or give each its own clock");
        self.unknown(span)
    }

    /// `moment + span`, which is written with `after` and `before`.
    fn moved_in_time(&mut self, op: Arith, left: ExprId, right: ExprId) -> Option<ExprId> {
        let is_moment = matches!(self.type_of(left), Type::Instant | Type::Date);
        if !is_moment || !matches!(self.type_of(right), Type::Span(_)) {
            return None;
        }
        let (from, length) = (self.model.exprs[left].span, self.model.exprs[right].span);
        let word = if op == Arith::Sub { "before" } else { "after" };
        let said = format!("{} {word} {}", self.quoted(length), self.quoted(from));
        self.sink
            .put(codes::TYPE_MISMATCH, from.to(length), "a length of time is not added to a moment")
            .help(format!("write `{said}`"))
            .fix(matches!(op, Arith::Add | Arith::Sub), format!("write `{said}`"), from.to(length), said);
        Some(self.unknown(from.to(length)))
    }
}
