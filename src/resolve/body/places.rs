//! Places other than handoffs, and stages: step, ask, call, wait, undo, stage.
//!
//! In: statements whose places were collected. Out: their [`StmtKind`]s. Not here: terms (`terms`), arms
//! (`arms`).

use super::super::Resolver;
use super::super::faults::Want;
use super::super::scope::{Binding, Def};
use super::arms::{About, Kind};
use super::collect::form_fields;
use super::who::Owner;
use crate::base::{Name, Span};
use crate::model::{
    Arm, Ask, AskFor, Bound, Budget, Call, EventId, FormRule, Head, Local, PathRef, PlaceRule, Stage, Step,
    StmtKind, Type, Undo, Wait, WaitFor,
};
use crate::parse::ast::{self, CallLine, Clause, Clock, FormLine, TermLine};
use crate::resolve::codes;

impl<'a> Resolver<'a> {
    // ─────── Heads ───────

    /// `rests on`; `visible to` is refused.
    pub(super) fn rests_on(&mut self, clauses: impl Iterator<Item = Clause<'a>>) -> Vec<PathRef> {
        let mut paths = Vec::new();
        for clause in clauses {
            match clause {
                Clause::Rests(view) => paths.extend(self.paths(&view.paths())),
                Clause::Visible(view) => self.not_yet(view.span(), "`visible to`"),
            }
        }
        paths
    }

    pub(super) fn within(&mut self, view: Option<ast::Within<'a>>, at: Span) -> Budget {
        let in_all = view.is_some_and(ast::Within::in_all);
        self.budget(view.and_then(ast::Within::length), in_all, at)
    }

    fn clock(&mut self, view: Option<Clock<'a>>, at: Span) -> Budget {
        match view {
            Some(Clock::Due(due)) => {
                Budget { span: self.moment_of(due.moment(), at), in_all: false, due: true }
            }
            Some(Clock::Within(within)) => self.within(Some(within), at),
            None => self.within(None, at),
        }
    }

    /// A date or a moment.
    fn moment_of(&mut self, moment: Option<ast::Expr>, at: Span) -> crate::model::ExprId {
        let id = self.expr_or_hole(moment, &Want::any(), at);
        let id = self.must_be_there(id);
        if !matches!(self.type_of(id), Type::Date | Type::Instant | Type::Unknown) {
            self.mismatch(id, &Want::of(Type::Instant));
            return self.unknown(at);
        }
        id
    }

    fn pausing(
        &mut self,
        view: Option<ast::Pausing<'a>>,
    ) -> (Vec<(Name, Span)>, Option<crate::model::ExprId>) {
        let Some(view) = view else { return (Vec::new(), None) };
        let mut clocks = Vec::new();
        for clock in view.clocks() {
            if clock.name.as_str() == "promise" || self.label(&clock).is_some() {
                clocks.push((clock.name, clock.span));
            }
        }
        let condition = view.condition().map(|condition| self.condition(&condition));
        (clocks, condition)
    }

    // ─────── Step ───────

    pub(super) fn step(&mut self, view: ast::Step<'a>) -> StmtKind {
        let rests_on = self.rests_on(view.clauses());
        let Some(mut head) = self.head(view.id(), rests_on) else { return StmtKind::Unknown };
        let by = self.who(&view.by(), Owner::Allowed);
        let within = self.clock(view.clock(), view.span());
        let mut about = About::of(Kind::Step);
        about.slot = Some(head.slot);
        about.teams = self.teams_of_who(&by);
        about.teams.dedup();
        self.slot_conditions(head.slot, &form_fields(view.lines()));
        let rules = self.form_rules(view.lines(), &mut head, &about);
        StmtKind::Step(Box::new(Step { head, by, within, rules }))
    }

