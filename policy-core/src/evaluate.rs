//! From policy and evidence to a decision.

pub(crate) mod group;

mod ahead;
pub(crate) mod alias;
mod budget;
mod finish;
mod gist;
pub(crate) mod layers;
mod licences;
mod order;
mod overrides;
mod packages;
mod prefixes;
mod requirements;
mod rules;
mod severities;
pub(crate) mod silence;
mod table;
mod vex;
mod waivers;
mod when;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use self::group::Group;
use self::order::{Violations, order};
use self::table::Table;
use self::waivers::{Case, Waivers};
use self::when::Topic;
use crate::code::Code;
use crate::context::EvalContext;
use crate::decision::{
    Decision, Effect, MOST_OTHERS, Missing, Remark, RuleCoverage, Subject, Suppressed, Violation,
    ViolationKind, WaiverReport,
};
use crate::error::Level;
use crate::evidence::{Evidence, Gap, Package, Section, SectionKind};
use crate::policy::Compiled;
use crate::policy::settings::{Anchor, Grace, Mode, Modes};
use crate::rules::{Body, Rule};
use crate::{Text, Timestamp, Tri};

/// Judges `evidence`. Total and deterministic; see [`crate::Policy::evaluate`].
pub(crate) fn evaluate(policy: &Compiled, evidence: &Evidence, cx: &EvalContext) -> Decision {
    let mut notes = Vec::new();
    let table = Table::of(evidence, &policy.resolver, policy.unknown_severity_as);
    let mut groups = group::groups(&table, &mut notes);
    let overrides = overrides::apply(&mut groups, policy, evidence, &table.classes, cx);
    let statements = vex::Statements::of(evidence, &table.classes, &policy.vex, cx.now, &mut notes);
    let verdicts = statements.verdicts(&groups, &mut notes);
    let waivers = Waivers::of(policy, evidence, &table, cx, &mut notes);
    let stages = &policy.modes.stages;
    if let Some(stage) = &cx.stage
        && !stages.is_empty()
        && !stages.iter().any(|(name, _)| name == stage)
    {
        let message =
            format!("the policy's `modes` do not name the stage `{stage}`; its general mode holds");
        notes.push(Remark::new(Code::StageUnknown, Level::Warning, policy.part("modes"), message));
    }
    let mut judge = Judge {
        policy,
        evidence,
        cx,
        cleared: BTreeMap::new(),
        groups: &groups,
        table: &table,
        verdicts,
        waivers,
        violations: Violations::default(),
        suppressed: Vec::new(),
        coverage: Vec::new(),
        overrides,
        notes,
        sites: OnceCell::new(),
    };
    judge.requirements();
    // All before any is told of: how many there are says how much room they take.
    let minded: Vec<Vec<Minded>> = policy.rules.iter().map(|rule| judge.minded(rule)).collect();
    judge.violations.expect(minded.iter().map(Vec::len).sum());
    for (rule, minded) in policy.rules.iter().zip(minded) {
        judge.rule(rule, &minded);
    }
    judge.budget();
    judge.finish()
}

/// A decision in the making.
struct Judge<'e> {
    policy: &'e Compiled,
    evidence: &'e Evidence,
    cx: &'e EvalContext,
    groups: &'e [Group<'e>],
    table: &'e Table<'e>,
    /// What VEX says, group by group; empty if it says nothing.
    verdicts: Vec<vex::Verdict<'e>>,
    /// The violations of groups that a statement clears.
    cleared: BTreeMap<usize, Vec<Violation>>,
    waivers: Waivers<'e>,
    violations: Violations,
    suppressed: Vec<Suppressed>,
    coverage: Vec<RuleCoverage>,
    /// What became of levels that are set by hand.
    overrides: Vec<WaiverReport>,
    notes: Vec<Remark>,
    /// The components as expressions see them, once one has asked.
    sites: OnceCell<Rc<when::Sites<'e>>>,
}

/// What holds the effect of a rule down.
#[derive(Clone, Copy, Debug)]
struct Cap(Effect);

/// What a violation is about, for waivers and grace.
#[derive(Clone, Copy, Default)]
struct About<'c, 'e> {
    group: Option<(usize, &'c Group<'e>)>,
    licence: Option<&'c str>,
    package: Option<&'c Package>,
    grace: Option<&'c Grace>,
}

/// A group, by its place among all, that a rule's conditions hold for, or may hold for.
type Minded = (u32, Tri);

