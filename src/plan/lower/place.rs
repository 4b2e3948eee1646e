//! Steps, and what every place has: rights, rules about people, judgements, a guard for its own arms.

use super::arms::Thing;
use super::build::Builder;
use crate::abi::manifest::{EventKind, PlaceKind};
use crate::base::{Name, Span};
use crate::model::{self, ExceptionId, ExprId, ExprKind, FormRule, Head, Meta, Right, RoleId, Type, Who};
use crate::plan::{Alt, AltId, BitKind, Emit, Form, Guard, NodeId, People, Place, Set, Site};

impl Place {
    /// A place with nothing in it yet.
    pub(super) fn at(name: Name, kind: PlaceKind, node: NodeId, span: Span) -> Place {
        Place {
            name,
            span,
            kind,
            node,
            entry: node,
            label: None,
            slot: None,
            who: Vec::new(),
            by_owner: false,
            people: Vec::new(),
            alts: Vec::new(),
            clocks: Vec::new(),
            asks: Vec::new(),
            pauses: Vec::new(),
            pauses_if: None,
            pausing: None,
            suspend: None,
            shows: Vec::new(),
            terms: Vec::new(),
            pins: Vec::new(),
        }
    }
}

impl<'m> Builder<'m> {
    pub(super) fn step(&mut self, step: &'m model::Step, span: Span) -> NodeId {
        let head = &step.head;
        let rest = self.reserve(span);
        let name = self.workflow.labels[head.label].name.clone();
        let work = self.clock(&name, &step.within, rest, span);
        self.works.insert(head.label, work);
        let people = self.people(&step.rules, &head.rests_on);
        let mut place = Place {
            label: Some(head.label),
            slot: Some(head.slot),
            who: self.who(&step.by),
            by_owner: step.by == Who::Owner,
            people,
            clocks: vec![work],
            shows: self.shows(&step.rules),
            ..Place::at(name.clone(), PlaceKind::Step, rest, self.workflow.labels[head.label].span)
        };
        let claim = step.rules.iter().find_map(|rule| match &rule.rule {
            FormRule::ClaimWithin(budget) => Some((budget, rule.span)),
            _ => None,
        });
        if let Some((budget, span)) = claim {
            let clock = self.clock(&format!("{name} claim"), budget, rest, span);
            self.plan.clocks[clock].claim = true;
            place.clocks.push(clock);
        }
        let id = self.plan.places.push(place);

        self.rights.extend(&head.rights);
        let complete = self.completion(head, id, span);
        let mut alts = vec![complete];
        alts.extend(self.raises(id, span));
        self.suspension(id, rest);
        self.rights.truncate(self.rights.len() - head.rights.len());
        self.plan.places[id].alts = alts;

        let thing = Thing::whole(rest);
        self.completing = Some((head.slot, head.label));
        let clocks = self.plan.places[id].clocks.clone();
        for clock in clocks {
            let which = self.plan.clocks[clock].claim.then_some("claim");
            self.rungs(clock, &head.arms, thing, which);
            self.team_rungs(clock, &step.by, &head.arms, which);
        }
        self.completing = None;
        self.fill(rest, Form::Rest(id));
        if let Some(block) = step.rules.iter().find_map(|rule| match &rule.rule {
            FormRule::UndoneBy(block) => Some(block),
            _ => None,
        }) {
            self.bit(format!("{name} begun"), BitKind::Begun(head.slot));
            self.takebacks.push((head.slot, rest, block));
        }
        let inner = self.visits(step, rest, thing, span);
        self.placed(head, inner, thing, span)
    }

    /// `at most N visits then R`: counted on entry.
    fn visits(&mut self, step: &'m model::Step, rest: NodeId, thing: Thing, span: Span) -> NodeId {
        let found = step.rules.iter().find_map(|rule| match &rule.rule {
            FormRule::AtMostVisits(most, then) => Some((*most, then)),
            _ => None,
        });
        let Some((most, then)) = found else { return rest };
        let name = format!("visits of {}", self.workflow.labels[step.head.label].name);
        let counter = self.counter(name, most, span);
        let below = self.test(ExprKind::CountBelow(counter.0 as u16, most), span);
        let count = self.set(Set::Count(counter), span);
        let enter = self.seq(vec![count, rest], span);
        let used_up = self.block(then, thing);
        self.node(Form::Case(vec![(Some(below), enter), (None, used_up)]), span)
    }

