//! OpenVEX statements.

use policy_core::evidence::{Digest, Product, Statement, VexStatus};
use policy_core::{Purl, Timestamp};
use sbom::HashAlgorithm;
use sbom::vex::{self, Status, VexDocument};

use super::{attested, timestamp};
use crate::Contribution;

/// Translates every statement whose status is known. One about a product that cannot be told apart
/// (a name, a CPE) matches nothing, which never lets anything pass.
pub(crate) fn contribution(document: &VexDocument) -> Contribution {
    let statements = document.statements.iter().filter_map(|stated| statement(document, stated));
    Contribution::new().about(attested(document.attestation.as_ref())).vex(statements)
}

fn statement(document: &VexDocument, stated: &vex::Statement) -> Option<Statement> {
    let status = match stated.status {
        Status::NotAffected => VexStatus::NotAffected,
        Status::Affected => VexStatus::Affected,
        Status::Fixed => VexStatus::Fixed,
        Status::UnderInvestigation => VexStatus::UnderInvestigation,
        _ => return None,
    };
    let author = document.author.as_deref().unwrap_or("an unknown author");
    let id = document.id.as_deref().unwrap_or("a document without id");
    let mut statement = Statement::new(id, author, &stated.vulnerability, status);
    statement.vulnerabilities.extend(stated.aliases.iter().cloned());
    statement.products = stated.products.iter().flat_map(products).collect();
    statement.justification.clone_from(&stated.justification_text);
    statement.statement = stated.impact.clone().or_else(|| stated.notes.clone());
    statement.timestamp = timestamp_of(document, stated);
    Some(statement)
}

/// What a product of a statement stands for: a package, or the image by digest with the packages
/// in it. An image by name alone could be any image of that name, and is left out.
fn products(product: &vex::Product) -> Vec<Product> {
    let purl = product.purl.as_deref().and_then(|purl| Purl::parse(purl).ok());
    let subcomponents: Vec<Purl> = product
        .subcomponents
        .iter()
        .filter_map(|component| Purl::parse(component.purl.as_deref()?).ok())
        .collect();
    let named = !product.subcomponents.is_empty();
    // Subcomponents that are no purls must not widen the statement to all components.
    if named && subcomponents.is_empty() {
        return Vec::new();
    }
    let from_purl = purl
        .as_ref()
        .filter(|purl| is_image(purl))
        .and_then(|purl| purl.version()?.parse::<Digest>().ok());
    let from_hashes = product.hashes.iter().filter_map(|(algorithm, hex)| match algorithm {
        HashAlgorithm::Sha256 => format!("sha256:{hex}").parse::<Digest>().ok(),
        _ => None,
    });
    let digests: Vec<Digest> = from_purl.into_iter().chain(from_hashes).collect();
    if !digests.is_empty() {
        return digests
            .into_iter()
            .map(|digest| Product::Artifact { digest, subcomponents: subcomponents.clone() })
            .collect();
    }
    match purl {
        Some(purl) if !is_image(&purl) && !named => vec![Product::Package(purl)],
        _ => Vec::new(),
    }
}

fn is_image(purl: &Purl) -> bool {
    matches!(purl.kind(), "oci" | "docker")
}

/// When it was stated last. A statement without an instant of its own has got the document's, and
/// changes with it.
fn timestamp_of(document: &VexDocument, stated: &vex::Statement) -> Option<Timestamp> {
    let is_documents = stated.timestamp == document.timestamp;
    [
        stated.timestamp.as_deref(),
        stated.last_updated.as_deref(),
        document.last_updated.as_deref().filter(|_| is_documents),
    ]
    .into_iter()
    .flatten()
    .filter_map(timestamp)
    .max()
}
