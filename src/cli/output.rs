//! Where words go: data to stdout, trouble to stderr, and what an exit code says.

use super::disk;
use std::fmt;
use std::io::{ErrorKind, IsTerminal, Write};
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

    /// What came of something, and the words of an error, which end with a colon and the next step. A file in
    /// backticks that the error names itself is not named twice.
    pub(super) fn of(lead: &str, error: &impl fmt::Display) -> Self {
        let said = error.to_string();
        let (what, next) = said.rsplit_once(": ").unwrap_or((&said, "repeat it"));
        let named = lead.starts_with('`') && what.contains(lead);
        Trouble::new(if named { what.to_owned() } else { format!("{lead}: {what}") }, next)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  help: {}", self.what, self.next)
    }
}

/// Says what went wrong; exit code 2.
pub(super) fn trouble(trouble: &Trouble) -> ExitCode {
    progress(&trouble.to_string());
    ExitCode::from(2)
}

/// Data, for whoever reads stdout.
///
/// # Errors
/// Where it cannot be kept. A reader that has gone away has read enough.
pub(super) fn data(text: &str) -> Result<(), Trouble> {
    bytes(text.as_bytes())
}

/// Bytes, for whoever reads stdout.
///
/// # Errors
/// As of [`data`].
pub(super) fn bytes(bytes: &[u8]) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => Err(Trouble::new(
            format!("standard output cannot be written: {}", disk::words(&fault)),
            "send it elsewhere, or make room",
        )),
        _ => Ok(()),
    }
}

/// A line about how it goes, for a person. Where nobody listens, the work goes on.
pub(super) fn progress(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A prompt, which the answer follows on its line.
pub(super) fn ask(prompt: &str) {
    let _ = write!(std::io::stderr(), "{prompt}");
}
