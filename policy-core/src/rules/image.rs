//! Rules over the image: where it comes from, how it is named, what it is built on, who signed it.

mod base;
mod provenance;
mod runtime;
pub(crate) mod signature;

use self::base::BaseCheck;
use self::provenance::ProvenanceCheck;
use self::runtime::RuntimeCheck;
use self::signature::SignatureCheck;
use crate::code::Code;
use crate::decision::{Missing, Reason};
use crate::evidence::{Evidence, ImageFacts, ImageRef, RepositoryPattern, SectionKind};
use crate::pattern::Glob;
use crate::policy::reader::{At, Fields, Reader};
use crate::policy::schema::{Object, image as schema};
use crate::policy::settings::{Requirement, filled_list};
use crate::{Period, Timestamp, Tri};

/// What an image must be like. Each requirement that is not met is a violation of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImageRule {
    registries_allow: Vec<RepositoryPattern>,
    registries_deny: Vec<RepositoryPattern>,
    tags_allow: Vec<Glob>,
    tags_deny: Vec<Glob>,
    deny_mutable: bool,
    digest_required: bool,
    digest_must_match: bool,
    base: BaseCheck,
    max_age: Option<Period>,
    runtime: RuntimeCheck,
    signature: Option<SignatureCheck>,
    provenance: Option<ProvenanceCheck>,
    /// What is asked of the SBOM and of the scans.
    pub(crate) sections: Vec<Requirement>,
}

/// The answer of one requirement.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    /// Whether the requirement is met.
    pub(crate) met: Tri,
    /// What is wrong, if it is not.
    pub(crate) message: String,
    pub(crate) because: Reason,
    pub(crate) missing: Option<Missing>,
}

/// How far ahead of `now` an image may be dated before its date counts as unknown.
const CLOCK_SKEW: Period = Period::from_seconds(300);

impl ImageRule {
    pub(crate) fn read(reader: &mut Reader, at: &At<'_>) -> Option<Self> {
        let before = reader.found.len();
        let fields = reader.fields(at, &schema::IMAGE)?;
        let mut rule = Self::default();
        if let Some(fields) = open(reader, &fields, "registries", &schema::REGISTRIES) {
            rule.registries_allow = patterns(reader, &fields, "allow");
            rule.registries_deny = patterns(reader, &fields, "deny");
        }
        if let Some(fields) = open(reader, &fields, "tags", &schema::TAGS) {
            if let Some(at) = fields.get("allow") {
                rule.tags_allow = filled_list(reader, &at, |reader, at| {
                    let text = reader.filled(at)?;
                    reader.parsed(at, Glob::new(text))
                });
            }
            if let Some(at) = fields.get("deny") {
                rule.tags_deny = reader.each(&at, |reader, at| {
                    // "" is how other tools write the implicit tag.
                    let text = reader.text(at)?;
                    let text = if text.is_empty() { "latest" } else { text };
                    reader.parsed(at, Glob::new(text))
                });
            }
            rule.deny_mutable = flag(reader, &fields, "deny_mutable");
        }
        if let Some(fields) = open(reader, &fields, "digest", &schema::DIGEST) {
            rule.digest_required = flag(reader, &fields, "required");
            rule.digest_must_match = flag(reader, &fields, "must_match_evidence");
        }
        if let Some(at) = fields.get("base") {
            rule.base = BaseCheck::read(reader, &at).unwrap_or_default();
        }
        rule.max_age = fields.get("max_age").and_then(|at| reader.parse(&at));
        if let Some(at) = fields.get("runtime") {
            rule.runtime = RuntimeCheck::read(reader, &at).unwrap_or_default();
        }
        rule.signature = fields.get("signature").and_then(|at| SignatureCheck::read(reader, &at));
        rule.provenance =
            fields.get("provenance").and_then(|at| ProvenanceCheck::read(reader, &at));
        for (key, kind, object) in [
            ("sbom", SectionKind::Sbom, &schema::SBOM),
            ("scan", SectionKind::Vulnerabilities, &schema::SCAN),
        ] {
            if let Some(fields) = open(reader, &fields, key, object) {
                let mut requirement = Requirement::of(kind);
                requirement.fill(reader, &fields);
                rule.sections.push(requirement);
            }
        }
        if rule.says_nothing() && reader.found.len() == before {
            fields.missing(reader, Code::NothingStated, "the image rule requires nothing");
        }
        Some(rule)
    }

    fn says_nothing(&self) -> bool {
        !self.asks_for_facts()
            && self.signature.is_none()
            && self.provenance.is_none()
            && self.sections.is_empty()
    }

