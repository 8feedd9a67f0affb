//! What each shape of tag puts into the tree.

use super::{Open, Reader, Value, list, parts, put};
use crate::document::NoteKind;
use crate::error::Error;
use crate::spdx::tag_value::pairs::Pair;
use crate::spdx::tag_value::tags::{Section, Shape, Tag};
use crate::tree::{Key, Tail};

impl Reader<'_> {
    /// Puts a tag that opens nothing.
    pub(super) fn member(
        &mut self,
        tag: &'static Tag,
        value: &Value,
        pair: &Pair,
    ) -> Result<(), Error> {
        let at = Some(value.start);
        let open = self.open.at_mut(tag.section);
        match tag.shape {
            Shape::Opens | Shape::Id => {}
            Shape::Word | Shape::Prose => {
                put(&mut self.tree, &mut open.tail, tag.key, value);
            }
            Shape::Words(number) | Shape::Proses(number) => {
                let list = list(&mut self.tree, open, number.into(), tag.key, at);
                if let Some(list) = list {
                    put(&mut self.tree, list, Key::NONE, value);
                }
            }
            Shape::Flag => {
                let text = value.text(self.tree.source());
                let flag = match text {
                    _ if text.eq_ignore_ascii_case("true") => Some(true),
                    _ if text.eq_ignore_ascii_case("false") => Some(false),
                    _ => None,
                };
                let is_exact = matches!(text, "true" | "false");
                match flag {
                    Some(flag) => self.tree.boolean(&mut open.tail, tag.key, at, flag),
                    None => {
                        put(&mut self.tree, &mut open.tail, tag.key, value);
                    }
                }
                if !is_exact {
                    return self.note(NoteKind::OtherType, tag.name, pair.tag.0);
                }
            }
            Shape::Purpose => {
                let text = value.text(self.tree.source());
                match text.contains('-') {
                    true => {
                        let made = text.replace('-', "_");
                        self.tree.made_text(&mut open.tail, tag.key, at, &made);
                    }
                    false => {
                        put(&mut self.tree, &mut open.tail, tag.key, value);
                    }
                }
            }
            Shape::Checksum(number) => {
                let Some(list) = list(&mut self.tree, open, number.into(), tag.key, at) else {
                    return Ok(());
                };
                let mut object = self.tree.object(list, Key::NONE, at);
                return self.checksum(&mut object, value, pair);
            }
            Shape::VerificationCode => self.verification_code(tag, value),
            Shape::Reference(number) => {
                let Some(list) = list(&mut self.tree, open, number.into(), tag.key, at) else {
                    return Ok(());
                };
                let object = self.tree.object(list, Key::NONE, at);
                *self.open.at_mut(Section::Reference) = Open::new(object);
                let keys = [Key::REFERENCE_CATEGORY, Key::REFERENCE_TYPE, Key::REFERENCE_LOCATOR];
                return self.words(Section::Reference, keys, value, pair);
            }
            Shape::DocumentReference(number) => {
                let Some(list) = list(&mut self.tree, open, number.into(), tag.key, at) else {
                    return Ok(());
                };
                let mut object = self.tree.object(list, Key::NONE, at);
                return self.document_reference(&mut object, value, pair);
            }
            Shape::ByteRange | Shape::LineRange => {
                let is_line = tag.shape == Shape::LineRange;
                let text = value.text(self.tree.source());
                match parts::range(text, is_line).filter(|_| value.made.is_none()) {
                    Some(range) => self.ranges.push(range.shifted(value.start)),
                    None => {
                        return self.stray(Section::Snippet, NoteKind::OtherType, pair, value);
                    }
                }
            }
            Shape::Target => {
                if let Some(annotation) = self.annotations.last_mut() {
                    annotation.about(Value { made: value.made.clone(), ..*value });
                }
            }
        }
        Ok(())
    }

    /// Puts `A TYPE B`.
    pub(super) fn relationship(&mut self, value: &Value, pair: &Pair) -> Result<(), Error> {
        let keys = [Key::SPDX_ELEMENT_ID, Key::RELATIONSHIP_TYPE, Key::RELATED_SPDX_ELEMENT];
        self.words(Section::Relationship, keys, value, pair)
    }

    /// Puts three words as members of a section's object; the third takes what is left.
    fn words(
        &mut self,
        section: Section,
        keys: [Key; 3],
        value: &Value,
        pair: &Pair,
    ) -> Result<(), Error> {
        let words = parts::three_words(value.text(self.tree.source()));
        let mut missing = None;
        for (key, word) in keys.into_iter().zip(words) {
            if word.0 == word.1 {
                missing = missing.or(key.known_text());
                continue;
            }
            self.part(section, key, value, word);
        }
        match missing {
            Some(key) => self.note(NoteKind::MissingMember, key, pair.tag.0),
            None => Ok(()),
        }
    }

    fn part(&mut self, section: Section, key: Key, value: &Value, part: (usize, usize)) {
        let mut tail = self.open.at(section).tail;
        self.put_part(&mut tail, key, value, part);
        self.open.at_mut(section).tail = tail;
    }

    #[inline]
    fn put_part(&mut self, tail: &mut Tail, key: Key, value: &Value, part: (usize, usize)) {
        let (start, end) = part;
        match &value.made {
            Some(made) => {
                let text = made.get(start..end).unwrap_or_default();
                self.tree.made_text(tail, key, Some(value.start), text);
            }
            None => {
                self.tree.text(tail, key, value.start + start, end - start);
            }
        }
    }

    fn checksum(&mut self, object: &mut Tail, value: &Value, pair: &Pair) -> Result<(), Error> {
        let (algorithm, digest) = parts::checksum(value.text(self.tree.source()), 0);
        if let Some(algorithm) = algorithm {
            self.put_part(object, Key::ALGORITHM, value, algorithm);
        }
        self.put_part(object, Key::CHECKSUM_VALUE, value, digest);
        match algorithm {
            Some(_) => Ok(()),
            None => self.note(NoteKind::MissingMember, "algorithm", pair.tag.0),
        }
    }

    fn document_reference(
        &mut self,
        object: &mut Tail,
        value: &Value,
        pair: &Pair,
    ) -> Result<(), Error> {
        let text = value.text(self.tree.source());
        let [id, uri, rest] = parts::three_words(text);
        let checksum = (rest.0 < rest.1).then(|| parts::checksum(text, rest.0));
        self.put_part(object, Key::EXTERNAL_DOCUMENT_ID, value, id);
        let mut missing = None;
        match checksum {
            Some((algorithm, digest)) => {
                let mut inner = self.tree.object(object, Key::CHECKSUM, Some(value.start));
                match algorithm {
                    Some(part) => self.put_part(&mut inner, Key::ALGORITHM, value, part),
                    None => missing = Some("algorithm"),
                }
                self.put_part(&mut inner, Key::CHECKSUM_VALUE, value, digest);
            }
            None => missing = Some("checksum"),
        }
        match uri.0 < uri.1 {
            true => self.put_part(object, Key::SPDX_DOCUMENT, value, uri),
            false => missing = Some("spdxDocument"),
        }
        match missing {
            Some(key) => self.note(NoteKind::MissingMember, key, pair.tag.0),
            None => Ok(()),
        }
    }

    fn verification_code(&mut self, tag: &'static Tag, value: &Value) {
        let mut tail = self.open.at(tag.section).tail;
        let mut object = self.tree.object(&mut tail, tag.key, Some(value.start));
        self.open.at_mut(tag.section).tail = tail;
        let (code, excluded) = parts::verification_code(value.text(self.tree.source()));
        if !excluded.is_empty() {
            let key = Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILES;
            let mut list = self.tree.array(&mut object, key, Some(value.start));
            for part in excluded {
                self.put_part(&mut list, Key::NONE, value, part);
            }
        }
        self.put_part(&mut object, Key::PACKAGE_VERIFICATION_CODE_VALUE, value, code);
    }

    /// Puts the ranges of the snippet that ends: in JSON, both their ends name the file.
    pub(super) fn put_ranges(&mut self) {
        if self.ranges.is_empty() {
            return;
        }
        let ranges = std::mem::take(&mut self.ranges);
        let mut tail = self.open.at(Section::Snippet).tail;
        let file = self.tree.value(tail.container()).get(Key::SNIPPET_FROM_FILE);
        let file = file.map(|file| (file.offset(), file.as_str().unwrap_or_default().to_owned()));
        let mut list = self.tree.array(&mut tail, Key::RANGES, None);
        for range in ranges {
            let mut object = self.tree.object(&mut list, Key::NONE, Some(range.start.0));
            let key = if range.is_line { Key::LINE_NUMBER } else { Key::OFFSET };
            let pointers = [(Key::END_POINTER, range.end), (Key::START_POINTER, range.start)];
            for (name, (start, end)) in pointers {
                let mut pointer = self.tree.object(&mut object, name, Some(start));
                self.tree.number(&mut pointer, key, start, end - start);
                match &file {
                    Some((Some(at), text)) => {
                        self.tree.text(&mut pointer, Key::REFERENCE, *at, text.len());
                    }
                    Some((None, text)) => {
                        self.tree.made_text(&mut pointer, Key::REFERENCE, None, text);
                    }
                    None => {}
                }
            }
        }
        self.open.at_mut(Section::Snippet).tail = tail;
    }
}
