//! The words of findings that several rules share: unknown names, conflicts of types, forms of later.
//!
//! In: what was written and what was expected. Out: findings, in the words of somebody who runs a team.
//! Not here: when something is wrong; each rule decides that where it stands.

use super::Resolver;
use super::codes;
use super::number::shown;
use crate::abi::Unit;
use crate::base::{Code, Diagnostic, Name, Span, nearest};
use crate::model::{DECIMAL_SCALE, ExprId, ExprKind, Range, Type};
use crate::parse::ast;

/// Offers the nearest of `known` in place of `name`.
pub(super) fn suggest<'n>(
    found: &mut Diagnostic,
    name: &ast::Ident,
    known: impl IntoIterator<Item = &'n str>,
) {
    if let Some(near) = nearest(&name.name, known) {
        found.help(format!("did you mean `{near}`?")).fix(
            true,
            format!("replace by `{near}`"),
            name.span,
            near,
        );
    }
}

/// `a`, `b` and `c`, each in backticks.
pub(super) fn listed<N: AsRef<str>>(names: &[N]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Why a type is expected: a place to point at, and what to say there.
#[derive(Clone, Debug)]
pub(super) struct Why {
    pub(super) span: Span,
    pub(super) text: String,
}

/// The type that is expected of an expression.
#[derive(Clone, Debug)]
pub(super) struct Want {
    pub(super) ty: Type,
    pub(super) why: Option<Why>,
}

impl Want {
    /// Anything.
    pub(super) fn any() -> Want {
        Want { ty: Type::Unknown, why: None }
    }

    pub(super) fn of(ty: Type) -> Want {
        Want { ty, why: None }
    }

    pub(super) fn because(ty: Type, span: Span, text: impl Into<String>) -> Want {
        Want { ty, why: Some(Why { span, text: text.into() }) }
    }

    /// The same reason, another type: of an element, of what an optional holds.
    pub(super) fn with(&self, ty: Type) -> Want {
        Want { ty, why: self.why.clone() }
    }
}

impl Resolver<'_> {
    /// A type, as one would say it.
    pub(super) fn words(&self, ty: &Type) -> String {
        match ty {
            Type::Unknown => "something".to_owned(),
            Type::Bool => "yes or no".to_owned(),
            Type::Int(_) => "a whole number".to_owned(),
            Type::Decimal(_) => "a number".to_owned(),
            Type::Money(Some(currency), _) => format!("an amount in {}", currency.code()),
            Type::Money(None, _) => "an amount in any currency".to_owned(),
            Type::Text(None) => "text".to_owned(),
            Type::Text(Some(id)) if self.model.patterns[*id].iban => "an IBAN".to_owned(),
            Type::Text(Some(id)) => format!("text matching /{}/", self.model.patterns[*id].source),
            Type::Date => "a date".to_owned(),
            Type::Time => "a time of day".to_owned(),
            Type::Instant => "a moment".to_owned(),
            Type::Span(unit) => span_words(*unit).to_owned(),
            Type::Person(None) => "a person".to_owned(),
            Type::Person(Some(team)) => format!("a person of `{}`", self.model.teams[*team].name),
            Type::File => "a file".to_owned(),
            Type::Link => "a link".to_owned(),
            Type::Item(workflow) => format!("an item of `{}`", self.model.workflows[*workflow].name),
            Type::Calendar => "a calendar".to_owned(),
            Type::Record(id) => format!("`{}`", self.model.records[*id].name),
            Type::Choice(id) => {
                let choice = &self.model.choices[*id];
                match choice.named {
                    true => format!("`{}`", choice.name),
                    false => format!(
                        "one of {}",
                        listed(&choice.cases.iter().map(|case| &*case.name).collect::<Vec<_>>())
                    ),
                }
            }
            Type::List(list) => format!("a list of {}", self.many(&list.of)),
            Type::Optional(inner) => format!("{}, or nothing", self.words(inner)),
        }
    }

    /// Several of a type, as one would say it.
    fn many(&self, ty: &Type) -> String {
        let words = match ty {
            Type::Bool => "answers of yes or no",
            Type::Int(_) => "whole numbers",
            Type::Decimal(_) => "numbers",
            Type::Text(None) => "texts",
            Type::Date => "dates",
            Type::Time => "times of day",
            Type::Instant => "moments",
            Type::Span(_) => "lengths of time",
            Type::Person(None) => "people",
            Type::File => "files",
            Type::Link => "links",
            Type::Calendar => "calendars",
            Type::Money(Some(currency), _) => return format!("amounts in {}", currency.code()),
            Type::Person(Some(team)) => return format!("people of `{}`", self.model.teams[*team].name),
            other => return self.words(other),
        };
        words.to_owned()
    }

    /// A type with its limits, where two differ in nothing else.
    pub(super) fn words_with_range(&self, ty: &Type) -> String {
        match (ty, ty.range()) {
            (Type::Optional(inner), _) => self.words_with_range(inner),
            (Type::List(list), _) => {
                let distinct = if list.distinct { ", none of them twice" } else { "" };
                format!("{}, from {} to {} of them{distinct}", self.words(ty), list.min, list.max)
            }
            (_, Some(range)) if range.lo == range.hi => {
                let unit = if let Type::Money(Some(currency), _) = ty { currency.code() } else { "" };
                format!("{} {unit}", shown(range.lo, scale_of(ty))).trim_end().to_owned()
            }
            (_, Some(range)) if range != Range::ENTERED => {
                let scale = scale_of(ty);
                format!("{} from {} to {}", self.words(ty), shown(range.lo, scale), shown(range.hi, scale))
            }
            _ => self.words(ty),
        }
    }

    /// The words of the author at `span`.
    pub(super) fn quoted(&self, span: Span) -> &str {
        self.files.iter().find(|file| file.id == span.file).map_or("", |file| file.source.slice(span))
    }

    /// The first line of a form, so that a finding about its head does not cover all that is inside.
    pub(super) fn first_line(&self, span: Span) -> Span {
        let text = self.quoted(span);
        let length = text.find(['{', '\n']).map_or(text.len(), |at| text[..at].trim_end().len());
        Span { end: span.start + u32::try_from(length).unwrap_or(0), ..span }
    }

    /// Says that an expression is not of the type that is expected of it.
    pub(super) fn mismatch(&mut self, id: ExprId, want: &Want) {
        let expr = &self.model.exprs[id];
        let (is, wanted) = (self.words(expr.ty.present()), self.words(want.ty.present()));
        let code = conflict_code(&expr.ty, &want.ty);
        let (span, message) = (expr.span, format!("this is {is}, where {wanted} is wanted"));
        let origin = self.origin(id);
        let help = conflict_help(&self.model.exprs[id].ty, &want.ty);
        let found = self.sink.put(code, span, message);
        if let Some((at, text)) = origin.filter(|(at, _)| *at != span) {
            found.label(at, text);
        }
        if let Some(why) = &want.why {
            found.label(why.span, why.text.clone());
        }
        if let Some(help) = help {
            found.help(help);
        }
    }

    /// Where the type of an expression comes from, and what to say there.
    pub(super) fn origin(&self, id: ExprId) -> Option<(Span, String)> {
        let expr = self.model.exprs.get(id)?;
        let is = |name: &Name, ty: &Type| format!("`{name}` is {}", self.words(ty));
        match &expr.kind {
            ExprKind::Present(inner) | ExprKind::Some(inner) | ExprKind::Rescale(inner) => {
                self.origin(*inner)
            }
            ExprKind::Local(local) => {
                let local = &self.model.locals[*local];
                Some((local.span, is(&local.name, &local.ty)))
            }
            ExprKind::Field(base, index) | ExprKind::Each(base, index) => {
                let field = self.field(*base, *index)?;
                Some((field.span, is(&field.name, &field.ty)))
            }
            ExprKind::Payload(base, case, index) => {
                let Type::Choice(choice) = self.type_of(*base).present() else { return None };
                let case = self.model.choices[*choice].cases.get(usize::from(*case))?;
                let field = case.fields.get(usize::from(*index))?;
                Some((field.span, is(&field.name, &field.ty)))
            }
            ExprKind::Apply(function, _) => {
                let function = &self.model.functions[*function];
                Some((function.span, is(&function.name, &expr.ty)))
            }
            _ => None,
        }
    }

    /// Says that nothing of that name is there.
    pub(super) fn unknown_name(&mut self, code: Code, name: &ast::Ident, message: String, known: &[Name]) {
        let found = self.sink.put(code, name.span, message);
        suggest(found, name, known.iter().map(Name::as_str));
    }

    /// Refuses a form that the language has and this compiler does not know yet.
    pub(super) fn not_yet(&mut self, span: Span, form: &str) {
        self.sink.put(codes::NOT_YET_SUPPORTED, span, format!("{form} cannot be compiled yet")).help(
            "it is part of the language and comes with a later version; until then, say it another way",
        );
    }
}

