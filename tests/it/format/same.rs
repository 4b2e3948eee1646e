//! What must hold for every text: a second time changes nothing, the tree stays the tree, comments stay in
//! order, lines keep to their width, and where the author's lines end means nothing.

use super::check;
use crate::parse::{VALID, read, shape, squeezed};

/// How many random texts are tried of each kind; each costs some hundredths of a second.
fn seeds() -> u64 {
    crate::setting("HANDOFF_SEEDS").and_then(|seeds| seeds.parse().ok()).unwrap_or(20)
}

/// Numbers that look random and are the same each time (splitmix64, Steele and others 2014).
struct Numbers(u64);

impl Numbers {
    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

fn comments(text: &str) -> Vec<String> {
    let (tree, _) = read(text);
    tree.comments().iter().map(|comment| tree.text(comment.span).to_owned()).collect()
}

/// The first place where two lists differ.
#[track_caller]
fn same<T: PartialEq + std::fmt::Debug>(name: &str, before: &[T], after: &[T]) {
    let at = before.iter().zip(after).position(|(before, after)| before != after);
    let at = at.unwrap_or(before.len().min(after.len()));
    assert!(
        before.len() == after.len() && at == before.len(),
        "{name}: {:?} became {:?}",
        before.get(at),
        after.get(at)
    );
}

/// All that must hold for `text` and its layout.
#[track_caller]
fn holds(name: &str, text: &str) -> String {
    let out = check(text);
    // Brackets that hold nothing are leaves, with what blanks and comments stand in them.
    let leaves = |text: &str| -> Vec<String> {
        let leaves = shape(&read(text).0)
            .into_iter()
            .filter(|leaf| !leaf.is_empty() && !leaf.starts_with(['/', '}', ')', ']']));
        leaves.map(|leaf| leaf.split(['{', '(', '[']).next().unwrap_or("").trim_end().to_owned()).collect()
    };
    same(name, &leaves(text), &leaves(&out));
    same(name, &comments(text), &comments(&out));
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    same(&format!("{name}, a second time"), &lines(&out), &lines(&check(&out)));
    for line in out.lines() {
        assert!(line.trim_end() == line && !line.contains('\t'), "{name}: {line:?}");
    }
    assert!(!out.contains("\n\n\n"), "{name}");
    out
}

#[test]
fn lines_keep_to_their_width() {
    for (name, text) in VALID {
        for line in holds(name, text).lines().filter(|line| line.chars().count() > 110) {
            assert!(line.contains("//"), "{name}: {} columns in\n{line}", line.chars().count());
        }
    }
}

/// Where a blank of `text` may become a line: outside of texts in quotes and of patterns.
fn blanks(text: &str) -> Vec<usize> {
    let (mut found, mut quoted, mut before) = (Vec::new(), false, ' ');
    let mut pattern = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if before != '\\' && !pattern => quoted = !quoted,
            '/' if text[..at].ends_with("matching ") => pattern = true,
            ' ' if !quoted => {
                pattern = false;
                found.push(at);
            }
            _ => {}
        }
        before = if before == '\\' && c == '\\' { ' ' } else { c };
    }
    found
}

/// `text`, which has one blank wherever it has any, with something else for some of them.
fn respaced(text: &str, mut blank: impl FnMut(usize) -> String) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for (index, at) in blanks(text).into_iter().enumerate() {
        out += &text[from..at];
        out += &blank(index);
        from = at + 1;
    }
    out + &text[from..]
}

#[test]
fn where_lines_end_means_nothing() {
    for (name, text) in VALID {
        let line = squeezed(text);
        let once = holds(name, &line);
        let lines = |text: &str| check(text).lines().map(str::to_owned).collect::<Vec<_>>();
        same(name, &lines(&once), &lines(&respaced(&line, |_| "\n".to_owned())));
        same(name, &lines(&once), &lines(&respaced(&line, |_| "\t \r\n ".to_owned())));
    }
}

/// Random numbers, and a text on one line, for each seed.
fn sown() -> impl Iterator<Item = (String, Numbers, String)> {
    (0..seeds()).map(|seed| {
        let (name, text) = VALID[usize::try_from(seed).unwrap() % VALID.len()];
        (format!("{name}, seed {seed}"), Numbers(seed), squeezed(text))
    })
}

/// Whether a comment may stand behind the last word of `text`: `4 workhours` and `at least` are one word each.
fn splits(text: &str) -> bool {
    let first = [
        "at", "any", "as", "they", "for", "go", "last", "list", "half", "in", "on", "an", "open", "read",
        "reassign", "drop", "sum", "rests", "may", "correct", "extend", "erase", "complete",
    ];
    let word = text.rsplit([' ', '(', '[']).next().unwrap_or("");
    !first.contains(&word) && !word.ends_with(|c: char| c.is_ascii_digit())
}

#[test]
fn no_comment_is_lost_wherever_it_stands() {
    for (name, mut numbers, line) in sown() {
        let often = 4 + numbers.below(60);
        let words: Vec<bool> = blanks(&line).into_iter().map(|at| splits(&line[..at])).collect();
        let text = respaced(&line, |index| match numbers.below(often) {
            _ if !words[index] => " ".to_owned(),
            0 => format!(" // behind {index}\n"),
            1 => format!("\n// above {index}\n"),
            2 => format!("\n/// about {index}\n\n// and {index}\n"),
            3 => "\n\n\n".to_owned(),
            _ => " ".to_owned(),
        });
        holds(&name, &text);
    }
}

#[test]
fn names_of_any_length_are_laid_out() {
    for (name, mut numbers, line) in sown() {
        let words = ["item", "Operations", "why:", "triage", "verdict", "BackOffice", "note:", "payout"];
        let long = words.map(|word| (word, grow(word, numbers.below(50))));
        let text = long.iter().fold(line, |text, (word, long)| text.replace(word, long));
        if read(&text).1.is_empty() {
            holds(&name, &text);
        }
    }
}

/// A longer word that is read as the same kind of word.
fn grow(word: &str, by: u64) -> String {
    let end = word.find(':').unwrap_or(word.len());
    format!("{}{}{}", &word[..end], "x".repeat(usize::try_from(by).unwrap()), &word[end..])
}
