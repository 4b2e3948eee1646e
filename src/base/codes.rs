//! The table of the kinds of finding that a room has, each with its page.
//!
//! In: rows in a room's `codes.rs`, and for each a page in its `docs/`. Out: constants of [`Code`](super::Code).
//! Not here: any page, and which rooms there are.
//!
//! The page is read while the row is compiled. So there is no code without a page, and what `handoff explain`
//! prints, what an editor shows and what this documentation says is one text.
//!
//! ```text
//! crate::base::codes! {
//!     Error UNKNOWN_TEAM = "unknown-team";        // its page is docs/unknown-team.md beside the table
//! }
//! ```

/// Declares the codes of a room, and `ALL` of them. A row is a severity, a constant and the code's name.
macro_rules! codes {
    ($($severity:ident $code:ident = $name:literal;)*) => {
        $(
            #[doc = include_str!(concat!("docs/", $name, ".md"))]
            pub const $code: $crate::base::Code = $crate::base::Code {
                name: $name,
                severity: $crate::base::Severity::$severity,
                page: include_str!(concat!("docs/", $name, ".md")),
            };
        )*

        /// All of them, by name.
        pub const ALL: &[$crate::base::Code] = &[$($code),*];
    };
}
pub(crate) use codes;
