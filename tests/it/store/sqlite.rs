//! What a file can suffer: another program, another version, another process, a full disk, damage.
//!
//! In: files. Out: typed errors with the next step, and what is still there. Machines run tests as root,
//! so nothing here relies on the rights of a file.

use super::{Answer, Error, Hash, Options, Sqlite, Store, Which, Write, grow, put, transition};
use std::io::{Seek, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("work.db");
    (folder, path)
}

fn refused(path: &Path) -> String {
    Sqlite::open(path).map(|_| ()).unwrap_err().to_string()
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(false).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn it_is_all_there_after_opening_again() {
    let (_folder, path) = file();
    let written = grow(&Sqlite::open(&path).unwrap(), "a", 3);
    let store = Sqlite::open(&path).unwrap();
    assert_eq!(store.item(written[0].entry.item), Ok(Some(written[2].current.clone())));
    assert_eq!(store.history(written[0].entry.item, 0, 9).unwrap().len(), 3);
}

#[test]
fn a_file_of_something_else_is_left_alone() {
    let (folder, path) = file();
    overwrite(&path, 0, &b"Dear diary, ".repeat(100));
    assert!(
        refused(&path)
            .ends_with("is not a database of Handoff: name another file, or a new one to begin with")
    );
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert_eq!(Sqlite::open(&other).err(), Some(Error::NotOurs { path: other.to_str().unwrap().to_owned() }));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "no file was left beside them");
}

#[test]
fn a_newer_schema_is_refused() {
    let (_folder, path) = file();
    drop(Sqlite::open(&path).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 7).unwrap();
    assert_eq!(Sqlite::open(&path).err(), Some(Error::Newer { found: 7, known: 1 }));
    assert!(refused(&path).contains("use a version of Handoff at least as new"));
}

#[test]
fn damage_is_seen_at_the_door() {
    let (_folder, path) = file();
    let store = Sqlite::open(&path).unwrap();
    (0..40).for_each(|n| drop(grow(&store, &format!("n{n}"), 1)));
    drop(store);
    overwrite(&path, 2 * 4_096, &[0xEE; 4_096]);
    assert!(matches!(Sqlite::open(&path).err(), Some(Error::Corrupted { .. })), "{}", refused(&path));
    assert!(refused(&path).contains("go on from the last backup"));
}

#[test]
fn a_second_writer_is_refused_and_a_reader_is_not() {
    let (_folder, path) = file();
    let store = Sqlite::open(&path).unwrap();
    let id = grow(&store, "a", 1)[0].entry.item;
    assert_eq!(Sqlite::open(&path).err(), Some(Error::Locked));
    let reader = Sqlite::with(&path, Options { read_only: true, ..Options::default() }).unwrap();
    assert!(reader.item(id).unwrap().is_some());
    let next = transition("b", 1, Hash::NONE);
    assert_eq!(reader.submit(Write::Transition(Box::new(next.clone()))).wait(), Err(Error::ReadOnly));
    drop(store);
    assert_eq!(put(&Sqlite::open(&path).unwrap(), &next), Answer::Written);
    assert!(reader.item(next.entry.item).unwrap().is_some(), "a reader sees later commits");
}

#[test]
fn a_full_disk_refuses_and_keeps_what_it_has() {
    let (_folder, path) = file();
    let options = Options { most_pages: Some(40), ..Options::default() };
    let store = Sqlite::with(&path, options.clone()).unwrap();
    let mut kept = 0;
    let refused = loop {
        let mut next = transition(&format!("n{kept}"), 1, Hash::NONE);
        next.current.image = vec![7; 4_000];
        match store.submit(Write::Transition(Box::new(next))).wait() {
            Ok(answer) => assert_eq!(answer, Answer::Written),
            Err(error) => break error,
        }
        kept += 1;
    };
    assert_eq!(refused, Error::Full);
    assert!(kept > 3);
    assert_eq!(store.items(&Which::Live(None), 99).unwrap().len(), kept);
    drop(store);
    // Room was made: it goes on as if nothing had been.
    let store = Sqlite::open(&path).unwrap();
    assert_eq!(store.items(&Which::Live(None), 99).unwrap().len(), kept);
    assert_eq!(put(&store, &transition(&format!("n{kept}"), 1, Hash::NONE)), Answer::Written);
}

#[test]
fn what_is_not_there_is_not_read() {
    let (_folder, path) = file();
    let looked = Sqlite::with(&path, Options { read_only: true, ..Options::default() });
    assert!(matches!(looked.err(), Some(Error::Unreachable { .. })));
    assert!(!path.exists());
}
