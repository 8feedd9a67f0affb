//! Members that older versions write in another form.

use super::{Changer, Inside, Open};
use crate::cyclonedx::schema::{
    BOM, COMPONENT, ENTITY, EXTERNAL_REFERENCE, HASH, IDENTITY, LICENCE, METADATA, REFERENCE_TYPE,
    V1_0, V1_1, V1_2, V1_3, V1_4, V1_5, V1_6,
};
use crate::losses::LossReason;
use crate::schema::{Shape, Type};
use crate::tree::{Key, Scalar, Tail, Value};

static HASHES: Type = Type::Object(&HASH);
static REFERENCES: Type = Type::Object(&EXTERNAL_REFERENCE);

/// Names of the versions.
const NAMES: [&str; 8] = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// Reports whether a required member is written even if the source does not have it.
pub(super) fn is_made_up(shape: &'static Shape, key: Key) -> bool {
    let is = |other: &'static Shape| std::ptr::eq(shape, other);
    is(&COMPONENT) && matches!(key, Key::VERSION | Key::MODIFIED)
        || is(&BOM) && matches!(key, Key::VERSION | Key::COMPONENTS)
}

/// Writes what the version demands, and what comes from elsewhere, at the beginning of an object;
/// returns a list that was begun.
pub(super) fn begin<'s>(
    changer: &mut Changer<'s>,
    tail: &mut Tail,
    value: Value<'s>,
    shape: &'static Shape,
) -> Option<(Key, Tail)> {
    let is = |other: &'static Shape| std::ptr::eq(shape, other);
    if is(&BOM) {
        // Members by which a document without a name is recognised may be left out.
        if value.get(Key::BOM_FORMAT).is_none() {
            changer.work.say(tail, Key::BOM_FORMAT, FORMAT);
        }
        if value.get(Key::SPEC_VERSION).is_none() {
            let name = NAMES.get(usize::from(changer.to)).copied().unwrap_or("1.7");
            changer.work.say(tail, Key::SPEC_VERSION, name);
        }
        let is_json = !changer.is_xml && changer.to <= V1_4;
        if is_json && value.get(Key::VERSION).is_none() {
            changer.work.say_scalar(tail, Key::VERSION, Scalar::Number("1"));
        }
        let demands_components = changer.is_xml && changer.to <= V1_1;
        if demands_components && value.get(Key::COMPONENTS).is_none() {
            changer.work.array(tail, Key::COMPONENTS);
        }
    } else if is(&COMPONENT) {
        if changer.to <= V1_3 && value.text(Key::VERSION).is_none() {
            changer.work.say(tail, Key::VERSION, "");
        }
        if changer.to == V1_0 && value.get(Key::MODIFIED).is_none() {
            changer.work.say_scalar(tail, Key::MODIFIED, Scalar::Bool(false));
        }
    } else if is(&LICENCE) {
        name_of_licence(changer, tail, value);
    } else if is(&METADATA) && (V1_2..V1_6).contains(&changer.to) {
        manufacture(changer, tail, value);
        return author(changer, tail, value);
    }
    None
}

/// XML up to 1.5 takes licences without an id and a name.
fn name_of_licence<'s>(changer: &mut Changer<'s>, tail: &mut Tail, licence: Value<'s>) {
    let is_named = [Key::ID, Key::NAME].iter().any(|key| licence.get(*key).is_some());
    let is_demanded = !changer.is_xml || changer.to >= V1_6;
    if !is_named && is_demanded && changer.from.is_xml {
        let name = licence.text(Key::URL).filter(|url| !url.trim().is_empty());
        changer.work.say(tail, Key::NAME, name.unwrap_or("unnamed"));
    }
}

