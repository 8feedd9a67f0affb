//! Pieces of a document that are kept as they were written.

use std::borrow::Cow;

use super::{Reader, Space, Text};
use crate::error::Error;

impl<'x> Reader<'x> {
    /// Takes the element that has just begun with all it holds, as it stands in the source.
    ///
    /// Namespaces that it uses and that are declared further out are declared in its own begin
    /// tag, so that it means the same wherever it is put.
    pub(crate) fn fragment(&mut self) -> Result<Text<'x>, Error> {
        let from = self.start;
        let (name_end, outside) = match self.open.last() {
            Some(open) => ((open.start + open.len) as usize, open.scope.end()),
            None => (from, 0),
        };
        let mut needed: Vec<(&'x str, Space)> = Vec::new();
        let depth = self.open.len();
        loop {
            self.note_needed(outside, &mut needed);
            while self.open.len() >= depth {
                if self.next()? == super::Event::Open {
                    break;
                }
            }
            if self.open.len() < depth {
                break;
            }
        }
        let text = self.text.get(from..self.at).unwrap_or_default();
        if needed.is_empty() {
            return Ok(Text { at: from, text: Cow::Borrowed(text) });
        }
        let (head, tail) = text.split_at_checked(name_end - from).unwrap_or((text, ""));
        let mut made = head.to_owned();
        for (prefix, space) in needed {
            made.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            made.push_str(prefix);
            made.push_str("=\"");
            super::write::escape(&mut made, self.spaces.name(space), true);
            made.push('"');
        }
        made.push_str(tail);
        Ok(Text { at: from, text: Cow::Owned(made) })
    }

    /// Adds the prefixes of the tag just read that are bound outside of a fragment.
    fn note_needed(&self, outside: usize, needed: &mut Vec<(&'x str, Space)>) {
        let prefixes = self.attributes.iter().map(|attribute| attribute.name.prefix);
        let prefixes = prefixes.filter(|prefix| !prefix.is_empty());
        for prefix in prefixes.chain([self.name.prefix]) {
            let bound = self.spaces.find(prefix);
            let is_inner = bound.is_some_and(|(place, _)| place >= outside);
            if is_inner || prefix == "xml" || needed.iter().any(|(known, _)| *known == prefix) {
                continue;
            }
            needed.push((prefix, bound.map_or(Space::NONE, |(_, space)| space)));
        }
    }
}
