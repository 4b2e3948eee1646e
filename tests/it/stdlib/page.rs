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
        filled(&mut text, "// ", paragraph);
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

/// The dates, each year below its number.
fn dates(country: &Country) -> String {
    let mut all: Vec<String> =
        days(&country.rules, country.between, YEARS).into_iter().map(|day| date_text(day) + ",").collect();
    if let Some(last) = all.last_mut() {
        last.pop();
    }
    let mut text = String::new();
    for year in all.chunk_by(|a, b| a[..4] == b[..4]) {
        let _ = writeln!(text, "  // {}", &year[0][..4]);
        filled(&mut text, "  ", &year.join(" "));
    }
    text
}

/// Words, broken at spaces; each line begins with `head`.
fn filled(text: &mut String, head: &str, words: &str) {
    let mut line = String::new();
    for word in words.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            line.clear();
        }
        line += if line.is_empty() { head } else { " " };
        line += word;
    }
    let _ = writeln!(text, "{line}");
}
