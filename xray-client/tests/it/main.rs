//! The public surface of `xray-client`, against one mock server a test and against the fake
//! platform.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

mod exports;
mod platform;
mod samples;
mod scans;
mod summary;
mod support;
mod system;
mod wait;
