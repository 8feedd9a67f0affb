//! What VEX statements are about, arranged so that nobody asks each of them.

use crate::Tri;
use crate::evaluate::group::Group;
use crate::evidence::{Digest, Package, Product, Subcomponent, VexStatus};
use crate::purl::Purl;
use crate::version::VersionRange;

/// What a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target<'e> {
    /// The package without version and qualifiers; empty for the artifact as a whole.
    package: &'e str,
    /// The one version it is about, if it is one.
    version: Option<&'e str>,
    pub(super) statement: u32,
    pub(super) how: Specificity,
    purl: Option<&'e Purl>,
    versions: Option<&'e VersionRange>,
}

/// How exactly a statement names what it is about; the more exact wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Specificity {
    Package,
    Range,
    Version,
    Artifact,
    ArtifactComponent,
}

/// Stands for the package where a statement is about all of the artifact.
const WHOLE: &str = "";

impl<'e> Target<'e> {
    /// What a product comes to in an artifact with these digests.
    pub(super) fn of(statement: u32, product: &'e Product, digests: &[Digest]) -> Vec<Self> {
        let of = |how, purl: &'e Purl, versions| Self {
            package: purl.package(),
            version: purl.version(),
            statement,
            how,
            purl: Some(purl),
            versions,
        };
        match product {
            Product::Package(purl) if purl.version().is_some() => {
                vec![of(Specificity::Version, purl, None)]
            }
            Product::Package(purl) => vec![of(Specificity::Package, purl, None)],
            Product::Range(range) => {
                vec![of(Specificity::Range, range.package(), Some(range.versions()))]
            }
            Product::Artifact { digest, .. } if !digests.contains(digest) => Vec::new(),
            Product::Artifact { subcomponents, .. } if subcomponents.is_empty() => vec![Self {
                package: WHOLE,
                version: None,
                statement,
                how: Specificity::Artifact,
                purl: None,
                versions: None,
            }],
            Product::Artifact { subcomponents, .. } => {
                let inside = |part: &'e Subcomponent| {
                    let (purl, versions) = match part {
                        Subcomponent::Package(purl) => (purl, None),
                        Subcomponent::Range(range) => (range.package(), Some(range.versions())),
                    };
                    of(Specificity::ArtifactComponent, purl, versions)
                };
                subcomponents.iter().map(inside).collect()
            }
        }
    }

    /// Whether it covers a finding in one of the packages whose purl and version led to it.
    pub(super) fn covers(&self, group: &Group<'_>, status: VexStatus) -> bool {
        self.purl.is_none() || group.packages().any(|package| self.covers_package(package, status))
    }

    fn covers_package(&self, package: &Package, status: VexStatus) -> bool {
        let (Some(general), Some(specific)) = (self.purl, package.purl()) else { return false };
        let within = match (self.versions, package.full_version()) {
            (None, _) => Tri::True,
            (Some(versions), Some(installed)) => versions.contains(installed),
            (Some(_), None) => Tri::Unknown,
        };
        // What clears a finding must speak of it for certain; what warns of it need not.
        let clears = matches!(status, VexStatus::NotAffected | VexStatus::Fixed);
        general.package() == specific.package()
            && general.version().is_none_or(|version| {
                package.version() == Some(version) || specific.version() == Some(version)
            })
            && general.subpath().is_none_or(|subpath| specific.subpath() == Some(subpath))
            && general.qualifiers().all(|(key, value)| specific.qualifier(key) == Some(value))
            && if clears { within.is_true() } else { !within.is_false() }
    }
}

/// What all statements are about, by package and version.
#[derive(Debug)]
pub(super) struct Targets<'e>(Vec<Target<'e>>);

impl<'e> Targets<'e> {
    pub(super) fn new(mut all: Vec<Target<'e>>) -> Self {
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// The targets that may cover a finding: those on the artifact as a whole, on its package in any
    /// version, and on the versions it is known by. Each list is sorted by statement.
    pub(super) fn near(&self, group: &Group<'_>) -> Vec<&[Target<'e>]> {
        let mut lists = vec![self.about(WHOLE, None)];
        // The packages of a group differ in their qualifiers, and in how they write the version.
        if let Some(purl) = group.packages().find_map(Package::purl) {
            let written = group
                .packages()
                .flat_map(|package| [package.version(), package.purl().and_then(Purl::version)]);
            let mut versions: Vec<Option<&str>> = std::iter::once(None).chain(written).collect();
            versions.sort_unstable();
            versions.dedup();
            lists.extend(versions.into_iter().map(|version| self.about(purl.package(), version)));
        }
        lists
    }

    fn about(&self, package: &str, version: Option<&str>) -> &[Target<'e>] {
        let order = |target: &Target<'_>| {
            target.package.cmp(package).then_with(|| target.version.cmp(&version))
        };
        let from = self.0.partition_point(|target| order(target).is_lt());
        let rest = self.0.get(from..).unwrap_or_default();
        let end = rest.partition_point(|target| order(target).is_eq());
        rest.get(..end).unwrap_or_default()
    }
}

/// Calls `found` with the targets of some statements. Both lists are sorted by statement; each
/// entry of the shorter one is looked up in the longer one.
pub(super) fn meet<'t, 'e>(
    statements: &[u32],
    targets: &'t [Target<'e>],
    mut found: impl FnMut(&'t Target<'e>),
) {
    if targets.len() <= statements.len() {
        let named = |target: &&Target<'_>| statements.binary_search(&target.statement).is_ok();
        targets.iter().filter(named).for_each(found);
        return;
    }
    let mut rest = targets;
    for number in statements {
        let from = rest.partition_point(|target| target.statement < *number);
        rest = rest.get(from..).unwrap_or_default();
        rest.iter().take_while(|target| target.statement == *number).for_each(&mut found);
    }
}
