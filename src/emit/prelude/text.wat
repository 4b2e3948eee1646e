;; Texts: a pointer and a length of UTF-8, compared byte by byte; and texts that the module itself makes.
;;
;; A text is made in one piece: `$text_open`, any number of `$put`, `$text_close`. Nothing else may be
;; allocated meanwhile, so whatever is to be put is computed before.

(func $same_bytes (param $a i32) (param $b i32) (param $len i32) (result i32)
  (loop $more
    (if (i32.eqz (local.get $len)) (then (return (i32.const 1))))
    (if (i32.ge_u (local.get $len) (i32.const 8))
      (then
        (if (i64.ne (i64.load align=1 (local.get $a)) (i64.load align=1 (local.get $b)))
          (then (return (i32.const 0))))
        (local.set $a (i32.add (local.get $a) (i32.const 8)))
        (local.set $b (i32.add (local.get $b) (i32.const 8)))
        (local.set $len (i32.sub (local.get $len) (i32.const 8)))
        (br $more)))
    (if (i32.ne (i32.load8_u (local.get $a)) (i32.load8_u (local.get $b)))
      (then (return (i32.const 0))))
    (local.set $a (i32.add (local.get $a) (i32.const 1)))
    (local.set $b (i32.add (local.get $b) (i32.const 1)))
    (local.set $len (i32.sub (local.get $len) (i32.const 1)))
    (br $more))
  (unreachable))

(func $same_text (param $a i32) (param $b i32) (result i32)
  (if (i32.ne (i32.load offset=4 (local.get $a)) (i32.load offset=4 (local.get $b)))
    (then (return (i32.const 0))))
  (call $same_bytes
    (i32.load (local.get $a))
    (i32.load (local.get $b))
    (i32.load offset=4 (local.get $a))))

;; Whether the check digits of an IBAN are right, as `pattern/digits.rs` says. The first four characters are read
;; last.
(func $check_digits (param $text i32) (result i32)
  (local $start i32) (local $length i32) (local $at i32) (local $byte i32) (local $sum i32)
  (local.set $start (i32.load (local.get $text)))
  (local.set $length (i32.load offset=4 (local.get $text)))
  (if (i32.lt_u (local.get $length) (i32.const 4)) (then (return (i32.const 0))))
  (loop $more
    (local.set $byte
      (i32.load8_u
        (i32.add
          (local.get $start)
          (i32.rem_u (i32.add (local.get $at) (i32.const 4)) (local.get $length)))))
    (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10))
      (then
        (local.set $sum
          (i32.add
            (i32.mul (local.get $sum) (i32.const 10))
            (i32.sub (local.get $byte) (i32.const 48)))))
      (else
        (if (i32.ge_u (i32.sub (local.get $byte) (i32.const 65)) (i32.const 26))
          (then (return (i32.const 0))))
        (local.set $sum
          (i32.add
            (i32.mul (local.get $sum) (i32.const 100))
            (i32.sub (local.get $byte) (i32.const 55))))))
    (local.set $sum (i32.rem_u (local.get $sum) (i32.const 97)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br_if $more (i32.lt_u (local.get $at) (local.get $length))))
  (i32.eq (local.get $sum) (i32.const 1)))

