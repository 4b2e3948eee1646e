//! The command. All of it is in `handoff::cli`; this file only hands over and takes the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    handoff::cli::main()
}
