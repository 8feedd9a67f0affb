//! SARIF 2.1.0, for code scanning.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::BTreeMap;

use policy_core::decision::{Subject, Suppression, ViolationKind};
use policy_core::evidence::ImageRef;
use policy_core::{Decision, Effect, Violation};
use serde_json::{Value, json};

use super::text::{lines, plain};
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
    let mut log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ci-gate",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.values().map(|rule| rule.describe(decision)).collect::<Vec<_>>(),
            }},
            "automationDetails": { "id": category(decision) },
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
    harmless(&mut log);
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

/// Viewers are terminals, too: every text of the log is made [`plain`].
fn harmless(value: &mut Value) {
    match value {
        Value::String(text) => *text = lines(text),
        Value::Array(items) => items.iter_mut().for_each(harmless),
        Value::Object(fields) => fields.values_mut().for_each(harmless),
        _ => {}
    }
}

/// Results replace earlier ones of the same category (SARIF 3.17.3; in code scanning, the id up to
/// its last slash). Other images have their own, the next build of this one has the same.
fn category(decision: &Decision) -> String {
    let artifact = &decision.meta.artifact;
    let name = match artifact.parse::<ImageRef>() {
        Ok(image) => image.name().to_owned(),
        // A build: its number changes.
        Err(_) => artifact.rsplit_once('/').map_or(artifact.as_str(), |(name, _)| name).to_owned(),
    };
    format!("ci-gate/{}/{name}/", decision.meta.policy)
}

/// Every rule that has a result, by id, each once and in order; results point into this list.
fn rules(decision: &Decision) -> BTreeMap<String, Rule<'_>> {
    let open = decision.violations.iter();
    let suppressed = decision.suppressed.iter().flat_map(|suppressed| &suppressed.violations);
    let mut rules = BTreeMap::new();
    for violation in open.chain(suppressed) {
        rules.entry(rule_id(violation)).or_insert(Rule { violation, index: 0 });
    }
    for (index, rule) in rules.values_mut().enumerate() {
        rule.index = index;
    }
    rules
}

/// The policy's rule and what it found, `critical-with-fix/CVE-2021-44228`: viewers group results,
/// title them and rate them by rule, and one entry for all vulnerabilities would say nothing.
fn rule_id(violation: &Violation) -> String {
    let found = match violation.kind {
        ViolationKind::Vulnerability | ViolationKind::Licence => violation.id.as_deref(),
        ViolationKind::MissingEvidence if violation.severity.is_some() => violation.id.as_deref(),
        _ => None,
    };
    let id = found.map(|id| format!("/{id}")).unwrap_or_default();
    plain(&format!("{}{id}", violation.rule))
}

/// A rule, by one of the violations of it.
struct Rule<'d> {
    violation: &'d Violation,
    index: usize,
}

impl Rule<'_> {
    fn describe(&self, decision: &Decision) -> Value {
        let violation = self.violation;
        let policy = format!("rule `{}` of policy `{}`", violation.rule, decision.meta.policy);
        let short = match (&violation.id, &violation.title) {
            (Some(id), Some(title)) => format!("{id}: {title}"),
            (Some(id), None) if violation.subject.package().is_some() => {
                format!("{id} ({})", violation.rule)
            }
            _ => policy.clone(),
        };
        let mut descriptor = json!({
            "id": rule_id(violation),
            "shortDescription": { "text": short },
            "fullDescription": { "text": policy },
            "properties": { "tags": ["security", violation.kind.as_str()] },
        });
        let winner = violation.severity.as_ref().and_then(|severity| severity.winner.as_ref());
        if let Some(score) = winner.and_then(|winner| winner.score)
            && let Some(properties) =
                descriptor.pointer_mut("/properties").and_then(Value::as_object_mut)
        {
            // Code scanning reads the severity of security results from this text.
            properties.insert("security-severity".to_owned(), json!(score.to_string()));
        }
        descriptor
    }
}

fn result(decision: &Decision, rules: &BTreeMap<String, Rule<'_>>, violation: &Violation) -> Value {
    let id = rule_id(violation);
    let level = match violation.effect {
        Effect::Deny => "error",
        Effect::Warn => "warning",
        Effect::Info => "note",
    };
    let text = format!("{}: {}", headline(violation), explanation(violation).join("\n"));
    let mut properties = json!({
        "rule": violation.rule.as_str(),
        "code": violation.code.as_str(),
        "kind": violation.kind.as_str(),
    });
    let optional = [
        ("id", violation.id.as_ref().map(ToString::to_string)),
        ("severity", violation.severity.as_ref().map(|severity| severity.level.to_string())),
        ("fixedVersion", violation.fixed_version.as_ref().map(ToString::to_string)),
    ];
    if let Some(object) = properties.as_object_mut() {
        for (key, value) in optional {
            object.extend(value.map(|value| (key.to_owned(), Value::from(value))));
        }
    }
    json!({
        "ruleIndex": rules.get(&id).map_or(0, |rule| rule.index),
        "ruleId": id,
        "level": level,
        "message": { "text": text },
        "locations": [location(decision, violation)],
        "partialFingerprints": { "weighbridge/v1": violation.fingerprint() },
        "properties": properties,
    })
}

/// A component in an image has no line in a source file; viewers want one all the same. The file
/// inside the image stands for it, or the image's name.
fn location(decision: &Decision, violation: &Violation) -> Value {
    let (name, qualified, kind) = match &violation.subject {
        Subject::Component(package) => (package.to_string(), package.key().to_owned(), "module"),
        other => (other.to_string(), other.to_string(), "resource"),
    };
    let file = violation.locations().first().map_or(decision.meta.artifact.as_str(), |file| file);
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
