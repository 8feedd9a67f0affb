//! Cedar: an authorisation is about one request, so it is asked once for each finding and each
//! component. What it cannot say is done for it: joining aliases, the worst rating, comparing
//! versions, parsing licences, the names a waiver may be filed under.
//!
//! It is measured twice: with the requests made before the clock starts, which leaves out all of
//! that, and from the evidence to the answers, which is what each image costs whoever uses it.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Entities, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression,
};
use policy_core::Severity;

use super::case::{ALLOWED, Case, DAY, Exception, Identity, NOW, State, rank};

pub(crate) struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    requests: Vec<Asked>,
}

/// A request, with the id and the component it is about.
type Asked = (Request, String, String);

#[derive(Default)]
struct Group<'c> {
    package: &'c str,
    version: &'c str,
    names: BTreeSet<&'c str>,
    level: u8,
    kev: Option<bool>,
    fixed: Vec<&'c str>,
    stated: bool,
    since: Option<i64>,
}

impl Cedar {
    pub(crate) fn new(case: &Case) -> Result<Self, String> {
        let policies = PolicySet::from_str(&rules(case)).map_err(fault)?;
        let policies = named(&policies)?;
        let requests = requests(case)?;
        Ok(Self { authorizer: Authorizer::new(), policies, entities: Entities::empty(), requests })
    }

    /// Asks about everything; counts the policies that forbid.
    pub(crate) fn decide(&self) -> usize {
        self.ask(&self.requests)
    }

    /// As [`decide`](Self::decide), with the requests yet to be made.
    pub(crate) fn decide_from(&self, case: &Case) -> Result<usize, String> {
        Ok(self.ask(&requests(case)?))
    }

    fn ask(&self, requests: &[Asked]) -> usize {
        requests
            .iter()
            .map(|(request, ..)| {
                let answer = self.authorizer.is_authorized(request, &self.policies, &self.entities);
                answer.diagnostics().reason().count()
            })
            .sum()
    }

    pub(crate) fn identities(&self) -> Result<Vec<Identity>, String> {
        let mut all = Vec::new();
        for (request, id, component) in &self.requests {
            let answer = self.authorizer.is_authorized(request, &self.policies, &self.entities);
            if let Some(error) = answer.diagnostics().errors().next() {
                return Err(format!("cedar: {error}"));
            }
            for policy in answer.diagnostics().reason() {
                let name: &str = policy.as_ref();
                let parts: Vec<&str> = name.split(' ').collect();
                let [rule, effect, missing] = parts.as_slice() else { continue };
                let missing = *missing == "missing";
                let id = if *rule == "licences" && missing { String::new() } else { id.clone() };
                let (rule, component, effect) =
                    ((*rule).to_owned(), component.clone(), (*effect).to_owned());
                all.push(Identity { rule, id, component, effect, missing });
            }
        }
        all.sort();
        all.dedup();
        Ok(all)
    }
}

/// What is asked about a case.
fn requests(case: &Case) -> Result<Vec<Asked>, String> {
    let mut requests = Vec::new();
    for (id, component, group) in groups(case) {
        let (level, fix) = (group.level, group.fix());
        let keys = keys(&group.names, group.package);
        let pairs = [
            ("level", RestrictedExpression::new_long(i64::from(level))),
            ("kev", string(tri(group.kev))),
            ("fix", string(tri(fix))),
            ("since", RestrictedExpression::new_long(group.since.unwrap_or(-1))),
            ("now", RestrictedExpression::new_long(NOW)),
            ("package", string(group.package)),
            ("keys", set(keys.iter().map(String::as_str))),
        ];
        requests.push((request("finding", &component, pairs)?, id.to_owned(), component));
    }
    for (item, licence) in &case.components {
        let (ids, any): (Vec<&str>, bool) = match licence.contains(" OR ") {
            true => (licence.split(" OR ").collect(), true),
            false => (licence.split(" AND ").collect(), false),
        };
        let unknown = |id: &&str| *id == "NOASSERTION" || *id == "see COPYING";
        let known: Vec<&str> = ids.iter().copied().filter(|id| !unknown(id)).collect();
        let mut bad: Vec<&str> = known.iter().copied().filter(|id| !ALLOWED.contains(id)).collect();
        if any {
            bad.sort_unstable();
            bad.truncate(1);
        }
        // A request for each licence that could be objected to, since a reason names no value.
        let asked = if bad.is_empty() { vec![""] } else { bad };
        for id in asked {
            let keys = licence_keys(id, &item.package);
            let pairs = [
                ("any", RestrictedExpression::new_bool(any)),
                ("known", set(known.iter().copied())),
                ("unsure", RestrictedExpression::new_bool(known.len() < ids.len())),
                ("now", RestrictedExpression::new_long(NOW)),
                ("package", string(&item.package)),
                ("keys", set(keys.iter().map(String::as_str))),
            ];
            let purl = item.purl();
            requests.push((request("licence", &purl, pairs)?, id.to_owned(), purl));
        }
    }
    Ok(requests)
}

