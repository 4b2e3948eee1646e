//! Expressions as text.
//!
//! In: expressions. Out: one line each, with the author's names; `!` after a value that must be there.

use super::types::number;
use super::{Printer, name_of};
use crate::abi::{self, Unit};
use crate::base::Id;
use crate::calendar::date_text;
use crate::model::{
    Arith, Compare, DECIMAL_SCALE, ExprId, ExprKind, Field, LabelId, LocalId, Meta, Piece, Quantifier,
    RoleId, SlotId, Type,
};
use std::fmt::Write;

/// Microseconds of a second.
const SECOND: i64 = 1_000_000;

impl Printer<'_> {
    pub(super) fn expr(&self, id: ExprId) -> String {
        let Some(expr) = self.model.exprs.get(id) else { return "?".to_owned() };
        let of = |id: &ExprId| self.expr(*id);
        match &expr.kind {
            ExprKind::Unknown => "?".to_owned(),
            ExprKind::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            ExprKind::Int(value) => constant(*value, &expr.ty),
            ExprKind::Text(text) => format!("{text:?}"),
            ExprKind::Sentence(pieces) => self.sentence(pieces),
            ExprKind::Span(span) => self.span(*span),
            ExprKind::Calendar(calendar) => self.calendar(calendar.index()),
            ExprKind::Item => "item".to_owned(),
            ExprKind::Slot(slot) => self.slot_name(*slot),
            ExprKind::Meta(slot, meta) => format!("{}.{}", self.slot_name(*slot), meta_word(*meta)),
            ExprKind::Last(slot) => format!("{}.last", self.slot_name(*slot)),
            ExprKind::IsDone(slot) => format!("{} is done", self.slot_name(*slot)),
            ExprKind::Local(local) => self.local(*local),
            ExprKind::Field(base, index) | ExprKind::Each(base, index) => {
                format!("{}.{}", of(base), self.field_name(*base, *index))
            }
            ExprKind::Payload(base, case, index) => {
                let (case, field) = self.payload_name(*base, *case, *index);
                format!("{}.{case}.{field}", of(base))
            }
            ExprKind::Present(base) => format!("{}!", of(base)),
            ExprKind::Writer(base) => format!("{}.by", of(base)),
            ExprKind::Some(inner) => format!("some({})", of(inner)),
            ExprKind::None => "none".to_owned(),
            ExprKind::Record(record, values) => {
                let name = name_of(&self.model.records, *record, |record| record.name.to_string());
                format!("{name}({})", self.exprs(values))
            }
            ExprKind::Case(choice, case, values) => {
                let name = self.case_name(&Type::Choice(*choice), *case);
                if values.is_empty() { name } else { format!("{name}({})", self.exprs(values)) }
            }
            ExprKind::List(values) => self.list_of(values),
            _ => self.operation_words(id),
        }
    }

    /// What is worked out of other expressions.
    fn operation_words(&self, id: ExprId) -> String {
        let of = |id: &ExprId| self.expr(*id);
        match &self.model.exprs[id].kind {
            ExprKind::Not(inner) => format!("not {}", of(inner)),
            ExprKind::And(left, right) => format!("({} and {})", of(left), of(right)),
            ExprKind::Or(left, right) => format!("({} or {})", of(left), of(right)),
            ExprKind::Compare(op, left, right) => {
                format!("({} {} {})", of(left), compare_word(*op), of(right))
            }
            ExprKind::Arith(op, left, right) => format!("({} {} {})", of(left), arith_word(*op), of(right)),
            ExprKind::Rescale(inner) => format!("rescaled({})", of(inner)),
            ExprKind::Share(share, inner) => format!("{}% of {}", number(i128::from(*share), 4), of(inner)),
            ExprKind::Round { of: inner, places, even } => {
                format!("round({}, {places}, {})", of(inner), if *even { "even" } else { "up" })
            }
            ExprKind::Is(inner, case) => {
                let ty = self.model.exprs.get(*inner).map_or(&Type::Unknown, |inner| &inner.ty);
                format!("{} is {}", of(inner), self.case_name(ty, *case))
            }
            ExprKind::IsPresent(inner) => format!("{} is present", of(inner)),
            ExprKind::IsEmpty(inner) => format!("{} is empty", of(inner)),
            ExprKind::IsIn(inner, currency) => format!("{} is in {}", of(inner), currency.code()),
            ExprKind::Contains(list, element) => format!("{} contains {}", of(list), of(element)),
            ExprKind::Count(list) => format!("count {}", of(list)),
            ExprKind::Quantified(quantifier, local, list, condition) => {
                let word = quantifier_word(*quantifier);
                format!("{word} {} in {} has {}", self.local(*local), of(list), of(condition))
            }
            ExprKind::Sum(local, list, value) => {
                format!("sum of {} for {} in {}", of(value), self.local(*local), of(list))
            }
            ExprKind::Let(local, value, body) => {
                format!("let {} = {} in {}", self.local(*local), of(value), of(body))
            }
            ExprKind::Decide(arms) => {
                let arms =
                    arms.iter().map(|(condition, value)| format!("{} -> {}", of(condition), of(value)));
                format!("decide {{ {} }}", arms.collect::<Vec<_>>().join("; "))
            }
            ExprKind::Apply(function, args) => {
                let name = name_of(&self.model.functions, *function, |function| function.name.to_string());
                if args.is_empty() { name } else { format!("{name}({})", self.exprs(args)) }
            }
            ExprKind::Now => "now".to_owned(),
            ExprKind::Today(calendar) => format!("today of {}", of(calendar)),
            ExprKind::Shift { before, span, from } => {
                format!("{} {} {}", of(span), if *before { "before" } else { "after" }, of(from))
            }
            ExprKind::OnCalendar(inner, calendar) => format!("{} of {}", of(inner), of(calendar)),
            ExprKind::InZone(inner, calendar) => format!("{} in the zone of {}", of(inner), of(calendar)),
            ExprKind::IsOpen(calendar, from, None) => format!("{} is open at {}", of(calendar), of(from)),
            ExprKind::IsOpen(calendar, from, Some(to)) => {
                format!("{} is open from {} to {}", of(calendar), of(from), of(to))
            }
            // What only lowering makes stands in no model.
            other => format!("{other:?}"),
        }
    }

    /// A list; of a long one its ends.
    fn list_of(&self, values: &[ExprId]) -> String {
        match values {
            [first, .., last] if values.len() > 8 => {
                format!("[{}, … {} …, {}]", self.expr(*first), values.len() - 2, self.expr(*last))
            }
            _ => format!("[{}]", self.exprs(values)),
        }
    }

    fn sentence(&self, pieces: &[Piece]) -> String {
        let mut text = String::from("\"");
        for piece in pieces {
            match piece {
                Piece::Words(words) => text += words,
                Piece::Value(value) => {
                    let _ = write!(text, "{{{}}}", self.expr(*value));
                }
            }
        }
        text + "\""
    }

    fn span(&self, span: abi::Span) -> String {
        let length = match span.unit {
            Unit::Elapsed => seconds(span.amount),
            Unit::OpenTime => format!("{} open", seconds(span.amount)),
            Unit::Workdays => format!("{} workdays", span.amount),
            Unit::Days if span.months != 0 => format!("{} months {} days", span.months, span.amount),
            Unit::Days => format!("{} days", span.amount),
        };
        match span.calendar {
            abi::Span::OWNERS => length,
            calendar => format!("{length} of {}", self.calendar(usize::from(calendar))),
        }
    }

    fn calendar(&self, index: usize) -> String {
        self.model
            .calendars
            .values()
            .nth(index)
            .map_or_else(|| "?".to_owned(), |calendar| calendar.name.to_string())
    }

    pub(super) fn local(&self, local: LocalId) -> String {
        name_of(&self.model.locals, local, |local| local.name.to_string())
    }

    pub(super) fn local_with_type(&self, local: LocalId) -> String {
        name_of(&self.model.locals, local, |local| format!("{}: {}", local.name, self.ty(&local.ty)))
    }

    pub(super) fn slot_name(&self, slot: SlotId) -> String {
        self.workflow
            .map_or_else(|| "?".to_owned(), |flow| name_of(&flow.slots, slot, |slot| slot.name.to_string()))
    }

    pub(super) fn label(&self, label: LabelId) -> String {
        let label = self.workflow.and_then(|flow| flow.labels.get(label));
        label.map_or_else(|| "?".to_owned(), |label| label.name.to_string())
    }

    pub(super) fn role(&self, role: RoleId) -> String {
        let Some(role) = self.model.roles.get(role) else { return "?".to_owned() };
        let team = name_of(&self.model.teams, role.team, |team| team.name.to_string());
        role.name.as_ref().map_or(team.clone(), |name| format!("{team}.{name}"))
    }

    fn field_name(&self, base: ExprId, index: u16) -> String {
        let fields = self.model.exprs.get(base).and_then(|base| self.fields_of(&base.ty));
        let field = fields.and_then(|fields| fields.get(usize::from(index)));
        field.map_or_else(|| index.to_string(), |field| field.name.to_string())
    }

    fn fields_of(&self, ty: &Type) -> Option<&[Field]> {
        match ty.present() {
            Type::Record(record) => self.model.records.get(*record).map(|record| record.fields.as_slice()),
            Type::List(list) => self.fields_of(&list.of),
            _ => None,
        }
    }

    fn case_name(&self, ty: &Type, case: u16) -> String {
        let Type::Choice(choice) = ty.present() else { return case.to_string() };
        let case = self.model.choices.get(*choice).and_then(|choice| choice.cases.get(usize::from(case)));
        case.map_or_else(|| "?".to_owned(), |case| case.name.to_string())
    }

    fn payload_name(&self, base: ExprId, case: u16, index: u16) -> (String, String) {
        let ty = self.model.exprs.get(base).map_or(&Type::Unknown, |base| &base.ty);
        let field = match ty.present() {
            Type::Choice(choice) => {
                let case =
                    self.model.choices.get(*choice).and_then(|choice| choice.cases.get(usize::from(case)));
                case.and_then(|case| case.fields.get(usize::from(index)))
            }
            _ => None,
        };
        (self.case_name(ty, case), field.map_or_else(|| "?".to_owned(), |field| field.name.to_string()))
    }
}

