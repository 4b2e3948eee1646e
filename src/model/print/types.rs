//! Types and fields as text.
//!
//! In: types. Out: words with the limits that differ from those of an entered number. Not here: expressions,
//! but for conditions, which `expr` prints.

use super::{Printer, name_of};
use crate::abi::Unit;
use crate::model::{Class, DECIMAL_SCALE, Field, ListType, Pattern, Range, Type};
use std::fmt::Write;

impl Printer<'_> {
    pub(super) fn fields(&self, fields: &[Field]) -> String {
        fields.iter().map(|field| self.field(field)).collect::<Vec<_>>().join(", ")
    }

    fn field(&self, field: &Field) -> String {
        let mut words = format!("{}: {}", field.name, self.ty(&field.ty));
        for condition in &field.conditions {
            let _ = write!(words, " where {}", self.expr(*condition));
        }
        for class in &field.classes {
            words += match class {
                Class::Personal => " personal",
                Class::Secret => " secret",
                Class::RetainAfterEnd(_) => " retained",
                Class::EraseAfter(_) => " erased",
                Class::VisibleTo(_) => " visible to some",
            };
        }
        words
    }

    pub(super) fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Unknown => "?".to_owned(),
            Type::Bool => "Bool".to_owned(),
            Type::Int(range) => format!("Int{}", limits(*range, 0)),
            Type::Decimal(range) => format!("Decimal{}", limits(*range, DECIMAL_SCALE)),
            Type::Money(Some(currency), range) => {
                format!("{}{}", currency.code(), limits(*range, currency.exponent()))
            }
            Type::Money(None, _) => "Money".to_owned(),
            Type::Text(None) => "Text".to_owned(),
            Type::Text(Some(pattern)) => name_of(&self.model.patterns, *pattern, pattern_words),
            Type::Date => "Date".to_owned(),
            Type::Time => "Time".to_owned(),
            Type::Instant => "Instant".to_owned(),
            Type::Span(unit) => span_name(*unit).to_owned(),
            Type::Person(None) => "Person".to_owned(),
            Type::Person(Some(team)) => {
                format!("Person in {}", name_of(&self.model.teams, *team, |team| team.name.to_string()))
            }
            Type::File => "File".to_owned(),
            Type::Link => "Link".to_owned(),
            Type::Item(workflow) => {
                format!(
                    "Item of {}",
                    name_of(&self.model.workflows, *workflow, |known| known.name.to_string())
                )
            }
            Type::Calendar => "Calendar".to_owned(),
            Type::Record(record) => name_of(&self.model.records, *record, |record| record.name.to_string()),
            Type::Choice(choice) => name_of(&self.model.choices, *choice, |choice| choice.name.to_string()),
            Type::List(list) => self.list(list),
            Type::Optional(inner) => format!("{}?", self.ty(inner)),
        }
    }

    fn list(&self, list: &ListType) -> String {
        let distinct = if list.distinct { " distinct" } else { "" };
        let by = list.by.map_or_else(String::new, |by| format!(" by {by}"));
        format!("[{}; {}-{}{distinct}{by}]", self.ty(&list.of), list.min, list.max)
    }
}

fn span_name(unit: Option<Unit>) -> &'static str {
    match unit {
        None => "Span",
        Some(Unit::Elapsed) => "Duration",
        Some(Unit::OpenTime) => "WorkTime",
        Some(Unit::Workdays) => "Workdays",
        Some(Unit::Days) => "Days",
    }
}

fn limits(range: Range, scale: u8) -> String {
    match range {
        Range::ENTERED => String::new(),
        Range { lo, hi } if lo == hi => format!("={}", number(lo, scale)),
        Range { lo, hi } => format!(" {}..{}", number(lo, scale), number(hi, scale)),
    }
}

/// A number of smallest units with its point.
pub(super) fn number(units: i128, scale: u8) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let one = 10_u128.pow(u32::from(scale));
    let (whole, part) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
    let part = format!("{part:0width$}", width = usize::from(scale));
    match part.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part}"),
    }
}

fn pattern_words(pattern: &Pattern) -> String {
    if pattern.iban { "Iban".to_owned() } else { format!("/{}/", pattern.source) }
}
