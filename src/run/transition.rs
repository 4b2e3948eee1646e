//! A decided transition as the rows that the store keeps.
//!
//! In: what a module answered, and to what. Out: log row, current row, and which effects go out. Not here:
//! writing them.

use super::program::{Flow, Program};
use super::sites;
use crate::abi::event::effects;
use crate::abi::image::{Image, Status};
use crate::abi::manifest::{EffectKind, Workflow};
use crate::abi::{Event, Value, codec};
use crate::store::{Current, Entry, Hash, ItemId, Transition};

/// A transition that was decided and is not durable yet.
pub(super) struct Move<'m> {
    pub(super) item: ItemId,
    pub(super) before: Option<&'m Current>,
    pub(super) program: &'m Program,
    pub(super) number: usize,
    pub(super) tables: Hash,
    pub(super) event: &'m Event,
    pub(super) key: &'m str,
    pub(super) bytes: Vec<u8>,
    pub(super) image: Image,
    pub(super) effects: Vec<Value>,
}

impl Move<'_> {
    /// The rows that it becomes.
    pub(super) fn transition(self) -> Transition {
        let (workflow, flow) =
            (&self.program.manifest().workflows[self.number], &self.program.flows[self.number]);
        let outgoing = outgoing(workflow, &self.effects, self.event.now);
        let entry = Entry {
            item: self.item,
            seq: self.image.header.seq as u64,
            previous: self.before.map_or(Hash::NONE, |before| before.head),
            key: self.key.to_owned(),
            actor: self.event.person.clone(),
            now: self.event.now,
            module: self.program.hash(),
            calendars: self.tables,
            event: codec::encode(&self.event.value(), &flow.event, 0),
            effects: record(self.effects, flow),
            image: Hash::of(&self.bytes),
        };
        let header = &self.image.header;
        let current = Current {
            id: self.item,
            workflow: workflow.name.clone(),
            holds_key: !self.image.key.is_empty() && header.status != Status::Ended,
            key: self.image.key,
            status: header.status,
            seq: entry.seq,
            head: entry.hash(),
            module: entry.module,
            next_due: header.next_due,
            parked: None,
            image: self.bytes,
        };
        Transition { entry, current, outgoing }
    }
}

/// The effects of a transition as the log keeps them.
pub(super) fn record(effects: Vec<Value>, flow: &Flow) -> Vec<u8> {
    codec::encode(&Value::List(effects), &flow.effects, 0)
}

/// The effects that somebody outside is to get, and when at the earliest: a call may have to wait, since the
/// attempt before failed.
fn outgoing(workflow: &Workflow, effects: &[Value], now: i64) -> Vec<(u16, i64)> {
    let due = |effect: &Value| {
        let Value::Choice(case, fields) = effect else { return None };
        match (*case, sites::effect(workflow, *case).map(|site| &site.kind), fields.get(2)) {
            (effects::ASK_CLOSED | effects::CALL_CANCELLED, ..) => Some(now),
            (_, Some(EffectKind::Call { .. }), Some(Value::Int(not_before))) => Some(*not_before),
            (_, Some(_), _) => Some(now),
            (_, None, _) => None,
        }
    };
    let all = (0_u16..).zip(effects);
    all.filter_map(|(number, effect)| Some((number, due(effect)?))).collect()
}
