//! Statements, terms and arms as text.
//!
//! In: the statement tree of a workflow, terms of contracts. Out: a line each, what is inside indented.

use super::{Printer, name_of};
use crate::base::{Name, Span};
use crate::model::{
    Accept, Arm, Bound, Budget, Call, ExprId, FormRule, Handoff, Head, Notify, PathRef, PlaceRule, Require,
    Right, Situation, Stmt, StmtKind, Terms, Told, Wait, WaitFor, Who,
};
use std::fmt::Write;

impl<'m> Printer<'m> {
    pub(super) fn block(&mut self, stmts: &'m [Stmt]) {
        stmts.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &'m Stmt) {
        match &stmt.kind {
            StmtKind::Step(step) => {
                let head = format!(
                    "step {} by {} {}",
                    self.place(&step.head),
                    self.who(&step.by),
                    self.budget(&step.within)
                );
                self.placed(head, &step.head, &step.rules);
            }
            StmtKind::Handoff(handoff) => self.handoff(handoff),
            StmtKind::Ask(ask) => {
                let pausing = self.pausing(&ask.pausing, ask.pausing_if);
                let within = self.budget(&ask.within);
                let head =
                    format!("ask {} of {} {within}{pausing}", self.place(&ask.head), self.party(ask.of));
                self.placed(head, &ask.head, &ask.rules);
            }
            StmtKind::AskFor(ask) => {
                let pausing = self.pausing(&ask.pausing, ask.pausing_if);
                let (paths, within) = (self.exprs(&ask.paths), self.budget(&ask.within));
                self.line(format!("ask {} for {paths} {within}{pausing}", self.party(ask.of)));
                self.inside(|printer| printer.bound(&ask.bound));
            }
            StmtKind::Call(call) => self.call(call),
            StmtKind::Wait(wait) => self.wait(wait),
            _ => self.other(stmt),
        }
    }

    fn call(&mut self, call: &'m Call) {
        let operation = self.model.operations.get(call.operation);
        let name = operation.map_or_else(|| "?".to_owned(), |op| format!("{}.{}", op.service, op.name));
        let again = call.again.as_ref().map_or_else(String::new, |why| format!(" again because {why:?}"));
        let head = format!("call {} = {name}({}){again}", self.place(&call.head), self.exprs(&call.args));
        self.placed(head, &call.head, &[]);
        self.inside(|printer| printer.nested("undone by", call.undone_by.as_deref()));
    }

    fn wait(&mut self, wait: &'m Wait) {
        let what = match &wait.what {
            WaitFor::Event(event, local, condition) => {
                let name = name_of(&self.model.events, *event, |event| event.name.to_string());
                let only = condition.map_or_else(String::new, |only| format!(" if {}", self.expr(only)));
                format!("for {name} as {}{only}", self.local(*local))
            }
            WaitFor::Until(moment) => format!("until {}", self.expr(*moment)),
        };
        let within =
            wait.within.as_ref().map_or_else(String::new, |within| format!(" {}", self.budget(within)));
        let pausing = self.pausing(&wait.pausing, wait.pausing_if);
        let words = format!("wait {} {what}{within}{pausing}", self.place(&wait.head));
        self.placed(words, &wait.head, &[]);
    }

    /// Statements that are no place.
    fn other(&mut self, stmt: &'m Stmt) {
        match &stmt.kind {
            StmtKind::Stage(stage) => {
                let within = stage
                    .within
                    .as_ref()
                    .map_or_else(String::new, |within| format!(" {}", self.budget(within)));
                let extended = stage.extended.as_ref().map_or_else(String::new, |(by, times)| {
                    format!(" extended by {} at most {times} times", self.expr(by.span))
                });
                let rests = self.rests(&stage.rests_on);
                self.line(format!("stage {}{within}{extended}{rests}", self.label(stage.label)));
                self.inside(|printer| {
                    printer.block(&stage.body);
                    printer.rights(&stage.rights);
                    printer.arms(&stage.arms);
                });
            }
            StmtKind::Undo(undo) => {
                self.line(format!(
                    "undo {}",
                    undo.what.map_or_else(|| "all".to_owned(), |what| self.label(what))
                ));
                self.inside(|printer| printer.arms(&undo.arms));
            }
            StmtKind::Decide(decide) => {
                let subject =
                    decide.subject.map_or_else(String::new, |subject| format!(" {}", self.expr(subject)));
                self.line(format!("decide{subject}"));
                self.inside(|printer| printer.arms(&decide.arms));
            }
            StmtKind::GoTo(goto) => {
                self.line(format!("go to {}", self.label(goto.target)));
                if let Some(bound) = &goto.bound {
                    self.inside(|printer| printer.bound(bound));
                }
            }
            _ => {
                let words = self.act(stmt);
                self.line(words);
            }
        }
    }

