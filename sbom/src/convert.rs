//! From one format or version to another, with an account of what was lost.

pub(crate) mod cyclonedx_to_spdx2;
mod ledger;
mod place;
pub(crate) mod spdx2_to_cyclonedx;
mod words;
mod work;

/// What a conversion cannot find in the document, and must not invent.
///
/// # Examples
///
/// ```
/// let options = sbom::ConvertOptions::default().created("2026-01-31T12:00:00Z");
/// ```
#[derive(Clone, Debug, Default)]
pub struct ConvertOptions {
    pub(crate) created: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) serial_number: Option<String>,
}

impl ConvertOptions {
    /// Sets when the document was created, as RFC 3339 in UTC: `2026-01-31T12:00:00Z`.
    ///
    /// Without it, the time of the source stays. SPDX demands a time; if the source has none
    /// either, it is the beginning of 1970, since there is no clock here.
    #[must_use]
    pub fn created(mut self, time: impl Into<String>) -> Self {
        self.created = Some(time.into());
        self
    }

    /// Sets the `documentNamespace` of an SPDX document, or the prefix of the ids of an SPDX 3 one.
    ///
    /// Without it, it is made of the serial number, or of the content.
    #[must_use]
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Sets the `serialNumber` of a CycloneDX document: `urn:uuid:` and a UUID.
    ///
    /// Without it, it is made of the namespace.
    #[must_use]
    pub fn serial_number(mut self, serial_number: impl Into<String>) -> Self {
        self.serial_number = Some(serial_number.into());
        self
    }
}

/// The time of a document that states none, where the target demands one.
pub(crate) const EPOCH: &str = "1970-01-01T00:00:00Z";
