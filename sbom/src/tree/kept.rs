//! Elements of XML that were kept as they are written: as texts, or in objects that say where.

use super::{Key, Value};

impl<'t> Value<'t> {
    /// Returns the element, which is empty if this is none.
    pub(crate) fn kept_xml(self) -> &'t str {
        self.as_str().or_else(|| self.text(Key::XML)).unwrap_or_default()
    }

    /// Returns what the element is called, without a prefix.
    pub(crate) fn kept_name(self) -> Option<&'t str> {
        let end = |char: char| char.is_whitespace() || matches!(char, '/' | '>');
        let (name, _) = self.kept_xml().trim_start().strip_prefix('<')?.split_once(end)?;
        name.rsplit(':').next()
    }
}
