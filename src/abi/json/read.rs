//! JSON to values, all faults at once.
//!
//! In: JSON and a shape. Out: a value of that shape, or every place where the JSON is none, as a path and
//! a sentence. Nothing is guessed: an unknown field is a fault, for it may be a misspelt one. Not here:
//! rules that the values must keep.

use super::number::{Reason, units};
use super::{Json, moment, span};
use crate::abi::shape::{Case, Currency, Field, Shape};
use crate::abi::value::{Span, Value};
use crate::base::nearest;
use crate::calendar::parse_date;
use serde_json::{Map, Number};

/// A place where JSON is not what its shape wants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Where: `lines[0].price`; empty for the whole.
    pub path: String,
    /// What is wrong, and what to write instead.
    pub sentence: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.sentence),
            path => write!(f, "`{path}`: {}", self.sentence),
        }
    }
}

/// The value of `shape` that `json` writes.
///
/// # Errors
/// Every fault of it, in the order of the shape.
pub fn read(json: &Json, shape: &Shape) -> Result<Value, Vec<Fault>> {
    let mut reader = Reader::default();
    let value = reader.value(json, shape);
    if reader.faults.is_empty() { Ok(value) } else { Err(reader.faults) }
}

/// The values of `fields` that a JSON object writes; `null` is an object without fields.
///
/// # Errors
/// As of [`read`].
pub fn fields(json: &Json, fields: &[Field]) -> Result<Vec<Value>, Vec<Fault>> {
    let mut reader = Reader::default();
    let empty = Json::Object(Map::new());
    let values = reader.fields(if json.is_null() { &empty } else { json }, fields);
    if reader.faults.is_empty() { Ok(values) } else { Err(reader.faults) }
}

#[derive(Default)]
struct Reader {
    path: String,
    faults: Vec<Fault>,
}

/// What a scalar's JSON may be wrong with: a sentence.
type Scalar<T> = Result<T, String>;

impl Reader {
    fn fault(&mut self, sentence: impl Into<String>) {
        self.faults.push(Fault { path: self.path.clone(), sentence: sentence.into() });
    }

    /// Reads something at a place further in.
    fn at<T>(&mut self, step: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let len = self.path.len();
        if !self.path.is_empty() && !step.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(step);
        let value = read(self);
        self.path.truncate(len);
        value
    }

    /// The value, or zero and a fault.
    fn value(&mut self, json: &Json, shape: &Shape) -> Value {
        match shape {
            Shape::Option(_) if json.is_null() => Value::NONE,
            Shape::Option(inner) => Value::some(self.value(json, inner)),
            Shape::List(element) => self.list(json, element),
            Shape::Record(fields) => Value::Record(self.fields(json, fields)),
            Shape::Choice(cases) => self.choice(json, cases),
            scalar => read_scalar(json, scalar).unwrap_or_else(|sentence| {
                self.fault(sentence);
                Value::zero(scalar)
            }),
        }
    }

    fn list(&mut self, json: &Json, element: &Shape) -> Value {
        let Json::Array(values) = json else {
            self.fault(expected("a list", json));
            return Value::List(Vec::new());
        };
        let read = |(index, json): (usize, &Json)| {
            self.at(&format!("[{index}]"), |reader| reader.value(json, element))
        };
        Value::List(values.iter().enumerate().map(read).collect())
    }

    fn fields(&mut self, json: &Json, fields: &[Field]) -> Vec<Value> {
        let Json::Object(given) = json else {
            self.fault(expected("an object with fields", json));
            return Vec::new();
        };
        self.unknown(given, fields);
        fields.iter().map(|field| self.at(&field.name, |reader| reader.field(given, field))).collect()
    }

    fn field(&mut self, given: &Map<String, Json>, field: &Field) -> Value {
        match given.get(&field.name) {
            Some(json) => self.value(json, &field.shape),
            None if matches!(field.shape, Shape::Option(_)) => Value::NONE,
            None => {
                self.fault("this field is missing");
                Value::zero(&field.shape)
            }
        }
    }

