//! What may be wrong with a text, before anybody asks what its words mean.
//!
//! Out: one [`Code`](crate::base::Code) a kind of finding, with its page `docs/NAME.md`. Not here: where
//! each is raised.

crate::base::codes! {
    Error FILE_TOO_LONG = "file-too-long";
    Error FILE_UNREADABLE = "file-unreadable";
    Error IMPOSSIBLE_VALUE = "impossible-value";
    Error MISPLACED = "misplaced";
    Error MISSING_PIECE = "missing-piece";
    Error MISSPELT_WORD = "misspelt-word";
    Error NESTED_TOO_DEEP = "nested-too-deep";
    Error NOT_CLOSED = "not-closed";
    Error NOT_TEXT = "not-text";
    Error NOT_UNDERSTOOD = "not-understood";
    Error OTHER_TOOLS_WORD = "other-tools-word";
    Error STRAY_BRACE = "stray-brace";
}
