//! The reference interpreter: the slow, obvious second implementation of the core calculus.
//!
//! In: a plan, an item's [`Image`](crate::abi::Image), an event. Out: the next image and what is asked of the
//! host, or a refusal. It replays counterexamples and is compared with the emitted WebAssembly, image by
//! image. Not here: any thought about speed, and any byte.
//!
//! The way of an event: `step` looks at whom it speaks of and whether it may happen, `run` carries the strand
//! from form to form until it rests, `write` puts down what is given and lets fall what rested on it, `clock`
//! keeps the ledgers, `life` the life of a task, `undo` takes back.

mod clock;
mod eval;
mod life;
mod run;
mod step;
mod undo;
mod walk;
mod world;
mod write;

pub use eval::{Fault, Scope, divide, scale, shift_date};
pub use step::{Answer, step};
pub use world::World;
