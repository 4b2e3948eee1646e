//! Which form of the language takes which layout, as tables over its productions.
//!
//! In: kinds of nodes. Out: whether they hold lines or values, and where their own lines may end. What stands in
//! no table is a row of words with single blanks. Not here: the layouts themselves.

use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

/// How a part goes on with what stands before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// On the same line.
    Never,
    /// On a line of its own if the whole of it has no room.
    Whole,
    /// The same, except for the comma that it begins with.
    Comma,
    /// On the same line, behind the comma that it begins with.
    Close,
    /// On a new line if what follows up to the next such place has no room.
    Soft,
}

/// How `part` goes on, in `node`.
pub(super) fn turn(node: Rule, part: Syntax<'_>) -> Turn {
    match part.kind() {
        Rule::limit => Turn::Comma,
        Rule::retry => Turn::Close,
        Rule::kw_then | Rule::kw_with | Rule::kw_undone | Rule::kw_in_turn => inside(node),
        Rule::kw_after | Rule::kw_for_each if node == Rule::test => Turn::Soft,
        Rule::string if matches!(node, Rule::notify | Rule::own_words | Rule::outcome_rule) => Turn::Whole,
        kind if is_clause(kind) || (node == Rule::r#type && is_refinement(kind)) => Turn::Whole,
        _ => Turn::Never,
    }
}

/// Words that begin a clause in some forms, and the form itself in others.
fn inside(node: Rule) -> Turn {
    match node {
        Rule::at_most_times | Rule::visits | Rule::notify | Rule::outcome | Rule::for_each => Turn::Soft,
        _ => Turn::Never,
    }
}

/// What stands in a head behind its name: who, how long, under what, for whom.
fn is_clause(kind: Rule) -> bool {
    matches!(
        kind,
        Rule::by
            | Rule::within
            | Rule::due
            | Rule::need_of
            | Rule::veto
            | Rule::silent
            | Rule::under
            | Rule::as_name
            | Rule::again
            | Rule::because
            | Rule::pausing
            | Rule::only_if
            | Rule::if_clause
            | Rule::until
            | Rule::rests
            | Rule::visible
            | Rule::resting
            | Rule::extended
            | Rule::join
            | Rule::those
            | Rule::gives
            | Rule::raises
            | Rule::only_looks
            | Rule::any_time
            | Rule::kept
            | Rule::outcome_rule
            | Rule::personal
            | Rule::secret
            | Rule::retain
            | Rule::erase_after
            | Rule::t_by
            | Rule::t_in
    )
}

fn is_refinement(kind: Rule) -> bool {
    matches!(
        kind,
        Rule::from_to
            | Rule::above
            | Rule::below
            | Rule::at_least
            | Rule::at_most
            | Rule::in_kind
            | Rule::matching
            | Rule::r#where
            | Rule::distinct
            | Rule::by_field
    )
}

/// How many words stand before a list whose lines begin under its first element; `None` where there is none.
pub(super) fn hangs(kind: Rule) -> Option<usize> {
    Some(match kind {
        Rule::exception => 0,
        Rule::carry | Rule::read_back | Rule::shows | Rule::closed | Rule::open | Rule::roles => 1,
        Rule::ends | Rule::expect | Rule::erase => 1,
        Rule::not_by | Rule::only_by | Rule::preferably_by | Rule::also_by => 2,
        Rule::may_return | Rule::may_raise => 2,
        _ => return None,
    })
}

/// Whether its braces, if it has any, hold lines.
pub(super) fn holds_lines(kind: Rule) -> bool {
    matches!(
        kind,
        Rule::calendar
            | Rule::team
            | Rule::record
            | Rule::service
            | Rule::contract
            | Rule::workflow
            | Rule::starts
            | Rule::step
            | Rule::vote
            | Rule::handoff
            | Rule::ask
            | Rule::call
            | Rule::wait
            | Rule::run
            | Rule::undo
            | Rule::each_field
            | Rule::stage
            | Rule::together
            | Rule::for_each
            | Rule::decide
            | Rule::chosen
            | Rule::block
            | Rule::migrate
            | Rule::test
    )
}

/// Whether its brackets hold values with commas.
pub(super) fn holds_values(kind: Rule) -> bool {
    matches!(
        kind,
        Rule::args
            | Rule::params
            | Rule::fill
            | Rule::list
            | Rule::choice
            | Rule::choice_type
            | Rule::use_item
            | Rule::t_people
    )
}

/// Whether it is a line of a workflow's header.
pub(super) fn is_header(kind: Rule) -> bool {
    matches!(
        kind,
        Rule::key
            | Rule::party
            | Rule::starts
            | Rule::promised
            | Rule::no_promise
            | Rule::version
            | Rule::ends
    )
}

/// Whether it stands below the statements of a body: arms and rights.
pub(super) fn is_foot(kind: Rule) -> bool {
    matches!(
        kind,
        Rule::arm
            | Rule::may_raise
            | Rule::may_correct
            | Rule::may_suspend
            | Rule::may_forward
            | Rule::migrate
    )
}

/// Whether its lines are never laid on one, and how many of them decide about it.
///
/// Work that holds work stands open, and so does what is signed line by line.
pub(super) fn stands_open(kind: Rule, lines: &[Syntax<'_>]) -> bool {
    let arms = lines.iter().filter(|line| matches!(line.kind(), Rule::arm)).count();
    match kind {
        Rule::workflow | Rule::contract | Rule::test | Rule::stage | Rule::together | Rule::for_each => true,
        Rule::calendar | Rule::record | Rule::chosen => false,
        Rule::team => arms > 1,
        Rule::service => lines.len() > 1,
        _ => lines.len() > MOST_LINES || (arms > 0 && lines.len() > 1),
    }
}

/// The most lines that may stand on one.
const MOST_LINES: usize = 2;

/// The most lines that may stand on one, with those in braces inside.
pub(super) const MOST_NESTED: usize = 3;
