//! Licences: see the table in `cyclonedx_to_spdx2/licence.rs`, from right to left. `NONE` and
//! `NOASSERTION` become properties. A licence's own text goes with its first use.

use std::collections::HashMap;

use super::kept::Kept;
use crate::convert::words::{licence, property};
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::schema::is_iri_reference;
use crate::tree::{Key, Tail, Value};

/// The document's extracted licences by their id.
#[derive(Debug, Default)]
pub(super) struct Extracted<'s> {
    by_id: HashMap<&'s str, Info<'s>>,
}

#[derive(Debug)]
struct Info<'s> {
    value: Value<'s>,
    /// Whether its text was shown.
    is_used: bool,
    /// The name that the id was made of, if it was, once somebody asked.
    own_name: Option<Option<&'s str>>,
}

impl<'s> Extracted<'s> {
    pub(super) fn of(root: Value<'s>) -> Self {
        let mut by_id = HashMap::new();
        for value in root.list(Key::HAS_EXTRACTED_LICENSING_INFOS) {
            if let Some(id) = value.text(Key::LICENSE_ID) {
                by_id.entry(id).or_insert(Info { value, is_used: false, own_name: None });
            }
        }
        Self { by_id }
    }

    /// Writes the licences that nothing refers to as SPDX 2 has them.
    pub(super) fn write_unused(&mut self, work: &mut Work<'s>, out: &mut Tail) {
        let mut list = work.array(out, Key::HAS_EXTRACTED_LICENSING_INFOS);
        for value in work.source.root().list(Key::HAS_EXTRACTED_LICENSING_INFOS) {
            let id = value.text(Key::LICENSE_ID).filter(|id| licence::is_reference(id));
            let own = id.and_then(|id| self.by_id.get(id));
            if own.is_none_or(|info| info.is_used || info.value.id() != value.id()) {
                continue;
            }
            let mut made = work.object(&mut list, Key::NONE, Some(value));
            for key in [Key::LICENSE_ID, Key::EXTRACTED_TEXT, Key::NAME, Key::COMMENT] {
                work.copy(&mut made, key, value.get(key));
            }
            let mut addresses = work.array(&mut made, Key::SEE_ALSOS);
            for address in value.list(Key::SEE_ALSOS) {
                work.copy(&mut addresses, Key::NONE, Some(address));
            }
        }
    }

    /// Returns a licence at its first use.
    fn first_use(&mut self, id: &str) -> Option<Value<'s>> {
        let info = self.by_id.get_mut(id)?;
        (!std::mem::replace(&mut info.is_used, true)).then_some(info.value)
    }

    /// Returns the name that an id was made of, if it was made of one.
    fn own_name(&mut self, id: &str) -> Option<&'s str> {
        let Info { value, own_name, .. } = self.by_id.get_mut(id)?;
        *own_name.get_or_insert_with(|| {
            let (name, text) = (value.text(Key::NAME)?, value.text(Key::EXTRACTED_TEXT)?);
            (licence::reference_id(name, text) == id).then_some(name)
        })
    }
}

/// Writes `licenses` of a package: what was concluded and what is declared.
pub(super) fn write<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    element: Value<'s>,
    extracted: &mut Extracted<'s>,
    kept: &mut Kept<'s>,
) {
    let mut list = work.array(out, Key::LICENSES);
    let stated = [
        (Key::LICENSE_DECLARED, "declared", property::LICENSE_DECLARED),
        (Key::LICENSE_CONCLUDED, "concluded", property::LICENSE_CONCLUDED),
    ];
    for (key, acknowledgement, name) in stated {
        let Some(value) = element.get(key) else { continue };
        match value.as_str().map(str::trim) {
            Some("NONE" | "NOASSERTION") => kept.keep_value(work, value, name),
            Some("") | None => drop(work.read(value)),
            Some(_) => entry(work, &mut list, value, acknowledgement, extracted),
        }
    }
}

/// Writes `evidence.licenses`: what was found in files.
pub(super) fn write_observed<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    element: Value<'s>,
    key: Key,
    extracted: &mut Extracted<'s>,
    kept: &mut Kept<'s>,
) {
    let is_said = |value: &Value<'s>| !matches!(value.as_str(), Some("NONE" | "NOASSERTION" | ""));
    for value in element.list(key).filter(|value| !is_said(value)) {
        kept.keep_value(work, value, property::LICENSE_FROM_FILE);
    }
    let mut said = element.list(key).filter(is_said).peekable();
    if said.peek().is_none() {
        return;
    }
    let mut evidence = work.object(out, Key::EVIDENCE, None);
    let mut list = work.array(&mut evidence, Key::LICENSES);
    for value in said {
        entry(work, &mut list, value, "", extracted);
    }
}

