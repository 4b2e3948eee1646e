//! An item's persisted state: which parts it has, and the parts themselves.
//!
//! In: the [`Parts`] that a workflow has (decided by `plan::image`). Out: one [`Shape`] for all of it,
//! whose offsets `layout` gives, and [`Image`], the same as plain data. The module works on the bytes, the
//! reference interpreter on the data; both mean the same. `docs/image.md` describes it.

use super::shape::{Field, Shape};
use super::value::Value;
use serde::{Deserialize, Serialize};

/// Which parts the image of a workflow has. Each list is indexed by the ids of the plan.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Parts {
    /// The record.
    pub record: Vec<Field>,
    /// One a strand, by name; the root first.
    pub strands: Vec<String>,
    /// One a clock cell. A strand has as many as the most clocks of any of its places; stages, promises and
    /// budgets `in all` have cells of their own.
    pub clocks: Vec<String>,
    /// One a place that gives data.
    pub slots: Vec<Part>,
    /// The slots whose visit before is read as `NAME.last`.
    pub lasts: Vec<u16>,
    /// One a judgement that stands, a latch that is closed, a place that is passed.
    pub bits: Vec<String>,
    /// One a party that may owe an answer.
    pub asks: Vec<String>,
    /// One a call site, with what it sends.
    pub calls: Vec<Part>,
    /// One a bounded edge.
    pub counters: Vec<String>,
    /// One a path whose writer a rule reads.
    pub writers: Vec<String>,
    /// What is pinned while it is offered, one a handoff.
    pub offers: Vec<Part>,
    /// The outcomes, with what they carry.
    pub outcomes: Vec<Part>,
}

/// A named part with fields.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Part {
    /// Its name in the source.
    pub name: String,
    /// What it holds.
    pub fields: Vec<Field>,
}

/// What can stand in a fixed part of the image.
trait Cell: Sized {
    fn shape() -> Shape;
    fn value(&self) -> Value;
    fn read(value: Value) -> Option<Self>;
}

macro_rules! numbers {
    ($($type:ty => $shape:ident),*) => {$(
        impl Cell for $type {
            fn shape() -> Shape {
                Shape::$shape
            }
            fn value(&self) -> Value {
                Value::Int(i64::from(*self))
            }
            fn read(value: Value) -> Option<Self> {
                match value {
                    Value::Int(number) => number.try_into().ok(),
                    _ => None,
                }
            }
        }
    )*};
}
numbers! { u8 => U8, u16 => U16, u32 => U32, i64 => Int }

impl Cell for bool {
    fn shape() -> Shape {
        Shape::Bool
    }
    fn value(&self) -> Value {
        Value::Bool(*self)
    }
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Bool(yes) => Some(yes),
            _ => None,
        }
    }
}

impl Cell for String {
    fn shape() -> Shape {
        Shape::Text
    }
    fn value(&self) -> Value {
        Value::Text(self.clone())
    }
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Cell for super::value::Span {
    fn shape() -> Shape {
        Shape::Span
    }
    fn value(&self) -> Value {
        Value::Span(*self)
    }
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Span(span) => Some(span),
            _ => None,
        }
    }
}

/// Declares an enum that is one byte in the image.
macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$case_doc:meta])* $case:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
        #[repr(u8)]
        pub enum $name {
            #[default]
            $($(#[$case_doc])* $case),*
        }
        impl Cell for $name {
            fn shape() -> Shape {
                Shape::U8
            }
            fn value(&self) -> Value {
                Value::Int(*self as i64)
            }
            fn read(value: Value) -> Option<Self> {
                let Value::Int(number) = value else { return None };
                [$($name::$case),*].get(usize::try_from(number).ok()?).copied()
            }
        }
    };
}

/// Declares a struct of cells, with its shape.
macro_rules! cells {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug, Default)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type),*
        }
        impl $name {
            /// Its fields.
            pub fn fields() -> Vec<Field> {
                vec![$(Field::new(stringify!($field), <$type as Cell>::shape())),*]
            }
            fn value(&self) -> Value {
                Value::Record(vec![$(self.$field.value()),*])
            }
            fn read(value: Value) -> Option<Self> {
                let Value::Record(values) = value else { return None };
                let mut values = values.into_iter();
                Some($name { $($field: Cell::read(values.next()?)?),* })
            }
        }
    };
}

