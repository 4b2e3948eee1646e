//! What every store promises, as one suite over each of them, and what SQLite alone can suffer.
//!
//! In: stores. Out: answers and rows. Not here: power cuts, which have a file system of their own.

mod sqlite;

use handoff::abi::image::Status;
use handoff::store::{
    Answer, Content, Current, Entry, Error, Hash, ItemId, Memory, Options, Pointer, Sqlite, Store,
    Transition, Which, Write,
};

/// A promise, kept by any store.
type Promise = fn(&dyn Store);

const PROMISES: &[(&str, Promise)] = &[
    ("what is written is read", what_is_written_is_read),
    ("a repeat gets the first answer", a_repeat_gets_the_first_answer),
    ("one writer a step", one_writer_a_step),
    ("a held key has one holder", a_held_key_has_one_holder),
    ("nothing changes where nothing is written", nothing_changes_where_nothing_is_written),
    ("due items, longest due first", due_items_longest_due_first),
    ("live items, page by page", live_items_page_by_page),
    ("the outbox points into the log", the_outbox_points_into_the_log),
    ("the feed is in the order of commits", the_feed_is_in_the_order_of_commits),
    ("contents are kept under their hash", contents_are_kept_under_their_hash),
    ("a parked item is out of the way of clocks", a_parked_item_is_out_of_the_way_of_clocks),
    ("many at once, each on its own", many_at_once_each_on_its_own),
];

#[test]
fn memory_keeps_every_promise() {
    for (name, promise) in PROMISES {
        println!("{name}");
        promise(&Memory::default());
    }
}

#[test]
fn sqlite_keeps_every_promise() {
    for (name, promise) in PROMISES {
        println!("{name}");
        let folder = tempfile::tempdir().unwrap();
        promise(&Sqlite::open(folder.path().join("work.db")).unwrap());
    }
}

/// The `seq`-th transition of an item: under key `k{seq}`, with an image that says so.
fn transition(name: &str, seq: u64, previous: Hash) -> Transition {
    let item = ItemId::derive("refund", name);
    let image = format!("image {seq} of {name}").into_bytes();
    let entry = Entry {
        item,
        seq,
        previous,
        key: format!("k{seq}"),
        actor: "ana".to_owned(),
        now: seq as i64 * 10,
        module: Hash::of(b"module"),
        calendars: Hash::of(b"calendars"),
        event: format!("event {seq}").into_bytes(),
        effects: format!("effects {seq}").into_bytes(),
        image: Hash::of(&image),
    };
    let current = Current {
        id: item,
        workflow: "refund".to_owned(),
        key: name.to_owned(),
        holds_key: true,
        status: Status::Live,
        image,
        seq,
        head: entry.hash(),
        module: entry.module,
        next_due: i64::MAX,
        parked: None,
    };
    Transition { entry, current, outgoing: Vec::new() }
}

fn put(store: &dyn Store, transition: &Transition) -> Answer {
    store.submit(Write::Transition(Box::new(transition.clone()))).wait().unwrap()
}

/// Writes transitions 1 to `count` of an item.
fn grow(store: &dyn Store, name: &str, count: u64) -> Vec<Transition> {
    let mut head = Hash::NONE;
    let next = |seq| {
        let next = transition(name, seq, head);
        head = next.entry.hash();
        assert_eq!(put(store, &next), Answer::Written);
        next
    };
    (1..=count).map(next).collect()
}

fn what_is_written_is_read(store: &dyn Store) {
    let written = grow(store, "a", 3);
    let id = written[0].entry.item;
    assert_eq!(store.item(id), Ok(Some(written[2].current.clone())));
    let log = store.history(id, 0, 10).unwrap();
    let entries: Vec<&Entry> = log.iter().map(|logged| &logged.entry).collect();
    assert_eq!(entries, written.iter().map(|transition| &transition.entry).collect::<Vec<_>>());
    assert!(log.iter().all(|logged| logged.hash == logged.entry.hash()));
    assert_eq!(store.history(id, 1, 1).unwrap(), log[1..2]);
    assert_eq!(store.item(ItemId::derive("refund", "nobody")), Ok(None));
    let keyed = Which::Keyed { workflow: "refund".to_owned(), key: "a".to_owned() };
    assert_eq!(store.items(&keyed, 9), Ok(vec![written[2].current.clone()]));
}

