//! The parse room: what is valid leaves no error node, what is not leaves one finding a slip.

use handoff::base::{FileId, Sink, Source};
use handoff::parse::{Tree, parse};

mod errors;
mod limits;
mod mutants;
mod telling;
mod told;
mod views;

/// The tree of `text`, and its findings, a line each.
fn read(text: &str) -> (Tree, String) {
    let source = Source::new("test.flow", text);
    let mut sink = Sink::default();
    let tree = parse(&source, FileId(0), &mut sink);
    let mut out = String::new();
    for found in sink.finish() {
        let at = source.position(found.span().start);
        out += &format!("{}:{} {}: {}\n", at.line, at.column, found.code, found.message);
    }
    (tree, out)
}

/// The findings for `text`.
fn check(text: &str) -> String {
    read(text).1
}

/// All texts that are valid as they stand.
pub(crate) const VALID: &[(&str, &str)] = &[
    ("refund", include_str!("../../examples/refund.flow")),
    ("forms", include_str!("parse/forms.flow")),
    ("change", include_str!("parse/drafts/change.flow")),
    ("claim", include_str!("parse/drafts/claim.flow")),
    ("content_review", include_str!("parse/drafts/content_review.flow")),
    ("hospital_discharge", include_str!("parse/drafts/hospital_discharge.flow")),
    ("incident", include_str!("parse/drafts/incident.flow")),
    ("kyc", include_str!("parse/drafts/kyc.flow")),
    ("lead", include_str!("parse/drafts/lead.flow")),
    ("legal_contract", include_str!("parse/drafts/legal_contract.flow")),
    ("loan", include_str!("parse/drafts/loan.flow")),
    ("onboarding", include_str!("parse/drafts/onboarding.flow")),
    ("public_permit", include_str!("parse/drafts/public_permit.flow")),
    ("purchase_to_pay", include_str!("parse/drafts/purchase_to_pay.flow")),
    ("refund_chargeback", include_str!("parse/drafts/refund_chargeback.flow")),
    ("support_escalation", include_str!("parse/drafts/support_escalation.flow")),
    ("warranty", include_str!("parse/drafts/warranty.flow")),
];

/// `text` without comments, on one line.
fn squeezed(text: &str) -> String {
    let (tree, _) = read(text);
    let (mut out, mut at) = (String::new(), 0);
    for comment in tree.comments() {
        out += &text[at..comment.span.start as usize];
        at = comment.span.end as usize;
    }
    out += &text[at..];
    out.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_valid_has_no_error_node() {
    for (name, text) in VALID {
        assert_eq!(check(text), "", "{name}");
    }
}

/// Blanks in sentences are squeezed as well, so leaves are compared without blanks.
fn shape(tree: &Tree) -> Vec<String> {
    let bare = |line: &str| line.trim_start().split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    tree.outline().lines().map(bare).collect()
}

#[test]
fn line_breaks_mean_nothing() {
    for (name, text) in VALID {
        let (line, found) = read(&squeezed(text));
        assert_eq!(found, "", "{name}");
        assert_eq!(shape(&line), shape(&read(text).0), "{name}");
    }
}
