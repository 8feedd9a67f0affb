//! The document and its parts beside rules and waivers.

use super::{
    COMPONENT, END, INSTANT, Key, Kind, Object, PERIOD, Presence, TEXTS, cases, image, key,
    licences, object, vulnerability, waivers, words,
};
use crate::policy::settings::{
    ANCHORS, CVSS_METRICS, CVSS_VERSIONS, EFFECTS, FIXED_SUPPRESSES, KNOWN_LEVELS, LEVELS,
    MISSIONS, MODES, ON_UNKNOWN, OUTCOMES, SCORES, STRATEGIES,
};
use crate::policy::unvalidated::{API_VERSION, KIND};

static MODE_WORDS: [&str; 4] = words(&MODES);
pub(super) static EFFECT_WORDS: [&str; 3] = words(&EFFECTS);
pub(super) static ON_UNKNOWN_WORDS: [&str; 3] = words(&ON_UNKNOWN);
pub(super) static LEVEL_WORDS: [&str; 7] = words(&LEVELS);
pub(super) static KNOWN_LEVEL_WORDS: [&str; 6] = words(&KNOWN_LEVELS);
static ANCHOR_WORDS: [&str; 3] = words(&ANCHORS);
static VERSION_WORDS: [&str; 4] = words(&CVSS_VERSIONS);
pub(super) static OUTCOME_WORDS: [&str; 3] = words(&OUTCOMES);
pub(super) static SCORE_WORDS: [&str; 7] = words(&SCORES);
static STRATEGY_WORDS: [&str; 3] = words(&STRATEGIES);
static METRICS_WORDS: [&str; 2] = words(&CVSS_METRICS);
static MISSION_WORDS: [&str; 3] = words(&MISSIONS);
static FIXED_WORDS: [&str; 3] = words(&FIXED_SUPPRESSES);

/// A list that must not be empty.
const FILLED: Kind = Kind::Some(&Kind::Text);
const MODE: Kind = Kind::Words(&MODE_WORDS);
const ON_UNKNOWN_KIND: Kind = Kind::Words(&ON_UNKNOWN_WORDS);
const PERIOD_KIND: Kind = Kind::Form(&PERIOD);

pub(crate) static POLICY: Object = object(
    "policy",
    "A policy: what an artifact must be like to pass.",
    &[
        key("apiVersion", Kind::Words(&[API_VERSION]), "The version of the language.").required(),
        key("kind", Kind::Words(&[KIND]), "What the document is.").required(),
        key("metadata", Kind::Object(&METADATA), "Which policy this is, and whose.").required(),
        key("mode", MODE, "How far the policy is in force.").default("\"enforce\""),
        key(
            "modes",
            Kind::Map(&MODE),
            "Other modes for named stages, such as `ci` or `admission`.",
        ),
        key("defaults", Kind::Object(&DEFAULTS), "What holds for rules that do not say."),
        key("requires", Kind::Object(&REQUIRES), "Evidence that must be there."),
        key("severity", Kind::Object(&SEVERITY), "Whose word on severity counts."),
        key("cvss", Kind::Object(&CVSS), "Which CVSS vectors count."),
        key("vex", Kind::Object(&VEX), "Which VEX statements are followed."),
        key(
            "rules",
            Kind::List(&Kind::Object(&RULE)),
            "The rules. Every rule is asked, and the worst answer counts.",
        ),
        key(
            "budget",
            Kind::Object(&BUDGET),
            "How many findings of each severity or worse are still acceptable.",
        ),
        key(
            "waivers",
            Kind::Object(&waivers::WAIVERS),
            "Exceptions, each with a reason, an owner and an end.",
        ),
        key(
            "tests",
            Kind::List(&Kind::Object(&cases::TEST)),
            "Cases the policy must decide as they say.",
        ),
        key(
            "extends",
            TEXTS,
            "The policies this one tightens, first the one at the bottom: names that whoever loads it resolves.",
        ),
        key("remediation", Kind::Object(&REMEDIATION), "How much advice on upgrades is given."),
        key(
            "licences",
            Kind::Object(&licences::DEFAULTS),
            "What holds for licence rules that do not say.",
        ),
        key("ssvc", Kind::Object(&SSVC), "What the condition `ssvc` counts with."),
    ],
);