/// The manufacturer of the subject stood in the metadata before 1.6.
fn manufacture<'s>(changer: &mut Changer<'s>, tail: &mut Tail, metadata: Value<'s>) {
    let of_subject = metadata.get(Key::COMPONENT).and_then(|value| value.get(Key::MANUFACTURER));
    if let Some(entity) = of_subject.filter(|entity| entity.is_object())
        && metadata.get(Key::MANUFACTURE).is_none()
    {
        changer.object(tail, Key::MANUFACTURE, entity, &ENTITY);
    }
}

/// The maker of the document was one of its authors before 1.6.
fn author<'s>(
    changer: &mut Changer<'s>,
    tail: &mut Tail,
    metadata: Value<'s>,
) -> Option<(Key, Tail)> {
    let name = metadata.get(Key::MANUFACTURER)?.get(Key::NAME)?;
    let mut list = changer.work.array(tail, Key::AUTHORS);
    let mut author = changer.work.object(&mut list, Key::NONE, Some(name));
    changer.work.copy(&mut author, Key::NAME, Some(name));
    changer.work.lose(name, LossReason::Approximated, "written as an author");
    Some((Key::AUTHORS, list))
}

/// Writes a member in an older form; returns whether it is dealt with.
pub(super) fn member<'s>(
    changer: &mut Changer<'s>,
    tail: &mut Tail,
    shape: &'static Shape,
    parent: Value<'s>,
    value: Value<'s>,
) -> bool {
    let is = |other: &'static Shape| std::ptr::eq(shape, other);
    let to = changer.to;
    match value.key() {
        Key::SPEC_VERSION if is(&BOM) => {
            let name = NAMES.get(usize::from(to)).copied().unwrap_or("1.7");
            changer.work.put(tail, Key::SPEC_VERSION, name, value);
        }
        Key::BOM_FORMAT if is(&BOM) && !is_named(value) => {
            changer.work.say(tail, Key::BOM_FORMAT, FORMAT);
            changer.work.lose(value, LossReason::Invalid, "not the name of the format");
        }
        Key::DOLLAR_SCHEMA if is(&BOM) => schema_address(changer, tail, value),
        Key::VERSION if is(&BOM) && to >= V1_5 && value.as_number() == Some("0") => {
            changer.work.say_scalar(tail, Key::VERSION, Scalar::Number("1"));
            changer.work.lose(value, LossReason::Invalid, "revisions begin with 1");
        }
        Key::BOM_REF if to >= V1_5 && value.as_str() == Some("") => changer.work.carry(value),
        // Written as `metadata.manufacture`, see above.
        Key::MANUFACTURER if is(&COMPONENT) && is_manufacture(changer, parent) => {}
        Key::AUTHORS if is(&COMPONENT) && to < V1_6 => authors(changer, tail, parent, value),
        Key::TOOLS if value.is_object() && to < V1_5 => tools(changer, tail, value),
        Key::IDENTITY if to == V1_5 && value.is_array() => {
            identity(changer, tail, value);
        }
        Key::TYPE if is(&EXTERNAL_REFERENCE) => {
            return reference_type(changer, tail, parent, value);
        }
        _ => return false,
    }
    true
}

const FORMAT: &str = "CycloneDX";

fn is_named(value: Value<'_>) -> bool {
    value.as_str().is_some_and(|name| name.eq_ignore_ascii_case(FORMAT))
}

/// Each version's schema has its own address; XML has none.
fn schema_address<'s>(changer: &mut Changer<'s>, tail: &mut Tail, value: Value<'s>) {
    let name = match changer.to {
        V1_0 | V1_1 => "",
        V1_2 => "1.2a",
        to => NAMES.get(usize::from(to)).copied().unwrap_or("1.7"),
    };
    match changer.is_xml || name.is_empty() {
        true => changer.work.carry(value),
        false => {
            let address = format!("http://cyclonedx.org/schema/bom-{name}.schema.json");
            changer.work.put(tail, Key::DOLLAR_SCHEMA, &address, value);
        }
    }
}

