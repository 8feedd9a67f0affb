//! From policy and evidence to a decision.

pub(crate) mod group;

mod digest;
mod remedy;
mod requirements;
mod vex;
mod waivers;

use std::borrow::Cow;
use std::collections::BTreeMap;

use self::group::Group;
use self::vex::Statements;
use self::waivers::{Case, Waivers};
use crate::code::Code;
use crate::context::EvalContext;
use crate::decision::{
    Decision, Effect, Meta, Missing, Outcome, Reason, RuleCoverage, ScoreAnnotation, Subject,
    Suppressed, Suppression, Violation, ViolationKind, WaiverState,
};
use crate::error::{Diagnostic, Level};
use crate::evidence::{Evidence, Gap, Package, Place, Section, SectionKind};
use crate::policy::Compiled;
use crate::policy::settings::{Anchor, Grace, Mode, Modes};
use crate::rules::vulnerability::VulnerabilityRule;
use crate::rules::{Body, Rule, image, licence};
use crate::severity::Severity;
use crate::{Timestamp, Tri};

/// Judges `evidence`. Total and deterministic; see [`crate::Policy::evaluate`].
pub(crate) fn evaluate(policy: &Compiled, evidence: &Evidence, cx: &EvalContext) -> Decision {
    let mut notes = Vec::new();
    let components =
        evidence.sbom.value().map(|sbom| sbom.components.as_slice()).unwrap_or_default();
    let places = group::places(components);
    let groups = group::groups(
        &evidence.scans,
        &places,
        &policy.resolver,
        policy.unknown_severity_as,
        &mut notes,
    );
    let statements = Statements::of(evidence, &policy.vex, cx.now, &mut notes);
    let verdicts = groups.iter().map(|group| statements.verdict(group, &mut notes)).collect();
    let waivers = Waivers::of(&policy.waivers, &policy.waiver_settings, evidence, cx, &mut notes);
    let stages = &policy.modes.stages;
    if let Some(stage) = &cx.stage
        && !stages.is_empty()
        && !stages.iter().any(|(name, _)| name == stage)
    {
        let message =
            format!("the policy's `modes` do not name the stage `{stage}`; its general mode holds");
        notes.push(Diagnostic::new(Code::StageUnknown, Level::Warning, "modes", message));
    }
    let mut judge = Judge {
        policy,
        evidence,
        cx,
        cleared: vec![Vec::new(); groups.len()],
        groups: &groups,
        places: &places,
        verdicts,
        waivers,
        violations: Vec::new(),
        suppressed: Vec::new(),
        coverage: Vec::new(),
        notes,
    };
    judge.requirements();
    for rule in &policy.rules {
        judge.rule(rule);
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
    places: &'e BTreeMap<Cow<'e, str>, Place>,
    /// What VEX says, group by group.
    verdicts: Vec<vex::Verdict<'e>>,
    /// The violations of each group that a statement clears.
    cleared: Vec<Vec<Violation>>,
    waivers: Waivers<'e>,
    violations: Vec<Violation>,
    suppressed: Vec<Suppressed>,
    coverage: Vec<RuleCoverage>,
    notes: Vec<Diagnostic>,
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

impl<'e> Judge<'e> {
    fn rule(&mut self, rule: &'e Rule) {
        let mut coverage = RuleCoverage { rule: rule.id.clone(), ..RuleCoverage::default() };
        let Some(cap) = self.cap(&rule.modes, rule.enforce_from) else {
            coverage.idle = Some("off".to_owned());
            self.coverage.push(coverage);
            return;
        };
        match &rule.body {
            Body::Vulnerability(body) => self.vulnerability_rule(rule, body, cap, &mut coverage),
            Body::Licences(body) => self.licence_rule(rule, body, cap, &mut coverage),
            Body::Image(body) => self.image_rule(rule, body, cap, &mut coverage),
        }
        if coverage.evaluated == 0 {
            coverage.idle = Some("nothing to judge".to_owned());
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

    fn vulnerability_rule(
        &mut self,
        rule: &'e Rule,
        body: &VulnerabilityRule,
        cap: Cap,
        coverage: &mut RuleCoverage,
    ) {
        let now = self.cx.now;
        let (looked, gaps) = scans(self.evidence);
        if !looked || !gaps.is_empty() {
            self.missing_section(rule, SectionKind::Vulnerabilities, looked, &gaps, cap);
            count(coverage, Tri::Unknown);
        }
        for (index, group) in self.groups.iter().enumerate() {
            let value = body.value(group, now);
            count(coverage, value);
            let about = About {
                group: Some((index, group)),
                package: Some(group.package),
                grace: rule.grace.as_ref(),
                ..About::default()
            };
            match value {
                Tri::False => {}
                Tri::True => {
                    let mut message =
                        format!("{} ({}) in {}", group.id, group.judged_level(), group.package);
                    if let Some(version) = group.fix.recommended {
                        message.push_str(&format!(", fixed in {version}"));
                    }
                    let message = with_remark(message, rule);
                    let mut violation = Violation::new(
                        &rule.id,
                        Code::Vulnerability,
                        ViolationKind::Vulnerability,
                        rule.effect,
                        component(group.package),
                        message,
                    );
                    violation.because = body.because(group, now);
                    describe(&mut violation, group);
                    self.weigh(violation, cap, about);
                }
                Tri::Unknown => {
                    let Some(effect) = rule.on_unknown else { continue };
                    let missing = body.missing(group, now);
                    let what = listed(missing.iter().map(|missing| missing.what.as_str()));
                    let message =
                        format!("cannot judge {} in {}: {what} not known", group.id, group.package);
                    let mut violation = Violation::new(
                        &rule.id,
                        Code::MissingEvidence,
                        ViolationKind::MissingEvidence,
                        effect,
                        component(group.package),
                        message,
                    );
                    violation.because = body.because(group, now);
                    violation.missing = missing;
                    describe(&mut violation, group);
                    self.weigh(violation, cap, About { grace: None, ..about });
                }
            }
        }
    }

    fn licence_rule(
        &mut self,
        rule: &'e Rule,
        body: &licence::LicenceRule,
        cap: Cap,
        coverage: &mut RuleCoverage,
    ) {
        let section = &self.evidence.sbom;
        if !section.is_complete() {
            self.missing_section(
                rule,
                SectionKind::Sbom,
                !section.is_absent(),
                section.gaps(),
                cap,
            );
            count(coverage, Tri::Unknown);
        }
        let mut judged: BTreeMap<Cow<'_, str>, Vec<licence::Objection>> = BTreeMap::new();
        for component in section.value().map(|sbom| sbom.components.as_slice()).unwrap_or_default()
        {
            let (value, objections) = body.judge(component, self.cx.now);
            count(coverage, value);
            if !objections.is_empty() {
                judged.entry(component.package.key()).or_default().extend(objections);
            }
        }
        for (key, mut objections) in judged {
            objections.sort();
            objections.dedup();
            for objection in objections {
                let unknown = objection.code == Code::LicenceUnknown;
                let effect = match body.unknown {
                    _ if !unknown => Some(rule.effect),
                    Some(effect) => effect,
                    None => rule.on_unknown,
                };
                let Some(effect) = effect else { continue };
                let kind =
                    if unknown { ViolationKind::MissingEvidence } else { ViolationKind::Licence };
                let mut violation = Violation::new(
                    &rule.id,
                    objection.code,
                    kind,
                    effect,
                    component(&objection.package),
                    with_remark(objection.message.clone(), rule),
                );
                violation.id.clone_from(&objection.licence);
                violation.because = objection.because;
                violation.missing = objection.missing;
                violation.waiver_notes = objection.notes;
                if let Some(place) = self.places.get(&key) {
                    violation.path.clone_from(&place.path);
                    violation.locations.clone_from(&place.locations);
                }
                let about = About {
                    licence: objection.licence.as_deref(),
                    package: Some(&objection.package),
                    ..About::default()
                };
                self.weigh(violation, cap, about);
            }
        }
    }

    fn image_rule(
        &mut self,
        rule: &'e Rule,
        body: &image::ImageRule,
        cap: Cap,
        coverage: &mut RuleCoverage,
    ) {
        let section = &self.evidence.image;
        if !section.is_complete() {
            self.missing_section(
                rule,
                SectionKind::Image,
                !section.is_absent(),
                section.gaps(),
                cap,
            );
            count(coverage, Tri::Unknown);
        }
        let Some(facts) = section.value() else { return };
        let subject = Subject::Image {
            reference: facts
                .reference
                .as_ref()
                .map_or_else(|| self.evidence.artifact.name.clone(), ToString::to_string),
        };
        for found in body.check(facts, self.evidence, self.cx.now) {
            count(coverage, !found.met);
            let (kind, code, effect, message) = match found.met {
                Tri::True => continue,
                Tri::False => (ViolationKind::Image, found.code, rule.effect, found.message),
                Tri::Unknown => {
                    let Some(effect) = rule.on_unknown else { continue };
                    let message = format!(
                        "cannot judge `{}`: {}",
                        found.because.condition,
                        found
                            .missing
                            .as_ref()
                            .map_or("the value is not known", |missing| missing.why.as_str())
                    );
                    (ViolationKind::MissingEvidence, Code::MissingEvidence, effect, message)
                }
            };
            let mut violation = Violation::new(
                &rule.id,
                code,
                kind,
                effect,
                subject.clone(),
                with_remark(message, rule),
            );
            if found.met.is_unknown() {
                // Several requirements of one rule may lack the same evidence.
                violation.id = Some(found.because.condition.clone());
                violation.missing = found.missing.into_iter().collect();
            } else {
                violation.because = vec![found.because];
            }
            self.weigh(violation, cap, About::default());
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
            format!("the evidence on {kind} has gaps")
        } else {
            format!("there is no evidence on {kind}")
        };
        let mut violation = Violation::new(
            &rule.id,
            Code::MissingEvidence,
            ViolationKind::MissingEvidence,
            effect,
            self.artifact(),
            message,
        );
        violation.missing = gaps_as_missing(kind, gaps);
        self.weigh(violation, cap, About::default());
    }

    fn budget(&mut self) {
        let Some(budget) = &self.policy.budget else { return };
        let Some(cap) = self.cap(&Modes::default(), None) else { return };
        let mut coverage = RuleCoverage { rule: "budget".to_owned(), ..RuleCoverage::default() };
        let (looked, gaps) = scans(self.evidence);
        if !looked || !gaps.is_empty() {
            count(&mut coverage, Tri::Unknown);
            if let Some(effect) = self.policy.on_unknown {
                let kind = SectionKind::Vulnerabilities;
                let message = format!("nobody can count {kind} that nobody has looked for");
                let mut violation = Violation::new(
                    "budget",
                    Code::MissingEvidence,
                    ViolationKind::MissingEvidence,
                    effect,
                    self.artifact(),
                    message,
                );
                violation.missing = gaps_as_missing(kind, &gaps);
                self.weigh(violation, cap, About::default());
            }
        }
        let mut left: BTreeMap<u8, Vec<&Group<'_>>> = BTreeMap::new();
        for (index, group) in self.groups.iter().enumerate() {
            if !self.is_excused(index, group, Some("budget")) {
                left.entry(group.judged_level().display_order()).or_default().push(group);
            }
        }
        let at = |level: Severity| {
            left.get(&level.display_order()).map(Vec::as_slice).unwrap_or_default()
        };
        let unknown = at(Severity::Unknown).len();
        for (level, most) in &budget.levels {
            let found = at(*level);
            let value: Tri = if found.len() > *most {
                Tri::True
            } else if *level != Severity::Unknown && found.len() + unknown > *most {
                Tri::Unknown
            } else {
                Tri::False
            };
            count(&mut coverage, value);
            let name = level.as_str();
            let (code, kind, effect, message) = match value {
                Tri::False => continue,
                Tri::True => (
                    Code::Budget,
                    ViolationKind::Budget,
                    Effect::Deny,
                    format!("{} findings are {name}, the budget allows {most}", found.len()),
                ),
                Tri::Unknown => {
                    let Some(effect) = self.policy.on_unknown else { continue };
                    (
                        Code::MissingEvidence,
                        ViolationKind::MissingEvidence,
                        effect,
                        format!(
                            "{} findings are {name} and {unknown} are not rated, the budget allows {most}",
                            found.len()
                        ),
                    )
                }
            };
            let mut violation =
                Violation::new("budget", code, kind, effect, self.artifact(), message);
            violation.id = Some(level.as_lower_str().to_owned());
            violation.because = found
                .iter()
                .map(|group| {
                    Reason::new(
                        format!("budget.{} {most}", level.as_lower_str()),
                        format!("{} in {}", group.id, group.key),
                    )
                })
                .collect();
            if value.is_unknown() {
                violation.missing =
                    vec![Missing::new("severity", format!("{unknown} findings are not rated"))];
            }
            self.weigh(violation, cap, About::default());
        }
        self.coverage.push(coverage);
    }

    /// Applies VEX, waivers, grace and mode, in this order, and files the violation.
    fn weigh(&mut self, mut violation: Violation, cap: Cap, about: About<'_, '_>) {
        violation = violation.sealed();
        let rule = violation.rule.clone();
        let locations = violation.locations.clone();
        let case = Case {
            rule: Some(&rule),
            missing_evidence: violation.kind == ViolationKind::MissingEvidence,
            group: about.group.map(|(_, group)| group),
            licence: about.licence,
            package: about.package,
            locations: &locations,
        };
        let verdict = self.waivers.verdict(case);

        if let Some((index, _)) = about.group
            && self.verdicts.get(index).is_some_and(|verdict| verdict.clears.is_some())
        {
            let spare: Vec<usize> =
                verdict.effective.iter().chain(&verdict.others).copied().collect();
            self.waivers.mark_spare(&spare);
            cap_effect(&mut violation, cap.0);
            if let Some(list) = self.cleared.get_mut(index) {
                list.push(violation);
            }
            return;
        }

        self.waivers.mark_used(&verdict);
        violation.waiver_notes.extend(verdict.notes.iter().cloned());
        if let Some(waiver) = verdict.suppressing(&self.waivers)
            && let Some(by) = self.waivers.suppression(waiver)
        {
            cap_effect(&mut violation, cap.0);
            let others = verdict
                .others
                .iter()
                .filter_map(|index| self.waivers.suppression(*index))
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
            package: Some(group.package),
            locations: &group.place.locations,
        };
        let verdict = self.waivers.verdict(case);
        let waiver = verdict.suppressing(&self.waivers);
        if rule.is_some() && waiver.is_some() {
            self.waivers.mark_used(&verdict);
        }
        waiver.is_some()
    }

    fn artifact(&self) -> Subject {
        Subject::Artifact { name: self.evidence.artifact.name.clone() }
    }

    fn finish(mut self) -> Decision {
        let score = self.score();
        self.file_cleared();
        let waivers = self.waivers.reports();
        self.judge_waivers(&waivers);
        let mut violations = self.violations;
        violations.sort_by(|a, b| order(a).cmp(&order(b)));
        let mut suppressed = self.suppressed;
        suppressed.sort_by_cached_key(|suppressed| {
            let rule = suppressed.violations.first().map(|violation| violation.rule.clone());
            (suppressed.subject.clone(), suppressed.id.clone(), rule, suppressed.by.clone())
        });
        let mut diagnostics = self.notes;
        diagnostics
            .sort_by(|a, b| (a.level, a.code, &a.message).cmp(&(b.level, b.code, &b.message)));
        diagnostics.dedup();
        let mut coverage = self.coverage;
        coverage.sort_by(|a, b| a.rule.cmp(&b.rule));
        let outcome = violations
            .iter()
            .map(|violation| Outcome::from(violation.effect))
            .max()
            .unwrap_or(Outcome::Allow);
        let mut digests: Vec<String> =
            self.evidence.artifact.digests.iter().map(ToString::to_string).collect();
        digests.sort();
        digests.dedup();
        let meta = Meta {
            artifact: self.evidence.artifact.name.clone(),
            digests,
            policy: self.policy.name.clone(),
            policy_version: self.policy.version.clone(),
            policy_owner: self.policy.owner.clone(),
            policy_digest: self.policy.digest.clone(),
            evidence_digest: self
                .cx
                .evidence_digest
                .clone()
                .unwrap_or_else(|| digest::evidence(self.evidence)),
            engine_version: env!("CARGO_PKG_VERSION").to_owned(),
            now: self.cx.now,
            stage: self.cx.stage.clone(),
            namespace: self.cx.namespace.clone(),
            labels: self.cx.labels.clone(),
        };
        Decision {
            outcome,
            remediation: remedy::steps(&violations),
            violations,
            suppressed,
            waivers,
            coverage,
            diagnostics,
            score,
            meta,
        }
    }

    /// Lists what VEX clears, once for each finding, whether or not a rule minded it.
    fn file_cleared(&mut self) {
        let groups = self.groups;
        let cleared = std::mem::take(&mut self.cleared);
        for ((group, verdict), mut violations) in groups.iter().zip(&self.verdicts).zip(cleared) {
            let Some(statement) = verdict.clears else { continue };
            violations.sort_by(|a, b| order(a).cmp(&order(b)));
            let others: Vec<Suppression> =
                verdict.others.iter().map(|statement| vex::suppression(statement)).collect();
            self.suppressed.push(Suppressed {
                subject: component(group.package),
                id: Some(group.id.to_owned()),
                severity: Some(group.effective()),
                violations,
                by: vex::suppression(statement),
                others,
            });
        }
    }

    /// Reports waivers that nothing needs, as the policy asks.
    fn judge_waivers(&mut self, reports: &[crate::decision::WaiverReport]) {
        let Some(effect) = self.policy.waiver_settings.unused else { return };
        for report in reports {
            if !matches!(report.state, WaiverState::Unused | WaiverState::Shadowed) {
                continue;
            }
            let message = format!("waiver {report}");
            if effect != Effect::Deny {
                // Removing it must not change the outcome for the better, hence only a remark.
                self.notes.push(Diagnostic::new(
                    Code::WaiverIdle,
                    Level::Warning,
                    "waivers",
                    message,
                ));
                continue;
            }
            if let Some(cap) = self.cap(&Modes::default(), None) {
                let subject = Subject::Waiver { id: report.id.clone() };
                let mut violation = Violation::new(
                    "waivers",
                    Code::WaiverUnused,
                    ViolationKind::Waiver,
                    effect,
                    subject,
                    message,
                )
                .sealed();
                cap_effect(&mut violation, cap.0);
                self.violations.push(violation);
            }
        }
    }

    fn score(&mut self) -> ScoreAnnotation {
        let (looked, gaps) = scans(self.evidence);
        let groups = self.groups;
        let mut worst = Severity::Unknown;
        let (mut left, mut unknown_count) = (0, 0);
        for (index, group) in groups.iter().enumerate() {
            if self.is_excused(index, group, None) {
                continue;
            }
            left += 1;
            let level = group.level();
            if !level.is_known() {
                unknown_count += 1;
            } else if level.display_order() > worst.display_order() {
                worst = level;
            }
        }
        let value = if left > 0 {
            worst.as_str()
        } else if !looked || !gaps.is_empty() {
            Severity::Unknown.as_str()
        } else {
            Severity::None.as_str()
        };
        ScoreAnnotation { value, unknown_count }
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
    if group.kev == Some(true) && !grace.kev {
        return None;
    }
    let level = group.judged_level();
    let (_, period) = grace.by_level.iter().find(|(known, _)| *known == level)?;
    let anchor = match grace.from {
        Anchor::Published => group.published,
        Anchor::FixAvailableSince => group.fix_available_since,
        Anchor::FirstSeen => group.first_seen,
    };
    Some(anchor?.plus(*period))
}

fn cap_effect(violation: &mut Violation, most: Effect) {
    if violation.effect > most {
        violation.would_be = Some(violation.effect);
        violation.effect = most;
    }
}

fn component(package: &Package) -> Subject {
    Subject::Component { key: package.key().into_owned(), package: package.clone() }
}

/// Fills in what is known of a finding.
fn describe(violation: &mut Violation, group: &Group<'_>) {
    violation.id = Some(group.id.to_owned());
    violation.aliases = group.aliases.iter().map(|id| (*id).to_owned()).collect();
    violation.title = group.title().map(str::to_owned);
    violation.severity = Some(group.effective());
    violation.path.clone_from(&group.place.path);
    violation.locations.clone_from(&group.place.locations);
    violation.fixed_version = group.fix.recommended.map(str::to_owned);
    violation.remedy = remedy::remedy(group);
    violation.references = group.references();
}

fn with_remark(message: String, rule: &Rule) -> String {
    match &rule.message {
        Some(remark) => format!("{message}: {remark}"),
        None => message,
    }
}

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last} are", rest.join(", ")),
        Some((last, _)) => format!("{last} is"),
        None => "something is".to_owned(),
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

/// Effect, then severity, worst first; then rule, subject, id.
fn order(violation: &Violation) -> impl Ord + '_ {
    (
        std::cmp::Reverse(violation.effect),
        std::cmp::Reverse(violation.level().display_order()),
        &violation.rule,
        &violation.subject,
        &violation.id,
        violation.code,
        &violation.message,
    )
}
