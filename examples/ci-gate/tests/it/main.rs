//! The program as a pipeline sees it: exit codes, stdout, stderr, files.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in a test, a panic is the report"
)]

mod demo;
mod evidence_files;
mod formats;
mod hostile;
mod human;
mod json;
mod manifest_files;
mod manifests;
mod platform;
mod policy;
mod streams;
mod support;
