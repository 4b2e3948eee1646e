//! What the renderers that draw source text draw: the same texts, made harmless and bearable.
//!
//! In: clean findings. Out: [`Shown`]: texts of the files that findings speak of, without a character
//! that a terminal would act on, with an empty line after the last (so that the end of a file is on a
//! line), and the findings with places in these texts. A line of 200 kB is cut down to what stands
//! around the labels: such a finding gets a text of its own. Not here: any drawing.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Clean;
use super::sanitise::tame;
use crate::base::{Diagnostic, FileId, Id, Position, Source, Sources, Span};

/// Lines up to this length, in bytes, are shown as they are.
const LONG: usize = 400;
/// How much of a longer line is shown on either side of the ends of a label, in bytes.
const AROUND: usize = 60;
/// How many lines about the ends of a label any renderer draws, at most.
const NEAR: usize = 6;
/// What stands for the part that was cut out.
const MARK: &str = "…";

/// Texts fit to be drawn, and findings with places in them.
pub(super) struct Shown {
    pub(super) sources: Sources,
    pub(super) findings: Vec<Diagnostic>,
    cuts: BTreeMap<FileId, Vec<Cut>>,
}

/// A part of a line that is not shown.
struct Cut {
    /// The byte of the shown text at which the text goes on.
    resumes: u32,
    /// By how many characters the columns from there on fall short.
    missing: u32,
}

impl Shown {
    /// Prepares the texts and findings for drawing.
    pub(super) fn of(clean: &Clean<'_>) -> Shown {
        let mut shown = Shown { sources: touched(clean), findings: Vec::new(), cuts: BTreeMap::new() };
        for finding in &clean.findings {
            let mut finding = finding.clone();
            for label in &mut finding.labels {
                label.span = trim(&shown.sources[label.span.file], label.span);
            }
            shown.shorten(&mut finding);
            shown.findings.push(finding);
        }
        shown
    }

    /// Where a byte of a shown text stands in the real file.
    pub(super) fn position(&self, file: FileId, at: u32) -> Position {
        let source = &self.sources[file];
        let mut position = source.position(at);
        let line = source.line_start(source.line_of(at))..=at;
        let cuts = self.cuts.get(&file).map_or(&[][..], Vec::as_slice);
        let missing = cuts.iter().filter(|cut| line.contains(&cut.resumes)).map(|cut| cut.missing);
        position.column += missing.sum::<u32>();
        position
    }

    /// `file:line:column` of the start of `span`, in the real file.
    pub(super) fn place(&self, span: Span) -> String {
        let Position { line, column } = self.position(span.file, span.start);
        format!("{}:{line}:{column}", self.sources[span.file].name())
    }

    /// Gives a finding near a long line texts of its own, in which that line is cut.
    fn shorten(&mut self, finding: &mut Diagnostic) {
        let mut spans: BTreeMap<FileId, Vec<Span>> = BTreeMap::new();
        for label in &finding.labels {
            spans.entry(label.span.file).or_default().push(label.span);
        }
        for (file, spans) in spans {
            let source = &self.sources[file];
            if !spans.iter().any(|span| near_long_line(source, *span)) {
                continue;
            }
            finding.notes.extend(spans.iter().find_map(|span| on_long_line(source, *span)));
            let short = Short::of(source, &spans);
            let id = self.sources.next_id();
            for label in finding.labels.iter_mut().filter(|label| label.span.file == file) {
                let at = |byte| short.moved(byte as usize);
                label.span = Span::new(id, at(label.span.start), at(label.span.end));
            }
            self.sources.push(Source::new(source.name(), short.text));
            self.cuts.insert(id, short.cuts);
        }
    }
}

/// All sources under their ids; the text of those that no finding speaks of is left out.
fn touched(clean: &Clean<'_>) -> Sources {
    let mut wanted = vec![false; clean.sources.len()];
    for label in clean.findings.iter().flat_map(|finding| &finding.labels) {
        wanted[label.span.file.index()] = true;
    }
    let show = |(source, wanted): (&Source, bool)| match wanted {
        true => Source::new(source.name(), harmless(source.text()) + "\n"),
        false => Source::new(source.name(), ""),
    };
    clean.sources.values().zip(wanted).map(show).collect()
}

/// The text without anything a terminal would act on. Each character keeps its length in bytes.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || c == '\t' { c } else { tame(c) }).collect()
}

