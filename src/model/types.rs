//! Types, and what records, choices and refinements are.

use super::expr::ExprId;
use super::words::TeamId;
use super::workflow::WorkflowId;
use crate::abi::{self, Currency, Shape, Unit};
use crate::base::{Name, Span, id};

id! {
    /// A record.
    RecordId
}
id! {
    /// A choice.
    ChoiceId
}
id! {
    /// A pattern of texts.
    PatternId
}

/// Decimal places of every `Decimal`.
pub const DECIMAL_SCALE: u8 = 6;

/// What a value can be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// Nobody knows: something is wrong with it, and was said already. Fits everywhere, so that one
    /// mistake gives one message.
    Unknown,
    /// `yes`, `no`.
    Bool,
    /// A whole number.
    Int(Range),
    /// An exact number, in millionths.
    Decimal(Range),
    /// An amount in the currency's smallest unit; of a currency that only the value knows where there is none.
    Money(Option<Currency>, Range),
    /// Text, perhaps of a pattern.
    Text(Option<PatternId>),
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    Instant,
    /// A length of time: of one kind, or of any of the four.
    Span(Option<Unit>),
    /// Somebody; of a team where it says so.
    Person(Option<TeamId>),
    /// A file.
    File,
    /// An address on the web.
    Link,
    /// Another work item.
    Item(WorkflowId),
    /// A calendar.
    Calendar,
    /// A record.
    Record(RecordId),
    /// One of several cases.
    Choice(ChoiceId),
    /// Several of a type.
    List(Box<ListType>),
    /// A value that may be absent.
    Optional(Box<Type>),
}

/// A list's element and bounds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListType {
    /// The element.
    pub of: Type,
    /// At least so many.
    pub min: u32,
    /// At most so many.
    pub max: u32,
    /// Whether no element stands twice.
    pub distinct: bool,
    /// The field that tells elements apart.
    pub by: Option<u16>,
}

/// An interval of numbers in their smallest unit, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// The least.
    pub lo: i128,
    /// The greatest.
    pub hi: i128,
}

impl Range {
    /// What may be entered where no refinement says less: ±10^15 smallest units.
    pub const ENTERED: Range = Range { lo: -1_000_000_000_000_000, hi: 1_000_000_000_000_000 };
    /// What the image can store.
    pub const STORED: Range = Range { lo: i64::MIN as i128, hi: i64::MAX as i128 };

    /// Exactly one number.
    pub fn only(number: i128) -> Self {
        Range { lo: number, hi: number }
    }

    /// Whether every number of `other` is one of these.
    pub fn holds(self, other: Range) -> bool {
        self.lo <= other.lo && other.hi <= self.hi
    }

    /// The least interval with both.
    pub fn union(self, other: Range) -> Range {
        Range { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }
}

/// A pattern that texts match, by its source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// As written between the slashes.
    pub source: String,
    /// Whether it is an IBAN, whose check digits must be right as well
    /// ([`check_digits`](crate::pattern::check_digits)).
    pub iban: bool,
    /// Where it is written first.
    pub span: Span,
}

/// A record: fields, and conditions over all of them.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Its doc comment.
    pub doc: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A named, typed value: of a record, a case, a form, a contract.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// `where E`: conditions over [`Field::whole`].
    pub conditions: Vec<ExprId>,
    /// What `conditions` read: the whole form or record, as a local.
    pub whole: Option<super::LocalId>,
    /// Who may see it, and how long it is kept.
    pub classes: Vec<Class>,
}

/// A class of a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Class {
    /// Of a person.
    Personal,
    /// Of nobody but those it is named for.
    Secret,
    /// Kept so many days after the end.
    RetainAfterEnd(crate::abi::Span),
    /// Erased after so long.
    EraseAfter(crate::abi::Span),
    /// Seen by these teams only.
    VisibleTo(Vec<TeamId>),
}

/// A choice: one of several cases.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its name; the path of its field where it has none of its own.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// Whether it has a name of its own.
    pub named: bool,
    /// Its cases.
    pub cases: Vec<ChoiceCase>,
}

/// One case, and what it carries.
#[derive(Clone, Debug)]
pub struct ChoiceCase {
    /// Its name.
    pub name: Name,
    /// Where it is declared.
    pub span: Span,
    /// What it carries.
    pub fields: Vec<Field>,
}

impl Type {
    /// The type of a value that is there: `T` of `optional T`.
    pub fn present(&self) -> &Type {
        match self {
            Type::Optional(inner) => inner,
            other => other,
        }
    }

    /// `optional T`; a type that is optional already stays as it is.
    pub fn optional(self) -> Type {
        match self {
            Type::Optional(_) | Type::Unknown => self,
            other => Type::Optional(Box::new(other)),
        }
    }

    /// The interval of a number.
    pub fn range(&self) -> Option<Range> {
        match self {
            Type::Int(range) | Type::Decimal(range) | Type::Money(_, range) => Some(*range),
            _ => None,
        }
    }
}

impl super::Model {
    /// How values of a type cross the border.
    pub fn shape(&self, ty: &Type) -> Shape {
        let fields = |fields: &[Field]| -> Vec<abi::Field> {
            fields.iter().map(|field| abi::Field::new(field.name.as_str(), self.shape(&field.ty))).collect()
        };
        match ty {
            Type::Unknown | Type::Bool => Shape::Bool,
            Type::Int(_) => Shape::Int,
            Type::Decimal(_) => Shape::Decimal { scale: DECIMAL_SCALE },
            Type::Money(Some(currency), _) => Shape::Money { currency: *currency },
            Type::Money(None, _) => Shape::AnyMoney,
            Type::Text(_) => Shape::Text,
            Type::Date => Shape::Date,
            Type::Time => Shape::Time,
            Type::Instant => Shape::Instant,
            Type::Span(_) => Shape::Span,
            Type::Person(_) => Shape::Person,
            Type::File => Shape::File,
            Type::Link => Shape::Link,
            Type::Item(_) => Shape::Item,
            Type::Calendar => Shape::U8,
            Type::Record(record) => Shape::Record(fields(&self.records[*record].fields)),
            Type::Choice(choice) => {
                let cases = &self.choices[*choice].cases;
                Shape::Choice(
                    cases
                        .iter()
                        .map(|case| abi::Case::new(case.name.as_str(), fields(&case.fields)))
                        .collect(),
                )
            }
            Type::List(list) => self.shape(&list.of).list(),
            Type::Optional(inner) => self.shape(inner).option(),
        }
    }
}
