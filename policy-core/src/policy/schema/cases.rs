//! Tests inside of a policy.

use super::document::{INSTANT_KIND, OUTCOME_WORDS, SCORE_WORDS};
use super::{Kind, Object, Presence, Shape, TEXTS, key, object, waivers};

pub(crate) static TEST: Object = object(
    "test",
    "A case the policy must decide as it says.",
    &[
        key("name", Kind::Text, "What is claimed; unique in the document.").required(),
        key("now", INSTANT_KIND, "The instant that counts as now.").required(),
        key("stage", Kind::Text, "The stage."),
        key("namespace", Kind::Text, "The Kubernetes namespace."),
        key("given", Kind::Object(&GIVEN), "What is known of the artifact.").required(),
        key("expect", Kind::Object(&EXPECT), "What the decision must be like.").required(),
    ],
);

pub(crate) static GIVEN: Object = object(
    "given",
    "Evidence. A section that is not given is absent: nobody looked.",
    &[
        key("artifact", Kind::Text, "The artifact's name."),
        key("digests", TEXTS, "The artifact's digests."),
        key("finding", Kind::Shape(&FINDING), "One finding of a scan that is new and complete."),
        key(
            "findings",
            Kind::Items(&Kind::Shape(&FINDING)),
            "The findings of a scan that is new and complete; none if the list is empty.",
        ),
        key(
            "components",
            Kind::Items(&Kind::Either(&[Kind::Text, Kind::Shape(&COMPONENT)])),
            "The components of a new SBOM: purls, or mappings that say more.",
        ),
        key(
            "image",
            Kind::Either(&[Kind::Text, Kind::Shape(&IMAGE)]),
            "The image's reference, or a mapping that says more.",
        ),
        key("vex", Kind::Items(&Kind::Shape(&STATEMENT)), "VEX statements."),
        key("waivers", Kind::List(&Kind::Object(&waivers::WAIVER)), "Waivers beside the policy's."),
        key("evidence", Kind::Shape(&EVIDENCE), "Evidence in its own full form, to start from."),
    ],
);

pub(crate) static EXPECT: Object = object(
    "expect",
    "What the decision must be like. What is not mentioned may be as it is.",
    &[
        key("outcome", Kind::Words(&OUTCOME_WORDS), "The outcome."),
        key("rules", TEXTS, "Rules that must be violated."),
        key("not_rules", TEXTS, "Rules that must not be violated."),
        key("score", Kind::Words(&SCORE_WORDS), "The score for the workload's annotation."),
        key("suppressed", TEXTS, "Vulnerabilities that a statement or a waiver must cover."),
    ],
)
.with(Presence::AtLeastOne);

static FINDING: Shape = Shape {
    name: "given_finding",
    doc: "A finding: `id`, `component` (a purl), `severity`, `fixed` (versions), and the fields of \
          a finding in evidence and of its place, such as `kev`, `epss` or `direct`.",
    required: &["id", "component"],
    keys: &[],
};

static COMPONENT: Shape = Shape {
    name: "given_component",
    doc: "A component: `component` (a purl), `licence`, and the fields of its place.",
    required: &["component"],
    keys: &[],
};

static IMAGE: Shape = Shape {
    name: "given_image",
    doc: "The facts about an image, with the fields that they have in evidence.",
    required: &["reference"],
    keys: &[],
};

static STATEMENT: Shape = Shape {
    name: "given_statement",
    doc: "A VEX statement: `vulnerability`, `component` (a purl), `status`, `justification`, and \
          the fields of a statement in evidence.",
    required: &["status"],
    keys: &[],
};

static EVIDENCE: Shape = Shape {
    name: "given_evidence",
    doc: "Evidence as `Evidence::to_json` writes it.",
    required: &[],
    keys: &["artifact", "sbom", "scans", "image", "signatures", "provenance", "vex", "waivers"],
};
