//! Lines of a script: the acts of tests as JSON, one object a line.
//!
//! In: a JSON object. Out: a [`Line`]. Fields: `act` (a verb of [`Verb`], or `start`, `settle`, `fail`,
//! `now`, `people`, `advance`, `take` an item in hand), and with it `item`, `place`, `by`, `fields`, `key`, `name` (`case` and
//! `reason` mean the same), `party`, `operation`. Without `act`, one of `now`, `people`, `advance` stands
//! alone. Not here: doing any of it.
//!
//! ```
//! use handoff::trial::line;
//! let json = handoff::abi::json::parse(r#"{"act": "claim", "place": "triage", "by": "ana"}"#)?;
//! assert!(line(&json).is_ok());
//! let json = handoff::abi::json::parse(r#"{"act": "clam", "place": "triage"}"#)?;
//! assert_eq!(line(&json).unwrap_err(), "there is no act `clam`; did you mean `claim`?");
//! # Ok::<(), handoff::abi::json::Unreadable>(())
//! ```

use super::step::Step;
use crate::abi::json::{self, Json};
use crate::abi::{Shape, Value};
use crate::run::{Act, Outcome, Verb};

/// One line of a script.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// The id or the business key of the item; the one in hand where it is not named.
    pub item: Option<String>,
    /// The idempotency key; derived from the line where it is not named.
    pub key: Option<String>,
    /// What happens.
    pub step: Step,
}

/// The step that a JSON object says.
///
/// # Errors
/// A sentence that says what is missing or misspelt.
pub fn line(json: &Json) -> Result<Line, String> {
    if !json.is_object() {
        return Err("a line of a script is an object like `{\"act\": \"claim\", …}`".to_owned());
    }
    let (item, key) = (text(json, "item")?, text(json, "key")?);
    Ok(Line { item, key, step: step(json)? })
}

fn step(json: &Json) -> Result<Step, String> {
    let alone = ["now", "people", "advance"].into_iter().find(|name| json.get(name).is_some());
    let act = text(json, "act")?.or_else(|| alone.map(str::to_owned));
    let Some(act) = act else { return Err("the field `act` is missing".to_owned()) };
    let fields = json.get("fields").cloned().unwrap_or(Json::Null);
    Ok(match act.as_str() {
        "now" => Step::Now(instant(json)?, None),
        "take" => Step::People(Vec::new()),
        "people" => Step::People(people(json)?),
        "advance" => Step::Advance(length(json)?, None),
        "start" => Step::Start {
            workflow: text(json, "workflow")?,
            record: fields,
            by: text(json, "by")?.unwrap_or_default(),
        },
        "fail" => Step::Fail(needed(json, "operation")?),
        "answer" if json.get("party").is_some() => Step::Answer { party: needed(json, "party")?, fields },
        "settle" => Step::Settle { operation: needed(json, "operation")?, outcome: outcome(json, fields)? },
        _ => Step::Act(deed(json, &act, fields)?),
    })
}

fn deed(json: &Json, act: &str, fields: Json) -> Result<Act, String> {
    let mut deed = Act::new(Verb::named(act)?, "").with(fields);
    deed.place = text(json, "place")?;
    deed.by = text(json, "by")?.unwrap_or_default();
    for name in ["name", "case", "reason"] {
        deed.name = deed.name.or(text(json, name)?);
    }
    Ok(deed)
}

fn outcome(json: &Json, fields: Json) -> Result<Outcome, String> {
    Ok(match text(json, "name")? {
        Some(exception) => Outcome::Raised { exception, fields },
        None => Outcome::Gave(fields),
    })
}

fn text(json: &Json, name: &str) -> Result<Option<String>, String> {
    match json.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{name}` is a text")),
    }
}

fn needed(json: &Json, name: &str) -> Result<String, String> {
    text(json, name)?.ok_or_else(|| format!("the field `{name}` is missing"))
}

fn instant(json: &Json) -> Result<i64, String> {
    match json::read(json.get("now").unwrap_or(&Json::Null), &Shape::Instant) {
        Ok(Value::Int(at)) => Ok(at),
        _ => Err("`now` is a moment like `2026-11-23T09:00:00Z`".to_owned()),
    }
}

fn length(json: &Json) -> Result<crate::abi::Span, String> {
    match json::read(json.get("advance").unwrap_or(&Json::Null), &Shape::Span) {
        Ok(Value::Span(length)) => Ok(length),
        _ => Err("`advance` is a length of time like `4h` or `2 workdays`".to_owned()),
    }
}

/// `{"ana": "Frontline", "bo": ["BackOffice.approver", "Frontline"]}`.
fn people(json: &Json) -> Result<Vec<(String, String)>, String> {
    let wrong = || "`people` is an object like `{\"ana\": \"Frontline\"}`".to_owned();
    let people = json.get("people").and_then(Json::as_object).ok_or_else(wrong)?;
    let mut all = Vec::new();
    for (person, teams) in people {
        let teams = match teams {
            Json::String(team) => vec![Json::String(team.clone())],
            Json::Array(teams) => teams.clone(),
            _ => return Err(wrong()),
        };
        for team in teams {
            all.push((person.clone(), team.as_str().ok_or_else(wrong)?.to_owned()));
        }
    }
    Ok(all)
}
