//! Days that the world knows, which no rule of this folder was asked for: from gazettes, bank holiday lists
//! and almanacs.

use handoff::resolve::library;

/// The holidays of a year as a library file lists them, month and day.
fn listed(path: &str, year: i32) -> String {
    let text = library(&format!("stdlib/calendars/{path}.flow")).unwrap();
    let list = &text[text.find('[').unwrap() + 1..text.find(']').unwrap()];
    let dates = list.lines().filter(|line| !line.contains("//")).flat_map(|line| line.split(','));
    let head = format!("{year}-");
    let of_year: Vec<&str> = dates.filter_map(|date| date.trim().strip_prefix(&head)).collect();
    of_year.join(" ")
}

/// That a file lists exactly these days of a year.
fn check(path: &str, year: i32, days: &str) {
    assert_eq!(listed(path, year), days, "{path} {year}");
}

#[test]
fn europe() {
    check("germany", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26");
    check("germany/saxony", 2026, "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 11-18 12-25 12-26");
    check("germany/berlin", 2028, "01-01 03-08 04-14 04-17 05-01 05-25 06-05 06-17 10-03 12-25 12-26");
    check("austria", 2026, "01-01 01-06 04-06 05-01 05-14 05-25 06-04 08-15 10-26 11-01 12-08 12-25 12-26");
    check("france", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25");
    check("italy", 2026, "01-01 01-06 04-05 04-06 04-25 05-01 06-02 08-15 10-04 11-01 12-08 12-25 12-26");
    check(
        "poland",
        2025,
        "01-01 01-06 04-20 04-21 05-01 05-03 06-08 06-19 08-15 11-01 11-11 12-24 12-25 12-26",
    );
    check("sweden", 2026, "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-20 10-31 12-25 12-26");
    // 27 April 2025 was a Sunday.
    check("netherlands", 2025, "01-01 04-21 04-26 05-05 05-29 06-09 12-25 12-26");
    check("target", 2027, "01-01 03-26 03-29 05-01 12-25 12-26");
}

#[test]
fn britain_and_ireland() {
    check("united_kingdom/england_and_wales", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28");
    check("united_kingdom/england_and_wales", 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28");
    check("united_kingdom/scotland", 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28");
    check(
        "united_kingdom/northern_ireland",
        2026,
        "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
    );
    // 1 February 2030 is a Friday.
    check("ireland", 2026, "01-01 02-02 03-17 04-06 05-04 06-01 08-03 10-26 12-25 12-26");
    check("ireland", 2030, "01-01 02-01 03-17 04-22 05-06 06-03 08-05 10-28 12-25 12-26");
}

#[test]
fn america() {
    check("usa", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25");
    // New Year's Day of 2028 is observed in 2027.
    check("usa", 2027, "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31");
    check("canada", 2026, "01-01 04-03 05-18 07-01 09-07 09-30 10-12 11-11 12-25 12-28");
}

#[test]
fn asia_and_australia() {
    // 6 May stands in for Sunday, 3 May; 22 September lies between two holidays.
    check(
        "japan",
        2026,
        "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
    );
    check("china", 2025, "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06");
    check("china", 2026, "01-01 02-16 02-17 02-18 02-19 04-05 05-01 05-02 06-19 09-25 10-01 10-02 10-03");
    // The eleventh month of 2033 is followed by a leap month.
    check("china", 2034, "01-01 02-18 02-19 02-20 02-21 04-05 05-01 05-02 06-20 09-27 10-01 10-02 10-03");
    check("australia", 2027, "01-01 01-26 03-26 03-29 04-25 12-27 12-28");
}
