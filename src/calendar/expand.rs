//! Rules and zones to tables, and instants to what a wall clock shows.
//!
//! In: [`Rules`] and a horizon of dates. Out: a [`Table`]; [`Zone`] for local times. Not here: arithmetic
//! over the result. The only file that names jiff; zone data is the bundled one, never the machine's.
//!
//! One rule settles every local time that daylight saving makes odd: **a local time is the first instant
//! at which the zone's clocks show it or later**. So a time that is skipped is the instant of the skip, one
//! that comes twice is the first of the two, a skipped date is empty, and later local times are never
//! earlier instants.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use super::civil::{Civil, date_text, digits, parse_date, weekday};
use super::rules::{Closed, Hours, Opening, Rules, RulesError};
use super::table::Table;
use crate::base::nearest;

/// Minutes of a day.
const DAY_MINUTES: u32 = 1_440;

/// A time zone of the bundled database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone(TimeZone);

/// Why a text is no local instant.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is not a date and a time; write it like `2026-11-23 10:00`")]
pub struct InstantError(String);

impl Zone {
    /// The zone of a name of the IANA database, such as `Europe/Berlin` or `UTC`.
    ///
    /// # Errors
    /// [`RulesError::UnknownZone`], with the known names that come nearest.
    pub fn named(name: &str) -> Result<Zone, RulesError> {
        let known = TimeZoneDatabase::bundled();
        known
            .get(name)
            .map(Zone)
            .map_err(|_| RulesError::UnknownZone { zone: name.to_string(), near: near(&known, name) })
    }

    /// The zone of no place.
    pub fn utc() -> Zone {
        Zone(TimeZone::UTC)
    }

    /// The instant (microseconds UTC) of a local time, by the rule at the top of this file. 24:00 is the
    /// next day's 00:00. Dates outside the years 1 to 9998 count as the nearest one inside.
    pub fn instant(&self, day: i32, minute: u32) -> i64 {
        self.at_second(day, i64::from(minute) * 60)
    }

    fn at_second(&self, day: i32, second: i64) -> i64 {
        let midnight = DateTime::from_parts(jiff_date(day), Time::midnight());
        let local = midnight.saturating_add(SignedDuration::from_secs(second));
        let ambiguous = self.0.to_ambiguous_timestamp(local);
        let skipped = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
        // Years are clamped well inside jiff's range, so that no offset leaves it.
        let shown = ambiguous.compatible().unwrap_or(Timestamp::MAX);
        if skipped { self.skip_before(shown) } else { shown.as_microsecond() }
    }

    /// The instant of the last change of offset up to `shown`, a skipped time shifted by the skip.
    fn skip_before(&self, shown: Timestamp) -> i64 {
        let after = shown.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(shown);
        let change = self.0.preceding(after).next();
        change.map_or(shown, |change| change.timestamp()).as_microsecond()
    }

    /// The local date of an instant, in days since 1970-01-01.
    pub fn date_of(&self, instant: i64) -> i32 {
        let date = self.local(instant).date();
        let [month, day] = [date.month() as u8, date.day() as u8];
        Civil { year: i32::from(date.year()), month, day }.day_number()
    }

    /// An instant as people write it here: `2026-11-23 10:00`, with seconds only where there are any.
    pub fn show(&self, instant: i64) -> String {
        let time = self.local(instant).time();
        let date = date_text(self.date_of(instant));
        match time.second() {
            0 => format!("{date} {:02}:{:02}", time.hour(), time.minute()),
            second => format!("{date} {:02}:{:02}:{second:02}", time.hour(), time.minute()),
        }
    }

    /// The instant that a text like `2026-11-23 10:00` or `2026-11-23 10:00:30` means here.
    ///
    /// # Errors
    /// If the text has another form, or names a date or a time that no clock shows.
    pub fn read(&self, text: &str) -> Result<i64, InstantError> {
        let parts = text.split_once(' ').and_then(|(date, time)| parse_date(date).zip(parse_time(time)));
        let (day, second) = parts.ok_or_else(|| InstantError(text.to_string()))?;
        Ok(self.at_second(day, second))
    }

    fn local(&self, instant: i64) -> DateTime {
        let edge = if instant < 0 { Timestamp::MIN } else { Timestamp::MAX };
        self.0.to_datetime(Timestamp::from_microsecond(instant).unwrap_or(edge))
    }
}

