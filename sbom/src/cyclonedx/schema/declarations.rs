//! Declarations: attestations, claims and their evidence.

use super::V1_6;
use super::common::{ATTACHMENT, CONTACT, ENTITY, EXTERNAL_REFERENCE, external_references};
use super::component::COMPONENT;
use super::data::GOVERNANCE;
use super::service::SERVICE;
use super::signature::SIGNATURE;
use super::text::{DATE_TIME, IRI, REF};
use crate::schema::{ALWAYS, Check, Foreign, NEVER, Rule, Shape, Text, Type, Wire, member, text};
use crate::tree::Key;

pub(crate) static DECLARATIONS: Shape = Shape::new(
    "declarations",
    &[
        member(Key::ASSESSORS, Type::Object(&ASSESSOR))
            .list()
            .since(V1_6)
            .wrapped("assessors", "assessor")
            .field(1),
        member(Key::ATTESTATIONS, Type::Object(&ATTESTATION))
            .list()
            .since(V1_6)
            .wrapped("attestations", "attestation")
            .field(2),
        member(Key::CLAIMS, Type::Object(&CLAIM))
            .list()
            .since(V1_6)
            .wrapped("claims", "claim")
            .field(3),
        member(Key::EVIDENCE, Type::Object(&CLAIM_EVIDENCE))
            .list()
            .since(V1_6)
            .wrapped("evidence", "evidence")
            .field(4),
        member(Key::TARGETS, Type::Object(&TARGETS)).since(V1_6).element("targets").field(5),
        member(Key::AFFIRMATION, Type::Object(&AFFIRMATION))
            .since(V1_6)
            .element("affirmation")
            .field(6),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_6),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static ASSESSOR: Shape = Shape::new(
    "assessor",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_6).attribute("bom-ref").field(1),
        member(Key::THIRD_PARTY, Type::Bool).since(V1_6).element("thirdParty").field(2),
        member(Key::ORGANIZATION, Type::Object(&ENTITY))
            .since(V1_6)
            .element("organization")
            .field(3),
    ],
);

pub(crate) static ATTESTATION: Shape = Shape::new(
    "attestation",
    &[
        member(Key::SUMMARY, text(&Text::ANY)).since(V1_6).element("summary").field(1),
        member(Key::ASSESSOR, text(&REF)).since(V1_6).element("assessor").field(2),
        member(Key::MAP, Type::Object(&ATTESTATION_MAP)).list().since(V1_6).element("map").field(3),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_6),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static ATTESTATION_MAP: Shape = Shape::new(
    "map",
    &[
        member(Key::REQUIREMENT, text(&REF)).since(V1_6).element("requirement").field(1),
        member(Key::CLAIMS, text(&REF)).list().since(V1_6).wrapped("claims", "claim").field(2),
        member(Key::COUNTER_CLAIMS, text(&REF))
            .list()
            .since(V1_6)
            .wrapped("counterClaims", "counterClaim")
            .field(3),
        member(Key::CONFORMANCE, Type::Object(&CONFORMANCE))
            .since(V1_6)
            .element("conformance")
            .field(4),
        member(Key::CONFIDENCE, Type::Object(&CONFIDENCE))
            .since(V1_6)
            .element("confidence")
            .field(5),
    ],
);

pub(crate) static CONFORMANCE: Shape = Shape::new(
    "conformance",
    &[
        member(Key::SCORE, Type::Number(0.0, 1.0))
            .since(V1_6)
            .required_in_xml(ALWAYS)
            .element("score")
            .wire(1, Wire::Double),
        member(Key::RATIONALE, text(&Text::ANY)).since(V1_6).element("rationale").field(2),
        member(Key::MITIGATION_STRATEGIES, text(&REF))
            .list()
            .since(V1_6)
            .wrapped("mitigationStrategies", "mitigationStrategy")
            .field(3),
    ],
);

pub(crate) static CONFIDENCE: Shape = Shape::new(
    "confidence",
    &[
        member(Key::SCORE, Type::Number(0.0, 1.0))
            .since(V1_6)
            .required_in_xml(ALWAYS)
            .element("score")
            .wire(1, Wire::Double),
        member(Key::RATIONALE, text(&Text::ANY)).since(V1_6).element("rationale").field(2),
    ],
);

pub(crate) static CLAIM: Shape = Shape::new(
    "claim",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_6).attribute("bom-ref").field(1),
        member(Key::TARGET, text(&REF)).since(V1_6).element("target").field(2),
        member(Key::PREDICATE, text(&Text::ANY)).since(V1_6).element("predicate").field(3),
        member(Key::MITIGATION_STRATEGIES, text(&REF))
            .list()
            .since(V1_6)
            .wrapped("mitigationStrategies", "mitigationStrategy")
            .field(4),
        member(Key::REASONING, text(&Text::ANY)).since(V1_6).element("reasoning").field(5),
        member(Key::EVIDENCE, text(&REF)).list().since(V1_6).element("evidence").field(6),
        member(Key::COUNTER_EVIDENCE, text(&REF))
            .list()
            .since(V1_6)
            .element("counterEvidence")
            .field(7),
        external_references(V1_6).field(8),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_6),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static CLAIM_EVIDENCE: Shape = Shape::new(
    "evidence of a claim",
    &[
        member(Key::BOM_REF, text(&REF)).since(V1_6).attribute("bom-ref").field(1),
        member(Key::PROPERTY_NAME, text(&Text::ANY)).since(V1_6).element("propertyName").field(2),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_6).element("description").field(3),
        member(Key::DATA, Type::Object(&EVIDENCE_DATA)).list().since(V1_6).element("data").field(4),
        member(Key::CREATED, text(&DATE_TIME))
            .since(V1_6)
            .element("created")
            .wire(5, Wire::Timestamp),
        member(Key::EXPIRES, text(&DATE_TIME))
            .since(V1_6)
            .element("expires")
            .wire(6, Wire::Timestamp),
        member(Key::AUTHOR, Type::Object(&CONTACT)).since(V1_6).element("author").field(7),
        member(Key::REVIEWER, Type::Object(&CONTACT)).since(V1_6).element("reviewer").field(8),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_6),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static EVIDENCE_DATA: Shape = Shape::new(
    "data of evidence",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_6).element("name").field(1),
        member(Key::CONTENTS, Type::Object(&EVIDENCE_CONTENTS))
            .since(V1_6)
            .element("contents")
            .field(2),
        member(Key::CLASSIFICATION, text(&Text::ANY))
            .since(V1_6)
            .element("classification")
            .field(3),
        member(Key::SENSITIVE_DATA, text(&Text::ANY))
            .list()
            .since(V1_6)
            .element("sensitiveData")
            .field(4),
        member(Key::GOVERNANCE, Type::Object(&GOVERNANCE))
            .since(V1_6)
            .element("governance")
            .field(5),
    ],
);

