//! Instances at rest, one a worker, and the calendars they were made with.
//!
//! In: programs, events. Out: replies. Between two calls an instance remembers nothing but its calendars;
//! after trouble it is thrown away. Not here: the store.

use super::instance::{Instance, Trouble};
use super::program::Program;
use super::tables::{Tables, year};
use crate::abi::{Reply, Value};
use crate::calendar::RulesError;
use crate::store::Hash;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many instances may rest: more calls than that at once are rare, and each has its memory.
const MOST_IDLE: usize = 16;

/// Instances and calendars.
#[derive(Default)]
pub(super) struct Workers {
    idle: Mutex<Vec<Instance>>,
    tables: Mutex<BTreeMap<(Hash, i32), Arc<Tables>>>,
}

/// Nothing half done is ever left behind a lock here: what panics loses its instance, no more.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Workers {
    /// What a module makes of an event.
    pub(super) fn step(
        &self,
        program: &Program,
        tables: &Tables,
        number: usize,
        image: &[u8],
        event: &Value,
    ) -> Result<Reply, Trouble> {
        let of = (program.hash(), tables.hash());
        let resting = {
            let mut idle = lock(&self.idle);
            idle.iter().position(|instance| instance.of == of).map(|at| idle.swap_remove(at))
        };
        let mut instance = match resting {
            Some(instance) => instance,
            None => Instance::new(program, tables)?,
        };
        let reply = instance.step(program, number, image, event)?;
        let mut idle = lock(&self.idle);
        if idle.len() == MOST_IDLE {
            // The one that rests longest: of an older module, or with last year's calendars.
            idle.remove(0);
        }
        idle.push(instance);
        Ok(reply)
    }

    /// A program's calendars at an instant, and whether they were laid out just now.
    pub(super) fn tables(&self, program: &Program, now: i64) -> Result<(Arc<Tables>, bool), RulesError> {
        let key = (program.hash(), year(now));
        if let Some(tables) = lock(&self.tables).get(&key) {
            return Ok((tables.clone(), false));
        }
        // Without the lock: it takes some time, and two that do it at once do the same.
        Ok((Arc::new(Tables::expand(&program.manifest().calendars, key.1)?), true))
    }

    /// Keeps calendars that are durable now.
    pub(super) fn keep(&self, program: &Program, now: i64, tables: &Arc<Tables>) {
        lock(&self.tables).insert((program.hash(), year(now)), tables.clone());
    }
}
