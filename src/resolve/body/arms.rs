//! Arms: what may happen, what it binds, and what then.
//!
//! In: `when SITUATION -> RESPONSE`, and what it speaks of. Out: [`Arm`]s. A plain name is settled here: a
//! label that is unmet, one of the words of the place, an exception or an event. Not here: arms of `decide`
//! (`decide`), routes and bounds (`check`).

use super::super::Resolver;
use super::super::faults::{Want, listed};
use super::super::scope::{Binding, Def};
use crate::base::{Name, Span};
use crate::model::{
    Arm, Block, Bound, EventId, Field, LabelId, Return, Situation, Slot, SlotId, SlotKind, TeamId,
};
use crate::parse::ast::{self, Ident, LateClock, Rung, SituationKind, TermLine};
use crate::resolve::codes;

/// What sort of thing an arm speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::resolve) enum Kind {
    Workflow,
    Stage,
    Step,
    Handoff,
    Ask,
    Call,
    Wait,
    Undo,
    Contract,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Workflow => "a workflow",
            Kind::Stage => "a stage",
            Kind::Step => "a step",
            Kind::Handoff => "a handoff",
            Kind::Ask => "an ask",
            Kind::Call => "a call",
            Kind::Wait => "a wait",
            Kind::Undo => "an undo",
            Kind::Contract => "a contract",
        }
    }
}

/// What an arm speaks of.
#[derive(Clone, Debug)]
pub(in crate::resolve) struct About {
    pub(super) kind: Kind,
    /// The place itself, whose form a `complete` fills.
    pub(super) slot: Option<SlotId>,
    /// Labels of requirements.
    pub(super) labels: Vec<Name>,
    /// Reasons to return.
    pub(in crate::resolve) returns: Vec<Return>,
    /// The teams that work there.
    pub(super) teams: Vec<TeamId>,
    /// Its contract is unknown, so that nobody can say which labels and reasons there are.
    pub(super) open_ended: bool,
}

impl About {
    pub(in crate::resolve) fn of(kind: Kind) -> About {
        About {
            kind,
            slot: None,
            labels: Vec::new(),
            returns: Vec::new(),
            teams: Vec::new(),
            open_ended: false,
        }
    }

    /// Takes the labels of requirements that the lines themselves name.
    pub(in crate::resolve) fn own_terms<'a>(&mut self, lines: impl Iterator<Item = TermLine<'a>>) {
        self.labels.extend(lines.filter_map(|line| match line {
            TermLine::Require(view) => view.label().map(|label| label.name),
            _ => None,
        }));
    }
}

impl<'a> Resolver<'a> {
    pub(in crate::resolve) fn arm(&mut self, view: ast::Arm<'a>, about: &About) -> Option<Arm> {
        if view.is_otherwise() {
            self.sink
                .put(codes::SITUATION_MISFIT, view.span(), "`otherwise` belongs into a `decide`")
                .help("say which situation is meant: `when` and its name");
            return None;
        }
        let written = view.situations();
        let unmet = written.iter().any(|situation| matches!(situation.kind, SituationKind::Unmet(_)));
        let (mut situations, mut payloads) = (Vec::new(), Vec::new());
        for situation in &written {
            if let Some((situation, payload)) = self.situation(situation, unmet, about) {
                situations.push(situation);
                payloads.push(payload);
            }
        }
        let broken = situations.len() < written.len();
        let (bind, bound) = self.bind_payload(view.alias(), payloads, broken);
        let until = view.until().and_then(|place| self.label(&place));
        self.about.push(about.clone());
        let (only_if, response) = self.with(bound, |resolver| {
            let only_if = view.condition().map(|condition| resolver.condition(&condition));
            (only_if, resolver.response(view.response()))
        });
        self.about.pop();
        let braces = matches!(view.response(), Some(ast::Response::Block(_)));
        Some(Arm { span: view.span(), situations, bind, only_if, until, response, braces })
    }

