//! The same decision by hand: no generality, no explanation, nothing allocated for a violation but
//! its place in the list. What is faster than this leaves something out.

use std::collections::HashMap;

use policy_core::Severity;

use super::case::{ALLOWED, Case, DAY, DENIED, Exception, Identity, NOW, State, rank};

pub(crate) struct Floor<'c> {
    case: &'c Case,
    purls: Vec<String>,
    components: Vec<String>,
    by_id: HashMap<&'c str, Vec<&'c Exception>>,
    by_package: HashMap<&'c str, Vec<&'c Exception>>,
    scopes: Vec<(&'c str, &'c Exception)>,
}

/// A violation.
#[derive(Debug)]
pub(crate) struct Hit<'c> {
    rule: &'static str,
    id: &'c str,
    component: &'c str,
    deny: bool,
    missing: bool,
}

#[derive(Default)]
struct Group<'c> {
    package: &'c str,
    purl: &'c str,
    version: &'c str,
    level: u8,
    kev: Option<bool>,
    fixed: Vec<&'c str>,
    stated: bool,
    since: Option<i64>,
}

impl<'c> Floor<'c> {
    /// Sorts the waivers once, as whoever judges often would.
    pub(crate) fn new(case: &'c Case) -> Self {
        let mut floor = Self {
            case,
            purls: case.findings.iter().map(|found| found.item.purl()).collect(),
            components: case.components.iter().map(|(item, _)| item.purl()).collect(),
            by_id: HashMap::new(),
            by_package: HashMap::new(),
            scopes: Vec::new(),
        };
        for waiver in case.waivers.iter().filter(|waiver| NOW < waiver.expires) {
            match (waiver.vulnerability.as_deref(), waiver.component.as_deref()) {
                (Some(id), _) => floor.by_id.entry(id).or_default().push(waiver),
                (None, Some(component)) => match component.strip_suffix('*') {
                    Some(scope) => floor.scopes.push((scope, waiver)),
                    None => floor.by_package.entry(component).or_default().push(waiver),
                },
                (None, None) => {}
            }
        }
        floor
    }

    pub(crate) fn decide(&self) -> Vec<Hit<'_>> {
        // Which CVE a GHSA is another name of.
        let mut cve_of: HashMap<&str, &str> = HashMap::new();
        for found in &self.case.findings {
            if let [a, b] = found.ids.as_slice() {
                let (cve, ghsa) = if a.starts_with("CVE-") { (a, b) } else { (b, a) };
                cve_of.insert(ghsa, cve);
            }
        }
        let mut ghsa_of: HashMap<&str, &str> = HashMap::new();
        ghsa_of.extend(cve_of.iter().map(|(ghsa, cve)| (*cve, *ghsa)));
        let mut groups: HashMap<(&str, &str), Group<'_>> = HashMap::new();
        for (found, purl) in self.case.findings.iter().zip(&self.purls) {
            let named = found.ids.iter().find(|id| id.starts_with("CVE-"));
            let id = match (named, found.ids.first()) {
                (Some(cve), _) => cve.as_str(),
                (None, Some(ghsa)) => cve_of.get(ghsa.as_str()).copied().unwrap_or(ghsa),
                (None, None) => "",
            };
            let group = groups.entry((purl, id)).or_insert_with(|| Group {
                package: &found.item.package,
                purl,
                version: &found.item.version,
                ..Group::default()
            });
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
        let mut hits = Vec::new();
        for ((_, id), group) in &groups {
            let fix = group.fix();
            let mut file = |rule, deny, missing| {
                let other = ghsa_of.get(id).copied();
                if !self.is_waived(rule, missing, [Some(*id), other], group, fix) {
                    hits.push(Hit { rule, id, component: group.purl, deny, missing });
                }
            };
            match group.kev {
                Some(true) => file("kev", true, false),
                None => file("kev", false, true),
                Some(false) => {}
            }
            let severe = (group.level > 0).then(|| group.level >= rank(Severity::High));
            match (severe, fix) {
                (Some(true), Some(true)) => file("high-with-fix", !group.in_grace(), false),
                (Some(false), _) | (_, Some(false)) => {}
                _ => file("high-with-fix", false, true),
            }
        }
        let mut known: HashMap<&str, Licence<'_>> = HashMap::new();
        for ((item, text), purl) in self.case.components.iter().zip(&self.components) {
            let licence = known.entry(text).or_insert_with(|| judge(text));
            match licence {
                Licence::Fine => {}
                Licence::Unknown => {
                    let group = Group { package: &item.package, ..Group::default() };
                    if !self.is_waived("licences", true, [None, None], &group, None) {
                        let (id, component) = ("", purl.as_str());
                        hits.push(Hit {
                            rule: "licences",
                            id,
                            component,
                            deny: false,
                            missing: true,
                        });
                    }
                }
                Licence::Bad(ids) => {
                    for id in ids {
                        if !self.is_licence_waived(id, &item.package) {
                            let component = purl.as_str();
                            hits.push(Hit {
                                rule: "licences",
                                id,
                                component,
                                deny: true,
                                missing: false,
                            });
                        }
                    }
                }
            }
        }
        hits
    }

