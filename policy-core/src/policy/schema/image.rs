//! Rules over the image.

use super::document;
use super::{Form, Kind, Object, PERIOD, Presence, REPOSITORIES, key, object, words};
use crate::rules::image::signature::KINDS;

static KIND_WORDS: [&str; 3] = words(&KINDS);

const PATTERNS: Kind = Kind::Some(&Kind::Form(&REPOSITORIES));

pub(crate) static IMAGE: Object = object(
    "image",
    "What the image must be like; each requirement that is not met is a violation of its own.",
    &[
        key("registries", Kind::Object(&REGISTRIES), "Where it may come from."),
        key("tags", Kind::Object(&TAGS), "How it may be named."),
        key("digest", Kind::Object(&DIGEST), "Whether it must be named by digest."),
        key("base", Kind::Object(&BASE), "What it may be built on."),
        key("max_age", Kind::Form(&PERIOD), "How old it may be."),
        key("runtime", Kind::Object(&RUNTIME), "How it may run, and what it may carry."),
        key("signature", Kind::Object(&SIGNATURE), "Who must have signed it."),
        key("provenance", Kind::Object(&PROVENANCE), "How it must have been built."),
        key(
            "sbom",
            Kind::Object(&SBOM),
            "What its SBOM must be like, with the effect of the rule.",
        ),
        key(
            "scan",
            Kind::Object(&SCAN),
            "What its scans must be like, with the effect of the rule.",
        ),
    ],
)
.with(Presence::AtLeastOne);

pub(crate) static REGISTRIES: Object = object(
    "image_registries",
    "Where the image may come from; deny wins.",
    &[
        key("allow", PATTERNS, "The repositories that are allowed, and no others."),
        key("deny", PATTERNS, "The repositories that are not allowed."),
    ],
);

pub(crate) static TAGS: Object = object(
    "image_tags",
    "How the image may be named.",
    &[
        key(
            "deny",
            Kind::Items(&Kind::Either(&[Kind::Text, Kind::Words(&[""])])),
            "Tags that are not allowed, with `*`; `\"\"` is the implicit `latest`.",
        ),
        key("deny_mutable", Kind::Boolean, "Whether any tag without a digest is refused.")
            .default("false"),
        key("allow", Kind::Some(&Kind::Text), "Tags that are allowed, with `*`, and no others."),
    ],
);

pub(crate) static DIGEST: Object = object(
    "image_digest",
    "Whether the image must be named by digest.",
    &[
        key("required", Kind::Boolean, "Whether the reference must carry one.").default("false"),
        key(
            "must_match_evidence",
            Kind::Boolean,
            "Whether it must be the one that the evidence is about.",
        )
        .default("false"),
    ],
);

pub(crate) static BASE: Object = object(
    "image_base",
    "What the image may be built on.",
    &[
        key(
            "allow",
            Kind::Some(&Kind::Either(&[Kind::Form(&REPOSITORIES), Kind::Object(&ALLOWED_BASE)])),
            "The base images that are allowed, and no others.",
        ),
        key("official_only", Kind::Boolean, "Whether it must be a Docker official image.")
            .default("false"),
        key("minimal_only", Kind::Boolean, "Whether it must be one made to contain little.")
            .default("false"),
        key(
            "deny_eol",
            Kind::Boolean,
            "Whether an operating system without security fixes is refused.",
        )
        .default("false"),
        key("max_age", Kind::Form(&PERIOD), "How old it may be."),
    ],
);

pub(crate) static ALLOWED_BASE: Object = object(
    "allowed_base",
    "A base image of which only some digests are allowed.",
    &[
        key("repository", Kind::Form(&REPOSITORIES), "The repository.").required(),
        key("digests", Kind::Some(&Kind::Form(&CONTENT_DIGEST)), "The digests.").required(),
    ],
);

pub(crate) static RUNTIME: Object = object(
    "image_runtime",
    "How the image may run, and what it may carry.",
    &[
        key("non_root", Kind::Boolean, "Whether it must run as another user than root.")
            .default("false"),
        key("no_secrets", Kind::Boolean, "Whether secrets in it are refused.").default("false"),
        key("ports", Kind::Object(&PORTS), "Which ports it may expose."),
        key("max_size", Kind::Form(&SIZE), "Its largest compressed size."),
        key("max_layers", Kind::Count, "Its largest number of layers."),
    ],
);

pub(crate) static PORTS: Object = object(
    "image_ports",
    "Which ports the image may expose; deny wins.",
    &[
        key("allow", Kind::Items(&Kind::Form(&PORT)), "The ports that are allowed, and no others."),
        key("deny", Kind::Some(&Kind::Form(&PORT)), "The ports that are not allowed."),
    ],
);

