//! What comes in and what goes out: events, effects, reasons of a refusal.
//!
//! Each workflow has one choice shape for what may happen to its items, one for what a transition asks of
//! the host, one for why an event may be refused. All three begin with the treaty's own cases, listed here;
//! the workflow's follow, one a site, as the manifest lists them.

use super::codec::{Broken, Reader};
use super::shape::{Case, Field, Shape};
use super::value::Value;

/// One event, as the host hands it in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The instant at which the host took it in.
    pub now: i64,
    /// The strand it speaks of; 0, the root, for what speaks of the item.
    pub strand: u16,
    /// The visit that an act speaks of; 0 for whatever is the current one.
    pub visit: u32,
    /// Who does it; empty for a machine.
    pub person: String,
    /// The roles that the host attests for this person, by number in the manifest.
    pub roles: Vec<u16>,
    /// What happens: a case of the workflow's events.
    pub case: u16,
    /// With what.
    pub fields: Vec<Value>,
}

impl Event {
    /// An event of a machine that speaks of the whole item.
    pub fn machine(now: i64, case: u16, fields: Vec<Value>) -> Self {
        Event { now, strand: 0, visit: 0, person: String::new(), roles: Vec::new(), case, fields }
    }

    /// The shape of an event whose body is one of `cases`.
    pub fn shape(cases: Vec<Case>) -> Shape {
        Shape::Record(vec![
            Field::new("now", Shape::Instant),
            Field::new("strand", Shape::U16),
            Field::new("visit", Shape::U32),
            Field::new("person", Shape::Person),
            Field::new("roles", Shape::U16.list()),
            Field::new("body", Shape::Choice(cases)),
        ])
    }

    /// The event as a value of that shape.
    pub fn value(&self) -> Value {
        Value::Record(vec![
            Value::Int(self.now),
            Value::Int(self.strand.into()),
            Value::Int(self.visit.into()),
            Value::Text(self.person.clone()),
            Value::List(self.roles.iter().map(|role| Value::Int((*role).into())).collect()),
            Value::Choice(self.case, self.fields.clone()),
        ])
    }
}