/// The policy set, policies called by their annotation.
fn named(policies: &PolicySet) -> Result<PolicySet, String> {
    let mut set = PolicySet::new();
    for policy in policies.policies() {
        let name = policy.annotation("id").unwrap_or("permit").to_owned();
        let id = cedar_policy::PolicyId::new(name);
        set.add(policy.new_id(id)).map_err(fault)?;
    }
    Ok(set)
}

/// The three rules. Waivers in force are literal sets of the keys they are filed under, by the
/// conditions they have; those over a scope are patterns.
fn rules(case: &Case) -> String {
    let mut text = String::from("permit (principal, action, resource);\n");
    let high = rank(Severity::High);
    let grace = format!(
        "context.kev != \"yes\" && context.since != -1 && ((context.level == {high} && context.now < context.since + {}) || (context.level == {} && context.now < context.since + {}))",
        14 * DAY,
        rank(Severity::Critical),
        3 * DAY
    );
    let severe = format!("context.level >= {high} && context.fix == \"yes\"");
    let unsure = format!(
        "(context.level == 0 && context.fix != \"no\") || (context.level >= {high} && context.fix == \"unknown\")"
    );
    let bad = format!(
        "context.known != [] && ((context.any && !context.unsure && !({0}).containsAny(context.known)) || (!context.any && !({0}).containsAll(context.known)))",
        literal(&ALLOWED)
    );
    let not_known = format!(
        "context.unsure && ((context.any && !({0}).containsAny(context.known)) || (!context.any && ({0}).containsAll(context.known)))",
        literal(&ALLOWED)
    );
    for (name, action, rule, missing, when) in [
        ("kev deny known", "finding", "kev", false, "context.kev == \"yes\"".to_owned()),
        ("kev warn missing", "finding", "kev", true, "context.kev == \"unknown\"".to_owned()),
        (
            "high-with-fix deny known",
            "finding",
            "high-with-fix",
            false,
            format!("{severe} && !({grace})"),
        ),
        (
            "high-with-fix warn known",
            "finding",
            "high-with-fix",
            false,
            format!("{severe} && {grace}"),
        ),
        ("high-with-fix warn missing", "finding", "high-with-fix", true, unsure),
        ("licences deny known", "licence", "licences", false, bad),
        ("licences warn missing", "licence", "licences", true, not_known),
    ] {
        text.push_str(&format!(
            "@id(\"{name}\") forbid (principal, action == Action::\"{action}\", resource) when {{ {when} }}"
        ));
        for unless in waivers(case, action, rule, missing) {
            text.push_str(&format!(" unless {{ {unless} }}"));
        }
        text.push_str(";\n");
    }
    text
}

