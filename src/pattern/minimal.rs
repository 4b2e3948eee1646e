//! The one smallest automaton of a language, by Hopcroft's partition refinement.
//!
//! In: a total deterministic automaton. Out: the automaton of the same texts that has the fewest states and
//! byte classes, numbered in the order in which the least bytes reach them: equal languages give equal
//! automata. Not here: how it is stored.
//!
//! Source: J. Hopcroft, *An n log n algorithm for minimizing states in a finite automaton* (1971), with the
//! refinable partition of A. Valmari, *Fast brief practical DFA minimization* (2012).

use std::collections::BTreeMap;

use super::automaton::Automaton;

impl Automaton {
    /// The smallest automaton of the same texts.
    pub(super) fn minimal(&self) -> Automaton {
        let blocks = self.blocks();
        let (classes, columns) = self.merged_classes(&blocks);
        let mut order = vec![blocks[0]];
        let mut number = BTreeMap::from([(blocks[0], 0)]);
        // One state for each block, the first in order; blocks are entered as they are reached.
        let member = first_members(&blocks);
        let (mut next, mut accept) = (vec![0; columns.len()], vec![false]);
        let start = enter(blocks[self.start as usize], &mut number, &mut order);
        let mut at = 1;
        while let Some(&block) = order.get(at) {
            let state = member[block];
            let row = &self.next[state * self.stride..][..self.stride];
            next.extend(
                columns.iter().map(|class| enter(blocks[row[*class] as usize], &mut number, &mut order)),
            );
            accept.push(self.accept[state]);
            at += 1;
        }
        Automaton { classes, stride: columns.len(), next, accept, start }
    }

    /// For each state, the number of its class of states that accept the same.
    fn blocks(&self) -> Vec<usize> {
        let inverse = self.inverse();
        let mut partition = Partition::new(self.states());
        for state in (0..self.states()).filter(|state| self.accept[*state]) {
            partition.mark(state);
        }
        partition.split();
        let mut waiting: Vec<usize> = (0..partition.len()).collect();
        while let Some(splitter) = waiting.pop() {
            let members = partition.members(splitter).to_vec();
            for class in 0..self.stride {
                for state in &members {
                    inverse.of(class, *state).iter().for_each(|from| partition.mark(*from as usize));
                }
                // The new block of a split is its smaller half: to wait for that half is enough.
                waiting.extend(partition.split());
            }
        }
        partition.block
    }

    fn inverse(&self) -> Inverse {
        let states = self.states();
        let slot = |edge: usize| (edge % self.stride) * states + self.next[edge] as usize;
        let mut first = vec![0; self.stride * states + 1];
        (0..self.next.len()).for_each(|edge| first[slot(edge) + 1] += 1);
        (1..first.len()).for_each(|at| first[at] += first[at - 1]);
        let mut free = first.clone();
        let mut from = vec![0; self.next.len()];
        for edge in 0..self.next.len() {
            from[free[slot(edge)]] = (edge / self.stride) as u32;
            free[slot(edge)] += 1;
        }
        Inverse { states, first, from }
    }

    /// Byte classes that no block tells apart are one; also a former class for each new one.
    fn merged_classes(&self, blocks: &[usize]) -> ([u8; 256], Vec<usize>) {
        let members = first_members(blocks);
        let column = |class: usize| -> Vec<usize> {
            members.iter().map(|state| blocks[self.next[state * self.stride + class] as usize]).collect()
        };
        let columns: Vec<Vec<usize>> = (0..self.stride).map(column).collect();
        let mut number: BTreeMap<&[usize], u8> = BTreeMap::new();
        let mut kept = Vec::new();
        let classes = self.classes.map(|class| {
            *number.entry(&columns[usize::from(class)]).or_insert_with(|| {
                kept.push(usize::from(class));
                (kept.len() - 1) as u8
            })
        });
        (classes, kept)
    }
}

/// The new number of a block, which is put last in order if it has none.
fn enter(block: usize, number: &mut BTreeMap<usize, u32>, order: &mut Vec<usize>) -> u32 {
    *number.entry(block).or_insert_with(|| {
        order.push(block);
        (order.len() - 1) as u32
    })
}

/// The first state of each block.
fn first_members(blocks: &[usize]) -> Vec<usize> {
    let count = blocks.iter().max().map_or(0, |last| last + 1);
    let mut members = vec![0; count];
    blocks.iter().enumerate().rev().for_each(|(state, block)| members[*block] = state);
    members
}

/// Which states lead to a state by a class.
struct Inverse {
    states: usize,
    first: Vec<usize>,
    from: Vec<u32>,
}

impl Inverse {
    fn of(&self, class: usize, state: usize) -> &[u32] {
        let slot = class * self.states + state;
        &self.from[self.first[slot]..self.first[slot + 1]]
    }
}

/// States in blocks, each a stretch of `elements` whose marked members come first.
struct Partition {
    elements: Vec<usize>,
    position: Vec<usize>,
    block: Vec<usize>,
    first: Vec<usize>,
    end: Vec<usize>,
    marked: Vec<usize>,
    touched: Vec<usize>,
}

impl Partition {
    fn new(states: usize) -> Self {
        let all: Vec<usize> = (0..states).collect();
        Partition {
            elements: all.clone(),
            position: all,
            block: vec![0; states],
            first: vec![0],
            end: vec![states],
            marked: vec![0],
            touched: Vec::new(),
        }
    }

    fn len(&self) -> usize {
        self.first.len()
    }

    fn members(&self, block: usize) -> &[usize] {
        &self.elements[self.first[block]..self.end[block]]
    }

    /// Moves a state among the marked ones of its block; once is enough.
    fn mark(&mut self, state: usize) {
        let block = self.block[state];
        let (at, to) = (self.position[state], self.first[block] + self.marked[block]);
        if at < to {
            return;
        }
        if self.marked[block] == 0 {
            self.touched.push(block);
        }
        self.elements.swap(at, to);
        self.position[self.elements[at]] = at;
        self.position[state] = to;
        self.marked[block] += 1;
    }

    /// Splits each touched block into its marked and its other states; the smaller half becomes a new block.
    fn split(&mut self) -> Vec<usize> {
        let mut new = Vec::new();
        for block in std::mem::take(&mut self.touched) {
            let marked = std::mem::take(&mut self.marked[block]);
            let (first, end) = (self.first[block], self.end[block]);
            let middle = first + marked;
            if middle == end {
                continue;
            }
            let half = if marked <= end - middle { (first, middle) } else { (middle, end) };
            if half.0 == first {
                self.first[block] = middle;
            } else {
                self.end[block] = middle;
            }
            self.add(half);
            new.push(self.len() - 1);
        }
        new
    }

    fn add(&mut self, (first, end): (usize, usize)) {
        let block = self.len();
        self.elements[first..end].iter().for_each(|state| self.block[*state] = block);
        self.first.push(first);
        self.end.push(end);
        self.marked.push(0);
    }
}
