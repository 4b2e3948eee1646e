;; Clocks: the ledger of `calendar/clock.rs`, in the cell `$c` of the image that stores it. `$t` is the table
;; of the calendar on which the clock counts. The words in braces are offsets in a cell; they are filled in
;; from `abi::layout` when this text is assembled.
;;
;; States: 0 stopped, 1 running, 2 paused.

(func $clock_table (param $c i32) (result i32)
  (call $table (i32.load8_u offset={clock.calendar} (local.get $c))))

(func $clock_unit (param $c i32) (result i32)
  (i32.load8_u offset={clock.unit} (local.get $c)))

;; A cell that no clock uses.
(func $clock_blank (param $c i32)
  (memory.fill (local.get $c) (i32.const 0) (i32.const {clock.size}))
  (i32.store16 offset={clock.site} (local.get $c) (i32.const 0xffff))
  (i64.store offset={clock.end} (local.get $c) (i64.const 0x7fffffffffffffff))
  (i64.store offset={clock.due} (local.get $c) (i64.const 0x7fffffffffffffff)))

;; The span of the cell as a plain count, for a clock that starts now.
(func $clock_amount (param $c i32) (param $t i32) (result i64)
  (call $amount
    (local.get $t)
    (call $clock_unit (local.get $c))
    (i32.load offset={clock.months} (local.get $c))
    (i64.load offset={clock.length} (local.get $c))
    (global.get $now)))

;; A ledger that begins now; the cell has its span.
(func $clock_start (param $c i32) (param $t i32)
  (i32.store8 offset={clock.state} (local.get $c) (i32.const 1))
  (i64.store offset={clock.amount} (local.get $c) (call $clock_amount (local.get $c) (local.get $t)))
  (i64.store offset={clock.consumed} (local.get $c)
    (i64.sub
      (i64.const 0)
      (call $skip (local.get $t) (call $clock_unit (local.get $c)) (global.get $now))))
  (i64.store offset={clock.spent} (local.get $c) (i64.const 0))
  (i64.store offset={clock.since} (local.get $c) (global.get $now)))

(func $clock_since_now (param $c i32)
  (i64.store offset={clock.since} (local.get $c)
    (call $max (i64.load offset={clock.since} (local.get $c)) (global.get $now))))

;; Sums up to now and takes another state.
(func $clock_settle (param $c i32) (param $t i32) (param $state i32) (param $pauses i32)
  (local $unit i32) (local $since i64)
  (local.set $unit (call $clock_unit (local.get $c)))
  (local.set $since (i64.load offset={clock.since} (local.get $c)))
  (i64.store offset={clock.consumed} (local.get $c)
    (i64.add
      (i64.load offset={clock.consumed} (local.get $c))
      (call $ran (local.get $t) (local.get $unit) (local.get $since) (global.get $now))))
  (i64.store offset={clock.spent} (local.get $c)
    (i64.add
      (i64.load offset={clock.spent} (local.get $c))
      (call $spent (local.get $t) (local.get $unit) (local.get $since) (global.get $now))))
  (call $clock_since_now (local.get $c))
  (i32.store8 offset={clock.state} (local.get $c) (local.get $state))
  (i32.store16 offset={clock.pauses} (local.get $c) (local.get $pauses)))

;; Runs from now on. The day of start passes while a clock stands still, too.
(func $clock_run (param $c i32) (param $t i32)
  (local $consumed i64)
  (local.set $consumed (i64.load offset={clock.consumed} (local.get $c)))
  (if (i64.lt_s (local.get $consumed) (i64.const 0))
    (then
      (i64.store offset={clock.consumed} (local.get $c)
        (call $min
          (i64.add
            (local.get $consumed)
            (call $ran
              (local.get $t)
              (call $clock_unit (local.get $c))
              (i64.load offset={clock.since} (local.get $c))
              (global.get $now)))
          (i64.const 0)))))
  (call $clock_since_now (local.get $c))
  (i32.store8 offset={clock.state} (local.get $c) (i32.const 1))
  (i32.store16 offset={clock.pauses} (local.get $c) (i32.const 0)))

;; Stands still, for one reason more.
(func $clock_pause (param $c i32) (param $t i32)
  (local $pauses i32)
  (block $running (block $paused
    (br_table $running $running $paused (i32.load8_u offset={clock.state} (local.get $c))))
    (local.set $pauses (i32.load16_u offset={clock.pauses} (local.get $c)))
    (i32.store16 offset={clock.pauses} (local.get $c)
      (i32.add (local.get $pauses) (i32.lt_u (local.get $pauses) (i32.const 0xffff))))
    (return))
  (if (i32.load8_u offset={clock.state} (local.get $c))
    (then (call $clock_settle (local.get $c) (local.get $t) (i32.const 2) (i32.const 1)))))

