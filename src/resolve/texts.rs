//! Texts and the patterns they match: which patterns are refused, which texts fit.
//!
//! In: patterns as they are written, literal texts, texts of one pattern where another is wanted. Out: a
//! finding with a text that would do, or that would not. Not here: automata (`pattern`).

use super::Resolver;
use super::codes;
use super::faults::Want;
use crate::base::Span;
use crate::model::{ExprId, ExprKind, Pattern as Source, PatternId, Type};
use crate::pattern::{Pattern, check_digits, find};

impl Resolver<'_> {
    /// The pattern of that source, of an IBAN or not, each once; a source that is no pattern is
    /// refused.
    pub(super) fn pattern(&mut self, source: &str, iban: bool, span: Span) -> Option<PatternId> {
        let same = |pattern: &Source| pattern.source == source && pattern.iban == iban;
        if let Some((known, _)) = self.model.patterns.iter().find(|(_, pattern)| same(pattern)) {
            return Some(known);
        }
        if let Err(error) = Pattern::compile(source) {
            self.sink.put(codes::PATTERN_REFUSED, span, error.to_string()).help(error.help());
            return None;
        }
        Some(self.model.patterns.push(Source { source: source.to_owned(), iban, span }))
    }

    /// A text that stands here, of the pattern that is wanted; says so where it does not match.
    pub(super) fn literal_text(&mut self, text: &str, want: &Want, span: Span) -> ExprId {
        let ty = match want.ty.present() {
            Type::Text(Some(pattern)) => Type::Text(Some(*pattern)),
            Type::Link => Type::Link,
            _ => Type::Text(None),
        };
        if let Type::Text(Some(id)) = ty {
            let wanted = self.model.patterns[id].clone();
            // What is no pattern was refused, and matches everything.
            let pattern = Pattern::compile(&wanted.source).ok();
            let matches = pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
            if !matches || wanted.iban && !check_digits(text) {
                self.no_match(&wanted, pattern.as_ref(), matches, want, span);
                return self.unknown(span);
            }
        }
        self.push(ExprKind::Text(text.to_owned()), ty, span)
    }

    /// Says that a text is not what is wanted; an IBAN may match all the same, and have wrong check digits.
    fn no_match(
        &mut self,
        wanted: &Source,
        pattern: Option<&Pattern>,
        matches: bool,
        want: &Want,
        span: Span,
    ) {
        let message = match (wanted.iban, matches) {
            (true, true) => "the check digits of this IBAN are wrong".to_owned(),
            (true, false) => "this text is no IBAN".to_owned(),
            (false, _) => format!("this text does not match /{}/", wanted.source),
        };
        let found = self.sink.put(codes::TEXT_NO_MATCH, span, message);
        if let Some(why) = &want.why {
            found.label(why.span, why.text.clone());
        }
        if wanted.iban {
            // No example with other check digits: they would only hide what is wrong.
            found.help("copy it once more; it is written without blanks, as in `DE89370400440532013000`");
        } else if let Some(witness) = pattern.and_then(Pattern::witness) {
            found.help(format!("a text that matches is \"{witness}\""));
        }
    }

    /// Whether every text of one pattern matches another. Where that is too large to be searched, it is not.
    pub(super) fn matches_too(&self, is: PatternId, wanted: PatternId) -> bool {
        if self.model.patterns[wanted].iban && !self.model.patterns[is].iban {
            return false;
        }
        let compiled = |id: PatternId| Pattern::compile(&self.model.patterns[id].source).ok();
        match (compiled(is), compiled(wanted)) {
            (Some(is), Some(wanted)) => matches!(find(&[&is], &[&wanted]), Ok(None)),
            _ => true,
        }
    }
}
