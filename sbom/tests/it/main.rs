//! The public surface of the crate.
#![recursion_limit = "512"]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

#[cfg(feature = "archive")]
mod archive;
mod at;
mod attestation;
mod clock;
mod conformance;
mod convert;
mod corpus;
mod cpe;
mod cyclonedx;
mod detect;
mod diff;
mod edit;
mod graph;
mod hostile;
mod licence;
mod limits;
mod merge;
mod model;
#[cfg(feature = "protobuf")]
mod protobuf;
mod purl;
#[cfg(feature = "rdf")]
mod rdf;
mod redact;
mod score;
mod serialise;
mod signature;
mod spdx;
mod spdx2_rules;
mod spdx3;
mod tag_value;
mod validate;
mod verdicts;
mod vex;
mod write;
#[cfg(feature = "xml")]
mod xml;
#[cfg(feature = "yaml")]
mod yaml;