/// When waivers cover a violation.
fn waivers(case: &Case, action: &str, rule: &str, missing: bool) -> Vec<String> {
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for waiver in &case.waivers {
        let says = waiver.rule.map_or(!missing, |wanted| wanted == rule);
        let fits = match action {
            "finding" => waiver.licence.is_none(),
            _ => waiver.vulnerability.is_none() && (waiver.licence.is_none() || !missing),
        };
        if waiver.expires <= NOW || !says || !fits {
            continue;
        }
        let condition = if action == "finding" { conditions(waiver) } else { "true".to_owned() };
        sets.entry(condition).or_default().push(match waiver.component.as_deref() {
            Some(scope) if scope.ends_with('*') => {
                // Cedar's star crosses slashes; here there is none to cross.
                format!("context.package like \"{scope}\"")
            }
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

fn conditions(waiver: &Exception) -> String {
    let mut text = "true".to_owned();
    if waiver.not_if_kev {
        text.push_str(" && context.kev != \"yes\"");
    }
    if waiver.only_while_no_fix {
        text.push_str(" && context.fix != \"yes\"");
    }
    if let Some(most) = waiver.max_severity {
        text.push_str(&format!(" && context.level <= {}", rank(most)));
    }
    text
}

fn key(what: Option<&str>, component: Option<&str>) -> String {
    format!("{}|{}", what.unwrap_or("*"), component.unwrap_or("*"))
}

/// Every key a waiver of this finding may be filed under.
fn keys(names: &BTreeSet<&str>, package: &str) -> Vec<String> {
    let mut keys = vec![key(None, Some(package))];
    for name in names {
        keys.extend([key(Some(name), Some(package)), key(Some(name), None)]);
    }
    keys
}

fn licence_keys(id: &str, package: &str) -> Vec<String> {
    vec![key(None, Some(package)), key(Some(id), Some(package))]
}

fn literal(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

fn string(text: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(text.to_owned())
}

fn set<'a>(texts: impl Iterator<Item = &'a str>) -> RestrictedExpression {
    RestrictedExpression::new_set(texts.map(string))
}

const fn tri(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

fn request<const N: usize>(
    action: &str,
    component: &str,
    pairs: [(&str, RestrictedExpression); N],
) -> Result<Request, String> {
    let uid = |kind: &str, id: &str| -> Result<EntityUid, String> {
        let kind = EntityTypeName::from_str(kind).map_err(fault)?;
        Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
    };
    let pairs = pairs.into_iter().map(|(key, value)| (key.to_owned(), value));
    let context = Context::from_pairs(pairs).map_err(fault)?;
    Request::new(
        uid("Stage", "ci")?,
        uid("Action", action)?,
        uid("Component", component)?,
        context,
        None,
    )
    .map_err(fault)
}

fn groups(case: &Case) -> Vec<(&str, String, Group<'_>)> {
    let mut cve_of: BTreeMap<&str, &str> = BTreeMap::new();
    for found in &case.findings {
        if let [a, b] = found.ids.as_slice() {
            let (cve, ghsa) = if a.starts_with("CVE-") { (a, b) } else { (b, a) };
            cve_of.insert(ghsa, cve);
        }
    }
    let ghsa_of: BTreeMap<&str, &str> = cve_of.iter().map(|(ghsa, cve)| (*cve, *ghsa)).collect();
    let mut groups: BTreeMap<(String, &str), Group<'_>> = BTreeMap::new();
    for found in &case.findings {
        let named = found.ids.iter().find(|id| id.starts_with("CVE-")).map(String::as_str);
        let first = found.ids.first().map(String::as_str).unwrap_or_default();
        let id = named.unwrap_or_else(|| cve_of.get(first).copied().unwrap_or(first));
        let group = groups.entry((found.item.purl(), id)).or_default();
        group.package = &found.item.package;
        group.version = &found.item.version;
        group.names.insert(id);
        group.names.extend(ghsa_of.get(id));
        for (_, level) in &found.ratings {
            group.level = group.level.max(rank(*level));
        }
        group.kev = match (group.kev, found.kev) {
            (Some(a), Some(b)) => Some(a || b),
            (a, b) => a.or(b),
        };
        match &found.fix {
            State::Unknown => {}
            State::None => group.stated = true,
            State::Fixed(version) => group.fixed.push(version),
        }
        if let Some(at) = found.fixed_since {
            group.since = Some(group.since.map_or(at, |known| known.min(at)));
        }
    }
    groups.into_iter().map(|((component, id), group)| (id, component, group)).collect()
}

impl Group<'_> {
    fn fix(&self) -> Option<bool> {
        if self.fixed.is_empty() {
            return self.stated.then_some(false);
        }
        let all: Vec<Option<bool>> = self
            .fixed
            .iter()
            .map(|fixed| {
                policy_core::version::compare("npm", fixed, self.version).map(|o| o.is_gt())
            })
            .collect();
        match () {
            () if all.contains(&Some(true)) => Some(true),
            () if all.contains(&None) => None,
            () => Some(false),
        }
    }
}

fn fault(error: impl std::fmt::Display) -> String {
    format!("cedar: {error}")
}
