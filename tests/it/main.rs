//! Every integration test, in one binary.

#[cfg(feature = "compiler")]
mod parse;
