//! What changed between two documents, also if one is CycloneDX and the other SPDX.

mod field;
mod pair;
mod version;

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::document::{Component, ComponentId, Document, RelationshipKind, Vulnerability};

pub use self::field::{Field, FieldChange};
pub use self::version::{VersionChange, VersionOrder};

/// The difference between an older and a newer document.
///
/// Components are matched, in this order, by what identifies them (package URL, CPE name, SWID
/// tag, else group, name and version), by the same without the version, by a common digest, and
/// by their local id if one document is a revision of the other. The order of lists, ids, times
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
        let (pairs, subject) = pair::pairs(self, newer);
        let mut added = pair::parts(newer);
        let mut removed = pair::parts(self);
        let old_ids: HashSet<ComponentId> = pairs.iter().map(|(old, _)| old.id()).collect();
        let new_ids: HashSet<ComponentId> = pairs.iter().map(|(_, new)| new.id()).collect();
        removed.retain(|component| !old_ids.contains(&component.id()));
        added.retain(|component| !new_ids.contains(&component.id()));
        let is_same_format = self.format() == newer.format();
        let change = |&(older, newer)| Change::between(older, newer, is_same_format, order);
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
/// A guess that suits most ecosystems: numbers by their value, `1.0-rc1` and `1.0~rc1` before
/// `1.0`, an epoch first. Hand [`Document::diff_with`] an exact one if you have it.
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
        let by_id = |document: &'d Document| -> BTreeMap<&'d str, Vulnerability<'d>> {
            document.vulnerabilities().filter_map(|found| Some((found.id()?, found))).collect()
        };
        let old = by_id(older);
        let new = by_id(newer);
        for (id, &found) in &new {
            match old.get(id) {
                None => self.vulnerabilities_added.push(found),
                Some(&before) if state(before) != state(found) => {
                    self.vulnerabilities_reassessed.push((before, found));
                }
                Some(_) => {}
            }
        }
        let gone = old.iter().filter(|(id, _)| !new.contains_key(*id));
        self.vulnerabilities_removed.extend(gone.map(|(_, &found)| found));
    }
}

/// A component that both documents have.
#[derive(Debug)]
pub struct Change<'d> {
    older: Component<'d>,
    newer: Component<'d>,
    version: Option<VersionChange>,
    fields: Vec<FieldChange>,
}

impl<'d> Change<'d> {
    fn between(
        older: Component<'d>,
        newer: Component<'d>,
        is_same_format: bool,
        order: VersionOrder,
    ) -> Option<Self> {
        let fields = field::changes(older, newer, is_same_format);
        let version = version::change(older, newer, order);
        let has_changed = version.is_some() || !fields.is_empty();
        has_changed.then_some(Self { older, newer, version, fields })
    }

