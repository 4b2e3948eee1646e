//! The header: how an item starts, the promise over the whole, the workflow's own arms.

use super::arms::Thing;
use super::build::{Builder, ROOT};
use crate::abi::manifest::{EventKind, PlaceKind};
use crate::base::Name;
use crate::model::{Type, Who};
use crate::plan::{Alt, Form, Guard, Owner, Place, Site};

pub(super) fn lower(builder: &mut Builder<'_>) {
    let workflow = builder.workflow;
    let span = workflow.span;
    latches(builder);
    builder.rights = workflow.rights.iter().collect();
    builder.plan.key = workflow.key.map(|(key, ever)| (builder.copy(key), ever));
    builder.plan.starts = builder.receiver(&workflow.starts);
    for party in builder.plan.parties.ids() {
        let at = workflow.parties[party].at;
        builder.plan.parties[party].at = builder.copy(at);
    }

    let root = builder.reserve(span);
    builder.plan.root = root;
    builder.plan.strands[ROOT].root = root;
    let clock = match &workflow.promise {
        Ok(promise) => {
            let until = promise.until.map(|label| builder.latch(label));
            let clock = builder.clock("promise", &promise.within, root, span);
            let pauses_if = promise.only_if.map(|only| builder.copy(only));
            builder.plan.clocks[clock].until = until;
            builder.plan.clocks[clock].pauses_if = pauses_if;
            Some(clock)
        }
        Err(_) => None,
    };

    let thing = Thing::whole(root);
    let body = builder.block(&workflow.body, thing);
    let arms = builder.guard_arms(&workflow.arms, thing);
    let guard = builder.plan.guards.push(Guard { label: None, node: root, body, arms, clock });
    builder.fill(root, Form::Guard(guard));
    if let Some(clock) = clock {
        builder.rungs(clock, &workflow.arms, thing, None);
    }
    start(builder);
    ending(builder);
    outside(builder);
}

/// Latches exist before anything is lowered, so that whatever is done knows what to close.
fn latches(builder: &mut Builder<'_>) {
    let workflow = builder.workflow;
    let outcomes = workflow.outcomes.values().filter_map(|outcome| outcome.until);
    let promise = workflow.promise.iter().filter_map(|promise| promise.until);
    let mut labels: Vec<_> = outcomes.chain(promise).collect();
    super::arms::untils(&workflow.body, &workflow.arms, &mut labels);
    for label in labels {
        builder.latch(label);
    }
}

/// The start is the first handoff, from outside: its form is the record.
fn start(builder: &mut Builder<'_>) {
    let workflow = builder.workflow;
    let fields = builder.model.records[workflow.item].fields.clone();
    let payload = builder.local("item", Type::Record(workflow.item), workflow.span);
    let mut checks = builder.form(payload, &fields);
    if let Some(terms) = &workflow.start_terms {
        checks.extend(builder.start_terms(terms));
    }
    let alt = Alt {
        kind: EventKind::Start,
        name: Name::from("start"),
        place: None,
        site: Site::Place,
        fields,
        payload,
        who: Vec::new(),
        checks,
        stays: false,
        then: builder.plan.root,
    };
    builder.plan.start = builder.plan.alts.push(alt);
}

/// Where an item rests that is over but for a call in flight. Nothing runs into it, and no arm is around it.
fn ending(builder: &mut Builder<'_>) {
    if builder.plan.calls.is_empty() {
        return;
    }
    let span = builder.workflow.span;
    let node = builder.reserve(span);
    let place =
        Place { who: builder.everyone(), ..Place::at(Name::from("ending"), PlaceKind::Ending, node, span) };
    let place = builder.plan.places.push(place);
    builder.fill(node, Form::Rest(place));
    builder.plan.ending = Some(place);
}

/// Events from outside that something here listens to, each an alternative of the whole item.
fn outside(builder: &mut Builder<'_>) {
    use crate::plan::Trigger;
    let arms = builder.plan.guards.values().flat_map(|guard| &guard.arms).flat_map(|arm| &arm.triggers);
    let in_arms = arms.filter_map(|trigger| match trigger {
        Trigger::Event(event) => Some(*event),
        _ => None,
    });
    let awaited = builder.plan.alts.values().filter_map(|alt| match alt.site {
        Site::Event(event) => Some(event),
        _ => None,
    });
    let mut heard: Vec<_> = in_arms.chain(awaited).collect();
    heard.sort();
    heard.dedup();
    for event in heard {
        let declared = &builder.model.events[event];
        let payload = builder.local(&declared.name, Type::Unknown, declared.span);
        let checks = builder.form(payload, &declared.fields);
        let then = builder.reserve(declared.span);
        builder.plan.alts.push(Alt {
            kind: EventKind::Outside,
            name: declared.name.clone(),
            place: None,
            site: Site::Event(event),
            fields: declared.fields.clone(),
            payload,
            who: declared.roles.clone(),
            checks,
            stays: true,
            then,
        });
    }
}

impl Builder<'_> {
    /// Who owns after a handoff to, or a start with, this.
    pub(super) fn receiver(&mut self, who: &Who) -> Owner {
        let owner = match who {
            Who::Roles(roles) => match roles.first() {
                Some(role) => Owner::Team(self.model.roles[*role].team),
                None => Owner::Decided(Vec::new()),
            },
            Who::Owner => Owner::Decided(Vec::new()),
            Who::Decided(cases) => {
                Owner::Decided(cases.iter().map(|(condition, team)| (self.copy(*condition), *team)).collect())
            }
        };
        let teams = match &owner {
            Owner::Team(team) => vec![*team],
            Owner::Decided(cases) => cases.iter().map(|(_, team)| *team).collect(),
        };
        for team in teams {
            if !self.plan.teams.contains(&team) {
                self.plan.teams.push(team);
            }
        }
        owner
    }
}
