//! What scanners find besides vulnerabilities, kept thinly.

use std::sync::Arc;

use crate::value::open_enum;
use crate::{Layer, StatedSeverity, Target};

/// A range of lines, both counted from 1 and both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Lines {
    /// The first line.
    pub start: u64,
    /// The last line.
    pub end: u64,
}

/// A setting that was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Misconfiguration {
    /// The check's id, such as `DS-0002`.
    pub id: String,
    /// The check's id in the scanner's database, such as `AVD-DS-0002`, where stated.
    pub avd_id: Option<String>,
    /// What the check is about.
    pub title: Option<String>,
    /// What is wrong here.
    pub message: Option<String>,
    /// What to do.
    pub resolution: Option<String>,
    /// How bad a failure is.
    pub severity: StatedSeverity,
    /// Whether the check passed.
    pub status: Option<CheckStatus>,
    /// A page about the check.
    pub url: Option<String>,
    /// The lines of the file that cause it.
    pub lines: Option<Lines>,
    /// The target it was found in.
    pub target: Arc<Target>,
}

open_enum! {
    /// Whether a check passed.
    pub enum CheckStatus {
        /// It passed.
        Pass = "PASS",
        /// It failed.
        Fail = "FAIL",
        /// It failed and is excepted by a rule of the scanner's user.
        Exception = "EXCEPTION",
    }
}

/// How the checks of one target came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CheckSummary {
    /// Checks that passed.
    pub successes: u64,
    /// Checks that failed.
    pub failures: u64,
    /// Checks that failed and are excepted.
    pub exceptions: u64,
}

/// A secret left in a file. The secret itself is never read into this type, not even the masked
/// text that scanners write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Secret {
    /// The id of the rule that found it, such as `aws-access-key-id`.
    pub rule_id: String,
    /// Whose secret it is, such as `AWS`.
    pub category: Option<String>,
    /// What the rule is about.
    pub title: Option<String>,
    /// How bad it is.
    pub severity: StatedSeverity,
    /// Where in the file it is.
    pub lines: Option<Lines>,
    /// The image layer that brought the file.
    pub layer: Option<Layer>,
    /// The file.
    pub target: Arc<Target>,
}

/// A licence of a package or in a file.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct License {
    /// Its name, an SPDX id where the scanner knew one.
    pub name: String,
    /// The class the scanner puts it in: `forbidden`, `restricted`, `reciprocal`, `notice`,
    /// `permissive`, `unencumbered`, `unknown`.
    pub category: Option<String>,
    /// How bad the scanner takes that class to be.
    pub severity: StatedSeverity,
    /// The package that has it, unless found in a file.
    pub package: Option<String>,
    /// The file it was found in, unless a package's.
    pub path: Option<String>,
    /// How sure the scanner is, 0.0 to 1.0.
    pub confidence: Option<f64>,
    /// A page about it.
    pub url: Option<String>,
    /// The target it was found in.
    pub target: Arc<Target>,
}
