//! Files with a slip anywhere: nothing panics, and what has no value in the model was spoken of.

use super::{model_of, told};
use handoff::model::{ExprKind, print};
use proptest::prelude::*;

/// The words and signs of a text, with their places.
fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices() {
        let of_word = letter.is_alphanumeric() || letter == '_';
        match (of_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
        if !of_word && !letter.is_whitespace() {
            words.push(at..at + letter.len_utf8());
        }
    }
    words
}

/// What becomes of a word.
#[derive(Clone, Copy, Debug)]
enum Slip {
    Dropped,
    Doubled,
    /// Another word of the file stands in its place.
    Replaced(usize),
}

fn slip() -> impl Strategy<Value = Slip> {
    prop_oneof![Just(Slip::Dropped), Just(Slip::Doubled), any::<usize>().prop_map(Slip::Replaced)]
}

fn slipped(text: &str, at: usize, slip: Slip) -> String {
    let words = words(text);
    let word = words[at % words.len()].clone();
    let put = match slip {
        Slip::Dropped => String::new(),
        Slip::Doubled => format!("{0} {0}", &text[word.clone()]),
        Slip::Replaced(other) => text[words[other % words.len()].clone()].to_owned(),
    };
    format!("{}{put}{}", &text[..word.start], &text[word.end..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_unknown_was_spoken_of(
        slips in proptest::collection::vec((any::<usize>(), slip()), 1..4),
        in_words in any::<bool>(),
    ) {
        let mut claim = include_str!("claim.flow").to_owned();
        let mut words = include_str!("words.flow").to_owned();
        for (at, slip) in slips {
            let text = if in_words { &mut words } else { &mut claim };
            *text = slipped(text, at, slip);
        }
        let (model, sources, sink) = model_of(&[("claim.flow", &claim), ("words.flow", &words)]);
        let unknown = model.exprs.values().filter(|expr| expr.kind == ExprKind::Unknown).count();
        prop_assert!(unknown == 0 || sink.has_errors(), "{unknown} unknown, and nothing said of it");
        // The text and the places of every finding lie in its file, and whatever is there can be printed.
        told(&sources, sink);
        print(&model);
    }
}
