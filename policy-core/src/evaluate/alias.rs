//! Which ids name the same vulnerability.

use std::cell::Cell;
use std::cmp::Ordering;

use crate::evidence::Finding;
use crate::hash::hash_ignoring_case;
use crate::numbers::{Drawers, Numbers};

/// Every id of every finding, and which of them name the same vulnerability.
///
/// Ids are numbered, letter case aside; a class is known by the number of one of its ids.
#[derive(Debug, Default)]
pub(crate) struct Classes<'e> {
    /// Where the ids of each finding begin in `numbers`.
    starts: Vec<u32>,
    numbers: Numbers,
    /// By number: the spelling that is shown, and the year and number of a CVE.
    ids: Vec<Id<'e>>,
    /// By number.
    class: Vec<u32>,
    members: Drawers<u32>,
    /// By finding: whether its ids are not all of one class. Empty if those of all are.
    loose: Vec<bool>,
    /// By class: the id that is shown.
    canonical: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Id<'e> {
    text: &'e str,
    cve: Option<(u32, u64)>,
    goes_with: Company,
}

/// With which CVEs an id that is none stands together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Company {
    None,
    One(u32),
    /// It names an advisory, not a vulnerability: it must not join them into one.
    Several,
}

/// The ids of findings, as they are written.
#[derive(Debug)]
pub(crate) struct Names<'e> {
    all: Vec<&'e str>,
    /// Where the ids of each finding begin, and after the last one where they end.
    starts: Vec<u32>,
}

impl<'e> Names<'e> {
    /// Leaves room for the ids of so many findings.
    pub(crate) fn of(findings: usize) -> Self {
        let mut starts = Vec::with_capacity(findings + 1);
        starts.push(0);
        Self { all: Vec::with_capacity(findings * 2), starts }
    }

    pub(crate) fn add(&mut self, finding: &'e Finding) {
        let before = self.all.len();
        let all = std::iter::once(&finding.id).chain(&finding.aliases);
        self.all.extend(all.map(|id| trimmed(id)).filter(|id| !id.is_empty()));
        if self.all.len() == before {
            // Nameless as it is, it counts.
            self.all.push("");
        }
        self.starts.push(self.all.len() as u32);
    }
}

