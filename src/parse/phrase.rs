//! The sentence for one error node, in words of the language.
//!
//! In: an error node that is to be reported. Out: its diagnostic. Not here: which nodes are reported
//! (`faults`), and the lists of words (`words`).

use super::codes;
use super::grammar::Rule;
use super::tree::{Syntax, Tree};
use super::words::{self, Piece};
use crate::base::{Sink, Span, nearest};

/// Puts down what is wrong at `node`; the token before it ends at `after`.
pub(super) fn say(node: Syntax<'_>, after: u32, tree: &Tree, sink: &mut Sink) {
    let scene = Scene { node, after, tree };
    match words::piece(node.kind()) {
        Some(piece) => scene.hole(piece, sink),
        None => scene.junk(sink),
    }
}

struct Scene<'t> {
    node: Syntax<'t>,
    after: u32,
    tree: &'t Tree,
}

impl<'t> Scene<'t> {
    fn hole(&self, piece: Piece, sink: &mut Sink) {
        match piece {
            Piece::Word(word) => match self.misspelt_next(&[word]) {
                Some((span, ours)) => misspelt(span, self.tree.text(span), ours, sink),
                None => self.missing(&format!("`{word}`"), Some(word), sink),
            },
            Piece::Sign("}" | ")" | "]" | "\"") => self.unclosed(piece, sink),
            Piece::Sign(sign) => self.missing(&format!("`{sign}`"), Some(sign), sink),
            Piece::Said(said) => match self.misspelt_next(expected_words(self.node.kind())) {
                Some((span, ours)) => misspelt(span, self.tree.text(span), ours, sink),
                None => self.missing(self.said(said), None, sink),
            },
        }
    }

    /// Something must be said right behind the token before.
    fn missing(&self, what: &str, text: Option<&str>, sink: &mut Sink) {
        let before = self.token_before();
        let place = if before.is_empty() { String::new() } else { format!(" after `{before}`") };
        // Where the form is wide, or has just been named, it says nothing more.
        let wide = |noun: &str| {
            matches!(noun, "this workflow" | "this test") || noun.ends_with(&format!("`{before}`"))
        };
        let form = self.form().filter(|noun| !wide(noun));
        let form = form.map_or_else(String::new, |noun| format!(" in {noun}"));
        let found = sink.put(codes::MISSING_PIECE, self.gap(), format!("expected {what}{place}{form}"));
        if let Some(text) = text {
            let blank = if text == "," || text == ":" { "" } else { " " };
            found.fix(false, format!("insert `{text}`"), self.gap(), format!("{blank}{text}"));
        }
        if let Some(help) = self.advice() {
            found.help(help);
        }
    }

    /// What to write, where the hole or the word after it tells.
    fn advice(&self) -> Option<String> {
        let next = self.tree.text(self.next_word());
        let foreign = words::foreign(next).map(|foreign| foreign.help.to_owned());
        foreign.or_else(|| reserved(next, self.node.kind())).or_else(|| {
            let parent = self.node.parent().map(Syntax::kind);
            words::advice(self.node.kind(), parent).map(str::to_owned)
        })
    }

