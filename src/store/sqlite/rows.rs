//! Statements over the tables: one function a write, one a query.
//!
//! In: a connection, inside of a transaction for writes. Out: answers and rows. Not here: when a
//! transaction begins and ends.

use crate::abi::image::Status;
use crate::store::row::{
    Answer, Content, Current, Entry, Hash, ItemId, Logged, Outgoing, Pointer, Transition, Which, Write,
};
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Params, Result, Row, ffi, params};

/// Does a write; what changes nothing says why in its answer.
pub(super) fn write(connection: &Connection, write: &Write) -> Result<Answer> {
    match write {
        Write::Transition(transition) => return savepoint(connection, transition),
        Write::Keep(kind, bytes) => {
            let kind = match kind {
                Content::Module => "module",
                Content::Calendars => "calendars",
            };
            let sql = "INSERT INTO content (hash, kind, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            run(connection, sql, params![Hash::of(bytes).0, kind, bytes])?;
        }
        Write::Delivered(at) => {
            let sql = "DELETE FROM outbox WHERE item = ?1 AND seq = ?2 AND effect = ?3";
            run(connection, sql, params![at.item.0, at.seq as i64, at.effect])?;
        }
        Write::Postponed(at, due) => {
            let sql = "UPDATE outbox SET due = ?4, attempts = attempts + 1 \
                       WHERE item = ?1 AND seq = ?2 AND effect = ?3";
            run(connection, sql, params![at.item.0, at.seq as i64, at.effect, due])?;
        }
        Write::Parked(id, why) => {
            let changed = run(connection, "UPDATE item SET parked = ?2 WHERE id = ?1", params![id.0, why])?;
            return Ok(if changed == 1 { Answer::Written } else { Answer::Stale });
        }
    }
    Ok(Answer::Written)
}

fn run(connection: &Connection, sql: &str, params: impl Params) -> Result<usize> {
    connection.prepare_cached(sql)?.execute(params)
}

/// Other writes share the transaction: what this one did is undone alone.
fn savepoint(connection: &Connection, transition: &Transition) -> Result<Answer> {
    run(connection, "SAVEPOINT one", [])?;
    let answer = self::transition(connection, transition)?;
    if answer != Answer::Written {
        run(connection, "ROLLBACK TO one", [])?;
    }
    run(connection, "RELEASE one", [])?;
    Ok(answer)
}

fn transition(connection: &Connection, transition: &Transition) -> Result<Answer> {
    let Transition { entry, current, outgoing } = transition;
    if !unique(log(connection, entry))? {
        let first = repeat(connection, entry.item, &entry.key)?;
        return Ok(first.map_or(Answer::Stale, |first| Answer::Repeated(Box::new(first))));
    }
    let sql = if entry.seq == 1 { INSERT } else { UPDATE };
    match unique(item(connection, sql, entry, current)) {
        Ok(true) => {}
        // The row of the item stands before this one: no link of its chain.
        Ok(false) => return taken(connection, current),
        Err(Error::StatementChangedRows(_)) => return Ok(Answer::Stale),
        Err(error) => return Err(error),
    }
    for (effect, due) in outgoing {
        let sql = "INSERT INTO outbox (item, seq, effect, due) VALUES (?1, ?2, ?3, ?4)";
        run(connection, sql, params![entry.item.0, entry.seq as i64, effect, due])?;
    }
    Ok(Answer::Written)
}