impl<'e> Classes<'e> {
    pub(crate) fn of(names: Names<'e>) -> Self {
        let Names { all: names, starts } = names;
        let hashes = names.iter().map(|name| hash_ignoring_case(name));
        let respelt = Cell::new(false);
        let numbers = Numbers::new(hashes, |a, b| {
            let name = |at: u32| names.get(at as usize).copied().unwrap_or_default();
            if name(a) == name(b) {
                return Ordering::Equal;
            }
            let order = compare_ignoring_case(name(a), name(b));
            respelt.set(respelt.get() || order.is_eq());
            order
        });
        let mut ids: Vec<Id<'_>> = numbers
            .representatives()
            .iter()
            .map(|at| {
                let text = names.get(*at as usize).copied().unwrap_or_default();
                Id { text, cve: cve_number(text), goes_with: Company::None }
            })
            .collect();
        let others = names.iter().zip(numbers.all()).filter(|_| respelt.get());
        for (name, number) in others {
            if let Some(id) = ids.get_mut(*number as usize) {
                // Two spellings of one id: the smaller one is shown.
                id.text = id.text.min(name);
            }
        }
        let mut classes = Self { starts, numbers, ids, ..Self::default() };
        classes.see_company();
        classes.join();
        classes
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The numbers of a finding's ids.
    pub(crate) fn ids_of(&self, finding: usize) -> &[u32] {
        match (self.starts.get(finding), self.starts.get(finding + 1)) {
            (Some(&from), Some(&to)) => {
                self.numbers.all().get(from as usize..to as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// The classes a finding belongs to, which may repeat: those of its CVEs, else that of its
    /// first id.
    pub(crate) fn of_finding(&self, finding: usize) -> impl Iterator<Item = u32> {
        let ids = self.ids_of(finding);
        let cves = ids.iter().copied().filter(|id| self.is_cve(*id));
        let other = ids.first().copied().filter(|_| !ids.iter().any(|id| self.is_cve(*id)));
        cves.chain(other).map(|id| self.class_of(id))
    }

    /// Whether any finding names an advisory that goes with several vulnerabilities.
    pub(crate) const fn are_loose(&self) -> bool {
        !self.loose.is_empty()
    }

    /// Whether a finding names an advisory that goes with several vulnerabilities.
    pub(crate) fn is_loose(&self, finding: usize) -> bool {
        self.loose.get(finding).copied().unwrap_or_default()
    }

    pub(crate) fn is_cve(&self, id: u32) -> bool {
        self.ids.get(id as usize).is_some_and(|id| id.cve.is_some())
    }

    pub(crate) fn text(&self, id: u32) -> &'e str {
        self.ids.get(id as usize).map_or("", |id| id.text)
    }

    pub(crate) fn class_of(&self, id: u32) -> u32 {
        self.class.get(id as usize).copied().unwrap_or_default()
    }

    /// The id that is shown for a class: the lowest CVE, else a GHSA, else the smallest text.
    pub(crate) fn canonical(&self, class: u32) -> u32 {
        self.canonical.get(class as usize).copied().unwrap_or_default()
    }

    pub(crate) fn members(&self, class: u32) -> &[u32] {
        self.members.get(class)
    }

    /// The number of an id that somebody else names; `None` if no finding has it.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        let id = id.trim();
        let is = |number: u32| self.text(number).eq_ignore_ascii_case(id);
        self.numbers.find(hash_ignoring_case(id), is)
    }

    fn see_company(&mut self) {
        for finding in 0..self.starts.len().saturating_sub(1) {
            let ids = self.ids_of(finding);
            if ids.len() < 2 {
                continue;
            }
            let company = self.cves(finding);
            if company == Company::None {
                continue;
            }
            let (from, to) = self.span(finding);
            for at in from..to {
                let number = self.numbers.of(at);
                if let Some(id) = self.ids.get_mut(number as usize)
                    && id.cve.is_none()
                {
                    id.goes_with = match id.goes_with {
                        Company::None => company,
                        known if known == company => company,
                        _ => Company::Several,
                    };
                }
            }
        }
    }

    fn span(&self, finding: usize) -> (usize, usize) {
        let at = |index: usize| self.starts.get(index).copied().unwrap_or_default() as usize;
        (at(finding), at(finding + 1))
    }

    /// The CVEs a finding names.
    fn cves(&self, finding: usize) -> Company {
        let mut found = Company::None;
        for id in self.ids_of(finding).iter().copied().filter(|id| self.is_cve(*id)) {
            found = match found {
                Company::None => Company::One(id),
                Company::One(known) if known == id => found,
                _ => return Company::Several,
            };
        }
        found
    }

    /// Joins the ids that findings name together.
    fn join(&mut self) {
        let mut parents: Vec<u32> = (0..self.ids.len() as u32).collect();
        let findings = self.starts.len().saturating_sub(1);
        let mut loose = Vec::with_capacity(findings);
        for finding in 0..findings {
            let ids = self.ids_of(finding);
            if ids.len() < 2 {
                loose.push(false);
                continue;
            }
            let links = |id: &u32| {
                self.ids.get(*id as usize).is_some_and(|id| id.goes_with != Company::Several)
            };
            let several = self.cves(finding) == Company::Several;
            loose.push(several || !ids.iter().all(links));
            if several {
                continue;
            }
            let mut linked = ids.iter().copied().filter(links);
            if let Some(first) = linked.next() {
                linked.for_each(|id| union(&mut parents, first, id));
            }
        }
        self.loose = if loose.contains(&true) { loose } else { Vec::new() };
        self.class = (0..self.ids.len() as u32).map(|id| root(&mut parents, id)).collect();
        self.members = Drawers::new(self.ids.len(), self.class.iter().copied().zip(0..));
        self.canonical = (0..self.ids.len() as u32)
            .map(|class| {
                let members = self.members(class).iter().copied();
                members.min_by(|a, b| self.rank(*a, *b)).unwrap_or_default()
            })
            .collect();
    }

    /// CVEs by year and number, then GHSAs, then the rest by text.
    fn rank(&self, a: u32, b: u32) -> Ordering {
        let rank = |id: u32| match self.ids.get(id as usize) {
            Some(Id { cve: Some(number), .. }) => (0, *number),
            Some(id) if starts_with_ignoring_case(id.text, "GHSA-") => (1, (0, 0)),
            _ => (2, (0, 0)),
        };
        rank(a).cmp(&rank(b)).then_with(|| compare_ignoring_case(self.text(a), self.text(b)))
    }
}

/// What `trim` leaves, found at once where there is nothing to cut off.
fn trimmed(id: &str) -> &str {
    match id.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => id,
        _ => id.trim(),
    }
}

/// Year and number of a CVE.
fn cve_number(id: &str) -> Option<(u32, u64)> {
    if !starts_with_ignoring_case(id, "CVE-") {
        return None;
    }
    let (year, number) = id.get(4..)?.split_once('-')?;
    Some((year.parse().ok()?, number.parse().ok()?))
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn compare_ignoring_case(a: &str, b: &str) -> Ordering {
    let upper = |byte: u8| byte.to_ascii_uppercase();
    a.bytes().map(upper).cmp(b.bytes().map(upper))
}

fn root(parents: &mut [u32], of: u32) -> u32 {
    let mut at = of;
    while let Some(&parent) = parents.get(at as usize) {
        if parent == at {
            break;
        }
        // Halves the way for the next one.
        let above = parents.get(parent as usize).copied().unwrap_or(parent);
        if let Some(slot) = parents.get_mut(at as usize) {
            *slot = above;
        }
        at = above;
    }
    at
}

fn union(parents: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(parents, a), root(parents, b));
    // The smaller number wins; any fixed choice would do, since classes are sets.
    if let Some(slot) = parents.get_mut(a.max(b) as usize) {
        *slot = a.min(b);
    }
}
