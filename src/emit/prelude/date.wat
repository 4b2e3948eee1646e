;; Dates: days since 1970-01-01 of the proleptic Gregorian calendar. The conversions are Howard Hinnant's
;; `civil_from_days` and `days_from_civil`, as in `calendar/civil.rs`.

(func $floor_div (param $a i64) (param $b i64) (result i64)
  (i64.sub
    (i64.div_s (local.get $a) (local.get $b))
    (i64.extend_i32_u (i64.lt_s (i64.rem_s (local.get $a) (local.get $b)) (i64.const 0)))))

;; Year, month from 1, day from 1.
(func $civil (param $day i32) (result i32 i32 i32)
  (local $shifted i64) (local $era i64) (local $of_era i64) (local $year_of_era i64)
  (local $of_year i64) (local $from_march i64) (local $month i64)
  (local.set $shifted (i64.add (i64.extend_i32_s (local.get $day)) (i64.const 719468)))
  (local.set $era (call $floor_div (local.get $shifted) (i64.const 146097)))
  (local.set $of_era
    (i64.sub (local.get $shifted) (i64.mul (local.get $era) (i64.const 146097))))
  (local.set $year_of_era
    (i64.div_s
      (i64.sub
        (i64.add
          (i64.sub (local.get $of_era) (i64.div_s (local.get $of_era) (i64.const 1460)))
          (i64.div_s (local.get $of_era) (i64.const 36524)))
        (i64.div_s (local.get $of_era) (i64.const 146096)))
      (i64.const 365)))
  (local.set $of_year
    (i64.sub
      (local.get $of_era)
      (i64.sub
        (i64.add
          (i64.mul (local.get $year_of_era) (i64.const 365))
          (i64.div_s (local.get $year_of_era) (i64.const 4)))
        (i64.div_s (local.get $year_of_era) (i64.const 100)))))
  (local.set $from_march
    (i64.div_s
      (i64.add (i64.mul (local.get $of_year) (i64.const 5)) (i64.const 2))
      (i64.const 153)))
  (local.set $month
    (select
      (i64.add (local.get $from_march) (i64.const 3))
      (i64.sub (local.get $from_march) (i64.const 9))
      (i64.lt_s (local.get $from_march) (i64.const 10))))
  (i32.wrap_i64
    (i64.add
      (i64.add (local.get $year_of_era) (i64.mul (local.get $era) (i64.const 400)))
      (i64.extend_i32_u (i64.le_s (local.get $month) (i64.const 2)))))
  (i32.wrap_i64 (local.get $month))
  (i32.wrap_i64
    (i64.add
      (i64.sub
        (local.get $of_year)
        (i64.div_s
          (i64.add (i64.mul (local.get $from_march) (i64.const 153)) (i64.const 2))
          (i64.const 5)))
      (i64.const 1))))

(func $day_number (param $year i64) (param $month i64) (param $day i64) (result i32)
  (local $era i64) (local $year_of_era i64) (local $of_year i64)
  (local.set $year
    (i64.sub (local.get $year) (i64.extend_i32_u (i64.le_s (local.get $month) (i64.const 2)))))
  (local.set $era (call $floor_div (local.get $year) (i64.const 400)))
  (local.set $year_of_era
    (i64.sub (local.get $year) (i64.mul (local.get $era) (i64.const 400))))
  (local.set $of_year
    (i64.add
      (i64.div_s
        (i64.add
          (i64.mul
            (i64.rem_s (i64.add (local.get $month) (i64.const 9)) (i64.const 12))
            (i64.const 153))
          (i64.const 2))
        (i64.const 5))
      (i64.sub (local.get $day) (i64.const 1))))
  (i32.wrap_i64
    (call $max
      (i64.const -2147483648)
      (call $min
        (i64.const 2147483647)
        (i64.sub
          (i64.add
            (i64.mul (local.get $era) (i64.const 146097))
            (i64.add
              (i64.sub
                (i64.add
                  (i64.mul (local.get $year_of_era) (i64.const 365))
                  (i64.div_s (local.get $year_of_era) (i64.const 4)))
                (i64.div_s (local.get $year_of_era) (i64.const 100)))
              (local.get $of_year)))
          (i64.const 719468))))))

(func $month_length (param $year i64) (param $month i64) (result i64)
  (if (i64.eq (local.get $month) (i64.const 2))
    (then
      (if (i64.ne (i64.rem_s (local.get $year) (i64.const 4)) (i64.const 0))
        (then (return (i64.const 28))))
      (if (i64.ne (i64.rem_s (local.get $year) (i64.const 100)) (i64.const 0))
        (then (return (i64.const 29))))
      (return
        (select
          (i64.const 28)
          (i64.const 29)
          (i64.ne (i64.rem_s (local.get $year) (i64.const 400)) (i64.const 0))))))
  ;; April, June, September, November: a bit each.
  (i64.sub
    (i64.const 31)
    (i64.and (i64.shr_u (i64.const 0xa50) (local.get $month)) (i64.const 1))))

;; The date so many months later; a day that the month does not have becomes its last.
(func $add_months (param $day i32) (param $months i32) (result i32)
  (local $year i32) (local $month i32) (local $of_month i32)
  (local $count i64) (local $to_year i64) (local $to_month i64)
  (call $civil (local.get $day))
  (local.set $of_month)
  (local.set $month)
  (local.set $year)
  (local.set $count
    (i64.add
      (i64.add
        (i64.mul (i64.extend_i32_s (local.get $year)) (i64.const 12))
        (i64.extend_i32_s (i32.sub (local.get $month) (i32.const 1))))
      (i64.extend_i32_s (local.get $months))))
  (local.set $to_year (call $floor_div (local.get $count) (i64.const 12)))
  (local.set $to_month
    (i64.add
      (i64.sub (local.get $count) (i64.mul (local.get $to_year) (i64.const 12)))
      (i64.const 1)))
  (call $day_number
    (local.get $to_year)
    (local.get $to_month)
    (call $min
      (i64.extend_i32_s (local.get $of_month))
      (call $month_length (local.get $to_year) (local.get $to_month)))))

;; So many days before or after a date: workdays count open days of a calendar, calendar days and months
;; count dates, as `interpret::shift_date` does. `unit`, `months` and `amount` are those of a span.
(func $shift_date
  (param $before i32) (param $table i32) (param $unit i32) (param $months i32) (param $amount i64)
  (param $date i32) (result i32)
  (local $days i64)
  (if (i32.eq (local.get $unit) (i32.const 2))
    (then
      (if (local.get $before)
        (then
          (return (call $workday_before (local.get $table) (local.get $date) (local.get $amount)))))
      (return (call $workday_after (local.get $table) (local.get $date) (local.get $amount)))))
  ;; An amount that is no 32-bit number stands for the greatest one.
  (local.set $days
    (select
      (local.get $amount)
      (i64.const 2147483647)
      (i64.eq (local.get $amount) (i64.extend32_s (local.get $amount)))))
  (if (local.get $before)
    (then
      (local.set $months (i32.sub (i32.const 0) (local.get $months)))
      (local.set $days (i64.sub (i64.const 0) (local.get $days)))))
  (i32.wrap_i64
    (call $max
      (i64.const -2147483648)
      (call $min
        (i64.const 2147483647)
        (i64.add
          (i64.extend_i32_s (call $add_months (local.get $date) (local.get $months)))
          (local.get $days))))))
