//! Findings about one package and one vulnerability, joined across scanners and names.

mod gather;
mod remark;

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(crate) use self::gather::groups;
use super::silence::Silence;
use super::table::{Member, Span, Table};
use crate::decision::{Origin, Rated};
use crate::evidence::{Epss, Finding, Fix, Layer, Licences, Package, Place, Scope};
use crate::severity::{Effective, Rating, RatingKind, Score, Severity};
use crate::text::listed;
use crate::version::{self, Agreed, Later, Sources};
use crate::{Text, Texts, Timestamp, Tri};

/// All that is said about one vulnerability in one package.
///
/// What every rule or the score asks for is worked out once; the rest when it is asked for, which
/// for most findings is never.
#[derive(Debug)]
pub(crate) struct Group<'t> {
    pub(crate) package: &'t Package,
    table: &'t Table<'t>,
    span: &'t Span,
    effective: OnceCell<Arc<Effective>>,
    /// What overrides have to do with it, if they have anything.
    overrides: Option<Box<Overrides>>,
    fix_available: Tri,
    level: Severity,
    kev: Option<bool>,
}

/// What overrides have to do with a finding.
#[derive(Debug, Default)]
struct Overrides {
    /// On whose word the level is another than that of the ratings.
    by: Option<Rating>,
    /// Those that do not hold.
    notes: Vec<String>,
}

