//! Files of items and acts: JSON, or JSON Lines.
//!
//! In: a path; `-` is standard input. Out: entries, each with the words for where it stands. A file that cannot
//! be read to its end gives none at all, so nothing of it is begun. Not here: what an entry means.

use super::disk;
use super::output::Trouble;
use crate::abi::json::{self, Json, Unreadable};

/// One entry of a file.
pub(super) struct Entry {
    /// Where it stands: `orders.jsonl:3`.
    pub at: String,
    /// Its number among the entries of its file, from 1.
    pub number: usize,
    /// What it says.
    pub json: Json,
}

/// The entries of a file: those of a list, or one a line.
///
/// # Errors
/// Where the file cannot be read, or any part of it is no JSON.
pub(super) fn read(path: &str) -> Result<Vec<Entry>, Trouble> {
    let bytes = disk::data(path)
        .map_err(|why| Trouble::new(format!("`{path}` cannot be read: {why}"), "name another file"))?;
    let name = if path == "-" { "standard input" } else { path };
    let text = String::from_utf8(bytes).map_err(|error| not_text(name, &error))?;
    match json::parse(&text) {
        Ok(Json::Array(all)) => Ok(numbered(all.into_iter().map(|json| (", entry ", json)), name)),
        Ok(one) => Ok(numbered([(":", one)].into_iter(), name)),
        // Who opened a list did not mean lines.
        Err(error) if text.trim_start().starts_with('[') => Err(no_json(name, error.line(), &error)),
        Err(_) => lines(&text, name),
    }
}

fn numbered<'a>(all: impl Iterator<Item = (&'a str, Json)>, name: &str) -> Vec<Entry> {
    let entry = |(number, (between, json))| Entry { at: format!("{name}{between}{number}"), number, json };
    (1..).zip(all).map(entry).collect()
}

fn lines(text: &str, name: &str) -> Result<Vec<Entry>, Trouble> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let entry = |(number, (line, text)): (usize, (usize, &str))| {
        let json = json::parse(text).map_err(|error| no_json(name, line, &error))?;
        Ok(Entry { at: format!("{name}:{line}"), number, json })
    };
    (1..).zip(lines).map(entry).collect()
}

fn no_json(name: &str, line: usize, error: &Unreadable) -> Trouble {
    let what = format!("{name}:{line}:{}: this is no JSON: {}", error.column().max(1), error.what());
    Trouble::new(what, "write a list, or one object a line; nothing of this file was begun")
}

fn not_text(name: &str, error: &std::string::FromUtf8Error) -> Trouble {
    let at = error.utf8_error().valid_up_to();
    let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    Trouble::new(format!("{name}:{line}: byte {} of the file is not UTF-8", at + 1), "save the file as UTF-8")
}
