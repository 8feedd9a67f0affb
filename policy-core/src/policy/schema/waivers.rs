//! Waivers.

use super::document::{END_KIND, INSTANT_KIND, KNOWN_LEVEL_WORDS, ON_UNKNOWN_WORDS};
use super::{COMPONENT, GLOB, Kind, Object, PERIOD, Presence, key, object, words};
use crate::policy::settings::{WAIVER_EFFECTS, WAIVER_KEV};

static EFFECT_WORDS: [&str; 2] = words(&WAIVER_EFFECTS);
static KEV_WORDS: [&str; 2] = words(&WAIVER_KEV);

pub(crate) static WAIVERS: Object = object(
    "waivers",
    "Exceptions, and what they may be like.",
    &[
        key("settings", Kind::Object(&SETTINGS), "What waivers may be like."),
        key("list", Kind::List(&Kind::Object(&WAIVER)), "The waivers."),
    ],
);

pub(crate) static SETTINGS: Object = object(
    "waiver_settings",
    "What waivers may be like.",
    &[
        key("allow_permanent", Kind::Boolean, "Whether a waiver may have no end.").default("false"),
        key(
            "max_duration",
            Kind::Form(&PERIOD),
            "The longest time a waiver may last; longer ones are clipped.",
        ),
        key(
            "unused",
            Kind::Words(&ON_UNKNOWN_WORDS),
            "What becomes of a waiver that nothing needs.",
        )
        .default("\"warn\""),
        key(
            "expiring_window",
            Kind::Form(&PERIOD),
            "How long before its end a waiver is announced.",
        )
        .default("\"14d\""),
    ],
);

pub(crate) static WAIVER: Object = object(
    "waiver",
    "An exception: this, for this reason, on this person's word, until then.",
    &[
        key("id", Kind::Text, "The name, unique in the document.").required(),
        key("match", Kind::Object(&MATCH), "What it covers; everything given must match.")
            .required(),
        key("reason", Kind::Text, "Why it is acceptable.").required(),
        key("owner", Kind::Text, "Who answers for it.").required(),
        key("created", INSTANT_KIND, "When it was granted."),
        key("not_before", INSTANT_KIND, "When it starts to hold."),
        key(
            "expires",
            END_KIND,
            "When it ends; required unless the policy allows permanent waivers.",
        ),
        key("ticket", Kind::Text, "Where the matter is followed up."),
        key("conditions", Kind::Object(&CONDITIONS), "When it stops holding before its end."),
        key(
            "effect",
            Kind::Either(&[Kind::Words(&EFFECT_WORDS), Kind::Object(&DOWNGRADE)]),
            "What it does.",
        )
        .default("\"suppress\""),
    ],
);

pub(crate) static MATCH: Object = object(
    "waiver_match",
    "What a waiver covers; everything given must match.",
    &[
        key("vulnerability", Kind::Text, "One vulnerability, under any of its names."),
        key(
            "licence",
            Kind::Text,
            "One licence by its SPDX id, or what the violation names; `NOASSERTION` where none is \
             stated.",
        ),
        key(
            "rule",
            Kind::Text,
            "One rule. Only a waiver that names the rule covers missing evidence.",
        ),
        key("component", Kind::Form(&COMPONENT), "Components."),
        key("path", Kind::Form(&GLOB), "A file in the artifact where the component was found."),
        key(
            "artifact",
            Kind::Form(&GLOB),
            "Artifacts, by registry and repository, by name, or by digest.",
        ),
        key("namespace", Kind::Form(&GLOB), "Kubernetes namespaces."),
    ],
)
.with(Presence::OneOf(&["vulnerability", "licence", "rule", "component"]));

pub(crate) static CONDITIONS: Object = object(
    "waiver_conditions",
    "When a waiver stops holding before its end.",
    &[
        key("max_severity", Kind::Words(&KNOWN_LEVEL_WORDS), "It stops when the finding is worse."),
        key("only_while_no_fix", Kind::Boolean, "It stops when there is a fix.").default("false"),
        key(
            "kev",
            Kind::Words(&KEV_WORDS),
            "Whether it stops when the finding is known to be exploited.",
        )
        .default("\"allow\""),
    ],
);

pub(crate) static DOWNGRADE: Object = object(
    "waiver_downgrade",
    "A violation warns and no longer denies.",
    &[key("downgrade_to", Kind::Words(&["warn"]), "What it becomes.").required()],
);
