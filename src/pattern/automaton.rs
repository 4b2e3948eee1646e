//! An expression to a deterministic automaton over bytes that has read a whole text.
//!
//! In: an expression. Out: an [`Automaton`], deterministic and total, not yet minimal. Not here: minimal
//! automata (`minimal.rs`), the table that is emitted (`table.rs`).
//!
//! regex-automata builds the states; they are read out here because its own form serves searching: it
//! reports a match one byte late and keeps states that differ in nothing a whole text can show.

use std::collections::BTreeMap;

use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

/// Memory that building may take before a pattern counts as too large, in bytes. The table that is left is
/// at most 64 KiB, and what shrinks to that from more than this has not been seen.
const BUILDING: usize = 4 << 20;
/// States that are read out at most; one more than fits the table.
const STATES: usize = 1 << 16;

/// A deterministic automaton. State 0 is dead: nothing that reaches it is accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Automaton {
    /// The class of each byte.
    pub(super) classes: [u8; 256],
    /// How many classes there are, at least one.
    pub(super) stride: usize,
    /// The state after state `s` reads class `c`, at `s * stride + c`.
    pub(super) next: Vec<u32>,
    /// Whether a text may end in a state.
    pub(super) accept: Vec<bool>,
    /// Where a text begins.
    pub(super) start: u32,
}

impl Automaton {
    /// The automaton of an expression without anchors; `None` where it would be too large.
    pub(super) fn of(hir: &Hir) -> Option<Automaton> {
        let captures =
            thompson::Config::new().which_captures(WhichCaptures::None).nfa_size_limit(Some(BUILDING));
        let nfa = thompson::Compiler::new().configure(captures).build_from_hir(hir).ok()?;
        // `All` keeps every way alive; the leftmost kinds drop those that a search would not prefer.
        let config = dense::Config::new()
            .start_kind(StartKind::Anchored)
            .match_kind(MatchKind::All)
            .accelerate(false)
            .dfa_size_limit(Some(BUILDING))
            .determinize_size_limit(Some(BUILDING));
        let dfa = dense::Builder::new().configure(config).build_from_nfa(&nfa).ok()?;
        Reading::of(&dfa)
    }

    /// How many states there are.
    pub(super) fn states(&self) -> usize {
        self.accept.len()
    }
}

/// What regex-automata builds.
type Built = dense::DFA<Vec<u32>>;

/// The states of a built automaton, numbered as they are found.
struct Reading<'a> {
    dfa: &'a Built,
    number: BTreeMap<StateID, u32>,
    found: Vec<StateID>,
}

impl Reading<'_> {
    fn of(dfa: &Built) -> Option<Automaton> {
        let (classes, bytes) = byte_classes(dfa);
        let begin = dfa.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()?;
        // Number 0 is kept for all dead states, whatever their identity there.
        let mut reading = Reading { dfa, number: BTreeMap::new(), found: vec![begin] };
        let start = reading.number(begin);
        let (mut next, mut accept) = (vec![0; bytes.len()], vec![false]);
        let mut at = 1;
        while let Some(&state) = reading.found.get(at) {
            next.extend(bytes.iter().map(|byte| reading.number(dfa.next_state(state, *byte))));
            accept.push(dfa.is_match_state(dfa.next_eoi_state(state)));
            at += 1;
            if reading.found.len() > STATES {
                return None;
            }
        }
        Some(Automaton { classes, stride: bytes.len(), next, accept, start })
    }

    fn number(&mut self, state: StateID) -> u32 {
        if self.dfa.is_dead_state(state) {
            return 0;
        }
        let (number, found) = (self.found.len() as u32, &mut self.found);
        *self.number.entry(state).or_insert_with(|| {
            found.push(state);
            number
        })
    }
}

/// The class of each byte, and one byte of each class.
fn byte_classes(dfa: &Built) -> ([u8; 256], Vec<u8>) {
    let mut classes = [0; 256];
    let mut bytes = vec![0; dfa.alphabet_len() - 1];
    for byte in 0..=u8::MAX {
        let class = dfa.byte_classes().get(byte);
        classes[usize::from(byte)] = class;
        bytes[usize::from(class)] = byte;
    }
    (classes, bytes)
}
