//! `graphic`: framed source with an arrow for each label, across lines and files, drawn by ariadne;
//! the default on a terminal.
//!
//! In: clean findings. Out: a frame a finding, what is said beside it below the frame.
//! Not here: the decision for colours.

use ariadne::{Cache, Color, Config, Fmt, IndexType, Label, Report, ReportKind, Source};

use super::shown::Shown;
use super::{Clean, Format, page, words};
use crate::base::{Diagnostic, FileId, Id, Severity, Span};

/// Frames with arrows.
pub const GRAPHIC: Format =
    Format { name: "graphic", about: "framed source with arrows, the default on a terminal", write };

fn write(clean: &Clean<'_>, colour: bool) -> String {
    let shown = Shown::of(clean);
    let mut texts = Texts::of(&shown);
    let frames = shown.findings.iter().map(|finding| {
        let frame = frame(&mut texts, finding, colour).unwrap_or_else(|| page::bare(&shown, finding));
        let asides = words::asides(finding).into_iter().map(|aside| beside(&aside, colour));
        frame + &asides.collect::<String>() + "\n"
    });
    let frames: String = frames.collect();
    page::tidy(&(frames + &page::more(&shown.findings)))
}

/// The frame of one finding, or nothing should the library refuse it.
fn frame(texts: &mut Texts<'_>, finding: &Diagnostic, colour: bool) -> Option<String> {
    let tint = tint(finding.severity);
    // By bytes, the library takes a place it has counted in characters for one in bytes.
    let config = Config::new().with_color(colour).with_index_type(IndexType::Char);
    let mut report = Report::build(ReportKind::Error, texts.chars(finding.span())).with_config(config);
    for (index, label) in sorted(finding) {
        // A label without words would get no arrow.
        let message = if label.message.is_empty() { "here" } else { &label.message };
        let tint = if index == 0 { tint } else { Color::Cyan };
        report =
            report.with_label(Label::new(texts.chars(label.span)).with_message(message).with_color(tint));
    }
    let mut bytes = Vec::new();
    report.finish().write(&mut *texts, &mut bytes).ok()?;
    let drawn = String::from_utf8_lossy(&bytes);
    // The library's own first line puts the code before the severity, and is coloured even if asked not to.
    let (_, frame) = drawn.split_once('\n')?;
    Some(head(finding, colour) + &texts.placed(frame.to_owned(), finding))
}

fn head(finding: &Diagnostic, colour: bool) -> String {
    let kind = format!("{}[{}]", finding.severity.word(), finding.code);
    match colour {
        true => format!("{}: {}\n", kind.fg(tint(finding.severity)), finding.message),
        false => format!("{kind}: {}\n", finding.message),
    }
}

/// The labels by place, those of the finding's own file first, with their number in the finding: the
/// library begins a new frame whenever it has to go back.
fn sorted(finding: &Diagnostic) -> Vec<(usize, &crate::base::Label)> {
    let mut labels: Vec<_> = finding.labels.iter().enumerate().collect();
    labels.sort_by_key(|(_, label)| (label.span.file != finding.span().file, label.span));
    labels
}

fn beside(aside: &words::Aside, colour: bool) -> String {
    let lines: String = aside.line().lines().map(|line| format!("  {line}\n")).collect();
    match colour {
        true => lines.replacen(aside.kind, &aside.kind.fg(Color::Cyan).to_string(), 1),
        false => lines,
    }
}

fn tint(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Style => Color::Green,
    }
}

/// The shown texts in the library's own form, made once a run.
struct Texts<'a> {
    shown: &'a Shown,
    texts: Vec<Source<&'a str>>,
}

impl<'a> Texts<'a> {
    fn of(shown: &'a Shown) -> Self {
        Texts { shown, texts: shown.sources.values().map(|source| Source::from(source.text())).collect() }
    }

    /// The span counted in characters.
    fn chars(&self, span: Span) -> (FileId, std::ops::Range<usize>) {
        (span.file, self.offset(span.file, span.start)..self.offset(span.file, span.end))
    }

    /// How many characters stand before byte `at`: those of the lines above are in the library's table.
    fn offset(&self, file: FileId, at: u32) -> usize {
        let source = &self.shown.sources[file];
        let line = source.line_of(at);
        let above = self.texts[file.index()].line(line).map_or(0, |line| line.offset());
        let part = source.text().get(source.line_start(line) as usize..at as usize);
        above + part.map_or(0, |part| part.chars().count())
    }

    /// The frame with the real columns in place of those in a line that was cut.
    fn placed(&self, frame: String, finding: &Diagnostic) -> String {
        finding.labels.iter().fold(frame, |frame, label| {
            let source = &self.shown.sources[label.span.file];
            let cut = source.position(label.span.start);
            let place = format!(" {}:{}:{} ", source.name(), cut.line, cut.column);
            frame.replacen(&place, &format!(" {} ", self.shown.place(label.span)), 1)
        })
    }
}

impl<'a> Cache<FileId> for &mut Texts<'a> {
    type Storage = &'a str;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<&'a str>, impl std::fmt::Debug> {
        self.texts.get(id.index()).ok_or("no such file")
    }

    fn display<'b>(&self, id: &'b FileId) -> Option<impl std::fmt::Display + 'b> {
        self.shown.sources.get(*id).map(|source| source.name().to_owned())
    }
}
