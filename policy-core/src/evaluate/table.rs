//! The evidence, arranged so that everything that is looked up has a number.

use std::collections::BTreeMap;

use super::ahead;
use super::alias::{Classes, Names};
use super::gist::Gist;
use super::packages::Packages;
use super::severities::Severities;
use super::silence::Silences;
use crate::evidence::{Evidence, Finding};
use crate::numbers::Drawers;
use crate::severity::{
    CvssError, CvssVersion, Mismatch, Resolver, Score, Severity, Vector, VectorNote,
};

/// One finding, and who found it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'e> {
    pub(super) finding: &'e Finding,
    /// Its place among all findings.
    pub(super) position: u32,
    /// The number of the scan.
    pub(super) scan: u32,
    pub(super) gist: Gist,
}

/// The findings about one vulnerability in one package.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) package: u32,
    pub(super) class: u32,
    from: u32,
    to: u32,
}

/// The evidence in numbers.
#[derive(Debug)]
pub(crate) struct Table<'e> {
    pub(super) classes: Classes<'e>,
    pub(super) packages: Packages<'e>,
    /// Who made each scan.
    pub(super) scanners: Vec<&'e str>,
    members: Vec<Member<'e>>,
    pub(super) spans: Vec<Span>,
    pub(super) resolver: &'e Resolver,
    pub(super) severities: Severities,
    pub(super) silences: Silences,
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
        let findings = |at: usize| {
            let scan = evidence.scans.get(at);
            scan.and_then(|scan| scan.findings.value()).map(Vec::as_slice).unwrap_or_default()
        };
        let scans = 0..evidence.scans.len();
        let components =
            evidence.sbom.value().map(|sbom| sbom.components.as_slice()).unwrap_or_default();
        let count = scans.clone().map(|scan| findings(scan).len()).sum();
        let mut found: Vec<Member<'_>> = Vec::with_capacity(count);
        // Each look at a finding leads to memory that no cache holds: one must do for all that is
        // gathered here.
        let mut names = Names::of(count);
        let mut packages = Vec::with_capacity(components.len() + count);
        packages.extend(components.iter().map(|component| &component.package));
        let mut with_vectors = Vec::new();
        for scan in scans {
            for findings in findings(scan).chunks(ahead::AT_ONCE) {
                ahead::judged(findings.iter());
                for finding in findings {
                    names.add(finding);
                    packages.push(&finding.package);
                    if !finding.vectors.is_empty() {
                        with_vectors.push(finding);
                    }
                    let (position, scan) = (found.len() as u32, scan as u32);
                    let gist = Gist::of(finding, resolver);
                    found.push(Member { finding, position, scan, gist });
                }
            }
        }
        let mut table = Self {
            classes: Classes::of(names),
            packages: Packages::of(components, packages),
            scanners: evidence.scans.iter().map(|scan| scan.scanner.as_str()).collect(),
            members: Vec::new(),
            spans: Vec::new(),
            resolver,
            severities: Severities::default(),
            silences: Silences::default(),
            assumed,
            vectors: BTreeMap::new(),
        };
        table.group(&found);
        for vector in with_vectors.iter().flat_map(|finding| &finding.vectors) {
            table.vectors.entry(&vector.text).or_insert_with(|| score(&vector.text, resolver));
        }
        table
    }

    /// Puts the findings about one package and one vulnerability side by side.
    ///
    /// What is found first comes first: whoever goes through the groups goes through the findings
    /// as they lie in memory.
    fn group(&mut self, found: &[Member<'e>]) {
        if found.is_empty() {
            return;
        }
        let mut pairs = Vec::with_capacity(found.len());
        for member in found {
            let package = self.packages.of_finding(member.position as usize);
            let classes = self.classes.of_finding(member.position as usize);
            pairs.extend(classes.map(|class| (class, (package, member.position))));
        }
        let mut by_class = Drawers::new(self.classes.len(), pairs.iter().copied());
        let mut firsts = Vec::with_capacity(pairs.len());
        for class in 0..self.classes.len() as u32 {
            let findings = by_class.get_mut(class);
            findings.sort_unstable();
            let mut from = 0;
            for of_package in findings.chunk_by(|(a, _), (b, _)| a == b) {
                let Some((_, first)) = of_package.first() else { continue };
                firsts.push((*first, (class, from)));
                from += of_package.len() as u32;
            }
        }
        let in_order = Drawers::new(found.len(), firsts.iter().copied());
        self.members.reserve(pairs.len());
        self.spans.reserve(firsts.len());
        for (class, begins) in in_order.all() {
            let rest = by_class.get(*class).get(*begins as usize..).unwrap_or_default();
            let Some((package, _)) = rest.first() else { continue };
            let from = self.members.len() as u32;
            let of_package = rest.iter().take_while(|(other, _)| other == package);
            let members = of_package.filter_map(|(_, at)| found.get(*at as usize));
            self.members.extend(members);
            let to = self.members.len() as u32;
            self.spans.push(Span { package: *package, class: *class, from, to });
        }
    }

    pub(super) fn members(&self, span: &Span) -> &[Member<'e>] {
        self.members.get(span.from as usize..span.to as usize).unwrap_or_default()
    }

    pub(super) fn vector(&self, text: &str) -> Option<&Result<Scored, CvssError>> {
        self.vectors.get(text)
    }
}

fn score(text: &str, resolver: &Resolver) -> Result<Scored, CvssError> {
    let stated = Vector::parse(text)?;
    let found = resolver.score(&stated);
    let version = stated.vector.version();
    Ok(Scored { version, score: found.score, mismatch: found.mismatch, notes: stated.notes })
}
