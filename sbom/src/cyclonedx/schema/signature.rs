//! Signatures in the JSON Signature Format (JSF).

use super::text::SIGNATURE_ALGORITHM;
use crate::schema::{Check, Rule, Shape, Text, Type, Word, Words, member, one_of, text, words};
use crate::tree::Key;

/// One signature, several beside each other (`signers`) or over each other (`chain`).
pub(crate) static SIGNATURE: Shape = Shape::new(
    "signature",
    &[
        member(Key::SIGNERS, Type::Object(&SIGNER)).list(),
        member(Key::CHAIN, Type::Object(&SIGNER)).list(),
        member(Key::ALGORITHM, text(&SIGNATURE_ALGORITHM)),
        member(Key::KEY_ID, text(&Text::ANY)),
        member(Key::PUBLIC_KEY, Type::Object(&PUBLIC_KEY)),
        member(Key::CERTIFICATE_PATH, text(&Text::ANY)).list(),
        member(Key::EXCLUDES, text(&Text::ANY)).list(),
        member(Key::VALUE, text(&Text::ANY)),
    ],
)
.rules(&[
    one_of("cdx-signature", &[Key::SIGNERS, Key::CHAIN, Key::VALUE]),
    one_of("cdx-signature", &[Key::SIGNERS, Key::CHAIN, Key::ALGORITHM]),
]);

pub(crate) static SIGNER: Shape = Shape::new(
    "signer",
    &[
        member(Key::ALGORITHM, text(&SIGNATURE_ALGORITHM)).required(),
        member(Key::KEY_ID, text(&Text::ANY)),
        member(Key::PUBLIC_KEY, Type::Object(&PUBLIC_KEY)),
        member(Key::CERTIFICATE_PATH, text(&Text::ANY)).list(),
        member(Key::EXCLUDES, text(&Text::ANY)).list(),
        member(Key::VALUE, text(&Text::ANY)).required(),
    ],
);

/// A public key as a JSON Web Key. Which members it must have depends on its type.
pub(crate) static PUBLIC_KEY: Shape = Shape::new(
    "public key",
    &[
        member(Key::KTY, words(&KEY_TYPE)).required(),
        member(Key::CRV, words(&CURVE)),
        member(Key::X, text(&Text::ANY)),
        member(Key::Y, text(&Text::ANY)),
        member(Key::N, text(&Text::ANY)),
        member(Key::E, text(&Text::ANY)),
    ],
)
.rules(&[
    one_of("cdx-signature", &[Key::CRV, Key::N]),
    Rule::new("cdx-signature", Check::Together(Key::CRV, Key::X)),
    Rule::new("cdx-signature", Check::Together(Key::N, Key::E)),
    Rule::new("cdx-signature", Check::Together(Key::Y, Key::X)),
    Rule::new("cdx-signature", Check::AtMostOne(&[Key::N, Key::X])),
]);

static KEY_TYPE: Words = Words::new(
    "type of key",
    "cdx-signature",
    &[Word::new("EC"), Word::new("OKP"), Word::new("RSA")],
);

static CURVE: Words = Words::new(
    "curve",
    "cdx-signature",
    &[
        Word::new("P-256"),
        Word::new("P-384"),
        Word::new("P-521"),
        Word::new("Ed25519"),
        Word::new("Ed448"),
    ],
);
