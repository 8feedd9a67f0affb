//! VEX documents.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::product::Product;
use super::statement::Statement;
use super::vulnerability::Vulnerability;
use crate::document::{Document as Bom, Notes};
use crate::envelope::Attestation;
use crate::losses::Losses;

/// A VEX document in normal form, whatever it was written in.
///
/// # Examples
///
/// From nothing:
///
/// ```
/// use sbom::vex::{Document, Justification, Product, Statement, Status, Target, WriteOptions};
///
/// let mut document = Document::new("https://acme.example/vex/1", "Acme security team");
/// document.timestamp = Some("2026-01-02T03:04:05Z".to_owned());
/// document.add(
///     Statement::new("CVE-2024-3094", Status::NotAffected)
///         .product(Product::from_purl("pkg:oci/shop"))
///         .justification(Justification::ComponentNotPresent),
/// );
/// let written = document.write(Target::OpenVex, &WriteOptions::default())?;
/// assert!(written.losses.is_empty());
/// let read = sbom::vex::parse(written.bytes)?;
/// assert_eq!(read.statements, document.statements);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Document {
    /// The format it was read from; none for one made from nothing.
    pub format: Option<Format>,
    /// The version of the format: OpenVEX `v0.2.0` (none for the first one), CSAF `2.0`, CycloneDX
    /// `1.6`.
    pub spec_version: Option<String>,
    /// The document's own identity: OpenVEX `@id`, CSAF `tracking.id`, CycloneDX `serialNumber`.
    pub id: Option<String>,
    /// The document's own version, as written. A higher one replaces a lower one.
    pub version: Option<String>,
    /// What it is called, CSAF only.
    pub title: Option<String>,
    /// What kind of document it is, CSAF only: `csaf_vex`, `csaf_security_advisory`.
    pub category: Option<String>,
    /// How far it has come, CSAF only: `draft`, `interim`, `final`.
    pub state: Option<String>,
    /// The language, as CSAF names it.
    pub language: Option<String>,
    /// The language that it was translated from, CSAF only.
    pub source_language: Option<String>,
    /// Who makes the statements.
    pub author: Option<String>,
    /// The author's role: free words in OpenVEX; `vendor`, `coordinator` and so on in CSAF.
    pub role: Option<String>,
    /// The address that tells the author from others of the same name, CSAF
    /// `publisher.namespace`.
    pub author_namespace: Option<String>,
    /// What it was made with.
    pub tooling: Option<String>,
    /// When the document was first issued, as written.
    pub timestamp: Option<String>,
    /// When the document was last updated, as written.
    pub last_updated: Option<String>,
    /// What CycloneDX says it is about: `metadata.component`.
    pub subject: Option<Arc<Product>>,
    /// What changed from version to version, CSAF only.
    pub revisions: Vec<Revision>,
    /// Remarks on the whole document.
    pub remarks: Vec<Remark>,
    /// Where to read more.
    pub references: Vec<Reference>,
    /// The vulnerabilities in document order, also those without a statement.
    pub vulnerabilities: Vec<Arc<Vulnerability>>,
    /// The statements, in document order; a later one about the same thing replaces an earlier.
    pub statements: Vec<Statement>,
    /// What was odd about the document: products that are nowhere defined, ids defined twice.
    pub notes: Notes,
    /// What the envelope says about the document, if it came in one.
    pub attestation: Option<Attestation>,
    /// What the normal form has no place for.
    pub(super) unread: Hidden<Losses>,
}

impl Document {
    /// Begins a document with its identity and its author.
    #[must_use]
    pub fn new(id: impl Into<String>, author: impl Into<String>) -> Self {
        Self { id: Some(id.into()), author: Some(author.into()), ..Self::default() }
    }

    /// Adds a statement, and its vulnerability unless that is listed already. The statement takes
    /// the document's time if it has none.
    pub fn add(&mut self, mut statement: Statement) {
        if statement.timestamp.is_none() {
            statement.timestamp.clone_from(&self.timestamp);
        }
        match self.vulnerabilities.iter().find(|known| ***known == *statement.vulnerability) {
            Some(known) => statement.vulnerability = Arc::clone(known),
            None => self.vulnerabilities.push(Arc::clone(&statement.vulnerability)),
        }
        self.statements.push(statement);
    }

