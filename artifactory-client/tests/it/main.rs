//! The public surface of `artifactory-client`, against one mock server a test and against the fake platform.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail by panicking")]

mod artifacts;
mod deploy;
mod docker;
mod download;
mod platform;
mod properties;
mod samples;
mod support;
mod system;
