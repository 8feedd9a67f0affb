//! Tests of policies: what became of them, and what they leave untested.
//!
//! A policy carries its own tests, or has them in a file beside it ([`Policy::with_tests`]):
//!
//! ```
//! use policy_core::{LoadOptions, Policy};
//!
//! let source = r#"
//! apiVersion: policy/v1alpha1
//! kind: ArtifactPolicy
//! metadata: { name: demo }
//! rules:
//!   - { id: exploited, vulnerability: { kev: true } }
//! tests:
//!   - name: log4shell is stopped
//!     now: 2026-11-20
//!     given:
//!       finding: { id: CVE-2021-44228, component: "pkg:maven/org.acme/core@1", kev: true }
//!     expect: { outcome: deny, rules: [exploited] }
//!   - name: what nobody exploits may pass
//!     now: 2026-11-20
//!     given:
//!       finding: { id: CVE-2026-1, component: "pkg:maven/org.acme/core@1", kev: false }
//!     expect: { outcome: allow }
//! "#;
//! let (policy, _) = Policy::parse(source, &LoadOptions::default())?;
//! let report = policy.run_tests();
//! assert!(report.passed(), "{report}");
//! assert!(report.untested().next().is_none());
//! # Ok::<(), policy_core::LoadError>(())
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::decision::{Decision, Suppression};
use crate::error::{Lint, LoadError};
use crate::evidence::Evidence;
use crate::{EvalContext, LoadOptions, Outcome, Policy};

/// A case the policy must decide as it says.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) cx: EvalContext,
    pub(crate) evidence: Evidence,
    pub(crate) expect: Expect,
}

/// What a decision must be like.
#[derive(Clone, Debug)]
pub(crate) struct Expect {
    pub(crate) outcome: Option<Claim<Outcome>>,
    pub(crate) rules: Vec<Claim<String>>,
    pub(crate) not_rules: Vec<Claim<String>>,
    pub(crate) score: Option<Claim<&'static str>>,
    pub(crate) suppressed: Vec<Claim<String>>,
}

/// One thing that is expected, and where it says so.
#[derive(Clone, Debug)]
pub(crate) struct Claim<T> {
    pub(crate) value: T,
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Policy {
    /// Runs the tests that the policy carries, each on its own evidence at its own time.
    #[must_use]
    pub fn run_tests(&self) -> TestReport {
        let mut tests = Vec::new();
        let mut tested: BTreeMap<&str, RuleTested> = BTreeMap::new();
        for rule in self.rules() {
            tested.insert(rule, RuleTested { rule: rule.to_owned(), ..RuleTested::default() });
        }
        for case in self.tests.iter() {
            let decision = self.evaluate(&case.evidence, &case.cx);
            for coverage in &decision.coverage {
                if let Some(tested) = tested.get_mut(coverage.rule.as_str()) {
                    tested.held += usize::from(coverage.held > 0);
                    tested.did_not_hold += usize::from(coverage.did_not_hold > 0);
                    tested.unknown += usize::from(coverage.unknown > 0);
                }
            }
            tests.push(TestResult {
                name: case.name.clone(),
                line: case.line,
                outcome: decision.outcome,
                mismatches: case.expect.mismatches(&decision),
            });
        }
        TestReport {
            policy: self.name().to_owned(),
            tests,
            coverage: tested.into_values().collect(),
        }
    }

    /// Adds tests from a document of their own: a list of tests, or a mapping with the list under
    /// `tests`.
    ///
    /// # Errors
    ///
    /// Every fault of the document at once, as [`Policy::parse`].
    pub fn with_tests(
        self,
        source: &str,
        options: &LoadOptions,
    ) -> Result<(Self, Vec<Lint>), LoadError> {
        let (mut more, lints) = crate::policy::unvalidated::cases::file(source, options, &self)?;
        let mut tests = self.tests.to_vec();
        tests.append(&mut more);
        let mut policy = self;
        policy.tests = Arc::from(tests);
        Ok((policy, lints))
    }
}

/// What became of a policy's tests. `Display` writes it for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TestReport {
    /// The policy.
    pub policy: String,
    /// The tests, in the order of the document.
    pub tests: Vec<TestResult>,
    /// How far the rules are tested, by id.
    pub coverage: Vec<RuleTested>,
}

/// What became of one test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TestResult {
    /// What it claims.
    pub name: String,
    /// Where it stands.
    pub line: usize,
    /// How the policy decided.
    pub outcome: Outcome,
    /// What is not as expected; nothing if the test passes.
    pub mismatches: Vec<Mismatch>,
}

/// One thing that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Mismatch {
    /// What is expected, in the document's structure: `tests[0].expect.rules[1]`.
    pub path: String,
    /// Its line.
    pub line: usize,
    /// Its column.
    pub column: usize,
    /// What should be.
    pub expected: String,
    /// What is.
    pub found: String,
    /// What made it so, as far as the decision tells.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

/// How far one rule is tested, counted in tests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RuleTested {
    /// The rule.
    pub rule: String,
    /// Tests in which it held for something.
    pub held: usize,
    /// Tests in which it did not hold for something.
    pub did_not_hold: usize,
    /// Tests in which it could not judge something.
    pub unknown: usize,
}

impl RuleTested {
    /// Returns whether some test shows the rule hold and some test shows it not hold.
    #[must_use]
    pub const fn is_covered(&self) -> bool {
        self.held > 0 && self.did_not_hold > 0
    }
}

impl TestReport {
    /// Returns whether every test passes. A policy without tests has none that fails.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures().next().is_none()
    }

    /// Returns the tests that fail.
    pub fn failures(&self) -> impl Iterator<Item = &TestResult> {
        self.tests.iter().filter(|test| !test.mismatches.is_empty())
    }

    /// Returns the rules that no test shows both holding and not holding.
    pub fn untested(&self) -> impl Iterator<Item = &RuleTested> {
        self.coverage.iter().filter(|rule| !rule.is_covered())
    }
}

