//! A history that was tampered with is found out, whatever was changed.

use super::{World, accept, told};
use handoff::store::{ItemId, Sqlite};
use std::path::Path;

/// What is found after somebody ran `sql` over the database of an item with three transitions.
fn after(sql: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("work.db");
    let item = three(&path);
    rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    match World::over(Sqlite::open(&path).unwrap()).runtime.verify(item) {
        Ok(verified) => format!("{} transitions", verified.transitions),
        Err(flaw) => flaw.to_string(),
    }
}

fn three(path: &Path) -> ItemId {
    let world = World::over(Sqlite::open(path).unwrap());
    let item = world.offered("4711");
    assert_eq!(told(world.runtime.offer(item, &accept("a"))), "Moved 3");
    item
}

#[test]
fn a_history_holds_or_the_first_flaw_is_named() {
    let changed = "transition 2 was changed after it was written";
    let state = "the history leads to another state than the item is in";
    let broken = "does not follow the one before: something was left out, put in or moved";
    for (sql, expected) in [
        ("", "3 transitions".to_owned()),
        ("UPDATE log SET actor = 'eve' WHERE seq = 2", changed.to_owned()),
        ("UPDATE log SET now = now + 1 WHERE seq = 2", changed.to_owned()),
        ("UPDATE log SET event = zeroblob(length(event)) WHERE seq = 2", changed.to_owned()),
        ("UPDATE log SET effects = x'00' WHERE seq = 2", changed.to_owned()),
        ("UPDATE log SET image = zeroblob(32) WHERE seq = 2", changed.to_owned()),
        ("UPDATE log SET hash = zeroblob(32) WHERE seq = 2", changed.to_owned()),
        ("DELETE FROM log WHERE seq = 2", format!("transition 3 {broken}")),
        ("DELETE FROM log WHERE seq = 1", format!("transition 2 {broken}")),
        ("DELETE FROM log WHERE seq = 3", state.to_owned()),
        ("UPDATE item SET image = zeroblob(length(image))", state.to_owned()),
        ("UPDATE item SET head = zeroblob(32)", state.to_owned()),
    ] {
        assert_eq!(after(sql), expected, "{sql}");
    }
}
