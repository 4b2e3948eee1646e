;; Numbers: 64 bits wide where they stand, 128 bits where they are reckoned with.
;;
;; A number that leaves 64 bits traps: the proofs exclude it, so a trap means that the module is broken, and
;; the host stops the item. A number of 128 bits is two of 64, the low half first.

;; 10 to the power of `places`, up to 18.
(func $power (param $places i32) (result i64)
  (local $power i64)
  (local.set $power (i64.const 1))
  (block $done
    (loop $more
      (br_if $done (i32.eqz (local.get $places)))
      (local.set $power (i64.mul (local.get $power) (i64.const 10)))
      (local.set $places (i32.sub (local.get $places) (i32.const 1)))
      (br $more)))
  (local.get $power))

(func $add (param $a i64) (param $b i64) (result i64)
  (local $sum i64)
  (local.set $sum (i64.add (local.get $a) (local.get $b)))
  ;; It overflowed if both have a sign that the sum does not have.
  (if (i64.lt_s
        (i64.and
          (i64.xor (local.get $a) (local.get $sum))
          (i64.xor (local.get $b) (local.get $sum)))
        (i64.const 0))
    (then (unreachable)))
  (local.get $sum))

(func $sub (param $a i64) (param $b i64) (result i64)
  (local $rest i64)
  (local.set $rest (i64.sub (local.get $a) (local.get $b)))
  (if (i64.lt_s
        (i64.and
          (i64.xor (local.get $a) (local.get $b))
          (i64.xor (local.get $a) (local.get $rest)))
        (i64.const 0))
    (then (unreachable)))
  (local.get $rest))

;; The sum, or the least or greatest number where it lies beyond.
(func $add_sat (param $a i64) (param $b i64) (result i64)
  (local $sum i64)
  (local.set $sum (i64.add (local.get $a) (local.get $b)))
  (select
    (i64.xor (i64.shr_s (local.get $a) (i64.const 63)) (i64.const 0x7fffffffffffffff))
    (local.get $sum)
    (i64.lt_s
      (i64.and
        (i64.xor (local.get $a) (local.get $sum))
        (i64.xor (local.get $b) (local.get $sum)))
      (i64.const 0))))

(func $sub_sat (param $a i64) (param $b i64) (result i64)
  (local $rest i64)
  (local.set $rest (i64.sub (local.get $a) (local.get $b)))
  (select
    (i64.xor (i64.shr_s (local.get $a) (i64.const 63)) (i64.const 0x7fffffffffffffff))
    (local.get $rest)
    (i64.lt_s
      (i64.and
        (i64.xor (local.get $a) (local.get $b))
        (i64.xor (local.get $a) (local.get $rest)))
      (i64.const 0))))

(func $max (param $a i64) (param $b i64) (result i64)
  (select (local.get $a) (local.get $b) (i64.gt_s (local.get $a) (local.get $b))))

(func $min (param $a i64) (param $b i64) (result i64)
  (select (local.get $a) (local.get $b) (i64.lt_s (local.get $a) (local.get $b))))

;; One number more in a sum of 128 bits.
(func $wide_add (param $lo i64) (param $hi i64) (param $more i64) (result i64 i64)
  (local $sum i64)
  (local.set $sum (i64.add (local.get $lo) (local.get $more)))
  (local.get $sum)
  (i64.add
    (i64.add (local.get $hi) (i64.shr_s (local.get $more) (i64.const 63)))
    (i64.extend_i32_u (i64.lt_u (local.get $sum) (local.get $lo)))))

;; The 64 bits that a number of 128 bits fits into.
(func $narrow (param $lo i64) (param $hi i64) (result i64)
  (if (i64.ne (local.get $hi) (i64.shr_s (local.get $lo) (i64.const 63)))
    (then (unreachable)))
  (local.get $lo))

(func $wide_neg (param $lo i64) (param $hi i64) (result i64 i64)
  (i64.sub (i64.const 0) (local.get $lo))
  (i64.sub
    (i64.sub (i64.const 0) (local.get $hi))
    (i64.extend_i32_u (i64.ne (local.get $lo) (i64.const 0)))))

