//! Handoff: a language, a compiler and a runtime for work that crosses teams.

pub mod base;
pub mod calendar;
#[cfg(feature = "compiler")]
pub mod pattern;
