//! Many requests at once: each is decided while the ones before are on their way to the store, which makes a
//! few transactions of all of them.
//!
//! In: starts and acts. Out: for each what it would have got alone, in order. Not here: any promise about
//! all of them together; some may be refused and others not.

use super::act::{Act, Proposal};
use super::error::Error;
use super::runtime::{Receipt, Runtime, Tried};
use crate::abi::json::Json;
use crate::store::{ItemId, Store};

/// A start of an item; see [`Runtime::start`].
#[derive(Clone, PartialEq, Debug)]
pub struct Start {
    /// What it is about.
    pub record: Json,
    /// Who starts it; empty for a machine.
    pub by: String,
    /// The idempotency key.
    pub key: String,
}

impl<S: Store> Runtime<S> {
    /// Starts many items of a workflow.
    pub fn start_all(&self, workflow: &str, starts: &[Start]) -> Vec<Result<Receipt, Error>> {
        let begin = |start: &Start| self.begin(workflow, &start.record, &start.by, &start.key);
        let begun: Vec<Result<Tried, Error>> = starts.iter().map(begin).collect();
        let land =
            |(begun, start): (Result<Tried, Error>, &Start)| self.started(workflow, &start.key, begun?);
        begun.into_iter().zip(starts).map(land).collect()
    }

    /// Offers many acts, each to its item. Two acts on one item may happen in either order; where the order
    /// matters, offer the second when the first is answered.
    pub fn offer_all(&self, acts: &[(ItemId, Act)]) -> Vec<Result<Receipt, Error>> {
        let begun: Vec<Result<Tried, Error>> =
            acts.iter().map(|(item, act)| self.try_act(*item, act)).collect();
        let land = |(begun, (item, act)): (Result<Tried, Error>, &(ItemId, Act))| {
            match begun.and_then(|begun| self.land(begun)) {
                Ok(Tried::Done(receipt)) => Ok(receipt),
                // A repeat, a clock that comes first, or somebody else: once more, alone.
                _ => self.offer(*item, act),
            }
        };
        begun.into_iter().zip(acts).map(land).collect()
    }

    fn try_act(&self, item: ItemId, act: &Act) -> Result<Tried, Error> {
        let loaded = self.load(item)?;
        let Proposal { event, who } = act.event(&self.scene(&loaded, self.clock.now()))?;
        self.attempt(&loaded, &event, &act.key, &who)
    }
}
