//! Words that a version does not know yet.

use super::Changer;
use crate::cyclonedx::schema::REFERENCE_TYPE;
use crate::losses::LossReason;
use crate::schema::{Text, Version, Words};
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

/// Copies a text; line breaks that the version does not take become blanks.
pub(super) fn text<'s>(
    changer: &mut Changer<'s>,
    tail: &mut Tail,
    key: Key,
    value: Value<'s>,
    kind: &'static Text,
) {
    let (to, is_xml) = (changer.to, changer.is_xml);
    let passes = |text: &str| {
        let mut rules = kind.rules.iter().filter(|rule| {
            let versions = if is_xml { rule.xml } else { rule.json };
            versions.has(to)
        });
        rules.all(|rule| rule.test.passes(text))
    };
    let text = value.as_str().unwrap_or_default();
    let line = text.replace(['\r', '\n'], " ");
    // What is wrong in another way stays wrong: repairing is not converting.
    if line != text && !passes(text) && passes(&line) {
        changer.work.put(tail, key, &line, value);
        changer.work.lose(value, LossReason::Approximated, "line breaks became blanks");
    } else {
        changer.work.graft(tail, key, value);
    }
}

/// Returns the word itself if the version knows it or takes any, else the nearest it knows.
pub(super) fn fitting<'w>(
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
