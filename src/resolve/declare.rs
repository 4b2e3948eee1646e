//! Collects what files declare: an empty shell and an id for each, so that order means nothing.
//!
//! In: the items of all files. Out: shells in the model, names in scopes, and the list of declarations that
//! the fillers go through. Not here: what stands inside a declaration.

use super::Resolver;
use super::codes;
use super::expr::Let;
use super::scope::Def;
use super::services::Service;
use super::types::Alias;
use crate::base::{Arena, Name};
use crate::calendar::{Opening, Rules, Terms as TermsEnd};
use crate::model::{
    Calendar, CalendarId, Choice, ChoiceId, Contract, ContractId, Event, EventId, Exception, ExceptionId,
    ExprId, Function, FunctionId, Record, RecordId, Role, Team, TeamId, Terms, Who, Workflow, WorkflowId,
};
use crate::parse::ast::{self, Ident, Item};

/// A declaration and its shell.
#[derive(Clone, Copy)]
pub(super) enum Decl<'a> {
    Calendar(CalendarId, ast::Calendar<'a>),
    Team(TeamId, ast::Team<'a>),
    Group(usize, ast::Group<'a>),
    Choice(ChoiceId, ast::Choice<'a>),
    Alias(usize),
    Record(RecordId, ast::Record<'a>),
    Exception(ExceptionId, ast::Case<'a>),
    Event(EventId, ast::Event<'a>),
    Service(usize, ast::Service<'a>),
    Function(FunctionId),
    Contract(ContractId, ast::Contract<'a>),
    Workflow(WorkflowId, ast::Workflow<'a>),
}

impl<'a> Resolver<'a> {
    /// Collects every declaration of every file.
    pub(super) fn declare(&mut self) {
        for (index, file) in self.files.iter().enumerate() {
            self.here = index;
            file.tree.ast().items().for_each(|item| self.declare_item(item));
        }
    }

    fn declare_item(&mut self, item: Item<'a>) {
        match item {
            Item::Use(_) | Item::Test(_) => {}
            Item::Exceptions(list) => list.cases().for_each(|case| self.declare_exception(case)),
            Item::Calendar(view) => self.shell(view.name(), |r, name| r.calendar_shell(name, view)),
            Item::Team(view) => self.shell(view.name(), |r, name| r.team_shell(name, view)),
            Item::Group(view) => self.shell(view.name(), |r, _| r.group_shell(view)),
            Item::Choice(view) => self.shell(view.name(), |r, name| r.choice_shell(name, view)),
            Item::Alias(view) => self.shell(view.name(), |r, name| r.alias_shell(name, view)),
            Item::Record(view) => self.shell(view.name(), |r, name| r.record_shell(name, view)),
            Item::Event(view) => self.shell(view.name(), |r, name| r.event_shell(name, view)),
            Item::Service(view) => self.shell(view.name(), |r, name| r.service_shell(name, view)),
            Item::Let(view) => self.shell(view.name(), |r, name| r.let_shell(name, view)),
            Item::Contract(view) => self.shell(view.name(), |r, name| r.contract_shell(name, view)),
            Item::Workflow(view) => self.shell(view.name(), |r, name| r.workflow_shell(name, view)),
        }
    }

    /// Declares what has a name; a hole in its place was reported when the file was read.
    fn shell(&mut self, name: Option<Ident>, make: impl FnOnce(&mut Self, &Ident) -> (Def, Decl<'a>)) {
        let Some(name) = name else { return };
        let (def, decl) = make(self, &name);
        if super::types::is_built_in(&name.name) {
            let message = format!("`{}` is a type of the language", name.name);
            self.sink.put(codes::NAME_RESERVED, name.span, message).help("give it another name");
        }
        self.define(&name, def, true);
        self.decls.push((self.here, decl));
    }

    fn declare_exception(&mut self, case: ast::Case<'a>) {
        self.shell(case.name(), |r, name| {
            let shell = Exception { name: name.name.clone(), span: name.span, fields: Vec::new() };
            let id = r.model.exceptions.push(shell);
            (Def::Exception(id), Decl::Exception(id, case))
        });
    }

    fn calendar_shell(&mut self, name: &Ident, view: ast::Calendar<'a>) -> (Def, Decl<'a>) {
        let id = self.model.calendars.push(empty_calendar(name));
        (Def::Calendar(id), Decl::Calendar(id, view))
    }

    fn team_shell(&mut self, name: &Ident, view: ast::Team<'a>) -> (Def, Decl<'a>) {
        let team = self.model.teams.next_id();
        let role = self.model.roles.push(Role { team, name: None, at_least: 1 });
        let lead = self.model.roles.push(Role { team, name: Some(Name::from("lead")), at_least: 1 });
        let id = self.model.teams.push(Team {
            name: name.name.clone(),
            span: name.span,
            doc: super::docs(view.docs()),
            calendar: CalendarId(0),
            directory: None,
            at_least: 1,
            external: false,
            fallback: None,
            last_resort: false,
            role,
            lead,
            late: Vec::new(),
        });
        (Def::Team(id), Decl::Team(id, view))
    }

    fn group_shell(&mut self, view: ast::Group<'a>) -> (Def, Decl<'a>) {
        self.groups.push(Vec::new());
        let id = self.groups.len() - 1;
        (Def::Group(id), Decl::Group(id, view))
    }

    fn choice_shell(&mut self, name: &Ident, view: ast::Choice<'a>) -> (Def, Decl<'a>) {
        let shell = Choice { name: name.name.clone(), span: name.span, named: true, cases: Vec::new() };
        let id = self.model.choices.push(shell);
        (Def::Choice(id), Decl::Choice(id, view))
    }

    fn alias_shell(&mut self, name: &Ident, view: ast::Alias<'a>) -> (Def, Decl<'a>) {
        self.aliases.push(Alias::new(self.here, name, view));
        let id = self.aliases.len() - 1;
        (Def::Alias(id), Decl::Alias(id))
    }

    fn record_shell(&mut self, name: &Ident, view: ast::Record<'a>) -> (Def, Decl<'a>) {
        let doc = super::docs(view.docs());
        let shell = Record { name: name.name.clone(), span: name.span, doc, fields: Vec::new() };
        let id = self.model.records.push(shell);
        (Def::Record(id), Decl::Record(id, view))
    }

    fn event_shell(&mut self, name: &Ident, view: ast::Event<'a>) -> (Def, Decl<'a>) {
        let id = self.model.events.push(Event {
            name: name.name.clone(),
            span: name.span,
            fields: Vec::new(),
            parties: Vec::new(),
            roles: Vec::new(),
        });
        (Def::Event(id), Decl::Event(id, view))
    }

    fn service_shell(&mut self, name: &Ident, view: ast::Service<'a>) -> (Def, Decl<'a>) {
        self.services.push(Service { name: name.name.clone(), operations: Vec::new() });
        let id = self.services.len() - 1;
        (Def::Service(id), Decl::Service(id, view))
    }

    fn let_shell(&mut self, name: &Ident, view: ast::Let<'a>) -> (Def, Decl<'a>) {
        // The body is typed when it is first needed; until then it points nowhere.
        let shell =
            Function { name: name.name.clone(), span: name.span, params: Vec::new(), body: ExprId(u32::MAX) };
        let id = self.model.functions.push(shell);
        self.lets.push(Let::new(self.here, view));
        (Def::Function(id), Decl::Function(id))
    }

    fn contract_shell(&mut self, name: &Ident, view: ast::Contract<'a>) -> (Def, Decl<'a>) {
        let id = self.model.contracts.push(Contract {
            name: name.name.clone(),
            span: name.span,
            doc: super::docs(view.docs()),
            teams: Vec::new(),
            version: super::count(view.version().and_then(ast::Version::number)).unwrap_or(1),
            params: Vec::new(),
            locals: Vec::new(),
            terms: Terms::default(),
        });
        (Def::Contract(id), Decl::Contract(id, view))
    }

    fn workflow_shell(&mut self, name: &Ident, view: ast::Workflow<'a>) -> (Def, Decl<'a>) {
        let id = self.model.workflows.push(Workflow {
            name: name.name.clone(),
            span: name.span,
            doc: super::docs(view.docs()),
            item: RecordId(u32::MAX),
            key: None,
            parties: Arena::new(),
            starts: Who::Roles(Vec::new()),
            start_terms: None,
            promise: Err(String::new()),
            version: 1,
            outcomes: Arena::new(),
            slots: Arena::new(),
            labels: Arena::new(),
            body: Vec::new(),
            arms: Vec::new(),
            rights: Vec::new(),
        });
        (Def::Workflow(id), Decl::Workflow(id, view))
    }
}

fn empty_calendar(name: &Ident) -> Calendar {
    let rules = Rules {
        zone: "UTC".to_owned(),
        open: Opening::Always,
        closed: Vec::new(),
        terms: TermsEnd::AsTheyFall,
    };
    Calendar { name: name.name.clone(), span: name.span, rules, says_terms: false }
}
