//! The ladder as functions: load, check, build; and beside it, format.
//!
//! In: the paths of `.flow` files and a [`Files`] to read them through, which is the only way out to the world.
//! Out: findings, and at the top of the ladder a module. Not here: any rung itself.
//!
//! ```
//! use handoff::compile::{self, Files};
//! use std::collections::BTreeMap;
//!
//! let text = "team Desk { calendar Always  last resort  when late -> notify lead }\n\
//!             calendar Always { zone \"UTC\"  open always  terms end as they fall }\n";
//! let files = BTreeMap::from([("desk.flow".to_owned(), text.to_owned())]);
//! let checking = compile::check(&["desk.flow"], &files);
//! assert!(checking.findings.is_empty());
//! ```

use crate::base::{Diagnostic, FileId, Sink, Source, Sources, Span};
use crate::check::{self, Checked, Refused};
use crate::emit;
use crate::format::{self, Refused as Unformatted};
use crate::model::Model;
use crate::parse::codes;
use crate::parse::{self, Tree};
use crate::plan::Plan;
use crate::resolve;
use std::collections::{BTreeMap, VecDeque};

/// Where texts come from.
pub trait Files {
    /// The bytes of the file that a path names.
    ///
    /// # Errors
    /// In words, why it cannot be read: "there is no such file".
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

impl Files for BTreeMap<String, String> {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.get(path).map(|text| text.clone().into_bytes()).ok_or_else(|| "there is no such file".to_owned())
    }
}

/// Files and what was read in them.
#[derive(Debug)]
pub struct Loaded {
    /// The texts.
    pub sources: Sources,
    /// Their trees, by file.
    pub trees: Vec<Tree>,
    /// The paths under which `use` finds them.
    pub paths: Vec<String>,
    /// How many of them were named by whoever asked; they come first.
    pub roots: usize,
}

/// What came of checking.
#[derive(Debug)]
pub struct Checking {
    /// Files and trees.
    pub loaded: Loaded,
    /// What was found, sorted by place.
    pub findings: Vec<Diagnostic>,
    /// The program with its proofs, or as it was refused.
    pub program: Result<Checked, Box<Refused>>,
}

impl Checking {
    /// The program with its proofs, if nothing was refused.
    pub fn checked(&self) -> Option<&Checked> {
        self.program.as_ref().ok()
    }

    /// The typed program, as far as it could be read.
    pub fn model(&self) -> &Model {
        self.program.as_ref().map_or_else(|refused| &refused.model, Checked::model)
    }

    /// The plans, whether or not they passed.
    pub fn plans(&self) -> &[Plan] {
        self.program.as_ref().map_or_else(|refused| &refused.plans, Checked::plans)
    }
}

/// Reads files and all that they use, and parses them.
pub fn load(paths: &[&str], files: &dyn Files, sink: &mut Sink) -> Loaded {
    let mut loaded =
        Loaded { sources: Sources::new(), trees: Vec::new(), paths: Vec::new(), roots: paths.len() };
    let mut wanted: VecDeque<(String, bool)> = paths.iter().map(|path| ((*path).to_owned(), false)).collect();
    while let Some((path, used)) = wanted.pop_front() {
        if loaded.paths.contains(&path) {
            continue;
        }
        let file = loaded.sources.next_id();
        let Some(text) = text(&path, used, file, files, sink) else { continue };
        let (source, tree) = match text {
            Ok(text) => {
                let source = Source::new(path.clone(), text);
                let tree = parse::parse(&source, file, sink);
                (source, tree)
            }
            // It has a name and a place for its finding, and declares nothing.
            Err(start) => {
                let tree = parse::parse(&Source::new("", ""), file, sink);
                (Source::new(path.clone(), start), tree)
            }
        };
        let imports = resolve::imports(&path, &tree);
        loaded.sources.push(source);
        loaded.trees.push(tree);
        loaded.paths.push(path.clone());
        wanted.extend(imports.into_iter().map(|(import, _)| (import, true)));
    }
    loaded
}

