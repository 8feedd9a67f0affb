//! The program as users run it.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod commands;
mod inspect;
