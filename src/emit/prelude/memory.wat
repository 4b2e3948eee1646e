;; Memory: a heap that only grows, and is thrown away as a whole.
;;
;; From 0 to 1 MiB lies the image of the item. Behind it lie the constants of the module, then the calendars
;; that the host registered, then the heap. `$base` is where the heap begins, `$heap` its first free byte;
;; the module that is built on this prelude gives both their first value.

(memory 1)
(global $heap (mut i32) (i32.const 0))
(global $base (mut i32) (i32.const 0))

;; The calendars: how many, and a list of (address, length), in the order of their numbers.
(global $tables (mut i32) (i32.const 0))
(global $tables_len (mut i32) (i32.const 0))

;; The event: where it lies, its instant, where the name of who acts stands, and as which role.
(global $event (mut i32) (i32.const 0))
(global $now (mut i64) (i64.const 0))
(global $actor (mut i32) (i32.const 0))
(global $role (mut i32) (i32.const 0))

;; The transition: whether something was written that clocks may read, whether the terms of an open or
;; offered handoff must be looked at again, and how many pieces of the workflow may still run.
(global $wrote (mut i32) (i32.const 0))
(global $look (mut i32) (i32.const 0))
(global $fuel (mut i32) (i32.const 0))

;; Where the image that is being packed begins.
(global $packed (mut i32) (i32.const 0))

;; Room for `len` bytes, whatever they hold, right behind what was given out last. Traps where none is left.
(func $extend (param $len i32) (result i32)
  (local $at i32)
  (local.set $at (global.get $heap))
  (global.set $heap (i32.add (local.get $at) (local.get $len)))
  (if (i32.or
        (i32.lt_u (global.get $heap) (local.get $at))
        (i32.gt_u (global.get $heap) (i32.shl (memory.size) (i32.const 16))))
    (then (unreachable)))
  (local.get $at))

;; Moves the heap up to the next multiple of `align`, a power of two. The bytes between are zero.
(func $align (param $align i32)
  (local $gap i32)
  (local.set $gap
    (i32.and
      (i32.sub (i32.const 0) (global.get $heap))
      (i32.sub (local.get $align) (i32.const 1))))
  (memory.fill (call $extend (local.get $gap)) (i32.const 0) (local.get $gap)))

;; Room for `len` bytes on a multiple of eight: what a host calls before it writes.
(func $alloc (export "alloc") (param $len i32) (result i32)
  (call $align (i32.const 8))
  (call $extend (local.get $len)))

;; The same, all zero: what is built piece by piece must be zero where no piece lies.
(func $blank (param $len i32) (result i32)
  (local $at i32)
  (local.set $at (call $alloc (local.get $len)))
  (memory.fill (local.get $at) (i32.const 0) (local.get $len))
  (local.get $at))

;; Throws away everything but constants and calendars.
(func $reset (export "reset")
  (global.set $heap (global.get $base)))

;; Registers the calendars and keeps all that was allocated so far.
(func $calendars (export "calendars") (param $list i32) (param $len i32)
  (global.set $tables (local.get $list))
  (global.set $tables_len (local.get $len))
  (call $align (i32.const 8))
  (global.set $base (global.get $heap)))

;; The table of a calendar; the first one where there is none of that number.
(func $table (param $number i32) (result i32)
  (i32.load
    (i32.add
      (global.get $tables)
      (i32.shl
        (select (local.get $number) (i32.const 0) (i32.lt_u (local.get $number) (global.get $tables_len)))
        (i32.const 3)))))

;; Gives the bytes that a pointer and a length at `at` stand for a place in the image that is being packed,
;; on a multiple of `align`, `size` bytes an element, and points there. Returns where they are now.
(func $repoint (param $at i32) (param $size i32) (param $align i32) (result i32)
  (local $len i32) (local $to i32)
  (local.set $len (i32.mul (i32.load offset=4 (local.get $at)) (local.get $size)))
  (call $align (local.get $align))
  (local.set $to (call $extend (local.get $len)))
  (memory.copy (local.get $to) (i32.load (local.get $at)) (local.get $len))
  (i32.store
    (local.get $at)
    (select (i32.sub (local.get $to) (global.get $packed)) (i32.const 0) (local.get $len)))
  (local.get $to))

;; The same for a text.
(func $repoint_text (param $at i32)
  (drop (call $repoint (local.get $at) (i32.const 1) (i32.const 1))))

;; One element more, `size` zero bytes, in a list that grows. At `list` stand where it is, how many elements
;; it has, and for how many there is room.
(func $push (param $list i32) (param $size i32) (result i32)
  (local $len i32) (local $at i32)
  (local.set $len (i32.load offset=4 (local.get $list)))
  (if (i32.eq (local.get $len) (i32.load offset=8 (local.get $list)))
    (then
      (i32.store offset=8 (local.get $list)
        (i32.add (i32.shl (local.get $len) (i32.const 1)) (i32.const 8)))
      (local.set $at
        (call $alloc (i32.mul (i32.load offset=8 (local.get $list)) (local.get $size))))
      (memory.copy
        (local.get $at)
        (i32.load (local.get $list))
        (i32.mul (local.get $len) (local.get $size)))
      (i32.store (local.get $list) (local.get $at))))
  (i32.store offset=4 (local.get $list) (i32.add (local.get $len) (i32.const 1)))
  (local.set $at
    (i32.add (i32.load (local.get $list)) (i32.mul (local.get $len) (local.get $size))))
  (memory.fill (local.get $at) (i32.const 0) (local.get $size))
  (local.get $at))

;; Whether a list of 16-bit numbers, of which pointer and length stand at `list`, has this one.
(func $has_role (param $list i32) (param $role i32) (result i32)
  (local $at i32) (local $left i32)
  (local.set $at (i32.load (local.get $list)))
  (local.set $left (i32.load offset=4 (local.get $list)))
  (block $done
    (loop $more
      (br_if $done (i32.eqz (local.get $left)))
      (if (i32.eq (i32.load16_u (local.get $at)) (local.get $role))
        (then (return (i32.const 1))))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br $more)))
  (i32.const 0))

;; The role as which somebody acts who has the roles of a list: the first of `len` pairs of 16-bit numbers, role
;; and team, that is among them and of the team `$owner`, or of any if that is -1; else the nominee; else -1.
(func $role_of
  (param $pairs i32) (param $len i32) (param $owner i32) (param $nominee i32) (param $roles i32) (result i32)
  (block $done
    (loop $more
      (br_if $done (i32.eqz (local.get $len)))
      (if (i32.or
            (i32.eq (local.get $owner) (i32.const -1))
            (i32.eq (local.get $owner) (i32.load16_u offset=2 (local.get $pairs))))
        (then
          (if (call $has_role (local.get $roles) (i32.load16_u (local.get $pairs)))
            (then (return (i32.load16_u (local.get $pairs)))))))
      (local.set $pairs (i32.add (local.get $pairs) (i32.const 4)))
      (local.set $len (i32.sub (local.get $len) (i32.const 1)))
      (br $more)))
  (select
    (local.get $nominee)
    (i32.const -1)
    (call $has_role (local.get $roles) (local.get $nominee))))