impl<'e> Judge<'e> {
    /// The findings that a rule may mind.
    fn minded(&self, rule: &Rule) -> Vec<Minded> {
        match &rule.body {
            Body::Vulnerability(body) if self.cap(&rule.modes, rule.enforce_from).is_some() => {
                let values = self.groups.iter().map(|group| body.value(group, self.cx.now));
                (0..).zip(values).filter(|(_, value)| !value.is_false()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn rule(&mut self, rule: &'e Rule, minded: &[Minded]) {
        let mut coverage = RuleCoverage { rule: rule.id.clone(), ..RuleCoverage::default() };
        let Some(cap) = self.cap(&rule.modes, rule.enforce_from) else {
            coverage.idle = Some(Text::from_static("off"));
            self.coverage.push(coverage);
            return;
        };
        if self.ask(rule, Topic::Nothing).is_idle() {
            coverage.idle = Some(Text::from_static("`when` does not hold here"));
            self.coverage.push(coverage);
            return;
        }
        match &rule.body {
            Body::Vulnerability(body) => {
                self.vulnerability_rule(rule, body, minded, cap, &mut coverage);
            }
            Body::Licences(body) => self.licence_rule(rule, body, cap, &mut coverage),
            Body::Image(body) => self.image_rule(rule, body, cap, &mut coverage),
            Body::EachComponent => self.component_rule(rule, cap, &mut coverage),
            Body::WholeImage => self.whole_image_rule(rule, cap, &mut coverage),
        }
        if coverage.evaluated == 0 {
            coverage.idle = Some(Text::from_static("nothing to judge"));
        }
        self.coverage.push(coverage);
    }

    /// The strongest effect the modes leave; `None` if the rule is off.
    fn cap(&self, modes: &Modes, enforce_from: Option<Timestamp>) -> Option<Cap> {
        let stage = self.cx.stage.as_deref();
        let mut mode = self.policy.modes.at(stage).min(modes.at(stage));
        if enforce_from.is_some_and(|from| self.cx.now < from) {
            mode = mode.min(Mode::Warn);
        }
        (mode != Mode::Off).then(|| Cap(mode.cap()))
    }

    /// Says so if a section that a rule needs is absent, or has holes.
    fn need<T>(
        &mut self,
        rule: &Rule,
        kind: SectionKind,
        section: &Section<T>,
        cap: Cap,
        coverage: &mut RuleCoverage,
    ) {
        if !section.is_complete() {
            self.missing_section(rule, kind, !section.is_absent(), section.gaps(), cap);
            count(coverage, Tri::Unknown);
        }
    }

    /// A section that a rule needs is absent, or has holes.
    fn missing_section(
        &mut self,
        rule: &Rule,
        kind: SectionKind,
        present: bool,
        gaps: &[Gap],
        cap: Cap,
    ) {
        let Some(effect) = rule.on_unknown else { return };
        let message = if present {
            format!("the {} has gaps", kind.noun())
        } else {
            format!("there is no {}", kind.noun())
        };
        let mut violation = Violation::new(
            &rule.id,
            Code::MissingEvidence,
            ViolationKind::MissingEvidence,
            effect,
            self.artifact(),
            message,
        );
        violation.missing = gaps_as_missing(kind, gaps).into();
        self.weigh(violation, cap, About::default());
    }

    /// Applies VEX, waivers, grace and mode, in this order, and files the violation.
    fn weigh(&mut self, mut violation: Violation, cap: Cap, about: About<'_, '_>) {
        let case = Case {
            rule: Some(&violation.rule),
            missing_evidence: violation.kind == ViolationKind::MissingEvidence,
            group: about.group.map(|(_, group)| group),
            licence: about.licence,
            package: about.package.and_then(|one| Some((self.table.packages.number_of(one)?, one))),
            locations: violation.locations(),
        };
        let mut notes = Vec::new();
        let verdict = self.waivers.verdict(case, Some(&mut notes));

        if let Some((index, _)) = about.group
            && self.verdicts.get(index).is_some_and(|verdict| verdict.clears.is_some())
        {
            let spare: Vec<usize> =
                verdict.effective.iter().chain(&verdict.others).copied().collect();
            self.waivers.mark_spare(&spare);
            cap_effect(&mut violation, cap.0);
            self.cleared.entry(index).or_default().push(violation);
            return;
        }

        self.waivers.mark_used(&verdict);
        notes.sort();
        violation.waiver_notes.append(&mut notes);
        if let Some(waiver) = verdict.suppressing(&self.waivers)
            && let Some(by) = self.waivers.suppression(waiver)
        {
            cap_effect(&mut violation, cap.0);
            let others = verdict
                .others
                .iter()
                .filter_map(|index| self.waivers.suppression(*index))
                .take(MOST_OTHERS)
                .collect();
            self.suppressed.push(Suppressed {
                subject: violation.subject.clone(),
                id: violation.id.clone(),
                severity: violation.severity.clone(),
                violations: vec![violation],
                by,
                others,
            });
            return;
        }

        let mut most = cap.0;
        if let Some(waiver) = verdict.effective.and_then(|index| self.waivers.get(index)) {
            violation.waiver_notes.push(format!("waiver {waiver} softens this to a warning"));
            most = most.min(Effect::Warn);
        }
        if let (Some(grace), Some((_, group))) = (about.grace, about.group)
            && let Some(until) = grace_end(grace, group)
            && self.cx.now < until
        {
            violation.grace_until = Some(until);
            most = most.min(Effect::Warn);
        }
        cap_effect(&mut violation, most);
        self.violations.push(violation);
    }

    /// Whether a finding counts no more, whatever the rules say: VEX clears it, or a waiver that
    /// is not about another rule covers it.
    fn is_excused(&mut self, index: usize, group: &Group<'_>, rule: Option<&str>) -> bool {
        if self.verdicts.get(index).is_some_and(|verdict| verdict.clears.is_some()) {
            return true;
        }
        let case = Case {
            rule,
            missing_evidence: false,
            group: Some(group),
            licence: None,
            package: None,
            locations: &[],
        };
        if rule.is_none() && self.waivers.ignore(group) {
            return false;
        }
        let verdict = self.waivers.verdict(case, None);
        let waiver = verdict.suppressing(&self.waivers);
        if rule.is_some() && waiver.is_some() {
            self.waivers.mark_used(&verdict);
        }
        waiver.is_some()
    }

    fn artifact(&self) -> Subject {
        Subject::Artifact { name: self.evidence.artifact.name.clone() }
    }
}

/// Whether any scanner has answered, and what is missing. A scanner that was asked and failed is a
/// gap in what the others found.
fn scans(evidence: &Evidence) -> (bool, Vec<Gap>) {
    let looked = evidence.scans.iter().any(|scan| !scan.findings.is_absent());
    let mut gaps: Vec<Gap> = evidence
        .scans
        .iter()
        .flat_map(|scan| match &scan.findings {
            Section::Absent(gaps) if gaps.is_empty() => {
                vec![Gap::new(&scan.scanner, "gave no answer")]
            }
            findings => findings.gaps().to_vec(),
        })
        .collect();
    gaps.sort();
    gaps.dedup();
    (looked, gaps)
}

fn gaps_as_missing(kind: SectionKind, gaps: &[Gap]) -> Vec<Missing> {
    if gaps.is_empty() {
        return vec![Missing::new(kind.as_str(), "nobody supplied it")];
    }
    let mut missing: Vec<Missing> =
        gaps.iter().map(|gap| Missing::new(kind.as_str(), gap.to_string())).collect();
    missing.sort();
    missing.dedup();
    missing
}

/// When the grace period of a finding ends; `None` if it has none.
fn grace_end(grace: &Grace, group: &Group<'_>) -> Option<Timestamp> {
    if group.kev() == Some(true) && !grace.kev {
        return None;
    }
    let level = group.judged_level();
    let (_, period) = grace.by_level.iter().find(|(known, _)| *known == level)?;
    let anchor = match grace.from {
        Anchor::Published => group.published(),
        Anchor::FixAvailableSince => group.fix_available_since(),
        Anchor::FirstSeen => group.first_seen(),
    };
    Some(anchor?.plus(*period))
}

fn cap_effect(violation: &mut Violation, most: Effect) {
    if violation.effect > most {
        violation.would_be = Some(violation.effect);
        violation.effect = most;
    }
}

fn count(coverage: &mut RuleCoverage, value: Tri) {
    coverage.evaluated += 1;
    match value {
        Tri::True => coverage.held += 1,
        Tri::False => coverage.did_not_hold += 1,
        Tri::Unknown => coverage.unknown += 1,
    }
}
