//! Lists of words: what each hole lacks, what may begin a line where, and what other tools call our things.
//!
//! In: kinds of nodes and words of a text. Out: words. Not here: sentences (`phrase`).

use super::grammar::Rule;

/// A piece of the language that may be absent.
#[derive(Clone, Copy)]
pub(super) enum Piece {
    /// A word of ours.
    Word(&'static str),
    /// A sign.
    Sign(&'static str),
    /// Something the author must say.
    Said(&'static str),
}

/// What the hole `kind` lacks; `None` for a node that is no hole.
pub(super) fn piece(kind: Rule) -> Option<Piece> {
    said(kind)
        .map(Piece::Said)
        .or_else(|| sign(kind).map(Piece::Sign))
        .or_else(|| word(kind).map(Piece::Word))
}

fn said(kind: Rule) -> Option<&'static str> {
    Some(match kind {
        Rule::miss_name | Rule::miss_path => "a name",
        Rule::miss_type => "a type",
        Rule::miss_expr => "a value",
        Rule::miss_string => "a sentence in quotes",
        Rule::miss_regex => "a pattern between slashes, such as `/ORD-\\d{8}/`",
        Rule::miss_int => "a whole number",
        Rule::miss_span => "how long, such as `4h` or `2 workdays`",
        Rule::miss_date => "a date, such as `2026-12-24`",
        Rule::miss_time => "a time, such as `09:00`",
        Rule::miss_day => "a day, such as `mon`",
        Rule::miss_response => "what happens then",
        Rule::miss_params => "names and types in parentheses",
        Rule::miss_args => "values in parentheses",
        Rule::miss_clock => "a clock (`within` and how long)",
        Rule::miss_limit => "a bound (`, at most 2 times then …`)",
        Rule::miss_right => "`raise`, `correct`, `suspend`, `forward` or `return`",
        Rule::miss_fact => "a fact, such as `at PLACE` or `owner TEAM`",
        Rule::miss_term_rule => "`on an open day` or `as they fall`",
        Rule::miss_rounding => "`half even` or `half up`",
        Rule::miss_yes_no => "`yes` or `no`",
        _ => return None,
    })
}

fn sign(kind: Rule) -> Option<&'static str> {
    Some(match kind {
        Rule::miss_quote => "\"",
        Rule::miss_lbrace => "{",
        Rule::miss_rbrace => "}",
        Rule::miss_rparen => ")",
        Rule::miss_rbracket => "]",
        Rule::miss_colon => ":",
        Rule::miss_comma => ",",
        Rule::miss_arrow => "->",
        Rule::miss_eq => "=",
        _ => return None,
    })
}

fn word(kind: Rule) -> Option<&'static str> {
    Some(match kind {
        Rule::miss_after => "after",
        Rule::miss_as => "as",
        Rule::miss_at => "at",
        Rule::miss_at_most => "at most",
        Rule::miss_because => "because",
        Rule::miss_by => "by",
        Rule::miss_counts => "counts",
        Rule::miss_else => "else",
        Rule::miss_end => "end",
        Rule::miss_for => "for",
        Rule::miss_from => "from",
        Rule::miss_has => "has",
        Rule::miss_if => "if",
        Rule::miss_in => "in",
        Rule::miss_need => "need",
        Rule::miss_of => "of",
        Rule::miss_on => "on",
        Rule::miss_only => "only",
        Rule::miss_people => "people",
        Rule::miss_per => "per",
        Rule::miss_silent => "silent",
        Rule::miss_then => "then",
        Rule::miss_those => "those",
        Rule::miss_times => "times",
        Rule::miss_to => "to",
        Rule::miss_under => "under",
        Rule::miss_with => "with",
        Rule::miss_within => "within",
        _ => return None,
    })
}

/// What begins a declaration.
#[rustfmt::skip]
pub(super) const ITEMS: &[&str] = &[
    "use", "calendar", "team", "teams", "choice", "type", "record", "exception", "event", "service",
    "let", "contract", "workflow", "test",
];

