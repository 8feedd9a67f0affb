//! Asking each rule about everything it looks at.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::ahead;
use super::group::Group;
use super::licences::Statements;
use super::when::Topic;
use super::{About, Cap, Judge, Minded, count, scans};
use crate::code::Code;
use crate::decision::{
    Missing, Origin, Reason, RuleCoverage, Subject, Violation, ViolationKind, Wording,
};
use crate::evidence::{ImageFacts, Package, Place, SectionKind};
use crate::part::{Part, Parts};
use crate::rules::vulnerability::VulnerabilityRule;
use crate::rules::{Rule, image, licence};
use crate::{Text, Tri};

/// Why a rule objects to findings, each with its part.
#[derive(Debug, Default)]
struct Grounds {
    because: Parts<Reason>,
    missing: Parts<Missing>,
}

impl<'e> Judge<'e> {
    pub(super) fn vulnerability_rule(
        &mut self,
        rule: &'e Rule,
        body: &VulnerabilityRule,
        minded: &[Minded],
        cap: Cap,
        coverage: &mut RuleCoverage,
    ) {
        let (looked, gaps) = scans(self.evidence);
        if !looked || !gaps.is_empty() {
            self.missing_section(rule, SectionKind::Vulnerabilities, looked, &gaps, cap);
            count(coverage, Tri::Unknown);
        }
        let others = self.groups.len() - minded.len();
        coverage.evaluated += others;
        coverage.did_not_hold += others;
        let groups = self.groups;
        let found = |minded: &Minded| {
            let (at, value) = (minded.0 as usize, minded.1);
            Some((at, groups.get(at)?, value))
        };
        let (mut grounds, mut met) = (Grounds::default(), Vec::new());
        for some in minded.chunks(ahead::AT_ONCE) {
            let groups = || some.iter().filter_map(found).map(|(_, group, _)| group);
            ahead::told(groups().flat_map(Group::findings));
            ahead::named(groups().map(Group::id));
            ahead::placed(
                groups().filter_map(|group| self.table.packages.place_of(group.number())),
            );
            for (at, group, value) in some.iter().filter_map(found) {
                let value = self.finding(rule, body, group, value, &mut grounds, coverage);
                met.extend(value.map(|value| (at, group, value)));
            }
            let grounds = grounds.because.take().zip(grounds.missing.take());
            for ((at, group, value), grounds) in met.drain(..).zip(grounds) {
                self.object(rule, (at, group), value, grounds, cap);
            }
        }
    }

    /// Judges a finding that meets the conditions of a rule, or may meet them. Returns the value if
    /// the rule objects to it, after saying why.
    fn finding(
        &self,
        rule: &'e Rule,
        body: &VulnerabilityRule,
        group: &'e Group<'e>,
        value: Tri,
        grounds: &mut Grounds,
        coverage: &mut RuleCoverage,
    ) -> Option<Tri> {
        let now = self.cx.now;
        let asked = self.ask(rule, Topic::Finding(group));
        let value = value.and(asked.value());
        count(coverage, value);
        if value.is_false() || value.is_unknown() && rule.on_unknown.is_none() {
            return None;
        }
        let because = grounds.because.next();
        body.because(group, now, because);
        because.extend(asked.because());
        if value.is_unknown() {
            let missing = grounds.missing.next();
            body.missing(group, now, missing);
            missing.extend(asked.missing());
        }
        grounds.because.cut();
        grounds.missing.cut();
        Some(value)
    }

