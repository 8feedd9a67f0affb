//! From the tree to XML.

/// How a document is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// An element a line, indented.
    Pretty,
    /// No layout at all.
    Compact,
}

pub(crate) fn write() {}
