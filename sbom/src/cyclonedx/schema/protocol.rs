//! Cryptographic protocols and their cipher suites.

use super::crypto::RELATED_ASSET;
use super::crypto_words::PROTOCOL_TYPE;
use super::text::REF;
use super::{V1_6, V1_7};
use crate::schema::{
    Bounds, Choice, Irregular, Shape, Text, Type, Wire, either, member, text, words,
};
use crate::tree::Key;

pub(crate) static PROTOCOL: Shape = Shape::new(
    "protocol properties",
    &[
        member(Key::TYPE, words(&PROTOCOL_TYPE)).since(V1_6).element("type").field(1),
        member(Key::VERSION, text(&Text::ANY)).since(V1_6).element("version").field(2),
        member(Key::CIPHER_SUITES, Type::Object(&CIPHER_SUITE))
            .list()
            .since(V1_6)
            .wrapped("cipherSuites", "cipherSuite")
            .field(3),
        member(Key::IKEV2_TRANSFORM_TYPES, Type::Object(&IKEV2))
            .since(V1_6)
            .element("ikev2TransformTypes")
            .wire(7, Wire::Irregular(Irregular::Ikev2)),
        member(Key::CRYPTO_REF_ARRAY, text(&REF))
            .list()
            .since(V1_6)
            .element("cryptoRef")
            .field(5)
            .deprecated(V1_7),
        member(Key::RELATED_CRYPTOGRAPHIC_ASSETS, Type::Object(&RELATED_ASSET))
            .list()
            .since(V1_7)
            .wire(6, Wire::Nested(1)),
    ],
);

pub(crate) static CIPHER_SUITE: Shape = Shape::new(
    "cipher suite",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_6).element("name").field(1),
        member(Key::ALGORITHMS, text(&REF))
            .list()
            .since(V1_6)
            .wrapped("algorithms", "algorithm")
            .field(2),
        member(Key::IDENTIFIERS, text(&Text::ANY))
            .list()
            .since(V1_6)
            .wrapped("identifiers", "identifier")
            .field(3),
        member(Key::TLS_GROUPS, text(&Text::ANY))
            .list()
            .since(V1_7)
            .wrapped("tlsGroups", "group")
            .field(4),
        member(Key::TLS_SIGNATURE_SCHEMES, text(&Text::ANY))
            .list()
            .since(V1_7)
            .wrapped("tlsSignatureSchemes", "signatureScheme")
            .field(5),
    ],
);

pub(crate) static IKEV2: Shape = Shape::new(
    "IKEv2 transform types",
    &[
        member(Key::ENCR, either(&IKEV2_ENCR_OR_REF)).list().since(V1_6).element("encr").field(1),
        member(Key::PRF, either(&IKEV2_PRF_OR_REF)).list().since(V1_6).element("prf").field(2),
        member(Key::INTEG, either(&IKEV2_INTEG_OR_REF))
            .list()
            .since(V1_6)
            .element("integ")
            .field(3),
        member(Key::KE, either(&IKEV2_KE_OR_REF)).list().since(V1_6).element("ke").field(4),
        member(Key::ESN, Type::Bool).since(V1_6).element("esn").field(5),
        member(Key::AUTH, either(&IKEV2_AUTH_OR_REF)).list().since(V1_6).element("auth").field(6),
    ],
);

pub(crate) static IKEV2_ENCR: Shape = Shape::new(
    "encryption",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_7).element("name").field(1),
        member(Key::KEY_LENGTH, Type::Integer(&Bounds::ANY))
            .since(V1_7)
            .element("keyLength")
            .field(2),
        member(Key::ALGORITHM, text(&REF)).since(V1_7).element("algorithm").field(3),
    ],
);

pub(crate) static IKEV2_PRF: Shape = Shape::new(
    "pseudorandom function",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_7).element("name").field(1),
        member(Key::ALGORITHM, text(&REF)).since(V1_7).element("algorithm").field(2),
    ],
);

pub(crate) static IKEV2_INTEG: Shape = Shape::new(
    "integrity",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_7).element("name").field(1),
        member(Key::ALGORITHM, text(&REF)).since(V1_7).element("algorithm").field(2),
    ],
);

pub(crate) static IKEV2_KE: Shape = Shape::new(
    "key exchange",
    &[
        member(Key::GROUP, Type::Integer(&Bounds::ANY)).since(V1_7).element("group").field(1),
        member(Key::ALGORITHM, text(&REF)).since(V1_7).element("algorithm").field(2),
    ],
);

pub(crate) static IKEV2_AUTH: Shape = Shape::new(
    "authentication",
    &[
        member(Key::NAME, text(&Text::ANY)).since(V1_7).element("name").field(1),
        member(Key::ALGORITHM, text(&REF)).since(V1_7).element("algorithm").field(2),
    ],
);

static IKEV2_ENCR_OR_REF: Choice = Choice {
    name: "an object or a reference",
    code: "cdx-one-of",
    exclusive: false,
    types: &[Type::Object(&IKEV2_ENCR), text(&REF)],
};

static IKEV2_PRF_OR_REF: Choice = Choice {
    name: "an object or a reference",
    code: "cdx-one-of",
    exclusive: false,
    types: &[Type::Object(&IKEV2_PRF), text(&REF)],
};

static IKEV2_INTEG_OR_REF: Choice = Choice {
    name: "an object or a reference",
    code: "cdx-one-of",
    exclusive: false,
    types: &[Type::Object(&IKEV2_INTEG), text(&REF)],
};

static IKEV2_KE_OR_REF: Choice = Choice {
    name: "an object or a reference",
    code: "cdx-one-of",
    exclusive: false,
    types: &[Type::Object(&IKEV2_KE), text(&REF)],
};

static IKEV2_AUTH_OR_REF: Choice = Choice {
    name: "an object or a reference",
    code: "cdx-one-of",
    exclusive: false,
    types: &[Type::Object(&IKEV2_AUTH), text(&REF)],
};
