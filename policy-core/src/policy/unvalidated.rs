//! The file as its author wrote it, turned into a policy or into the list of its faults.

use std::collections::BTreeMap;

use super::reader::{At, Fields, Reader, nearest};
use super::settings::{
    Budget, EFFECTS, Grace, KNOWN_LEVELS, Modes, ON_UNKNOWN, Requirement, VexSettings,
    WaiverSettings, read_resolver,
};
use super::yaml::{self, Value, shorten};
use super::{Compiled, LoadOptions};
use crate::Timestamp;
use crate::code::Code;
use crate::decision::Effect;
use crate::error::{Lint, LoadError};
use crate::evidence::SectionKind;
use crate::pattern::{ComponentPattern, Glob};
use crate::rules::image::ImageRule;
use crate::rules::licence::LicenceRule;
use crate::rules::vulnerability::VulnerabilityRule;
use crate::rules::{Body, Rule};
use crate::waiver::{Conditions, Matcher, Waiver, WaiverEffect};

const API_VERSION: &str = "policy/v1alpha1";
const KIND: &str = "ArtifactPolicy";
const KEYS: [&str; 13] = [
    "apiVersion",
    "kind",
    "metadata",
    "mode",
    "modes",
    "defaults",
    "requires",
    "severity",
    "cvss",
    "vex",
    "rules",
    "budget",
    "waivers",
];
const PLANNED_KEYS: [&str; 4] = ["tests", "extends", "remediation", "licences"];
/// Ids that rules may not take, since violations of other parts carry them.
const RESERVED: [&str; 2] = ["budget", "waivers"];

/// Reads a policy.
pub(super) fn policy(
    source: &str,
    options: &LoadOptions,
) -> Result<(Compiled, Vec<Lint>), LoadError> {
    let mut reader = Reader::default();
    let root = yaml::read(source, options, &mut reader.found);
    let compiled = root.and_then(|root| {
        let at = At { node: &root, path: String::new() };
        read_policy(&mut reader, &at, options)
    });
    finish(reader, compiled)
}

/// Reads a list of waivers.
pub(super) fn waivers(
    source: &str,
    options: &LoadOptions,
) -> Result<(Vec<Waiver>, Vec<Lint>), LoadError> {
    let mut reader = Reader::default();
    let root = yaml::read(source, options, &mut reader.found);
    let waivers = root.map(|root| {
        let at = At { node: &root, path: String::new() };
        // Waivers of their own file are judged by the policy they meet, not by default settings.
        let settings = WaiverSettings { allow_permanent: true, ..WaiverSettings::default() };
        if matches!(root.value, Value::List(_)) {
            return read_waivers(&mut reader, &at, &settings, None, options);
        }
        let fields = reader.fields(&at, &["apiVersion", "kind", "waivers"], &[]);
        let list = fields.and_then(|fields| fields.need(&mut reader, "waivers"));
        list.map(|list| {
            let inner = match &list.node.value {
                Value::Map(_) => reader
                    .fields(&list, &["list", "settings"], &[])
                    .and_then(|fields| fields.need(&mut reader, "list")),
                _ => Some(list),
            };
            inner
                .map(|list| read_waivers(&mut reader, &list, &settings, None, options))
                .unwrap_or_default()
        })
        .unwrap_or_default()
    });
    finish(reader, waivers)
}

fn finish<T>(reader: Reader, value: Option<T>) -> Result<(T, Vec<Lint>), LoadError> {
    let failed = reader.failed();
    match value {
        Some(value) if !failed => {
            let mut lints = reader.found;
            lints.sort();
            lints.dedup();
            Ok((value, lints))
        }
        _ => Err(LoadError::new(reader.found)),
    }
}

