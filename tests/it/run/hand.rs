//! The module written by hand: its manifest, and `hand.wat` with its offsets filled in.
//!
//! In: nothing. Out: bytes of a module. It is written against `abi` alone, as somebody would who has a
//! compiler of their own.

use handoff::abi::event::{effects, events, reasons};
use handoff::abi::image::{Part, Parts};
use handoff::abi::manifest::{
    Clock, EffectKind, EffectSite, EventKind, EventSite, NamedRules, Operation, Piece, Place, PlaceKind,
    Requirement, Role, Rule, SourceRange, Team, Who, Workflow,
};
use handoff::abi::{Case, Currency, Field, MANIFEST_SECTION, Manifest, Shape, Span, TREATY, layout};
use handoff::calendar::{Hours, Opening, Rules, Terms};

const TEXT: &str = include_str!("hand.wat");

/// The module.
pub(super) fn module() -> Vec<u8> {
    with(&manifest().write().unwrap())
}

/// The module with other bytes for its manifest.
pub(super) fn with(manifest: &[u8]) -> Vec<u8> {
    let mut module = wat::parse_str(filled()).unwrap();
    module.extend(section(manifest));
    module
}

/// The custom section that holds a manifest.
pub(super) fn section(manifest: &[u8]) -> Vec<u8> {
    let name = MANIFEST_SECTION.as_bytes();
    let mut section = vec![0];
    let mut len = 1 + name.len() + manifest.len();
    while len > 0x7F {
        section.push(len as u8 | 0x80);
        len >>= 7;
    }
    section.extend([len as u8, name.len() as u8]);
    section.extend_from_slice(name);
    section.extend_from_slice(manifest);
    section
}

fn fields() -> Vec<Field> {
    vec![Field::new("order", Shape::Text), Field::new("amount", amount())]
}

fn amount() -> Shape {
    Shape::Money { currency: Currency::new("EUR").unwrap() }
}

fn cause() -> Field {
    let cases = ["damaged", "lost", "cursed"].map(|name| Case::new(name, Vec::new()));
    Field::new("cause", Shape::Choice(cases.to_vec()))
}

fn line(line: u32) -> SourceRange {
    SourceRange { line, ..SourceRange::default() }
}

fn parts() -> Parts {
    let part = |name: &str, fields| Part { name: name.to_owned(), fields };
    Parts {
        record: fields(),
        strands: vec!["root".to_owned()],
        clocks: vec!["triage".to_owned()],
        slots: vec![part("triage", vec![cause()])],
        calls: vec![part("paid", vec![Field::new("amount", amount())])],
        outcomes: vec![part("passed", vec![Field::new("receipt", Shape::Text)])],
        ..Parts::default()
    }
}

fn workflow() -> Workflow {
    let place = |name: &str, kind, who, slot| Place {
        name: name.to_owned(),
        kind,
        slot,
        who,
        shows: Vec::new(),
        source: line(1),
    };
    let parts = parts();
    Workflow {
        name: "refund".to_owned(),
        doc: String::new(),
        layout: layout::hash(&parts.shape()),
        parts,
        start: 0,
        parties: Vec::new(),
        places: vec![
            place("triage", PlaceKind::Step, vec![0], Some(0)),
            place("check", PlaceKind::Offered, vec![1], None),
            place("paid", PlaceKind::Call, Vec::new(), None),
        ],
        clocks: vec![Clock { name: "triage".to_owned(), place: Some(0), rungs: vec!["late".to_owned()] }],
        events: happenings(),
        effects: wishes(),
        requirements: vec![Requirement {
            label: Some("worth_it".to_owned()),
            sentence: vec![
                Piece::Words("an amount of ".to_owned()),
                Piece::Value(0),
                Piece::Words(" cannot be paid back".to_owned()),
            ],
            fields: vec![Field::new("amount", amount())],
            source: line(7),
        }],
        rules: vec![Rule {
            subject: "check".to_owned(),
            sentence: "is for somebody else than whoever did `triage`".to_owned(),
            source: line(12),
        }],
    }
}

fn happenings() -> Vec<EventSite> {
    let site = |kind, place, name: &str, site, who, fields| EventSite {
        kind,
        place,
        name: name.to_owned(),
        site,
        who,
        fields,
    };
    vec![
        site(EventKind::Start, None, "start", None, vec![], fields()),
        site(EventKind::Complete, Some(0), "triage", None, vec![0], vec![cause()]),
        site(EventKind::Accept, Some(1), "check", None, vec![1], vec![]),
        site(EventKind::Result, Some(2), "paid", Some(0), vec![], vec![Field::new("receipt", Shape::Text)]),
        site(EventKind::Fault, Some(2), "paid", Some(0), vec![], vec![]),
    ]
}

fn wishes() -> Vec<EffectSite> {
    let sentence =
        vec![Piece::Words("triage of ".to_owned()), Piece::Value(0), Piece::Words(" is late".to_owned())];
    let fields = vec![Field::new("owner", Shape::U8), Field::new("order", Shape::Text)];
    let call = vec![
        Field::new("number", Shape::U32),
        Field::new("attempt", Shape::U16),
        Field::new("not_before", Shape::Instant),
        Field::new("amount", amount()),
    ];
    vec![
        EffectSite {
            kind: EffectKind::Notify { who: vec![Who::Owner(None)], sentence },
            fields,
            source: line(5),
        },
        EffectSite { kind: EffectKind::Call { call: 0, operation: 0 }, fields: call, source: line(14) },
    ]
}