    /// The lines of a form but for its fields, which were collected.
    fn form_rule(&mut self, line: FormLine<'a>, head: &mut Head, about: &About) -> Option<FormRule> {
        match line {
            FormLine::Field(_) => None,
            FormLine::EachField(view) => {
                self.not_yet(self.first_line(view.span()), "a form `for each` element of a list");
                None
            }
            FormLine::NotBy(view) => Some(FormRule::NotBy(self.people(&view.people()))),
            FormLine::OnlyBy(view) => Some(FormRule::OnlyBy(self.people(&view.people()))),
            FormLine::PreferablyBy(view) => Some(FormRule::PreferablyBy(self.people(&view.people()))),
            FormLine::AlsoBy(view) => Some(FormRule::AlsoBy(self.people(&view.people()))),
            FormLine::ClaimWithin(view) => {
                Some(FormRule::ClaimWithin(self.within(view.within(), view.span())))
            }
            FormLine::Shows(view) => Some(FormRule::Shows(self.paths(&view.paths()))),
            FormLine::UndoneBy(view) => Some(FormRule::UndoneBy(self.response(view.response()))),
            FormLine::Visits(view) => {
                let most = super::super::count(view.most()).unwrap_or(1);
                Some(FormRule::AtMostVisits(most, self.response(view.then())))
            }
            FormLine::Right(view) => {
                head.rights.extend(self.right(view));
                None
            }
            FormLine::Arm(view) => {
                head.arms.extend(self.arm(view, about));
                None
            }
        }
    }

    fn form_rules(
        &mut self,
        lines: impl Iterator<Item = FormLine<'a>>,
        head: &mut Head,
        about: &About,
    ) -> Vec<PlaceRule> {
        let mut rules = Vec::new();
        for line in lines {
            let span = line.span();
            if let Some(rule) = self.form_rule(line, head, about) {
                rules.push(PlaceRule { span, rule });
            }
        }
        rules
    }

    /// A rule about people among terms.
    pub(super) fn people_rule(&mut self, line: TermLine<'a>) -> Option<PlaceRule> {
        let rule = match line {
            TermLine::NotBy(view) => FormRule::NotBy(self.people(&view.people())),
            TermLine::OnlyBy(view) => FormRule::OnlyBy(self.people(&view.people())),
            TermLine::PreferablyBy(view) => FormRule::PreferablyBy(self.people(&view.people())),
            TermLine::AlsoBy(view) => FormRule::AlsoBy(self.people(&view.people())),
            _ => return None,
        };
        Some(PlaceRule { span: line.span(), rule })
    }

    // ─────── Ask ───────

    pub(super) fn ask(&mut self, view: ast::Ask<'a>) -> StmtKind {
        let rests_on = self.rests_on(view.clauses());
        let Some(mut head) = self.head(view.id(), rests_on) else { return StmtKind::Unknown };
        let party = view.party().and_then(|party| self.party(&party));
        let within = self.clock(view.clock(), view.span());
        let (pausing, pausing_if) = self.pausing(view.pausing());
        let mut about = About::of(Kind::Ask);
        about.slot = Some(head.slot);
        self.slot_conditions(head.slot, &form_fields(view.lines()));
        let rules = self.form_rules(view.lines(), &mut head, &about);
        let Some(of) = party else { return StmtKind::Unknown };
        StmtKind::Ask(Box::new(Ask { head, of, within, pausing, pausing_if, rules }))
    }

    pub(super) fn ask_for(&mut self, view: ast::AskFor<'a>) -> StmtKind {
        let party = view.party().and_then(|party| self.party(&party));
        let paths = self.paths(&view.paths());
        let within = self.within(view.within(), view.span());
        let (pausing, pausing_if) = self.pausing(view.pausing());
        let bound = self.bound_of(view.limit()).unwrap_or(Bound::Times(1, Vec::new()));
        let answers_unmet = self.about.last().is_some_and(|about| about.kind == Kind::Handoff);
        if !answers_unmet {
            self.sink
                .put(
                    codes::RESPONSE_MISFIT,
                    view.span(),
                    "`ask … for` answers an unmet requirement of a handoff, nothing else",
                )
                .help("for new data write `ask NAME of` with a form of its own");
            return StmtKind::Unknown;
        }
        let Some(of) = party else { return StmtKind::Unknown };
        StmtKind::AskFor(Box::new(AskFor { of, paths, within, pausing, pausing_if, bound }))
    }

    // ─────── Call ───────

