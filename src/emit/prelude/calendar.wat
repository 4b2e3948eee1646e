;; Calendars: the arithmetic of `calendar/count.rs`, function by function, over the bytes that
;; `calendar/bytes.rs` writes and `docs/calendar.md` describes. `$t` is always the address of such bytes.
;;
;; Instants are microseconds; before the horizon is the least, after it the greatest number. Kinds of time:
;; 0 elapsed, 1 open time, 2 workdays, 3 days.

;; The counts and the seven sorted arrays of a table.
(func $days (param $t i32) (result i32) (i32.load offset=16 (local.get $t)))
(func $intervals (param $t i32) (result i32) (i32.load offset=20 (local.get $t)))
(func $open_days (param $t i32) (result i32) (i32.load offset=24 (local.get $t)))
(func $first_day (param $t i32) (result i32) (i32.load offset=8 (local.get $t)))
(func $midnight (param $t i32) (result i32) (i32.add (local.get $t) (i32.load offset=28 (local.get $t))))
(func $start (param $t i32) (result i32) (i32.add (local.get $t) (i32.load offset=32 (local.get $t))))
(func $end (param $t i32) (result i32) (i32.add (local.get $t) (i32.load offset=36 (local.get $t))))
(func $sums (param $t i32) (result i32) (i32.add (local.get $t) (i32.load offset=40 (local.get $t))))
(func $opening (param $t i32) (result i32) (i32.add (local.get $t) (i32.load offset=44 (local.get $t))))
(func $closing (param $t i32) (result i32) (i32.add (local.get $t) (i32.load offset=48 (local.get $t))))
(func $date_end (param $t i32) (result i32) (i32.add (local.get $t) (i32.load offset=52 (local.get $t))))
(func $midnights (param $t i32) (result i32) (i32.add (call $days (local.get $t)) (i32.const 1)))

;; Entry number `index` of an array.
(func $entry (param $array i32) (param $index i32) (result i64)
  (i64.load (i32.add (local.get $array) (i32.shl (local.get $index) (i32.const 3)))))

;; The same, or "after the horizon" past its end.
(func $entry_or_after (param $array i32) (param $len i32) (param $index i32) (result i64)
  (if (i32.ge_u (local.get $index) (local.get $len))
    (then (return (i64.const 0x7fffffffffffffff))))
  (call $entry (local.get $array) (local.get $index)))

;; How many entries of a sorted array are at most `at`.
(func $le (param $array i32) (param $len i32) (param $at i64) (result i32)
  (local $low i32) (local $mid i32)
  (block $done
    (loop $more
      (br_if $done (i32.ge_u (local.get $low) (local.get $len)))
      (local.set $mid
        (i32.shr_u (i32.add (local.get $low) (local.get $len)) (i32.const 1)))
      (if (i64.le_s (call $entry (local.get $array) (local.get $mid)) (local.get $at))
        (then (local.set $low (i32.add (local.get $mid) (i32.const 1))))
        (else (local.set $len (local.get $mid))))
      (br $more)))
  (local.get $low))

;; How many are less than `at`.
(func $lt (param $array i32) (param $len i32) (param $at i64) (result i32)
  (if (i64.eq (local.get $at) (i64.const 0x8000000000000000)) (then (return (i32.const 0))))
  (call $le (local.get $array) (local.get $len) (i64.sub (local.get $at) (i64.const 1))))

(func $is_end (param $at i64) (result i32)
  (i32.or
    (i64.eq (local.get $at) (i64.const 0x8000000000000000))
    (i64.eq (local.get $at) (i64.const 0x7fffffffffffffff))))

(func $date_index (param $t i32) (param $at i64) (result i32)
  (i32.sub
    (call $le (call $midnight (local.get $t)) (call $midnights (local.get $t)) (local.get $at))
    (i32.const 1)))

;; The date of an instant; the least or greatest number outside the horizon.
(func $date_of (param $t i32) (param $at i64) (result i32)
  (local $index i32)
  (local.set $index (call $date_index (local.get $t) (local.get $at)))
  (if (i32.lt_s (local.get $index) (i32.const 0)) (then (return (i32.const 0x80000000))))
  (if (i32.ge_s (local.get $index) (call $days (local.get $t))) (then (return (i32.const 0x7fffffff))))
  (i32.add (call $first_day (local.get $t)) (local.get $index)))

;; The date of an instant; outside the horizon the day next to it.
(func $date_near (param $t i32) (param $at i64) (result i32)
  (i32.add (call $first_day (local.get $t)) (call $date_index (local.get $t) (local.get $at))))

