//! Every integration test, in one binary.
// Always so for a test; said for clippy, which allows `unwrap` in what is compiled for tests only.
#![cfg(test)]

mod abi;
#[cfg(feature = "cli")]
mod agree;
#[cfg(feature = "cli")]
mod broken;
mod calendar;
#[cfg(feature = "cli")]
mod check;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod emit;
#[cfg(feature = "cli")]
mod explain;
#[cfg(feature = "compiler")]
mod explore;
#[cfg(feature = "compiler")]
mod generate;
mod house;
#[cfg(feature = "compiler")]
mod interpret;
#[cfg(feature = "cli")]
mod kill;
#[cfg(feature = "compiler")]
mod parse;
#[cfg(feature = "compiler")]
mod pattern;
#[cfg(feature = "cli")]
mod render;
#[cfg(feature = "compiler")]
mod resolve;
#[cfg(feature = "runtime")]
mod run;
#[cfg(feature = "cli")]
mod spec;
#[cfg(feature = "compiler")]
mod stdlib;
#[cfg(feature = "runtime")]
mod store;
#[cfg(feature = "cli")]
mod trial;

/// A setting of this run of the tests: more cases, a place to work in.
#[cfg(feature = "compiler")]
#[expect(clippy::disallowed_methods, reason = "tests have no flags of their own")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
