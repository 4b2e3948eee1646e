//! `handoff fmt`: the one layout, in place, as a question, or as a difference.

use super::disk::{self, Disk};
use super::output::{self, Trouble};
use super::{Done, Outcome, check};
use crate::compile::{self, Formatting};
use crate::format::Refused;

/// What `fmt` takes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  handoff fmt .                      all files below this folder
  handoff fmt --check examples       exit code 1 if a file has another layout, with the list
  handoff fmt --diff refund.flow     what would change
  handoff fmt - < refund.flow        standard input to standard output

A file with faults is shown with them and stays as it is.")]
pub(super) struct Args {
    /// Files or folders; `-` is standard input, written to standard output.
    #[arg(required = true)]
    paths: Vec<String>,
    /// Change nothing; list the files that have another layout.
    #[arg(long)]
    check: bool,
    /// Change nothing; show what would change.
    #[arg(long)]
    diff: bool,
}

/// What came of one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    /// It has the layout.
    Same,
    /// It has another, or got the one.
    Changed,
    /// It has faults.
    Faulty,
    /// It could not be read.
    Unread,
    /// The formatter has one.
    Fault,
}

pub(super) fn run(args: &Args, colour: bool) -> Done {
    let paths = disk::flows(&args.paths)?;
    let mut came = Vec::new();
    for path in &paths {
        came.push(file(path, args, colour)?);
    }
    let count = |wanted| came.iter().filter(|came| **came == wanted).count();
    let (changed, faulty) = (count(Came::Changed), count(Came::Faulty));
    let asked = args.check || args.diff;
    if paths != ["-"] || asked {
        let word = if asked { "to change" } else { "changed" };
        let with_faults = if faulty > 0 { format!(", {faulty} with faults") } else { String::new() };
        output::progress(&format!("{changed} {word}, {} as they were{with_faults}", count(Came::Same)));
    }
    Ok(match came.into_iter().max() {
        Some(Came::Fault) => Outcome::Fault,
        Some(Came::Unread) => Outcome::Unread,
        Some(Came::Faulty) => Outcome::Findings,
        Some(Came::Changed) if args.check => Outcome::Findings,
        _ => Outcome::Clean,
    })
}

fn file(path: &str, args: &Args, colour: bool) -> Result<Came, Trouble> {
    let formatting = compile::format(path, &Disk);
    match &formatting.text {
        Ok(text) => laid(path, &formatting, text, args),
        Err(Refused::Faults(found)) => {
            // The output of a filter is the text, or nothing.
            if path == "-" && !args.check && !args.diff {
                check::tell(&formatting.sources, found);
            } else {
                check::show(&formatting.sources, found, None, colour)?;
            }
            Ok(if matches!(check::refused(found), Outcome::Unread) { Came::Unread } else { Came::Faulty })
        }
        Err(lost) => {
            output::progress(&format!("error: `{path}` stays as it is: {lost}"));
            Ok(Came::Fault)
        }
    }
}

/// Says or does what was asked with a file whose layout is `text`.
fn laid(path: &str, formatting: &Formatting, text: &str, args: &Args) -> Result<Came, Trouble> {
    let changed = text != formatting.before();
    if args.diff {
        output::data(&difference(path, formatting.before(), text))?;
    } else if args.check && changed {
        output::data(&format!("{path}\n"))?;
    } else if path == "-" && !args.check {
        output::data(text)?;
    } else if changed && !args.check {
        disk::write(path, text.as_bytes())?;
        output::data(&format!("{path}\n"))?;
    }
    Ok(if changed { Came::Changed } else { Came::Same })
}

/// A unified difference, as `patch` reads it.
fn difference(path: &str, before: &str, after: &str) -> String {
    let difference = similar::TextDiff::from_lines(before, after);
    difference.unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}
