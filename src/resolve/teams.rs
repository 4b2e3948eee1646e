//! Teams, their roles, and groups of teams; and what a path of teams means wherever one stands.
//!
//! In: `team` and `teams` declarations, paths after `by`, `to`, `for`, `fallback`. Out: filled teams, and
//! lists of roles. Not here: whether fallbacks end somewhere, and who may own what (`check`).

use super::Resolver;
use super::codes;
use super::declare::Decl;
use super::scope::Def;
use crate::base::{Name, Span};
use crate::model::{Role, RoleId, Situation, StmtKind, TeamId, TeamRung};
use crate::parse::ast::{self, Ident, Path, TeamLine};

impl<'a> Resolver<'a> {
    /// Fills in groups, then teams, then their ladders, which may speak of any team.
    pub(super) fn fill_teams(&mut self) {
        self.each_decl(|resolver, decl| {
            if let Decl::Group(id, view) = decl {
                resolver.groups[id] = resolver.teams(&view.teams());
            }
        });
        self.each_decl(|resolver, decl| {
            if let Decl::Team(id, view) = decl {
                resolver.fill_team(id, view);
            }
        });
        self.each_decl(|resolver, decl| {
            if let Decl::Team(id, view) = decl {
                resolver.fill_ladder(id, view);
            }
        });
    }

    fn fill_team(&mut self, id: TeamId, view: ast::Team<'a>) {
        let mut has_calendar = false;
        for line in view.lines() {
            match line {
                TeamLine::WorksBy(line) => {
                    has_calendar = true;
                    let path = line.calendar().map(path_of);
                    if let Some(calendar) = path.and_then(|path| self.calendar(&path)) {
                        self.model.teams[id].calendar = calendar;
                    }
                }
                TeamLine::Members(line) => self.members(id, line),
                TeamLine::People(line) => self.size(id, line),
                TeamLine::Roles(line) => line.roles().for_each(|role| self.role_of_team(id, role)),
                TeamLine::External(_) => self.model.teams[id].external = true,
                TeamLine::Fallback(line) => {
                    self.model.teams[id].fallback = line.team().and_then(|path| self.team(&path));
                }
                TeamLine::LastResort(_) => self.model.teams[id].last_resort = true,
                TeamLine::Arm(_) => {}
            }
        }
        if !has_calendar {
            let team = &self.model.teams[id];
            let message = format!("the team `{}` has no calendar", team.name);
            self.sink
                .put(codes::TEAM_INCOMPLETE, team.span, message)
                .help("say when it works: `calendar` and its name");
        }
    }

    fn members(&mut self, id: TeamId, line: ast::Members<'a>) {
        let Some(key) = line.key() else { return };
        if let Some(origin) = line.origin().filter(|origin| origin.name.as_str() != "directory") {
            let message = format!("members come from a `directory`, not from `{}`", origin.name);
            self.sink.put(codes::UNKNOWN_NAME, origin.span, message);
        }
        self.model.teams[id].directory = key.plain().map(str::to_owned);
    }

    fn size(&mut self, id: TeamId, line: ast::People<'a>) {
        let Some(least) = super::count(line.least()) else { return };
        self.model.teams[id].at_least = least;
        let role = self.model.teams[id].role;
        self.model.roles[role].at_least = least;
    }

    fn role_of_team(&mut self, team: TeamId, view: ast::Role<'a>) {
        let Some(name) = view.name() else { return };
        if self.role_named(team, &name.name).is_some() {
            let message =
                format!("the team `{}` has a role `{}` already", self.model.teams[team].name, name.name);
            self.sink
                .put(codes::NAME_TWICE, name.span, message)
                .help("every team has a `lead` without saying so");
            return;
        }
        let at_least = super::count(view.least()).unwrap_or(1);
        self.model.roles.push(Role { team, name: Some(name.name), at_least });
    }

    fn fill_ladder(&mut self, id: TeamId, view: ast::Team<'a>) {
        for line in view.lines() {
            if let TeamLine::Arm(arm) = line {
                self.team_arm(id, arm);
            }
        }
    }

    fn team_arm(&mut self, team: TeamId, view: ast::Arm<'a>) {
        let situations = view.situations();
        for situation in &situations {
            let ast::SituationKind::Late(ast::LateClock::Main, rung) = &situation.kind else {
                self.sink
                    .put(
                        codes::SITUATION_MISFIT,
                        situation.span,
                        "a team can only say what it does `when late`",
                    )
                    .help("say everything else at the place or in the workflow");
                continue;
            };
            let late = self.late(ast::LateClock::Main, rung);
            let Some(response) = view.response() else { continue };
            for stmt in response.stmts() {
                self.team_rung(team, view.span(), &late, stmt);
            }
        }
    }

