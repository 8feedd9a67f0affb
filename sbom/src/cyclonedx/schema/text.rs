//! Kinds of text: what references, dates, addresses and numbers must look like.

use super::{V1_2, V1_3, V1_4, V1_5, V1_6};
use crate::schema::{ALWAYS, Pattern, Space, Test, Text, TextRule, Versions, form};

/// What the schema of JSON 1.2 wants on one line. XML makes line ends blanks.
const UNBROKEN: TextRule =
    TextRule::json("cdx-line-break", Test::Pattern(&form::ONE_LINE), Versions::until(V1_2));

/// A name and the like.
pub(crate) static ONE_LINE: Text = Text { rules: &[UNBROKEN], space: Space::Replace };

/// A comment or notes.
pub(crate) static COMMENT: Text = Text { rules: &[UNBROKEN], space: Space::Preserve };

/// A package URL, which the schemas do not look at.
pub(crate) static PURL: Text = Text { rules: &[UNBROKEN], space: Space::Collapse };

/// A `bom-ref`, or a reference to one.
pub(crate) static REF: Text = Text {
    rules: &[TextRule::new("cdx-ref-empty", Test::AtLeast(1), Versions::since(V1_5))],
    space: Space::Preserve,
};

/// A moment. JSON demands an offset from UTC, XML does not.
pub(crate) static DATE_TIME: Text = Text {
    rules: &[
        TextRule::json("cdx-date-time", Test::Pattern(&form::DATE_TIME), ALWAYS),
        TextRule::xml("cdx-date-time", Test::Pattern(&form::XML_DATE_TIME), ALWAYS),
    ],
    space: Space::Collapse,
};

/// A day.
pub(crate) static DATE: Text = Text {
    rules: &[
        TextRule::json("cdx-date", Test::Pattern(&form::DATE), ALWAYS),
        TextRule::xml("cdx-date", Test::Pattern(&form::XML_DATE), ALWAYS),
    ],
    space: Space::Collapse,
};

/// An address. The schema of JSON 1.2 names the format but once.
pub(crate) static IRI: Text = Text {
    rules: &[UNBROKEN, TextRule::json("cdx-iri", Test::Pattern(&form::IRI), Versions::since(V1_3))],
    space: Space::Collapse,
};

/// The address of a commit.
pub(crate) static COMMIT_URL: Text = Text {
    rules: &[TextRule::json("cdx-iri", Test::Pattern(&form::IRI), Versions::since(V1_2))],
    space: Space::Collapse,
};

/// The e-mail address of a contact.
pub(crate) static EMAIL: Text = Text {
    rules: &[
        UNBROKEN,
        TextRule::json("cdx-email", Test::Pattern(&form::EMAIL), Versions::since(V1_4)),
    ],
    space: Space::Replace,
};

/// The e-mail address of who wrote or committed a change.
pub(crate) static ACTION_EMAIL: Text = Text {
    rules: &[TextRule::json("cdx-email", Test::Pattern(&form::EMAIL), ALWAYS)],
    space: Space::Replace,
};

pub(crate) static SERIAL_NUMBER: Text = Text {
    rules: &[
        TextRule::json("cdx-serial-number", Test::Pattern(&URN_UUID), ALWAYS),
        TextRule::xml("cdx-serial-number", Test::Pattern(&URN_OR_BRACES), ALWAYS),
    ],
    space: Space::Preserve,
};

static URN_UUID: Pattern = Pattern {
    expected: "`urn:uuid:` and a UUID in lower case",
    holds: |text| text.strip_prefix("urn:uuid:").is_some_and(form::is_uuid),
};

static URN_OR_BRACES: Pattern = Pattern {
    expected: "`urn:uuid:` and a UUID in lower case",
    holds: |text| {
        let braced = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        text.strip_prefix("urn:uuid:").or(braced).is_some_and(form::is_uuid)
    },
};

pub(crate) static HASH_CONTENT: Text = Text {
    rules: &[TextRule::new("cdx-hash-content", Test::Pattern(&HEX), ALWAYS)],
    space: Space::Collapse,
};

static HEX: Pattern = Pattern {
    expected: "32, 40, 64, 96 or 128 hexadecimal digits",
    holds: |text| {
        matches!(text.len(), 32 | 40 | 64 | 96 | 128)
            // Without a way out in between, several bytes are looked at at once.
            && text.bytes().fold(true, |all, byte| all & byte.is_ascii_hexdigit())
    },
};

pub(crate) static MIME_TYPE: Text = Text {
    rules: &[TextRule::new("cdx-mime-type", Test::Pattern(&MEDIA), ALWAYS)],
    space: Space::Collapse,
};