;; The product of two unsigned numbers, from the products of their halves.
(func $wide_mul_u (param $a i64) (param $b i64) (result i64 i64)
  (local $a0 i64) (local $a1 i64) (local $b0 i64) (local $b1 i64)
  (local $low i64) (local $mid i64) (local $high i64)
  (local.set $a0 (i64.and (local.get $a) (i64.const 0xffffffff)))
  (local.set $a1 (i64.shr_u (local.get $a) (i64.const 32)))
  (local.set $b0 (i64.and (local.get $b) (i64.const 0xffffffff)))
  (local.set $b1 (i64.shr_u (local.get $b) (i64.const 32)))
  (local.set $low (i64.mul (local.get $a0) (local.get $b0)))
  (local.set $mid
    (i64.add
      (i64.mul (local.get $a1) (local.get $b0))
      (i64.shr_u (local.get $low) (i64.const 32))))
  (local.set $high (i64.shr_u (local.get $mid) (i64.const 32)))
  (local.set $mid
    (i64.add
      (i64.mul (local.get $a0) (local.get $b1))
      (i64.and (local.get $mid) (i64.const 0xffffffff))))
  (i64.or
    (i64.shl (local.get $mid) (i64.const 32))
    (i64.and (local.get $low) (i64.const 0xffffffff)))
  (i64.add
    (i64.mul (local.get $a1) (local.get $b1))
    (i64.add (local.get $high) (i64.shr_u (local.get $mid) (i64.const 32)))))

;; The product of two signed numbers.
(func $wide_mul (param $a i64) (param $b i64) (result i64 i64)
  (local $lo i64) (local $hi i64)
  (call $wide_mul_u (local.get $a) (local.get $b))
  (local.set $hi)
  (local.set $lo)
  (local.get $lo)
  ;; A negative number read without a sign is 2^64 too large.
  (i64.sub
    (i64.sub
      (local.get $hi)
      (i64.and (local.get $b) (i64.shr_s (local.get $a) (i64.const 63))))
    (i64.and (local.get $a) (i64.shr_s (local.get $b) (i64.const 63)))))

;; Whether one unsigned number of 128 bits is less than another.
(func $wide_lt_u (param $alo i64) (param $ahi i64) (param $blo i64) (param $bhi i64) (result i32)
  (if (i64.eq (local.get $ahi) (local.get $bhi))
    (then (return (i64.lt_u (local.get $alo) (local.get $blo)))))
  (i64.lt_u (local.get $ahi) (local.get $bhi)))

