//! `handoff new`: a project with a worked example that passes.

use super::{Done, Outcome, disk, output};

/// What `new` takes.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  handoff new desk && cd desk && handoff check .")]
pub(super) struct Args {
    /// The folder to make.
    name: String,
}

/// The files of a new project.
const FILES: [(&str, &str); 3] = [
    ("refund.flow", include_str!("../../examples/refund.flow")),
    ("handoff.toml", "# What this project is made of. Nothing here needs to be said.\n"),
    (".gitattributes", "*.flow text eol=lf\n"),
];

pub(super) fn run(args: &Args) -> Done {
    disk::folder(&args.name)?;
    for (file, text) in FILES {
        disk::write(&format!("{}/{file}", args.name), text.as_bytes())?;
    }
    output::progress(&format!("{}: a project with one workflow", args.name));
    output::progress(&format!("next: cd {} && handoff check .", args.name));
    Ok(Outcome::Clean)
}
