//! Which ids name the same vulnerability.

use std::collections::BTreeMap;

use crate::evidence::Finding;

pub(super) fn names(finding: &Finding) -> impl Iterator<Item = &str> {
    std::iter::once(&finding.id)
        .chain(&finding.aliases)
        .map(|id| id.trim())
        .filter(|id| !id.is_empty())
}

/// The CVEs a finding names, each once.
pub(super) fn cves(finding: &Finding) -> Vec<&str> {
    let mut found: Vec<&str> = names(finding).filter(|id| is_cve(id)).collect();
    found.sort_by_key(|id| id.to_ascii_uppercase());
    found.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    found
}

pub(super) fn is_cve(id: &str) -> bool {
    cve_number(id).is_some()
}

/// Year and number of a CVE, as digits of any length.
fn cve_number(id: &str) -> Option<(u32, u64)> {
    let (prefix, rest) = id.split_at_checked(4)?;
    if !prefix.eq_ignore_ascii_case("CVE-") {
        return None;
    }
    let (year, number) = rest.split_once('-')?;
    Some((year.parse().ok()?, number.parse().ok()?))
}

/// Which ids name the same vulnerability.
#[derive(Debug)]
pub(super) struct Classes<'e> {
    /// Upper-case id → class.
    index: BTreeMap<String, usize>,
    /// Class → canonical id and all members.
    classes: BTreeMap<usize, (&'e str, Vec<&'e str>)>,
}

impl<'e> Classes<'e> {
    pub(super) fn of(findings: impl Iterator<Item = &'e Finding> + Clone) -> Self {
        let mut spellings: Vec<&str> = Vec::new();
        let mut index: BTreeMap<String, usize> = BTreeMap::new();
        // An id that goes with several CVEs names an advisory, not a vulnerability: it must not
        // join them into one.
        let mut companion: BTreeMap<String, Option<String>> = BTreeMap::new();
        for finding in findings.clone() {
            let cves = cves(finding);
            for id in names(finding) {
                let upper = id.to_ascii_uppercase();
                if !is_cve(id) {
                    let only = match cves.as_slice() {
                        [only] => Some(only.to_ascii_uppercase()),
                        _ => None,
                    };
                    if !cves.is_empty() {
                        let known = companion.entry(upper.clone()).or_insert_with(|| only.clone());
                        if *known != only {
                            *known = None;
                        }
                    }
                }
                let next = spellings.len();
                let position = *index.entry(upper).or_insert(next);
                match spellings.get_mut(position) {
                    // Two spellings of one id: the smaller one is shown.
                    Some(known) => *known = (*known).min(id),
                    None => spellings.push(id),
                }
            }
        }
        let links = |id: &str| !matches!(companion.get(&id.to_ascii_uppercase()), Some(None));
        let mut parents: Vec<usize> = (0..spellings.len()).collect();
        for finding in findings {
            let several = cves(finding).len() > 1;
            let mut first = None;
            for id in names(finding).filter(|id| !several && links(id)) {
                let Some(&position) = index.get(&id.to_ascii_uppercase()) else {
                    continue;
                };
                match first {
                    None => first = Some(position),
                    Some(first) => union(&mut parents, first, position),
                }
            }
        }
        let mut classes: BTreeMap<usize, (&str, Vec<&str>)> = BTreeMap::new();
        for (position, id) in spellings.iter().enumerate() {
            let class = root(&mut parents, position);
            let (canonical, members) = classes.entry(class).or_insert((id, Vec::new()));
            if rank(id) < rank(canonical) {
                *canonical = id;
            }
            members.push(id);
        }
        for position in index.values_mut() {
            *position = root(&mut parents, *position);
        }
        Self { index, classes }
    }

    fn class(&self, id: &str) -> Option<&(&'e str, Vec<&'e str>)> {
        self.classes.get(self.index.get(&id.trim().to_ascii_uppercase())?)
    }

    pub(super) fn canonical(&self, id: &'e str) -> &'e str {
        self.class(id).map_or(id, |(canonical, _)| canonical)
    }

    pub(super) fn members(&self, id: &str) -> impl Iterator<Item = &'e str> {
        self.class(id).into_iter().flat_map(|(_, members)| members.iter().copied())
    }
}

/// CVEs by year and number, then GHSAs, then the rest by text.
fn rank(id: &str) -> (u8, (u32, u64), String) {
    let upper = id.to_ascii_uppercase();
    match cve_number(id) {
        Some(number) => (0, number, upper),
        None if upper.starts_with("GHSA-") => (1, (0, 0), upper),
        None => (2, (0, 0), upper),
    }
}

fn root(parents: &mut [usize], of: usize) -> usize {
    let mut at = of;
    while let Some(&parent) = parents.get(at) {
        if parent == at {
            break;
        }
        // Halves the way for the next one.
        let above = parents.get(parent).copied().unwrap_or(parent);
        if let Some(slot) = parents.get_mut(at) {
            *slot = above;
        }
        at = above;
    }
    at
}

fn union(parents: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parents, a), root(parents, b));
    // The smaller position wins; any fixed choice would do, since classes are sets.
    if let Some(slot) = parents.get_mut(a.max(b)) {
        *slot = a.min(b);
    }
}
