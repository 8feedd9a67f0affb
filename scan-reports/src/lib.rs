#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod artifact;
mod detect;
mod error;
mod finding;
mod json;
mod limits;
mod note;
mod other;
mod package;
pub mod purl;
mod report;
mod severity;
mod trivy;
mod value;

pub use artifact::{Artifact, ArtifactKind, ImageConfig, Os, Resource};
pub use detect::{Format, detect};
pub use error::{Error, ErrorCode};
pub use finding::{
    Cvss, CvssVersion, Finding, Fix, FixState, Layer, Rating, Score, Status, Suppressed,
    SuppressedItem, SuppressionStatus,
};
pub use limits::Limits;
pub use note::{Gap, GapKind, Note, NoteKind};
pub use other::{CheckStatus, CheckSummary, License, Lines, Misconfiguration, Secret};
pub use package::{Package, PackageRef, Purl, Relationship};
pub use report::{Class, Report, Scanner, Target};
pub use severity::{Counts, Severity, StatedSeverity};
pub use value::UnknownValue;