/// The span without blanks and line breaks at its end: an arrow to the next line helps nobody.
fn trim(source: &Source, span: Span) -> Span {
    let length = source.slice(span).trim_end().len();
    Span { end: span.start + length as u32, ..span }
}

/// The bytes of line `line` (from 0) without its line break.
fn line_range(source: &Source, line: usize) -> Range<usize> {
    let (start, next) = (source.line_start(line) as usize, source.line_start(line + 1) as usize);
    let text = &source.text()[start..next];
    start..start + text.strip_suffix('\n').unwrap_or(text).len()
}

/// Whether a line that a renderer may draw for the span is too long for that.
fn near_long_line(source: &Source, span: Span) -> bool {
    let (first, last) = (source.line_of(span.start), source.line_of(span.end));
    let begin = first.saturating_sub(NEAR)..=last.min(first + NEAR);
    let end = first.max(last.saturating_sub(NEAR))..=last + NEAR;
    begin.chain(end).any(|line| line_range(source, line).len() > LONG)
}

/// What to say where the span begins or ends on such a line.
fn on_long_line(source: &Source, span: Span) -> Option<String> {
    let ends = [source.line_of(span.start), source.line_of(span.end)];
    let line = ends.into_iter().find(|line| line_range(source, *line).len() > LONG)?;
    let length = source.text()[line_range(source, line)].chars().count();
    Some(format!("line {} is {length} characters long and shown in part", line + 1))
}

/// A text from which parts were cut.
struct Short {
    text: String,
    cuts: Vec<Cut>,
    /// What was cut, in bytes of the text before, and how many bytes stand in its place.
    gaps: Vec<(Range<usize>, usize)>,
}

impl Short {
    /// Keeps the lines of `spans` and what is near them, long ones around the ends of the spans.
    fn of(source: &Source, spans: &[Span]) -> Short {
        let mut short = Short { text: String::new(), cuts: Vec::new(), gaps: Vec::new() };
        for line in 0..=source.line_of(source.text().len() as u32) {
            let range = line_range(source, line);
            let near = |span: &Span| {
                let first = source.line_of(span.start).saturating_sub(NEAR);
                (first..=source.line_of(span.end) + NEAR).contains(&line)
            };
            if !spans.iter().any(near) {
                short.gaps.push((range.clone(), 0));
            } else if range.len() > LONG {
                short.cut(source.text(), range.clone(), spans);
            } else {
                short.text.push_str(&source.text()[range.clone()]);
            }
            short.text.push_str(source.text().get(range.end..range.end + 1).unwrap_or(""));
        }
        short
    }

    fn cut(&mut self, text: &str, line: Range<usize>, spans: &[Span]) {
        let mut at = line.start;
        for kept in kept(text, &line, spans) {
            self.gap(text, at..kept.start);
            self.text.push_str(&text[kept.clone()]);
            at = kept.end;
        }
        self.gap(text, at..line.end);
    }

    fn gap(&mut self, text: &str, gap: Range<usize>) {
        if gap.is_empty() {
            return;
        }
        self.text.push_str(MARK);
        let missing = text[gap.clone()].chars().count().saturating_sub(1);
        self.cuts.push(Cut { resumes: self.text.len() as u32, missing: missing as u32 });
        self.gaps.push((gap, MARK.len()));
    }

    /// Where byte `at` of the text before stands now. Labels are never inside a gap.
    fn moved(&self, at: usize) -> usize {
        let before = self.gaps.iter().take_while(|(gap, _)| gap.end <= at);
        before.fold(at, |moved, (gap, mark)| moved + mark - gap.len())
    }
}

/// What of a long line stays: its text around the ends of spans, or its beginning where none is on it.
fn kept(text: &str, line: &Range<usize>, spans: &[Span]) -> Vec<Range<usize>> {
    let ends = spans.iter().flat_map(|span| [span.start as usize, span.end as usize]);
    let mut ends: Vec<usize> = ends.filter(|at| (line.start..=line.end).contains(at)).collect();
    if ends.is_empty() {
        ends.push(line.start);
    }
    ends.sort_unstable();
    let mut kept: Vec<Range<usize>> = Vec::new();
    for at in ends {
        let start = text.floor_char_boundary(at.saturating_sub(AROUND).max(line.start));
        let end = text.ceil_char_boundary((at + AROUND).min(line.end));
        match kept.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => kept.push(start..end),
        }
    }
    kept
}
