//! Who belongs to which team: what the host attests with every act.
//!
//! In: teams and parts of teams by name. Out: who is in them, and who stands in for a team without members.
//! Not here: where a directory is kept.

use crate::abi::Manifest;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Knows who belongs to what.
pub trait Roster: Send + Sync {
    /// Whether a person is in a team, or in a named part of it.
    fn has(&self, person: &str, team: &str, part: Option<&str>) -> bool;

    /// Whether a team has any members.
    fn is_staffed(&self, team: &str) -> bool;
}

impl<R: Roster + ?Sized> Roster for Arc<R> {
    fn has(&self, person: &str, team: &str, part: Option<&str>) -> bool {
        (**self).has(person, team, part)
    }

    fn is_staffed(&self, team: &str) -> bool {
        (**self).is_staffed(team)
    }
}

/// A roster in memory.
///
/// ```
/// use handoff::run::{People, Roster};
/// let people = People::default().with("ana", "Frontline").with("cem", "BackOffice.lead");
/// assert!(people.has("cem", "BackOffice", None), "who is in a part is in the team");
/// assert!(!people.has("ana", "Frontline", Some("lead")));
/// ```
#[derive(Clone, Default, Debug)]
pub struct People(BTreeMap<(String, Option<String>), BTreeSet<String>>);

impl People {
    /// The same people and one more membership, of `Team` or `Team.part`.
    #[must_use]
    pub fn with(mut self, person: &str, of: &str) -> People {
        let (team, part) = match of.split_once('.') {
            Some((team, part)) => (team, Some(part)),
            None => (of, None),
        };
        for part in [None, part] {
            let members = self.0.entry((team.to_owned(), part.map(str::to_owned))).or_default();
            members.insert(person.to_owned());
        }
        self
    }
}

impl Roster for People {
    fn has(&self, person: &str, team: &str, part: Option<&str>) -> bool {
        let members = self.0.get(&(team.to_owned(), part.map(str::to_owned)));
        members.is_some_and(|members| members.contains(person))
    }

    fn is_staffed(&self, team: &str) -> bool {
        self.0.get(&(team.to_owned(), None)).is_some_and(|members| !members.is_empty())
    }
}

/// The team that answers for a team today: itself, or the first of its fallbacks that has members.
pub(super) fn standing(manifest: &Manifest, roster: &dyn Roster, team: u8) -> u8 {
    let mut at = team;
    // Fallbacks form no cycle in what the compiler accepts; a foreign manifest may claim one.
    for _ in 0..manifest.teams.len() {
        let Some(known) = manifest.teams.get(usize::from(at)) else { break };
        match known.fallback {
            Some(next) if !roster.is_staffed(&known.name) => at = next,
            _ => return at,
        }
    }
    at
}

/// The roles that a person may act in, by number: their own, and all of a team that they stand in for.
pub(super) fn attest(manifest: &Manifest, roster: &dyn Roster, person: &str) -> Vec<u16> {
    if person.is_empty() {
        return Vec::new();
    }
    let name = |team: u8| manifest.teams.get(usize::from(team)).map_or("", |team| team.name.as_str());
    let held = manifest.roles.iter().map(|role| {
        let answers = standing(manifest, roster, role.team);
        if answers == role.team {
            roster.has(person, name(role.team), role.name.as_deref())
        } else {
            roster.has(person, name(answers), None)
        }
    });
    (0_u16..).zip(held).filter(|(_, held)| *held).map(|(number, _)| number).collect()
}
