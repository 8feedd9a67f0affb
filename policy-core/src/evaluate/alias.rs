//! Which ids name the same vulnerability.

use std::cell::Cell;
use std::cmp::Ordering;

use crate::evidence::Finding;
use crate::hash::{Words, hash_ignoring_case, words};
use crate::numbers::{Drawers, Numbers};

/// Every id of every finding, and which of them name the same vulnerability.
///
/// Ids are numbered, letter case aside; a class is known by the number of one of its ids.
#[derive(Debug, Default)]
pub(crate) struct Classes<'e> {
    /// Where the ids of each finding begin in `numbers`.
    starts: Vec<u32>,
    numbers: Numbers,
    /// By number: the spelling that is shown.
    texts: Vec<&'e str>,
    /// By number: whether it is a CVE.
    is_cve: Vec<bool>,
    /// By number.
    class: Vec<u32>,
    members: Drawers<u32>,
    /// By finding: whether its ids are not all of one class. Empty if those of all are.
    loose: Vec<bool>,
    /// By class: the id that is shown.
    canonical: Vec<u32>,
}

/// With which CVEs an id that is none stands together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Company {
    #[default]
    None,
    One(u32),
    /// It names an advisory, not a vulnerability: it must not join them into one.
    Several,
}

/// The ids of findings, as they are written, and what tells most of them apart without a look at
/// the findings they stand in.
#[derive(Debug)]
pub(crate) struct Names<'e> {
    all: Vec<&'e str>,
    hashes: Vec<u64>,
    words: Vec<Option<Words>>,
    are_cves: Vec<bool>,
    /// Where the ids of each finding begin, and after the last one where they end.
    starts: Vec<u32>,
}

impl<'e> Names<'e> {
    /// Leaves room for the ids of so many findings.
    pub(crate) fn of(findings: usize) -> Self {
        let mut starts = Vec::with_capacity(findings + 1);
        starts.push(0);
        let most = findings + findings / 2;
        let (hashes, words) = (Vec::with_capacity(most), Vec::with_capacity(most));
        let are_cves = Vec::with_capacity(most);
        Self { all: Vec::with_capacity(most), hashes, words, are_cves, starts }
    }

    pub(crate) fn add(&mut self, finding: &'e Finding) {
        let before = self.all.len();
        for id in std::iter::once(&finding.id).chain(&finding.aliases) {
            let id = trimmed(id);
            if !id.is_empty() {
                self.push(id);
            }
        }
        if self.all.len() == before {
            // Nameless as it is, it counts.
            self.push("");
        }
        self.starts.push(self.all.len() as u32);
    }

    fn push(&mut self, id: &'e str) {
        self.all.push(id);
        self.hashes.push(hash_ignoring_case(id));
        self.words.push(words(id));
        self.are_cves.push(is_cve(id));
    }

    fn get(&self, at: u32) -> &'e str {
        self.all.get(at as usize).copied().unwrap_or_default()
    }

    /// Whether two are spelt alike.
    fn are_equal(&self, a: u32, b: u32) -> bool {
        match (self.words.get(a as usize), self.words.get(b as usize)) {
            (Some(Some(a)), Some(Some(b))) => a == b,
            (Some(None), Some(None)) => self.get(a) == self.get(b),
            _ => false,
        }
    }
}

impl<'e> Classes<'e> {
    pub(crate) fn of(names: Names<'e>) -> Self {
        let respelt = Cell::new(false);
        let numbers = Numbers::of_hashes(&names.hashes, |a, b| {
            if names.are_equal(a, b) {
                return Ordering::Equal;
            }
            let order = compare_ignoring_case(names.get(a), names.get(b));
            respelt.set(respelt.get() || order.is_eq());
            order
        });
        let mut texts: Vec<&str> =
            numbers.representatives().iter().map(|at| names.get(*at)).collect();
        let others = names.all.iter().zip(numbers.all()).filter(|_| respelt.get());
        for (name, number) in others {
            if let Some(text) = texts.get_mut(*number as usize) {
                // Two spellings of one id: the smaller one is shown.
                *text = (*text).min(name);
            }
        }
        let is_cve = |at: &u32| names.are_cves.get(*at as usize).copied().unwrap_or_default();
        let is_cve = numbers.representatives().iter().map(is_cve).collect();
        let starts = names.starts;
        let mut classes = Self { starts, numbers, texts, is_cve, ..Self::default() };
        let company = classes.company();
        classes.join(&company);
        classes
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
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
        self.is_cve.get(id as usize).copied().unwrap_or_default()
    }

