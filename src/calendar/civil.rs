//! Dates as day numbers: days since 1970-01-01 of the proleptic Gregorian calendar, no zone anywhere.
//!
//! In and out: day numbers, year-month-day, and the text `2026-11-23`. Not here: instants and hours, which
//! need a zone. The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days`
//! (<https://howardhinnant.github.io/date_algorithms.html>).

/// A date taken apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Civil {
    /// The year; 0 is the year before 1.
    pub year: i32,
    /// From 1 to 12.
    pub month: u8,
    /// From 1 to 31.
    pub day: u8,
}

impl Civil {
    /// The date of a day number.
    pub fn of(day: i32) -> Civil {
        let shifted = i64::from(day) + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        Civil { year: year as i32, month: month as u8, day: day as u8 }
    }

    /// The day number of this date. A `day` past the end of its month runs on into the next.
    pub fn day_number(self) -> i32 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let from_march = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        let number = era * 146_097 + of_era - 719_468;
        number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
    }

    /// How many days the month of this date has.
    fn month_length(self) -> u8 {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

/// The date `months` later (earlier if negative); a day that the month does not have becomes its last.
///
/// ```
/// use handoff::calendar::{add_months, date_text, parse_date};
/// assert_eq!(date_text(add_months(parse_date("2027-01-31").unwrap(), 1)), "2027-02-28");
/// ```
pub fn add_months(day: i32, months: i32) -> i32 {
    let from = Civil::of(day);
    let count = i64::from(from.year) * 12 + i64::from(from.month) - 1 + i64::from(months);
    let month = Civil { year: count.div_euclid(12) as i32, month: count.rem_euclid(12) as u8 + 1, day: 1 };
    Civil { day: from.day.min(month.month_length()), ..month }.day_number()
}

/// The day of the week, Monday 0 to Sunday 6.
pub fn weekday(day: i32) -> u8 {
    // 1970-01-01 was a Thursday.
    (i64::from(day) + 3).rem_euclid(7) as u8
}

/// A date as it is written: `2026-11-23`.
pub fn date_text(day: i32) -> String {
    let Civil { year, month, day } = Civil::of(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The day number of a date written `2026-11-23`, or `None` where no such day exists.
pub fn parse_date(text: &str) -> Option<i32> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)? as i32;
    let month = digits(parts.next()?, 2)? as u8;
    let day = digits(parts.next()?, 2)? as u8;
    let date = Civil { year, month, day };
    let exists = (1..=12).contains(&month) && (1..=date.month_length()).contains(&day);
    (parts.next().is_none() && exists).then(|| date.day_number())
}

/// The number that exactly `length` ASCII digits spell.
pub(super) fn digits(text: &str, length: usize) -> Option<u32> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}