impl<'t> Group<'t> {
    /// What identifies the package.
    pub(crate) fn key(&self) -> &'t str {
        self.package.key()
    }

    /// The canonical id: the lowest CVE, else a GHSA, else the smallest text.
    pub(crate) fn id(&self) -> &'t str {
        let classes = &self.table.classes;
        classes.text(classes.canonical(self.class()))
    }

    /// The number of the package.
    pub(super) const fn number(&self) -> u32 {
        self.span.package
    }

    /// The number of the vulnerability.
    pub(super) const fn class(&self) -> u32 {
        self.span.class
    }

    fn members(&self) -> &'t [Member<'t>] {
        self.table.members(self.span)
    }

    /// The level that rules see: an unknown one may be read as another, if the policy says so.
    pub(crate) fn judged_level(&self) -> Severity {
        match self.table.assumed {
            Some(assumed) => self.level.or_if_unknown(assumed),
            None => self.level,
        }
    }

    /// The level as it is.
    pub(crate) const fn level(&self) -> Severity {
        self.level
    }

    /// The level with all that led to it, worked out once for all violations.
    pub(crate) fn effective(&self) -> &Arc<Effective> {
        self.effective.get_or_init(|| {
            let Table { resolver, severities, .. } = self.table;
            let stated = match has_vectors(self.members()) {
                false => severities.of(resolver, stated(self.members())),
                true => severities.of(resolver, ratings(self.members(), self.table).iter()),
            };
            let Some(by) = self.overrides.as_ref().and_then(|one| one.by.as_ref()) else {
                return stated;
            };
            let mut effective = Arc::unwrap_or_clone(stated);
            effective.level = self.level;
            effective.ratings.push(by.clone());
            effective.ratings.sort();
            effective.winner = Some(by.clone());
            effective.strategy = "override".into();
            effective.fell_back = false;
            Arc::new(effective)
        })
    }

    /// Sets the level by hand, if somebody does, and says which overrides do not hold.
    pub(crate) fn set_overrides(&mut self, by: Option<Rating>, notes: Vec<String>) {
        if let Some(by) = &by {
            self.level = by.level;
            self.effective.take();
        }
        let any = by.is_some() || !notes.is_empty();
        self.overrides = any.then(|| Box::new(Overrides { by, notes }));
    }

    /// The overrides that do not hold.
    pub(crate) fn override_notes(&self) -> &[String] {
        self.overrides.as_ref().map_or(&[], |overrides| &overrides.notes)
    }

    /// The level with all that led to it, and as what an unknown one counts.
    pub(crate) fn rated(&self) -> Rated {
        let counts_as = self.table.assumed.filter(|_| !self.level.is_known());
        Rated { as_it_is: Arc::clone(self.effective()), counts_as }
    }

    pub(crate) fn score(&self) -> Option<Score> {
        let stated = self.findings().flat_map(|finding| &finding.ratings);
        let scored = self
            .findings()
            .flat_map(|finding| &finding.vectors)
            .filter_map(|vector| self.table.vector(&vector.text)?.as_ref().ok());
        stated.filter_map(|rating| rating.score).chain(scored.map(|scored| scored.score)).max()
    }

    /// Every name, the one that is shown first.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &'t str> {
        let others = sorted(self.other_names().collect());
        std::iter::once(self.id()).chain(others)
    }

    /// Every other name, sorted.
    pub(crate) fn aliases(&self) -> Texts {
        let mut names = self.other_names();
        let Some(first) = names.next() else { return Texts::default() };
        // Most have one other name at most, which several may state.
        match names.find(|name| *name != first) {
            None => Texts::one(first),
            Some(other) => {
                let all = [first, other].into_iter().chain(names);
                sorted(all.collect()).into_iter().collect()
            }
        }
    }

    /// Every other name, which may repeat.
    fn other_names(&self) -> impl Iterator<Item = &'t str> {
        let classes = &self.table.classes;
        let own = classes.canonical(self.class());
        self.numbers().filter(move |id| *id != own).map(|id| classes.text(id))
    }

    /// The numbers of all names, which may repeat. CVEs that a finding names beside this one are
    /// other vulnerabilities; what else it names is an advisory on this one too.
    fn numbers(&self) -> impl Iterator<Item = u32> {
        let classes = &self.table.classes;
        let advisories = self
            .members()
            .iter()
            .flat_map(|member| classes.ids_of(member.position as usize))
            .filter(|id| !classes.is_cve(**id));
        classes.members(self.class()).iter().chain(advisories).copied()
    }

    /// Whether one of the names has this number.
    pub(super) fn has_id(&self, id: u32) -> bool {
        self.table.classes.class_of(id) == self.class() || self.numbers().any(|own| own == id)
    }

    /// Names outside the class: advisories that go with several vulnerabilities.
    pub(super) fn foreign_ids(&self) -> impl Iterator<Item = u32> {
        let classes = &self.table.classes;
        self.members()
            .iter()
            .map(|member| member.position as usize)
            .filter(|finding| classes.is_loose(*finding))
            .flat_map(|finding| classes.ids_of(finding))
            .copied()
            .filter(|id| !classes.is_cve(*id) && classes.class_of(*id) != self.class())
    }

    /// Whether one of the names, in upper case, passes the test.
    pub(crate) fn names(&self, test: impl Fn(&str) -> bool) -> bool {
        self.ids().any(|id| test(&id.to_ascii_uppercase()))
    }

    /// What each scanner says.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &'t Finding> + Clone {
        self.members().iter().map(|member| member.finding)
    }

    /// What the SBOM states of the component's licence.
    pub(crate) fn licences(&self) -> impl Iterator<Item = &'t Licences> {
        self.table.packages.components_of(self.number()).map(|component| &component.licences)
    }

    fn places(&self) -> impl Iterator<Item = &'t Place> + Clone {
        self.findings()
            .map(|finding| &finding.place)
            .chain(self.table.packages.place_of(self.number()))
    }

    /// The packages as the scanners write them; they may differ in qualifiers.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &'t Package> {
        self.findings().map(|finding| &finding.package)
    }

    /// The scanners that report it, which may repeat.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &'t str> {
        let names = &self.table.scanners;
        self.members().iter().filter_map(|member| names.get(member.scan as usize).copied())
    }

    /// The words for what none of them says.
    pub(crate) fn silence(&self, what: Silence) -> Text {
        let scans = self.members().iter().map(|member| member.scan);
        self.table.silences.words(scans, &self.table.scanners, what)
    }

    pub(crate) fn title(&self) -> Option<&'t Text> {
        self.findings().filter_map(|finding| finding.title.as_ref()).min()
    }

    /// The first of them, sorted.
    pub(crate) fn references(&self) -> Texts {
        let mut some =
            self.findings().map(|finding| &finding.references).filter(|all| !all.is_empty());
        match some.next() {
            None => Texts::default(),
            Some(first) if first.len() == 1 && some.clone().all(|other| other == first) => {
                first.clone()
            }
            _ => {
                let all = self.findings().flat_map(|finding| finding.references.iter());
                sorted(all.cloned().collect()).into_iter().take(5).collect()
            }
        }
    }

    /// Weaknesses, which may repeat.
    pub(crate) fn cwes(&self) -> impl Iterator<Item = &'t str> {
        self.findings().flat_map(|finding| &finding.cwes).map(Text::as_str)
    }

    pub(crate) const fn kev(&self) -> Option<bool> {
        self.kev
    }

    pub(crate) fn reachable(&self) -> Option<bool> {
        self.some_say(|finding| finding.reachable)
    }

    pub(crate) fn malicious(&self) -> Option<bool> {
        self.some_say(|finding| finding.malicious)
    }

    /// A source that does not say takes nothing from one that does; among those that do, yes wins.
    fn some_say(&self, read: impl Fn(&Finding) -> Option<bool>) -> Option<bool> {
        some_say(self.members(), read)
    }

    pub(crate) fn epss(&self) -> Option<Epss> {
        self.findings().filter_map(|finding| finding.epss).max()
    }

    pub(crate) fn published(&self) -> Option<Timestamp> {
        self.findings().filter_map(|finding| finding.published).min()
    }

    pub(crate) fn fix_available_since(&self) -> Option<Timestamp> {
        self.findings().filter_map(|finding| finding.fix_available_since).min()
    }

    pub(crate) fn first_seen(&self) -> Option<Timestamp> {
        self.findings().filter_map(|finding| finding.first_seen).min()
    }

    /// The states the sources give, which may repeat, unknown left out.
    pub(crate) fn fix_states(&self) -> impl Iterator<Item = &'static str> {
        let known = self.findings().filter(|finding| finding.fix != Fix::Unknown);
        known.map(|finding| finding.fix.state())
    }

    pub(crate) fn fix_versions(&self) -> BTreeSet<&'t str> {
        fixed(self.members()).collect()
    }

    pub(crate) fn states_no_version(&self) -> bool {
        fixed(self.members()).next().is_none()
    }

    pub(crate) const fn fix_available(&self) -> Tri {
        self.fix_available
    }

    /// The version to upgrade to: the nearest that has the fix by all who name one.
    pub(crate) fn recommended_fix(&self) -> Option<Agreed<'t>> {
        if !self.fix_available.is_true() {
            return None;
        }
        let members = self.members();
        let mut versions = fixed(members);
        let first = versions.next()?;
        if versions.any(|other| other != first) {
            return sources(members, self.package)?.nearest();
        }
        let installed = self.package.full_version()?;
        let found = version::judge_fixes(self.package.scheme(), installed, std::iter::once(first));
        let version = found.1?;
        // Several may stand in one text.
        match version == first {
            true => Some(Agreed { version, later: Later::All }),
            false => sources(members, self.package)?.nearest(),
        }
    }

    /// A nearer version than the one that all agree on, if somebody names one.
    fn nearer_fix(&self, agreed: &str) -> Option<&'t str> {
        let mut others = fixed(self.members());
        // Nearly always all name the same.
        let first = others.next()?;
        others.find(|other| *other != first)?;
        let nearest = sources(self.members(), self.package)?.nearest_of_any();
        nearest.filter(|nearest| *nearest != agreed)
    }

    pub(crate) fn describe_fix(&self) -> Text {
        if let Some(Agreed { version, .. }) = self.recommended_fix() {
            return match self.nearer_fix(version) {
                None => Text::format(format_args!("fixed in {version}")),
                Some(nearer) => Text::format(format_args!(
                    "fixed in {version}; not every source says so of {nearer}"
                )),
            };
        }
        match self.fix_available {
            Tri::True => Text::format(format_args!(
                "said to be fixed in {}, but no version by every source",
                listed(fixed(self.members()))
            )),
            Tri::Unknown if !self.states_no_version() => Text::format(format_args!(
                "{} cannot be compared with what is installed",
                listed(fixed(self.members()))
            )),
            Tri::Unknown => Text::from_static("not known whether there is a fix"),
            _ => match listed(self.fix_states()) {
                none if none.is_empty() => Text::from_static("no fix"),
                states => states.replace('_', " ").into(),
            },
        }
    }

    // Where the package sits: direct, required and the application's own if it is so anywhere.

    pub(crate) fn direct(&self) -> Option<bool> {
        self.places().filter_map(|place| place.direct).reduce(|a, b| a || b)
    }

    pub(crate) fn depth(&self) -> Option<u32> {
        self.places().filter_map(|place| place.depth).min()
    }

    pub(crate) fn scope(&self) -> Option<Scope> {
        self.places().filter_map(|place| place.scope).min()
    }

    pub(crate) fn layer(&self) -> Option<Layer> {
        self.places().filter_map(|place| place.layer).min()
    }

    /// Files where it was found, which may repeat.
    pub(super) fn locations(&self) -> impl Iterator<Item = &'t str> {
        self.places().flat_map(|place| &place.locations).map(Text::as_str)
    }

    /// A shortest path to it, of those that are known.
    pub(crate) fn path(&self) -> &'t [Text] {
        let known = self.places().map(|place| place.path.as_slice());
        known.filter(|path| !path.is_empty()).min_by_key(|path| (path.len(), *path)).unwrap_or(&[])
    }

    /// What a violation tells of where it sits.
    pub(super) fn origin(&self) -> Option<Arc<Origin>> {
        match self.findings().all(|finding| finding.place.is_blank()) {
            true => self.table.packages.origin_of(self.number()),
            false => Origin::from(join(self.places())).shared(),
        }
    }
}