impl Expect {
    fn mismatches(&self, decision: &Decision) -> Vec<Mismatch> {
        let mut found = Vec::new();
        if let Some(claim) = &self.outcome
            && claim.value != decision.outcome
        {
            let because = reasons(decision, |_| decision.outcome != Outcome::Allow);
            let expected = format!("outcome {}", claim.value);
            found.push(claim.missed(expected, decision.outcome, because));
        }
        for claim in &self.rules {
            if decision.violations.iter().all(|violation| violation.rule != claim.value) {
                let expected = format!("a violation of `{}`", claim.value);
                found.push(claim.missed(expected, "none", why_not(decision, &claim.value)));
            }
        }
        for claim in &self.not_rules {
            let count = decision.violations.iter().filter(|v| v.rule == claim.value).count();
            if count > 0 {
                let because = reasons(decision, |rule| rule == claim.value);
                let expected = format!("no violation of `{}`", claim.value);
                found.push(claim.missed(expected, count, because));
            }
        }
        if let Some(claim) = &self.score
            && claim.value != decision.score.value
        {
            let expected = format!("score {}", claim.value);
            found.push(claim.missed(expected, decision.score.value, Vec::new()));
        }
        for claim in &self.suppressed {
            let names = |id: &str| id.eq_ignore_ascii_case(&claim.value);
            let is_suppressed = decision
                .suppressed
                .iter()
                .any(|suppressed| suppressed.id.as_deref().is_some_and(names));
            if !is_suppressed {
                let counts = decision
                    .violations
                    .iter()
                    .filter(|violation| violation.id.as_deref().is_some_and(names))
                    .flat_map(|violation| violation.waiver_notes.clone())
                    .collect();
                let expected = format!("`{}` among what is suppressed", claim.value);
                let rest = match decision.suppressed.len() {
                    0 => "nothing suppressed".to_owned(),
                    1 => "1 other".to_owned(),
                    others => format!("{others} others"),
                };
                found.push(claim.missed(expected, rest, counts));
            }
        }
        found
    }
}

impl<T> Claim<T> {
    fn missed(
        &self,
        expected: impl fmt::Display,
        found: impl fmt::Display,
        because: Vec<String>,
    ) -> Mismatch {
        Mismatch {
            path: self.path.clone(),
            line: self.line,
            column: self.column,
            expected: expected.to_string(),
            found: found.to_string(),
            because,
        }
    }
}

/// How many reasons a mismatch gives.
const SHOWN: usize = 5;

/// The worst violations, in one line each.
fn reasons(decision: &Decision, of: impl Fn(&str) -> bool) -> Vec<String> {
    decision
        .violations
        .iter()
        .filter(|violation| of(&violation.rule))
        .take(SHOWN)
        .map(|violation| {
            format!("{} {}: {}", violation.effect, violation.rule, violation.message())
        })
        .collect()
}

/// Why a rule is not violated.
fn why_not(decision: &Decision, rule: &str) -> Vec<String> {
    let mut why: Vec<String> = decision
        .suppressed
        .iter()
        .filter(|suppressed| suppressed.violations.iter().any(|violation| violation.rule == rule))
        .map(|suppressed| {
            let id = suppressed.id.as_deref().unwrap_or("a violation");
            let by = match &suppressed.by {
                Suppression::Waiver { id, .. } => format!("waiver {id}"),
                Suppression::Vex { author, status, .. } => format!("{author}, who states {status}"),
            };
            format!("{id} in {} is suppressed by {by}", suppressed.subject)
        })
        .take(SHOWN)
        .collect();
    if let Some(coverage) = decision.coverage.iter().find(|coverage| coverage.rule == rule) {
        why.push(match &coverage.idle {
            Some(idle) => format!("the rule was not asked: {idle}"),
            None => format!(
                "asked {}, it held for {}, not for {}, and could not tell for {}",
                coverage.evaluated, coverage.held, coverage.did_not_hold, coverage.unknown
            ),
        });
    }
    why
}

impl fmt::Display for TestReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for test in &self.tests {
            let mark = if test.mismatches.is_empty() { "ok  " } else { "FAIL" };
            writeln!(f, "{mark} {} (line {})", test.name, test.line)?;
            for mismatch in &test.mismatches {
                let Mismatch { line, expected, found, .. } = mismatch;
                writeln!(f, "       line {line}: expected {expected}, found {found}")?;
                for reason in &mismatch.because {
                    writeln!(f, "         {reason}")?;
                }
            }
        }
        let failed = self.failures().count();
        match (self.tests.len(), failed) {
            (0, _) => writeln!(f, "policy `{}` has no tests", self.policy)?,
            (1, 0) => writeln!(f, "policy `{}`: 1 test passed", self.policy)?,
            (all, 0) => writeln!(f, "policy `{}`: {all} tests passed", self.policy)?,
            (all, failed) => {
                writeln!(f, "policy `{}`: {failed} of {all} tests failed", self.policy)?
            }
        }
        let untested: Vec<&RuleTested> = self.untested().collect();
        if !untested.is_empty() {
            writeln!(f, "rules that no test shows both holding and not holding:")?;
        }
        for rule in untested {
            let lacks = match (rule.held > 0, rule.did_not_hold > 0, rule.unknown > 0) {
                (true, false, _) => "never fails to hold",
                (false, true, _) => "never holds",
                (_, _, true) => "could never tell",
                _ => "is never asked",
            };
            writeln!(f, "  {}: {lacks}", rule.rule)?;
        }
        Ok(())
    }
}
