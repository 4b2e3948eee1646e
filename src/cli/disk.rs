//! The only file that reads and writes files.

#![expect(clippy::disallowed_methods, reason = "the one file that may touch the disk")]

use super::output::Trouble;
use crate::compile::Files;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files of the disk; `-` is standard input.
pub(super) struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        read(path, LARGEST).map_err(|why| match why {
            Unread::TooLarge => format!("it is larger than {LARGEST} MiB, and a .flow file has at most 4"),
            Unread::Because(why) => why,
        })
    }
}

/// The largest .flow file or module that is looked at, in MiB.
const LARGEST: u64 = 16;
/// The largest file of items or acts, in MiB.
const LARGEST_DATA: u64 = 256;

/// Why a file was not read.
enum Unread {
    TooLarge,
    Because(String),
}

/// The bytes of a file of items or acts.
///
/// # Errors
/// In words, why it cannot be read.
pub(super) fn data(path: &str) -> Result<Vec<u8>, String> {
    read(path, LARGEST_DATA).map_err(|why| match why {
        Unread::TooLarge => format!("it is larger than {LARGEST_DATA} MiB: split it"),
        Unread::Because(why) => why,
    })
}

/// Reads no more than `most` MiB, whatever the system says of a file's length: a device has none.
fn read(path: &str, most: u64) -> Result<Vec<u8>, Unread> {
    let because = |fault: std::io::Error| Unread::Because(words(&fault));
    let source: Box<dyn Read> = match path {
        "-" => Box::new(std::io::stdin()),
        _ => Box::new(File::open(path).map_err(because)?),
    };
    let (mut bytes, most) = (Vec::new(), most << 20);
    source.take(most + 1).read_to_end(&mut bytes).map_err(because)?;
    if bytes.len() as u64 > most { Err(Unread::TooLarge) } else { Ok(bytes) }
}

/// The first bytes of a file, at most `most`.
///
/// # Errors
/// In words, why it cannot be read.
pub(super) fn start(path: &str, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|fault| words(&fault))
}

/// What an input or output error means, without codes.
pub(super) fn words(fault: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    match fault.kind() {
        Kind::NotFound => "there is no such file".to_owned(),
        Kind::PermissionDenied => "it may not be read or written by you".to_owned(),
        Kind::IsADirectory => "it is a folder".to_owned(),
        Kind::StorageFull => "the disk is full".to_owned(),
        Kind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        Kind::NotADirectory => "a part of the path is no folder".to_owned(),
        _ => {
            let said = fault.to_string();
            said.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

/// The `.flow` files that paths name: a file stands for itself, a folder for all below it, sorted.
pub(super) fn flows(paths: &[String]) -> Result<Vec<String>, Trouble> {
    let mut found = Vec::new();
    for path in paths {
        if path == "-" || !Path::new(path).is_dir() {
            found.push(path.clone());
        } else {
            let before = found.len();
            below(Path::new(path), &mut found)?;
            if found.len() == before {
                return Err(Trouble::new(
                    format!("there is no .flow file below `{path}`"),
                    "name a file, or another folder",
                ));
            }
        }
    }
    Ok(found)
}

fn below(folder: &Path, found: &mut Vec<String>) -> Result<(), Trouble> {
    let unreadable = |fault: std::io::Error| {
        Trouble::new(
            format!("the folder `{}` cannot be read: {}", folder.display(), words(&fault)),
            "name another one",
        )
    };
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(unreadable)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    entries.sort();
    for entry in entries {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if entry.is_dir() && !hidden && entry.file_name().is_some_and(|name| name != "target") {
            below(&entry, found)?;
        } else if entry.extension().is_some_and(|extension| extension == "flow") {
            found.push(named(&entry)?);
        }
    }
    Ok(())
}

/// A path as text.
fn named(path: &Path) -> Result<String, Trouble> {
    path.to_str().map(str::to_owned).ok_or_else(|| {
        let what = format!("the name of the file `{}` is not UTF-8", path.display());
        Trouble::new(what, "give it another name")
    })
}

/// Writes a file whole: beside it first, then in its place. What is no ordinary file, such as a device or a
/// pipe, is written to and never replaced, and so is what a link leads to.
pub(super) fn write(path: &str, bytes: &[u8]) -> Result<(), Trouble> {
    let trouble = |fault: std::io::Error| {
        let why = match fault.kind() {
            std::io::ErrorKind::NotFound => "its folder is not there".to_owned(),
            _ => words(&fault),
        };
        Trouble::new(format!("`{path}` cannot be written: {why}"), "choose another path, or make room")
    };
    if std::fs::metadata(path).is_ok_and(|known| !known.is_file()) {
        return std::fs::write(path, bytes).map_err(trouble);
    }
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| PathBuf::from(path));
    let mut beside = target.clone().into_os_string();
    beside.push(format!(".{}.part", std::process::id()));
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, &target));
    if written.is_err() {
        // Half a file is of no use to anybody; whether it goes away does not change what went wrong.
        let _ = std::fs::remove_file(&beside);
    }
    written.map_err(trouble)
}

/// Makes a folder that is not there yet.
pub(super) fn folder(path: &str) -> Result<(), Trouble> {
    if Path::new(path).exists() {
        return Err(Trouble::new(format!("`{path}` is there already"), "choose another name"));
    }
    std::fs::create_dir_all(path).map_err(|fault| {
        Trouble::new(format!("the folder `{path}` cannot be made: {}", words(&fault)), "choose another place")
    })
}

/// A line of standard input; `None` at its end.
pub(super) fn line() -> Result<Option<String>, String> {
    let mut line = String::new();
    match std::io::stdin().read_line(&mut line) {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(line)),
        Err(fault) => Err(words(&fault)),
    }
}
