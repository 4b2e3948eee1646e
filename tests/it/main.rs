//! Every integration test, in one binary.
// Always so for a test; said for clippy, which allows `unwrap` in what is compiled for tests only.
#![cfg(test)]

mod abi;
mod calendar;
mod house;
#[cfg(feature = "compiler")]
mod parse;
#[cfg(feature = "compiler")]
mod pattern;
#[cfg(feature = "cli")]
mod render;
#[cfg(feature = "runtime")]
mod run;
#[cfg(feature = "runtime")]
mod store;
