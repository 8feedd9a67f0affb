//! What is valid, and probably not meant so.

mod shadow;

use super::reader::{At, Reader};
use super::settings::{Mode, WaiverSettings};
use super::yaml::{Node, Value};
use super::{Compiled, LoadOptions};
use crate::Timestamp;
use crate::code::Code;
use crate::decision::Effect;
use crate::error::Span;
use crate::evidence::{RepositoryPattern, SectionKind};
use crate::rules::{Body, Rule};
use crate::severity::Severity;
use crate::waiver::Waiver;

/// Looks at a policy that has no faults.
pub(super) fn policy(reader: &mut Reader, root: &At<'_>, policy: &Compiled, options: &LoadOptions) {
    let places = items(&root.entry("rules"), policy.rules.len());
    for (rule, at) in policy.rules.iter().zip(&places) {
        dead(reader, at, rule, policy);
        grace(reader, at, rule);
        overlap(reader, at, rule);
        unknown_denies(reader, at, rule, root, policy);
    }
    shadow::rules(reader, &places, &policy.rules);
    fail_open(reader, root, policy);
    budget(reader, root, policy);
    ends(reader, root, policy, options);
    let at = root.entry("waivers").entry("list");
    for (waiver, at) in policy.waivers.iter().zip(items(&at, policy.waivers.len())) {
        idle(reader, &at, waiver, policy, &places);
        expiring(reader, &at, waiver, &policy.waiver_settings, options);
    }
}

/// The items of a list, if there are as many as were read.
pub(super) fn items<'n>(at: &At<'n>, count: usize) -> Vec<At<'n>> {
    let Value::List(items) = &at.node.value else { return Vec::new() };
    if items.len() != count {
        return Vec::new();
    }
    let place = |(index, node)| At { node, path: format!("{}[{index}]", at.path) };
    items.iter().enumerate().map(place).collect()
}

/// When the exceptions from a licence rule end, and where they stand.
pub(super) fn exceptions<'n>(rule: &Rule, at: &At<'n>) -> Vec<(Option<Timestamp>, At<'n>)> {
    let Body::Licences(body) = &rule.body else { return Vec::new() };
    let ends: Vec<Option<Timestamp>> = body.ends().collect();
    let places = items(&at.entry("licences").entry("exceptions"), ends.len());
    ends.into_iter().zip(places).collect()
}

/// What ends like a waiver and is none: exceptions from licence rules, and levels set by hand.
fn ends(reader: &mut Reader, root: &At<'_>, policy: &Compiled, options: &LoadOptions) {
    let Some(now) = options.now else { return };
    let places = items(&root.entry("rules"), policy.rules.len());
    let licences = policy.rules.iter().zip(&places).flat_map(|(rule, at)| exceptions(rule, at));
    let at = root.entry("severity").entry("override");
    let levels = policy.overrides.iter().map(|by| by.waiver.expires);
    let levels = levels.zip(items(&at, policy.overrides.len()));
    let window = policy.waiver_settings.expiring_window;
    for (what, end, at) in licences
        .map(|(end, at)| ("exception", end, at))
        .chain(levels.map(|(end, at)| ("override", end, at)))
    {
        let Some(end) = end else { continue };
        let at = at.entry("expires");
        match end.since(now).filter(|_| end > now) {
            None => {
                reader.lint(Code::LintExpiredWaiver, &at, format!("the {what} expired {end}"));
            }
            Some(left) if left <= window => {
                let message = format!("the {what} ends {end}, in {left}");
                reader.lint(Code::LintExpiringWaiver, &at, message);
            }
            Some(_) => {}
        }
    }
}

/// Rules that can never hold, or that nobody asks.
fn dead(reader: &mut Reader, at: &At<'_>, rule: &Rule, policy: &Compiled) {
    let off = |mode: Mode, stages: &[(String, Mode)]| {
        mode == Mode::Off && stages.iter().all(|(_, mode)| *mode == Mode::Off)
    };
    if off(rule.modes.default, &rule.modes.stages)
        || off(policy.modes.default, &policy.modes.stages)
    {
        let message = format!("rule `{}` is switched off in every stage", rule.id);
        reader.lint(Code::LintDeadRule, at, message);
    }
    if let Body::Vulnerability(body) = &rule.body
        && let Some(why) = body.contradiction()
    {
        let message = format!("rule `{}` can never hold: {why}", rule.id);
        reader.lint(Code::LintDeadRule, &at.entry("vulnerability"), message);
    }
}

