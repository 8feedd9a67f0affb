#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod binding;
mod collect;
mod error;
mod merge;
mod source;
pub mod sources;
mod subject;
mod translate;

pub use collect::{Collected, Collector, SourceReport};
pub use error::{SourceError, SourceErrorKind};
pub use source::{Contribution, Progress, Question, Resolved, Source, StoredManifest};
pub use subject::{Build, Image, Location, Subject, SubjectError};

/// The examples of the workspace's README, which this crate alone has all the crates to compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct WorkspaceReadme;