fn span_words(unit: Option<Unit>) -> &'static str {
    match unit {
        None => "a length of time",
        Some(Unit::Elapsed) => "time as it passes (`4h`)",
        Some(Unit::OpenTime) => "open time (`4 workhours`)",
        Some(Unit::Workdays) => "open days (`2 workdays`)",
        Some(Unit::Days) => "calendar days (`3 days`)",
    }
}

fn conflict_code(is: &Type, wanted: &Type) -> Code {
    match (is.present(), wanted.present()) {
        (Type::Money(Some(a), _), Type::Money(Some(b), _)) if a != b => codes::CURRENCY_MIX,
        (Type::Span(Some(a)), Type::Span(Some(b))) if a != b => codes::TIME_MIX,
        _ => codes::TYPE_MISMATCH,
    }
}

fn conflict_help(is: &Type, wanted: &Type) -> Option<String> {
    match (is.present(), wanted.present()) {
        (Type::Money(Some(a), _), Type::Money(Some(b), _)) if a != b => {
            Some("amounts of two currencies do not mix: let a service convert one of them".to_owned())
        }
        (Type::Money(..), Type::Money(..)) => Some("say the currency in its type: `Money in EUR`".to_owned()),
        (Type::Int(_) | Type::Decimal(_), Type::Money(Some(currency), _)) => {
            Some(format!("write an amount with its currency, such as `500 {}`", currency.code()))
        }
        (Type::Span(_), Type::Span(_)) => {
            Some("the four kinds of time do not mix: say both in the same kind".to_owned())
        }
        _ => None,
    }
}

/// Decimal places of the smallest unit of a type.
pub(super) fn scale_of(ty: &Type) -> u8 {
    match ty.present() {
        Type::Decimal(_) => DECIMAL_SCALE,
        Type::Money(Some(currency), _) => currency.exponent(),
        _ => 0,
    }
}
