//! One step of a plan, and how it reads.

use std::fmt;

use serde::Serialize;

use super::{Handle, Lever};
use crate::decision::{Fingerprint, Subject};
use crate::phrase;
use crate::version;

/// How many packages a line names before "and n more".
const SHOWN: usize = 3;

/// One upgrade: what to do, what it clears, and what it leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UpgradeStep {
    /// What is upgraded, coarsely.
    pub kind: StepKind,
    /// The package to upgrade, as people write it; `base image` for that.
    pub package: String,
    /// The component, if it has findings of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// The version to upgrade to, if the package itself needs one: the lowest that has all fixes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What the upgrade must bring with it. That a newer release does so is assumed: only the
    /// package manager knows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub brings: Vec<Bring>,
    /// Whether the upgrade changes the major version; `None` where the target version is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crosses_major: Option<bool>,
    /// Whether only a newer base image brings the fix.
    pub base_image: bool,
    /// Findings that deny and are gone after this step, and were not after the ones before.
    pub denials_cleared: usize,
    /// The same of all findings.
    pub findings_cleared: usize,
    /// The violations of those findings.
    pub clears: Vec<Fingerprint>,
    /// Violations that come through the same package and stay: no fix is known, or another step is
    /// needed too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leaves: Vec<Fingerprint>,
}

/// What is upgraded, coarsely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StepKind {
    /// The component that has the findings.
    Component,
    /// A direct dependency that brings the component in.
    DirectDependency,
    /// The base image.
    BaseImage,
}

/// A package in the version that has the fix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Bring {
    /// The package.
    pub package: String,
    /// The installed version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The lowest version that has all fixes.
    pub to: String,
    /// Whether that changes its major version; `None` where the versions do not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crosses_major: Option<bool>,
}

impl UpgradeStep {
    pub(super) fn of(lever: &Lever<'_>) -> Self {
        let brings: Vec<Bring> = lever
            .brings
            .iter()
            .filter_map(|(subject, to)| {
                let package = subject.package()?;
                Some(Bring {
                    package: package.name().to_owned(),
                    from: package.version().map(str::to_owned),
                    to: (*to).to_owned(),
                    crosses_major: crosses_major(subject, to),
                })
            })
            .collect();
        let base_image = lever.handle == Handle::BaseImage;
        let (kind, package) = match &lever.handle {
            Handle::BaseImage => (StepKind::BaseImage, "base image".to_owned()),
            Handle::Package { name, version, .. } => {
                let written = if version.is_empty() {
                    (*name).to_owned()
                } else {
                    format!("{name} {version}")
                };
                match (lever.own, lever.to) {
                    (Some(own), Some(_)) => (StepKind::Component, own.to_string()),
                    _ => (StepKind::DirectDependency, written),
                }
            }
        };
        Self {
            kind,
            package,
            subject: lever.own.cloned(),
            to: lever.to.map(str::to_owned),
            brings,
            crosses_major: lever.own.zip(lever.to).and_then(|(own, to)| crosses_major(own, to)),
            base_image,
            denials_cleared: 0,
            findings_cleared: 0,
            clears: Vec::new(),
            leaves: Vec::new(),
        }
    }

    fn brought(&self) -> String {
        phrase::list(self.brings.iter().map(|b| format!("{} {}", b.package, b.to)), SHOWN)
    }
}

fn crosses_major(subject: &Subject, to: &str) -> Option<bool> {
    let installed = subject.package()?.full_version()?;
    Some(version::line(installed, to) == version::FixLine::OtherMajor)
}

/// Writes `upgrade express 4.18.2 to a release that brings qs 6.5.3: clears 1 finding that denies`.
impl fmt::Display for UpgradeStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let brought = self.brought();
        match (&self.to, self.kind) {
            (_, StepKind::BaseImage) => {
                f.write_str("rebuild on a newer base image")?;
                if !brought.is_empty() {
                    write!(f, ", one with {brought}")?;
                }
            }
            (Some(to), _) => {
                write!(f, "upgrade {} to {to}", self.package)?;
                if self.crosses_major == Some(true) {
                    f.write_str(", a new major version")?;
                }
                if !brought.is_empty() {
                    write!(f, ", or to a later release if that does not bring {brought}")?;
                }
            }
            (None, _) if brought.is_empty() => {
                write!(f, "upgrade {} to a newer release", self.package)?;
            }
            (None, _) => {
                write!(f, "upgrade {} to a release that brings {brought}", self.package)?;
            }
        }
        f.write_str(": ")?;
        let (denials, all) = (self.denials_cleared, self.findings_cleared);
        match (denials, all - denials.min(all)) {
            (0, 0) => f.write_str("clears nothing alone, a later step is needed too")?,
            (0, all) => write!(f, "clears {} to look at", phrase::count(all, "finding"))?,
            (denials, others) => {
                let verb = if denials == 1 { "denies" } else { "deny" };
                write!(f, "clears {} that {verb}", phrase::count(denials, "finding"))?;
                if others > 0 {
                    write!(f, " and {}", phrase::count(others, "other"))?;
                }
            }
        }
        Ok(())
    }
}
