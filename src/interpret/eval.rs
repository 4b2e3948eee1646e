//! The value of an expression.
//!
//! In: an expression, an image, the event at hand. Out: a [`Value`], or a [`Fault`]: something that the
//! proofs exclude for every accepted plan, and that shows a refused one to be refused rightly. Arithmetic
//! is done in 128 bits and rounded half to even at one place.

use super::world::World;
use crate::abi::image::Image;
use crate::abi::{Currency, Shape, Span, Value};
use crate::base::Id;
use crate::calendar::Table;
use crate::model::{
    Arith, Compare, DECIMAL_SCALE, ExprId, ExprKind, LocalId, Meta, Piece, Quantifier, SlotId, TeamId, Type,
};
use crate::pattern::{self, Pattern};
use crate::plan::{NodeId, Owner};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What no accepted plan does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// It reads what a place gives, and the place is not done.
    #[error("data of a place is read that is not done")]
    NotDone(SlotId),
    /// It reads an optional value that is not there.
    #[error("an optional value is read that is not there")]
    Absent(ExprId),
    /// It reads a case that it is not.
    #[error("what a case carries is read of another case")]
    OtherCase(ExprId),
    /// A number leaves what can be stored, or something is divided by zero.
    #[error("a number leaves its bounds")]
    Bounds(ExprId),
    /// No case holds.
    #[error("no case holds")]
    NoCase(ExprId),
    /// It was refused while it was typed; there is nothing to run.
    #[error("the expression was refused")]
    Refused(ExprId),
    /// An exception is raised that no arm takes.
    #[error("an exception has no arm that takes it")]
    Unrouted(NodeId),
    /// The work runs off its end without an outcome.
    #[error("the work runs off its end without an outcome")]
    Unended,
    /// The transition goes round without ever coming to rest.
    #[error("the transition never comes to rest")]
    Endless,
}

/// What an expression is read in.
pub struct Scope<'s> {
    /// The plan and what surrounds it.
    pub world: &'s World<'s>,
    /// The item.
    pub image: &'s Image,
    /// The instant of the event.
    pub now: i64,
    /// The strand that reads.
    pub strand: usize,
    /// What names are bound to.
    pub locals: BTreeMap<LocalId, Value>,
}

type Evaluated = Result<Value, Fault>;

