//! A calendar as bytes: what is hashed, logged, and read in place by emitted code.
//!
//! In: a [`Table`], or bytes from anywhere. Out: the bytes, their SHA-256, or a [`Table`]. Not here: where
//! bytes are kept. `docs/calendar.md` describes the layout byte by byte; there is exactly one encoding of a
//! calendar, so equal calendars have equal hashes, and whatever decodes is what `encode` writes.

use sha2::{Digest, Sha256};

use super::table::{Table, TableError};
use super::unit::Terms;

const MAGIC: &[u8; 8] = b"flowcal1";
/// Bytes before the first array.
const HEADER: usize = 64;
/// How many arrays follow the header.
const ARRAYS: usize = 7;

/// Why bytes are no calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BytesError {
    /// They do not begin as a calendar does.
    #[error("these bytes are not a calendar table")]
    Magic,
    /// Their number does not fit the counts in their header.
    #[error("the calendar table is cut short or too long")]
    Length,
    /// What they say is no calendar.
    #[error(transparent)]
    Table(#[from] TableError),
    /// They say a calendar in a way that `encode` would not.
    #[error("the calendar table is not in its one canonical form")]
    Form,
}

impl Table {
    /// The bytes of this calendar.
    pub fn encode(&self) -> Vec<u8> {
        let arrays = self.arrays();
        let words: usize = arrays.iter().map(|array| array.len()).sum();
        let mut bytes = Vec::with_capacity(HEADER + 8 * words);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.first_day.to_le_bytes());
        let terms = u32::from(self.terms == Terms::OnOpenDay);
        let counts = [terms, self.days() as u32, self.start.len() as u32, self.opening.len() as u32];
        counts.iter().for_each(|count| bytes.extend_from_slice(&count.to_le_bytes()));
        let mut offset = HEADER;
        for array in arrays {
            bytes.extend_from_slice(&(offset as u32).to_le_bytes());
            offset += 8 * array.len();
        }
        bytes.extend_from_slice(&(offset as u32).to_le_bytes());
        bytes.resize(HEADER, 0);
        arrays.into_iter().flatten().for_each(|at| bytes.extend_from_slice(&at.to_le_bytes()));
        bytes
    }

    fn arrays(&self) -> [&[i64]; ARRAYS] {
        [&self.midnight, &self.start, &self.end, &self.before, &self.opening, &self.closing, &self.date_end]
    }

    /// The calendar that `bytes` hold.
    ///
    /// # Errors
    /// If the bytes are anything but what [`encode`](Table::encode) writes. No bytes make it panic, and it
    /// reserves no more memory than a few times their length.
    pub fn decode(bytes: &[u8]) -> Result<Table, BytesError> {
        if bytes.get(..8) != Some(MAGIC) {
            return Err(BytesError::Magic);
        }
        let word = |at| half(bytes, at).ok_or(BytesError::Length);
        let [days, count, open_days] = [word(16)? as usize, word(20)? as usize, word(24)? as usize];
        if bytes.len() as u64 != length(days as u64, count as u64, open_days as u64) {
            return Err(BytesError::Length);
        }
        let array =
            |from: usize, len: usize| (0..len).map(move |index| full(bytes, HEADER + 8 * (from + index)));
        let midnight: Vec<i64> = array(0, days + 1).collect();
        let open: Vec<(i64, i64)> = array(days + 1, count).zip(array(days + 1 + count, count)).collect();
        let terms = if word(12)? == 0 { Terms::AsTheyFall } else { Terms::OnOpenDay };
        let table = Table::new(word(8)? as i32, midnight, &open, terms)?;
        if table.encode() == bytes { Ok(table) } else { Err(BytesError::Form) }
    }

    /// The SHA-256 of the bytes: the name under which a log keeps this calendar.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.encode()).into()
    }
}

/// How many bytes a calendar of these counts takes. The counts are 32 bits wide, so nothing overflows.
fn length(days: u64, intervals: u64, open_days: u64) -> u64 {
    HEADER as u64 + 8 * ((days + 1) + (3 * intervals + 1) + 3 * open_days)
}

fn half(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at + 4)?;
    word.try_into().ok().map(u32::from_le_bytes)
}

/// The 64-bit integer at `at`, which [`length`] has shown to be there.
fn full(bytes: &[u8], at: usize) -> i64 {
    let mut word = [0; 8];
    word.copy_from_slice(&bytes[at..at + 8]);
    i64::from_le_bytes(word)
}