;; One reason to stand still is gone; with the last, it runs again.
(func $clock_resume (param $c i32) (param $t i32)
  (local $pauses i32)
  (if (i32.ne (i32.load8_u offset={clock.state} (local.get $c)) (i32.const 2)) (then (return)))
  (local.set $pauses (i32.load16_u offset={clock.pauses} (local.get $c)))
  (if (i32.gt_u (local.get $pauses) (i32.const 1))
    (then
      (i32.store16 offset={clock.pauses} (local.get $c)
        (i32.sub (local.get $pauses) (i32.const 1)))
      (return)))
  (call $clock_run (local.get $c) (local.get $t)))

;; What it measures is over; the ledger stays.
(func $clock_stop (param $c i32) (param $t i32)
  (if (i32.eq (i32.load8_u offset={clock.state} (local.get $c)) (i32.const 1))
    (then
      (call $clock_settle (local.get $c) (local.get $t) (i32.const 0) (i32.const 0))
      (return)))
  (i32.store8 offset={clock.state} (local.get $c) (i32.const 0))
  (i32.store16 offset={clock.pauses} (local.get $c) (i32.const 0)))

;; Another visit under the same budget.
(func $clock_go_on (param $c i32) (param $t i32)
  (if (i32.eqz (i32.load8_u offset={clock.state} (local.get $c)))
    (then (call $clock_run (local.get $c) (local.get $t)))))

;; When the budget is used up if nothing stops the clock.
(func $clock_end (param $c i32) (param $t i32) (result i64)
  (call $reach
    (local.get $t)
    (call $clock_unit (local.get $c))
    (call $sub_sat
      (i64.load offset={clock.amount} (local.get $c))
      (i64.load offset={clock.consumed} (local.get $c)))
    (i64.load offset={clock.since} (local.get $c))))

;; When so much of it is, in millionths, of a clock that runs.
(func $clock_part (param $c i32) (param $t i32) (param $part i64) (result i64)
  (call $part_used
    (local.get $t)
    (call $clock_unit (local.get $c))
    (local.get $part)
    (i64.load offset={clock.spent} (local.get $c))
    (i64.load offset={clock.since} (local.get $c))
    (call $clock_end (local.get $c) (local.get $t))))

;; When a span is over that begins at `from`; where it names no calendar, it counts on `$calendar`.
(func $span_due (param $span i32) (param $calendar i32) (param $from i64) (result i64)
  (local $own i32)
  (local.set $own (i32.load8_u offset=1 (local.get $span)))
  (call $due
    (call $table
      (select (local.get $calendar) (local.get $own) (i32.eq (local.get $own) (i32.const 255))))
    (i32.load8_u (local.get $span))
    (i32.load offset=4 (local.get $span))
    (i64.load offset=8 (local.get $span))
    (local.get $from)))

;; The next such time of day, in minutes, after an instant.
(func $next_time (param $t i32) (param $minutes i64) (param $after i64) (result i64)
  (local $day i32) (local $today i64)
  (local.set $day (call $date_of (local.get $t) (local.get $after)))
  (if (i32.or
        (i32.eq (local.get $day) (i32.const 0x80000000))
        (i32.eq (local.get $day) (i32.const 0x7fffffff)))
    (then (return (i64.const 0x7fffffffffffffff))))
  (local.set $minutes (i64.mul (local.get $minutes) (i64.const 60000000)))
  (local.set $today
    (call $add_sat (call $start_of (local.get $t) (local.get $day)) (local.get $minutes)))
  (if (i64.gt_s (local.get $today) (local.get $after)) (then (return (local.get $today))))
  (call $add_sat
    (call $start_of (local.get $t) (i32.add (local.get $day) (i32.const 1)))
    (local.get $minutes)))

;; A clock's cell is free again, if it is the clock's.
(func $clock_free (param $c i32) (param $site i32)
  (if (i32.eq (i32.load16_u offset={clock.site} (local.get $c)) (local.get $site))
    (then (call $clock_blank (local.get $c)))))

;; The same for `len` pairs of 32-bit numbers, cell and clock.
(func $clocks_free (param $pairs i32) (param $len i32)
  (block $done
    (loop $more
      (br_if $done (i32.eqz (local.get $len)))
      (call $clock_free (i32.load (local.get $pairs)) (i32.load offset=4 (local.get $pairs)))
      (local.set $pairs (i32.add (local.get $pairs) (i32.const 8)))
      (local.set $len (i32.sub (local.get $len) (i32.const 1)))
      (br $more))))

;; A cell in use by clock `site`, whose ledger begins now with a span whose calendar is settled.
(func $clock_begin (param $c i32) (param $site i32) (param $span i32)
  (call $clock_blank (local.get $c))
  (i32.store16 offset={clock.site} (local.get $c) (local.get $site))
  (memory.copy
    (i32.add (local.get $c) (i32.const {clock.unit}))
    (local.get $span)
    (i32.const 16))
  (call $clock_start (local.get $c) (call $clock_table (local.get $c))))