impl Scope<'_> {
    /// The value of an expression.
    ///
    /// # Errors
    /// [`Fault`], which no accepted plan can reach.
    pub fn eval(&mut self, id: ExprId) -> Evaluated {
        let expr = &self.world.plan.exprs[id];
        Ok(match &expr.kind {
            ExprKind::Unknown => return Err(Fault::Refused(id)),
            ExprKind::Bool(yes) => Value::Bool(*yes),
            ExprKind::Int(number) => self.number(*number, &expr.ty),
            ExprKind::Text(text) => Value::text(text.clone()),
            ExprKind::Sentence(pieces) => Value::Text(self.sentence(pieces)?),
            ExprKind::Span(span) => Value::Span(*span),
            ExprKind::Calendar(calendar) => Value::Int(calendar.index() as i64),
            ExprKind::Item => self.image.record.clone(),
            ExprKind::Slot(slot) => self.slot(*slot)?.fields.clone(),
            ExprKind::Meta(slot, meta) => self.meta(*slot, *meta, &expr.ty)?,
            ExprKind::Last(slot) => self.last(*slot),
            ExprKind::IsDone(slot) => Value::Bool(self.image.slots[slot.index()].head.done),
            ExprKind::Local(local) => self.locals.get(local).cloned().ok_or(Fault::Refused(id))?,
            ExprKind::Field(of, at) => field(self.eval(*of)?, *at, id)?,
            ExprKind::Payload(of, case, at) => self.payload(*of, *case, *at, id)?,
            ExprKind::Present(of) => match self.eval(*of)? {
                Value::Option(Some(value)) => *value,
                _ => return Err(Fault::Absent(id)),
            },
            ExprKind::Each(of, at) => {
                let fields = self.list(*of)?.into_iter().map(|value| field(value, *at, id));
                Value::List(fields.collect::<Result<_, _>>()?)
            }
            ExprKind::Writer(path) => self.writer(*path),
            ExprKind::Some(of) => Value::some(self.eval(*of)?),
            ExprKind::None => Value::NONE,
            ExprKind::Record(_, values) => Value::Record(self.all(values)?),
            ExprKind::Case(_, case, values) => Value::Choice(*case, self.all(values)?),
            ExprKind::List(values) => Value::List(self.all(values)?),
            ExprKind::Not(of) => Value::Bool(!self.holds(*of)?),
            ExprKind::And(left, right) => Value::Bool(self.holds(*left)? && self.holds(*right)?),
            ExprKind::Or(left, right) => Value::Bool(self.holds(*left)? || self.holds(*right)?),
            ExprKind::Compare(how, left, right) => {
                let (left, right) = (self.eval(*left)?, self.eval(*right)?);
                Value::Bool(compare(*how, &left, &right))
            }
            ExprKind::Arith(how, left, right) => self.arith(*how, *left, *right, id)?,
            ExprKind::Rescale(of) => {
                let (from, to) = (scale(&self.world.plan.exprs[*of].ty), scale(&expr.ty));
                let number = i128::from(self.int(*of)?) * power(to.saturating_sub(from));
                Value::Int(bounded(divide(number, power(from.saturating_sub(to))), id)?)
            }
            ExprKind::Share(millionths, of) => {
                let product = i128::from(*millionths) * i128::from(self.int(*of)?);
                Value::Int(bounded(divide(product, 1_000_000), id)?)
            }
            ExprKind::Round { of, places, even } => {
                let unit = power(scale(&expr.ty).saturating_sub(*places));
                let number = i128::from(self.int(*of)?);
                let parts = if *even { divide(number, unit) } else { divide_up(number, unit) };
                Value::Int(bounded(parts * unit, id)?)
            }
            ExprKind::Is(of, case) => {
                Value::Bool(matches!(self.eval(*of)?, Value::Choice(found, _) if found == *case))
            }
            ExprKind::IsPresent(of) => Value::Bool(matches!(self.eval(*of)?, Value::Option(Some(_)))),
            ExprKind::IsEmpty(of) => Value::Bool(match self.eval(*of)? {
                Value::Text(text) => text.is_empty(),
                Value::List(values) => values.is_empty(),
                _ => false,
            }),
            ExprKind::Matches(of, pattern) => {
                let Value::Text(text) = self.eval(*of)? else { return Err(Fault::Refused(id)) };
                let wanted = &self.world.model.patterns[*pattern];
                // Compiled anew each time: slow, and obviously the pattern as written.
                let compiled = Pattern::compile(&wanted.source).map_err(|_| Fault::Refused(id))?;
                let sum = !wanted.iban || pattern::check_digits(&text);
                Value::Bool(sum && compiled.is_match(&text))
            }
            ExprKind::IsIn(of, currency) => {
                Value::Bool(matches!(self.eval(*of)?, Value::Money(_, found) if found == *currency))
            }
            ExprKind::Contains(of, element) => {
                let element = self.eval(*element)?;
                Value::Bool(self.list(*of)?.contains(&element))
            }
            ExprKind::Count(of) => Value::Int(self.list(*of)?.len() as i64),
            ExprKind::Quantified(which, local, of, body) => {
                Value::Bool(self.quantified(*which, *local, *of, *body)?)
            }
            ExprKind::Sum(local, of, body) => {
                let mut sum = 0i128;
                for value in self.list(*of)? {
                    sum += i128::from(amount(&self.with(*local, value, *body)?));
                }
                Value::Int(bounded(sum, id)?)
            }
            ExprKind::Let(local, value, body) => {
                let value = self.eval(*value)?;
                self.with(*local, value, *body)?
            }
            ExprKind::Decide(cases) => {
                for (condition, value) in cases {
                    if self.holds(*condition)? {
                        return self.eval(*value);
                    }
                }
                return Err(Fault::NoCase(id));
            }
            // Lowering has put each function's body in its place.
            ExprKind::Apply(..) => return Err(Fault::Refused(id)),
            ExprKind::Now => Value::Int(self.now),
            ExprKind::Today(calendar) => {
                let now = self.now;
                Value::Int(self.calendar(*calendar)?.date_of(now).raw().into())
            }
            ExprKind::Shift { before, span, from } => self.shift(*before, *span, *from)?,
            ExprKind::OnCalendar(span, calendar) => {
                let calendar = self.int(*calendar)? as u8;
                Value::Span(Span { calendar, ..self.span(*span)? })
            }
            ExprKind::InZone(of, calendar) => {
                let date = self.int(*of)? as i32;
                Value::Int(self.calendar(*calendar)?.start_of(date).raw())
            }
            ExprKind::IsOpen(calendar, from, to) => {
                let from = self.int(*from)?;
                let to = to.map(|to| self.int(to)).transpose()?;
                let table = self.calendar(*calendar)?;
                Value::Bool(to.map_or_else(|| table.is_open(from), |to| table.is_open_between(from, to)))
            }
            ExprKind::OwnerIs(team) => {
                Value::Bool(usize::from(self.image.strands[self.strand].owner) == team.index())
            }
            ExprKind::Bit(bit) => Value::Bool(self.image.bits[usize::from(*bit)]),
            ExprKind::CountBelow(counter, most) => {
                Value::Bool(self.image.counters[usize::from(*counter)] < *most)
            }
            ExprKind::AskOpen(ask) => Value::Bool(self.image.asks[usize::from(*ask)].open),
            ExprKind::WalkKept(node) => Value::Bool(self.walk_kept(NodeId(*node))?),
        })
    }

    /// The team that an owner is.
    pub(super) fn owner(&mut self, owner: &Owner) -> Result<u8, Fault> {
        match owner {
            Owner::Team(team) => Ok(team.index() as u8),
            Owner::Decided(cases) => {
                for (condition, team) in cases {
                    if self.holds(*condition)? {
                        return Ok(team.index() as u8);
                    }
                }
                Err(Fault::NoCase(cases.first().map_or(ExprId(0), |(condition, _)| *condition)))
            }
        }
    }

    /// Whether a condition holds.
    ///
    /// # Errors
    /// As [`Scope::eval`].
    pub fn holds(&mut self, id: ExprId) -> Result<bool, Fault> {
        Ok(self.eval(id)? == Value::Bool(true))
    }

    /// The value of a body in which a name is bound.
    pub fn with(&mut self, local: LocalId, value: Value, body: ExprId) -> Evaluated {
        let hidden = self.locals.insert(local, value);
        let result = self.eval(body);
        match hidden {
            Some(value) => self.locals.insert(local, value),
            None => self.locals.remove(&local),
        };
        result
    }

    /// A length of time.
    ///
    /// # Errors
    /// As [`Scope::eval`].
    pub fn span(&mut self, id: ExprId) -> Result<Span, Fault> {
        match self.eval(id)? {
            Value::Span(span) => Ok(span),
            _ => Err(Fault::Refused(id)),
        }
    }

    /// The table of a span's calendar; that of the strand's owner where it names none.
    pub fn table(&self, span: Span) -> &Table {
        let calendar = match span.calendar {
            Span::OWNERS => self.world.calendar_of(TeamId(self.image.strands[self.strand].owner.into())),
            named => named,
        };
        self.world.tables.get(usize::from(calendar)).unwrap_or(&self.world.tables[0])
    }

    fn all(&mut self, ids: &[ExprId]) -> Result<Vec<Value>, Fault> {
        ids.iter().map(|id| self.eval(*id)).collect()
    }

    fn int(&mut self, id: ExprId) -> Result<i64, Fault> {
        Ok(amount(&self.eval(id)?))
    }

    fn list(&mut self, id: ExprId) -> Result<Vec<Value>, Fault> {
        match self.eval(id)? {
            Value::List(values) => Ok(values),
            _ => Err(Fault::Refused(id)),
        }
    }

    fn number(&self, number: i64, ty: &Type) -> Value {
        match ty {
            Type::Money(None, _) => Value::Money(number, Currency::NONE),
            _ => Value::Int(number),
        }
    }

    fn slot(&self, slot: SlotId) -> Result<&crate::abi::image::Slot, Fault> {
        let found = &self.image.slots[slot.index()];
        if found.head.done { Ok(found) } else { Err(Fault::NotDone(slot)) }
    }

    fn meta(&self, slot: SlotId, meta: Meta, ty: &Type) -> Evaluated {
        let head = &self.image.slots[slot.index()].head;
        Ok(match meta {
            Meta::Times => Value::Int(head.times.into()),
            _ if !head.done => return Err(Fault::NotDone(slot)),
            Meta::At => Value::Int(head.at),
            Meta::Performer if matches!(ty, Type::Optional(_)) => someone(&head.performer),
            Meta::Performer => Value::text(head.performer.clone()),
        })
    }

    fn last(&self, slot: SlotId) -> Value {
        let at = self.world.plan.lasts.iter().position(|last| *last == slot);
        match at.map(|at| &self.image.lasts[at]) {
            Some(last) if last.head.done => Value::some(last.fields.clone()),
            _ => Value::NONE,
        }
    }

    fn payload(&mut self, of: ExprId, case: u16, at: u16, id: ExprId) -> Evaluated {
        match self.eval(of)? {
            Value::Choice(found, fields) if found == case => {
                fields.into_iter().nth(usize::from(at)).ok_or(Fault::Refused(id))
            }
            _ => Err(Fault::OtherCase(id)),
        }
    }

    fn writer(&self, path: ExprId) -> Value {
        let plan = self.world.plan;
        let at = plan.writers.iter().position(|known| self.world.plan.same_path(*known, path));
        at.map_or(Value::NONE, |at| someone(&self.image.writers[at]))
    }

    fn quantified(
        &mut self,
        which: Quantifier,
        local: LocalId,
        of: ExprId,
        body: ExprId,
    ) -> Result<bool, Fault> {
        let wanted = which == Quantifier::Some;
        for value in self.list(of)? {
            let holds = self.with(local, value, body)? == Value::Bool(true);
            match which {
                Quantifier::Every if !holds => return Ok(false),
                Quantifier::No if holds => return Ok(false),
                Quantifier::Some if holds => return Ok(true),
                _ => {}
            }
        }
        Ok(!wanted)
    }

    fn arith(&mut self, how: Arith, left: ExprId, right: ExprId, id: ExprId) -> Evaluated {
        let exprs = &self.world.plan.exprs;
        let (a, b, to) = (scale(&exprs[left].ty), scale(&exprs[right].ty), scale(&exprs[id].ty));
        let (left, right) = (i128::from(self.int(left)?), i128::from(self.int(right)?));
        let result = match how {
            Arith::Add => left + right,
            Arith::Sub => left - right,
            Arith::Mul => divide(left * right, power((a + b).saturating_sub(to))),
            Arith::Div if right == 0 => return Err(Fault::Bounds(id)),
            Arith::Div => {
                divide(left * power((to + b).saturating_sub(a)), right * power(a.saturating_sub(to + b)))
            }
        };
        Ok(Value::Int(bounded(result, id)?))
    }

    fn calendar(&mut self, id: ExprId) -> Result<&Table, Fault> {
        let calendar = self.int(id)? as u8;
        Ok(self.table(Span { calendar, ..Span::default() }))
    }

    /// So long before or after an instant or a date.
    fn shift(&mut self, before: bool, span: ExprId, from: ExprId) -> Evaluated {
        let date = self.world.plan.exprs[from].ty == Type::Date;
        let (span, from) = (self.span(span)?, self.int(from)?);
        let table = self.table(span);
        if date {
            return Ok(Value::Int(shift_date(table, before, span, from as i32).into()));
        }
        let shifted = if before { table.before(span.budget(), from) } else { table.due(span.budget(), from) };
        Ok(Value::Int(shifted.raw()))
    }

    fn sentence(&mut self, pieces: &[Piece]) -> Result<String, Fault> {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Words(words) => text.push_str(words),
                Piece::Value(id) => {
                    let value = self.eval(*id)?;
                    let shape = self.world.model.shape(&self.world.plan.exprs[*id].ty);
                    text.push_str(&show(&value, &shape));
                }
            }
        }
        Ok(text)
    }
}

