//! A file of holidays as it is written: what it is, its rules, its dates.
//!
//! In: a country. Out: the text of its file.

use std::fmt::Write as _;

use handoff::calendar::date_text;

use super::YEARS;
use super::countries::Country;
use super::rules::days;

/// The longest line.
const WIDTH: usize = 110;

/// The text of a country's file.
pub(super) fn page(country: &Country) -> String {
    let mut text = String::new();
    for paragraph in &country.about {
        comment(&mut text, paragraph);
        text += "//\n";
    }
    let mut rules = country.rules.clone();
    rules.sort_by_key(|rule| rule.in_any(*YEARS.start()));
    let wide = rules.iter().map(|rule| rule.name.chars().count()).max().unwrap_or(0);
    for rule in &rules {
        let pad = " ".repeat(wide - rule.name.chars().count());
        let _ = writeln!(text, "//   {}{pad}  {}", rule.name, rule.words());
    }
    let (first, last) = (YEARS.start(), YEARS.end());
    let _ = writeln!(text, "\n/// From {first} to {last}, computed from the rules above.\nlet holidays = [");
    text += &dates(country);
    text += "]\n";
    if !country.more.is_empty() {
        let _ = write!(text, "\n{}", country.more);
    }
    text
}

/// A paragraph, broken at spaces.
fn comment(text: &mut String, paragraph: &str) {
    let mut line = "//".to_owned();
    for word in paragraph.split_whitespace() {
        if line.len() + 1 + word.len() > WIDTH {
            let _ = writeln!(text, "{line}");
            line = "//".to_owned();
        }
        line += " ";
        line += word;
    }
    let _ = writeln!(text, "{line}");
}

/// The dates, each year on lines of its own.
fn dates(country: &Country) -> String {
    let days = days(&country.rules, country.between, YEARS);
    let (mut text, mut line) = (String::new(), String::new());
    let mut days = days.into_iter().map(date_text).peekable();
    while let Some(day) = days.next() {
        let next = days.peek();
        line += if line.is_empty() { "  " } else { " " };
        line += &day;
        line += if next.is_some() { "," } else { "" };
        let full = line.len() + " 2026-01-01,".len() > WIDTH;
        if full || next.is_none_or(|next| next[..4] != day[..4]) {
            let _ = writeln!(text, "{line}");
            line.clear();
        }
    }
    text
}