/// Grace for levels that the rule does not look at, and more of it for what is worse.
fn grace(reader: &mut Reader, at: &At<'_>, rule: &Rule) {
    let (Some(grace), Body::Vulnerability(body)) = (&rule.grace, &rule.body) else { return };
    for (level, _) in &grace.by_level {
        if !body.looks_at(*level) {
            let message = format!("rule `{}` never meets what is {level}", rule.id);
            let at = at.entry("grace").entry(level.as_lower_str());
            reader.lint(Code::LintUnused, &at, message);
        }
    }
    let given = |wanted: Severity| {
        let entry = grace.by_level.iter().find(|(level, _)| *level == wanted);
        entry.map(|(_, period)| *period).unwrap_or_default()
    };
    let met = Severity::ALL.into_iter().filter(|level| level.is_known() && body.looks_at(*level));
    for (milder, worse) in met.clone().zip(met.skip(1)) {
        if given(worse) > given(milder) {
            let message = format!(
                "rule `{}` lets a worse finding pass for longer: {worse} for {}, {milder} for {}",
                rule.id,
                given(worse),
                given(milder)
            );
            let at = at.entry("grace").entry(worse.as_lower_str());
            reader.lint(Code::LintNotMonotone, &at, message).help =
                Some(format!("give {milder} at least as long"));
        }
    }
}

/// Rules that are milder with what they find than with what they do not know, by a default that the
/// document does not mention.
fn unknown_denies(reader: &mut Reader, at: &At<'_>, rule: &Rule, root: &At<'_>, policy: &Compiled) {
    let is_said = |at: Option<At<'_>>| at.is_some_and(|at| at.child("on_unknown").is_some());
    if rule.effect < Effect::Deny
        && rule.on_unknown == Some(Effect::Deny)
        && rule.modes.can_deny()
        && policy.modes.can_deny()
        && !is_said(Some(at.clone()))
        && !is_said(root.child("defaults"))
    {
        let message = format!(
            "rule `{}` denies what it cannot judge, and no more than warns of the rest",
            rule.id
        );
        reader.lint(Code::LintUnknownDenies, &at.entry("effect"), message).help = Some(
            "add `on_unknown: warn` to the rule, or `on_unknown: deny` if that is meant".to_owned(),
        );
    }
}

/// What is allowed and denied in one rule over the image.
fn overlap(reader: &mut Reader, at: &At<'_>, rule: &Rule) {
    if !matches!(rule.body, Body::Image(_)) {
        return;
    }
    let image = at.entry("image");
    let texts = |at: &At<'_>| -> Vec<(String, Span)> {
        let text = |node: &Node| match &node.value {
            Value::Scalar { text, .. } => Some((text.trim().to_owned(), node.span)),
            _ => None,
        };
        match &at.node.value {
            Value::List(items) => items.iter().filter_map(text).collect(),
            _ => text(at.node).into_iter().collect(),
        }
    };
    for key in ["registries", "tags"] {
        let part = image.entry(key);
        if part.path == image.path {
            continue;
        }
        let (allow, deny) = (part.entry("allow"), part.entry("deny"));
        if allow.path == part.path || deny.path == part.path {
            continue;
        }
        let denied = texts(&deny);
        let covers = |denied: &str, allowed: &str| match (
            key,
            denied.parse::<RepositoryPattern>(),
            allowed.parse::<RepositoryPattern>(),
        ) {
            ("registries", Ok(denied), Ok(allowed)) => {
                let (denied, allowed) = (denied.to_string(), allowed.to_string());
                let (denied, allowed) =
                    (denied.trim_end_matches('/'), allowed.trim_end_matches('/'));
                allowed
                    .strip_prefix(denied)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            _ => denied == allowed,
        };
        for (allowed, place) in texts(&allow) {
            if let Some((by, span)) = denied.iter().find(|(denied, _)| covers(denied, &allowed)) {
                let message =
                    format!("`{allowed}` is allowed, and `{by}` denies all of it; deny wins");
                let lint = reader.lint(Code::LintOverlap, &deny, message);
                lint.span = Some(*span);
                lint.label(place, "what is allowed");
            }
        }
    }
}

