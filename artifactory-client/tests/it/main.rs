//! The public surface of `artifactory-client`, against one mock server a test and against the fake
//! platform.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

mod artifacts;
mod deploy;
mod docker;
mod download;
mod platform;
mod properties;
mod samples;
mod support;
mod system;
