//! The document itself, its metadata and its tools.

use super::annotation::{ANNOTATION, CITATION};
use super::common::{CONTACT, ENTITY, HASH, external_references, properties};
use super::component::COMPONENT;
use super::declarations::DECLARATIONS;
use super::definitions::DEFINITIONS;
use super::dependency::{COMPOSITION, DEPENDENCY};
use super::formulation::FORMULA;
use super::licence::LICENCE_CHOICE;
use super::service::SERVICE;
use super::signature::SIGNATURE;
use super::text::{DATE_TIME, SERIAL_NUMBER, VERSION};
use super::vulnerability::VULNERABILITY;
use super::{V1_1, V1_2, V1_3, V1_4, V1_5, V1_6, V1_7};
use crate::schema::{
    ALWAYS, Bounds, Check, Foreign, Irregular, Member, Rule, Shape, Text, Type, Versions, Wire,
    Word, Words, member, one_of, text, words,
};
use crate::tree::Key;

pub(crate) static BOM: Shape = Shape::new(
    "document",
    &[
        member(Key::DOLLAR_SCHEMA, words(&SCHEMA_URI)),
        member(Key::BOM_FORMAT, words(&BOM_FORMAT)).required_in_json(ALWAYS),
        member(Key::SPEC_VERSION, text(&Text::ANY)).required_in_json(ALWAYS).field(1),
        member(Key::SERIAL_NUMBER, text(&SERIAL_NUMBER))
            .since(V1_1)
            .attribute("serialNumber")
            .field(3),
        member(Key::VERSION, Type::Integer(&REVISION))
            .required_in_json(Versions::until(V1_4))
            .attribute("version")
            .field(2),
        member(Key::METADATA, Type::Object(&METADATA)).since(V1_2).element("metadata").field(4),
        member(Key::COMPONENTS, Type::Object(&COMPONENT))
            .unique(ALWAYS)
            .required_in_xml(Versions::until(V1_1))
            .wrapped("components", "component")
            .outer(Foreign::ALL)
            .field(5),
        member(Key::SERVICES, Type::Object(&SERVICE))
            .unique(ALWAYS)
            .since(V1_2)
            .wrapped("services", "service")
            .outer(Foreign::ALL)
            .field(6),
        external_references(V1_1).field(7),
        member(Key::DEPENDENCIES, Type::Object(&DEPENDENCY))
            .unique(ALWAYS)
            .since(V1_2)
            .xml(Irregular::Dependencies)
            .wire(8, Wire::Irregular(Irregular::Dependencies)),
        member(Key::COMPOSITIONS, Type::Object(&COMPOSITION))
            .unique(ALWAYS)
            .since(V1_3)
            .wrapped("compositions", "composition")
            .outer(Foreign::ALL)
            .field(9),
        properties(V1_5).in_xml(Versions::since(V1_3)).field(12),
        member(Key::VULNERABILITIES, Type::Object(&VULNERABILITY))
            .unique(ALWAYS)
            .since(V1_4)
            .wrapped("vulnerabilities", "vulnerability")
            .outer(Foreign::ALL)
            .field(10),
        member(Key::ANNOTATIONS, Type::Object(&ANNOTATION))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("annotations", "annotation")
            .outer(Foreign::ALL)
            .field(11),
        member(Key::FORMULATION, Type::Object(&FORMULA))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("formulation", "formula")
            .outer(Foreign::ALL)
            .field(13),
        member(Key::DECLARATIONS, Type::Object(&DECLARATIONS))
            .since(V1_6)
            .element("declarations")
            .field(14),
        member(Key::DEFINITIONS, Type::Object(&DEFINITIONS))
            .since(V1_6)
            .element("definitions")
            .field(15),
        member(Key::CITATIONS, Type::Object(&CITATION))
            .unique(ALWAYS)
            .since(V1_7)
            .wrapped("citations", "citation")
            .field(16),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_4),
    ],
)
.foreign(Foreign::ALL);

pub(crate) static METADATA: Shape = Shape::new(
    "metadata",
    &[
        member(Key::TIMESTAMP, text(&DATE_TIME))
            .since(V1_2)
            .element("timestamp")
            .wire(1, Wire::Timestamp),
        member(Key::LIFECYCLES, Type::Object(&LIFECYCLE))
            .list()
            .since(V1_5)
            .wrapped("lifecycles", "lifecycle")
            .field(9),
        member(Key::TOOLS, Type::Object(&TOOL))
            .list()
            .since(V1_2)
            .wrapped("tools", "tool")
            .wire(2, TOOLS_WIRE)
            .or(&METADATA_TOOLS),
        member(Key::AUTHORS, Type::Object(&CONTACT))
            .list()
            .since(V1_2)
            .wrapped("authors", "author")
            .field(3),
        member(Key::COMPONENT, Type::Object(&COMPONENT)).since(V1_2).element("component").field(4),
        member(Key::MANUFACTURER, Type::Object(&ENTITY))
            .since(V1_6)
            .element("manufacturer")
            .field(10),
        member(Key::MANUFACTURE, Type::Object(&ENTITY))
            .since(V1_2)
            .element("manufacture")
            .repeats(Versions::until(V1_2))
            .field(5)
            .deprecated(V1_6),
        member(Key::SUPPLIER, Type::Object(&ENTITY))
            .since(V1_2)
            .element("supplier")
            .repeats(Versions::until(V1_2))
            .field(6),
        member(Key::LICENSES, Type::Object(&LICENCE_CHOICE))
            .list()
            .since(V1_3)
            .xml(Irregular::Licences)
            .wire(7, Wire::Irregular(Irregular::Licences)),
        properties(V1_3).field(8),
        member(Key::DISTRIBUTION_CONSTRAINTS, Type::Object(&DISTRIBUTION))
            .since(V1_7)
            .element("distributionConstraints")
            .field(11),
    ],
)
.foreign(Foreign::ELEMENTS_AND_QUALIFIED);

