//! Exact numbers as text: digits, a point, digits, never a float.
//!
//! In: a text and a scale. Out: a whole number of the smallest units, and back. Not here: currencies.

/// Why a text is no number of a scale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reason {
    /// It is written otherwise.
    Form,
    /// It has more decimal places than are kept.
    TooFine,
    /// Its smallest units do not fit 64 bits.
    TooLarge,
}

/// How many units of 10^-`scale` the number in `text` is.
pub(super) fn units(text: &str, scale: u8) -> Result<i64, Reason> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return Err(Reason::Form);
    }
    let fraction = fraction.trim_end_matches('0');
    let places = usize::from(scale);
    if fraction.len() > places {
        return Err(Reason::TooFine);
    }
    let zeroes = std::iter::repeat_n(b'0', places - fraction.len());
    // Counted downwards, since the least number has no positive twin.
    let count = whole
        .bytes()
        .chain(fraction.bytes())
        .chain(zeroes)
        .try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_sub(i64::from(digit - b'0')));
    let count = count.and_then(|count| if negative { Some(count) } else { count.checked_neg() });
    count.ok_or(Reason::TooLarge)
}

/// The number with all its decimal places: `40.00`.
pub(super) fn text(units: i64, scale: u8) -> String {
    let places = usize::from(scale);
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if units < 0 { "-" } else { "" };
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// The number with no more decimal places than it needs: `2.5`.
pub(super) fn short(units: i64, scale: u8) -> String {
    let text = text(units, scale);
    if scale == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}
