//! What elements of SPDX 3 are called, by those who make them: behind the namespace of their
//! document comes a name that the same content gets in every document.

use super::agent::{Agent, AgentKind};
use super::id;

/// The context of 3.0.1.
pub(crate) const CONTEXT: &str = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";

/// The end of a relationship to nothing.
pub(crate) const NONE: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement";
/// The end of a relationship about which nothing is said.
pub(crate) const NO_ASSERTION: &str = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement";

/// Returns the licence that the model itself defines for `NONE` or `NOASSERTION`.
pub(crate) fn special_licence(text: &str) -> Option<&'static str> {
    match text {
        "NONE" => Some("https://spdx.org/rdf/3.0.1/terms/Licensing/None"),
        "NOASSERTION" => Some("https://spdx.org/rdf/3.0.1/terms/Licensing/NoAssertion"),
        _ => None,
    }
}

/// Names a relationship by its class, its type and its ends.
pub(crate) fn relationship(class: &str, kind: &str, from: &str, to: &[&str]) -> String {
    let mut texts = vec![class, kind, from];
    texts.extend(to);
    format!("Relationship-{kind}-{}", id::digest(&texts, 12))
}

/// Returns the class of an agent, or tool.
pub(crate) fn class_of(kind: AgentKind) -> &'static str {
    match kind {
        AgentKind::Person => "Person",
        AgentKind::Organisation => "Organization",
        AgentKind::Tool => "Tool",
    }
}

/// Names an agent by what SPDX 2 would write.
pub(crate) fn agent(agent: &Agent<'_>, text: &str) -> String {
    let class = class_of(agent.kind);
    format!("{class}-{}-{}", id::idstring(agent.name), id::digest(&[text], 8))
}

/// Names a licence expression.
pub(crate) fn expression(text: &str) -> String {
    let readable: String = id::idstring(text).chars().take(40).collect();
    format!("Licence-{readable}-{}", id::digest(&[text], 8))
}

/// Names a vulnerability by its id and whatever tells it from others of that id.
pub(crate) fn vulnerability(name: &str, reference: &str) -> String {
    let digest = id::digest(&[name, reference], 8);
    format!("Vulnerability-{}-{digest}", id::idstring(name)).replace("--", "-")
}

/// Returns the type of the identifier that a vulnerability has.
pub(crate) fn vulnerability_kind(name: &str) -> &'static str {
    if name.starts_with("CVE-") { "cve" } else { "securityOther" }
}

/// Returns what the ids of a document's elements begin with: its own id, up to the `#`.
pub(crate) fn prefix(document: &str) -> String {
    match document.find('#') {
        Some(end) => document.get(..=end).unwrap_or_default().to_owned(),
        None if document.ends_with('/') => document.to_owned(),
        None => format!("{document}#"),
    }
}
