//! Licences that are on no list: their texts, names and addresses.

use super::{Converter, id_of};
use crate::convert::words::{licence, property};
use crate::convert::work::Work;
use crate::schema::is_iri_reference;
use crate::spdx::index3::Class;
use crate::tree::{Key, Tail, Value};

/// Returns the element with the text of a licence that is on no list.
pub(super) fn custom<'s>(
    converter: &mut Converter<'s, '_>,
    reference: Value<'s>,
    id: &str,
) -> Option<Value<'s>> {
    let expression = converter.object(reference)?;
    let map = converter.custom_ids.entry(expression.id()).or_insert_with(|| {
        let entries = expression.list(Key::SIMPLELICENSING_CUSTOM_ID_TO_URI);
        let entries = entries.filter_map(|it| Some((it.text(Key::KEY)?, it.get(Key::VALUE)?)));
        entries.collect()
    });
    match map.get(id).copied() {
        Some(uri) => converter.object(uri),
        None => Some(expression).filter(|it| it.get(Key::SIMPLELICENSING_LICENSE_TEXT).is_some()),
    }
}

/// Marks what an expression's own ids stand for: elements of the document, and names that follow
/// from the ids. What names something elsewhere is left, to be reported.
pub(super) fn custom_ids<'s>(converter: &mut Converter<'s, '_>, expression: Value<'s>) {
    for entry in expression.list(Key::SIMPLELICENSING_CUSTOM_ID_TO_URI) {
        let (Some(key), Some(uri)) = (entry.text(Key::KEY), entry.get(Key::VALUE)) else {
            continue;
        };
        let is_own = uri.as_str().and_then(|uri| uri.strip_prefix(&converter.prefix)) == Some(key);
        if is_own || converter.object(uri).is_some() {
            converter.work.carry(entry);
        }
    }
}

/// Writes what there is to say of a licence in an entry of its own.
pub(super) fn shown<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    info: Value<'s>,
    id: &str,
) {
    let (name, text) = (info.text(Key::NAME), info.text(Key::SIMPLELICENSING_LICENSE_TEXT));
    let is_first = !converter.shown.contains_key(&info.id());
    let left = converter.room_for_texts.checked_sub(text.map_or(0, str::len));
    converter.room_for_texts = left.unwrap_or(0);
    let made = converter.shown.entry(info.id()).or_insert_with(|| {
        name.zip(text).map(|(name, text)| (licence::reference_id(name, text), name))
    });
    let own = made.as_ref().filter(|(made, _)| made == id).map(|(_, name)| *name);
    let shown = own.unwrap_or(id);
    if left.is_none() && !is_first {
        if converter.may_share(shown.len()) {
            converter.work.say(out, Key::NAME, shown);
        }
        return;
    }
    let work = &mut converter.work;
    match own {
        Some(_) => work.copy_as(out, Key::NAME, shown, info.get(Key::NAME)),
        None => work.say(out, Key::NAME, shown),
    }
    put_text(work, out, info, if own.is_some() { shown } else { "" });
    let about = About::of(work, info);
    work.copy(out, Key::URL, about.url);
    let is_named = own.is_some();
    let further = about.further.into_iter();
    let further = further.filter(|(name, _)| !is_named || *name != property::LICENSE_NAME);
    put_properties(work, out, further.map(|(name, value)| (name.to_owned(), value)));
}

/// The texts of the licences within an expression, each at its first use.
pub(super) fn details<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    reference: Value<'s>,
    ids: &[String],
) {
    let mut list = converter.work.array(out, Key::EXPRESSION_DETAILS);
    let mut properties = Vec::new();
    for id in ids {
        let Some(info) = custom(converter, reference, id) else { continue };
        if converter.shown.contains_key(&info.id()) {
            continue;
        }
        converter.shown.insert(info.id(), None);
        converter.carry_head(info);
        let work = &mut converter.work;
        let mut made = work.object(&mut list, Key::NONE, Some(info));
        work.say(&mut made, Key::LICENSE_IDENTIFIER, id);
        put_text(work, &mut made, info, "");
        let about = About::of(work, info);
        work.copy(&mut made, Key::URL, about.url);
        // The details have no properties: those of the expression name the licence.
        let further = about.further.into_iter();
        properties.extend(further.map(|(name, value)| (format!("{name}={id}"), value)));
    }
    put_properties(&mut converter.work, out, properties);
}

