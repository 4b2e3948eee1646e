//! `handoff version`: the version, and what it reads and writes.

use super::{Done, Outcome, output};
use crate::abi::TREATY;
use crate::render::FORMAT_VERSION;
use crate::store::SCHEMA;

pub(super) fn run() -> Done {
    let version = env!("CARGO_PKG_VERSION");
    output::data(&format!(
        "handoff {version}\nmodules: treaty {TREATY}\ndatabases: schema {SCHEMA}\nfindings as JSON: format {FORMAT_VERSION}\n"
    ))?;
    Ok(Outcome::Clean)
}
