//! Arms: what listens in a region, and what a clock does when so much of it is used.

use super::build::Builder;
use crate::base::{Name, Span};
use crate::model::{
    Arm, Budget, ExprId, ExprKind, LabelId, Model, Situation, Stmt, StmtKind, Told, Type, Who, moves,
};
use crate::plan::{Clock, ClockId, Emit, Form, GuardArm, Mode, NodeId, Notice, Rung, RungAt, Set, Trigger};

/// What an arm speaks of: `continue` in it goes on after that.
#[derive(Clone, Copy)]
pub(super) struct Thing {
    /// The node after which `continue` goes on; `None` where it only runs off its end.
    pub(super) after: Option<NodeId>,
}

impl Thing {
    /// The workflow as a whole, or a place or block of it.
    pub(super) fn whole(node: NodeId) -> Self {
        Thing { after: Some(node) }
    }

    /// A `decide`: its arms run off their end.
    pub(super) const DECIDE: Thing = Thing { after: None };
}

/// The labels after which some arm is closed.
pub(super) fn untils(body: &[Stmt], arms: &[Arm], found: &mut Vec<LabelId>) {
    for arm in arms {
        found.extend(arm.until);
        untils(&arm.response, &[], found);
    }
    for stmt in body {
        match &stmt.kind {
            StmtKind::Step(step) => untils(&[], &step.head.arms, found),
            StmtKind::Handoff(handoff) => untils(&[], &handoff.head.arms, found),
            StmtKind::Ask(ask) => untils(&[], &ask.head.arms, found),
            StmtKind::Call(call) => untils(&[], &call.head.arms, found),
            StmtKind::Wait(wait) => untils(&[], &wait.head.arms, found),
            StmtKind::Stage(stage) => untils(&stage.body, &stage.arms, found),
            StmtKind::Undo(undo) => untils(&[], &undo.arms, found),
            StmtKind::Decide(decide) => untils(&[], &decide.arms, found),
            _ => {}
        }
    }
}

/// Whether a situation is one of a clock.
fn of_clock(situation: &Situation) -> bool {
    matches!(situation, Situation::Late { .. } | Situation::Used(_) | Situation::At(_))
}

impl<'m> Builder<'m> {
    /// The arms of a region, without those of its clock.
    pub(super) fn guard_arms(&mut self, arms: &'m [Arm], thing: Thing) -> Vec<GuardArm> {
        let mut lowered = Vec::new();
        for arm in arms {
            let triggers: Vec<Trigger> = arm.situations.iter().filter_map(trigger).collect();
            if triggers.is_empty() {
                continue;
            }
            let only_acts =
                triggers.iter().all(|trigger| matches!(trigger, Trigger::Ended(_) | Trigger::Cancelled));
            let mode = if only_acts || !moves(&arm.response) { Mode::Act } else { Mode::Cut };
            let payload = self.local("payload", Type::Unknown, arm.span);
            let only_if = arm.only_if.map(|only| self.guard_condition(only, arm, payload));
            let until = arm.until.map(|label| self.latch(label));
            self.situation = self.heard(&triggers);
            let then = self.anew(arm, thing);
            let payload = Some(payload);
            lowered.push(GuardArm {
                triggers,
                payload,
                bind: arm.bind,
                only_if,
                until,
                mode,
                then,
                span: arm.span,
            });
        }
        lowered
    }

    /// The response of an arm. It begins anew each time it is taken: what stands in it is not done any more.
    fn anew(&mut self, arm: &'m Arm, thing: Thing) -> NodeId {
        let (places, guards) = (self.plan.places.len(), self.plan.guards.len());
        let then = self.block(&arm.response, thing);
        let given = self.plan.places.values().skip(places).filter_map(|place| place.slot);
        let inner = self.plan.guards.values().skip(guards).flat_map(|guard| &guard.arms);
        let mut slots: Vec<_> = given.chain(inner.filter_map(|arm| arm.bind)).collect();
        slots.sort();
        slots.dedup();
        if slots.is_empty() {
            return then;
        }
        let undone = self.set(Set::Undone(slots), arm.span);
        self.seq(vec![undone, then], arm.span)
    }

    /// What an arm listens to, in words.
    fn heard(&self, triggers: &[Trigger]) -> String {
        let name = |trigger: &Trigger| match trigger {
            Trigger::Exception(exception) => self.model.exceptions[*exception].name.to_string(),
            Trigger::Event(event) => self.model.events[*event].name.to_string(),
            Trigger::Ended(outcome) => format!("ended: {}", self.plan.outcomes[*outcome].name),
            Trigger::Cancelled => "cancelled".to_owned(),
        };
        triggers.iter().map(name).collect::<Vec<_>>().join(" or ")
    }

    /// A guard reads its payload before it is kept: what it says of its slot it says of the payload.
    fn guard_condition(&mut self, only: ExprId, arm: &Arm, payload: crate::model::LocalId) -> ExprId {
        self.payload = arm.bind.map(|slot| (slot, payload));
        let condition = self.copy(only);
        self.payload = None;
        condition
    }

