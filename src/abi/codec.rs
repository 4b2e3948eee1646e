//! Values to bytes and back, by the offsets of `layout`.
//!
//! Pointers are absolute for a given base: an event is written for the address at which the module
//! allocated it, an image for address zero, which is where every module expects it. That makes the
//! image relocatable without a single addition on the module's side.

use super::layout;
use super::shape::{Case, Currency, Field, Shape};
use super::value::{Span, Value};
use crate::calendar::Unit;

/// Why bytes are no value of their shape. A host that sees one stops the item: the module is broken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Broken {
    /// A pointer or length leads outside the memory.
    #[error("{len} bytes at address {at} lie outside the memory")]
    Outside {
        /// Where.
        at: u32,
        /// How many.
        len: u32,
    },
    /// A byte that chooses a case chooses none.
    #[error("the value {found} at address {at} stands for nothing")]
    Meaningless {
        /// Where.
        at: u32,
        /// What was read.
        found: u32,
    },
    /// A text is not UTF-8.
    #[error("the text at address {at} is not UTF-8")]
    NotText {
        /// Where.
        at: u32,
    },
    /// More values than any item may have: an attack or a loop.
    #[error("more than {limit} values")]
    TooMany {
        /// How many are let through.
        limit: u32,
    },
}

/// Bytes under construction: fixed part first, tails behind it.
struct Writer {
    bytes: Vec<u8>,
    base: u32,
}

/// The bytes of `value`, as they must lie at address `base`.
///
/// The value must be one of the shape; where it is not, the bytes at that place stay zero.
pub fn encode(value: &Value, shape: &Shape, base: u32) -> Vec<u8> {
    let mut writer = Writer { bytes: Vec::new(), base };
    let at = writer.reserve(layout::of(shape).size, 1);
    writer.write(at, value, shape);
    writer.bytes
}

impl Writer {
    fn reserve(&mut self, size: u32, align: u32) -> usize {
        let at = layout::align_up(self.bytes.len() as u32, align);
        self.bytes.resize((at + size) as usize, 0);
        at as usize
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn write(&mut self, at: usize, value: &Value, shape: &Shape) {
        match (value, shape) {
            (Value::Bool(yes), Shape::Bool) => self.put(at, &[u8::from(*yes)]),
            (Value::Int(number), _) => {
                let size = layout::of(shape).size.min(8) as usize;
                self.put(at, &number.to_le_bytes()[..size]);
            }
            (Value::Money(amount, currency), Shape::AnyMoney) => {
                self.put(at, &amount.to_le_bytes());
                self.put(at + layout::CURRENCY as usize, &currency.packed().to_le_bytes());
            }
            (Value::Span(span), Shape::Span) => {
                self.put(at + layout::span::UNIT as usize, &[span.unit as u8, span.calendar]);
                self.put(at + layout::span::MONTHS as usize, &span.months.to_le_bytes());
                self.put(at + layout::span::AMOUNT as usize, &span.amount.to_le_bytes());
            }
            (Value::Text(text), shape) if shape.is_text() => {
                let tail = self.reserve(text.len() as u32, 1);
                self.put(tail, text.as_bytes());
                self.point(at, tail, text.len());
            }
            (Value::List(values), Shape::List(element)) => self.list(at, values, element),
            (Value::Option(Some(value)), Shape::Option(inner)) => {
                self.put(at, &[1]);
                self.write(at + layout::some(inner) as usize, value, inner);
            }
            (Value::Record(values), Shape::Record(fields)) => self.fields(at, values, fields),
            (Value::Choice(case, values), Shape::Choice(cases)) => self.choice(at, *case, values, cases),
            _ => {}
        }
    }

    fn list(&mut self, at: usize, values: &[Value], element: &Shape) {
        let layout = layout::of(element);
        let tail = self.reserve(layout.size * values.len() as u32, layout.align);
        for (index, value) in values.iter().enumerate() {
            self.write(tail + index * layout.size as usize, value, element);
        }
        self.point(at, tail, values.len());
    }

    fn fields(&mut self, at: usize, values: &[Value], fields: &[Field]) {
        let (_, offsets) = layout::record(fields);
        for ((value, field), offset) in values.iter().zip(fields).zip(offsets) {
            self.write(at + offset as usize, value, &field.shape);
        }
    }

    fn choice(&mut self, at: usize, case: u16, values: &[Value], cases: &[Case]) {
        let width = layout::discriminant(cases) as usize;
        self.put(at, &case.to_le_bytes()[..width]);
        if let Some(case) = cases.get(usize::from(case)) {
            self.fields(at + layout::payload(cases) as usize, values, &case.fields);
        }
    }

    /// Nothing has no address: an empty text or list is two zeroes, so equal values have equal bytes.
    fn point(&mut self, at: usize, tail: usize, len: usize) {
        let pointer = if len == 0 { 0 } else { self.base + tail as u32 };
        self.put(at, &pointer.to_le_bytes());
        self.put(at + layout::LENGTH as usize, &(len as u32).to_le_bytes());
    }
}

/// The kind of time of its number in memory.
fn meaning(at: u32, found: u32) -> Result<Unit, Broken> {
    let units = [Unit::Elapsed, Unit::OpenTime, Unit::Workdays, Unit::Days];
    units.into_iter().find(|unit| *unit as u32 == found).ok_or(Broken::Meaningless { at, found })
}

/// How many values one decoding may yield.
const MOST_VALUES: u32 = 1 << 20;

/// Reads values out of memory: total, bounded, never trusting a pointer.
pub struct Reader<'m> {
    memory: &'m [u8],
    left: u32,
}

impl<'m> Reader<'m> {
    /// A reader of `memory`.
    pub fn new(memory: &'m [u8]) -> Self {
        Reader { memory, left: MOST_VALUES }
    }

