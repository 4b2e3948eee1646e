//! Placeholder until the calendar room lands.
/// Rules.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Rules {}
