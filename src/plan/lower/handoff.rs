//! Handoffs: one look at the terms, and two halves of a place.
//!
//! `look` is a `case`: an arm of an unmet label that moves; passed, where the receiver owns already; kept,
//! where nothing changed and nobody has anything to do behind it; offered; else open, with every ask that can
//! help. Whatever changes something comes back to the look.

use super::arms::Thing;
use super::build::{Builder, Intake};
use super::terms::{Term, asks, labels};
use crate::abi::manifest::{EventKind, PlaceKind};
use crate::base::{Id, Name, Span};
use crate::model::{self, Accept, Arm, Bound, ExprId, ExprKind, Field, Situation, Terms, Type, moves};
use crate::plan::{
    Alt, AltId, Ask, AskId, BitKind, Check, ClockId, CounterId, Emit, Form, Goto, NodeId, Owner, Place,
    PlaceId, Rung, RungAt, Set, Site, Witness,
};

/// A handoff being lowered.
struct Parts<'m> {
    handoff: &'m model::Handoff,
    name: Name,
    span: Span,
    /// The look at the terms.
    look: NodeId,
    /// What `continue` goes on after.
    thing: Thing,
    owner: Owner,
    terms: Vec<Term>,
    /// All that is read of the terms' own clauses: the contract's, then those written here.
    clauses: Vec<&'m Terms>,
    asks: Vec<Asking>,
}

/// An ask of a handoff, and when it is open.
struct Asking {
    id: AskId,
    unmet: ExprId,
    bound: Option<(CounterId, u32, NodeId)>,
}

impl<'m> Builder<'m> {
    pub(super) fn handoff(&mut self, handoff: &'m model::Handoff, span: Span) -> NodeId {
        let head = &handoff.head;
        let look = self.reserve(span);
        let outer = std::mem::take(&mut self.passed);
        let mut clauses = Vec::new();
        if let Some((contract, args)) = &handoff.under {
            let model = self.model;
            self.pass(&model.contracts[*contract], args, head.slot);
            clauses.push(&model.contracts[*contract].terms);
        }
        clauses.push(&handoff.terms);
        let requires: Vec<_> = clauses.iter().flat_map(|terms| &terms.requires).collect();
        let terms = self.requirements(&requires);
        let owner = self.receiver(&handoff.to);
        let name = self.workflow.labels[head.label].name.clone();
        let thing = Thing::whole(look);
        let mut parts = Parts { handoff, name, span, look, thing, owner, terms, clauses, asks: Vec::new() };

        let open = self.open(&mut parts);
        let offer = self.offer(&parts, look);
        self.look(&parts, open, offer);
        self.passed = outer;
        // What it rests on adds to what its acceptance rests on, no more: the look at the terms has it.
        self.guarded(head, look, thing)
    }

    /// What the contract's parameters stand for: what is passed, or what the sender fills in.
    fn pass(&mut self, contract: &'m model::Contract, args: &[Option<ExprId>], slot: model::SlotId) {
        let mut passed = std::collections::BTreeMap::new();
        for ((local, param), arg) in contract.locals.iter().zip(&contract.params).zip(args) {
            let value = match arg {
                Some(arg) => self.copy(*arg),
                None => {
                    let fields = &self.plan.slots[slot].fields;
                    let at = fields.iter().position(|field| field.name == param.name).unwrap_or(0);
                    let whole = self.expr(ExprKind::Slot(slot), Type::Unknown, param.span);
                    self.expr(ExprKind::Field(whole, at as u16), param.ty.clone(), param.span)
                }
            };
            passed.insert(*local, value);
        }
        self.passed = passed;
    }

