//! Objects of several shapes.

use super::Presence::Always;
use super::{Field, Kind, Shape};

pub(super) type Variant = (&'static str, &'static str, Shape);

/// Objects that a field tells apart: the field, its word, and the other fields.
pub(super) static UNIONS: &[(&str, &str, &[Variant])] = &[
    (
        "subject",
        "What has the fault.",
        &[
            (
                "type",
                "component",
                Shape {
                    doc: "A component of the artifact.",
                    fields: &[
                        Field("key", Always, Kind::Text, "What identifies it."),
                        Field("package", Always, Kind::Of("package"), "The package."),
                    ],
                },
            ),
            (
                "type",
                "image",
                Shape {
                    doc: "The image.",
                    fields: &[Field(
                        "reference",
                        Always,
                        Kind::Text,
                        "Its reference, as far as known.",
                    )],
                },
            ),
            (
                "type",
                "artifact",
                Shape {
                    doc: "The artifact as a whole.",
                    fields: &[Field("name", Always, Kind::Text, "Its name.")],
                },
            ),
            (
                "type",
                "waiver",
                Shape { doc: "A waiver.", fields: &[Field("id", Always, Kind::Text, "Its id.")] },
            ),
        ],
    ),
    (
        "suppression",
        "On whose word a finding does not count.",
        &[
            (
                "type",
                "vex",
                Shape {
                    doc: "A VEX statement.",
                    fields: &[
                        Field("document", Always, Kind::Text, "The document."),
                        Field("author", Always, Kind::Text, "Who states it."),
                        Field(
                            "status",
                            Always,
                            Kind::Words(&[
                                "not_affected",
                                "fixed",
                                "under_investigation",
                                "affected",
                            ]),
                            "What is stated.",
                        ),
                        Field("justification", Always, Kind::Maybe(&Kind::Text), "Why."),
                        Field("timestamp", Always, Kind::Maybe(&Kind::Instant), "When."),
                    ],
                },
            ),
            (
                "type",
                "waiver",
                Shape {
                    doc: "A waiver.",
                    fields: &[
                        Field("id", Always, Kind::Text, "Its id."),
                        Field("owner", Always, Kind::Text, "Who answers for it."),
                        Field("reason", Always, Kind::Text, "Why."),
                        Field("expires", Always, Kind::Maybe(&Kind::Text), "Until when."),
                        Field(
                            "ticket",
                            Always,
                            Kind::Maybe(&Kind::Text),
                            "Where the matter is followed up.",
                        ),
                    ],
                },
            ),
        ],
    ),
    (
        "waiver_state",
        "The state of a waiver.",
        &[
            (
                "name",
                "used",
                Shape {
                    doc: "It covers violations.",
                    fields: &[Field("violations", Always, Kind::Count, "How many.")],
                },
            ),
            ("name", "unused", Shape { doc: "It matches nothing.", fields: &[] }),
            (
                "name",
                "shadowed",
                Shape { doc: "Something else covers all that it matches.", fields: &[] },
            ),
            (
                "name",
                "lapsed",
                Shape { doc: "A condition it was granted under holds no more.", fields: &[] },
            ),
            (
                "name",
                "expired",
                Shape {
                    doc: "Its end has come.",
                    fields: &[Field("since", Always, Kind::Instant, "When.")],
                },
            ),
            (
                "name",
                "not_yet",
                Shape {
                    doc: "Its beginning has not come.",
                    fields: &[Field("from", Always, Kind::Instant, "When it will.")],
                },
            ),
        ],
    ),
];
