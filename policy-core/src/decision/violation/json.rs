//! A violation as the Decision JSON has it.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::{Fingerprint, Missing, Reason, Subject, Violation, ViolationKind};
use crate::code::Code;
use crate::decision::{Effect, Remedy};
use crate::severity::Effective;
use crate::{Text, Timestamp};

impl Serialize for Violation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Json {
            rule: &self.rule,
            code: self.code,
            kind: self.kind,
            effect: self.effect,
            would_be: self.would_be,
            subject: &self.subject,
            id: self.id.as_ref(),
            aliases: &self.aliases,
            title: self.title.as_ref(),
            severity: self.severity.as_deref(),
            path: self.path(),
            brought_by: self.brought_by(),
            locations: self.locations(),
            fixed_version: self.fixed_version.as_ref(),
            remedy: self.remedy(),
            message: self.message(),
            because: &self.because,
            missing: &self.missing,
            waiver_notes: &self.waiver_notes,
            grace_until: self.grace_until,
            references: &self.references,
            fingerprint: self.fingerprint(),
        }
        .serialize(serializer)
    }
}

#[derive(Serialize)]
struct Json<'v> {
    rule: &'v Text,
    code: Code,
    kind: ViolationKind,
    effect: Effect,
    #[serde(skip_serializing_if = "Option::is_none")]
    would_be: Option<Effect>,
    subject: &'v Subject,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'v Text>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'v [Text],
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'v Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'v Effective>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    path: &'v [Text],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    brought_by: &'v [Text],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    locations: &'v [Text],
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed_version: Option<&'v Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<Remedy>,
    message: Cow<'v, str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    because: &'v [Reason],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    missing: &'v [Missing],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    waiver_notes: &'v [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    grace_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    references: &'v [Text],
    fingerprint: Fingerprint,
}
