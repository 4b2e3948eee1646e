//! Calendars: zone, hours, closed days, how terms end.
//!
//! In: `calendar` declarations. Out: [`Rules`] that the calendar room lays out. Closed days may come from a
//! list of dates under a name, of the library or of one's own. Not here: opening hours as intervals.

use super::Resolver;
use super::codes;
use super::declare::Decl;
use super::scope::Def;
use crate::calendar::{Civil, Closed, Hours, Opening, RulesError, Terms, Zone};
use crate::model::{CalendarId, ExprId, ExprKind, Type};
use crate::parse::ast::{self, CalendarLine, Shut};

impl<'a> Resolver<'a> {
    /// Fills in every calendar.
    pub(super) fn fill_calendars(&mut self) {
        self.each_decl(|resolver, decl| {
            if let Decl::Calendar(id, view) = decl {
                resolver.fill_calendar(id, view);
            }
        });
    }

    fn fill_calendar(&mut self, id: CalendarId, view: ast::Calendar<'a>) {
        let (mut zone, mut open) = (false, false);
        for line in view.lines() {
            match line {
                CalendarLine::Zone(line) => {
                    zone = true;
                    self.zone(id, line);
                }
                CalendarLine::Open(line) => {
                    open = true;
                    self.model.calendars[id].rules.open = opening(line);
                }
                CalendarLine::Closed(line) => self.closed(id, line),
                CalendarLine::TermsEnd(line) => self.terms_end(id, line),
            }
        }
        self.calendar_lacks(
            id,
            zone,
            "`zone`",
            "a calendar says in whose zone it counts: `zone \"Europe/Berlin\"`",
        );
        self.calendar_lacks(
            id,
            open,
            "`open`",
            "a calendar says when it is open: `open mon to fri 09:00 to 17:00`",
        );
    }

    fn calendar_lacks(&mut self, id: CalendarId, has: bool, line: &str, help: &str) {
        let calendar = &self.model.calendars[id];
        if !has {
            let message = format!("the calendar `{}` has no line {line}", calendar.name);
            self.sink.put(codes::CALENDAR_INCOMPLETE, calendar.span, message).help(help);
        }
    }

    fn zone(&mut self, id: CalendarId, line: ast::Zone<'a>) {
        let Some(sentence) = line.name() else { return };
        let zone = sentence.plain().unwrap_or_default().to_owned();
        if let Err(error) = Zone::named(&zone) {
            let found =
                self.sink.put(codes::UNKNOWN_ZONE, sentence.span, format!("there is no time zone `{zone}`"));
            match error {
                RulesError::UnknownZone { near, .. } if !near.is_empty() => {
                    found.help(format!("did you mean {}?", super::faults::listed(&near)))
                }
                _ => found.help("write a name such as `Europe/Berlin` or `UTC`"),
            };
            return;
        }
        self.model.calendars[id].rules.zone = zone;
    }

    fn terms_end(&mut self, id: CalendarId, line: ast::TermsEnd<'a>) {
        let calendar = &mut self.model.calendars[id];
        calendar.says_terms = true;
        calendar.rules.terms = match line.rule() {
            Some(ast::TermRule::OnAnOpenDay) => Terms::OnOpenDay,
            _ => Terms::AsTheyFall,
        };
    }

    fn closed(&mut self, id: CalendarId, line: ast::Closed<'a>) {
        for shut in line.days() {
            match shut {
                Shut::Days(first, last, span) => {
                    let closed = Closed { first: day_number(first), last: day_number(last) };
                    if closed.first > closed.last {
                        self.sink.put(codes::EMPTY_RANGE, span, "the last closed day comes before the first");
                    } else {
                        self.model.calendars[id].rules.closed.push(closed);
                    }
                }
                Shut::List(path) => {
                    let days = self.listed_days(&path);
                    self.model.calendars[id].rules.closed.extend(days);
                }
            }
        }
    }

    fn listed_days(&mut self, path: &ast::Path) -> Vec<Closed> {
        let Some(Def::Function(function)) = self.def_of(path) else {
            if self.def_of(path) != Some(Def::Unknown) {
                self.unknown_days(path);
            }
            return Vec::new();
        };
        let body = self.body_of(function, path.span);
        if self.is_unknown(body) {
            return Vec::new();
        }
        let days = self.dates(body);
        if days.is_none() {
            let message = format!("`{path}` is {}, not a list of dates", self.words(self.type_of(body)));
            self.sink
                .put(codes::TYPE_MISMATCH, path.span, message)
                .help("write `let holidays = [2026-01-01, …]`");
        }
        days.unwrap_or_default()
    }

    fn dates(&self, list: ExprId) -> Option<Vec<Closed>> {
        let ExprKind::List(elements) = &self.model.exprs.get(list)?.kind else { return None };
        let day = |id: &ExprId| match self.model.exprs[*id].ty {
            Type::Date => i32::try_from(self.constant(*id)?).ok().map(|day| Closed { first: day, last: day }),
            _ => None,
        };
        elements.iter().map(day).collect()
    }

    fn unknown_days(&mut self, path: &ast::Path) {
        let message = format!("there is no list of dates `{path}`");
        self.unknown_path(path, codes::UNKNOWN_NAME, message, |def| matches!(def, Def::Function(_)));
    }

    /// The calendar that a path names; says so where it names none.
    pub(super) fn calendar(&mut self, path: &ast::Path) -> Option<CalendarId> {
        self.find(path, codes::UNKNOWN_CALENDAR, "calendar", |def| match def {
            Def::Calendar(id) => Some(id),
            _ => None,
        })
    }
}

fn opening(line: ast::Open<'_>) -> Opening {
    if line.always() {
        return Opening::Always;
    }
    let hours = line.hours().filter_map(|hours| {
        let ((first, last), (from, to)) = (hours.days()?, hours.times()?);
        Some(Hours { first: first as u8, last: last as u8, from: minute(from), to: minute(to) })
    });
    Opening::Weekly(hours.collect())
}

/// Minutes since midnight.
pub(super) fn minute(time: ast::Time) -> u16 {
    u16::from(time.hour) * 60 + u16::from(time.minute)
}

/// Days since 1970-01-01.
pub(super) fn day_number(date: ast::Date) -> i32 {
    Civil { year: i32::from(date.year), month: date.month, day: date.day }.day_number()
}
