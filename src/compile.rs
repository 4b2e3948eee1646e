//! The ladder as functions: load, check, build.
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
    let mut wanted: VecDeque<(String, Option<Span>)> =
        paths.iter().map(|path| ((*path).to_owned(), None)).collect();
    while let Some((path, used)) = wanted.pop_front() {
        if loaded.paths.contains(&path) {
            continue;
        }
        let file = loaded.sources.next_id();
        let (source, tree) = match text(&path, used, file, files, sink) {
            Text::Whole(text) => {
                let source = Source::new(path.clone(), text);
                let tree = parse::parse(&source, file, sink);
                (source, tree)
            }
            // It has a name and a place for its finding, and declares nothing.
            Text::Broken(start) => {
                let tree = parse::parse(&Source::new("", ""), file, sink);
                (Source::new(path.clone(), start), tree)
            }
            Text::Absent => continue,
        };
        let imports = resolve::imports(&path, &tree);
        loaded.sources.push(source);
        loaded.trees.push(tree);
        loaded.paths.push(path.clone());
        wanted.extend(imports.into_iter().map(|(import, span)| (import, Some(span))));
    }
    loaded
}

/// What was found at a path.
enum Text {
    /// A text.
    Whole(String),
    /// Something that was refused, up to where it was text.
    Broken(String),
    /// Nothing. Of what is used and not there, `resolve` says so at the place of its `use`.
    Absent,
}

/// A file's text, from the library or from outside.
fn text(path: &str, used: Option<Span>, file: FileId, files: &dyn Files, sink: &mut Sink) -> Text {
    if let Some(text) = resolve::library(path) {
        return Text::Whole(text.to_owned());
    }
    let bytes = match files.read(path) {
        Ok(bytes) => bytes,
        Err(_) if used.is_some() => return Text::Absent,
        Err(why) => {
            sink.put(
                codes::FILE_UNREADABLE,
                Span::new(file, 0, 0),
                format!("`{path}` cannot be read: {why}"),
            )
            .help("is this the path you meant?");
            return Text::Broken(String::new());
        }
    };
    match parse::decode(file, &bytes) {
        Ok(text) => Text::Whole(text.to_owned()),
        Err(fault) => {
            let start = bytes.get(..fault.span().start as usize).unwrap_or_default();
            sink.push(*fault);
            Text::Broken(String::from_utf8_lossy(start).into_owned())
        }
    }
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