    /// Files the violation of a rule by a finding.
    fn object(
        &mut self,
        rule: &'e Rule,
        (at, group): (usize, &'e Group<'e>),
        value: Tri,
        (because, missing): (Part<Reason>, Part<Missing>),
        cap: Cap,
    ) {
        let (code, kind, effect, wording) = match (value, rule.on_unknown) {
            (Tri::Unknown, Some(effect)) => {
                let (code, kind) = (Code::MissingEvidence, ViolationKind::MissingEvidence);
                (code, kind, effect, Wording::NotJudged)
            }
            _ => {
                let wording = Wording::Vulnerable {
                    level: group.judged_level(),
                    remark: rule.message.clone(),
                };
                (Code::Vulnerability, ViolationKind::Vulnerability, rule.effect, wording)
            }
        };
        let subject = Subject::Component(group.package.clone());
        let mut violation = Violation::new(&rule.id, code, kind, effect, subject, wording);
        violation.because = because;
        violation.missing = missing;
        describe(&mut violation, group);
        let grace = rule.grace.as_ref().filter(|_| value.is_true());
        let about = About { group: Some((at, group)), grace, ..About::default() };
        self.weigh(violation, cap, about);
    }

    pub(super) fn licence_rule(
        &mut self,
        rule: &'e Rule,
        body: &licence::LicenceRule,
        cap: Cap,
        coverage: &mut RuleCoverage,
    ) {
        self.need(rule, SectionKind::Sbom, &self.evidence.sbom, cap, coverage);
        let now = self.cx.now;
        let statements = Statements::of(self.table);
        let readings: Vec<Cow<'_, licence::Reading>> =
            statements.read(|declared, concluded| body.reading(declared, concluded)).collect();
        // Nearly every image ends here.
        if rule.when.is_none() && readings.iter().all(|reading| reading.allowed.is_true()) {
            coverage.evaluated += statements.len();
            coverage.did_not_hold += statements.len();
            return;
        }
        // What is stated twice about one package is objected to once.
        let mut found: Vec<(u32, Vec<licence::Objection>)> = Vec::new();
        let mut undecided: BTreeMap<u32, (&Package, Vec<Missing>)> = BTreeMap::new();
        for stated in statements.stated() {
            let Some(reading) = readings.get(stated.statement as usize) else { continue };
            if reading.allowed.is_true() && rule.when.is_none() {
                count(coverage, Tri::False);
                continue;
            }
            let (value, objections) = body.judge(reading, stated.package, now);
            let asked = self.ask(rule, Topic::Component(stated.package.key()));
            count(coverage, value.and(asked.value()));
            if asked.value().is_unknown() && !value.is_false() {
                undecided.insert(stated.number, (stated.package, asked.missing()));
            }
            if !asked.value().is_true() {
                continue;
            }
            match found.last_mut() {
                Some((number, known)) if *number == stated.number => known.extend(objections),
                _ if objections.is_empty() => {}
                _ => found.push((stated.number, objections)),
            }
        }
        for (package, missing) in undecided.into_values() {
            let subject = Subject::Component(package.clone());
            self.cannot_judge(rule, subject, missing, cap, Some(package));
        }
        for (number, mut objections) in found {
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
                    Subject::Component(objection.package.clone()),
                    with_remark(objection.message, rule),
                );
                violation.id.clone_from(&objection.licence);
                violation.because = objection.because;
                violation.missing = objection.missing;
                violation.waiver_notes = objection.notes;
                let place = self.table.packages.place_of(number);
                violation.origin = place.and_then(of_component);
                let about = About {
                    licence: objection.licence.as_deref(),
                    package: Some(&objection.package),
                    ..About::default()
                };
                self.weigh(violation, cap, about);
            }
        }
    }

    pub(super) fn image_rule(
        &mut self,
        rule: &'e Rule,
        body: &image::ImageRule,
        cap: Cap,
        coverage: &mut RuleCoverage,
    ) {
        let section = &self.evidence.image;
        if body.asks_for_facts() || rule.when.is_some() {
            self.need(rule, SectionKind::Image, section, cap, coverage);
        }
        let facts = section.value();
        let subject = match facts {
            Some(facts) => self.image(facts),
            None => Subject::Image { reference: self.evidence.artifact.name.clone() },
        };
        let mut holds = Tri::True;
        if rule.when.is_some() {
            // That there are no facts has been said.
            if facts.is_none() {
                return;
            }
            let asked = self.ask(rule, Topic::Image);
            holds = asked.value();
            if holds.is_unknown() {
                let missing = asked.missing();
                count(coverage, Tri::Unknown);
                self.cannot_judge(rule, subject, missing, cap, None);
                return;
            }
        }
        if !holds.is_false() {
            self.image_sections(rule, body, cap, &subject, coverage);
        }
        let mut answers = body.check_attestations(self.evidence, self.cx.now);
        if let Some(facts) = facts {
            answers.extend(body.check(facts, self.evidence, self.cx.now));
        }
        for found in answers {
            count(coverage, (!found.met).and(holds));
            if holds.is_false() {
                continue;
            }
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
                violation.because = vec![found.because].into();
            }
            self.weigh(violation, cap, About::default());
        }
    }
}

