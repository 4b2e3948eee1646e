//! Values in the words of a sentence: `40.00 EUR`, `2026-11-23`, `4h`, `yes`.
//!
//! In: a value and its shape. Out: text for people. Not here: anything a machine reads back.

use super::{moment, number, span};
use crate::abi::shape::{Field, Shape};
use crate::abi::value::Value;
use crate::calendar::date_text;

/// The value in words.
///
/// ```
/// use handoff::abi::{Currency, Shape, Value, json};
/// let shape = Shape::Money { currency: Currency::new("EUR").unwrap() };
/// assert_eq!(json::show(&Value::Int(4_000), &shape), "40.00 EUR");
/// ```
pub fn show(value: &Value, shape: &Shape) -> String {
    match (value, shape) {
        (Value::Bool(yes), _) => if *yes { "yes" } else { "no" }.to_owned(),
        (Value::Int(units), Shape::Decimal { scale }) => number::short(*units, *scale),
        (Value::Int(units), Shape::Money { currency }) => money(*units, *currency),
        (Value::Int(day), Shape::Date) => date_text(*day as i32),
        (Value::Int(minute), Shape::Time) => moment::time_text(*minute),
        (Value::Int(at), Shape::Instant) => instant(*at),
        (Value::Int(number), _) => number.to_string(),
        (Value::Money(units, currency), _) => money(*units, *currency),
        (Value::Text(text), _) => text.clone(),
        (Value::Span(length), _) => span::text(*length),
        (Value::List(values), Shape::List(element)) => list(values, element),
        (Value::Option(Some(value)), Shape::Option(inner)) => show(value, inner),
        (Value::Option(_), _) => "nothing".to_owned(),
        (Value::Record(values), Shape::Record(fields)) => pairs(values, fields),
        (Value::Choice(case, values), Shape::Choice(cases)) => match cases.get(usize::from(*case)) {
            Some(case) if case.fields.is_empty() => case.name.clone(),
            Some(case) => format!("{} ({})", case.name, pairs(values, &case.fields)),
            None => case.to_string(),
        },
        // Only a value of another shape gets here.
        _ => "?".to_owned(),
    }
}

pub(super) fn money(units: i64, currency: crate::abi::Currency) -> String {
    format!("{} {}", number::text(units, currency.exponent()), currency.code())
}

/// Without the seconds, where there are none.
fn instant(at: i64) -> String {
    let text = moment::instant_text(at).replace('T', " ");
    let shown = text.strip_suffix(":00Z").or(text.strip_suffix('Z'));
    format!("{} UTC", shown.unwrap_or(&text))
}

fn list(values: &[Value], element: &Shape) -> String {
    if values.is_empty() {
        return "none".to_owned();
    }
    values.iter().map(|value| show(value, element)).collect::<Vec<_>>().join(", ")
}

fn pairs(values: &[Value], fields: &[Field]) -> String {
    let shown = fields.iter().zip(values);
    let shown = shown.map(|(field, value)| format!("{}: {}", field.name, show(value, &field.shape)));
    shown.collect::<Vec<_>>().join(", ")
}
