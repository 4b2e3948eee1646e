//! What may be wrong with a `test` block, and that it failed.
//!
//! Out: one [`Code`](crate::base::Code) a kind of finding, with its page `docs/NAME.md`. Not here: where
//! each is raised.

crate::base::codes! {
    Error TEST_CHAIN = "test-chain";
    Error TEST_FAILED = "test-failed";
    Error TEST_FIELD = "test-field";
    Error TEST_NOT_SUPPORTED = "test-not-supported";
    Error TEST_ROW = "test-row";
    Error TEST_UNKNOWN = "test-unknown";
    Error TEST_VALUE = "test-value";
}
