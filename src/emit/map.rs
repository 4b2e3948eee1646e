//! Where each part of an item's image lies, as the code that works on it needs it.
//!
//! In: the parts of a plan. Out: addresses and offsets, all of them from `abi::layout`. Not here: which parts
//! there are (`plan::image`), what is done to them.

use super::asm::Width;
use crate::abi::image::{Ask, CallHead, Clock, Header, SlotHead, Strand};
use crate::abi::{Field, Parts, Shape, layout};

/// A number in a record: how far from its beginning, and how wide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct At {
    /// Bytes from the beginning.
    pub(super) offset: u32,
    /// How wide.
    pub(super) width: Width,
}

/// How a value lies on the stack: a number of this width, or, if none, the address of its bytes.
pub(super) fn width(shape: &Shape) -> Option<Width> {
    Some(match shape {
        Shape::Bool | Shape::U8 => Width::U8,
        Shape::U16 => Width::U16,
        Shape::U32 | Shape::Date | Shape::Time => Width::I32,
        Shape::Int | Shape::Decimal { .. } | Shape::Money { .. } | Shape::Instant => Width::I64,
        _ => return None,
    })
}

/// Declares a struct of offsets, one a field of a cell of the image.
macro_rules! cell {
    ($(#[$doc:meta])* $name:ident of $cell:ident { $($field:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(super) struct $name {
            $(pub(super) $field: At,)*
        }
        impl $name {
            fn new() -> Self {
                let fields = $cell::fields();
                let (_, offsets) = layout::record(&fields);
                let at = |name: &str| {
                    let index = fields.iter().position(|field| field.name == name).unwrap_or_default();
                    let width = width(&fields[index].shape).unwrap_or(Width::I32);
                    At { offset: offsets[index], width }
                };
                $name { $($field: at(stringify!($field))),* }
            }
        }
    };
}

cell! {
    /// Offsets in the header.
    HeaderMap of Header { layout, seq, high_water, status, outcome, order, next_due }
}
cell! {
    /// Offsets in a strand.
    StrandMap of Strand { state, owner, place, visit, entered, life, claimed_by, nominee }
}
cell! {
    /// Offsets in a clock's cell.
    ClockMap of Clock { state, site, fired, span, amount, consumed, since, end, due }
}
cell! {
    /// Offsets in a slot's head.
    SlotMap of SlotHead { done, times, order, at, performer, role }
}
cell! {
    /// Offsets in an ask.
    AskMap of Ask { open, pausing, round }
}
cell! {
    /// Offsets in a call's head.
    CallMap of CallHead { state, orphan, number, attempt, order, word }
}

/// Where the two halves of a slot or a call are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Halves {
    /// What is known of it.
    pub(super) head: u32,
    /// What it holds.
    pub(super) body: u32,
}

/// The addresses of an image's parts.
#[derive(Clone, Debug)]
pub(super) struct Map {
    pub(super) header: HeaderMap,
    pub(super) strand: StrandMap,
    pub(super) clock: ClockMap,
    pub(super) slot: SlotMap,
    pub(super) ask: AskMap,
    pub(super) call: CallMap,
    pub(super) key: u32,
    pub(super) record: u32,
    pub(super) strands: Vec<u32>,
    pub(super) clocks: Vec<u32>,
    pub(super) slots: Vec<Halves>,
    pub(super) lasts: Vec<Halves>,
    pub(super) bits: Vec<u32>,
    pub(super) asks: Vec<u32>,
    pub(super) calls: Vec<Halves>,
    pub(super) counters: Vec<u32>,
    pub(super) writers: Vec<u32>,
    pub(super) offers: Vec<u32>,
    pub(super) outcome: u32,
    /// The fixed part's size.
    pub(super) size: u32,
    /// The size of a strand.
    pub(super) strand_size: u32,
    /// The size of a slot's head.
    pub(super) slot_head_size: u32,
}

impl Map {
    /// The addresses of the parts of an image at address zero.
    pub(super) fn new(parts: &Parts) -> Self {
        let groups = parts.groups();
        let (whole, starts) = layout::record(&groups);
        let find = |name: &str| groups.iter().position(|group| group.name == name).unwrap_or_default();
        let start = |name: &str| starts[find(name)];
        let cells = |name: &str| {
            let at = find(name);
            inside(&groups[at].shape).into_iter().map(|offset| starts[at] + offset).collect::<Vec<u32>>()
        };
        let halves = |name: &str| {
            let shapes = fields(&groups[find(name)].shape);
            cells(name).into_iter().zip(shapes).map(|(at, field)| halves_at(at, &field.shape)).collect()
        };
        Map {
            header: HeaderMap::new(),
            strand: StrandMap::new(),
            clock: ClockMap::new(),
            slot: SlotMap::new(),
            ask: AskMap::new(),
            call: CallMap::new(),
            key: start("key"),
            record: start("record"),
            strands: cells("strands"),
            clocks: cells("clocks"),
            slots: halves("slots"),
            lasts: halves("lasts"),
            bits: cells("bits"),
            asks: cells("asks"),
            calls: halves("calls"),
            counters: cells("counters"),
            writers: cells("writers"),
            offers: cells("offers"),
            outcome: start("outcome"),
            size: whole.size,
            strand_size: layout::record(&Strand::fields()).0.size,
            slot_head_size: layout::record(&SlotHead::fields()).0.size,
        }
    }
}

fn fields(shape: &Shape) -> &[Field] {
    match shape {
        Shape::Record(fields) => fields,
        _ => &[],
    }
}

fn inside(shape: &Shape) -> Vec<u32> {
    layout::record(fields(shape)).1
}

fn halves_at(at: u32, shape: &Shape) -> Halves {
    let offsets = inside(shape);
    let half = |index: usize| at + offsets.get(index).copied().unwrap_or_default();
    Halves { head: half(0), body: half(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name that a cell does not have would stand for its first field.
    #[test]
    fn no_two_fields_of_a_cell_are_at_one_offset() {
        let map = Map::new(&Parts::default());
        let header = map.header;
        let all = [header.layout, header.seq, header.high_water, header.status, header.outcome, header.order];
        assert!(all[1..].iter().all(|at| at.offset > 0) && header.layout.offset == 0);
        let strand = map.strand;
        assert!(
            [strand.owner, strand.place, strand.claimed_by, strand.nominee].iter().all(|at| at.offset > 0)
        );
        let clock = map.clock;
        assert!([clock.site, clock.fired, clock.span, clock.due].iter().all(|at| at.offset > 0));
    }
}
