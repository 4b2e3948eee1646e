//! `handoff build`: the module, or a stage on the way to it.

use super::disk::{self, Disk};
use super::output::{self, Trouble};
use super::{Done, Outcome, check};
use crate::{compile, model, plan};

/// What `build` takes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  handoff build refund.flow -o refund.wasm
  handoff build refund.flow --show=plan")]
pub(super) struct Args {
    /// The file; `-` is standard input.
    path: String,
    /// Where the module goes; beside the file if not said; `-` is standard output.
    #[arg(short, long, env = "HANDOFF_OUTPUT")]
    output: Option<String>,
    /// Print a stage instead of writing the module.
    #[arg(long, value_enum, env = "HANDOFF_SHOW")]
    show: Option<Stage>,
}

impl Args {
    /// Where the module goes.
    fn output(&self) -> String {
        let beside = || match self.path.as_str() {
            "-" => "-".to_owned(),
            path => format!("{}.wasm", path.strip_suffix(".flow").unwrap_or(path)),
        };
        self.output.clone().unwrap_or_else(beside)
    }
}

/// A stage that can be looked at.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Stage {
    /// What was read.
    Tree,
    /// Names bound, types given.
    Model,
    /// The twelve forms.
    Plan,
    /// What the module says of itself.
    Manifest,
    /// The module as text.
    Wat,
}

pub(super) fn run(args: &Args, colour: bool) -> Done {
    let checking = compile::check(&[&args.path], &Disk);
    // What is asked for on stdout stands there alone.
    if args.show.is_some() || args.output() == "-" {
        check::tell(&checking.loaded.sources, &checking.findings);
    } else {
        check::show(&checking.loaded.sources, &checking.findings, None, colour)?;
    }
    match (args.show, checking.checked()) {
        (Some(Stage::Tree), _) => {
            for tree in checking.loaded.trees.iter().take(checking.loaded.roots) {
                output::data(&tree.outline())?;
            }
        }
        (Some(Stage::Model), _) => output::data(&model::print(checking.model()))?,
        (Some(Stage::Plan), _) => {
            for plan in checking.plans() {
                output::data(&plan::print(checking.model(), plan))?;
            }
        }
        (Some(Stage::Manifest), Some(checked)) => {
            output::data(&(compile::manifest(&checking, checked) + "\n"))?
        }
        (Some(Stage::Wat), Some(checked)) => output::data(&text(&compile::build(&checking, checked))?)?,
        (None, Some(checked)) => write(args, &compile::build(&checking, checked))?,
        (_, None) => {}
    }
    let built = checking.checked().is_some();
    Ok(if built { Outcome::Clean } else { check::refused(&checking.findings) })
}

/// A module as text.
fn text(module: &[u8]) -> Result<String, Trouble> {
    wasmprinter::print_bytes(module).map_err(|fault| {
        Trouble::new(format!("the module cannot be printed: {fault}"), "leave `--show` away")
    })
}

/// Writes the module where it is wanted.
fn write(args: &Args, module: &[u8]) -> Result<(), Trouble> {
    match args.output().as_str() {
        "-" => output::bytes(module),
        path => {
            disk::write(path, module)?;
            output::progress(&format!("{path}: {} bytes", module.len()));
            Ok(())
        }
    }
}