/// So many days before or after a date: workdays count open days, calendar days and months count dates.
pub fn shift_date(table: &Table, before: bool, span: Span, date: i32) -> i32 {
    use crate::calendar::{Unit, add_months};
    let days = i32::try_from(span.amount).unwrap_or(i32::MAX);
    match (span.unit, before) {
        (Unit::Workdays, true) => table.workday_before(date, span.amount).raw(),
        (Unit::Workdays, false) => table.workday_after(date, span.amount).raw(),
        (_, true) => add_months(date, -span.months).saturating_sub(days),
        (_, false) => add_months(date, span.months).saturating_add(days),
    }
}

/// How a value stands in a text that the module itself makes: numbers with their places, names as they are.
pub(super) fn show(value: &Value, shape: &Shape) -> String {
    match (value, shape) {
        (Value::Text(text), _) => text.clone(),
        (Value::Bool(yes), _) => if *yes { "yes" } else { "no" }.to_owned(),
        (Value::Int(number), Shape::Decimal { .. }) => decimal(*number, DECIMAL_SCALE, true),
        (Value::Int(number), Shape::Money { currency }) => {
            format!("{} {}", decimal(*number, currency.exponent(), false), currency.code())
        }
        (Value::Int(number), Shape::Date) => crate::calendar::date_text(*number as i32),
        (Value::Int(number), _) => number.to_string(),
        (Value::Money(number, currency), _) => {
            format!("{} {}", decimal(*number, currency.exponent(), false), currency.code())
        }
        (Value::Choice(case, _), Shape::Choice(cases)) => {
            cases.get(usize::from(*case)).map(|case| case.name.clone()).unwrap_or_default()
        }
        (Value::Option(Some(value)), Shape::Option(inner)) => show(value, inner),
        _ => String::new(),
    }
}

