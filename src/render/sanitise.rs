//! Makes any finding fit to be rendered: its places lie in their files, its words are only words.
//!
//! In: findings as they were found, be it by a program with a mistake in it or from a hostile file.
//! Out: [`Clean`], which every renderer reads. The libraries behind the renderers do not forgive: one
//! stops the process on a span inside a character, another looks for a file that is not there. Not
//! here: shortening of long lines, which concerns only those who draw text (`shown.rs`).

use std::borrow::Cow;

use crate::base::{Diagnostic, FileId, Label, Source, Sources, Span};

/// The name shown for a file that is not among the sources.
const UNKNOWN: &str = "<unknown file>";

/// Findings that hold together, and the texts they speak of.
#[derive(Debug)]
pub struct Clean<'a> {
    /// The texts; one more than came in where a finding named a file that is not there.
    pub sources: Cow<'a, Sources>,
    /// The findings by file and place. Each has a label; spans lie in their file, on characters.
    pub findings: Vec<Diagnostic>,
}

impl Clean<'_> {
    /// The text of `file`.
    pub(super) fn source(&self, file: FileId) -> &Source {
        // Every span was clamped to a file that is there.
        &self.sources[file]
    }
}

/// Clamps places to their files and to characters, drops repairs that no longer fit, takes from the
/// words whatever a terminal or a log would act on, and sorts.
pub fn sanitise<'a>(sources: &'a Sources, findings: &[Diagnostic]) -> Clean<'a> {
    let mut sources = tame_names(sources);
    let mut findings: Vec<Diagnostic> = findings.iter().map(|finding| mend(&sources, finding)).collect();
    let unknown = sources.next_id();
    if findings.iter().any(|finding| finding.labels.iter().any(|label| label.span.file == unknown)) {
        sources.to_mut().push(Source::new(UNKNOWN, ""));
    }
    findings.sort_by_key(|finding| (finding.span(), finding.severity, finding.code));
    Clean { sources, findings }
}

fn mend(sources: &Sources, finding: &Diagnostic) -> Diagnostic {
    let mut finding = finding.clone();
    if finding.labels.is_empty() {
        let span = Span::new(sources.next_id(), 0, 0);
        finding.labels.push(Label { span, message: String::new(), primary: true });
    }
    for label in &mut finding.labels {
        label.span = clamp(sources, label.span);
        label.message = line(&label.message);
    }
    // A clamped edit would change what nobody meant to change.
    finding.fixes.retain(|fix| fix.edits.iter().all(|edit| fits(sources, edit.span)));
    finding.fixes.iter_mut().for_each(|fix| fix.title = line(&fix.title));
    finding.message = line(&finding.message);
    finding.notes.iter_mut().chain(&mut finding.help).for_each(|text| *text = lines(text));
    if let Some(example) = &mut finding.counterexample {
        example.text = lines(&example.text);
    }
    finding
}

/// The nearest span that lies in its file and cuts no character; a span of an unknown file becomes the
/// start of the file that [`sanitise`] adds for it.
fn clamp(sources: &Sources, span: Span) -> Span {
    let Some(source) = sources.get(span.file) else {
        return Span::new(sources.next_id(), 0, 0);
    };
    let text = source.text();
    let start = text.floor_char_boundary(span.start as usize);
    if span.end <= span.start {
        return Span::new(span.file, start, start);
    }
    Span::new(span.file, start, text.ceil_char_boundary(span.end as usize))
}

fn fits(sources: &Sources, span: Span) -> bool {
    sources.get(span.file).is_some() && clamp(sources, span) == span
}

fn tame_names(sources: &Sources) -> Cow<'_, Sources> {
    if sources.values().all(|source| line(source.name()) == source.name()) {
        return Cow::Borrowed(sources);
    }
    let renamed = sources.values().map(|source| Source::new(line(source.name()), source.text()));
    Cow::Owned(renamed.collect())
}

/// Words for one line.
fn line(text: &str) -> String {
    text.trim().chars().map(|c| if c == '\n' { ' ' } else { tame(c) }).collect()
}

/// Words for several lines.
fn lines(text: &str) -> String {
    text.trim_end().chars().map(|c| if c == '\n' { c } else { tame(c) }).collect()
}

/// The character, or a harmless one of the same length in bytes in place of one that moves the cursor,
/// begins an escape sequence, ends a line for some readers only, or turns the direction of writing.
pub(super) fn tame(c: char) -> char {
    match c {
        '\t' | '\r' => ' ',
        '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' => '\u{fffd}',
        '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c if c.is_ascii_control() => '?',
        c if c.is_control() => '¿',
        c => c,
    }
}
