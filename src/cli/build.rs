//! `handoff build`: the module, or a stage on the way to it.

use super::disk::{self, Disk};
use super::{Done, Outcome, check, output};
use crate::{compile, model, plan};

/// What `build` takes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  handoff build refund.flow -o refund.wasm
  handoff build refund.flow --show=plan")]
pub(super) struct Args {
    /// The file.
    path: String,
    /// Where the module goes; beside the file if not said, `-` for standard output.
    #[arg(short, long, env = "HANDOFF_OUTPUT")]
    output: Option<String>,
    /// Print a stage instead of writing the module.
    #[arg(long, value_enum)]
    show: Option<Stage>,
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
    if args.show == Some(Stage::Tree) {
        for tree in checking.loaded.trees.iter().take(checking.loaded.roots) {
            output::data(&tree.outline());
        }
        return Ok(Outcome::Clean);
    }
    check::show(&checking.loaded.sources, &checking.findings, None, colour);
    match args.show {
        Some(Stage::Model) => output::data(&model::print(checking.model())),
        Some(Stage::Plan) => {
            for plan in checking.plans() {
                output::data(&plan::print(checking.model(), plan));
            }
        }
        _ => {}
    }
    let Some(checked) = checking.checked() else { return Ok(Outcome::Findings) };
    if args.show == Some(Stage::Manifest) {
        output::data(&compile::manifest(&checking, checked));
        return Ok(Outcome::Clean);
    }
    let module = compile::build(&checking, checked);
    match args.show {
        None => write(args, &module)?,
        Some(Stage::Wat) => match wasmprinter::print_bytes(&module) {
            Ok(text) => output::data(&text),
            Err(fault) => output::progress(&format!("the module cannot be printed: {fault}")),
        },
        Some(_) => {}
    }
    Ok(Outcome::Clean)
}

/// Writes the module beside its source, or where it is wanted.
fn write(args: &Args, module: &[u8]) -> Result<(), super::output::Trouble> {
    let beside = || format!("{}.wasm", args.path.trim_end_matches(".flow"));
    match args.output.clone().unwrap_or_else(beside).as_str() {
        "-" => output::bytes(module),
        path => {
            disk::write(path, module)?;
            output::progress(&format!("{path}: {} bytes", module.len()));
        }
    }
    Ok(())
}
