//! How it comes in, what is not known, and the ways out.

use std::collections::BTreeMap;

use anstyle::Style;
use policy_core::decision::{Subject, Suppression, ViolationKind};
use policy_core::evidence::ImageRef;
use policy_core::{Decision, Effect, Violation};

use super::page::{DIM, Page};
use crate::report::count;

/// Whether nothing could be judged for want of a whole kind of evidence, rather than of a fact about
/// one component.
pub(super) fn is_gap(violation: &Violation) -> bool {
    violation.kind == ViolationKind::MissingEvidence
        && matches!(violation.subject, Subject::Image { .. } | Subject::Artifact { .. })
}

/// What nobody could say, who asks, and how to supply it.
pub(super) fn unknown(page: &mut Page, decision: &Decision) {
    struct Gap<'d> {
        effect: Effect,
        what: &'d str,
        why: &'d str,
        rules: Vec<&'d str>,
    }
    let mut gaps: Vec<Gap<'_>> = Vec::new();
    for violation in decision.violations.iter().filter(|violation| is_gap(violation)) {
        for missing in &violation.missing {
            let same = |gap: &&mut Gap<'_>| gap.what == missing.what && gap.why == missing.why;
            match gaps.iter_mut().find(same) {
                Some(gap) => gap.rules.push(&violation.rule),
                None => gaps.push(Gap {
                    effect: violation.effect,
                    what: &missing.what,
                    why: &missing.why,
                    rules: vec![&violation.rule],
                }),
            }
        }
    }
    if gaps.is_empty() {
        return;
    }
    page.heading("What is not known");
    for gap in gaps {
        page.item(&format!("{}: {} ({})", gap.what, gap.why, gap.effect));
        let rules = format!("    asked for by {}", gap.rules.join(", "));
        page.styled(&[(DIM, &rules)]);
        if let Some(hint) = hint(decision, gap.what, gap.why) {
            page.line(&format!("    {hint}"));
        }
    }
}

/// How a gap is closed, where that is certain.
fn hint(decision: &Decision, what: &str, why: &str) -> Option<String> {
    match what {
        "vulnerabilities" if why == NOBODY => {
            Some("give a scan report with `--report FILE`, or let a platform scan it".to_owned())
        }
        "sbom" if why == NOBODY => Some("give one with `--sbom FILE`".to_owned()),
        "image.digest" => {
            let digest =
                decision.meta.digests.first().filter(|_| decision.meta.digests.len() == 1)?;
            let image: ImageRef = decision.meta.artifact.parse().ok()?;
            let pinned = image.digest().is_none().then(|| image.with_digest(digest).ok())??;
            Some(format!("the evidence is about {pinned}"))
        }
        _ => None,
    }
}

/// The way each denied component comes in, once however many faults it has.
pub(super) fn paths(page: &mut Page, decision: &Decision) {
    let mut paths = BTreeMap::new();
    for violation in decision.denials().filter(|violation| violation.path().len() > 1) {
        paths.entry(violation.subject.to_string()).or_insert(violation.path());
    }
    if paths.is_empty() {
        return;
    }
    page.heading("How it comes in");
    for path in paths.values() {
        page.item(&path.join(" > "));
    }
}

pub(super) fn fixes(page: &mut Page, decision: &Decision) {
    let steps = &decision.remediation().steps;
    if steps.is_empty() {
        return;
    }
    page.heading("What to do");
    for step in steps.iter().take(SHOWN_FIXES) {
        page.item(&step.to_string());
    }
    more(page, steps.len(), SHOWN_FIXES, "more upgrade");
}

/// What would count, but for somebody's word: it stays visible, and whose word it is.
pub(super) fn suppressed(page: &mut Page, decision: &Decision) {
    let mut lines: Vec<String> = Vec::new();
    for suppressed in &decision.suppressed {
        let id = suppressed.id.as_deref().unwrap_or("a violation");
        let by = match &suppressed.by {
            Suppression::Vex { author, status, justification, .. } => {
                let why = justification.as_ref().map(|why| format!(" ({why})"));
                format!("{status}, says {author}{}", why.unwrap_or_default())
            }
            Suppression::Waiver { id, owner, reason, .. } => {
                format!("waived by {owner}, {reason} ({id})")
            }
            _ => "suppressed".to_owned(),
        };
        let line = format!("{id} in {}: {by}", suppressed.subject);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        return;
    }
    page.heading("Not counted");
    for line in lines.iter().take(SHOWN_SUPPRESSED) {
        page.item(line);
    }
    more(page, lines.len(), SHOWN_SUPPRESSED, "more");
}

/// The state of every waiver, and those that would let it pass.
pub(super) fn waivers(page: &mut Page, decision: &Decision) {
    if !decision.waivers.is_empty() {
        page.heading("Waivers");
        for report in &decision.waivers {
            page.item(&report.to_string());
        }
    }
    // No waiver makes up for a scan that nobody made.
    let waivable: Vec<_> = decision.denials().filter(|violation| !is_gap(violation)).collect();
    if waivable.is_empty() {
        return;
    }
    let owner = decision.meta.policy_owner.as_deref().unwrap_or("the policy's owner");
    page.heading(&format!(
        "If it cannot be fixed today: a waiver, granted by {owner}, in a file for `--waivers`"
    ));
    for violation in waivable.iter().take(SHOWN_WAIVERS) {
        for line in violation.suggested_waiver(&decision.meta, WAIVER_DAYS).lines() {
            page.line(&format!("  {line}"));
        }
    }
    let left = waivable.len().saturating_sub(SHOWN_WAIVERS);
    if left > 0 {
        page.styled(&[(DIM, &format!("  # and likewise for {}", count(left, "more denial")))]);
    }
}

fn more(page: &mut Page, all: usize, shown: usize, noun: &str) {
    if all > shown {
        let left = all - shown;
        let text = if noun == "more" { format!("{left} more") } else { count(left, noun) };
        page.styled(&[(Style::new(), "  "), (DIM, &format!("and {text}"))]);
    }
}

/// What the evaluator says of a section that no source had.
const NOBODY: &str = "nobody supplied it";
const SHOWN_FIXES: usize = 10;
const SHOWN_SUPPRESSED: usize = 10;
/// One screen: whoever waives more than this has another problem.
const SHOWN_WAIVERS: usize = 2;
const WAIVER_DAYS: u32 = 30;
