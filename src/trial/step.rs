//! One line of a test or a script, as plain data.
//!
//! In: nothing. Out: [`Step`] and [`Claim`], made by `read` from `.flow` text and by `script` from JSON.
//! What a person does is the runtime's own [`Act`]. Not here: what any of it does (`session`, `judge`).

use crate::abi::Span as Length;
use crate::abi::json::Json;
use crate::base::Span;
use crate::run::{Act, Outcome};

/// What happens in one line.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// It is this instant, in microseconds UTC, and spans count on this calendar.
    Now(i64, Option<u8>),
    /// These people belong to these teams: `Team` or `Team.part`.
    People(Vec<(String, String)>),
    /// An item of a workflow is started; where none is named, of the only one.
    Start {
        /// The workflow.
        workflow: Option<String>,
        /// The record.
        record: Json,
        /// Who starts it; empty for a machine.
        by: String,
    },
    /// Somebody acts, or something happens outside.
    Act(Act),
    /// A party answers what it was asked last.
    Answer {
        /// The party.
        party: String,
        /// What it gives.
        fields: Json,
    },
    /// The call of an operation that is under way comes to something.
    Settle {
        /// `service.operation`, or the name of the call.
        operation: String,
        /// What comes of it.
        outcome: Outcome,
    },
    /// Every attempt of an operation's call fails, until it is given up.
    Fail(String),
    /// Time passes: so much, on a calendar of its own if one is named.
    Advance(Length, Option<String>),
    /// Facts are as claimed, each where it is written.
    Expect(Vec<(Span, Claim)>),
    /// This is refused.
    Refused(Box<Step>),
}

/// What a test claims of its item.
#[derive(Clone, PartialEq, Debug)]
pub enum Claim {
    /// Work is at a place; for a handoff perhaps in its first half (`true`) or its second.
    At(String, Option<bool>),
    /// A team answers for the work.
    Owner(String),
    /// A requirement is unmet.
    Unmet(String),
    /// A party, an event or an operation is waited for.
    WaitingFor(String),
    /// So much is left on a clock; without a name on that of the place.
    Left(Option<String>, Length),
    /// A clock is used up.
    Late(String),
    /// The clock of the place is used up at an instant.
    Due(i64),
    /// The clock of the place is used up on a day.
    DueOn(i32),
    /// A clock stands still, or does not.
    Paused(String, bool),
    /// A place is done, or is not.
    Done(String, bool),
    /// Somebody was told something since the last act.
    Notified(String),
    /// An operation was called.
    Called(String),
    /// A place was passed over, for what it rests on has not changed.
    Kept(String),
    /// A call was taken back.
    Undone(String),
    /// It is over: with an outcome, with what that carries.
    Ended(Option<String>, Json),
}
