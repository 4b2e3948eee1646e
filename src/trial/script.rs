//! Lines of a script: the acts of tests as JSON, one object a line.
//!
//! In: a JSON object. Out: a [`Line`]. Not here: doing any of it.
//!
//! | `act` | and with it |
//! |---|---|
//! | `people` | `fields`: who is in which team |
//! | `now`, `advance` | `now`: a moment; `span`: how long, perhaps `of CALENDAR` |
//! | `start` | `fields`: the record; `workflow`, `by` |
//! | `take` | `item`: the item that lines without one speak of |
//! | `claim`, `complete`, `accept`, `return`, `raise`, ... | `place`, `by`, `fields`; `reason`, `case` or `name` |
//! | `answer` | `by`: the party; `fields` |
//! | `result`, `fail` | `place`: the call or its operation; `fields`; `case`: the exception that it raises |
//! | `resolve` | `place`: the call; `by`; `fields`: `happened`, `reason` |
//! | `send` | `case`: the event; `by`, `fields` |
//!
//! All may have `item`, an id or a business key, and `key`, the idempotency key.
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
use crate::base::nearest;
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
    known(json)?;
    let (item, key) = (text(json, "item")?, text(json, "key")?);
    Ok(Line { item, key, step: step(json)? })
}

/// All that a line may say.
const FIELDS: [&str; 15] = [
    "act",
    "item",
    "place",
    "by",
    "fields",
    "key",
    "name",
    "case",
    "reason",
    "workflow",
    "operation",
    "people",
    "now",
    "span",
    "advance",
];

/// Refuses a field that nobody would read.
fn known(json: &Json) -> Result<(), String> {
    let mut names = json.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let Some(unknown) = names.find(|name| !FIELDS.contains(name)) else { return Ok(()) };
    Err(match nearest(unknown, FIELDS) {
        Some(near) => format!("there is no field `{unknown}`; did you mean `{near}`?"),
        None => format!("there is no field `{unknown}`; what an act is done with stands in `fields`"),
    })
}

fn step(json: &Json) -> Result<Step, String> {
    let alone = ["now", "people", "advance"].into_iter().find(|name| json.get(name).is_some());
    let act = text(json, "act")?.or_else(|| alone.map(str::to_owned));
    let Some(act) = act else { return Err("the field `act` is missing".to_owned()) };
    let fields = json.get("fields").cloned().unwrap_or(Json::Null);
    let by = || Ok::<_, String>(text(json, "by")?.unwrap_or_default());
    let operation = || first(json, &["operation", "place"])?.ok_or("the field `place` is missing".to_owned());
    Ok(match act.as_str() {
        "now" => Step::Now(instant(json)?, None),
        "take" => Step::People(Vec::new()),
        "people" => Step::People(people(json.get("people").unwrap_or(&fields))?),
        "advance" => advance(json)?,
        "start" => Step::Start { workflow: text(json, "workflow")?, record: fields, by: by()? },
        "answer" => Step::Answer { party: by()?, fields },
        "fail" => Step::Fail(operation()?),
        "result" => Step::Settle { operation: operation()?, outcome: outcome(json, fields)? },
        "send" => Step::Act(deed(json, Verb::Outside, fields)?),
        _ => Step::Act(deed(json, Verb::named(&act)?, fields)?),
    })
}

fn deed(json: &Json, verb: Verb, fields: Json) -> Result<Act, String> {
    let mut deed = Act::new(verb, "").with(fields);
    deed.place = text(json, "place")?;
    deed.by = text(json, "by")?.unwrap_or_default();
    deed.name = first(json, &["name", "case", "reason"])?;
    Ok(deed)
}

fn outcome(json: &Json, fields: Json) -> Result<Outcome, String> {
    Ok(match first(json, &["case", "name"])? {
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

/// The first of several fields that is there.
fn first(json: &Json, names: &[&str]) -> Result<Option<String>, String> {
    for name in names {
        if let Some(found) = text(json, name)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn instant(json: &Json) -> Result<i64, String> {
    match json::read(json.get("now").unwrap_or(&Json::Null), &Shape::Instant) {
        Ok(Value::Int(at)) => Ok(at),
        _ => Err("`now` is a moment like `2026-11-23T09:00:00Z`".to_owned()),
    }
}

/// `4h`, `5 workhours of Berlin`.
fn advance(json: &Json) -> Result<Step, String> {
    let wrong = || "`span` is a length of time like `4h` or `2 workdays of Berlin`".to_owned();
    let said = first(json, &["span", "advance"])?.ok_or_else(wrong)?;
    let (length, calendar) = match said.split_once(" of ") {
        Some((length, calendar)) => (length.to_owned(), Some(calendar.to_owned())),
        None => (said, None),
    };
    match json::read(&Json::String(length), &Shape::Span) {
        Ok(Value::Span(length)) if length.amount < 0 || length.months < 0 => {
            Err("time does not run backwards".to_owned())
        }
        Ok(Value::Span(length)) => Ok(Step::Advance(length, calendar)),
        _ => Err(wrong()),
    }
}

/// `{"ana": "Frontline", "bo": ["BackOffice.approver", "Frontline"]}`.
fn people(json: &Json) -> Result<Vec<(String, String)>, String> {
    let wrong = || "`fields` of `people` is an object like `{\"ana\": \"Frontline\"}`".to_owned();
    let people = json.as_object().ok_or_else(wrong)?;
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
