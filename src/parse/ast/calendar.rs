//! Calendars: when a team works, and where its terms end.
//!
//! In: `calendar` nodes. Out: their views, line by line. Not here: which instants that opens (the room
//! `calendar`).

use super::literal::{Date, Literal, Time, literal};
use super::names::{Ident, Path, Sentence};
use super::view::{choice, view};
use crate::base::Span;
use crate::parse::grammar::Rule;
use crate::parse::tree::Syntax;

view! {
    /// `calendar NAME { … }`.
    Calendar = calendar;
    /// `zone "Europe/Berlin"`.
    Zone = zone;
    /// `open always`, or `open mon to fri 09:00 to 17:00, …`.
    Open = open;
    /// `mon to fri 09:00 to 17:00`.
    Hours = hours;
    /// `closed germany.holidays, 2026-12-24 to 2026-12-26`.
    Closed = closed;
    /// `terms end …`.
    TermsEnd = terms_end;
}

choice! {
    /// A line of a calendar.
    #[expect(missing_docs, reason = "each is named after its view")]
    CalendarLine { Zone(Zone), Open(Open), Closed(Closed), TermsEnd(TermsEnd), }
}

impl<'t> Calendar<'t> {
    /// Its name.
    pub fn name(self) -> Option<Ident> {
        self.0.name()
    }

    /// Its lines, in order.
    pub fn lines(self) -> impl Iterator<Item = CalendarLine<'t>> {
        self.0.every()
    }
}

impl Zone<'_> {
    /// The zone's name in the IANA data base.
    pub fn name(self) -> Option<Sentence> {
        self.0.sentence()
    }
}

impl<'t> Open<'t> {
    /// Whether it says `always`.
    pub fn always(self) -> bool {
        self.0.has(Rule::kw_always)
    }

    /// The hours it lists.
    pub fn hours(self) -> impl Iterator<Item = Hours<'t>> {
        self.0.every()
    }
}

/// A day of the week.
#[expect(missing_docs, reason = "each is the day")]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Hours<'_> {
    /// The first and the last day, the same where it names one; the last may come before the first.
    pub fn days(self) -> Option<(Weekday, Weekday)> {
        let mut days = self.0.children().filter(|child| child.kind() == Rule::day).map(weekday);
        let first = days.next()?;
        Some((first, days.next().unwrap_or(first)))
    }

    /// When it opens and when it closes.
    pub fn times(self) -> Option<(Time, Time)> {
        let mut times = self.0.children().filter_map(literal).filter_map(|value| match value {
            Literal::Time(time) => Some(time),
            _ => None,
        });
        Some((times.next()?, times.next()?))
    }
}

fn weekday(node: Syntax<'_>) -> Weekday {
    match node.text() {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        _ => Weekday::Sunday,
    }
}

/// Days on which a calendar is closed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shut {
    /// From the first to the last day, the same for a single one.
    Days(Date, Date, Span),
    /// A list of days under a name.
    List(Path),
}

impl<'t> Closed<'t> {
    /// What it lists, in order.
    pub fn days(self) -> impl Iterator<Item = Shut> + use<'t> {
        self.0.children().filter(|child| child.kind() == Rule::shut).filter_map(shut)
    }
}

fn shut(node: Syntax<'_>) -> Option<Shut> {
    if let Some(list) = node.path() {
        return Some(Shut::List(list));
    }
    let mut days = node.children().filter_map(date);
    let first = days.next()?;
    Some(Shut::Days(first, days.next().unwrap_or(first), node.span()))
}

/// The day that `node` is.
pub(super) fn date(node: Syntax<'_>) -> Option<Date> {
    match literal(node) {
        Some(Literal::Date(date)) => Some(date),
        _ => None,
    }
}

/// Where a term ends that would end on a closed day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TermRule {
    /// `as they fall`: there.
    AsTheyFall,
    /// `on an open day`: on the next one.
    OnAnOpenDay,
}

impl TermsEnd<'_> {
    /// The rule.
    pub fn rule(self) -> Option<TermRule> {
        let fall = self.0.has(Rule::kw_as_they_fall).then_some(TermRule::AsTheyFall);
        fall.or(self.0.has(Rule::kw_on_an_open_day).then_some(TermRule::OnAnOpenDay))
    }
}
