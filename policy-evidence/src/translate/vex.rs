//! VEX statements, whatever the format they came in.

use policy_core::evidence::{Digest, PackageRange, Product, Statement, Subcomponent, VexStatus};
use policy_core::{Purl, Timestamp};
use sbom::HashAlgorithm;
use sbom::vex::{self, Document, Format, Justification, Status};

use super::{attested, timestamp};
use crate::Contribution;

/// Translates every statement whose status is known. One about a product that cannot be told apart
/// (a name, a CPE, a range in no known notation) matches nothing, which never lets anything pass.
pub(crate) fn contribution(document: &Document) -> Contribution {
    let subject = subject(document);
    let mut about = attested(document.attestation.as_ref());
    if about.is_empty() {
        about.clone_from(&subject);
    }
    Contribution::new().about(about).vex(statements(document, &subject))
}

/// The name of the format, such as `CSAF 2.0`.
pub(crate) fn format_name(document: &Document) -> String {
    let name = match document.format {
        Some(Format::Csaf) => "CSAF",
        Some(Format::CycloneDx) => "CycloneDX",
        Some(Format::Spdx) => "SPDX",
        _ => return "OpenVEX".to_owned(),
    };
    let version = document.spec_version.as_deref().unwrap_or_default();
    format!("{name} {version}").trim_end().to_owned()
}

/// Translates the statements of a document about an artifact with these digests, if it names any.
pub(crate) fn statements(document: &Document, subject: &[Digest]) -> Vec<Statement> {
    let all = document.statements.iter();
    all.filter_map(|stated| statement(document, stated, subject)).collect()
}

/// The digests of what a `CycloneDX` document is about.
fn subject(document: &Document) -> Vec<Digest> {
    document.subject.as_deref().map(digests).unwrap_or_default()
}

fn statement(
    document: &Document,
    stated: &vex::Statement,
    subject: &[Digest],
) -> Option<Statement> {
    let status = match stated.status {
        Status::NotAffected => VexStatus::NotAffected,
        Status::Affected => VexStatus::Affected,
        Status::Fixed => VexStatus::Fixed,
        Status::UnderInvestigation => VexStatus::UnderInvestigation,
        _ => return None,
    };
    let author = document.author.as_deref().unwrap_or("an unknown author");
    let id = document.id.as_deref().unwrap_or("a document without id");
    let mut names = stated.vulnerability.ids().filter(|id| is_name(id));
    let mut statement = Statement::new(id, author, names.next()?, status);
    statement.vulnerabilities.extend(names.map(str::to_owned));
    statement.products = stated
        .products
        .iter()
        .flat_map(|product| products(product, document, stated.status, subject))
        .collect();
    // In one vocabulary, since the policy lists what it accepts.
    statement.justification = match stated.justification {
        Some(Justification::Other) | None => stated.justification_text.clone(),
        Some(known) => Some(known.as_str().to_owned()),
    };
    let words = stated.impact.as_ref().or(stated.notes.as_ref());
    statement.statement = words.map(ToString::to_string);
    statement.timestamp = timestamp_of(document, stated);
    Some(statement)
}

/// Numbers alone are what trackers call their entries: other trackers have the same ones.
fn is_name(id: &str) -> bool {
    id.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// What a product of a statement stands for: a package or some versions of it, or the image by
/// digest with those in it.
fn products(
    product: &vex::Product,
    document: &Document,
    status: Status,
    subject: &[Digest],
) -> Vec<Product> {
    let parts = product.innermost();
    // A range of versions of what has parts does not tell which builds are meant.
    if product.range.is_some() && !parts.is_empty() {
        return Vec::new();
    }
    let subcomponents: Vec<Subcomponent> = parts.iter().filter_map(|one| part(one)).collect();
    let named = !parts.is_empty();
    // Subcomponents that cannot be told apart must not widen the statement to all components.
    if named && subcomponents.is_empty() {
        return Vec::new();
    }
    let whole = digests(product);
    if !whole.is_empty() && product.range.is_none() {
        return artifacts(&whole, &subcomponents);
    }
    if named {
        // A build for a distribution is the same one wherever it is installed; what was found out
        // about it there need not be.
        let build = |part| match part {
            Subcomponent::Package(purl) => {
                let is_build = matches!(purl.kind(), "rpm" | "deb" | "apk");
                (is_build && purl.version().is_some()).then_some(Product::Package(purl))
            }
            _ => None,
        };
        return match (status, document.format) {
            (Status::Fixed, Some(Format::Csaf)) => {
                subcomponents.into_iter().filter_map(build).collect()
            }
            _ => Vec::new(),
        };
    }
    match part(product) {
        // An image by name alone could be any image of that name.
        Some(Subcomponent::Package(purl)) if is_image(&purl) => Vec::new(),
        Some(Subcomponent::Range(range)) if is_image(range.package()) => Vec::new(),
        // Packages inside what the document is about.
        Some(part) if !subject.is_empty() => artifacts(subject, &[part]),
        Some(Subcomponent::Package(purl)) => vec![Product::Package(purl)],
        Some(Subcomponent::Range(range)) => vec![Product::Range(range)],
        _ => Vec::new(),
    }
}

/// A package, or the versions of it that are meant; `None` if there is no telling which those are.
fn part(product: &vex::Product) -> Option<Subcomponent> {
    let purl = purl(product)?;
    match &product.range {
        None => Some(purl.into()),
        Some(range) => PackageRange::new(purl, range).ok().map(Subcomponent::from),
    }
}

fn artifacts(digests: &[Digest], subcomponents: &[Subcomponent]) -> Vec<Product> {
    let subcomponents = subcomponents.to_vec();
    digests
        .iter()
        .map(|digest| Product::Artifact {
            digest: digest.clone(),
            subcomponents: subcomponents.clone(),
        })
        .collect()
}

fn purl(product: &vex::Product) -> Option<Purl> {
    Purl::parse(&product.full_purl()?).ok()
}

/// The digests by which a product is known: those in an image's purl, and digests of manifests. A
/// package has digests too, but of an archive that nobody deploys.
fn digests(product: &vex::Product) -> Vec<Digest> {
    let purl = product.purl.as_deref().and_then(|purl| Purl::parse(purl).ok());
    let from_purl = purl
        .as_ref()
        .filter(|purl| is_image(purl))
        .and_then(|purl| purl.version()?.parse::<Digest>().ok());
    let is_package = purl.as_ref().is_some_and(|purl| !is_image(purl));
    let from_hashes = product.hashes.iter().filter(|_| !is_package).filter_map(|hash| {
        let is_known = hash.algorithm == HashAlgorithm::Sha256;
        let hex = hash.content.to_ascii_lowercase();
        is_known.then(|| format!("sha256:{hex}").parse::<Digest>().ok()).flatten()
    });
    from_purl.into_iter().chain(from_hashes).collect()
}

fn is_image(purl: &Purl) -> bool {
    matches!(purl.kind(), "oci" | "docker")
}

/// When it was stated last. A statement without an instant of its own has got the document's, and
/// changes with it.
fn timestamp_of(document: &Document, stated: &vex::Statement) -> Option<Timestamp> {
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