fn a_repeat_gets_the_first_answer(store: &dyn Store) {
    let written = grow(store, "a", 2);
    let first = store.history(written[0].entry.item, 0, 1).unwrap().remove(0);
    assert_eq!(put(store, &written[0]), Answer::Repeated(Box::new(first.clone())));
    // Another event under the same key is the same request all the same.
    let mut other = transition("a", 3, written[1].entry.hash());
    other.entry.key = "k1".to_owned();
    other.entry.event = b"another".to_vec();
    assert_eq!(put(store, &other), Answer::Repeated(Box::new(first.clone())));
    assert_eq!(store.repeat(other.entry.item, "k1"), Ok(Some(first)));
    assert_eq!(store.repeat(other.entry.item, "k9"), Ok(None));
    // The same key is free for another item.
    assert_eq!(put(store, &transition("b", 1, Hash::NONE)), Answer::Written);
}

fn one_writer_a_step(store: &dyn Store) {
    let written = grow(store, "a", 2);
    let head = written[1].entry.hash();
    let late = |seq, previous| {
        let mut late = transition("a", seq, previous);
        late.entry.key = format!("late {seq} {previous}");
        put(store, &late)
    };
    assert_eq!(late(2, written[0].entry.hash()), Answer::Stale, "the second to write the second");
    assert_eq!(late(4, head), Answer::Stale, "one is left out");
    assert_eq!(late(3, written[0].entry.hash()), Answer::Stale, "a link to another entry");
    assert_eq!(late(1, Hash::NONE), Answer::Stale, "a second beginning");
    assert_eq!(late(3, head), Answer::Written);
    assert_eq!(put(store, &transition("b", 2, Hash::NONE)), Answer::Stale, "no beginning");
    assert_eq!(put(store, &transition("b", 1, head)), Answer::Stale, "a beginning with a past");
}

fn a_held_key_has_one_holder(store: &dyn Store) {
    let first = grow(store, "a", 1).remove(0);
    let mut second = transition("a", 1, Hash::NONE);
    second.entry.item = ItemId::derive("refund", "another a");
    second.current.id = second.entry.item;
    second.current.head = second.entry.hash();
    assert_eq!(put(store, &second), Answer::Taken(first.entry.item));
    assert_eq!(store.item(second.entry.item), Ok(None));
    let mut end = transition("a", 2, first.entry.hash());
    (end.current.status, end.current.holds_key) = (Status::Ended, false);
    assert_eq!(put(store, &end), Answer::Written);
    assert_eq!(put(store, &second), Answer::Written, "the key is free again");
    let keyed = Which::Keyed { workflow: "refund".to_owned(), key: "a".to_owned() };
    assert_eq!(store.items(&keyed, 9).unwrap().len(), 2);
}

fn nothing_changes_where_nothing_is_written(store: &dyn Store) {
    let mut first = transition("a", 1, Hash::NONE);
    first.outgoing = vec![(0, 5)];
    assert_eq!(put(store, &first), Answer::Written);
    let see = || {
        let id = first.entry.item;
        (store.item(id), store.history(id, 0, 99), store.feed(0, 99), store.outbox(99, 99))
    };
    let before = see();
    let mut other = transition("a", 1, Hash::NONE);
    other.entry.item = ItemId::derive("refund", "another a");
    other.current.id = other.entry.item;
    other.outgoing = vec![(0, 5), (1, 5)];
    assert!(matches!(put(store, &other), Answer::Taken(_)));
    let mut stale = transition("a", 3, first.entry.hash());
    stale.outgoing = vec![(0, 5)];
    assert_eq!(put(store, &stale), Answer::Stale);
    assert!(matches!(put(store, &first), Answer::Repeated(_)));
    assert_eq!(see(), before);
}

fn due_items_longest_due_first(store: &dyn Store) {
    for (name, due) in [("a", 30), ("b", 10), ("c", 20), ("d", i64::MAX)] {
        let mut item = transition(name, 1, Hash::NONE);
        item.current.next_due = due;
        assert_eq!(put(store, &item), Answer::Written);
    }
    let due = |now, limit| -> Vec<String> {
        store.items(&Which::Due(now), limit).unwrap().into_iter().map(|item| item.key).collect()
    };
    assert_eq!(due(9, 9), [""; 0]);
    assert_eq!(due(20, 9), ["b", "c"]);
    assert_eq!(due(99, 1), ["b"]);
    assert_eq!(due(i64::MAX, 9), ["b", "c", "a"], "what is never due is not due at the end of time either");
}

fn live_items_page_by_page(store: &dyn Store) {
    let mut ids: Vec<ItemId> = (0..7).map(|n| grow(store, &format!("n{n}"), 1)[0].entry.item).collect();
    let mut ended = transition("z", 1, Hash::NONE);
    ended.current.status = Status::Ended;
    assert_eq!(put(store, &ended), Answer::Written);
    ids.sort();
    let (mut found, mut last) = (Vec::new(), None);
    loop {
        let page = store.items(&Which::Live(last), 3).unwrap();
        let Some(item) = page.last() else { break };
        last = Some(item.id);
        found.extend(page.into_iter().map(|item| item.id));
    }
    assert_eq!(found, ids);
}

