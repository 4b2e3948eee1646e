//! Check digits: what no automaton of a reasonable size decides.
//!
//! In: texts. Out: whether their check digits are right. Not here: which texts have any (`resolve`), and the same
//! sum in emitted code (`emit/prelude/text.wat`).

/// Where the check digits of an IBAN stand, with the country before them.
const HEAD: usize = 4;

/// Whether the check digits of an IBAN are right: its third and fourth character.
///
/// Source: ISO 13616, by ISO/IEC 7064, MOD 97-10. The first four characters are put behind the others, letters
/// become the numbers 10 to 35, and what remains of the whole number after division by 97 is 1.
///
/// ```
/// use handoff::pattern::check_digits;
/// assert!(check_digits("DE89370400440532013000"));
/// assert!(!check_digits("DE89370400440532031000"));
/// ```
pub fn check_digits(text: &str) -> bool {
    let Some((head, rest)) = text.as_bytes().split_at_checked(HEAD) else { return false };
    let sum = rest.iter().chain(head).try_fold(0, |sum: u32, byte| match byte {
        b'0'..=b'9' => Some((sum * 10 + u32::from(byte - b'0')) % 97),
        b'A'..=b'Z' => Some((sum * 100 + u32::from(byte - b'A') + 10) % 97),
        _ => None,
    });
    sum == Some(1)
}
