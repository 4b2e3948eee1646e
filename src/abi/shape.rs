//! What can cross the border: the shapes of values.
//!
//! A shape says how a value lies in memory (by the Component Model's canonical ABI, see `layout`) and how
//! it is written as JSON. It says nothing about refinements: that a number lies between 1 and 99 is
//! checked by the module, for every client alike.

use serde::{Deserialize, Serialize};

/// An ISO 4217 currency: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// ISO 4217's `XXX`, "no currency": what unwritten memory holds. Packed as zero.
    pub const NONE: Currency = Currency(*b"XXX");

    /// The currency of a code such as `EUR`, if it has the form of one.
    pub fn new(code: &str) -> Option<Self> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Currency(letters))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// The letters as one number, as the image stores them.
    pub fn packed(self) -> u32 {
        if self == Currency::NONE { 0 } else { u32::from_be_bytes([0, self.0[0], self.0[1], self.0[2]]) }
    }

    /// The currency of a packed number.
    pub fn unpack(packed: u32) -> Option<Self> {
        let [zero, letters @ ..] = packed.to_be_bytes();
        if packed == 0 {
            return Some(Currency::NONE);
        }
        (zero == 0 && letters.iter().all(u8::is_ascii_uppercase)).then_some(Currency(letters))
    }

    /// How many decimal places its smallest unit has (ISO 4217, table A.1: those that differ from two).
    pub fn exponent(self) -> u8 {
        match self.code() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
            | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            "CLF" | "UYW" => 4,
            _ => 2,
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Currency::new(&code).ok_or_else(|| format!("`{code}` is no currency code"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

/// How a value lies in memory, and how it reads as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// `yes` or `no`.
    Bool,
    /// A small number of the treaty's own: states, ids.
    U8,
    /// An id.
    U16,
    /// A count.
    U32,
    /// A whole number.
    Int,
    /// An exact number with `scale` decimal places, kept as that many-th parts.
    Decimal {
        /// Decimal places.
        scale: u8,
    },
    /// An amount of one currency, kept in its smallest unit.
    Money {
        /// The currency.
        currency: Currency,
    },
    /// An amount with the currency beside it.
    AnyMoney,
    /// UTF-8 text.
    Text,
    /// A day: days since 1970-01-01.
    Date,
    /// A time of day: minutes since midnight.
    Time,
    /// A moment: microseconds since 1970-01-01T00:00Z.
    Instant,
    /// A length of time in any of the four kinds.
    Span,
    /// Somebody, by the name the directory gives them.
    Person,
    /// A file, by reference.
    File,
    /// An address on the web.
    Link,
    /// Another work item, by its id.
    Item,
    /// Any number of values of one shape.
    List(Box<Shape>),
    /// A value or none.
    Option(Box<Shape>),
    /// Named values.
    Record(Vec<Field>),
    /// One of several cases.
    Choice(Vec<Case>),
}

/// A named value of a record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its shape.
    pub shape: Shape,
}

/// One case of a choice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Case {
    /// Its name.
    pub name: String,
    /// What it carries; empty for most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

impl Field {
    /// A field.
    pub fn new(name: impl Into<String>, shape: Shape) -> Self {
        Field { name: name.into(), shape }
    }
}

impl Case {
    /// A case that carries `fields`.
    pub fn new(name: impl Into<String>, fields: Vec<Field>) -> Self {
        Case { name: name.into(), fields }
    }
}

impl Shape {
    /// A list of values of `self`.
    pub fn list(self) -> Shape {
        Shape::List(Box::new(self))
    }

    /// A value of `self`, or none.
    pub fn option(self) -> Shape {
        Shape::Option(Box::new(self))
    }

    /// Whether a value is a text in memory: pointer and length of UTF-8.
    pub fn is_text(&self) -> bool {
        matches!(self, Shape::Text | Shape::Person | Shape::File | Shape::Link | Shape::Item)
    }
}