fn parse_time(text: &str) -> Option<i64> {
    let mut parts = text.split(':').map(|part| digits(part, 2).map(i64::from));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let shown = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    shown.then_some((hour * 60 + minute) * 60 + second)
}

fn jiff_date(day: i32) -> Date {
    let civil = Civil::of(day);
    let edge = if civil.year < 1 { Date::constant(1, 1, 1) } else { Date::constant(9998, 12, 31) };
    match i16::try_from(civil.year) {
        Ok(year @ 1..=9998) => Date::new(year, civil.month as i8, civil.day as i8).unwrap_or(edge),
        _ => edge,
    }
}

/// Known names that a misspelt one may mean: the nearest, and those of the same or nearest city.
fn near(known: &TimeZoneDatabase, name: &str) -> Vec<String> {
    let names: Vec<String> = known.available().map(|name| name.to_string()).collect();
    let city = |name: &'_ str| name.rsplit('/').next().unwrap_or_default().replace('_', " ");
    let cities: Vec<String> = names.iter().map(|name| city(name)).collect();
    let meant = nearest(&city(name), cities.iter().map(String::as_str)).unwrap_or_default();
    let same_city =
        names.iter().zip(&cities).filter(|(_, city)| *city == meant).map(|(name, _)| name.as_str());
    let whole = nearest(name, names.iter().map(String::as_str));
    let mut near: Vec<String> = Vec::new();
    for candidate in whole.into_iter().chain(same_city) {
        if near.len() < 3 && !near.iter().any(|known| known == candidate) {
            near.push(candidate.to_string());
        }
    }
    near
}

impl Rules {
    /// The calendar over the dates from `first` up to, not including, `end`.
    ///
    /// Hours that began on the eve of `first` are not in it: let a horizon begin a day early.
    ///
    /// # Errors
    /// If the zone is unknown, hours name no time of a week, or there is no date in the horizon.
    pub fn expand(&self, first: i32, end: i32) -> Result<Table, RulesError> {
        let zone = Zone::named(&self.zone)?;
        self.check_hours()?;
        if first >= end || Civil::of(first).year < 1 || Civil::of(end).year > 9998 {
            return Err(RulesError::Horizon);
        }
        let midnights: Vec<i64> = (first..=end).map(|day| zone.instant(day, 0)).collect();
        let horizon_end = zone.instant(end, 0);
        let mut open = Vec::new();
        let mut free = zone.instant(first, 0);
        for day in (first..end).filter(|day| !self.is_closed(*day)) {
            for (start, end) in self.hours_of(day, &zone) {
                let start = start.max(free);
                if start < end && start < horizon_end {
                    open.push((start, end));
                    free = end;
                }
            }
        }
        Ok(Table::new(first, midnights, &open, self.terms)?)
    }

    fn check_hours(&self) -> Result<(), RulesError> {
        let Opening::Weekly(hours) = &self.open else { return Ok(()) };
        let exists = |hours: &Hours| {
            let minutes = u32::from(hours.from) < DAY_MINUTES && u32::from(hours.to) <= DAY_MINUTES;
            hours.first < 7 && hours.last < 7 && minutes
        };
        match hours.iter().position(|hours| !exists(hours)) {
            Some(number) => Err(RulesError::Hours(number)),
            None => Ok(()),
        }
    }

    fn is_closed(&self, day: i32) -> bool {
        self.closed.iter().any(|Closed { first, last }| (*first..=*last).contains(&day))
    }

    /// The intervals that begin on `day`, in order; hours that overlap are one.
    fn hours_of(&self, day: i32, zone: &Zone) -> Vec<(i64, i64)> {
        let whole = [Hours { first: 0, last: 6, from: 0, to: DAY_MINUTES as u16 }];
        let hours: &[Hours] = match &self.open {
            Opening::Always => &whole,
            Opening::Weekly(hours) => hours,
        };
        let today = hours.iter().filter(|hours| hours.fall_on(weekday(day)));
        let mut open: Vec<(i64, i64)> = today
            .map(|hours| {
                let closing_day = if hours.to <= hours.from { day + 1 } else { day };
                (zone.instant(day, hours.from.into()), zone.instant(closing_day, hours.to.into()))
            })
            .collect();
        open.sort_unstable();
        open.dedup_by(|later, first| {
            let overlap = later.0 < first.1;
            if overlap {
                first.1 = first.1.max(later.1);
            }
            overlap
        });
        open
    }
}
