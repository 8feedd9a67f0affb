//! The platform driven over plain HTTP, as a client in another language would.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests fail by panicking, and a skipped test says so"
)]

mod access;
mod content;
mod docker;
mod faults;
mod lifecycle;
mod program;
mod properties;
mod samples;
mod scans;
mod seed;
mod storage;
mod support;
