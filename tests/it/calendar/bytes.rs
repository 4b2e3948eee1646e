//! The byte layout: one form per calendar, and nothing hostile gets through.

use handoff::calendar::{BytesError, Table, TableError, Terms};
use proptest::prelude::*;

use super::{BERLIN, date, rules};

fn week() -> Table {
    rules(BERLIN).expand(date("2026-11-23"), date("2026-11-30")).unwrap()
}

#[test]
fn bytes_and_back() {
    let table = week();
    let bytes = table.encode();
    assert_eq!(Table::decode(&bytes).as_ref(), Ok(&table));
    assert_eq!(bytes.len(), 64 + 8 * ((7 + 1) + (3 * 5 + 1) + 3 * 5));
    let later = rules(BERLIN).expand(date("2026-11-24"), date("2026-12-01")).unwrap();
    assert_ne!(table.hash(), later.hash());
}

/// The layout is a treaty: if this changes, so do the magic and `docs/calendar.md`.
#[test]
fn the_smallest_calendar_byte_by_byte() {
    let table = Table::new(0, vec![0, 86_400_000_000], &[(1, 2)], Terms::OnOpenDay).unwrap();
    let mut expected = b"flowcal1".to_vec();
    for word in [0_u32, 1, 1, 1, 1, 64, 80, 88, 96, 112, 120, 128, 136, 0] {
        expected.extend(word.to_le_bytes());
    }
    for word in [0_i64, 86_400_000_000, 1, 2, 0, 1, 1, 2, 86_400_000_000] {
        expected.extend(word.to_le_bytes());
    }
    assert_eq!(table.encode(), expected);
    let hex: String = table.hash().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "0fc83fdef8a824a55270c8e97af777419ea6e6bc5e8ea79f3d6563336accf0f8");
}

#[test]
fn what_is_no_table() {
    let day = 86_400_000_000;
    let refused = |midnights: &[i64], open: &[(i64, i64)]| {
        Table::new(0, midnights.to_vec(), open, Terms::AsTheyFall).unwrap_err()
    };
    assert_eq!(refused(&[0], &[]), TableError::Horizon);
    assert_eq!(refused(&[0, 0], &[]), TableError::Horizon);
    assert_eq!(refused(&[day, 0], &[]), TableError::Midnight(1));
    assert_eq!(refused(&[0, 3 * day], &[]), TableError::Midnight(1));
    assert_eq!(refused(&[0, day], &[(5, 5)]), TableError::Interval(0));
    assert_eq!(refused(&[0, day], &[(5, 9), (8, 10)]), TableError::Interval(1));
    assert_eq!(refused(&[0, day], &[(-1, 9)]), TableError::Interval(0));
    assert_eq!(refused(&[0, day], &[(day, day + 1)]), TableError::Interval(0));
    assert_eq!(refused(&[0, day], &[(5, 4 * day)]), TableError::Interval(0));
    let far = Table::new(i32::MAX, vec![0, day], &[], Terms::AsTheyFall);
    assert_eq!(far, Err(TableError::Horizon));
}

#[test]
fn what_are_no_bytes() {
    let bytes = week().encode();
    assert_eq!(Table::decode(b"flowcal"), Err(BytesError::Magic));
    assert_eq!(Table::decode(b"flowcal1"), Err(BytesError::Length));
    assert_eq!(Table::decode(&bytes[..bytes.len() - 8]), Err(BytesError::Length));
    assert_eq!(Table::decode(&[&bytes[..], &[0; 8]].concat()), Err(BytesError::Length));
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        Table::decode(&bytes).unwrap_err()
    };
    assert_eq!(with(12, 2), BytesError::Form);
    assert_eq!(with(28, 0), BytesError::Form);
    assert_eq!(with(60, 1), BytesError::Form);
    assert_eq!(with(19, 255), BytesError::Length);
    assert!(matches!(with(64 + 7, 255), BytesError::Table(_)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Damaged bytes never panic, and no two byte strings are one calendar.
    #[test]
    fn damage_is_seen(hits in prop::collection::vec((0_usize..376, any::<u8>()), 1..4), cut in 0_usize..400) {
        let mut bytes = week().encode();
        for (at, byte) in hits {
            bytes[at] = byte;
        }
        bytes.truncate(cut.max(64));
        if let Ok(table) = Table::decode(&bytes) {
            prop_assert_eq!(table.encode(), bytes);
        }
    }

    /// So do bytes that only begin as a calendar does.
    #[test]
    fn noise_is_refused(noise in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Table::decode(&noise).is_err());
        prop_assert!(Table::decode(&[b"flowcal1", &noise[..]].concat()).is_err());
    }
}
