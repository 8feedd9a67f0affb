//! What to do about it.

use std::fmt;

use serde::Serialize;

use super::{Reason, Violation};
use crate::{Text, phrase};

/// What to do about one violation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Remedy {
    /// The package to bring to another version.
    pub package: Text,
    /// The installed version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Text>,
    /// The version to upgrade to: the nearest that fixes it by all who name one, on the same line if
    /// there is one.
    pub to: Text,
    /// The direct dependency that brings the package in, if it is not the package itself: that is
    /// where the upgrade is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<Text>,
    /// Whether the package came with the base image, so that a newer base brings the fix.
    pub base_image: bool,
}

/// Writes `upgrade express 4.18.2 to 4.19.2`.
impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "upgrade {}", self.package)?;
        if let Some(from) = &self.from {
            write!(f, " {from}")?;
        }
        write!(f, " to {}", self.to)?;
        if self.base_image {
            f.write_str(", by rebuilding on a newer base image")?;
        } else if let Some(through) = &self.through {
            write!(f, ", by upgrading {through}, which brings it in")?;
        }
        Ok(())
    }
}

/// What to do, with all the direct dependencies that it takes: one may be named, others counted.
pub(super) fn advised(violation: &Violation) -> Option<String> {
    let remedy = violation.remedy()?;
    let Some(through) = remedy.through.as_ref().filter(|_| !remedy.base_image) else {
        return Some(remedy.to_string());
    };
    let others = violation.brought_by().iter().filter(|by| *by != through);
    let all: Vec<&Text> = std::iter::once(through).chain(others).collect();
    if all.len() == 1 {
        return Some(remedy.to_string());
    }
    let all = phrase::list(all, SHOWN);
    let upgrade = Remedy { through: None, ..remedy };
    Some(format!("{upgrade}, by upgrading {all}, which bring it in"))
}

/// What to do against a vulnerability for which no version is known to help, by all who object to it.
pub(super) fn unadvised<'v>(violations: impl IntoIterator<Item = &'v Violation>) -> &'static str {
    let is_attack = |reason: &Reason| {
        let key = reason.condition.split(' ').next();
        matches!(key, Some("malicious" | "finding.malicious")) && reason.value() == "yes"
    };
    let mut reasons = violations.into_iter().flat_map(|violation| violation.because.iter());
    match reasons.any(is_attack) {
        true => "remove the component: what is malicious gets no fix",
        false => "no newer version is known to help: replace the component, or wait for a fix",
    }
}

/// How many direct dependencies are named.
const SHOWN: usize = 2;