    /// Puts a place where its label is, in a guard of its own arms, behind the look at whether it is kept.
    pub(super) fn placed(&mut self, head: &'m Head, inner: NodeId, thing: Thing, span: Span) -> NodeId {
        let label = self.guarded(head, inner, thing);
        self.kept(head, label, span)
    }

    /// Puts a place where its label is, in a guard of its own arms.
    pub(super) fn guarded(&mut self, head: &'m Head, inner: NodeId, thing: Thing) -> NodeId {
        let label = self.labels[&head.label];
        if Self::guards(&head.arms) {
            let arms = self.guard_arms(&head.arms, thing);
            let guard = Guard { label: None, node: label, body: inner, arms, clock: None };
            let guard = self.plan.guards.push(guard);
            self.fill(label, Form::Guard(guard));
        } else {
            self.fill(label, Form::Seq(vec![inner]));
        }
        label
    }

    fn kept(&mut self, head: &'m Head, label: NodeId, span: Span) -> NodeId {
        let Some(kept) = self.judgement(head, span) else { return label };
        let (bit, condition) = kept;
        let pass = self.emit(Emit::Kept(bit), span);
        self.node(Form::Case(vec![(Some(condition), pass), (None, label)]), span)
    }

    /// The bit of a judgement, and the condition under which it is kept: it stands, and the rules about people
    /// hold for today's actors.
    pub(super) fn judgement(&mut self, head: &'m Head, span: Span) -> Option<(crate::plan::BitId, ExprId)> {
        if head.rests_on.is_empty() {
            return None;
        }
        let on = self.copies(&head.rests_on);
        let place = self.plan.places.iter().find(|(_, place)| place.slot == Some(head.slot));
        let people = place.map(|(_, place)| place.people.clone()).unwrap_or_default();
        let name = format!("{} stands", self.workflow.labels[head.label].name);
        let bit = self.bit(name, BitKind::Stands { slot: head.slot, on, people: people.clone() });
        let mut conditions = vec![self.test(ExprKind::Bit(bit.0 as u16), span)];
        for rule in people {
            conditions.push(self.still_holds(head.slot, &rule, span));
        }
        Some((bit, self.and(conditions, span)))
    }

    /// Whether a rule about people holds for whoever completed a place.
    fn still_holds(&mut self, slot: model::SlotId, rule: &People, span: Span) -> ExprId {
        let performer = self.expr(ExprKind::Meta(slot, Meta::Performer), Type::Person(None), span);
        let is = match self.plan.exprs[rule.of].ty.clone() {
            Type::List(_) => self.test(ExprKind::Contains(rule.of, performer), span),
            Type::Optional(inner) => {
                let there = self.expr(ExprKind::Present(rule.of), *inner, span);
                let present = self.test(ExprKind::IsPresent(rule.of), span);
                let same = self.test(ExprKind::Compare(model::Compare::Is, there, performer), span);
                self.and([present, same], span)
            }
            _ => self.test(ExprKind::Compare(model::Compare::Is, rule.of, performer), span),
        };
        if rule.only { is } else { self.not(is, span) }
    }

    /// The alternative that completes a place with its form.
    fn completion(&mut self, head: &'m Head, place: crate::plan::PlaceId, span: Span) -> AltId {
        let fields = self.plan.slots[head.slot].fields.clone();
        let name = self.workflow.labels[head.label].name.clone();
        let intake = self.intake(&name, fields, span);
        let mut nodes = vec![self.set(Set::SlotFrom(head.slot, intake.payload), span)];
        nodes.extend(self.closing(head.label, span));
        let then = self.seq(nodes, span);
        let alt = self.alt(EventKind::Complete, place, intake, then);
        self.plan.alts.push(alt)
    }

