//! Policies and evidence in few words.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers outside of test functions")]

use policy_core::evidence::{Artifact, Digest, Evidence, Finding, Fix, Package, Scan};
use policy_core::{Decision, EvalContext, LoadOptions, Outcome, Policy, Severity, Timestamp};

pub(crate) const NOW: &str = "2026-11-20T12:00:00Z";
pub(crate) const LOG4J: &str = "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1";
pub(crate) const LEFT_PAD: &str = "pkg:npm/left-pad@1.3.0";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn now() -> EvalContext {
    EvalContext::at(at(NOW))
}

/// A policy of which only the interesting part is given.
pub(crate) fn policy(part: &str) -> Policy {
    policy_with(&format!("metadata: {{ name: test }}\n{part}"))
}

/// A policy that has metadata of its own.
pub(crate) fn policy_with(part: &str) -> Policy {
    let source = format!("apiVersion: policy/v1alpha1\nkind: ArtifactPolicy\n{part}");
    match Policy::parse(&source, &LoadOptions::default()) {
        Ok((policy, _)) => policy,
        Err(error) => panic!("{}", error.render("test", &source)),
    }
}

/// A policy of one rule, given without its `id`.
pub(crate) fn rule(rule: &str) -> Policy {
    policy(&format!("rules:\n  - {{ id: rule, {rule} }}\n"))
}

pub(crate) fn digest(digit: char) -> Digest {
    format!("sha256:{}", digit.to_string().repeat(64)).parse().unwrap()
}

pub(crate) fn artifact() -> Artifact {
    Artifact::new("registry.acme.io/shop/api:1.4.2").digest(digest('a'))
}

pub(crate) fn finding(id: &str, package: &str, level: Severity) -> Finding {
    Finding::new(id, Package::from_text(package)).severity("nvd", level)
}

pub(crate) fn fixed(id: &str, package: &str, level: Severity, version: &str) -> Finding {
    finding(id, package, level).fix(Fix::fixed([version]))
}

pub(crate) fn log4shell() -> Finding {
    fixed("CVE-2021-44228", LOG4J, Severity::Critical, "2.15.0").kev(true)
}

pub(crate) fn scanned(findings: impl IntoIterator<Item = Finding>) -> Evidence {
    Evidence::new(artifact()).with_scan(Scan::new("trivy").findings(findings))
}

/// Rule, id and effect of every violation.
pub(crate) fn summary(decision: &Decision) -> Vec<String> {
    decision
        .violations
        .iter()
        .map(|violation| {
            let id = violation.id.as_deref().unwrap_or("-");
            format!("{} {} {} {id}", violation.effect, violation.rule, violation.code)
        })
        .collect()
}

pub(crate) fn outcome(policy: &Policy, evidence: &Evidence) -> Outcome {
    policy.evaluate(evidence, &now()).outcome
}