    /// What follows an arrow or a `then`.
    pub(super) fn response(&mut self, response: Option<ast::Response<'a>>) -> Block {
        response.map_or_else(Vec::new, |response| self.block(response.stmts()))
    }

    pub(super) fn bound_of(&mut self, limit: Option<ast::Limit<'a>>) -> Option<Bound> {
        Some(match limit? {
            ast::Limit::AtMost(view) => {
                let times = super::super::count(view.times()).unwrap_or(1);
                Bound::Times(times, self.response(view.then()))
            }
            ast::Limit::Unbounded(view) => Bound::Unbounded(self.plain_text(view.because())),
        })
    }

    /// The place or stage of that name; says so where there is none.
    pub(super) fn label(&mut self, name: &Ident) -> Option<LabelId> {
        let flow = self.flow.as_ref()?;
        let found = flow.label_of.get(&name.name).copied();
        if found.is_none() && !flow.is_later(&name.name) {
            let known: Vec<Name> = flow.label_of.keys().cloned().collect();
            let message = format!("there is no place or stage called `{}` in this workflow", name.name);
            self.unknown_name(codes::UNKNOWN_PLACE, name, message, &known);
        }
        found
    }

    // ─────── What is bound ───────

    /// What `as NAME` stands for: the fields that all situations carry.
    fn bind_payload(
        &mut self,
        alias: Option<Ident>,
        payloads: Vec<Option<Vec<Field>>>,
        broken: bool,
    ) -> (Option<SlotId>, Vec<(Name, Binding)>) {
        let Some(alias) = alias else { return (None, Vec::new()) };
        if broken {
            return (None, vec![(alias.name, Binding::Poison)]);
        }
        let fields = payloads.into_iter().collect::<Option<Vec<_>>>().map_or_else(Vec::new, common);
        if fields.is_empty() || self.flow.is_none() {
            let message = format!("`as {}` has nothing to stand for", alias.name);
            self.sink.put(codes::ALIAS_MISFIT, alias.span, message).help(
                "only exceptions, events, returns and outcomes carry something, and all that stand here must",
            );
            return (None, vec![(alias.name, Binding::Poison)]);
        }
        let slot = Slot { name: alias.name.clone(), span: alias.span, kind: SlotKind::Arm, fields };
        let slot = self.flow.as_mut().map(|flow| flow.slots.push(slot));
        (slot, slot.map(|slot| (alias.name, Binding::Slot(slot))).into_iter().collect())
    }

    // ─────── Situations ───────

    /// A situation and what it carries; nothing where something is wrong with it and was said.
    fn situation(
        &mut self,
        view: &ast::Situation,
        unmet: bool,
        about: &About,
    ) -> Option<(Situation, Option<Vec<Field>>)> {
        let plain = |situation| Some((situation, None));
        match &view.kind {
            SituationKind::Name(name) if unmet && about.labels.contains(&name.name) => {
                plain(Situation::Unmet(name.name.clone(), name.span))
            }
            SituationKind::Name(name) => self.named_situation(name, view.span, about),
            SituationKind::Late(clock, rung) => {
                self.said_of(view.span, about, clock_fits(*clock, about.kind), late_words(*clock))?;
                plain(self.late(*clock, rung))
            }
            SituationKind::Used(literal) => {
                let fits = !matches!(about.kind, Kind::Call | Kind::Undo);
                self.said_of(view.span, about, fits, "used")?;
                self.used(literal, view.span).map(|used| (Situation::Used(used), None))
            }
            SituationKind::Unmet(label) => self.unmet(label, about),
            SituationKind::Returned(reason) => self.returned(reason, about),
            SituationKind::Corrected(path) => plain(Situation::Corrected(self.path_ref(path))),
            SituationKind::Ended(outcome) => {
                self.said_of(view.span, about, about.kind == Kind::Workflow, "ended")?;
                let id = self.outcome(outcome)?;
                let fields = self.flow.as_ref()?.outcomes[id].fields.clone();
                Some((Situation::Ended(id), Some(fields)))
            }
            SituationKind::AtTime(literal) => {
                let literal = ast::ExprKind::Literal(literal.clone());
                let at = self.expr(&ast::Expr { span: view.span, kind: literal }, &Want::any());
                plain(Situation::At(at))
            }
            SituationKind::Condition(expr) => self.qualified(expr, about),
            SituationKind::AtPlace(_) => {
                self.no_situation(view.span, "`at` and a place is said in a `migrate` only")
            }
            _ => self.no_situation(view.span, "a range belongs into a `decide`"),
        }
    }

