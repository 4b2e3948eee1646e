//! The treaty between a module and its host: what crosses the border, and how it lies in memory.
//!
//! In: nothing but shapes. Out: [`Shape`] and [`Value`] (what can cross), [`layout`] (offsets and the
//! layout hash, decided here alone), [`codec`] (values to bytes and back), [`json`] (values to JSON and
//! back), [`Image`] (an item's persisted state), [`Event`] and [`Reply`], and the [`Manifest`] that a
//! module carries. Not here: what any of it means; that is `plan` for the compiler's side and `run` for
//! the host's. `docs/abi.md` says the same for a stranger who writes another host.

pub mod codec;
pub mod event;
pub mod image;
pub mod json;
pub mod layout;
pub mod manifest;
mod shape;
mod value;

pub use crate::calendar::Unit;
pub use event::{Event, Reply};
pub use image::{Image, Parts};
pub use manifest::Manifest;
pub use shape::{Case, Currency, Field, Shape};
pub use value::{Span, Value};

/// The version of the treaty. A host refuses a module that speaks another one.
pub const TREATY: u32 = 1;

/// The custom section in which a module carries its manifest, as JSON.
pub const MANIFEST_SECTION: &str = "handoff.manifest";
