//! The header of a workflow: item, key, parties, start, promise, outcomes.
//!
//! In: header lines. Out: the header's part of a [`Workflow`](crate::model::Workflow). Parties and the names
//! of outcomes come before the body, all that may name a place after it was collected. Not here: statements.

use super::super::Resolver;
use super::super::fields::{local_of, of_params};
use super::super::scope::Binding;
use super::terms::TermsOf;
use super::who::Owner;
use crate::base::{Name, Span};
use crate::model::{Outcome, OutcomeId, Party, Promise, RecordId, Require, Type, WorkflowId};
use crate::parse::ast::{self, Header};
use crate::resolve::codes;

impl<'a> Resolver<'a> {
    /// The record of an item, and the name under which it is read.
    pub(super) fn item_of(&mut self, view: ast::Workflow<'a>) -> (Option<RecordId>, Option<Name>) {
        let mut params = of_params(view.params()).into_iter();
        // A hole was reported when the file was read.
        let Some(param) = params.next() else { return (None, None) };
        if let Some(second) = params.next().and_then(|param| param.name) {
            self.sink
                .put(codes::ITEM_MISFIT, second.span, "a workflow is started with one record")
                .help("put all that it starts with into that record");
        }
        let owner = param.name.as_ref().map_or_else(|| Name::from("item"), |name| name.name.clone());
        let item = match self.ty(param.ty, &owner) {
            Type::Record(record) => Some(record),
            Type::Unknown => None,
            other => {
                let span = param.ty.map_or(view.span(), ast::TypeRef::span);
                let message =
                    format!("a workflow is started with a record, and this is {}", self.words(&other));
                self.sink.put(codes::ITEM_MISFIT, span, message);
                None
            }
        };
        (item, param.name.map(|name| name.name))
    }

    /// Parties outside.
    pub(super) fn parties(&mut self, view: ast::Workflow<'a>) {
        for line in view.header() {
            let Header::Party(party) = line else { continue };
            let (Some(name), Some(address)) = (party.name(), party.address()) else { continue };
            let at = self.path_ref(&address);
            let Some(flow) = &mut self.flow else { return };
            let first = flow.parties.values().find(|known| known.name == name.name).map(|known| known.span);
            match first {
                Some(first) => self.name_twice(&name, first),
                None => {
                    flow.parties.push(Party { name: name.name, span: name.span, at });
                }
            }
        }
    }

    /// Outcomes with what they carry; their conditions come later.
    pub(super) fn outcomes(&mut self, view: ast::Workflow<'a>) {
        for outcome in outcomes_of(view) {
            let Some((case, name)) = outcome.case().and_then(|case| Some((case, case.name()?))) else {
                continue;
            };
            let first =
                self.outcome_named(&name.name).and_then(|id| Some(self.flow.as_ref()?.outcomes[id].span));
            if let Some(first) = first {
                self.name_twice(&name, first);
                continue;
            }
            let views = of_params(case.params());
            let fields = self.fields(&views, &name.name);
            let fields = self.form_conditions(&views, fields, &name.name, name.span);
            let locals = fields.iter().map(|field| self.model.locals.push(local_of(field))).collect();
            if let Some(flow) = &mut self.flow {
                flow.outcomes.push(Outcome {
                    name: name.name,
                    span: name.span,
                    fields,
                    locals,
                    until: None,
                    undone: outcome.undone(),
                    requires: Vec::new(),
                });
            }
        }
    }

    /// The outcome of that name.
    pub(super) fn outcome_named(&self, name: &Name) -> Option<OutcomeId> {
        let flow = self.flow.as_ref()?;
        flow.outcomes.iter().find(|(_, outcome)| outcome.name == *name).map(|(id, _)| id)
    }

    /// All of the header that reads places.
    pub(super) fn header(&mut self, id: WorkflowId, view: ast::Workflow<'a>) {
        let mut said = Said::default();
        for line in view.header() {
            self.header_line(id, line, &mut said);
        }
        for outcome in outcomes_of(view) {
            self.outcome_rules(outcome);
        }
        let workflow = &self.model.workflows[id];
        let (name, span) = (workflow.name.clone(), workflow.span);
        self.header_lacks(&name, span, said.starts, "who starts it", "write `starts with` and a team");
        let help = "write `promised within` and how long, or `no promise because` and why";
        self.header_lacks(&name, span, said.promise, "how long it may take", help);
        let help = "write `ends` and its outcomes, such as `ends done, cancelled`";
        self.header_lacks(&name, span, said.ends, "how it ends", help);
    }

