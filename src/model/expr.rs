//! Expressions: exact, total, typed.
//!
//! What a path means is settled: its root is the item, a place's data or a local, and each step is a field
//! number. An optional value used where it must be there stands under [`ExprKind::Present`], which is an
//! obligation: `check` proves it on every way, or refuses.

use super::types::{ChoiceId, PatternId, RecordId, Type};
use super::words::{CalendarId, TeamId};
use super::workflow::SlotId;
use crate::base::{Arena, Name, Span, id};

id! {
    /// An expression.
    ExprId
}
id! {
    /// What a name binds inside expressions.
    LocalId
}
id! {
    /// A function or a constant.
    FunctionId
}

/// Expressions, by id.
pub type Exprs = Arena<ExprId, Expr>;

/// A typed expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it is written.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExprKind {
    /// Something is wrong with it, and was said already.
    Unknown,
    /// `yes`, `no`.
    Bool(bool),
    /// A number, date, time or instant, in the smallest unit of its type.
    Int(i64),
    /// A text; a person, file or link by its name.
    Text(String),
    /// A text with values in it.
    Sentence(Vec<Piece>),
    /// A length of time.
    Span(crate::abi::Span),
    /// A calendar.
    Calendar(CalendarId),

    /// The record.
    Item,
    /// What a place gave: a record of its fields.
    Slot(SlotId),
    /// Something that is known of a place without its form.
    Meta(SlotId, Meta),
    /// What it gave the visit before: an optional record.
    Last(SlotId),
    /// Whether it is done.
    IsDone(SlotId),
    /// A parameter, an element, a payload.
    Local(LocalId),
    /// A field of a record.
    Field(ExprId, u16),
    /// A field of a case; that it is this case is known here.
    Payload(ExprId, u16, u16),
    /// An optional value that must be there; an obligation of `check`.
    Present(ExprId),
    /// A field through a list: the list of the fields.
    Each(ExprId, u16),
    /// Who gave or corrected a path last.
    Writer(ExprId),

    /// A value where an optional one is wanted. Of a path into a place that is not done: no value.
    Some(ExprId),
    /// No value.
    None,
    /// A record of its fields.
    Record(RecordId, Vec<ExprId>),
    /// A case of what it carries.
    Case(ChoiceId, u16, Vec<ExprId>),
    /// A list of elements.
    List(Vec<ExprId>),

    /// `not`.
    Not(ExprId),
    /// `and`: the right side is read only where the left one holds.
    And(ExprId, ExprId),
    /// `or`: the right side is read only where the left one does not hold.
    Or(ExprId, ExprId),
    /// Two values of one type, compared.
    Compare(Compare, ExprId, ExprId),
    /// Two numbers, reckoned with; the scale of the result is that of its type.
    Arith(Arith, ExprId, ExprId),
    /// A number at the scale of another type: an Int as a Decimal.
    Rescale(ExprId),
    /// `2% of E`: millionths, of what; the result is rounded half even to the type's scale.
    Share(i64, ExprId),
    /// `round E to 2 half even`.
    Round {
        /// What.
        of: ExprId,
        /// Decimal places.
        places: u8,
        /// Whether a half goes to the even neighbour, or up.
        even: bool,
    },
    /// Whether it is this case.
    Is(ExprId, u16),
    /// Whether an optional value is there.
    IsPresent(ExprId),
    /// Whether a text or list is empty.
    IsEmpty(ExprId),
    /// Whether a text matches a pattern. Made by lowering, from a refinement.
    Matches(ExprId, PatternId),
    /// Whether an amount is in a currency.
    IsIn(ExprId, crate::abi::Currency),
    /// Whether a list has an element.
    Contains(ExprId, ExprId),
    /// How many elements.
    Count(ExprId),
    /// A statement about the elements of a list.
    Quantified(Quantifier, LocalId, ExprId, ExprId),
    /// The sum over the elements of a list.
    Sum(LocalId, ExprId, ExprId),
    /// A value under a name.
    Let(LocalId, ExprId, ExprId),
    /// The value of the first condition that holds; the last one is known to.
    Decide(Vec<(ExprId, ExprId)>),
    /// A function of its arguments.
    Apply(FunctionId, Vec<ExprId>),

    /// The instant of the event.
    Now,
    /// Its date on a calendar.
    Today(ExprId),
    /// So long before (`true`) or after an instant or a date.
    Shift {
        /// Whether it counts backwards.
        before: bool,
        /// How long.
        span: ExprId,
        /// From where.
        from: ExprId,
    },
    /// The same span on a calendar of its own.
    OnCalendar(ExprId, ExprId),
    /// A date or local time as an instant of a calendar's zone.
    InZone(ExprId, ExprId),
    /// Whether a calendar is open at an instant, or all the time between two.
    IsOpen(ExprId, ExprId, Option<ExprId>),

    /// Whether this team owns the strand. Made by lowering, never written.
    OwnerIs(TeamId),
    /// Whether a bit of the image is set. Made by lowering.
    Bit(u16),
    /// Whether the first number of uses of a counter is not yet reached. Made by lowering.
    CountBelow(u16, u32),
    /// Whether an ask is open. Made by lowering.
    AskOpen(u16),
    /// Whether all that follows this node is passed over up to the next handoff, join or end. Made by lowering.
    WalkKept(u32),
}

/// What is known of a place without its form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Meta {
    /// Who completed it.
    Performer,
    /// When.
    At,
    /// How often.
    Times,
}

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Words.
    Words(String),
    /// A value.
    Value(ExprId),
}

/// How two values are compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Compare {
    /// `is`.
    Is,
    /// `is not`.
    IsNot,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    More,
    /// `>=`.
    AtLeast,
}

/// How two numbers are reckoned with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Arith {
    /// `+`.
    Add,
    /// `-`.
    Sub,
    /// `*`.
    Mul,
    /// `/`, half even to the scale of the result.
    Div,
}

/// What is said of the elements of a list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Quantifier {
    /// All of them.
    Every,
    /// At least one.
    Some,
    /// None of them.
    No,
}

/// What a name binds inside an expression.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its name.
    pub name: Name,
    /// Where it is bound.
    pub span: Span,
    /// Its type.
    pub ty: Type,
}

/// A function, or a constant: a function of nothing.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Its parameters.
    pub params: Vec<LocalId>,
    /// Its value.
    pub body: ExprId,
}