fn some_say(members: &[Member<'_>], read: impl Fn(&Finding) -> Option<bool>) -> Option<bool> {
    members.iter().filter_map(|member| read(member.finding)).reduce(|a, b| a || b)
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    list
}

/// The level, whatever it takes to find it.
fn level(members: &[Member<'_>], table: &Table<'_>) -> Severity {
    match has_vectors(members) {
        false => table.resolver.level_of(stated(members)),
        true => table.resolver.level(&ratings(members, table)),
    }
}

fn has_vectors(members: &[Member<'_>]) -> bool {
    members.iter().any(|member| !member.finding.vectors.is_empty())
}

/// The ratings that are stated as such.
fn stated<'t>(members: &'t [Member<'t>]) -> impl Iterator<Item = &'t Rating> + Clone {
    members.iter().flat_map(|member| &member.finding.ratings)
}

/// Every rating, those computed from CVSS vectors included.
fn ratings(members: &[Member<'_>], table: &Table<'_>) -> Vec<Rating> {
    let mut ratings: Vec<Rating> = stated(members).cloned().collect();
    for vector in members.iter().flat_map(|member| &member.finding.vectors) {
        if let Some(Ok(scored)) = table.vector(&vector.text) {
            let (kind, version) = (RatingKind::Cvss, scored.version);
            ratings.push(Rating::scored(&vector.source, kind, version, scored.score));
        }
    }
    ratings
}

/// The versions that have a fix, which may repeat.
fn fixed<'t>(members: &'t [Member<'t>]) -> impl Iterator<Item = &'t str> + Clone {
    members
        .iter()
        .filter_map(|member| match &member.finding.fix {
            Fix::Fixed(versions) => Some(versions),
            _ => None,
        })
        .flatten()
        .map(Text::as_str)
}

/// What each source names as fixed; `None` if it is not known what is installed.
fn sources<'t>(members: &'t [Member<'t>], package: &'t Package) -> Option<Sources<'t>> {
    let named = members.iter().filter_map(|member| member.finding.fix.versions());
    Some(Sources::new(package.scheme(), package.full_version()?, named))
}

/// Whether there is a fix.
fn fix_available(members: &[Member<'_>], package: &Package) -> Tri {
    let mut versions = fixed(members);
    let Some(first) = versions.next() else {
        let silent = members.iter().all(|member| member.finding.fix == Fix::Unknown);
        return if silent { Tri::Unknown } else { Tri::False };
    };
    let Some(installed) = package.full_version() else { return Tri::Unknown };
    let scheme = package.scheme();
    match versions.all(|other| other == first) {
        true => version::judge_fixes(scheme, installed, std::iter::once(first)).0,
        false => version::judge_fixes(scheme, installed, fixed(members)).0,
    }
}

/// Joins what is known of the places of one package: it counts as direct, required and the
/// application's own if it is so anywhere.
pub(super) fn join<'a>(places: impl Iterator<Item = &'a Place>) -> Place {
    let places: Vec<&Place> = places.filter(|place| !place.is_blank()).collect();
    // Of most findings no place is known.
    if places.is_empty() {
        return Place::default();
    }
    let all = || places.iter().copied();
    let paths = all().map(|place| &place.path).filter(|path| !path.is_empty());
    let locations = sorted(all().flat_map(|place| &place.locations).collect());
    let brought_by = sorted(all().flat_map(|place| &place.brought_by).collect());
    Place {
        direct: all().filter_map(|place| place.direct).reduce(|a, b| a || b),
        depth: all().filter_map(|place| place.depth).min(),
        scope: all().filter_map(|place| place.scope).min(),
        layer: all().filter_map(|place| place.layer).min(),
        path: paths.min_by_key(|path| (path.len(), *path)).cloned().unwrap_or_default(),
        brought_by: brought_by.into_iter().cloned().collect(),
        locations: locations.into_iter().cloned().collect(),
    }
}
