//! P10: the reasons of a violation, asked alone of its subject, make it again.

use std::collections::BTreeSet;

use policy_core::evidence::{Evidence, Finding, Section};
use policy_core::{Code, Violation};
use proptest::prelude::*;

use super::policies::{Family, Written, policies, read};
use super::{cases, evidence, now};

/// What the evidence says about the subject of a violation, without excuses.
fn alone(evidence: &Evidence, violation: &Violation) -> Evidence {
    let mut alone = evidence.clone();
    alone.waivers.clear();
    alone.vex = Section::default();
    // With all that shares a name with it, at one remove or more: an id by itself may stand for what
    // the whole keeps apart, as where two CVEs call one advisory their alias.
    let mut names: BTreeSet<String> =
        violation.id.iter().chain(&violation.aliases).map(|id| id.to_ascii_uppercase()).collect();
    let every = || evidence.scans.iter().flat_map(|scan| scan.findings.value()).flatten();
    let ids = |finding: &Finding| -> Vec<String> {
        let ids = std::iter::once(&finding.id).chain(&finding.aliases);
        ids.map(|id| id.to_ascii_uppercase()).collect()
    };
    loop {
        let before = names.len();
        for found in every().map(ids) {
            if found.iter().any(|id| names.contains(id)) {
                names.extend(found);
            }
        }
        if names.len() == before {
            break;
        }
    }
    for scan in &mut alone.scans {
        let mut findings = scan.findings.value().cloned().unwrap_or_default();
        findings.retain(|finding| ids(finding).iter().any(|id| names.contains(id)));
        scan.findings = Section::Present(findings);
    }
    alone
}

/// A rule that asks for the reasons of a violation and for nothing else.
fn rebuilt(violation: &Violation) -> Option<String> {
    let asked: Vec<&str> = violation
        .because
        .iter()
        .map(|reason| reason.condition.as_str())
        .filter(|condition| !condition.starts_with("read `"))
        .collect();
    let value = |text: &str| match text {
        "true" | "false" => text.to_owned(),
        text => serde_json::Value::from(text).to_string(),
    };
    let listed = |text: &str| {
        let items: Vec<String> =
            text.split(", ").map(|item| serde_json::Value::from(item).to_string()).collect();
        format!("[{}]", items.join(", "))
    };
    let nested = |condition: &str| {
        let (key, text) = condition.split_once(' ')?;
        let value = if matches!(text, "true" | "false") { text.to_owned() } else { listed(text) };
        let mut keys = key.rsplit('.');
        let inner = format!("{}: {value}", keys.next()?);
        Some(keys.fold(inner, |inner, key| format!("{key}: {{ {inner} }}")))
    };
    // Expressions name what they look at; keys do not.
    let (expressions, keys): (Vec<&str>, Vec<&str>) = asked.into_iter().partition(|text| {
        text.contains("finding.")
            || text.contains("component.")
            || text.contains("image.")
            || text.contains("context.")
            || text.contains("now ")
    });
    let mut parts = Vec::new();
    if !expressions.is_empty() {
        let text: Vec<String> = expressions.iter().map(|text| format!("({text})")).collect();
        let subject = match violation.code {
            Code::Vulnerability => " && finding.id != ''",
            Code::Component => " && component.name != ''",
            _ => " && (has(image.registry) || true)",
        };
        let text = serde_json::Value::from(text.join(" && ") + subject);
        parts.push(format!("when: {text}"));
    }
    match violation.code {
        Code::Vulnerability => {
            let keys: Option<Vec<String>> = keys
                .iter()
                .map(|condition| {
                    let (key, text) = condition.split_once(' ')?;
                    Some(format!("{key}: {}", value(text)))
                })
                .collect();
            let keys = keys?;
            if !keys.is_empty() {
                parts.push(format!("vulnerability: {{ {} }}", keys.join(", ")));
            }
        }
        Code::LicenceDenied | Code::LicenceNotAllowed => parts.push(nested(keys.first()?)?),
        Code::ImageRegistry | Code::ImageTag => {
            parts.push(format!("image: {{ {} }}", nested(keys.first()?)?));
        }
        Code::Component | Code::Image => {}
        _ => return None,
    }
    if parts.is_empty() {
        return None;
    }
    Some(format!("rules: [{{ id: again, {} }}]", parts.join(", ")))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_reasons_of_a_violation_make_it_again(Written { policy, rating, .. } in policies(Family::Any), evidence in evidence()) {
        let decision = policy.evaluate(&evidence, &now());
        let mut tried = BTreeSet::new();
        for violation in &decision.violations {
            let Some(again) = rebuilt(violation) else { continue };
            if !tried.insert((again.clone(), violation.subject.clone(), violation.id.clone())) {
                continue;
            }
            let again = read(&format!("{rating}{again}"));
            let found = again.evaluate(&alone(&evidence, violation), &now());
            let same = |other: &&Violation| {
                other.code == violation.code && other.subject == violation.subject && other.id == violation.id
            };
            prop_assert!(found.violations.iter().any(|other| same(&other)), "{:?}\n{}", violation, found);
        }
    }
}
