//! Opening: which connection may do what, and how each is set.
//!
//! In: a path and [`Options`]. Out: connections. Not here: tables (`schema.rs`) and statements (`rows.rs`).

use super::{failure, schema};
use crate::store::Error;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};
use std::time::Duration;

/// How a database is opened.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// Only to look at it; another process may write meanwhile.
    pub read_only: bool,
    /// SQLite's name of a file system, where it is not the machine's own.
    pub vfs: Option<String>,
    /// The most pages of 4 KiB that the file may have; with more, the disk counts as full.
    pub most_pages: Option<u32>,
}

/// How long to wait for a lock of a tool that looks at the file for a moment.
const PATIENCE: Duration = Duration::from_secs(5);

/// Set on every connection: nothing in a file may run code or be written around SQLite's back.
fn harden(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(())
}

fn connect(path: &str, flags: OpenFlags, options: &Options) -> Result<Connection, Error> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = match &options.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str()),
        None => Connection::open_with_flags(path, flags),
    };
    opened.map_err(failure)
}

/// Refuses a file that is not ours or newer than we are, before anything is written.
pub(super) fn identify(path: &str, options: &Options) -> Result<(), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    schema::identify(&connect(path, flags, options)?, path)
}

/// The connection that writes, with the latest schema and every page looked at.
pub(super) fn writing(path: &str, options: &Options) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = connect(path, flags, options)?;
    if connection.is_readonly(MAIN_DB).map_err(failure)? {
        return Err(Error::ReadOnly);
    }
    settle(&mut connection, options).map_err(failure)?;
    sound(&connection)?;
    Ok(connection)
}

fn settle(connection: &mut Connection, options: &Options) -> rusqlite::Result<()> {
    harden(connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // With NORMAL, more than half of simulated power cuts lost acknowledged work; see docs/design.md.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // About 16 MiB, then this connection copies the log of the database into it.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    if let Some(pages) = options.most_pages {
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    schema::climb(connection)
}

/// A connection that reads.
pub(super) fn reading(path: &str, options: &Options) -> Result<Connection, Error> {
    let flags =
        if options.read_only { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    let connection = connect(path, flags, options)?;
    schema::identify(&connection, path)?;
    harden(&connection).map_err(failure)?;
    connection.pragma_update(None, "query_only", true).map_err(failure)?;
    Ok(connection)
}

/// Looks at every page.
pub(super) fn sound(connection: &Connection) -> Result<(), Error> {
    let said: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(failure)?;
    // The first line of several only names the database.
    let what = said.lines().last().unwrap_or_default();
    if said == "ok" { Ok(()) } else { Err(Error::Corrupted { what: what.to_owned() }) }
}

/// Takes the sign that says "somebody writes here": an empty database beside ours, locked as long as the
/// connection lives. The system takes it away from a process that dies.
pub(super) fn lock(path: &str, options: &Options) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = connect(&format!("{path}.lock"), flags, options)?;
    connection.busy_timeout(Duration::ZERO).map_err(failure)?;
    connection.execute_batch("BEGIN EXCLUSIVE").map_err(failure)?;
    Ok(connection)
}