pub(crate) static METADATA: Object = object(
    "metadata",
    "Which policy this is, and whose.",
    &[
        key("name", Kind::Text, "The name, which decisions carry.").required(),
        key("version", Kind::Text, "The policy's own version."),
        key("owner", Kind::Text, "Who answers for the policy, hence who may grant waivers."),
        key("description", Kind::Text, "What it is for."),
        key(
            "date",
            Kind::Form(&INSTANT),
            "When the policy was made; waivers without a date of their own count from it, wherever they come from.",
        ),
    ],
);

pub(crate) static DEFAULTS: Object = object(
    "defaults",
    "What holds for rules that do not say.",
    &[
        key("on_unknown", ON_UNKNOWN_KIND, "What becomes of what cannot be judged.")
            .default("\"deny\""),
        key(
            "unknown_severity_as",
            Kind::Words(&KNOWN_LEVEL_WORDS),
            "The level that counts for findings nobody has rated.",
        ),
    ],
);

pub(crate) static REQUIRES: Object = object(
    "requires",
    "Evidence that must be there: a level, or a mapping that asks for more.",
    &[
        key("sbom", required(&[EFFECT, Kind::Object(&SBOM)]), "The list of components."),
        key(
            "vulnerabilities",
            required(&[EFFECT, Kind::Object(&VULNERABILITIES)]),
            "The findings of scanners.",
        ),
        key("image", required(&[EFFECT, Kind::Object(&SECTION)]), "The facts about the image."),
        key(
            "signatures",
            required(&[EFFECT, Kind::Object(&SECTION)]),
            "Verified signatures of the artifact.",
        ),
        key(
            "provenance",
            required(&[EFFECT, Kind::Object(&SECTION)]),
            "Verified provenance of the artifact.",
        ),
        key("vex", required(&[EFFECT, Kind::Object(&SECTION)]), "VEX statements."),
    ],
);

const EFFECT: Kind = Kind::Words(&EFFECT_WORDS);

const fn required(kinds: &'static [Kind]) -> Kind {
    Kind::Either(kinds)
}

const LEVEL_KEY: Key =
    key("level", EFFECT, "How hard it weighs that the requirement is not met.").default("\"deny\"");
const GAPS_KEY: Key =
    key("allow_gaps", Kind::Boolean, "Whether a section with gaps will do.").default("false");
const AGE_KEY: Key = key("max_age", PERIOD_KIND, "How old the evidence may be.");

const GRAPH_KEY: Key =
    key("dependency_graph", Kind::Boolean, "Whether it must say what depends on what.")
        .default("false");
const COMPONENTS_KEY: Key = key("min_components", Kind::Count, "The least number of components.");
const FORMATS_KEY: Key =
    key("formats", FILLED, "The formats accepted, with `*`: `CycloneDX`, `SPDX 2.3`.");
const TOOLS_KEY: Key =
    key("generated_by", FILLED, "The tools accepted, with `*`; one of them must have taken part.");
const DB_AGE_KEY: Key = key("max_db_age", PERIOD_KIND, "How old the scanner's database may be.");
const SCANNERS_KEY: Key = key("scanners", FILLED, "The scanners all of which must have looked.");

/// What may be asked of an SBOM beside its level.
pub(super) const SBOM_KEYS: &[Key] =
    &[GAPS_KEY, AGE_KEY, GRAPH_KEY, COMPONENTS_KEY, FORMATS_KEY, TOOLS_KEY];
/// What may be asked of scans beside their level.
pub(super) const SCAN_KEYS: &[Key] = &[GAPS_KEY, AGE_KEY, DB_AGE_KEY, SCANNERS_KEY];

pub(crate) static SBOM: Object = object(
    "requires_sbom",
    "What the SBOM must be like.",
    &[LEVEL_KEY, GAPS_KEY, AGE_KEY, GRAPH_KEY, COMPONENTS_KEY, FORMATS_KEY, TOOLS_KEY],
);

