//! Where work items live: one append-only log and one current row an item, in one transaction.
//!
//! In: [`Write`]s, each decided elsewhere. Out: what is kept, and an [`Answer`] once it is durable. Not
//! here: what any of the bytes mean, whether a transition is allowed, who does it; the store would keep
//! nonsense just as safely. [`Memory`] and [`Sqlite`] pass one suite, `tests/it/store.rs`.
//!
//! One transition is one record. Its log row holds the event, its effects, its idempotency key and its
//! link of the hash chain; the item's current row is what the log adds up to. Queues, timers and the
//! outbox are indexes over these two, never a second copy of the truth: an outbox entry is a pointer to an
//! effect of a log row, and is gone once delivered.

mod error;
mod memory;
mod row;
mod sqlite;
mod ticket;

pub use error::Error;
pub use memory::Memory;
pub use row::{
    Answer, Content, Current, Entry, Hash, ItemId, Logged, Outgoing, Pointer, Transition, Which, Write,
};
pub use sqlite::{Options, SCHEMA, Sqlite};
pub use ticket::Ticket;

/// A place that keeps work items, and what it promises.
///
/// - **Nothing is acknowledged before it is durable.** A ticket that says [`Answer::Written`] is still true
///   after the process is killed and after the power goes. [`Memory`] alone promises this only while the
///   process lives.
/// - **A write is there completely or not at all**: log row, current row and outbox together.
/// - **An error is not a "no".** A write whose ticket says an [`Error`] may have happened. Whoever repeats it
///   under the same idempotency key gets the first answer if it did.
/// - **One writer a step.** A transition whose `seq` or `previous` is not the next link of its item's chain
///   changes nothing: [`Answer::Stale`].
/// - **A repeat gets the first answer.** A second transition of an item under one idempotency key changes
///   nothing: [`Answer::Repeated`], with the log row of the first.
/// - **A held business key has one holder.** A first transition of another item with the same workflow and
///   key changes nothing: [`Answer::Taken`].
/// - **Readers see commits only**, and never wait for a writer.
/// - A transaction touches the rows of one item, so that a store may be divided by item.
pub trait Store: Send + Sync {
    /// Hands in a write. The ticket is answered once the write is durable, or is known to change nothing.
    /// Waits only while the queue of writes is full.
    fn submit(&self, write: Write) -> Ticket;

    /// The current row of an item.
    ///
    /// # Errors
    /// Any [`Error`] of reading; so for all that follow.
    fn item(&self, id: ItemId) -> Result<Option<Current>, Error>;

    /// Current rows, at most `limit` of them, in the order that [`Which`] says.
    ///
    /// # Errors
    /// See [`item`](Store::item).
    fn items(&self, which: &Which, limit: usize) -> Result<Vec<Current>, Error>;

    /// The transition of an item under an idempotency key.
    ///
    /// # Errors
    /// See [`item`](Store::item).
    fn repeat(&self, id: ItemId, key: &str) -> Result<Option<Logged>, Error>;

    /// The log of an item in order, from the first `seq` after `after` on.
    ///
    /// # Errors
    /// See [`item`](Store::item).
    fn history(&self, id: ItemId, after: u64, limit: usize) -> Result<Vec<Logged>, Error>;

    /// The log of all items in the order of commits, from the first position after `after` on. Positions
    /// only grow; they are no numbers without gaps.
    ///
    /// # Errors
    /// See [`item`](Store::item).
    fn feed(&self, after: i64, limit: usize) -> Result<Vec<Logged>, Error>;

    /// Effects that are to be delivered at `now`, longest due first.
    ///
    /// # Errors
    /// See [`item`](Store::item).
    fn outbox(&self, now: i64, limit: usize) -> Result<Vec<Outgoing>, Error>;

    /// The bytes of a module or a set of calendars, by their SHA-256.
    ///
    /// # Errors
    /// See [`item`](Store::item).
    fn content(&self, hash: Hash) -> Result<Option<Vec<u8>>, Error>;
}
