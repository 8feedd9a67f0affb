//! SBOM documents as lists of components.

use policy_core::Purl;
use policy_core::evidence::{Component, Digest, Licences, Package, Place, Sbom, Scope};
use sbom::{Directness, Document, Graph, Licence, LicenceKind};

use super::timestamp;
use crate::Contribution;

/// Translates a whole document.
pub(crate) fn contribution(document: &Document) -> Contribution {
    Contribution::new().about(digests(document)).sbom(sbom(document))
}

/// The components, each with its licences and its way into the artifact.
pub(crate) fn sbom(document: &Document) -> Sbom {
    let graph = document.graph();
    let components = document
        .components()
        .filter(|component| !component.is_file())
        .map(|component| translate(&component, &graph));
    let mut sbom = Sbom::new(components)
        .format(format!("{} {}", document.format(), document.spec_version()));
    sbom.dependency_graph = graph.edge_count() > 0;
    let metadata = document.metadata();
    sbom.created = metadata.created().and_then(timestamp);
    for tool in metadata.tools() {
        let version = tool.version().map(|version| format!(" {version}")).unwrap_or_default();
        sbom = sbom.tool(format!("{}{version}", tool.name()));
    }
    sbom
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
            place.path = steps(0).collect();
        } else {
            // Without the artifact itself, which every path starts with.
            place = place.path(steps(1));
        }
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

/// `NOASSERTION` is passed on: it is the document's way to say that nobody looked.
fn licence(licence: Licence<'_>) -> Option<String> {
    match licence.kind() {
        LicenceKind::None => Some("NONE".to_owned()),
        LicenceKind::NoAssertion => Some("NOASSERTION".to_owned()),
        _ => Some(licence.text()).filter(|text| !text.trim().is_empty()).map(str::to_owned),
    }
}

/// The manifest digests the document says it describes. Tools put them into the subject's purl
/// (`pkg:oci/name@sha256:…`) or a property of their own. Not into its version: there syft writes
/// the digest of a manifest it made up whenever it read the image from an archive or a daemon.
fn digests(document: &Document) -> Vec<Digest> {
    let mut digests: Vec<Digest> = Vec::new();
    let subjects = document.subject().into_iter().chain(document.described());
    for subject in subjects {
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
        for text in from_purl.into_iter().chain(from_trivy) {
            if let Ok(digest) = text.parse()
                && !digests.contains(&digest)
            {
                digests.push(digest);
            }
        }
    }
    digests
}
