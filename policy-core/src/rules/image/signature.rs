//! Who must have signed the image.

use std::fmt;

use regex::{Regex, RegexBuilder};

use super::Finding;
use crate::Tri;
use crate::code::Code;
use crate::decision::{Missing, Reason};
use crate::evidence::{Evidence, Section, Signature, SignatureKind};
use crate::policy::reader::{At, Fields, Reader};
use crate::policy::schema::image as schema;
use crate::policy::settings::filled_list;

pub(crate) const KINDS: [(&str, SignatureKind); 3] =
    [("key", SignatureKind::Key), ("keyless", SignatureKind::Keyless), ("kms", SignatureKind::Kms)];

/// Identities, and how many of them must have signed.
#[derive(Clone, Debug)]
pub(super) struct SignatureCheck {
    identities: Vec<Identity>,
    threshold: usize,
    text: String,
}

/// What it asks is what it says it asks.
impl PartialEq for SignatureCheck {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Whose signature counts; everything given must agree.
#[derive(Clone, Debug)]
struct Identity {
    kind: Option<SignatureKind>,
    key_id: Option<String>,
    issuer: Option<Name>,
    subject: Option<Name>,
    predicate_type: Option<String>,
    log_verified: bool,
    timestamp_verified: bool,
}

/// A name, or a pattern over names that is anchored at both ends.
#[derive(Clone, Debug)]
enum Name {
    Exact(String),
    Pattern { text: String, regex: Regex },
}

impl Name {
    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Exact(name) => name == text,
            Self::Pattern { regex, .. } => regex.is_match(text),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(text) => f.write_str(text),
            Self::Pattern { text, .. } => write!(f, "/{text}/"),
        }
    }
}

impl SignatureCheck {
    pub(super) fn read(reader: &mut Reader, at: &At<'_>) -> Option<Self> {
        let fields = reader.fields(at, &schema::SIGNATURE)?;
        let (any, all) = (fields.get("any_of"), fields.get("all_of"));
        let list = match (&any, &all) {
            (Some(list), None) | (None, Some(list)) => list,
            _ => {
                fields.missing(
                    reader,
                    Code::InvalidValue,
                    "list the identities under `any_of` or `all_of`, one of the two",
                );
                return None;
            }
        };
        let before = reader.found.len();
        let identities = filled_list(reader, list, Identity::read);
        if reader.found.len() > before && reader.failed() {
            return None;
        }
        let mut threshold = if all.is_some() { identities.len() } else { 1 };
        if let Some(at) = fields.get("threshold") {
            threshold = reader.number(&at)?;
            if all.is_some() || threshold == 0 || threshold > identities.len() {
                let message = format!(
                    "a threshold is one of `any_of`, from 1 to the {} identities it names",
                    identities.len()
                );
                reader.fault(Code::InvalidValue, &at, message);
            }
        }
        let shown: Vec<String> = identities.iter().map(ToString::to_string).collect();
        let text = match (all.is_some(), threshold) {
            (true, _) => format!("signature.all_of {}", shown.join("; ")),
            (false, 1) => format!("signature.any_of {}", shown.join("; ")),
            (false, least) => format!("signature: {least} of {}", shown.join("; ")),
        };
        Some(Self { identities, threshold, text })
    }

    pub(super) fn check(&self, evidence: &Evidence) -> Finding {
        let digests = &evidence.artifact.digests;
        let signatures: Vec<&Signature> = evidence
            .signatures
            .value()
            .into_iter()
            .flatten()
            .filter(|signature| digests.contains(&signature.digest))
            .collect();
        let (mut found, mut absent) = (0, Vec::new());
        for identity in &self.identities {
            if signatures.iter().any(|signature| identity.matches(signature)) {
                found += 1;
            } else {
                absent.push(identity.to_string());
            }
        }
        let mut given: Vec<String> = signatures.iter().map(|signature| shown(signature)).collect();
        given.sort();
        given.dedup();
        let given =
            if given.is_empty() { "no verified signature".to_owned() } else { given.join("; ") };
        // What is found is found, whatever else may be there.
        let (met, why) = if found >= self.threshold {
            (Tri::True, String::new())
        } else if digests.is_empty() {
            (Tri::Unknown, "the digest of the artifact is not known".to_owned())
        } else {
            match &evidence.signatures {
                Section::Present(_) => (Tri::False, String::new()),
                section => (Tri::Unknown, gaps(section, "nobody looked for signatures")),
            }
        };
        Finding {
            code: Code::ImageSignature,
            met,
            message: format!("not signed as the policy asks, by {}", absent.join("; ")),
            because: Reason::new(&self.text, given),
            missing: met.is_unknown().then(|| Missing::new("signatures", why)),
        }
    }
}