fn decimal(number: i64, scale: u8, trim: bool) -> String {
    if scale == 0 {
        return number.to_string();
    }
    let unit = power(scale) as u64;
    let (whole, part) = (number.unsigned_abs() / unit, number.unsigned_abs() % unit);
    let mut text =
        format!("{}{whole}.{part:0width$}", if number < 0 { "-" } else { "" }, width = usize::from(scale));
    if trim {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}

fn someone(person: &str) -> Value {
    if person.is_empty() { Value::NONE } else { Value::some(Value::text(person)) }
}

fn field(value: Value, at: u16, id: ExprId) -> Evaluated {
    match value {
        Value::Record(values) => values.into_iter().nth(usize::from(at)).ok_or(Fault::Refused(id)),
        _ => Err(Fault::Refused(id)),
    }
}

/// The number of a value that is one.
fn amount(value: &Value) -> i64 {
    match value {
        Value::Int(number) | Value::Money(number, _) => *number,
        _ => 0,
    }
}

/// Decimal places in which a type keeps its numbers.
pub fn scale(ty: &Type) -> u8 {
    match ty {
        Type::Decimal(_) => DECIMAL_SCALE,
        Type::Money(Some(currency), _) => currency.exponent(),
        Type::Money(None, _) => 2,
        _ => 0,
    }
}

fn power(places: u8) -> i128 {
    10i128.pow(places.into())
}

/// Division to the nearest, a half to the even neighbour (the rounding of ISO 80000-1, annex B, rule A).
pub fn divide(number: i128, by: i128) -> i128 {
    let (whole, rest) = (number.div_euclid(by), number.rem_euclid(by));
    match (rest * 2).cmp(&by.abs()) {
        Ordering::Less => whole,
        Ordering::Greater => whole + by.signum(),
        Ordering::Equal if whole % 2 == 0 => whole,
        Ordering::Equal => whole + by.signum(),
    }
}

/// Division to the nearest, a half away from zero.
fn divide_up(number: i128, by: i128) -> i128 {
    let half = number.unsigned_abs() + by.unsigned_abs() / 2;
    (half / by.unsigned_abs()) as i128 * number.signum()
}

fn bounded(number: i128, id: ExprId) -> Result<i64, Fault> {
    i64::try_from(number).map_err(|_| Fault::Bounds(id))
}

fn compare(how: Compare, left: &Value, right: &Value) -> bool {
    let order = || amount(left).cmp(&amount(right));
    match how {
        Compare::Is => left == right,
        Compare::IsNot => left != right,
        Compare::Less => order().is_lt(),
        Compare::AtMost => order().is_le(),
        Compare::More => order().is_gt(),
        Compare::AtLeast => order().is_ge(),
    }
}
