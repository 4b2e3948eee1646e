//! Statements that take no time: jumps, endings, and what only acts.
//!
//! In: statements. Out: their [`StmtKind`]s. Not here: `decide` and `let` (`decide`), `notify` (`who`).

use super::super::Resolver;
use super::super::faults::Want;
use super::arms::{About, Kind};
use crate::base::Name;
use crate::model::{ExprId, Field, GoTo, OutcomeId, SlotId, StmtKind, Type};
use crate::parse::ast::{self, Arg, Filled, Ident};
use crate::resolve::codes;

impl<'a> Resolver<'a> {
    pub(super) fn go_to(&mut self, view: ast::GoTo<'a>) -> StmtKind {
        if let Some(fill) = view.fill() {
            self.sink
                .put(codes::FILL_MISFIT, fill.span(), "only a `migrate` fills in a form on the way")
                .help("the form keeps its last values by itself");
        }
        let target = view.place().and_then(|place| self.label(&place));
        let bound = self.bound_of(view.limit());
        target.map_or(StmtKind::Unknown, |target| StmtKind::GoTo(GoTo { target, bound }))
    }

    pub(super) fn raise(&mut self, view: ast::Raise<'a>) -> StmtKind {
        let Some(id) = view.exception().and_then(|path| self.exception(&path)) else {
            return StmtKind::Unknown;
        };
        let exception = self.model.exceptions[id].clone();
        let args = self.args(&exception.fields, &view.args(), &format!("`{}`", exception.name), view.span());
        StmtKind::Raise(id, args)
    }

    pub(super) fn end(&mut self, view: ast::End<'a>) -> StmtKind {
        let Some(id) = view.outcome().and_then(|name| self.outcome(&name)) else { return StmtKind::Unknown };
        let Some(outcome) = self.flow.as_ref().map(|flow| flow.outcomes[id].clone()) else {
            return StmtKind::Unknown;
        };
        let args =
            self.args(&outcome.fields, &view.args(), &format!("the outcome `{}`", outcome.name), view.span());
        StmtKind::End(id, args)
    }

    /// The outcome of that name; says so where there is none.
    pub(super) fn outcome(&mut self, name: &Ident) -> Option<OutcomeId> {
        let found = self.outcome_named(&name.name);
        if found.is_none() {
            let outcomes = self.flow.iter().flat_map(|flow| flow.outcomes.values());
            let known: Vec<Name> = outcomes.map(|outcome| outcome.name.clone()).collect();
            let message = format!("this workflow has no outcome `{}`", name.name);
            self.unknown_name(codes::UNKNOWN_OUTCOME, name, message, &known);
        }
        found
    }

    pub(super) fn reassign(&mut self, view: ast::Reassign<'a>) -> StmtKind {
        let Some(path) = view.role() else { return StmtKind::Unknown };
        let teams = self.about.last().map_or_else(Vec::new, |about| about.teams.clone());
        if let (Some(name), [team]) = (path.single(), teams.as_slice())
            && (self.def(&name.name).is_none() || self.role_named(*team, &name.name).is_some())
        {
            return self.role(*team, name).map_or(StmtKind::Unknown, StmtKind::Reassign);
        }
        match self.roles(&path).as_deref() {
            Some([role]) => StmtKind::Reassign(*role),
            Some(_) => {
                self.sink
                    .put(codes::UNKNOWN_ROLE, path.span, format!("`{path}` is more than one role"))
                    .help("name one role of one team");
                StmtKind::Unknown
            }
            None => StmtKind::Unknown,
        }
    }

    pub(super) fn complete(&mut self, view: ast::Complete<'a>) -> StmtKind {
        let Some(slot) = self.completed() else {
            self.sink
                .put(
                    codes::RESPONSE_MISFIT,
                    view.span(),
                    "`complete` stands in an arm of the step or ask whose form it fills",
                )
                .help("move it into an arm of that place, such as `when late -> complete { … }`");
            return StmtKind::Unknown;
        };
        let fields = self.flow.as_ref().map_or_else(Vec::new, |flow| flow.slots[slot].fields.clone());
        let values = view.fill().into_iter().flat_map(|fill| fill.values().collect::<Vec<_>>());
        let given: Vec<Arg> = values.filter_map(|value| self.filled(value)).collect();
        let args = self.args(&fields, &given, "the form", view.span());
        let numbered = args.into_iter().enumerate();
        StmtKind::Complete(
            numbered.filter_map(|(index, arg)| Some((u16::try_from(index).ok()?, arg))).collect(),
        )
    }

