//! What the image is built on.

use std::fmt;

use super::{Finding, age, allows_no_more, flag, joined, no_longer};
use crate::code::Code;
use crate::decision::{Missing, Reason};
use crate::evidence::{BaseImage, Digest, ImageFacts, ImageRef, RepositoryPattern};
use crate::policy::reader::{At, Reader};
use crate::policy::schema::image as schema;
use crate::policy::settings::filled_list;
use crate::policy::yaml::Value;
use crate::{Period, Timestamp, Tri};

/// What must hold of the base image.
#[derive(Clone, Debug, Default)]
pub(super) struct BaseCheck {
    allow: Vec<AllowedBase>,
    official_only: bool,
    minimal_only: bool,
    deny_eol: bool,
    max_age: Option<Period>,
}

/// A base image that is allowed: any version of it, or certain digests.
#[derive(Clone, Debug, PartialEq)]
struct AllowedBase {
    repository: RepositoryPattern,
    digests: Vec<Digest>,
}

/// Base images made to contain little: repositories, and the first segments of repositories.
const MINIMAL: [&str; 12] = [
    "gcr.io/distroless",
    "cgr.dev/chainguard",
    "docker.io/chainguard",
    "docker.io/library/alpine",
    "docker.io/library/busybox",
    "docker.io/library/scratch",
    "registry.access.redhat.com/ubi8-micro",
    "registry.access.redhat.com/ubi9-micro",
    "registry.access.redhat.com/ubi10-micro",
    "registry.access.redhat.com/ubi8/ubi-micro",
    "registry.access.redhat.com/ubi9/ubi-micro",
    "registry.access.redhat.com/ubi10/ubi-micro",
];

impl BaseCheck {
    pub(super) fn read(reader: &mut Reader, at: &At<'_>) -> Option<Self> {
        let fields = reader.fields(at, &schema::BASE)?;
        let allow = fields.get("allow");
        Some(Self {
            allow: allow.map(|at| filled_list(reader, &at, AllowedBase::read)).unwrap_or_default(),
            official_only: flag(reader, &fields, "official_only"),
            minimal_only: flag(reader, &fields, "minimal_only"),
            deny_eol: flag(reader, &fields, "deny_eol"),
            max_age: fields.get("max_age").and_then(|at| reader.parse(&at)),
        })
    }

    pub(super) fn says_nothing(&self) -> bool {
        self.allow.is_empty()
            && !self.official_only
            && !self.minimal_only
            && !self.deny_eol
            && self.max_age.is_none()
    }

    /// Whether what breaks the other check breaks this one too.
    pub(super) fn contains(&self, other: &Self) -> bool {
        allows_no_more(&self.allow, &other.allow)
            && self.official_only >= other.official_only
            && self.minimal_only >= other.minimal_only
            && self.deny_eol >= other.deny_eol
            && no_longer(self.max_age, other.max_age)
    }

    pub(super) fn check(&self, image: &ImageFacts, now: Timestamp, found: &mut Vec<Finding>) {
        let base = image.base.as_ref();
        let no_base = || Missing::new("image.base", "nobody says what the image is built on");
        let shown = base.map_or_else(|| "not known".to_owned(), |base| base.reference.to_string());
        let known = |test: &dyn Fn(&BaseImage) -> bool| base.map(test).into();
        if !self.allow.is_empty() {
            let met = base.map_or(Tri::Unknown, |base| {
                Tri::any(self.allow.iter().map(|allowed| allowed.covers(&base.reference)))
            });
            let condition = format!("base.allow {}", joined(&self.allow));
            found.push(Finding {
                code: Code::ImageBase,
                met,
                message: format!("the base image `{shown}` is not allowed"),
                because: Reason::new(condition, &shown),
                missing: met.is_unknown().then(|| {
                    if base.is_none() {
                        no_base()
                    } else {
                        Missing::new("image.base", "nobody says the digest of the base image")
                    }
                }),
            });
        }
        let mut check = |code, met, message: String, condition: String| {
            found.push(Finding {
                code,
                met,
                message,
                because: Reason::new(condition, &shown),
                missing: base.is_none().then(no_base),
            });
        };
        if self.official_only {
            check(
                Code::ImageBase,
                known(&|base| {
                    base.reference.registry() == "docker.io"
                        && base.reference.repository().starts_with("library/")
                }),
                format!("the base image `{shown}` is not a Docker official image"),
                "base.official_only true".to_owned(),
            );
        }
        if self.minimal_only {
            check(
                Code::ImageBase,
                known(&|base| is_minimal(&base.reference)),
                format!("the base image `{shown}` is not a minimal one"),
                "base.minimal_only true".to_owned(),
            );
        }
        if let Some(most) = self.max_age {
            found.push(age("base image", base.and_then(|base| base.created), most, now));
        }
        if self.deny_eol {
            let os = image.os.as_ref();
            let name = os.map_or_else(
                || "not known".to_owned(),
                |os| {
                    format!("{} {}", os.family, os.version.as_deref().unwrap_or(""))
                        .trim()
                        .to_owned()
                },
            );
            let eol = os.and_then(|os| os.end_of_life);
            found.push(Finding {
                code: Code::ImageEndOfLife,
                met: eol.map(|eol| !eol).into(),
                message: format!("{name} gets no security fixes any more"),
                because: Reason::new("base.deny_eol true", &name),
                missing: eol.is_none().then(|| {
                    let name = os.map_or("its operating system", |_| name.as_str());
                    Missing::new(
                        "image.os.end_of_life",
                        format!("nobody says whether {name} is still supported"),
                    )
                }),
            });
        }
    }
}

impl AllowedBase {
    /// Reads a repository, or a mapping that names digests too.
    fn read(reader: &mut Reader, at: &At<'_>) -> Option<Self> {
        if !matches!(at.node.value, Value::Map(_)) {
            let repository = reader.parse(at)?;
            return Some(Self { repository, digests: Vec::new() });
        }
        let fields = reader.fields(at, &schema::ALLOWED_BASE)?;
        let repository = fields.need(reader, "repository").and_then(|at| reader.parse(&at));
        let digests =
            fields.need(reader, "digests").map(|at| filled_list(reader, &at, Reader::parse));
        Some(Self { repository: repository?, digests: digests? })
    }

    fn covers(&self, image: &ImageRef) -> Tri {
        if !self.repository.matches(image) {
            return Tri::False;
        }
        if self.digests.is_empty() {
            return Tri::True;
        }
        let digest = image.digest();
        digest.map(|digest| self.digests.iter().any(|known| known.as_str() == digest)).into()
    }
}

impl fmt::Display for AllowedBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.repository)?;
        if self.digests.is_empty() { Ok(()) } else { write!(f, "@{}", joined(&self.digests)) }
    }
}

fn is_minimal(image: &ImageRef) -> bool {
    let is_below = |known: &&str| {
        let rest = image.name().strip_prefix(*known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    MINIMAL.iter().any(is_below)
}
