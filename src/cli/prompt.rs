//! A small prompt: one act a line.
//!
//! In: lines of a terminal. Out: acts, and what came of them. Not here: anything a script could not do.

use super::output::{self, Trouble};
use super::run;
use crate::abi::json::{self, Json};
use crate::store::Store;
use crate::trial::{self, Session, timeline};
use std::io::IsTerminal;

const HELP: &str = "\
start [WORKFLOW] {record}                 start an item
people {\"ana\": \"Frontline\"}               say who belongs to which team
queue                                     what each team has to do
history                                   what happened to the item in hand
item KEY                                  take another item in hand
claim|complete|accept|correct|fill PLACE PERSON [{fields}]
return PLACE PERSON REASON [{fields}]
raise PLACE PERSON EXCEPTION [{fields}]
answer PARTY {fields}                     what a party was asked for
answer SERVICE.OP {fields}                what a service gives
fail SERVICE.OP                           a service that cannot be reached
advance 2 workdays                        let time pass
quit
A line that begins with a brace is a line of a script.
";

/// Whether somebody sits there.
pub(super) fn possible() -> bool {
    std::io::stdin().is_terminal()
}

/// Talks until there is no more to say.
pub(super) fn talk<S: Store>(session: &mut Session<S>) -> Result<(), Trouble> {
    output::progress("`help` says what can be done");
    let mut number = 0_usize;
    while let Some(said) = run::ask("> ")? {
        number += 1;
        match said.trim() {
            "" => {}
            "quit" | "exit" => return Ok(()),
            "help" => output::progress(HELP),
            "queue" => {
                run::queues(session)?;
            }
            "history" => history(session),
            act => one(session, act, number),
        }
    }
    Ok(())
}

fn history<S: Store>(session: &Session<S>) {
    let told = session.item().and_then(|item| timeline(session, item).ok());
    output::progress(&told.unwrap_or_else(|| "no item is in hand".to_owned()));
}

fn one<S: Store>(session: &mut Session<S>, act: &str, number: usize) {
    let line = read(act).and_then(|json| trial::line(&json)).and_then(|line| run::select(session, line));
    let key = format!("prompt {} {number}", session.now());
    let done = line.and_then(|line| {
        let key = line.key.clone().unwrap_or(key);
        session.perform(&line.step, &key).map_err(|denied| denied.to_string())
    });
    session.heard().iter().for_each(|line| output::progress(line));
    if let Err(why) = done {
        output::progress(&why);
        return;
    }
    if let Ok(item) = session.look() {
        let places = item.tasks.iter().map(|task| format!("{} of {}", task.place, task.owner));
        let places: Vec<String> = places.collect();
        let at = if places.is_empty() { "over".to_owned() } else { places.join(", ") };
        output::progress(&format!("{} {}: {at}", item.workflow, item.key));
    }
}

/// A line of words as a line of a script.
fn read(said: &str) -> Result<Json, String> {
    let (words, braces) = said.split_at(said.find('{').unwrap_or(said.len()));
    let unreadable = |error: json::Unreadable| error.to_string();
    let fields = if braces.is_empty() { Json::Null } else { json::parse(braces).map_err(unreadable)? };
    let words: Vec<&str> = words.split_whitespace().collect();
    let script = |pairs: &[(&str, &str)]| {
        let mut all: serde_json::Map<String, Json> =
            pairs.iter().map(|(name, text)| ((*name).to_owned(), Json::from(*text))).collect();
        all.insert("fields".to_owned(), fields.clone());
        Json::Object(all)
    };
    Ok(match words.as_slice() {
        [] => fields,
        ["start"] => script(&[("act", "start")]),
        ["start", workflow] => script(&[("act", "start"), ("workflow", workflow)]),
        ["people"] => Json::Object([("people".to_owned(), fields)].into_iter().collect()),
        ["item", name] => script(&[("act", "take"), ("item", name)]),
        ["answer", operation] if operation.contains('.') => {
            script(&[("act", "result"), ("place", operation)])
        }
        ["answer", party] => script(&[("act", "answer"), ("by", party)]),
        ["fail", operation] => script(&[("act", "fail"), ("place", operation)]),
        ["advance", length @ ..] => script(&[("advance", &length.join(" "))]),
        [act, place, person] => script(&[("act", act), ("place", place), ("by", person)]),
        [act, place, person, name] => {
            script(&[("act", act), ("place", place), ("by", person), ("name", name)])
        }
        _ => return Err("this is not understood; `help` says what can be done".to_owned()),
    })
}