/// Evidence that may be missing without anybody noticing.
fn fail_open(reader: &mut Reader, root: &At<'_>, policy: &Compiled) {
    let section = |rule: &Rule| match &rule.body {
        Body::Vulnerability(_) => Some(SectionKind::Vulnerabilities),
        Body::Licences(_) => Some(SectionKind::Sbom),
        Body::Image(_) => Some(SectionKind::Image),
        _ => None,
    };
    for kind in [SectionKind::Vulnerabilities, SectionKind::Sbom, SectionKind::Image] {
        let mut rules = policy.rules.iter().filter(|rule| section(rule) == Some(kind)).peekable();
        let required = policy.requires.iter().any(|requirement| requirement.kind == kind)
            || kind == SectionKind::Vulnerabilities && policy.budget.is_some();
        if rules.peek().is_none() || required || policy.defaults.on_unknown.is_none() {
            continue;
        }
        if rules.all(|rule| rule.on_unknown.is_none()) {
            let message = format!("without any {} every rule over it passes", kind.noun());
            reader.lint(Code::LintFailOpen, &root.entry("rules"), message).help =
                Some(format!("add `requires: {{ {kind}: deny }}`"));
        }
    }
}

/// Budgets of worse levels that those of milder levels, which count them too, make pointless.
fn budget(reader: &mut Reader, root: &At<'_>, policy: &Compiled) {
    let Some(budget) = &policy.budget else { return };
    let at = root.entry("budget");
    for (level, most) in &budget.levels {
        let tighter = budget.levels.iter().find(|(other, bound)| {
            bound < most
                && other.rank().zip(level.rank()).is_some_and(|(other, level)| other < level)
        });
        if let Some((other, bound)) = tighter {
            let message = format!(
                "the budget of {most} for {level} never counts: {bound} findings that are {other} or worse are the most anyway"
            );
            reader
                .lint(Code::LintBudget, &at.entry(level.as_lower_str()), message)
                .label(at.entry(other.as_lower_str()).node.span, "the tighter one");
        }
    }
    let unknown = budget.levels.iter().any(|(level, _)| *level == Severity::Unknown);
    if unknown && policy.unknown_severity_as.is_some() {
        let message = "no finding counts as unknown, since `unknown_severity_as` gives it a level";
        reader.lint(Code::LintBudget, &at.entry("unknown"), message);
    }
}

/// Waivers that cannot match, whatever is found.
fn idle(reader: &mut Reader, at: &At<'_>, waiver: &Waiver, policy: &Compiled, rules: &[At<'_>]) {
    let matcher = &waiver.matcher;
    let at = at.entry("match");
    if matcher.vulnerability.is_some() && matcher.licence.is_some() {
        let message = "no violation is about a vulnerability and a licence";
        reader.lint(Code::LintIdleWaiver, &at, message);
        return;
    }
    if matcher.rule.is_none() && matcher.spelt_licence().as_deref() == Some("NOASSERTION") {
        let message =
            "the waiver matches nothing: a licence that is not stated is missing evidence";
        reader.lint(Code::LintIdleWaiver, &at, message).help =
            Some("name the `rule` that misses it".to_owned());
        return;
    }
    let named = |rule: &Rule| matcher.rule.as_ref().is_some_and(|id| rule.id == *id);
    let Some((index, rule)) = policy.rules.iter().enumerate().find(|(_, rule)| named(rule)) else {
        return;
    };
    let (looks_at, asked) = match &rule.body {
        Body::Vulnerability(_) => ("vulnerabilities", matcher.licence.is_some()),
        Body::Licences(_) => ("licences", matcher.vulnerability.is_some()),
        Body::Image(_) => (
            "the image",
            matcher.vulnerability.is_some()
                || matcher.licence.is_some()
                || matcher.component.is_some(),
        ),
        _ => return,
    };
    if asked {
        let message = format!(
            "the waiver matches nothing: rule `{}` looks at {looks_at}, and the waiver names something else",
            rule.id
        );
        let lint = reader.lint(Code::LintIdleWaiver, &at, message);
        if let Some(at) = rules.get(index) {
            lint.label(at.entry("id").node.span, "the rule");
        }
    }
}

/// Waivers that end within the window in which reports announce it.
fn expiring(
    reader: &mut Reader,
    at: &At<'_>,
    waiver: &Waiver,
    settings: &WaiverSettings,
    options: &LoadOptions,
) {
    let (Some(now), (Some(end), _)) = (options.now, waiver.end(settings)) else { return };
    if let Some(left) = end.since(now).filter(|_| end > now)
        && left <= settings.expiring_window
    {
        let message = format!("waiver {waiver} ends {end}, in {left}");
        reader.lint(Code::LintExpiringWaiver, &at.entry("expires"), message);
    }
}
