//! `handoff completions`: words that a shell can complete.

use super::{Cli, Done, Outcome, output};
use clap::CommandFactory;

/// What `completions` takes.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  handoff completions bash > /etc/bash_completion.d/handoff")]
pub(super) struct Args {
    /// The shell.
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Done {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "handoff", &mut text);
    output::bytes(&text)?;
    Ok(Outcome::Clean)
}
