//! Tests inside of a policy.

use super::document::{INSTANT_KIND, OUTCOME_WORDS, SCORE_WORDS};
use super::given::{COMPONENT, EVIDENCE, FINDING, IMAGE, STATEMENT};
use super::{Kind, Object, Presence, TEXTS, key, object, waivers};

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
