//! A checked plan as WebAssembly.

mod manifest;

pub use manifest::manifest;
