//! What changed between two documents, also if one is CycloneDX and the other SPDX.

mod change;
mod dependency;
mod field;
mod licence;
mod pair;
mod print;
mod version;
mod vulnerability;

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::document::{Component, ComponentId, Document, ElementKind, End, Vulnerability};

pub use self::change::Change;
pub use self::field::{Field, FieldChange};
use self::licence::Wording;
use self::pair::Pair;
pub use self::version::{VersionChange, VersionOrder};

/// The difference between an older and a newer document.
///
/// Components are matched, in this order, by what identifies them (package URL, CPE name, SWID
/// tag, else group, name and version), by the same without the version, by a common digest, and
/// by their local id if one document is a revision of the other; packages of two ecosystems never
/// by their names. Services are matched among themselves, and compared if both documents are
/// CycloneDX. The order of lists, ids, times and tools do not count as differences. Serialises to
/// one object with the same parts.
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
    components: Parts<'d>,
    duplicates_added: Vec<Component<'d>>,
    duplicates_removed: Vec<Component<'d>>,
    services: Parts<'d>,
    subject: Option<Change<'d>>,
    dependencies_added: Vec<(Component<'d>, Component<'d>)>,
    dependencies_removed: Vec<(Component<'d>, Component<'d>)>,
    vulnerabilities_added: Vec<Vulnerability<'d>>,
    vulnerabilities_removed: Vec<Vulnerability<'d>>,
    vulnerabilities_reassessed: Vec<(Vulnerability<'d>, Vulnerability<'d>)>,
    affected_added: Vec<(Vulnerability<'d>, End<'d>)>,
    affected_removed: Vec<(Vulnerability<'d>, End<'d>)>,
}

/// How the elements of one kind differ.
#[derive(Debug)]
struct Parts<'d> {
    added: Vec<Component<'d>>,
    removed: Vec<Component<'d>>,
    changed: Vec<Change<'d>>,
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
        let wording = Wording::of(self, newer);
        let has_one_id = self.id().is_some() && self.id() == newer.id();
        let change = |&(older, newer): &Pair<'d>| Change::between(older, newer, &wording, order);
        let mut pairs = Vec::new();
        let mut compare = |older: Vec<_>, newer: Vec<_>| {
            let found = pair::pairs(&older, &newer, has_one_id);
            let parts = Parts::without(older, newer, &found, found.iter().filter_map(change));
            pairs.extend(found);
            parts
        };
        // Where only one says what it is about, that is one component among others.
        let subject = self.subject().zip(newer.subject());
        let older_parts = pair::parts(self, subject.map(|subjects| subjects.0));
        let newer_parts = pair::parts(newer, subject.map(|subjects| subjects.1));
        let mut components = compare(older_parts.clone(), newer_parts.clone());
        let duplicates_added = pair::take_known(&mut components.added, &older_parts);
        let duplicates_removed = pair::take_known(&mut components.removed, &newer_parts);
        // SPDX has no place for services.
        let services = |document: &'d Document| match wording.is_same_format {
            true => document.elements().filter(|it| it.kind() == ElementKind::Service).collect(),
            false => Vec::new(),
        };
        let services = compare(services(self), services(newer));
        pairs.extend(subject);
        let older_ids = pair::older_ids(newer, &pairs);
        let (dependencies_added, dependencies_removed) =
            dependency::changes(self, newer, &older_ids);
        let mut diff = Diff {
            components,
            duplicates_added,
            duplicates_removed,
            services,
            subject: subject.as_ref().and_then(change),
            dependencies_added,
            dependencies_removed,
            vulnerabilities_added: Vec::new(),
            vulnerabilities_removed: Vec::new(),
            vulnerabilities_reassessed: Vec::new(),
            affected_added: Vec::new(),
            affected_removed: Vec::new(),
        };
        diff.vulnerabilities(self, newer, &older_ids);
        diff
    }
}

impl<'d> Parts<'d> {
    /// Returns the parts that are in no pair, and the changes of those that are.
    fn without(
        mut removed: Vec<Component<'d>>,
        mut added: Vec<Component<'d>>,
        pairs: &[Pair<'d>],
        changed: impl Iterator<Item = Change<'d>>,
    ) -> Self {
        let older: HashSet<ComponentId> = pairs.iter().map(|(older, _)| older.id()).collect();
        let newer: HashSet<ComponentId> = pairs.iter().map(|(_, newer)| newer.id()).collect();
        removed.retain(|part| !older.contains(&part.id()));
        added.retain(|part| !newer.contains(&part.id()));
        Self { added, removed, changed: changed.collect() }
    }

    fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
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
    ///
    /// What the older one has too, but not as many times, is among
    /// [`duplicates_added`](Diff::duplicates_added).
    pub fn added(&self) -> impl ExactSizeIterator<Item = Component<'d>> + '_ {
        self.components.added.iter().copied()
    }

    /// Returns the components and files that only the older document has.
    pub fn removed(&self) -> impl ExactSizeIterator<Item = Component<'d>> + '_ {
        self.components.removed.iter().copied()
    }

    /// Returns the components and files that both documents have and the newer one repeats: those
    /// of its occurrences that the older one does not have.
    ///
    /// # Examples
    ///
    /// ```
    /// let twice = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
    ///   {"type": "library", "name": "left-pad", "purl": "pkg:npm/left-pad@1.3.0"},
    ///   {"type": "library", "name": "left-pad", "purl": "pkg:npm/left-pad@1.3.0"}]}"#)?;
    /// let once = twice.dedupe()?.document;
    /// let diff = once.diff(&twice);
    /// assert_eq!((diff.added().len(), diff.duplicates_added().len()), (0, 1));
    /// assert_eq!(diff.to_string(), "+ duplicate left-pad\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn duplicates_added(&self) -> impl ExactSizeIterator<Item = Component<'d>> + '_ {
        self.duplicates_added.iter().copied()
    }

