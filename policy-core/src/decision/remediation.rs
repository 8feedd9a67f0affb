//! What to do about it.

use std::fmt;

use serde::Serialize;

use super::{Fingerprint, Subject};

/// What to do about one violation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Remedy {
    /// The package to bring to another version.
    pub package: String,
    /// The installed version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The version to upgrade to: the nearest that fixes it, on the same line if there is one.
    pub to: String,
    /// The direct dependency that brings the package in, if it is not the package itself: that is
    /// where the upgrade is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
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
            write!(f, ", which comes through {through}")?;
        }
        Ok(())
    }
}

/// One upgrade, and the violations it clears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UpgradeStep {
    /// The component to upgrade.
    pub subject: Subject,
    /// What to do.
    #[serde(flatten)]
    pub remedy: Remedy,
    /// The violations that deny and would be cleared.
    pub denials_cleared: usize,
    /// All violations that would be cleared.
    pub clears: Vec<Fingerprint>,
}

impl fmt::Display for UpgradeStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.clears.len() == 1 { "" } else { "s" };
        write!(f, "{} (clears {} violation{plural})", self.remedy, self.clears.len())
    }
}
