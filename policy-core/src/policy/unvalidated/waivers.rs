//! Reading waivers.

use super::{Ids, RESERVED};
use crate::code::Code;
use crate::pattern::{ComponentPattern, Glob};
use crate::policy::LoadOptions;
use crate::policy::compose::SEPARATOR;
use crate::policy::nearest::nearest;
use crate::policy::reader::{At, Reader};
use crate::policy::schema::waivers as schema;
use crate::policy::settings::{KNOWN_LEVELS, WAIVER_EFFECTS, WAIVER_KEV, WaiverSettings};
use crate::policy::yaml::{Value, shorten};
use crate::waiver::{
    Conditions, Matcher, NEVER_BEGINS, SEVERAL_VULNERABILITIES, WHY_ID, WHY_OWNER, WHY_REASON,
    Waiver, WaiverEffect,
};
use crate::{Text, Timestamp};

pub(super) fn read_waivers(
    reader: &mut Reader,
    at: &At<'_>,
    settings: &WaiverSettings,
    rules: Option<&[&str]>,
    options: &LoadOptions,
) -> Vec<Waiver> {
    let mut waivers: Vec<Waiver> = Vec::new();
    let mut ids = Ids::default();
    for at in reader.list(at, false).unwrap_or_default() {
        let Some(waiver) = read_waiver(reader, &at, settings, rules, options) else {
            continue;
        };
        let what = format_args!("a waiver `{}`", shorten(&waiver.id));
        ids.take(reader, &at.entry("id"), &waiver.id, what);
        waivers.push(waiver);
    }
    waivers
}

fn read_waiver(
    reader: &mut Reader,
    at: &At<'_>,
    settings: &WaiverSettings,
    rules: Option<&[&str]>,
    options: &LoadOptions,
) -> Option<Waiver> {
    let fields = reader.fields(at, &schema::WAIVER)?;
    let word = |reader: &mut Reader, key: &str, why: &str| match fields.get(key) {
        Some(at) => match reader.text(&at) {
            Some("") => {
                reader.fault(Code::WaiverIncomplete, &at, format!("`{key}` is empty: {why}"));
                None
            }
            text => text.map(Text::from),
        },
        None => {
            fields.missing(
                reader,
                Code::WaiverIncomplete,
                &format!("a waiver needs `{key}`: {why}"),
            );
            None
        }
    };
    let id = word(reader, "id", WHY_ID);
    let reason = word(reader, "reason", WHY_REASON);
    let owner = word(reader, "owner", WHY_OWNER);
    let matcher = fields.need(reader, "match").and_then(|at| read_matcher(reader, &at, rules));
    let created: Option<Timestamp> = fields.get("created").and_then(|at| reader.parse(&at));
    let not_before: Option<Timestamp> = fields.get("not_before").and_then(|at| reader.parse(&at));
    let expires_at = fields.get("expires");
    let expires = expires_at.as_ref().and_then(|at| {
        let text = reader.text(at)?;
        reader.parsed(at, Timestamp::parse_end(text))
    });
    if expires_at.is_none() && !settings.allow_permanent {
        fields
            .missing(reader, Code::WaiverIncomplete, "a waiver needs an end: `expires` is missing")
            .help =
            Some("permanent waivers need `waivers.settings.allow_permanent: true`".to_owned());
    }
    if let (Some(at), Some(expires), Some(start)) = (&expires_at, expires, not_before.or(created))
        && expires <= start
    {
        reader.fault(Code::InvalidValue, at, NEVER_BEGINS);
    }
    let ticket = fields.get("ticket").and_then(|at| reader.filled(&at));
    let conditions =
        fields.get("conditions").and_then(|at| read_conditions(reader, &at)).unwrap_or_default();
    let effect = fields.get("effect").and_then(|at| read_effect(reader, &at)).unwrap_or_default();

    let waiver = Waiver {
        id: id?,
        matcher: matcher?,
        reason: reason?,
        owner: owner?,
        created,
        not_before,
        expires,
        ticket: ticket.map(Text::from),
        conditions,
        effect,
    };
    lint_end(reader, expires_at.as_ref().unwrap_or(at), &waiver, settings, options);
    Some(waiver)
}

