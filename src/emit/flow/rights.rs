//! Whether this person may do this: roles, claims, rules about people.

use super::Job;
use super::report::Arg;
use crate::abi::event::reasons;
use crate::abi::image::Life;
use crate::abi::manifest::{EventKind, PlaceKind};
use crate::abi::{Shape, layout};
use crate::base::Id;
use crate::emit::asm::{Local, Width};
use crate::emit::body::{Body, Env, Place};
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
        let list = self.env.roles(who);
        self.i32(list);
        self.i32(who.len() as u32);
        if as_owner {
            self.owner_of_strand();
        } else {
            self.op().i32_const(-1);
        }
        self.nominee();
        self.get(roles);
        self.help(Help::RoleOf);
        self.keep(ValType::I32)
    }

    /// The role as which somebody may take the task of the place whose number is in a local.
    pub(super) fn role_at(&mut self, here: Local, roles: Local) -> Local {
        let table = self.env.role_table();
        self.get(here);
        self.i32(ROLE_ENTRY);
        self.op().i32_mul();
        let entry = self.keep(ValType::I32);
        self.get(entry);
        self.load(Width::I32, table);
        self.get(entry);
        self.load(Width::U16, table + 4);
        self.owner_of_strand();
        self.op().i32_const(-1);
        self.get(entry);
        self.load(Width::U16, table + 6);
        self.op().select();
        self.nominee();
        self.get(roles);
        self.help(Help::RoleOf);
        self.keep(ValType::I32)
    }

    fn owner_of_strand(&mut self) {
        let (strand, owner) = (self.strand, self.env.map.strand.owner);
        self.get(strand);
        self.load(owner.width, owner.offset);
    }

    fn nominee(&mut self) {
        let (strand, nominee) = (self.strand, self.env.map.strand.nominee);
        self.get(strand);
        self.load(nominee.width, nominee.offset);
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

/// The size of an entry of the table that says who may take the task of each place.
const ROLE_ENTRY: u32 = 8;

impl Env<'_> {
    /// The address of a list of roles, each with its team.
    fn roles(&mut self, who: &[RoleId]) -> u32 {
        let pair = |role: &RoleId| [role.index() as u16, self.model.roles[*role].team.index() as u16];
        let bytes: Vec<u8> = who.iter().flat_map(pair).flat_map(u16::to_le_bytes).collect();
        self.kit.module.bytes(&bytes)
    }

    /// For each place: where its list of roles is, how many they are, whether they must be the owner's.
    fn role_table(&mut self) -> u32 {
        let plan = self.plan;
        let mut table = Vec::new();
        for place in plan.places.values() {
            let owners = u16::from(place.kind != PlaceKind::Offered);
            table.extend(self.roles(&place.who).to_le_bytes());
            table.extend((place.who.len() as u16).to_le_bytes());
            table.extend(owners.to_le_bytes());
        }
        self.kit.module.bytes(&table)
    }
}
