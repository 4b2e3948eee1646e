//! The command line: one file a subcommand.
//!
//! In: arguments, files, a terminal. Out: findings and data on stdout, progress and trouble on stderr, an
//! exit code. Not here: anything that a library user could want; each subcommand is a view of it.

mod build;
mod check;
mod completions;
mod disk;
mod entries;
mod explain;
mod inspect;
mod new;
mod output;
mod prompt;
mod queue;
mod run;
mod test;
mod version;

use crate::run::Engine;
use clap::{Parser, Subcommand};
use output::Trouble;
use std::process::ExitCode;

/// Work that crosses teams: what compiles cannot lose work.
#[derive(Parser)]
#[command(
    name = "handoff",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  handoff new desk                       a project with a worked example that passes
  handoff check examples                 all findings in a folder
  handoff explain no-end                 the page of a finding
  handoff build refund.flow -o refund.wasm
  handoff test examples                  the tests that files hold
  handoff run refund.flow                a small session with durable items

Exit codes: 0 clean, 1 findings, 2 wrong use or input and output, 3 our own fault."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Whether to colour: a terminal is coloured unless NO_COLOR is set.
    #[arg(long, alias = "color", global = true, value_enum, default_value_t = output::Colour::Auto, env = "HANDOFF_COLOUR")]
    colour: output::Colour,
}

#[derive(Subcommand)]
enum Command {
    /// Make a project with a worked example that passes.
    New(new::Args),
    /// Find what is wrong in .flow files.
    Check(check::Args),
    /// Show the page of a finding, with a wrong and a right example, or list all.
    Explain(explain::Args),
    /// Compile a .flow file to a WebAssembly module, or show a stage of it.
    Build(build::Args),
    /// Run the tests that .flow files hold.
    Test(test::Args),
    /// Run a workflow here: items and acts from files, or by hand.
    Run(run::Args),
    /// Lay a module or a database open.
    Inspect(inspect::Args),
    /// Print completions for a shell.
    Completions(completions::Args),
    /// Print the version, and what it reads and writes.
    Version,
}

/// What a subcommand comes to, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// All is well.
    Clean,
    /// Something was found.
    Findings,
    /// Something could not be read, and that was said.
    Unread,
}

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let colour = cli.colour.decided();
    let outcome = match &cli.command {
        Command::New(args) => new::run(args),
        Command::Check(args) => check::run(args, colour),
        Command::Explain(args) => explain::run(args, colour),
        Command::Build(args) => build::run(args, colour),
        Command::Test(args) => test::run(args, colour),
        Command::Run(args) => run::run(args, colour),
        Command::Inspect(args) => inspect::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Version => version::run(),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Unread) => ExitCode::from(2),
        Err(trouble) => output::trouble(&trouble),
    }
}

type Done = Result<Outcome, Trouble>;

/// What runs a module.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Kind {
    /// The machine's own code.
    Jit,
    /// Interpreted, some five times slower.
    Interpreter,
}

fn engine(kind: Kind) -> Result<Engine, Trouble> {
    let made = match kind {
        Kind::Jit => Engine::compiled(),
        Kind::Interpreter => Engine::interpreted(),
    };
    made.map_err(|error| Trouble::of("nothing can be run", &error))
}
