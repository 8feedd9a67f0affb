//! What speaks against an artifact.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::{Effect, Meta, Remedy};
use crate::Timestamp;
use crate::code::Code;
use crate::evidence::Package;
use crate::severity::{Effective, Severity};

/// One thing that speaks against an artifact.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Violation {
    /// The rule, by id; `requires.<section>` and `budget` for those parts of a policy.
    pub rule: String,
    /// What happened, for tools.
    pub code: Code,
    /// What it is about, coarsely.
    pub kind: ViolationKind,
    /// How hard it weighs here and now.
    pub effect: Effect,
    /// How hard it would weigh without the mode, the grace period or the waiver that holds it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub would_be: Option<Effect>,
    /// What has the fault.
    pub subject: Subject,
    /// The vulnerability's canonical id, or the licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The vulnerability's other ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// One line about the vulnerability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Every rating, and which one won.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Effective>,
    /// How the component comes into the artifact, from the direct dependency down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
    /// The direct dependencies that bring it in, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub brought_by: Vec<String>,
    /// Files in the artifact where the component was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<String>,
    /// The version to upgrade to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_version: Option<String>,
    /// What to do, and to which direct dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The conditions of the rule, each with the value that met it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Reason>,
    /// What was not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// What waivers have to do with it: expired ones, lapsed ones, ones that soften it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waiver_notes: Vec<String>,
    /// Until when a grace period holds it down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace_until: Option<Timestamp>,
    /// Where to read more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// The same for the same fault in the next build.
    pub fingerprint: Fingerprint,
}

impl Violation {
    /// A violation of which nothing else is said; the caller fills in the rest and seals it.
    pub(crate) fn new(
        rule: &str,
        code: Code,
        kind: ViolationKind,
        effect: Effect,
        subject: Subject,
        message: String,
    ) -> Self {
        Self {
            rule: rule.to_owned(),
            code,
            kind,
            effect,
            would_be: None,
            subject,
            id: None,
            aliases: Vec::new(),
            title: None,
            severity: None,
            path: Vec::new(),
            brought_by: Vec::new(),
            locations: Vec::new(),
            fixed_version: None,
            remedy: None,
            message,
            because: Vec::new(),
            missing: Vec::new(),
            waiver_notes: Vec::new(),
            grace_until: None,
            references: Vec::new(),
            fingerprint: Fingerprint::none(),
        }
    }

    /// Computes the fingerprint from what was filled in.
    pub(crate) fn sealed(mut self) -> Self {
        self.seal();
        self
    }

    /// As [`sealed`](Self::sealed), in place.
    pub(crate) fn seal(&mut self) {
        let subject = match &self.subject {
            Subject::Component(package) => Cow::Borrowed(package.key_without_version()),
            // The tag of an image changes with every build.
            Subject::Image { reference } => image_name(reference).into(),
            Subject::Artifact { name } => image_name(name).into(),
            Subject::Waiver { id } => Cow::Borrowed(id.as_str()),
        };
        let head = self.path.first().map_or("", |step| step_name(step));
        let id = self.id.as_deref().unwrap_or_default();
        self.fingerprint = Fingerprint::of(&[&self.rule, self.code.as_str(), id, &subject, head]);
    }

    /// Returns the effective severity; unknown where there is none.
    #[must_use]
    pub fn level(&self) -> Severity {
        self.severity.as_ref().map_or(Severity::Unknown, |severity| severity.level)
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
        let id: String = self.fingerprint.as_str().chars().take(8).collect();
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

/// What has the fault.
///
/// In JSON a component has `key`, what identifies it, beside `package`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Subject {
    /// A component of the artifact.
    Component(Package),
    /// The image.
    Image {
        /// Its reference, as far as known.
        reference: String,
    },
    /// The artifact as a whole.
    Artifact {
        /// Its name.
        name: String,
    },
    /// A waiver.
    Waiver {
        /// Its id.
        id: String,
    },
}

impl Subject {
    /// Returns the component, if it is one.
    #[must_use]
    pub const fn package(&self) -> Option<&Package> {
        match self {
            Self::Component(package) => Some(package),
            _ => None,
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(tag = "type", rename_all = "snake_case")]
        enum Json<'a> {
            Component { key: &'a str, package: &'a Package },
            Image { reference: &'a str },
            Artifact { name: &'a str },
            Waiver { id: &'a str },
        }
        match self {
            Self::Component(package) => Json::Component { key: package.key(), package },
            Self::Image { reference } => Json::Image { reference },
            Self::Artifact { name } => Json::Artifact { name },
            Self::Waiver { id } => Json::Waiver { id },
        }
        .serialize(serializer)
    }
}

/// Writes what people call it: `openssl 3.0.11-1`.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Component(package) => package.fmt(f),
            Self::Image { reference: name } | Self::Artifact { name } => f.write_str(name),
            Self::Waiver { id } => write!(f, "waiver {id}"),
        }
    }
}

/// A condition that was met, and the value that met it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Reason {
    /// The condition, as the policy writes it: `severity >=high`.
    pub condition: String,
    /// The value: `Critical`.
    pub value: String,
}

impl Reason {
    pub(crate) fn new(condition: impl Into<String>, value: impl Into<String>) -> Self {
        Self { condition: condition.into(), value: value.into() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.condition, self.value)
    }
}

/// Something that was not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Missing {
    /// A section or a field: `vulnerabilities`, `kev`.
    pub what: String,
    /// Why, as far as known.
    pub why: String,
}

impl Missing {
    pub(crate) fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.into() }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.what, self.why)
    }
}

/// A short name of a violation that stays the same from build to build: it depends on the rule,
/// the fault, the package without its version and the direct dependency it comes by.
#[derive(Clone)]
pub struct Fingerprint {
    /// What it is the digest of; whoever asks for the outcome only never has it hashed.
    of: Box<[u8]>,
    text: OnceLock<String>,
}

impl Fingerprint {
    pub(crate) fn of(parts: &[&str]) -> Self {
        let length = parts.iter().map(|part| part.len() + 8).sum();
        let mut of = Vec::with_capacity(length);
        for part in parts {
            // The length keeps ("ab", "c") apart from ("a", "bc").
            of.extend_from_slice(&(part.len() as u64).to_be_bytes());
            of.extend_from_slice(part.as_bytes());
        }
        Self { of: of.into_boxed_slice(), text: OnceLock::new() }
    }

    /// The place of one that is not known yet.
    fn none() -> Self {
        Self { of: Box::default(), text: OnceLock::new() }
    }

    /// Returns the 32 hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.get_or_init(|| hex(Sha256::digest(&self.of).iter().take(16).copied()))
    }
}

impl PartialEq for Fingerprint {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Fingerprint {}

impl Ord for Fingerprint {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for Fingerprint {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Fingerprint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fingerprint").field(&self.as_str()).finish()
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

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_one =
            text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if is_one {
            Ok(Self { of: Box::default(), text: text.into() })
        } else {
            Err(D::Error::custom("a fingerprint has 32 digits"))
        }
    }
}