/// "No place", "no outcome", "no role".
pub const NONE: u16 = u16::MAX;
/// An instant that never comes.
pub const NEVER: i64 = i64::MAX;

states! {
    /// How far an item is.
    Status {
        /// Not started.
        New,
        /// At work.
        Live,
        /// Its outcome is known; what was cut in flight is awaited.
        Ending,
        /// Over.
        Ended,
    }
}
states! {
    /// How far a strand is.
    StrandState {
        /// Not begun.
        Idle,
        /// At a place.
        Live,
        /// Stands still while an arm that may resume runs.
        Held,
        /// Ended with success.
        Ok,
        /// Ended without.
        Dropped,
        /// Stopped from outside.
        Cut,
    }
}
states! {
    /// The life of a task, after WS-HumanTask.
    Life {
        /// Nobody has it.
        Ready,
        /// Somebody has it.
        Claimed,
        /// Somebody works on it.
        Started,
        /// It waits until a moment, by a person's word.
        Suspended,
    }
}
states! {
    /// Whether a clock counts.
    ClockState {
        /// It measures nothing.
        Stopped,
        /// It counts.
        Running,
        /// It stands still.
        Paused,
    }
}
states! {
    /// What is known of a call.
    CallState {
        /// Not sent.
        Idle,
        /// Sent, not answered.
        Flying,
        /// It happened.
        Done,
        /// A declared exception: it did not happen.
        NotHappened,
        /// It failed: nobody knows.
        Unknown,
        /// It happened and was taken back.
        Undone,
    }
}

cells! {
    /// What every image begins with.
    Header {
        /// The layout hash of the workflow that wrote it.
        layout: i64,
        /// How many transitions made it.
        seq: i64,
        /// The latest instant seen.
        high_water: i64,
        /// How far the item is.
        status: Status,
        /// Which outcome, or [`NONE`].
        outcome: u16,
        /// The last number given to a visit or a call.
        order: u32,
        /// The earliest instant at which a clock has something to do, or [`NEVER`].
        next_due: i64,
    }
}
cells! {
    /// One sequential thread of the item.
    Strand {
        /// How far it is.
        state: StrandState,
        /// The team that answers for it.
        owner: u8,
        /// Where it rests, or [`NONE`].
        place: u16,
        /// Which visit this is; an act that names another one comes too late.
        visit: u32,
        /// Since when.
        entered: i64,
        /// The life of the task there.
        life: Life,
        /// Who has it, or nobody: empty.
        claimed_by: String,
        /// The role that it was given to, or [`NONE`].
        nominee: u16,
    }
}
cells! {
    /// A budget and what is used of it; the ledger of `calendar::Clock`, with rungs.
    Clock {
        /// Whether it counts.
        state: ClockState,
        /// How many things make it stand still.
        pauses: u16,
        /// Which clock of the plan it is, or [`NONE`].
        site: u16,
        /// Which rungs have fired, a bit each.
        fired: u32,
        /// Its length as written; the calendar is settled.
        span: super::value::Span,
        /// Its length in its unit: microseconds or days.
        amount: i64,
        /// How much of that it had counted at `since`; below zero while the day of start passes.
        consumed: i64,
        /// How much it had run at `since`, as `N% used` measures.
        spent: i64,
        /// Up to when `consumed` and `spent` are summed.
        since: i64,
        /// When the budget is used up, as things stand; [`NEVER`] while it stands still.
        end: i64,
        /// The next instant at which a rung fires, or [`NEVER`].
        due: i64,
    }
}
cells! {
    /// Whether a place is done, and by whom.
    SlotHead {
        /// Whether it is done.
        done: bool,
        /// How often it was completed.
        times: u32,
        /// When it was completed last, among all that was begun.
        order: u32,
        /// When it was completed last.
        at: i64,
        /// Who completed it; empty: nobody, a clock did.
        performer: String,
        /// In which role, or [`NONE`].
        role: u16,
    }
}
cells! {
    /// Whether somebody outside owes an answer.
    Ask {
        /// Whether it is open.
        open: bool,
        /// Whether it makes clocks stand still.
        pausing: bool,
        /// Which visit opened it.
        round: u32,
    }
}
cells! {
    /// What is known of a call.
    CallHead {
        /// What is known.
        state: CallState,
        /// Whether what it was sent for was cut since.
        orphan: bool,
        /// The number in its idempotency key; grows only when the outcome is known.
        number: u32,
        /// Which attempt under this number flies; a retry counts on.
        attempt: u16,
        /// When it began, among all that was begun.
        order: u32,
        /// Who gave their word for its outcome, or nobody: empty.
        word: String,
    }
}