    /// A clock of this length.
    pub(super) fn clock(&mut self, name: &str, budget: &Budget, node: NodeId, span: Span) -> ClockId {
        let length = self.copy(budget.span);
        let (due, in_all) = (budget.due, budget.in_all);
        self.plan.clocks.push(Clock { due, in_all, ..Clock::of(Name::from(name), span, node, length) })
    }

    /// The rungs that arms put on a clock: those that speak of `which` clock of the place.
    pub(super) fn rungs(&mut self, clock: ClockId, arms: &'m [Arm], thing: Thing, which: Option<&str>) {
        for arm in arms {
            let mine = |situation: &&Situation| match situation {
                Situation::Late { which: of, .. } => of.as_ref().map(|name| name.as_str()) == which,
                other => of_clock(other) && which.is_none(),
            };
            for situation in arm.situations.iter().filter(mine) {
                let at = self.rung_at(situation);
                let only_if = arm.only_if.map(|only| self.copy(only));
                let until = arm.until.map(|label| self.latch(label));
                let subject = self.plan.clocks[clock].name.clone();
                self.situation = match at {
                    RungAt::Used(part) => format!("{subject}: {}% of the time is used", part / 10_000),
                    RungAt::At(_) => format!("{subject}: the time has come"),
                    RungAt::Late(_) | RungAt::Every(_) => format!("{subject} is late"),
                };
                let then = self.block(&arm.response, thing);
                let moves = moves(&arm.response);
                self.plan.clocks[clock].rungs.push(Rung { at, only_if, until, moves, then, span: arm.span });
            }
        }
    }

    fn rung_at(&mut self, situation: &Situation) -> RungAt {
        match situation {
            Situation::Used(part) => RungAt::Used(*part),
            Situation::At(at) => RungAt::At(self.copy(*at)),
            Situation::Late { by: Some(by), every: true, .. } => RungAt::Every(self.copy(by.span)),
            Situation::Late { by, .. } => RungAt::Late(by.as_ref().map(|by| self.copy(by.span))),
            _ => RungAt::Late(None),
        }
    }

    /// What the teams that may own do when their work is late, where the place does not say it itself.
    pub(super) fn team_rungs(&mut self, clock: ClockId, by: &Who, arms: &[Arm], which: Option<&str>) {
        let says_so = arms.iter().flat_map(|arm| &arm.situations).any(|situation| {
            matches!(situation, Situation::Late { which: of, .. } if of.as_ref().map(|name| name.as_str()) == which)
        });
        if says_so {
            return;
        }
        let model: &'m Model = self.model;
        let teams: Vec<_> = match by {
            Who::Roles(roles) => roles.iter().map(|role| model.roles[*role].team).collect(),
            Who::Owner => model.teams.ids().collect(),
            Who::Decided(cases) => cases.iter().map(|(_, team)| *team).collect(),
        };
        let mut teams = teams;
        teams.sort();
        teams.dedup();
        for team in &teams {
            for rung in &model.teams[*team].late {
                let owns = self.test(ExprKind::OwnerIs(*team), rung.span);
                let by = rung.by.as_ref().map(|by| self.copy(by.span));
                let at = match by {
                    Some(by) if rung.every => RungAt::Every(by),
                    by => RungAt::Late(by),
                };
                let subject = self.plan.clocks[clock].name.clone();
                let then = self.notify(&rung.notify, &format!("{subject} is late"));
                let only_if = (teams.len() > 1).then_some(owns);
                let rung = Rung { at, only_if, until: None, moves: false, then, span: rung.span };
                self.plan.clocks[clock].rungs.push(rung);
            }
        }
    }

    /// Somebody is told; where nothing is said, the situation in words.
    pub(super) fn notify(&mut self, notify: &crate::model::Notify, situation: &str) -> NodeId {
        let sentence = match notify.sentence {
            Some(sentence) => self.copy(sentence),
            None => self.expr(ExprKind::Text(situation.to_owned()), Type::Text(None), notify.span),
        };
        let who = notify.who.iter().map(|who| match who {
            Told::Person(person) => Told::Person(self.copy(*person)),
            other => other.clone(),
        });
        let who = who.collect();
        let with = self.copies(&notify.with);
        let notice = self.plan.notices.push(Notice { span: notify.span, who, sentence, with });
        self.node(Form::Emit(Emit::Notify(notice)), notify.span)
    }

    /// Whether some arm listens to exceptions or events, so that a place needs a guard of its own.
    pub(super) fn guards(arms: &[Arm]) -> bool {
        arms.iter().flat_map(|arm| &arm.situations).any(|situation| trigger(situation).is_some())
    }
}

fn trigger(situation: &Situation) -> Option<Trigger> {
    match situation {
        Situation::Exception(exception) => Some(Trigger::Exception(*exception)),
        Situation::Event(event) => Some(Trigger::Event(*event)),
        Situation::Ended(outcome) => Some(Trigger::Ended(*outcome)),
        Situation::Cancelled => Some(Trigger::Cancelled),
        _ => None,
    }
}
