//! Many trees become one typed program: every name bound, every type given.
//!
//! In: the trees of a compilation, the library's among them. Out: one [`Model`] and, for each mistake, one
//! finding. What is wrong is poisoned in the model and says nothing a second time; a model is complete
//! exactly where nothing was put down as an error. Not here: any proof about ways through a workflow (that
//! a path is given, that a number leaves no gap), `test` blocks, and reading files.
//!
//! The way through the files: `uses` and `declare` collect names, `scope` finds them again; `calendars`,
//! `teams`, `types`, `data`, `contract` fill in what is declared; `expr` types expressions from what is
//! expected of them; `body` reads workflows. Words of messages that several rules share stand in `faults`.

mod body;
mod calendars;
pub mod codes;
mod contract;
mod data;
mod declare;
mod expr;
mod faults;
mod fields;
mod library;
mod number;
mod recursion;
mod scope;
mod services;
mod teams;
mod texts;
mod types;
mod uses;
mod walk;

use std::collections::BTreeMap;

use crate::base::{FileId, Name, Sink, Source, Span};
use crate::model::{Expr, ExprId, ExprKind, Model, RecordId, TeamId, Type};
use crate::parse::{Tree, ast};

pub use library::{library, library_files};
pub use uses::imports;

use body::{About, Flow};
use declare::Decl;
use scope::{Binding, Def, Scope};

/// One file of a compilation.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its number, as in the spans of its tree.
    pub id: FileId,
    /// Its text.
    pub source: &'a Source,
    /// What was read in it.
    pub tree: &'a Tree,
    /// The path under which `use` finds it, with slashes: `teams/payout.flow`, `stdlib/calendars/germany.flow`.
    pub path: &'a str,
}

/// Binds and types everything that `files` declare; tests are passed over.
///
/// ```
/// use handoff::base::{FileId, Sink, Source};
/// use handoff::{parse::parse, resolve::{File, resolve}};
///
/// let source = Source::new("limit.flow", "let limit = 500 EUR\nlet high(amount: Money in EUR) = amount > limt");
/// let mut sink = Sink::default();
/// let tree = parse(&source, FileId(0), &mut sink);
/// resolve(&[File { id: FileId(0), source: &source, tree: &tree, path: "limit.flow" }], &mut sink);
/// assert_eq!(sink.found()[0].message, "there is nothing called `limt` here");
/// ```
pub fn resolve(files: &[File<'_>], sink: &mut Sink) -> Model {
    let mut resolver = Resolver::new(files, sink);
    resolver.declare();
    resolver.bind_uses();
    resolver.fill_data();
    resolver.fill_calendars();
    resolver.fill_teams();
    resolver.fill_services();
    resolver.fill_functions();
    resolver.fill_conditions();
    resolver.fill_contracts();
    resolver.fill_workflows();
    resolver.model
}

/// What is known so far.
struct Resolver<'a> {
    files: &'a [File<'a>],
    sink: &'a mut Sink,
    model: Model,
    /// What each file has in sight.
    scopes: Vec<Scope>,
    /// Everything that is declared, with the index of its file, in order.
    decls: Vec<(usize, Decl<'a>)>,
    /// The file whose names are in sight.
    here: usize,
    aliases: Vec<types::Alias<'a>>,
    groups: Vec<Vec<TeamId>>,
    services: Vec<services::Service>,
    /// For each function of the model, how far it is.
    lets: Vec<expr::Let<'a>>,
    /// Events that use a form of later.
    later_events: BTreeMap<crate::model::EventId, &'static str>,
    /// Names bound inside expressions and arms, innermost last.
    names: Vec<(Name, Binding)>,
    /// The workflow that is being read.
    flow: Option<Flow>,
    /// What the arms around speak of, innermost last.
    about: Vec<About>,
    /// The receivers of the handoffs and contracts around, innermost last.
    sides: Vec<Vec<TeamId>>,
    /// The record that stands for a form, by where the form is.
    forms: BTreeMap<Span, RecordId>,
}

impl<'a> Resolver<'a> {
    fn new(files: &'a [File<'a>], sink: &'a mut Sink) -> Self {
        Resolver {
            files,
            sink,
            model: Model::default(),
            scopes: files.iter().map(|_| Scope::default()).collect(),
            decls: Vec::new(),
            here: 0,
            aliases: Vec::new(),
            groups: Vec::new(),
            services: Vec::new(),
            lets: Vec::new(),
            later_events: BTreeMap::new(),
            names: Vec::new(),
            flow: None,
            about: Vec::new(),
            sides: Vec::new(),
            forms: BTreeMap::new(),
        }
    }

    /// Goes through all declarations, each with the names of its own file in sight.
    fn each_decl(&mut self, mut visit: impl FnMut(&mut Self, Decl<'a>)) {
        for (file, decl) in self.decls.clone() {
            self.here = file;
            visit(self, decl);
        }
    }

    fn push(&mut self, kind: ExprKind, ty: Type, span: Span) -> ExprId {
        self.model.exprs.push(Expr { kind, ty, span })
    }

    /// The expression of what is wrong and was said.
    fn unknown(&mut self, span: Span) -> ExprId {
        self.push(ExprKind::Unknown, Type::Unknown, span)
    }

    fn type_of(&self, id: ExprId) -> &Type {
        &self.model.exprs[id].ty
    }

    fn is_unknown(&self, id: ExprId) -> bool {
        *self.type_of(id) == Type::Unknown
    }

    /// Runs `visit` with `bindings` in sight.
    fn with<T>(&mut self, bindings: Vec<(Name, Binding)>, visit: impl FnOnce(&mut Self) -> T) -> T {
        let mark = self.names.len();
        self.names.extend(bindings);
        let result = visit(self);
        self.names.truncate(mark);
        result
    }

    fn def(&self, name: &str) -> Option<Def> {
        self.scopes.get(self.here).and_then(|scope| scope.find(name)).map(|(def, _)| def)
    }
}

/// The `///` lines as one text.
fn docs(lines: Vec<&str>) -> String {
    lines.join("\n")
}

/// A whole number as a count of the model; more than it can hold becomes the most it can.
fn count(int: Option<ast::Int>) -> Option<u32> {
    int.map(|int| u32::try_from(int.value).unwrap_or(u32::MAX))
}
