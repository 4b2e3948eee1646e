//! What is wrong, as plain data: every renderer is a view of it, none of them is known here.
//!
//! A fault is raised in one expression at the place where it is found:
//!
//! ```
//! # use handoff::base::{Code, Severity, Sink, Span, FileId};
//! # let (here, there) = (Span::new(FileId(0), 4, 9), Span::new(FileId(0), 0, 3));
//! # const UNKNOWN_TEAM: Code = Code { name: "unknown-team", severity: Severity::Error, page: "" };
//! let mut sink = Sink::default();
//! sink.put(UNKNOWN_TEAM, here, "there is no team `Fronline`")
//!     .label(there, "teams are declared here")
//!     .help("did you mean `Frontline`?");
//! assert!(sink.has_errors());
//! ```

use super::code::Code;
use super::source::Span;

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The workflow is refused.
    Error,
    /// It compiles; somebody should look.
    Warning,
    /// A matter of style.
    Style,
}

impl Severity {
    /// How it is called, to people and to programs.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Style => "style",
        }
    }
}

/// A place that a finding speaks of, with what to say there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to say there; may be empty for the place of the finding itself.
    pub message: String,
    /// Whether this is where the finding is, rather than something that explains it.
    pub primary: bool,
}

/// One replacement of text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A repair that a tool can carry out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, as an order: "replace by `Frontline`".
    pub title: String,
    /// Whether it certainly says what the author meant.
    pub sure: bool,
    /// The edits, not overlapping.
    pub edits: Vec<Edit>,
}

/// A concrete work item for which a proof fails, ready to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counterexample {
    /// The item and what happens to it, in words, a line an event.
    pub text: String,
    /// The same as JSON.
    pub json: String,
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// What kind it is, with its page.
    pub code: Code,
    /// Its weight: that of its code.
    pub severity: Severity,
    /// One lower-case phrase without a full stop, names in backticks.
    pub message: String,
    /// The places it speaks of; the first is where it is.
    pub labels: Vec<Label>,
    /// Facts that explain it.
    pub notes: Vec<String>,
    /// What to do next.
    pub help: Vec<String>,
    /// Repairs a tool can carry out.
    pub fixes: Vec<Fix>,
    /// The item that would have been lost.
    pub counterexample: Option<Counterexample>,
}

impl Diagnostic {
    /// A finding at `span`.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            labels: vec![Label { span, message: String::new(), primary: true }],
            notes: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
            counterexample: None,
        }
    }

    /// Where the finding is.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }

    /// Says more at the place of the finding itself.
    pub fn here(&mut self, message: impl Into<String>) -> &mut Self {
        self.labels[0].message = message.into();
        self
    }

    /// Points at a further place.
    pub fn label(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.labels.push(Label { span, message: message.into(), primary: false });
        self
    }

    /// Adds a fact that explains it.
    pub fn note(&mut self, note: impl Into<String>) -> &mut Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do next.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help.push(help.into());
        self
    }

    /// Offers a repair of one edit.
    pub fn fix(
        &mut self,
        sure: bool,
        title: impl Into<String>,
        span: Span,
        text: impl Into<String>,
    ) -> &mut Self {
        let edits = vec![Edit { span, text: text.into() }];
        self.fixes.push(Fix { title: title.into(), sure, edits });
        self
    }
}

/// Where findings are put down as they are found.
#[derive(Clone, Default, Debug)]
pub struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    /// Puts down a finding and returns it, to say more.
    pub fn put(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Diagnostic::new(code, span, message))
    }

    /// Puts down a ready finding.
    pub fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        self.found.push(diagnostic);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Whether anything was refused.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|found| found.severity == Severity::Error)
    }

    /// What was found so far, in order of discovery.
    pub fn found(&self) -> &[Diagnostic] {
        &self.found
    }

    /// All findings, sorted by file and place, what stands twice taken once.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|found| (found.span(), found.severity));
        self.found.dedup();
        self.found
    }
}