    /// The form that the arm around may fill.
    fn completed(&self) -> Option<SlotId> {
        let about: &About = self.about.last()?;
        about.slot.filter(|_| matches!(about.kind, Kind::Step | Kind::Ask))
    }

    fn filled(&mut self, value: Filled<'a>) -> Option<Arg> {
        let path = value.path()?;
        let Some(name) = path.single().cloned() else {
            self.not_yet(path.span, "filling in a part of a field");
            return None;
        };
        Some(Arg { name: Some(name), value: value.value()? })
    }

    pub(super) fn correct(&mut self, view: ast::Correct<'a>) -> StmtKind {
        let Some(path) = view.path() else { return StmtKind::Unknown };
        let id = self.path_ref(&path);
        let want = self.want_of_path(id, path.span);
        let value = self.expr_or_hole(view.value(), &want, view.span());
        if self.is_unknown(id) || !self.is_written(id, &path) {
            StmtKind::Unknown
        } else {
            StmtKind::Correct(id, value)
        }
    }

    /// What fits a path, for a message with the place of its declaration.
    fn want_of_path(&self, id: ExprId, span: crate::base::Span) -> Want {
        let ty = self.type_of(id).clone();
        match self.origin(id) {
            Some((at, text)) => Want::because(ty, at, text),
            None => Want::because(ty.clone(), span, format!("this is {}", self.words(&ty))),
        }
    }

    /// Whether a path is one that somebody writes: of the record or of a place.
    fn is_written(&mut self, id: ExprId, path: &ast::Path) -> bool {
        let written = self.is_field_of_item_or_place(id);
        if !written {
            self.sink
                .put(
                    codes::NOT_WRITTEN,
                    path.span,
                    format!("`{path}` is nothing that somebody gave, so it cannot be written"),
                )
                .help("name a field of the record or of a place, such as `triage.note`");
        }
        written
    }

    fn is_field_of_item_or_place(&self, id: ExprId) -> bool {
        use crate::model::ExprKind;
        match self.model.exprs[id].kind {
            ExprKind::Field(base, _) | ExprKind::Payload(base, _, _) => {
                let base_kind = &self.model.exprs[base].kind;
                matches!(base_kind, ExprKind::Item | ExprKind::Slot(_))
                    || self.is_field_of_item_or_place(base)
            }
            ExprKind::Present(base) => self.is_field_of_item_or_place(base),
            _ => false,
        }
    }

    pub(super) fn extend(&mut self, view: ast::Extend<'a>) -> StmtKind {
        let label = view.stage().and_then(|stage| self.label(&stage));
        label.map_or(StmtKind::Unknown, StmtKind::Extend)
    }

    /// A person, optional or a list of people, by each of several paths.
    pub(super) fn people(&mut self, paths: &[ast::Path]) -> Vec<ExprId> {
        let mut people = Vec::new();
        for path in paths {
            let id = self.path_ref(path);
            if self.person(id) {
                people.push(id);
            }
        }
        people
    }

    /// The fields of a form with their `where` conditions, put to the place that gives them.
    pub(super) fn slot_conditions(&mut self, slot: SlotId, views: &[super::super::fields::FieldView<'a>]) {
        let Some(place) = self.flow.as_ref().map(|flow| flow.slots[slot].clone()) else { return };
        let fields: Vec<Field> = self.form_conditions(views, place.fields, &place.name, place.span);
        if let Some(flow) = &mut self.flow {
            flow.slots[slot].fields = fields;
        }
    }

    /// A length of time for a clock.
    pub(in crate::resolve) fn budget(
        &mut self,
        length: Option<ast::Expr>,
        in_all: bool,
        at: crate::base::Span,
    ) -> crate::model::Budget {
        let span = self.expr_or_hole(length, &Want::of(Type::Span(None)), at);
        crate::model::Budget { span, in_all, due: false }
    }
}