/// A place's data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// Whether it is done, and by whom.
    pub head: SlotHead,
    /// What it gave last. It stays when the place is un-done, so that giving the same again is no change.
    pub fields: Value,
}

/// A call and what it sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// What is known of it.
    pub head: CallHead,
    /// What was sent, pinned.
    pub args: Value,
}

/// The whole state of an item, as plain data. Equal images have equal bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Image {
    /// What every image begins with.
    pub header: Header,
    /// The business key.
    pub key: String,
    /// The record.
    pub record: Value,
    /// Sequential threads, the root first.
    pub strands: Vec<Strand>,
    /// Clock cells.
    pub clocks: Vec<Clock>,
    /// Places that give data.
    pub slots: Vec<Slot>,
    /// Visits before.
    pub lasts: Vec<Slot>,
    /// Judgements, latches, passages.
    pub bits: Vec<bool>,
    /// Who owes an answer.
    pub asks: Vec<Ask>,
    /// Calls.
    pub calls: Vec<Call>,
    /// Uses of bounded edges.
    pub counters: Vec<u32>,
    /// Who wrote a path last; empty: nobody a rule could mean.
    pub writers: Vec<String>,
    /// What is pinned while it is offered.
    pub offers: Vec<Value>,
    /// What the outcome carries; of the outcome in the header, else all zero.
    pub outcome: Value,
}

fn with_head(head: Vec<Field>, name: &str, fields: &[Field]) -> Shape {
    Shape::Record(vec![
        Field::new("head", Shape::Record(head)),
        Field::new(name, Shape::Record(fields.to_vec())),
    ])
}

impl Parts {
    /// The groups of the image in order, each a record with one field a part.
    ///
    /// The emitter and the codec both walk this list; nothing else says what comes where.
    pub fn groups(&self) -> Vec<Field> {
        let named = |names: &[String], shape: &dyn Fn() -> Shape| {
            Shape::Record(names.iter().map(|name| Field::new(name.clone(), shape())).collect())
        };
        let parts = |parts: &[Part], shape: &dyn Fn(&Part) -> Shape| {
            Shape::Record(parts.iter().map(|part| Field::new(part.name.clone(), shape(part))).collect())
        };
        let slot = |part: &Part| with_head(SlotHead::fields(), "fields", &part.fields);
        let lasts: Vec<Part> = self.lasts.iter().map(|slot| self.slots[usize::from(*slot)].clone()).collect();
        vec![
            Field::new("header", Shape::Record(Header::fields())),
            Field::new("key", Shape::Text),
            Field::new("record", Shape::Record(self.record.clone())),
            Field::new("strands", named(&self.strands, &|| Shape::Record(Strand::fields()))),
            Field::new("clocks", named(&self.clocks, &|| Shape::Record(Clock::fields()))),
            Field::new("slots", parts(&self.slots, &slot)),
            Field::new("lasts", parts(&lasts, &slot)),
            Field::new("bits", named(&self.bits, &|| Shape::Bool)),
            Field::new("asks", named(&self.asks, &|| Shape::Record(Ask::fields()))),
            Field::new(
                "calls",
                parts(&self.calls, &|part| with_head(CallHead::fields(), "args", &part.fields)),
            ),
            Field::new("counters", named(&self.counters, &|| Shape::U32)),
            Field::new("writers", named(&self.writers, &|| Shape::Person)),
            Field::new("offers", parts(&self.offers, &|part| Shape::Record(part.fields.clone()))),
            Field::new("outcome", self.outcome_shape()),
        ]
    }

    /// The shape of the whole image.
    pub fn shape(&self) -> Shape {
        Shape::Record(self.groups())
    }

