//! Exceptions with an owner and an end.

mod builder;

use std::borrow::Cow;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

pub use self::builder::{WaiverBuilder, WaiverError};

use crate::licence::{ParseOptions, parse};
use crate::pattern::{ComponentPattern, Glob};
use crate::policy::settings::WaiverSettings;
use crate::severity::Severity;
use crate::{Text, Timestamp};

/// An exception: this finding, for this reason, on this person's word, until then.
///
/// Waivers are read from a policy's `waivers.list` or from a file of their own with
/// [`Waiver::parse_list`], come with evidence, or are made with [`Waiver::builder`]; all refuse a
/// waiver without reason, owner or anything to match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stated")]
#[non_exhaustive]
pub struct Waiver {
    /// Its name, unique within a document.
    pub id: Text,
    /// What it covers: everything given must match.
    #[serde(rename = "match")]
    pub matcher: Matcher,
    /// Why.
    pub reason: Text,
    /// Who answers for it.
    pub owner: Text,
    /// When it was granted.
    pub created: Option<Timestamp>,
    /// The first instant at which it holds.
    pub not_before: Option<Timestamp>,
    /// The first instant at which it does not hold any more. A date in a file means the end of
    /// that day in UTC. `None` only where the policy allows permanent waivers.
    pub expires: Option<Timestamp>,
    /// Where the matter is followed up.
    pub ticket: Option<Text>,
    /// When it stops holding before its end.
    pub conditions: Conditions,
    /// What it does.
    pub effect: WaiverEffect,
}

/// What a waiver covers. Everything given must match; at least one of vulnerability, licence, rule
/// and component is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Matcher {
    /// A vulnerability, under any of its names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vulnerability: Option<String>,
    /// A licence: an SPDX id, also a deprecated one, or what else the violation names;
    /// `NOASSERTION` where a component states none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// A rule, by id. Only a waiver that names the rule covers missing evidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Components.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<ComponentPattern>,
    /// A file in the artifact where the component was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<Glob>,
    /// Artifacts: a pattern over the image's registry and repository, over the artifact's name, or
    /// a digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Glob>,
    /// Kubernetes namespaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Glob>,
}

impl Matcher {
    /// The licence in the spelling of violations; as the policy keeps the old ids of GNU licences
    /// apart, or not, both spellings count.
    pub(crate) fn spelt_licence(&self) -> Option<String> {
        let stated = self.licence.as_ref()?;
        Some(parse(stated, &ParseOptions::default()).expression.to_string())
    }

    /// Why no waiver may cover this.
    fn fault(&self) -> Option<&'static str> {
        let texts = [&self.vulnerability, &self.licence, &self.rule];
        if self.is_too_wide()
            || self.component.as_ref().is_some_and(ComponentPattern::is_everything)
        {
            return Some(
                "the waiver would cover everything; name a vulnerability, licence, rule or component",
            );
        }
        if texts.into_iter().flatten().any(|text| text.trim().is_empty()) {
            return Some("an empty text says nothing");
        }
        let has_wildcard = self.vulnerability.as_ref().is_some_and(|id| id.contains('*'));
        has_wildcard.then_some(SEVERAL_VULNERABILITIES)
    }

    /// Whether nothing narrows it down to a vulnerability, licence, rule or component.
    pub(crate) const fn is_too_wide(&self) -> bool {
        self.vulnerability.is_none()
            && self.licence.is_none()
            && self.rule.is_none()
            && self.component.is_none()
    }
}

/// When a waiver stops holding before its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Conditions {
    /// It stops when the finding is worse than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_severity: Option<Severity>,
    /// It stops when there is a fix.
    pub only_while_no_fix: bool,
    /// It stops when the finding is known to be exploited.
    pub not_if_kev: bool,
}

/// What a waiver does to the violations it covers.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WaiverEffect {
    /// They are listed as suppressed and count no more.
    #[default]
    Suppress,
    /// They warn and no longer deny.
    DowngradeToWarn,
}

impl Waiver {
    /// The end under a policy's settings, and whether they clip it.
    pub(crate) fn end(&self, settings: &WaiverSettings) -> (Option<Timestamp>, bool) {
        let start = self.granted(settings).or(self.not_before);
        let (Some(longest), Some(start)) = (settings.max_duration, start) else {
            return (self.expires, false);
        };
        let latest = start.plus(longest);
        match self.expires {
            Some(expires) if expires <= latest => (Some(expires), false),
            _ => (Some(latest), true),
        }
    }

    /// Whether it ends before it begins.
    pub(crate) fn never_begins(&self) -> bool {
        let start = self.not_before.or(self.created);
        self.expires.zip(start).is_some_and(|(end, start)| end <= start)
    }

    /// When it was granted: with the policy, if it does not say and has no beginning of its own.
    pub(crate) fn granted(&self, settings: &WaiverSettings) -> Option<Timestamp> {
        self.created.or(settings.date.filter(|_| self.not_before.is_none()))
    }
}

/// Writes `W-12 by alice`.
impl fmt::Display for Waiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}", self.id, self.owner)
    }
}

// What every waiver needs, and what each is for.
pub(crate) const WHY_ID: &str = "reports name the waiver by it";
pub(crate) const WHY_REASON: &str = "somebody will ask";
pub(crate) const WHY_OWNER: &str = "somebody must answer for it";
pub(crate) const SEVERAL_VULNERABILITIES: &str =
    "a waiver names one vulnerability; wildcards would cover what nobody has read";
pub(crate) const NEVER_BEGINS: &str = "the waiver ends before it begins";

// What a file of waivers refuses, evidence refuses too.

/// What evidence says before it is known to be a waiver.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    #[serde(deserialize_with = "filled")]
    id: Text,
    #[serde(rename = "match", deserialize_with = "narrow")]
    matcher: Matcher,
    #[serde(deserialize_with = "filled")]
    reason: Text,
    #[serde(deserialize_with = "filled")]
    owner: Text,
    created: Option<Timestamp>,
    not_before: Option<Timestamp>,
    #[serde(default, deserialize_with = "end")]
    expires: Option<Timestamp>,
    ticket: Option<Text>,
    #[serde(default)]
    conditions: Conditions,
    #[serde(default)]
    effect: WaiverEffect,
}

impl TryFrom<Stated> for Waiver {
    type Error = &'static str;

    fn try_from(stated: Stated) -> Result<Self, Self::Error> {
        let waiver = Self {
            id: stated.id,
            matcher: stated.matcher,
            reason: stated.reason,
            owner: stated.owner,
            created: stated.created,
            not_before: stated.not_before,
            expires: stated.expires,
            ticket: stated.ticket,
            conditions: stated.conditions,
            effect: stated.effect,
        };
        if waiver.never_begins() { Err(NEVER_BEGINS) } else { Ok(waiver) }
    }
}

fn filled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
    let text = Text::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Err(D::Error::custom("it is empty; a waiver has a name, a reason and an owner"));
    }
    Ok(text)
}

fn narrow<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Matcher, D::Error> {
    let matcher = Matcher::deserialize(deserializer)?;
    match matcher.fault() {
        Some(fault) => Err(D::Error::custom(fault)),
        None => Ok(matcher),
    }
}

/// A bare date is the end of its day, as in a file.
fn end<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<Cow<'de, str>>::deserialize(deserializer)? else {
        return Ok(None);
    };
    Timestamp::read_end(&text).map(Some).map_err(D::Error::custom)
}
