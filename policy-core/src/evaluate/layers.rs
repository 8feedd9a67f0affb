//! One decision from several layers of policy.

use std::collections::BTreeMap;

use super::{cap_effect, order};
use crate::Text;
use crate::code::Code;
use crate::context::EvalContext;
use crate::decision::{
    Decision, Effect, Outcome, Remark, ScoreAnnotation, Subject, Suppressed, Suppression,
    Violation, ViolationKind, WaiverReport, WaiverState,
};
use crate::error::Level;
use crate::evidence::Evidence;
use crate::policy::Compiled;
use crate::policy::compose::{Layers, Pass};

/// Judges by each layer and joins what they say: everything that speaks against the artifact, and
/// of its score the worst.
pub(crate) fn evaluate(
    top: &Compiled,
    layers: &Layers,
    evidence: &Evidence,
    cx: &EvalContext,
) -> Decision {
    let mut cx = cx.clone();
    let mut decisions = Vec::new();
    for pass in &layers.passes {
        let mut decision = super::evaluate(&pass.compiled, evidence, &cx);
        if pass.repeats {
            let overrides = &pass.compiled.overrides;
            decision.waivers.retain(|report| overrides.iter().all(|by| by.waiver.id != report.id));
        }
        // It is the same for all of them, and takes time to compute.
        cx.evidence_digest.get_or_insert_with(|| decision.meta.evidence_digest.clone());
        decisions.push(decision);
    }
    let Some(mut joined) = decisions.pop() else {
        return super::evaluate(top, evidence, &cx);
    };
    // Which waivers were there is asked pass by pass, before the reports are joined.
    let seen: Vec<Vec<Text>> = decisions
        .iter()
        .chain([&joined])
        .map(|decision| decision.waivers.iter().map(|report| report.id.clone()).collect())
        .collect();
    for decision in decisions {
        joined.violations.extend(decision.violations);
        joined.suppressed.extend(decision.suppressed);
        joined.waivers.extend(decision.waivers);
        joined.coverage.extend(decision.coverage);
        joined.diagnostics.extend(decision.diagnostics);
        joined.score = worse(joined.score, decision.score);
    }
    joined.suppressed = suppressed(joined.suppressed);
    joined.waivers = reports(joined.waivers);
    unused(&mut joined, layers, &seen, &cx);

    joined.violations.sort_by(order);
    joined.coverage.sort_by(|a, b| a.rule.cmp(&b.rule));
    joined
        .diagnostics
        .sort_by(|a, b| (a.level, a.code, a.message()).cmp(&(b.level, b.code, b.message())));
    joined.diagnostics.dedup();
    joined.outcome = joined
        .violations
        .iter()
        .map(|violation| Outcome::from(violation.effect))
        .max()
        .unwrap_or(Outcome::Allow);
    joined.max_steps = top.max_steps;
    joined.meta.policy_digest.clone_from(&layers.digest);
    joined
}

fn worse(a: ScoreAnnotation, b: ScoreAnnotation) -> ScoreAnnotation {
    /// What nobody has rated is worse than nothing at all, and says less than any level.
    const ORDER: [&str; 7] = ["None", "Unknown", "Negligible", "Low", "Medium", "High", "Critical"];
    let rank = |score: &ScoreAnnotation| ORDER.iter().position(|value| *value == score.value);
    let value = if rank(&b) > rank(&a) { b.value } else { a.value };
    ScoreAnnotation { value, unknown_count: a.unknown_count.max(b.unknown_count) }
}

/// A finding that VEX clears is listed once, with the rules of all layers that would mind it.
fn suppressed(list: Vec<Suppressed>) -> Vec<Suppressed> {
    let mut cleared: BTreeMap<(Subject, Option<Text>, Suppression), Suppressed> = BTreeMap::new();
    let mut joined = Vec::new();
    for mut entry in list {
        if !matches!(entry.by, Suppression::Vex { .. }) {
            joined.push(entry);
            continue;
        }
        let key = (entry.subject.clone(), entry.id.clone(), entry.by.clone());
        match cleared.get_mut(&key) {
            Some(known) => {
                known.violations.append(&mut entry.violations);
                known.others.append(&mut entry.others);
            }
            None => {
                cleared.insert(key, entry);
            }
        }
    }
    joined.extend(cleared.into_values());
    for entry in &mut joined {
        entry.violations.sort_by(order);
        entry.others.sort();
        entry.others.dedup();
    }
    joined.sort_by_cached_key(|suppressed| {
        let rule = suppressed.violations.first().map(|violation| violation.rule.clone());
        (suppressed.subject.clone(), suppressed.id.clone(), rule, suppressed.by.clone())
    });
    joined
}

/// A waiver that several layers know is used if one of them uses it.
fn reports(list: Vec<WaiverReport>) -> Vec<WaiverReport> {
    let mut joined: BTreeMap<Text, WaiverReport> = BTreeMap::new();
    for mut report in list {
        let Some(known) = joined.get_mut(&report.id) else {
            joined.insert(report.id.clone(), report);
            continue;
        };
        known.lapsed.append(&mut report.lapsed);
        known.lapsed.sort();
        known.lapsed.dedup();
        known.expiring_in = [known.expiring_in, report.expiring_in].into_iter().flatten().min();
        if let (WaiverState::Used { violations }, WaiverState::Used { violations: more }) =
            (&mut known.state, &report.state)
        {
            *violations += more;
        } else if weight(&report.state) > weight(&known.state) {
            known.state = report.state;
            known.expires = report.expires;
        }
    }
    joined.into_values().collect()
}

const fn weight(state: &WaiverState) -> u8 {
    match state {
        WaiverState::Used { .. } => 5,
        WaiverState::Lapsed => 4,
        WaiverState::Expired { .. } => 3,
        WaiverState::NotYet { .. } => 2,
        WaiverState::Shadowed => 1,
        WaiverState::Unused => 0,
    }
}

/// What the layers say of waivers that none of them needs: the strictest that knows one decides.
fn unused(joined: &mut Decision, layers: &Layers, seen: &[Vec<Text>], cx: &EvalContext) {
    for report in &joined.waivers {
        if !matches!(report.state, WaiverState::Unused | WaiverState::Shadowed) {
            continue;
        }
        let knows = |ids: &Vec<Text>| ids.binary_search(&report.id).is_ok();
        let strictest = layers
            .passes
            .iter()
            .zip(seen)
            .filter(|(_, ids)| knows(ids))
            .filter_map(|(pass, _)| Some((verdict(pass, cx)?, pass)))
            .max_by_key(|(effect, _)| *effect);
        let Some(((effect, cap), pass)) = strictest else { continue };
        let message = format!("waiver {report}");
        if effect != Effect::Deny {
            let note = Remark::new(Code::WaiverIdle, Level::Warning, "waivers", message);
            joined.diagnostics.push(note);
            continue;
        }
        let mut violation = Violation::new(
            pass.compiled.part("waivers"),
            Code::WaiverUnused,
            ViolationKind::Waiver,
            effect,
            Subject::Waiver { id: report.id.clone() },
            message,
        );
        cap_effect(&mut violation, cap);
        joined.violations.push(violation);
    }
}

/// How hard a layer takes an unused waiver, and what its mode leaves of that.
fn verdict(pass: &Pass, cx: &EvalContext) -> Option<(Effect, Effect)> {
    let mode = pass.compiled.modes.at(cx.stage.as_deref());
    (mode != crate::policy::settings::Mode::Off).then_some((pass.unused?, mode.cap()))
}
