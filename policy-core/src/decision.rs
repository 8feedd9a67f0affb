//! What was decided, and why.

mod baseline;
mod explanation;
mod outcome;
mod remark;
mod remediation;
mod report;
mod schema;
mod score;
mod suppressed;
mod violation;
mod waiver_report;

use std::fmt;

use serde::{Serialize, Serializer};

pub use baseline::{Baseline, BaselineError, BaselineReport, KnownViolation};
pub use explanation::{Explanation, Standing};
pub use outcome::{Effect, Outcome};
pub(crate) use remark::Page;
pub use remark::Remark;
pub use remediation::Remedy;
pub(crate) use report::LONGEST_MESSAGE;
pub use score::{SCORE_ANNOTATION, SCORE_UNKNOWN_ANNOTATION, ScoreAnnotation};
pub(crate) use suppressed::MOST_OTHERS;
pub use suppressed::{Suppressed, Suppression};
pub use violation::{Fingerprint, Missing, Reason, Subject, Violation, ViolationKind};
pub(crate) use violation::{Origin, Rated, Wording, hex};
pub use waiver_report::{WaiverReport, WaiverState};

use crate::remediation::{Plan, plan};
use crate::{Period, Text, Timestamp};

/// The answer: the outcome, and everything needed to believe it or to change it.
///
/// Serialised, this is the Decision JSON that other tools read. Its field names are stable: they
/// may be joined by others, they do not change their meaning within a major version. All lists are
/// sorted, so equal questions give equal bytes.
///
/// | field | holds |
/// |---|---|
/// | `outcome` | `allow`, `warn` or `deny`: the worst effect of all violations |
/// | `violations` | what speaks against the artifact, worst first |
/// | `suppressed` | what would, but for a VEX statement or a waiver, and which |
/// | `waivers` | every waiver, with its state at `meta.now` |
/// | `remediation` | what to upgrade, most useful first |
/// | `coverage` | what each rule looked at |
/// | `diagnostics` | remarks on the evidence |
/// | `baseline` | what a baseline took out, if one did |
/// | `score` | the worst severity left, for the Kubernetes annotation |
/// | `meta` | policy, evidence, engine and time, so that the decision can be repeated |
///
/// `Display` writes the paragraphs a developer needs at five in the afternoon: the worst problems,
/// where they come from, what to upgrade, and who may grant a waiver. It tells twenty and counts
/// the rest; [`violations`](Self::violations) and [`to_json`](Self::to_json) have all.
///
/// ```
/// use policy_core::evidence::{Artifact, Evidence, Finding, Package, Scan};
/// use policy_core::{EvalContext, Policy, Severity};
///
/// let exploited = Finding::new("CVE-2021-44228", Package::from_text("pkg:maven/org.acme/log@2.14.1"))
///     .severity("nvd", Severity::Critical)
///     .kev(true);
/// let evidence =
///     Evidence::new(Artifact::new("api")).with_scan(Scan::new("trivy").finding(exploited));
/// let decision = Policy::starter().evaluate(&evidence, &EvalContext::at("2026-11-20".parse()?));
///
/// let exploited = decision.denials().find(|violation| violation.rule == "exploited");
/// assert_eq!(
///     exploited.map(ToString::to_string).as_deref(),
///     Some("CVE-2021-44228 (Critical) in org.acme:log 2.14.1: known to be exploited")
/// );
/// assert!(decision.to_string().starts_with("deny: api; "));
/// assert_eq!(decision.score.annotations()[0], ("jfrog.com/xray-score", "Critical".to_owned()));
/// # Ok::<(), policy_core::TimestampError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decision {
    /// Whether the artifact may pass.
    pub outcome: Outcome,
    /// What speaks against the artifact: effect, then severity, worst first; then rule, subject
    /// and id.
    pub violations: Vec<Violation>,
    /// What would speak against it, but for a VEX statement or a waiver.
    pub suppressed: Vec<Suppressed>,
    /// Every waiver, with its state at the time of the decision.
    pub waivers: Vec<WaiverReport>,
    /// What each rule looked at, by rule id.
    pub coverage: Vec<RuleCoverage>,
    /// Remarks on the evidence.
    pub diagnostics: Vec<Remark>,
    /// What a baseline took out; see [`without_known`](Self::without_known).
    pub baseline: Option<BaselineReport>,
    /// The worst severity left, for the Kubernetes annotation.
    pub score: ScoreAnnotation,
    /// What is needed to repeat the decision.
    pub meta: Meta,
    /// How many upgrades the policy wants to hear of.
    pub(crate) max_steps: usize,
}

