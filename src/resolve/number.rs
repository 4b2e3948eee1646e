//! Numbers in their smallest unit: how they are written, and the interval of what is reckoned from them.
//!
//! In: written numbers, ranges. Out: whole numbers of a scale, ranges of sums and products. All in 128 bits;
//! a range that leaves what an item can store has no place in a model, so no run can overflow. Rounding is
//! half even everywhere, and monotone, so that the ends of a range are rounded ends. Not here: types.

use crate::model::Range;
use crate::parse::ast::Number;

/// What a written number is at `scale` decimal places; `None` where it has more places than that.
pub(super) fn scaled(number: Number, scale: u8) -> Option<i128> {
    let places = u32::from(scale);
    if number.scale <= places {
        return number.digits.checked_mul(power(places - number.scale));
    }
    let excess = power(number.scale - places);
    (number.digits % excess == 0).then(|| number.digits / excess)
}

/// Ten to the power of `places`.
pub(super) fn power(places: u32) -> i128 {
    10_i128.checked_pow(places).unwrap_or(i128::MAX)
}

/// A number of smallest units, as one would write it: `1250` at scale 2 is `12.50`.
pub(super) fn shown(units: i128, scale: u8) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let (whole, part) = (units.unsigned_abs() / power_u(scale), units.unsigned_abs() % power_u(scale));
    let part = format!("{part:0width$}", width = usize::from(scale));
    // Amounts are written with all their places, other numbers with as many as they need.
    let needed = part.trim_end_matches('0');
    match needed {
        "" => format!("{sign}{whole}"),
        needed if scale > 4 => format!("{sign}{whole}.{needed}"),
        _ => format!("{sign}{whole}.{part}"),
    }
}

fn power_u(scale: u8) -> u128 {
    power(u32::from(scale)).unsigned_abs()
}

/// `dividend / divisor`, a half to the even neighbour. The divisor must not be zero.
pub(super) fn divided(dividend: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (dividend.div_euclid(divisor), dividend.rem_euclid(divisor));
    // The rest lies from 0 to the size of the divisor, and one more quotient step has the divisor's sign.
    let step = divisor.signum();
    match (rest * 2).cmp(&divisor.abs()) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + step,
        std::cmp::Ordering::Equal if quotient % 2 == 0 => quotient,
        std::cmp::Ordering::Equal => quotient + step,
    }
}

/// The least interval with all results of `of` at the corners of two intervals.
pub(super) fn corners(a: Range, b: Range, of: impl Fn(i128, i128) -> Option<i128>) -> Option<Range> {
    let mut hull: Option<Range> = None;
    for (x, y) in [(a.lo, b.lo), (a.lo, b.hi), (a.hi, b.lo), (a.hi, b.hi)] {
        let result = Range::only(of(x, y)?);
        hull = Some(hull.map_or(result, |known| known.union(result)));
    }
    hull
}

/// Whether zero is one of these numbers.
pub(super) fn has_zero(range: Range) -> bool {
    range.lo <= 0 && 0 <= range.hi
}

/// The interval after rounding to steps of `step` units.
pub(super) fn rounded(range: Range, step: i128) -> Range {
    Range { lo: range.lo.div_euclid(step) * step, hi: (range.hi + step - 1).div_euclid(step) * step }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_goes_to_the_even_neighbour_on_both_sides_of_zero() {
        let halves = [(1, 2), (3, 2), (5, 2), (-1, 2), (-3, 2), (5, -2), (-5, -2), (7, 4), (-7, 4)];
        let results: Vec<i128> = halves.iter().map(|(a, b)| divided(*a, *b)).collect();
        assert_eq!(results, [0, 2, 2, 0, -2, -2, 2, 2, -2]);
    }

    #[test]
    fn amounts_are_shown_with_all_places_or_none() {
        assert_eq!(shown(1250, 2), "12.50");
        assert_eq!(shown(-5, 2), "-0.05");
        assert_eq!(shown(5_000_000, 2), "50000");
    }
}
