//! The smallest set of upgrades that clears most of what denies.
//!
//! A developer changes direct dependencies, packages of the operating system and the base image. A
//! vulnerability in a transitive dependency is gone once *every* direct dependency that brings the
//! package in has been upgraded, so one finding may need several upgrades, and one upgrade serves
//! many findings. [`plan`] picks at most so many upgrades that as many denied findings as possible
//! are cleared, no more upgrades than that takes, and adds those for mere warnings while there is
//! room.
//!
//! The choice is exact as long as at most [`EXACT_LIMIT`] upgrades depend on each other; beyond, it
//! is greedy, and [`Plan::method`] says so.
//!
//! ```
//! use policy_core::evidence::{Artifact, Evidence, Finding, Fix, Package, Place, Scan};
//! use policy_core::{EvalContext, Policy, Severity};
//!
//! let place = Place::new().path(["express 4.18.2", "qs 6.5.2"]);
//! let qs = Finding::new("CVE-2022-24999", Package::from_text("pkg:npm/qs@6.5.2"))
//!     .severity("nvd", Severity::Critical)
//!     .fix(Fix::fixed(["6.5.3"]))
//!     .place(place);
//! let evidence = Evidence::new(Artifact::new("api")).with_scan(Scan::new("trivy").finding(qs));
//! let decision = Policy::starter().evaluate(&evidence, &EvalContext::at("2026-11-20".parse()?));
//!
//! assert_eq!(
//!     decision.remediation().steps[0].to_string(),
//!     "upgrade express 4.18.2 to a release that brings qs 6.5.3: clears 1 finding that denies"
//! );
//! # Ok::<(), policy_core::TimestampError>(())
//! ```

mod cover;
mod graph;
mod step;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use self::cover::Item;
pub use self::cover::{EXACT_LIMIT, Method};
pub use self::graph::Graph;
pub use self::step::{Bring, StepKind, UpgradeStep};
use crate::Text;
use crate::decision::{Effect, Fingerprint, Subject, Violation};
use crate::evidence::Package;
use crate::version::{Later, Scheme};

/// How many upgrades a plan has where nobody asks for another number.
pub const DEFAULT_MAX_STEPS: usize = 5;

/// What to upgrade, in which order, and what stays.
///
/// The evaluator knows no registry: that a newer release of a direct dependency brings the fixed
/// version of another package is assumed, see [`UpgradeStep::brings`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// Whether the plan is the best there is, or a good one.
    pub method: Method,
    /// The upgrades, most useful first.
    pub steps: Vec<UpgradeStep>,
    /// Findings that deny, each counted once, however many rules deny it.
    pub denied: usize,
    /// Those of them that are gone after all steps.
    pub denied_cleared: usize,
    /// Violations for which no newer version is known to help, or none that helps against all that
    /// is wrong with the component.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_fix: Vec<Fingerprint>,
    /// Violations that could be cleared, but not within the number of steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beyond: Vec<Fingerprint>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            method: Method::Exact,
            steps: Vec::new(),
            denied: 0,
            denied_cleared: 0,
            without_fix: Vec::new(),
            beyond: Vec::new(),
        }
    }
}

/// Writes the steps with their numbers, below what they come to, and then what they leave.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.steps.as_slice(), self.denied) {
            ([], _) if self.without_fix.is_empty() && self.beyond.is_empty() => {
                writeln!(f, "nothing to upgrade")?;
            }
            ([], _) => {}
            (_, 0) => writeln!(f, "what clears most:")?,
            (_, 1) if self.denied_cleared == 1 => {
                writeln!(f, "what clears the finding that denies:")?;
            }
            (_, all) if self.denied_cleared == all => {
                writeln!(f, "what clears all {all} findings that deny:")?;
            }
            (_, all) => {
                let cleared = self.denied_cleared;
                writeln!(f, "what clears most, {cleared} of {all} findings that deny:")?;
            }
        }
        for (number, step) in (1..).zip(&self.steps) {
            writeln!(f, "  {number}. {step}")?;
        }
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        match self.without_fix.len() {
            0 => {}
            n => {
                writeln!(f, "no newer version is known to help against {n} violation{}", plural(n))?
            }
        }
        match self.beyond.len() {
            0 => {}
            n => writeln!(f, "{n} violation{} would take more steps than these", plural(n))?,
        }
        match self.method {
            Method::Exact => Ok(()),
            Method::Greedy => {
                writeln!(f, "other steps may clear more: there were too many to try all")
            }
        }
    }
}

