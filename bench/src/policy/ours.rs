//! The evaluator under test.

use policy_core::decision::{Suppression, Violation, ViolationKind};
use policy_core::{Code, Decision, EvalContext, Evidence, Policy};

use super::case::{Case, Identity, context};

pub(crate) struct Ours {
    policy: Policy,
    evidence: Evidence,
    cx: EvalContext,
}

impl Ours {
    pub(crate) fn new(case: &Case) -> Result<Self, String> {
        Ok(Self { policy: case.policy()?, evidence: case.evidence(), cx: context() })
    }

    /// The digest of the evidence is known, as it is to whoever judges one image repeatedly.
    pub(crate) fn with_digest(mut self) -> Self {
        let digest = self.decide().meta.evidence_digest;
        self.cx = self.cx.evidence_digest(digest);
        self
    }

    pub(crate) fn decide(&self) -> Decision {
        self.policy.evaluate(&self.evidence, &self.cx)
    }

    /// As [`decide`](Self::decide), with the evidence yet to be read from its JSON.
    pub(crate) fn decide_json(&self, evidence: &[u8]) -> Result<Decision, String> {
        let evidence = Evidence::from_json(evidence).map_err(|error| error.to_string())?;
        Ok(self.policy.evaluate(&evidence, &self.cx))
    }

    pub(crate) fn evidence_json(&self) -> String {
        self.evidence.to_json()
    }

    pub(crate) fn identities(&self) -> Vec<Identity> {
        let mut all: Vec<Identity> = self.decide().violations.iter().map(identity).collect();
        all.sort();
        all
    }

    /// What is waived, with the ids of all waivers that cover it.
    pub(crate) fn waived(&self) -> Vec<(Identity, Vec<String>)> {
        let mut all = Vec::new();
        for suppressed in &self.decide().suppressed {
            let by = std::iter::once(&suppressed.by).chain(&suppressed.others);
            let mut waivers: Vec<String> = by
                .filter_map(|by| match by {
                    Suppression::Waiver { id, .. } => Some(id.to_string()),
                    _ => None,
                })
                .collect();
            waivers.sort();
            let violations = suppressed.violations.iter();
            all.extend(violations.map(|violation| (identity(violation), waivers.clone())));
        }
        all.sort();
        all
    }
}

fn identity(violation: &Violation) -> Identity {
    Identity {
        rule: violation.rule.to_string(),
        // Of a licence that is not known, the others name the component alone.
        id: match violation.code {
            Code::LicenceUnknown => String::new(),
            _ => violation.id.as_deref().unwrap_or_default().to_owned(),
        },
        component: violation
            .subject
            .package()
            .map(|package| package.key().to_owned())
            .unwrap_or_default(),
        effect: violation.effect.as_str().to_owned(),
        missing: violation.kind == ViolationKind::MissingEvidence,
    }
}
