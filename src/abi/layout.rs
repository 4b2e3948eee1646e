//! Where things lie: sizes, alignments and offsets by the Component Model's canonical ABI.
//!
//! In: shapes. Out: numbers, and the layout hash that ties a persisted image to the module that wrote
//! it. Nothing else in the house computes an offset. The formulas are those of the canonical ABI
//! explainer (`alignment`, `elem_size`, `discriminant_type`), with two shapes of ours on top: a span is
//! `record { unit: u8, calendar: u8, months: s32, amount: s64 }`, money of any currency is
//! `record { amount: s64, currency: u32 }`.

use super::shape::{Case, Field, Shape};
use sha2::{Digest, Sha256};

/// How much room a value takes, and on which multiple it begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    /// Bytes, a multiple of `align`.
    pub size: u32,
    /// 1, 2, 4 or 8.
    pub align: u32,
}

/// The offset of a text's or a list's length behind its pointer.
pub const LENGTH: u32 = 4;
/// The offsets of a span's parts.
pub mod span {
    /// `u8`, see [`Unit`](crate::abi::Unit).
    pub const UNIT: u32 = 0;
    /// `u8`, a calendar's number.
    pub const CALENDAR: u32 = 1;
    /// `s32`.
    pub const MONTHS: u32 = 4;
    /// `s64`.
    pub const AMOUNT: u32 = 8;
}
/// The offset of the currency behind an amount.
pub const CURRENCY: u32 = 8;

/// `at`, or the next multiple of `align` after it.
pub fn align_up(at: u32, align: u32) -> u32 {
    at.div_ceil(align) * align
}

/// The layout of a shape.
pub fn of(shape: &Shape) -> Layout {
    let square = |size| Layout { size, align: size };
    match shape {
        Shape::Bool | Shape::U8 => square(1),
        Shape::U16 => square(2),
        Shape::U32 | Shape::Date | Shape::Time => square(4),
        Shape::Int | Shape::Decimal { .. } | Shape::Money { .. } | Shape::Instant => square(8),
        Shape::AnyMoney | Shape::Span => Layout { size: 16, align: 8 },
        Shape::Text | Shape::Person | Shape::File | Shape::Link | Shape::Item | Shape::List(_) => {
            Layout { size: 8, align: 4 }
        }
        Shape::Option(inner) => {
            let inner = of(inner);
            let at = align_up(1, inner.align);
            Layout { size: align_up(at + inner.size, inner.align), align: inner.align }
        }
        Shape::Record(fields) => record(fields).0,
        Shape::Choice(cases) => {
            let align = choice_align(cases);
            let largest = cases.iter().map(|case| record(&case.fields).0.size).max().unwrap_or(0);
            Layout { size: align_up(payload(cases) + largest, align), align }
        }
    }
}

/// The layout of a record and the offset of each of its fields.
pub fn record(fields: &[Field]) -> (Layout, Vec<u32>) {
    let (mut at, mut align) = (0, 1);
    let offsets = fields
        .iter()
        .map(|field| {
            let layout = of(&field.shape);
            align = align.max(layout.align);
            let offset = align_up(at, layout.align);
            at = offset + layout.size;
            offset
        })
        .collect();
    (Layout { size: align_up(at, align), align }, offsets)
}

/// The offset of an optional value behind the byte that says whether it is there.
pub fn some(inner: &Shape) -> u32 {
    align_up(1, of(inner).align)
}

/// The bytes that say which case it is: 1, or 2 from 257 cases on.
pub fn discriminant(cases: &[Case]) -> u32 {
    if cases.len() > 256 { 2 } else { 1 }
}

/// The offset of what a case carries.
pub fn payload(cases: &[Case]) -> u32 {
    align_up(discriminant(cases), payload_align(cases))
}

fn payload_align(cases: &[Case]) -> u32 {
    cases.iter().map(|case| record(&case.fields).0.align).max().unwrap_or(1)
}

fn choice_align(cases: &[Case]) -> u32 {
    payload_align(cases).max(discriminant(cases))
}

/// Whether a value of this shape holds pointers, so that it has a tail.
pub fn has_tail(shape: &Shape) -> bool {
    match shape {
        Shape::List(_) => true,
        Shape::Option(inner) => has_tail(inner),
        Shape::Record(fields) => fields.iter().any(|field| has_tail(&field.shape)),
        Shape::Choice(cases) => {
            cases.iter().flat_map(|case| &case.fields).any(|field| has_tail(&field.shape))
        }
        other => other.is_text(),
    }
}

/// The layout hash: the first eight bytes of the SHA-256 of the shape as JSON, which names every field.
///
/// Two modules with the same hash can read each other's images.
pub fn hash(shape: &Shape) -> u64 {
    // Writing plain data to a vector cannot fail; an empty text would still be a hash of its own.
    let text = serde_json::to_vec(shape).unwrap_or_default();
    let digest = Sha256::digest(&text);
    digest[..8].iter().fold(0, |hash, byte| hash << 8 | u64::from(*byte))
}
