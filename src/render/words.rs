//! The words that several renderers share: what stands beside a message, and how it is introduced.
//!
//! In: one finding. Out: plain lines. Not here: places, frames, colours, and what stands around all
//! findings of a run (`page.rs`).

use crate::base::Diagnostic;

/// Something said apart from the message.
pub(super) struct Aside {
    /// What introduces it: "note", "help", "fix".
    pub(super) kind: &'static str,
    /// Its text; several lines where a line break is in it.
    pub(super) text: String,
}

/// All that is said beside the message: facts, advice, repairs, the item that shows it, in this order.
pub(super) fn asides(finding: &Diagnostic) -> Vec<Aside> {
    let notes = finding.notes.iter().map(|text| Aside { kind: "note", text: text.clone() });
    let help = finding.help.iter().map(|text| Aside { kind: "help", text: text.clone() });
    let fixes = finding.fixes.iter().map(|fix| match fix.sure {
        true => Aside { kind: "fix", text: format!("{} (`--fix` does it)", fix.title) },
        false => Aside { kind: "possible fix", text: fix.title.clone() },
    });
    let example = finding.counterexample.iter().map(|example| {
        let shown: Vec<String> = example.text.lines().map(|line| format!("\n  {line}")).collect();
        Aside { kind: "this item shows it", text: shown.concat() }
    });
    notes.chain(help).chain(fixes).chain(example).collect()
}

impl Aside {
    /// The aside as it stands under a finding, without a line break at its end.
    pub(super) fn line(&self) -> String {
        let gap = if self.text.starts_with('\n') { "" } else { " " };
        format!("{}:{gap}{}", self.kind, self.text)
    }
}

/// The whole finding as running text, for readers that show one string: message, labels, asides.
pub(super) fn prose(finding: &Diagnostic) -> String {
    let said = finding.labels.iter().filter(|label| !label.message.is_empty());
    let labels = said.map(|label| label.message.clone());
    let asides = asides(finding).into_iter().map(|aside| aside.line());
    std::iter::once(finding.message.clone()).chain(labels).chain(asides).collect::<Vec<_>>().join("\n")
}
