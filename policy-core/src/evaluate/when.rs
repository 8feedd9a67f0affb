//! What an expression can ask of a finding, a component and the image.

mod facts;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::group::{Group, join};
use super::rules::{of_component, with_remark};
use super::{About, Cap, Judge, count};
use crate::code::Code;
use crate::decision::{Missing, Reason, RuleCoverage, Subject, Violation, ViolationKind};
use crate::evidence::{Component, Evidence, Package, Place, SectionKind};
use crate::expression::Facts;
use crate::rules::Rule;
use crate::rules::when::When;
use crate::{Text, Tri};

/// What a rule asks about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Topic<'q, 'e> {
    /// The circumstances alone.
    Nothing,
    Finding(&'q Group<'e>),
    /// A component, by key.
    Component(&'q str),
    Image,
}

/// The components of the artifact, by key.
pub(super) type Sites<'e> = BTreeMap<&'e str, Site<'e>>;

/// All that is known of one component.
#[derive(Clone, Debug)]
pub(super) struct Site<'e> {
    pub(super) package: &'e Package,
    place: Place,
    declared: Vec<&'e str>,
    concluded: Vec<&'e str>,
}

/// A rule's expression, and what it is asked about.
pub(super) struct Question<'q, 'e> {
    when: Option<(&'q When, facts::Scene<'q, 'e>)>,
    value: Tri,
}

impl Question<'_, '_> {
    /// Whether the expression holds.
    pub(super) const fn value(&self) -> Tri {
        self.value
    }

    /// The comparisons that make it hold.
    pub(super) fn because(&self) -> Vec<Reason> {
        self.when
            .as_ref()
            .filter(|_| self.value.is_true())
            .map(|(when, scene)| when.expression.because(scene))
            .unwrap_or_default()
    }

    /// What it would need to know.
    pub(super) fn missing(&self) -> Vec<Missing> {
        self.when
            .as_ref()
            .filter(|_| self.value.is_unknown())
            .map(|(when, scene)| when.expression.missing(scene))
            .unwrap_or_default()
    }

    /// Whether the circumstances alone decide that the rule has nothing to say.
    pub(super) fn is_idle(&self) -> bool {
        use crate::expression::Subject as Part;
        self.value.is_false()
            && self
                .when
                .as_ref()
                .is_some_and(|(when, _)| when.expression.subject() == Part::Circumstances)
    }
}

impl<'e> Judge<'e> {
    pub(super) fn ask<'q>(&'q self, rule: &'q Rule, topic: Topic<'q, 'e>) -> Question<'q, 'e> {
        let when = rule.when.as_ref().map(|when| {
            let (finding, component) = match topic {
                Topic::Finding(group) => (Some(group), self.sites().get(group.key())),
                Topic::Component(key) => (None, self.sites().get(key)),
                Topic::Nothing | Topic::Image => (None, None),
            };
            let scene = facts::Scene { evidence: self.evidence, cx: self.cx, finding, component };
            (when, scene)
        });
        // A rule without an expression is not held up.
        let value = when
            .as_ref()
            .map_or(Tri::True, |(when, scene)| when.expression.value(scene as &dyn Facts));
        Question { when, value }
    }

    /// The components, joined once however many rules ask.
    fn sites(&self) -> &Rc<Sites<'e>> {
        self.sites.get_or_init(|| Rc::new(sites(self.evidence)))
    }

    /// A rule that is nothing but an expression over components.
    pub(super) fn component_rule(&mut self, rule: &'e Rule, cap: Cap, coverage: &mut RuleCoverage) {
        self.need(rule, SectionKind::Sbom, &self.evidence.sbom, cap, coverage);
        let sites = Rc::clone(self.sites());
        for (&key, site) in sites.iter() {
            let asked = self.ask(rule, Topic::Component(key));
            let value = asked.value();
            count(coverage, value);
            match value {
                Tri::False => {}
                Tri::Unknown => {
                    let missing = asked.missing();
                    let subject = Subject::Component(site.package.clone());
                    self.cannot_judge(rule, subject, missing, cap, Some(site.package));
                }
                Tri::True => {
                    let message = format!("{} meets the condition of the rule", site.package);
                    let mut violation = Violation::new(
                        &rule.id,
                        Code::Component,
                        ViolationKind::Component,
                        rule.effect,
                        Subject::Component(site.package.clone()),
                        with_remark(message, rule),
                    );
                    violation.because = asked.because().into();
                    violation.origin = of_component(&site.place);
                    let about = About { package: Some(site.package), ..About::default() };
                    self.weigh(violation, cap, about);
                }
            }
        }
    }

    /// A rule that is nothing but an expression over the image.
    pub(super) fn whole_image_rule(
        &mut self,
        rule: &'e Rule,
        cap: Cap,
        coverage: &mut RuleCoverage,
    ) {
        let section = &self.evidence.image;
        self.need(rule, SectionKind::Image, section, cap, coverage);
        let Some(facts) = section.value() else { return };
        let subject = self.image(facts);
        let asked = self.ask(rule, Topic::Image);
        let value = asked.value();
        count(coverage, value);
        match value {
            Tri::False => {}
            Tri::Unknown => {
                let missing = asked.missing();
                self.cannot_judge(rule, subject, missing, cap, None);
            }
            Tri::True => {
                let message = "the image meets the condition of the rule".to_owned();
                let mut violation = Violation::new(
                    &rule.id,
                    Code::Image,
                    ViolationKind::Image,
                    rule.effect,
                    subject,
                    with_remark(message, rule),
                );
                violation.because = asked.because().into();
                self.weigh(violation, cap, About::default());
            }
        }
    }
}

/// All components, joined where one package stands twice.
fn sites(evidence: &Evidence) -> Sites<'_> {
    let components = evidence.sbom.value().map(|sbom| sbom.components.as_slice());
    let mut sites: Sites<'_> = BTreeMap::new();
    for component in components.unwrap_or_default() {
        let site = sites.entry(component.package.key()).or_insert_with(|| Site {
            package: &component.package,
            place: Place::default(),
            declared: Vec::new(),
            concluded: Vec::new(),
        });
        site.add(component);
    }
    for site in sites.values_mut() {
        for list in [&mut site.declared, &mut site.concluded] {
            list.sort_unstable();
            list.dedup();
        }
    }
    sites
}

impl<'e> Site<'e> {
    fn add(&mut self, component: &'e Component) {
        self.package = self.package.min(&component.package);
        self.place = join([&self.place, &component.place].into_iter());
        self.declared.extend(component.licences.declared.iter().map(Text::as_str));
        self.concluded.extend(component.licences.concluded.iter().map(Text::as_str));
    }
}
