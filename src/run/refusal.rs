//! Why an event was refused, in words: every unmet requirement with its sentence, place and values.
//!
//! In: the reasons that a module gave, the manifest that says what they mean. Out: [`Refusal`]. Not here:
//! any decision.

use super::program::Flow;
use super::sites;
use crate::abi::event::reasons;
use crate::abi::image::NONE;
use crate::abi::manifest::{Manifest, Piece, Rule, Sentence, SourceRange, Workflow};
use crate::abi::{Field, Shape, Value, json};
use std::fmt;

/// Why an event was refused. Nothing was changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Every reason at once.
    pub reasons: Vec<Reason>,
}

/// One reason of a refusal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// What kind of reason, for programs: `gone`, `not_yours`, `unmet`, ...
    pub code: String,
    /// What is not met, in the author's words where there are any.
    pub sentence: String,
    /// The label of the requirement, if it has one.
    pub label: Option<String>,
    /// Where it is written.
    pub source: Option<SourceRange>,
    /// The values that were looked at, by their names.
    pub values: Vec<(String, String)>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, reason) in self.reasons.iter().enumerate() {
            let newline = if at > 0 { "\n" } else { "" };
            write!(f, "{newline}{}", reason.sentence)?;
            if let Some(source) = reason.source {
                write!(f, " (line {})", source.line)?;
            }
        }
        Ok(())
    }
}

impl Refusal {
    /// A refusal of the host's own, for one reason.
    pub(super) fn plain(code: &str, sentence: impl Into<String>) -> Refusal {
        Refusal { reasons: vec![Reason::plain(code, sentence)] }
    }
}

impl Reason {
    fn plain(code: &str, sentence: impl Into<String>) -> Reason {
        Reason {
            code: code.to_owned(),
            sentence: sentence.into(),
            label: None,
            source: None,
            values: Vec::new(),
        }
    }

    fn rule(code: &str, rule: &Rule) -> Reason {
        let plain = Reason::plain(code, format!("`{}` {}", rule.subject, rule.sentence));
        Reason { source: Some(rule.source), ..plain }
    }
}

/// What a module refused with, in words. `who` are the roles that might have done it.
pub(super) fn explain(
    manifest: &Manifest,
    workflow: &Workflow,
    flow: &Flow,
    given: &[Value],
    who: &[u16],
) -> Refusal {
    let words = Words { manifest, workflow, flow, who };
    Refusal { reasons: given.iter().map(|reason| words.reason(reason)).collect() }
}

struct Words<'w> {
    manifest: &'w Manifest,
    workflow: &'w Workflow,
    flow: &'w Flow,
    who: &'w [u16],
}

impl Words<'_> {
    fn reason(&self, given: &Value) -> Reason {
        let Value::Choice(case, values) = given else { return Reason::plain("?", "it gave no reason") };
        if let Some(unmet) = sites::requirement(self.workflow, *case) {
            let shown = unmet.fields.iter().zip(values);
            let values_shown =
                shown.map(|(field, value)| (field.name.clone(), json::show(value, &field.shape)));
            return Reason {
                code: "unmet".to_owned(),
                sentence: say(&unmet.sentence, values, &unmet.fields),
                label: unmet.label.clone(),
                source: Some(unmet.source),
                values: values_shown.collect(),
            };
        }
        let code = match &self.flow.reason {
            Shape::Choice(cases) => cases.get(usize::from(*case)).map_or("?", |case| case.name.as_str()),
            _ => "?",
        };
        let number = match values.first() {
            Some(Value::Int(number)) => u16::try_from(*number).unwrap_or(NONE),
            _ => NONE,
        };
        match (*case, self.workflow.rules.get(usize::from(number)), values.first()) {
            (reasons::EXCLUDED | reasons::FORM | reasons::READ_BACK, Some(rule), _) => {
                Reason::rule(code, rule)
            }
            (reasons::CLAIMED, _, Some(Value::Text(by))) => Reason::plain(code, format!("`{by}` has it")),
            (reasons::GONE, ..) => Reason::plain(code, self.gone(number)),
            (case, ..) => Reason::plain(code, self.plain(case)),
        }
    }

    fn gone(&self, place: u16) -> String {
        match self.workflow.places.get(usize::from(place)) {
            Some(place) => format!("the work is not there any more; it is at `{}`", place.name),
            None => "the work is not there any more".to_owned(),
        }
    }

    fn plain(&self, case: u16) -> String {
        match case {
            reasons::NOT_YOURS => return self.not_yours(),
            reasons::UNHEARD => "nothing waits for this now",
            reasons::HANDLED => "this is being handled already",
            reasons::LIFE => "the task does not allow this in the state it is in",
            reasons::OVER => "the item is over",
            reasons::TOO_LONG => "the time named is past, or later than allowed",
            _ => "it is not allowed now",
        }
        .to_owned()
    }

    fn not_yours(&self) -> String {
        let named = self.who.iter().filter_map(|role| self.manifest.role_name(*role));
        let names: Vec<String> = named.map(|name| format!("`{name}`")).collect();
        match names.as_slice() {
            [] => "this is for others to do".to_owned(),
            names => format!("only members of {} may do this, while their team owns it", names.join(", ")),
        }
    }
}

/// A sentence with its holes filled: argument `n` is field `n`.
pub(super) fn say(sentence: &Sentence, values: &[Value], fields: &[Field]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Words(words) => words.clone(),
        Piece::Value(number) => match (values.get(usize::from(*number)), fields.get(usize::from(*number))) {
            (Some(value), Some(field)) => json::show(value, &field.shape),
            _ => "?".to_owned(),
        },
    };
    sentence.iter().map(piece).collect()
}