    /// Statements of one line.
    fn act(&self, stmt: &Stmt) -> String {
        match &stmt.kind {
            StmtKind::Continue => "continue".to_owned(),
            StmtKind::Raise(exception, args) => {
                let name =
                    name_of(&self.model.exceptions, *exception, |exception| exception.name.to_string());
                format!("raise {name}({})", self.exprs(args))
            }
            StmtKind::End(outcome, args) => {
                let outcome = self.workflow.and_then(|flow| flow.outcomes.get(*outcome));
                let name = outcome.map_or_else(|| "?".to_owned(), |outcome| outcome.name.to_string());
                format!("end {name}({})", self.exprs(args))
            }
            StmtKind::Notify(notify) => self.notify(notify),
            StmtKind::Reassign(role) => format!("reassign to {}", self.role(*role)),
            StmtKind::Complete(values) => {
                let values: Vec<String> =
                    values.iter().map(|(index, value)| format!("{index}: {}", self.expr(*value))).collect();
                format!("complete {{ {} }}", values.join(", "))
            }
            StmtKind::Correct(path, value) => {
                format!("correct {} to {}", self.expr(*path), self.expr(*value))
            }
            StmtKind::Extend(stage) => format!("extend {}", self.label(*stage)),
            StmtKind::Erase(paths) => format!("erase {}", self.exprs(paths)),
            _ => "?".to_owned(),
        }
    }

    // ─────── Places ───────

    fn place(&self, head: &Head) -> String {
        self.slot_name(head.slot)
    }

    fn placed(&mut self, words: String, head: &'m Head, rules: &'m [PlaceRule]) {
        let rests = self.rests(&head.rests_on);
        self.line(format!("{words}{rests}"));
        self.inside(|printer| {
            rules.iter().for_each(|rule| printer.rule(rule));
            printer.rights(&head.rights);
            printer.arms(&head.arms);
        });
    }

    fn rests(&self, paths: &[PathRef]) -> String {
        if paths.is_empty() { String::new() } else { format!(" rests on {}", self.exprs(paths)) }
    }

    fn handoff(&mut self, handoff: &'m Handoff) {
        let from: Vec<String> = handoff
            .from
            .iter()
            .map(|team| name_of(&self.model.teams, *team, |team| team.name.to_string()))
            .collect();
        let from = if from.is_empty() { String::new() } else { format!(" from {}", from.join(", ")) };
        let under = handoff.under.as_ref().map_or_else(String::new, |(contract, args)| {
            let name = name_of(&self.model.contracts, *contract, |contract| contract.name.to_string());
            let args: Vec<String> =
                args.iter().map(|arg| arg.map_or_else(|| "_".to_owned(), |arg| self.expr(arg))).collect();
            format!(" under {name}({})", args.join(", "))
        });
        let rests = self.rests(&handoff.head.rests_on);
        self.line(format!(
            "handoff {}{from} to {}{under}{rests}",
            self.place(&handoff.head),
            self.who(&handoff.to)
        ));
        self.inside(|printer| {
            printer.terms(&handoff.terms);
            printer.rights(&handoff.head.rights);
            printer.arms(&handoff.head.arms);
        });
    }

