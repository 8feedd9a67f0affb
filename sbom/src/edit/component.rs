//! Changing what is said of a component that is there.

use super::Editor;
use super::error::EditError;
use super::fact::{Fact, How};
use super::part::NewReference;
use crate::document::{HashAlgorithm, LicenceRole, Scope};
use crate::tree::ValueId;

/// A component that is being enriched or corrected; see [`Editor::component`].
///
/// What its format, or an element of its kind, has no place for is among the losses that
/// [`Editor::finish`] returns; everything else is in the document.
///
/// # Errors
///
/// Each change is refused if the value is not what it should be: a digest of another length, a
/// broken package URL, an empty text. Then nothing has changed.
#[derive(Debug)]
pub struct ComponentEditor<'e> {
    pub(super) editor: &'e mut Editor,
    pub(super) id: String,
    pub(super) element: ValueId,
}

impl ComponentEditor<'_> {
    /// Returns the id within the document.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Sets the version, and leaves the package URL as it is.
    ///
    /// # Errors
    ///
    /// As [above](ComponentEditor#errors); so for the others.
    pub fn set_version(&mut self, version: &str) -> Result<&mut Self, EditError> {
        self.state(&Fact::Version(version))
    }

    /// Sets the package URL, in place of all that were there.
    pub fn set_purl(&mut self, purl: &str) -> Result<&mut Self, EditError> {
        self.state(&Fact::Purl(purl))
    }

    /// Sets the CPE name, of 2.3 or 2.2, in place of all that were there.
    pub fn set_cpe(&mut self, cpe: &str) -> Result<&mut Self, EditError> {
        self.state(&Fact::Cpe(cpe))
    }

    /// Sets the description.
    pub fn set_description(&mut self, description: &str) -> Result<&mut Self, EditError> {
        self.state(&Fact::Description(description))
    }

    /// Sets the copyright notice.
    pub fn set_copyright(&mut self, copyright: &str) -> Result<&mut Self, EditError> {
        self.state(&Fact::Copyright(copyright))
    }

    /// Sets the organisation that supplies it. If it has another name than the one before, nothing
    /// that was said of that one is said of it.
    pub fn set_supplier(&mut self, name: &str) -> Result<&mut Self, EditError> {
        self.state(&Fact::Supplier(name))
    }

    /// Sets whether it is required; see [`NewComponent::scope`](super::NewComponent::scope).
    pub fn set_scope(&mut self, scope: Scope) -> Result<&mut Self, EditError> {
        self.state(&Fact::Scope(scope))
    }

    /// Sets a digest in hexadecimal, in place of others of its algorithm.
    pub fn set_hash(
        &mut self,
        algorithm: HashAlgorithm,
        content: &str,
    ) -> Result<&mut Self, EditError> {
        self.state(&Fact::Hash(algorithm, content))
    }

    /// Adds a link, unless it is there.
    pub fn add_reference(&mut self, reference: &NewReference) -> Result<&mut Self, EditError> {
        self.state(&Fact::Reference(reference))
    }

    /// Sets a property, in place of all of its name.
    pub fn set_property(&mut self, name: &str, value: &str) -> Result<&mut Self, EditError> {
        self.state(&Fact::Property(name, value, How::Replace))
    }

    /// Adds a property; there may be several of a name.
    pub fn add_property(&mut self, name: &str, value: &str) -> Result<&mut Self, EditError> {
        self.state(&Fact::Property(name, value, How::Add))
    }

    /// Adds a licence: an id, an expression or a name. SPDX joins it to what was there by `AND`,
    /// SPDX 3 in a set if that was no expression; and so does CycloneDX 1.5 and 1.6, which take one
    /// expression alone.
    pub fn add_licence(
        &mut self,
        role: LicenceRole,
        licence: &str,
    ) -> Result<&mut Self, EditError> {
        self.state(&Fact::Licences(role, vec![licence], How::Add))
    }

    /// Sets the licences that somebody declared, concluded or observed, in place of all of that
    /// role; none take them out. CycloneDX before 1.6 does not tell roles apart, so all go.
    pub fn set_licences(
        &mut self,
        role: LicenceRole,
        licences: &[&str],
    ) -> Result<&mut Self, EditError> {
        self.state(&Fact::Licences(role, licences.to_vec(), How::Replace))
    }

    fn state(&mut self, fact: &Fact<'_>) -> Result<&mut Self, EditError> {
        fact.check()?;
        self.editor.state(self.element, &self.id, fact);
        Ok(self)
    }
}