/// Declares the treaty's own first cases of a choice, with their numbers.
macro_rules! cases {
    ($(#[$doc:meta])* $module:ident {
        $($(#[$case_doc:meta])* $number:literal $constant:ident $name:literal { $($field:literal: $shape:expr),* }),* $(,)?
    }) => {
        $(#[$doc])*
        pub mod $module {
            use super::{Case, Field, Shape};
            $($(#[$case_doc])* pub const $constant: u16 = $number;)*

            /// These cases, in order.
            pub fn own() -> Vec<Case> {
                vec![$(Case::new($name, vec![$(Field::new($field, $shape)),*])),*]
            }
        }
    };
}

cases! {
    /// What may happen to every item.
    events {
        /// A clock may have something to do.
        0 TICK "tick" {},
        /// Parent or operator stops the item.
        1 CANCEL "cancel" { "reason": Shape::Text },
        /// Somebody takes a task or an offer.
        2 CLAIM "claim" {},
        /// They give it back.
        3 RELEASE "release" {},
        /// They begin to work on it.
        4 BEGIN "begin" {},
        /// They stop working on it.
        5 STOP "stop" {},
        /// They give it to somebody else of the team.
        6 DELEGATE "delegate" { "to": Shape::Person },
        /// They let it rest until a moment.
        7 SUSPEND "suspend" { "reason": Shape::Text, "until": Shape::Instant },
        /// They take it up again.
        8 RESUME "resume" {},
        /// A person of the owner gives their word for what became of a call that failed.
        9 RESOLVE "resolve" { "call": Shape::U16, "happened": Shape::Bool, "reason": Shape::Text },
    }
}

cases! {
    /// What every transition may ask of the host, and what it puts on record.
    effects {
        /// A strand came to a place.
        0 ENTERED "entered" { "strand": Shape::U16, "place": Shape::U16, "visit": Shape::U32 },
        /// Another team answers for a strand.
        1 OWNER "owner" { "strand": Shape::U16, "from": Shape::U8, "to": Shape::U8 },
        /// A place is done.
        2 DONE "done" { "slot": Shape::U16 },
        /// A judgement fell.
        3 FELL "fell" { "bit": Shape::U16 },
        /// A place was passed over, for what it rests on has not changed.
        4 KEPT "kept" { "bit": Shape::U16 },
        /// A rung of a clock fired.
        5 RUNG "rung" { "clock": Shape::U16, "rung": Shape::U8 },
        /// The item is over.
        6 ENDED "ended" { "outcome": Shape::U16 },
        /// A party's answer is no longer waited for.
        7 ASK_CLOSED "ask_closed" { "ask": Shape::U16 },
        /// A call is no longer wanted; advice, not an order.
        8 CALL_CANCELLED "call_cancelled" { "call": Shape::U16 },
    }
}

cases! {
    /// Why every event may be refused.
    reasons {
        /// The work is not there (any more).
        0 GONE "gone" { "place": Shape::U16 },
        /// Nobody of these roles may do it.
        1 NOT_YOURS "not_yours" {},
        /// Somebody else has it.
        2 CLAIMED "claimed" { "by": Shape::Person },
        /// A rule about people forbids it; which one.
        3 EXCLUDED "excluded" { "rule": Shape::U16 },
        /// Nothing waits for it now.
        4 UNHEARD "unheard" {},
        /// It is being handled already.
        5 HANDLED "handled" {},
        /// The life of the task does not allow it.
        6 LIFE "life" {},
        /// The item is over.
        7 OVER "over" {},
        /// A field breaks a rule; which one.
        8 FORM "form" { "rule": Shape::U16 },
        /// Read back wrongly; which one.
        9 READ_BACK "read_back" { "rule": Shape::U16 },
        /// The time named is too late or too long.
        10 TOO_LONG "too_long" {},
    }
}

/// What a module answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    /// The item moved: its new image, and what is asked of the host and put on record.
    Moved {
        /// The new image, relocatable.
        image: Vec<u8>,
        /// Cases of the workflow's effects.
        effects: Vec<Value>,
    },
    /// Nothing changed, for these reasons: cases of the workflow's reasons.
    Refused(Vec<Value>),
    /// A machine's event that speaks of nothing any more; not worth a row in the log.
    Ignored,
    /// A clock must be heard first: tick, then offer the event again.
    TickFirst,
}

/// The header of a reply in memory: five `u32` numbers.
pub mod reply {
    /// Its size.
    pub const SIZE: u32 = 20;
    /// 0 moved, 1 refused, 2 ignored, 3 tick first.
    pub const STATUS: u32 = 0;
    /// Where the new image is.
    pub const IMAGE: u32 = 4;
    /// How many bytes it has.
    pub const IMAGE_LEN: u32 = 8;
    /// Where the effects or reasons are.
    pub const LIST: u32 = 12;
    /// How many there are.
    pub const LIST_LEN: u32 = 16;
}

impl Reply {
    /// Reads the reply at address `at`.
    ///
    /// # Errors
    /// [`Broken`] where the memory holds no reply there.
    pub fn read(memory: &[u8], at: u32, effects: &Shape, reasons: &Shape) -> Result<Reply, Broken> {
        let mut reader = Reader::new(memory);
        reader.bytes(at, reply::SIZE)?;
        let status = reader.unsigned(at + reply::STATUS, 4)?;
        match status {
            0 => {
                let (image, len) =
                    (reader.unsigned(at + reply::IMAGE, 4)?, reader.unsigned(at + reply::IMAGE_LEN, 4)?);
                let image = reader.bytes(image, len)?.to_vec();
                Ok(Reply::Moved { image, effects: reader.values(at + reply::LIST, effects)? })
            }
            1 => Ok(Reply::Refused(reader.values(at + reply::LIST, reasons)?)),
            2 => Ok(Reply::Ignored),
            3 => Ok(Reply::TickFirst),
            found => Err(Broken::Meaningless { at, found }),
        }
    }
}
