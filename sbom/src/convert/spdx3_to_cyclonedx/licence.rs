//! Licences that relationships give to a component. A licence's own text goes with each use, with
//! the first ones if there are very many.

use super::unlisted::{custom, custom_ids, details, shown};
use super::{Converter, id_of};
use crate::convert::words::{licence, property};
use crate::convert::work::Work;
use crate::losses::LossReason;
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
        let Some(text) = stated(converter, reference) else { continue };
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

/// Returns the licence that a reference means as an expression, and marks the reference.
pub(super) fn stated<'s>(
    converter: &mut Converter<'s, '_>,
    reference: Value<'s>,
) -> Option<String> {
    let text = text_of(converter, reference, 0)?;
    if reference.as_str().is_some() {
        converter.work.carry(reference);
    }
    Some(text)
}

/// Writes `metadata.licenses`: the licence of the document itself.
pub(super) fn of_document<'s>(
    converter: &mut Converter<'s, '_>,
    metadata: &mut Tail,
    reference: Value<'s>,
) {
    let Some(text) = stated(converter, reference) else { return };
    if matches!(text.as_str(), "NONE" | "NOASSERTION") {
        let detail = "no licence";
        return converter.work.lose(reference, LossReason::NoPlace, detail);
    }
    let mut list = converter.work.array(metadata, Key::LICENSES);
    entry(converter, &mut list, reference, &text, "");
}

/// Writes `evidence.licenses`: what was found in files, which properties keep.
pub(super) fn write_observed<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    kept: &mut Vec<(String, Option<String>, Option<Value<'s>>)>,
) {
    let is_found = |(name, text, _): &mut (String, Option<String>, Option<Value<'s>>)| {
        let read = text.as_deref().map(licence::expression);
        name == property::LICENSE_FROM_FILE && read.flatten().is_some_and(|read| read.is_exact)
    };
    let found: Vec<_> = kept.extract_if(.., is_found).collect();
    if found.is_empty() {
        return;
    }
    let work = &mut converter.work;
    let mut evidence = work.object(out, Key::EVIDENCE, None);
    let mut list = work.array(&mut evidence, Key::LICENSES);
    for (_, text, of) in found {
        let Some(text) = text else { continue };
        let mut made = work.object(&mut list, Key::NONE, of);
        let is_id = crate::licence_expression::is_cyclonedx_licence_id(&text);
        if is_id || licence::is_reference(&text) {
            let mut inner = work.object(&mut made, Key::LICENSE, None);
            work.say(&mut inner, if is_id { Key::ID } else { Key::NAME }, &text);
        } else {
            work.say(&mut made, Key::EXPRESSION, &text);
        }
    }
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
        details(converter, &mut made, reference, &read.references);
        converter.work.say(&mut made, Key::EXPRESSION, &read.text);
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
            if !converter.work.ledger.has(value) {
                custom_ids(converter, object);
            }
            converter.work.carry(value);
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
