//! Values written as one token.
//!
//! In: [`Literal`] and what is wanted. Out: constants in the smallest unit of their type. A number takes the
//! type that is wanted of it: `0.5` a Decimal, `5` an Int unless a Decimal is wanted. Lengths of time keep
//! their kind; their calendar is the owner's until `of` names another.

use crate::abi::{self, Currency, Unit};
use crate::base::Span;
use crate::calendar::Zone;
use crate::model::{DECIMAL_SCALE, ExprId, ExprKind, Range, Type};
use crate::parse::ast::{self, Ident, Literal, Number, Quantity};
use crate::resolve::Resolver;
use crate::resolve::calendars::{day_number, minute};
use crate::resolve::codes;
use crate::resolve::faults::Want;
use crate::resolve::number::scaled;

/// Microseconds of a second.
const SECOND: i64 = 1_000_000;

impl Resolver<'_> {
    pub(super) fn literal(&mut self, literal: &Literal, span: Span, want: &Want) -> ExprId {
        match literal {
            Literal::Bool(yes) => self.push(ExprKind::Bool(*yes), Type::Bool, span),
            Literal::Number(number) => self.number(*number, 1, span, want),
            Literal::Money(number, currency) => self.money(*number, 1, currency, span),
            Literal::Percent(_) => {
                self.sink
                    .put(codes::TYPE_MISMATCH, span, "a percentage says of what it is one")
                    .help("write `2% of` and an amount or a number");
                self.unknown(span)
            }
            Literal::Date(date) => self.constant_of(i64::from(day_number(*date)), Type::Date, span),
            Literal::Time(time) => self.constant_of(i64::from(minute(*time)), Type::Time, span),
            Literal::Instant(instant) => self.instant(instant, span),
            Literal::Span(quantity) => self.length(*quantity, span),
        }
    }

    fn constant_of(&mut self, number: i64, ty: Type, span: Span) -> ExprId {
        self.push(ExprKind::Int(number), ty, span)
    }

    /// A number, times `sign`.
    pub(super) fn number(&mut self, number: Number, sign: i128, span: Span, want: &Want) -> ExprId {
        let decimal = matches!(want.ty.present(), Type::Decimal(_)) || number.scale > 0;
        let scale = if decimal { DECIMAL_SCALE } else { 0 };
        let like = if decimal { Type::Decimal(Range::ENTERED) } else { Type::Int(Range::ENTERED) };
        let Some(units) = scaled(number, scale).map(|units| sign * units) else {
            self.too_fine(span, &like);
            return self.unknown(span);
        };
        let range = Range::only(units);
        self.stored(units, if decimal { Type::Decimal(range) } else { Type::Int(range) }, span)
    }

    /// An amount, times `sign`.
    pub(super) fn money(&mut self, number: Number, sign: i128, currency: &Ident, span: Span) -> ExprId {
        let Some(known) = Currency::new(&currency.name) else {
            let message = format!("`{}` is no currency", currency.name);
            self.sink
                .put(codes::UNKNOWN_CURRENCY, currency.span, message)
                .help("write three capital letters, such as `EUR`");
            return self.unknown(span);
        };
        let Some(units) = scaled(number, known.exponent()).map(|units| sign * units) else {
            self.too_fine(span, &Type::Money(Some(known), Range::ENTERED));
            return self.unknown(span);
        };
        self.stored(units, Type::Money(Some(known), Range::only(units)), span)
    }

    fn stored(&mut self, units: i128, ty: Type, span: Span) -> ExprId {
        match i64::try_from(units) {
            Ok(units) => self.push(ExprKind::Int(units), ty, span),
            Err(_) => self.too_large(Range::only(units), ty, span),
        }
    }

    fn instant(&mut self, instant: &ast::Instant, span: Span) -> ExprId {
        let Some(zone) = &instant.zone else {
            self.sink
                .put(codes::CALENDAR_MISSING, span, "a moment needs the calendar whose clock shows it")
                .help("write the calendar after it: `2026-11-23 10:00 Berlin`");
            return self.unknown(span);
        };
        let Some(calendar) = self.calendar(zone) else { return self.unknown(span) };
        // A zone that does not exist was reported at its calendar, which counts in UTC from then on.
        let Ok(zone) = Zone::named(&self.model.calendars[calendar].rules.zone) else {
            return self.unknown(span);
        };
        let at = zone.instant(day_number(instant.date), u32::from(minute(instant.time)));
        self.constant_of(at, Type::Instant, span)
    }

    fn length(&mut self, quantity: Quantity, span: Span) -> ExprId {
        let (unit, per, months) = kind(quantity.unit);
        let Some(amount) = amount(quantity.number, per) else {
            self.sink
                .put(codes::NUMBER_TOO_FINE, span, "days are counted whole")
                .help("say the part in hours: `12h`, `4 workhours`");
            return self.unknown(span);
        };
        let mut length = abi::Span { unit, calendar: abi::Span::OWNERS, months: 0, amount };
        if months > 0 {
            length.months = i32::try_from(amount).unwrap_or(i32::MAX).saturating_mul(months);
            length.amount = 0;
        }
        self.push(ExprKind::Span(length), Type::Span(Some(unit)), span)
    }
}

/// The kind of time, how many of its units make one, and for months how many.
fn kind(unit: ast::Unit) -> (Unit, i64, i32) {
    match unit {
        ast::Unit::Seconds => (Unit::Elapsed, SECOND, 0),
        ast::Unit::Minutes => (Unit::Elapsed, 60 * SECOND, 0),
        ast::Unit::Hours => (Unit::Elapsed, 3_600 * SECOND, 0),
        ast::Unit::WorkMinutes => (Unit::OpenTime, 60 * SECOND, 0),
        ast::Unit::WorkHours => (Unit::OpenTime, 3_600 * SECOND, 0),
        ast::Unit::Workdays => (Unit::Workdays, 1, 0),
        ast::Unit::Days => (Unit::Days, 1, 0),
        ast::Unit::Weeks => (Unit::Days, 7, 0),
        ast::Unit::Months => (Unit::Days, 1, 1),
        ast::Unit::Years => (Unit::Days, 1, 12),
    }
}

/// So many units of `per`; `None` where that is no whole number.
fn amount(number: Number, per: i64) -> Option<i64> {
    let parts = number.digits.checked_mul(i128::from(per))?;
    let scale = 10_i128.checked_pow(number.scale)?;
    if parts % scale != 0 {
        return None;
    }
    i64::try_from(parts / scale).ok()
}