;; The instant at which a date begins.
(func $start_of (param $t i32) (param $day i32) (result i64)
  (local $index i64)
  (local.set $index
    (i64.sub
      (i64.extend_i32_s (local.get $day))
      (i64.extend_i32_s (call $first_day (local.get $t)))))
  (if (i64.lt_s (local.get $index) (i64.const 0)) (then (return (i64.const 0x8000000000000000))))
  (call $entry_or_after
    (call $midnight (local.get $t))
    (call $midnights (local.get $t))
    (i32.wrap_i64 (local.get $index))))

(func $is_open (param $t i32) (param $at i64) (result i32)
  (local $begun i32)
  (local.set $begun
    (call $le (call $start (local.get $t)) (call $intervals (local.get $t)) (local.get $at)))
  (if (i32.eqz (local.get $begun)) (then (return (i32.const 0))))
  (i64.lt_s
    (local.get $at)
    (call $entry (call $end (local.get $t)) (i32.sub (local.get $begun) (i32.const 1)))))

(func $is_open_between (param $t i32) (param $from i64) (param $to i64) (result i32)
  (if (i64.eq (local.get $from) (local.get $to))
    (then (return (call $is_open (local.get $t) (local.get $from)))))
  (i32.and
    (i64.lt_s (local.get $from) (local.get $to))
    (i64.eq
      (i64.sub
        (call $opened (local.get $t) (local.get $to))
        (call $opened (local.get $t) (local.get $from)))
      (call $sub_sat (local.get $to) (local.get $from)))))

;; The least instant from `at` on at which it is open.
(func $open_from (param $t i32) (param $at i64) (result i64)
  (if (call $is_open (local.get $t) (local.get $at)) (then (return (local.get $at))))
  (call $entry_or_after
    (call $start (local.get $t))
    (call $intervals (local.get $t))
    (call $le (call $start (local.get $t)) (call $intervals (local.get $t)) (local.get $at))))

;; The first opening time of a day that is later than `at`.
(func $next_opening (param $t i32) (param $at i64) (result i64)
  (call $entry_or_after
    (call $opening (local.get $t))
    (call $open_days (local.get $t))
    (call $le (call $opening (local.get $t)) (call $open_days (local.get $t)) (local.get $at))))

;; Open time of the horizon before `at`.
(func $opened (param $t i32) (param $at i64) (result i64)
  (local $last i32)
  (local.set $last
    (i32.sub
      (call $le (call $start (local.get $t)) (call $intervals (local.get $t)) (local.get $at))
      (i32.const 1)))
  (if (i32.lt_s (local.get $last) (i32.const 0)) (then (return (i64.const 0))))
  (i64.add
    (call $entry (call $sums (local.get $t)) (local.get $last))
    (i64.sub
      (call $min (local.get $at) (call $entry (call $end (local.get $t)) (local.get $last)))
      (call $entry (call $start (local.get $t)) (local.get $last)))))

;; A length as a plain count of its kind, for a clock that starts at `from`.
(func $amount
  (param $t i32) (param $unit i32) (param $months i32) (param $amount i64) (param $from i64) (result i64)
  (local $date i32)
  (if (i32.ne (local.get $unit) (i32.const 3))
    (then (return (call $max (local.get $amount) (i64.const 0)))))
  (local.set $date (call $date_near (local.get $t) (local.get $from)))
  (call $max
    (call $add_sat
      (local.get $amount)
      (i64.sub
        (i64.extend_i32_s (call $add_months (local.get $date) (local.get $months)))
        (i64.extend_i32_s (local.get $date))))
    (i64.const 0)))

;; The midnight that ends the day of `at`.
(func $today_ends (param $t i32) (param $at i64) (result i64)
  (call $entry_or_after
    (call $midnight (local.get $t))
    (call $midnights (local.get $t))
    (call $le (call $midnight (local.get $t)) (call $midnights (local.get $t)) (local.get $at))))

;; How many ends after `from` count for nothing, since they belong to the day of `from`.
(func $skip (param $t i32) (param $unit i32) (param $from i64) (result i64)
  (if (i32.lt_u (local.get $unit) (i32.const 2)) (then (return (i64.const 0))))
  (if (i32.eq (local.get $unit) (i32.const 3)) (then (return (i64.const 1))))
  (i64.sub
    (i64.extend_i32_u
      (call $le
        (call $date_end (local.get $t))
        (call $open_days (local.get $t))
        (call $today_ends (local.get $t) (local.get $from))))
    (i64.extend_i32_u
      (call $le (call $closing (local.get $t)) (call $open_days (local.get $t)) (local.get $from)))))