    /// The bytes from `at` on, `len` of them.
    ///
    /// # Errors
    /// [`Broken::Outside`] where the memory ends before.
    pub fn bytes(&self, at: u32, len: u32) -> Result<&'m [u8], Broken> {
        let end = at.checked_add(len).ok_or(Broken::Outside { at, len })?;
        self.memory.get(at as usize..end as usize).ok_or(Broken::Outside { at, len })
    }

    /// The unsigned number of up to four bytes at `at`.
    ///
    /// # Errors
    /// [`Broken::Outside`] where the memory ends before.
    pub fn unsigned(&self, at: u32, width: u32) -> Result<u32, Broken> {
        let bytes = self.bytes(at, width.min(4))?;
        Ok(bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte)))
    }

    fn signed(&self, at: u32) -> Result<i64, Broken> {
        let (low, high) = (self.unsigned(at, 4)?, self.unsigned(at.wrapping_add(4), 4)?);
        Ok((u64::from(high) << 32 | u64::from(low)) as i64)
    }

    /// The value of `shape` at address `at`.
    ///
    /// # Errors
    /// [`Broken`] where the bytes are no value of that shape.
    pub fn value(&mut self, at: u32, shape: &Shape) -> Result<Value, Broken> {
        self.left = self.left.checked_sub(1).ok_or(Broken::TooMany { limit: MOST_VALUES })?;
        Ok(match shape {
            Shape::Bool => Value::Bool(self.flag(at)?),
            Shape::U8 => Value::Int(self.unsigned(at, 1)?.into()),
            Shape::U16 => Value::Int(self.unsigned(at, 2)?.into()),
            Shape::U32 => Value::Int(self.unsigned(at, 4)?.into()),
            Shape::Date | Shape::Time => Value::Int((self.unsigned(at, 4)? as i32).into()),
            Shape::Int | Shape::Decimal { .. } | Shape::Money { .. } | Shape::Instant => {
                Value::Int(self.signed(at)?)
            }
            Shape::AnyMoney => {
                let packed = self.unsigned(at + layout::CURRENCY, 4)?;
                let currency = Currency::unpack(packed).ok_or(Broken::Meaningless { at, found: packed })?;
                Value::Money(self.signed(at)?, currency)
            }
            Shape::Span => Value::Span(self.span(at)?),
            Shape::Text | Shape::Person | Shape::File | Shape::Link | Shape::Item => {
                Value::Text(self.text(at)?)
            }
            Shape::List(element) => Value::List(self.values(at, element)?),
            Shape::Option(inner) if self.flag(at)? => {
                Value::some(self.value(at + layout::some(inner), inner)?)
            }
            Shape::Option(_) => Value::NONE,
            Shape::Record(fields) => Value::Record(self.fields(at, fields)?),
            Shape::Choice(cases) => self.choice(at, cases)?,
        })
    }

    fn flag(&self, at: u32) -> Result<bool, Broken> {
        match self.unsigned(at, 1)? {
            0 => Ok(false),
            1 => Ok(true),
            found => Err(Broken::Meaningless { at, found }),
        }
    }

    fn span(&self, at: u32) -> Result<Span, Broken> {
        let unit = self.unsigned(at + layout::span::UNIT, 1)?;
        Ok(Span {
            unit: meaning(at, unit)?,
            calendar: self.unsigned(at + layout::span::CALENDAR, 1)? as u8,
            months: self.unsigned(at + layout::span::MONTHS, 4)? as i32,
            amount: self.signed(at + layout::span::AMOUNT)?,
        })
    }

    fn text(&self, at: u32) -> Result<String, Broken> {
        let (pointer, len) = (self.unsigned(at, 4)?, self.unsigned(at + layout::LENGTH, 4)?);
        let bytes = self.bytes(pointer, len)?;
        String::from_utf8(bytes.to_vec()).map_err(|_| Broken::NotText { at: pointer })
    }

    /// The elements of the list whose pointer and length stand at `at`.
    ///
    /// # Errors
    /// [`Broken`] where the bytes are no such list.
    pub fn values(&mut self, at: u32, element: &Shape) -> Result<Vec<Value>, Broken> {
        let (pointer, len) = (self.unsigned(at, 4)?, self.unsigned(at + layout::LENGTH, 4)?);
        let size = layout::of(element).size;
        let bytes = len.checked_mul(size).ok_or(Broken::Outside { at: pointer, len })?;
        self.bytes(pointer, bytes)?;
        (0..len).map(|index| self.value(pointer + index * size, element)).collect()
    }

    fn fields(&mut self, at: u32, fields: &[Field]) -> Result<Vec<Value>, Broken> {
        let (_, offsets) = layout::record(fields);
        fields.iter().zip(offsets).map(|(field, offset)| self.value(at + offset, &field.shape)).collect()
    }

    fn choice(&mut self, at: u32, cases: &[Case]) -> Result<Value, Broken> {
        let found = self.unsigned(at, layout::discriminant(cases))?;
        let case = cases.get(found as usize).ok_or(Broken::Meaningless { at, found })?;
        Ok(Value::Choice(found as u16, self.fields(at + layout::payload(cases), &case.fields)?))
    }
}

/// The value of `shape` at address `at` of `memory`.
///
/// # Errors
/// [`Broken`] where the bytes are no value of that shape.
pub fn decode(memory: &[u8], at: u32, shape: &Shape) -> Result<Value, Broken> {
    let mut reader = Reader::new(memory);
    // Every further address is checked with the pointer that leads to it, so offsets cannot overflow.
    reader.bytes(at, layout::of(shape).size)?;
    reader.value(at, shape)
}