/// A file's text, from the library or from outside; what of it was text, where it was refused. Nothing where a
/// file that is used is not there: `resolve` says so at the place of its `use`.
fn text(
    path: &str,
    used: bool,
    file: FileId,
    files: &dyn Files,
    sink: &mut Sink,
) -> Option<Result<String, String>> {
    if let Some(text) = resolve::library(path) {
        return Some(Ok(text.to_owned()));
    }
    match files.read(path) {
        Err(_) if used => None,
        read => Some(decoded(path, read, file, sink)),
    }
}

/// The text of what was read.
///
/// # Errors
/// What of it was text, where it was refused.
fn decoded(
    path: &str,
    read: Result<Vec<u8>, String>,
    file: FileId,
    sink: &mut Sink,
) -> Result<String, String> {
    let bytes = read.map_err(|why| {
        let message = format!("`{path}` cannot be read: {why}");
        sink.put(codes::FILE_UNREADABLE, Span::new(file, 0, 0), message).help("is this the path you meant?");
        String::new()
    })?;
    let text = parse::decode(file, &bytes).map(str::to_owned);
    text.map_err(|fault| {
        let start = bytes.get(..fault.span().start as usize).unwrap_or_default();
        sink.push(*fault);
        String::from_utf8_lossy(start).into_owned()
    })
}

/// What the module of a program says of itself, as JSON.
pub fn manifest(checking: &Checking, checked: &Checked) -> String {
    let manifest = emit::manifest(checked.model(), checked.plans(), &checking.loaded.sources);
    // Writing plain data cannot fail.
    String::from_utf8(manifest.write().unwrap_or_default()).unwrap_or_default()
}

/// The module of a program.
pub fn build(checking: &Checking, checked: &Checked) -> Vec<u8> {
    emit::emit(checked.model(), checked.plans(), &checking.loaded.sources)
}

/// A file and its text in the one layout.
#[derive(Debug)]
pub struct Formatting {
    /// The file as it is, as far as it could be read, for findings to point into.
    pub sources: Sources,
    /// Its text as it is laid out, or why it keeps its layout.
    pub text: Result<String, Unformatted>,
}

impl Formatting {
    /// The text as it is.
    pub fn before(&self) -> &str {
        self.sources.iter().next().map_or("", |(_, source)| source.text())
    }
}

/// Lays out one file by itself; what it uses is not read.
///
/// ```
/// use handoff::compile;
/// use std::collections::BTreeMap;
///
/// let files = BTreeMap::from([("all.flow".to_owned(), "teams All=Desk,Shop".to_owned())]);
/// assert_eq!(compile::format("all.flow", &files).text.unwrap(), "teams All = Desk, Shop\n");
/// ```
pub fn format(path: &str, files: &dyn Files) -> Formatting {
    let (mut sink, mut sources) = (Sink::default(), Sources::new());
    let file = sources.next_id();
    let (source, text) = match decoded(path, files.read(path), file, &mut sink) {
        Ok(text) => {
            let source = Source::new(path, text);
            let text = format::format(&source, file);
            (source, text)
        }
        Err(start) => (Source::new(path, start), Err(Unformatted::Faults(sink.finish()))),
    };
    sources.push(source);
    Formatting { sources, text }
}

/// Loads, resolves and proves a program.
pub fn check(paths: &[&str], files: &dyn Files) -> Checking {
    let mut sink = Sink::default();
    let loaded = load(paths, files, &mut sink);
    let model = {
        let parts = loaded.sources.iter().zip(&loaded.trees).zip(&loaded.paths);
        let files: Vec<resolve::File<'_>> =
            parts.map(|(((id, source), tree), path)| resolve::File { id, source, tree, path }).collect();
        resolve::resolve(&files, &mut sink)
    };
    let program = if sink.has_errors() {
        Err(Box::new(Refused { model, plans: Vec::new() }))
    } else {
        check::check(model, &mut sink)
    };
    Checking { loaded, findings: sink.finish(), program }
}
