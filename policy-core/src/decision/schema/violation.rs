//! Violations, and what they are made of.

use super::Presence::{Always, IfAny};
use super::{EFFECT, Field, Kind, LEVEL, Shape, TEXTS};

/// Named shapes.
pub(super) static DEFINITIONS: &[(&str, Shape)] = &[
    (
        "violation",
        Shape {
            doc: "One thing that speaks against the artifact.",
            fields: &[
                Field(
                    "rule",
                    Always,
                    Kind::Text,
                    "The rule; `requires.<section>`, `budget` and `waivers` for those parts of a policy.",
                ),
                Field("code", Always, Kind::Of("code"), "What happened, for tools."),
                Field(
                    "kind",
                    Always,
                    Kind::Words(&[
                        "vulnerability",
                        "licence",
                        "component",
                        "image",
                        "requirement",
                        "budget",
                        "waiver",
                        "missing_evidence",
                    ]),
                    "What it is about, coarsely.",
                ),
                Field("effect", Always, EFFECT, "How hard it weighs here and now."),
                Field(
                    "would_be",
                    IfAny,
                    EFFECT,
                    "How hard it would weigh without the mode, grace or waiver that holds it down.",
                ),
                Field("subject", Always, Kind::Of("subject"), "What has the fault."),
                Field("id", IfAny, Kind::Text, "The vulnerability's canonical id, or the licence."),
                Field("aliases", IfAny, TEXTS, "The vulnerability's other ids."),
                Field("title", IfAny, Kind::Text, "One line about the vulnerability."),
                Field("severity", IfAny, Kind::Of("severity"), "Every rating, and which one won."),
                Field(
                    "path",
                    IfAny,
                    TEXTS,
                    "How the component comes into the artifact, from the direct dependency down.",
                ),
                Field(
                    "brought_by",
                    IfAny,
                    TEXTS,
                    "The direct dependencies that bring the component in.",
                ),
                Field(
                    "locations",
                    IfAny,
                    TEXTS,
                    "Files in the artifact where the component was found.",
                ),
                Field("fixed_version", IfAny, Kind::Text, "The version to upgrade to."),
                Field(
                    "remedy",
                    IfAny,
                    Kind::Of("remedy"),
                    "What to do, and to which direct dependency.",
                ),
                Field(
                    "message",
                    Always,
                    Kind::Text,
                    "What is wrong, in one sentence without a full stop.",
                ),
                Field(
                    "because",
                    IfAny,
                    Kind::List(&Kind::Of("reason")),
                    "The conditions of the rule, each with the value that met it.",
                ),
                Field("missing", IfAny, Kind::List(&Kind::Of("missing")), "What was not known."),
                Field(
                    "waiver_notes",
                    IfAny,
                    TEXTS,
                    "What waivers have to do with it: expired, lapsed and softening ones.",
                ),
                Field(
                    "grace_until",
                    IfAny,
                    Kind::Instant,
                    "Until when a grace period holds it down.",
                ),
                Field("references", IfAny, TEXTS, "Where to read more."),
                Field(
                    "fingerprint",
                    Always,
                    Kind::Text,
                    "The same for the same fault in the next build.",
                ),
            ],
        },
    ),
    (
        "package",
        Shape {
            doc: "A package in one version.",
            fields: &[
                Field("name", Always, Kind::Text, "The name people use."),
                Field("version", Always, Kind::Maybe(&Kind::Text), "The installed version."),
                Field("purl", Always, Kind::Maybe(&Kind::Text), "The package URL."),
            ],
        },
    ),
    (
        "rating",
        Shape {
            doc: "One source's rating.",
            fields: &[
                Field("source", Always, Kind::Text, "Who says so."),
                Field(
                    "kind",
                    Always,
                    Kind::Words(&["vendor", "nvd", "ghsa", "scanner", "cvss", "override"]),
                    "What kind of source it is.",
                ),
                Field("level", Always, LEVEL, "The level."),
                Field("score", IfAny, Kind::Number, "The CVSS score that the rating rests on."),
                Field(
                    "cvss",
                    IfAny,
                    Kind::Words(&["2.0", "3.0", "3.1", "4.0"]),
                    "The version of CVSS of that score.",
                ),
                Field(
                    "weak",
                    IfAny,
                    Kind::Flag,
                    "Whether it counts only if nothing else is known.",
                ),
                Field(
                    "word",
                    IfAny,
                    Kind::Text,
                    "The source's own word, where it says what the level does not.",
                ),
            ],
        },
    ),
    (
        "severity",
        Shape {
            doc: "How bad it is, and how that came about.",
            fields: &[
                Field("level", Always, LEVEL, "The level that counts."),
                Field("winner", IfAny, Kind::Of("rating"), "The rating that decided."),
                Field("ratings", Always, Kind::List(&Kind::Of("rating")), "Every rating."),
                Field(
                    "strategy",
                    Always,
                    Kind::Text,
                    "The strategy that was asked for, or `override`.",
                ),
                Field(
                    "fell_back",
                    IfAny,
                    Kind::Flag,
                    "Whether that strategy found nothing and the highest level counts.",
                ),
            ],
        },
    ),
    (
        "remedy",
        Shape {
            doc: "What to do about one violation.",
            fields: &[
                Field("package", Always, Kind::Text, "The package to bring to another version."),
                Field("from", IfAny, Kind::Text, "The installed version."),
                Field("to", Always, Kind::Text, "The version to upgrade to."),
                Field(
                    "through",
                    IfAny,
                    Kind::Text,
                    "The direct dependency that brings the package in.",
                ),
                Field("base_image", Always, Kind::Flag, "Whether it came with the base image."),
            ],
        },
    ),
    (
        "reason",
        Shape {
            doc: "A condition that was met.",
            fields: &[
                Field("condition", Always, Kind::Text, "The condition, as the policy writes it."),
                Field("value", Always, Kind::Text, "The value that met it."),
            ],
        },
    ),
    (
        "missing",
        Shape {
            doc: "Something that was not known.",
            fields: &[
                Field("what", Always, Kind::Text, "A section or a field."),
                Field("why", Always, Kind::Text, "Why, as far as known."),
            ],
        },
    ),
    (
        "suppressed",
        Shape {
            doc: "A finding that a VEX statement or a waiver keeps from counting.",
            fields: &[
                Field("subject", Always, Kind::Of("subject"), "What has the fault."),
                Field("id", IfAny, Kind::Text, "The vulnerability's canonical id, or the licence."),
                Field("severity", IfAny, Kind::Of("severity"), "How bad it would be."),
                Field(
                    "violations",
                    Always,
                    Kind::List(&Kind::Of("violation")),
                    "The violations that do not count.",
                ),
                Field(
                    "by",
                    Always,
                    Kind::Of("suppression"),
                    "The statement or waiver that does it.",
                ),
                Field(
                    "others",
                    IfAny,
                    Kind::List(&Kind::Of("suppression")),
                    "Others that apply and were not needed, or lost; the first hundred.",
                ),
            ],
        },
    ),
];
