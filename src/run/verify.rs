//! The proof of a history: its chain is whole, and its module makes the same of it again, byte for byte.
//!
//! In: an item's log, and the modules and calendars that it names. Out: [`Verified`], or the first
//! [`Flaw`]. Not here: mending anything.

use super::error::Error;
use super::program::Program;
use super::runtime::Runtime;
use super::tables::Tables;
use super::transition::record;
use super::workers::Workers;
use crate::abi::{Reply, codec};
use crate::store::{Current, Hash, ItemId, Logged, Store};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A history that holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verified {
    /// How many transitions were replayed.
    pub transitions: u64,
    /// The hash of the last: whoever kept it knows the whole history by it.
    pub head: Hash,
}

/// What is wrong with a history.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// An entry is not what its hash says.
    #[error("transition {0} was changed after it was written")]
    Changed(u64),
    /// An entry does not follow the one before.
    #[error("transition {0} does not follow the one before: something was left out, put in or moved")]
    Broken(u64),
    /// The module answers otherwise.
    #[error("transition {seq} comes out otherwise when it is repeated: {what}")]
    Differs {
        /// Which.
        seq: u64,
        /// What is different.
        what: String,
    },
    /// The log leads somewhere else than where the item is.
    #[error("the history leads to another state than the item is in")]
    State,
    /// It could not be looked at.
    #[error(transparent)]
    Error(#[from] Error),
}

impl From<crate::store::Error> for Flaw {
    fn from(error: crate::store::Error) -> Flaw {
        Flaw::Error(error.into())
    }
}

/// The links of a history, followed one by one: whether it is whole, without asking its modules.
#[derive(Clone, Copy, Default, Debug)]
pub struct Chain {
    seq: u64,
    head: Hash,
    image: Hash,
}

impl Chain {
    /// Goes on to the next entry of the log.
    ///
    /// # Errors
    /// [`Flaw::Changed`], [`Flaw::Broken`]; it stays where it was then.
    pub fn follow(&mut self, logged: &Logged) -> Result<(), Flaw> {
        let entry = &logged.entry;
        if entry.hash() != logged.hash {
            return Err(Flaw::Changed(entry.seq));
        }
        if (entry.seq, entry.previous) != (self.seq + 1, self.head) {
            return Err(Flaw::Broken(entry.seq));
        }
        (self.seq, self.head, self.image) = (entry.seq, logged.hash, entry.image);
        Ok(())
    }

    /// Whether it leads to where an item is.
    ///
    /// # Errors
    /// [`Flaw::State`].
    pub fn ends(&self, row: &Current) -> Result<(), Flaw> {
        let there = (row.seq, row.head, Hash::of(&row.image));
        if there == (self.seq, self.head, self.image) { Ok(()) } else { Err(Flaw::State) }
    }

    /// How many links it has.
    pub fn len(&self) -> u64 {
        self.seq
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.seq == 0
    }
}

/// How many entries are read at once.
const PAGE: usize = 256;

/// A replay under way.
#[derive(Default)]
struct Replay {
    workers: Workers,
    tables: BTreeMap<Hash, Arc<Tables>>,
    chain: Chain,
    image: Vec<u8>,
}

impl<S: Store> Runtime<S> {
    /// Replays the history of an item.
    ///
    /// # Errors
    /// The first [`Flaw`].
    pub fn verify(&self, id: ItemId) -> Result<Verified, Flaw> {
        let mut replay = Replay::default();
        loop {
            let row = self.store.item(id)?.ok_or(Error::NoItem(id))?;
            let page = self.store.history(id, replay.chain.seq, PAGE)?;
            if page.is_empty() {
                return replay.end(&row);
            }
            for logged in page {
                let program = self.program_of(logged.entry.module)?;
                let tables = self.named(&mut replay, logged.entry.calendars)?;
                replay.again(&program, &tables, &row.workflow, &logged)?;
            }
        }
    }

    /// The calendars of a hash, as the store keeps them.
    fn named(&self, replay: &mut Replay, hash: Hash) -> Result<Arc<Tables>, Flaw> {
        if let Some(tables) = replay.tables.get(&hash) {
            return Ok(tables.clone());
        }
        let bytes = self.store.content(hash)?.ok_or(Error::Lost(hash))?;
        let tables = Tables::read(&bytes).filter(|tables| tables.hash() == hash);
        let tables = Arc::new(tables.ok_or(Error::Lost(hash))?);
        replay.tables.insert(hash, tables.clone());
        Ok(tables)
    }
}

impl Replay {
    fn again(
        &mut self,
        program: &Program,
        tables: &Tables,
        workflow: &str,
        logged: &Logged,
    ) -> Result<(), Flaw> {
        let (entry, seq) = (&logged.entry, logged.entry.seq);
        self.chain.follow(logged)?;
        let differs = |what: &str| Flaw::Differs { seq, what: what.to_owned() };
        let known = program.workflow(workflow);
        let (number, _, flow) = known.ok_or_else(|| differs("its module has no such workflow"))?;
        if seq == 1 {
            self.image.clone_from(&flow.blank);
        }
        let event = codec::decode(&entry.event, 0, &flow.event);
        let event = event.map_err(|error| differs(&error.to_string()))?;
        let reply = self.workers.step(program, tables, number, &self.image, &event);
        let Reply::Moved { image, effects } = reply.map_err(|trouble| differs(&trouble.to_string()))? else {
            return Err(differs("it is refused"));
        };
        if Hash::of(&image) != entry.image {
            return Err(differs("the state"));
        }
        if record(effects, flow) != entry.effects {
            return Err(differs("the effects"));
        }
        self.image = image;
        Ok(())
    }

    fn end(self, row: &Current) -> Result<Verified, Flaw> {
        self.chain.ends(row)?;
        Ok(Verified { transitions: self.chain.seq, head: self.chain.head })
    }
}
