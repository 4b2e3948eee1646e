//! The store that lasts as long as the process: for tests, trials and simulations.
//!
//! In and out: see [`Store`]. Not here: durability; everything else is promised and tested alike.

use super::row::{Answer, Current, Hash, ItemId, Logged, Outgoing, Pointer, Transition, Which, Write};
use super::{Error, Store, Ticket};
use crate::abi::image::Status;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A store in memory.
#[derive(Default)]
pub struct Memory(Mutex<State>);

#[derive(Default)]
struct State {
    items: BTreeMap<ItemId, Current>,
    /// In the order of commits; a position is an index plus one.
    log: Vec<Logged>,
    by_seq: BTreeMap<(ItemId, u64), usize>,
    by_key: BTreeMap<(ItemId, String), usize>,
    /// Who holds a business key of a workflow.
    held: BTreeMap<(String, String), ItemId>,
    outbox: BTreeMap<Pointer, (i64, u32)>,
    contents: BTreeMap<Hash, Vec<u8>>,
}

impl Memory {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic of another thread left whole rows behind: each write is checked before it changes any.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn write(&mut self, write: Write) -> Answer {
        match write {
            Write::Transition(transition) => return self.transition(*transition),
            Write::Keep(_, bytes) => {
                self.contents.insert(Hash::of(&bytes), bytes);
            }
            Write::Delivered(pointer) => {
                self.outbox.remove(&pointer);
            }
            Write::Postponed(pointer, due) => {
                if let Some((at, attempts)) = self.outbox.get_mut(&pointer) {
                    (*at, *attempts) = (due, attempts.saturating_add(1));
                }
            }
            Write::Parked(id, why) => match self.items.get_mut(&id) {
                Some(item) => item.parked = why,
                None => return Answer::Stale,
            },
        }
        Answer::Written
    }

    fn transition(&mut self, transition: Transition) -> Answer {
        let Transition { entry, current, outgoing } = transition;
        if let Some(index) = self.by_key.get(&(entry.item, entry.key.clone())) {
            return Answer::Repeated(Box::new(self.log[*index].clone()));
        }
        let before = self.items.get(&entry.item).map_or((0, Hash::NONE), |item| (item.seq, item.head));
        if (before.0 + 1, before.1) != (entry.seq, entry.previous) {
            return Answer::Stale;
        }
        if let Some(holder) = self.holder(&current) {
            return Answer::Taken(holder);
        }
        let index = self.log.len();
        self.by_seq.insert((entry.item, entry.seq), index);
        self.by_key.insert((entry.item, entry.key.clone()), index);
        for (effect, due) in outgoing {
            self.outbox.insert(Pointer { item: entry.item, seq: entry.seq, effect }, (due, 0));
        }
        if current.holds_key {
            self.held.insert(held(&current), current.id);
        } else if self.held.get(&held(&current)) == Some(&current.id) {
            self.held.remove(&held(&current));
        }
        let parked = self.items.get(&entry.item).and_then(|item| item.parked.clone());
        self.items.insert(entry.item, Current { parked, ..current });
        self.log.push(Logged { position: index as i64 + 1, hash: entry.hash(), entry });
        Answer::Written
    }

    /// Who else has the business key that `current` is to hold.
    fn holder(&self, current: &Current) -> Option<ItemId> {
        let holder = self.held.get(&held(current)).copied();
        holder.filter(|holder| current.holds_key && *holder != current.id)
    }

    fn items(&self, which: &Which, limit: usize) -> Vec<Current> {
        let after = |after: &Option<ItemId>, item: &Current| after.is_none_or(|after| item.id > after);
        let chosen = |item: &&Current| match which {
            Which::Live(last) => item.status != Status::Ended && after(last, item),
            Which::Due(now) => due(item, *now) && item.parked.is_none(),
            Which::Keyed { workflow, key } => item.workflow == *workflow && item.key == *key,
            Which::Parked(last) => item.parked.is_some() && after(last, item),
        };
        let mut found: Vec<&Current> = self.items.values().filter(chosen).collect();
        if matches!(which, Which::Due(_)) {
            found.sort_by_key(|item| (item.next_due, item.id));
        }
        found.into_iter().take(limit).cloned().collect()
    }
}

fn due(item: &Current, now: i64) -> bool {
    item.next_due <= now && item.next_due < i64::MAX
}

fn held(current: &Current) -> (String, String) {
    (current.workflow.clone(), current.key.clone())
}

impl Store for Memory {
    fn submit(&self, write: Write) -> Ticket {
        Ticket::answered(Ok(self.state().write(write)))
    }

    fn item(&self, id: ItemId) -> Result<Option<Current>, Error> {
        Ok(self.state().items.get(&id).cloned())
    }

    fn items(&self, which: &Which, limit: usize) -> Result<Vec<Current>, Error> {
        Ok(self.state().items(which, limit))
    }

    fn repeat(&self, id: ItemId, key: &str) -> Result<Option<Logged>, Error> {
        let state = self.state();
        Ok(state.by_key.get(&(id, key.to_owned())).map(|index| state.log[*index].clone()))
    }

    fn history(&self, id: ItemId, after: u64, limit: usize) -> Result<Vec<Logged>, Error> {
        let state = self.state();
        let rows = state.by_seq.range((id, after.saturating_add(1))..=(id, u64::MAX));
        Ok(rows.take(limit).map(|(_, index)| state.log[*index].clone()).collect())
    }

    fn feed(&self, after: i64, limit: usize) -> Result<Vec<Logged>, Error> {
        let from = usize::try_from(after).unwrap_or(0);
        Ok(self.state().log.iter().skip(from).take(limit).cloned().collect())
    }

    fn outbox(&self, now: i64, limit: usize) -> Result<Vec<Outgoing>, Error> {
        let state = self.state();
        let waiting = state.outbox.iter().filter(|(_, (due, _))| *due <= now);
        let mut due: Vec<Outgoing> = waiting
            .map(|(pointer, (due, attempts))| Outgoing { pointer: *pointer, due: *due, attempts: *attempts })
            .collect();
        due.sort_by_key(|outgoing| (outgoing.due, outgoing.pointer));
        due.truncate(limit);
        Ok(due)
    }

    fn content(&self, hash: Hash) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.state().contents.get(&hash).cloned())
    }
}
