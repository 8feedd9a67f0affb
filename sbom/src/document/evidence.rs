//! What speaks for a component being what it is said to be (CycloneDX).

use crate::cyclonedx::lens as cyclonedx;
use crate::tree::{Key, Value};

/// A view of a component's evidence. Licences among it are in
/// [`Component::observed_licences`](crate::Component::observed_licences).
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'d> {
    value: Value<'d>,
}

impl<'d> Evidence<'d> {
    pub(crate) fn new(value: Value<'d>) -> Self {
        Self { value }
    }

    /// Returns what the component was recognised by.
    pub fn identities(&self) -> impl Iterator<Item = IdentityEvidence<'d>> + use<'d> {
        let identities = self.value.list(Key::IDENTITY).filter(|it| it.is_object());
        identities.map(|value| IdentityEvidence { value })
    }

    /// Returns the places where the component was found.
    pub fn occurrences(&self) -> impl Iterator<Item = Occurrence<'d>> + use<'d> {
        let occurrences = self.value.list(Key::OCCURRENCES).filter(|it| it.is_object());
        occurrences.map(|value| Occurrence { value })
    }

    /// Returns the copyright statements found in its files.
    pub fn copyrights(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        cyclonedx::copyrights(self.value)
    }
}

/// What a component was recognised by.
#[derive(Clone, Copy, Debug)]
pub struct IdentityEvidence<'d> {
    value: Value<'d>,
}

impl<'d> IdentityEvidence<'d> {
    /// Returns the member of the component that the evidence is for: `purl`, `version`, `hash`.
    #[must_use]
    pub fn field(&self) -> &'d str {
        self.value.text(Key::FIELD).unwrap_or_default()
    }

    /// Returns how sure the author is, from 0 to 1.
    #[must_use]
    pub fn confidence(&self) -> Option<f64> {
        self.value.loose_text(Key::CONFIDENCE)?.parse().ok()
    }

    /// Returns the value that the author came to, which may differ from the component's member.
    #[must_use]
    pub fn concluded_value(&self) -> Option<&'d str> {
        self.value.text(Key::CONCLUDED_VALUE)
    }

    /// Returns the techniques used, such as `manifest-analysis`, with what each looked at.
    pub fn methods(&self) -> impl Iterator<Item = (&'d str, Option<&'d str>)> + use<'d> {
        let methods = self.value.list(Key::METHODS);
        methods.filter_map(|it| Some((it.text(Key::TECHNIQUE)?, it.text(Key::VALUE))))
    }
}

/// A place where a component was found.
#[derive(Clone, Copy, Debug)]
pub struct Occurrence<'d> {
    value: Value<'d>,
}

impl<'d> Occurrence<'d> {
    /// Returns the path or address.
    #[must_use]
    pub fn location(&self) -> &'d str {
        self.value.text(Key::LOCATION).unwrap_or_default()
    }

    /// Returns the line in the file.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.value.loose_text(Key::LINE)?.parse().ok()
    }

    /// Returns the symbol that was found.
    #[must_use]
    pub fn symbol(&self) -> Option<&'d str> {
        self.value.text(Key::SYMBOL)
    }

    /// Returns what else is to be said.
    #[must_use]
    pub fn additional_context(&self) -> Option<&'d str> {
        self.value.text(Key::ADDITIONAL_CONTEXT)
    }
}
