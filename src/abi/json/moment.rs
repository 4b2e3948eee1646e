//! Times of day and instants as text: `09:30`, `2026-11-23T09:30:00Z` (RFC 3339).
//!
//! In: minutes since midnight, microseconds UTC. Out: text, and back. Not here: dates, which `calendar`
//! writes, and zones; an offset is read, what is written is UTC.

use crate::calendar::{date_text, parse_date};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// The time of day `minute` minutes after midnight.
pub(super) fn time_text(minute: i64) -> String {
    format!("{:02}:{:02}", minute.div_euclid(60), minute.rem_euclid(60))
}

/// Minutes since midnight of a time written `09:30`. `24:00` is the end of a day.
pub(super) fn parse_time(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let minutes = two(hour)? * 60 + two(minute)?;
    (two(minute)? < 60 && minutes <= 24 * 60).then_some(minutes)
}

/// An instant by RFC 3339 in UTC, with as many decimal places as it needs.
pub(super) fn instant_text(instant: i64) -> String {
    let (day, rest) = (instant.div_euclid(DAY), instant.rem_euclid(DAY));
    let (second, micros) = (rest / SECOND, rest % SECOND);
    let fraction = match micros {
        0 => String::new(),
        micros => format!(".{micros:06}").trim_end_matches('0').to_owned(),
    };
    let [hour, minute, second] = [second / 3_600, second / 60 % 60, second % 60];
    // 2^63 microseconds are 107 million days, so the day fits.
    format!("{}T{hour:02}:{minute:02}:{second:02}{fraction}Z", date_text(day as i32))
}

/// The instant of a text by RFC 3339.
pub(super) fn parse_instant(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once(['T', 't', ' '])?;
    let at = rest.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = rest.split_at(at);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = clock.split(':').map(two);
    let [hour, minute, second] = [parts.next()??, parts.next()??, parts.next()??];
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = hour * 3_600 + minute * 60 + second - offset(zone)?;
    let day = i64::from(parse_date(date)?);
    day.checked_mul(DAY)?.checked_add(seconds * SECOND + micros(fraction)?)
}

/// Seconds east of Greenwich.
fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let seconds = parse_time(zone.get(1..)?).filter(|minutes| *minutes < 24 * 60)? * 60;
    Some(if zone.starts_with('-') { -seconds } else { seconds })
}

/// Microseconds of the digits behind the point; finer ones are refused, for they would be lost.
fn micros(fraction: &str) -> Option<i64> {
    let plain = (1..=6).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let digits: i64 = fraction.parse().ok().filter(|_| plain)?;
    Some(digits * 10_i64.pow(6 - fraction.len() as u32))
}

fn two(text: &str) -> Option<i64> {
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}
