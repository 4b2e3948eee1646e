//! Owner: nobody's work does not exist, and work changes teams only through a handoff (laws 1 and 2).

use super::codes;
use super::{Case, way};
use crate::abi::manifest::PlaceKind;
use crate::base::{Id, Sink};
use crate::model::{Model, TeamId};
use crate::plan::{Form, NodeId, Owner, Place};
use std::collections::BTreeSet;

pub(super) fn check(case: &Case<'_>, sink: &mut Sink) {
    let before = sink.found().len();
    let of = |kind| case.subject.plan.places.values().filter(move |place| place.kind == kind);
    for place in of(PlaceKind::Step) {
        if let Some(state) = &case.states[place.node.index()] {
            step(case, place, &state.owners, sink);
        }
    }
    // Where an owner is not as the file says, a handoff that seems idle is a consequence of that.
    if sink.found().len() > before {
        return;
    }
    for place in of(PlaceKind::Open) {
        // A visit begins at the entry: a handoff that passes at once never rests at its place.
        if let Some(state) = &case.states[place.entry.index()] {
            handoff(case, place, &state.owners, sink);
        }
    }
}

/// `by` names exactly the teams that can own here.
fn step(case: &Case<'_>, place: &Place, owners: &BTreeSet<TeamId>, sink: &mut Sink) {
    let model = case.subject.model;
    if place.by_owner {
        if let (1, Some(team)) = (owners.len(), owners.first()) {
            let team = &model.teams[*team].name;
            sink.put(codes::OWNER_IS_KNOWN, place.span, format!("`by owner` can only mean `{team}` here"))
                .help(format!("say `by {team}`, so that whoever reads it knows who works"));
        }
        return;
    }
    let by: BTreeSet<TeamId> = place.who.iter().map(|role| model.roles[*role].team).collect();
    let names = |teams: &BTreeSet<TeamId>| {
        let names: Vec<String> = teams.iter().map(|team| format!("`{}`", model.teams[*team].name)).collect();
        names.join(" or ")
    };
    let missing: BTreeSet<TeamId> = owners.difference(&by).copied().collect();
    let idle: BTreeSet<TeamId> = by.difference(owners).copied().collect();
    if !missing.is_empty() {
        let message = if by.is_disjoint(owners) {
            format!(
                "the work reaches {} at `{}` without a handoff: {} still owns it",
                names(&by),
                place.name,
                names(owners)
            )
        } else {
            format!("`{}` leaves out {}, who may own the work here", place.name, names(&missing))
        };
        let found = sink.put(codes::TEAM_CHANGE_WITHOUT_HANDOFF, place.span, message);
        for team in &missing {
            let way = way::find(
                case,
                |node, owns| own(case, node, *team).unwrap_or(owns),
                |_, owns| Some(owns),
                |node, owns| owns && node == place.node,
            );
            if let Some(way) = way {
                found.note(format!("the way: {}", way::line(&way)));
            }
        }
        found.help(format!(
            "hand it over first with a `handoff` to {}, or name in `by` whoever can own here",
            names(&by)
        ));
    } else if !idle.is_empty() {
        sink.put(
            codes::BY_NAMES_NOBODY_HERE,
            place.span,
            format!("{} can never own the work at `{}`", names(&idle), place.name),
        )
        .help(format!("say `by {}`", names(owners)));
    }
}

/// Whether a team owns after a node, if the node says so.
fn own(case: &Case<'_>, node: NodeId, team: TeamId) -> Option<bool> {
    let plan = case.subject.plan;
    let owner = match &plan.nodes[node].form {
        Form::Own(owner) => owner,
        _ if node == plan.root => &plan.starts,
        _ => return None,
    };
    Some(match owner {
        Owner::Team(owner) => *owner == team,
        Owner::Decided(cases) => cases.iter().any(|(_, owner)| *owner == team),
    })
}

/// A handoff to whoever owns already is one that nobody ever sees.
fn handoff(case: &Case<'_>, place: &Place, owners: &BTreeSet<TeamId>, sink: &mut Sink) {
    let plan = case.subject.plan;
    let to: BTreeSet<TeamId> = plan
        .below(place.entry)
        .into_iter()
        .filter_map(|node| match &plan.nodes[node].form {
            Form::Own(Owner::Team(team)) => Some(*team),
            _ => None,
        })
        .collect();
    if to.len() == 1 && *owners == to {
        let team =
            to.first().map(|team| case.subject.model.teams[*team].name.to_string()).unwrap_or_default();
        sink.put(
            codes::HANDOFF_TO_ITSELF,
            place.span,
            format!("`{team}` owns the work already on every way to `{}`", place.name),
        )
        .help("delete the handoff, or hand the work to the team that is meant");
    }
}

/// Fallbacks end at a last resort.
pub(super) fn fallbacks(model: &Model, sink: &mut Sink) {
    for (id, team) in model.teams.iter() {
        let mut seen = BTreeSet::from([id]);
        let mut at = id;
        while let (false, Some(next)) = (model.teams[at].last_resort, model.teams[at].fallback) {
            if !seen.insert(next) {
                sink.put(
                    codes::FALLBACK_GOES_ROUND,
                    team.span,
                    format!("the fallbacks of `{}` lead back to a team that was asked already", team.name),
                )
                .help("let one of them be the `last resort`");
                break;
            }
            at = next;
        }
        if !model.teams[at].last_resort && model.teams[at].fallback.is_none() {
            let end = &model.teams[at];
            sink.put(
                codes::FALLBACK_ENDS_NOWHERE,
                team.span,
                format!("nobody stands in for `{}` while it has no members", end.name),
            )
            .help("say `fallback TEAM`, or `last resort` for the team that always has somebody");
        }
    }
}