    fn header_line(&mut self, id: WorkflowId, line: Header<'a>, said: &mut Said) {
        match line {
            Header::Key(key) => {
                let path = key.path().map(|path| self.path_ref(&path));
                self.model.workflows[id].key = path.map(|path| (path, key.for_ever()));
            }
            Header::Party(_) => {}
            Header::Starts(starts) => {
                said.starts = true;
                self.starts(id, starts);
            }
            Header::Promised(promised) => {
                said.promise = true;
                let promise = self.promise(promised);
                self.model.workflows[id].promise = Ok(promise);
            }
            Header::NoPromise(line) => {
                said.promise = true;
                let why = self.plain_text(line.because());
                self.model.workflows[id].promise = Err(why);
            }
            Header::Version(version) => {
                let number = super::super::count(version.number());
                self.model.workflows[id].version = number.unwrap_or(1);
            }
            Header::Ends(_) => said.ends = true,
        }
    }

    fn header_lacks(&mut self, name: &Name, span: Span, said: bool, what: &str, help: &str) {
        if !said {
            let message = format!("the workflow `{name}` does not say {what}");
            self.sink.put(codes::HEADER_INCOMPLETE, span, message).help(help);
        }
    }

    fn starts(&mut self, id: WorkflowId, view: ast::Starts<'a>) {
        let who = view.team().map(|team| self.receiver(&team));
        let teams = who.as_ref().map_or_else(Vec::new, |who| self.teams_of_who(who));
        let mut lines = view.terms().peekable();
        if lines.peek().is_some() {
            self.sides.push(teams);
            let (terms, _) = self.terms(lines, TermsOf::Start, &super::About::of(super::Kind::Handoff));
            self.sides.pop();
            self.model.workflows[id].start_terms = Some(terms);
        }
        if let Some(who) = who {
            self.model.workflows[id].starts = who;
        }
    }

    fn promise(&mut self, view: ast::Promised<'a>) -> Promise {
        Promise {
            within: self.within(view.within(), view.span()),
            until: view.until().and_then(|place| self.label(&place)),
            only_if: view.pausing_only_if().map(|condition| self.condition(&condition)),
        }
    }

    fn outcome_rules(&mut self, view: ast::Outcome<'a>) {
        let Some(id) = view.case().and_then(ast::Case::name).and_then(|name| self.outcome_named(&name.name))
        else {
            return;
        };
        let until = view.until().and_then(|place| self.label(&place));
        let bound = self.outcome_fields(id);
        let requires = self.with(bound, |resolver| {
            let mut requires = Vec::new();
            for rule in view.rules() {
                requires.push(resolver.outcome_rule(rule));
            }
            requires
        });
        if let Some(flow) = &mut self.flow {
            flow.outcomes[id].until = until;
            flow.outcomes[id].requires = requires;
        }
    }

    /// What an outcome carries, under its own names.
    fn outcome_fields(&self, id: OutcomeId) -> Vec<(Name, Binding)> {
        let Some(outcome) = self.flow.as_ref().map(|flow| &flow.outcomes[id]) else { return Vec::new() };
        let fields = outcome.fields.iter().zip(&outcome.locals);
        fields.map(|(field, local)| (field.name.clone(), Binding::Local(*local))).collect()
    }

    fn outcome_rule(&mut self, rule: ast::OutcomeRule<'a>) -> Require {
        let span = rule.span();
        let condition = match rule.requirement() {
            Some(condition) => self.condition(&condition),
            None => self.unknown(span),
        };
        let only_if = rule.condition().map(|condition| self.condition(&condition));
        let sentence = match rule.sentence() {
            Some(sentence) => self.sentence(&sentence),
            None => self.unknown(span),
        };
        Require { span, label: None, condition, only_if, sentence }
    }

    /// Who starts or receives: a team, or a `decide` that gives one.
    pub(super) fn receiver(&mut self, expr: &ast::Expr) -> crate::model::Who {
        match &expr.kind {
            ast::ExprKind::Path(path) => self.who(std::slice::from_ref(path), Owner::Refused),
            ast::ExprKind::Decide(decision) => {
                crate::model::Who::Decided(self.decide_team(decision, expr.span))
            }
            _ => {
                self.sink.put(codes::UNKNOWN_TEAM, expr.span, "this is not the name of a team");
                crate::model::Who::Roles(Vec::new())
            }
        }
    }
}

/// Which lines a header has.
#[derive(Default)]
struct Said {
    starts: bool,
    promise: bool,
    ends: bool,
}

fn outcomes_of<'a>(view: ast::Workflow<'a>) -> impl Iterator<Item = ast::Outcome<'a>> {
    let lines = view.header().filter_map(|line| match line {
        Header::Ends(ends) => Some(ends),
        _ => None,
    });
    lines.flat_map(|ends| ends.outcomes().collect::<Vec<_>>())
}
