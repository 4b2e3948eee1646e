//! Whether this person may do this: roles, claims, rules about people.

use super::Job;
use super::report::Arg;
use crate::abi::event::reasons;
use crate::abi::image::Life;
use crate::abi::manifest::EventKind;
use crate::abi::{Shape, layout};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::{Body, Place};
use crate::emit::prelude::{Help, Var};
use crate::model::RoleId;
use crate::plan::{AltId, People, PlaceId};
use wasm_encoder::{BlockType, ValType};

impl Body<'_, '_> {
    /// Gathers the reasons for which this person may not do this.
    pub(super) fn rights(&mut self, place: PlaceId, id: AltId) {
        let alt = &self.env.plan.alts[id];
        let as_owner = alt.kind.by_owner();
        self.of_event("roles");
        let roles = self.keep(ValType::I32);
        let role = self.role_of(&alt.who, as_owner, roles);
        self.get(role);
        self.i32(0);
        self.op().i32_lt_s();
        self.when(BlockType::Empty);
        self.reason(reasons::NOT_YOURS, &[]);
        self.otherwise();
        self.get(role);
        self.set_var(Var::Role);
        self.end();
        self.go_strand(Job::Taken);
        let strand = self.strand;
        let judged = matches!(alt.kind, EventKind::Complete | EventKind::Accept);
        if judged && !self.env.plan.places[place].people.is_empty() {
            self.get(strand);
            self.of_event("person");
            self.go(Job::Excluded(place));
        }
    }

    /// Gathers the reasons that lie in the task: somebody else has it, or it rests.
    pub(super) fn taken(&mut self) {
        let (holder, mine) = self.holder();
        self.get(holder);
        self.load(Width::I32, layout::LENGTH);
        self.i32(0);
        self.op().i32_ne();
        self.get(mine);
        self.op().i32_eqz().i32_and();
        self.when(BlockType::Empty);
        self.reason(reasons::CLAIMED, &[Arg::Local(holder)]);
        self.end();
        let (strand, life) = (self.strand, self.env.map.strand.life);
        self.get(strand);
        self.load(life.width, life.offset);
        self.i32(Life::Suspended as u32);
        self.op().i32_eq();
        self.when(BlockType::Empty);
        self.reason(reasons::LIFE, &[]);
        self.end();
    }

    /// Who has the task, and whether it is who acts.
    pub(super) fn holder(&mut self) -> (Local, Local) {
        let (strand, claimed) = (self.strand, self.env.map.strand.claimed_by);
        self.get(strand);
        self.read(Place::Behind(claimed.offset), &Shape::Person);
        let holder = self.keep(ValType::I32);
        self.get(holder);
        self.of_event("person");
        self.help(Help::SameText);
        (holder, self.keep(ValType::I32))
    }

    /// The role as which somebody may act: one of these, of the team that owns if it must be the owner's; else
    /// the one that the task was given to; else -1.
    pub(super) fn role_of(&mut self, who: &[RoleId], as_owner: bool, roles: Local) -> Local {
        let (strand, map) = (self.strand, self.env.map.strand);
        let found = self.block(BlockType::Result(ValType::I32));
        for role in who {
            let number = role.index() as u32;
            self.i32(number);
            self.get(roles);
            self.i32(number);
            self.help(Help::HasRole);
            if as_owner {
                let team = self.env.model.roles[*role].team;
                self.get(strand);
                self.load(map.owner.width, map.owner.offset);
                self.i32(team.index() as u32);
                self.op().i32_eq().i32_and();
            }
            self.br_if(found);
            self.op().drop();
        }
        self.get(strand);
        self.load(map.nominee.width, map.nominee.offset);
        self.op().i32_const(-1);
        self.get(roles);
        self.get(strand);
        self.load(map.nominee.width, map.nominee.offset);
        self.help(Help::HasRole);
        self.op().select();
        self.end();
        self.keep(ValType::I32)
    }

    /// The role in which somebody may take the task of a place: `(strand, roles)`.
    pub(super) fn role_at(&mut self, place: PlaceId) {
        let known = &self.env.plan.places[place];
        let as_owner = known.kind != crate::abi::manifest::PlaceKind::Offered;
        let roles = self.param(1);
        let role = self.role_of(&known.who, as_owner, roles);
        self.get(role);
    }

    /// The rules about people that forbid it: `(strand, person)`.
    pub(super) fn excluded(&mut self, place: PlaceId) {
        let person = self.param(1);
        for rule in &self.env.plan.places[place].people {
            self.named(rule, person);
        }
    }

    /// Gathers a reason if a rule forbids it: among those that must not, or not among those that must.
    fn named(&mut self, rule: &People, person: Local) {
        let shape = self.env.shape(rule.of);
        self.expr(rule.of);
        let named = self.keep(crate::emit::body::val(&shape));
        let (among, any) = (self.local(ValType::I32), self.local(ValType::I32));
        for flag in [among, any] {
            self.i32(0);
            self.set(flag);
        }
        match &*shape {
            Shape::Option(inner) if inner.is_text() => {
                self.get(named);
                self.load(Width::U8, 0);
                self.when(BlockType::Empty);
                self.get(named);
                self.read(Place::Behind(layout::some(inner)), inner);
                self.among(person, among, any);
                self.end();
            }
            Shape::List(element) if element.is_text() => {
                self.get(named);
                self.for_each(element, |body, at, _| {
                    body.get(at);
                    body.among(person, among, any);
                });
            }
            text if text.is_text() => {
                self.get(named);
                self.among(person, among, any);
            }
            _ => {}
        }
        self.get(among);
        if rule.only {
            self.op().i32_eqz();
            self.get(any);
            self.op().i32_and();
        }
        self.when(BlockType::Empty);
        self.reason(reasons::EXCLUDED, &[Arg::Number(rule.rule.index() as u32)]);
        self.end();
    }

    /// Compares the name on the stack.
    fn among(&mut self, person: Local, among: Local, any: Local) {
        self.get(person);
        self.help(Help::SameText);
        self.get(among);
        self.op().i32_or();
        self.set(among);
        self.i32(1);
        self.set(any);
    }
}
