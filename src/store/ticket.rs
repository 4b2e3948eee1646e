//! The promise of an answer.
//!
//! In: a write that was handed in. Out: its answer, once there is one. Not here: who gives it.

use super::{Answer, Error};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// A write that was handed in. Dropping it takes nothing back.
#[must_use = "a write is not durable before its ticket says so"]
pub struct Ticket(Receiver<Result<Answer, Error>>);

/// The other end of a ticket.
pub(super) struct Reply(SyncSender<Result<Answer, Error>>);

impl Ticket {
    pub(super) fn new() -> (Reply, Ticket) {
        let (send, receive) = sync_channel(1);
        (Reply(send), Ticket(receive))
    }

    /// A ticket that is answered already.
    pub fn answered(answer: Result<Answer, Error>) -> Ticket {
        let (reply, ticket) = Ticket::new();
        reply.give(answer);
        ticket
    }

    /// Waits for the answer.
    ///
    /// # Errors
    /// Why the write was not acknowledged; it may have happened all the same.
    pub fn wait(self) -> Result<Answer, Error> {
        self.0.recv().unwrap_or(Err(Error::Stopped))
    }
}

impl Reply {
    pub(super) fn give(self, answer: Result<Answer, Error>) {
        // Nobody waits any more: the write is done all the same.
        let _ = self.0.send(answer);
    }
}
