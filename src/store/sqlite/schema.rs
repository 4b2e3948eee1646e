//! The tables, and the ladder of versions that leads to them.
//!
//! In: a connection. Out: the same, with the latest schema, or why not. A rung is never changed once
//! released; a later schema is a further rung. Not here: statements over the tables.

use super::failure;
use crate::store::Error;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};

/// `FLOW` in ASCII, in the header of our files.
pub(super) const APPLICATION: i64 = 0x464C_4F57;

/// The rungs. `user_version` says how many were climbed.
const LADDER: &[&str] = &["
    CREATE TABLE item (
        id       BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
        workflow TEXT    NOT NULL,
        key      TEXT    NOT NULL,
        held     TEXT,
        status   INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3),
        image    BLOB    NOT NULL,
        seq      INTEGER NOT NULL CHECK (seq > 0),
        head     BLOB    NOT NULL CHECK (length(head) = 32),
        module   BLOB    NOT NULL CHECK (length(module) = 32),
        next_due INTEGER NOT NULL,
        parked   TEXT
    ) STRICT;
    -- Business keys: nobody else may hold one that is held.
    CREATE UNIQUE INDEX item_held ON item (workflow, held) WHERE held IS NOT NULL;
    CREATE INDEX item_key ON item (workflow, key) WHERE key <> '';
    CREATE INDEX item_live ON item (id) WHERE status < 3;
    CREATE INDEX item_due ON item (next_due, id) WHERE next_due < 9223372036854775807 AND parked IS NULL;
    CREATE INDEX item_parked ON item (id) WHERE parked IS NOT NULL;

    CREATE TABLE log (
        position  INTEGER NOT NULL PRIMARY KEY,
        item      BLOB    NOT NULL CHECK (length(item) = 16),
        seq       INTEGER NOT NULL CHECK (seq > 0),
        previous  BLOB    NOT NULL CHECK (length(previous) = 32),
        key       TEXT    NOT NULL,
        actor     TEXT    NOT NULL,
        now       INTEGER NOT NULL,
        module    BLOB    NOT NULL CHECK (length(module) = 32),
        calendars BLOB    NOT NULL CHECK (length(calendars) = 32),
        event     BLOB    NOT NULL,
        effects   BLOB    NOT NULL,
        image     BLOB    NOT NULL CHECK (length(image) = 32),
        hash      BLOB    NOT NULL CHECK (length(hash) = 32),
        UNIQUE (item, seq),
        UNIQUE (item, key)
    ) STRICT;

    -- Pointers to effects that are not delivered; what they say stands in the log alone.
    CREATE TABLE outbox (
        item     BLOB    NOT NULL,
        seq      INTEGER NOT NULL,
        effect   INTEGER NOT NULL,
        due      INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (item, seq, effect)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX outbox_due ON outbox (due);

    CREATE TABLE content (
        hash  BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
        kind  TEXT NOT NULL CHECK (kind IN ('module', 'calendars')),
        bytes BLOB NOT NULL
    ) STRICT;
"];

/// The version of the schema that is written here: how many rungs there are.
pub const SCHEMA: i64 = LADDER.len() as i64;

/// Refuses a file that is not ours, or newer than we are; one without any table is a new one.
pub(super) fn identify(connection: &Connection, path: &str) -> Result<(), Error> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let read = || Ok((number("application_id")?, number("user_version")?, number("schema_version")?));
    let (application, version, tables) =
        read().map_err(|error: rusqlite::Error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Error::NotOurs { path: path.to_owned() },
            _ => failure(error),
        })?;
    let known = SCHEMA;
    match (application, version) {
        (0, 0) if tables == 0 => Ok(()),
        (APPLICATION, version) if version > known => Err(Error::Newer { found: version, known }),
        (APPLICATION, _) => Ok(()),
        _ => Err(Error::NotOurs { path: path.to_owned() }),
    }
}

/// Refuses a file without our tables: one that is only read is not made ours first.
pub(super) fn settled(connection: &Connection, path: &str) -> Result<(), Error> {
    let version = connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
    match version.map_err(failure)? {
        0 => Err(Error::NotOurs { path: path.to_owned() }),
        _ => Ok(()),
    }
}

/// Climbs the rungs that are left, each in a transaction of its own.
pub(super) fn climb(connection: &mut Connection) -> rusqlite::Result<()> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let left = LADDER.iter().enumerate().skip(usize::try_from(version).unwrap_or(0));
    for (index, rung) in left {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(rung)?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", index as i64 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}
