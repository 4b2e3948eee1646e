//! The one connection that writes: it drains a bounded queue into one transaction, then answers all.
//!
//! In: writes with somebody who waits for each. Out: answers, after the commit that made them durable.
//! Not here: what a write does to the tables.
//!
//! A disk that fails is not asked again through the same connection, for what SQLite holds in memory may
//! then be more than what the disk has: the connection is closed and opened anew, which recovers from the
//! log of the database. The second failure ends all writing, loudly.

use super::{Options, failure, open, rows};
use crate::store::row::{Answer, Write};
use crate::store::ticket::Reply;
use crate::store::{Error, Ticket};
use rusqlite::{Connection, TransactionBehavior};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// How many writes may wait.
const QUEUE: usize = 1_024;
/// How many become one transaction at most.
const GROUP: usize = 512;
/// How many failures of the disk are survived.
const PATIENCE: u32 = 1;

type Job = (Write, Reply);

/// The queue of the thread that writes. Dropping it waits until everything that was handed in is answered.
pub(super) struct Writer {
    queue: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Lets a thread write through `connection`.
    pub(super) fn start(connection: Connection, path: String, options: Options) -> Result<Writer, Error> {
        let (queue, jobs) = sync_channel(QUEUE);
        let mut desk = Desk { connection: Some(connection), path, options, failures: 0 };
        let thread = std::thread::Builder::new()
            .name("handoff-writer".to_owned())
            .spawn(move || desk.serve(&jobs))
            .map_err(|error| Error::Io { what: error.to_string() })?;
        Ok(Writer { queue: Some(queue), thread: Some(thread) })
    }

    pub(super) fn submit(&self, write: Write) -> Ticket {
        let (reply, ticket) = Ticket::new();
        if let Some(queue) = &self.queue {
            // Where the thread is gone, the reply is dropped and the ticket says so.
            let _ = queue.send((write, reply));
        }
        ticket
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // It answers what is left and closes the database; if it panicked, its tickets say so.
            let _ = thread.join();
        }
    }
}

/// What the thread works with.
struct Desk {
    /// None once writing has ended.
    connection: Option<Connection>,
    path: String,
    options: Options,
    failures: u32,
}

impl Desk {
    fn serve(&mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let (writes, replies): (Vec<Write>, Vec<Reply>) =
                std::iter::once(first).chain(jobs.try_iter().take(GROUP - 1)).unzip();
            match self.commit(&writes) {
                Ok(answers) => {
                    replies.into_iter().zip(answers).for_each(|(reply, answer)| reply.give(Ok(answer)));
                }
                Err(error) => replies.into_iter().for_each(|reply| reply.give(Err(error.clone()))),
            }
        }
    }

    fn commit(&mut self, writes: &[Write]) -> Result<Vec<Answer>, Error> {
        let connection = self.connection.as_mut().ok_or(Error::Stopped)?;
        let done = group(connection, writes).map_err(failure);
        if let Err(error) = &done
            && error.breaks()
        {
            self.recover(error);
        }
        done
    }

    fn recover(&mut self, error: &Error) {
        self.failures += 1;
        self.connection = None;
        if self.failures > PATIENCE {
            tracing::error!(%error, database = %self.path, "the disk failed again: nothing is written any more");
            return;
        }
        match open::writing(&self.path, &self.options) {
            Ok(connection) => {
                tracing::warn!(%error, database = %self.path, "the disk failed: the database was opened anew");
                self.connection = Some(connection);
            }
            Err(again) => {
                tracing::error!(%error, %again, database = %self.path, "the database cannot be opened anew: nothing is written any more");
            }
        }
    }
}

/// All writes in one transaction. Dropped on the way out of an error, it rolls back.
fn group(connection: &mut Connection, writes: &[Write]) -> rusqlite::Result<Vec<Answer>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answers: rusqlite::Result<Vec<Answer>> =
        writes.iter().map(|write| rows::write(&transaction, write)).collect();
    let answers = answers?;
    transaction.commit()?;
    Ok(answers)
}