pub(crate) static TOOL: Shape = Shape::new(
    "tool",
    &[
        member(Key::VENDOR, text(&Text::LINE)).since(V1_2).element("vendor").field(1),
        member(Key::NAME, text(&Text::LINE)).since(V1_2).element("name").field(2),
        member(Key::VERSION, text(&VERSION)).since(V1_2).element("version").field(3),
        member(Key::HASHES, Type::Object(&HASH))
            .list()
            .since(V1_2)
            .wrapped("hashes", "hash")
            .field(4),
        external_references(V1_4).field(5),
    ],
)
.foreign(Foreign::ELEMENTS_AND_QUALIFIED);

pub(crate) static TOOLS: Shape = Shape::new(
    "tools",
    &[
        member(Key::COMPONENTS, Type::Object(&COMPONENT))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("components", "component")
            .field(6),
        member(Key::SERVICES, Type::Object(&SERVICE))
            .unique(ALWAYS)
            .since(V1_5)
            .wrapped("services", "service")
            .field(7),
    ],
);

pub(crate) static LIFECYCLE: Shape = Shape::new(
    "lifecycle",
    &[
        member(Key::PHASE, words(&PHASE)).since(V1_5).element("phase").field(1),
        member(Key::NAME, text(&Text::LINE)).since(V1_5).element("name").field(2),
        member(Key::DESCRIPTION, text(&Text::ANY)).since(V1_5).element("description").field(3),
    ],
)
.rules(&[
    one_of("cdx-one-of", &[Key::PHASE, Key::NAME]),
    Rule::new("cdx-one-of", Check::AtMostOne(&[Key::PHASE, Key::DESCRIPTION])),
]);

pub(crate) static DISTRIBUTION: Shape = Shape::new(
    "distribution constraints",
    &[member(Key::TLP, words(&TLP)).since(V1_7).element("tlp").field(1)],
);

pub(crate) static BOM_FORMAT: Words =
    Words::new("format", "cdx-bom-format", &[Word::new("CycloneDX")]);

pub(crate) static PHASE: Words = Words::new(
    "lifecycle phase",
    "cdx-enum-phase",
    &[
        Word::new("design").number(0),
        Word::new("pre-build").number(1),
        Word::new("build").number(2),
        Word::new("post-build").number(3),
        Word::new("operations").number(4),
        Word::new("discovery").number(5),
        Word::new("decommission").number(6),
    ],
);

pub(crate) static TLP: Words = Words::new(
    "TLP classification",
    "cdx-enum-tlp",
    &[
        Word::new("CLEAR").number(0),
        Word::new("GREEN").number(1),
        Word::new("AMBER").number(2),
        Word::new("AMBER_AND_STRICT").number(3),
        Word::new("RED").number(4),
    ],
);

pub(crate) static METADATA_TOOLS: Member =
    member(Key::TOOLS, Type::Object(&TOOLS)).since(V1_5).element("tools").wire(2, TOOLS_WIRE);

pub(crate) static VULNERABILITY_TOOLS: Member =
    member(Key::TOOLS, Type::Object(&TOOLS)).since(V1_5).element("tools").wire(15, TOOLS_WIRE);

pub(crate) const TOOLS_WIRE: Wire = Wire::Irregular(Irregular::Tools);

/// The revision of a document.
static REVISION: Bounds = Bounds {
    min: 1,
    max: i64::MAX,
    code: "cdx-version",
    json: Versions::since(V1_5),
    xml: Versions::since(V1_5),
};

/// The address of the schema; from 1.6 on it may be any text.
static SCHEMA_URI: Words = Words::new(
    "schema",
    "cdx-schema-uri",
    &[
        Word::new("http://cyclonedx.org/schema/bom-1.2a.schema.json").until(V1_2),
        Word::new("http://cyclonedx.org/schema/bom-1.3.schema.json").since(V1_3).until(V1_3),
        Word::new("http://cyclonedx.org/schema/bom-1.4.schema.json").since(V1_4).until(V1_4),
        Word::new("http://cyclonedx.org/schema/bom-1.5.schema.json").since(V1_5).until(V1_5),
    ],
);