;; How many entries of a sorted array lie in `(since, to]`.
(func $passed (param $array i32) (param $len i32) (param $since i64) (param $to i64) (result i64)
  (i64.sub
    (i64.extend_i32_u (call $le (local.get $array) (local.get $len) (local.get $to)))
    (i64.extend_i32_u (call $le (local.get $array) (local.get $len) (local.get $since)))))

;; What passes of a kind of time in `(since, to]`.
(func $ran (param $t i32) (param $unit i32) (param $since i64) (param $to i64) (result i64)
  (if (i64.le_s (local.get $to) (local.get $since)) (then (return (i64.const 0))))
  (block $days (block $workdays (block $open (block $elapsed
    (br_table $elapsed $open $workdays $days (local.get $unit)))
    (return (call $sub_sat (local.get $to) (local.get $since))))
    (return
      (i64.sub
        (call $opened (local.get $t) (local.get $to))
        (call $opened (local.get $t) (local.get $since)))))
    (return
      (call $passed
        (call $closing (local.get $t)) (call $open_days (local.get $t))
        (local.get $since) (local.get $to))))
  (call $passed
    (call $midnight (local.get $t)) (call $midnights (local.get $t))
    (local.get $since) (local.get $to)))

;; The kind of time that parts of a budget are measured in.
(func $measure (param $unit i32) (result i32)
  (i32.or
    (i32.eq (local.get $unit) (i32.const 1))
    (i32.eq (local.get $unit) (i32.const 2))))

(func $spent (param $t i32) (param $unit i32) (param $since i64) (param $to i64) (result i64)
  (call $ran (local.get $t) (call $measure (local.get $unit)) (local.get $since) (local.get $to)))

;; The n-th entry later than `at`, n from 1.
(func $nth_after (param $array i32) (param $len i32) (param $at i64) (param $n i64) (result i64)
  (local $index i64)
  (local.set $index
    (call $add_sat
      (i64.extend_i32_u (call $le (local.get $array) (local.get $len) (local.get $at)))
      (i64.sub (local.get $n) (i64.const 1))))
  (if (i64.ge_u (local.get $index) (i64.extend_i32_u (local.get $len)))
    (then (return (i64.const 0x7fffffffffffffff))))
  (call $entry (local.get $array) (i32.wrap_i64 (local.get $index))))

;; The n-th entry earlier than `at`, n from 1; `at` itself for 0.
(func $nth_before (param $array i32) (param $len i32) (param $at i64) (param $n i64) (result i64)
  (local $index i64)
  (if (i64.eqz (local.get $n)) (then (return (local.get $at))))
  (local.set $index
    (call $sub_sat
      (i64.extend_i32_u (call $lt (local.get $array) (local.get $len) (local.get $at)))
      (local.get $n)))
  (if (i64.lt_s (local.get $index) (i64.const 0)) (then (return (i64.const 0x8000000000000000))))
  (call $entry (local.get $array) (i32.wrap_i64 (local.get $index))))

;; The least instant at which so much of a kind of time has run since `since`.
(func $reach (param $t i32) (param $unit i32) (param $amount i64) (param $since i64) (result i64)
  (if (call $is_end (local.get $since)) (then (return (local.get $since))))
  (if (i32.eqz (local.get $unit))
    (then
      (return
        (call $add_sat (local.get $since) (call $max (local.get $amount) (i64.const 0))))))
  (if (i32.eq (local.get $unit) (i32.const 3))
    (then
      (if (i64.gt_s (local.get $amount) (i64.const 0))
        (then
          (local.set $since
            (call $nth_after
              (call $midnight (local.get $t)) (call $midnights (local.get $t))
              (local.get $since) (local.get $amount)))))
      (return (call $term_end (local.get $t) (local.get $since)))))
  (if (i64.le_s (local.get $amount) (i64.const 0)) (then (return (local.get $since))))
  (if (i32.eq (local.get $unit) (i32.const 2))
    (then
      (return
        (call $nth_after
          (call $closing (local.get $t)) (call $open_days (local.get $t))
          (local.get $since) (local.get $amount)))))
  (call $open_reach
    (local.get $t)
    (call $add_sat (call $opened (local.get $t) (local.get $since)) (local.get $amount))))

;; The least instant before which the horizon has been open for `target`, more than zero.
(func $open_reach (param $t i32) (param $target i64) (result i64)
  (local $index i32)
  (local.set $index
    (i32.sub
      (call $lt
        (call $sums (local.get $t))
        (i32.add (call $intervals (local.get $t)) (i32.const 1))
        (local.get $target))
      (i32.const 1)))
  (if (i32.ge_u (local.get $index) (call $intervals (local.get $t)))
    (then (return (i64.const 0x7fffffffffffffff))))
  (i64.add
    (call $entry (call $start (local.get $t)) (local.get $index))
    (i64.sub
      (local.get $target)
      (call $entry (call $sums (local.get $t)) (local.get $index)))))

