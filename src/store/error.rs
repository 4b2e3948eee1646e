//! What can be wrong with a store, each with the next step in its words.

/// Why a store cannot be opened, read or written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    /// The file is something else.
    #[error("`{path}` is not a database of Handoff: name another file, or a new one to begin with")]
    NotOurs {
        /// The file.
        path: String,
    },
    /// There is no such file, or no way to it.
    #[error(
        "the database cannot be opened ({what}): check the path, and the rights to the file and its folder"
    )]
    Unreachable {
        /// What the system said.
        what: String,
    },
    /// A later version of the program wrote it.
    #[error(
        "the database has schema {found}, this program knows up to {known}: use a version of Handoff at \
         least as new as the one that wrote it"
    )]
    Newer {
        /// Its schema.
        found: i64,
        /// The latest that is known here.
        known: i64,
    },
    /// Its bytes are damaged.
    #[error(
        "the database is damaged ({what}): stop, keep the file as it is for a look at it, and go on from the \
         last backup"
    )]
    Corrupted {
        /// What was found.
        what: String,
    },
    /// It cannot be written.
    #[error(
        "the database can only be read: open it for writing, or give this user the right to write the file \
         and its folder"
    )]
    ReadOnly,
    /// There is no room.
    #[error("the disk is full: make room; nothing was changed, and the same request may be repeated")]
    Full,
    /// Somebody else has it.
    #[error(
        "another process works on the database: stop it, or send requests to it; only one may write at a time"
    )]
    Locked,
    /// The disk, or what stands before it, failed.
    #[error(
        "the disk did not do what was asked ({what}): whether the last request happened is not known; repeat \
         it under the same key"
    )]
    Io {
        /// What it said.
        what: String,
    },
    /// It failed twice, or is closed.
    #[error(
        "the database stopped taking requests after repeated failures of the disk: look at the disk, then \
         start again; what was acknowledged is safe"
    )]
    Stopped,
}

impl Error {
    /// Whether trust in the connection is gone, so that it has to be opened anew.
    pub(super) fn breaks(&self) -> bool {
        matches!(self, Error::Io { .. } | Error::Corrupted { .. })
    }
}
