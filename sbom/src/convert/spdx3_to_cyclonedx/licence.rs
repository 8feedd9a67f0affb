//! Licences that relationships give to a component. A licence's own text goes with each use, with
//! the first ones if there are very many.

use super::{Converter, id_of};
use crate::convert::words::{licence, property};
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::schema::is_iri_reference;
use crate::spdx::index3::Class;
use crate::tree::{Key, Tail, Value};

/// Writes `licenses`.
pub(super) fn write<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    number: usize,
    kept: &mut Vec<(String, Option<String>, Option<Value<'s>>)>,
) {
    let mut list = converter.work.array(out, Key::LICENSES);
    for (reference, concluded) in converter.graph.licences(number) {
        let Some(text) = text_of(converter, reference, 0) else { continue };
        if reference.as_str().is_some() {
            converter.work.carry(reference);
        }
        let (acknowledgement, name) = match concluded {
            true => ("concluded", property::LICENSE_CONCLUDED),
            false => ("declared", property::LICENSE_DECLARED),
        };
        if matches!(text.as_str(), "NONE" | "NOASSERTION") {
            kept.push((name.to_owned(), Some(text), Some(reference)));
            continue;
        }
        entry(converter, &mut list, reference, &text, acknowledgement);
    }
}

/// Writes `metadata.licenses`: the licence of the document itself.
pub(super) fn of_document<'s>(
    converter: &mut Converter<'s, '_>,
    metadata: &mut Tail,
    reference: Value<'s>,
) {
    let Some(text) = text_of(converter, reference, 0) else { return };
    if matches!(text.as_str(), "NONE" | "NOASSERTION") {
        return;
    }
    if reference.as_str().is_some() {
        converter.work.carry(reference);
    }
    let mut list = converter.work.array(metadata, Key::LICENSES);
    entry(converter, &mut list, reference, &text, "");
}

fn entry<'s>(
    converter: &mut Converter<'s, '_>,
    list: &mut Tail,
    reference: Value<'s>,
    text: &str,
    acknowledgement: &str,
) {
    let read = licence::expression(text);
    let info = read.as_ref().filter(|read| read.is_single).and_then(|read| {
        let id = read.references.first()?;
        custom(converter, reference, id)
    });
    let work = &mut converter.work;
    let mut made = work.object(list, Key::NONE, Some(reference));
    let acknowledge = |work: &mut Work<'s>, into: &mut Tail| {
        if !acknowledgement.is_empty() {
            work.say(into, Key::ACKNOWLEDGEMENT, acknowledgement);
        }
    };
    if let Some(read) = read.as_ref().filter(|read| !read.is_exact) {
        let detail = format!("`{text}` became `{}`", read.text);
        work.lose(reference, LossReason::Approximated, &detail);
    }
    let single = read.as_ref().filter(|read| read.is_single).map(|read| read.text.as_str());
    let id = single.filter(|id| crate::licence_expression::is_cyclonedx_licence_id(id));
    let is_name = single.is_some_and(licence::is_reference) || read.is_none();
    if id.is_some() || is_name {
        let mut inner = work.object(&mut made, Key::LICENSE, Some(reference));
        acknowledge(work, &mut inner);
        match (id, info) {
            (Some(id), _) => work.say(&mut inner, Key::ID, id),
            (None, Some(info)) => {
                shown(converter, &mut inner, info, text);
                converter.carry_head(info);
            }
            (None, None) => work.say(&mut inner, Key::NAME, text),
        }
    } else if let Some(read) = read {
        acknowledge(work, &mut made);
        work.say(&mut made, Key::EXPRESSION, &read.text);
    }
}

/// Returns the element with the text of a licence that is on no list.
fn custom<'s>(
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

fn shown<'s>(converter: &mut Converter<'s, '_>, out: &mut Tail, info: Value<'s>, id: &str) {
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
    match (info.get(Key::SIMPLELICENSING_LICENSE_TEXT), text) {
        (Some(value), Some("NOASSERTION")) => work.carry(value),
        (Some(value), Some(text)) if own.is_some() && text == shown => work.carry(value),
        (Some(value), Some(_)) => {
            let mut attachment = work.object(out, Key::TEXT, Some(value));
            work.copy(&mut attachment, Key::CONTENT, Some(value));
        }
        _ => {}
    }
    let reference = info.list(Key::EXTERNAL_REF).next();
    if let Some(reference) = reference {
        let address = reference.list(Key::LOCATOR).next();
        let is_address = |address: &Value<'_>| address.as_str().is_some_and(is_iri_reference);
        work.copy(out, Key::URL, address.filter(is_address));
        work.carry_member(reference, Key::TYPE);
        work.carry_member(reference, Key::EXTERNAL_REF_TYPE);
    }
    let further = [(Key::NAME, property::LICENSE_NAME), (Key::COMMENT, property::LICENSE_COMMENT)];
    let mut list = work.array(out, Key::PROPERTIES);
    for (key, name) in further.into_iter().skip(usize::from(own.is_some())) {
        let Some(value) = info.get(key) else { continue };
        let mut entry = work.object(&mut list, Key::NONE, Some(value));
        work.say(&mut entry, Key::NAME, name);
        work.copy(&mut entry, Key::VALUE, Some(value));
    }
}

/// Marks what an expression's own ids stand for: elements of the document, and names that follow
/// from the ids. What names something elsewhere is left, to be reported.
fn custom_ids<'s>(converter: &mut Converter<'s, '_>, expression: Value<'s>) {
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

/// Returns a licence as an expression; sets of sets only to a depth that people write.
fn text_of<'s>(
    converter: &mut Converter<'s, '_>,
    reference: Value<'s>,
    depth: usize,
) -> Option<String> {
    const DEEPEST: usize = 16;
    let Some((object, class)) = converter.object_and_class(reference) else {
        let last = reference.as_str()?.rsplit(['/', '#', ':']).next()?;
        return Some(match last.trim_start_matches("expandedlicensing_") {
            "None" | "NoneLicense" => "NONE".to_owned(),
            "NoAssertion" | "NoAssertionLicense" => "NOASSERTION".to_owned(),
            other => other.to_owned(),
        });
    };
    if depth > DEEPEST || !converter.may_share(0) {
        return None;
    }
    let set = |word: &str, converter: &mut Converter<'s, '_>| {
        let members: Vec<String> = object
            .list(Key::EXPANDEDLICENSING_MEMBER)
            .filter_map(|member| {
                let text = text_of(converter, member, depth + 1)?;
                converter.work.carry(member);
                Some(if text.contains(' ') { format!("({text})") } else { text })
            })
            .collect();
        (!members.is_empty()).then(|| members.join(word))
    };
    let text = match class {
        Class::LicenceExpression => {
            let value = object.get(Key::SIMPLELICENSING_LICENSE_EXPRESSION)?;
            converter.work.carry(value);
            custom_ids(converter, object);
            value.as_str()?.to_owned()
        }
        Class::AllLicences => set(" AND ", converter)?,
        Class::AnyLicence => set(" OR ", converter)?,
        Class::OrLater => {
            let inner = object.get(Key::EXPANDEDLICENSING_SUBJECT_LICENSE)?;
            let text = text_of(converter, inner, depth + 1)?;
            converter.work.carry(inner);
            format!("{text}+")
        }
        _ => id_of(object)?.rsplit(['/', '#']).next()?.to_owned(),
    };
    converter.carry_head(object);
    converter.may_share(text.len()).then_some(text)
}
