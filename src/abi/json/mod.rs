//! Values as JSON, by their shapes.
//!
//! In: JSON or a [`Value`], with its [`Shape`](super::Shape). Out: the other of the two, [`Fault`]s with a path and a
//! sentence each, or the words in which a sentence shows a value. No number ever passes through a float.
//! Not here: refinements and rules, which only the module knows.
//!
//! | shape | JSON, as written here | also read |
//! |---|---|---|
//! | Bool | `true` | `"yes"`, `"no"` |
//! | Int | `7` (a text beyond 2^53, where many readers of JSON round) | `"7"` |
//! | Decimal | `"2.5"` | `2.5` |
//! | Money | `"40.00 EUR"` | `{"amount": 40, "currency": "EUR"}`; `40` where the type has the currency |
//! | Date, Time | `"2026-11-23"`, `"09:30"` | |
//! | Instant | `"2026-11-23T09:30:00Z"` | any offset instead of `Z` |
//! | Span | `{"unit": "workdays", "amount": 2}` | `"2 workdays"`, `"1h 30min"` |
//! | texts, lists | as such | |
//! | Option | `null` | an absent field |
//! | Record | an object of its fields | |
//! | Choice | `"paid"`, `{"denied": {"why": "late"}}` | |
//!
//! ```
//! use handoff::abi::{Field, Shape, json};
//! let price = Shape::Decimal { scale: 2 };
//! let line = Shape::Record(vec![Field::new("price", price)]);
//! let value = json::read(&json::parse(r#"{"price": 40.5}"#)?, &line).unwrap();
//! assert_eq!(json::write(&value, &line).to_string(), r#"{"price":"40.5"}"#);
//! let faults = json::read(&json::parse(r#"{"prise": 40.5}"#)?, &line).unwrap_err();
//! assert_eq!(faults[0].to_string(), "`prise`: there is no such field; did you mean `price`?");
//! # Ok::<(), json::Unreadable>(())
//! ```

mod moment;
mod number;
mod once;
mod read;
mod show;
mod span;
mod write;

pub use read::{Fault, fields, read};
/// A value of JSON.
pub use serde_json::Value as Json;
pub use show::show;
pub use write::write;

use super::manifest::Manifest;
use super::shape::Field;
use super::value::Value;

/// Why a text is no JSON, or is JSON of another form.
#[derive(Debug, thiserror::Error)]
#[error("this is not the JSON that is expected here: {0}")]
pub struct Unreadable(#[from] serde_json::Error);

impl Unreadable {
    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.0.line()
    }

    /// The column, from 1, in bytes.
    pub fn column(&self) -> usize {
        self.0.column()
    }

    /// What is wrong, without its place.
    pub fn what(&self) -> String {
        if self.0.is_eof() {
            return "it ends too early".to_owned();
        }
        let said = self.0.to_string();
        if said.starts_with("recursion limit") {
            return "its brackets are nested too deeply".to_owned();
        }
        said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what).to_owned()
    }
}

/// The JSON of a text. A field that stands twice is refused, for readers differ on which one counts.
///
/// ```
/// use handoff::abi::json;
/// let refused = json::parse(r#"{"amount": 40, "amount": 400}"#).unwrap_err();
/// assert_eq!(refused.what(), "the field `amount` stands twice");
/// ```
///
/// # Errors
/// [`Unreadable`] with line and column.
pub fn parse(text: &str) -> Result<Json, Unreadable> {
    serde_json::from_str::<once::Once>(text)?;
    Ok(serde_json::from_str(text)?)
}

impl Manifest {
    /// The manifest that a module's custom section holds.
    ///
    /// # Errors
    /// [`Unreadable`] where the bytes are no manifest of this treaty.
    pub fn read(section: &[u8]) -> Result<Manifest, Unreadable> {
        Ok(serde_json::from_slice(section)?)
    }

    /// The manifest as the bytes of a custom section.
    ///
    /// # Errors
    /// None for any manifest that can be made today; the type leaves room for one.
    pub fn write(&self) -> Result<Vec<u8>, Unreadable> {
        Ok(serde_json::to_vec(self)?)
    }
}

/// The treaty's version that a custom section speaks, if it says so at all. Read before the rest, whose
/// form may be another.
pub fn treaty(section: &[u8]) -> Option<u32> {
    let manifest: Json = serde_json::from_slice(section).ok()?;
    manifest.get("treaty")?.as_u64()?.try_into().ok()
}

/// The values of several fields as a JSON object.
pub fn write_fields(values: &[Value], fields: &[Field]) -> Json {
    let pairs = fields.iter().zip(values);
    Json::Object(pairs.map(|(field, value)| (field.name.clone(), write(value, &field.shape))).collect())
}
