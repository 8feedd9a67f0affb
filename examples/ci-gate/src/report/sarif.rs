//! SARIF 2.1.0, for code scanning.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use policy_core::decision::{Subject, Suppression};
use policy_core::{Decision, Effect, Violation};
use serde_json::{Value, json};

use super::{explanation, headline};

pub(super) fn render(decision: &Decision) -> String {
    let rules = rules(decision);
    let open = decision.violations.iter().map(|violation| result(decision, &rules, violation));
    let suppressed = decision.suppressed.iter().flat_map(|suppressed| {
        let by = suppression(&suppressed.by);
        let rules = &rules;
        suppressed.violations.iter().map(move |violation| {
            let mut result = result(decision, rules, violation);
            // SARIF 3.27.23: an empty list says "not suppressed", so open results carry none.
            if let Some(object) = result.as_object_mut() {
                object.insert("suppressions".to_owned(), json!([by]));
            }
            result
        })
    });
    let results: Vec<Value> = open.chain(suppressed).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ci-gate",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules
                    .iter()
                    .map(|rule| json!({
                        "id": rule,
                        "shortDescription": { "text": format!("rule `{rule}` of policy `{}`", decision.meta.policy) },
                    }))
                    .collect::<Vec<_>>(),
            }},
            "automationDetails": { "id": format!("ci-gate/{}", decision.meta.policy) },
            "invocations": [{
                "executionSuccessful": true,
                "properties": {
                    "outcome": decision.outcome.as_str(),
                    "score": decision.score.value,
                    "artifact": decision.meta.artifact,
                    "digests": decision.meta.digests,
                    "policyDigest": decision.meta.policy_digest,
                    "evidenceDigest": decision.meta.evidence_digest,
                },
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

/// Every rule that has a result, each once; results point into this list.
fn rules(decision: &Decision) -> Vec<&str> {
    let open = decision.violations.iter();
    let suppressed = decision.suppressed.iter().flat_map(|suppressed| &suppressed.violations);
    let mut rules: Vec<&str> =
        open.chain(suppressed).map(|violation| violation.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

fn result(decision: &Decision, rules: &[&str], violation: &Violation) -> Value {
    let level = match violation.effect {
        Effect::Deny => "error",
        Effect::Warn => "warning",
        Effect::Info => "note",
    };
    let text = format!("{}: {}", headline(violation), explanation(violation).join("\n"));
    let mut properties = json!({
        "code": violation.code.as_str(),
        "kind": violation.kind.as_str(),
    });
    let optional = [
        ("id", violation.id.clone()),
        ("severity", violation.severity.as_ref().map(|severity| severity.level.to_string())),
        ("fixedVersion", violation.fixed_version.clone()),
    ];
    if let Some(object) = properties.as_object_mut() {
        for (key, value) in optional {
            object.extend(value.map(|value| (key.to_owned(), Value::from(value))));
        }
    }
    json!({
        "ruleId": violation.rule,
        "ruleIndex": rules.binary_search(&violation.rule.as_str()).unwrap_or_default(),
        "level": level,
        "message": { "text": text },
        "locations": [location(decision, violation)],
        "partialFingerprints": { "weighbridge/v1": violation.fingerprint.as_str() },
        "properties": properties,
    })
}

/// A component in an image has no line in a source file; viewers want one all the same. The file
/// inside the image stands for it, or the image's name.
fn location(decision: &Decision, violation: &Violation) -> Value {
    let (name, qualified, kind) = match &violation.subject {
        Subject::Component { key, package } => (package.to_string(), key.clone(), "module"),
        other => (other.to_string(), other.to_string(), "resource"),
    };
    let file = violation.locations.first().unwrap_or(&decision.meta.artifact);
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(file) },
            "region": { "startLine": 1 },
        },
        "logicalLocations": [{ "name": name, "fullyQualifiedName": qualified, "kind": kind }],
    })
}

/// A relative URI reference: no scheme can be read into it, whatever the name holds.
fn uri(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.trim_start_matches('/').bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn suppression(by: &Suppression) -> Value {
    let justification = match by {
        Suppression::Vex { document, author, status, justification, .. } => {
            let why = justification.as_deref().unwrap_or("no justification");
            format!("VEX {document} by {author}: {status} ({why})")
        }
        Suppression::Waiver { id, owner, reason, expires, .. } => {
            let until = expires.map(|at| format!(" until {at}")).unwrap_or_default();
            format!("waiver {id} by {owner}{until}: {reason}")
        }
        _ => "suppressed".to_owned(),
    };
    json!({ "kind": "external", "status": "accepted", "justification": justification })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_name_is_a_relative_reference_without_a_scheme() {
        assert_eq!(uri("localhost:8082/a/b:1"), "localhost%3A8082/a/b%3A1");
        assert_eq!(uri("/usr/lib/x y.jar"), "usr/lib/x%20y.jar");
    }
}
