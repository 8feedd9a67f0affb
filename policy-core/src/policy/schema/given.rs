//! Evidence as tests inside of a policy write it: what evidence has as JSON, and short forms.
//!
//! What stands under the keys is read as evidence is; the kinds here are for editors. A test holds
//! the keys against those that are read.

use super::document::INSTANT_KIND;
use super::vulnerability::{LAYER_WORDS, MATCH_WORDS, SCOPE_WORDS, SSVC_WORDS};
use super::{Form, Key, Kind, Object, Presence, TEXTS, key, object};

/// Where a component sits, which findings have too.
const DIRECT: Key = key("direct", Kind::Boolean, "Whether the artifact depends on it directly.");
const DEPTH: Key = key("depth", Kind::Count, "Steps from the artifact; a direct one has depth 1.");
const SCOPE: Key = key("scope", Kind::Words(&SCOPE_WORDS), "What it is needed for.");
const LAYER: Key = key("layer", Kind::Words(&LAYER_WORDS), "Whether it came with the base image.");
const PATH: Key =
    key("path", TEXTS, "The shortest path to it, which says `direct` and `depth` too.");
const BROUGHT_BY: Key = key("brought_by", TEXTS, "The direct dependencies that bring it in.");
const LOCATIONS: Key = key("locations", TEXTS, "The files it was found in.");
const PLACE: Key = key("place", Kind::Any, "Where it sits, as evidence has it.");
const PACKAGE: Key = key("package", Kind::Any, "What it is, as evidence has it.");

pub(crate) static FINDING: Object = object(
    "given_finding",
    "A finding: short forms, and what findings have in evidence.",
    &[
        key("id", Kind::Text, "The vulnerability.").required(),
        key("component", Kind::Text, "What has it: a purl, or a name."),
        key("severity", Kind::Text, "Its level, as a vendor states it."),
        key("fixed", TEXTS, "The versions that fix it."),
        key("aliases", TEXTS, "Other names of the vulnerability."),
        key("title", Kind::Text, "One line about it."),
        key("ratings", Kind::Any, "How bad it is, by whom, as evidence has it."),
        key("vectors", Kind::Any, "CVSS vectors, as evidence has them."),
        key(
            "fix",
            Kind::Any,
            "What is said about a fix where none is named: `not_fixed`, `wont_fix`.",
        ),
        key("fix_available_since", INSTANT_KIND, "When a fixed version was first there."),
        key("published", INSTANT_KIND, "When it was published."),
        key("first_seen", INSTANT_KIND, "When the artifact was first seen with it."),
        key("kev", Kind::Boolean, "Whether it is known to be exploited."),
        key("kev_due", INSTANT_KIND, "By when CISA wants it remediated."),
        key("epss", Kind::Form(&SHARE), "How likely it is to be exploited within 30 days."),
        key(
            "epss_percentile",
            Kind::Form(&SHARE),
            "The share of vulnerabilities that are no likelier to be exploited.",
        ),
        key("exploits", TEXTS, "Addresses of public exploits."),
        key("ssvc", Kind::Words(&SSVC_WORDS), "What to do about it by SSVC."),
        key("automatable", Kind::Boolean, "Whether an attacker can automate the attack (SSVC)."),
        key("technical_impact", Kind::Text, "How much an attacker gains (SSVC)."),
        key("cwes", TEXTS, "Weaknesses, such as `CWE-79`."),
        key("reachable", Kind::Boolean, "Whether the vulnerable code can be reached."),
        key("malicious", Kind::Boolean, "Whether the package is malicious as such."),
        key("match_kind", Kind::Words(&MATCH_WORDS), "How the scanner recognised the package."),
        key("references", TEXTS, "Where to read more."),
        PACKAGE,
        PLACE,
        DIRECT,
        DEPTH,
        SCOPE,
        LAYER,
        PATH,
        BROUGHT_BY,
        LOCATIONS,
    ],
)
.with(Presence::OneOf(&["component", "package"]));

pub(crate) static COMPONENT: Object = object(
    "given_component",
    "A component: short forms, and what components have in evidence.",
    &[
        key("component", Kind::Text, "What it is: a purl, or a name."),
        key("licence", TEXTS, "What its author states it may be used under."),
        key("licences", Kind::Any, "What it may be used under, as evidence has it."),
        PACKAGE,
        PLACE,
        DIRECT,
        DEPTH,
        SCOPE,
        LAYER,
        PATH,
        BROUGHT_BY,
        LOCATIONS,
    ],
)
.with(Presence::OneOf(&["component", "package"]));

pub(crate) static STATEMENT: Object = object(
    "given_statement",
    "A VEX statement: short forms, and what statements have in evidence.",
    &[
        key("status", Kind::Text, "What is stated, as OpenVEX says it.").required(),
        key("vulnerability", TEXTS, "The vulnerability, under any of its names."),
        key("vulnerabilities", TEXTS, "The vulnerability, under any of its names."),
        key("component", Kind::Text, "What it is about: a purl."),
        key("products", Kind::Any, "What it is about, as evidence has it."),
        key("justification", Kind::Text, "Why a product is not affected."),
        key("statement", Kind::Text, "Remarks in the author's words."),
        key("timestamp", INSTANT_KIND, "When it was stated."),
        key("trust", Kind::Text, "How far its source is trusted."),
        key("document", Kind::Text, "The document's identifier."),
        key("author", Kind::Text, "Who states it."),
    ],
)
.with(Presence::OneOf(&["vulnerability", "vulnerabilities"]));

pub(crate) static IMAGE: Object = object(
    "given_image",
    "The facts about an image, as evidence has them.",
    &[
        key("reference", Kind::Text, "The reference that will be pulled."),
        key("created", INSTANT_KIND, "When the image says it was built."),
        key("base", Kind::Any, "What it is built on: `reference` and `created`."),
        key("os", Kind::Any, "Its operating system: `family`, `version` and `end_of_life`."),
        key("user", Kind::Any, "The user its processes start as; empty is root."),
        key("secrets", TEXTS, "Secrets found in it; none if the list is empty."),
        key("ports", TEXTS, "The ports it exposes."),
        key("size", Kind::Count, "Its compressed size in bytes."),
        key("layers", Kind::Count, "The number of its layers."),
    ],
);

pub(crate) static EVIDENCE: Object = object(
    "given_evidence",
    "Evidence as `Evidence::to_json` writes it.",
    &[
        key("artifact", Kind::Any, "What is judged."),
        key("sbom", Kind::Any, "What the artifact is made of."),
        key("scans", Kind::Any, "What the scanners found."),
        key("image", Kind::Any, "What is known of the container image."),
        key("signatures", Kind::Any, "Signatures that are verified."),
        key("provenance", Kind::Any, "Provenance that is verified."),
        key("vex", Kind::Any, "VEX statements."),
        key("waivers", Kind::Any, "Waivers that come with the artifact."),
    ],
);

static SHARE: Form = Form {
    name: "share",
    doc: "A number from 0 to 1.",
    pattern: "^\\s*[01](\\.[0-9]+)?\\s*$",
    examples: &["0.25"],
    number: Some(1),
};