    /// What a hole for a name lacks in truth.
    fn said(&self, general: &'static str) -> &'static str {
        match (self.node.kind(), self.node.parent().map(Syntax::kind)) {
            (Rule::miss_path, Some(Rule::by | Rule::handoff | Rule::may_forward | Rule::fallback)) => {
                "a team"
            }
            (Rule::miss_path, Some(Rule::notify)) => "a team, role or party",
            (Rule::miss_path, Some(Rule::raise | Rule::raises | Rule::may_raise)) => "an exception",
            (Rule::miss_path, Some(Rule::call | Rule::t_fail)) => "a service and its operation",
            (Rule::miss_name, Some(Rule::go_to)) => "a place",
            (Rule::miss_name, Some(Rule::end)) => "an outcome",
            _ => general,
        }
    }

    fn unclosed(&self, piece: Piece, sink: &mut Sink) {
        let Piece::Sign(sign) = piece else { return };
        let noun = self.form();
        let message = match (sign, &noun) {
            ("\"", _) => "this sentence has no closing `\"` on its line".to_owned(),
            ("}", Some(noun)) => format!("{noun} is not closed: expected `}}`"),
            _ => format!("expected `{sign}` after `{}`", self.token_before()),
        };
        let found = sink.put(codes::NOT_CLOSED, self.gap(), message);
        found.here(format!("expected `{sign}`"));
        if let (Some(_), Some(form)) = (noun, self.node.parent()) {
            found.label(head(form, self.tree), "it begins here");
        }
        found.fix(false, format!("insert `{sign}`"), self.gap(), sign);
    }

    fn junk(&self, sink: &mut Sink) {
        match self.node.kind() {
            Rule::bad_comma => {
                sink.put(codes::NOT_UNDERSTOOD, self.node.span(), "no comma stands between lines").fix(
                    true,
                    "remove the comma",
                    self.node.span(),
                    "",
                );
            }
            Rule::bad_op => self.operator(sink),
            Rule::stray_close => {
                sink.put(codes::STRAY_BRACE, self.node.span(), "this `}` closes nothing")
                    .help("remove it, or look above for a `}` that closes too early");
            }
            Rule::misplaced => self.misplaced(sink),
            _ if is_late_header(self.node) => self.late_header(sink),
            _ => self.unknown(sink),
        }
    }

    fn operator(&self, sink: &mut Sink) {
        let ours = match self.node.text() {
            "!=" | "≠" => "is not",
            "&&" => "and",
            "||" => "or",
            "≤" => "<=",
            "≥" => ">=",
            _ => "is",
        };
        let span = self.node.span();
        sink.put(codes::OTHER_TOOLS_WORD, span, format!("`{}` is written `{ours}` here", self.node.text()))
            .fix(true, format!("replace by `{ours}`"), span, ours);
    }

    fn misplaced(&self, sink: &mut Sink) {
        let word = first_word(self.node.span(), self.tree);
        let message = format!("`{}` stands outside of any workflow or test", self.tree.text(word));
        sink.put(codes::MISPLACED, word, message).help(
            "move it into the braces of a workflow or test, or look above for a `}` that closes too early",
        );
    }

    fn late_header(&self, sink: &mut Sink) {
        let word = first_word(self.node.span(), self.tree);
        let message = format!("`{}` stands too late: it is a line of the header", self.tree.text(word));
        sink.put(codes::MISPLACED, word, message)
            .help("move it up, before the first statement of the workflow");
    }

    /// Junk: what its first word may have been meant to be.
    fn unknown(&self, sink: &mut Sink) {
        let span = first_word(self.node.span(), self.tree);
        let word = self.tree.text(span);
        if let Some(foreign) = words::foreign(word) {
            let ours = words::is_ours(word);
            let fault = if ours { "cannot stand here" } else { "is no word of this language" };
            let found = sink.put(codes::OTHER_TOOLS_WORD, span, format!("`{word}` {fault}"));
            found.help(foreign.help);
            if let Some(ours) = foreign.same {
                found.fix(false, format!("replace by `{ours}`"), span, ours);
            }
            return;
        }
        if let Some(unseen) = word.chars().next().filter(|first| first.is_control()) {
            let message = format!("a character that cannot be seen stands here: U+{:04X}", u32::from(unseen));
            sink.put(codes::NOT_UNDERSTOOD, span, message).help("delete it");
            return;
        }
        let known = self.candidates();
        match nearest(word, known.iter().copied()).filter(|ours| *ours != word) {
            Some(ours) if is_word(word) => misspelt(span, word, ours, sink),
            _ => {
                let message = self.place().map_or_else(
                    || format!("`{word}` is not understood here"),
                    |place| format!("`{word}` begins no {place}"),
                );
                sink.put(codes::NOT_UNDERSTOOD, span, message);
            }
        }
    }

    /// The words of which one may have been meant.
    fn candidates(&self) -> &'static [&'static str] {
        match (self.node.kind(), self.node.parent().map(Syntax::kind)) {
            (Rule::unk_head, Some(Rule::unk_item)) => words::ITEMS,
            (Rule::bad_word, Some(Rule::workflow)) => &["workflow"],
            (Rule::bad_word, Some(Rule::test)) => &["test"],
            (Rule::bad_word, Some(Rule::r#type)) => &["list"],
            (kind, _) => words::heads(kind),
        }
    }

    /// What the junk would have been if it were understood.
    fn place(&self) -> Option<&'static str> {
        Some(match self.node.kind() {
            Rule::bad_item => "declaration",
            Rule::unk_head if self.node.parent().is_some_and(|p| p.kind() == Rule::unk_item) => "declaration",
            Rule::unk_head | Rule::bad_line | Rule::bad_response => "statement",
            Rule::bad_header => "line of a workflow's header",
            Rule::bad_prop => "line that may stand here",
            Rule::bad_field => "line of a form",
            Rule::bad_term => "term of a handoff",
            Rule::bad_arm => "arm: an arm is `when … -> …`",
            Rule::bad_act => "act of a test",
            Rule::bad_fact => "fact",
            _ => return None,
        })
    }

    /// Where something is missing.
    fn gap(&self) -> Span {
        Span { start: self.after, end: self.after, ..self.node.span() }
    }

    /// The text of the token that ends before the hole, so that the message can name it.
    fn token_before(&self) -> &'t str {
        let start = Span { start: 0, end: self.after, ..self.node.span() };
        let text = self.tree.text(start);
        let word = text.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '%'));
        let tail = &text[word.len()..];
        if !tail.is_empty() {
            return tail;
        }
        if text.ends_with("->") {
            return "->";
        }
        text.char_indices().next_back().map_or("", |(at, _)| &text[at..])
    }

    /// The word or sign after the hole.
    fn next_word(&self) -> Span {
        let rest = Span { start: self.after, end: u32::MAX, ..self.node.span() };
        let start = self.tree.token_after(rest.start);
        first_word(Span { start, end: self.tree.end(), ..rest }, self.tree)
    }

    /// The word after the hole, if it is nearly one of `known`.
    fn misspelt_next(&self, known: &[&'static str]) -> Option<(Span, &'static str)> {
        let span = self.next_word();
        let word = self.tree.text(span);
        let ours = nearest(word, known.iter().copied())?;
        (is_word(word) && ours != word).then_some((span, ours))
    }

    /// The form around the node, in words.
    fn form(&self) -> Option<&'static str> {
        let mut around = self.node.parent();
        while let Some(node) = around {
            if let Some(noun) = noun(node.kind()) {
                return Some(noun);
            }
            around = node.parent();
        }
        None
    }
}