    pub(crate) fn text(&self, id: u32) -> &'e str {
        self.texts.get(id as usize).copied().unwrap_or_default()
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

    /// By number.
    fn company(&self) -> Vec<Company> {
        let mut all = vec![Company::None; self.len()];
        for finding in 0..self.starts.len().saturating_sub(1) {
            let ids = self.ids_of(finding);
            if ids.len() < 2 {
                continue;
            }
            let company = self.cves(finding);
            if company == Company::None {
                continue;
            }
            for id in ids.iter().filter(|id| !self.is_cve(**id)) {
                if let Some(known) = all.get_mut(*id as usize) {
                    *known = match *known {
                        Company::None => company,
                        known if known == company => company,
                        _ => Company::Several,
                    };
                }
            }
        }
        all
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
    fn join(&mut self, company: &[Company]) {
        let mut parents: Vec<u32> = (0..self.len() as u32).collect();
        let findings = self.starts.len().saturating_sub(1);
        let mut loose = Vec::with_capacity(findings);
        for finding in 0..findings {
            let ids = self.ids_of(finding);
            if ids.len() < 2 {
                loose.push(false);
                continue;
            }
            let links = |id: &u32| company.get(*id as usize) != Some(&Company::Several);
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
        self.class = (0..self.len() as u32).map(|id| root(&mut parents, id)).collect();
        self.members = Drawers::new(self.len(), self.class.iter().copied().zip(0..));
        self.canonical = (0..self.len() as u32)
            .map(|class| {
                let members = self.members(class).iter().copied();
                members.min_by(|a, b| self.rank(*a, *b)).unwrap_or_default()
            })
            .collect();
    }

    /// CVEs by year and number, then GHSAs, then the rest by text.
    fn rank(&self, a: u32, b: u32) -> Ordering {
        // Most have one CVE, which need not be looked at.
        self.is_cve(b).cmp(&self.is_cve(a)).then_with(|| {
            let (a, b) = (self.text(a), self.text(b));
            let rank = |id| (cve_number(id), !starts_with_ignoring_case(id, "GHSA-"));
            rank(a).cmp(&rank(b)).then_with(|| compare_ignoring_case(a, b))
        })
    }
}

/// What `trim` leaves, found at once where there is nothing to cut off.
fn trimmed(id: &str) -> &str {
    match id.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => id,
        _ => id.trim(),
    }
}

/// Whether [`cve_number`] finds one, which is asked of every id of every finding.
fn is_cve(id: &str) -> bool {
    let Some((b"CVE-" | b"cve-", rest)) = id.as_bytes().split_first_chunk() else {
        return cve_number(id).is_some();
    };
    let year = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = rest.iter().skip(year + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let is_plain = rest.get(year) == Some(&b'-') && year + 1 + number == rest.len();
    match (is_plain, year, number) {
        (true, 1..=9, 1..=19) => true,
        _ => cve_number(id).is_some(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_cve_is_told_without_reading_its_numbers() {
        for id in [
            "CVE-2021-44228",
            "cve-2021-44228",
            "Cve-1-1",
            "CVE-+1-+1",
            "CVE--",
            "CVE-2021-",
            "CVE-2021-1-1",
            "CVE-2021-1a",
            "CVE-4294967295-1",
            "CVE-4294967296-1",
            "CVE-1-18446744073709551615",
            "CVE-1-18446744073709551616",
            "CVE-1-00000000000000000001",
            "CVE-2021\u{661}-1",
            "GHSA-1-1",
            "CVE",
            "",
        ] {
            assert_eq!(is_cve(id), cve_number(id).is_some(), "{id}");
        }
    }
}