;; A span that names a calendar: its own, or this one.
(func $span_on (param $span i32) (param $calendar i32) (result i32)
  (local $own i32)
  (if (i32.ne (i32.load8_u offset=1 (local.get $span)) (i32.const 255))
    (then (return (local.get $span))))
  (local.set $own (call $alloc (i32.const 16)))
  (memory.copy (local.get $own) (local.get $span) (i32.const 16))
  (i32.store8 offset=1 (local.get $own) (local.get $calendar))
  (local.get $own))

;; When a rung fires that fires once, at `$at`; never, if its bit says that it has.
(func $clock_once (param $c i32) (param $bit i32) (param $at i64) (result i64)
  (select
    (i64.const 0x7fffffffffffffff)
    (local.get $at)
    (i32.and (i32.load offset={clock.fired} (local.get $c)) (local.get $bit))))

;; When a last rung says it again: once all have fired, every day at opening.
(func $clock_again (param $c i32) (param $all i32) (param $end i64) (result i64)
  (if (i32.ne
        (i32.and (i32.load offset={clock.fired} (local.get $c)) (local.get $all))
        (local.get $all))
    (then (return (i64.const 0x7fffffffffffffff))))
  (call $opening_after
    (call $clock_table (local.get $c))
    (call $max (local.get $end) (global.get $now))))

;; The opening time that is first after the day of an instant.
(func $opening_after (param $t i32) (param $at i64) (result i64)
  (local $day i32)
  (local.set $day (call $date_of (local.get $t) (local.get $at)))
  (if (i32.or
        (i32.eq (local.get $day) (i32.const 0x80000000))
        (i32.eq (local.get $day) (i32.const 0x7fffffff)))
    (then (return (i64.const 0x7fffffffffffffff))))
  (call $next_opening
    (local.get $t)
    (call $start_of (local.get $t) (i32.add (local.get $day) (i32.const 1)))))

;; Of `len` cells from `$c` on, the clock that has something to do by now: the earliest, of several the one with
;; the least number. None: -1.
(func $next_due (param $c i32) (param $len i32) (result i32)
  (local $best i32) (local $least i64) (local $site i32) (local $due i64)
  (local.set $best (i32.const -1))
  (block $done
    (loop $more
      (br_if $done (i32.eqz (local.get $len)))
      (local.set $site (i32.load16_u offset={clock.site} (local.get $c)))
      (local.set $due (i64.load offset={clock.due} (local.get $c)))
      (if (i32.and
            (i32.ne (local.get $site) (i32.const 0xffff))
            (i64.le_s (local.get $due) (global.get $now)))
        (then
          (if (i32.or
                (i32.eq (local.get $best) (i32.const -1))
                (i32.or
                  (i64.lt_s (local.get $due) (local.get $least))
                  (i32.and
                    (i64.eq (local.get $due) (local.get $least))
                    (i32.lt_u (local.get $site) (local.get $best)))))
            (then
              (local.set $best (local.get $site))
              (local.set $least (local.get $due))))))
      (local.set $c (i32.add (local.get $c) (i32.const {clock.size})))
      (local.set $len (i32.sub (local.get $len) (i32.const 1)))
      (br $more)))
  (local.get $best))

;; The earliest instant at which any of `len` cells has something to do.
(func $least_due (param $c i32) (param $len i32) (result i64)
  (local $least i64)
  (local.set $least (i64.const 0x7fffffffffffffff))
  (block $done
    (loop $more
      (br_if $done (i32.eqz (local.get $len)))
      (local.set $least
        (call $min (local.get $least) (i64.load offset={clock.due} (local.get $c))))
      (local.set $c (i32.add (local.get $c) (i32.const {clock.size})))
      (local.set $len (i32.sub (local.get $len) (i32.const 1)))
      (br $more)))
  (local.get $least))

;; The pause before a further attempt: the first one doubled as often, up to the longest.
(func $backoff (param $first i64) (param $most i64) (param $attempt i32) (result i64)
  (local $times i64)
  (local.set $times
    (i64.extend_i32_u
      (select
        (i32.sub (local.get $attempt) (i32.const 1))
        (i32.const 30)
        (i32.lt_u (local.get $attempt) (i32.const 31)))))
  (call $min
    (call $max (local.get $most) (local.get $first))
    (select
      (i64.shl (local.get $first) (local.get $times))
      (i64.const 0x7fffffffffffffff)
      (i64.le_s
        (local.get $first)
        (i64.shr_u (i64.const 0x7fffffffffffffff) (local.get $times))))))