fn read_policy(reader: &mut Reader, at: &At<'_>, options: &LoadOptions) -> Option<Compiled> {
    let fields = reader.fields(at, &KEYS, &PLANNED_KEYS)?;
    expect_word(reader, &fields, "apiVersion", API_VERSION);
    expect_word(reader, &fields, "kind", KIND);

    let mut name = String::new();
    let (mut version, mut owner) = (None, None);
    if let Some(at) = fields.need(reader, "metadata") {
        let known = ["name", "version", "owner", "description"];
        if let Some(fields) = reader.fields(&at, &known, &["date"]) {
            name =
                fields.need(reader, "name").and_then(|at| reader.filled(&at)).unwrap_or_default();
            version = fields.get("version").and_then(|at| reader.filled(&at));
            owner = fields.get("owner").and_then(|at| reader.filled(&at));
            if let Some(at) = fields.get("description") {
                reader.text(&at);
            }
        }
    }

    let modes = Modes::read(reader, fields.get("mode").as_ref(), fields.get("modes").as_ref());
    let mut on_unknown = Some(Effect::Deny);
    let mut unknown_severity_as = None;
    if let Some(at) = fields.get("defaults") {
        if let Some(fields) = reader.fields(&at, &["on_unknown", "unknown_severity_as"], &[]) {
            if let Some(at) = fields.get("on_unknown") {
                on_unknown = reader.word(&at, &ON_UNKNOWN).unwrap_or(on_unknown);
                if on_unknown.is_none() {
                    let message = "every rule lets pass what it cannot judge";
                    reader.lint(Code::LintFailOpen, &at, message).help = Some(
                        "an image that nobody has scanned passes; allow it rule by rule instead"
                            .to_owned(),
                    );
                }
            }
            if let Some(at) = fields.get("unknown_severity_as") {
                unknown_severity_as = reader.word(&at, &KNOWN_LEVELS);
            }
        }
    }

    let mut requires = Vec::new();
    if let Some(at) = fields.get("requires") {
        let kinds: Vec<&str> = SectionKind::ALL.iter().map(|kind| kind.as_str()).collect();
        if let Some(fields) = reader.fields(&at, &kinds, &[]) {
            for kind in SectionKind::ALL {
                if let Some(at) = fields.get(kind.as_str()) {
                    requires.extend(Requirement::read(reader, kind, &at));
                }
            }
        }
    }

    let resolver =
        read_resolver(reader, fields.get("severity").as_ref(), fields.get("cvss").as_ref());
    let vex = fields.get("vex").map(|at| VexSettings::read(reader, &at)).unwrap_or_default();
    let budget = fields.get("budget").and_then(|at| Budget::read(reader, &at));
    let rules = read_rules(reader, &fields, on_unknown);
    if rules.is_empty() && requires.is_empty() && budget.is_none() && !reader.failed() {
        fields
            .missing(reader, Code::NothingStated, "the policy has neither rules nor requirements")
            .help = Some("it would allow everything".to_owned());
    }

    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    let mut waiver_settings = WaiverSettings::default();
    let mut waivers = Vec::new();
    if let Some(at) = fields.get("waivers") {
        if let Some(fields) = reader.fields(&at, &["settings", "list"], &[]) {
            if let Some(at) = fields.get("settings") {
                waiver_settings = WaiverSettings::read(reader, &at);
            }
            if let Some(at) = fields.get("list") {
                waivers = read_waivers(reader, &at, &waiver_settings, Some(&ids), options);
            }
        }
    }
    Some(Compiled {
        name,
        version,
        owner,
        digest: String::new(),
        modes,
        on_unknown,
        unknown_severity_as,
        resolver,
        requires,
        vex,
        rules,
        budget,
        waiver_settings,
        waivers,
    })
}

fn expect_word(reader: &mut Reader, fields: &Fields<'_>, key: &str, expected: &str) {
    let Some(at) = fields.need(reader, key) else {
        return;
    };
    if let Some(found) = reader.text(&at)
        && found != expected
    {
        let message = format!("`{}` is not a version this program reads", shorten(found));
        let message =
            if key == "kind" { format!("`{}` is not a policy", shorten(found)) } else { message };
        reader.fault(Code::WrongVersion, &at, message).suggestion = Some(expected.to_owned());
    }
}

fn read_rules(reader: &mut Reader, fields: &Fields<'_>, on_unknown: Option<Effect>) -> Vec<Rule> {
    let Some(at) = fields.get("rules") else {
        return Vec::new();
    };
    let mut rules: Vec<Rule> = Vec::new();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for at in reader.list(&at, false).unwrap_or_default() {
        let Some(rule) = read_rule(reader, &at, on_unknown) else {
            continue;
        };
        if let Some(line) = lines.insert(rule.id.clone(), at.node.span.line) {
            duplicate_id(reader, &at, &format!("a rule `{}`", shorten(&rule.id)), line);
        }
        rules.push(rule);
    }
    rules
}

