//! The evidence, arranged so that everything that is looked up has a number.

use std::collections::BTreeMap;

use super::alias::Classes;
use super::group::join;
use super::intern::{Drawers, Numbers};
use crate::evidence::{Component, Evidence, Finding, Package, Place};
use crate::hash::mix;
use crate::severity::{
    CvssError, CvssVersion, Mismatch, Resolver, Score, Severity, Vector, VectorNote,
};

/// One finding, and who found it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'e> {
    pub(super) finding: &'e Finding,
    pub(super) scanner: &'e str,
    /// Its place among all findings.
    pub(super) position: u32,
}

/// The findings about one vulnerability in one package.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) package: u32,
    pub(super) class: u32,
    from: usize,
    to: usize,
}

/// The evidence in numbers.
#[derive(Debug)]
pub(crate) struct Table<'e> {
    pub(super) classes: Classes<'e>,
    /// The packages of all findings, then those of all components.
    packages: Vec<&'e Package>,
    numbers: Numbers,
    components: &'e [Component],
    findings: usize,
    /// By package, the positions of components.
    by_package: Drawers<u32>,
    different_components: usize,
    /// Of packages that several components are: their places in one.
    places: BTreeMap<u32, Place>,
    members: Vec<Member<'e>>,
    pub(super) spans: Vec<Span>,
    pub(super) resolver: &'e Resolver,
    pub(super) assumed: Option<Severity>,
    vectors: BTreeMap<&'e str, Result<Scored, CvssError>>,
}

/// What a CVSS vector comes to.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    pub(super) version: CvssVersion,
    pub(super) score: Score,
    pub(super) mismatch: Option<Mismatch>,
    pub(super) notes: Vec<VectorNote>,
}

impl<'e> Table<'e> {
    pub(crate) fn of(
        evidence: &'e Evidence,
        resolver: &'e Resolver,
        assumed: Option<Severity>,
    ) -> Self {
        let mut found: Vec<Member<'_>> = Vec::new();
        for scan in &evidence.scans {
            let findings = scan.findings.value().map(Vec::as_slice).unwrap_or_default();
            found.extend((found.len() as u32..).zip(findings).map(|(position, finding)| Member {
                finding,
                scanner: &scan.scanner,
                position,
            }));
        }
        let components =
            evidence.sbom.value().map(|sbom| sbom.components.as_slice()).unwrap_or_default();
        let packages: Vec<&Package> = found
            .iter()
            .map(|member| &member.finding.package)
            .chain(components.iter().map(|component| &component.package))
            .collect();
        let numbers = Numbers::new(packages.iter().map(|package| package.key_hash()), |a, b| {
            let package = |at: u32| packages.get(at as usize);
            match (package(a), package(b)) {
                (Some(a), Some(b)) if a.is(b) => std::cmp::Ordering::Equal,
                (a, b) => a.map(|package| package.key()).cmp(&b.map(|package| package.key())),
            }
        });
        let of_components = numbers.all().get(found.len()..).unwrap_or_default();
        let by_package = Drawers::new(numbers.len(), of_components.iter().copied().zip(0..));
        let different_components = (0..numbers.len() as u32)
            .filter(|package| !by_package.get(*package).is_empty())
            .count();
        let classes = Classes::of(found.iter().map(|member| member.finding));
        let mut table = Self {
            classes,
            packages,
            numbers,
            components,
            findings: found.len(),
            by_package,
            different_components,
            places: BTreeMap::new(),
            members: Vec::new(),
            spans: Vec::new(),
            resolver,
            assumed,
            vectors: BTreeMap::new(),
        };
        table.group(&found);
        table.join_places();
        for vector in found.iter().flat_map(|member| &member.finding.vectors) {
            table.vectors.entry(&vector.text).or_insert_with(|| score(&vector.text, resolver));
        }
        table
    }

