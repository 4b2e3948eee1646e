//! Brings a value to the type that is wanted, or says why it cannot.
//!
//! In: a typed expression and a [`Want`]. Out: the expression, perhaps under `Present`, `Some` or `Rescale`.
//! Numbers fit where their whole interval does; texts of a pattern where none or the same is wanted; people
//! of a team where a person is. Not here: what flow proves beyond types.

use crate::model::{ExprId, ExprKind, ListType, Range, Type};
use crate::resolve::Resolver;
use crate::resolve::codes;
use crate::resolve::faults::Want;

/// How a type answers to another.
enum Fit {
    /// As it is.
    Same,
    /// A whole number as an exact one.
    Rescaled,
    /// It is of the kind, but may be outside the limits.
    Outside,
    /// It is something else.
    Other,
}

impl Resolver<'_> {
    /// The value as what is wanted. What was wrong before stays silent.
    pub(in crate::resolve) fn fit(&mut self, id: ExprId, want: &Want) -> ExprId {
        if want.ty == Type::Unknown || self.is_unknown(id) {
            return id;
        }
        if self.model.exprs[id].kind == ExprKind::None {
            return self.fit_none(id, want);
        }
        match (self.type_of(id).clone(), &want.ty) {
            (Type::Optional(is), Type::Optional(wanted)) => {
                let fits = fit(&is, wanted);
                self.settle(id, fits, want)
            }
            (_, Type::Optional(wanted)) => {
                let inner = self.fit(id, &want.with((**wanted).clone()));
                self.some(inner)
            }
            (Type::Optional(_), _) => {
                let present = self.must_be_there(id);
                self.fit(present, want)
            }
            (is, wanted) => {
                let fits = fit(&is, wanted);
                self.settle(id, fits, want)
            }
        }
    }

    /// No value, where there may be one of a type that only what is wanted knows.
    fn fit_none(&mut self, id: ExprId, want: &Want) -> ExprId {
        let span = self.model.exprs[id].span;
        if let Type::Optional(_) = want.ty {
            return self.push(ExprKind::None, want.ty.clone(), span);
        }
        let message = format!("this is nothing, where {} is wanted", self.words(&want.ty));
        let found = self.sink.put(codes::TYPE_MISMATCH, span, message);
        if let Some(why) = &want.why {
            found.label(why.span, why.text.clone());
        }
        self.unknown(span)
    }

    fn some(&mut self, inner: ExprId) -> ExprId {
        let (ty, span) = (self.type_of(inner).clone(), self.model.exprs[inner].span);
        if ty == Type::Unknown { inner } else { self.push(ExprKind::Some(inner), ty.optional(), span) }
    }

    fn settle(&mut self, id: ExprId, fits: Fit, want: &Want) -> ExprId {
        let span = self.model.exprs[id].span;
        match fits {
            Fit::Same => return id,
            Fit::Rescaled => {
                let rescaled = self.rescale(id);
                return self.fit(rescaled, want);
            }
            Fit::Outside => {
                if let (Type::Text(Some(is)), Type::Text(Some(wanted))) =
                    (self.type_of(id).present(), want.ty.present())
                    && self.matches_too(*is, *wanted)
                {
                    return id;
                }
                self.outside(id, want);
            }
            Fit::Other => self.mismatch(id, want),
        }
        self.unknown(span)
    }

    /// A whole number as an exact one.
    pub(in crate::resolve) fn rescale(&mut self, id: ExprId) -> ExprId {
        let (ty, span) = (self.type_of(id).clone(), self.model.exprs[id].span);
        let Type::Int(range) = ty else { return id };
        let range = Range { lo: range.lo.saturating_mul(MILLION), hi: range.hi.saturating_mul(MILLION) };
        if !Range::STORED.holds(range) {
            return self.too_large(range, Type::Decimal(range), span);
        }
        match self.model.exprs[id].kind {
            ExprKind::Int(number) => {
                self.push(ExprKind::Int(number.saturating_mul(MILLION as i64)), Type::Decimal(range), span)
            }
            _ => self.push(ExprKind::Rescale(id), Type::Decimal(range), span),
        }
    }

    fn outside(&mut self, id: ExprId, want: &Want) {
        let ty = self.type_of(id).present().clone();
        let (is, wanted) = (self.words_with_range(&ty), self.words_with_range(want.ty.present()));
        let (span, origin) = (self.model.exprs[id].span, self.origin(id));
        let (code, message) = match ty.range() {
            Some(_) => (codes::NUMBER_OUT_OF_RANGE, format!("this is {is}, where {wanted} is wanted")),
            None => (codes::TYPE_MISMATCH, format!("this is {is}, where {wanted} is wanted")),
        };
        let found = self.sink.put(code, span, message);
        if let Some((at, text)) = origin.filter(|(at, _)| *at != span) {
            found.label(at, text);
        }
        if let Some(why) = &want.why {
            found.label(why.span, why.text.clone());
        }
        found.help(match ty {
            Type::Text(_) => "give both the same named type, such as `type OrderId = Text matching /…/`",
            Type::List(_) => "give both lists the same `at least` and `at most`",
            _ => "give its type limits that fit: `from … to …`",
        });
    }
}

/// Millionths of a whole.
const MILLION: i128 = 1_000_000;

/// Both must be there: the caller has taken optionals apart.
fn fit(is: &Type, wanted: &Type) -> Fit {
    match (is, wanted) {
        (Type::Unknown, _) | (_, Type::Unknown) => Fit::Same,
        (Type::Int(a), Type::Int(b)) | (Type::Decimal(a), Type::Decimal(b)) => within(*a, *b),
        (Type::Money(a, x), Type::Money(b, y)) if a == b => within(*x, *y),
        (Type::Int(_), Type::Decimal(_)) => Fit::Rescaled,
        (Type::Text(a), Type::Text(b)) => {
            if b.is_none() || a == b {
                Fit::Same
            } else {
                Fit::Outside
            }
        }
        (Type::Person(a), Type::Person(b)) => {
            if b.is_none() || a == b {
                Fit::Same
            } else {
                Fit::Other
            }
        }
        (Type::Span(a), Type::Span(b)) => {
            if b.is_none() || a == b {
                Fit::Same
            } else {
                Fit::Other
            }
        }
        (Type::List(a), Type::List(b)) => fit_list(a, b),
        (Type::Optional(a), Type::Optional(b)) => fit(a, b),
        _ => {
            if is == wanted {
                Fit::Same
            } else {
                Fit::Other
            }
        }
    }
}

fn within(is: Range, wanted: Range) -> Fit {
    if wanted.holds(is) { Fit::Same } else { Fit::Outside }
}

/// Elements must fit as they are: a list is not built anew.
fn fit_list(is: &ListType, wanted: &ListType) -> Fit {
    match fit(&is.of, &wanted.of) {
        Fit::Same if wanted.min <= is.min && is.max <= wanted.max && (is.distinct || !wanted.distinct) => {
            Fit::Same
        }
        Fit::Same | Fit::Outside => Fit::Outside,
        Fit::Rescaled | Fit::Other => Fit::Other,
    }
}
