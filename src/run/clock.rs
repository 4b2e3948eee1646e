//! What time it is: the wall, watched, or a virtual clock.
//!
//! In: the machine's clocks, the only file that reads them. Out: instants in microseconds since
//! 1970-01-01T00:00Z. Not here: timers; whoever hosts a runtime calls `tick` as time goes by.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in microseconds since 1970-01-01T00:00Z.
    fn now(&self) -> i64;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> i64 {
        (**self).now()
    }
}

/// A clock that stands where it is put.
#[derive(Default, Debug)]
pub struct VirtualClock(AtomicI64);

impl VirtualClock {
    /// A clock that stands at `now`.
    pub fn at(now: i64) -> VirtualClock {
        VirtualClock(AtomicI64::new(now))
    }

    /// Puts it to `now`.
    pub fn set(&self, now: i64) {
        self.0.store(now, Ordering::SeqCst);
    }

    /// Moves it on by microseconds.
    pub fn advance(&self, micros: i64) {
        self.0.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// The machine's clock. Where the wall clock jumps further than the time that really passed explains, the
/// jump is not followed: a clock set wrongly by a year would make every deadline late at once.
#[derive(Debug)]
pub struct SystemClock {
    /// The wall at the start, and how far it was followed since.
    wall: AtomicI64,
    start: Instant,
}

/// How far the wall may differ from the time that passed: what time services adjust in small steps.
const TOLERANCE: i64 = 60_000_000;

impl SystemClock {
    /// A clock that believes the wall as it is now.
    pub fn new() -> SystemClock {
        SystemClock { wall: AtomicI64::new(wall()), start: start() }
    }

    /// Believes the wall as it is now, after somebody looked at it: when a machine was asleep, or its clock
    /// was set on purpose.
    pub fn trust(&self) {
        self.wall.store(wall().saturating_sub(micros(self.start.elapsed())), Ordering::SeqCst);
    }

    /// How far the wall is ahead of this clock, in microseconds; not zero for long only after a jump.
    pub fn jump(&self) -> i64 {
        wall().saturating_sub(self.expected())
    }

    fn expected(&self) -> i64 {
        self.wall.load(Ordering::SeqCst).saturating_add(micros(self.start.elapsed()))
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        SystemClock::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> i64 {
        let jump = self.jump();
        if jump.abs() <= TOLERANCE {
            self.trust();
        } else {
            tracing::warn!(seconds = jump / 1_000_000, "the wall clock jumped and is not followed");
        }
        self.expected()
    }
}

#[expect(clippy::disallowed_methods, reason = "this file owns the machine's clocks")]
fn wall() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, micros)
}

#[expect(clippy::disallowed_methods, reason = "this file owns the machine's clocks")]
fn start() -> Instant {
    Instant::now()
}

fn micros(duration: Duration) -> i64 {
    duration.as_micros().try_into().unwrap_or(i64::MAX)
}