fn the_outbox_points_into_the_log(store: &dyn Store) {
    let mut first = transition("a", 1, Hash::NONE);
    first.outgoing = vec![(0, 30), (2, 10)];
    assert_eq!(put(store, &first), Answer::Written);
    let at = |effect| Pointer { item: first.entry.item, seq: 1, effect };
    let waiting = |now| -> Vec<(u16, i64, u32)> {
        let outbox = store.outbox(now, 9).unwrap();
        outbox
            .into_iter()
            .map(|outgoing| (outgoing.pointer.effect, outgoing.due, outgoing.attempts))
            .collect()
    };
    assert_eq!(waiting(10), [(2, 10, 0)]);
    assert_eq!(waiting(30), [(2, 10, 0), (0, 30, 0)]);
    assert_eq!(store.submit(Write::Postponed(at(2), 40)).wait(), Ok(Answer::Written));
    assert_eq!(waiting(40), [(0, 30, 0), (2, 40, 1)]);
    assert_eq!(store.submit(Write::Delivered(at(0))).wait(), Ok(Answer::Written));
    assert_eq!(store.submit(Write::Delivered(at(0))).wait(), Ok(Answer::Written), "twice is once");
    assert_eq!(waiting(40), [(2, 40, 1)]);
}

fn the_feed_is_in_the_order_of_commits(store: &dyn Store) {
    let a = grow(store, "a", 2);
    let b = grow(store, "b", 1);
    let feed = store.feed(0, 99).unwrap();
    let items: Vec<(ItemId, u64)> = feed.iter().map(|logged| (logged.entry.item, logged.entry.seq)).collect();
    assert_eq!(items, [(a[0].entry.item, 1), (a[0].entry.item, 2), (b[0].entry.item, 1)]);
    assert!(feed.windows(2).all(|pair| pair[0].position < pair[1].position));
    assert_eq!(store.feed(feed[0].position, 1).unwrap(), feed[1..2]);
}

fn contents_are_kept_under_their_hash(store: &dyn Store) {
    let bytes = b"a module".to_vec();
    let hash = Hash::of(&bytes);
    assert_eq!(store.content(hash), Ok(None));
    for _ in 0..2 {
        let kept = store.submit(Write::Keep(Content::Module, bytes.clone())).wait();
        assert_eq!(kept, Ok(Answer::Written));
    }
    assert_eq!(store.content(hash), Ok(Some(bytes)));
}

fn a_parked_item_is_out_of_the_way_of_clocks(store: &dyn Store) {
    let mut first = transition("a", 1, Hash::NONE);
    first.current.next_due = 10;
    assert_eq!(put(store, &first), Answer::Written);
    let id = first.entry.item;
    let park = |why: Option<&str>| store.submit(Write::Parked(id, why.map(str::to_owned))).wait();
    assert_eq!(park(Some("a trap")), Ok(Answer::Written));
    assert_eq!(store.items(&Which::Due(99), 9), Ok(vec![]));
    assert_eq!(store.items(&Which::Parked(None), 9).unwrap()[0].parked.as_deref(), Some("a trap"));
    // A transition that was on its way does not put it back.
    assert_eq!(put(store, &transition("a", 2, first.entry.hash())), Answer::Written);
    assert_eq!(store.item(id).unwrap().unwrap().parked.as_deref(), Some("a trap"));
    assert_eq!(park(None), Ok(Answer::Written));
    assert_eq!(store.items(&Which::Parked(None), 9), Ok(vec![]));
    let nobody = ItemId::derive("refund", "nobody");
    assert_eq!(store.submit(Write::Parked(nobody, None)).wait(), Ok(Answer::Stale));
}

/// Good and bad writes share transactions; each gets its own answer.
fn many_at_once_each_on_its_own(store: &dyn Store) {
    grow(store, "taken", 1);
    let tickets: Vec<_> = (0..300)
        .map(|n| {
            let mut next = transition(&format!("n{n}"), 1 + u64::from(n % 3 == 1), Hash::NONE);
            if n % 3 == 2 {
                next.current.key = "taken".to_owned();
            }
            store.submit(Write::Transition(Box::new(next)))
        })
        .collect();
    for (n, ticket) in tickets.into_iter().enumerate() {
        let answer = ticket.wait().unwrap();
        match n % 3 {
            0 => assert_eq!(answer, Answer::Written),
            1 => assert_eq!(answer, Answer::Stale),
            _ => assert!(matches!(answer, Answer::Taken(_))),
        }
    }
    assert_eq!(store.items(&Which::Live(None), 999).unwrap().len(), 101);
}
