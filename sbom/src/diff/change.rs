//! A component or service that both documents have, and describe differently.

use super::field::{self, FieldChange};
use super::licence::Wording;
use super::version::{self, VersionChange, VersionOrder};
use crate::document::Component;

/// A component or service that both documents have.
#[derive(Debug)]
pub struct Change<'d> {
    older: Component<'d>,
    newer: Component<'d>,
    version: Option<VersionChange>,
    fields: Vec<FieldChange>,
}

impl<'d> Change<'d> {
    pub(super) fn between(
        older: Component<'d>,
        newer: Component<'d>,
        wording: &Wording<'_>,
        order: VersionOrder,
    ) -> Option<Self> {
        let fields = field::changes(older, newer, wording);
        let version = version::change(older, newer, order);
        let has_changed = version.is_some() || !fields.is_empty();
        has_changed.then_some(Self { older, newer, version, fields })
    }

    /// Returns the component as the older document has it.
    #[must_use]
    pub fn older(&self) -> Component<'d> {
        self.older
    }

    /// Returns the component as the newer document has it.
    #[must_use]
    pub fn newer(&self) -> Component<'d> {
        self.newer
    }

    /// Returns in which direction the version went, if it did.
    #[must_use]
    pub fn version(&self) -> Option<VersionChange> {
        self.version
    }

    /// Returns everything else that differs.
    #[must_use]
    pub fn fields(&self) -> &[FieldChange] {
        &self.fields
    }

    /// Reports whether the version is the same and a digest of one algorithm is not: somebody
    /// published other content under a version that was taken.
    #[must_use]
    pub fn is_content_changed(&self) -> bool {
        self.version.is_none() && field::is_other_content(self.older, self.newer)
    }
}
