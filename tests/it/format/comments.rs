//! Comments and empty lines stay where they are.

use super::laid;

#[test]
fn behind_and_above() {
    laid(
        "// One.\n\n\n/// Two.\nteam A { // three\n\n// four\nlast resort // five\n\n// six\n\n} // seven\n\n// eight\n// nine",
        "
        // One.

        /// Two.
        team A {  // three
          // four
          last resort  // five

          // six
        }  // seven

        // eight
        // nine
        ",
    );
}

#[test]
fn in_braces_that_hold_nothing() {
    laid(
        "workflow a(item: B) { starts with C\nstage d { // none\n}\nstage e {\n// none\n}\nend f }",
        "
        workflow a(item: B) {
          starts with C

          stage d {  // none
          }
          stage e {
            // none
          }
          end f
        }
        ",
    );
}

#[test]
fn in_the_middle_of_a_statement() {
    laid(
        "let a = b // first\n + c\n// then\n + d",
        "
        let a = b  // first
        + c
        // then
        + d
        ",
    );
}

#[test]
fn behind_neighbours_they_stand_in_a_column() {
    laid(
        "record A { b: Text // one\nlonger: Int // two\n\nc: Text // three\n}",
        "
        record A {
          b:      Text  // one
          longer: Int   // two

          c: Text  // three
        }
        ",
    );
}

#[test]
fn a_comment_keeps_a_short_block_open() {
    laid(
        "record A { b: Text c: Int }\nrecord B { b: Text // why\nc: Int }",
        "
        record A { b: Text  c: Int }

        record B {
          b: Text  // why
          c: Int
        }
        ",
    );
}

#[test]
fn a_comment_above_begins_new_columns_of_arms_but_not_of_fields() {
    laid(
        "workflow a(item: B) { starts with C
           end d
           when late -> notify e
           // Then.
           when Withdrawn -> end d }
         record B { a: Text
           /// What it costs.
           price: Int from 0 to 999_999_999_999
           // Anything else that does not fit into any of the fields above, said in a few words.
           note: Text }",
        "
        workflow a(item: B) {
          starts with C

          end d

          when late -> notify e
          // Then.
          when Withdrawn -> end d
        }

        record B {
          a:     Text
          /// What it costs.
          price: Int from 0 to 999_999_999_999
          // Anything else that does not fit into any of the fields above, said in a few words.
          note:  Text
        }
        ",
    );
}

#[test]
fn one_empty_line_is_kept_between_statements_and_none_at_an_edge() {
    laid(
        "workflow a(item: B) {\n\n\nstarts with C\nstage d {\n\ncontinue\n\n\n\ncontinue\n\n}\nend e\n\n\n}",
        "
        workflow a(item: B) {
          starts with C

          stage d {
            continue

            continue
          }
          end e
        }
        ",
    );
}
