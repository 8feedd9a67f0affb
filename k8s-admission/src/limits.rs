//! What a stranger's manifest may cost.

/// How much a stranger's manifest may cost.
///
/// The defaults are far above what clusters hold and far below what hurts: the API server itself
/// refuses request bodies over 3 MiB.
///
/// ```
/// use k8s_admission::{ErrorCode, Limits, Manifests};
///
/// let limits = Limits { documents: 1, ..Limits::default() };
/// let error = Manifests::parse_with("a: 1\n---\nb: 2\n", &limits).unwrap_err();
/// assert_eq!(error.code(), ErrorCode::Limit);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest text, in bytes. Default: 32 MiB.
    pub bytes: usize,
    /// The most documents in one stream. Default: 10 000.
    pub documents: usize,
    /// The deepest nesting, with aliases followed. Default: 100; more than 200 counts as 200.
    pub depth: usize,
    /// The most nodes in one stream, with every alias counted as a copy of what it stands for. Default: 4 million.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 32 << 20, documents: 10_000, depth: 100, nodes: 4_000_000 }
    }
}
