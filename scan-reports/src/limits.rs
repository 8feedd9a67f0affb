//! What a parser refuses to swallow.

/// Bounds on the input of [`Report::parse_with`](crate::Report::parse_with).
///
/// Nesting needs no knob: values that are read may nest 128 deep (the JSON reader's own bound),
/// values that are skipped are skipped without recursion.
///
/// ```
/// use scan_reports::Limits;
///
/// let limits = Limits::default().max_bytes(8 << 20).max_entries(10_000);
/// assert_eq!(limits.bytes(), 8 << 20);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Limits {
    max_bytes: usize,
    max_entries: usize,
}

impl Limits {
    /// Sets how many bytes a report may have; 128 MiB by default.
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets how many entries a report may hold in all; 500,000 by default.
    ///
    /// Results, findings, packages, misconfigurations, secrets, licences, suppressed findings and
    /// cluster resources count alike. The bound is enforced while reading, before memory is spent.
    pub fn max_entries(mut self, entries: usize) -> Self {
        self.max_entries = entries;
        self
    }

    /// Returns how many bytes a report may have.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.max_bytes
    }

    /// Returns how many entries a report may hold.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.max_entries
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 128 << 20, max_entries: 500_000 }
    }
}