;; Quotient and rest of two unsigned numbers of at most 127 bits, a bit a step as on paper.
(func $wide_div_u (param $lo i64) (param $hi i64) (param $dlo i64) (param $dhi i64)
  (result i64 i64 i64 i64)
  (local $rlo i64) (local $rhi i64) (local $left i32)
  (if (i64.eqz (i64.or (local.get $hi) (local.get $dhi)))
    (then
      (return
        (i64.div_u (local.get $lo) (local.get $dlo)) (i64.const 0)
        (i64.rem_u (local.get $lo) (local.get $dlo)) (i64.const 0))))
  (local.set $left (i32.const 128))
  (loop $more
    ;; The topmost bit moves into the rest; what is left of the number moves up and makes room for the quotient.
    (local.set $rhi
      (i64.or (i64.shl (local.get $rhi) (i64.const 1)) (i64.shr_u (local.get $rlo) (i64.const 63))))
    (local.set $rlo
      (i64.or (i64.shl (local.get $rlo) (i64.const 1)) (i64.shr_u (local.get $hi) (i64.const 63))))
    (local.set $hi
      (i64.or (i64.shl (local.get $hi) (i64.const 1)) (i64.shr_u (local.get $lo) (i64.const 63))))
    (local.set $lo (i64.shl (local.get $lo) (i64.const 1)))
    (if (i32.eqz
          (call $wide_lt_u (local.get $rlo) (local.get $rhi) (local.get $dlo) (local.get $dhi)))
      (then
        (local.set $rhi
          (i64.sub
            (i64.sub (local.get $rhi) (local.get $dhi))
            (i64.extend_i32_u (i64.lt_u (local.get $rlo) (local.get $dlo)))))
        (local.set $rlo (i64.sub (local.get $rlo) (local.get $dlo)))
        (local.set $lo (i64.or (local.get $lo) (i64.const 1)))))
    (br_if $more (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
  (local.get $lo) (local.get $hi) (local.get $rlo) (local.get $rhi))

;; a*p / (d*q), to the nearest; a half goes to the even neighbour (ISO 80000-1, annex B, rule A).
(func $quotient (param $a i64) (param $p i64) (param $d i64) (param $q i64) (result i64)
  (local $lo i64) (local $hi i64) (local $dlo i64) (local $dhi i64)
  (local $rlo i64) (local $rhi i64) (local $minus i32)
  (call $wide_mul (local.get $a) (local.get $p))
  (local.set $hi)
  (local.set $lo)
  (call $wide_mul (local.get $d) (local.get $q))
  (local.set $dhi)
  (local.set $dlo)
  (if (i64.eqz (i64.or (local.get $dlo) (local.get $dhi))) (then (unreachable)))
  (local.set $minus (i64.lt_s (i64.xor (local.get $hi) (local.get $dhi)) (i64.const 0)))
  (if (i64.lt_s (local.get $hi) (i64.const 0))
    (then
      (call $wide_neg (local.get $lo) (local.get $hi))
      (local.set $hi)
      (local.set $lo)))
  (if (i64.lt_s (local.get $dhi) (i64.const 0))
    (then
      (call $wide_neg (local.get $dlo) (local.get $dhi))
      (local.set $dhi)
      (local.set $dlo)))
  (call $wide_div_u (local.get $lo) (local.get $hi) (local.get $dlo) (local.get $dhi))
  (local.set $rhi)
  (local.set $rlo)
  (local.set $hi)
  (local.set $lo)
  ;; What is missing to the next number is less than the rest, or as much and this one is odd: up.
  (if (call $rounds_up (local.get $lo) (local.get $rlo) (local.get $rhi) (local.get $dlo) (local.get $dhi))
    (then
      (call $wide_add (local.get $lo) (local.get $hi) (i64.const 1))
      (local.set $hi)
      (local.set $lo)))
  (if (local.get $minus)
    (then
      (call $wide_neg (local.get $lo) (local.get $hi))
      (local.set $hi)
      (local.set $lo)))
  (call $narrow (local.get $lo) (local.get $hi)))

(func $rounds_up
  (param $quotient i64) (param $rlo i64) (param $rhi i64) (param $dlo i64) (param $dhi i64) (result i32)
  ;; Twice the rest against the divisor.
  (local.set $rhi
    (i64.or (i64.shl (local.get $rhi) (i64.const 1)) (i64.shr_u (local.get $rlo) (i64.const 63))))
  (local.set $rlo (i64.shl (local.get $rlo) (i64.const 1)))
  (if (call $wide_lt_u (local.get $rlo) (local.get $rhi) (local.get $dlo) (local.get $dhi))
    (then (return (i32.const 0))))
  (if (call $wide_lt_u (local.get $dlo) (local.get $dhi) (local.get $rlo) (local.get $rhi))
    (then (return (i32.const 1))))
  (i32.and (i32.wrap_i64 (local.get $quotient)) (i32.const 1)))

;; number / unit to the nearest, a half away from zero. The unit is a power of ten.
(func $quotient_up (param $number i64) (param $unit i64) (result i64)
  (local $size i64)
  (local.set $size
    (select
      (i64.sub (i64.const 0) (local.get $number))
      (local.get $number)
      (i64.lt_s (local.get $number) (i64.const 0))))
  (local.set $size
    (i64.div_u
      (i64.add (local.get $size) (i64.shr_u (local.get $unit) (i64.const 1)))
      (local.get $unit)))
  (select
    (i64.sub (i64.const 0) (local.get $size))
    (local.get $size)
    (i64.lt_s (local.get $number) (i64.const 0))))
