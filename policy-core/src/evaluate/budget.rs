//! How many findings of each severity are still acceptable.

use super::group::Group;
use super::{About, Judge, count, gaps_as_missing, scans};
use crate::code::Code;
use crate::decision::{Effect, Missing, Reason, RuleCoverage, Violation, ViolationKind};
use crate::evidence::SectionKind;
use crate::phrase;
use crate::policy::settings::Modes;
use crate::severity::Severity;
use crate::{Text, Tri};

impl Judge<'_> {
    pub(super) fn budget(&mut self) {
        let Some(budget) = &self.policy.budget else { return };
        let Some(cap) = self.cap(&Modes::default(), None) else { return };
        let rule = self.policy.part("budget");
        let mut coverage = RuleCoverage { rule: Text::from(&rule), ..RuleCoverage::default() };
        let (looked, gaps) = scans(self.evidence);
        if !looked || !gaps.is_empty() {
            count(&mut coverage, Tri::Unknown);
            if let Some(effect) = self.policy.defaults.on_unknown {
                let kind = SectionKind::Vulnerabilities;
                let message = format!("nobody can count {kind} that nobody has looked for");
                let mut violation = Violation::new(
                    &rule,
                    Code::MissingEvidence,
                    ViolationKind::MissingEvidence,
                    effect,
                    self.artifact(),
                    message,
                );
                violation.missing = gaps_as_missing(kind, &gaps).into();
                self.weigh(violation, cap, About::default());
            }
        }
        let mut left: Vec<&Group<'_>> = Vec::new();
        for (index, group) in self.groups.iter().enumerate() {
            if !self.is_excused(index, group, Some(&rule)) {
                left.push(group);
            }
        }
        let unknown = left.iter().filter(|group| !group.judged_level().is_known()).count();
        for (level, most) in &budget.levels {
            // What is worse counts too, or a finding would leave its budget by getting worse.
            let found: Vec<&Group<'_>> = left
                .iter()
                .copied()
                .filter(|group| match group.judged_level() {
                    Severity::Unknown => *level == Severity::Unknown,
                    known => known.at_least(*level).is_true(),
                })
                .collect();
            let value: Tri = if found.len() > *most {
                Tri::True
            } else if *level != Severity::Unknown && found.len() + unknown > *most {
                Tri::Unknown
            } else {
                Tri::False
            };
            count(&mut coverage, value);
            let verb = |number: usize| if number == 1 { "is" } else { "are" };
            let (findings, are) = (phrase::count(found.len(), "finding"), verb(found.len()));
            let name = match level {
                Severity::Unknown => "of unknown severity".to_owned(),
                Severity::Critical => level.as_str().to_owned(),
                _ => format!("{level} or worse"),
            };
            let (code, kind, effect, message) = match value {
                Tri::False => continue,
                Tri::True => (
                    Code::Budget,
                    ViolationKind::Budget,
                    Effect::Deny,
                    format!("{findings} {are} {name}, the budget allows {most}"),
                ),
                Tri::Unknown => {
                    let Some(effect) = self.policy.defaults.on_unknown else { continue };
                    (
                        Code::MissingEvidence,
                        ViolationKind::MissingEvidence,
                        effect,
                        format!(
                            "{findings} {are} {name} and {unknown} {} not rated, the budget allows {most}",
                            verb(unknown)
                        ),
                    )
                }
            };
            let mut violation = Violation::new(&rule, code, kind, effect, self.artifact(), message);
            violation.id = Some(level.as_lower_str().into());
            let condition = format!("budget.{} {most}", level.as_lower_str());
            let mut named: Vec<(&str, &str)> =
                found.iter().map(|group| (group.key(), group.id())).collect();
            named.sort_unstable();
            violation.because = named
                .into_iter()
                .map(|(key, id)| Reason::new(&condition, format!("{id} in {key}")))
                .collect();
            if value.is_unknown() {
                let unrated = phrase::count(unknown, "finding");
                let why = format!("{unrated} {} not rated", verb(unknown));
                violation.missing = vec![Missing::new("severity", why)].into();
            }
            self.weigh(violation, cap, About::default());
        }
        self.coverage.push(coverage);
    }
}
