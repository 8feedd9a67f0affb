//! Components and what belongs to them: pedigree, SWID tags, release notes.

use super::common::{ATTACHMENT, CONTACT, ENTITY, HASH, ISSUE, external_references, properties};
use super::crypto::CRYPTO;
use super::data::DATA;
use super::evidence::EVIDENCE;
use super::licence::LICENCE_CHOICE;
use super::model_card::MODEL_CARD;
use super::patent::PATENT_ASSERTION;
use super::signature::SIGNATURE;
use super::text::{
    ACTION_EMAIL, COMMENT, COMMIT_URL, CPE, DATE_TIME, IRI, LOCALE, MIME_TYPE, ONE_LINE, PURL, REF,
    VERSION, VERSION_RANGE,
};
use super::{V1_0, V1_1, V1_2, V1_3, V1_4, V1_5, V1_6, V1_7};
use crate::schema::{
    ALWAYS, Bounds, Check, Foreign, Irregular, NEVER, Rule, Shape, Text, Type, Versions, Wire,
    Word, Words, member, text, words,
};
use crate::tree::Key;

pub(crate) static COMPONENT: Shape = Shape::new(
    "component",
    &[
        member(Key::TYPE, words(&COMPONENT_TYPE)).required().attribute("type").field(1),
        member(Key::MIME_TYPE, text(&MIME_TYPE)).since(V1_2).attribute("mime-type").field(2),
        member(Key::BOM_REF, text(&REF)).since(V1_1).attribute("bom-ref").field(3),
        member(Key::IS_EXTERNAL, Type::Bool).since(V1_7).attribute("isExternal").field(34),
        member(Key::SUPPLIER, Type::Object(&ENTITY)).since(V1_2).element("supplier").field(4),
        member(Key::MANUFACTURER, Type::Object(&ENTITY))
            .since(V1_6)
            .element("manufacturer")
            .field(28),
        member(Key::AUTHORS, Type::Object(&CONTACT))
            .list()
            .since(V1_6)
            .wrapped("authors", "author")
            .field(29),
        member(Key::AUTHOR, text(&ONE_LINE))
            .since(V1_2)
            .element("author")
            .field(5)
            .deprecated(V1_6),
        member(Key::PUBLISHER, text(&ONE_LINE)).element("publisher").field(6),
        member(Key::GROUP, text(&ONE_LINE)).element("group").field(7),
        member(Key::NAME, text(&ONE_LINE)).required().element("name").field(8),
        member(Key::VERSION, text(&VERSION))
            .required_in(Versions::until(V1_3))
            .element("version")
            .field(9),
        member(Key::VERSION_RANGE, text(&VERSION_RANGE))
            .since(V1_7)
            .element("versionRange")
            .field(33),
        member(Key::DESCRIPTION, text(&ONE_LINE)).element("description").field(10),
        member(Key::SCOPE, words(&SCOPE)).element("scope").field(11),
        member(Key::HASHES, Type::Object(&HASH)).list().wrapped("hashes", "hash").field(12),
        member(Key::LICENSES, Type::Object(&LICENCE_CHOICE))
            .list()
            .xml(Irregular::Licences)
            .wire(13, Wire::Irregular(Irregular::Licences)),
        member(Key::COPYRIGHT, text(&ONE_LINE)).element("copyright").field(14),
        member(Key::PATENT_ASSERTIONS, Type::Object(&PATENT_ASSERTION))
            .list()
            .since(V1_7)
            .wrapped("patentAssertions", "patentAssertion")
            .field(35),
        member(Key::CPE, text(&CPE)).element("cpe").field(15),
        member(Key::PURL, text(&PURL)).element("purl").field(16),
        member(Key::OMNIBOR_ID, text(&Text::ANY)).list().since(V1_6).element("omniborId").field(31),
        member(Key::SWHID, text(&Text::ANY)).list().since(V1_6).element("swhid").field(32),
        member(Key::SWID, Type::Object(&SWID)).since(V1_2).element("swid").field(17),
        member(Key::MODIFIED, Type::Bool)
            .required_in_xml(Versions::until(V1_0))
            .element("modified")
            .field(18)
            .deprecated(V1_7),
        member(Key::PEDIGREE, Type::Object(&PEDIGREE)).since(V1_1).element("pedigree").field(19),
        external_references(V1_1).field(20),
        properties(V1_3).field(22),
        member(Key::COMPONENTS, Type::Object(&COMPONENT))
            .unique(ALWAYS)
            .wrapped("components", "component")
            .outer(Foreign::ELEMENTS)
            .field(21),
        member(Key::EVIDENCE, Type::Object(&EVIDENCE)).since(V1_3).element("evidence").field(23),
        member(Key::RELEASE_NOTES, Type::Object(&RELEASE_NOTES))
            .since(V1_4)
            .element("releaseNotes")
            .field(24),
        member(Key::MODEL_CARD, Type::Object(&MODEL_CARD))
            .since(V1_5)
            .element("modelCard")
            .field(25),
        member(Key::DATA, Type::Object(&DATA))
            .list()
            .since(V1_5)
            .element("data")
            .single(Versions::until(V1_5))
            .field(26),
        member(Key::CRYPTO_PROPERTIES, Type::Object(&CRYPTO))
            .since(V1_6)
            .element("cryptoProperties")
            .field(27),
        member(Key::TAGS, text(&Text::LINE)).list().since(V1_6).wrapped("tags", "tag").field(30),
        member(Key::SIGNATURE, Type::Object(&SIGNATURE)).since(V1_4),
    ],
)
.rules(&[
    Rule::new("cdx-version-and-range", Check::AtMostOne(&[Key::VERSION, Key::VERSION_RANGE]))
        .within(Versions::since(V1_7), Versions::since(V1_7)),
    // Only the prose demands it of XML.
    Rule::new("cdx-range-not-external", Check::NeedsTrue(Key::VERSION_RANGE, Key::IS_EXTERNAL))
        .within(Versions::since(V1_7), NEVER),
])
.foreign(Foreign::ALL);

