//! Where words go: data to stdout, trouble to stderr, and what an exit code says.

#![expect(clippy::print_stderr, reason = "the one file that prints")]

use std::fmt;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// Whether output is coloured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Colour {
    /// The decision, taken once.
    pub(super) fn decided(self) -> bool {
        match self {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let choice = anstream::AutoStream::choice(&std::io::stdout());
                choice != anstream::ColorChoice::Never && on_terminal()
            }
        }
    }
}

/// Whether somebody reads along.
pub(super) fn on_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// What went wrong outside of the files' own text: wrong use, input, output.
#[derive(Debug)]
pub(super) struct Trouble {
    what: String,
    next: String,
}

impl Trouble {
    /// What went wrong, and the next step.
    pub(super) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Trouble { what: what.into(), next: next.into() }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  help: {}", self.what, self.next)
    }
}

/// Says what went wrong; exit code 2.
pub(super) fn trouble(trouble: &Trouble) -> ExitCode {
    eprintln!("{trouble}");
    ExitCode::from(2)
}

/// Data, for whoever reads stdout. A reader that has gone away is no fault of ours.
pub(super) fn data(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Bytes, for whoever reads stdout.
pub(super) fn bytes(bytes: &[u8]) {
    let _ = std::io::stdout().write_all(bytes);
}

/// A line about how it goes, for a person.
pub(super) fn progress(line: &str) {
    eprintln!("{line}");
}

/// A prompt, which the answer follows on its line.
pub(super) fn ask(prompt: &str) {
    eprint!("{prompt}");
}