fn constant(value: i64, ty: &Type) -> String {
    let value = i128::from(value);
    match ty.present() {
        Type::Decimal(_) => number(value, DECIMAL_SCALE),
        Type::Money(Some(currency), _) => {
            format!("{} {}", number(value, currency.exponent()), currency.code())
        }
        Type::Date => i32::try_from(value).map_or_else(|_| value.to_string(), date_text),
        Type::Time => format!("{:02}:{:02}", value / 60, value % 60),
        _ => value.to_string(),
    }
}

pub(super) fn seconds(micros: i64) -> String {
    let seconds = micros / SECOND;
    match seconds {
        _ if micros % SECOND != 0 => format!("{micros}us"),
        seconds if seconds % 3_600 == 0 => format!("{}h", seconds / 3_600),
        seconds if seconds % 60 == 0 => format!("{}min", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

fn meta_word(meta: Meta) -> &'static str {
    match meta {
        Meta::Performer => "performer",
        Meta::At => "at",
        Meta::Times => "times",
    }
}

fn compare_word(compare: Compare) -> &'static str {
    match compare {
        Compare::Is => "is",
        Compare::IsNot => "is not",
        Compare::Less => "<",
        Compare::AtMost => "<=",
        Compare::More => ">",
        Compare::AtLeast => ">=",
    }
}

fn arith_word(arith: Arith) -> &'static str {
    match arith {
        Arith::Add => "+",
        Arith::Sub => "-",
        Arith::Mul => "*",
        Arith::Div => "/",
    }
}

fn quantifier_word(quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::Every => "every",
        Quantifier::Some => "some",
        Quantifier::No => "no",
    }
}
