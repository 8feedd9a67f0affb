//! The public surface of `policy-evidence`: documents, sources of one's own, and the fake platform.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

mod collect;
mod digests;
mod documents;
mod platform;
mod support;
mod translate;
mod versions;