/// Writes the licences that nothing refers to as SPDX 2 has them.
pub(super) fn write_unused(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let source = converter.work.source;
    let texts = converter.objects.rows().iter().filter(|row| row.class == Class::LicenceText);
    let texts: Vec<_> = texts.map(|row| source.value(row.object)).collect();
    let mut list = converter.work.array(out, Key::HAS_EXTRACTED_LICENSING_INFOS);
    for info in texts {
        let id = id_of(info).unwrap_or_default();
        let id = id.strip_prefix(&converter.prefix).unwrap_or(id);
        if converter.shown.contains_key(&info.id()) || !licence::is_reference(id) {
            continue;
        }
        converter.carry_head(info);
        let work = &mut converter.work;
        let mut made = work.object(&mut list, Key::NONE, Some(info));
        work.say(&mut made, Key::LICENSE_ID, id);
        let text = info.get(Key::SIMPLELICENSING_LICENSE_TEXT);
        work.copy(&mut made, Key::EXTRACTED_TEXT, text);
        work.copy(&mut made, Key::NAME, info.get(Key::NAME));
        work.copy(&mut made, Key::COMMENT, info.get(Key::COMMENT));
        let about = About::of(work, info);
        let others = about.further.into_iter();
        let others = others.filter(|(name, _)| *name == property::LICENSE_SEE_ALSO);
        let mut addresses = work.array(&mut made, Key::SEE_ALSOS);
        for address in about.url.into_iter().chain(others.map(|(_, value)| value)) {
            work.copy(&mut addresses, Key::NONE, Some(address));
        }
    }
}

/// What an element says of a licence beside its text.
struct About<'s> {
    /// The first address, if it is one to CycloneDX.
    url: Option<Value<'s>>,
    /// Its name, a comment and further addresses, by the names of properties.
    further: Vec<(&'static str, Value<'s>)>,
}

impl<'s> About<'s> {
    fn of(work: &mut Work<'s>, info: Value<'s>) -> Self {
        let mut addresses = Vec::new();
        for reference in info.list(Key::EXTERNAL_REF) {
            addresses.extend(reference.list(Key::LOCATOR).filter(|it| it.as_str().is_some()));
            work.carry_member(reference, Key::TYPE);
            work.carry_member(reference, Key::EXTERNAL_REF_TYPE);
        }
        let first = addresses.first().copied();
        let url = first.filter(|first| first.as_str().is_some_and(is_iri_reference));
        let name = info.get(Key::NAME).map(|value| (property::LICENSE_NAME, value));
        let comment = info.get(Key::COMMENT).map(|value| (property::LICENSE_COMMENT, value));
        let others = addresses.into_iter().skip(usize::from(url.is_some()));
        let others = others.map(|value| (property::LICENSE_SEE_ALSO, value));
        Self { url, further: name.into_iter().chain(comment).chain(others).collect() }
    }
}

/// Writes the text, unless it only stands for one or is the name.
fn put_text<'s>(work: &mut Work<'s>, out: &mut Tail, info: Value<'s>, name: &str) {
    let Some(value) = info.get(Key::SIMPLELICENSING_LICENSE_TEXT) else { return };
    match value.as_str() {
        Some("NOASSERTION") => work.carry(value),
        Some(text) if !name.is_empty() && text == name => work.carry(value),
        Some(_) => {
            let mut attachment = work.object(out, Key::TEXT, Some(value));
            work.copy(&mut attachment, Key::CONTENT, Some(value));
        }
        None => {}
    }
}

fn put_properties<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    properties: impl IntoIterator<Item = (String, Value<'s>)>,
) {
    let mut list = work.array(out, Key::PROPERTIES);
    for (name, value) in properties {
        let mut entry = work.object(&mut list, Key::NONE, Some(value));
        work.say(&mut entry, Key::NAME, &name);
        work.copy(&mut entry, Key::VALUE, Some(value));
    }
}
