//! Values to JSON.
//!
//! In: a value and its shape. Out: the JSON in the first column of the table at this room's door. Not
//! here: JSON back to values.

use super::{Json, moment, number, show, span, write_fields};
use crate::abi::shape::{Case, Shape};
use crate::abi::value::{Span, Value};
use crate::calendar::date_text;
use serde_json::json;

/// The greatest whole number that a reader of JSON with floats still reads exactly.
const EXACT: u64 = 1 << 53;

/// The value as JSON. A value of another shape is `null`.
pub fn write(value: &Value, shape: &Shape) -> Json {
    match (value, shape) {
        (Value::Bool(yes), _) => Json::Bool(*yes),
        (Value::Int(number), _) => int(*number, shape),
        (Value::Money(units, currency), _) => Json::String(show::money(*units, *currency)),
        (Value::Text(text), _) => Json::String(text.clone()),
        (Value::Span(length), _) => length_json(*length),
        (Value::List(values), Shape::List(element)) => {
            Json::Array(values.iter().map(|value| write(value, element)).collect())
        }
        (Value::Option(Some(value)), Shape::Option(inner)) => write(value, inner),
        (Value::Record(values), Shape::Record(fields)) => write_fields(values, fields),
        (Value::Choice(case, values), Shape::Choice(cases)) => choice(*case, values, cases),
        _ => Json::Null,
    }
}

fn int(number: i64, shape: &Shape) -> Json {
    let text = match shape {
        Shape::Decimal { scale } => number::short(number, *scale),
        Shape::Money { currency } => show::money(number, *currency),
        Shape::Date => date_text(number as i32),
        Shape::Time => moment::time_text(number),
        Shape::Instant => moment::instant_text(number),
        _ if number.unsigned_abs() <= EXACT => return number.into(),
        _ => number.to_string(),
    };
    Json::String(text)
}

fn length_json(length: Span) -> Json {
    let unit = span::UNITS.iter().find(|(_, unit)| *unit == length.unit).map_or("", |(name, _)| name);
    let mut json = json!({ "unit": unit, "amount": length.amount });
    if length.months != 0 {
        json["months"] = length.months.into();
    }
    if length.calendar != Span::OWNERS {
        json["calendar"] = length.calendar.into();
    }
    json
}

fn choice(case: u16, values: &[Value], cases: &[Case]) -> Json {
    match cases.get(usize::from(case)) {
        Some(case) if case.fields.is_empty() => Json::String(case.name.clone()),
        Some(case) => json!({ &case.name: write_fields(values, &case.fields) }),
        None => Json::Null,
    }
}