/// What begins a statement, an arm, or a line of the header, which is junk once one of them is broken.
#[rustfmt::skip]
const STATEMENTS: &[&str] = &[
    "step", "vote", "handoff", "ask", "call", "wait", "run", "undo", "stage", "together", "for",
    "decide", "let", "go", "continue", "resume", "raise", "end", "give", "drop", "notify", "reassign",
    "complete", "correct", "extend", "erase", "when", "otherwise", "may", "migrate", "party", "starts",
    "promised", "version", "ends",
];

pub(super) const HEADERS: &[&str] = &["one", "party", "starts", "promised", "no", "version", "ends"];
#[rustfmt::skip]
const PROPERTIES: &[&str] = &[
    "zone", "open", "closed", "terms", "calendar", "members", "at", "roles", "external", "fallback",
    "last", "when",
];
#[rustfmt::skip]
const FORM: &[&str] = &[
    "not", "only", "preferably", "also", "claim", "shows", "undone", "at", "for", "may", "when",
    "otherwise",
];
#[rustfmt::skip]
const TERMS: &[&str] = &[
    "carry", "require", "read", "ready", "accept", "may", "not", "only", "preferably", "also", "when",
    "otherwise",
];
const ARMS: &[&str] = &["when", "otherwise", "undone"];
#[rustfmt::skip]
const CLAUSES: &[&str] = &[
    "by", "to", "of", "on", "at", "in", "for", "from", "within", "due", "rests", "visible", "under",
    "as", "need", "veto", "silent", "counts", "pausing", "again", "extended", "version", "until", "if",
    "time", "times", "then",
];
#[rustfmt::skip]
const ACTS: &[&str] = &[
    "now", "people", "start", "claim", "complete", "accept", "return", "raise", "correct", "forward",
    "suspend", "resolve", "send", "answer", "fail", "advance", "expect",
];
#[rustfmt::skip]
const FACTS: &[&str] = &[
    "at", "owner", "waiting", "late", "notified", "called", "kept", "undone", "ended", "due", "unmet",
    "left",
];

/// The words of which one was meant by the first word of the junk `kind`.
pub(super) fn heads(kind: Rule) -> &'static [&'static str] {
    match kind {
        Rule::bad_item => ITEMS,
        Rule::bad_header => HEADERS,
        Rule::bad_prop => PROPERTIES,
        Rule::bad_field => FORM,
        Rule::bad_term => TERMS,
        Rule::bad_arm | Rule::bad_when => ARMS,
        Rule::bad_act => ACTS,
        Rule::bad_fact => FACTS,
        Rule::bad_word | Rule::bad_clause | Rule::bad_head => CLAUSES,
        _ => STATEMENTS,
    }
}

/// A word of another tool's, and what is said here instead.
pub(super) struct Foreign {
    /// Our word, where it can simply stand in place of theirs.
    pub(super) same: Option<&'static str>,
    /// What to write.
    pub(super) help: &'static str,
}

/// What `word` of another tool is called here.
pub(super) fn foreign(word: &str) -> Option<Foreign> {
    let lower = word.to_ascii_lowercase();
    let (same, help) = swap(&lower)
        .map(|(ours, help)| (Some(ours), help))
        .or_else(|| rewrite(&lower).map(|help| (None, help)))?;
    Some(Foreign { same, help })
}

