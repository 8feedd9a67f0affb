//! What the reader refuses to swallow, and how forgiving it is.

/// Bounds on what a document may cost, checked before the cost is paid.
///
/// The defaults read every public document known to the authors, container images with several
/// hundred thousand files included, and keep a hostile one within a few gigabytes of memory.
///
/// # Examples
///
/// ```
/// use sbom::{Limits, ParseOptions};
///
/// let mut options = ParseOptions::default();
/// options.limits.bytes = 16;
/// let error = sbom::parse_with(br#"{"bomFormat":"CycloneDX"}"#, &options).unwrap_err();
/// assert_eq!(error.code().as_str(), "too-large");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Most bytes of input, and of each payload decoded from it. Default: 512 MiB; values above
    /// 2 GiB count as 2 GiB.
    pub bytes: usize,
    /// Most levels of nested objects and arrays. Default: 256, which leaves room for more than a
    /// hundred components inside one another; values above [`Limits::MAX_DEPTH`] count as that.
    pub depth: usize,
    /// Most things that stand in lists: components, files, relationships, hashes, licences,
    /// references, properties and so on, all together. Default: 10 million.
    pub items: usize,
}

impl Limits {
    /// The deepest nesting that can be allowed, so that the reader's own stack is never at risk.
    pub const MAX_DEPTH: usize = 512;

    /// Texts are addressed by 32-bit offsets with one bit to spare.
    const MAX_BYTES: usize = 1 << 31;

    pub(crate) fn max_bytes(&self) -> usize {
        self.bytes.min(Self::MAX_BYTES)
    }

    pub(crate) fn max_depth(&self) -> usize {
        self.depth.min(Self::MAX_DEPTH)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 512 << 20, depth: 256, items: 10_000_000 }
    }
}

/// How the reader answers deviations from the format that leave no doubt about the meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a document is either repaired or refused")]
pub enum Mode {
    /// Reads on, and records what was tolerated in [`Document::notes`](crate::Document::notes).
    #[default]
    Lenient,
    /// Refuses the document at the first deviation.
    Strict,
}

/// The choices a caller of [`parse_with`](crate::parse_with) has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseOptions {
    /// The bounds on input.
    pub limits: Limits,
    /// What to do with deviations.
    pub mode: Mode,
}

impl ParseOptions {
    /// Returns the default limits with [`Mode::Strict`].
    #[must_use]
    pub fn strict() -> Self {
        Self { mode: Mode::Strict, ..Self::default() }
    }
}
