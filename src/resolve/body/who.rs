//! Who: teams after `by` and `to`, the two sides of a handoff, and whom a notice is for.
//!
//! In: paths. Out: [`Who`] and [`Told`]. `receiver` stands for the receiving teams, `sender` for whoever owns
//! until they accept. Not here: whether they can own there (`check`).

use super::super::Resolver;
use super::super::faults::Want;
use super::super::scope::Def;
use crate::base::Name;
use crate::model::{Notify, PartyId, RoleId, StmtKind, TeamId, Told, Type, Who};
use crate::parse::ast::{self, Ident, Path};
use crate::resolve::codes;

/// Whether `owner` may stand for the team.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Allowed,
    Refused,
}

impl<'a> Resolver<'a> {
    /// The receivers of the handoff around, if `name` stands for them.
    pub(in crate::resolve) fn side(&self, name: &Name) -> Option<Vec<TeamId>> {
        if name.as_str() == "receiver" { self.sides.last().cloned() } else { None }
    }

    pub(super) fn who(&mut self, paths: &[Path], owner: Owner) -> Who {
        let is_owner = |path: &&Path| path.parts.first().is_some_and(|name| self.is_owner(&name.name));
        if let Some(path) = paths.iter().find(is_owner) {
            let alone = paths.len() == 1 && path.parts.len() == 1;
            return self.owner(path, alone && owner == Owner::Allowed);
        }
        let mut roles: Vec<RoleId> = Vec::new();
        for path in paths {
            roles.extend(self.roles(path).unwrap_or_default());
        }
        Who::Roles(roles)
    }

    fn owner(&mut self, path: &Path, allowed: bool) -> Who {
        if !allowed {
            self.sink
                .put(codes::OWNER_MISFIT, path.span, format!("`{path}` cannot stand here: name the team"))
                .help("`owner` stands alone after `by`; a role needs its team, or a group of teams");
        }
        Who::Owner
    }

    fn is_owner(&self, name: &Name) -> bool {
        name.as_str() == "owner" || name.as_str() == "sender" && !self.sides.is_empty()
    }

    /// The teams of whoever works or receives.
    pub(super) fn teams_of_who(&self, who: &Who) -> Vec<TeamId> {
        match who {
            Who::Roles(roles) => roles.iter().map(|role| self.model.roles[*role].team).collect(),
            Who::Owner => Vec::new(),
            Who::Decided(decided) => decided.iter().map(|(_, team)| *team).collect(),
        }
    }

    /// The party of that name; says so where there is none.
    pub(super) fn party(&mut self, path: &Path) -> Option<PartyId> {
        let found = path.single().and_then(|name| self.party_named(&name.name));
        if found.is_none() {
            let known = self.known_parties();
            let name = Ident { name: Name::from(path.to_string()), span: path.span };
            let message = match self.def_of(path) {
                Some(Def::Team(_)) => format!("`{path}` is a team, and only a party outside is asked"),
                _ => format!("this workflow has no party `{path}`"),
            };
            self.unknown_name(codes::UNKNOWN_PARTY, &name, message, &known);
        }
        found
    }

    pub(in crate::resolve) fn party_named(&self, name: &Name) -> Option<PartyId> {
        let flow = self.flow.as_ref()?;
        flow.parties.iter().find(|(_, party)| party.name == *name).map(|(id, _)| id)
    }

    fn known_parties(&self) -> Vec<Name> {
        let parties = self.flow.iter().flat_map(|flow| flow.parties.values());
        parties.map(|party| party.name.clone()).collect()
    }

    // ─────── Notices ───────

    /// `notify WHO "…"`; in a team's own arms its roles go by their bare names.
    pub(in crate::resolve) fn notify(&mut self, view: ast::Notify<'a>, team: Option<TeamId>) -> StmtKind {
        let mut who = Vec::new();
        for path in view.whom() {
            who.extend(self.told(&path, team));
        }
        let sentence = view.sentence().map(|sentence| self.sentence(&sentence));
        let with = view.with();
        let mut enclosed = Vec::new();
        for path in &with {
            enclosed.push(self.path_ref(path));
        }
        StmtKind::Notify(Notify { span: view.span(), who, sentence, with: enclosed })
    }

    fn told(&mut self, path: &Path, team: Option<TeamId>) -> Vec<Told> {
        let Some(first) = path.parts.first() else { return Vec::new() };
        if self.is_owner(&first.name) {
            return vec![Told::Owner(path.parts.get(1).map(|part| part.name.clone()))];
        }
        let own = team.zip(path.single()).and_then(|(team, name)| self.role_named(team, &name.name));
        if let Some(role) = own {
            return vec![Told::Role(role)];
        }
        if let Some(party) = path.single().and_then(|name| self.party_named(&name.name)) {
            return vec![Told::Party(party)];
        }
        let is_team = matches!(
            self.def(&first.name),
            Some(Def::Team(_) | Def::Group(_) | Def::Module(_) | Def::Unknown)
        );
        if is_team || self.side(&first.name).is_some() {
            let roles = self.roles(path).unwrap_or_default();
            return roles.into_iter().map(Told::Role).collect();
        }
        if self.is_value(first) {
            return self.told_person(path).into_iter().collect();
        }
        self.unknown_recipient(path, team);
        Vec::new()
    }

    /// Whether a name stands for a value here.
    fn is_value(&self, name: &Ident) -> bool {
        let bound = self.names.iter().any(|(bound, _)| *bound == name.name);
        let of_flow = self.flow.as_ref().is_some_and(|flow| {
            flow.item_name.as_ref() == Some(&name.name)
                || flow.slot_of.contains_key(&name.name)
                || flow.is_later(&name.name)
        });
        bound || of_flow || matches!(self.def(&name.name), Some(Def::Function(_)))
    }

    fn told_person(&mut self, path: &Path) -> Option<Told> {
        let id = self.path_ref(path);
        self.person(id).then_some(Told::Person(id))
    }

    /// Whether an expression is a person, perhaps absent, or a list of people; says so where it is none.
    pub(super) fn person(&mut self, id: crate::model::ExprId) -> bool {
        let is_person = |ty: &Type| matches!(ty.present(), Type::Person(_) | Type::Unknown);
        let fits = match self.type_of(id).present() {
            Type::List(list) => is_person(&list.of),
            ty => is_person(ty),
        };
        if !fits {
            self.mismatch(id, &Want::of(Type::Person(None)));
        }
        fits && !self.is_unknown(id)
    }

    fn unknown_recipient(&mut self, path: &Path, team: Option<TeamId>) {
        let mut known = self.known_parties();
        known.extend(self.names_of(|def| matches!(def, Def::Team(_) | Def::Group(_))));
        known.push(Name::from("owner"));
        if let Some(team) = team {
            let roles = self.model.roles.values().filter(|role| role.team == team);
            known.extend(roles.filter_map(|role| role.name.clone()));
        }
        let first = path.parts.first().map_or(path.span, |part| part.span);
        let name = path.parts.first().map_or_else(|| Name::from(""), |part| part.name.clone());
        let message = format!("there is nobody called `{name}` who could be told");
        self.unknown_name(codes::UNKNOWN_RECIPIENT, &Ident { name, span: first }, message, &known);
    }
}