/// The manifest.
pub(super) fn manifest() -> Manifest {
    let team = |name: &str, fallback| Team {
        name: name.to_owned(),
        calendar: 0,
        fallback,
        external: false,
        directory: None,
        at_least: 1,
    };
    let rules = Rules {
        zone: "Europe/Berlin".to_owned(),
        open: Opening::Weekly(vec![Hours { first: 0, last: 4, from: 9 * 60, to: 17 * 60 }]),
        closed: Vec::new(),
        terms: Terms::AsTheyFall,
    };
    Manifest {
        treaty: TREATY,
        compiler: "hand".to_owned(),
        source_hash: String::new(),
        calendars: vec![NamedRules { name: "office".to_owned(), rules }],
        teams: vec![team("Frontline", Some(1)), team("BackOffice", None)],
        roles: vec![Role { team: 0, name: None, at_least: 1 }, Role { team: 1, name: None, at_least: 1 }],
        operations: vec![Operation {
            name: "bank.pay".to_owned(),
            within: Span::elapsed(1_000_000),
            retries: 3,
            takes: vec![Field::new("amount", amount())],
            gives: vec![Field::new("receipt", Shape::Text)],
        }],
        workflows: vec![workflow()],
    }
}

/// The text with offsets and numbers in place.
fn filled() -> String {
    let workflow = workflow();
    let image = workflow.parts.shape();
    let texts: Vec<u32> = text_offsets(&image, 0);
    let bytes: String =
        texts.iter().flat_map(|at| at.to_le_bytes()).map(|byte| format!("\\{byte:02x}")).collect();
    let own = events::own().len();
    let size = |shape: &Shape| layout::of(shape).size.to_string();
    let mut text = TEXT.to_owned();
    for (name, value) in [
        ("texts", bytes),
        ("texts_len", (4 * texts.len()).to_string()),
        ("image_size", size(&image)),
        ("effect_size", size(&workflow.effect_shape())),
        ("reason_size", size(&workflow.reason_shape())),
        ("layout", (workflow.layout as i64).to_string()),
        ("unmet", reasons::own().len().to_string()),
        ("notice", effects::own().len().to_string()),
        ("call", (effects::own().len() + 1).to_string()),
        ("complete", (own + 1).to_string()),
        ("accept", (own + 2).to_string()),
        ("result", (own + 3).to_string()),
        ("fault", (own + 4).to_string()),
    ] {
        text = text.replace(&format!("{{={name}}}"), &value);
    }
    for (name, shape) in [
        ("image", image),
        ("event", workflow.event_shape()),
        ("effect", workflow.effect_shape()),
        ("reason", workflow.reason_shape()),
    ] {
        text = offsets(&text, &format!("{{{name}:"), &shape);
    }
    text
}

fn offsets(text: &str, opening: &str, shape: &Shape) -> String {
    let mut parts = text.split(opening);
    let mut filled = parts.next().unwrap().to_owned();
    for part in parts {
        let (path, rest) = part.split_once('}').unwrap();
        // `+4` behind a hole is the length of a text or list.
        let (more, rest) = match rest.strip_prefix("+4") {
            Some(rest) => (4, rest),
            None => (0, rest),
        };
        filled.push_str(&(offset(shape, path) + more).to_string());
        filled.push_str(rest);
    }
    filled
}

/// The offset of what a path of fields and cases leads to.
fn offset(shape: &Shape, path: &str) -> u32 {
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    match shape {
        Shape::Record(fields) if !path.is_empty() => field(fields, head, rest),
        Shape::Choice(cases) if !path.is_empty() => {
            let named = cases.iter().find(|case| case.name == head);
            let case = named.unwrap_or_else(|| &cases[head.parse::<usize>().unwrap()]);
            let (head, rest) = rest.split_once('.').unwrap_or((rest, ""));
            layout::payload(cases) + field(&case.fields, head, rest)
        }
        _ => 0,
    }
}

fn field(fields: &[Field], name: &str, rest: &str) -> u32 {
    let at = fields.iter().position(|field| field.name == name).unwrap_or_else(|| panic!("no field {name}"));
    layout::record(fields).1[at] + offset(&fields[at].shape, rest)
}

/// Where a shape has texts, in order.
fn text_offsets(shape: &Shape, at: u32) -> Vec<u32> {
    let of = |fields: &[Field], at: u32| -> Vec<u32> {
        let offsets = layout::record(fields).1;
        fields
            .iter()
            .zip(offsets)
            .flat_map(|(field, offset)| text_offsets(&field.shape, at + offset))
            .collect()
    };
    match shape {
        Shape::Record(fields) => of(fields, at),
        Shape::Choice(cases) => {
            cases.iter().flat_map(|case| of(&case.fields, at + layout::payload(cases))).collect()
        }
        shape if shape.is_text() => vec![at],
        _ => Vec::new(),
    }
}