    /// Whether what breaks the other rule breaks this one too.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        allows_no_more(&self.registries_allow, &other.registries_allow)
            && all(&other.registries_deny, &self.registries_deny)
            && allows_no_more(&self.tags_allow, &other.tags_allow)
            && all(&other.tags_deny, &self.tags_deny)
            && self.deny_mutable >= other.deny_mutable
            && self.digest_required >= other.digest_required
            && self.digest_must_match >= other.digest_must_match
            && self.base.contains(&other.base)
            && no_longer(self.max_age, other.max_age)
            && self.runtime.contains(&other.runtime)
            && (other.signature.is_none() || self.signature == other.signature)
            && (other.provenance.is_none() || self.provenance == other.provenance)
            && all(&other.sections, &self.sections)
    }

    /// Whether it asks anything of the image facts.
    pub(crate) fn asks_for_facts(&self) -> bool {
        !(self.registries_allow.is_empty()
            && self.registries_deny.is_empty()
            && self.tags_allow.is_empty()
            && self.tags_deny.is_empty()
            && !self.deny_mutable
            && !self.digest_required
            && !self.digest_must_match
            && self.base.says_nothing()
            && self.max_age.is_none()
            && self.runtime.says_nothing())
    }

    /// The answers of the requirements that need no image facts, met ones included.
    pub(crate) fn check_attestations(&self, evidence: &Evidence, now: Timestamp) -> Vec<Finding> {
        let signature = self.signature.iter().map(|check| check.check(evidence));
        let provenance = self.provenance.iter().map(|check| check.check(evidence, now));
        signature.chain(provenance).collect()
    }

    /// The answers of the requirements on image facts, met ones included.
    pub(crate) fn check(
        &self,
        image: &ImageFacts,
        evidence: &Evidence,
        now: Timestamp,
    ) -> Vec<Finding> {
        let mut found = Vec::new();
        let reference = image.reference.as_ref();
        let named = |test: &dyn Fn(&ImageRef) -> Tri| reference.map_or(Tri::Unknown, test);
        let no_reference =
            || Missing::new("image.reference", "nobody says which reference is pulled");
        let shown = reference.map_or_else(String::new, ToString::to_string);

        let mut reference_check = |code, met, message: String, condition: &str| {
            found.push(Finding {
                code,
                met,
                message,
                because: Reason::new(condition, &shown),
                missing: reference.is_none().then(no_reference),
            });
        };
        if !self.registries_allow.is_empty() {
            reference_check(
                Code::ImageRegistry,
                named(&|image| self.registries_allow.iter().any(|p| p.matches(image)).into()),
                format!("`{}` is in no allowed registry", reference.map_or("", |r| r.name())),
                &format!("registries.allow {}", joined(&self.registries_allow)),
            );
        }
        if !self.registries_deny.is_empty() {
            reference_check(
                Code::ImageRegistry,
                named(&|image| (!self.registries_deny.iter().any(|p| p.matches(image))).into()),
                format!("`{}` is in a denied registry", reference.map_or("", |r| r.name())),
                &format!("registries.deny {}", joined(&self.registries_deny)),
            );
        }
        if !self.tags_allow.is_empty() {
            let tag = reference.and_then(|r| r.tag_or_default());
            reference_check(
                Code::ImageTag,
                named(&|image| {
                    let allowed = image.is_pinned()
                        || image
                            .tag_or_default()
                            .is_some_and(|tag| self.tags_allow.iter().any(|g| g.matches(tag)));
                    allowed.into()
                }),
                format!("the tag `{}` is not one of those allowed", tag.unwrap_or("latest")),
                &format!("tags.allow {}", joined(&self.tags_allow)),
            );
        }
        if !self.tags_deny.is_empty() {
            // A tag beside a digest is a remark for readers: the digest decides.
            let tag = reference.filter(|r| !r.is_pinned()).and_then(|r| r.tag_or_default());
            reference_check(
                Code::ImageTag,
                named(&|image| {
                    let denied = !image.is_pinned()
                        && image
                            .tag_or_default()
                            .is_some_and(|tag| self.tags_deny.iter().any(|glob| glob.matches(tag)));
                    (!denied).into()
                }),
                match reference.and_then(|r| r.tag()) {
                    Some(tag) => format!("the tag `{tag}` is denied"),
                    None => format!(
                        "without a tag the image is `{}`, which is denied",
                        tag.unwrap_or("latest")
                    ),
                },
                &format!("tags.deny {}", joined(&self.tags_deny)),
            );
        }
        if self.deny_mutable {
            reference_check(
                Code::ImageMutableTag,
                named(&|image| image.is_pinned().into()),
                "the tag can be moved to another image; name the digest".to_owned(),
                "tags.deny_mutable true",
            );
        }
        if self.digest_required {
            reference_check(
                Code::ImageDigestMissing,
                named(&|image| {
                    let algorithm = image.digest().and_then(|digest| digest.split(':').next());
                    matches!(algorithm, Some("sha256" | "sha384" | "sha512")).into()
                }),
                "the reference carries no digest".to_owned(),
                "digest.required true",
            );
        }
        if self.digest_must_match {
            found.push(must_match(image, evidence));
        }
        if let Some(most) = self.max_age {
            found.push(age("image", image.created, most, now));
        }
        self.base.check(image, now, &mut found);
        self.runtime.check(image, &mut found);
        found
    }
}

