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

use self::tags::{Section, TAGS};
use crate::tree::Key;

pub(crate) use self::read::read;
pub(crate) use self::write::write;

/// Returns the tag that is a member of the object at a path (`/packages/0`); `None` if it is none
/// of its own, but a part of another one.
pub(crate) fn tag_of(object: &str, key: Key) -> Option<&'static str> {
    let is_number = |step: &&str| step.bytes().all(|byte| byte.is_ascii_digit());
    let list = object.split('/').rev().find(|step| !is_number(step));
    let section = match list.map(Key::known) {
        None => Section::Document,
        Some(Some(Key::CREATION_INFO)) => Section::Creation,
        Some(Some(Key::EXTERNAL_REFS)) => Section::Reference,
        Some(Some(Key::ARTIFACT_OFS)) => Section::Artifact,
        Some(list) => Section::LISTED.into_iter().find(|it| Some(it.list()) == list)?,
    };
    match (section, key) {
        // Each of its tags may be the first; this one must be there.
        (Section::Document, Key::CREATION_INFO) => Some("Creator"),
        (Section::Package | Section::File, Key::SPDXID) => Some("SPDXID"),
        _ => {
            let mut tags = TAGS.iter().filter(|tag| tag.section == section && tag.key == key);
            tags.next().map(|tag| tag.name)
        }
    }
}

/// Reports whether the format has a tag of that name.
pub(crate) fn is_tag(name: &str) -> bool {
    self::tags::Tag::find(name).is_some()
}
