//! What is asked: one request for each finding and each licence, with all that the rules and
//! waivers want to know of it.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use cedar_policy::{Context, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression};

use super::super::case::{ALLOWED, Case, NOW, State, rank};
use super::text::key;
use super::{Encoding, fault, uid};

/// A request, with what it is about.
pub(super) struct Asked {
    pub(super) request: Request,
    pub(super) id: String,
    pub(super) component: String,
    context: Context,
    package: EntityUid,
}

impl Asked {
    /// Asks the same of waivers.
    pub(super) fn waived(&self, rule: EntityUid, action: EntityUid) -> Result<Request, String> {
        Request::new(rule, action, self.package.clone(), self.context.clone(), None).map_err(fault)
    }
}

/// Entities and kinds of entity that every request names.
pub(super) struct Words {
    stage: EntityUid,
    finding: EntityUid,
    licence: EntityUid,
    component: EntityTypeName,
    package: EntityTypeName,
}

impl Words {
    pub(super) fn new() -> Result<Self, String> {
        Ok(Self {
            stage: uid("Stage", "ci")?,
            finding: uid("Action", "finding")?,
            licence: uid("Action", "licence")?,
            component: EntityTypeName::from_str("Component").map_err(fault)?,
            package: EntityTypeName::from_str("Package").map_err(fault)?,
        })
    }

    fn ask(
        &self,
        action: &EntityUid,
        (id, component, package): (&str, String, &str),
        pairs: Vec<(&str, RestrictedExpression)>,
    ) -> Result<Asked, String> {
        let pairs = pairs.into_iter().map(|(key, value)| (key.to_owned(), value));
        let context = Context::from_pairs(pairs).map_err(fault)?;
        let of = |kind: &EntityTypeName, id: &str| {
            EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
        };
        let resource = of(&self.component, &component);
        let request =
            Request::new(self.stage.clone(), action.clone(), resource, context.clone(), None);
        Ok(Asked {
            request: request.map_err(fault)?,
            id: id.to_owned(),
            component,
            context,
            package: of(&self.package, package),
        })
    }
}

/// What is asked about a case.
pub(super) fn of(case: &Case, encoding: Encoding, words: &Words) -> Result<Vec<Asked>, String> {
    let mut requests = Vec::new();
    for (id, component, group) in groups(case) {
        let mut pairs = vec![
            ("level", RestrictedExpression::new_long(i64::from(group.level))),
            ("kev", string(tri(group.kev))),
            ("fix", string(tri(group.fix()))),
            ("since", RestrictedExpression::new_long(group.since.unwrap_or(-1))),
            ("now", RestrictedExpression::new_long(NOW)),
            ("package", string(group.package)),
        ];
        pairs.push(match encoding {
            Encoding::Literals => ("keys", set(keys(&group.names, group.package))),
            _ => ("ids", set(&group.names)),
        });
        requests.push(words.ask(&words.finding, (id, component, group.package), pairs)?);
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
            let mut pairs = vec![
                ("any", RestrictedExpression::new_bool(any)),
                ("known", set(&known)),
                ("unsure", RestrictedExpression::new_bool(known.len() < ids.len())),
                ("now", RestrictedExpression::new_long(NOW)),
                ("package", string(&item.package)),
            ];
            match encoding {
                Encoding::Literals => pairs.push(("keys", set(licence_keys(id, &item.package)))),
                // A waiver of a package covers findings too, and may have conditions on those.
                _ => pairs.extend([
                    ("licence", string(id)),
                    ("ids", set([""; 0])),
                    ("kev", string("no")),
                    ("fix", string("no")),
                    ("level", RestrictedExpression::new_long(0)),
                ]),
            }
            requests.push(words.ask(&words.licence, (id, item.purl(), &item.package), pairs)?);
        }
    }
    Ok(requests)
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

fn string(text: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(text.to_owned())
}

fn set(texts: impl IntoIterator<Item = impl AsRef<str>>) -> RestrictedExpression {
    RestrictedExpression::new_set(texts.into_iter().map(|text| string(text.as_ref())))
}

const fn tri(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

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
