//! Findings about one package and one vulnerability, joined across scanners and names.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::alias::{Classes, cves, is_cve, names};
use crate::code::Code;
use crate::error::{Diagnostic, Level};
use crate::evidence::{
    Component, Epss, Finding, Fix, Layer, Licences, Package, Place, Scan, Scope,
};
use crate::severity::{Effective, Rating, RatingKind, Resolver, Score, Severity, Vector};
use crate::version;
use crate::{Timestamp, Tri};

/// All that is said about one vulnerability in one package.
#[derive(Debug)]
pub(crate) struct Group<'e> {
    pub(crate) key: &'e str,
    pub(crate) package: &'e Package,
    /// The canonical id: the lowest CVE, else a GHSA, else the smallest text.
    pub(crate) id: &'e str,
    /// Every other name.
    pub(crate) aliases: Vec<&'e str>,
    members: Vec<&'e Finding>,
    /// What the SBOM states of the component's licence; filled in where a rule asks.
    pub(crate) licences: Vec<&'e Licences>,
    pub(crate) sources: Vec<&'e str>,
    ratings: Vec<Rating>,
    level: Severity,
    assumed: Option<Severity>,
    /// On whose word the level is another than that of the ratings.
    overridden: Option<Rating>,
    /// What overrides have to do with it that do not hold.
    pub(crate) override_notes: Vec<String>,
    resolver: &'e Resolver,
    pub(crate) score: Option<Score>,
    pub(crate) fix: FixView<'e>,
    pub(crate) kev: Option<bool>,
    pub(crate) reachable: Option<bool>,
    pub(crate) malicious: Option<bool>,
    pub(crate) epss: Option<Epss>,
    pub(crate) cwes: Vec<&'e str>,
    pub(crate) published: Option<Timestamp>,
    pub(crate) fix_available_since: Option<Timestamp>,
    pub(crate) first_seen: Option<Timestamp>,
    pub(crate) place: Place,
}

/// What is known about fixes.
#[derive(Debug)]
pub(crate) struct FixView<'e> {
    pub(crate) available: Tri,
    /// The states the sources give, unknown left out.
    pub(crate) states: Vec<&'static str>,
    pub(crate) versions: Vec<&'e str>,
    pub(crate) recommended: Option<&'e str>,
}

impl FixView<'_> {
    pub(crate) fn describe(&self) -> String {
        match (self.recommended, self.available) {
            (Some(version), _) => format!("fixed in {version}"),
            (None, Tri::Unknown) if !self.versions.is_empty() => {
                format!("{} cannot be compared with what is installed", self.versions.join(", "))
            }
            (None, Tri::Unknown) => "not known whether there is a fix".to_owned(),
            (None, _) if self.states.is_empty() => "no fix".to_owned(),
            (None, _) => self.states.join(", ").replace('_', " "),
        }
    }
}

impl<'e> Group<'e> {
    /// The level that rules see: an unknown one may be read as another, if the policy says so.
    pub(crate) fn judged_level(&self) -> Severity {
        match self.assumed {
            Some(assumed) => self.level.or_if_unknown(assumed),
            None => self.level,
        }
    }

    /// The level as it is.
    pub(crate) const fn level(&self) -> Severity {
        self.level
    }

    pub(crate) fn effective(&self) -> Effective {
        let mut effective = self.resolver.resolve(&self.ratings);
        if let Some(by) = &self.overridden {
            effective.level = self.level;
            effective.ratings.push(by.clone());
            effective.ratings.sort();
            effective.winner = Some(by.clone());
            effective.strategy = "override".into();
            effective.fell_back = false;
        }
        effective
    }

    /// Sets the level by hand.
    pub(crate) fn set_level(&mut self, by: Rating) {
        self.level = by.level;
        self.overridden = Some(by);
    }

    pub(crate) fn describe_severity(&self) -> String {
        let mut text = self.effective().to_string();
        if let Some(assumed) = self.assumed.filter(|_| !self.level.is_known()) {
            text.push_str(&format!(", counts as {assumed}"));
        }
        text
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &'e str> + '_ {
        std::iter::once(self.id).chain(self.aliases.iter().copied())
    }

    /// Whether one of the names, in upper case, passes the test.
    pub(crate) fn names(&self, test: impl Fn(&str) -> bool) -> bool {
        self.ids().any(|id| test(&id.to_ascii_uppercase()))
    }

    /// The packages as the scanners write them; they may differ in qualifiers.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &'e Package> + '_ {
        self.members.iter().map(|finding| &finding.package)
    }

