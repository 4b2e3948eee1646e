//! Why a request came to nothing, each with the next step in its words.

use super::instance::Trouble;
use super::program::LoadError;
use super::refusal::Refusal;
use crate::abi::json::Fault;
use crate::calendar::RulesError;
use crate::store::{self, Hash, ItemId};

/// Why a request came to nothing. Whatever it is, the item is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such item.
    #[error("there is no item `{0}`: look for it by its key")]
    NoItem(ItemId),
    /// There is no such workflow.
    #[error("there is no workflow `{name}`: {hint}")]
    NoWorkflow {
        /// As it was asked for.
        name: String,
        /// What there is.
        hint: String,
    },
    /// The request cannot be understood.
    #[error("{}", lines(.0))]
    Faulty(Vec<Fault>),
    /// The item's contract says no.
    #[error("{0}")]
    Refused(Refusal),
    /// The item was taken aside, since its module failed on it.
    #[error("the item `{item}` was taken aside ({why}): mend the module, then put the item back")]
    Parked {
        /// The item.
        item: ItemId,
        /// Why.
        why: String,
    },
    /// What the store keeps of the item is damaged.
    #[error(
        "the item `{item}` cannot be read ({why}): keep the store as it is, and go on from the last backup"
    )]
    Damaged {
        /// The item.
        item: ItemId,
        /// Why.
        why: String,
    },
    /// The module failed on an item that does not exist yet.
    #[error("the item was not started ({0}): mend the module, then repeat the request")]
    Trouble(#[from] Trouble),
    /// Others were always faster.
    #[error("too many others act on the item `{0}`: repeat the request")]
    Contended(ItemId),
    /// The store.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A module that an item was started with cannot be loaded any more.
    #[error("the module that the item runs on cannot be loaded: {0}")]
    Load(#[from] LoadError),
    /// A calendar.
    #[error("a calendar of the module cannot be laid out: {0}")]
    Calendar(#[from] RulesError),
    /// Something that log rows name is gone.
    #[error("the store lacks what it names as `{0}`: go on from the last backup")]
    Lost(Hash),
}

impl Error {
    /// A request that cannot be understood at one place.
    pub(super) fn faulty(path: &str, sentence: impl Into<String>) -> Error {
        Error::Faulty(vec![Fault { path: path.to_owned(), sentence: sentence.into() }])
    }
}

fn lines(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