/// Plans at most `max_steps` upgrades for the findings among `violations`. Pure, and the same for
/// every order of the violations.
///
/// A decision has the plan for its own violations in [`Decision::remediation`]; this function is
/// for those who look at a part of them, or want more steps.
///
/// [`Decision::remediation`]: crate::Decision::remediation
#[must_use]
pub fn plan(violations: &[Violation], max_steps: usize) -> Plan {
    let findings = findings(violations);
    let levers = Levers::of(&findings);
    let mut plan = Plan {
        denied: findings.iter().filter(|finding| finding.denies).count(),
        ..Plan::default()
    };
    let items = items(&findings, &levers);
    let choice = cover::choose(&items, max_steps);
    plan.method = choice.method;

    let mut position = vec![None; levers.list.len()];
    for (step, lever) in choice.levers.iter().enumerate() {
        if let Some(slot) = position.get_mut(*lever) {
            *slot = Some(step);
        }
    }
    plan.steps = choice
        .levers
        .iter()
        .filter_map(|lever| levers.list.get(*lever))
        .map(|lever| UpgradeStep::of(lever))
        .collect();
    for (finding, needs) in findings.iter().zip(&levers.of_finding) {
        // A finding is gone with the last of the upgrades that it needs.
        let gone_after = needs
            .iter()
            .map(|lever| position.get(*lever).copied().flatten())
            .collect::<Option<Vec<usize>>>()
            .and_then(|steps| steps.into_iter().max())
            .filter(|_| levers.clear(finding, needs));
        let fingerprints = || finding.violations.iter().map(|v| v.fingerprint());
        match gone_after {
            Some(last) => {
                plan.denied_cleared += usize::from(finding.denies);
                if let Some(step) = plan.steps.get_mut(last) {
                    step.denials_cleared += usize::from(finding.denies);
                    step.findings_cleared += 1;
                    step.clears.extend(fingerprints());
                }
            }
            None if !levers.clear(finding, needs) => plan.without_fix.extend(fingerprints()),
            None => plan.beyond.extend(fingerprints()),
        }
        for lever in needs {
            let Some(at) = position.get(*lever).copied().flatten() else { continue };
            if gone_after.is_none_or(|last| last > at)
                && let Some(step) = plan.steps.get_mut(at)
            {
                step.leaves.extend(fingerprints());
            }
        }
    }
    for step in &mut plan.steps {
        tidy(&mut step.clears);
        tidy(&mut step.leaves);
    }
    tidy(&mut plan.without_fix);
    tidy(&mut plan.beyond);
    plan
}

fn tidy(list: &mut Vec<Fingerprint>) {
    list.sort_unstable();
    list.dedup();
}

/// One vulnerability in one component, with all rules that mind it.
struct Finding<'v> {
    package: &'v Package,
    violations: Vec<&'v Violation>,
    denies: bool,
    fix: Option<Need<'v>>,
}

/// A version that has a fix, and which later ones have it.
#[derive(Clone, Copy)]
struct Need<'v> {
    version: &'v str,
    later: Option<&'v Later<Text>>,
}

impl<'v> Need<'v> {
    fn of(violation: &'v Violation) -> Option<Self> {
        let later = violation.later_fixes.as_deref();
        Some(Self { version: violation.fixed_version.as_deref()?, later })
    }

    /// Whether a version certainly has the fix.
    fn is_met_by(&self, scheme: Scheme, version: &str) -> bool {
        self.later.unwrap_or(&Later::All).covers(scheme, self.version, version)
    }
}

