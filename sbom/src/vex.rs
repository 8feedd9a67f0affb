//! VEX: statements about whether a vulnerability matters to a product.
//!
//! Reads OpenVEX 0.0.1 and 0.2.0, bare or inside an attestation, into one normal form. A
//! statement never changes an inventory; applying statements is up to the caller.

mod budget;
mod product;
mod wire;

use crate::detect::{self, Content, Kind};
use crate::document::HashAlgorithm;
use crate::envelope::Attestation;
use crate::error::Error;
use crate::json;
use crate::limits::ParseOptions;

use self::budget::Budget;

/// Reads a VEX document within the default limits.
///
/// # Errors
///
/// When the bytes are no OpenVEX document, or a broken one: a statement without a vulnerability or
/// a status says nothing that could be acted on, so it refuses the document.
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
pub fn parse(bytes: &[u8]) -> Result<VexDocument, Error> {
    parse_with(bytes, &ParseOptions::default())
}

/// Reads a VEX document within limits of one's own. The mode makes no difference here.
///
/// Statements, products, their components, identifiers and digests count as items.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_with(bytes: &[u8], options: &ParseOptions) -> Result<VexDocument, Error> {
    let found = detect::open(bytes.into(), options)?;
    let tree = match (found.kind, found.content) {
        (Kind::OpenVex, Content::Tree(tree)) => tree,
        (kind, _) => return Err(kind.refuse_as_vex(found.encoding)),
    };
    let budget = Budget::new(options.limits.items);
    let mut document = json::read(tree.source(), wire::DocumentSeed { budget: &budget })
        .map_err(|error| found.outer.place.relocate(budget.explain(error)))?;
    document.attestation = found.outer.attestation;
    Ok(document)
}

/// A VEX document in normal form.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct VexDocument {
    /// The version of OpenVEX as the context names it: `v0.2.0`; none for the first one.
    pub spec_version: Option<String>,
    /// The document's own identity.
    pub id: Option<String>,
    /// Who makes the statements.
    pub author: Option<String>,
    /// The author's role.
    pub role: Option<String>,
    /// When the document was issued, as written.
    pub timestamp: Option<String>,
    /// When the document was last updated, as written.
    pub last_updated: Option<String>,
    /// The statements, in document order; a later one about the same thing replaces an earlier.
    pub statements: Vec<Statement>,
    /// What the envelope says about the document, if it came in one.
    pub attestation: Option<Attestation>,
}

/// One statement: a vulnerability, products, and a status.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Statement {
    /// The vulnerability's id: a CVE, a GHSA.
    pub vulnerability: String,
    /// Other ids of the same vulnerability.
    pub aliases: Vec<String>,
    /// What the statement is about. Empty means that the document does not say, not everything.
    pub products: Vec<Product>,
    /// The status.
    pub status: Status,
    /// The status as written, for words that [`Status`] does not name.
    pub status_text: String,
    /// Why the products are not affected.
    pub justification: Option<Justification>,
    /// The justification as written.
    pub justification_text: Option<String>,
    /// Why the products are not affected, in words.
    pub impact: Option<String>,
    /// What to do about it, in words.
    pub action: Option<String>,
    /// Remarks on the status.
    pub notes: Option<String>,
    /// Who supplied the products.
    pub supplier: Option<String>,
    /// When the statement was made, as written; the document's time where it has none.
    pub timestamp: Option<String>,
    /// When the statement was last updated, as written.
    pub last_updated: Option<String>,
}

impl Statement {
    /// Reports whether the statement is about that vulnerability, by its id or an alias, without
    /// regard to case.
    #[must_use]
    pub fn is_about(&self, vulnerability: &str) -> bool {
        let mut ids = std::iter::once(&self.vulnerability).chain(&self.aliases);
        ids.any(|id| id.eq_ignore_ascii_case(vulnerability))
    }

    /// Reports whether the statement gives a reason where OpenVEX asks for one: a justification or
    /// an impact statement for [`Status::NotAffected`], an action for [`Status::Affected`].
    #[must_use]
    pub fn is_justified(&self) -> bool {
        match self.status {
            Status::NotAffected => {
                self.justification.is_some_and(|it| it != Justification::Other)
                    || self.impact.is_some()
            }
            Status::Affected => self.action.is_some(),
            _ => true,
        }
    }
}

/// A product, or a component inside one.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Product {
    /// The id as written: often a package URL.
    pub id: Option<String>,
    /// The package URL: from `identifiers`, or the id if it is one.
    pub purl: Option<String>,
    /// CPE names.
    pub cpes: Vec<String>,
    /// Digests.
    pub hashes: Vec<(HashAlgorithm, String)>,
    /// The components within the product that the statement is about; empty for all of it.
    pub subcomponents: Vec<Product>,
}

/// Whether a vulnerability matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// It does not.
    NotAffected,
    /// It does.
    Affected,
    /// It did, and is fixed in these products.
    Fixed,
    /// Not known yet.
    UnderInvestigation,
    /// A word outside the vocabulary; see [`Statement::status_text`].
    Other,
}

impl Status {
    /// Returns the OpenVEX word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAffected => "not_affected",
            Self::Affected => "affected",
            Self::Fixed => "fixed",
            Self::UnderInvestigation => "under_investigation",
            Self::Other => "other",
        }
    }

    fn from_word(word: &str) -> Self {
        match word {
            "not_affected" => Self::NotAffected,
            "affected" => Self::Affected,
            "fixed" => Self::Fixed,
            "under_investigation" => Self::UnderInvestigation,
            _ => Self::Other,
        }
    }
}

/// Why a product is not affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Justification {
    /// The component is not in the product.
    ComponentNotPresent,
    /// The component is, its vulnerable code is not.
    VulnerableCodeNotPresent,
    /// The vulnerable code is never run.
    VulnerableCodeNotInExecutePath,
    /// An attacker cannot reach or steer it.
    VulnerableCodeCannotBeControlledByAdversary,
    /// Something in the product prevents it.
    InlineMitigationsAlreadyExist,
    /// A word outside the vocabulary; see [`Statement::justification_text`].
    Other,
}

impl Justification {
    /// Returns the OpenVEX word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ComponentNotPresent => "component_not_present",
            Self::VulnerableCodeNotPresent => "vulnerable_code_not_present",
            Self::VulnerableCodeNotInExecutePath => "vulnerable_code_not_in_execute_path",
            Self::VulnerableCodeCannotBeControlledByAdversary => {
                "vulnerable_code_cannot_be_controlled_by_adversary"
            }
            Self::InlineMitigationsAlreadyExist => "inline_mitigations_already_exist",
            Self::Other => "other",
        }
    }

    fn from_word(word: &str) -> Self {
        match word {
            "component_not_present" => Self::ComponentNotPresent,
            "vulnerable_code_not_present" => Self::VulnerableCodeNotPresent,
            "vulnerable_code_not_in_execute_path" => Self::VulnerableCodeNotInExecutePath,
            "vulnerable_code_cannot_be_controlled_by_adversary" => {
                Self::VulnerableCodeCannotBeControlledByAdversary
            }
            "inline_mitigations_already_exist" => Self::InlineMitigationsAlreadyExist,
            _ => Self::Other,
        }
    }
}