impl Judge<'_> {
    pub(super) fn image(&self, facts: &ImageFacts) -> Subject {
        Subject::Image {
            reference: facts
                .reference
                .as_ref()
                .map_or_else(|| self.evidence.artifact.name.clone(), ToString::to_string),
        }
    }

    /// Whether a rule's expression holds for something is not known.
    pub(super) fn cannot_judge(
        &mut self,
        rule: &Rule,
        subject: Subject,
        missing: Vec<Missing>,
        cap: Cap,
        package: Option<&Package>,
    ) {
        let Some(effect) = rule.on_unknown else { return };
        let mut violation = Violation::new(
            &rule.id,
            Code::MissingEvidence,
            ViolationKind::MissingEvidence,
            effect,
            subject,
            Wording::NotJudged,
        );
        violation.missing = missing.into();
        let number = package.and_then(|package| self.table.packages.number_of(package));
        let place = number.and_then(|number| self.table.packages.place_of(number));
        violation.origin = place.and_then(of_component);
        self.weigh(violation, cap, About { package, ..About::default() });
    }

    /// What a rule over the image asks of its SBOM and its scans.
    fn image_sections(
        &mut self,
        rule: &Rule,
        body: &image::ImageRule,
        cap: Cap,
        subject: &Subject,
        coverage: &mut RuleCoverage,
    ) {
        for requirement in &body.sections {
            let objections = self.objections(requirement);
            if objections.is_empty() {
                count(coverage, Tri::False);
            }
            for objection in objections {
                let unknown = objection.code == Code::MissingEvidence;
                count(coverage, if unknown { Tri::Unknown } else { Tri::True });
                let effect = if unknown { rule.on_unknown } else { Some(rule.effect) };
                let Some(effect) = effect else { continue };
                let kind = if unknown {
                    ViolationKind::MissingEvidence
                } else {
                    ViolationKind::Requirement
                };
                let mut violation = Violation::new(
                    &rule.id,
                    objection.code,
                    kind,
                    effect,
                    subject.clone(),
                    with_remark(objection.message, rule),
                );
                violation.id = Some(Text::from_static(requirement.kind.as_str()));
                violation.because = objection.because.into();
                violation.missing = objection.missing.into();
                self.weigh(violation, cap, About::default());
            }
        }
    }
}

/// Fills in what is known of a finding.
fn describe(violation: &mut Violation, group: &Group<'_>) {
    violation.id = Some(group.id().into());
    violation.aliases = group.aliases();
    violation.title = group.title().cloned();
    violation.severity = Some(Arc::clone(group.effective()));
    violation.origin = group.origin();
    if let Some(fix) = group.recommended_fix() {
        violation.fixed_version = Some(fix.version.into());
        violation.later_fixes = fix.later.kept();
    }
    violation.references = group.references();
    violation.waiver_notes.extend(group.override_notes().iter().cloned());
}

/// Where a component comes from that is judged for itself.
pub(super) fn of_component(place: &Place) -> Option<Arc<Origin>> {
    let (path, locations) = (place.path.clone(), place.sorted_locations());
    Origin { path, locations, ..Origin::default() }.shared()
}

pub(super) fn with_remark(mut message: String, rule: &Rule) -> String {
    if let Some(remark) = &rule.message {
        message.push_str(": ");
        message.push_str(remark);
    }
    message
}