;; Whether a text matches a pattern, by the table that `pattern/table.rs` describes.
(func $matches (param $table i32) (param $text i32) (result i32)
  (local $at i32) (local $end i32) (local $state i32) (local $entry i32) (local $next i32)
  (local.set $at (i32.load (local.get $text)))
  (local.set $end (i32.add (local.get $at) (i32.load offset=4 (local.get $text))))
  (local.set $state (i32.load16_u offset=4 (local.get $table)))
  ;; The transitions stand behind the set of accepting states, two bytes for sixteen states.
  (local.set $next
    (i32.add
      (i32.add (local.get $table) (i32.const 264))
      (i32.shl
        (i32.shr_u (i32.add (i32.load16_u (local.get $table)) (i32.const 15)) (i32.const 4))
        (i32.const 1))))
  (block $done
    (loop $more
      (br_if $done (i32.eq (local.get $at) (local.get $end)))
      (if (i32.eqz (local.get $state)) (then (return (i32.const 0))))
      (local.set $entry
        (i32.add
          (i32.mul (local.get $state) (i32.load16_u offset=2 (local.get $table)))
          (i32.load8_u offset=8
            (i32.add (local.get $table) (i32.load8_u (local.get $at))))))
      (if (i32.eq (i32.load16_u offset=6 (local.get $table)) (i32.const 1))
        (then
          (local.set $state
            (i32.load8_u (i32.add (local.get $next) (local.get $entry)))))
        (else
          (local.set $state
            (i32.load16_u
              (i32.add (local.get $next) (i32.shl (local.get $entry) (i32.const 1)))))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $more)))
  (i32.and
    (i32.shr_u
      (i32.load8_u offset=264
        (i32.add (local.get $table) (i32.shr_u (local.get $state) (i32.const 3))))
      (i32.and (local.get $state) (i32.const 7)))
    (i32.const 1)))

;; Begins a text; returns where its pointer and length will be.
(func $text_open (result i32)
  (call $blank (i32.const 8)))

;; Ends the text that was begun at `at`. Nothing has no address.
(func $text_close (param $at i32) (result i32)
  (local $len i32)
  (local.set $len (i32.sub (i32.sub (global.get $heap) (local.get $at)) (i32.const 8)))
  (i32.store offset=4 (local.get $at) (local.get $len))
  (if (local.get $len)
    (then (i32.store (local.get $at) (i32.add (local.get $at) (i32.const 8)))))
  (local.get $at))

(func $put_bytes (param $from i32) (param $len i32)
  (memory.copy (call $extend (local.get $len)) (local.get $from) (local.get $len)))

(func $put_text (param $text i32)
  (call $put_bytes (i32.load (local.get $text)) (i32.load offset=4 (local.get $text))))

(func $put_byte (param $byte i32)
  (i32.store8 (call $extend (i32.const 1)) (local.get $byte)))

;; An unsigned number, with zeroes in front up to `width` digits.
(func $put_digits (param $number i64) (param $width i32)
  (local $rest i64) (local $len i32) (local $at i32)
  (local.set $rest (local.get $number))
  (loop $count
    (local.set $len (i32.add (local.get $len) (i32.const 1)))
    (local.set $rest (i64.div_u (local.get $rest) (i64.const 10)))
    (br_if $count (i64.ne (local.get $rest) (i64.const 0))))
  (if (i32.lt_u (local.get $len) (local.get $width))
    (then (local.set $len (local.get $width))))
  (local.set $at (i32.add (call $extend (local.get $len)) (local.get $len)))
  (loop $write
    (local.set $at (i32.sub (local.get $at) (i32.const 1)))
    (i32.store8
      (local.get $at)
      (i32.add (i32.const 48) (i32.wrap_i64 (i64.rem_u (local.get $number) (i64.const 10)))))
    (local.set $number (i64.div_u (local.get $number) (i64.const 10)))
    (br_if $write (local.tee $len (i32.sub (local.get $len) (i32.const 1))))))

;; The sign of a number, where it has one; returns the number without it.
(func $put_sign (param $number i64) (result i64)
  (if (i64.ge_s (local.get $number) (i64.const 0)) (then (return (local.get $number))))
  (call $put_byte (i32.const 45))
  (i64.sub (i64.const 0) (local.get $number)))

(func $put_int (param $number i64)
  (call $put_digits (call $put_sign (local.get $number)) (i32.const 1)))

;; A number with `scale` decimal places; without the zeroes at its end where `trim` says so.
(func $put_decimal (param $number i64) (param $scale i32) (param $trim i32)
  (local $unit i64) (local $last i32)
  (if (i32.eqz (local.get $scale))
    (then (call $put_int (local.get $number)) (return)))
  (local.set $unit (call $power (local.get $scale)))
  (local.set $number (call $put_sign (local.get $number)))
  (call $put_digits (i64.div_u (local.get $number) (local.get $unit)) (i32.const 1))
  (call $put_byte (i32.const 46))
  (call $put_digits (i64.rem_u (local.get $number) (local.get $unit)) (local.get $scale))
  (if (local.get $trim) (then (call $trim))))

;; Takes back the zeroes, and then the point, that were put last.
(func $trim
  (loop $more
    (if (i32.eq (i32.load8_u (i32.sub (global.get $heap) (i32.const 1))) (i32.const 48))
      (then
        (global.set $heap (i32.sub (global.get $heap) (i32.const 1)))
        (br $more))))
  (if (i32.eq (i32.load8_u (i32.sub (global.get $heap) (i32.const 1))) (i32.const 46))
    (then (global.set $heap (i32.sub (global.get $heap) (i32.const 1))))))

;; A blank and the three letters of a currency; `XXX` for none.
(func $put_currency (param $packed i32)
  (if (i32.eqz (local.get $packed)) (then (local.set $packed (i32.const 0x585858))))
  (call $put_byte (i32.const 32))
  (call $put_byte (i32.shr_u (local.get $packed) (i32.const 16)))
  (call $put_byte (i32.shr_u (local.get $packed) (i32.const 8)))
  (call $put_byte (local.get $packed)))

;; A date as `2026-11-23`. A year before 0 has its sign among its four places.
(func $put_date (param $day i32)
  (local $year i32) (local $month i32) (local $of_month i32)
  (call $civil (local.get $day))
  (local.set $of_month)
  (local.set $month)
  (local.set $year)
  (call $put_digits
    (call $put_sign (i64.extend_i32_s (local.get $year)))
    (select (i32.const 3) (i32.const 4) (i32.lt_s (local.get $year) (i32.const 0))))
  (call $put_byte (i32.const 45))
  (call $put_digits (i64.extend_i32_u (local.get $month)) (i32.const 2))
  (call $put_byte (i32.const 45))
  (call $put_digits (i64.extend_i32_u (local.get $of_month)) (i32.const 2)))

;; How many decimal places the smallest unit of a currency has: two, unless a list of `len` pairs of 32-bit
;; numbers, currency and places, says otherwise.
(func $exponent (param $currency i32) (param $list i32) (param $len i32) (result i32)
  (block $done
    (loop $more
      (br_if $done (i32.eqz (local.get $len)))
      (if (i32.eq (i32.load (local.get $list)) (local.get $currency))
        (then (return (i32.load offset=4 (local.get $list)))))
      (local.set $list (i32.add (local.get $list) (i32.const 8)))
      (local.set $len (i32.sub (local.get $len) (i32.const 1)))
      (br $more)))
  (i32.const 2))