    fn unknown(&mut self, given: &Map<String, Json>, fields: &[Field]) {
        let known = |name: &str| fields.iter().any(|field| field.name == name);
        for name in given.keys().filter(|name| !known(name)) {
            let free =
                fields.iter().map(|field| field.name.as_str()).filter(|name| !given.contains_key(*name));
            let hint = meant(name, free, fields.iter().map(|field| field.name.as_str()));
            self.at(name, |reader| reader.fault(format!("there is no such field; {hint}")));
        }
    }

    fn choice(&mut self, json: &Json, cases: &[Case]) -> Value {
        let empty = Json::Object(Map::new());
        let (name, payload) = match json {
            Json::String(name) => (name, &empty),
            Json::Object(one) if one.len() == 1 => match one.iter().next() {
                Some((name, payload)) => (name, payload),
                None => return self.no_case(json),
            },
            _ => return self.no_case(json),
        };
        let Some(number) = cases.iter().position(|case| case.name == *name) else {
            let names = || cases.iter().map(|case| case.name.as_str());
            self.fault(format!("there is no case `{name}`; {}", meant(name, names(), names())));
            return Value::case(0);
        };
        let fields = &cases[number].fields;
        Value::Choice(number as u16, self.at(name, |reader| reader.fields(payload, fields)))
    }

    fn no_case(&mut self, json: &Json) -> Value {
        self.fault(expected("the name of a case, or an object of one case and its fields", json));
        Value::case(0)
    }
}

/// "did you mean `x`?", or all there are.
fn meant<'a>(name: &str, free: impl Iterator<Item = &'a str>, all: impl Iterator<Item = &'a str>) -> String {
    if let Some(near) = nearest(name, free) {
        return format!("did you mean `{near}`?");
    }
    let all: Vec<String> = all.map(|name| format!("`{name}`")).collect();
    if all.is_empty() { "there are none here".to_owned() } else { format!("there are {}", all.join(", ")) }
}