    fn team_rung(&mut self, team: TeamId, span: Span, late: &Situation, stmt: ast::Stmt<'a>) {
        let ast::Stmt::Notify(notify) = stmt else {
            self.sink
                .put(codes::RESPONSE_MISFIT, stmt.span(), "a team that is late can only notify")
                .help("what moves the work stands at the place or in the workflow");
            return;
        };
        let StmtKind::Notify(notify) = self.notify(notify, Some(team)) else { return };
        let Situation::Late { by, every, .. } = late.clone() else { return };
        self.model.teams[team].late.push(TeamRung { span, by, every, notify });
    }

    // ─────── Paths of teams ───────

    /// The one team that a path names; says so where it names none.
    pub(super) fn team(&mut self, path: &Path) -> Option<TeamId> {
        match self.def_of(path) {
            Some(Def::Team(team)) => Some(team),
            Some(Def::Unknown) => None,
            Some(Def::Group(_)) => {
                let message = format!("`{path}` is a group of teams, and one team is wanted here");
                self.sink.put(codes::UNKNOWN_TEAM, path.span, message);
                None
            }
            _ => {
                self.unknown_team(path);
                None
            }
        }
    }

    /// The teams that paths name, groups taken apart.
    pub(super) fn teams(&mut self, paths: &[Path]) -> Vec<TeamId> {
        let mut teams = Vec::new();
        for path in paths {
            match self.def_of(path) {
                Some(Def::Team(team)) => teams.push(team),
                Some(Def::Group(group)) => teams.extend(self.groups[group].iter().copied()),
                Some(Def::Unknown) => {}
                _ => self.unknown_team(path),
            }
        }
        teams
    }

    fn unknown_team(&mut self, path: &Path) {
        if let Some(def) = self.def_of(path) {
            let message = format!("`{path}` is {}, not a team", def.words());
            self.sink.put(codes::UNKNOWN_TEAM, path.span, message);
            return;
        }
        if path.single().is_some_and(|name| self.party_named(&name.name).is_some()) {
            let message = format!("`{path}` is a party outside, not a team");
            self.sink
                .put(codes::UNKNOWN_TEAM, path.span, message)
                .help("a party answers when it is asked: `ask … of`");
            return;
        }
        let message = format!("there is no team `{path}`");
        self.unknown_path(path, codes::UNKNOWN_TEAM, message, |def| {
            matches!(def, Def::Team(_) | Def::Group(_))
        });
    }

    /// The roles that a path of `TEAM[.ROLE]` names, groups taken apart; `None` where something is wrong
    /// with it and was said.
    pub(super) fn roles(&mut self, path: &Path) -> Option<Vec<RoleId>> {
        if let Some(sides) = path.single().and_then(|name| self.side(&name.name)) {
            return Some(sides.into_iter().map(|team| self.model.teams[team].role).collect());
        }
        let whole = self.def_of(path);
        if let Some(def) = whole.filter(|def| matches!(def, Def::Team(_) | Def::Group(_) | Def::Unknown)) {
            return self.roles_of(def);
        }
        let Some((role, team)) = path.parts.split_last().filter(|(_, team)| !team.is_empty()) else {
            self.unknown_team(path);
            return None;
        };
        let span = team.iter().fold(team[0].span, |span, part| span.to(part.span));
        let team = self.teams_of(&Path { parts: team.to_vec(), span })?;
        team.into_iter().map(|team| self.role(team, role)).collect()
    }

    fn teams_of(&mut self, path: &Path) -> Option<Vec<TeamId>> {
        if let Some(sides) = path.single().and_then(|name| self.side(&name.name)) {
            return Some(sides);
        }
        match self.def_of(path) {
            Some(Def::Team(team)) => Some(vec![team]),
            Some(Def::Group(group)) => Some(self.groups[group].clone()),
            Some(Def::Unknown) => None,
            _ => {
                self.unknown_team(path);
                None
            }
        }
    }

    fn roles_of(&self, def: Def) -> Option<Vec<RoleId>> {
        match def {
            Def::Team(team) => Some(vec![self.model.teams[team].role]),
            Def::Group(group) => {
                Some(self.groups[group].iter().map(|team| self.model.teams[*team].role).collect())
            }
            _ => None,
        }
    }

    /// A role of a team by name; says so where the team has none of that name.
    pub(super) fn role(&mut self, team: TeamId, name: &Ident) -> Option<RoleId> {
        let found = self.role_named(team, &name.name);
        if found.is_none() {
            let roles = self.model.roles.values().filter(|role| role.team == team);
            let known: Vec<Name> = roles.filter_map(|role| role.name.clone()).collect();
            let message = format!("the team `{}` has no role `{}`", self.model.teams[team].name, name.name);
            self.unknown_name(codes::UNKNOWN_ROLE, name, message, &known);
        }
        found
    }

    pub(super) fn role_named(&self, team: TeamId, name: &Name) -> Option<RoleId> {
        let is = |role: &Role| role.team == team && role.name.as_ref() == Some(name);
        self.model.roles.iter().find(|(_, role)| is(role)).map(|(id, _)| id)
    }
}

/// A name as a path of one part.
pub(super) fn path_of(name: Ident) -> Path {
    Path { span: name.span, parts: vec![name] }
}
