//! A module and a store to durable work.
//!
//! In: a [`Program`], a [`Store`](crate::store::Store), a clock, a roster. Out: a [`Runtime`]: start, offer,
//! tick, look, deliver, verify. It decides nothing by itself: what may happen to an item is the module's
//! word, and what the module says is made durable before it is acknowledged, or has not happened.
//!
//! Not here: threads that tick or deliver (whoever hosts a runtime calls it as time goes by), HTTP, and
//! anything that knows a `.flow` text: a runtime runs modules that its process never compiled.

mod act;
mod batch;
mod clock;
mod engine;
mod error;
mod instance;
mod outbox;
mod program;
mod refusal;
mod roster;
mod runtime;
mod section;
mod sites;
mod stuff;
mod tables;
mod transition;
mod verify;
mod view;
mod workers;

pub use act::{Act, Verb};
pub use batch::Start;
pub use clock::{Clock, SystemClock, VirtualClock};
pub use engine::{Engine, EngineError};
pub use error::Error;
pub use instance::Trouble;
pub use outbox::{Addressee, Call, CallKey, Delivered, Notice, Outcome, Request, Services, Withdrawal};
pub use program::{LoadError, Program};
pub use refusal::{Reason, Refusal};
pub use roster::{People, Roster};
pub use runtime::{How, Receipt, Runtime, Ticked};
pub use verify::{Chain, Flaw, Verified};
pub use view::{Item, Past, Task};
