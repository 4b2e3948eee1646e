//! The only file that reads and writes files.

#![expect(clippy::disallowed_methods, reason = "the one file that may touch the disk")]

use super::output::Trouble;
use crate::compile::Files;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Files of the disk; `-` is standard input.
pub(super) struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        if path == "-" {
            let mut bytes = Vec::new();
            return match std::io::stdin().read_to_end(&mut bytes) {
                Ok(_) => Ok(bytes),
                Err(fault) => Err(words(&fault)),
            };
        }
        // A file over the limit is refused before it is read whole.
        match std::fs::metadata(path) {
            Ok(known) if known.len() > LARGEST => {
                Err("it is larger than 16 MiB; a .flow file has at most 4".to_owned())
            }
            Ok(_) => std::fs::read(path).map_err(|fault| words(&fault)),
            Err(fault) => Err(words(&fault)),
        }
    }
}

const LARGEST: u64 = 16 << 20;

/// What an input or output error means, without codes.
fn words(fault: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    match fault.kind() {
        Kind::NotFound => "there is no such file".to_owned(),
        Kind::PermissionDenied => "it may not be read or written by you".to_owned(),
        Kind::IsADirectory => "it is a folder".to_owned(),
        Kind::StorageFull => "the disk is full".to_owned(),
        Kind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        _ => fault.to_string(),
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
            found.push(entry.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

/// Writes a file whole: beside it first, then in its place.
pub(super) fn write(path: &str, bytes: &[u8]) -> Result<(), Trouble> {
    let trouble = |fault: std::io::Error| {
        Trouble::new(
            format!("`{path}` cannot be written: {}", words(&fault)),
            "choose another path, or make room",
        )
    };
    let beside = format!("{path}.part");
    std::fs::write(&beside, bytes).map_err(trouble)?;
    std::fs::rename(&beside, path).map_err(trouble)
}

/// Writes a file anew whose permissions stay; a link still points to where it pointed.
pub(super) fn rewrite(path: &str, bytes: &[u8]) -> Result<(), Trouble> {
    let trouble = |fault: std::io::Error| {
        Trouble::new(
            format!("`{path}` cannot be written: {}", words(&fault)),
            "it is as it was; make it writable, or make room",
        )
    };
    let target = std::fs::canonicalize(path).map_err(trouble)?;
    let known = std::fs::metadata(&target).map_err(trouble)?;
    if known.permissions().readonly() {
        return Err(trouble(std::io::ErrorKind::PermissionDenied.into()));
    }
    let mut beside = target.clone().into_os_string();
    beside.push(".part");
    let replaced = std::fs::write(&beside, bytes)
        .and_then(|()| std::fs::set_permissions(&beside, known.permissions()))
        .and_then(|()| std::fs::rename(&beside, &target));
    replaced.map_err(|fault| {
        // What is left of the attempt, if anything, is no use to anybody.
        let _ = std::fs::remove_file(&beside);
        trouble(fault)
    })
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