pub(crate) static SIGNATURE: Object = object(
    "image_signature",
    "Who must have signed the image: a signature counts that the caller has verified and that is \
     over one of the artifact's digests.",
    &[
        key(
            "any_of",
            Kind::Some(&Kind::Object(&IDENTITY)),
            "Identities, one of which must have signed.",
        ),
        key(
            "all_of",
            Kind::Some(&Kind::Object(&IDENTITY)),
            "Identities, all of which must have signed.",
        ),
        key("threshold", Kind::Count, "How many of `any_of` must have signed.").default("1"),
    ],
)
.with(Presence::OneOf(&["any_of", "all_of"]));

pub(crate) static IDENTITY: Object = object(
    "identity",
    "Whose signature counts; everything given must agree.",
    &[
        key("kind", Kind::Words(&KIND_WORDS), "What kind of key it is made with."),
        key("key_id", Kind::Text, "The id of the key."),
        key("issuer", Kind::Text, "Who vouches for the name, exactly."),
        key("issuer_regex", Kind::Form(&REGEX), "Who vouches for the name, as a pattern."),
        key("subject", Kind::Text, "The name that the certificate gives, exactly."),
        key(
            "subject_regex",
            Kind::Form(&REGEX),
            "The name that the certificate gives, as a pattern.",
        ),
        key("log_verified", Kind::Boolean, "Whether it must stand in a transparency log.")
            .default("false"),
        key(
            "timestamp_verified",
            Kind::Boolean,
            "Whether a timestamp authority must vouch for its time.",
        )
        .default("false"),
        key(
            "predicate_type",
            Kind::Text,
            "What it must attest; a plain signature will do without this key.",
        ),
    ],
)
.with(Presence::OneOf(&["key_id", "issuer", "issuer_regex", "subject", "subject_regex"]));

pub(crate) static PROVENANCE: Object = object(
    "image_provenance",
    "How the image must have been built: all of it must be said by one and the same statement that \
     the caller has verified.",
    &[
        key("predicate_type", Kind::Some(&Kind::Text), "The type of the statement."),
        key("slsa_level", Kind::Form(&LEVEL), "The SLSA build level that the verifier grants."),
        key("builder", Kind::Some(&Kind::Text), "Who built it, exactly."),
        key("source_uri", Kind::Some(&Kind::Text), "From what source, with `*`."),
        key("tag", Kind::Some(&Kind::Text), "The tag that was built, with `*`."),
        key("branch", Kind::Some(&Kind::Text), "The branch that was built, with `*`."),
        key("parameters", Kind::Map(&Kind::Text), "External parameters of the build, with `*`."),
        key("max_age", Kind::Form(&PERIOD), "How long ago it may have been built."),
    ],
)
.with(Presence::AtLeastOne);

pub(crate) static SBOM: Object =
    object("image_sbom", "What the SBOM of the image must be like.", document::SBOM_KEYS);

pub(crate) static SCAN: Object =
    object("image_scan", "What the scans of the image must be like.", document::SCAN_KEYS);

static CONTENT_DIGEST: Form = Form {
    name: "content_digest",
    doc: "A digest of an image.",
    pattern: "^\\s*[Ss][Hh][Aa](256:[0-9A-Fa-f]{64}|384:[0-9A-Fa-f]{96}|512:[0-9A-Fa-f]{128})\\s*$",
    examples: &["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    number: None,
};

static REGEX: Form = Form {
    name: "regex",
    doc: "A regular expression that the whole name must match.",
    pattern: "\\S",
    examples: &["https://github\\.com/acme/.+/\\.github/workflows/release\\.yml@refs/tags/v.+"],
    number: None,
};

static PORT: Form = Form {
    name: "port",
    doc: "A port, or several, of one protocol or of any.",
    pattern: "^\\s*[0-9]+(-[0-9]+)?(/([Tt][Cc][Pp]|[Uu][Dd][Pp]|[Ss][Cc][Tt][Pp]))?\\s*$",
    examples: &["8080", "53/udp", "8000-8999/tcp"],
    number: Some(65_535),
};

static SIZE: Form = Form {
    name: "size",
    doc: "A number of bytes, with or without a unit.",
    pattern: "^\\s*[0-9]+\\s*([KkMmGg]?[Bb]|[KkMmGg][Ii][Bb])?\\s*$",
    examples: &["500MB", "1GiB"],
    number: Some(u32::MAX),
};

pub(crate) static LEVEL: Form = Form {
    name: "slsa_level",
    doc: "A level, which is a lower bound, or a bound such as `>=3`.",
    pattern: "^\\s*(>=|<=|==|>|<|=)?\\s*[0-9]+\\s*$",
    examples: &[">=3"],
    number: Some(4),
};
