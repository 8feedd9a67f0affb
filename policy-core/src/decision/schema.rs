//! The shape of the Decision JSON, for the tools that read it.

use serde_json::{Map, Value, json};

use super::Decision;
use crate::code::Code;

const ID: &str = "https://weighbridge-rs.github.io/schemas/decision-v1.json";

impl Decision {
    /// Returns the JSON Schema (2020-12) of the Decision JSON.
    ///
    /// It stands beside the crate's sources as `decision.schema.json`. Fields may be added within a
    /// major version, hence it lets pass fields that it does not know; those it knows keep their
    /// meaning.
    ///
    /// ```
    /// let schema = policy_core::Decision::json_schema();
    /// assert_eq!(schema["properties"]["outcome"]["enum"], serde_json::json!(["allow", "warn", "deny"]));
    /// ```
    #[must_use]
    pub fn json_schema() -> Value {
        let mut definitions = Map::new();
        for (name, shape) in DEFINITIONS {
            definitions.insert((*name).to_owned(), Value::Object(shape.schema(None)));
        }
        for (name, doc, variants) in UNIONS {
            let variants: Vec<Value> = variants
                .iter()
                .map(|(key, word, shape)| Value::Object(shape.schema(Some((key, word)))))
                .collect();
            let schema = json!({ "description": doc, "oneOf": variants });
            definitions.insert((*name).to_owned(), schema);
        }
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        definitions.insert(
            "code".to_owned(),
            json!({
                "type": "string",
                "description": "A stable reason; there may be others in later versions.",
                "examples": codes,
            }),
        );
        let mut schema = DECISION.schema(None);
        schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("$id".into(), ID.into());
        schema.insert("title".into(), "Decision".into());
        schema.insert("$defs".into(), Value::Object(definitions));
        Value::Object(schema)
    }
}

/// An object and its fields.
struct Shape {
    doc: &'static str,
    fields: &'static [Field],
}

/// A field: name, whether it is always there, what it holds, and what that means.
struct Field(&'static str, Presence, Kind, &'static str);

#[derive(PartialEq)]
enum Presence {
    Always,
    IfAny,
}

use Presence::{Always, IfAny};

enum Kind {
    Text,
    Flag,
    Count,
    Instant,
    /// A whole number of seconds.
    Seconds,
    Number,
    Words(&'static [&'static str]),
    Of(&'static str),
    List(&'static Kind),
    /// A value or `null`.
    Maybe(&'static Kind),
    Map,
}

impl Shape {
    /// The schema, with the field that tells it from the other shapes of a union, and its word.
    fn schema(&self, tag: Option<(&str, &str)>) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        if let Some((key, word)) = tag {
            properties.insert(key.to_owned(), json!({ "const": word }));
            required.push(key);
        }
        for Field(name, presence, kind, doc) in self.fields {
            let mut schema = kind.schema();
            if let Value::Object(fields) = &mut schema {
                fields.insert("description".into(), (*doc).into());
            }
            properties.insert((*name).to_owned(), schema);
            if *presence == Always {
                required.push(name);
            }
        }
        let mut schema = Map::new();
        schema.insert("type".into(), "object".into());
        schema.insert("description".into(), self.doc.into());
        schema.insert("properties".into(), Value::Object(properties));
        schema.insert("required".into(), required.into());
        schema
    }
}

impl Kind {
    fn schema(&self) -> Value {
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Flag => json!({ "type": "boolean" }),
            Self::Count | Self::Seconds => json!({ "type": "integer", "minimum": 0 }),
            Self::Number => json!({ "type": "number" }),
            Self::Instant => json!({ "type": "string", "format": "date-time" }),
            Self::Words(words) => json!({ "enum": words }),
            Self::Of(name) => json!({ "$ref": format!("#/$defs/{name}") }),
            Self::List(item) => json!({ "type": "array", "items": item.schema() }),
            Self::Maybe(kind) => json!({ "anyOf": [kind.schema(), { "type": "null" }] }),
            Self::Map => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        }
    }
}

const EFFECT: Kind = Kind::Words(&["deny", "warn", "info"]);
const TEXTS: Kind = Kind::List(&Kind::Text);
const LEVEL: Kind =
    Kind::Words(&["critical", "high", "medium", "low", "negligible", "none", "unknown"]);

