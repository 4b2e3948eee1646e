//! Values, outside of any memory.

use super::shape::{Currency, Shape};
use crate::calendar::{Budget, Unit};
use serde::{Deserialize, Serialize};

/// A length of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Span {
    /// Which of the four kinds.
    pub unit: Unit,
    /// The calendar it counts on, by number; [`Span::OWNERS`] for that of whoever owns the work.
    pub calendar: u8,
    /// Months, counted before `amount`; only of [`Unit::Days`].
    pub months: i32,
    /// Microseconds or days.
    pub amount: i64,
}

impl Default for Span {
    fn default() -> Self {
        Span { unit: Unit::Elapsed, calendar: 0, months: 0, amount: 0 }
    }
}

impl Span {
    /// "The calendar of whoever owns the work."
    pub const OWNERS: u8 = u8::MAX;

    /// Time as it passes, in microseconds.
    pub fn elapsed(micros: i64) -> Self {
        Span { unit: Unit::Elapsed, calendar: Span::OWNERS, months: 0, amount: micros }
    }

    /// The same length for the arithmetic of calendars.
    pub fn budget(self) -> Budget {
        match self.unit {
            Unit::Elapsed => Budget::Elapsed(self.amount),
            Unit::OpenTime => Budget::OpenTime(self.amount),
            Unit::Workdays => Budget::Workdays(self.amount),
            Unit::Days => Budget::Days { months: self.months, days: self.amount },
        }
    }
}

/// A value of some [`Shape`]. It does not know which: whoever holds it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// Of `Bool`.
    Bool(bool),
    /// Of every shape that is one number: `U8` to `Money`, `Date`, `Time`, `Instant`.
    Int(i64),
    /// Of `AnyMoney`: smallest units, currency.
    Money(i64, Currency),
    /// Of every shape that is a text.
    Text(String),
    /// Of `Span`.
    Span(Span),
    /// Of `List`.
    List(Vec<Value>),
    /// Of `Option`.
    Option(Option<Box<Value>>),
    /// Of `Record`, in the order of its fields.
    Record(Vec<Value>),
    /// Of `Choice`: which case, and what it carries.
    Choice(u16, Vec<Value>),
}

impl Value {
    /// The value whose bytes are all zero: what a place that is not done holds.
    pub fn zero(shape: &Shape) -> Value {
        match shape {
            Shape::Bool => Value::Bool(false),
            Shape::AnyMoney => Value::Money(0, Currency::NONE),
            Shape::Span => Value::Span(Span::default()),
            Shape::List(_) => Value::List(Vec::new()),
            Shape::Option(_) => Value::Option(None),
            Shape::Record(fields) => {
                Value::Record(fields.iter().map(|field| Value::zero(&field.shape)).collect())
            }
            Shape::Choice(cases) => {
                let fields = cases.first().map(|case| case.fields.as_slice()).unwrap_or_default();
                Value::Choice(0, fields.iter().map(|field| Value::zero(&field.shape)).collect())
            }
            text if text.is_text() => Value::Text(String::new()),
            _ => Value::Int(0),
        }
    }

    /// A value that is there.
    pub fn some(value: Value) -> Value {
        Value::Option(Some(Box::new(value)))
    }

    /// A value that is not.
    pub const NONE: Value = Value::Option(None);

    /// A text.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// A case without fields.
    pub fn case(case: u16) -> Value {
        Value::Choice(case, Vec::new())
    }
}