    /// Returns the component as the older document has it.
    #[must_use]
    pub fn older(&self) -> Component<'d> {
        self.older
    }

    /// Returns the component as the newer document has it.
    #[must_use]
    pub fn newer(&self) -> Component<'d> {
        self.newer
    }

    /// Returns in which direction the version went, if it did.
    #[must_use]
    pub fn version(&self) -> Option<VersionChange> {
        self.version
    }

    /// Returns everything else that differs.
    #[must_use]
    pub fn fields(&self) -> &[FieldChange] {
        &self.fields
    }

    /// Reports whether the version is the same and a digest of one algorithm is not: somebody
    /// published other content under a version that was taken.
    #[must_use]
    pub fn is_content_changed(&self) -> bool {
        self.version.is_none() && field::is_other_content(self.older, self.newer)
    }
}

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", name(self.newer))?;
        let version = |component: Component<'_>| component.version().unwrap_or("?").to_owned();
        match self.version {
            Some(change) => {
                write!(f, " {change}: {} -> {}", version(self.older), version(self.newer))?;
            }
            None => write!(f, " {}", version(self.newer))?,
        }
        if self.is_content_changed() {
            f.write_str(" HAS OTHER CONTENT under the same version")?;
        }
        for change in &self.fields {
            write!(f, "; {change}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Diff<'_> {
    /// Prints one line for each difference: `+` added, `-` removed, `~` changed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(change) = &self.subject {
            writeln!(f, "~ subject {change}")?;
        }
        for component in &self.added {
            writeln!(f, "+ {}", label(*component))?;
        }
        for component in &self.removed {
            writeln!(f, "- {}", label(*component))?;
        }
        for change in &self.changed {
            writeln!(f, "~ {change}")?;
        }
        for (sign, edges) in [('+', &self.dependencies_added), ('-', &self.dependencies_removed)] {
            for (from, to) in edges {
                writeln!(f, "{sign} {} depends on {}", label(*from), label(*to))?;
            }
        }
        for (sign, list) in
            [('+', &self.vulnerabilities_added), ('-', &self.vulnerabilities_removed)]
        {
            for found in list {
                writeln!(f, "{sign} {}", found.id().unwrap_or("?"))?;
            }
        }
        for (before, now) in &self.vulnerabilities_reassessed {
            let id = now.id().unwrap_or("?");
            let word = |state: Option<&'static str>| state.unwrap_or("not assessed");
            writeln!(f, "~ {id}: {} -> {}", word(state(*before)), word(state(*now)))?;
        }
        Ok(())
    }
}

impl Serialize for Change<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Change", 6)?;
        out.serialize_field("older", &Short(self.older))?;
        out.serialize_field("newer", &Short(self.newer))?;
        out.serialize_field("version", &self.version)?;
        out.serialize_field("content_changed", &self.is_content_changed())?;
        out.serialize_field("fields", &self.fields)?;
        out.end()
    }
}

impl<'d> Serialize for Diff<'d> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let short = |list: &[Component<'d>]| -> Vec<Named<'d>> {
            list.iter().map(|component| Short(*component).to_value()).collect()
        };
        let edges = |list: &[(Component<'_>, Component<'_>)]| -> Vec<_> {
            list.iter().map(|(from, to)| [label(*from), label(*to)]).collect()
        };
        let ids = |list: &[Vulnerability<'_>]| -> Vec<_> {
            list.iter().map(|found| found.id().unwrap_or_default().to_owned()).collect()
        };
        let reassessed: Vec<_> = self
            .vulnerabilities_reassessed
            .iter()
            .map(|(before, now)| Reassessed {
                id: now.id().unwrap_or_default().to_owned(),
                older: state(*before),
                newer: state(*now),
            })
            .collect();
        let mut out = serializer.serialize_struct("Diff", 9)?;
        out.serialize_field("subject", &self.subject)?;
        out.serialize_field("added", &short(&self.added))?;
        out.serialize_field("removed", &short(&self.removed))?;
        out.serialize_field("changed", &self.changed)?;
        out.serialize_field("dependencies_added", &edges(&self.dependencies_added))?;
        out.serialize_field("dependencies_removed", &edges(&self.dependencies_removed))?;
        out.serialize_field("vulnerabilities_added", &ids(&self.vulnerabilities_added))?;
        out.serialize_field("vulnerabilities_removed", &ids(&self.vulnerabilities_removed))?;
        out.serialize_field("vulnerabilities_reassessed", &reassessed)?;
        out.end()
    }
}

#[derive(Serialize)]
struct Reassessed {
    id: String,
    older: Option<&'static str>,
    newer: Option<&'static str>,
}

/// A component by what names it.
struct Short<'d>(Component<'d>);

#[derive(Serialize)]
struct Named<'d> {
    name: String,
    version: Option<&'d str>,
    purl: Option<&'d str>,
}

impl<'d> Short<'d> {
    fn to_value(&self) -> Named<'d> {
        Named { name: name(self.0), version: self.0.version(), purl: self.0.purl() }
    }
}

impl Serialize for Short<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
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