    fn no_situation<T>(&mut self, span: Span, message: &str) -> Option<T> {
        self.sink.put(codes::SITUATION_MISFIT, span, message);
        None
    }

    /// Says so where a situation cannot happen to the thing it is said of.
    fn said_of(&mut self, span: Span, about: &About, fits: bool, what: &str) -> Option<()> {
        if fits {
            return Some(());
        }
        self.no_situation(span, &format!("`{what}` cannot be said of {}", about.kind.words()))
    }

    pub(in crate::resolve) fn late(&mut self, clock: LateClock, rung: &Rung) -> Situation {
        let which = match clock {
            LateClock::Main => None,
            LateClock::Claim => Some(Name::from("claim")),
            LateClock::Ready => Some(Name::from("ready")),
        };
        let (by, every) = match rung {
            Rung::Breach => (None, false),
            Rung::By(length) => (Some(self.budget(Some(length.clone()), false, length.span)), false),
            Rung::Every(length) => (Some(self.budget(Some(length.clone()), false, length.span)), true),
        };
        Situation::Late { which, by, every }
    }

    fn used(&mut self, literal: &ast::Literal, span: Span) -> Option<u32> {
        let ast::Literal::Percent(number) = literal else { return None };
        // A percentage is hundredths, so millionths of it have four places.
        let parts = super::super::number::scaled(*number, 4).and_then(|parts| u32::try_from(parts).ok());
        let used = parts.filter(|parts| (1..=1_000_000).contains(parts));
        if used.is_none() {
            self.sink.put(codes::NUMBER_OUT_OF_RANGE, span, "a budget is used from above 0% to 100%");
        }
        used
    }

    fn unmet(&mut self, label: &Ident, about: &About) -> Option<(Situation, Option<Vec<Field>>)> {
        self.said_of(label.span, about, about.kind == Kind::Handoff, "unmet")?;
        if about.labels.contains(&label.name) {
            return Some((Situation::Unmet(label.name.clone(), label.span), None));
        }
        if about.open_ended {
            return None;
        }
        let message = format!("no requirement here is labelled `{}`", label.name);
        self.unknown_name(codes::UNKNOWN_LABEL, label, message, &about.labels);
        None
    }

    fn returned(&mut self, reason: &Ident, about: &About) -> Option<(Situation, Option<Vec<Field>>)> {
        let fits = matches!(about.kind, Kind::Handoff | Kind::Contract);
        self.said_of(reason.span, about, fits, "returned")?;
        let found = about.returns.iter().find(|known| known.name == reason.name);
        if let Some(found) = found {
            return Some((Situation::Returned(reason.name.clone(), reason.span), Some(found.fields.clone())));
        }
        if about.open_ended {
            return None;
        }
        let known: Vec<Name> = about.returns.iter().map(|known| known.name.clone()).collect();
        let message = format!("`{}` is no reason for which this may be returned", reason.name);
        self.unknown_name(codes::UNKNOWN_RETURN, reason, message, &known);
        None
    }

    /// A plain name: a word of the place, an exception or an event.
    fn named_situation(
        &mut self,
        name: &Ident,
        span: Span,
        about: &About,
    ) -> Option<(Situation, Option<Vec<Field>>)> {
        match (self.def(&name.name), name.name.as_str()) {
            (None, "failed") => {
                self.said_of(span, about, matches!(about.kind, Kind::Call | Kind::Undo), "failed")?;
                Some((Situation::Failed, None))
            }
            (None, "cancelled") => {
                self.said_of(span, about, matches!(about.kind, Kind::Workflow | Kind::Stage), "cancelled")?;
                Some((Situation::Cancelled, None))
            }
            (None, "unmet") => {
                self.not_yet(span, "`when unmet` of a need");
                None
            }
            (Some(def), _) => self.happening(def, name.name.as_str(), name.span),
            (None, _) => self.unknown_situation(name, about),
        }
    }

