//! Expressions of a test as the JSON of a script line: what stands there, without types.
//!
//! In: an expression, the row it may speak of, the calendars. Out: JSON that `abi::json` reads by its shape,
//! or a finding at the expression. Not here: types; whether a field takes the value is the manifest's word.

use super::codes;
use crate::abi::json::{self, Json};
use crate::abi::{Shape, Span as Length, Value};
use crate::base::{Id, Name, Sink, Span};
use crate::calendar::{Civil, Zone};
use crate::model::{CalendarId, Model};
use crate::parse::ast::{
    Arg, Date, Expr, ExprKind, Ident, Instant, Literal, Number, Path, Quantity, Sentence, Unit,
};
use std::collections::BTreeMap;

/// What values are read in.
pub(super) struct Values<'v> {
    pub(super) model: &'v Model,
    pub(super) sink: &'v mut Sink,
    /// The row of a table, by its name.
    pub(super) rows: BTreeMap<Name, Expr>,
    /// The calendar of the last `now`.
    pub(super) calendar: Option<CalendarId>,
}

impl Values<'_> {
    /// An expression as JSON.
    pub(super) fn json(&mut self, expr: &Expr) -> Option<Json> {
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Text(text) | ExprKind::File(text) => self.plain(text).map(Json::String),
            ExprKind::List(values) => values.iter().map(|value| self.json(value)).collect(),
            ExprKind::Path(path) => self.path(path),
            ExprKind::Call(path, args) => self.call(path, args),
            ExprKind::Negate(of) => match self.json(of)? {
                Json::String(text) => Some(Json::String(format!("-{text}"))),
                _ => self.computed(expr.span),
            },
            _ => self.computed(expr.span),
        }
    }

    fn computed<T>(&mut self, span: Span) -> Option<T> {
        self.sink
            .put(codes::TEST_VALUE, span, "a test computes nothing")
            .help("write the value out, as in `40 EUR`");
        None
    }

    /// The letters of a text.
    pub(super) fn plain(&mut self, text: &Sentence) -> Option<String> {
        match text.plain() {
            Some(plain) => Some(plain.to_owned()),
            None => self.computed(text.span),
        }
    }

    fn literal(&mut self, literal: &Literal) -> Option<Json> {
        Some(Json::String(match literal {
            Literal::Bool(yes) => return Some(Json::Bool(*yes)),
            Literal::Number(number) | Literal::Percent(number) => digits(*number),
            Literal::Money(number, currency) => format!("{} {}", digits(*number), currency.name),
            Literal::Date(date) => day_text(*date),
            Literal::Time(time) => format!("{:02}:{:02}", time.hour, time.minute),
            Literal::Instant(instant) => {
                let at = Value::Int(self.instant(instant)?);
                return Some(json::write(&at, &Shape::Instant));
            }
            Literal::Span(quantity) => words(*quantity),
        }))
    }

    /// `none`, a case, or what a row has in a column.
    fn path(&mut self, path: &Path) -> Option<Json> {
        let (first, rest) = path.parts.split_first()?;
        if let Some(row) = self.rows.get(&first.name).cloned() {
            return self.column(&row, rest, path.span);
        }
        match path.single() {
            Some(word) if word.name.as_str() == "none" => Some(Json::Null),
            Some(case) => Some(Json::String(case.name.to_string())),
            None => self.computed(path.span),
        }
    }

    fn column(&mut self, row: &Expr, rest: &[Ident], span: Span) -> Option<Json> {
        let Some((column, rest)) = rest.split_first() else { return self.json(row) };
        let args = match &row.kind {
            ExprKind::Call(_, args) => args.as_slice(),
            _ => &[],
        };
        let named = |arg: &&Arg| arg.name.as_ref().is_some_and(|name| name.name == column.name);
        match args.iter().find(named) {
            Some(arg) => self.column(&arg.value, rest, span),
            None => {
                self.sink.put(codes::TEST_ROW, span, format!("the row has no `{}`", column.name));
                None
            }
        }
    }

    /// A record is an object of its fields; a case with data is an object of the case.
    fn call(&mut self, path: &Path, args: &[Arg]) -> Option<Json> {
        let fields = self.args(args)?;
        let name = path.to_string();
        let is_record = self.model.records.values().any(|record| record.name.as_str() == name);
        Some(if is_record { fields } else { Json::Object([(name, fields)].into_iter().collect()) })
    }

    /// Arguments as an object.
    pub(super) fn args(&mut self, args: &[Arg]) -> Option<Json> {
        let pair = |arg: &Arg| {
            let Some(name) = &arg.name else { return self.unnamed(arg.value.span) };
            Some((name.name.to_string(), self.json(&arg.value)?))
        };
        Some(Json::Object(args.iter().map(pair).collect::<Option<_>>()?))
    }

    fn unnamed<T>(&mut self, span: Span) -> Option<T> {
        self.sink.put(codes::TEST_VALUE, span, "the value has no name").help("write it as `name: value`");
        None
    }

    /// An instant in microseconds UTC. Without a calendar, that of the last `now`.
    pub(super) fn instant(&mut self, instant: &Instant) -> Option<i64> {
        let calendar = match &instant.zone {
            Some(path) => Some(self.calendar(path)?),
            None => self.calendar,
        };
        let minute = u32::from(instant.time.hour) * 60 + u32::from(instant.time.minute);
        Some(self.zone(calendar)?.instant(day_number(instant.date), minute))
    }

    fn zone(&self, calendar: Option<CalendarId>) -> Option<Zone> {
        let name = calendar.map_or("UTC", |calendar| self.model.calendars[calendar].rules.zone.as_str());
        Zone::named(name).ok()
    }

    /// A calendar by name.
    pub(super) fn calendar(&mut self, path: &Path) -> Option<CalendarId> {
        let name = path.to_string();
        let mut known = self.model.calendars.iter();
        if let Some((id, _)) = known.find(|(_, calendar)| calendar.name.as_str() == name) {
            return Some(id);
        }
        let names = self.model.calendars.values().map(|calendar| calendar.name.as_str());
        super::read::unknown(self.sink, "calendar", &name, path.span, names);
        None
    }

    /// A length of time, and the calendar it names.
    pub(super) fn length(&mut self, expr: &Expr) -> Option<(Length, Option<u8>)> {
        match &expr.kind {
            ExprKind::Literal(Literal::Span(quantity)) => {
                match json::read(&Json::String(words(*quantity)), &Shape::Span) {
                    Ok(Value::Span(length)) => Some((length, None)),
                    _ => self.computed(expr.span),
                }
            }
            ExprKind::Of(length, of) => {
                let (length, _) = self.length(length)?;
                let ExprKind::Path(path) = &of.kind else { return self.computed(of.span) };
                Some((length, Some(self.calendar(path)?.index() as u8)))
            }
            _ => self.computed(expr.span),
        }
    }
}

