//! The calendars of a program, laid out over a horizon: what a transition may know of working time.
//!
//! In: rules of a manifest, a year; or the bytes that a log names. Out: tables, and the hash of all of
//! them. Not here: the arithmetic, which the module repeats over the same bytes.

use crate::abi::manifest::NamedRules;
use crate::calendar::{Civil, RulesError};
use crate::store::Hash;

/// How many years a horizon has after the current one. The year before is in it, too: clocks may look back.
const YEARS: i32 = 10;

/// The tables of a program's calendars, in order of their numbers.
pub(super) struct Tables {
    tables: Vec<Vec<u8>>,
    hash: Hash,
}

impl Tables {
    /// The calendars from the year before `year` to [`YEARS`] after it. Within a year the set, and so its
    /// hash, is always the same.
    pub(super) fn expand(rules: &[NamedRules], year: i32) -> Result<Tables, RulesError> {
        let january = |year| Civil { year, month: 1, day: 1 }.day_number();
        let table = |named: &NamedRules| {
            Ok(named.rules.expand(january(year - 1), january(year + YEARS + 1))?.encode())
        };
        Ok(Tables::of(rules.iter().map(table).collect::<Result<_, RulesError>>()?))
    }

    fn of(tables: Vec<Vec<u8>>) -> Tables {
        let mut set = Tables { tables, hash: Hash::NONE };
        set.hash = Hash::of(&set.bytes());
        set
    }

    pub(super) fn tables(&self) -> &[Vec<u8>] {
        &self.tables
    }

    /// The hash by which log rows name the set.
    pub(super) fn hash(&self) -> Hash {
        self.hash
    }

    /// The set as bytes: each table with its length in front, as 32 bits.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let sized = |table: &Vec<u8>| [&(table.len() as u32).to_le_bytes(), table.as_slice()].concat();
        self.tables.iter().flat_map(sized).collect()
    }

    /// The set that bytes hold.
    pub(super) fn read(mut bytes: &[u8]) -> Option<Tables> {
        let mut tables = Vec::new();
        while !bytes.is_empty() {
            let (length, rest) = bytes.split_first_chunk::<4>()?;
            let (table, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            tables.push(table.to_vec());
            bytes = rest;
        }
        Some(Tables::of(tables))
    }
}

/// The year of an instant, in UTC.
pub(super) fn year(now: i64) -> i32 {
    const DAY: i64 = 86_400_000_000;
    Civil::of(now.div_euclid(DAY) as i32).year
}
