//! What SPDX 3 documents look like, as a table.

/// Reports whether SPDX 3.0 has a class of that name.
pub(crate) fn is_class(_name: &str) -> bool {
    true
}
