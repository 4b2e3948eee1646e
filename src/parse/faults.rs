//! Which of a tree's error nodes are worth a sentence: one for each thing the author did.
//!
//! In: a tree. Out: diagnostics, worded by `phrase`. One slip leaves several error nodes behind it, so of a
//! line the first is reported, junk right behind a fault belongs to that fault, and what fell out of its
//! braces is silent after an earlier fault. Not here: the words.

use super::grammar::Rule;
use super::phrase;
use super::tree::{Syntax, Tree};
use super::words;
use crate::base::{Sink, Source};

/// Puts down what the error nodes of `tree` say.
pub(super) fn report(tree: &Tree, source: &Source, sink: &mut Sink) {
    let mut last = Last::default();
    for node in tree.all() {
        let Some(sort) = sort(node) else {
            last.pass(node, source);
            continue;
        };
        let after = tree.token_before(node.span().start);
        let heard = last.hears(sort, after, node, source);
        if heard {
            phrase::say(node, after, tree, sink);
        }
        last.note(sort, heard, node, source);
    }
}

/// What an error node is.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    /// A required piece is absent.
    Hole,
    /// Text that was not understood.
    Junk,
    /// Something that stands outside its braces, most often because of a fault above.
    Fallen,
}

fn sort(node: Syntax<'_>) -> Option<Sort> {
    if phrase::is_late_header(node) {
        return Some(Sort::Fallen);
    }
    if words::piece(node.kind()).is_some() {
        return Some(Sort::Hole);
    }
    Some(match node.kind() {
        Rule::stray_close | Rule::misplaced | Rule::bad_item => Sort::Fallen,
        Rule::unk_head => match node.parent() {
            Some(parent) if parent.kind() == Rule::unk_item => Sort::Fallen,
            _ => Sort::Junk,
        },
        Rule::bad_word
        | Rule::bad_comma
        | Rule::bad_op
        | Rule::bad_head
        | Rule::bad_when
        | Rule::bad_arrow => Sort::Junk,
        Rule::bad_paren | Rule::bad_brace | Rule::bad_bracket | Rule::bad_clause | Rule::bad_header => {
            Sort::Junk
        }
        Rule::bad_fact | Rule::bad_init | Rule::bad_case | Rule::bad_prop | Rule::bad_field => Sort::Junk,
        Rule::bad_term | Rule::bad_arm | Rule::bad_response | Rule::bad_line | Rule::bad_act => Sort::Junk,
        _ => return None,
    })
}

/// The last fault, reported or not.
#[derive(Default)]
struct Last {
    /// The end of its node, and the last line of it; nothing before the first fault.
    end: Option<(u32, usize)>,
    /// The end of what fell out of its braces in silence: what is wrong inside is no news either.
    muted: u32,
    /// Whether the declaration in hand has had a fault, so that its braces cannot be trusted.
    broken: bool,
}

impl Last {
    /// Whether `node`, whose token before ends at `after`, is a fault of its own.
    fn hears(&self, sort: Sort, after: u32, node: Syntax<'_>, source: &Source) -> bool {
        let Some((end, line)) = self.end else { return true };
        let start = node.span().start;
        if start < self.muted || source.line_of(start) <= line || (sort != Sort::Hole && after <= end) {
            return false;
        }
        // An unknown word at the start of a line is a declaration misspelt, whatever happened above.
        let stands_apart = node.kind() == Rule::unk_head && source.line_start(source.line_of(start)) == start;
        sort != Sort::Fallen || !self.broken || stands_apart
    }

    fn note(&mut self, sort: Sort, heard: bool, node: Syntax<'_>, source: &Source) {
        self.broken = true;
        let span = node.span();
        if sort == Sort::Fallen && !heard {
            let whole = node.parent().filter(|_| node.kind() == Rule::unk_head).unwrap_or(node);
            self.muted = self.muted.max(whole.span().end);
        }
        // Of a thing outside its braces only the first word is at fault; the rest was understood.
        let end = if sort == Sort::Fallen { span.start + 1 } else { span.end };
        let before = self.end.unwrap_or_default();
        self.end = Some((before.0.max(end), before.1.max(source.line_of(end))));
    }

    /// A declaration in the first column starts afresh.
    fn pass(&mut self, node: Syntax<'_>, source: &Source) {
        let start = node.span().start;
        let is_item = node.parent().is_some_and(|parent| parent.kind() == Rule::file);
        if is_item && node.kind() != Rule::unk_item && source.line_start(source.line_of(start)) == start {
            self.broken = false;
        }
    }
}