impl Decision {
    /// Returns the violations that deny.
    pub fn denials(&self) -> impl Iterator<Item = &Violation> {
        self.violations.iter().filter(|violation| violation.effect == Effect::Deny)
    }

    /// Returns the violation with `fingerprint`.
    #[must_use]
    pub fn violation(&self, fingerprint: &Fingerprint) -> Option<&Violation> {
        self.violations.iter().find(|violation| violation.fingerprint() == *fingerprint)
    }

    /// Returns what to upgrade, most useful first, and what no upgrade helps against.
    ///
    /// It is worked out from [`violations`](Self::violations) whenever it is asked for, since most
    /// of those who decide only want to know the outcome.
    #[must_use]
    pub fn remediation(&self) -> Plan {
        plan(&self.violations, self.max_steps)
    }

    /// Returns the Decision JSON, indented.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Serialising plain data into memory has no way to fail; an empty text would be noticed.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'d> {
            outcome: Outcome,
            violations: &'d [Violation],
            suppressed: &'d [Suppressed],
            waivers: &'d [WaiverReport],
            remediation: Plan,
            coverage: &'d [RuleCoverage],
            diagnostics: &'d [Remark],
            #[serde(skip_serializing_if = "Option::is_none")]
            baseline: Option<&'d BaselineReport>,
            score: &'d ScoreAnnotation,
            meta: &'d Meta,
        }
        Json {
            outcome: self.outcome,
            violations: &self.violations,
            suppressed: &self.suppressed,
            waivers: &self.waivers,
            remediation: self.remediation(),
            coverage: &self.coverage,
            diagnostics: &self.diagnostics,
            baseline: self.baseline.as_ref(),
            score: &self.score,
            meta: &self.meta,
        }
        .serialize(serializer)
    }
}

/// What one rule looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RuleCoverage {
    /// The rule.
    pub rule: Text,
    /// How many findings, components or facts it was asked about.
    pub evaluated: usize,
    /// How many met its condition.
    pub held: usize,
    /// How many did not.
    pub did_not_hold: usize,
    /// How many could not be judged.
    pub unknown: usize,
    /// Why it was not asked at all: `off`, or `nothing to judge`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle: Option<Text>,
}

/// Writes `critical: asked about 12, held for 1, could not tell for 2`.
impl fmt::Display for RuleCoverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, evaluated, held, unknown, idle, .. } = self;
        match idle {
            Some(idle) => return write!(f, "{rule}: not asked, {idle}"),
            None => write!(f, "{rule}: asked about {evaluated}, held for {held}")?,
        }
        match unknown {
            0 => Ok(()),
            unknown => write!(f, ", could not tell for {unknown}"),
        }
    }
}

/// What is needed to repeat a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Meta {
    /// The artifact's name.
    pub artifact: String,
    /// The artifact's digests.
    pub digests: Vec<String>,
    /// The one of these digests that the image's reference names: of an image for several
    /// platforms that of the index or of one platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched_digest: Option<String>,
    /// The policy's name.
    pub policy: String,
    /// The policy's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<String>,
    /// Who answers for the policy, hence who may grant waivers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_owner: Option<String>,
    /// The longest time a waiver may last, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver_max_duration: Option<Period>,
    /// SHA-256 of the policy.
    pub policy_digest: String,
    /// SHA-256 of the evidence, independent of the order of its lists.
    pub evidence_digest: String,
    /// The version of this crate.
    pub engine_version: String,
    /// The instant that counted as now.
    pub now: Timestamp,
    /// The stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The Kubernetes namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The labels of the evaluation.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub labels: std::collections::BTreeMap<String, String>,
}
