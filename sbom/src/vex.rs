//! VEX: statements about whether a vulnerability matters to a product.
//!
//! Reads OpenVEX 0.0.1 and 0.2.0, CSAF 2.0 and 2.1, and CycloneDX in every encoding, bare or inside
//! an attestation, into one normal form; writes OpenVEX 0.2.0, CSAF 2.0 and CycloneDX. The
//! assessments of SPDX 3 are read too. A statement never changes an inventory:
//! [`with_vex`](crate::Document::with_vex) puts it beside, as analysis or assessment; what follows from
//! it is up to the caller.
//!
//! | normal form | OpenVEX | CycloneDX | CSAF |
//! |---|---|---|---|
//! | [`Status::NotAffected`] | `not_affected` | `not_affected`, `false_positive` | `known_not_affected` |
//! | [`Status::Affected`] | `affected` | `exploitable` | `known_affected`, `first_affected`, `last_affected` |
//! | [`Status::Fixed`] | `fixed` | `resolved`, `resolved_with_pedigree` | `fixed`, `first_fixed` |
//! | [`Status::UnderInvestigation`] | `under_investigation` | `in_triage` | `under_investigation` |
//! | [`Vulnerability::recommended`] | – | – | `recommended` |
//! | [`Statement::justification`] | `justification` | `analysis.justification` | `flags` |
//! | [`Statement::impact`] | `impact_statement` | `analysis.detail` of what is not affected | `threats` of the category `impact` |
//! | [`Statement::actions`] | `action_statement` | `analysis.response` | `remediations` |
//! | [`Statement::products`] | `products` with `subcomponents` | `affects`, by version | ids of the product tree, with what its relationships say |

mod apply;
mod csaf;
mod cvss;
mod cyclonedx;
mod document;
mod openvex;
mod product;
mod source;
mod spdx;
mod statement;
mod validate;
mod vulnerability;
mod words;
mod write;

use std::borrow::Cow;

use crate::detect::{self, Content, Found, Kind};
use crate::document::Document as Bom;
use crate::error::{Code, Error};
use crate::limits::ParseOptions;
use crate::read;
use crate::tree::Key;

pub(crate) use self::apply::{Placed, lose};
pub(crate) use self::cvss::fault as cvss_fault;
pub(crate) use self::cyclonedx::entries;
pub(crate) use self::words::spdx_justification;

pub use self::apply::WithVex;
pub use self::document::{Document, Format, Reference, Remark, Resolution, Revision};
pub use self::product::{Digest, Product};
pub use self::statement::{Action, Statement};
pub use self::validate::validate;
pub use self::vulnerability::{Alias, Rating, Vulnerability};
pub use self::words::{Justification, Response, Status};
pub use self::write::{Target, UnknownTarget, WriteOptions};

/// Reads a VEX document, whatever its format, within the default limits.
///
/// # Errors
///
/// When the bytes are no VEX document, or a broken one: a statement of OpenVEX without a
/// vulnerability or a status says nothing that could be acted on, so it refuses the document. A
/// CycloneDX document without vulnerabilities is no VEX.
///
/// # Examples
///
/// ```
/// use sbom::vex::{self, Status};
///
/// let document = vex::parse(br#"{
///   "@context": "https://openvex.dev/ns/v0.2.0", "author": "Example security team",
///   "timestamp": "2026-01-02T03:04:05Z",
///   "statements": [{
///     "vulnerability": {"name": "CVE-2024-3094", "aliases": ["GHSA-rxwq-x6h5-x525"]},
///     "products": [{"@id": "pkg:oci/shop", "subcomponents": [{"@id": "pkg:deb/debian/xz"}]}],
///     "status": "not_affected", "justification": "vulnerable_code_not_present"
///   }]
/// }"#)?;
/// let statement = &document.statements[0];
/// assert_eq!(statement.status, Status::NotAffected);
/// assert!(statement.is_about("GHSA-rxwq-x6h5-x525"));
/// assert_eq!(statement.timestamp.as_deref(), Some("2026-01-02T03:04:05Z"));
/// # Ok::<(), sbom::Error>(())
/// ```
pub fn parse<'b>(bytes: impl Into<Cow<'b, [u8]>>) -> Result<Document, Error> {
    parse_with(bytes, &ParseOptions::default())
}

/// Reads a VEX document within limits of one's own.
///
/// Whatever stands in a list counts as an item, and so does what is named once and kept several
/// times: the members of a CSAF product group wherever the group is named. The mode makes a
/// difference to CycloneDX and SPDX only.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_with<'b>(
    bytes: impl Into<Cow<'b, [u8]>>,
    options: &ParseOptions,
) -> Result<Document, Error> {
    let Found { kind, encoding, content, outer } = detect::open(bytes.into(), options)?;
    let document = match (kind, content) {
        (Kind::OpenVex, Content::Tree(tree)) => openvex::read(&tree, options),
        (Kind::Csaf, Content::Tree(tree)) => csaf::read(&tree, options),
        (Kind::CycloneDx | Kind::Spdx3, content) => {
            let place = outer.place.clone();
            let bom = read::read(Found { kind, encoding, content, outer }, options)?;
            // An empty list is a VEX that states nothing.
            if bom.vulnerabilities().len() == 0 && bom.root().get(Key::VULNERABILITIES).is_none() {
                let message = format!("not a VEX document but {} alone", kind.as_str());
                return Err(Error::new(Code::NotVex, message));
            }
            return cyclonedx::read(&bom, options).map_err(|error| place.relocate(error));
        }
        (kind, _) => return Err(kind.refuse_as_vex()),
    };
    match document {
        Ok(mut document) => {
            document.notes.join(&outer.notes);
            document.attestation = outer.attestation;
            Ok(document)
        }
        Err(error) => Err(outer.place.relocate(error)),
    }
}

impl Bom {
    /// Returns what the document states about its vulnerabilities, in the normal form of VEX: the
    /// analyses of CycloneDX, the assessments of SPDX 3. Empty for others.
    ///
    /// # Errors
    ///
    /// When the statements take more than the default limit on items.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::vex::Status;
    ///
    /// let document = sbom::parse(br#"{
    ///   "bomFormat": "CycloneDX", "specVersion": "1.6",
    ///   "components": [{"type": "library", "name": "zlib", "bom-ref": "z", "purl": "pkg:generic/zlib@1.3"}],
    ///   "vulnerabilities": [{"id": "CVE-2023-45853", "affects": [{"ref": "z"}],
    ///     "analysis": {"state": "false_positive", "detail": "MiniZip is not built."}}]
    /// }"#)?;
    /// let vex = document.vex()?;
    /// assert_eq!(vex.statements[0].status, Status::NotAffected);
    /// assert_eq!(vex.statements[0].status_text, "false_positive");
    /// assert_eq!(vex.statements[0].products[0].purl.as_deref(), Some("pkg:generic/zlib@1.3"));
    /// # Ok::<(), sbom::Error>(())
    /// ```
    pub fn vex(&self) -> Result<Document, Error> {
        cyclonedx::read(self, &ParseOptions::default())
    }
}
