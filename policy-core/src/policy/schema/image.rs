//! Rules over the image.

use super::{Kind, Object, PERIOD, Presence, REPOSITORIES, TEXTS, key, object};

const PATTERNS: Kind = Kind::Some(&Kind::Form(&REPOSITORIES));

pub(crate) static IMAGE: Object = object(
    "image",
    "What the image must be like; each requirement that is not met is a violation of its own.",
    &[
        key("registries", Kind::Object(&REGISTRIES), "Where it may come from."),
        key("tags", Kind::Object(&TAGS), "How it may be named."),
        key("digest", Kind::Object(&DIGEST), "Whether it must be named by digest."),
        key("base", Kind::Object(&BASE), "What it may be built on."),
        key("signature", Kind::Text, "Who must have signed it.").planned(),
        key("provenance", Kind::Text, "How it must have been built.").planned(),
        key("sbom", Kind::Text, "What its SBOM must be like.").planned(),
        key("scan", Kind::Text, "What its scans must be like.").planned(),
        key("runtime", Kind::Text, "How it may run.").planned(),
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
        key("allow", TEXTS, "Tags that are allowed.").planned(),
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
        key("allow", PATTERNS, "The base images that are allowed, and no others."),
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