    /// The half in which terms are unmet.
    fn open(&mut self, parts: &mut Parts<'m>) -> PlaceId {
        let head = &parts.handoff.head;
        let rest = self.reserve(parts.span);
        let place = Place {
            entry: parts.look,
            label: Some(head.label),
            slot: Some(head.slot),
            who: self.everyone(),
            terms: parts.terms.iter().map(|term| term.id).collect(),
            ..Place::at(parts.name.clone(), PlaceKind::Open, rest, self.workflow.labels[head.label].span)
        };
        let place = self.plan.places.push(place);
        self.fill(rest, Form::Rest(place));
        let ready = parts.clauses.iter().find_map(|terms| terms.ready.as_ref());
        let ready = ready.map(|budget| {
            let clock = self.clock(&format!("{} ready", parts.name), budget, rest, parts.span);
            for terms in parts.clauses.clone() {
                self.rungs(clock, &terms.arms, parts.thing, Some("ready"));
            }
            self.rungs(clock, &head.arms, parts.thing, Some("ready"));
            self.plan.places[place].clocks.push(clock);
            clock
        });
        for arm in &head.arms {
            if let Some(ask) = asks(arm) {
                let asking = self.asking(parts, arm, ask, place, ready);
                self.plan.places[place].asks.push(asking.id);
                self.plan.places[place].alts.push(self.plan.asks[asking.id].answer);
                parts.asks.push(asking);
            }
        }
        let correct = self.correction(parts, place);
        self.plan.places[place].alts.extend(correct);
        let fill = self.filling(parts, place);
        self.plan.places[place].alts.extend(fill);
        place
    }

    /// `ask PARTY for PATHS`: opened for what unmet labels read, answered into those paths.
    fn asking(
        &mut self,
        parts: &Parts<'m>,
        arm: &'m Arm,
        ask: &'m model::AskFor,
        place: PlaceId,
        ready: Option<ClockId>,
    ) -> Asking {
        let span = arm.span;
        let named: Vec<Term> = parts.named(arm);
        let unmet = self.unmet(&named, arm, span);
        let node = self.plan.places[place].node;
        let name = format!("{} asks {}", parts.name, self.plan.parties[ask.of].name);
        let clock = self.clock(&name, &ask.within, node, span);
        let pauses = self.pausing(&ask.pausing);
        let paths = self.copies(&ask.paths);
        let mut wants = Vec::new();
        for path in &paths {
            let readers = named.iter().filter(|term| self.plan.reads(term.holds, *path));
            wants.push(readers.map(|term| term.unmet).collect());
        }
        let id = self.plan.asks.next_id();
        let answer = self.answer(parts, id, &paths, place, span);
        let pauses_if = ask.pausing_if.map(|only| self.copy(only));
        let party = ask.of;
        self.plan.asks.push(Ask {
            name: Name::from(name),
            span,
            party,
            paths,
            wants,
            answer,
            clock,
            pauses,
            pauses_if,
            ready,
        });
        // Silence uses up a round: the ask closes, and the look asks again or has an end of it.
        let then = self.emit(Emit::CloseAsk(id), span);
        let rung = Rung { at: RungAt::Late(None), only_if: None, until: None, moves: false, then, span };
        self.plan.clocks[clock].rungs.push(rung);
        let bound = match &ask.bound {
            Bound::Times(most, then) => {
                let counter = self.counter(format!("rounds of {}", parts.name), *most, span);
                Some((counter, *most, self.block(then, parts.thing)))
            }
            Bound::Unbounded(_) => None,
        };
        Asking { id, unmet, bound }
    }

    fn answer(
        &mut self,
        parts: &Parts<'m>,
        ask: AskId,
        paths: &[ExprId],
        place: PlaceId,
        span: Span,
    ) -> AltId {
        let fields: Vec<Field> = paths.iter().map(|path| self.wanted(*path)).collect();
        let intake = self.intake("answer", fields, span);
        let mut nodes = self.writes(&intake, paths, span);
        nodes.push(self.emit(Emit::CloseAsk(ask), span));
        nodes.push(self.again(parts.look, span));
        let then = self.seq(nodes, span);
        let asked = self.alt(EventKind::Answer, place, intake, then);
        self.plan.alts.push(Alt { site: Site::Ask(ask), who: Vec::new(), stays: true, ..asked })
    }

    /// A path as a field of an answer or a correction: there, or left as it is.
    fn wanted(&self, path: ExprId) -> Field {
        let expr = &self.plan.exprs[path];
        Field {
            name: Name::from(super::build::words(self, path)),
            span: expr.span,
            ty: expr.ty.clone().optional(),
            conditions: Vec::new(),
            whole: None,
            classes: Vec::new(),
        }
    }

