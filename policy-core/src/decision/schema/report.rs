//! The decision itself, and what it lists beside violations.

use super::Presence::{Always, IfAny};
use super::{EFFECT, Field, Kind, Shape, TEXTS};

pub(super) static DECISION: Shape = Shape {
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

/// Named shapes.
pub(super) static DEFINITIONS: &[(&str, Shape)] = &[
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
                Field(
                    "labels",
                    IfAny,
                    Kind::List(&Kind::Of("label")),
                    "Other places it has to do with.",
                ),
                Field("help", IfAny, Kind::Text, "What to do about it."),
                Field("suggestion", IfAny, Kind::Text, "What to write instead."),
            ],
        },
    ),
    (
        "label",
        Shape {
            doc: "Another place that a remark has to do with.",
            fields: &[
                Field("span", Always, Kind::Of("span"), "Where."),
                Field("message", Always, Kind::Text, "What is there."),
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
                Field(
                    "matched_digest",
                    IfAny,
                    Kind::Text,
                    "The one of them that the image's reference names.",
                ),
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
