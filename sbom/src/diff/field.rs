//! What two components that are the same say differently.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use super::licence::{Wording, texts};
use crate::document::{Component, Service, ServiceData};
use crate::purl::Purl;

/// Something about a component or service that can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Field {
    /// The name with its group, unless the package URL says it too.
    Name,
    /// The package URL, apart from its version.
    Purl,
    /// The CPE names.
    Cpe,
    /// Declared licences.
    DeclaredLicence,
    /// Concluded licences.
    ConcludedLicence,
    /// Digests.
    Hash,
    /// Who supplies it, or provides the service.
    Supplier,
    /// Whether it is required.
    Scope,
    /// The addresses of a service.
    Endpoint,
    /// Whether a service demands authentication.
    Authenticated,
    /// Whether using a service crosses a boundary of trust.
    CrossesTrustBoundary,
    /// The zone of trust that a service is in.
    TrustZone,
    /// The data that flows to or from a service: direction, classification and name.
    Data,
}

impl Field {
    /// Returns the stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Purl => "purl",
            Self::Cpe => "cpe",
            Self::DeclaredLicence => "declared-licence",
            Self::ConcludedLicence => "concluded-licence",
            Self::Hash => "hash",
            Self::Supplier => "supplier",
            Self::Scope => "scope",
            Self::Endpoint => "endpoint",
            Self::Authenticated => "authenticated",
            Self::CrossesTrustBoundary => "crosses-trust-boundary",
            Self::TrustZone => "trust-zone",
            Self::Data => "data",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One field that changed, with what only the older and only the newer component says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    field: Field,
    removed: Vec<String>,
    added: Vec<String>,
}

impl FieldChange {
    /// Returns which field it is.
    #[must_use]
    pub fn field(&self) -> Field {
        self.field
    }

    /// Returns the values that are gone.
    #[must_use]
    pub fn removed(&self) -> &[String] {
        &self.removed
    }

    /// Returns the values that are new.
    #[must_use]
    pub fn added(&self) -> &[String] {
        &self.added
    }
}

impl fmt::Display for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |values: &[String]| match values {
            [] => "nothing".to_owned(),
            values => values.join(", "),
        };
        write!(f, "{}: {} -> {}", self.field, list(&self.removed), list(&self.added))
    }
}

/// Collects what differs. Where the formats differ too, silence says nothing: the other format may
/// have no place for it.
pub(super) fn changes(
    older: Component<'_>,
    newer: Component<'_>,
    wording: &Wording<'_>,
) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let mut compare = |field, older: BTreeSet<String>, newer: BTreeSet<String>| {
        // CycloneDX has one CPE name, SPDX has several.
        let is_list = matches!(field, Field::Cpe | Field::Hash);
        let is_silent = older.is_empty()
            || newer.is_empty()
            || (is_list && (older.is_subset(&newer) || newer.is_subset(&older)));
        if older == newer || (is_silent && !wording.is_same_format) {
            return;
        }
        let removed = older.difference(&newer).cloned().collect();
        let added = newer.difference(&older).cloned().collect();
        changes.push(FieldChange { field, removed, added });
    };
    let (old_purl, new_purl) = (coordinates(older), coordinates(newer));
    if old_purl.is_empty() || old_purl != new_purl {
        let name = |component| BTreeSet::from([super::name(component)]);
        compare(Field::Name, name(older), name(newer));
    }
    compare(Field::Purl, old_purl, new_purl);
    compare(Field::Cpe, cpes(older), cpes(newer));
    for (field, older, newer) in [
        (
            Field::DeclaredLicence,
            texts(older.declared_licences()),
            texts(newer.declared_licences()),
        ),
        (
            Field::ConcludedLicence,
            texts(older.concluded_licences()),
            texts(newer.concluded_licences()),
        ),
    ] {
        if older != newer && !wording.say_the_same(&older, &newer) {
            compare(field, older, newer);
        }
    }
    // Another version has other digests: only the same one is worth a word.
    if older.version() == newer.version() {
        compare(Field::Hash, hashes(older), hashes(newer));
    }
    compare(Field::Supplier, supplier(older), supplier(newer));
    let scope = |component: Component<'_>| {
        component.scope().map(|scope| scope.as_str().to_owned()).into_iter().collect()
    };
    compare(Field::Scope, scope(older), scope(newer));
    if let Some((older, newer)) = older.service().zip(newer.service()) {
        for field in SERVICE {
            compare(*field, of_service(older, *field), of_service(newer, *field));
        }
    }
    changes
}

const SERVICE: &[Field] = &[
    Field::Endpoint,
    Field::Authenticated,
    Field::CrossesTrustBoundary,
    Field::TrustZone,
    Field::Data,
];

/// Returns what a service says of a field that only services have.
fn of_service(service: Service<'_>, field: Field) -> BTreeSet<String> {
    let flag = |flag: Option<bool>| flag.iter().map(bool::to_string).collect();
    let data = |data: ServiceData<'_>| {
        let parts = [data.flow(), data.classification(), data.name()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    match field {
        Field::Endpoint => service.endpoints().map(str::to_owned).collect(),
        Field::Authenticated => flag(service.is_authenticated()),
        Field::CrossesTrustBoundary => flag(service.crosses_trust_boundary()),
        Field::TrustZone => service.trust_zone().map(str::to_owned).into_iter().collect(),
        Field::Data => service.data().map(data).collect(),
        _ => BTreeSet::new(),
    }
}

/// Reports whether the digests of one algorithm differ.
pub(super) fn is_other_content(older: Component<'_>, newer: Component<'_>) -> bool {
    let by_algorithm = |component: Component<'_>| -> BTreeMap<String, String> {
        component
            .hashes()
            .map(|hash| (hash.algorithm_name().to_owned(), hash.content().to_ascii_lowercase()))
            .collect()
    };
    let newer = by_algorithm(newer);
    by_algorithm(older)
        .iter()
        .any(|(name, content)| newer.get(name).is_some_and(|other| other != content))
}

/// The package URL without its version, or as it is written if it cannot be read.
fn coordinates(component: Component<'_>) -> BTreeSet<String> {
    let text = component.purl().map(|purl| match Purl::parse(purl) {
        Ok(purl) => purl.coordinate_key(),
        Err(_) => purl.to_owned(),
    });
    text.into_iter().collect()
}

/// CPE names without their version, which changes with the component's.
fn cpes(component: Component<'_>) -> BTreeSet<String> {
    let without_version = |cpe: &str| -> String {
        let at = if cpe.starts_with("cpe:2.3:") { 5 } else { 4 };
        let fields = cpe.split(':').enumerate();
        let kept: Vec<_> = fields.filter(|(place, _)| *place != at).map(|(_, text)| text).collect();
        kept.join(":").to_ascii_lowercase()
    };
    component.cpes().map(without_version).collect()
}

fn hashes(component: Component<'_>) -> BTreeSet<String> {
    let spell = |hash: crate::document::Hash<'_>| {
        format!("{}:{}", hash.algorithm_name(), hash.content().to_ascii_lowercase())
    };
    component.hashes().map(spell).collect()
}

fn supplier(component: Component<'_>) -> BTreeSet<String> {
    component.supplier().map(|supplier| supplier.name().to_owned()).into_iter().collect()
}