    fn rule(&mut self, rule: &'m PlaceRule) {
        match &rule.rule {
            FormRule::NotBy(people) => self.line(format!("not by {}", self.exprs(people))),
            FormRule::OnlyBy(people) => self.line(format!("only by {}", self.exprs(people))),
            FormRule::PreferablyBy(people) => self.line(format!("preferably by {}", self.exprs(people))),
            FormRule::AlsoBy(people) => self.line(format!("also by {}", self.exprs(people))),
            FormRule::ClaimWithin(budget) => self.line(format!("claim {}", self.budget(budget))),
            FormRule::Shows(paths) => self.line(format!("shows {}", self.exprs(paths))),
            FormRule::UndoneBy(block) => self.nested("undone by", Some(block)),
            FormRule::AtMostVisits(most, then) => {
                self.nested(&format!("at most {most} visits then"), Some(then))
            }
        }
    }

    fn nested(&mut self, words: &str, block: Option<&'m [Stmt]>) {
        if let Some(block) = block {
            self.line(words);
            self.inside(|printer| printer.block(block));
        }
    }

    pub(super) fn rights(&mut self, rights: &[Right]) {
        for right in rights {
            match right {
                Right::Raise(exception, _) => {
                    let name =
                        name_of(&self.model.exceptions, *exception, |exception| exception.name.to_string());
                    self.line(format!("may raise {name}"));
                }
                Right::Suspend(budget, _) => self.line(format!("may suspend {}", self.budget(budget))),
            }
        }
    }

    fn bound(&mut self, bound: &'m Bound) {
        match bound {
            Bound::Times(times, then) => self.nested(&format!("at most {times} times then"), Some(then)),
            Bound::Unbounded(why) => self.line(format!("unbounded because {why:?}")),
        }
    }

    fn pausing(&self, clocks: &[(Name, Span)], only_if: Option<ExprId>) -> String {
        let mut words = String::new();
        if !clocks.is_empty() {
            let names: Vec<&str> = clocks.iter().map(|(name, _)| name.as_str()).collect();
            let _ = write!(words, " pausing {}", names.join(", "));
        }
        if let Some(condition) = only_if {
            let _ = write!(words, " if {}", self.expr(condition));
        }
        words
    }

    fn party(&self, party: crate::model::PartyId) -> String {
        let party = self.workflow.and_then(|flow| flow.parties.get(party));
        party.map_or_else(|| "?".to_owned(), |party| party.name.to_string())
    }

    pub(super) fn who(&self, who: &Who) -> String {
        match who {
            Who::Roles(roles) => roles.iter().map(|role| self.role(*role)).collect::<Vec<_>>().join(", "),
            Who::Owner => "owner".to_owned(),
            Who::Decided(decided) => {
                let arms = decided.iter().map(|(condition, team)| {
                    let team = name_of(&self.model.teams, *team, |team| team.name.to_string());
                    format!("{} -> {team}", self.expr(*condition))
                });
                format!("decide {{ {} }}", arms.collect::<Vec<_>>().join("; "))
            }
        }
    }

    // ─────── Terms ───────

    pub(super) fn terms(&mut self, terms: &'m Terms) {
        if !terms.carries.is_empty() {
            self.line(format!("carry {}", self.exprs(&terms.carries)));
        }
        terms.requires.iter().for_each(|require| self.require(require));
        for back in &terms.read_back {
            let path = back.path.map_or_else(String::new, |path| format!(" is {}", self.expr(path)));
            let question =
                back.question.as_ref().map_or_else(String::new, |question| format!(" {question:?}"));
            self.line(format!("read back {}{path}{question}", back.name));
        }
        if let Some(ready) = &terms.ready {
            self.line(format!("ready {}", self.budget(ready)));
        }
        match &terms.accept {
            None => {}
            Some(Accept::OnArrival) => self.line("accept on arrival"),
            Some(Accept::Within(budget)) => self.line(format!("accept {}", self.budget(budget))),
        }
        if let Some(returns) = &terms.returns {
            let reasons: Vec<String> =
                returns.iter().map(|reason| self.case(&reason.name, &reason.fields)).collect();
            self.line(format!(
                "may return {}",
                if reasons.is_empty() { "never".to_owned() } else { reasons.join(", ") }
            ));
        }
        terms.rules.iter().for_each(|rule| self.rule(rule));
        self.arms(&terms.arms);
    }