pub(crate) static VULNERABILITIES: Object = object(
    "requires_vulnerabilities",
    "What the scans must be like.",
    &[LEVEL_KEY, GAPS_KEY, AGE_KEY, DB_AGE_KEY, SCANNERS_KEY],
);

pub(crate) static SECTION: Object =
    object("requires_section", "What the section must be like.", &[LEVEL_KEY, GAPS_KEY, AGE_KEY]);

pub(crate) static SEVERITY: Object = object(
    "severity",
    "Whose word on severity counts.",
    &[
        key("strategy", Kind::Either(&[Kind::Words(&STRATEGY_WORDS), Kind::Object(&STRATEGY)]), "Which rating decides: the highest, the preferred CVSS vector's, the scanner's, or the first of a list of sources.").default("\"max\""),
        key("override", Kind::List(&Kind::Object(&OVERRIDE)), "Levels set by hand. To raise one is always possible; to lower one is a waiver."),
    ],
);

pub(crate) static OVERRIDE: Object = object(
    "severity_override",
    "A level set by hand.",
    &[
        key("id", Kind::Text, "The vulnerability, under any of its names.").required(),
        key(
            "component",
            Kind::Form(&COMPONENT),
            "The components it is about; all without this key.",
        ),
        key("level", Kind::Words(&KNOWN_LEVEL_WORDS), "The level.").required(),
        key("reason", Kind::Text, "Why.").required(),
        key("owner", Kind::Text, "Who answers for it.").required(),
        key("created", INSTANT_KIND, "When it was set."),
        key(
            "expires",
            END_KIND,
            "When it ends. A lower level needs an end, unless the policy allows permanent waivers.",
        ),
        key("ticket", Kind::Text, "Where the matter is followed up."),
    ],
);

pub(crate) static REMEDIATION: Object = object(
    "remediation",
    "How much advice on upgrades is given.",
    &[key("max_steps", Kind::Count, "The most upgrades that are advised.").default("5")],
);

pub(crate) static SSVC: Object = object(
    "ssvc",
    "What the condition `ssvc` counts with.",
    &[key(
        "mission_wellbeing",
        Kind::Words(&MISSION_WORDS),
        "What depends on the systems that the policy is for.",
    )
    .required()],
);

pub(crate) static STRATEGY: Object = object(
    "strategy",
    "A strategy that names its sources.",
    &[
        key(
            "prefer",
            FILLED,
            "The sources, first the one that counts most: `nvd`, `ghsa`, a vendor.",
        ),
        key("scanner", FILLED, "The scanners, first the one that counts most."),
    ],
)
.with(Presence::ExactlyOne);

pub(crate) static CVSS: Object = object(
    "cvss",
    "Which CVSS vectors count.",
    &[
        key(
            "prefer",
            Kind::Items(&Kind::Words(&VERSION_WORDS)),
            "The versions, first the one that counts most.",
        ),
        key(
            "use",
            Kind::Words(&METRICS_WORDS),
            "Which metrics of a vector count: the base metrics, or all that it gives.",
        )
        .default("\"base\""),
    ],
);

pub(crate) static VEX: Object = object(
    "vex",
    "Which VEX statements are followed.",
    &[
        key(
            "accept_justifications",
            TEXTS,
            "The justifications that clear a finding; all without this key.",
        ),
        key(
            "require_justification",
            Kind::Boolean,
            "Whether `not_affected` needs a justification or an impact statement.",
        )
        .default("true"),
        key(
            "trusted_authors",
            TEXTS,
            "Whose statements are followed; everybody's without this key.",
        ),
        key("max_age", PERIOD_KIND, "How old a statement may be."),
        key(
            "fixed_suppresses",
            Kind::Words(&FIXED_WORDS),
            "When a statement `fixed` clears a finding.",
        )
        .default("\"if_plausible\""),
        key(
            "pinned",
            FILLED,
            "Documents, by id, that the policy itself vouches for: they win over all others, whoever wrote them.",
        ),
    ],
);