/// Words that differ in nothing but their spelling.
fn swap(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "goto" | "jump" => ("go to", "write `go to PLACE`"),
        "foreach" => ("for each", "write `for each X in LIST need all { … }`"),
        "task" | "activity" | "usertask" | "state" => {
            ("step", "write `step NAME by TEAM within 4 workhours { … }`")
        }
        "lane" | "swimlane" | "pool" => ("team", "write `team NAME { … }`"),
        "process" | "flow" | "pipeline" => ("workflow", "write `workflow NAME(item: T) { … }`"),
        "gateway" | "switch" | "match" => ("decide", "write `decide E { when CASE -> … }`"),
        "enum" => ("choice", "write `choice NAME { case, case }`"),
        "struct" | "object" => ("record", "write `record NAME { field: TYPE }`"),
        "import" | "include" => ("use", "write `use MODULE { NAME }`"),
        "throw" => ("raise", "write `raise EXCEPTION`"),
        "const" | "var" | "def" | "fn" | "function" => ("let", "write `let NAME = E`"),
        "stop" | "finish" | "terminate" => ("end", "write `end OUTCOME`"),
        "assignee" | "assigned" | "performer" => {
            ("by", "say who does it by `by TEAM` in the head of the step")
        }
        "timeout" | "deadline" | "sla" => {
            ("within", "say how long by `within 4 workhours` in the head of the place")
        }
        "subprocess" => ("run", "write `run WORKFLOW(…) as NAME { when OUTCOME -> … }`"),
        "parallel" | "fork" => ("together", "write `together need all { stage … }`"),
        "rollback" | "compensate" => ("undo", "write `undo all`"),
        "holiday" | "holidays" => ("closed", "write `closed 2026-12-24, …` in a calendar"),
        "assert" | "validate" => ("require", "write `require E \"what to do where it does not hold\"`"),
        "email" | "mail" | "alert" => ("notify", "write `notify WHO \"sentence\"`"),
        _ => return None,
    })
}

/// Words whose thought is said in another way here.
fn rewrite(word: &str) -> Option<&'static str> {
    Some(match word {
        "if" | "elif" | "elsif" | "case" => "write `decide { when CONDITION -> …  otherwise -> … }`",
        "else" | "default" => "write `otherwise -> …` as the last arm of the `decide`",
        "return" => {
            "to end the work write `end OUTCOME`; a receiver returns a handoff by `may return REASON`"
        }
        "while" | "loop" | "repeat" => "write `go to PLACE, at most N times then …`",
        "try" | "catch" | "except" | "on" => "write `when EXCEPTION -> …` among the last lines of the braces",
        "escalate" | "escalation" => "write `when late -> notify lead`",
        "sleep" | "delay" | "timer" => "write `wait NAME until E`",
        "break" | "exit" => "write `continue`, `end OUTCOME` or `drop out`",
        "merge" => "branches come together at the end of `together need all { … }`",
        "reject" | "approve" => {
            "a judgement is a field: `verdict: choice { approve, reject }`, then `decide`"
        }
        "form" | "input" | "fields" => "what a person fills in stands as lines `name: TYPE` in the step",
        "transition" | "next" => "statements follow one another; to leave that order write `go to PLACE`",
        "signal" | "emit" | "publish" => "declare `event NAME from WHO` and hear it by `when NAME -> …`",
        _ => return None,
    })
}

/// Whether `word`, which is said elsewhere in other tools, is also one of ours, only not where it stands.
pub(super) fn is_ours(word: &str) -> bool {
    matches!(word, "if" | "else" | "return" | "on")
}

/// What to write into the hole `kind` of the form `parent`, where the sentence alone may not tell.
pub(super) fn advice(kind: Rule, parent: Option<Rule>) -> Option<&'static str> {
    Some(match (kind, parent) {
        (Rule::miss_clock, _) => "every place says how long it may take, such as `within 4 workhours`",
        (Rule::miss_limit, _) => "say how often, and what happens then: `, at most 2 times then end …`",
        (Rule::miss_string, Some(Rule::require | Rule::outcome_rule)) => {
            "say in quotes what is needed, such as `\"damage needs a photo\"`"
        }
        (Rule::miss_arrow | Rule::miss_response, _) => "an arm is `when SITUATION -> RESPONSE`",
        (Rule::miss_type, _) => "a field is `name: TYPE`, such as `note: Text`",
        _ => return None,
    })
}
