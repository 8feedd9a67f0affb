//! Rules over licences.

use super::document::{END_KIND, ON_UNKNOWN_WORDS};
use super::{COMPONENT, Form, Key, Kind, Object, Presence, key, object, words};
use crate::rules::licence::{BASES, GNU, LISTS, WITH};

static LIST_WORDS: [&str; 2] = words(&LISTS);
static BASIS_WORDS: [&str; 3] = words(&BASES);
static WITH_WORDS: [&str; 2] = words(&WITH);
static GNU_WORDS: [&str; 2] = words(&GNU);

const UNKNOWN_KEY: Key = key(
    "unknown",
    Kind::Words(&ON_UNKNOWN_WORDS),
    "What an unknown licence does; `on_unknown` of the rule without this key.",
);
const LIST_KEY: Key = key(
    "list_semantics",
    Kind::Words(&LIST_WORDS),
    "Whether all or any of several licences without an operator must be allowed.",
)
.default("\"all\"");
const BASIS_KEY: Key = key(
    "basis",
    Kind::Words(&BASIS_WORDS),
    "Which statements count; without this key what was concluded, else what is declared.",
);
const MENTIONS_KEY: Key = key(
    "deny_mentions",
    Kind::Boolean,
    "Whether a denied licence is denied even where another may be chosen.",
)
.default("false");
const WITH_KEY: Key = key(
    "with",
    Kind::Words(&WITH_WORDS),
    "Whether allowing a licence allows it with any exception.",
)
.default("\"exact\"");
const GNU_KEY: Key =
    key("gnu", Kind::Words(&GNU_WORDS), "Whether `GPL-2.0` and `GPL-2.0-only` are the same.")
        .default("\"normalise\"");
const SLASH_KEY: Key =
    key("lax_slash", Kind::Boolean, "Whether `MIT/Apache-2.0` is a choice.").default("false");

pub(crate) static DEFAULTS: Object = object(
    "licence_defaults",
    "What holds for licence rules that do not say, and groups of licences of your own.",
    &[
        UNKNOWN_KEY,
        LIST_KEY,
        BASIS_KEY,
        MENTIONS_KEY,
        WITH_KEY,
        GNU_KEY,
        SLASH_KEY,
        key(
            "groups",
            Kind::Map(&Kind::Items(&Kind::Form(&LICENCE))),
            "Groups of your own: `house: [MIT, \"@public-domain\"]` is written `@house` in lists.",
        ),
    ],
);

pub(crate) static LICENCES: Object = object(
    "licences",
    "Which licences components may have.",
    &[
        key(
            "allow",
            Kind::Items(&Kind::Form(&LICENCE)),
            "The licences that are allowed, and no others.",
        ),
        key(
            "deny",
            Kind::Items(&Kind::Form(&LICENCE)),
            "The licences that are not allowed; deny wins.",
        ),
        UNKNOWN_KEY,
        LIST_KEY,
        BASIS_KEY,
        MENTIONS_KEY,
        WITH_KEY,
        GNU_KEY,
        SLASH_KEY,
        key(
            "exceptions",
            Kind::List(&Kind::Object(&EXCEPTION)),
            "More licences for some components.",
        ),
    ],
)
.with(Presence::OneOf(&["allow", "deny", "unknown"]));

pub(crate) static EXCEPTION: Object = object(
    "licence_exception",
    "More licences for some components, for a while.",
    &[
        key("component", Kind::Form(&COMPONENT), "Which components.").required(),
        key("allow", Kind::Items(&Kind::Form(&LICENCE)), "What is allowed for them in addition.")
            .required(),
        key("reason", Kind::Text, "Why.").required(),
        key("owner", Kind::Text, "Who answers for it.").required(),
        key(
            "expires",
            END_KIND,
            "When it ends; required unless the policy allows permanent waivers.",
        ),
    ],
);

pub(super) static LICENCE: Form = Form {
    name: "licence",
    doc: "An SPDX id with or without `-or-later` and `WITH`, a group such as `@permissive`, `NONE`, \
          or a `LicenseRef-` name with `*`.",
    pattern: "\\S",
    examples: &[
        "@permissive",
        "@weak-copyleft",
        "@copyleft",
        "@network-copyleft",
        "@osi",
        "@fsf",
        "@public-domain",
        "MPL-2.0",
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ],
    number: None,
};
