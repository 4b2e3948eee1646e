//! Waits: for a party's answer, an event, a moment.

use super::arms::Thing;
use super::build::{Builder, Intake};
use crate::abi::manifest::{EventKind, PlaceKind};
use crate::base::{Name, Span};
use crate::model::{self, Compare, ExprId, ExprKind, Type, WaitFor};
use crate::plan::{
    Alt, Ask, BitKind, Check, Clock, ClockId, Emit, Form, NodeId, Place, Rung, RungAt, Set, Site, Witness,
};

impl<'m> Builder<'m> {
    /// `ask NAME of PARTY`.
    pub(super) fn ask(&mut self, ask: &'m model::Ask, span: Span) -> NodeId {
        let head = &ask.head;
        let rest = self.reserve(span);
        let thing = Thing::whole(rest);
        let name = self.workflow.labels[head.label].name.clone();
        let clock = self.clock(&name, &ask.within, rest, span);
        let pauses = self.pausing(&ask.pausing);
        let pauses_if = ask.pausing_if.map(|only| self.copy(only));
        let place = Place {
            label: Some(head.label),
            slot: Some(head.slot),
            shows: self.shows(&ask.rules),
            ..Place::at(name.clone(), PlaceKind::Ask, rest, self.workflow.labels[head.label].span)
        };
        let place = self.plan.places.push(place);
        let fields = self.plan.slots[head.slot].fields.clone();
        let intake = self.intake(&name, fields, span);
        let mut nodes = vec![self.set(Set::SlotFrom(head.slot, intake.payload), span)];
        nodes.extend(self.closing(head.label, span));
        let then = self.seq(nodes, span);
        let site = Site::Ask(self.plan.asks.next_id());
        let answer = Alt { site, ..self.alt(EventKind::Answer, place, intake, then) };
        let answer = self.plan.alts.push(answer);
        let party = ask.of;
        let asked = Ask {
            name,
            span,
            party,
            paths: Vec::new(),
            wants: Vec::new(),
            answer,
            clock,
            pauses,
            pauses_if,
            ready: None,
        };
        let asked = self.plan.asks.push(asked);
        self.plan.places[place].alts = vec![answer];
        self.plan.places[place].asks = vec![asked];
        self.rungs(clock, &head.arms, thing, None);
        self.fill(rest, Form::Rest(place));
        let open = self.emit(Emit::Ask(asked), span);
        let inner = self.seq(vec![open, rest], span);
        self.placed(head, inner, thing, span)
    }

    pub(super) fn wait(&mut self, wait: &'m model::Wait, span: Span) -> NodeId {
        let head = &wait.head;
        let rest = self.reserve(span);
        let thing = Thing::whole(rest);
        let name = self.workflow.labels[head.label].name.clone();
        let pauses = self.pausing(&wait.pausing);
        let place = Place {
            label: Some(head.label),
            slot: Some(head.slot),
            pausing: (!pauses.is_empty()).then(|| self.bit(format!("{name} pauses"), BitKind::Pausing)),
            pauses_if: wait.pausing_if.map(|only| self.copy(only)),
            pauses,
            ..Place::at(name.clone(), PlaceKind::Wait, rest, self.workflow.labels[head.label].span)
        };
        let place = self.plan.places.push(place);
        if let Some(within) = &wait.within {
            let clock = self.clock(&name, within, rest, span);
            self.plan.places[place].clocks.push(clock);
            self.rungs(clock, &head.arms, thing, None);
        }
        self.fill(rest, Form::Rest(place));
        let inner = match &wait.what {
            WaitFor::Event(event, local, only_if) => {
                let alt = self.awaited(wait, *event, *local, *only_if, place, span);
                self.plan.places[place].alts = vec![alt];
                rest
            }
            WaitFor::Until(moment) => self.until(*moment, &name, rest, place, span),
        };
        self.placed(head, inner, thing, span)
    }

    fn awaited(
        &mut self,
        wait: &'m model::Wait,
        event: model::EventId,
        local: model::LocalId,
        only_if: Option<ExprId>,
        place: crate::plan::PlaceId,
        span: Span,
    ) -> crate::plan::AltId {
        let declared = &self.model.events[event];
        let mut checks = self.form(local, &declared.fields);
        if let Some(only) = only_if {
            self.payload = Some((wait.head.slot, local));
            let condition = self.copy(only);
            self.payload = None;
            let rule = self.rule(&declared.name, "is not what is waited for", span);
            checks.push(Check { condition, named: Witness::Form(rule) });
        }
        let mut nodes = vec![self.set(Set::SlotFrom(wait.head.slot, local), span)];
        nodes.extend(self.closing(wait.head.label, span));
        let then = self.seq(nodes, span);
        let intake = Intake { payload: local, fields: declared.fields.clone(), checks };
        let alt = Alt {
            name: declared.name.clone(),
            site: Site::Event(event),
            who: declared.roles.clone(),
            ..self.alt(EventKind::Outside, place, intake, then)
        };
        self.plan.alts.push(alt)
    }

    /// `wait NAME until E`: over at once if the moment has come; else a clock that moves on.
    fn until(
        &mut self,
        moment: ExprId,
        name: &Name,
        rest: NodeId,
        place: crate::plan::PlaceId,
        span: Span,
    ) -> NodeId {
        let moment = self.copy(moment);
        let now = self.expr(ExprKind::Now, Type::Instant, span);
        let over = self.test(ExprKind::Compare(Compare::AtLeast, now, moment), span);
        let then = self.after(rest, span);
        let rung = Rung { at: RungAt::Late(None), only_if: None, until: None, moves: true, then, span };
        let clock = Clock { due: true, rungs: vec![rung], ..Clock::of(name.clone(), span, rest, moment) };
        let clock = self.plan.clocks.push(clock);
        self.plan.places[place].clocks.push(clock);
        let passed = self.seq(Vec::new(), span);
        self.node(Form::Case(vec![(Some(over), passed), (None, rest)]), span)
    }

    /// The clocks that stand still: `promise`, a stage, a step.
    pub(super) fn pausing(&mut self, names: &[(Name, Span)]) -> Vec<ClockId> {
        let named = |name: &Name| {
            if name.as_str() == "promise" {
                return self
                    .plan
                    .clocks
                    .iter()
                    .find(|(_, clock)| clock.name.as_str() == "promise")
                    .map(|(id, _)| id);
            }
            let label = self.workflow.labels.iter().find(|(_, label)| label.name == *name)?.0;
            self.stages.get(&label).or_else(|| self.works.get(&label)).copied()
        };
        names.iter().filter_map(|(name, _)| named(name)).collect()
    }
}