fn key(violation: &Violation) -> Option<&str> {
    violation.subject.package().map(Package::key)
}

fn findings(violations: &[Violation]) -> Vec<Finding<'_>> {
    // What is rated is a vulnerability. No upgrade is known to change a licence.
    let mut rated: Vec<&Violation> = violations
        .iter()
        .filter(|violation| violation.severity.is_some() && violation.subject.package().is_some())
        .collect();
    rated.sort_by(|a, b| (key(a), &a.id).cmp(&(key(b), &b.id)));
    rated
        .chunk_by(|a, b| key(a) == key(b) && a.id == b.id)
        .filter_map(|violations| {
            let first = violations.first()?;
            let fixes = violations.iter().filter_map(|violation| Need::of(violation));
            Some(Finding {
                package: first.subject.package()?,
                denies: violations.iter().any(|violation| violation.effect == Effect::Deny),
                fix: fixes.min_by_key(|fix| fix.version),
                violations: violations.to_vec(),
            })
        })
        .collect()
}

/// What a developer can change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Handle<'v> {
    /// A package, by its ecosystem, and by name and version as dependency paths write them.
    Package {
        kind: &'v str,
        name: &'v str,
        version: &'v str,
    },
    BaseImage,
}

impl<'v> Handle<'v> {
    fn step(kind: &'v str, step: &'v str) -> Self {
        let (name, version) = step.rsplit_once(' ').unwrap_or((step, ""));
        Self::Package { kind, name, version }
    }
}

/// Something a developer can change, and what has to come with it.
struct Lever<'v> {
    handle: Handle<'v>,
    /// The component itself, if it has findings of its own.
    own: Option<&'v Subject>,
    /// The version that has every fix of the component itself.
    to: Option<&'v str>,
    /// The fixed versions of what comes with it, by subject.
    brings: BTreeMap<&'v Subject, &'v str>,
    /// What all its findings need, by subject.
    needs: BTreeMap<&'v Subject, Vec<Need<'v>>>,
}

struct Levers<'v> {
    /// In the order of their names, which settles ties.
    list: Vec<Lever<'v>>,
    /// Which levers each finding needs, all of them.
    of_finding: Vec<Vec<usize>>,
}

impl<'v> Levers<'v> {
    fn of(findings: &[Finding<'v>]) -> Self {
        let mut handles: BTreeMap<Handle<'v>, usize> = BTreeMap::new();
        let needs: Vec<Vec<Handle<'v>>> = findings.iter().map(handles_of).collect();
        for handle in needs.iter().flatten() {
            handles.entry(handle.clone()).or_default();
        }
        for (index, slot) in handles.values_mut().enumerate() {
            *slot = index;
        }
        let mut list: Vec<Lever<'v>> = handles
            .keys()
            .map(|handle| Lever {
                handle: handle.clone(),
                own: None,
                to: None,
                brings: BTreeMap::new(),
                needs: BTreeMap::new(),
            })
            .collect();
        let mut of_finding = Vec::with_capacity(findings.len());
        for (finding, needs) in findings.iter().zip(&needs) {
            let mut indices: Vec<usize> =
                needs.iter().filter_map(|handle| handles.get(handle).copied()).collect();
            indices.sort_unstable();
            indices.dedup();
            for index in &indices {
                if let Some(lever) = list.get_mut(*index) {
                    lever.take(finding);
                }
            }
            of_finding.push(indices);
        }
        list.iter_mut().for_each(Lever::settle);
        Self { list, of_finding }
    }

    /// Whether a finding is gone when all the levers that it needs are pulled.
    fn clear(&self, finding: &Finding<'v>, needs: &[usize]) -> bool {
        let Some(fix) = finding.fix else { return false };
        let Some(subject) = finding.violations.first().map(|first| &first.subject) else {
            return false;
        };
        needs.iter().all(|index| {
            let lever = self.list.get(*index);
            let to = lever.and_then(|lever| lever.version_of(subject));
            to.is_some_and(|to| fix.is_met_by(finding.package.scheme(), to))
        })
    }
}

impl<'v> Lever<'v> {
    fn take(&mut self, finding: &Finding<'v>) {
        let Some(first) = finding.violations.first() else { return };
        let subject = &first.subject;
        let is_own = self.handle != Handle::BaseImage && is_direct(first);
        if is_own {
            self.own = Some(subject);
        }
        if let Some(fix) = finding.fix {
            self.needs.entry(subject).or_default().push(fix);
        }
    }

