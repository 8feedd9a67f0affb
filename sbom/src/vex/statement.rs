//! Statements.

use std::sync::Arc;

use super::document::{Hidden, Remark};
use super::product::Product;
use super::vulnerability::Vulnerability;
use super::words::{Justification, Response, Status};

/// One statement: a vulnerability, products, and a status.
///
/// # Examples
///
/// ```
/// use sbom::vex::{Justification, Product, Statement, Status};
///
/// let statement = Statement::new("CVE-2024-3094", Status::NotAffected)
///     .product(Product::from_purl("pkg:oci/shop"))
///     .justification(Justification::VulnerableCodeNotPresent);
/// assert!(statement.is_about("cve-2024-3094") && statement.is_justified());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Statement {
    /// The statement's own id.
    pub id: Option<String>,
    /// The vulnerability. Statements about one share it.
    pub vulnerability: Arc<Vulnerability>,
    /// What the statement is about. Empty means that the document does not say, not everything.
    pub products: Vec<Arc<Product>>,
    /// The status.
    pub status: Status,
    /// The status as written: `known_not_affected`, `false_positive`.
    pub status_text: String,
    /// Why the products are not affected.
    pub justification: Option<Justification>,
    /// The justification as written.
    pub justification_text: Option<String>,
    /// Why the products are not affected, in words.
    pub impact: Option<Arc<str>>,
    /// What to do about it.
    pub actions: Vec<Arc<Action>>,
    /// Remarks on the status.
    pub notes: Option<Arc<str>>,
    /// More that was said, by its kind: CSAF's `exploit_status` and `target_set`.
    pub remarks: Vec<Arc<Remark>>,
    /// Who supplied the products.
    pub supplier: Option<String>,
    /// When the statement was made, as written; the document's time where it has none.
    pub timestamp: Option<String>,
    /// When the statement was last updated, as written.
    pub last_updated: Option<String>,
    pub(super) origin: Hidden<Option<Box<str>>>,
}

impl Statement {
    /// Begins a statement about a vulnerability, by its id or with all that is known of it.
    #[must_use]
    pub fn new(vulnerability: impl Into<Vulnerability>, status: Status) -> Self {
        Self::of(Arc::new(vulnerability.into()), status, status.as_str())
    }

    pub(super) fn of(vulnerability: Arc<Vulnerability>, status: Status, written: &str) -> Self {
        Self {
            id: None,
            vulnerability,
            products: Vec::new(),
            status,
            status_text: written.to_owned(),
            justification: None,
            justification_text: None,
            impact: None,
            actions: Vec::new(),
            notes: None,
            remarks: Vec::new(),
            supplier: None,
            timestamp: None,
            last_updated: None,
            origin: Hidden(None),
        }
    }

    /// Adds a product.
    #[must_use]
    pub fn product(mut self, product: impl Into<Arc<Product>>) -> Self {
        self.products.push(product.into());
        self
    }

    /// Sets why the products are not affected.
    #[must_use]
    pub fn justification(mut self, justification: Justification) -> Self {
        self.justification = Some(justification);
        self.justification_text = Some(justification.as_str().to_owned());
        self
    }

    /// Sets why the products are not affected, in words.
    #[must_use]
    pub fn impact(mut self, text: impl Into<Arc<str>>) -> Self {
        self.impact = Some(text.into());
        self
    }

    /// Adds what to do about it, in words.
    #[must_use]
    pub fn action(mut self, response: Response, text: impl Into<String>) -> Self {
        self.actions.push(Arc::new(Action::new(response, text)));
        self
    }

    /// Sets a remark on the status.
    #[must_use]
    pub fn notes(mut self, text: impl Into<Arc<str>>) -> Self {
        self.notes = Some(text.into());
        self
    }

    /// Sets when the statement was made (RFC 3339).
    #[must_use]
    pub fn timestamp(mut self, time: impl Into<String>) -> Self {
        self.timestamp = Some(time.into());
        self
    }

    /// Reports whether the statement is about that vulnerability, by its id or an alias, without
    /// regard to case.
    #[must_use]
    pub fn is_about(&self, vulnerability: &str) -> bool {
        self.vulnerability.is_called(vulnerability)
    }

    /// Reports whether the statement gives a reason where OpenVEX and CSAF ask for one: a
    /// justification or an impact statement for [`Status::NotAffected`], an action or a
    /// recommendation for [`Status::Affected`].
    #[must_use]
    pub fn is_justified(&self) -> bool {
        match self.status {
            Status::NotAffected => {
                self.justification.is_some_and(|it| it != Justification::Other)
                    || self.impact.is_some()
            }
            Status::Affected => {
                !self.actions.is_empty() || self.vulnerability.recommendation.is_some()
            }
            _ => true,
        }
    }

    pub(super) fn justify(&mut self, word: Option<String>) {
        self.justification = word.as_deref().map(Justification::from_word);
        self.justification_text = word;
    }
}

/// Something that can be done about a vulnerability.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Action {
    /// What kind of action it is.
    pub response: Response,
    /// The kind as written: `vendor_fix`, `update`; none in OpenVEX.
    pub response_text: Option<String>,
    /// What to do, in words; may be empty.
    pub text: String,
    /// Where to read more.
    pub url: Option<String>,
    /// When it was stated, as written.
    pub timestamp: Option<String>,
}

impl Action {
    /// Makes an action.
    #[must_use]
    pub fn new(response: Response, text: impl Into<String>) -> Self {
        Self { response, response_text: None, text: text.into(), url: None, timestamp: None }
    }

    pub(super) fn of(word: Option<String>, text: String) -> Self {
        let response = word.as_deref().map_or(Response::Other, Response::from_word);
        Self { response, response_text: word, text, url: None, timestamp: None }
    }
}
