//! The circumstances of one evaluation.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Timestamp;

/// The circumstances of one evaluation: above all the time, which the evaluator cannot know
/// otherwise.
///
/// ```
/// use policy_core::EvalContext;
///
/// let cx = EvalContext::at("2026-11-20T09:00:00Z".parse()?).stage("admission").namespace("shop");
/// assert_eq!(cx.stage.as_deref(), Some("admission"));
/// # Ok::<(), policy_core::TimestampError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EvalContext {
    /// The instant that counts as now: for expiries, ages and grace.
    pub now: Timestamp,
    /// Where the question is asked, such as `ci` or `admission`; a policy's `modes` name stages.
    pub stage: Option<String>,
    /// The Kubernetes namespace, for waivers that hold in one namespace only.
    pub namespace: Option<String>,
    /// Free labels, kept in the decision.
    pub labels: BTreeMap<String, String>,
    /// The digest of the evidence, if the caller knows it; otherwise it is computed.
    pub evidence_digest: Option<String>,
}

impl EvalContext {
    /// Returns the circumstances at `now`, without stage and namespace.
    #[must_use]
    pub const fn at(now: Timestamp) -> Self {
        Self { now, stage: None, namespace: None, labels: BTreeMap::new(), evidence_digest: None }
    }

    /// Sets the stage.
    #[must_use]
    pub fn stage(mut self, stage: impl Into<String>) -> Self {
        self.stage = Some(stage.into());
        self
    }

    /// Sets the Kubernetes namespace.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Adds a label.
    #[must_use]
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    /// Supplies the digest of the evidence, which saves computing it.
    #[must_use]
    pub fn evidence_digest(mut self, digest: impl Into<String>) -> Self {
        self.evidence_digest = Some(digest.into());
        self
    }
}
