//! What changed between two documents, also if one is CycloneDX and the other SPDX.

mod change;
mod field;
mod licence;
mod pair;
mod print;
mod version;

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use crate::document::{Component, ComponentId, Document, RelationshipKind, Vulnerability};

pub use self::change::Change;
pub use self::field::{Field, FieldChange};
use self::licence::Wording;
pub use self::version::{VersionChange, VersionOrder};

/// The difference between an older and a newer document.
///
/// Components are matched, in this order, by what identifies them (package URL, CPE name, SWID
/// tag, else group, name and version), by the same without the version, by a common digest, and
/// by their local id if one document is a revision of the other; packages of two ecosystems never
/// by their names. The order of lists, ids, times
/// and tools do not count as differences. Serialises to one object with the same parts.
///
/// # Examples
///
/// ```
/// let older = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
///   {"type": "library", "name": "log4j-core", "purl": "pkg:maven/org.apache/log4j-core@2.14.1"}
/// ]}"#)?;
/// let newer = sbom::parse(br#"{"spdxVersion": "SPDX-2.3", "packages": [
///   {"name": "log4j-core", "SPDXID": "SPDXRef-1", "versionInfo": "2.17.1", "externalRefs": [
///     {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
///      "referenceLocator": "pkg:maven/org.apache/log4j-core@2.17.1"}]},
///   {"name": "jansi", "SPDXID": "SPDXRef-2", "versionInfo": "2.4.0"}
/// ]}"#)?;
/// let diff = older.diff(&newer);
/// assert_eq!(diff.added().next().unwrap().name(), "jansi");
/// let change = diff.changed().next().unwrap();
/// assert_eq!(change.version(), Some(sbom::diff::VersionChange::Upgraded));
/// # Ok::<(), sbom::Error>(())
/// ```
#[derive(Debug)]
pub struct Diff<'d> {
    added: Vec<Component<'d>>,
    removed: Vec<Component<'d>>,
    changed: Vec<Change<'d>>,
    subject: Option<Change<'d>>,
    dependencies_added: Vec<(Component<'d>, Component<'d>)>,
    dependencies_removed: Vec<(Component<'d>, Component<'d>)>,
    vulnerabilities_added: Vec<Vulnerability<'d>>,
    vulnerabilities_removed: Vec<Vulnerability<'d>>,
    vulnerabilities_reassessed: Vec<(Vulnerability<'d>, Vulnerability<'d>)>,
}

impl Document {
    /// Compares this document with a newer one; versions are ordered as
    /// [`version_order`] guesses. Takes time in proportion to both, with sorting.
    #[must_use]
    pub fn diff<'d>(&'d self, newer: &'d Document) -> Diff<'d> {
        self.diff_with(newer, version_order)
    }

    /// Compares this document with a newer one, by an order of versions of one's own.
    #[must_use]
    pub fn diff_with<'d>(&'d self, newer: &'d Document, order: VersionOrder) -> Diff<'d> {
        // Where only one says what it is about, that is one component among others.
        let subject = self.subject().zip(newer.subject());
        let mut removed = pair::parts(self, subject.map(|subjects| subjects.0));
        let mut added = pair::parts(newer, subject.map(|subjects| subjects.1));
        let has_one_id = self.id().is_some() && self.id() == newer.id();
        let pairs = pair::pairs(&removed, &added, has_one_id);
        let old_ids: HashSet<ComponentId> = pairs.iter().map(|(old, _)| old.id()).collect();
        let new_ids: HashSet<ComponentId> = pairs.iter().map(|(_, new)| new.id()).collect();
        removed.retain(|component| !old_ids.contains(&component.id()));
        added.retain(|component| !new_ids.contains(&component.id()));
        let wording = Wording::of(self, newer);
        let change = |&(older, newer)| Change::between(older, newer, &wording, order);
        let changed = pairs.iter().filter_map(change).collect();
        let subject = subject.as_ref().and_then(change);
        let mut diff = Diff {
            added,
            removed,
            changed,
            subject,
            dependencies_added: Vec::new(),
            dependencies_removed: Vec::new(),
            vulnerabilities_added: Vec::new(),
            vulnerabilities_removed: Vec::new(),
            vulnerabilities_reassessed: Vec::new(),
        };
        diff.dependencies(self, newer, &pairs);
        diff.vulnerabilities(self, newer);
        diff
    }
}

/// Orders two versions of a package, whose type (`maven`, `deb`) is known if it has a package URL.
///
/// By the rules of Debian, RPM, Python, Maven and semantic versioning where the type has them, else
/// a guess: numbers by their value, `1.0-rc1` and `1.0~rc1` before `1.0`, an epoch first. `None` for
/// commits, digests and builds of one version. Hand [`Document::diff_with`] another one if you
/// have it.
#[must_use]
pub fn version_order(purl_type: Option<&str>, older: &str, newer: &str) -> Option<Ordering> {
    version::guess(purl_type, older, newer)
}

impl<'d> Diff<'d> {
    /// Returns the components and files that only the newer document has.
    pub fn added(&self) -> impl ExactSizeIterator<Item = Component<'d>> + '_ {
        self.added.iter().copied()
    }

    /// Returns the components and files that only the older document has.
    pub fn removed(&self) -> impl ExactSizeIterator<Item = Component<'d>> + '_ {
        self.removed.iter().copied()
    }