    /// Returns what [`parse`](super::parse) saw in the document that the normal form has no place
    /// for: acknowledgements of CSAF, the inventory of a CycloneDX document.
    #[must_use]
    pub fn unread(&self) -> &Losses {
        &self.unread.0
    }

    /// Gives products that are BOM-Links into a CycloneDX document what that document knows of
    /// them: package URL, CPE names, digests, version. The ids stay.
    ///
    /// A link to another revision of the document is not followed: what it names may have changed.
    ///
    /// # Examples
    ///
    /// ```
    /// let bom = sbom::parse(br#"{
    ///   "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    ///   "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    ///   "components": [{"type": "library", "name": "zlib", "bom-ref": "z", "purl": "pkg:generic/zlib@1.3"}]
    /// }"#)?;
    /// let mut vex = sbom::vex::parse(br#"{
    ///   "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    ///   "vulnerabilities": [{"id": "CVE-2023-45853", "analysis": {"state": "not_affected"},
    ///     "affects": [{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#z"}]}]
    /// }"#)?;
    /// let found = vex.resolve(&bom);
    /// assert_eq!((found.resolved, found.other_revision, found.dangling), (1, 0, 0));
    /// assert_eq!(vex.statements[0].products[0].purl.as_deref(), Some("pkg:generic/zlib@1.3"));
    /// # Ok::<(), sbom::Error>(())
    /// ```
    pub fn resolve(&mut self, bom: &Bom) -> Resolution {
        let mut resolution = Resolution::default();
        // The old ones stay alive until the end, so that their addresses name them.
        let mut known: HashMap<*const Product, [Arc<Product>; 2]> = HashMap::new();
        let products = self.statements.iter_mut().flat_map(|statement| &mut statement.products);
        for product in products {
            let [_, resolved] = known.entry(Arc::as_ptr(product)).or_insert_with(|| {
                let resolved = super::cyclonedx::follow(product, bom, &mut resolution);
                [Arc::clone(product), resolved]
            });
            *product = Arc::clone(resolved);
        }
        resolution
    }
}

/// What became of the BOM-Links of a document; see [`Document::resolve`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resolution {
    /// Products that were found.
    pub resolved: usize,
    /// Links to another revision of the same document.
    pub other_revision: usize,
    /// Links to elements that the document does not have.
    pub dangling: usize,
}

/// A format that VEX documents come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// OpenVEX.
    OpenVex,
    /// CycloneDX with vulnerabilities.
    CycloneDx,
    /// CSAF, the profile VEX or another one.
    Csaf,
    /// SPDX 3 with its Security profile.
    Spdx,
}

impl Format {
    /// Returns `openvex`, `cyclonedx`, `csaf` or `spdx`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OpenVex => "openvex",
            Self::CycloneDx => "cyclonedx",
            Self::Csaf => "csaf",
            Self::Spdx => "spdx",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A step in a document's history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Revision {
    /// The version.
    pub number: String,
    /// When it was issued, as written.
    pub date: String,
    /// What changed.
    pub summary: String,
}

/// A remark of some kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Remark {
    /// What kind of remark, in CSAF's words: `summary`, `legal_disclaimer`, `exploit_status`.
    pub category: String,
    /// What it is called.
    pub title: Option<String>,
    /// What it says.
    pub text: String,
}

/// An address with more to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Reference {
    /// The address.
    pub url: String,
    /// What is there.
    pub summary: Option<String>,
    /// CSAF's word for whose it is: `self`, `external`.
    pub category: Option<String>,
}

/// Something that is kept beside the content: two documents may be equal without it.
#[derive(Clone, Debug, Default)]
pub(super) struct Hidden<T>(pub(super) T);

impl<T> PartialEq for Hidden<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
