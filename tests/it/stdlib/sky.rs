//! Moons and seasons, for the countries whose holidays follow them.
//!
//! In: a year. Out: day numbers. The moments are good to a quarter of an hour, which the tests show to be
//! enough for every year that the library lists.

use super::rules::day;

/// Julian day of 1970-01-01 00:00.
const UNIX: f64 = 2_440_587.5;
/// Days by which China's clocks are ahead of UTC.
const CHINA: f64 = 8.0 / 24.0;
/// Days by which the even time of astronomers is ahead of UTC in these years.
const DELTA_T: f64 = 72.0 / 86_400.0;

/// The spring equinox in Japan. Source: the National Astronomical Observatory's approximation for 1980 to 2099.
pub(super) fn spring_equinox_japan(year: i32) -> i32 {
    day(year, 3, equinox(year, 20.8431))
}

/// The autumn equinox in Japan, from the same source.
pub(super) fn autumn_equinox_japan(year: i32) -> i32 {
    day(year, 9, equinox(year, 23.2488))
}

fn equinox(year: i32, base: f64) -> u8 {
    let since = year - 1980;
    (base + 0.242_194 * f64::from(since) - f64::from(since / 4)) as u8
}

/// The day in China on which the sun passes 15 degrees: Qingming.
pub(super) fn clear_and_bright(year: i32) -> i32 {
    china_day(sun_at(15.0, day(year, 4, 5)))
}

/// The first day of the first month of the Chinese calendar.
pub(super) fn chinese_new_year(year: i32) -> i32 {
    chinese(year, 1, 1)
}

/// A day of the Chinese calendar, in the year that begins in `year`; `month` is from 1 to 8.
///
/// By GB/T 33661-2017: months begin on the day of the new moon in China; the eleventh has the winter solstice;
/// where thirteen months begin between two of these, the first that has no principal term is a leap month.
pub(super) fn chinese(year: i32, month: u8, of: u8) -> i32 {
    let eleventh = |year: i32| month_of(china_day(sun_at(270.0, day(year, 12, 21))));
    let (first, next) = (eleventh(year - 1), eleventh(year));
    let has_term = |moon: i32| {
        let sign = |at: f64| (longitude(at) / 30.0).floor();
        let midnight = |moon: i32| f64::from(new_moon_day(moon)) + UNIX - CHINA;
        sign(midnight(moon)) != sign(midnight(moon + 1))
    };
    let leap = if next - first == 13 { (first + 1..next).find(|moon| !has_term(*moon)) } else { None };
    let wanted = first + 1 + i32::from(month);
    // Month 12 is the first after the eleventh, so month m is the (m + 1)-th.
    let moon = if leap.is_some_and(|leap| leap <= wanted) { wanted + 1 } else { wanted };
    new_moon_day(moon) + i32::from(of) - 1
}

/// The number of the last new moon up to a day in China.
fn month_of(day: i32) -> i32 {
    let near = ((f64::from(day) + UNIX - 2_451_550.1) / 29.530_588_861).round() as i32 + 1;
    (near - 3..=near).rev().find(|moon| new_moon_day(*moon) <= day).unwrap_or(near)
}

fn new_moon_day(moon: i32) -> i32 {
    china_day(new_moon(moon))
}

fn china_day(julian: f64) -> i32 {
    (julian - DELTA_T + CHINA - UNIX).floor() as i32
}

/// The Julian day of a new moon; 0 is that of 6 January 2000. Meeus, chapter 49, the larger terms.
fn new_moon(moon: i32) -> f64 {
    let k = f64::from(moon);
    let t = k / 1236.85;
    let mean = 2_451_550.097_66 + 29.530_588_861 * k + 0.000_154_37 * t * t;
    let e = 1.0 - 0.002_516 * t;
    let sun = (2.5534 + 29.105_356_70 * k).to_radians();
    let anomaly = (201.5643 + 385.816_935_28 * k + 0.010_758_2 * t * t).to_radians();
    let latitude = (160.7108 + 390.670_502_84 * k - 0.001_611_8 * t * t).to_radians();
    let node = (124.7746 - 1.563_755_88 * k).to_radians();
    mean - 0.407_20 * anomaly.sin()
        + 0.172_41 * e * sun.sin()
        + 0.016_08 * (2.0 * anomaly).sin()
        + 0.010_39 * (2.0 * latitude).sin()
        + 0.007_39 * e * (anomaly - sun).sin()
        - 0.005_14 * e * (anomaly + sun).sin()
        + 0.002_08 * e * e * (2.0 * sun).sin()
        - 0.001_11 * (anomaly - 2.0 * latitude).sin()
        - 0.000_57 * (anomaly + 2.0 * latitude).sin()
        + 0.000_56 * e * (2.0 * anomaly + sun).sin()
        - 0.000_42 * (3.0 * anomaly).sin()
        - 0.000_17 * node.sin()
}

/// The Julian day on which the sun passes a longitude, near a day.
fn sun_at(degrees: f64, near: i32) -> f64 {
    let mut at = f64::from(near) + UNIX;
    for _ in 0..5 {
        let short = (degrees - longitude(at) + 540.0).rem_euclid(360.0) - 180.0;
        at += short * 365.2422 / 360.0;
    }
    at
}

/// The apparent longitude of the sun in degrees. Meeus, chapter 25, low accuracy.
fn longitude(julian: f64) -> f64 {
    let t = (julian - 2_451_545.0) / 36_525.0;
    let mean = 280.466_46 + 36_000.769_83 * t + 0.000_303_2 * t * t;
    let anomaly = (357.529_11 + 35_999.050_29 * t - 0.000_153_7 * t * t).to_radians();
    let centre = (1.914_602 - 0.004_817 * t) * anomaly.sin()
        + 0.019_993 * (2.0 * anomaly).sin()
        + 0.000_289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1934.136 * t).to_radians();
    (mean + centre - 0.005_69 - 0.004_78 * node.sin()).rem_euclid(360.0)
}