static DECISION: Shape = Shape {
    doc: "The answer of the evaluator: the outcome, and what is needed to believe it or change it. All lists are sorted, so equal questions give equal bytes.",
    fields: &[
        Field(
            "outcome",
            Always,
            Kind::Words(&["allow", "warn", "deny"]),
            "Whether the artifact may pass: the worst effect of all violations.",
        ),
        Field(
            "violations",
            Always,
            Kind::List(&Kind::Of("violation")),
            "What speaks against the artifact, worst first.",
        ),
        Field(
            "suppressed",
            Always,
            Kind::List(&Kind::Of("suppressed")),
            "What would speak against it, but for a VEX statement or a waiver.",
        ),
        Field(
            "waivers",
            Always,
            Kind::List(&Kind::Of("waiver")),
            "Every waiver, and every severity that is lowered by hand, with its state.",
        ),
        Field("remediation", Always, Kind::Of("plan"), "What to upgrade."),
        Field(
            "coverage",
            Always,
            Kind::List(&Kind::Of("coverage")),
            "What each rule looked at, by rule.",
        ),
        Field(
            "diagnostics",
            Always,
            Kind::List(&Kind::Of("diagnostic")),
            "Remarks on the evidence.",
        ),
        Field(
            "score",
            Always,
            Kind::Of("score"),
            "The worst severity left, for the label of a workload; never a reason to decide.",
        ),
        Field("baseline", IfAny, Kind::Of("baseline"), "What a baseline took out, if one did."),
        Field("meta", Always, Kind::Of("meta"), "What is needed to repeat the decision."),
    ],
};

