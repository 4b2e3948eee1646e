//! What names mean: those of a file, and those bound inside an expression.
//!
//! In: definitions as they are collected. Out: lookups by name or path. Not here: cases of choices, which
//! the type expected of them decides (`expr`), and places of a workflow (`body`).

use super::codes;
use std::collections::BTreeMap;

use super::Resolver;
use crate::base::{Code, Name, Span};
use crate::model::{
    CalendarId, ChoiceId, ContractId, EventId, ExceptionId, ExprId, FunctionId, LocalId, RecordId, SlotId,
    TeamId, WorkflowId,
};
use crate::parse::ast;

/// What a name of a file stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Def {
    Calendar(CalendarId),
    Team(TeamId),
    /// A group of teams, by its place in `Resolver::groups`.
    Group(usize),
    Record(RecordId),
    Choice(ChoiceId),
    /// A named type, by its place in `Resolver::aliases`.
    Alias(usize),
    Exception(ExceptionId),
    Event(EventId),
    /// A service, by its place in `Resolver::services`.
    Service(usize),
    Function(FunctionId),
    Contract(ContractId),
    Workflow(WorkflowId),
    /// Another file, by its place among all files.
    Module(usize),
    /// Something that was said to be wrong already.
    Unknown,
}

impl Def {
    /// What it is, as one would say it: "a team".
    pub(super) fn words(self) -> &'static str {
        match self {
            Def::Calendar(_) => "a calendar",
            Def::Team(_) => "a team",
            Def::Group(_) => "a group of teams",
            Def::Record(_) => "a record",
            Def::Choice(_) => "a choice",
            Def::Alias(_) => "a type",
            Def::Exception(_) => "an exception",
            Def::Event(_) => "an event",
            Def::Service(_) => "a service",
            Def::Function(_) => "a value",
            Def::Contract(_) => "a contract",
            Def::Workflow(_) => "a workflow",
            Def::Module(_) | Def::Unknown => "a file",
        }
    }
}

/// What a name bound inside an expression or an arm stands for.
#[derive(Clone, Debug)]
pub(super) enum Binding {
    /// A parameter or an element.
    Local(LocalId),
    /// Whatever this expression means.
    Value(ExprId),
    /// What a case of this value carries.
    Payload(ExprId, u16),
    /// What an arm binds.
    Slot(SlotId),
    /// Nothing: what it was bound to is wrong and was said to be.
    Poison,
}

/// The names of a file.
#[derive(Default, Debug)]
pub(super) struct Scope {
    names: BTreeMap<Name, Entry>,
}

#[derive(Debug)]
struct Entry {
    def: Def,
    span: Span,
    /// Declared in this file, so that others may take it from here.
    own: bool,
}

impl Scope {
    pub(super) fn find(&self, name: &str) -> Option<(Def, Span)> {
        self.names.get(name).map(|entry| (entry.def, entry.span))
    }

    pub(super) fn own(&self, name: &str) -> Option<Def> {
        self.names.get(name).filter(|entry| entry.own).map(|entry| entry.def)
    }

    pub(super) fn own_names(&self) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(|(_, entry)| entry.own).map(|(name, _)| name)
    }

    /// All names of a sort.
    pub(super) fn names(&self, sort: impl Fn(Def) -> bool) -> Vec<Name> {
        self.names.iter().filter(|(_, entry)| sort(entry.def)).map(|(name, _)| name.clone()).collect()
    }

    /// All definitions in sight.
    pub(super) fn defs(&self) -> impl Iterator<Item = Def> {
        self.names.values().map(|entry| entry.def)
    }
}

impl Resolver<'_> {
    /// Gives a name of the current file a meaning; `own` where it is declared there, so that other files
    /// may take it from here. A name that is given twice loses its meaning.
    pub(super) fn define(&mut self, name: &ast::Ident, def: Def, own: bool) {
        let scope = &mut self.scopes[self.here];
        if let Some(entry) = scope.names.get_mut(&name.name) {
            // Nobody knows which of the two is meant, so whoever uses the name has said nothing wrong.
            entry.def = Def::Unknown;
            let first = entry.span;
            // Of a file that is not there nobody knows whether it has that name.
            if def != Def::Unknown {
                self.name_twice(name, first);
            }
            return;
        }
        scope.names.insert(name.name.clone(), Entry { def, span: name.span, own });
    }

    pub(super) fn name_twice(&mut self, name: &ast::Ident, first: Span) {
        self.sink
            .put(codes::NAME_TWICE, name.span, format!("`{}` is declared twice", name.name))
            .label(first, "first here")
            .help("give one of the two another name");
    }

    /// What a path of a file's names means: `Payout`, or `contracts.Payout` of a file used as a whole.
    pub(super) fn def_of(&self, path: &ast::Path) -> Option<Def> {
        match path.parts.as_slice() {
            [one] => self.def(&one.name),
            [module, name] => match self.def(&module.name)? {
                Def::Module(file) => self.scopes[file].own(&name.name),
                Def::Unknown => Some(Def::Unknown),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a path names, if it is of the sort that `pick` takes; says so where it is not. `what` is the
    /// sort in one word.
    pub(super) fn find<T>(
        &mut self,
        path: &ast::Path,
        code: Code,
        what: &str,
        pick: impl Fn(Def) -> Option<T>,
    ) -> Option<T> {
        match self.def_of(path) {
            Some(Def::Unknown) => None,
            Some(def) => {
                let found = pick(def);
                if found.is_none() {
                    let article = if what.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                    let message = format!("`{path}` is {}, not {article} {what}", def.words());
                    self.sink.put(code, path.span, message);
                }
                found
            }
            None => {
                self.unknown_path(path, code, format!("there is no {what} `{path}`"), |def| {
                    pick(def).is_some()
                });
                None
            }
        }
    }

    /// Says that a path names nothing, and which name of the sort is near: of the file that it names first,
    /// or of those in sight.
    pub(super) fn unknown_path(
        &mut self,
        path: &ast::Path,
        code: Code,
        message: String,
        sort: impl Fn(Def) -> bool,
    ) {
        let module = path.parts.first().and_then(|first| self.def(&first.name));
        let (known, name) = match (module, path.parts.as_slice()) {
            (Some(Def::Module(file)), [_, name, ..]) => (self.scopes[file].names(&sort), name.clone()),
            (_, [name]) => (self.names_of(sort), name.clone()),
            (_, [name, ..]) => {
                (self.names_of(|def| sort(def) || matches!(def, Def::Module(_))), name.clone())
            }
            (_, []) => return,
        };
        self.unknown_name(code, &name, message, &known);
    }

    /// The names in sight of a sort, to suggest from.
    pub(super) fn names_of(&self, sort: impl Fn(Def) -> bool) -> Vec<Name> {
        self.scopes[self.here].names(sort)
    }
}