fn is_manufacture(changer: &Changer<'_>, component: Value<'_>) -> bool {
    let metadata = changer.work.source.root().get(Key::METADATA);
    (V1_2..V1_6).contains(&changer.to)
        && metadata.is_some_and(|metadata| {
            let subject = metadata.get(Key::COMPONENT);
            subject.is_some_and(|subject| subject.id() == component.id())
                && metadata.get(Key::MANUFACTURE).is_none()
        })
}

/// The names of all authors as one text.
fn authors<'s>(changer: &mut Changer<'s>, tail: &mut Tail, component: Value<'s>, list: Value<'s>) {
    if component.get(Key::AUTHOR).is_some() || changer.to < V1_2 {
        return;
    }
    let names: Vec<Value<'s>> =
        list.children().filter_map(|author| author.get(Key::NAME)).collect();
    let texts: Vec<&str> = names.iter().filter_map(|name| name.as_str()).collect();
    if texts.is_empty() {
        return;
    }
    changer.work.derive(tail, Key::AUTHOR, &texts.join("; "), list);
    names.into_iter().for_each(|name| changer.work.carry(name));
}

/// Components and services as the tools of 1.4.
fn tools<'s>(changer: &mut Changer<'s>, tail: &mut Tail, tools: Value<'s>) {
    let mut list = changer.work.array(tail, Key::TOOLS);
    for entry in tools.list(Key::COMPONENTS).chain(tools.list(Key::SERVICES)) {
        let mut tool = changer.work.object(&mut list, Key::NONE, Some(entry));
        let named = |key| entry.get(key).and_then(|entity: Value<'s>| entity.get(Key::NAME));
        let vendor = entry.get(Key::GROUP).or_else(|| named(Key::MANUFACTURER));
        let vendor = vendor.or_else(|| named(Key::SUPPLIER)).or_else(|| named(Key::PROVIDER));
        changer.work.copy(&mut tool, Key::VENDOR, vendor);
        changer.work.copy(&mut tool, Key::NAME, entry.get(Key::NAME));
        changer.work.copy(&mut tool, Key::VERSION, entry.get(Key::VERSION));
        if entry.text(Key::TYPE) == Some("application") {
            changer.work.carry_member(entry, Key::TYPE);
        }
        let references = (Key::EXTERNAL_REFERENCES, &REFERENCES);
        let lists = [(Key::HASHES, &HASHES), references];
        let lists = lists.into_iter().take(if changer.to >= V1_4 { 2 } else { 1 });
        for (key, kind) in lists {
            let Some(value) = entry.get(key).filter(|value| value.is_array()) else { continue };
            let inner = changer.work.array(&mut tool, key);
            let (children, inside) = (value.children(), Inside::List(kind));
            changer.open.push(Open { tail: inner, value, children, inside, begun: None });
        }
    }
}

/// 1.5 has one identity.
fn identity<'s>(changer: &mut Changer<'s>, tail: &mut Tail, list: Value<'s>) {
    let mut entries = list.children().filter(|entry| entry.is_object());
    if let Some(first) = entries.next() {
        changer.object(tail, Key::IDENTITY, first, &IDENTITY);
    }
    for entry in entries {
        changer.work.lose(entry, LossReason::OnlyOne, "");
    }
}

/// A type of reference that the version does not know: `other`, with the type as comment.
fn reference_type<'s>(
    changer: &mut Changer<'s>,
    tail: &mut Tail,
    reference: Value<'s>,
    value: Value<'s>,
) -> bool {
    let Some(text) = value.as_str() else { return false };
    let near = super::word::fitting(&REFERENCE_TYPE, text, changer.to, changer.is_xml);
    if near == Some(text) {
        return false;
    }
    super::word::write(changer, tail, Key::TYPE, value, &REFERENCE_TYPE);
    if reference.get(Key::COMMENT).is_none() {
        changer.work.say(tail, Key::COMMENT, text);
    }
    true
}
