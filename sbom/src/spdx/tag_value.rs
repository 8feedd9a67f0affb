//! SPDX 2 tag-value: lines of `Tag: value`, read into the tree of the same document in JSON and
//! written from it.
//!
//! The format is a state machine: what `SPDXID` or `LicenseComments` belong to is what was opened
//! last (SPDX 2.3, clause 6 and annex on tag-value). Three things have no place in SPDX's JSON and
//! are kept under members of their own, which only the writer here knows: tags that are unknown,
//! repeated or misplaced (`#tags`), and what an annotation is about if that is not in the document
//! (`#SPDXREF`). The file that stands below a package is one of the package's `hasFiles`, never a
//! written relationship.

mod pairs;
mod read;
mod tags;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use self::read::read;
pub(crate) use self::write::write;

/// Reports whether the format has a tag of that name.
pub(crate) fn is_tag(name: &str) -> bool {
    self::tags::Tag::find(name).is_some()
}