    /// Writes each path whose field is there.
    fn writes(&mut self, intake: &Intake, paths: &[ExprId], span: Span) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        for (at, (path, field)) in paths.iter().zip(&intake.fields).enumerate() {
            let whole = self.expr(ExprKind::Local(intake.payload), Type::Unknown, span);
            let given = self.expr(ExprKind::Field(whole, at as u16), field.ty.clone(), span);
            let there = self.test(ExprKind::IsPresent(given), span);
            let ty = self.plan.exprs[*path].ty.clone();
            let value = match ty {
                Type::Optional(_) => given,
                ty => self.expr(ExprKind::Present(given), ty, span),
            };
            let write = self.set(Set::Path(*path, value), span);
            nodes.push(self.when(there, write, span));
        }
        nodes
    }

    /// Another look at the terms, within the visit.
    fn again(&mut self, look: NodeId, span: Span) -> NodeId {
        let (undone, anew) = (Vec::new(), Vec::new());
        self.node(
            Form::Goto(Goto { target: look, undone, anew, stays: true, bound: None, unbounded: None }),
            span,
        )
    }

    /// What the sender may correct: what its own team gave and the terms read.
    fn correction(&mut self, parts: &Parts<'m>, place: PlaceId) -> Option<AltId> {
        let mut paths: Vec<(ExprId, Vec<model::TeamId>)> = Vec::new();
        for term in &parts.terms {
            for path in self.plan.paths(term.holds) {
                let Some(teams) = self.givers(path) else { continue };
                if !paths.iter().any(|(known, _)| self.plan.same(*known, path)) {
                    paths.push((path, teams));
                }
            }
        }
        if paths.is_empty() {
            return None;
        }
        let span = parts.span;
        let (only, teams): (Vec<_>, Vec<_>) = paths.into_iter().unzip();
        let fields: Vec<Field> = only.iter().map(|path| self.wanted(*path)).collect();
        let mut intake = self.intake("correction", fields, span);
        for (at, teams) in teams.iter().enumerate() {
            let own = self.own(&intake, at, teams);
            intake.checks.push(own);
            let unjudged = self.unjudged(&intake, at, only[at]);
            intake.checks.extend(unjudged);
        }
        let mut nodes = self.writes(&intake, &only, span);
        nodes.push(self.again(parts.look, span));
        let then = self.seq(nodes, span);
        let correct = self.alt(EventKind::Correct, place, intake, then);
        Some(self.plan.alts.push(Alt { stays: true, ..correct }))
    }

    /// Whether a corrected field was given by the team that owns.
    fn own(&mut self, intake: &Intake, at: usize, teams: &[model::TeamId]) -> Check {
        let field = &intake.fields[at];
        let span = field.span;
        let there = self.given(intake, at);
        let mut any = vec![self.not(there, span)];
        for team in teams {
            any.push(self.test(ExprKind::OwnerIs(*team), span));
        }
        let condition = self.or(any, span);
        let rule = self.rule(&field.name, "was given by another team: only they may correct it", span);
        Check { condition, named: Witness::Form(rule) }
    }

    /// That no judgement which the work has passed rests on a corrected field: to change that, it goes back.
    fn unjudged(&mut self, intake: &Intake, at: usize, path: ExprId) -> Vec<Check> {
        let field = &intake.fields[at];
        let plan = &self.plan;
        let rests = plan.bits.iter().filter(|(_, bit)| plan.judged(bit, path).is_some());
        let bits: Vec<_> = rests.map(|(id, _)| id).collect();
        let mut checks = Vec::new();
        for bit in bits {
            let stands = self.test(ExprKind::Bit(bit.index() as u16), field.span);
            let there = self.given(intake, at);
            let both = self.and([there, stands], field.span);
            let condition = self.not(both, field.span);
            let rule =
                self.rule(&field.name, "has been judged: to change it, the work must go back", field.span);
            checks.push(Check { condition, named: Witness::Form(rule) });
        }
        checks
    }

    /// Whether a field of a correction is filled in.
    fn given(&mut self, intake: &Intake, at: usize) -> ExprId {
        let field = &intake.fields[at];
        let whole = self.expr(ExprKind::Local(intake.payload), Type::Unknown, field.span);
        let given = self.expr(ExprKind::Field(whole, at as u16), field.ty.clone(), field.span);
        self.test(ExprKind::IsPresent(given), field.span)
    }

    /// The teams whose step gave a path.
    fn givers(&self, path: ExprId) -> Option<Vec<model::TeamId>> {
        let slot = self.plan.slot_of(path)?;
        if self.plan.slots[slot].kind != model::SlotKind::Step {
            return None;
        }
        let place = self.plan.places.values().find(|place| place.slot == Some(slot))?;
        Some(place.who.iter().map(|role| self.model.roles[*role].team).collect())
    }

    /// What the contract carries and nobody passes, the sender fills in.
    fn filling(&mut self, parts: &Parts<'m>, place: PlaceId) -> Option<AltId> {
        let slot = parts.handoff.head.slot;
        let fields = self.plan.slots[slot].fields.clone();
        if fields.is_empty() {
            return None;
        }
        let intake = self.intake("filled", fields, parts.span);
        let filled = self.set(Set::SlotFrom(slot, intake.payload), parts.span);
        let again = self.again(parts.look, parts.span);
        let then = self.seq(vec![filled, again], parts.span);
        let fill = self.alt(EventKind::Fill, place, intake, then);
        Some(self.plan.alts.push(Alt { stays: true, ..fill }))
    }

    /// What happens once the terms are met: the owner changes at once, or the work is offered.
    fn offer(&mut self, parts: &Parts<'m>, look: NodeId) -> NodeId {
        let span = parts.span;
        let accept = parts.clauses.iter().find_map(|terms| terms.accept.as_ref());
        let mut nodes = self.close_asks(parts);
        let Some(Accept::Within(budget)) = accept else {
            nodes.extend(self.accepted(parts, &parts.owner.clone()));
            return self.seq(nodes, span);
        };
        match parts.owner.clone() {
            owner @ Owner::Team(_) => {
                let who = self.who(&parts.handoff.to);
                nodes.push(self.offer_to(parts, look, budget, owner, who));
            }
            // A receiver by `decide` is a case of handoffs that share the name: each team sees its own.
            Owner::Decided(cases) => {
                let mut branches = Vec::new();
                for (condition, team) in cases {
                    let who = vec![self.model.teams[team].role];
                    branches
                        .push((Some(condition), self.offer_to(parts, look, budget, Owner::Team(team), who)));
                }
                nodes.push(self.node(Form::Case(branches), span));
            }
        }
        self.seq(nodes, span)
    }

    /// The half in which one team may accept.
    fn offer_to(
        &mut self,
        parts: &Parts<'m>,
        look: NodeId,
        budget: &'m model::Budget,
        owner: Owner,
        who: Vec<model::RoleId>,
    ) -> NodeId {
        let span = parts.span;
        let mut nodes = Vec::new();
        let rest = self.reserve(span);
        let head = &parts.handoff.head;
        let rules: Vec<_> = parts.clauses.iter().map(|terms| terms.rules.as_slice()).collect();
        let mut people = Vec::new();
        for rules in rules {
            people.extend(self.people(rules, &[]));
        }
        let pins = self.pins(parts);
        let place = Place {
            entry: look,
            label: Some(head.label),
            slot: Some(head.slot),
            who,
            people,
            pins,
            ..Place::at(parts.name.clone(), PlaceKind::Offered, rest, self.workflow.labels[head.label].span)
        };
        let place = self.plan.places.push(place);
        self.fill(rest, Form::Rest(place));
        let clock = self.clock(&parts.name, budget, rest, span);
        self.plan.clocks[clock].of = Some(owner.clone());
        for terms in parts.clauses.clone() {
            self.rungs(clock, &terms.arms, parts.thing, None);
        }
        self.rungs(clock, &head.arms, parts.thing, None);
        self.plan.places[place].clocks.push(clock);
        let mut alts = vec![self.acceptance(parts, place, &owner)];
        alts.extend(self.returns(parts, place));
        self.plan.places[place].alts = alts;
        if !self.plan.places[place].pins.is_empty() {
            nodes.push(self.set(Set::Pin(place), span));
        }
        nodes.push(rest);
        self.seq(nodes, span)
    }

    /// What an offer is pinned to: what it carries, requires and reads back, each path once.
    fn pins(&mut self, parts: &Parts<'m>) -> Vec<ExprId> {
        let carried: Vec<_> = parts.clauses.iter().flat_map(|terms| &terms.carries).copied().collect();
        let back: Vec<_> =
            parts.clauses.iter().flat_map(|terms| &terms.read_back).filter_map(|back| back.path).collect();
        let mut all = self.copies(&carried);
        all.extend(self.passed.values().copied());
        all.extend(parts.terms.iter().flat_map(|term| self.plan.requirements[term.id].reads.clone()));
        all.extend(self.copies(&back));
        let mut pins: Vec<ExprId> = Vec::new();
        for pin in all {
            if !pins.iter().any(|known| self.plan.same(*known, pin)) {
                pins.push(pin);
            }
        }
        pins
    }

    /// Asks whose answer is not needed any more.
    fn close_asks(&mut self, parts: &Parts<'m>) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        for ask in &parts.asks {
            let open = self.test(ExprKind::AskOpen(ask.id.index() as u16), parts.span);
            let close = self.emit(Emit::CloseAsk(ask.id), parts.span);
            nodes.push(self.when(open, close, parts.span));
        }
        nodes
    }

    /// The owner changes; the handoff is done.
    fn accepted(&mut self, parts: &Parts<'m>, owner: &Owner) -> Vec<NodeId> {
        let slot = parts.handoff.head.slot;
        let own = self.node(Form::Own(owner.clone()), parts.span);
        let fields = self.plan.slots[slot].fields.clone();
        let mut values = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let whole = self.expr(ExprKind::Slot(slot), Type::Unknown, field.span);
            values.push(self.expr(ExprKind::Field(whole, at as u16), field.ty.clone(), field.span));
        }
        let done = self.set(Set::Slot(slot, values), parts.span);
        let mut nodes = vec![own, done];
        nodes.extend(self.closing(parts.handoff.head.label, parts.span));
        nodes
    }

    /// A person of the receiver accepts: the terms are looked at once more, for every client alike.
    fn acceptance(&mut self, parts: &Parts<'m>, place: PlaceId, owner: &Owner) -> AltId {
        let span = parts.span;
        let payload = self.local("restated", Type::Unknown, span);
        let said: Vec<_> = parts.clauses.iter().flat_map(|terms| &terms.read_back).collect();
        let (fields, checks) = self.restated(payload, &said);
        let all = self.and(parts.terms.iter().map(|term| term.holds).collect::<Vec<_>>(), span);
        let accepted = self.accepted(parts, owner);
        let accepted = self.seq(accepted, span);
        let again = self.again(parts.look, span);
        let then = self.node(Form::Case(vec![(Some(all), accepted), (None, again)]), span);
        let accept = self.alt(EventKind::Accept, place, Intake { payload, fields, checks }, then);
        self.plan.alts.push(accept)
    }

    /// The reasons for which it may come back, each with the first arm that takes it.
    fn returns(&mut self, parts: &Parts<'m>, place: PlaceId) -> Vec<AltId> {
        let returns = parts.clauses.iter().filter_map(|terms| terms.returns.as_ref()).flatten();
        let mut alts = Vec::new();
        for reason in returns.collect::<Vec<_>>() {
            let taken = parts.handoff.head.arms.iter().find(|arm| {
                arm.situations.iter().any(
                    |situation| matches!(situation, Situation::Returned(name, _) if *name == reason.name),
                )
            });
            let intake = self.intake(&reason.name, reason.fields.clone(), reason.span);
            let mut nodes = Vec::new();
            if let Some(arm) = taken {
                if let Some(slot) = arm.bind {
                    nodes.push(self.set(Set::SlotFrom(slot, intake.payload), arm.span));
                }
                nodes.push(self.block(&arm.response, parts.thing));
            }
            let then = self.seq(nodes, reason.span);
            let back = Alt { name: reason.name.clone(), ..self.alt(EventKind::Return, place, intake, then) };
            alts.push(self.plan.alts.push(back));
        }
        alts
    }

    /// The look at the terms.
    fn look(&mut self, parts: &Parts<'m>, open: PlaceId, offer: NodeId) {
        let span = parts.span;
        let mut branches = Vec::new();
        for arm in parts.handoff.head.arms.iter().filter(|arm| !labels(arm).is_empty() && asks(arm).is_none())
        {
            if moves(&arm.response) {
                let named = parts.named(arm);
                let unmet = self.unmet(&named, arm, arm.span);
                branches.push((Some(unmet), self.block(&arm.response, parts.thing)));
            }
        }
        let met = self.and(parts.terms.iter().map(|term| term.holds).collect::<Vec<_>>(), span);
        let owns = self.owner_is(&parts.owner, span);
        let passes = self.and([owns, met], span);
        let mut passed = self.close_asks(parts);
        passed.extend(self.closing(parts.handoff.head.label, span));
        branches.push((Some(passes), self.seq(passed, span)));
        branches.extend(self.kept_handoff(parts, met));
        branches.push((Some(met), offer));
        for ask in &parts.asks {
            if let Some((counter, most, then)) = ask.bound {
                let open = self.test(ExprKind::AskOpen(ask.id.index() as u16), span);
                let closed = self.not(open, span);
                let below = self.test(ExprKind::CountBelow(counter.index() as u16, most), span);
                let used_up = self.not(below, span);
                let condition = self.and([ask.unmet, closed, used_up], span);
                branches.push((Some(condition), then));
            }
        }
        let wait = self.wait_for_terms(parts, open);
        branches.push((None, wait));
        self.fill(parts.look, Form::Case(branches));
    }

    /// Accepted before and nothing of it changed: accepted as kept, if nobody has anything to do behind it.
    fn kept_handoff(&mut self, parts: &Parts<'m>, met: ExprId) -> Option<(Option<ExprId>, NodeId)> {
        let span = parts.span;
        let slot = parts.handoff.head.slot;
        let mut on: Vec<ExprId> = self.passed.values().copied().collect();
        on.extend(parts.terms.iter().flat_map(|term| self.plan.paths(term.holds)));
        let carried: Vec<_> = parts.clauses.iter().flat_map(|terms| &terms.carries).copied().collect();
        on.extend(self.copies(&carried));
        on.extend(self.copies(&parts.handoff.head.rests_on));
        on.retain(|path| self.plan.is_path(*path));
        let kind = BitKind::Stands { slot, on, people: Vec::new() };
        let bit = self.bit(format!("{} accepted", parts.name), kind);
        let stands = self.test(ExprKind::Bit(bit.index() as u16), span);
        let own = self.node(Form::Own(parts.owner.clone()), span);
        let walk = self.test(ExprKind::WalkKept(own.0), span);
        let condition = self.and([stands, met, walk], span);
        let kept = self.emit(Emit::Kept(bit), span);
        Some((Some(condition), self.seq(vec![kept, own], span)))
    }

    /// Open: asks that can help are open, those that cannot are closed, who is to be told is told.
    fn wait_for_terms(&mut self, parts: &Parts<'m>, open: PlaceId) -> NodeId {
        let span = parts.span;
        let mut nodes = Vec::new();
        for ask in &parts.asks {
            let is_open = self.test(ExprKind::AskOpen(ask.id.index() as u16), span);
            let closed = self.not(is_open, span);
            let mut asked = Vec::new();
            if let Some((counter, _, _)) = ask.bound {
                asked.push(self.set(Set::Count(counter), span));
            }
            asked.push(self.emit(Emit::Ask(ask.id), span));
            let asked = self.seq(asked, span);
            let needed = self.and([ask.unmet, closed], span);
            nodes.push(self.when(needed, asked, span));
            let met = self.not(ask.unmet, span);
            let idle = self.and([met, is_open], span);
            let close = self.emit(Emit::CloseAsk(ask.id), span);
            nodes.push(self.when(idle, close, span));
        }
        for arm in &parts.handoff.head.arms {
            if labels(arm).is_empty() || asks(arm).is_some() || moves(&arm.response) {
                continue;
            }
            let named = parts.named(arm);
            let unmet = self.unmet(&named, arm, arm.span);
            self.situation = format!("{}: terms are unmet", parts.name);
            let acts = self.block(&arm.response, parts.thing);
            nodes.push(self.when(unmet, acts, arm.span));
        }
        nodes.push(self.plan.places[open].node);
        self.seq(nodes, span)
    }

    /// Whether one of these is unmet, and the arm's own condition holds.
    fn unmet(&mut self, named: &[Term], arm: &Arm, span: Span) -> ExprId {
        let any = self.or(named.iter().map(|term| term.unmet).collect::<Vec<_>>(), span);
        match arm.only_if {
            Some(only) => {
                let only = self.copy(only);
                self.and([any, only], span)
            }
            None => any,
        }
    }
}

impl Parts<'_> {
    /// The terms that an arm names.
    fn named(&self, arm: &Arm) -> Vec<Term> {
        let labels = labels(arm);
        let named = |term: &&Term| labels.iter().any(|(label, _)| term.label.as_ref() == Some(*label));
        self.terms.iter().filter(named).cloned().collect()
    }
}
