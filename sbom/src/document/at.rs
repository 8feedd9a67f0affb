//! From a path to what stands there.

use crate::document::{Component, ComponentId, Document, Raw};
use crate::tree::{Value, ValueId};

impl Document {
    /// Returns the value at a path, as violations, notes and losses tell it: a JSON Pointer into
    /// the document (`/components/3/name`; empty for the whole), whatever its encoding is. `None`
    /// if there is nothing.
    ///
    /// Of CycloneDX in XML, the elements from the root (`/bom/components/component[4]/name`) are
    /// known too, but for those that JSON has in another form (tools, assignees of patents, data of
    /// services). Long names are cut in paths, and then not found.
    ///
    /// Takes time in proportion to the siblings on the way.
    ///
    /// # Examples
    ///
    /// ```
    /// let document = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
    ///   "components": [{"type": "gadget", "name": "a"}]}"#)?;
    /// let report = document.validate();
    /// let wrong = document.at(report.violations()[0].path()).unwrap();
    /// assert_eq!(wrong.as_str(), Some("gadget"));
    /// assert_eq!(wrong.path(), "/components/0/type");
    /// # Ok::<(), sbom::Error>(())
    /// ```
    #[must_use]
    pub fn at(&self, path: &str) -> Option<Raw<'_>> {
        self.walk(path, |_| {}).map(Raw::new)
    }

    /// Returns the innermost component, file, service or snippet that holds the place a path leads
    /// to, or is it. `None` for what belongs to the document itself: its metadata, relationships,
    /// vulnerabilities.
    ///
    /// What is meant is where it stands: of a relationship, or an object of SPDX 3 beside the
    /// component it is about, it tells nothing. A path may lead further than the document goes,
    /// such as to a member that is missing. Takes time in proportion to the document.
    ///
    /// # Examples
    ///
    /// ```
    /// let document = sbom::parse(br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
    ///   "components": [{"type": "library", "name": "a", "bom-ref": "a",
    ///     "hashes": [{"alg": "SHA-256", "content": "?"}]}]}"#)?;
    /// let report = document.validate();
    /// let violation = &report.violations()[0];
    /// assert_eq!(violation.path(), "/components/0/hashes/0/content");
    /// assert_eq!(document.component_at(violation.path()).unwrap().name(), "a");
    /// # Ok::<(), sbom::Error>(())
    /// ```
    #[must_use]
    pub fn component_at(&self, path: &str) -> Option<Component<'_>> {
        let mut way: Vec<ValueId> = Vec::new();
        self.walk(path, |value| way.push(value.id()));
        let depth = |value: ValueId| way.iter().rposition(|met| *met == value);
        let elements = self.index.elements.iter().zip(0..);
        let held = elements.filter_map(|(element, id)| Some((depth(element.value)?, id)));
        let (_, id) = held.max()?;
        self.component(ComponentId::new(id))
    }

    fn walk<'d>(&'d self, path: &str, mut meet: impl FnMut(Value<'d>)) -> Option<Value<'d>> {
        #[cfg(feature = "xml")]
        if self.model() == crate::format::Model::CycloneDx
            && self.encoding() == crate::format::Encoding::Xml
            && (path == "/bom" || path.starts_with("/bom/"))
        {
            return crate::cyclonedx::xml::walk(self.root(), path, &mut meet);
        }
        self.tree().walk(path, &mut meet)
    }
}
