//! `narrated`: findings in sentences, without frames and arrows, for screen readers and braille;
//! written by miette.
//!
//! In: clean findings. Out: for each its message, its snippets with the labels said after their line,
//! then what stands beside it. Not here: colours, which nobody hears.

use std::fmt;

use miette::{
    LabeledSpan, MietteError, MietteSpanContents, NarratableReportHandler, SourceCode, SourceSpan,
    SpanContents,
};

use super::shown::Shown;
use super::{Clean, Format, page, words};
use crate::base::{Diagnostic, FileId, Severity, Source, Span};

/// Sentences for screen readers.
pub const NARRATED: Format = Format {
    name: "narrated",
    about: "sentences instead of pictures, for screen readers",
    write: |clean, _| write(clean),
};

/// A label over more lines than this is told by its first line and the number of its last.
const TOLD_LINES: usize = 6;

fn write(clean: &Clean<'_>) -> String {
    let shown = Shown::of(clean);
    let told: String = shown.findings.iter().map(|finding| tell(&shown, finding)).collect();
    page::tidy(&(told + &page::more(&shown.findings)))
}

fn tell(shown: &Shown, finding: &Diagnostic) -> String {
    let mut text = String::new();
    if NarratableReportHandler::new().render_report(&mut text, &Told::of(shown, finding)).is_err() {
        text = page::bare(shown, finding);
    }
    let asides = words::asides(finding).into_iter().map(|aside| aside.line() + "\n");
    text + &asides.collect::<String>() + "\n"
}

/// A finding, or what it says about one further file.
#[derive(Debug)]
struct Told<'a> {
    title: String,
    severity: miette::Severity,
    text: Text<'a>,
    labels: Vec<LabeledSpan>,
    elsewhere: Vec<Told<'a>>,
}

impl<'a> Told<'a> {
    fn of(shown: &'a Shown, finding: &Diagnostic) -> Told<'a> {
        let place = shown.position(finding.span().file, finding.span().start);
        let file = finding.span().file;
        let name = shown.sources[file].name();
        let title = format!(
            "{} [{}], in {name} at line {}, column {}",
            finding.message, finding.code, place.line, place.column
        );
        let severity = match finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Style => miette::Severity::Advice,
        };
        let mut others: Vec<FileId> = finding.labels.iter().map(|label| label.span.file).collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|other| *other != file);
        let elsewhere = others.into_iter().map(|other| {
            let title = format!("see also {}", shown.sources[other].name());
            Told::part(shown, finding, other, title, miette::Severity::Advice)
        });
        Told { elsewhere: elsewhere.collect(), ..Told::part(shown, finding, file, title, severity) }
    }

    /// The labels that stand in `file`.
    fn part(
        shown: &'a Shown,
        finding: &Diagnostic,
        file: FileId,
        title: String,
        severity: miette::Severity,
    ) -> Self {
        let source = &shown.sources[file];
        let labels = finding.labels.iter().filter(|label| label.span.file == file);
        let labels = labels.map(|label| labelled(source, label.span, &label.message)).collect();
        Told { title, severity, text: Text { source }, labels, elsewhere: Vec::new() }
    }
}

fn labelled(source: &Source, span: Span, message: &str) -> LabeledSpan {
    let (first, last) = (source.line_of(span.start), source.line_of(span.end));
    let (mut end, mut message) = (span.end, message.to_owned());
    if last - first >= TOLD_LINES {
        end = source.line_start(first + 1).saturating_sub(1);
        message = format!("{message} (up to line {})", last + 1).trim_start().to_owned();
    }
    let message = Some(message).filter(|message| !message.is_empty());
    LabeledSpan::new(message, span.start as usize, (end - span.start) as usize)
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Told<'_> {}

impl miette::Diagnostic for Told<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn miette::Diagnostic> + 'b>> {
        let told = self.elsewhere.iter().map(|told| told as &dyn miette::Diagnostic);
        (!self.elsewhere.is_empty()).then(|| Box::new(told) as Box<_>)
    }
}

/// A text that hands out whole lines by its line table.
///
/// The library's own reading goes through the file from the start for each label, and says of the end
/// of a file that it is on the last line with text.
#[derive(Debug)]
struct Text<'a> {
    source: &'a Source,
}

impl<'a> Text<'a> {
    /// The last line of a snippet: at most `after` lines below `line`, and one with text in it, if the
    /// file still has one.
    ///
    /// A snippet that ends in a line break is taken for the end of the file, and every later label is
    /// then said to stand on its last line.
    fn last(&self, line: usize, after: usize) -> usize {
        let end = self.source.line_of(self.source.text().len() as u32);
        let above = (line..=line + after).rev().find(|line| !self.blank(*line));
        above.or_else(|| (line..end).find(|line| !self.blank(*line))).unwrap_or(line)
    }

    /// The lines from `first` to `last`; with the last line break only where nothing else is on its line.
    fn lines(&self, first: usize, last: usize) -> Option<&'a str> {
        let text = self.source.text().get(self.at(first)..self.at(last + 1))?;
        let whole = if self.blank(last) { text } else { text.strip_suffix('\n').unwrap_or(text) };
        Some(whole)
    }

    fn blank(&self, line: usize) -> bool {
        let text = self.source.text().get(self.at(line)..self.at(line + 1));
        text.is_none_or(|text| text.trim_end_matches('\n').is_empty())
    }

    fn at(&self, line: usize) -> usize {
        self.source.line_start(line) as usize
    }
}

impl SourceCode for Text<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let of = |byte: usize| self.source.line_of(byte as u32);
        let first = of(span.offset()).saturating_sub(before);
        let last = self.last(of(span.offset() + span.len()), after);
        let text = self.lines(first, last).ok_or(MietteError::OutOfBounds)?;
        let whole = SourceSpan::from((self.at(first), text.len()));
        let name = self.source.name().to_owned();
        let lines = last + 1 - first;
        Ok(Box::new(MietteSpanContents::new_named(name, text.as_bytes(), whole, first, 0, lines)))
    }
}
