//! Texts and the patterns they match: which patterns are refused, which texts fit.
//!
//! In: patterns as they are written, literal texts, texts of one pattern where another is wanted. Out: a
//! finding with a text that would do, or that would not. Not here: automata (`pattern`).

use super::Resolver;
use super::codes;
use super::faults::Want;
use crate::base::Span;
use crate::model::{ExprId, ExprKind, Pattern as Source, PatternId, Type};
use crate::pattern::{Pattern, find};

impl Resolver<'_> {
    /// The pattern of that source, each once; a source that is no pattern is refused.
    pub(super) fn pattern(&mut self, source: &str, span: Span) -> Option<PatternId> {
        let known =
            self.model.patterns.iter().find(|(_, pattern)| pattern.source == source).map(|(id, _)| id);
        if let Some(known) = known {
            return Some(known);
        }
        if let Err(error) = Pattern::compile(source) {
            self.sink.put(codes::PATTERN_REFUSED, span, error.to_string()).help(error.help());
            return None;
        }
        Some(self.model.patterns.push(Source { source: source.to_owned(), span }))
    }

    /// A text that stands here, of the pattern that is wanted; says so where it does not match.
    pub(super) fn literal_text(&mut self, text: &str, want: &Want, span: Span) -> ExprId {
        let ty = match want.ty.present() {
            Type::Text(Some(pattern)) => Type::Text(Some(*pattern)),
            Type::Link => Type::Link,
            _ => Type::Text(None),
        };
        if let Type::Text(Some(id)) = ty {
            let source = self.model.patterns[id].source.clone();
            let pattern = Pattern::compile(&source);
            if let Some(pattern) = pattern.ok().filter(|pattern| !pattern.is_match(text)) {
                self.no_match(&source, &pattern, want, span);
                return self.unknown(span);
            }
        }
        self.push(ExprKind::Text(text.to_owned()), ty, span)
    }

    fn no_match(&mut self, source: &str, pattern: &Pattern, want: &Want, span: Span) {
        let message = format!("this text does not match /{source}/");
        let found = self.sink.put(codes::TEXT_NO_MATCH, span, message);
        if let Some(why) = &want.why {
            found.label(why.span, why.text.clone());
        }
        if let Some(witness) = pattern.witness() {
            found.help(format!("a text that matches is \"{witness}\""));
        }
    }

    /// Whether every text of one pattern matches another. Where that is too large to be searched, it is not.
    pub(super) fn matches_too(&self, is: PatternId, wanted: PatternId) -> bool {
        let compiled = |id: PatternId| Pattern::compile(&self.model.patterns[id].source).ok();
        match (compiled(is), compiled(wanted)) {
            (Some(is), Some(wanted)) => matches!(find(&[&is], &[&wanted]), Ok(None)),
            _ => true,
        }
    }
}
