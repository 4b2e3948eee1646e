//! A model as text: one line a declaration or statement, for `--show=model` and for snapshots.
//!
//! In: a [`Model`]. Out: text that names everything as its author did, with what `resolve` found added where
//! it was not written: types with their limits, calendars, obligations (`!` after what must be there). It is
//! not the surface of the language, and nothing reads it back.

mod expr;
mod stmt;
mod types;

use super::words::{Calendar, Contract, Event, Operation, Team};
use super::workflow::{Outcome, Slot, SlotKind, Workflow};
use super::{Budget, ExprId, Field, Function, Model, Record};
use crate::base::{Arena, Id};
use crate::calendar::{Closed, Hours, Opening, Terms, date_text};
use std::fmt::Write;

/// The whole model, declarations first, then each workflow with its statements indented.
///
/// ```
/// use handoff::model::{Model, print};
/// assert_eq!(print(&Model::default()), "");
/// ```
pub fn print(model: &Model) -> String {
    let mut printer = Printer { model, workflow: None, text: String::new(), depth: 0 };
    printer.declarations();
    for workflow in model.workflows.values() {
        printer.workflow = Some(workflow);
        printer.workflow(workflow);
    }
    printer.text
}

/// Text as it grows, and what its names are looked up in.
struct Printer<'m> {
    model: &'m Model,
    workflow: Option<&'m Workflow>,
    text: String,
    depth: usize,
}

/// Whether a record only stands for a form, which is printed where the form is.
fn is_form(model: &Model, record: &Record) -> bool {
    let mut slots = model.workflows.values().flat_map(|workflow| workflow.slots.values());
    slots.any(|slot| slot.span == record.span)
}

/// The name of what an id points at; `?` where it points nowhere, as it does after a mistake.
fn name_of<I: Id, T>(arena: &Arena<I, T>, id: I, name: impl Fn(&T) -> String) -> String {
    arena.get(id).map_or_else(|| "?".to_owned(), name)
}

impl<'m> Printer<'m> {
    fn line(&mut self, words: impl AsRef<str>) {
        let _ = writeln!(self.text, "{:indent$}{}", "", words.as_ref(), indent = self.depth * 2);
    }

    fn inside(&mut self, visit: impl FnOnce(&mut Self)) {
        self.depth += 1;
        visit(self);
        self.depth -= 1;
    }

    fn declarations(&mut self) {
        let model = self.model;
        model.calendars.values().for_each(|calendar| self.line(calendar_words(calendar)));
        model.teams.values().for_each(|team| self.team(team));
        for record in model.records.values().filter(|record| !is_form(model, record)) {
            self.line(format!("record {} {{ {} }}", record.name, self.fields(&record.fields)));
        }
        for choice in model.choices.values() {
            let cases: Vec<String> =
                choice.cases.iter().map(|case| self.case(&case.name, &case.fields)).collect();
            self.line(format!("choice {} {{ {} }}", choice.name, cases.join(", ")));
        }
        for exception in model.exceptions.values() {
            self.line(format!("exception {}", self.case(&exception.name, &exception.fields)));
        }
        model.events.values().for_each(|event| self.event(event));
        model.operations.values().for_each(|operation| self.operation(operation));
        model.functions.values().for_each(|function| self.function(function));
        model.contracts.values().for_each(|contract| self.contract(contract));
    }

    fn team(&mut self, team: &Team) {
        let mut words = format!(
            "team {} on {} at least {}",
            team.name,
            name_of(&self.model.calendars, team.calendar, |calendar| calendar.name.to_string()),
            team.at_least
        );
        for (id, role) in self.model.roles.iter() {
            let own = self.model.teams.get(role.team).is_some_and(|of| of.span == team.span);
            if let Some(name) = role.name.as_ref().filter(|_| own && id != team.lead) {
                let _ = write!(words, " role {name} at least {}", role.at_least);
            }
        }
        if let Some(directory) = &team.directory {
            let _ = write!(words, " from {directory:?}");
        }
        words += if team.external { " external" } else { "" };
        words += if team.last_resort { " last resort" } else { "" };
        if let Some(fallback) = team.fallback {
            let _ =
                write!(words, " else {}", name_of(&self.model.teams, fallback, |team| team.name.to_string()));
        }
        for rung in &team.late {
            let when = self.late("late", rung.by.as_ref(), rung.every);
            let _ = write!(words, "; when {when} -> {}", self.notify(&rung.notify));
        }
        self.line(words);
    }

    fn event(&mut self, event: &Event) {
        let mut from: Vec<String> = event.parties.iter().map(ToString::to_string).collect();
        from.extend(event.roles.iter().map(|role| self.role(*role)));
        let from = if event.from_anyone() { "anyone".to_owned() } else { from.join(", ") };
        self.line(format!("event {} from {from}", self.case(&event.name, &event.fields)));
    }

    fn operation(&mut self, operation: &Operation) {
        let mut words =
            format!("operation {}.{}", operation.service, self.case(&operation.name, &operation.takes));
        if !operation.gives.is_empty() {
            let _ = write!(words, " gives ({})", self.fields(&operation.gives));
        }
        for exception in &operation.raises {
            let _ = write!(
                words,
                " raises {}",
                name_of(&self.model.exceptions, *exception, |known| known.name.to_string())
            );
        }
        words += if operation.only_looks { " only looks" } else { "" };
        let (first, longest) = operation.backoff;
        let _ = write!(words, " within {}", expr::seconds(operation.within));
        if operation.retries > 0 {
            let (first, longest) = (expr::seconds(first), expr::seconds(longest));
            let _ = write!(words, ", {} retries every {first} to {longest}", operation.retries);
        }
        self.line(words);
    }