/// Records an id that stands for two things, at the second.
fn duplicate_id(reader: &mut Reader, at: &At<'_>, what: &str, line: usize) {
    let id = match &at.node.value {
        Value::Map(entries) => entries.iter().find(|entry| entry.key == "id"),
        _ => None,
    };
    let id = id.map(|entry| At { node: &entry.value, path: format!("{}.id", at.path) });
    let fault = reader.fault(
        Code::DuplicateId,
        id.as_ref().unwrap_or(at),
        format!("{what} exists already"),
    );
    fault.help = Some(format!("the first is in line {line}"));
}

fn read_rule(reader: &mut Reader, at: &At<'_>, on_unknown: Option<Effect>) -> Option<Rule> {
    const BODIES: [&str; 3] = ["vulnerability", "licences", "image"];
    let known = [
        "id",
        "vulnerability",
        "licences",
        "image",
        "effect",
        "on_unknown",
        "mode",
        "modes",
        "enforce_from",
        "grace",
        "message",
    ];
    let fields = reader.fields(at, &known, &["when", "overridable"])?;
    let id = fields.need(reader, "id").and_then(|at| {
        let id = reader.filled(&at)?;
        if !id.chars().all(|c| c.is_alphanumeric() || "-_./:".contains(c)) {
            reader.fault(Code::InvalidValue, &at, "an id is made of letters, digits and `-_./:`");
            return None;
        }
        if RESERVED.contains(&id.as_str()) || id.starts_with("requires.") {
            reader.fault(
                Code::InvalidValue,
                &at,
                format!("the id `{id}` belongs to the policy itself"),
            );
            return None;
        }
        Some(id)
    });
    let effect = match fields.get("effect") {
        Some(at) => reader.word(&at, &EFFECTS).unwrap_or(Effect::Deny),
        None => Effect::Deny,
    };
    let on_unknown = match fields.get("on_unknown") {
        Some(at) => reader.word(&at, &ON_UNKNOWN).unwrap_or(on_unknown),
        None => on_unknown,
    };
    let modes = Modes::read(reader, fields.get("mode").as_ref(), fields.get("modes").as_ref());
    let enforce_from: Option<Timestamp> =
        fields.get("enforce_from").and_then(|at| reader.parse(&at));
    let grace = fields.get("grace").and_then(|at| Grace::read(reader, &at));
    let message = fields.get("message").and_then(|at| reader.filled(&at));

    let bodies: Vec<(&str, At<'_>)> =
        BODIES.iter().filter_map(|key| Some((*key, fields.get(key)?))).collect();
    let body = match bodies.as_slice() {
        [("vulnerability", at)] => VulnerabilityRule::read(reader, at).map(Body::Vulnerability),
        [("licences", at)] => {
            LicenceRule::read(reader, at).map(|rule| Body::Licences(Box::new(rule)))
        }
        [(_, at)] => ImageRule::read(reader, at).map(Body::Image),
        [] => {
            // A rule of a kind that is not supported yet has said so already.
            if fields.get("when").is_none() {
                fields.missing(reader, Code::NothingStated, "the rule looks at nothing").help =
                    Some("give it one of `vulnerability`, `licences` and `image`".to_owned());
            }
            None
        }
        [_, (key, second), ..] => {
            let message =
                format!("a rule looks at one kind of thing; make a rule of its own for `{key}`");
            reader.fault(Code::InvalidValue, second, message);
            None
        }
    };
    if let Some(at) = fields.get("grace")
        && !matches!(body, Some(Body::Vulnerability(_)) | None)
    {
        reader.fault(Code::InvalidValue, &at, "only vulnerabilities have a grace period");
    }
    let rule =
        Rule { id: id?, body: body?, effect, on_unknown, modes, enforce_from, grace, message };
    lint_rule(reader, at, &fields, &rule);
    Some(rule)
}

fn lint_rule(reader: &mut Reader, at: &At<'_>, fields: &Fields<'_>, rule: &Rule) {
    if let Body::Vulnerability(body) = &rule.body {
        let conditions = body.not_monotone();
        if !conditions.is_empty() {
            let message =
                format!("rule `{}` lets a worse finding pass: {}", rule.id, conditions.join(", "));
            let at = fields.get("vulnerability").unwrap_or_else(|| at.clone());
            reader.lint(Code::LintNotMonotone, &at, message).help = Some(
                "a lower bound such as `severity: \">=high\"` also holds for what is worse"
                    .to_owned(),
            );
        }
    }
}

fn read_waivers(
    reader: &mut Reader,
    at: &At<'_>,
    settings: &WaiverSettings,
    rules: Option<&[&str]>,
    options: &LoadOptions,
) -> Vec<Waiver> {
    let mut waivers: Vec<Waiver> = Vec::new();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for at in reader.list(at, false).unwrap_or_default() {
        let Some(waiver) = read_waiver(reader, &at, settings, rules, options) else {
            continue;
        };
        if let Some(line) = lines.insert(waiver.id.clone(), at.node.span.line) {
            duplicate_id(reader, &at, &format!("a waiver `{}`", shorten(&waiver.id)), line);
        }
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
    let known = [
        "id",
        "match",
        "reason",
        "owner",
        "created",
        "not_before",
        "expires",
        "ticket",
        "conditions",
        "effect",
    ];
    let fields = reader.fields(at, &known, &[])?;
    let word = |reader: &mut Reader, key: &str, why: &str| match fields.get(key) {
        Some(at) => match reader.text(&at) {
            Some("") => {
                reader.fault(Code::WaiverIncomplete, &at, format!("`{key}` is empty: {why}"));
                None
            }
            text => text.map(str::to_owned),
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
    let id = word(reader, "id", "reports name the waiver by it");
    let reason = word(reader, "reason", "somebody will ask");
    let owner = word(reader, "owner", "somebody must answer for it");
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
        reader.fault(Code::InvalidValue, at, "the waiver ends before it begins");
    }
    let ticket = fields.get("ticket").and_then(|at| reader.filled(&at));
    let conditions =
        fields.get("conditions").and_then(|at| read_conditions(reader, &at)).unwrap_or_default();
    let effect = fields.get("effect").and_then(|at| read_effect(reader, &at)).unwrap_or_default();

    if let (Some(at), Some(expires), Some(now)) = (&expires_at, expires, options.now)
        && expires <= now
    {
        let message = format!("the waiver expired {expires}");
        reader.lint(Code::LintExpiredWaiver, at, message);
    }
    if let (Some(at), Some(expires), Some(longest), Some(start)) =
        (&expires_at, expires, settings.max_duration, created.or(not_before))
        && expires > start.plus(longest)
    {
        let message = format!("the waiver is clipped to {longest}, until {}", start.plus(longest));
        reader.lint(Code::LintLongWaiver, at, message);
    }
    Some(Waiver {
        id: id?,
        matcher: matcher?,
        reason: reason?,
        owner: owner?,
        created,
        not_before,
        expires,
        ticket,
        conditions,
        effect,
    })
}

fn read_matcher(reader: &mut Reader, at: &At<'_>, rules: Option<&[&str]>) -> Option<Matcher> {
    let known = ["vulnerability", "licence", "rule", "component", "path", "artifact", "namespace"];
    let fields = reader.fields(at, &known, &[])?;
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
            reader.fault(
                Code::InvalidValue,
                &at,
                "a waiver names one vulnerability; wildcards would cover what nobody has read",
            );
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
    let fields = reader.fields(at, &["max_severity", "only_while_no_fix", "kev"], &[])?;
    let max_severity = fields.get("max_severity").and_then(|at| reader.word(&at, &KNOWN_LEVELS));
    let only_while_no_fix =
        fields.get("only_while_no_fix").and_then(|at| reader.boolean(&at)).unwrap_or_default();
    let not_if_kev = fields
        .get("kev")
        .and_then(|at| reader.word(&at, &[("deny", true), ("allow", false)]))
        .unwrap_or_default();
    Some(Conditions { max_severity, only_while_no_fix, not_if_kev })
}

/// `suppress`, or `{ downgrade_to: warn }`.
fn read_effect(reader: &mut Reader, at: &At<'_>) -> Option<WaiverEffect> {
    if matches!(at.node.value, Value::Scalar { .. }) {
        let words = [
            ("suppress", WaiverEffect::Suppress),
            ("downgrade_to_warn", WaiverEffect::DowngradeToWarn),
        ];
        return reader.word(at, &words);
    }
    let fields = reader.fields(at, &["downgrade_to"], &[])?;
    let at = fields.need(reader, "downgrade_to")?;
    reader.word(&at, &[("warn", WaiverEffect::DowngradeToWarn)])
}