    /// Chooses the versions, when all that is needed is known.
    fn settle(&mut self) {
        for (subject, needs) in std::mem::take(&mut self.needs) {
            let Some(package) = subject.package() else { continue };
            let Some(version) = version_for(package.scheme(), &needs) else { continue };
            if self.own == Some(subject) {
                self.to = Some(version);
            } else {
                self.brings.insert(subject, version);
            }
        }
    }

    /// The version in which a component comes.
    fn version_of(&self, subject: &Subject) -> Option<&'v str> {
        match self.own == Some(subject) {
            true => self.to,
            false => self.brings.get(subject).copied(),
        }
    }
}

/// The levers that clear a finding together.
fn handles_of<'v>(finding: &Finding<'v>) -> Vec<Handle<'v>> {
    let Some(first) = finding.violations.first() else { return Vec::new() };
    if first.is_of_base_image() && first.fixed_version.is_some() {
        return vec![Handle::BaseImage];
    }
    let kind = finding.package.kind();
    if !is_direct(first) && !first.brought_by().is_empty() {
        return first.brought_by().iter().map(|name| Handle::step(kind, name)).collect();
    }
    vec![match first.path().first() {
        Some(head) => Handle::step(kind, head),
        None => Handle::Package {
            kind,
            name: finding.package.name(),
            version: finding.package.version().unwrap_or_default(),
        },
    }]
}

/// Whether the component is changed itself, and not what brings it in.
fn is_direct(violation: &Violation) -> bool {
    violation.path().len() < 2
}

/// The lowest version that meets all needs, or else the highest.
fn version_for<'v>(scheme: Scheme, needs: &[Need<'v>]) -> Option<&'v str> {
    let highest =
        |versions: &mut dyn Iterator<Item = &'v str>| versions.reduce(|a, b| higher(scheme, a, b));
    let lowest = highest(&mut needs.iter().map(|need| need.version))?;
    let meets_all = |version: &str| needs.iter().all(|need| need.is_met_by(scheme, version));
    if meets_all(lowest) {
        return Some(lowest);
    }
    // It lies between two lines that have a fix: only the newest of all will do.
    let newest = needs.iter().filter_map(|need| match need.later {
        Some(Later::OfLine(Some(newest))) => Some(newest.as_str()),
        _ => None,
    });
    highest(&mut newest.chain([lowest])).filter(|version| meets_all(version)).or(Some(lowest))
}

/// Both versions are above the installed one. Which is higher cannot always be said.
fn higher<'v>(scheme: Scheme, a: &'v str, b: &'v str) -> &'v str {
    match scheme.compare(a, b) {
        Some(Ordering::Less) => b,
        Some(Ordering::Greater) => a,
        _ => a.max(b),
    }
}

/// Findings that need the same upgrades are one item to the search.
fn items(findings: &[Finding<'_>], levers: &Levers<'_>) -> Vec<Item> {
    let mut items: BTreeMap<&[usize], Item> = BTreeMap::new();
    for (finding, needs) in findings.iter().zip(&levers.of_finding) {
        if needs.is_empty() || !levers.clear(finding, needs) {
            continue;
        }
        let item = items.entry(needs.as_slice()).or_insert_with(|| Item {
            needs: needs.clone(),
            denials: 0,
            all: 0,
        });
        item.denials += u64::from(finding.denies);
        item.all += 1;
    }
    items.into_values().collect()
}
