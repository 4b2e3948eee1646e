//! A text that matches some patterns and not others, or the certainty that there is none.
//!
//! In: [`Pattern`]s. Out: a shortest text, the one people would rather read: printable ASCII if any will do,
//! then other letters, only then control characters. Not here: which questions to ask.
//!
//! The search is breadth-first over the product of the automata, never built as a whole. A state from which
//! some pattern that must match cannot is not entered, so what is empty is found to be so early.

use std::collections::{BTreeMap, VecDeque};

use super::table::Pattern;

/// Product states that are visited at most: more than any single pattern has.
const LIMIT: usize = 1 << 17;

/// The product of the patterns is too large to be searched; nothing is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("these patterns together are too large to be compared")]
pub struct Unproven;

/// A shortest text that every one of `all` and no one of `none` matches; `Ok(None)` if there is no such text.
///
/// # Errors
/// [`Unproven`] if the search would visit too many states.
pub fn find(all: &[&Pattern], none: &[&Pattern]) -> Result<Option<String>, Unproven> {
    // A pattern is of texts only, but what one does not match may be bytes that are no text.
    let any = if all.is_empty() { Some(Pattern::any_text().ok_or(Unproven)?) } else { None };
    let patterns: Vec<&Pattern> = all.iter().copied().chain(&any).chain(none.iter().copied()).collect();
    let search = Search { patterns, all: all.len().max(1) };
    for alphabet in alphabets() {
        if let Some(bytes) = search.run(&alphabet)? {
            return Ok(Some(String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(None)
}

impl Pattern {
    /// A shortest text that matches; `None` if there is none.
    pub fn witness(&self) -> Option<String> {
        // One pattern has fewer states than a search may visit.
        find(&[self], &[]).ok().flatten()
    }
}

/// Bytes in the order in which they are tried: printable ASCII; with other characters; with all.
fn alphabets() -> [Vec<u8>; 3] {
    let letters = (b'a'..=b'z').chain(b'A'..=b'Z').chain(b'0'..=b'9');
    let marks = [b'-', b'.', b'_', b'/', b' '];
    let mut printable: Vec<u8> = letters.chain(marks).collect();
    let missing = |known: &[u8], bytes: &mut dyn Iterator<Item = u8>| -> Vec<u8> {
        bytes.filter(|byte| !known.contains(byte)).collect()
    };
    printable.extend(missing(&printable, &mut (b' '..=b'~')));
    // `ä` is the bytes C3 A4; from there on whatever comes.
    let mut characters = [&printable[..], &[0xC3, 0xA4]].concat();
    characters.extend(missing(&characters, &mut (0x80..=0xFF)));
    let mut bytes = characters.clone();
    bytes.extend(missing(&bytes, &mut (0..=0xFF)));
    [printable, characters, bytes]
}

struct Search<'a> {
    patterns: Vec<&'a Pattern>,
    /// How many of them, from the first on, must match.
    all: usize,
}

/// A state of each pattern.
type State = Vec<u32>;

/// How each visited state was reached: from where, by what byte.
type Visited = BTreeMap<State, Option<(State, u8)>>;

impl Search<'_> {
    fn run(&self, alphabet: &[u8]) -> Result<Option<Vec<u8>>, Unproven> {
        let alphabet = self.distinct(alphabet);
        let start: State = self.patterns.iter().map(|pattern| pattern.start()).collect();
        let mut visited = Visited::from([(start.clone(), None)]);
        let mut queue = VecDeque::from([start]);
        while let Some(state) = queue.pop_front() {
            if self.accepts(&state) {
                return Ok(Some(way(&visited, state)));
            }
            for byte in &alphabet {
                let next = self.step(&state, *byte);
                if self.alive(&next) && !visited.contains_key(&next) {
                    visited.insert(next.clone(), Some((state.clone(), *byte)));
                    queue.push_back(next);
                }
            }
            if visited.len() > LIMIT {
                return Err(Unproven);
            }
        }
        Ok(None)
    }

    /// The first byte of each set that no pattern tells apart.
    fn distinct(&self, alphabet: &[u8]) -> Vec<u8> {
        let mut seen = BTreeMap::new();
        let classes =
            |byte: u8| -> Vec<u8> { self.patterns.iter().map(|pattern| pattern.class(byte)).collect() };
        alphabet.iter().copied().filter(|byte| seen.insert(classes(*byte), ()).is_none()).collect()
    }

    fn step(&self, state: &State, byte: u8) -> State {
        self.patterns.iter().zip(state).map(|(pattern, state)| pattern.step(*state, byte)).collect()
    }

    /// Whether everything that must match still can.
    fn alive(&self, state: &State) -> bool {
        state[..self.all].iter().all(|state| *state != 0)
    }

    fn accepts(&self, state: &State) -> bool {
        let accepting = |at: usize| self.patterns[at].accepts(state[at]);
        (0..self.all).all(accepting) && !(self.all..state.len()).any(accepting)
    }
}

/// The bytes that lead to `state`.
fn way(visited: &Visited, mut state: State) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(Some((from, byte))) = visited.get(&state) {
        bytes.push(*byte);
        state = from.clone();
    }
    bytes.reverse();
    bytes
}