    /// Returns the components and files that both have and describe differently.
    pub fn changed(&self) -> impl ExactSizeIterator<Item = &Change<'d>> {
        self.changed.iter()
    }

    /// Returns how the component that the documents are about differs.
    #[must_use]
    pub fn subject(&self) -> Option<&Change<'d>> {
        self.subject.as_ref()
    }

    /// Returns dependencies, from and to, that are new between components both documents have.
    pub fn dependencies_added(
        &self,
    ) -> impl ExactSizeIterator<Item = (Component<'d>, Component<'d>)> + '_ {
        self.dependencies_added.iter().copied()
    }

    /// Returns dependencies, from and to, that are gone between components both documents have.
    pub fn dependencies_removed(
        &self,
    ) -> impl ExactSizeIterator<Item = (Component<'d>, Component<'d>)> + '_ {
        self.dependencies_removed.iter().copied()
    }

    /// Returns the vulnerabilities whose id only the newer document has.
    pub fn vulnerabilities_added(&self) -> impl ExactSizeIterator<Item = Vulnerability<'d>> + '_ {
        self.vulnerabilities_added.iter().copied()
    }

    /// Returns the vulnerabilities whose id only the older document has.
    pub fn vulnerabilities_removed(&self) -> impl ExactSizeIterator<Item = Vulnerability<'d>> + '_ {
        self.vulnerabilities_removed.iter().copied()
    }

    /// Returns the vulnerabilities of which the analysis has another state now, older and newer.
    pub fn vulnerabilities_reassessed(
        &self,
    ) -> impl ExactSizeIterator<Item = (Vulnerability<'d>, Vulnerability<'d>)> + '_ {
        self.vulnerabilities_reassessed.iter().copied()
    }

    /// Reports whether there is no difference.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.subject.is_none()
            && self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.dependencies_added.is_empty()
            && self.dependencies_removed.is_empty()
            && self.vulnerabilities_added.is_empty()
            && self.vulnerabilities_removed.is_empty()
            && self.vulnerabilities_reassessed.is_empty()
    }

    /// Compares dependencies between components that were matched; the others speak for
    /// themselves.
    fn dependencies(
        &mut self,
        older: &'d Document,
        newer: &'d Document,
        pairs: &[(Component<'d>, Component<'d>)],
    ) {
        let subjects = older.subject().zip(newer.subject());
        let mut to_old = vec![None; newer.element_count()];
        for (old, new) in pairs.iter().copied().chain(subjects) {
            if let Some(place) = to_old.get_mut(new.id().index()) {
                *place = Some(old.id());
            }
        }
        let old_matched: HashSet<_> = to_old.iter().flatten().copied().collect();
        let old_edges: HashSet<_> = edges(older).collect();
        let mut kept = HashSet::new();
        let translate = |id: ComponentId| to_old.get(id.index()).copied().flatten();
        for (from, to) in edges(newer) {
            let Some(edge) = translate(from).zip(translate(to)) else { continue };
            if !old_edges.contains(&edge)
                && kept.insert(edge)
                && let Some(ends) = newer.component(from).zip(newer.component(to))
            {
                self.dependencies_added.push(ends);
            }
            kept.insert(edge);
        }
        for (from, to) in edges(older) {
            if old_matched.contains(&from)
                && old_matched.contains(&to)
                && kept.insert((from, to))
                && let Some(ends) = older.component(from).zip(older.component(to))
            {
                self.dependencies_removed.push(ends);
            }
        }
    }

    fn vulnerabilities(&mut self, older: &'d Document, newer: &'d Document) {
        let old = by_id(older);
        let new = by_id(newer);
        for (id, found) in &new {
            match old.get(id) {
                None => self.vulnerabilities_added.extend(found.first()),
                Some(before) => self.vulnerabilities_reassessed.extend(reassessed(before, found)),
            }
        }
        let gone = old.iter().filter(|(id, _)| !new.contains_key(*id));
        self.vulnerabilities_removed.extend(gone.filter_map(|(_, found)| found.first()));
    }
}

/// The vulnerabilities of a document by their ids: one may stand there several times, each time
/// about other components.
fn by_id(document: &Document) -> BTreeMap<&str, Vec<Vulnerability<'_>>> {
    let mut found: BTreeMap<&str, Vec<Vulnerability<'_>>> = BTreeMap::new();
    for vulnerability in document.vulnerabilities() {
        if let Some(id) = vulnerability.id() {
            found.entry(id).or_default().push(vulnerability);
        }
    }
    found
}

/// Pairs what is said of a vulnerability now with what was said before and is not any more.
fn reassessed<'d>(
    before: &[Vulnerability<'d>],
    now: &[Vulnerability<'d>],
) -> Vec<(Vulnerability<'d>, Vulnerability<'d>)> {
    let mut gone = before.to_vec();
    let mut news = Vec::new();
    for found in now {
        match gone.iter().position(|before| state(*before) == state(*found)) {
            Some(same) => drop(gone.remove(same)),
            None => news.push(*found),
        }
    }
    let ends = (before.first(), now.first());
    (0..gone.len().max(news.len()))
        .filter_map(|place| gone.get(place).or(ends.0).zip(news.get(place).or(ends.1)))
        .map(|(before, now)| (*before, *now))
        .filter(|(before, now)| state(*before) != state(*now))
        .collect()
}

fn state(found: Vulnerability<'_>) -> Option<&'static str> {
    found.analysis()?.state().map(|state| state.as_str())
}

fn edges(document: &Document) -> impl Iterator<Item = (ComponentId, ComponentId)> + '_ {
    document
        .relationships()
        .filter(|relationship| relationship.kind() == RelationshipKind::DependsOn)
        .filter_map(|edge| Some((edge.from().component()?.id(), edge.to().component()?.id())))
}

/// Returns a component's name with its group.
fn name(component: Component<'_>) -> String {
    match component.group() {
        Some(group) if !group.is_empty() => format!("{group}/{}", component.name()),
        _ => component.name().to_owned(),
    }
}

fn label(component: Component<'_>) -> String {
    match component.version() {
        Some(version) => format!("{} {version}", name(component)),
        None => name(component),
    }
}
