//! The rules and the waivers as Cedar policies.

use std::collections::BTreeMap;

use policy_core::Severity;

use super::super::case::{ALLOWED, Case, DAY, Exception, NOW, rank};
use super::Encoding;

/// One policy that forbids.
pub(super) struct Says {
    pub(super) name: &'static str,
    action: &'static str,
    pub(super) rule: &'static str,
    pub(super) effect: &'static str,
    pub(super) missing: bool,
}

const fn says(
    name: &'static str,
    action: &'static str,
    rule: &'static str,
    effect: &'static str,
    missing: bool,
) -> Says {
    Says { name, action, rule, effect, missing }
}

/// An effect and what is not known are policies of their own: an answer names nothing but policies.
pub(super) const SAYS: [Says; 7] = [
    says("kev", "finding", "kev", "deny", false),
    says("kev?", "finding", "kev", "warn", true),
    says("high-with-fix", "finding", "high-with-fix", "deny", false),
    says("high-with-fix, in grace", "finding", "high-with-fix", "warn", false),
    says("high-with-fix?", "finding", "high-with-fix", "warn", true),
    says("licences", "licence", "licences", "deny", false),
    says("licences?", "licence", "licences", "warn", true),
];

/// The three rules, with the waivers in force inside them if those are literals.
pub(super) fn rules(case: &Case, encoding: Encoding) -> String {
    let high = rank(Severity::High);
    let grace = format!(
        "context.kev != \"yes\" && context.since != -1 && ((context.level == {high} && context.now < context.since + {}) || (context.level == {} && context.now < context.since + {}))",
        14 * DAY,
        rank(Severity::Critical),
        3 * DAY
    );
    let severe = format!("context.level >= {high} && context.fix == \"yes\"");
    let allowed = literal(&ALLOWED);
    let conditions = [
        "context.kev == \"yes\"".to_owned(),
        "context.kev == \"unknown\"".to_owned(),
        format!("{severe} && !({grace})"),
        format!("{severe} && {grace}"),
        format!(
            "(context.level == 0 && context.fix != \"no\") || (context.level >= {high} && context.fix == \"unknown\")"
        ),
        format!(
            "context.known != [] && ((context.any && !context.unsure && !({allowed}).containsAny(context.known)) || (!context.any && !({allowed}).containsAll(context.known)))"
        ),
        format!(
            "context.unsure && ((context.any && !({allowed}).containsAny(context.known)) || (!context.any && ({allowed}).containsAll(context.known)))"
        ),
    ];
    let mut text = String::from(
        "permit (principal, action in [Action::\"finding\", Action::\"licence\"], resource);\n",
    );
    for (says, when) in SAYS.iter().zip(conditions) {
        let Says { name, action, .. } = says;
        text.push_str(&format!(
            "@id(\"{name}\") forbid (principal, action == Action::\"{action}\", resource) when {{ {when} }}"
        ));
        if encoding == Encoding::Literals {
            for unless in literals(case, says) {
                text.push_str(&format!(" unless {{ {unless} }}"));
            }
        }
        text.push_str(";\n");
    }
    text
}

/// One policy for each waiver, as whoever grants one would write it.
pub(super) fn waivers(case: &Case) -> String {
    case.waivers.iter().map(waiver).collect()
}

fn waiver(waiver: &Exception) -> String {
    let principal =
        waiver.rule.map_or("principal".to_owned(), |rule| format!("principal == Rule::\"{rule}\""));
    // What is not known is nobody's exception unless the rule is named.
    let action = match (waiver.rule, &waiver.licence) {
        (Some(_), None) => "action in [Action::\"waive\", Action::\"waive-unknown\"]",
        _ => "action == Action::\"waive\"",
    };
    let scope = waiver.component.as_deref().filter(|component| component.ends_with('*'));
    let resource = match waiver.component.as_deref().filter(|_| scope.is_none()) {
        Some(package) => format!("resource == Package::\"{package}\""),
        None => "resource".to_owned(),
    };
    let mut when = Vec::new();
    when.extend(waiver.vulnerability.as_ref().map(|id| format!("context.ids.contains(\"{id}\")")));
    when.extend(
        waiver
            .licence
            .as_ref()
            .map(|id| format!("context has licence && context.licence == \"{id}\"")),
    );
    when.extend(scope.map(like));
    when.push(format!("context.now < {}", waiver.expires));
    when.extend(conditions(waiver));
    let (id, when) = (&waiver.id, when.join(" && "));
    format!("@id(\"{id}\") permit ({principal}, {action}, {resource}) when {{ {when} }};\n")
}

/// When waivers in force cover what a policy forbids: by the conditions they have, literal sets of
/// the keys they are filed under; those over a scope are patterns.
fn literals(case: &Case, says: &Says) -> Vec<String> {
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for waiver in &case.waivers {
        let about = waiver.rule.map_or(!says.missing, |wanted| wanted == says.rule);
        let fits = match says.action {
            "finding" => waiver.licence.is_none(),
            _ => waiver.vulnerability.is_none() && (waiver.licence.is_none() || !says.missing),
        };
        if waiver.expires <= NOW || !about || !fits {
            continue;
        }
        let mut all = vec!["true".to_owned()];
        if says.action == "finding" {
            all.extend(conditions(waiver));
        }
        sets.entry(all.join(" && ")).or_default().push(match waiver.component.as_deref() {
            Some(scope) if scope.ends_with('*') => like(scope),
            component => {
                key(waiver.vulnerability.as_deref().or(waiver.licence.as_deref()), component)
            }
        });
    }
    let mut all = Vec::new();
    for (condition, entries) in sets {
        let (patterns, keys): (Vec<String>, Vec<String>) =
            entries.into_iter().partition(|entry| entry.starts_with("context."));
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let mut tests = patterns;
        if !keys.is_empty() {
            tests.push(format!("({}).containsAny(context.keys)", literal(&keys)));
        }
        all.push(format!("{condition} && ({})", tests.join(" || ")));
    }
    all
}

/// Cedar's star crosses slashes; here there is none to cross.
fn like(scope: &str) -> String {
    format!("context.package like \"{scope}\"")
}

fn conditions(waiver: &Exception) -> Vec<String> {
    let mut all = Vec::new();
    if waiver.not_if_kev {
        all.push("context.kev != \"yes\"".to_owned());
    }
    if waiver.only_while_no_fix {
        all.push("context.fix != \"yes\"".to_owned());
    }
    all.extend(waiver.max_severity.map(|most| format!("context.level <= {}", rank(most))));
    all
}

/// What a literal waiver is filed under.
pub(super) fn key(what: Option<&str>, component: Option<&str>) -> String {
    format!("{}|{}", what.unwrap_or("*"), component.unwrap_or("*"))
}

fn literal(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", quoted.join(", "))
}
