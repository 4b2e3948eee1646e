//! `handoff check`: all findings.

use super::disk::{self, Disk};
use super::output::{self, Trouble};
use super::{Done, Outcome};
use crate::base::{Diagnostic, Severity, Sources};
use crate::parse::codes;
use crate::{compile, render};

/// What `check` takes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  handoff check refund.flow
  handoff check examples --format short
  cat refund.flow | handoff check -
  handoff check . --deny warnings --format github")]
pub(super) struct Args {
    /// Files or folders; `-` is standard input.
    #[arg(required = true)]
    paths: Vec<String>,
    /// How findings are written: graphic on a terminal, else plain.
    #[arg(long, env = "HANDOFF_FORMAT", value_parser = format)]
    format: Option<String>,
    /// Treat warnings as errors.
    #[arg(long, env = "HANDOFF_DENY", value_parser = ["warnings"])]
    deny: Option<String>,
}

fn format(name: &str) -> Result<String, String> {
    let names: Vec<_> = render::FORMATS.iter().map(|format| format.name).collect();
    match render::format(name) {
        Some(_) => Ok(name.to_owned()),
        None => Err(format!("choose one of {}", names.join(", "))),
    }
}

pub(super) fn run(args: &Args, colour: bool) -> Done {
    let paths = disk::flows(&args.paths)?;
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let checking = compile::check(&paths, &Disk);
    show(&checking.loaded.sources, &checking.findings, args.format.as_deref(), colour)?;
    output::progress(&render::summary(&checking.findings, paths.len()));
    let denied = |finding: &Diagnostic| match finding.severity {
        Severity::Error => true,
        Severity::Warning => args.deny.is_some(),
        Severity::Style => false,
    };
    let found = checking.findings.iter().any(denied);
    Ok(if found { refused(&checking.findings) } else { Outcome::Clean })
}

/// What findings come to that are not let pass.
pub(super) fn refused(findings: &[Diagnostic]) -> Outcome {
    let unread = findings.iter().any(|finding| finding.code == codes::FILE_UNREADABLE);
    if unread { Outcome::Unread } else { Outcome::Findings }
}

/// Writes findings to stderr, where stdout is for something else.
pub(super) fn tell(sources: &Sources, findings: &[Diagnostic]) {
    let text = render::render(render::PLAIN, sources, findings, false);
    if !text.is_empty() {
        output::progress(text.trim_end());
    }
}

/// Writes findings to stdout.
pub(super) fn show(
    sources: &Sources,
    findings: &[Diagnostic],
    name: Option<&str>,
    colour: bool,
) -> Result<(), Trouble> {
    let standard = if output::on_terminal() { render::GRAPHIC } else { render::PLAIN };
    let format = name.and_then(render::format).unwrap_or(standard);
    output::data(&render::render(format, sources, findings, colour))
}