    /// An exception or an event of another file.
    fn qualified(&mut self, expr: &ast::Expr, about: &About) -> Option<(Situation, Option<Vec<Field>>)> {
        if let ast::ExprKind::Path(path) = &expr.kind
            && let Some(def) = self.def_of(path)
        {
            return self.happening(def, &path.to_string(), expr.span);
        }
        let message = format!(
            "a condition cannot happen to {}: it belongs into a `decide`, or after `if`",
            about.kind.words()
        );
        self.no_situation(expr.span, &message)
    }

    fn happening(&mut self, def: Def, name: &str, span: Span) -> Option<(Situation, Option<Vec<Field>>)> {
        match def {
            Def::Exception(id) => {
                Some((Situation::Exception(id), Some(self.model.exceptions[id].fields.clone())))
            }
            Def::Event(id) => {
                self.can_come(id, span)?;
                Some((Situation::Event(id), Some(self.model.events[id].fields.clone())))
            }
            Def::Unknown => None,
            def => {
                self.no_situation(span, &format!("`{name}` is {}, and nothing that can happen", def.words()))
            }
        }
    }

    /// Says so where an event cannot come in this workflow: its form is of later, or no sender is here.
    pub(super) fn can_come(&mut self, id: EventId, span: Span) -> Option<()> {
        if let Some(form) = self.later_events.get(&id).copied() {
            self.not_yet(span, form);
            return None;
        }
        let event = self.model.events[id].clone();
        let is_here = |name: &Name| {
            let is_service = self.model.operations.values().any(|operation| operation.service == *name);
            is_service || self.party_named(name).is_some()
        };
        let in_workflow = self.flow.is_some() && event.roles.is_empty() && !event.parties.is_empty();
        if in_workflow && !event.parties.iter().any(is_here) {
            let senders: Vec<&str> = event.parties.iter().map(Name::as_str).collect();
            let message =
                format!("`{}` comes from {}, who is no party of this workflow", event.name, listed(&senders));
            self.sink
                .put(codes::UNKNOWN_PARTY, span, message)
                .label(event.span, "its senders are named here")
                .help("name the party in the header: `party NAME at` and a path of the record");
            return None;
        }
        Some(())
    }

    fn unknown_situation<T>(&mut self, name: &Ident, about: &About) -> Option<T> {
        let mut known = self.names_of(|def| matches!(def, Def::Exception(_) | Def::Event(_)));
        known.extend(["failed", "cancelled"].map(Name::from));
        known.extend(about.labels.iter().cloned());
        let message = format!("there is no exception or event `{}`", name.name);
        self.unknown_name(codes::UNKNOWN_SITUATION, name, message, &known);
        None
    }
}

fn clock_fits(clock: LateClock, kind: Kind) -> bool {
    match clock {
        LateClock::Main => !matches!(kind, Kind::Call | Kind::Undo),
        LateClock::Claim => kind == Kind::Step,
        LateClock::Ready => matches!(kind, Kind::Handoff | Kind::Contract),
    }
}

fn late_words(clock: LateClock) -> &'static str {
    match clock {
        LateClock::Main => "late",
        LateClock::Claim => "claim late",
        LateClock::Ready => "ready late",
    }
}

/// The fields that all of several payloads have, by name and type.
fn common(payloads: Vec<Vec<Field>>) -> Vec<Field> {
    let mut payloads = payloads.into_iter();
    let first = payloads.next().unwrap_or_default();
    payloads.fold(first, |known, next| {
        let shared =
            |field: &Field| next.iter().any(|other| other.name == field.name && other.ty == field.ty);
        known.into_iter().filter(shared).collect()
    })
}