static DEFINITIONS: &[(&str, Shape)] = &[
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
                    "Others that apply and were not needed, or lost.",
                ),
            ],
        },
    ),
    (
        "waiver",
        Shape {
            doc: "What became of one waiver.",
            fields: &[
                Field("id", Always, Kind::Text, "Its id."),
                Field("owner", Always, Kind::Text, "Who answers for it."),
                Field("reason", Always, Kind::Text, "Why it was granted."),
                Field(
                    "expires",
                    IfAny,
                    Kind::Text,
                    "The first instant at which it does not hold any more.",
                ),
                Field("ticket", IfAny, Kind::Text, "Where the matter is followed up."),
                Field("state", Always, Kind::Of("waiver_state"), "Its state."),
                Field(
                    "expiring_in",
                    IfAny,
                    Kind::Seconds,
                    "How long it still holds, in seconds, if that is not long.",
                ),
                Field("lapsed", IfAny, TEXTS, "Why it stopped covering some violation it matches."),
            ],
        },
    ),
    (
        "plan",
        Shape {
            doc: "What to upgrade, most useful first, and what stays.",
            fields: &[
                Field(
                    "method",
                    Always,
                    Kind::Words(&["exact", "greedy"]),
                    "Whether it is the best plan there is, or a good one.",
                ),
                Field("steps", Always, Kind::List(&Kind::Of("step")), "The upgrades."),
                Field("denied", Always, Kind::Count, "Findings that deny, each counted once."),
                Field(
                    "denied_cleared",
                    Always,
                    Kind::Count,
                    "Those of them that are gone after all steps.",
                ),
                Field(
                    "without_fix",
                    IfAny,
                    TEXTS,
                    "Violations for which no newer version is known to help, by fingerprint.",
                ),
                Field(
                    "beyond",
                    IfAny,
                    TEXTS,
                    "Violations that could be cleared, but not within the number of steps.",
                ),
            ],
        },
    ),
    (
        "step",
        Shape {
            doc: "One upgrade.",
            fields: &[
                Field(
                    "kind",
                    Always,
                    Kind::Words(&["component", "direct_dependency", "base_image"]),
                    "What is upgraded, coarsely.",
                ),
                Field("package", Always, Kind::Text, "The package to upgrade."),
                Field(
                    "subject",
                    IfAny,
                    Kind::Of("subject"),
                    "The component, if it has findings of its own.",
                ),
                Field("to", IfAny, Kind::Text, "The version to upgrade to."),
                Field(
                    "brings",
                    IfAny,
                    Kind::List(&Kind::Of("bring")),
                    "What the upgrade must bring with it.",
                ),
                Field("crosses_major", IfAny, Kind::Flag, "Whether it changes the major version."),
                Field(
                    "base_image",
                    Always,
                    Kind::Flag,
                    "Whether only a newer base image brings the fix.",
                ),
                Field(
                    "denials_cleared",
                    Always,
                    Kind::Count,
                    "Findings that deny and are gone after this step.",
                ),
                Field("findings_cleared", Always, Kind::Count, "The same of all findings."),
                Field("clears", Always, TEXTS, "The violations of those findings, by fingerprint."),
                Field(
                    "leaves",
                    IfAny,
                    TEXTS,
                    "Violations that come through the same package and stay.",
                ),
            ],
        },
    ),
    (
        "bring",
        Shape {
            doc: "A package in the version that has the fix.",
            fields: &[
                Field("package", Always, Kind::Text, "The package."),
                Field("from", IfAny, Kind::Text, "The installed version."),
                Field("to", Always, Kind::Text, "The lowest version that has all fixes."),
                Field(
                    "crosses_major",
                    IfAny,
                    Kind::Flag,
                    "Whether that changes its major version.",
                ),
            ],
        },
    ),
    (
        "coverage",
        Shape {
            doc: "What one rule looked at.",
            fields: &[
                Field("rule", Always, Kind::Text, "The rule."),
                Field(
                    "evaluated",
                    Always,
                    Kind::Count,
                    "How many findings, components or facts it was asked about.",
                ),
                Field("held", Always, Kind::Count, "How many met its condition."),
                Field("did_not_hold", Always, Kind::Count, "How many did not."),
                Field("unknown", Always, Kind::Count, "How many could not be judged."),
                Field("idle", IfAny, Kind::Text, "Why it was not asked at all."),
            ],
        },
    ),
    (
        "diagnostic",
        Shape {
            doc: "A remark on the evidence.",
            fields: &[
                Field("span", IfAny, Kind::Of("span"), "Where in a text, if it is about one."),
                Field("code", Always, Kind::Of("code"), "What kind, for tools."),
                Field(
                    "level",
                    Always,
                    Kind::Words(&["error", "warning", "info"]),
                    "How much it matters.",
                ),
                Field("path", Always, Kind::Text, "Where in the structure."),
                Field("message", Always, Kind::Text, "What is odd, in one line."),
                Field("help", IfAny, Kind::Text, "What to do about it."),
                Field("suggestion", IfAny, Kind::Text, "What to write instead."),
            ],
        },
    ),
    (
        "span",
        Shape {
            doc: "A place in a text.",
            fields: &[
                Field("start", Always, Kind::Count, "Offset of the first byte."),
                Field("end", Always, Kind::Count, "Offset after the last byte."),
                Field("line", Always, Kind::Count, "Line, from 1."),
                Field("column", Always, Kind::Count, "Column, from 1, in characters."),
            ],
        },
    ),
    (
        "score",
        Shape {
            doc: "The worst severity that is neither cleared nor waived.",
            fields: &[
                Field(
                    "value",
                    Always,
                    Kind::Words(&[
                        "Critical",
                        "High",
                        "Medium",
                        "Low",
                        "Negligible",
                        "None",
                        "Unknown",
                    ]),
                    "The label.",
                ),
                Field(
                    "unknown_count",
                    Always,
                    Kind::Count,
                    "How many of the findings left have no known severity.",
                ),
            ],
        },
    ),
    (
        "baseline",
        Shape {
            doc: "What a baseline took out.",
            fields: &[
                Field("made", Always, Kind::Instant, "When the baseline was made."),
                Field(
                    "known",
                    Always,
                    Kind::List(&Kind::Of("violation")),
                    "Violations that are known, hence do not count.",
                ),
                Field(
                    "gone",
                    Always,
                    Kind::List(&Kind::Of("known")),
                    "What was known and is not there any more.",
                ),
            ],
        },
    ),
    (
        "known",
        Shape {
            doc: "A violation that is known.",
            fields: &[
                Field("fingerprint", Always, Kind::Text, "What it is recognised by."),
                Field("count", Always, Kind::Count, "How many of them."),
                Field("effect", Always, EFFECT, "How hard it weighs in full force."),
                Field("rule", Always, Kind::Text, "The rule."),
                Field("id", IfAny, Kind::Text, "The vulnerability or licence."),
                Field("subject", Always, Kind::Text, "What had the fault."),
            ],
        },
    ),
    (
        "meta",
        Shape {
            doc: "What is needed to repeat a decision.",
            fields: &[
                Field("artifact", Always, Kind::Text, "The artifact's name."),
                Field("digests", Always, TEXTS, "The artifact's digests."),
                Field("policy", Always, Kind::Text, "The policy's name."),
                Field("policy_version", IfAny, Kind::Text, "The policy's version."),
                Field("policy_owner", IfAny, Kind::Text, "Who answers for the policy."),
                Field("policy_digest", Always, Kind::Text, "SHA-256 of what the policy says."),
                Field(
                    "evidence_digest",
                    Always,
                    Kind::Text,
                    "SHA-256 of the evidence, whatever the order of its lists.",
                ),
                Field("engine_version", Always, Kind::Text, "The version of the evaluator."),
                Field(
                    "waiver_max_duration",
                    IfAny,
                    Kind::Seconds,
                    "The longest time a waiver may last, in seconds.",
                ),
                Field("now", Always, Kind::Instant, "The instant that counted as now."),
                Field("stage", IfAny, Kind::Text, "The stage."),
                Field("namespace", IfAny, Kind::Text, "The Kubernetes namespace."),
                Field("labels", IfAny, Kind::Map, "The labels of the evaluation."),
            ],
        },
    ),
];

type Variant = (&'static str, &'static str, Shape);

/// Objects that a field tells apart: the field, its word, and the other fields.
static UNIONS: &[(&str, &str, &[Variant])] = &[
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
