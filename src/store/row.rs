//! What a store keeps: rows, and the hash chain that ties them together.
//!
//! In: bytes that others made. Out: plain data, item ids and hashes derived from them. Not here: what the
//! bytes mean.

use crate::abi::image::Status;
use sha2::{Digest, Sha256};
use std::fmt;

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What an item's first transition links to.
    pub const NONE: Hash = Hash([0; 32]);

    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }
}

/// The id of a work item: 16 bytes, written in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemId(pub [u8; 16]);

impl ItemId {
    /// The id of the item of a workflow that a request under this idempotency key starts.
    ///
    /// Derived, so that starting is idempotent by the primary key, whatever the request says and whenever
    /// it is repeated.
    pub fn derive(workflow: &str, key: &str) -> ItemId {
        let hash = chained(&[b"item", workflow.as_bytes(), key.as_bytes()]);
        let mut id = [0; 16];
        id.copy_from_slice(&hash.0[..16]);
        ItemId(id)
    }

    /// The id that a text writes, if it writes one.
    pub fn parse(text: &str) -> Option<ItemId> {
        let plain = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u128::from_str_radix(text, 16).ok().filter(|_| plain)?;
        Some(ItemId(number.to_be_bytes()))
    }

    /// What people call the item: its business key, or its id where it has none.
    pub fn called(self, key: &str) -> String {
        if key.is_empty() { self.to_string() } else { key.to_owned() }
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One transition, as the log keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Whose.
    pub item: ItemId,
    /// Which, from 1.
    pub seq: u64,
    /// The hash of the entry before, or [`Hash::NONE`].
    pub previous: Hash,
    /// The idempotency key; each at most once an item.
    pub key: String,
    /// Who did it; empty for a machine.
    pub actor: String,
    /// When, in microseconds UTC.
    pub now: i64,
    /// The module that decided it.
    pub module: Hash,
    /// The calendars it read.
    pub calendars: Hash,
    /// The event.
    pub event: Vec<u8>,
    /// What it asked of the host, and put on record.
    pub effects: Vec<u8>,
    /// The hash of the image it led to.
    pub image: Hash,
}

impl Entry {
    /// The link of the chain: the hash of all of the entry. Event and effects come in by their own hashes,
    /// so that a chain can be checked where these are withheld.
    pub fn hash(&self) -> Hash {
        chained(&[
            b"entry",
            &self.item.0,
            &self.seq.to_le_bytes(),
            &self.previous.0,
            self.key.as_bytes(),
            self.actor.as_bytes(),
            &self.now.to_le_bytes(),
            &self.module.0,
            &self.calendars.0,
            &Hash::of(&self.event).0,
            &Hash::of(&self.effects).0,
            &self.image.0,
        ])
    }
}

/// The hash of several pieces, each with its length, so that no two lists of pieces have one hash.
fn chained(pieces: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update((piece.len() as u64).to_le_bytes());
        hasher.update(piece);
    }
    Hash(hasher.finalize().into())
}

/// An entry as it stands in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Logged {
    /// Where, in the order of commits.
    pub position: i64,
    /// Its hash, as it was written; a chain is whole if it equals [`Entry::hash`] and the next `previous`.
    pub hash: Hash,
    /// The entry.
    pub entry: Entry,
}

/// What the log of an item adds up to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Current {
    /// The item.
    pub id: ItemId,
    /// Its workflow.
    pub workflow: String,
    /// Its business key; empty where the workflow has none.
    pub key: String,
    /// Whether no other item of the workflow may begin under that key.
    pub holds_key: bool,
    /// How far it is.
    pub status: Status,
    /// Its state.
    pub image: Vec<u8>,
    /// How many transitions made it.
    pub seq: u64,
    /// The hash of the last of them.
    pub head: Hash,
    /// The module that decided the last of them.
    pub module: Hash,
    /// When a clock has something to do next; `i64::MAX` for never.
    pub next_due: i64,
    /// Why it was taken aside, if it was. Its clocks are not heard until it is put back.
    pub parked: Option<String>,
}

/// A transition, with all that commits together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transition {
    /// The log row.
    pub entry: Entry,
    /// The current row. Its `seq` and `head` are those of the entry.
    pub current: Current,
    /// The effects that somebody outside is to get: number, and when at the earliest.
    pub outgoing: Vec<(u16, i64)>,
}

/// Where an effect stands in the log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Pointer {
    /// The item.
    pub item: ItemId,
    /// The transition.
    pub seq: u64,
    /// Which of its effects.
    pub effect: u16,
}

/// An effect that is not delivered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outgoing {
    /// Which.
    pub pointer: Pointer,
    /// When to try, at the earliest.
    pub due: i64,
    /// How often it was put off.
    pub attempts: u32,
}

/// What is kept under its hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// A module.
    Module,
    /// A set of calendars.
    Calendars,
}

/// Something to be made durable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Write {
    /// A transition.
    Transition(Box<Transition>),
    /// Bytes that log rows name by hash. Kept for good; keeping them again changes nothing.
    Keep(Content, Vec<u8>),
    /// An effect reached whom it was for.
    Delivered(Pointer),
    /// It did not; not before this instant again.
    Postponed(Pointer, i64),
    /// An item is taken aside for a reason, or put back.
    Parked(ItemId, Option<String>),
}

/// What became of a write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It is durable.
    Written,
    /// It was done before, under this idempotency key; nothing was changed.
    Repeated(Box<Logged>),
    /// The item moved in the meantime, or is not there; nothing was changed.
    Stale,
    /// Another item has the business key; nothing was changed.
    Taken(ItemId),
}

/// Which items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Which {
    /// Not ended, by id, from the first after this one on.
    Live(Option<ItemId>),
    /// With a clock that is due at this instant and not parked, longest due first.
    Due(i64),
    /// Of a workflow with a business key, by id.
    Keyed {
        /// The workflow.
        workflow: String,
        /// The business key.
        key: String,
    },
    /// Taken aside, by id, from the first after this one on.
    Parked(Option<ItemId>),
}
