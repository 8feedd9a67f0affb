//! Words that a version does not know yet.

use std::borrow::Cow;

use super::{Changer, Dialect};
use crate::cyclonedx::schema::REFERENCE_TYPE;
use crate::losses::LossReason;
use crate::schema::{Text, Version, Words, escaped};
use crate::tree::{Key, Tail, Value};

/// A newer word and an older one that is near. Chains are followed until the version knows one.
static NEAREST: &[(&str, &str)] = &[
    // Component types.
    ("cryptographic-asset", "data"),
    ("data", "file"),
    ("machine-learning-model", "library"),
    ("platform", "library"),
    ("device-driver", "library"),
    ("container", "application"),
    ("firmware", "library"),
    ("file", "library"),
    // Scopes.
    ("excluded", "optional"),
    // What a composition says of its completeness.
    ("incomplete_first_party_proprietary_only", "incomplete_first_party_only"),
    ("incomplete_first_party_opensource_only", "incomplete_first_party_only"),
    ("incomplete_third_party_proprietary_only", "incomplete_third_party_only"),
    ("incomplete_third_party_opensource_only", "incomplete_third_party_only"),
    // Rating methods.
    ("CVSSv4", "other"),
    ("SSVC", "other"),
];

/// Copies a word, or writes the nearest one that the version knows.
pub(super) fn write<'s>(
    changer: &mut Changer<'s>,
    tail: &mut Tail,
    key: Key,
    value: Value<'s>,
    words: &'static Words,
) {
    let text = value.as_str().unwrap_or_default();
    match fitting(words, text, changer.to, changer.is_xml) {
        Some(fitting) if fitting == text => changer.work.graft(tail, key, value),
        Some(fitting) => {
            changer.work.put(tail, key, fitting, value);
            let detail = format!("`{text}` became `{fitting}`");
            changer.work.lose(value, LossReason::Approximated, &detail);
        }
        None => changer.work.lose(value, LossReason::NotInVersion, "an unknown word"),
    }
}

/// Copies a text, changed if that makes it one that the version takes.
pub(super) fn text<'s>(
    changer: &mut Changer<'s>,
    tail: &mut Tail,
    key: Key,
    value: Value<'s>,
    kind: &'static Text,
) {
    match fit(changer, kind, value.as_str().unwrap_or_default()) {
        Fit::AsItIs => changer.work.graft(tail, key, value),
        Fit::Changed(text, how) => {
            changer.work.put(tail, key, &text, value);
            changer.work.lose(value, LossReason::Approximated, how);
        }
        Fit::Never => changer.work.lose(value, LossReason::Invalid, "a text of another form"),
    }
}

/// What becomes of a text in a version.
pub(super) enum Fit<'t> {
    AsItIs,
    /// Another text, and how it came about.
    Changed(Cow<'t, str>, &'static str),
    /// The source takes it, the target does not.
    Never,
}

/// Judges a text: line breaks can become blanks, and addresses be escaped.
pub(super) fn fit<'t>(changer: &Changer<'_>, kind: &'static Text, text: &'t str) -> Fit<'t> {
    let passes = |text: &str, dialect: Dialect| {
        let mut rules = kind.rules.iter().filter(|rule| {
            let versions = if dialect.is_xml { rule.xml } else { rule.json };
            versions.has(dialect.version)
        });
        rules.all(|rule| rule.test.passes(text))
    };
    let target = Dialect { version: changer.to, is_xml: changer.is_xml };
    if passes(text, target) {
        return Fit::AsItIs;
    }
    let line = text.replace(['\r', '\n'], " ");
    if line != text && passes(&line, target) {
        return Fit::Changed(Cow::Owned(line), "line breaks became blanks");
    }
    // What is wrong in another way stays wrong: repairing is not converting.
    if !passes(text, changer.from) {
        return Fit::AsItIs;
    }
    let is_address = kind.rules.iter().any(|rule| rule.code == "cdx-iri");
    let escaped = escaped(text.trim());
    match is_address && passes(&escaped, target) {
        true => Fit::Changed(Cow::Owned(escaped), "characters that no address has were escaped"),
        false => Fit::Never,
    }
}

/// Returns the word itself if the version knows it or takes any, else the nearest it knows.
pub(crate) fn fitting<'w>(
    words: &'static Words,
    text: &'w str,
    to: Version,
    is_xml: bool,
) -> Option<&'w str> {
    let knows =
        |text: &str| words.words.iter().any(|word| word.text == text && word.versions.has(to));
    let takes_any =
        (is_xml && !words.xml.has(to)) || !words.words.iter().any(|word| word.versions.has(to));
    if takes_any || knows(text) {
        return Some(text);
    }
    // A word that no version has stays wrong: repairing is not converting.
    if !words.words.iter().any(|word| word.text == text) {
        return Some(text);
    }
    let mut near = text;
    while let Some((_, older)) = NEAREST.iter().find(|(newer, _)| *newer == near) {
        if knows(older) {
            return Some(older);
        }
        near = older;
    }
    let is_reference = std::ptr::eq(words, &raw const REFERENCE_TYPE);
    (is_reference && knows("other")).then_some("other")
}