/// What a policy's settings make of the end.
fn lint_end(
    reader: &mut Reader,
    at: &At<'_>,
    waiver: &Waiver,
    settings: &WaiverSettings,
    options: &LoadOptions,
) {
    if let Some(longest) = settings.max_duration
        && waiver.granted(settings).or(waiver.not_before).is_none()
    {
        let message = format!(
            "the waiver never holds: waivers last {longest} at most, and it does not say since when"
        );
        reader.lint(Code::LintIdleWaiver, at, message).help =
            Some("add `created`, or a `date` to the policy's `metadata`".to_owned());
        return;
    }
    let (Some(end), clipped) = waiver.end(settings) else { return };
    if let Some(longest) = settings.max_duration.filter(|_| clipped) {
        let message = format!("the waiver is clipped to {longest}, until {end}");
        reader.lint(Code::LintLongWaiver, at, message);
    }
    if options.now.is_some_and(|now| end <= now) {
        reader.lint(Code::LintExpiredWaiver, at, format!("the waiver expired {end}"));
    }
}

fn read_matcher(reader: &mut Reader, at: &At<'_>, rules: Option<&[&str]>) -> Option<Matcher> {
    let fields = reader.fields(at, &schema::MATCH)?;
    let before = reader.found.len();
    let glob = |reader: &mut Reader, key: &str| {
        let at = fields.get(key)?;
        let text = reader.filled(&at)?;
        reader.parsed(&at, Glob::new(text))
    };
    let path = glob(reader, "path");
    let artifact = glob(reader, "artifact");
    let namespace = glob(reader, "namespace");
    let vulnerability = fields.get("vulnerability").and_then(|at| {
        let text = reader.filled(&at)?;
        if text.contains('*') {
            reader.fault(Code::InvalidValue, &at, SEVERAL_VULNERABILITIES);
            return None;
        }
        Some(text)
    });
    let licence = fields.get("licence").and_then(|at| reader.filled(&at));
    let rule = fields.get("rule").and_then(|at| {
        let rule = reader.filled(&at)?;
        if let Some(rules) = rules
            && !rules.contains(&rule.as_str())
            && !RESERVED.contains(&rule.as_str())
            // A rule of another layer: that is looked up when the layers are known.
            && !rule.contains(SEPARATOR)
            && !rule.starts_with("requires.")
        {
            let near = nearest(&rule, rules.iter().copied()).map(str::to_owned);
            let message = format!("no rule is called `{}`", shorten(&rule));
            reader.fault(Code::UnknownReference, &at, message).suggestion = near;
            return None;
        }
        Some(rule)
    });
    let component = fields.get("component").and_then(|at| {
        let text = reader.filled(&at)?;
        let pattern = reader.parsed(&at, ComponentPattern::parse(&text))?;
        if pattern.is_everything() {
            reader.fault(Code::InvalidValue, &at, "the pattern matches every component");
            return None;
        }
        Some(pattern)
    });
    let matcher = Matcher { vulnerability, licence, rule, component, path, artifact, namespace };
    if matcher.is_too_wide() {
        if reader.found.len() == before {
            fields.missing(reader, Code::NothingStated, "the waiver would cover everything").help =
                Some(
                    "name at least one of `vulnerability`, `licence`, `rule` and `component`"
                        .to_owned(),
                );
        }
        return None;
    }
    Some(matcher)
}

fn read_conditions(reader: &mut Reader, at: &At<'_>) -> Option<Conditions> {
    let fields = reader.fields(at, &schema::CONDITIONS)?;
    let max_severity = fields.get("max_severity").and_then(|at| reader.word(&at, &KNOWN_LEVELS));
    let only_while_no_fix =
        fields.get("only_while_no_fix").and_then(|at| reader.boolean(&at)).unwrap_or_default();
    let not_if_kev = fields.get("kev").and_then(|at| read_kev(reader, &at)).unwrap_or_default();
    Some(Conditions { max_severity, only_while_no_fix, not_if_kev })
}

fn read_kev(reader: &mut Reader, at: &At<'_>) -> Option<bool> {
    let before = reader.found.len();
    let stops = reader.word(at, &WAIVER_KEV);
    if let (Some(_), Some(fault)) = (at.node.truth(), reader.found.get_mut(before)) {
        fault.help = Some("with `deny` it does not cover what is known to be exploited".to_owned());
    }
    stops
}

/// `suppress`, or `{ downgrade_to: warn }`.
fn read_effect(reader: &mut Reader, at: &At<'_>) -> Option<WaiverEffect> {
    if matches!(at.node.value, Value::Scalar { .. }) {
        return reader.word(at, &WAIVER_EFFECTS);
    }
    let fields = reader.fields(at, &schema::DOWNGRADE)?;
    let at = fields.need(reader, "downgrade_to")?;
    reader.word(&at, &[("warn", WaiverEffect::DowngradeToWarn)])
}
