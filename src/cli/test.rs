//! `handoff test`: the `test` blocks of files, against the real runtime in memory.

use super::disk::{self, Disk};
use super::output::{self, Trouble};
use super::{Done, Outcome, check};
use crate::base::{Diagnostic, Sink, Sources};
use crate::run::Engine;
use crate::trial::{Case, Suite};
use crate::{compile, trial};

/// What `test` takes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  handoff test refund.flow
  handoff test examples --filter photo
  handoff test . --junit results.xml")]
pub(super) struct Args {
    /// Files or folders.
    #[arg(required = true)]
    paths: Vec<String>,
    /// Only tests whose title has this in it.
    #[arg(long, env = "HANDOFF_FILTER")]
    filter: Option<String>,
    /// Write the results as XML for build servers, too.
    #[arg(long, env = "HANDOFF_JUNIT")]
    junit: Option<String>,
}

/// What came of one test.
struct Ran {
    file: String,
    title: String,
    failed: Option<Diagnostic>,
}

pub(super) fn run(args: &Args, colour: bool) -> Done {
    let engine = super::engine(super::Kind::Jit)?;
    let (mut ran, mut worst) = (Vec::new(), Outcome::Clean);
    for path in disk::flows(&args.paths)? {
        worst = worst.max(file(&path, args, &engine, colour, &mut ran)?);
    }
    let failed = ran.iter().filter(|ran| ran.failed.is_some()).count();
    if let Some(path) = &args.junit {
        disk::write(path, junit(&ran).as_bytes())?;
    }
    output::progress(&format!("{} passed, {failed} failed", ran.len() - failed));
    Ok(worst)
}

/// Runs the tests of one file.
fn file(path: &str, args: &Args, engine: &Engine, colour: bool, ran: &mut Vec<Ran>) -> Done {
    let checking = compile::check(&[path], &Disk);
    let sources = &checking.loaded.sources;
    let Some(checked) = checking.checked() else {
        check::show(sources, &checking.findings, None, colour)?;
        return Ok(check::refused(&checking.findings));
    };
    let mut sink = Sink::default();
    let cases = trial::tests(&checking, &mut sink);
    if sink.has_errors() {
        check::show(sources, &sink.finish(), None, colour)?;
        return Ok(Outcome::Findings);
    }
    let module = compile::build(&checking, checked);
    let suite = Suite { checked, sources, module: &module, engine };
    let wanted = |case: &&Case| args.filter.as_ref().is_none_or(|part| case.title.contains(part.as_str()));
    let mut worst = Outcome::Clean;
    for case in cases.iter().filter(wanted) {
        let one = one(&suite, case, path, sources, colour)?;
        worst = worst.max(if one.failed.is_some() { Outcome::Findings } else { Outcome::Clean });
        ran.push(one);
    }
    Ok(worst)
}

fn one(suite: &Suite<'_>, case: &Case, path: &str, sources: &Sources, colour: bool) -> Result<Ran, Trouble> {
    let failed =
        suite.run(case).map_err(|error| Trouble::of(&format!("`{path}` cannot be tested"), &error))?;
    let word = if failed.is_some() { "failed" } else { "ok" };
    output::progress(&format!("{path}: {} ... {word}", case.title));
    if let Some(found) = &failed {
        check::show(sources, std::slice::from_ref(found), None, colour)?;
    }
    Ok(Ran { file: path.to_owned(), title: case.title.clone(), failed })
}

/// Results in the XML that build servers show.
fn junit(ran: &[Ran]) -> String {
    let case = |ran: &Ran| {
        let (file, title) = (escape(&ran.file), escape(&ran.title));
        let head = format!("    <testcase classname=\"{file}\" name=\"{title}\"");
        match &ran.failed {
            None => format!("{head}/>\n"),
            Some(found) => {
                let (message, story) = (escape(&found.message), escape(&found.notes.join("\n")));
                format!("{head}>\n      <failure message=\"{message}\">{story}</failure>\n    </testcase>\n")
            }
        }
    };
    let cases: String = ran.iter().map(case).collect();
    let failures = ran.iter().filter(|ran| ran.failed.is_some()).count();
    let tests = ran.len();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"handoff test\" tests=\"{tests}\" failures=\"{failures}\">\n  \
         <testsuite name=\"handoff test\" tests=\"{tests}\" failures=\"{failures}\">\n{cases}  </testsuite>\n\
         </testsuites>\n"
    )
}

fn escape(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
