//! Findings about one package and one vulnerability, joined across scanners and names.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::table::{Member, Span, Table};
use crate::code::Code;
use crate::decision::Rated;
use crate::error::{Diagnostic, Level};
use crate::evidence::{Epss, Finding, Fix, Layer, Licences, Package, Place, Scope};
use crate::severity::{Effective, Rating, RatingKind, Score, Severity};
use crate::text::listed;
use crate::version;
use crate::{Text, Timestamp, Tri};

/// All that is said about one vulnerability in one package.
///
/// What every rule or the score asks for is worked out once; the rest when it is asked for, which
/// for most findings is never.
#[derive(Debug)]
pub(crate) struct Group<'t> {
    pub(crate) package: &'t Package,
    /// The canonical id: the lowest CVE, else a GHSA, else the smallest text.
    pub(crate) id: &'t str,
    pub(crate) fix: FixView<'t>,
    level: Severity,
    kev: Option<bool>,
    effective: OnceCell<Arc<Effective>>,
    /// On whose word the level is another than that of the ratings.
    overridden: Option<Box<Rating>>,
    /// What overrides have to do with it that do not hold.
    pub(crate) override_notes: Vec<String>,
    class: u32,
    number: u32,
    members: &'t [Member<'t>],
    table: &'t Table<'t>,
}

/// What is known about fixes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FixView<'t> {
    pub(crate) available: Tri,
    pub(crate) recommended: Option<&'t str>,
}