pub(crate) static SWID: Shape = Shape::new(
    "SWID tag",
    &[
        member(Key::TAG_ID, text(&Text::ANY)).since(V1_2).required().attribute("tagId").field(1),
        member(Key::NAME, text(&Text::ANY)).since(V1_2).required().attribute("name").field(2),
        member(Key::VERSION, text(&Text::ANY)).since(V1_2).attribute("version").field(3),
        member(Key::TAG_VERSION, Type::Integer(&Bounds::ANY))
            .since(V1_2)
            .attribute("tagVersion")
            .field(4),
        member(Key::PATCH, Type::Bool).since(V1_2).attribute("patch").field(5),
        member(Key::TEXT, Type::Object(&ATTACHMENT)).since(V1_2).element("text").field(6),
        member(Key::URL, text(&IRI)).since(V1_2).element("url").field(7),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static PEDIGREE: Shape = Shape::new(
    "pedigree",
    &[
        member(Key::ANCESTORS, Type::Object(&COMPONENT))
            .list()
            .since(V1_1)
            .wrapped("ancestors", "component")
            .outer(Foreign::ALL)
            .field(1),
        member(Key::DESCENDANTS, Type::Object(&COMPONENT))
            .list()
            .since(V1_1)
            .wrapped("descendants", "component")
            .outer(Foreign::ALL)
            .field(2),
        member(Key::VARIANTS, Type::Object(&COMPONENT))
            .list()
            .since(V1_1)
            .wrapped("variants", "component")
            .outer(Foreign::ALL)
            .field(3),
        member(Key::COMMITS, Type::Object(&COMMIT))
            .list()
            .since(V1_1)
            .wrapped("commits", "commit")
            .outer(Foreign::ELEMENTS)
            .field(4),
        member(Key::PATCHES, Type::Object(&PATCH))
            .list()
            .since(V1_2)
            .wrapped("patches", "patch")
            .outer(Foreign::ELEMENTS)
            .field(5),
        member(Key::NOTES, text(&COMMENT)).since(V1_1).element("notes").field(6),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static COMMIT: Shape = Shape::new(
    "commit",
    &[
        member(Key::UID, text(&ONE_LINE)).since(V1_1).element("uid").field(1),
        member(Key::URL, text(&COMMIT_URL)).since(V1_1).element("url").field(2),
        member(Key::AUTHOR, Type::Object(&ACTION)).since(V1_1).element("author").field(3),
        member(Key::COMMITTER, Type::Object(&ACTION)).since(V1_1).element("committer").field(4),
        member(Key::MESSAGE, text(&ONE_LINE)).since(V1_1).element("message").field(5),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static ACTION: Shape = Shape::new(
    "action",
    &[
        member(Key::TIMESTAMP, text(&DATE_TIME))
            .since(V1_1)
            .element("timestamp")
            .wire(1, Wire::Timestamp),
        member(Key::NAME, text(&ONE_LINE)).since(V1_1).element("name").field(2),
        member(Key::EMAIL, text(&ACTION_EMAIL)).since(V1_1).element("email").field(3),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static PATCH: Shape = Shape::new(
    "patch",
    &[
        member(Key::TYPE, words(&PATCH_TYPE)).since(V1_2).required().attribute("type").field(1),
        member(Key::DIFF, Type::Object(&DIFF)).since(V1_2).element("diff").field(2),
        member(Key::RESOLVES, Type::Object(&ISSUE))
            .list()
            .since(V1_2)
            .wrapped("resolves", "issue")
            .field(3),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static DIFF: Shape = Shape::new(
    "diff",
    &[
        member(Key::TEXT, Type::Object(&ATTACHMENT)).since(V1_2).element("text").field(1),
        member(Key::URL, text(&IRI)).since(V1_2).element("url").field(2),
    ],
)
.foreign(Foreign::ELEMENTS);

pub(crate) static RELEASE_NOTES: Shape = Shape::new(
    "release notes",
    &[
        member(Key::TYPE, text(&Text::LINE))
            .since(V1_4)
            .required()
            .element("type")
            .repeats(ALWAYS)
            .field(1),
        member(Key::TITLE, text(&Text::ANY)).since(V1_4).element("title").repeats(ALWAYS).field(2),
        member(Key::FEATURED_IMAGE, text(&IRI))
            .since(V1_4)
            .element("featuredImage")
            .repeats(ALWAYS)
            .field(3),
        member(Key::SOCIAL_IMAGE, text(&IRI))
            .since(V1_4)
            .element("socialImage")
            .repeats(ALWAYS)
            .field(4),
        member(Key::DESCRIPTION, text(&Text::ANY))
            .since(V1_4)
            .element("description")
            .repeats(ALWAYS)
            .field(5),
        member(Key::TIMESTAMP, text(&DATE_TIME))
            .since(V1_4)
            .element("timestamp")
            .repeats(ALWAYS)
            .wire(6, Wire::Timestamp),
        member(Key::ALIASES, text(&Text::LINE))
            .list()
            .since(V1_4)
            .wrapped("aliases", "alias")
            .repeats(ALWAYS)
            .field(7),
        member(Key::TAGS, text(&Text::LINE))
            .list()
            .since(V1_4)
            .wrapped("tags", "tag")
            .repeats(ALWAYS)
            .field(8),
        member(Key::RESOLVES, Type::Object(&ISSUE))
            .list()
            .since(V1_4)
            .wrapped("resolves", "issue")
            .repeats(ALWAYS)
            .field(9),
        member(Key::NOTES, Type::Object(&NOTE))
            .list()
            .since(V1_4)
            .wrapped("notes", "note")
            .repeats(ALWAYS)
            .field(10),
        properties(V1_4).repeats(ALWAYS).field(11),
    ],
)
.free(ALWAYS)
.foreign(Foreign::ALL);

pub(crate) static NOTE: Shape = Shape::new(
    "note",
    &[
        member(Key::LOCALE, text(&LOCALE)).since(V1_4).element("locale").repeats(ALWAYS).field(1),
        member(Key::TEXT, Type::Object(&ATTACHMENT))
            .since(V1_4)
            .required()
            .element("text")
            .repeats(ALWAYS)
            .field(2),
    ],
)
.free(ALWAYS);

pub(crate) static COMPONENT_TYPE: Words = Words::new(
    "component type",
    "cdx-enum-component-type",
    &[
        Word::new("application").number(1),
        Word::new("framework").number(2),
        Word::new("library").number(3),
        Word::new("container").since(V1_2).number(7),
        Word::new("platform").since(V1_5).number(10),
        Word::new("operating-system").number(4),
        Word::new("device").number(5),
        Word::new("device-driver").since(V1_5).number(9),
        Word::new("firmware").since(V1_2).number(8),
        Word::new("file").since(V1_1).number(6),
        Word::new("machine-learning-model").since(V1_5).number(11),
        Word::new("data").since(V1_5).number(12),
        Word::new("cryptographic-asset").since(V1_6).number(13),
    ],
);

pub(crate) static SCOPE: Words = Words::new(
    "scope",
    "cdx-enum-scope",
    &[
        Word::new("required").number(1),
        Word::new("optional").number(2),
        Word::new("excluded").since(V1_1).number(3),
    ],
);

pub(crate) static PATCH_TYPE: Words = Words::new(
    "type of patch",
    "cdx-enum-patch-type",
    &[
        Word::new("unofficial").number(1),
        Word::new("monkey").number(2),
        Word::new("backport").number(3),
        Word::new("cherry-pick").number(4),
    ],
);