/// A number as it is written, without separators.
fn digits(number: Number) -> String {
    let scale = number.scale as usize;
    let all = format!("{:0width$}", number.digits, width = scale + 1);
    let (whole, part) = all.split_at(all.len() - scale);
    if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
}

fn day_text(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

/// The number of a day.
pub(super) fn day_number(date: Date) -> i32 {
    Civil { year: date.year.into(), month: date.month, day: date.day }.day_number()
}

/// A span in the words that JSON has for it, which knows neither weeks nor years.
fn words(quantity: Quantity) -> String {
    let number = quantity.number;
    let times = |factor: i128| digits(Number { digits: number.digits * factor, ..number });
    match quantity.unit {
        Unit::Seconds => format!("{}s", digits(number)),
        Unit::Minutes => format!("{}min", digits(number)),
        Unit::Hours => format!("{}h", digits(number)),
        Unit::WorkMinutes => format!("{} workminutes", digits(number)),
        Unit::WorkHours => format!("{} workhours", digits(number)),
        Unit::Workdays => format!("{} workdays", digits(number)),
        Unit::Days => format!("{} days", digits(number)),
        Unit::Weeks => format!("{} days", times(7)),
        Unit::Months => format!("{} months", digits(number)),
        Unit::Years => format!("{} months", times(12)),
    }
}