    /// Returns the components and files that both documents have and the older one repeats; see
    /// [`Diff::duplicates_added`].
    pub fn duplicates_removed(&self) -> impl ExactSizeIterator<Item = Component<'d>> + '_ {
        self.duplicates_removed.iter().copied()
    }

    /// Returns the components and files that both have and describe differently.
    pub fn changed(&self) -> impl ExactSizeIterator<Item = &Change<'d>> {
        self.components.changed.iter()
    }

    /// Returns the services that only the newer document has.
    pub fn services_added(&self) -> impl ExactSizeIterator<Item = Component<'d>> + '_ {
        self.services.added.iter().copied()
    }

    /// Returns the services that only the older document has.
    pub fn services_removed(&self) -> impl ExactSizeIterator<Item = Component<'d>> + '_ {
        self.services.removed.iter().copied()
    }

    /// Returns the services that both have and describe differently: other versions, addresses,
    /// authentication, zones of trust or data.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::diff::Field;
    ///
    /// let with = |address: &str| {
    ///     let text = format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "services": [
    ///       {{"name": "payments", "endpoints": ["{address}"], "authenticated": true}}]}}"#);
    ///     sbom::parse(text.into_bytes())
    /// };
    /// let (older, newer) = (with("https://pay.test/v1")?, with("https://pay.test/v2")?);
    /// let diff = older.diff(&newer);
    /// let change = &diff.services_changed().next().unwrap().fields()[0];
    /// assert_eq!((change.field(), change.added()[0].as_str()), (Field::Endpoint, "https://pay.test/v2"));
    /// # Ok::<(), sbom::Error>(())
    /// ```
    pub fn services_changed(&self) -> impl ExactSizeIterator<Item = &Change<'d>> {
        self.services.changed.iter()
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

    /// Returns what is affected now, and was not, by a vulnerability that both documents have.
    ///
    /// A vulnerability affects what it lists, unless the analysis finds it resolved, a false
    /// positive or without effect, or all versions listed are said to be unaffected. What it
    /// affects may lie in another document.
    ///
    /// # Examples
    ///
    /// ```
    /// let with = |affected: &str| {
    ///     let text = format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
    ///         {{"type": "library", "name": "core", "bom-ref": "core"}},
    ///         {{"type": "library", "name": "jndi", "bom-ref": "jndi"}}],
    ///       "vulnerabilities": [{{"id": "CVE-2021-44228", "affects": [{affected}]}}]}}"#);
    ///     sbom::parse(text.into_bytes())
    /// };
    /// let older = with(r#"{"ref": "core"}"#)?;
    /// let newer = with(r#"{"ref": "core"}, {"ref": "jndi"}"#)?;
    /// let diff = older.diff(&newer);
    /// let (vulnerability, affected) = diff.affected_added().next().unwrap();
    /// assert_eq!(vulnerability.id(), Some("CVE-2021-44228"));
    /// assert_eq!(affected.component().unwrap().name(), "jndi");
    /// # Ok::<(), sbom::Error>(())
    /// ```
    pub fn affected_added(
        &self,
    ) -> impl ExactSizeIterator<Item = (Vulnerability<'d>, End<'d>)> + '_ {
        self.affected_added.iter().copied()
    }

    /// Returns what was affected, and is not any more, by a vulnerability that both documents
    /// have; see [`Diff::affected_added`].
    pub fn affected_removed(
        &self,
    ) -> impl ExactSizeIterator<Item = (Vulnerability<'d>, End<'d>)> + '_ {
        self.affected_removed.iter().copied()
    }

    /// Reports whether there is no difference.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.subject.is_none()
            && self.components.is_empty()
            && self.duplicates_added.is_empty()
            && self.duplicates_removed.is_empty()
            && self.services.is_empty()
            && self.dependencies_added.is_empty()
            && self.dependencies_removed.is_empty()
            && self.vulnerabilities_added.is_empty()
            && self.vulnerabilities_removed.is_empty()
            && self.vulnerabilities_reassessed.is_empty()
            && self.affected_added.is_empty()
            && self.affected_removed.is_empty()
    }
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