;; The end of a term that falls on `end`, by the calendar's rule for terms.
(func $term_end (param $t i32) (param $end i64) (result i64)
  (if (i32.or
        (i32.eqz (i32.load offset=12 (local.get $t)))
        (call $is_end (local.get $end)))
    (then (return (local.get $end))))
  (call $entry_or_after
    (call $date_end (local.get $t))
    (call $open_days (local.get $t))
    (call $lt (call $date_end (local.get $t)) (call $open_days (local.get $t)) (local.get $end))))

;; When a length that starts at `from` is over.
(func $due
  (param $t i32) (param $unit i32) (param $months i32) (param $amount i64) (param $from i64) (result i64)
  (call $reach
    (local.get $t)
    (local.get $unit)
    (call $add_sat
      (call $amount
        (local.get $t) (local.get $unit) (local.get $months) (local.get $amount) (local.get $from))
      (call $skip (local.get $t) (local.get $unit) (local.get $from)))
    (local.get $from)))

;; The mirror of it: a length before `until`.
(func $before
  (param $t i32) (param $unit i32) (param $months i32) (param $amount i64) (param $until i64) (result i64)
  (if (call $is_end (local.get $until)) (then (return (local.get $until))))
  (if (i32.eqz (local.get $unit))
    (then
      (return (call $sub_sat (local.get $until) (call $max (local.get $amount) (i64.const 0))))))
  (if (i64.gt_s
        (local.get $until)
        (call $entry (call $midnight (local.get $t)) (call $days (local.get $t))))
    (then (return (i64.const 0x7fffffffffffffff))))
  (if (i32.eq (local.get $unit) (i32.const 1))
    (then (return (call $open_before (local.get $t) (local.get $amount) (local.get $until)))))
  (if (i32.eq (local.get $unit) (i32.const 2))
    (then (return (call $workdays_before (local.get $t) (local.get $amount) (local.get $until)))))
  (call $days_before
    (local.get $t) (local.get $months) (local.get $amount) (local.get $until)))

(func $open_before (param $t i32) (param $micros i64) (param $until i64) (result i64)
  (local $target i64) (local $index i32)
  (if (i64.le_s (local.get $micros) (i64.const 0)) (then (return (local.get $until))))
  (local.set $target
    (call $sub_sat (call $opened (local.get $t) (local.get $until)) (local.get $micros)))
  (local.set $index
    (i32.sub
      (call $le
        (call $sums (local.get $t))
        (i32.add (call $intervals (local.get $t)) (i32.const 1))
        (local.get $target))
      (i32.const 1)))
  (if (i32.lt_s (local.get $index) (i32.const 0)) (then (return (i64.const 0x8000000000000000))))
  (i64.add
    (call $entry (call $start (local.get $t)) (local.get $index))
    (i64.sub
      (local.get $target)
      (call $entry (call $sums (local.get $t)) (local.get $index)))))

(func $workdays_before (param $t i32) (param $days i64) (param $until i64) (result i64)
  (local $opening i32) (local $len i32) (local $today i64)
  (local.set $opening (call $opening (local.get $t)))
  (local.set $len (call $open_days (local.get $t)))
  (local.set $today
    (call $start_of (local.get $t) (call $date_near (local.get $t) (local.get $until))))
  (call $nth_before
    (local.get $opening)
    (local.get $len)
    (local.get $until)
    (call $add_sat
      (call $max (local.get $days) (i64.const 0))
      (i64.extend_i32_s
        (i32.sub
          (call $lt (local.get $opening) (local.get $len) (local.get $until))
          (call $lt (local.get $opening) (local.get $len) (local.get $today)))))))

(func $days_before (param $t i32) (param $months i32) (param $days i64) (param $until i64) (result i64)
  (local $date i32) (local $back i64) (local $begin i64)
  (local.set $date (call $date_near (local.get $t) (local.get $until)))
  (if (i32.eq (local.get $months) (i32.const 0x80000000))
    (then (local.set $months (i32.const 0x80000001))))
  (local.set $back
    (i64.sub
      (i64.extend_i32_s (local.get $date))
      (i64.extend_i32_s
        (call $add_months (local.get $date) (i32.sub (i32.const 0) (local.get $months))))))
  (local.set $begin
    (call $nth_before
      (call $midnight (local.get $t))
      (call $midnights (local.get $t))
      (local.get $until)
      (call $add_sat
        (call $max (call $add_sat (local.get $days) (local.get $back)) (i64.const 0))
        (i64.extend_i32_u
          (i64.lt_s (call $start_of (local.get $t) (local.get $date)) (local.get $until))))))
  (if (i32.or
        (i32.eqz (i32.load offset=12 (local.get $t)))
        (call $is_end (local.get $begin)))
    (then (return (local.get $begin))))
  (call $open_day_start (local.get $t) (local.get $begin)))