    pub(super) fn call_stmt(&mut self, view: ast::Call<'a>) -> StmtKind {
        let rests_on = self.rests_on(view.clauses());
        let Some(path) = view.op() else { return StmtKind::Unknown };
        let operation = self.operation_of(&path);
        let Some(mut head) = self.head(view.id(), rests_on) else { return StmtKind::Unknown };
        let takes = operation.map(|id| self.model.operations[id].takes.clone());
        let args = takes.map(|takes| self.args(&takes, &view.args(), &format!("`{path}`"), path.span));
        let about = About::of(Kind::Call);
        let mut undone_by = None;
        for line in view.lines() {
            match line {
                CallLine::UndoneBy(line) => undone_by = Some(self.response(line.response())),
                CallLine::Arm(arm) => head.arms.extend(self.arm(arm, &about)),
            }
        }
        let again = view.again().map(|why| self.plain_text(Some(why)));
        let (Some(operation), Some(args)) = (operation, args) else { return StmtKind::Unknown };
        StmtKind::Call(Box::new(Call { head, operation, args, again, undone_by }))
    }

    // ─────── Wait ───────

    pub(super) fn wait(&mut self, view: ast::Wait<'a>) -> StmtKind {
        let rests_on = self.rests_on(view.clauses());
        let Some(mut head) = self.head(view.id(), rests_on) else { return StmtKind::Unknown };
        let what = self.awaited(view, &head);
        let within = view.clock().map(|clock| self.clock(Some(clock), view.span()));
        let (pausing, pausing_if) = self.pausing(view.pausing());
        head.arms = self.arms(view.arms(), &About::of(Kind::Wait));
        let Some(what) = what else { return StmtKind::Unknown };
        StmtKind::Wait(Box::new(Wait { head, what, within, pausing, pausing_if }))
    }

    fn arms(&mut self, arms: impl Iterator<Item = ast::Arm<'a>>, about: &About) -> Vec<Arm> {
        let mut read = Vec::new();
        for arm in arms {
            read.extend(self.arm(arm, about));
        }
        read
    }

    fn awaited(&mut self, view: ast::Wait<'a>, head: &Head) -> Option<WaitFor> {
        match view.awaited()? {
            ast::Awaited::Moment(moment) => {
                let span = moment.span;
                Some(WaitFor::Until(self.moment_of(Some(moment), span)))
            }
            ast::Awaited::Event(path, condition) => {
                let event = self.event(&path)?;
                // What has come is read under the name of the wait, also before it is taken.
                let name = view.name()?;
                let ty = self.slot_type(head.slot);
                let local = self.model.locals.push(Local { name: name.name.clone(), span: name.span, ty });
                let bound = vec![(name.name, Binding::Local(local))];
                let condition =
                    self.with(bound, |resolver| condition.map(|condition| resolver.condition(&condition)));
                Some(WaitFor::Event(event, local, condition))
            }
        }
    }

    /// The event that a path names; says so where it names none.
    fn event(&mut self, path: &ast::Path) -> Option<EventId> {
        let id = self.find(path, codes::UNKNOWN_EVENT, "event", |def| match def {
            Def::Event(id) => Some(id),
            _ => None,
        })?;
        self.can_come(id, path.span)?;
        Some(id)
    }

    // ─────── Undo, stage ───────

    pub(super) fn undo(&mut self, view: ast::Undo<'a>) -> StmtKind {
        let what = view.name().map(|name| self.label(&name));
        let arms = self.arms(view.arms(), &About::of(Kind::Undo));
        match what {
            Some(None) => StmtKind::Unknown,
            what => StmtKind::Undo(Box::new(Undo { what: what.flatten(), arms })),
        }
    }

    pub(super) fn stage(&mut self, view: ast::Stage<'a>) -> StmtKind {
        let rests_on = self.rests_on(view.clauses());
        let node = self.flow.as_ref().and_then(|flow| flow.nodes.get(&view.id()).copied());
        let Some((label, _)) = node else { return StmtKind::Unknown };
        let within = view.clock().map(|clock| self.clock(Some(clock), view.span()));
        let extended = view.extended().map(|extended| {
            let by = self.budget(extended.by(), false, extended.span());
            (by, super::super::count(extended.most()).unwrap_or(1))
        });
        let (body, arms, rights) = self.body(view.body(), About::of(Kind::Stage));
        StmtKind::Stage(Box::new(Stage { label, within, extended, rests_on, body, arms, rights }))
    }
}
