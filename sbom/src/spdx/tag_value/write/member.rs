//! Members to lines, shape by shape.

use super::{Writer, text};
use crate::losses::LossReason;
use crate::spdx::tag_value::tags::{Section, Shape, Tag};
use crate::tree::{Key, Value};

impl<'t> Writer<'t, '_> {
    /// Writes a member by the shape of its tag.
    pub(super) fn member(&mut self, tag: &'static Tag, value: Value<'t>) {
        let field = tag.key.known_text().unwrap_or_default();
        match tag.shape {
            Shape::Opens | Shape::Target | Shape::ByteRange | Shape::LineRange => {}
            Shape::Id | Shape::Word | Shape::Prose => self.scalar(tag.name, field, value),
            Shape::Flag => match value.as_bool() {
                Some(flag) => self.line(tag.name, if flag { "true" } else { "false" }),
                None => {
                    self.scalar(tag.name, field, value);
                    if let Some(true) = value.as_str().map(is_flag) {
                        let detail = "the text was written as a truth value";
                        self.lose(LossReason::Approximated, field, detail);
                    }
                }
            },
            Shape::Purpose => match value.as_str() {
                // The tag's word has the hyphen that JSON's word may not have.
                Some("OPERATING_SYSTEM") => self.line(tag.name, "OPERATING-SYSTEM"),
                Some(word) if word.contains('-') => {
                    self.value(tag.name, word, field);
                    self.lose(LossReason::Approximated, field, "the hyphen was an underscore");
                }
                _ => self.scalar(tag.name, field, value),
            },
            Shape::Words(_) | Shape::Proses(_) => {
                self.entries(field, value, |writer, entry| {
                    writer.scalar(tag.name, field, entry);
                });
            }
            Shape::Checksum(_) => {
                self.entries(field, value, |writer, entry| {
                    if let Some(text) = writer.checksum(field, entry) {
                        writer.value(tag.name, &text, field);
                    }
                });
            }
            Shape::VerificationCode => self.verification_code(tag, value),
            Shape::Reference(_) => {
                let keys = [Key::REFERENCE_CATEGORY, Key::REFERENCE_TYPE, Key::REFERENCE_LOCATOR];
                self.entries(field, value, |writer, entry| {
                    if writer.words(tag.name, entry, keys) {
                        writer.tags(Section::Reference, entry);
                        writer.leftovers(Section::Reference, entry, &keys);
                    }
                });
            }
            Shape::DocumentReference(_) => {
                self.entries(field, value, |writer, entry| writer.document_reference(tag, entry));
            }
        }
    }

    /// Goes through a list.
    pub(super) fn entries(
        &mut self,
        field: &str,
        list: Value<'t>,
        mut write: impl FnMut(&mut Self, Value<'t>),
    ) {
        if !list.is_array() {
            self.lose(LossReason::Approximated, field, "it is no array");
            if !list.is_null() {
                write(self, list);
            }
            return;
        }
        for (at, entry) in list.children().enumerate() {
            self.index(at, |writer| write(writer, entry));
        }
    }

    /// Writes a text; whatever else is there is a loss.
    pub(super) fn scalar(&mut self, tag: &str, field: &str, value: Value<'t>) {
        if let Some(text) = value.as_str() {
            self.value(tag, text, field);
        } else if let Some(number) = value.as_number() {
            self.line(tag, number);
            self.lose(LossReason::Approximated, field, "the number was written as a text");
        } else if let Some(flag) = value.as_bool() {
            self.line(tag, if flag { "true" } else { "false" });
            self.lose(LossReason::Approximated, field, "the boolean was written as a text");
        } else {
            self.lose(LossReason::Invalid, field, "it is no text");
        }
    }

    /// Writes a text that may need `<text>`.
    pub(super) fn value(&mut self, tag: &str, text: &str, field: &str) {
        self.out.push_str(tag);
        self.out.push_str(": ");
        let changed = text::push(&mut self.out, text);
        self.out.push('\n');
        if let Some(detail) = changed {
            self.lose(LossReason::Encoding, field, detail);
        }
    }

    /// Writes what is never read as anything else: a word of the format, a number, nothing.
    pub(super) fn line(&mut self, tag: &str, text: &str) {
        self.out.push_str(tag);
        self.out.push_str(": ");
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Writes three members as the words of one line; tells whether it could.
    ///
    /// The last ones may be missing, and the third may have blanks inside.
    pub(super) fn words(&mut self, tag: &str, object: Value<'t>, keys: [Key; 3]) -> bool {
        let field = tag;
        if !object.is_object() {
            self.lose(LossReason::Invalid, field, "it is no object");
            return false;
        }
        let mut line = String::new();
        let mut has_all = true;
        for (at, key) in keys.into_iter().enumerate() {
            let Some(value) = object.get(key) else {
                has_all = false;
                continue;
            };
            let fits = |word: &&str| match at {
                2 => !word.is_empty() && text::is_line(word),
                _ => text::is_word(word),
            };
            let Some(word) = value.as_str().filter(fits).filter(|_| has_all) else {
                let name = key.known_text().unwrap_or_default();
                self.lose(LossReason::Invalid, name, "a line cannot have such a part");
                return false;
            };
            if at > 0 {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.value(tag, &line, field);
        true
    }

    /// Returns `SHA1: 2fd4…`; `None` if it cannot be written so that it is read as it was.
    fn checksum(&mut self, field: &str, checksum: Value<'t>) -> Option<String> {
        let digest = checksum.text(Key::CHECKSUM_VALUE);
        let algorithm = checksum.text(Key::ALGORITHM);
        let fits = |text: &str| !text.is_empty() && text::is_line(text);
        let text = match (algorithm, digest) {
            (Some(algorithm), Some(digest))
                if fits(algorithm) && !algorithm.contains(':') && text::is_line(digest) =>
            {
                format!("{algorithm}: {digest}")
            }
            (None, Some(digest)) if text::is_word(digest) && !digest.contains(':') => {
                digest.to_owned()
            }
            _ => {
                self.lose(LossReason::Invalid, field, "it is no algorithm with a value");
                return None;
            }
        };
        self.unknown(checksum, &[Key::ALGORITHM, Key::CHECKSUM_VALUE]);
        Some(text)
    }

    fn verification_code(&mut self, tag: &'static Tag, code: Value<'t>) {
        let field = "packageVerificationCode";
        let value = code.text(Key::PACKAGE_VERIFICATION_CODE_VALUE);
        let Some(value) = value.filter(|it| text::is_line(it) && !it.contains('(')) else {
            self.lose(LossReason::Invalid, field, "it has no value on one line");
            return;
        };
        let mut excluded = Vec::new();
        if let Some(list) = code.get(Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILES) {
            let name = "packageVerificationCodeExcludedFiles";
            self.at(list.key(), |writer| {
                writer.entries(name, list, |writer, file| match file.as_str() {
                    Some(file)
                        if !file.is_empty() && text::is_line(file) && !file.contains(',') =>
                    {
                        excluded.push(file);
                    }
                    _ => writer.lose(LossReason::Encoding, name, "the list is split at commas"),
                });
            });
        }
        match excluded.is_empty() {
            true => self.value(tag.name, value, field),
            false => {
                let text = format!("{value} (excludes: {})", excluded.join(", "));
                self.value(tag.name, &text, field);
            }
        }
        let known =
            [Key::PACKAGE_VERIFICATION_CODE_VALUE, Key::PACKAGE_VERIFICATION_CODE_EXCLUDED_FILES];
        self.unknown(code, &known);
    }

    fn document_reference(&mut self, tag: &'static Tag, reference: Value<'t>) {
        let field = "externalDocumentRefs";
        let id = reference.text(Key::EXTERNAL_DOCUMENT_ID).filter(|id| text::is_word(id));
        let uri = reference.text(Key::SPDX_DOCUMENT).filter(|uri| text::is_word(uri));
        let (Some(id), Some(uri)) = (id, uri) else {
            self.lose(LossReason::Invalid, field, "it has no identifier with a document");
            return;
        };
        let mut text = format!("{id} {uri}");
        if let Some(checksum) = reference.get(Key::CHECKSUM) {
            self.at(Key::CHECKSUM, |writer| {
                if let Some(checksum) = writer.checksum("checksum", checksum) {
                    text.push(' ');
                    text.push_str(&checksum);
                }
            });
        }
        self.value(tag.name, &text, field);
        self.unknown(reference, &[Key::EXTERNAL_DOCUMENT_ID, Key::SPDX_DOCUMENT, Key::CHECKSUM]);
    }

    /// Reports the members of a small object that it should not have.
    fn unknown(&mut self, object: Value<'t>, known: &[Key]) {
        for member in object.children().filter(|member| !known.contains(&member.key())) {
            let name = member.key_text();
            self.at(member.key(), |writer| writer.lose(LossReason::UnknownMember, name, ""));
        }
    }

    /// Writes the ranges of a snippet: one in bytes and one in lines, both in its file.
    pub(super) fn ranges(&mut self, snippet: Value<'t>) {
        let Some(list) = snippet.get(Key::RANGES) else { return };
        let file = snippet.text(Key::SNIPPET_FROM_FILE);
        let mut has = (false, false);
        self.at(Key::RANGES, |writer| {
            writer.entries("ranges", list, |writer, range| {
                let pointers = [Key::START_POINTER, Key::END_POINTER].map(|key| range.get(key));
                let [Some(start), Some(end)] = pointers else {
                    writer.lose(LossReason::Invalid, "ranges", "it has no two ends");
                    return;
                };
                let is_digits = |it: &&str| it.bytes().all(|byte| byte.is_ascii_digit());
                let both = |key| {
                    let number = |it: Value<'t>| it.get(key)?.as_number().filter(is_digits);
                    Some((number(start)?, number(end)?))
                };
                let (bytes, lines) = (both(Key::OFFSET), both(Key::LINE_NUMBER));
                if bytes.is_none() && lines.is_none() {
                    writer.lose(LossReason::Invalid, "ranges", "its ends are no numbers");
                    return;
                }
                if (bytes.is_some() && has.0) || (lines.is_some() && has.1) {
                    writer.lose(LossReason::OnlyOne, "ranges", "");
                    return;
                }
                if bytes.is_some() && lines.is_some() {
                    writer.lose(LossReason::Approximated, "ranges", "it was written as two");
                }
                if let Some((start, end)) = bytes {
                    has.0 = true;
                    writer.line("SnippetByteRange", &format!("{start}:{end}"));
                }
                if let Some((start, end)) = lines {
                    has.1 = true;
                    writer.line("SnippetLineRange", &format!("{start}:{end}"));
                }
                for (key, pointer) in [(Key::START_POINTER, start), (Key::END_POINTER, end)] {
                    writer.at(key, |writer| {
                        let reference = pointer.text(Key::REFERENCE);
                        if reference != file {
                            let detail = "it is not the file of the snippet";
                            writer.lose(LossReason::Approximated, "reference", detail);
                        }
                        writer.unknown(pointer, &[Key::REFERENCE, Key::OFFSET, Key::LINE_NUMBER]);
                    });
                }
                writer.unknown(range, &[Key::START_POINTER, Key::END_POINTER]);
            });
        });
    }
}

/// Reports whether the reader takes a text for a truth value.
fn is_flag(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}
