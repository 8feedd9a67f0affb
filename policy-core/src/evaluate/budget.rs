//! How many findings of each severity are still acceptable.

use std::collections::BTreeMap;

use super::group::Group;
use super::{About, Judge, count, gaps_as_missing, scans};
use crate::Tri;
use crate::code::Code;
use crate::decision::{Effect, Missing, Reason, RuleCoverage, Violation, ViolationKind};
use crate::evidence::SectionKind;
use crate::policy::settings::Modes;
use crate::severity::Severity;

impl Judge<'_> {
    pub(super) fn budget(&mut self) {
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
}
