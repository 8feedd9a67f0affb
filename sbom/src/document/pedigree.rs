//! Where a component descends from (CycloneDX).

use crate::tree::{Key, Value};

/// A view of a component's pedigree.
#[derive(Clone, Copy, Debug)]
pub struct Pedigree<'d> {
    value: Value<'d>,
}

impl<'d> Pedigree<'d> {
    pub(crate) fn new(value: Value<'d>) -> Self {
        Self { value }
    }

    /// Returns what the component was made from.
    pub fn ancestors(&self) -> impl Iterator<Item = Relative<'d>> + use<'d> {
        self.relatives(Key::ANCESTORS)
    }

    /// Returns what was made from the component.
    pub fn descendants(&self) -> impl Iterator<Item = Relative<'d>> + use<'d> {
        self.relatives(Key::DESCENDANTS)
    }

    /// Returns what has the same ancestor.
    pub fn variants(&self) -> impl Iterator<Item = Relative<'d>> + use<'d> {
        self.relatives(Key::VARIANTS)
    }

    /// Returns the ids and addresses of the commits that make the difference.
    pub fn commits(&self) -> impl Iterator<Item = (Option<&'d str>, Option<&'d str>)> + use<'d> {
        let commits = self.value.list(Key::COMMITS).filter(|it| it.is_object());
        commits.map(|commit| (commit.text(Key::UID), commit.text(Key::URL)))
    }

    /// Returns the patches that were applied.
    pub fn patches(&self) -> impl Iterator<Item = Patch<'d>> + use<'d> {
        let patches = self.value.list(Key::PATCHES).filter(|it| it.is_object());
        patches.map(|value| Patch { value })
    }

    /// Returns the remarks.
    #[must_use]
    pub fn notes(&self) -> Option<&'d str> {
        self.value.text(Key::NOTES)
    }

    fn relatives(&self, key: Key) -> impl Iterator<Item = Relative<'d>> + use<'d> {
        self.value.list(key).filter(|it| it.is_object()).map(|value| Relative { value })
    }
}

/// A component that another one descends from or gave rise to. It is no part of the inventory.
#[derive(Clone, Copy, Debug)]
pub struct Relative<'d> {
    value: Value<'d>,
}

impl<'d> Relative<'d> {
    /// Returns the group or namespace.
    #[must_use]
    pub fn group(&self) -> Option<&'d str> {
        self.value.text(Key::GROUP)
    }

    /// Returns the name, empty if there is none.
    #[must_use]
    pub fn name(&self) -> &'d str {
        self.value.text(Key::NAME).unwrap_or_default()
    }

    /// Returns the version as written.
    #[must_use]
    pub fn version(&self) -> Option<&'d str> {
        self.value.text(Key::VERSION)
    }

    /// Returns the package URL as written.
    #[must_use]
    pub fn purl(&self) -> Option<&'d str> {
        self.value.text(Key::PURL)
    }

    /// Returns its own pedigree.
    #[must_use]
    pub fn pedigree(&self) -> Option<Pedigree<'d>> {
        self.value.get(Key::PEDIGREE).filter(|it| it.is_object()).map(Pedigree::new)
    }
}

/// A patch that was applied to a component.
#[derive(Clone, Copy, Debug)]
pub struct Patch<'d> {
    value: Value<'d>,
}

impl<'d> Patch<'d> {
    /// Returns the kind as written: `unofficial`, `monkey`, `backport`, `cherry-pick`.
    #[must_use]
    pub fn kind(&self) -> Option<&'d str> {
        self.value.text(Key::TYPE)
    }

    /// Returns where the difference can be read.
    #[must_use]
    pub fn url(&self) -> Option<&'d str> {
        self.value.get(Key::DIFF)?.text(Key::URL)
    }

    /// Returns the ids of the issues it resolves, such as CVE numbers.
    pub fn resolves(&self) -> impl Iterator<Item = &'d str> + use<'d> {
        self.value.list(Key::RESOLVES).filter_map(|issue| issue.text(Key::ID))
    }
}
