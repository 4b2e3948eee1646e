//! Patterns: what they match, what they refuse, what they show, and how large their tables are.

use handoff::pattern::{Fault, Pattern, Unproven, check_digits, find};
use proptest::prelude::*;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind};

fn compile(text: &str) -> Pattern {
    Pattern::compile(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// What the table of a pattern says about a text, walked as emitted code walks it.
fn walk(table: &[u8], text: &str) -> bool {
    let word = |at: usize| usize::from(u16::from_le_bytes([table[at], table[at + 1]]));
    let [states, stride, start, width] = [word(0), word(2), word(4), word(6)];
    let next = 264 + states.div_ceil(16) * 2;
    let mut state = start;
    for byte in text.bytes() {
        let at = next + (state * stride + usize::from(table[8 + usize::from(byte)])) * width;
        state = if width == 1 { usize::from(table[at]) } else { word(at) };
        if state == 0 {
            return false;
        }
    }
    table[264 + state / 8] >> (state % 8) & 1 == 1
}

/// Whether `text` matches, by the pattern and by its table, which must agree.
fn matches(pattern: &Pattern, text: &str) -> bool {
    let table = pattern.bytes();
    assert_eq!(table.len(), pattern.size());
    assert_eq!(walk(&table, text), pattern.is_match(text), "{text:?}");
    pattern.is_match(text)
}

/// Lines `PATTERN`, a text it shows, texts it matches, `!` and texts it does not.
fn check(lines: &[(&str, &str, &[&str], &[&str])]) {
    for (text, witness, good, bad) in lines {
        let pattern = compile(text);
        assert_eq!(pattern.witness().as_deref(), Some(*witness), "{text}");
        for text in good.iter().chain([witness]) {
            assert!(matches(&pattern, text), "{text}");
        }
        for bad in *bad {
            assert!(!matches(&pattern, bad), "{text} {bad:?}");
        }
    }
}

#[test]
fn patterns_of_real_workflows() {
    check(&[
        (
            r"ORD-\d{8}",
            "ORD-00000000",
            &["ORD-12345678"],
            &["ORD-1234567", "ORD-123456789", "ord-12345678", ""],
        ),
        (r"BP-\d{4}-\d{5}", "BP-0000-00000", &["BP-2026-00001"], &["BP-2026-0001"]),
        (r"\S.*", "a", &["a b", "ä", "😀 \t"], &["", " a", "\n", "a\nb"]),
        (r"\d\.\d", "0.0", &["1.2"], &["1,2", "1.22", "٣.٣"]),
        (r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", "AA00AAAAAAAAAAA", &["DE89370400440532013000"], &["DE8937040044"]),
        (r"[^@\s]+@[^@\s]+\.[^@\s]+", "a@a.a", &["ana@example.org"], &["a@b", "a b@c.d"]),
        (r"", "", &[], &["a"]),
    ]);
}

#[test]
fn classes_mean_ascii_and_a_dot_means_a_character() {
    check(&[
        (r"\w+", "a", &["aZ_9"], &["ä", "", "a b"]),
        (r"[\w-]+", "a", &["a-b"], &["ä", " "]),
        (r"[^\d]", "a", &["ä", "٣", "\n"], &["1", "ab"]),
        (r"\D\W\S", "a-a", &["äää"], &["a-1-", "1-1", "aaa"]),
        (r"\s", " ", &["\t", "\n"], &["\u{a0}", "a"]),
        (r".", "a", &["😀", "\r"], &["", "\n", "ab"]),
        (r"[a-z&&[^aeiou]]", "b", &["z"], &["a"]),
        (r"\/\.\+", "/.+", &[], &["abc"]),
        (r"\p{Lu}x", "Ax", &["Äx", "Ωx"], &["ax"]),
        (r"[ä-ü]", "ä", &["ü"], &["a", "é€"]),
        (r"[\x00-\x08]", "\0", &["\u{8}"], &["a"]),
    ]);
}

#[test]
fn every_way_of_an_alternative_counts() {
    check(&[
        (r"a|ab|abc", "a", &["ab", "abc"], &["abcd", ""]),
        (r"(a|ab)(c|bcd)", "ac", &["abc", "abcd", "abbcd"], &["ab", "abd"]),
        (r"a*?b??", "", &["a", "aab", "b"], &["ba", "bb"]),
        (r"(?:x|(?P<name>y)){2}", "xx", &["yx"], &["x"]),
    ]);
}

#[test]
fn what_a_pattern_cannot_say() {
    let refused = |text: &str| {
        let error = Pattern::compile(text).unwrap_err();
        format!("`{}` {error}", &text[error.at.clone()])
    };
    let cases = [
        (r"a^b", "`^` a pattern always matches the whole text, so it has no sign for beginning or end"),
        (r"ab$", "`$` a pattern always matches the whole text, so it has no sign for beginning or end"),
        (r"\bab", r"`\b` a pattern has no sign for the edge of a word"),
        (r"(?i)ab", "`(?i)` a pattern has no flags"),
        (r"x(?i:ab)", "`i` a pattern has no flags"),
        (r"(?=a)b", "`(?=` a pattern cannot look ahead or behind"),
        (r"(?<!a)b", "`(?<!` a pattern cannot look ahead or behind"),
        (r"(a)\1", r"`\1` a pattern cannot refer back to what one of its groups matched"),
        (r"a(b", "`(` this pattern cannot be read: unclosed group"),
        (
            r"x{3,2}",
            "`{3,2}` this pattern cannot be read: invalid repetition count range, the start must be <= the end",
        ),
        (r"\p{Nothing}", r"`\p{Nothing}` this pattern cannot be read: Unicode property not found"),
        (r"x\p{L}{1,400}", r"`\p{L}{1,400}` this pattern is too large to be checked"),
        (r"(\w{1000}){1000}", r"`(\w{1000}){1000}` this pattern is too large to be checked"),
        (r"(a|b)*a(a|b){20}", r"`(a|b){20}` this pattern is too large to be checked"),
    ];
    for (text, message) in cases {
        assert_eq!(refused(text), message);
    }
    let deep = "(".repeat(100) + &")".repeat(100);
    assert!(matches!(Pattern::compile(&deep).unwrap_err().fault, Fault::Syntax(_)));
}

#[test]
fn every_refusal_says_what_to_write() {
    for text in ["^a", r"\ba", "(?i)a", "(?=a)b", r"(a)\1", "a(b", r"\p{L}{400}"] {
        let error = Pattern::compile(text).unwrap_err();
        assert!(
            error.help().contains("write") || error.help().contains("say what"),
            "{text}: {}",
            error.help()
        );
    }
}

#[test]
fn tables_are_small() {
    let size = |text: &str| compile(text).size();
    assert_eq!(size(r"ORD-\d{8}"), 264 + 2 + 14 * 6);
    let sizes = [
        ("iban", r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}"),
        ("uuid", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("date", r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
        ("phone", r"\+[1-9]\d{6,14}"),
        ("some text", r"\S.*"),
        ("200 characters", r".{1,200}"),
    ];
    let shown: Vec<String> = sizes.map(|(name, text)| format!("{name} {}", size(text))).to_vec();
    assert_eq!(
        shown.join(", "),
        "iban 378, uuid 384, date 371, phone 340, some text 396, 200 characters 38914"
    );
}

#[test]
fn one_automaton_for_one_set_of_texts() {
    assert_eq!(compile("(a|b)*c"), compile("[ab]*c"));
    assert_eq!(compile("aa*"), compile("a+|a"));
    assert_eq!(compile(r"\d\d"), compile("[0-9]{2}"));
    assert_ne!(compile("a"), compile("a?"));
    assert_eq!(Pattern::literal("a.b").unwrap(), compile(r"a\.b"));
    assert_eq!(compile(r"[a&&b]").states(), 1);
}

#[test]
fn together_and_against() {
    let [order, capitals, short] = [compile(r"ORD-\d{8}"), compile("[A-Z-]+"), compile(".{0,3}")];
    let any = |all: &[&Pattern], none: &[&Pattern]| find(all, none).unwrap();
    assert_eq!(any(&[&order, &capitals], &[]), None);
    assert_eq!(any(&[&capitals, &short], &[]).as_deref(), Some("A"));
    assert_eq!(any(&[&capitals], &[&short]).as_deref(), Some("AAAA"));
    assert_eq!(any(&[&order], &[&order]), None);
    assert_eq!(any(&[], &[]).as_deref(), Some(""));
    assert_eq!(any(&[], &[&short]).as_deref(), Some("aaaa"));
    let first = Pattern::literal("ORD-00000000").unwrap();
    assert_eq!(any(&[&order], &[&first]).as_deref(), Some("ORD-00000001"));
    // What is left when all printable ASCII is taken away is still text.
    assert_eq!(any(&[], &[&compile("[ -~]*")]).as_deref(), Some("ä"));
    assert_eq!(any(&[], &[&compile("(?:.|\n)*")]), None);
    assert_eq!(compile("[a&&b]").witness(), None);
}

#[test]
fn a_search_has_an_end() {
    let far = |letter: &str, period: usize| compile(&format!("(?:{letter}{{{period}}})*"));
    let periods = [far("[ab]", 61), far("[ab]", 59), far("[ab]", 67), compile("a[ab]*")];
    let all: Vec<&Pattern> = periods.iter().collect();
    assert_eq!(find(&all, &[]), Err(Unproven));
}

/// The same pattern in another machine: Unicode classes narrowed by hand, no minimal table.
fn reference(text: &str) -> dense::DFA<Vec<u32>> {
    let config = dense::Config::new().start_kind(StartKind::Anchored).match_kind(MatchKind::All);
    let text = text.replace(r"\d", "[0-9]").replace(r"\w", "[0-9A-Za-z_]");
    dense::Builder::new()
        .configure(config)
        .syntax(syntax::Config::new())
        .build(&format!("(?:{text})\\z"))
        .unwrap()
}

fn any_pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("a".to_string()),
        Just("b".to_string()),
        Just("ä".to_string()),
        Just(r"\d".to_string()),
        Just(r"\w".to_string()),
        Just(".".to_string()),
        Just("[^a]".to_string()),
        Just("[a-c€]".to_string()),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            (inner.clone(), 0_u32..3, 0_u32..3)
                .prop_map(|(part, min, more)| format!("(?:{part}){{{min},{}}}", min + more)),
            inner.prop_map(|part| format!("(?:{part})*")),
        ]
    })
}

fn any_text() -> impl Strategy<Value = String> {
    let character = prop::sample::select(vec!['a', 'b', 'c', 'x', '1', '_', '-', 'ä', 'ö', '€', '😀', '\n']);
    prop::collection::vec(character, 0..7).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Membership agrees with a regular expression engine, table and pattern alike, and the witness matches.
    #[test]
    fn membership_agrees(text in any_pattern(), tries in prop::collection::vec(any_text(), 20)) {
        let (pattern, reference) = (compile(&text), reference(&text));
        let full = |text: &str| {
            let found = reference.try_search_fwd(&Input::new(text).anchored(Anchored::Yes)).unwrap();
            found.is_some_and(|found| found.offset() == text.len())
        };
        for text in tries.iter().map(String::as_str).chain(pattern.witness().as_deref()) {
            prop_assert_eq!(matches(&pattern, text), full(text), "{:?}", text);
        }
        prop_assert!(pattern.witness().is_some_and(|witness| pattern.is_match(&witness)));
    }

    /// A witness of two patterns keeps its word, and where there is none, no text is found by trying.
    #[test]
    fn witnesses_keep_their_word(
        (yes, no) in (any_pattern(), any_pattern()),
        tries in prop::collection::vec(any_text(), 40),
    ) {
        let (yes, no) = (compile(&yes), compile(&no));
        match find(&[&yes], &[&no]).unwrap() {
            Some(text) => prop_assert!(yes.is_match(&text) && !no.is_match(&text), "{:?}", text),
            None => prop_assert!(!tries.iter().any(|text| yes.is_match(text) && !no.is_match(text))),
        }
        match find(&[&yes, &no], &[]).unwrap() {
            Some(text) => {
                prop_assert!(yes.is_match(&text) && no.is_match(&text));
                let shorter = tries.iter().filter(|other| other.is_ascii() && other.len() < text.len());
                prop_assert!(!shorter.into_iter().any(|text| !text.contains('\n') && yes.is_match(text) && no.is_match(text)));
            }
            None => prop_assert!(!tries.iter().any(|text| yes.is_match(text) && no.is_match(text))),
        }
    }

    /// Equal patterns are equal sets: they differ exactly if some text tells them apart.
    #[test]
    fn equality_is_of_texts((a, b) in (any_pattern(), any_pattern())) {
        let (a, b) = (compile(&a), compile(&b));
        let apart = find(&[&a], &[&b]).unwrap().or(find(&[&b], &[&a]).unwrap());
        prop_assert_eq!(a == b, apart.is_none());
    }

    /// No text, however odd, makes reading it panic.
    #[test]
    fn any_text_is_read_or_refused(text in r"[a(){}\[\]|*+?^$\\pdwLu0-9,&~.ä-]{0,16}") {
        match Pattern::compile(&text) {
            Ok(pattern) => prop_assert!(pattern.size() <= 64 << 10),
            Err(error) => prop_assert!(text.get(error.at.clone()).is_some()),
        }
    }
}

/// An account with its check digits put right; none where it is no IBAN in form.
pub(crate) fn with_check_digits(text: &str) -> Option<String> {
    let (country, account) = (text.get(..2)?, text.get(4..)?);
    (2..=98).map(|digits| format!("{country}{digits:02}{account}")).find(|text| check_digits(text))
}

#[test]
fn check_digits_of_accounts() {
    // The examples of the registry of IBAN formats.
    let right = [
        "AT611904300234573201",
        "BE68539007547034",
        "CH9300762011623852957",
        "DE89370400440532013000",
        "ES9121000418450200051332",
        "FR1420041010050500013M02606",
        "GB29NWBK60161331926819",
        "MT84MALT011000012345MTLCAST001S",
        "NL91ABNA0417164300",
        "NO9386011117947",
        "SE4550000000058398257466",
    ];
    for text in right {
        assert!(check_digits(text), "{text}");
        let wrong = format!("{}00{}", &text[..2], &text[4..]);
        assert!(!check_digits(&wrong), "{wrong}");
        assert_eq!(with_check_digits(&wrong).as_deref(), Some(text));
    }
    for text in
        ["", "DE8", "DE89", "DE89 3704 0044 0532 0130 00", "de89370400440532013000", "DEÄ370400440532013000"]
    {
        assert!(!check_digits(text), "{text}");
    }
}

proptest! {
    /// A wrong digit, and two neighbours in the wrong order, are always found.
    #[test]
    fn check_digits_find_slips(open in "[A-Z]{2}00[0-9]{11,30}", at in any::<prop::sample::Index>(), by in 1_u8..10) {
        let right = with_check_digits(&open).unwrap();
        prop_assert!(check_digits(&right));
        let at = 4 + at.index(right.len() - 5);
        let told = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = right.clone().into_bytes();
            change(&mut bytes);
            String::from_utf8(bytes).unwrap()
        };
        let wrong = told(&|bytes| bytes[at] = (bytes[at] - b'0' + by) % 10 + b'0');
        prop_assert!(!check_digits(&wrong), "{}", wrong);
        let swapped = told(&|bytes| bytes.swap(at, at + 1));
        prop_assert_eq!(check_digits(&swapped), swapped == right);
    }
}
