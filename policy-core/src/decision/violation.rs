//! What speaks against an artifact.

mod fingerprint;
mod json;
mod message;
mod origin;
mod reason;
mod subject;

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

pub use self::fingerprint::Fingerprint;
pub(crate) use self::message::Wording;
pub(crate) use self::origin::Origin;
pub use self::reason::Reason;
pub(crate) use self::reason::{Rated, rated};
pub use self::subject::Subject;
use super::{Effect, Meta, Remedy};
use crate::code::Code;
use crate::severity::{Effective, Severity};
use crate::version::Later;
use crate::{Part, Text, Texts, Timestamp};

/// One thing that speaks against an artifact.
///
/// In JSON it also has its [`message`](Self::message), [`fingerprint`](Self::fingerprint) and
/// [`remedy`](Self::remedy).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// The rule, by id; `requires.<section>` and `budget` for those parts of a policy.
    pub rule: Text,
    /// What happened, for tools.
    pub code: Code,
    /// What it is about, coarsely.
    pub kind: ViolationKind,
    /// How hard it weighs here and now.
    pub effect: Effect,
    /// How hard it would weigh without the mode, the grace period or the waiver that holds it down.
    pub would_be: Option<Effect>,
    /// What has the fault.
    pub subject: Subject,
    /// The vulnerability's canonical id, or the licence.
    pub id: Option<Text>,
    /// The vulnerability's other ids.
    pub aliases: Texts,
    /// One line about the vulnerability.
    pub title: Option<Text>,
    /// Every rating, and which one won.
    pub severity: Option<Arc<Effective>>,
    /// Where the component comes from, if anything is known of that.
    pub(crate) origin: Option<Arc<Origin>>,
    /// The version to upgrade to: the nearest that has the fix by all who name one.
    pub fixed_version: Option<Text>,
    /// Where not every later version has the fix too: which have.
    pub(crate) later_fixes: Option<Box<Later<Text>>>,
    /// How [`message`](Self::message) puts it.
    pub(crate) wording: Wording,
    /// The conditions of the rule, each with the value that met it.
    pub because: Part<Reason>,
    /// What was not known.
    pub missing: Part<Missing>,
    /// What waivers have to do with it: expired ones, lapsed ones, ones that soften it.
    pub waiver_notes: Vec<String>,
    /// Until when a grace period holds it down.
    pub grace_until: Option<Timestamp>,
    /// Where to read more.
    pub references: Texts,
}

impl Violation {
    /// A violation of which nothing else is said; the caller fills in the rest.
    pub(crate) fn new(
        rule: impl Into<Text>,
        code: Code,
        kind: ViolationKind,
        effect: Effect,
        subject: Subject,
        wording: impl Into<Wording>,
    ) -> Self {
        Self {
            rule: rule.into(),
            code,
            kind,
            effect,
            would_be: None,
            subject,
            id: None,
            aliases: Texts::default(),
            title: None,
            severity: None,
            origin: None,
            fixed_version: None,
            later_fixes: None,
            wording: wording.into(),
            because: Part::default(),
            missing: Part::default(),
            waiver_notes: Vec::new(),
            grace_until: None,
            references: Texts::default(),
        }
    }

    /// Returns the effective severity; unknown where there is none.
    #[must_use]
    pub fn level(&self) -> Severity {
        self.severity.as_ref().map_or(Severity::Unknown, |severity| severity.level)
    }

    /// Returns what to do, and to which direct dependency; `None` if no version is known to help.
    #[must_use]
    pub fn remedy(&self) -> Option<Remedy> {
        let package = self.subject.package()?;
        let to = self.fixed_version.clone()?;
        let through = match self.path() {
            [direct, _, ..] => Some(direct.clone()),
            _ => None,
        };
        Some(Remedy {
            package: package.name().into(),
            from: package.version().map(Text::from),
            to,
            through,
            base_image: self.is_of_base_image(),
        })
    }

