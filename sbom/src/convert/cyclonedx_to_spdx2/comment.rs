//! Comments on identifiers, which CycloneDX has no place for.

use std::collections::HashMap;

use super::kept::Kept;
use crate::convert::words::property;
use crate::convert::work::Work;
use crate::tree::{Key, Tail, Value};

/// The comments that properties of a component keep as `locator comment`, by the locator.
#[derive(Debug)]
pub(in crate::convert) struct Comments<'s> {
    by_locator: HashMap<&'s str, (&'s str, Value<'s>)>,
}

impl<'s> Comments<'s> {
    /// Takes up the comments of a component.
    pub(in crate::convert) fn of(work: &mut Work<'s>, kept: &mut Kept<'s>) -> Self {
        let mut by_locator = HashMap::new();
        for (text, entry) in kept.take_all(work, property::EXTERNAL_REFERENCE_COMMENT) {
            match text.split_once(' ') {
                Some((locator, comment)) if !by_locator.contains_key(locator) => {
                    by_locator.insert(locator, (comment, entry));
                }
                _ => kept.note(property::EXTERNAL_REFERENCE_COMMENT.to_owned(), text, Some(entry)),
            }
        }
        Self { by_locator }
    }

    /// Reports whether there is a comment on an identifier.
    pub(in crate::convert) fn has(&self, locator: &str) -> bool {
        self.by_locator.contains_key(locator)
    }

    /// Writes the comment on an identifier.
    pub(in crate::convert) fn put(&mut self, work: &mut Work<'s>, into: &mut Tail, locator: &str) {
        if let Some((comment, entry)) = self.by_locator.remove(locator) {
            work.derive(into, Key::COMMENT, comment, entry);
        }
    }

    /// Keeps the comments on identifiers that are not there.
    pub(in crate::convert) fn finish(self, kept: &mut Kept<'s>) {
        let mut others: Vec<_> = self.by_locator.into_iter().collect();
        others.sort_unstable_by_key(|(locator, _)| *locator);
        for (locator, (comment, entry)) in others {
            let text = format!("{locator} {comment}");
            kept.note(property::EXTERNAL_REFERENCE_COMMENT.to_owned(), &text, Some(entry));
        }
    }
}
