//! Texts with one slip: always a tree, and nearly always exactly one finding.

use handoff::base::{FileId, Sink, Source};
use handoff::parse::parse;
use proptest::prelude::*;

use super::told::told;
use super::{VALID, check};

/// The words and signs of `text` outside of comments, as ranges of bytes.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length = length(rest);
        if !rest.starts_with("//") && !rest.starts_with(char::is_whitespace) {
            tokens.push((at, at + length));
        }
        at += length;
    }
    tokens
}

/// The length of the token, comment or blank that `rest` begins with.
fn length(rest: &str) -> usize {
    let until = |stop: fn(char) -> bool| rest.find(stop).unwrap_or(rest.len());
    match rest.chars().next() {
        Some('/') if rest.starts_with("//") => until(|c| c == '\n'),
        Some('/') => rest[1..].find('/').map_or(1, |end| end + 2),
        Some('"') => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
        Some('-') if rest.starts_with("->") => 2,
        Some(c) if c.is_alphanumeric() || c == '_' => {
            until(|c| !c.is_alphanumeric() && !matches!(c, '_' | '.'))
        }
        Some(c) => c.len_utf8(),
        None => 0,
    }
}

/// How many of the broken texts give exactly one finding, in per mille of those that are not valid still;
/// with the worst ones for a look.
fn singles(texts: impl Iterator<Item = String>) -> (usize, Vec<String>) {
    let (mut one, mut all, mut worst) = (0, 0, Vec::new());
    for text in texts {
        let found = check(&text);
        match found.lines().count() {
            0 => continue,
            1 => one += 1,
            _ => worst.push(found),
        }
        all += 1;
    }
    (1000 * one / all, worst)
}

/// A text, where its tokens stand, and which of them to change; `None` where that one cannot be.
type Change = fn(&str, &[(usize, usize)], usize) -> Option<String>;

/// Every `step`-th token of three drafts, handed to `change` with its text.
fn mutants(step: usize, change: Change) -> Vec<String> {
    let chosen = VALID.iter().filter(|(name, _)| matches!(*name, "claim" | "incident" | "warranty"));
    let mut out = Vec::new();
    for (_, text) in chosen {
        let tokens = tokens(text);
        out.extend((0..tokens.len()).step_by(step).filter_map(|at| change(text, &tokens, at)));
    }
    out
}

#[test]
fn a_lost_token_is_one_finding() {
    let lost = mutants(31, |text, tokens, at| {
        let (start, end) = tokens[at];
        Some(format!("{}{}", &text[..start], &text[end..]))
    });
    let (share, worst) = singles(lost.into_iter());
    assert!(share >= 950, "{share} of 1000\n{}", worst.join("\n"));
}

#[test]
fn two_tokens_swapped_on_a_line_are_one_finding() {
    let swapped = mutants(37, |text, tokens, at| {
        let ((a, b), (c, d)) = (tokens[at], *tokens.get(at + 1)?);
        let between = &text[b..c];
        (!between.contains('\n'))
            .then(|| format!("{}{}{between}{}{}", &text[..a], &text[c..d], &text[a..b], &text[d..]))
    });
    let (share, worst) = singles(swapped.into_iter());
    assert!(share >= 950, "{share} of 1000\n{}", worst.join("\n"));
}

#[test]
fn a_misspelt_word_is_one_finding() {
    let misspelt = mutants(17, |text, tokens, at| {
        let (start, end) = tokens[at];
        let word = &text[start..end];
        (word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase()))
            .then(|| format!("{}{}{}", &text[..start + 1], &word[2..], &text[end..]))
    });
    let (share, worst) = singles(misspelt.into_iter());
    assert!(share >= 950, "{share} of 1000\n{}", worst.join("\n"));
}

#[test]
fn a_text_cut_anywhere_has_a_tree() {
    for (name, text) in VALID.iter().filter(|(name, _)| matches!(*name, "refund" | "kyc")) {
        for cut in (0..text.len()).step_by(50) {
            let cut = (cut..).find(|at| text.is_char_boundary(*at)).unwrap();
            let found = check(&text[..cut]);
            assert!(found.lines().count() <= 6, "{name} cut at {cut}:\n{found}");
        }
    }
}

/// A heap of tokens of our language and of none.
fn soup() -> impl Strategy<Value = String> {
    let text = VALID[1].1;
    let ours = tokens(text).into_iter().map(|(start, end)| text[start..end].to_owned());
    let others = ["\n", "\n", "}", "{", "\"", "->", "//", "///", "é", "€", "\u{feff}", "\\", "==", "if", "/"];
    let all: Vec<String> = ours.chain(others.map(str::to_owned)).collect();
    proptest::collection::vec(proptest::sample::select(all), 0..120).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_has_a_tree_and_findings_exactly_if_it_has_error_nodes(text in soup()) {
        let source = Source::new("test.flow", text.as_str());
        let mut sink = Sink::default();
        let tree = parse(&source, FileId(0), &mut sink);
        let error = |line: &str| {
            let kind = line.trim_start();
            ["miss_", "bad_", "unk_", "misplaced", "stray_close", "broken_arm"].iter().any(|it| kind.starts_with(it))
        };
        let slips = sink.found().iter().filter(|found| found.code.name != "impossible-value").count();
        prop_assert_eq!(tree.outline().lines().any(error), slips > 0);
        let spans = sink.found().iter().flat_map(|found| &found.labels).map(|label| label.span);
        for span in spans {
            let range = span.start as usize..span.end as usize;
            prop_assert!(text.get(range).is_some(), "{:?} lies outside", span);
        }
        told(&tree);
    }
}