    pub(super) fn require(&mut self, require: &Require) {
        let label = require.label.as_ref().map_or_else(String::new, |label| format!("{label}: "));
        let only_if = require.only_if.map_or_else(String::new, |only| format!(" if {}", self.expr(only)));
        let words = format!(
            "require {label}{}{only_if} {}",
            self.expr(require.condition),
            self.expr(require.sentence)
        );
        self.line(words);
    }

    // ─────── Arms ───────

    pub(super) fn arms(&mut self, arms: &'m [Arm]) {
        arms.iter().for_each(|arm| self.arm(arm));
    }

    fn arm(&mut self, arm: &'m Arm) {
        let situations: Vec<String> =
            arm.situations.iter().map(|situation| self.situation(situation)).collect();
        let mut words = format!("when {}", situations.join(", "));
        if let Some(slot) = arm.bind {
            let _ = write!(words, " as {}", self.slot_name(slot));
        }
        if let Some(condition) = arm.only_if {
            let _ = write!(words, " if {}", self.expr(condition));
        }
        if let Some(until) = arm.until {
            let _ = write!(words, " until {}", self.label(until));
        }
        self.line(words + " ->");
        self.inside(|printer| printer.block(&arm.response));
    }

    fn situation(&self, situation: &Situation) -> String {
        match situation {
            Situation::Late { which, by, every } => {
                let word = which.as_ref().map_or_else(|| "late".to_owned(), |which| format!("{which} late"));
                self.late(&word, by.as_ref(), *every)
            }
            Situation::Used(millionths) => {
                format!("{}% used", super::types::number(i128::from(*millionths), 4))
            }
            Situation::Unmet(label, _) => format!("{label} unmet"),
            Situation::NeedUnmet => "unmet".to_owned(),
            Situation::Returned(reason, _) => format!("returned {reason}"),
            Situation::Failed => "failed".to_owned(),
            Situation::Cancelled => "cancelled".to_owned(),
            Situation::Corrected(path) => format!("corrected {}", self.expr(*path)),
            Situation::Exception(id) => {
                name_of(&self.model.exceptions, *id, |exception| exception.name.to_string())
            }
            Situation::Event(id) => name_of(&self.model.events, *id, |event| event.name.to_string()),
            Situation::At(at) => format!("at {}", self.expr(*at)),
            Situation::Ended(outcome) => {
                let outcome = self.workflow.and_then(|flow| flow.outcomes.get(*outcome));
                format!("ended {}", outcome.map_or("?", |outcome| outcome.name.as_str()))
            }
            Situation::Condition(condition) => self.expr(*condition),
            Situation::Otherwise => "otherwise".to_owned(),
        }
    }

    pub(super) fn late(&self, word: &str, by: Option<&Budget>, every: bool) -> String {
        match by {
            None => word.to_owned(),
            Some(by) => format!("{word} {} {}", if every { "every" } else { "by" }, self.expr(by.span)),
        }
    }

    pub(super) fn notify(&self, notify: &Notify) -> String {
        let who: Vec<String> = notify.who.iter().map(|told| self.told(told)).collect();
        let mut words = format!("notify {}", who.join(", "));
        if let Some(sentence) = notify.sentence {
            let _ = write!(words, " {}", self.expr(sentence));
        }
        if !notify.with.is_empty() {
            let _ = write!(words, " with {}", self.exprs(&notify.with));
        }
        words
    }

    fn told(&self, told: &Told) -> String {
        match told {
            Told::Role(role) => self.role(*role),
            Told::Owner(None) => "owner".to_owned(),
            Told::Owner(Some(part)) => format!("owner.{part}"),
            Told::Party(party) => self.party(*party),
            Told::Person(person) => self.expr(*person),
        }
    }
}
