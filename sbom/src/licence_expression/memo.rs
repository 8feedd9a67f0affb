//! Texts that come again.

use std::collections::HashMap;

use super::{LicenceClaim, LicenceReading};

/// Reads licences and remembers what it has read: documents repeat a few texts thousands of times.
///
/// # Examples
///
/// ```
/// use sbom::LicenceMemo;
///
/// let document = sbom::parse(br#"{
///   "bomFormat": "CycloneDX", "specVersion": "1.6",
///   "components": [{"type": "library", "name": "a", "licenses": [{"expression": "MIT OR ISC"}]}]
/// }"#)?;
/// let mut memo = LicenceMemo::default();
/// for component in document.components() {
///     for licence in component.licences() {
///         assert!(memo.read(licence.text()).expression().is_some());
///     }
/// }
/// # Ok::<(), sbom::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct LicenceMemo<'t> {
    reading: LicenceReading,
    claims: HashMap<&'t str, LicenceClaim>,
}

impl<'t> LicenceMemo<'t> {
    /// Makes an empty memo that reads with the given leniency.
    #[must_use]
    pub fn new(reading: LicenceReading) -> Self {
        Self { reading, claims: HashMap::new() }
    }

    /// Reads a text, or recalls it.
    pub fn read(&mut self, text: &'t str) -> &LicenceClaim {
        let reading = self.reading;
        self.claims.entry(text).or_insert_with(|| LicenceClaim::read_with(text, reading))
    }

    /// Returns how many texts have been read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.claims.len()
    }

    /// Reports whether nothing has been read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }
}