fn expected(what: &str, json: &Json) -> String {
    let found = match json {
        Json::Null => "nothing",
        Json::Bool(_) => "yes or no",
        Json::Number(_) => "a number",
        Json::String(_) => "a text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    };
    format!("{what} is expected here, not {found}")
}

fn read_scalar(json: &Json, shape: &Shape) -> Scalar<Value> {
    Ok(match shape {
        Shape::Bool => Value::Bool(yes_or_no(json)?),
        Shape::U8 => whole(json, 0, u8::MAX.into())?,
        Shape::U16 => whole(json, 0, u16::MAX.into())?,
        Shape::U32 => whole(json, 0, u32::MAX.into())?,
        Shape::Int => whole(json, i64::MIN, i64::MAX)?,
        Shape::Decimal { scale } => Value::Int(exact(json, *scale)?),
        Shape::Money { currency } => Value::Int(amount(json, Some(*currency))?.0),
        Shape::AnyMoney => {
            let (units, currency) = amount(json, None)?;
            Value::Money(units, currency)
        }
        Shape::Date => Value::Int(text(json, "a date like `2026-11-23`", parse_date)?.into()),
        Shape::Time => Value::Int(text(json, "a time like `09:30`", moment::parse_time)?),
        Shape::Instant => {
            Value::Int(text(json, "a moment like `2026-11-23T09:30:00Z`", moment::parse_instant)?)
        }
        Shape::Span => Value::Span(length(json)?),
        _ => Value::Text(text(json, "a text", |text| Some(text.to_owned()))?),
    })
}

fn yes_or_no(json: &Json) -> Scalar<bool> {
    match json {
        Json::Bool(yes) => Ok(*yes),
        Json::String(word) if word == "yes" => Ok(true),
        Json::String(word) if word == "no" => Ok(false),
        _ => Err(expected("true or false", json)),
    }
}

fn text<T>(json: &Json, what: &str, read: impl FnOnce(&str) -> Option<T>) -> Scalar<T> {
    let Json::String(text) = json else { return Err(expected(what, json)) };
    read(text).ok_or_else(|| format!("`{text}` is not {what}"))
}

fn whole(json: &Json, least: i64, most: i64) -> Scalar<Value> {
    let number = exact(json, 0)?;
    if (least..=most).contains(&number) {
        return Ok(Value::Int(number));
    }
    Err(format!("`{number}` is not from {least} to {most}"))
}

/// A number as written, in units of 10^-`scale`.
fn exact(json: &Json, scale: u8) -> Scalar<i64> {
    let text = match json {
        Json::Number(number) => digits(number)?,
        Json::String(text) => text.clone(),
        _ => return Err(expected("a number", json)),
    };
    units(&text, scale).map_err(|reason| match reason {
        Reason::Form => format!("`{text}` is not a number like `40` or `40.5`"),
        Reason::TooFine if scale == 0 => format!("`{text}` is not a whole number"),
        Reason::TooFine => format!("`{text}` has more than {scale} decimal places"),
        Reason::TooLarge => format!("`{text}` is too large"),
    })
}

/// The digits of a JSON number, if the reader of JSON surely kept all of them: it holds what is not a
/// 64-bit whole number as a double, which keeps 15 digits.
fn digits(number: &Number) -> Scalar<String> {
    let text = number.to_string();
    let whole = number.is_i64() || number.is_u64();
    let significant = text.bytes().filter(u8::is_ascii_digit).count();
    if whole || (significant <= 15 && !text.contains(['e', 'E'])) {
        return Ok(text);
    }
    Err("this number has too many digits to be read exactly; write it as a text, in quotes".to_owned())
}

/// Smallest units and currency of an amount. A plain number has the currency of its type.
fn amount(json: &Json, known: Option<Currency>) -> Scalar<(i64, Currency)> {
    let (number, code) = match json {
        Json::Object(parts) if parts.len() == 2 => match (parts.get("amount"), parts.get("currency")) {
            (Some(number), Some(Json::String(code))) => (number.clone(), Some(code.as_str())),
            _ => return Err("an amount has the fields `amount` and `currency`".to_owned()),
        },
        Json::String(text) => match text.split_once(' ') {
            Some((number, code)) => (Json::String(number.to_owned()), Some(code)),
            None => (json.clone(), None),
        },
        Json::Number(_) => (json.clone(), None),
        _ => return Err(expected("an amount like `40.00 EUR`", json)),
    };
    let currency = match code {
        Some(code) => {
            let named =
                Currency::new(code).ok_or_else(|| format!("`{code}` is no currency code like `EUR`"))?;
            match known.filter(|known| *known != named) {
                Some(known) => {
                    return Err(format!("an amount in {} is expected here, not in {code}", known.code()));
                }
                None => named,
            }
        }
        None => known.ok_or("the currency is missing; write it like `40.00 EUR`")?,
    };
    Ok((exact(&number, currency.exponent())?, currency))
}

fn length(json: &Json) -> Scalar<Span> {
    const LIKE: &str = "a length of time like `4h` or `2 workdays`";
    let Json::Object(parts) = json else { return text(json, LIKE, span::parse) };
    let known = |name: &&String| matches!(name.as_str(), "unit" | "amount" | "months" | "calendar");
    if let Some(name) = parts.keys().find(|name| !known(name)) {
        return Err(format!("a length of time has no field `{name}`"));
    }
    let number = |name, most| match parts.get(name) {
        Some(json) => exact(json, 0).and_then(|number| {
            let fits = i64::unsigned_abs(number) <= most;
            if fits { Ok(Some(number)) } else { Err(format!("`{number}` is too large")) }
        }),
        None => Ok(None),
    };
    let named = parts.get("unit").and_then(Json::as_str).unwrap_or_default();
    let unit = span::UNITS.iter().find(|(name, _)| *name == named);
    let (_, unit) = unit.ok_or("`unit` is one of `elapsed`, `open_time`, `workdays`, `days`")?;
    Ok(Span {
        unit: *unit,
        amount: number("amount", u64::MAX)?.ok_or("`amount` is missing")?,
        months: number("months", i32::MAX.unsigned_abs().into())?.unwrap_or(0) as i32,
        calendar: number("calendar", u8::MAX.into())?
            .map_or(Span::OWNERS, |number| number.unsigned_abs() as u8),
    })
}
