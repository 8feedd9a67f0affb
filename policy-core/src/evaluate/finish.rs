//! What is left to do when all rules have spoken.

use std::sync::Arc;

use super::order::{order, sort_remarks, sort_suppressed};
use super::{Judge, cap_effect, scans, vex};
use crate::code::Code;
use crate::decision::{
    Decision, Effect, Meta, Outcome, Remark, ScoreAnnotation, Subject, Suppressed, Suppression,
    Violation, ViolationKind, WaiverReport, WaiverState,
};
use crate::error::Level;
use crate::policy::settings::Modes;
use crate::severity::Severity;
use crate::text::sentence;

impl Judge<'_> {
    /// Puts the decision together.
    pub(super) fn finish(mut self) -> Decision {
        let score = self.score();
        self.file_cleared();
        let mut waivers = self.waivers.reports();
        waivers.append(&mut self.overrides);
        waivers.sort();
        self.judge_waivers(&waivers);
        let violations = self.violations.sorted();
        let mut suppressed = self.suppressed;
        sort_suppressed(&mut suppressed);
        let mut diagnostics = self.notes;
        sort_remarks(&mut diagnostics);
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
        let reference = self.evidence.image.value().and_then(|image| image.reference.as_ref());
        let named = reference.and_then(|reference| reference.digest());
        let meta = Meta {
            artifact: self.evidence.artifact.name.clone(),
            matched_digest: digests.iter().find(|known| Some(known.as_str()) == named).cloned(),
            digests,
            policy: self.policy.name.clone(),
            policy_version: self.policy.version.clone(),
            policy_owner: self.policy.owner.clone(),
            waiver_max_duration: self.policy.waiver_settings.max_duration,
            policy_digest: self.policy.digest.clone(),
            evidence_digest: self
                .cx
                .evidence_digest
                .clone()
                .unwrap_or_else(|| self.evidence.digest().to_string()),
            engine_version: env!("CARGO_PKG_VERSION").to_owned(),
            now: self.cx.now,
            stage: self.cx.stage.clone(),
            namespace: self.cx.namespace.clone(),
            labels: self.cx.labels.clone(),
        };
        Decision {
            outcome,
            max_steps: self.policy.max_steps,
            violations,
            suppressed,
            waivers,
            coverage,
            diagnostics,
            baseline: None,
            score,
            meta,
        }
    }

    /// Lists what VEX clears, once for each finding, whether or not a rule minded it.
    fn file_cleared(&mut self) {
        let groups = self.groups;
        for (index, (group, verdict)) in groups.iter().zip(&self.verdicts).enumerate() {
            let Some(statement) = verdict.clears else { continue };
            let mut violations = self.cleared.remove(&index).unwrap_or_default();
            violations.sort_by(order);
            let others: Vec<Suppression> =
                verdict.others.iter().map(|statement| vex::suppression(statement)).collect();
            self.suppressed.push(Suppressed {
                subject: Subject::Component(group.package.clone()),
                id: Some(group.id().into()),
                severity: Some(Arc::clone(group.effective())),
                violations,
                by: vex::suppression(statement),
                others,
            });
        }
    }

    /// Reports waivers that nothing needs, as the policy asks.
    fn judge_waivers(&mut self, reports: &[WaiverReport]) {
        let Some(effect) = self.policy.waiver_settings.unused else { return };
        for report in reports {
            if !matches!(report.state, WaiverState::Unused | WaiverState::Shadowed) {
                continue;
            }
            let message = sentence(format_args!("waiver {report}"));
            if effect != Effect::Deny {
                // Removing it must not change the outcome for the better, hence only a remark.
                self.notes.push(Remark::new(Code::WaiverIdle, Level::Warning, "waivers", message));
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
                );
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