    /// What each scanner says.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &'e Finding> + '_ {
        self.members.iter().copied()
    }

    pub(crate) fn title(&self) -> Option<&'e str> {
        self.members.iter().filter_map(|finding| finding.title.as_deref()).min()
    }

    pub(crate) fn references(&self) -> Vec<String> {
        let all: BTreeSet<&String> =
            self.members.iter().flat_map(|finding| &finding.references).collect();
        all.into_iter().take(5).cloned().collect()
    }
}

/// One finding under the ids of one vulnerability.
struct Entry<'e> {
    key: &'e str,
    id: &'e str,
    finding: &'e Finding,
    scanner: &'e str,
    /// The finding's names that are no CVEs. Its CVEs, if several, are other vulnerabilities.
    advisories: Rc<[&'e str]>,
}

/// Joins the findings of all scans. The result does not depend on their order or repetition.
pub(crate) fn groups<'e>(
    scans: &'e [Scan],
    components: &BTreeMap<&'e str, Place>,
    resolver: &'e Resolver,
    assumed: Option<Severity>,
    notes: &mut Vec<Diagnostic>,
) -> Vec<Group<'e>> {
    let findings = || {
        scans.iter().flat_map(|scan| {
            let findings = scan.findings.value().map(Vec::as_slice).unwrap_or_default();
            findings.iter().map(move |finding| (scan.scanner.as_str(), finding))
        })
    };
    let classes = Classes::of(findings().map(|(_, finding)| finding));
    let mut entries = Vec::new();
    for (scanner, finding) in findings() {
        let key = finding.package.key();
        let advisories: Rc<[&str]> = names(finding).filter(|id| !is_cve(id)).collect();
        let cves = cves(finding);
        let ids =
            if cves.is_empty() { vec![names(finding).next().unwrap_or(&finding.id)] } else { cves };
        for id in ids {
            let id = classes.canonical(id);
            let advisories = Rc::clone(&advisories);
            entries.push(Entry { key, id, finding, scanner, advisories });
        }
    }
    entries.sort_by(|a, b| a.key.cmp(b.key).then_with(|| a.id.cmp(b.id)));
    entries
        .chunk_by(|a, b| a.key == b.key && a.id == b.id)
        .filter_map(|chunk| build(chunk, &classes, components, resolver, assumed, notes))
        .collect()
}

fn build<'e>(
    entries: &[Entry<'e>],
    classes: &Classes<'e>,
    components: &BTreeMap<&'e str, Place>,
    resolver: &'e Resolver,
    assumed: Option<Severity>,
    notes: &mut Vec<Diagnostic>,
) -> Option<Group<'e>> {
    let first = entries.first()?;
    let members: Vec<&Finding> = entries.iter().map(|entry| entry.finding).collect();
    let package = members.iter().map(|finding| &finding.package).min()?;
    let where_ = || format!("{} in {}", first.id, first.key);

    let mut ratings = Vec::new();
    for finding in &members {
        ratings.extend(finding.ratings.iter().cloned());
        for vector in &finding.vectors {
            match Vector::parse(&vector.text) {
                Ok(stated) => {
                    let found = resolver.score(&stated);
                    if let Some(mismatch) = found.mismatch {
                        let message = format!("{}: {} by {}", where_(), mismatch, vector.source);
                        notes.push(Diagnostic::new(Code::CvssMismatch, Level::Info, "", message));
                    }
                    ratings.push(Rating::scored(
                        &vector.source,
                        RatingKind::Cvss,
                        stated.vector.version(),
                        found.score,
                    ));
                }
                Err(error) => {
                    let message = format!("{}: {error}, given by {}", where_(), vector.source);
                    notes.push(Diagnostic::new(Code::CvssInvalid, Level::Warning, "", message));
                }
            }
        }
    }
    ratings.sort();
    ratings.dedup();

    let aliases: BTreeSet<&str> = entries
        .iter()
        .flat_map(|entry| entry.advisories.iter().copied())
        .chain(classes.members(first.id))
        .filter(|id| !id.eq_ignore_ascii_case(first.id))
        .collect();
    let sources: BTreeSet<&str> = entries.iter().map(|entry| entry.scanner).collect();
    let cwes: BTreeSet<&str> =
        members.iter().flat_map(|finding| &finding.cwes).map(String::as_str).collect();
    let fix = fix(&members, package);
    if fix.available.is_false() && !fix.versions.is_empty() {
        let message = format!(
            "{}: fixed in {} according to the scanner, which is not newer than what is installed",
            where_(),
            fix.versions.join(", ")
        );
        notes.push(Diagnostic::new(Code::FixNotNewer, Level::Warning, "", message));
    }
    let earliest =
        |read: fn(&Finding) -> Option<Timestamp>| members.iter().filter_map(|f| read(f)).min();
    let mut place =
        members.iter().fold(Place::default(), |place, finding| join(place, &finding.place));
    if let Some(known) = components.get(first.key) {
        place = join(place, known);
    }
    let level = resolver.level(&ratings);
    Some(Group {
        key: first.key,
        package,
        id: first.id,
        aliases: aliases.into_iter().collect(),
        sources: sources.into_iter().collect(),
        score: ratings.iter().filter_map(|rating| rating.score).max(),
        ratings,
        level,
        assumed,
        overridden: None,
        override_notes: Vec::new(),
        resolver,
        fix,
        kev: some_say(&members, |finding| finding.kev),
        reachable: some_say(&members, |finding| finding.reachable),
        malicious: some_say(&members, |finding| finding.malicious),
        epss: members.iter().filter_map(|finding| finding.epss).max(),
        cwes: cwes.into_iter().collect(),
        published: earliest(|finding| finding.published),
        fix_available_since: earliest(|finding| finding.fix_available_since),
        first_seen: earliest(|finding| finding.first_seen),
        place,
        members,
        licences: Vec::new(),
    })
}

