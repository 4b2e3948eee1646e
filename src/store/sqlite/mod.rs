//! The embedded store: one file of SQLite.
//!
//! In and out: see [`Store`]. The log of the database is written ahead and synced at every commit
//! (`WAL`, `synchronous = FULL`); there is no way to weaken that. One connection writes and does every
//! checkpoint, any number read. Not here: a file on a network drive, whose locks are not kept.

mod open;
mod rows;
mod schema;
mod writer;

pub use open::Options;
pub use schema::SCHEMA;

use super::row::{Current, Hash, ItemId, Logged, Outgoing, Which, Write};
use super::{Error, Store, Ticket};
use rusqlite::{Connection, ErrorCode};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use writer::Writer;

/// A store in a file.
pub struct Sqlite {
    path: String,
    options: Options,
    /// None where it was opened to be read.
    writer: Option<Writer>,
    /// Held while `writer` lives, and let go after it: fields are dropped in order.
    _lock: Option<Mutex<Connection>>,
    readers: Mutex<Vec<Connection>>,
}

impl Sqlite {
    /// Opens a database, or begins one where there is no file.
    ///
    /// # Errors
    /// [`Error`]: not ours, newer, damaged, read-only, locked by another process.
    pub fn open(path: impl AsRef<Path>) -> Result<Sqlite, Error> {
        Sqlite::with(path, Options::default())
    }

    /// Opens a database in another way.
    ///
    /// # Errors
    /// As of [`open`](Sqlite::open).
    pub fn with(path: impl AsRef<Path>, options: Options) -> Result<Sqlite, Error> {
        let path = path.as_ref().to_string_lossy().into_owned();
        let (mut writer, mut lock, mut readers) = (None, None, Vec::new());
        if options.read_only {
            let connection = open::reading(&path, &options)?;
            schema::settled(&connection, &path)?;
            open::sound(&connection)?;
            readers.push(connection);
        } else {
            // Before the sign is put up: no file is left beside one that is not ours.
            open::identify(&path, &options)?;
            lock = Some(Mutex::new(open::lock(&path, &options)?));
            writer = Some(Writer::start(open::writing(&path, &options)?, path.clone(), options.clone())?);
        }
        Ok(Sqlite { path, options, writer, _lock: lock, readers: Mutex::new(readers) })
    }

    /// Reads through a connection of its own. It comes back to the pool, whatever it read.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        let pool = || self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = pool().pop();
        let connection = match waiting {
            Some(connection) => connection,
            None => open::reading(&self.path, &self.options)?,
        };
        let answer = read(&connection).map_err(failure);
        if !answer.as_ref().is_err_and(Error::breaks) {
            pool().push(connection);
        }
        answer
    }
}

impl Store for Sqlite {
    fn submit(&self, write: Write) -> Ticket {
        match &self.writer {
            Some(writer) => writer.submit(write),
            None => Ticket::answered(Err(Error::ReadOnly)),
        }
    }

    fn item(&self, id: ItemId) -> Result<Option<Current>, Error> {
        self.read(|connection| rows::one(connection, id))
    }

    fn items(&self, which: &Which, limit: usize) -> Result<Vec<Current>, Error> {
        self.read(|connection| rows::items(connection, which, limit))
    }

    fn repeat(&self, id: ItemId, key: &str) -> Result<Option<Logged>, Error> {
        self.read(|connection| rows::repeat(connection, id, key))
    }

    fn history(&self, id: ItemId, after: u64, limit: usize) -> Result<Vec<Logged>, Error> {
        self.read(|connection| rows::history(connection, id, after, limit))
    }

    fn feed(&self, after: i64, limit: usize) -> Result<Vec<Logged>, Error> {
        self.read(|connection| rows::feed(connection, after, limit))
    }

    fn outbox(&self, now: i64, limit: usize) -> Result<Vec<Outgoing>, Error> {
        self.read(|connection| rows::outbox(connection, now, limit))
    }

    fn content(&self, hash: Hash) -> Result<Option<Vec<u8>>, Error> {
        self.read(|connection| rows::content(connection, hash))
    }
}

/// What a failure of SQLite means for whoever runs the store.
fn failure(error: rusqlite::Error) -> Error {
    let what = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Corrupted { what },
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Error::ReadOnly,
        Some(ErrorCode::CannotOpen) => Error::Unreachable { what },
        Some(ErrorCode::DiskFull) => Error::Full,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
            Error::Locked
        }
        // A row that cannot be what we wrote.
        None => Error::Corrupted { what },
        Some(_) => Error::Io { what },
    }
}