impl<'t> Group<'t> {
    /// What identifies the package.
    pub(crate) fn key(&self) -> &'t str {
        self.package.key()
    }

    /// The number of the package.
    pub(super) const fn number(&self) -> u32 {
        self.number
    }

    /// The number of the vulnerability.
    pub(super) const fn class(&self) -> u32 {
        self.class
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
            let mut effective =
                self.table.resolver.resolve_owned(ratings(self.members, self.table));
            if let Some(by) = self.overridden.as_deref() {
                effective.level = self.level;
                effective.ratings.push(by.clone());
                effective.ratings.sort();
                effective.winner = Some(by.clone());
                effective.strategy = "override".into();
                effective.fell_back = false;
            }
            Arc::new(effective)
        })
    }

    /// Sets the level by hand.
    pub(crate) fn set_level(&mut self, by: Rating) {
        self.level = by.level;
        self.overridden = Some(Box::new(by));
        self.effective.take();
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
        std::iter::once(self.id).chain(self.aliases())
    }

    /// Every other name, sorted.
    pub(crate) fn aliases<T: From<&'t str> + Ord>(&self) -> Vec<T> {
        let classes = &self.table.classes;
        let own = classes.canonical(self.class);
        let others = self.numbers().filter(|id| *id != own);
        sorted(others.map(|id| classes.text(id).into()).collect())
    }

    /// The numbers of all names, which may repeat. CVEs that a finding names beside this one are
    /// other vulnerabilities; what else it names is an advisory on this one too.
    fn numbers(&self) -> impl Iterator<Item = u32> {
        let classes = &self.table.classes;
        let advisories = self
            .members
            .iter()
            .flat_map(|member| classes.ids_of(member.position as usize))
            .filter(|id| !classes.is_cve(**id));
        classes.members(self.class).iter().chain(advisories).copied()
    }

    /// Whether one of the names has this number.
    pub(super) fn has_id(&self, id: u32) -> bool {
        self.table.classes.class_of(id) == self.class || self.numbers().any(|own| own == id)
    }

    /// Names outside the class: advisories that go with several vulnerabilities.
    pub(super) fn foreign_ids(&self) -> impl Iterator<Item = u32> {
        let classes = &self.table.classes;
        self.members
            .iter()
            .map(|member| member.position as usize)
            .filter(|finding| classes.is_loose(*finding))
            .flat_map(|finding| classes.ids_of(finding))
            .copied()
            .filter(|id| !classes.is_cve(*id) && classes.class_of(*id) != self.class)
    }

    /// Whether one of the names, in upper case, passes the test.
    pub(crate) fn names(&self, test: impl Fn(&str) -> bool) -> bool {
        self.ids().any(|id| test(&id.to_ascii_uppercase()))
    }

    /// What each scanner says.
    pub(crate) fn findings(&self) -> impl Iterator<Item = &'t Finding> + Clone {
        self.members.iter().map(|member| member.finding)
    }

    /// What the SBOM states of the component's licence.
    pub(crate) fn licences(&self) -> impl Iterator<Item = &'t Licences> {
        self.table.packages.components_of(self.number).map(|component| &component.licences)
    }

    fn places(&self) -> impl Iterator<Item = &'t Place> + Clone {
        self.findings()
            .map(|finding| &finding.place)
            .chain(self.table.packages.place_of(self.number))
    }

    /// The packages as the scanners write them; they may differ in qualifiers.
    pub(crate) fn packages(&self) -> impl Iterator<Item = &'t Package> {
        self.findings().map(|finding| &finding.package)
    }

    /// The scanners that report it, which may repeat.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &'t str> {
        let names = &self.table.scanners;
        self.members.iter().filter_map(|member| names.get(member.scan as usize).copied())
    }

    pub(crate) fn title(&self) -> Option<&'t Text> {
        self.findings().filter_map(|finding| finding.title.as_ref()).min()
    }

    pub(crate) fn references(&self) -> Vec<Text> {
        let count = self.findings().map(|finding| finding.references.len()).sum();
        let mut all = Vec::with_capacity(count);
        all.extend(self.findings().flat_map(|finding| &finding.references).cloned());
        let mut all = sorted(all);
        all.truncate(5);
        all
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
        some_say(self.members, read)
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
        fixed(self.members).collect()
    }

    pub(crate) fn states_no_version(&self) -> bool {
        fixed(self.members).next().is_none()
    }

    pub(crate) fn describe_fix(&self) -> Text {
        if let Some(version) = self.fix.recommended {
            return Text::format(format_args!("fixed in {version}"));
        }
        match self.fix.available {
            Tri::Unknown if !self.states_no_version() => Text::format(format_args!(
                "{} cannot be compared with what is installed",
                listed(fixed(self.members))
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

    /// All that is known of where it sits.
    pub(crate) fn place(&self) -> Place {
        join(self.places())
    }
}

/// Joins the findings of all scans. The result does not depend on their order or repetition, but
/// the order of the groups does.
pub(crate) fn groups<'t>(table: &'t Table<'t>, notes: &mut Vec<Diagnostic>) -> Vec<Group<'t>> {
    let mut groups = Vec::with_capacity(table.spans.len());
    groups.extend(table.spans.iter().filter_map(|span| build(table, span, notes)));
    groups
}

fn build<'t>(table: &'t Table<'t>, span: &Span, notes: &mut Vec<Diagnostic>) -> Option<Group<'t>> {
    let members = table.members(span);
    let package = members
        .iter()
        .map(|member| &member.finding.package)
        .reduce(|a, b| if a.is(b) { a } else { a.min(b) })?;
    let id = table.classes.text(table.classes.canonical(span.class));
    let about = format_args!("{id} in {}", package.key());
    for vector in members.iter().flat_map(|member| &member.finding.vectors) {
        match table.vector(&vector.text) {
            Some(Ok(scored)) => {
                if let Some(mismatch) = scored.mismatch {
                    let message = format!("{about}: {mismatch} by {}", vector.source);
                    notes.push(Diagnostic::new(Code::CvssMismatch, Level::Info, "", message));
                }
                for note in &scored.notes {
                    let message = format!("{about}: {note}, given by {}", vector.source);
                    notes.push(Diagnostic::new(Code::CvssSpelling, Level::Info, "", message));
                }
            }
            Some(Err(error)) => {
                let message = format!("{about}: {error}, given by {}", vector.source);
                notes.push(Diagnostic::new(Code::CvssInvalid, Level::Warning, "", message));
            }
            None => {}
        }
    }
    // Words are kept where they say what their level does not.
    for rating in members.iter().flat_map(|member| &member.finding.ratings) {
        if let (Some(word), false) = (&rating.word, rating.level.is_known()) {
            let source = &rating.source;
            let message = format!("{about}: `{word}` by {source} counts as unknown");
            notes.push(Diagnostic::new(Code::SeverityUnmapped, Level::Info, "", message));
        }
    }
    let resolver = table.resolver;
    let level = match members {
        [only] if only.finding.vectors.is_empty() => resolver.level(&only.finding.ratings),
        _ if !has_vectors(members) => {
            resolver.level_of(members.iter().flat_map(|member| &member.finding.ratings))
        }
        _ => resolver.level(&ratings(members, table)),
    };
    let fix = fix(members, package);
    if fix.available.is_false() && fixed(members).next().is_some() {
        let message = format!(
            "{about}: fixed in {} according to the scanner, which is not newer than what is installed",
            listed(fixed(members))
        );
        notes.push(Diagnostic::new(Code::FixNotNewer, Level::Warning, "", message));
    }
    let (class, number) = (span.class, span.package);
    let (overridden, override_notes) = (None, Vec::new());
    Some(Group {
        package,
        id,
        fix,
        level,
        kev: some_say(members, |finding| finding.kev),
        effective: OnceCell::new(),
        overridden,
        override_notes,
        class,
        number,
        members,
        table,
    })
}

fn some_say(members: &[Member<'_>], read: impl Fn(&Finding) -> Option<bool>) -> Option<bool> {
    members.iter().filter_map(|member| read(member.finding)).reduce(|a, b| a || b)
}

fn has_vectors(members: &[Member<'_>]) -> bool {
    members.iter().any(|member| !member.finding.vectors.is_empty())
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    list
}

/// Every rating, those computed from CVSS vectors included.
fn ratings(members: &[Member<'_>], table: &Table<'_>) -> Vec<Rating> {
    let findings = members.iter().map(|member| member.finding);
    let most = findings.map(|finding| finding.ratings.len() + finding.vectors.len()).sum();
    let mut ratings = Vec::with_capacity(most);
    for finding in members.iter().map(|member| member.finding) {
        ratings.extend(finding.ratings.iter().cloned());
        for vector in &finding.vectors {
            if let Some(Ok(scored)) = table.vector(&vector.text) {
                let (kind, version) = (RatingKind::Cvss, scored.version);
                ratings.push(Rating::scored(&vector.source, kind, version, scored.score));
            }
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

fn fix<'t>(members: &'t [Member<'t>], package: &Package) -> FixView<'t> {
    let versions = fixed(members);
    if versions.clone().next().is_some() {
        return match package.full_version() {
            None => FixView { available: Tri::Unknown, recommended: None },
            Some(installed) => {
                let scheme = package.scheme();
                let mut different = versions.clone();
                let first = different.next();
                let (available, recommended) = if different.all(|other| Some(other) == first) {
                    version::judge_fixes(scheme, installed, first.into_iter())
                } else {
                    // In a fixed order: not every ecosystem orders its versions strictly.
                    let versions: BTreeSet<&str> = versions.collect();
                    version::judge_fixes(scheme, installed, versions.into_iter())
                };
                FixView { available, recommended }
            }
        };
    }
    let silent = members.iter().all(|member| member.finding.fix == Fix::Unknown);
    let available = if silent { Tri::Unknown } else { Tri::False };
    FixView { available, recommended: None }
}

/// Joins what is known of the places of one package: it counts as direct, required and the
/// application's own if it is so anywhere.
pub(super) fn join<'a>(places: impl Iterator<Item = &'a Place>) -> Place {
    // Of most findings no place is known.
    let places: Vec<&Place> = places.filter(|place| !place.is_blank()).collect();
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