pub(crate) static EVIDENCE_CONTENTS: Shape = Shape::new(
    "contents",
    &[
        member(Key::ATTACHMENT, Type::Object(&ATTACHMENT))
            .since(V1_6)
            .element("attachment")
            .field(1),
        member(Key::URL, text(&IRI)).since(V1_6).element("url").field(2),
    ],
);

pub(crate) static TARGETS: Shape = Shape::new(
    "targets",
    &[
        member(Key::ORGANIZATIONS, Type::Object(&ENTITY))
            .list()
            .since(V1_6)
            .wrapped("organizations", "organization")
            .field(1),
        member(Key::COMPONENTS, Type::Object(&COMPONENT))
            .list()
            .since(V1_6)
            .wrapped("components", "component")
            .field(2),
        member(Key::SERVICES, Type::Object(&SERVICE))
            .list()
            .since(V1_6)
            .wrapped("services", "service")
            .field(3),
    ],
);

pub(crate) static AFFIRMATION: Shape = Shape::new(
    "affirmation",
    &[
        member(Key::STATEMENT, text(&Text::ANY)).since(V1_6).element("statement").field(1),
        member(Key::SIGNATORIES, Type::Object(&SIGNATORY))
            .list()
            .since(V1_6)
            .wrapped("signatories", "signatory")
            .field(2),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_6),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static SIGNATORY: Shape = Shape::new(
    "signatory",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_6).element("name").field(1),
        member(Key::ROLE, text(&Text::ANY)).since(V1_6).element("role").field(2),
        member(Key::ORGANIZATION, Type::Object(&ENTITY))
            .since(V1_6)
            .element("organization")
            .field(3),
        member(Key::EXTERNAL_REFERENCE, Type::Object(&EXTERNAL_REFERENCE))
            .since(V1_6)
            .element("externalReference")
            .field(4),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_6),
    ],
)
.rules(&[SIGNED_OR_REFERENCED])
.foreign(Foreign::ELEMENTS);

/// A signatory has either signed or is named by an organisation with a reference.
const SIGNED_OR_REFERENCED: Rule = Rule::new(
    "cdx-one-of",
    Check::OneGroup(&[&[Key::SIGNATURE], &[Key::EXTERNAL_REFERENCE, Key::ORGANIZATION]]),
)
.within(ALWAYS, NEVER);