    /// Returns a waiver that would cover this violation, as an item of a policy's `waivers.list`,
    /// with what only a person can know left to fill in.
    ///
    /// It names the rule and, as far as there is one, the vulnerability or licence and the
    /// component, so that it covers nothing else. Where a component states no licence, the licence
    /// is `NOASSERTION`, and one that is stated later is not covered; where nobody knows whether
    /// there is a fix, the waiver ends when there is one. A waiver of an image rule covers all that
    /// the rule asks of the image. Without `rule` it would cover the finding whatever the rule, and
    /// keep it out of the score too.
    ///
    /// The end is `days` after `meta.now` of the decision, to which the violation belongs.
    #[must_use]
    pub fn suggested_waiver(&self, meta: &Meta, days: u32) -> String {
        let day = |instant: Timestamp| {
            let text = instant.to_string();
            text.split('T').next().unwrap_or_default().to_owned()
        };
        let quote = |text: &str| serde_json::Value::from(text).to_string();
        let mut matcher = vec![format!("rule: {}", quote(&self.rule))];
        match &self.subject {
            Subject::Component(package) => {
                let key = match self.code {
                    Code::LicenceDenied | Code::LicenceNotAllowed | Code::LicenceUnknown => {
                        "licence"
                    }
                    _ => "vulnerability",
                };
                matcher.extend(self.id.as_ref().map(|id| format!("{key}: {}", quote(id))));
                // A pattern without `pkg:` is one over names.
                let component = match package.purl() {
                    Some(_) => package.key().to_owned(),
                    None => package.name().to_owned(),
                };
                matcher.push(format!("component: {}", quote(&component)));
            }
            Subject::Image { .. } | Subject::Artifact { .. } if !meta.artifact.is_empty() => {
                matcher.push(format!("artifact: {}", quote(&image_name(&meta.artifact))));
            }
            _ => {}
        }
        let id: String = self.fingerprint().to_string().chars().take(8).collect();
        let conditions = match self.missing.as_slice() {
            [only] if only.what == "fix" => "  conditions: { only_while_no_fix: true }\n",
            _ => "",
        };
        format!(
            "- id: W-{id}\n  match: {{ {} }}\n  reason: \"\" # why it is acceptable\n  owner: \"\" # who answers for it\n  created: {}\n  expires: {}\n{conditions}",
            matcher.join(", "),
            day(meta.now),
            day(meta.now.plus(crate::Period::from_days(days))),
        )
    }
}

/// What a violation is about, coarsely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ViolationKind {
    /// A vulnerability in a component.
    Vulnerability,
    /// A component's licence.
    Licence,
    /// A component, for what an expression asks of it.
    Component,
    /// The image.
    Image,
    /// Evidence that does not meet a requirement: too old, without a graph.
    Requirement,
    /// Too many findings of one severity.
    Budget,
    /// A waiver.
    Waiver,
    /// Evidence that is not there, so that nothing can be said.
    MissingEvidence,
}

impl ViolationKind {
    /// Returns the word of the Decision JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vulnerability => "vulnerability",
            Self::Licence => "licence",
            Self::Component => "component",
            Self::Image => "image",
            Self::Requirement => "requirement",
            Self::Budget => "budget",
            Self::Waiver => "waiver",
            Self::MissingEvidence => "missing_evidence",
        }
    }
}

/// Something that was not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Missing {
    /// A section or a field: `vulnerabilities`, `kev`.
    pub what: Text,
    /// Why, as far as known.
    pub why: Text,
}

impl Missing {
    pub(crate) fn new(what: impl Into<Text>, why: impl Into<Text>) -> Self {
        Self { what: what.into(), why: why.into() }
    }
}

/// Writes `kev (trivy does not say)`.
impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.why.as_str() {
            "" => f.write_str(&self.what),
            why => write!(f, "{} ({why})", self.what),
        }
    }
}

/// The name in a step of a dependency path, without the version.
pub(crate) fn step_name(step: &str) -> &str {
    let unversioned = match step.rsplit_once(' ') {
        Some((name, _)) => name,
        None => step,
    };
    match unversioned.rfind('@') {
        Some(at) if at > 0 && !unversioned.get(..at).is_some_and(|name| name.ends_with('/')) => {
            unversioned.get(..at).unwrap_or(unversioned)
        }
        _ => unversioned,
    }
}

fn image_name(text: &str) -> String {
    text.parse::<crate::evidence::ImageRef>()
        .map_or_else(|_| text.to_owned(), |image| image.name().to_owned())
}

pub(crate) fn hex(bytes: impl Iterator<Item = u8>) -> String {
    bytes
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}