    fn is_waived(
        &self,
        rule: &str,
        missing: bool,
        ids: [Option<&str>; 2],
        group: &Group<'_>,
        fix: Option<bool>,
    ) -> bool {
        let holds = |waiver: &Exception| {
            waiver.licence.is_none()
                && waiver.rule.map_or(!missing, |wanted| wanted == rule)
                && waiver.component.as_deref().is_none_or(|wanted| covers(wanted, group.package))
                && !(waiver.not_if_kev && group.kev == Some(true))
                && !(waiver.only_while_no_fix && fix == Some(true))
                && waiver.max_severity.is_none_or(|most| group.level <= rank(most))
        };
        let by_id = ids.into_iter().flatten().filter_map(|id| self.by_id.get(id)).flatten();
        let by_package = self.by_package.get(group.package).into_iter().flatten();
        let by_scope = self
            .scopes
            .iter()
            .filter(|(scope, _)| group.package.starts_with(scope))
            .map(|(_, waiver)| waiver);
        by_id.chain(by_package).chain(by_scope).any(|waiver| holds(waiver))
    }

    fn is_licence_waived(&self, licence: &str, package: &str) -> bool {
        let holds = |waiver: &Exception| {
            waiver.rule.is_none_or(|rule| rule == "licences")
                && waiver.licence.as_deref().is_none_or(|wanted| wanted == licence)
        };
        let by_package = self.by_package.get(package).into_iter().flatten();
        let by_scope = self.scopes.iter().filter(|(scope, _)| package.starts_with(scope));
        by_package.chain(by_scope.map(|(_, waiver)| waiver)).any(|waiver| holds(waiver))
    }

    pub(crate) fn identities(&self) -> Vec<Identity> {
        let mut all: Vec<Identity> = self
            .decide()
            .into_iter()
            .map(|hit| Identity {
                rule: hit.rule.to_owned(),
                id: hit.id.to_owned(),
                component: hit.component.to_owned(),
                effect: if hit.deny { "deny" } else { "warn" }.to_owned(),
                missing: hit.missing,
            })
            .collect();
        all.sort();
        all.dedup();
        all
    }
}

impl Group<'_> {
    fn fix(&self) -> Option<bool> {
        if self.fixed.is_empty() {
            return self.stated.then_some(false);
        }
        let installed = numbers(self.version);
        let mut known = Some(false);
        for version in &self.fixed {
            match numbers(version).zip(installed).map(|(fixed, installed)| fixed > installed) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => known = None,
            }
        }
        known
    }

    fn in_grace(&self) -> bool {
        let days = match self.level {
            level if level == rank(Severity::Critical) => 3,
            level if level == rank(Severity::High) => 14,
            _ => return false,
        };
        self.kev != Some(true) && self.since.is_some_and(|since| NOW < since + days * DAY)
    }
}

enum Licence<'c> {
    Fine,
    Unknown,
    Bad(Vec<&'c str>),
}

/// Knows the three shapes of text there are.
fn judge(text: &str) -> Licence<'_> {
    let unknown = |id: &str| id == "NOASSERTION" || id == "see COPYING";
    let fine = |id: &&str| ALLOWED.contains(id) && !DENIED.contains(id);
    let (ids, any): (Vec<&str>, bool) = match text.contains(" OR ") {
        true => (text.split(" OR ").collect(), true),
        false => (text.split(" AND ").collect(), false),
    };
    let bad: Vec<&str> = ids.iter().copied().filter(|id| !unknown(id) && !fine(id)).collect();
    let unsure = ids.iter().any(|id| unknown(id));
    match any {
        true if ids.iter().any(fine) => Licence::Fine,
        true if unsure => Licence::Unknown,
        // Allowing the first by name is enough.
        true => Licence::Bad(bad.into_iter().min().into_iter().collect()),
        false if !bad.is_empty() => Licence::Bad(bad),
        false if unsure => Licence::Unknown,
        false => Licence::Fine,
    }
}

fn covers(wanted: &str, package: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(scope) => package.starts_with(scope),
        None => wanted == package,
    }
}

fn numbers(version: &str) -> Option<(u32, u32, u32)> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}