pub(crate) static RULE: Object = object(
    "rule",
    "A rule over the findings, the components, their licences or the image.",
    &[
        key("id", Kind::Text, "The name, which violations carry: letters, digits and `-_./:`.")
            .required(),
        key(
            "vulnerability",
            Kind::Object(&vulnerability::VULNERABILITY),
            "Conditions, all of which must hold for the same finding.",
        ),
        key("licences", Kind::Object(&licences::LICENCES), "Which licences components may have."),
        key("image", Kind::Object(&image::IMAGE), "What the image must be like."),
        key("effect", EFFECT, "How hard a violation weighs.").default("\"deny\""),
        key(
            "on_unknown",
            ON_UNKNOWN_KIND,
            "What becomes of what cannot be judged; `defaults.on_unknown` without this key.",
        ),
        key("mode", MODE, "How far the rule is in force.").default("\"enforce\""),
        key("modes", Kind::Map(&MODE), "Other modes for named stages."),
        key("enforce_from", Kind::Form(&INSTANT), "When the rule starts to deny; it warns before."),
        key("grace", Kind::Object(&GRACE), "How long a finding only warns."),
        key("message", Kind::Text, "What to tell whoever meets the rule."),
        key(
            "when",
            Kind::Text,
            "A condition over one finding, one component or the image, in a part of CEL; it must \
             hold beside the others. Needs the feature `cel`.",
        ),
        key(
            "overridable",
            Kind::Boolean,
            "Whether policies that extend this one may replace or waive the rule.",
        )
        .default("false"),
    ],
)
.with(Presence::OneOf(&["vulnerability", "licences", "image", "when"]));

pub(crate) static GRACE: Object = object(
    "grace",
    "How long a finding only warns, by its severity.",
    &[
        key("critical", PERIOD_KIND, "For critical findings."),
        key("high", PERIOD_KIND, "For high findings."),
        key("medium", PERIOD_KIND, "For medium findings."),
        key("low", PERIOD_KIND, "For low findings."),
        key("negligible", PERIOD_KIND, "For negligible findings."),
        key("none", PERIOD_KIND, "For findings rated as none."),
        key("unknown", PERIOD_KIND, "For findings nobody has rated."),
        key("from", Kind::Words(&ANCHOR_WORDS), "What the time is counted from.").required(),
        key("kev", Kind::Boolean, "Whether what is known to be exploited gets it too.")
            .default("false"),
    ],
);

pub(crate) static BUDGET: Object = object(
    "budget",
    "How many findings of each severity or worse are still acceptable.",
    &[
        key("critical", Kind::Count, "Critical findings."),
        key("high", Kind::Count, "Findings high or worse."),
        key("medium", Kind::Count, "Findings medium or worse."),
        key("low", Kind::Count, "Findings low or worse."),
        key("negligible", Kind::Count, "Findings negligible or worse."),
        key("none", Kind::Count, "All findings that are rated."),
        key("unknown", Kind::Count, "Findings nobody has rated."),
    ],
)
.with(Presence::AtLeastOne);

/// Waivers in a file of their own.
pub(crate) static WAIVER_FILE: Object = object(
    "waiver_file",
    "Waivers in a file of their own.",
    &[
        key("apiVersion", Kind::Text, "The version of the language."),
        key("kind", Kind::Text, "What the document is."),
        key(
            "waivers",
            Kind::Either(&[
                Kind::List(&Kind::Object(&waivers::WAIVER)),
                Kind::Object(&waivers::WAIVERS),
            ]),
            "The list, or a mapping with the list.",
        )
        .required(),
    ],
);

/// Tests in a file of their own.
pub(crate) static TEST_FILE: Object = object(
    "test_file",
    "Tests in a file of their own.",
    &[
        key("apiVersion", Kind::Text, "The version of the language."),
        key("kind", Kind::Text, "What the document is."),
        key("tests", Kind::List(&Kind::Object(&cases::TEST)), "The tests.").required(),
    ],
);

pub(super) const END_KIND: Kind = Kind::Form(&END);
pub(super) const INSTANT_KIND: Kind = Kind::Form(&INSTANT);
