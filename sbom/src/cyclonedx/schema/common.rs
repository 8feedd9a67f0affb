//! Parts that many objects have: hashes, properties, organisations, attachments.

use super::{V1_2, V1_4, V1_5, V1_6, V1_7};
use crate::schema::{NEVER, Pattern, Shape, Space, Test, Text, TextRule, Type, Versions, Word};
use crate::schema::{Words, member, text, words};
use crate::tree::Key;

pub(crate) static HASH: Shape = Shape::new(
    "hash",
    &[
        member(Key::ALG, words(&HASH_ALGORITHM)).required().attribute("alg").field(1),
        member(Key::CONTENT, text(&HASH_CONTENT)).required().content().field(2),
    ],
);

pub(crate) static HASH_ALGORITHM: Words = Words {
    name: "hash algorithm",
    code: "cdx-enum-hash-alg",
    words: &[
        Word::new("MD5").number(1),
        Word::new("SHA-1").number(2),
        Word::new("SHA-256").number(3),
        Word::new("SHA-384").number(4),
        Word::new("SHA-512").number(5),
        Word::new("SHA3-256").number(6),
        Word::new("SHA3-384").since(V1_2).number(7),
        Word::new("SHA3-512").number(8),
        Word::new("BLAKE2b-256").since(V1_2).number(9),
        Word::new("BLAKE2b-384").since(V1_2).number(10),
        Word::new("BLAKE2b-512").since(V1_2).number(11),
        Word::new("BLAKE3").since(V1_2).number(12),
        Word::new("Streebog-256").since(V1_7).number(13),
        Word::new("Streebog-512").since(V1_7).number(14),
    ],
};

static HASH_CONTENT: Text = Text {
    rules: &[TextRule::new("cdx-hash-content", Test::Pattern(&HEX), crate::schema::ALWAYS)],
    space: Space::Collapse,
};

static HEX: Pattern = Pattern {
    expected: "32, 40, 64, 96 or 128 hexadecimal digits",
    holds: |text| {
        matches!(text.len(), 32 | 40 | 64 | 96 | 128) && text.bytes().all(|b| b.is_ascii_hexdigit())
    },
};

pub(crate) static PROPERTY: Shape = Shape::new(
    "property",
    &[
        member(Key::NAME, text(&Text::ANY))
            .required_in_json(Versions::since(V1_6))
            .required_in_xml(Versions::since(3))
            .attribute("name")
            .field(1),
        member(Key::VALUE, text(&Text::LINE)).content().field(2),
    ],
)
.open(Versions::between(3, V1_5));

pub(crate) static ATTACHMENT: Shape = Shape::new(
    "attachment",
    &[
        member(Key::CONTENT_TYPE, text(&Text::LINE)).attribute("content-type").field(1),
        member(Key::ENCODING, words(&ENCODING)).attribute("encoding").field(2),
        member(Key::CONTENT, text(&Text::ANY))
            .required_in_json(Versions::since(0))
            .content()
            .field(3),
    ],
);

static ENCODING: Words =
    Words { name: "encoding", code: "cdx-enum-encoding", words: &[Word::new("base64")] };

pub(crate) static ENTITY: Shape = Shape::new(
    "organisation",
    &[
        member(Key::BOM_REF, text(&Text::ANY)).since(V1_5).attribute("bom-ref").field(4),
        member(Key::NAME, text(&Text::LINE)).element("name").field(1),
        member(Key::URL, text(&Text::ANY)).list().element("url").field(2),
        member(Key::CONTACT, Type::Object(&CONTACT)).list().element("contact").field(3),
    ],
);

pub(crate) static CONTACT: Shape = Shape::new(
    "contact",
    &[
        member(Key::BOM_REF, text(&Text::ANY)).since(V1_5).attribute("bom-ref").field(4),
        member(Key::NAME, text(&Text::LINE)).element("name").field(1),
        member(Key::EMAIL, text(&EMAIL)).element("email").field(2),
        member(Key::PHONE, text(&Text::LINE)).element("phone").field(3),
    ],
);

static EMAIL: Text = Text {
    rules: &[TextRule {
        code: "cdx-email",
        test: Test::Pattern(&EMAIL_FORM),
        json: Versions::since(V1_4),
        xml: NEVER,
    }],
    space: Space::Replace,
};

static EMAIL_FORM: Pattern =
    Pattern { expected: "an e-mail address", holds: |text| text.contains('@') };