    /// Puts the findings about one package and one vulnerability side by side.
    fn group(&mut self, found: &[Member<'e>]) {
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(found.len());
        let mut positions: Vec<u32> = Vec::with_capacity(found.len());
        for member in found {
            let package = self.numbers.of(member.position as usize);
            for class in self.classes.of_finding(member.position as usize) {
                pairs.push((package, class));
                positions.push(member.position);
            }
        }
        let hashes =
            pairs.iter().map(|(package, class)| mix(u64::from(*package), u64::from(*class)));
        let numbers =
            Numbers::new(hashes, |a, b| pairs.get(a as usize).cmp(&pairs.get(b as usize)));
        let groups = Drawers::new(
            numbers.len(),
            numbers.all().iter().copied().zip(positions.iter().copied()),
        );
        self.members.reserve(positions.len());
        self.spans.reserve(numbers.len());
        for (group, one) in (0..).zip(numbers.representatives()) {
            let Some(&(package, class)) = pairs.get(*one as usize) else { continue };
            let from = self.members.len();
            let members = groups.get(group).iter();
            self.members.extend(members.filter_map(|position| found.get(*position as usize)));
            self.spans.push(Span { package, class, from, to: self.members.len() });
        }
    }

    /// Once, however many findings ask for them.
    fn join_places(&mut self) {
        if self.components.len() == self.different_components {
            return;
        }
        for package in 0..self.packages() as u32 {
            let positions = self.by_package.get(package);
            if positions.len() > 1 {
                let components =
                    positions.iter().filter_map(|at| self.components.get(*at as usize));
                let place = join(components.map(|component| &component.place));
                self.places.insert(package, place);
            }
        }
    }

    pub(super) fn members(&self, span: &Span) -> &[Member<'e>] {
        self.members.get(span.from..span.to).unwrap_or_default()
    }

    pub(super) fn vector(&self, text: &str) -> Option<&Result<Scored, CvssError>> {
        self.vectors.get(text)
    }

    /// How many packages have a number.
    pub(super) fn packages(&self) -> usize {
        self.numbers.len()
    }

    /// A package of each number.
    pub(super) fn representatives(&self) -> impl Iterator<Item = (u32, &'e Package)> {
        let positions = self.numbers.representatives().iter();
        (0..).zip(positions.filter_map(|at| self.packages.get(*at as usize).copied()))
    }

    /// Every package with its number. A package may repeat, and those of one number may differ in
    /// name and qualifiers.
    pub(super) fn all_packages(&self) -> impl Iterator<Item = (u32, &'e Package)> {
        self.numbers.all().iter().copied().zip(self.packages.iter().copied())
    }

    /// The number of a package, if a finding or a component is that.
    pub(super) fn number_of(&self, package: &Package) -> Option<u32> {
        let positions = self.numbers.representatives();
        self.numbers.find(package.key_hash(), |number| {
            let known =
                positions.get(number as usize).and_then(|at| self.packages.get(*at as usize));
            known.is_some_and(|known| known.key() == package.key())
        })
    }

    /// The number of a component's package.
    pub(super) fn package_of(&self, component: usize) -> u32 {
        self.numbers.of(self.findings + component)
    }

    pub(super) fn components(&self) -> &'e [Component] {
        self.components
    }

    /// The components that are a package.
    pub(super) fn components_of(&self, package: u32) -> impl Iterator<Item = &'e Component> {
        let positions = self.by_package.get(package).iter();
        positions.filter_map(|position| self.components.get(*position as usize))
    }

    /// Where a package sits, according to the SBOM.
    pub(super) fn place_of(&self, package: u32) -> Option<&Place> {
        match self.by_package.get(package) {
            [] => None,
            [only] => self.components.get(*only as usize).map(|component| &component.place),
            _ => self.places.get(&package),
        }
    }

    /// How many different components there are.
    pub(super) const fn different_components(&self) -> usize {
        self.different_components
    }
}

fn score(text: &str, resolver: &Resolver) -> Result<Scored, CvssError> {
    let stated = Vector::parse(text)?;
    let found = resolver.score(&stated);
    let version = stated.vector.version();
    Ok(Scored { version, score: found.score, mismatch: found.mismatch, notes: stated.notes })
}