    fn function(&mut self, function: &Function) {
        let params: Vec<String> = function.params.iter().map(|param| self.local_with_type(*param)).collect();
        let params = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
        let ty = self.model.exprs.get(function.body).map_or_else(|| "?".to_owned(), |body| self.ty(&body.ty));
        self.line(format!("let {}{params}: {ty} = {}", function.name, self.expr(function.body)));
    }

    fn contract(&mut self, contract: &'m Contract) {
        let teams: Vec<String> = contract
            .teams
            .iter()
            .map(|team| name_of(&self.model.teams, *team, |team| team.name.to_string()))
            .collect();
        self.line(format!(
            "contract {} for {} version {} carries {}",
            contract.name,
            teams.join(", "),
            contract.version,
            self.fields(&contract.params)
        ));
        self.inside(|printer| printer.terms(&contract.terms));
    }

    fn workflow(&mut self, workflow: &'m Workflow) {
        let item = name_of(&self.model.records, workflow.item, |record| record.name.to_string());
        self.line(format!("workflow {}(item: {item}) version {}", workflow.name, workflow.version));
        self.inside(|printer| {
            printer.header(workflow);
            for slot in workflow.slots.values() {
                printer.slot(slot);
            }
            printer.block(&workflow.body);
            printer.rights(&workflow.rights);
            printer.arms(&workflow.arms);
        });
    }

    fn header(&mut self, workflow: &'m Workflow) {
        if let Some((key, for_ever)) = workflow.key {
            let ever = if for_ever { " for ever" } else { "" };
            self.line(format!("one per {}{ever}", self.expr(key)));
        }
        for party in workflow.parties.values() {
            self.line(format!("party {} at {}", party.name, self.expr(party.at)));
        }
        self.line(format!("starts with {}", self.who(&workflow.starts)));
        if let Some(terms) = &workflow.start_terms {
            self.inside(|printer| printer.terms(terms));
        }
        match &workflow.promise {
            Err(why) => self.line(format!("no promise because {why:?}")),
            Ok(promise) => {
                let until =
                    promise.until.map_or_else(String::new, |until| format!(" until {}", self.label(until)));
                let only = promise
                    .only_if
                    .map_or_else(String::new, |only| format!(" pausing only if {}", self.expr(only)));
                self.line(format!("promised {}{until}{only}", self.budget(&promise.within)));
            }
        }
        workflow.outcomes.values().for_each(|outcome| self.outcome(outcome));
    }

    fn outcome(&mut self, outcome: &Outcome) {
        let until = outcome.until.map_or_else(String::new, |until| format!(" until {}", self.label(until)));
        let undone = if outcome.undone { " undone" } else { "" };
        self.line(format!("ends {}{until}{undone}", self.case(&outcome.name, &outcome.fields)));
        self.inside(|printer| outcome.requires.iter().for_each(|require| printer.require(require)));
    }

    fn slot(&mut self, slot: &Slot) {
        let kind = match slot.kind {
            SlotKind::Step => "step",
            SlotKind::Handoff => "handoff",
            SlotKind::Ask => "ask",
            SlotKind::Call => "call",
            SlotKind::Wait => "wait",
            SlotKind::Arm => "arm",
        };
        self.line(format!("slot {} of {kind} {{ {} }}", slot.name, self.fields(&slot.fields)));
    }

    fn case(&self, name: &crate::base::Name, fields: &[Field]) -> String {
        if fields.is_empty() { name.to_string() } else { format!("{name}({})", self.fields(fields)) }
    }

    fn budget(&self, budget: &Budget) -> String {
        let word = if budget.due { "due" } else { "within" };
        let all = if budget.in_all { " in all" } else { "" };
        format!("{word} {}{all}", self.expr(budget.span))
    }

    fn exprs(&self, exprs: &[ExprId]) -> String {
        exprs.iter().map(|expr| self.expr(*expr)).collect::<Vec<_>>().join(", ")
    }
}

fn calendar_words(calendar: &Calendar) -> String {
    let rules = &calendar.rules;
    let mut words = format!("calendar {} zone {:?}", calendar.name, rules.zone);
    match &rules.open {
        Opening::Always => words += " open always",
        Opening::Weekly(hours) => {
            let hours: Vec<String> = hours.iter().map(hours_words).collect();
            let _ = write!(words, " open {}", hours.join(", "));
        }
    }
    match rules.closed.as_slice() {
        [] => {}
        [one] => words += &format!(" closed {}", closed_words(one)),
        [first, .., last] => {
            let count = rules.closed.len();
            let _ = write!(
                words,
                " closed {count} times, first {}, last {}",
                closed_words(first),
                closed_words(last)
            );
        }
    }
    words += match (calendar.says_terms, rules.terms) {
        (false, _) => "",
        (true, Terms::AsTheyFall) => " terms as they fall",
        (true, Terms::OnOpenDay) => " terms on an open day",
    };
    words
}

fn hours_words(hours: &Hours) -> String {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let day = |day: u8| DAYS[usize::from(day % 7)];
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}-{} {}-{}", day(hours.first), day(hours.last), time(hours.from), time(hours.to))
}

fn closed_words(closed: &Closed) -> String {
    match closed.first == closed.last {
        true => date_text(closed.first),
        false => format!("{} to {}", date_text(closed.first), date_text(closed.last)),
    }
}
