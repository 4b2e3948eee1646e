//! A pattern as the table that both this program and emitted code walk.
//!
//! In: the text between the slashes. Out: a [`Pattern`]. Not here: how patterns are read (`syntax.rs`) and
//! built (`automaton.rs`, `minimal.rs`).
//!
//! # The bytes of a table
//!
//! Little-endian, aligned to 2, written by [`Pattern::bytes`] for a module's data segment:
//!
//! | at | type | what |
//! |---|---|---|
//! | 0 | u16 | how many states there are, `n` |
//! | 2 | u16 | how many byte classes there are, `c` |
//! | 4 | u16 | the state in which a text begins |
//! | 6 | u16 | the width of a transition in bytes, 1 or 2 |
//! | 8 | u8 × 256 | the class of each byte |
//! | 264 | bytes | bit `s mod 8` of byte `s / 8`: whether a text may end in state `s`; an even number of bytes |
//! | then | u8 or u16 × n × c | the state after state `s` reads class `k`, at index `s × c + k` |
//!
//! State 0 is dead. To match, walk and stop early at 0:
//!
//! ```text
//! s = start
//! for each byte b: s = next[s * c + class[b]]; if s = 0: no match
//! match if bit s of accept is set
//! ```

use regex_syntax::hir::{Dot, Hir};

use super::automaton::Automaton;
use super::error::{Fault, PatternError};
use super::syntax;

/// The largest table in bytes.
const LARGEST: usize = 64 << 10;
/// Where the set of accepting states begins.
const ACCEPT: usize = 264;

/// A set of texts, as the smallest automaton that decides it.
///
/// There is one such automaton for a set, so two patterns are equal exactly if the same texts match.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern(Automaton);

impl Pattern {
    /// The pattern that `text`, what stands between the slashes, means.
    ///
    /// # Errors
    /// If it cannot be read, says what no automaton decides, or its table would exceed 64 KiB.
    pub fn compile(text: &str) -> Result<Pattern, PatternError> {
        let (hir, costly) = syntax::read(text)?;
        Pattern::of(&hir).ok_or_else(|| PatternError::new(Fault::Size, costly))
    }

    /// The pattern that only `text` itself matches.
    ///
    /// # Errors
    /// If the text is so long that the table would exceed 64 KiB.
    pub fn literal(text: &str) -> Result<Pattern, PatternError> {
        let too_long = || PatternError::new(Fault::Size, 0..text.len());
        Pattern::of(&Hir::literal(text.as_bytes())).ok_or_else(too_long)
    }

    /// The pattern of all texts.
    pub(super) fn any_text() -> Option<Pattern> {
        let (min, max, greedy) = (0, None, true);
        let sub = Box::new(Hir::dot(Dot::AnyChar));
        Pattern::of(&Hir::repetition(regex_syntax::hir::Repetition { min, max, greedy, sub }))
    }

    fn of(hir: &Hir) -> Option<Pattern> {
        let pattern = Pattern(Automaton::of(hir)?.minimal());
        (pattern.size() <= LARGEST).then_some(pattern)
    }

    /// Whether all of `text` matches.
    pub fn is_match(&self, text: &str) -> bool {
        let end = text.bytes().fold(self.start(), |state, byte| self.step(state, byte));
        self.accepts(end)
    }

    /// The state in which a text begins.
    pub(super) fn start(&self) -> u32 {
        self.0.start
    }

    /// The state after `state` reads `byte`.
    pub(super) fn step(&self, state: u32, byte: u8) -> u32 {
        self.0.next[state as usize * self.0.stride + usize::from(self.class(byte))]
    }

    /// Whether a text may end in `state`.
    pub(super) fn accepts(&self, state: u32) -> bool {
        self.0.accept[state as usize]
    }

    /// The class of `byte`: bytes of one class are never told apart.
    pub(super) fn class(&self, byte: u8) -> u8 {
        self.0.classes[usize::from(byte)]
    }

    /// How many states the table has, the dead one included.
    pub fn states(&self) -> usize {
        self.0.states()
    }

    /// How many bytes [`bytes`](Pattern::bytes) gives.
    pub fn size(&self) -> usize {
        ACCEPT + self.accept_bytes() + self.0.next.len() * self.width()
    }

    fn width(&self) -> usize {
        if self.states() <= 256 { 1 } else { 2 }
    }

    fn accept_bytes(&self) -> usize {
        self.states().div_ceil(16) * 2
    }

    /// The table, laid out as described at the top of this file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.size());
        let header = [self.states(), self.0.stride, self.0.start as usize, self.width()];
        header.iter().for_each(|word| bytes.extend_from_slice(&(*word as u16).to_le_bytes()));
        bytes.extend_from_slice(&self.0.classes);
        let mut accept = vec![0_u8; self.accept_bytes()];
        for state in (0..self.states()).filter(|state| self.0.accept[*state]) {
            accept[state / 8] |= 1 << (state % 8);
        }
        bytes.append(&mut accept);
        for state in &self.0.next {
            bytes.extend_from_slice(&state.to_le_bytes()[..self.width()]);
        }
        bytes
    }
}