    /// The shape of what an outcome carries. Zero stands for "none yet", so outcome `n` is case `n + 1`.
    pub fn outcome_shape(&self) -> Shape {
        use super::shape::Case;
        let none = Case::new("none", Vec::new());
        let outcomes = self.outcomes.iter().map(|part| Case::new(part.name.clone(), part.fields.clone()));
        Shape::Choice(std::iter::once(none).chain(outcomes).collect())
    }

    /// The image of an item that is not started. A host hands it to the module with the first event.
    pub fn blank(&self) -> Image {
        let zero =
            |fields: &[Field]| Value::Record(fields.iter().map(|field| Value::zero(&field.shape)).collect());
        let slot = |part: &Part| Slot {
            head: SlotHead { role: NONE, ..Default::default() },
            fields: zero(&part.fields),
        };
        let clock = Clock { site: NONE, end: NEVER, due: NEVER, ..Default::default() };
        Image {
            header: Header { outcome: NONE, next_due: NEVER, ..Default::default() },
            key: String::new(),
            record: zero(&self.record),
            strands: vec![Strand { place: NONE, nominee: NONE, ..Default::default() }; self.strands.len()],
            clocks: vec![clock; self.clocks.len()],
            slots: self.slots.iter().map(slot).collect(),
            lasts: self.lasts.iter().map(|id| slot(&self.slots[usize::from(*id)])).collect(),
            bits: vec![false; self.bits.len()],
            asks: vec![Ask::default(); self.asks.len()],
            calls: self
                .calls
                .iter()
                .map(|part| Call { head: CallHead::default(), args: zero(&part.fields) })
                .collect(),
            counters: vec![0; self.counters.len()],
            writers: vec![String::new(); self.writers.len()],
            offers: self.offers.iter().map(|part| zero(&part.fields)).collect(),
            outcome: Value::case(0),
        }
    }
}

impl Image {
    /// The image as a value of [`Parts::shape`].
    pub fn value(&self) -> Value {
        let with_head = |head: Value, rest: &Value| Value::Record(vec![head, rest.clone()]);
        let slot = |slot: &Slot| with_head(slot.head.value(), &slot.fields);
        let list = |values: Vec<Value>| Value::Record(values);
        Value::Record(vec![
            self.header.value(),
            self.key.value(),
            self.record.clone(),
            list(self.strands.iter().map(Strand::value).collect()),
            list(self.clocks.iter().map(Clock::value).collect()),
            list(self.slots.iter().map(slot).collect()),
            list(self.lasts.iter().map(slot).collect()),
            list(self.bits.iter().map(Cell::value).collect()),
            list(self.asks.iter().map(Ask::value).collect()),
            list(self.calls.iter().map(|call| with_head(call.head.value(), &call.args)).collect()),
            list(self.counters.iter().map(Cell::value).collect()),
            list(self.writers.iter().map(Cell::value).collect()),
            list(self.offers.clone()),
            self.outcome.clone(),
        ])
    }

    /// The image of a value of [`Parts::shape`]; `None` for any other value.
    pub fn read(value: Value) -> Option<Image> {
        let mut groups = record(value)?.into_iter();
        let mut next = || groups.next();
        Some(Image {
            header: Header::read(next()?)?,
            key: Cell::read(next()?)?,
            record: next()?,
            strands: all(next()?, Strand::read)?,
            clocks: all(next()?, Clock::read)?,
            slots: all(next()?, slot)?,
            lasts: all(next()?, slot)?,
            bits: all(next()?, Cell::read)?,
            asks: all(next()?, Ask::read)?,
            calls: all(next()?, |value| {
                let (head, args) = pair(value)?;
                Some(Call { head: CallHead::read(head)?, args })
            })?,
            counters: all(next()?, Cell::read)?,
            writers: all(next()?, Cell::read)?,
            offers: record(next()?)?,
            outcome: next()?,
        })
    }
}

fn record(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Record(values) => Some(values),
        _ => None,
    }
}

fn all<T>(value: Value, read: impl Fn(Value) -> Option<T>) -> Option<Vec<T>> {
    record(value)?.into_iter().map(read).collect()
}

fn pair(value: Value) -> Option<(Value, Value)> {
    let mut values = record(value)?.into_iter();
    Some((values.next()?, values.next()?))
}

fn slot(value: Value) -> Option<Slot> {
    let (head, fields) = pair(value)?;
    Some(Slot { head: SlotHead::read(head)?, fields })
}
