//! Licences: an expression is an element, tied to the component by a relationship.

use super::{Converter, Kept};
use crate::convert::cyclonedx_to_spdx2::licence as expressions;
use crate::convert::words::{iri, licence, property};
use crate::tree::{Key, Value};

/// Writes the licences that a component declares, and those concluded for it.
pub(super) fn write<'s>(
    converter: &mut Converter<'s, '_>,
    component_id: &str,
    component: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let kinds = [
        (false, "hasDeclaredLicense", property::LICENSE_DECLARED),
        (true, "hasConcludedLicense", property::LICENSE_CONCLUDED),
    ];
    for (concluded, kind, name) in kinds {
        let (work, extracted) = (&mut converter.work, &mut converter.extracted);
        let joined = expressions::joined(work, extracted, component, concluded);
        let (text, of) = match joined {
            Some((text, entry)) => (text, entry),
            None => match kept.take(&mut converter.work, name) {
                Some((text, entry)) => (text.to_owned(), entry),
                None => continue,
            },
        };
        let licence = licence_of(converter, &text);
        converter.relate(kind, component_id, &[&licence], Some(of));
    }
    // What was found in files: SPDX 3 has no place for it.
    let evidence = component.get(Key::EVIDENCE);
    for entry in evidence.into_iter().flat_map(|evidence| evidence.list(Key::LICENSES)) {
        let found = expressions::one(&mut converter.work, &mut converter.extracted, entry);
        if let Some((text, _)) = found {
            kept.note(property::LICENSE_FROM_FILE.to_owned(), &text, Some(entry));
        }
    }
}

/// Writes the licence that SPDX 2 concludes for a snippet.
pub(super) fn concluded<'s>(
    converter: &mut Converter<'s, '_>,
    id: &str,
    value: Value<'s>,
) -> Option<()> {
    let text = converter.work.read(value)?;
    for reference in licence::expression(text)?.references {
        converter.extracted.mention(&reference);
    }
    let licence = licence_of(converter, text);
    converter.relate("hasConcludedLicense", id, &[&licence], Some(value));
    converter.work.carry(value);
    Some(())
}

/// Returns the id of a licence.
fn licence_of(converter: &mut Converter<'_, '_>, text: &str) -> String {
    match iri::special_licence(text) {
        Some(special) => special.to_owned(),
        None => expression(converter, text),
    }
}

/// Writes `dataLicense`, the licence of the document itself.
pub(super) fn of_document(converter: &mut Converter<'_, '_>) {
    let Some(metadata) = converter.work.source.root().get(Key::METADATA) else { return };
    let (work, extracted) = (&mut converter.work, &mut converter.extracted);
    let Some((text, of)) = expressions::joined(work, extracted, metadata, false) else { return };
    let licence = expression(converter, &text);
    let mut document = converter.document;
    converter.work.derive(&mut document, Key::DATA_LICENSE, &licence, of);
    converter.document = document;
}

/// Returns the id of an expression, writing its element at the first time.
fn expression(converter: &mut Converter<'_, '_>, text: &str) -> String {
    if let Some(id) = converter.licences.get(text) {
        return id.clone();
    }
    let iri = converter.iri(&iri::expression(text));
    converter.licences.insert(text.to_owned(), iri.clone());
    let mut out = converter.element("simplelicensing_LicenseExpression", &iri, None);
    converter.work.say(&mut out, Key::SIMPLELICENSING_LICENSE_EXPRESSION, text);
    let references = licence::expression(text).map(|read| read.references).unwrap_or_default();
    let mut list = converter.work.array(&mut out, Key::SIMPLELICENSING_CUSTOM_ID_TO_URI);
    for reference in references {
        let mut entry = converter.work.object(&mut list, Key::NONE, None);
        let target = format!("{}{reference}", converter.prefix);
        converter.work.say(&mut entry, Key::TYPE, "DictionaryEntry");
        converter.work.say(&mut entry, Key::KEY, &reference);
        converter.work.say(&mut entry, Key::VALUE, &target);
    }
    iri
}

/// Writes the texts of the licences that are on no list.
pub(super) fn write_texts(converter: &mut Converter<'_, '_>) {
    converter.extracted.take_along(&mut converter.work);
    for entry in std::mem::take(&mut converter.extracted.entries) {
        let iri = format!("{}{}", converter.prefix, entry.id);
        let mut out = converter.element("simplelicensing_SimpleLicensingText", &iri, entry.of);
        if let Some(name) = &entry.name {
            converter.work.say(&mut out, Key::NAME, name);
        }
        if let Some(comment) = entry.comment {
            converter.work.say(&mut out, Key::COMMENT, comment);
        }
        let text = if entry.text.is_empty() { "NOASSERTION" } else { &entry.text };
        converter.work.say(&mut out, Key::SIMPLELICENSING_LICENSE_TEXT, text);
        let mut list = converter.work.array(&mut out, Key::EXTERNAL_REF);
        for url in &entry.see_also {
            let mut reference = converter.work.object(&mut list, Key::NONE, None);
            converter.work.say(&mut reference, Key::TYPE, "ExternalRef");
            converter.work.say(&mut reference, Key::EXTERNAL_REF_TYPE, "license");
            let mut locators = converter.work.array(&mut reference, Key::LOCATOR);
            converter.work.say(&mut locators, Key::NONE, url);
        }
    }
}