/// Whether something built at an instant is young enough.
fn age(what: &str, created: Option<Timestamp>, most: Period, now: Timestamp) -> Finding {
    let created = created.filter(|at| is_plausible(*at, now));
    let age = created.map(|at| now.since(at).unwrap_or_default());
    let (code, key, field) = match what {
        "image" => (Code::ImageAge, "max_age", "image.created"),
        _ => (Code::ImageBaseAge, "base.max_age", "image.base.created"),
    };
    Finding {
        code,
        met: age.map(|age| age <= most).into(),
        message: format!("the {what} is older than {most}"),
        because: Reason::new(
            format!("{key} {most}"),
            age.map_or_else(String::new, |age| format!("built {age} ago")),
        ),
        missing: age
            .is_none()
            .then(|| Missing::new(field, format!("nobody says when the {what} was built"))),
    }
}

/// The evidence must be about the digest that is pulled: the index or a platform's manifest. A
/// scan that names another digest breaks it too.
fn must_match(image: &ImageFacts, evidence: &Evidence) -> Finding {
    let wanted = image.reference.as_ref().and_then(|reference| reference.digest());
    let known = &evidence.artifact.digests;
    let stray = evidence
        .scans
        .iter()
        .filter_map(|scan| Some((scan.scanner.as_str(), scan.digest.as_ref()?)))
        .filter(|(_, digest)| !known.contains(digest) && Some(digest.as_str()) != wanted)
        .min();
    let (met, message, value) = match (wanted, stray) {
        (_, Some((scanner, digest))) if wanted.is_some() || !known.is_empty() => {
            (Tri::False, format!("{scanner} looked at another image, {digest}"), digest.to_string())
        }
        (Some(wanted), _) if known.iter().any(|digest| digest.as_str() == wanted) => {
            (Tri::True, String::new(), wanted.to_owned())
        }
        (Some(wanted), _) if !known.is_empty() => {
            let first = known.iter().min().map_or("", |digest| digest.as_str());
            (
                Tri::False,
                format!("the evidence belongs to another image, {first}"),
                wanted.to_owned(),
            )
        }
        _ => (Tri::Unknown, String::new(), String::new()),
    };
    let why = if image.reference.is_none() {
        "nobody says which reference is pulled"
    } else if wanted.is_none() {
        "the reference carries no digest to compare"
    } else {
        "the evidence names no digest"
    };
    Finding {
        code: Code::ImageDigestMismatch,
        met,
        message,
        because: Reason::new("digest.must_match_evidence true", value),
        missing: met.is_unknown().then(|| Missing::new("image.digest", why)),
    }
}

/// 1970-01-01 is what reproducible builds write, and a date ahead of now is somebody's mistake:
/// neither tells an age.
pub(crate) fn is_plausible(created: Timestamp, now: Timestamp) -> bool {
    created > Timestamp::UNIX_EPOCH && created <= now.plus(CLOCK_SKEW)
}

fn all<T: PartialEq>(list: &[T], within: &[T]) -> bool {
    list.iter().all(|item| within.contains(item))
}

/// Of lists of what is allowed, an empty one allows everything.
fn allows_no_more<T: PartialEq>(own: &[T], other: &[T]) -> bool {
    other.is_empty() || !own.is_empty() && all(own, other)
}

/// Of ages, none is any.
fn no_longer(own: Option<Period>, other: Option<Period>) -> bool {
    other.is_none_or(|other| own.is_some_and(|own| own <= other))
}

fn joined<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn open<'n>(
    reader: &mut Reader,
    fields: &Fields<'n>,
    key: &str,
    object: &'static Object,
) -> Option<Fields<'n>> {
    fields.get(key).and_then(|at| reader.fields(&at, object))
}

fn flag(reader: &mut Reader, fields: &Fields<'_>, key: &str) -> bool {
    fields.get(key).and_then(|at| reader.boolean(&at)).unwrap_or_default()
}

fn patterns(reader: &mut Reader, fields: &Fields<'_>, key: &str) -> Vec<RepositoryPattern> {
    fields.get(key).map(|at| filled_list(reader, &at, Reader::parse)).unwrap_or_default()
}