pub(crate) static MEDIA: Pattern = Pattern {
    expected: "a media type in lower case, such as `image/jpeg`",
    holds: |text| {
        let is_name = |name: &str| {
            !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| matches!(byte, b'-' | b'+' | b'.' | b'a'..=b'z' | b'0'..=b'9'))
        };
        text.split_once('/').is_some_and(|(kind, name)| is_name(kind) && is_name(name))
    },
};

/// A version of a component.
pub(crate) static VERSION: Text = Text {
    rules: &[UNBROKEN, TextRule::new("cdx-length", Test::AtMost(1024), Versions::since(V1_6))],
    space: Space::Replace,
};

/// A version that a vulnerability affects.
pub(crate) static AFFECTED_VERSION_TEXT: Text = Text {
    rules: &[
        TextRule::new("cdx-length", Test::AtMost(1024), ALWAYS),
        TextRule::new("cdx-length", Test::AtLeast(1), Versions::until(V1_5)),
    ],
    space: Space::Replace,
};

/// A range of versions.
pub(crate) static VERSION_RANGE: Text = Text {
    rules: &[
        TextRule::new("cdx-length", Test::AtMost(1024), Versions::until(V1_5)),
        TextRule::new("cdx-length", Test::AtMost(4096), Versions::since(V1_6)),
        TextRule::new("cdx-length", Test::AtLeast(1), ALWAYS),
    ],
    space: Space::Replace,
};

pub(crate) static LOCALE: Text = Text {
    rules: &[TextRule::new("cdx-locale", Test::Pattern(&LANGUAGE), Versions::since(V1_4))],
    space: Space::Preserve,
};

static LANGUAGE: Pattern = Pattern {
    expected: "a language and perhaps a region, such as `en` or `en-US`",
    holds: |text| {
        let (language, region) = text.split_once('-').unwrap_or((text, "XX"));
        language.len() == 2
            && region.len() == 2
            && language.bytes().all(|byte| byte.is_ascii_lowercase())
            && region.bytes().all(|byte| byte.is_ascii_uppercase())
    },
};

pub(crate) static JURISDICTION: Text = Text {
    rules: &[TextRule::new("cdx-jurisdiction", Test::Pattern(&OFFICE), ALWAYS)],
    space: Space::Preserve,
};

static OFFICE: Pattern = Pattern {
    expected: "two capital letters, such as `EP`",
    holds: |text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
};

pub(crate) static PATENT_NUMBER: Text = Text {
    rules: &[TextRule::new("cdx-patent-number", Test::Pattern(&NUMBER), ALWAYS)],
    space: Space::Preserve,
};

static NUMBER: Pattern = Pattern {
    expected: "2 to 30 letters, digits, blanks and `-/.()`, not blank at the ends",
    holds: |text| {
        let bytes = text.as_bytes();
        let is_end = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        (2..=30).contains(&text.len())
            && is_end(bytes.first())
            && is_end(bytes.last())
            && bytes.iter().all(|byte| {
                byte.is_ascii_alphanumeric()
                    || byte.is_ascii_whitespace()
                    || b"-/.()".contains(byte)
            })
    },
};

pub(crate) static OPEN_CRE: Text = Text {
    rules: &[TextRule::new("cdx-open-cre", Test::Pattern(&CRE), ALWAYS)],
    space: Space::Preserve,
};

static CRE: Pattern = Pattern {
    expected: "a common requirement such as `CRE:764-507`",
    holds: |text| {
        let is_number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        text.strip_prefix("CRE:")
            .and_then(|text| text.split_once('-'))
            .is_some_and(|(left, right)| is_number(left) && is_number(right))
    },
};

/// A CPE name, which only the schema of XML looks at.
pub(crate) static CPE: Text = Text {
    rules: &[UNBROKEN, TextRule::xml("cdx-cpe", Test::Pattern(&form::CPE), ALWAYS)],
    space: Space::Preserve,
};

/// An algorithm of a signature: a registered name or, for others, a URI.
pub(crate) static SIGNATURE_ALGORITHM: Text = Text {
    rules: &[TextRule::json("cdx-signature", Test::Pattern(&ALGORITHM), ALWAYS)],
    space: Space::Preserve,
};

static ALGORITHM: Pattern = Pattern {
    expected: "a JSON Web Algorithm such as `ES256`, or a URI",
    holds: |text| {
        const NAMES: [&str; 14] = [
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "Ed25519", "Ed448", "HS256", "HS384", "HS512",
        ];
        NAMES.contains(&text) || (text.contains(':') && (form::IRI.holds)(text))
    },
};