/// Whether `node` is junk in a workflow's body that begins like a line of its header.
pub(super) fn is_late_header(node: Syntax<'_>) -> bool {
    let (kind, parent) = (node.kind(), node.parent().map(Syntax::kind));
    let in_body = match kind {
        Rule::bad_line => parent == Some(Rule::workflow),
        Rule::unk_head => {
            node.parent().and_then(Syntax::parent).is_some_and(|it| it.kind() == Rule::workflow)
        }
        _ => false,
    };
    in_body && node.text().split_ascii_whitespace().next().is_some_and(|word| words::HEADERS.contains(&word))
}

/// Words that would fill a hole of that kind.
fn expected_words(kind: Rule) -> &'static [&'static str] {
    match kind {
        Rule::miss_clock => &["within", "due"],
        Rule::miss_limit => &["at", "unbounded"],
        Rule::miss_right => &["raise", "correct", "suspend", "forward", "return"],
        Rule::miss_term_rule => &["on", "as"],
        Rule::miss_rounding => &["half"],
        Rule::miss_yes_no => &["yes", "no"],
        _ => &[],
    }
}

/// Why a word cannot be a name, where one is expected and a word of the language stands.
fn reserved(next: &str, kind: Rule) -> Option<String> {
    let wants_name = matches!(kind, Rule::miss_name | Rule::miss_path);
    let is_ours =
        words::heads(Rule::bad_line).contains(&next) || words::heads(Rule::bad_word).contains(&next);
    (wants_name && is_ours).then(|| format!("`{next}` is a word of the language and cannot be a name"))
}

fn misspelt(span: Span, word: &str, ours: &'static str, sink: &mut Sink) {
    sink.put(codes::MISSPELT_WORD, span, format!("`{word}` is no word of the language here"))
        .help(format!("did you mean `{ours}`?"))
        .fix(true, format!("replace by `{ours}`"), span, ours);
}

fn is_word(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphabetic)
}

/// The first word or sign of `span`.
fn first_word(span: Span, tree: &Tree) -> Span {
    let text = tree.text(span);
    let inner = |c: char| c.is_alphanumeric() || c == '_';
    let end = text.find(|c: char| !inner(c)).unwrap_or(text.len());
    let end = if end == 0 { text.chars().next().map_or(0, char::len_utf8) } else { end };
    Span::new(span.file, span.start as usize, span.start as usize + end)
}

/// The first line of `form`.
fn head(form: Syntax<'_>, tree: &Tree) -> Span {
    let span = form.span();
    let length = tree.text(span).lines().next().map_or(0, str::len);
    Span::new(span.file, span.start as usize, span.start as usize + length)
}

/// What a form is called.
#[rustfmt::skip]
fn noun(kind: Rule) -> Option<&'static str> {
    Some(match kind {
        Rule::use_item => "this `use`",
        Rule::calendar => "this calendar",
        Rule::team => "this team",
        Rule::teams => "this group of teams",
        Rule::choice | Rule::choice_type => "this choice",
        Rule::type_alias => "this type",
        Rule::record => "this record",
        Rule::exception => "this exception",
        Rule::event => "this event",
        Rule::service => "this service",
        Rule::op => "this operation",
        Rule::r#let => "this `let`",
        Rule::contract => "this contract",
        Rule::workflow => "this workflow",
        Rule::test => "this test",
        Rule::step => "this step",
        Rule::vote => "this vote",
        Rule::handoff => "this handoff",
        Rule::ask | Rule::ask_for => "this ask",
        Rule::call => "this call",
        Rule::wait => "this wait",
        Rule::run => "this run",
        Rule::undo => "this undo",
        Rule::stage => "this stage",
        Rule::together => "this `together`",
        Rule::for_each | Rule::each_field => "this `for each`",
        Rule::decide | Rule::chosen => "this `decide`",
        Rule::block => "this response",
        Rule::migrate => "this migration",
        Rule::go_to => "this `go to`",
        Rule::raise => "this `raise`",
        Rule::end => "this `end`",
        Rule::notify => "this `notify`",
        Rule::arm | Rule::value_arm => "this arm",
        Rule::require | Rule::outcome_rule => "this requirement",
        Rule::carry => "this `carry`",
        Rule::field | Rule::field_open | Rule::param => "this field",
        Rule::fill => "this list of values",
        Rule::hole => "this value in a sentence",
        _ => return None,
    })
}