    /// The exceptions that somebody may raise here, by the rights in force.
    pub(super) fn raises(&mut self, place: crate::plan::PlaceId, span: Span) -> Vec<AltId> {
        let mut exceptions: Vec<ExceptionId> = self
            .rights
            .iter()
            .filter_map(|right| match right {
                Right::Raise(exception, _) => Some(*exception),
                Right::Suspend(..) => None,
            })
            .collect();
        exceptions.sort();
        exceptions.dedup();
        let raise = |exception| {
            let declared = &self.model.exceptions[exception];
            let intake = self.intake(&declared.name, declared.fields.clone(), declared.span);
            let args = self.payload_fields(intake.payload, &declared.fields);
            let then = self.node(Form::Raise(exception, args), span);
            let alt = Alt {
                name: declared.name.clone(),
                site: Site::Exception(exception),
                ..self.alt(EventKind::Raise, place, intake, then)
            };
            self.plan.alts.push(alt)
        };
        exceptions.into_iter().map(raise).collect()
    }

    /// The fields of a payload, one expression each.
    pub(super) fn payload_fields(&mut self, payload: model::LocalId, fields: &[model::Field]) -> Vec<ExprId> {
        let mut all = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let whole = self.expr(ExprKind::Local(payload), Type::Unknown, field.span);
            all.push(self.expr(ExprKind::Field(whole, at as u16), field.ty.clone(), field.span));
        }
        all
    }

    /// How long the task may stand still, by the innermost right that says so.
    fn suspension(&mut self, place: crate::plan::PlaceId, rest: NodeId) {
        let found = self.rights.iter().rev().find_map(|right| match right {
            Right::Suspend(budget, span) => Some((budget, *span)),
            Right::Raise(..) => None,
        });
        if let Some((budget, span)) = found {
            let name = format!("{} suspended", self.plan.places[place].name);
            let clock = self.clock(&name, budget, rest, span);
            self.plan.clocks[clock].in_all = true;
            self.plan.places[place].suspend = Some(clock);
        }
    }

    pub(super) fn who(&self, who: &Who) -> Vec<RoleId> {
        match who {
            Who::Roles(roles) => roles.clone(),
            Who::Owner => self.everyone(),
            Who::Decided(cases) => cases.iter().map(|(_, team)| self.model.teams[*team].role).collect(),
        }
    }

    /// Every team, for places that whoever owns works at: the engine lets only the owner's people.
    pub(super) fn everyone(&self) -> Vec<RoleId> {
        self.model.teams.values().map(|team| team.role).collect()
    }

    /// Rules about people: those written, and that nobody judges what they gave themselves.
    pub(super) fn people(&mut self, rules: &'m [model::PlaceRule], rests_on: &[ExprId]) -> Vec<People> {
        let mut people = Vec::new();
        let mut also = false;
        for rule in rules {
            let (persons, only) = match &rule.rule {
                FormRule::NotBy(persons) => (persons, false),
                FormRule::OnlyBy(persons) => (persons, true),
                FormRule::AlsoBy(_) => {
                    also = true;
                    continue;
                }
                _ => continue,
            };
            for person in persons {
                let of = self.copy(*person);
                let subject = super::build::words(self, of);
                let words = if only { "only they may do this" } else { "they may not do this" };
                let rule = self.rule(&subject, words, rule.span);
                people.push(People { rule, only, of });
            }
        }
        for path in rests_on.iter().filter(|_| !also) {
            let path = self.copy(*path);
            self.writer(path);
            let span = self.plan.exprs[path].span;
            let of = self.expr(ExprKind::Writer(path), Type::Person(None).optional(), span);
            let subject = super::build::words(self, path);
            let rule = self.rule(&subject, "whoever gave it may not judge what rests on it", span);
            people.push(People { rule, only: false, of });
        }
        people
    }

    pub(super) fn shows(&mut self, rules: &'m [model::PlaceRule]) -> Vec<ExprId> {
        let mut shows = Vec::new();
        for rule in rules {
            if let FormRule::Shows(paths) = &rule.rule {
                shows.extend(self.copies(paths));
            }
        }
        shows
    }
}
