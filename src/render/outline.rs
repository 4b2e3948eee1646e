//! What stands around a place, by its name: `workflow refund`, in it `handoff payout`.
//!
//! In: a text. Out: the heads around any byte of it. It goes by indentation, since the finding that asks
//! may well be about the braces. Not here: the grammar; a name so found serves to tell findings apart,
//! and for nothing else.

use crate::base::Source;

/// For each line, the line that stands around it.
pub(super) struct Outline<'a> {
    source: &'a Source,
    around: Vec<Option<usize>>,
}

impl<'a> Outline<'a> {
    /// Reads a text once, line by line.
    pub(super) fn of(source: &'a Source) -> Self {
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut around = Vec::new();
        for line in 0..=source.line_of(source.text().len() as u32) {
            let text = text(source, line);
            // A blank line belongs to what stands above it.
            let depth = if text.trim().is_empty() { usize::MAX } else { indent(text) };
            while open.last().is_some_and(|(outer, _)| *outer >= depth) {
                open.pop();
            }
            around.push(open.last().map(|(_, line)| *line));
            if depth != usize::MAX {
                open.push((depth, line));
            }
        }
        Outline { source, around }
    }

    /// The heads around byte `at`, outermost first; the last is that of its own line.
    pub(super) fn heads(&self, at: u32) -> Vec<String> {
        let line = Some(self.source.line_of(at));
        let outward = std::iter::successors(line, |line| self.around.get(*line).copied().flatten());
        let mut heads: Vec<String> = outward.map(|line| head(text(self.source, line))).collect();
        heads.retain(|head| !head.is_empty());
        heads.reverse();
        heads
    }
}

fn text(source: &Source, line: usize) -> &str {
    let range = source.line_start(line) as usize..source.line_start(line + 1) as usize;
    source.text().get(range).unwrap_or("")
}

fn indent(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The first two words of a line, each cut to a bearable length: `handoff payout`.
fn head(line: &str) -> String {
    let named = |c: char| c.is_alphanumeric() || c == '_';
    let words = line.split(|c| !named(c)).filter(|word| !word.is_empty()).take(2);
    words.map(|word| word.chars().take(60).collect()).collect::<Vec<String>>().join(" ")
}