/// Writes one licence text: an id, a name, or an expression.
fn entry<'s>(
    work: &mut Work<'s>,
    list: &mut Tail,
    value: Value<'s>,
    acknowledgement: &str,
    extracted: &mut Extracted<'s>,
) {
    let Some(text) = work.read(value).map(str::trim) else { return };
    let read = licence::expression(text);
    let mut made = work.object(list, Key::NONE, Some(value));
    let Some(read) = read else {
        let mut inner = work.object(&mut made, Key::LICENSE, Some(value));
        acknowledge(work, &mut inner, acknowledgement);
        work.put(&mut inner, Key::NAME, text, value);
        work.lose(value, LossReason::Approximated, "no licence expression, written as a name");
        return;
    };
    if !read.is_exact {
        let detail = format!("`{text}` became `{}`", read.text);
        work.lose(value, LossReason::Approximated, &detail);
    }
    if read.is_single && crate::licence_expression::is_cyclonedx_licence_id(&read.text) {
        let mut inner = work.object(&mut made, Key::LICENSE, Some(value));
        acknowledge(work, &mut inner, acknowledgement);
        work.put(&mut inner, Key::ID, &read.text, value);
    } else if read.is_single && licence::is_reference(&read.text) {
        let mut inner = work.object(&mut made, Key::LICENSE, Some(value));
        acknowledge(work, &mut inner, acknowledgement);
        let own = extracted.own_name(text);
        work.put(&mut inner, Key::NAME, own.unwrap_or(text), value);
        if let Some(info) = extracted.first_use(text) {
            shown(work, &mut inner, info, own.is_some());
        }
    } else {
        // `Apache-2.0+` is no id of the list, and valid as an expression.
        acknowledge(work, &mut made, acknowledgement);
        details(work, &mut made, &read.references, extracted);
        work.put(&mut made, Key::EXPRESSION, &read.text, value);
    }
}

fn acknowledge(work: &mut Work<'_>, out: &mut Tail, word: &str) {
    if !word.is_empty() {
        work.say(out, Key::ACKNOWLEDGEMENT, word);
    }
}

/// The texts of the licences within an expression (CycloneDX 1.7).
fn details<'s>(
    work: &mut Work<'s>,
    out: &mut Tail,
    references: &[String],
    extracted: &mut Extracted<'s>,
) {
    let infos: Vec<Value<'s>> =
        references.iter().filter_map(|id| extracted.first_use(id)).collect();
    if infos.is_empty() {
        return;
    }
    let mut list = work.array(out, Key::EXPRESSION_DETAILS);
    let mut properties = Vec::new();
    for info in infos {
        let mut made = work.object(&mut list, Key::NONE, Some(info));
        let Some(id) = info.text(Key::LICENSE_ID) else { continue };
        work.copy(&mut made, Key::LICENSE_IDENTIFIER, info.get(Key::LICENSE_ID));
        text_and_url(work, &mut made, info, "");
        // The details have no properties: those of the expression name the licence.
        for (name, value) in further(info) {
            properties.push((format!("{name}={id}"), value));
        }
    }
    put_properties(work, out, properties);
}

/// What there is to say of an extracted licence.
fn shown<'s>(work: &mut Work<'s>, out: &mut Tail, info: Value<'s>, is_named: bool) {
    work.carry_member(info, Key::LICENSE_ID);
    let name = match is_named {
        true => work.take(info, Key::NAME).unwrap_or_default(),
        false => "",
    };
    text_and_url(work, out, info, name);
    let properties = further(info)
        .into_iter()
        .filter(|(name, _)| !is_named || *name != property::LICENSE_NAME)
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    put_properties(work, out, properties);
}

/// The text, unless it only stands for one, and the first address.
fn text_and_url<'s>(work: &mut Work<'s>, out: &mut Tail, info: Value<'s>, name: &str) {
    if let Some(value) = info.get(Key::EXTRACTED_TEXT) {
        match work.read(value) {
            Some("NOASSERTION") => work.carry(value),
            Some(text) if !name.is_empty() && text == name => work.carry(value),
            Some(text) => {
                let mut made = work.object(out, Key::TEXT, Some(value));
                work.put(&mut made, Key::CONTENT, text, value);
            }
            None => {}
        }
    }
    work.copy(out, Key::URL, address(info));
}

/// Returns the first address, if it is one to CycloneDX.
fn address(info: Value<'_>) -> Option<Value<'_>> {
    let first = info.list(Key::SEE_ALSOS).next();
    first.filter(|first| first.as_str().is_some_and(is_iri_reference))
}

/// The name, further addresses and the comment of an extracted licence.
fn further<'s>(info: Value<'s>) -> Vec<(&'static str, Value<'s>)> {
    let name = info.get(Key::NAME).map(|value| (property::LICENSE_NAME, value));
    let comment = info.get(Key::COMMENT).map(|value| (property::LICENSE_COMMENT, value));
    let addresses = info.list(Key::SEE_ALSOS).skip(usize::from(address(info).is_some()));
    let addresses = addresses.map(|value| (property::LICENSE_SEE_ALSO, value));
    name.into_iter().chain(comment).chain(addresses).collect()
}

fn put_properties<'s>(work: &mut Work<'s>, out: &mut Tail, properties: Vec<(String, Value<'s>)>) {
    let mut list = work.array(out, Key::PROPERTIES);
    for (name, value) in properties {
        let Some(text) = work.read(value) else { continue };
        let mut made = work.object(&mut list, Key::NONE, Some(value));
        work.say(&mut made, Key::NAME, &name);
        work.put(&mut made, Key::VALUE, text, value);
    }
}
