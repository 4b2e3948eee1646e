//! `handoff explain`: the page of a finding, or the list of all.
//!
//! In: a code, or a part of one. Out: its page as text for a terminal, or as data. Not here: the pages
//! themselves, which stand beside the rooms that raise the findings.

use super::output::{self, Trouble};
use super::{Done, Outcome};
use crate::base::Code;
use crate::{explain, render};
use clap::builder::{PossibleValue, TypedValueParser};
use serde::Serialize;
use std::ffi::OsStr;

/// What `explain` takes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  handoff explain                               all codes, each with its title
  handoff explain team-change-without-handoff   one page
  handoff explain no-end --format json")]
pub(super) struct Args {
    /// The code of a finding, as it stands in brackets: `error[CODE]`; without one, all are listed.
    #[arg(value_parser = Names, hide_possible_values = true)]
    code: Option<String>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Text, env = "HANDOFF_EXPLAIN_FORMAT")]
    format: Format,
}

/// How a page is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs; the schema is published.
    Json,
}

/// Any text is taken, for what is no code is answered with what it may have meant; shells complete the codes.
#[derive(Clone)]
struct Names;

impl TypedValueParser for Names {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        clap::builder::StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(explain::all().map(|code| PossibleValue::new(code.name).help(code.title()))))
    }
}

pub(super) fn run(args: &Args, colour: bool) -> Done {
    let text = match (&args.code, args.format) {
        (None, Format::Text) => list(colour),
        (None, Format::Json) => json(&List::of_all()),
        (Some(name), format) => {
            let code = explain::find(name).ok_or_else(|| unknown(name))?;
            match format {
                Format::Text => page(code, colour),
                Format::Json => json(&Page::of(code)),
            }
        }
    };
    output::data(&text)?;
    Ok(Outcome::Clean)
}

fn unknown(name: &str) -> Trouble {
    let next = match explain::near(name)[..] {
        [] => "`handoff explain` lists all of them".to_owned(),
        [near] => format!("did you mean `{near}`? `handoff explain` lists all of them"),
        ref near => format!("these have it in their name:\n    {}", near.join("\n    ")),
    };
    Trouble::new(format!("there is no finding `{name}`"), next)
}

// ─────── For people ───────

/// All codes with their titles, under the titles of their chapters.
fn list(colour: bool) -> String {
    let paint = Paint { colour };
    let width = explain::all().map(|code| code.name.len()).max().unwrap_or_default();
    let chapters = explain::CHAPTERS.iter().map(|chapter| {
        let rows = chapter.codes.iter().map(|code| format!("  {code:width$}  {}\n", code.title()));
        format!("{}\n\n{}\n", paint.bold(chapter.title), rows.collect::<String>())
    });
    chapters.collect::<String>() + "`handoff explain CODE` shows the page of one.\n"
}

/// A page: its title as the head of a finding, code indented. The text keeps its lines.
fn page(code: &Code, colour: bool) -> String {
    let paint = Paint { colour };
    let mut out = paint.bold(&format!("{}[{code}]: {}", code.severity.word(), code.title())) + "\n";
    let mut fenced = false;
    for line in code.page.lines().skip(1) {
        if line.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        out += &match line.strip_prefix("## ") {
            _ if fenced && line.is_empty() => String::new(),
            _ if fenced => format!("    {line}"),
            Some(heading) => paint.bold(heading),
            None => paint.words(line),
        };
        out.push('\n');
    }
    out
}

/// What a terminal can do.
struct Paint {
    colour: bool,
}

impl Paint {
    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    /// A line of text, with what stands in backticks in another colour.
    fn words(&self, line: &str) -> String {
        if !self.colour {
            return line.to_owned();
        }
        let parts = line.split('`').enumerate();
        parts.map(|(at, part)| if at % 2 == 1 { self.with("36", part) } else { part.to_owned() }).collect()
    }

    fn with(&self, style: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

// ─────── For programs ───────

/// A page as the schema has it: `docs/schema/explain.json`.
#[derive(Serialize)]
struct Page {
    format_version: u32,
    code: &'static str,
    severity: &'static str,
    title: &'static str,
    page: &'static str,
}

/// The list of all codes as the schema has it.
#[derive(Serialize)]
struct List {
    format_version: u32,
    codes: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    code: &'static str,
    severity: &'static str,
    title: &'static str,
    chapter: &'static str,
}

impl Page {
    fn of(code: &Code) -> Page {
        Page {
            format_version: render::FORMAT_VERSION,
            code: code.name,
            severity: code.severity.word(),
            title: code.title(),
            page: code.page,
        }
    }
}

impl List {
    fn of_all() -> List {
        let rows = explain::CHAPTERS.iter().flat_map(|chapter| {
            let row = |code: &'static Code| Row {
                code: code.name,
                severity: code.severity.word(),
                title: code.title(),
                chapter: chapter.title,
            };
            chapter.codes.iter().map(row)
        });
        List { format_version: render::FORMAT_VERSION, codes: rows.collect() }
    }
}

fn json(value: &impl Serialize) -> String {
    // Writing plain data cannot fail.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