/// A source that does not say takes nothing from one that does; among those that do, yes wins.
fn some_say(members: &[&Finding], read: impl Fn(&Finding) -> Option<bool>) -> Option<bool> {
    members.iter().filter_map(|finding| read(finding)).reduce(|a, b| a || b)
}

fn fix<'e>(members: &[&'e Finding], package: &Package) -> FixView<'e> {
    let states: BTreeSet<&'static str> = members
        .iter()
        .filter(|finding| finding.fix != Fix::Unknown)
        .map(|finding| finding.fix.state())
        .collect();
    let versions: BTreeSet<&str> = members
        .iter()
        .filter_map(|finding| match &finding.fix {
            Fix::Fixed(versions) => Some(versions),
            _ => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    let kind = package.kind();
    let (available, recommended) = match package.full_version() {
        _ if versions.is_empty() && states.is_empty() => (Tri::Unknown, None),
        _ if versions.is_empty() => (Tri::False, None),
        None => (Tri::Unknown, None),
        Some(installed) => (
            version::fix_available(kind, installed, versions.iter().copied()),
            version::recommended_fix(kind, installed, versions.iter().copied())
                .map(|fix| fix.version),
        ),
    };
    FixView {
        available,
        recommended,
        states: states.into_iter().collect(),
        versions: versions.into_iter().collect(),
    }
}

/// Joins what is known of two places of one package: it counts as direct, required and the
/// application's own if it is so anywhere.
pub(crate) fn join(a: Place, b: &Place) -> Place {
    let shorter = |a: Vec<String>, b: &Vec<String>| {
        if a.is_empty() || !b.is_empty() && (b.len(), b) < (a.len(), &a) { b.clone() } else { a }
    };
    let mut locations = a.locations;
    locations.extend(b.locations.iter().cloned());
    locations.sort();
    locations.dedup();
    let mut brought_by = a.brought_by;
    brought_by.extend(b.brought_by.iter().cloned());
    brought_by.sort();
    brought_by.dedup();
    Place {
        direct: either(a.direct, b.direct, |a, b| a || b),
        depth: either(a.depth, b.depth, Ord::min),
        scope: either(a.scope, b.scope, Scope::min),
        layer: either(a.layer, b.layer, Layer::min),
        path: shorter(a.path, &b.path),
        brought_by,
        locations,
    }
}

fn either<T>(a: Option<T>, b: Option<T>, both: impl Fn(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(both(a, b)),
        (a, b) => a.or(b),
    }
}

/// Adds what the SBOM states of the licences of the components.
pub(crate) fn add_licences<'e>(groups: &mut [Group<'e>], components: &'e [Component]) {
    let mut stated: BTreeMap<&str, Vec<&Licences>> = BTreeMap::new();
    for component in components {
        stated.entry(component.package.key()).or_default().push(&component.licences);
    }
    for group in groups {
        if let Some(found) = stated.get(group.key) {
            group.licences.clone_from(found);
        }
    }
}

/// The places of all components, joined where one package stands twice.
pub(crate) fn places(components: &[Component]) -> BTreeMap<&str, Place> {
    let mut places: BTreeMap<&str, Place> = BTreeMap::new();
    for component in components {
        let place = places.entry(component.package.key()).or_default();
        *place = join(std::mem::take(place), &component.place);
    }
    places
}