impl Identity {
    fn read(reader: &mut Reader, at: &At<'_>) -> Option<Self> {
        let before = reader.found.len();
        let fields = reader.fields(at, &schema::IDENTITY)?;
        let text =
            |reader: &mut Reader, key: &str| fields.get(key).and_then(|at| reader.filled(&at));
        let kind = fields.get("kind").and_then(|at| reader.word(&at, &KINDS));
        let key_id = text(reader, "key_id");
        let predicate_type = text(reader, "predicate_type");
        let issuer = name(reader, &fields, "issuer", "issuer_regex");
        let subject = name(reader, &fields, "subject", "subject_regex");
        let flag = |reader: &mut Reader, key: &str| {
            fields.get(key).and_then(|at| reader.boolean(&at)).unwrap_or_default()
        };
        let log_verified = flag(reader, "log_verified");
        let timestamp_verified = flag(reader, "timestamp_verified");
        let who = ["key_id", "issuer", "issuer_regex", "subject", "subject_regex"];
        if !who.iter().any(|key| fields.has(key)) && reader.found.len() == before {
            fields.missing(reader, Code::NothingStated, "the identity names nobody").help =
                Some("give it a `key_id`, or an `issuer` and a `subject`".to_owned());
        }
        // Any issuer may vouch for any name.
        let is_name = subject.is_some() && issuer.is_none() && key_id.is_none();
        if is_name && matches!(kind, None | Some(SignatureKind::Keyless)) {
            let message = "the identity says who signed and not who vouches for the name";
            reader.lint(Code::LintOpenIdentity, at, message).help =
                Some("add the `issuer` of its certificates".to_owned());
        }
        Some(Self {
            kind,
            key_id,
            issuer,
            subject,
            predicate_type,
            log_verified,
            timestamp_verified,
        })
    }

    fn matches(&self, signature: &Signature) -> bool {
        let subject = |name: &Name| {
            name.matches(&signature.identity)
                || signature.alternative_names.iter().any(|other| name.matches(other))
        };
        self.kind.is_none_or(|kind| signature.kind == Some(kind))
            && self.key_id.as_ref().is_none_or(|key| {
                signature.key_id.as_ref() == Some(key) || signature.identity == *key
            })
            && self.issuer.as_ref().is_none_or(|name| {
                signature.issuer.as_ref().is_some_and(|issuer| name.matches(issuer))
            })
            && self.subject.as_ref().is_none_or(subject)
            && self
                .predicate_type
                .as_ref()
                .is_none_or(|wanted| signature.predicate_type.as_ref() == Some(wanted))
            && (!self.log_verified || signature.log_verified)
            && (!self.timestamp_verified || signature.timestamp_verified)
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(self.kind.map(|kind| kind.as_str().to_owned()));
        parts.extend(self.key_id.as_ref().map(|key| format!("key {key}")));
        parts.extend(self.subject.as_ref().map(ToString::to_string));
        parts.extend(self.issuer.as_ref().map(|issuer| format!("vouched for by {issuer}")));
        parts.extend(self.predicate_type.as_ref().map(|kind| format!("attesting {kind}")));
        parts.extend(self.log_verified.then(|| "in a transparency log".to_owned()));
        parts.extend(self.timestamp_verified.then(|| "with a timestamp".to_owned()));
        f.write_str(&parts.join(", "))
    }
}

fn shown(signature: &Signature) -> String {
    match &signature.issuer {
        Some(issuer) => format!("{}, vouched for by {issuer}", signature.identity),
        None => signature.identity.clone(),
    }
}

/// Reads a name that is given as such or as a pattern.
fn name(reader: &mut Reader, fields: &Fields<'_>, exact: &str, pattern: &str) -> Option<Name> {
    match (fields.get(exact), fields.get(pattern)) {
        (Some(at), None) => reader.filled(&at).map(Name::Exact),
        (None, Some(at)) => {
            let text = reader.filled(&at)?;
            // People forget the anchors, and a pattern without them matches what merely contains
            // the name.
            let anchored = format!("^(?:{text})$");
            let regex = RegexBuilder::new(&anchored).size_limit(1 << 20).nest_limit(50).build();
            match regex {
                Ok(regex) if text.len() <= 1024 => Some(Name::Pattern { text, regex }),
                Ok(_) => {
                    reader.fault(Code::InvalidValue, &at, "the pattern is longer than 1024 bytes");
                    None
                }
                Err(error) => {
                    // The last line says what, those before it show where.
                    let text = error.to_string();
                    let reason = text.lines().last().unwrap_or_default();
                    let reason = reason.trim_start_matches("error: ");
                    let message = format!("not a regular expression: {reason}");
                    reader.fault(Code::InvalidValue, &at, message);
                    None
                }
            }
        }
        (Some(_), Some(at)) => {
            let message = format!("`{exact}` says already what `{pattern}` says");
            reader.fault(Code::InvalidValue, &at, message);
            None
        }
        (None, None) => None,
    }
}

/// Why a section does not tell.
pub(super) fn gaps<T>(section: &Section<T>, otherwise: &str) -> String {
    let mut gaps: Vec<String> = section.gaps().iter().map(ToString::to_string).collect();
    gaps.sort();
    gaps.dedup();
    if gaps.is_empty() { otherwise.to_owned() } else { gaps.join("; ") }
}
