//! Reading rules.

use super::{Ids, RESERVED};
use crate::code::Code;
use crate::decision::Effect;
use crate::policy::reader::{At, Fields, Reader};
use crate::policy::schema::document;
use crate::policy::settings::{EFFECTS, Grace, Modes, ON_UNKNOWN, RuleDefaults};
use crate::policy::yaml::shorten;
use crate::rules::image::ImageRule;
use crate::rules::licence::LicenceRule;
use crate::rules::vulnerability::VulnerabilityRule;
use crate::rules::when::When;
use crate::rules::{Body, Rule};
use crate::{Text, Timestamp};

pub(super) fn read_rules(
    reader: &mut Reader,
    fields: &Fields<'_>,
    defaults: &RuleDefaults,
) -> Vec<Rule> {
    let Some(at) = fields.get("rules") else {
        return Vec::new();
    };
    let mut rules: Vec<Rule> = Vec::new();
    let mut places = Vec::new();
    let mut ids = Ids::default();
    for at in reader.list(&at, false).unwrap_or_default() {
        let Some(rule) = read_rule(reader, &at, defaults) else {
            continue;
        };
        let what = format_args!("a rule `{}`", shorten(&rule.id));
        ids.take(reader, &at.entry("id"), &rule.id, what);
        rules.push(rule);
        places.push(at);
    }
    for (rule, at) in rules.iter().zip(&places) {
        lint_rule(reader, at, rule, &rules);
    }
    rules
}

fn read_rule(reader: &mut Reader, at: &At<'_>, defaults: &RuleDefaults) -> Option<Rule> {
    const BODIES: [&str; 3] = ["vulnerability", "licences", "image"];
    let fields = reader.fields(at, &document::RULE)?;
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
        Some(at) => reader.word(&at, &ON_UNKNOWN).unwrap_or(defaults.on_unknown),
        None => defaults.on_unknown,
    };
    let modes = Modes::read(reader, fields.get("mode").as_ref(), fields.get("modes").as_ref());
    let enforce_from: Option<Timestamp> =
        fields.get("enforce_from").and_then(|at| reader.parse(&at));
    let grace = fields.get("grace").and_then(|at| Grace::read(reader, &at));
    let message = fields.get("message").and_then(|at| reader.filled(&at)).map(Text::from);
    let overridable =
        fields.get("overridable").and_then(|at| reader.boolean(&at)).unwrap_or_default();

    let when = fields.get("when").and_then(|at| {
        let beside = BODIES.into_iter().find(|key| fields.get(key).is_some());
        When::read(reader, &at, beside, &defaults.licences)
    });
    let bodies: Vec<(&str, At<'_>)> =
        BODIES.iter().filter_map(|key| Some((*key, fields.get(key)?))).collect();
    let body = match bodies.as_slice() {
        [("vulnerability", at)] => {
            VulnerabilityRule::read(reader, at, defaults).map(Body::Vulnerability)
        }
        [("licences", at)] => LicenceRule::read(reader, at, &defaults.licences)
            .map(|rule| Body::Licences(Box::new(rule))),
        [(_, at)] => ImageRule::read(reader, at).map(|rule| Body::Image(Box::new(rule))),
        [] => match &when {
            Some(when) => when.body(),
            None => {
                // An expression that cannot be read has said so already.
                if !fields.has("when") {
                    fields.missing(reader, Code::NothingStated, "the rule looks at nothing").help =
                        Some("give it `vulnerability`, `licences`, `image` or `when`".to_owned());
                }
                None
            }
        },
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
    Some(Rule {
        id: id?.into(),
        body: body?,
        when,
        effect,
        on_unknown,
        modes,
        enforce_from,
        grace,
        message,
        overridable,
    })
}

fn lint_rule(reader: &mut Reader, at: &At<'_>, rule: &Rule, rules: &[Rule]) {
    let conditions = rule.when.as_ref().map(When::not_monotone).unwrap_or_default();
    if !conditions.is_empty() {
        let message =
            format!("rule `{}` lets a worse finding pass: {}", rule.id, conditions.join(", "));
        reader.lint(Code::LintNotMonotone, &at.entry("when"), message).help = Some(
            "a lower bound such as `finding.severity >= \"high\"` also holds for what is worse"
                .to_owned(),
        );
    }
    let Body::Vulnerability(body) = &rule.body else {
        return;
    };
    let conditions = body.not_monotone();
    if conditions.is_empty() || is_taken_over(body, rule, rules) {
        return;
    }
    let message =
        format!("rule `{}` lets a worse finding pass: {}", rule.id, conditions.join(", "));
    reader.lint(Code::LintNotMonotone, &at.entry("vulnerability"), message).help = Some(
        "a lower bound such as `severity: \">=high\"` also holds for what is worse".to_owned(),
    );
}

/// Whether what grows too severe for a rule meets another that is at least as hard: rules may
/// share the levels among them.
fn is_taken_over(body: &VulnerabilityRule, rule: &Rule, rules: &[Rule]) -> bool {
    let is_as_hard = |other: &&Rule| {
        other.effect >= rule.effect
            && other.on_unknown >= rule.on_unknown
            && other.modes.is_in_force()
            && other.enforce_from.is_none()
            && other.grace.is_none()
            && other.when.is_none()
    };
    body.levels_let_pass().is_some_and(|levels| {
        levels.iter().all(|level| {
            rules.iter().filter(is_as_hard).any(|other| {
                matches!(&other.body, Body::Vulnerability(other) if other.takes_over(body, *level))
            })
        })
    })
}