;; The midnight that begins the last open day not later than the day of `at`.
(func $open_day_start (param $t i32) (param $at i64) (result i64)
  (local $begun i32)
  (local.set $begun
    (call $le
      (call $date_end (local.get $t))
      (call $open_days (local.get $t))
      (call $today_ends (local.get $t) (local.get $at))))
  (if (i32.eqz (local.get $begun)) (then (return (i64.const 0x8000000000000000))))
  (call $entry
    (call $midnight (local.get $t))
    (i32.sub
      (call $lt
        (call $midnight (local.get $t))
        (call $midnights (local.get $t))
        (call $entry (call $date_end (local.get $t)) (i32.sub (local.get $begun) (i32.const 1))))
      (i32.const 1))))

;; The n-th open day after a date.
(func $workday_after (param $t i32) (param $day i32) (param $n i64) (result i32)
  (call $open_day
    (local.get $t)
    (i64.sub
      (call $add_sat
        (i64.extend_i32_u
          (call $le
            (call $date_end (local.get $t))
            (call $open_days (local.get $t))
            (call $start_of
              (local.get $t)
              (select
                (local.get $day)
                (i32.add (local.get $day) (i32.const 1))
                (i32.eq (local.get $day) (i32.const 0x7fffffff))))))
        (call $max (local.get $n) (i64.const 0)))
      (i64.const 1))
    (local.get $day)
    (local.get $n)))

;; The n-th open day before a date.
(func $workday_before (param $t i32) (param $day i32) (param $n i64) (result i32)
  (local $begins i64)
  (local.set $begins (call $start_of (local.get $t) (local.get $day)))
  (if (i32.and
        (i64.eq (local.get $begins) (i64.const 0x7fffffffffffffff))
        (i64.gt_s (local.get $n) (i64.const 0)))
    (then (return (i32.const 0x7fffffff))))
  (call $open_day
    (local.get $t)
    (i64.sub
      (i64.extend_i32_u
        (call $le (call $date_end (local.get $t)) (call $open_days (local.get $t)) (local.get $begins)))
      (call $max (local.get $n) (i64.const 0)))
    (local.get $day)
    (local.get $n)))

;; The date of open day number `index`; `day` itself where `n` asks for no step.
(func $open_day (param $t i32) (param $index i64) (param $day i32) (param $n i64) (result i32)
  (if (i64.le_s (local.get $n) (i64.const 0)) (then (return (local.get $day))))
  (if (i64.lt_s (local.get $index) (i64.const 0)) (then (return (i32.const 0x80000000))))
  (if (i64.ge_s (local.get $index) (i64.extend_i32_u (call $open_days (local.get $t))))
    (then (return (i32.const 0x7fffffff))))
  (i32.sub
    (i32.add
      (call $first_day (local.get $t))
      (call $lt
        (call $midnight (local.get $t))
        (call $midnights (local.get $t))
        (call $entry (call $date_end (local.get $t)) (i32.wrap_i64 (local.get $index)))))
    (i32.const 1)))

;; When so much of the time from a start to `due` is used up, for a clock that has spent `spent` of it and
;; runs since `since`. The part is in millionths; fractions of a microsecond are rounded up.
(func $part_used
  (param $t i32) (param $unit i32) (param $part i64) (param $spent i64) (param $since i64) (param $due i64)
  (result i64)
  (local $total i64)
  (if (call $is_end (local.get $due)) (then (return (local.get $due))))
  (local.set $total
    (call $add_sat
      (local.get $spent)
      (call $spent (local.get $t) (local.get $unit) (local.get $since) (local.get $due))))
  (call $reach
    (local.get $t)
    (call $measure (local.get $unit))
    (i64.sub
      (i64.add
        (i64.mul (i64.div_s (local.get $total) (i64.const 1000000)) (local.get $part))
        (i64.div_s
          (i64.add
            (i64.mul (i64.rem_s (local.get $total) (i64.const 1000000)) (local.get $part))
            (i64.const 999999))
          (i64.const 1000000)))
      (local.get $spent))
    (local.get $since)))
