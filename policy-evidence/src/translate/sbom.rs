//! SBOM documents as lists of components.

use std::collections::BTreeSet;

use policy_core::Purl;
use policy_core::Text;
use policy_core::evidence::{
    Component, Digest, ImageFacts, Licences, OperatingSystem, Package, Place, Sbom, Scope,
};
use sbom::{ComponentId, ComponentType, Directness, Document, Format, Graph, Licence, LicenceKind};

use super::{attested, timestamp};
use crate::Contribution;

/// Translates a whole document.
pub(crate) fn contribution(document: &Document) -> Contribution {
    let mut contribution = Contribution::new().about(digests(document)).sbom(sbom(document));
    contribution.image = operating_system(document).map(|os| ImageFacts::default().os(os));
    contribution
}

/// The components, each with its licences and its way into the artifact.
///
/// Left out are files, the artifact itself (SPDX lists it among its packages), and the operating
/// system, which is not a package but what its packages make up.
pub(crate) fn sbom(document: &Document) -> Sbom {
    let graph = document.graph();
    let subject = document.subject().map(|subject| subject.id());
    let components = document
        .components()
        .filter(|component| !component.is_file() && Some(component.id()) != subject)
        .filter(|component| !is_operating_system(component))
        .map(|component| translate(&component, &graph));
    let mut sbom = Sbom::new(components).format(format_name(document));
    sbom.dependency_graph = graph.edge_count() > 0;
    let metadata = document.metadata();
    sbom.created = metadata.created().and_then(timestamp);
    for tool in metadata.tools() {
        let version = tool.version().map(|version| format!(" {version}")).unwrap_or_default();
        sbom = sbom.tool(format!("{}{version}", tool.name()));
    }
    sbom
}

/// Format and version, such as `CycloneDX 1.6`.
pub(crate) fn format_name(document: &Document) -> String {
    let name = match document.format() {
        Format::CycloneDx => "CycloneDX",
        Format::Spdx => "SPDX",
        other => other.as_str(),
    };
    // SPDX writes its name into its version.
    format!("{name} {}", document.spec_version().trim_start_matches("SPDX-"))
}

fn is_operating_system(component: &sbom::Component<'_>) -> bool {
    component.component_type() == ComponentType::OperatingSystem
}

fn operating_system(document: &Document) -> Option<OperatingSystem> {
    let component = document.components().find(is_operating_system)?;
    Some(OperatingSystem::new(component.name(), component.version().unwrap_or_default()))
}

fn translate(component: &sbom::Component<'_>, graph: &Graph<'_>) -> Component {
    let mut translated = Component::new(package(component)).place(place(component, graph));
    translated.licences = Licences::new(
        component.declared_licences().filter_map(licence),
        component.concluded_licences().filter_map(licence),
    );
    translated
}

fn package(component: &sbom::Component<'_>) -> Package {
    let name = match component.group() {
        Some(group) if !group.is_empty() => format!("{group}/{}", component.name()),
        _ => component.name().to_owned(),
    };
    super::package(&name, component.version(), component.purl())
}

fn place(component: &sbom::Component<'_>, graph: &Graph<'_>) -> Place {
    let id = component.id();
    let mut place = Place::new();
    if let Some(path) = graph.path(id) {
        let steps = |skip| path.skip(skip).map(|step| package(&step).to_string());
        if graph.are_roots_inferred() {
            // Tops that only look like roots: a way in, but no word on what is direct.
            place.path = steps(0).map(Text::from).collect();
        } else {
            // Without the artifact itself, which every path starts with.
            place = place.path(steps(1));
        }
    }
    if place.path.len() > 1 && !graph.are_roots_inferred() {
        place = place.brought_by(brought_by(id, graph));
    }
    place.direct = match graph.directness(id) {
        Directness::Direct => Some(true),
        Directness::Transitive => Some(false),
        _ => None,
    };
    place.scope = component.scope().and_then(|scope| match scope {
        sbom::Scope::Required => Some(Scope::Required),
        sbom::Scope::Optional => Some(Scope::Optional),
        sbom::Scope::Excluded => Some(Scope::Dev),
        _ => None,
    });
    place
}

/// The direct dependencies that reach a component without passing through another one. None if
/// there are so many ways that following them all would take too long: then the path has to do.
fn brought_by(id: ComponentId, graph: &Graph<'_>) -> Vec<String> {
    const MOST: usize = 2_000;
    let mut seen = BTreeSet::from([id]);
    let mut open = vec![id];
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        for above in graph.dependents(id) {
            if !seen.insert(*above) {
                continue;
            }
            if seen.len() > MOST {
                return Vec::new();
            }
            if graph.directness(*above) == Directness::Direct {
                let component = graph.path(*above).and_then(Iterator::last);
                found.extend(component.map(|component| package(&component).to_string()));
            } else {
                open.push(*above);
            }
        }
    }
    found.into_iter().collect()
}

/// `NOASSERTION` is passed on: it is the document's way to say that nobody looked.
fn licence(licence: Licence<'_>) -> Option<String> {
    match licence.kind() {
        LicenceKind::None => Some("NONE".to_owned()),
        LicenceKind::NoAssertion => Some("NOASSERTION".to_owned()),
        _ => Some(licence.text()).filter(|text| !text.trim().is_empty()).map(str::to_owned),
    }
}

/// The manifest digests the document says it describes. An attestation's subject decides; without
/// one, tools put them into the subject's purl (`pkg:oci/name@sha256:…`) or a property of their own.
/// Not into its version: there syft writes the digest of a manifest it made up whenever it read the
/// image from an archive or a daemon.
fn digests(document: &Document) -> Vec<Digest> {
    let mut digests = attested(document.attestation());
    if !digests.is_empty() {
        return digests;
    }
    let subjects = document.subject().into_iter().chain(document.described());
    for text in subjects.flat_map(|subject| stated_digests(&subject)) {
        if let Ok(digest) = text.parse()
            && !digests.contains(&digest)
        {
            digests.push(digest);
        }
    }
    digests
}

fn stated_digests(subject: &sbom::Component<'_>) -> Vec<String> {
    let from_purl = subject
        .purl()
        .and_then(|purl| Purl::parse(purl).ok())
        .filter(|purl| matches!(purl.kind(), "oci" | "docker"))
        .and_then(|purl| purl.version().map(str::to_owned));
    let from_trivy = subject
        .properties()
        .filter(|property| property.name() == "aquasecurity:trivy:RepoDigest")
        .filter_map(|property| property.value().rsplit_once('@'))
        .map(|(_, digest)| digest.to_owned());
    from_purl.into_iter().chain(from_trivy).collect()
}