/// Whether a statement met no row that has to be the only one of its kind.
fn unique(done: Result<()>) -> Result<bool> {
    match done {
        Ok(()) => Ok(true),
        Err(Error::SqliteFailure(code, _))
            if matches!(
                code.extended_code,
                ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ) =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn log(connection: &Connection, entry: &Entry) -> Result<()> {
    let sql = "INSERT INTO log (item, seq, previous, key, actor, now, module, calendars, event, effects, \
               image, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let values = params![
        entry.item.0,
        entry.seq as i64,
        entry.previous.0,
        entry.key,
        entry.actor,
        entry.now,
        entry.module.0,
        entry.calendars.0,
        entry.event,
        entry.effects,
        entry.image.0,
        entry.hash().0,
    ];
    run(connection, sql, values).map(|_| ())
}

const INSERT: &str = "INSERT INTO item (id, workflow, key, held, status, image, seq, head, module, next_due) \
                      SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE ?11 = zeroblob(32)";
const UPDATE: &str = "UPDATE item SET workflow = ?2, key = ?3, held = ?4, status = ?5, image = ?6, seq = ?7, \
                      head = ?8, module = ?9, next_due = ?10 WHERE id = ?1 AND seq = ?7 - 1 AND head = ?11";

/// Writes the current row.
///
/// # Errors
/// `StatementChangedRows` where the row before is another than the entry links to.
fn item(connection: &Connection, sql: &str, entry: &Entry, current: &Current) -> Result<()> {
    let values = params![
        current.id.0,
        current.workflow,
        current.key,
        current.holds_key.then_some(&current.key),
        current.status as u8,
        current.image,
        current.seq as i64,
        current.head.0,
        current.module.0,
        current.next_due,
        entry.previous.0,
    ];
    match run(connection, sql, values)? {
        1 => Ok(()),
        changed => Err(Error::StatementChangedRows(changed)),
    }
}

/// Another item holds the key, or this very item is there already.
fn taken(connection: &Connection, current: &Current) -> Result<Answer> {
    let sql = "SELECT id FROM item WHERE workflow = ?1 AND held = ?2 AND id <> ?3";
    let mut query = connection.prepare_cached(sql)?;
    let found = query.query_row(params![current.workflow, current.key, current.id.0], |row| row.get(0));
    Ok(found.optional()?.map_or(Answer::Stale, |id| Answer::Taken(ItemId(id))))
}

const CURRENT: &str =
    "SELECT id, workflow, key, held, status, image, seq, head, module, next_due, parked FROM item";
const LOGGED: &str = "SELECT position, item, seq, previous, key, actor, now, module, calendars, event, \
                      effects, image, hash FROM log";

fn current(row: &Row<'_>) -> Result<Current> {
    let held: Option<String> = row.get(3)?;
    let status: u8 = row.get(4)?;
    let states = [Status::New, Status::Live, Status::Ending, Status::Ended];
    let status = states.get(usize::from(status)).copied();
    Ok(Current {
        id: ItemId(row.get(0)?),
        workflow: row.get(1)?,
        key: row.get(2)?,
        holds_key: held.is_some(),
        status: status.ok_or_else(|| Error::InvalidColumnType(4, "status".to_owned(), Type::Integer))?,
        image: row.get(5)?,
        seq: row.get::<_, i64>(6)? as u64,
        head: Hash(row.get(7)?),
        module: Hash(row.get(8)?),
        next_due: row.get(9)?,
        parked: row.get(10)?,
    })
}

fn logged(row: &Row<'_>) -> Result<Logged> {
    let entry = Entry {
        item: ItemId(row.get(1)?),
        seq: row.get::<_, i64>(2)? as u64,
        previous: Hash(row.get(3)?),
        key: row.get(4)?,
        actor: row.get(5)?,
        now: row.get(6)?,
        module: Hash(row.get(7)?),
        calendars: Hash(row.get(8)?),
        event: row.get(9)?,
        effects: row.get(10)?,
        image: Hash(row.get(11)?),
    };
    Ok(Logged { position: row.get(0)?, hash: Hash(row.get(12)?), entry })
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(params, read)?.collect()
}

pub(super) fn one(connection: &Connection, id: ItemId) -> Result<Option<Current>> {
    Ok(all(connection, &format!("{CURRENT} WHERE id = ?1"), [id.0], current)?.pop())
}

pub(super) fn items(connection: &Connection, which: &Which, limit: usize) -> Result<Vec<Current>> {
    // No id is shorter than 16 bytes, so an empty one comes before all.
    let after = |id: &Option<ItemId>| id.map_or(Vec::new(), |id| id.0.to_vec());
    let limit = limit as i64;
    match which {
        Which::Live(last) => {
            let sql = format!("{CURRENT} WHERE status < 3 AND id > ?1 ORDER BY id LIMIT ?2");
            all(connection, &sql, params![after(last), limit], current)
        }
        Which::Due(now) => {
            let sql = format!(
                "{CURRENT} WHERE next_due <= ?1 AND next_due < 9223372036854775807 AND parked IS NULL \
                 ORDER BY next_due, id LIMIT ?2"
            );
            all(connection, &sql, params![now, limit], current)
        }
        Which::Keyed { workflow, key } => {
            let sql =
                format!("{CURRENT} WHERE workflow = ?1 AND key = ?2 AND key <> '' ORDER BY id LIMIT ?3");
            all(connection, &sql, params![workflow, key, limit], current)
        }
        Which::Parked(last) => {
            let sql = format!("{CURRENT} WHERE parked IS NOT NULL AND id > ?1 ORDER BY id LIMIT ?2");
            all(connection, &sql, params![after(last), limit], current)
        }
    }
}

pub(super) fn repeat(connection: &Connection, id: ItemId, key: &str) -> Result<Option<Logged>> {
    Ok(all(connection, &format!("{LOGGED} WHERE item = ?1 AND key = ?2"), params![id.0, key], logged)?.pop())
}

pub(super) fn history(connection: &Connection, id: ItemId, after: u64, limit: usize) -> Result<Vec<Logged>> {
    let sql = format!("{LOGGED} WHERE item = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3");
    all(connection, &sql, params![id.0, after as i64, limit as i64], logged)
}

pub(super) fn feed(connection: &Connection, after: i64, limit: usize) -> Result<Vec<Logged>> {
    let sql = format!("{LOGGED} WHERE position > ?1 ORDER BY position LIMIT ?2");
    all(connection, &sql, params![after, limit as i64], logged)
}

pub(super) fn outbox(connection: &Connection, now: i64, limit: usize) -> Result<Vec<Outgoing>> {
    let sql = "SELECT item, seq, effect, due, attempts FROM outbox WHERE due <= ?1 \
               ORDER BY due, item, seq, effect LIMIT ?2";
    let read = |row: &Row<'_>| {
        let pointer =
            Pointer { item: ItemId(row.get(0)?), seq: row.get::<_, i64>(1)? as u64, effect: row.get(2)? };
        Ok(Outgoing { pointer, due: row.get(3)?, attempts: row.get(4)? })
    };
    all(connection, sql, params![now, limit as i64], read)
}

pub(super) fn content(connection: &Connection, hash: Hash) -> Result<Option<Vec<u8>>> {
    let mut query = connection.prepare_cached("SELECT bytes FROM content WHERE hash = ?1")?;
    query.query_row([hash.0], |row| row.get(0)).optional()
}
