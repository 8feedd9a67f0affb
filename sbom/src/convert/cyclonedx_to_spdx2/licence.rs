//! Licences.
//!
//! | CycloneDX | SPDX 2 |
//! |---|---|
//! | entries acknowledged as `declared`, or not at all | `licenseDeclared` |
//! | entries acknowledged as `concluded` | `licenseConcluded` |
//! | `evidence.licenses` of what was SPDX | `licenseInfoFromFiles`, `licenseInfoInFiles` |
//! | `name` (with `text`, `url`) | `LicenseRef-` and `hasExtractedLicensingInfos` |
//! | several entries | joined by `AND`, which is reported |

use std::collections::{HashMap, HashSet};

use super::{Converter, Kept};
use crate::convert::words::{licence, property};
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// Licences that are on no list, to be written with the document.
#[derive(Debug, Default)]
pub(in crate::convert) struct Extracted<'s> {
    pub(in crate::convert) entries: Vec<Entry<'s>>,
    by_id: HashMap<String, usize>,
    /// The addresses of each entry.
    addresses: HashSet<(usize, &'s str)>,
}

#[derive(Debug)]
pub(in crate::convert) struct Entry<'s> {
    pub(in crate::convert) id: String,
    /// The best text there is; empty as long as only the id is known.
    pub(in crate::convert) text: String,
    pub(in crate::convert) name: Option<String>,
    pub(in crate::convert) see_also: Vec<&'s str>,
    pub(in crate::convert) comment: Option<&'s str>,
    pub(in crate::convert) of: Option<Value<'s>>,
}

/// Stands for the text of a licence that a document uses and does not show.
const NO_TEXT: &str = "NOASSERTION";

/// Writes `licenseConcluded`, `licenseDeclared` and `licenseInfoFromFiles` of a package.
pub(super) fn of_package<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    component: Value<'s>,
    kept: &mut Kept<'s>,
) {
    stated(converter, out, component, kept);
    observed(converter, out, Key::LICENSE_INFO_FROM_FILES, component, kept);
}

/// Writes `licenseConcluded` and `licenseInfoInFiles` of a file; SPDX files declare nothing.
pub(super) fn of_file<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    component: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let concluded = joined(&mut converter.work, &mut converter.extracted, component, true);
    write(converter, out, Key::LICENSE_CONCLUDED, concluded, kept, property::LICENSE_CONCLUDED);
    observed(converter, out, Key::LICENSE_INFO_IN_FILES, component, kept);
}

fn stated<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    component: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let concluded = joined(&mut converter.work, &mut converter.extracted, component, true);
    write(converter, out, Key::LICENSE_CONCLUDED, concluded, kept, property::LICENSE_CONCLUDED);
    let declared = joined(&mut converter.work, &mut converter.extracted, component, false);
    write(converter, out, Key::LICENSE_DECLARED, declared, kept, property::LICENSE_DECLARED);
}

fn write<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    key: Key,
    expression: Option<(String, Value<'s>)>,
    kept: &mut Kept<'s>,
    name: &str,
) {
    let work = &mut converter.work;
    match expression {
        Some((text, entry)) => work.derive(out, key, &text, entry),
        None => {
            if let Some((text, entry)) = kept.take(work, name) {
                work.put(out, key, text, entry);
            }
        }
    }
}

/// Joins the entries of one acknowledgement into one expression.
pub(in crate::convert) fn joined<'s>(
    work: &mut Work<'s>,
    extracted: &mut Extracted<'s>,
    component: Value<'s>,
    concluded: bool,
) -> Option<(String, Value<'s>)> {
    let list = component.get(Key::LICENSES)?;
    let mut texts: Vec<(String, bool)> = Vec::new();
    let mut first = None;
    for entry in component.list(Key::LICENSES) {
        let inner = entry.get(Key::LICENSE).unwrap_or(entry);
        let acknowledgement = inner.get(Key::ACKNOWLEDGEMENT);
        let is_concluded = acknowledgement.and_then(Value::as_str) == Some("concluded");
        if is_concluded != concluded {
            continue;
        }
        let Some(made) = one(work, extracted, entry) else { continue };
        if let Some(value) = acknowledgement {
            work.carry(value);
        }
        // Nothing refers to a licence by it.
        work.carry_member(inner, Key::BOM_REF);
        texts.push(made);
        first = first.or(Some(entry));
    }
    if texts.len() > 1 {
        work.lose(list, LossReason::Approximated, "several licences, joined with AND");
    }
    let several = texts.len() > 1;
    let parts: Vec<String> = texts
        .into_iter()
        .map(|(text, has_or)| if several && has_or { format!("({text})") } else { text })
        .collect();
    Some((parts.join(" AND "), first?))
}

/// Returns one entry as an expression, and whether that has an `OR`.
pub(in crate::convert) fn one<'s>(
    work: &mut Work<'s>,
    extracted: &mut Extracted<'s>,
    entry: Value<'s>,
) -> Option<(String, bool)> {
    let Some(inner) = entry.get(Key::LICENSE) else {
        let value = entry.get(Key::EXPRESSION)?;
        let text = work.read(value)?;
        work.carry(value);
        details(work, extracted, entry);
        return Some(match licence::expression(text) {
            Some(read) => {
                mended(work, value, text, &read);
                for id in &read.references {
                    extracted.mention(id);
                }
                (read.text, read.has_or)
            }
            None => (extracted.add(text, None, None, value), false),
        });
    };
    let id = inner.get(Key::ID).and_then(|id| Some((id, work.read(id)?)));
    if let Some((value, text)) = id
        && let Some(read) = licence::expression(text)
        && read.references.is_empty()
    {
        work.carry(value);
        mended(work, value, text, &read);
        return Some((read.text, read.has_or));
    }
    let name = inner.get(Key::NAME).and_then(|name| Some((name, work.read(name)?)));
    let (value, name) = id.or(name)?;
    work.carry(value);
    let text = text_of(work, inner);
    // Tools put expressions into names.
    if text.is_none()
        && let Some(read) = licence::expression(name)
        && read.is_spelled
    {
        let is_own = read.is_single && !read.references.is_empty();
        if !is_own {
            let detail = "a licence expression in place of a name";
            work.lose(value, LossReason::Approximated, detail);
        }
        for id in &read.references {
            extracted.mention(id);
        }
        if !is_own {
            return Some((read.text, read.has_or));
        }
    }
    let url = address(work, inner);
    let id = extracted.add(name, text, url, inner);
    for property in inner.list(Key::PROPERTIES) {
        extracted.restore(work, &id, property);
    }
    Some((id, false))
}

/// Reports an expression that was not written to the letter.
fn mended(work: &mut Work<'_>, value: Value<'_>, text: &str, read: &licence::Expression) {
    if !read.is_exact {
        let detail = format!("`{text}` became `{}`", read.text);
        work.lose(value, LossReason::Approximated, &detail);
    }
}

/// Returns the address of a licence; one with blanks is none to SPDX.
fn address<'s>(work: &mut Work<'s>, of: Value<'s>) -> Option<&'s str> {
    let value = of.get(Key::URL)?;
    let text = work.read(value)?;
    if text.contains(char::is_whitespace) {
        work.lose(value, LossReason::Invalid, "an address has no blanks");
        return None;
    }
    work.carry(value);
    Some(text)
}

/// Returns the text of a licence, if it is plain.
fn text_of<'s>(work: &mut Work<'s>, of: Value<'s>) -> Option<&'s str> {
    let attachment = of.get(Key::TEXT)?;
    if attachment.get(Key::ENCODING).is_some() {
        work.lose(attachment, LossReason::Invalid, "encoded text");
        return None;
    }
    if attachment.text(Key::CONTENT_TYPE) == Some("text/plain") {
        work.carry_member(attachment, Key::CONTENT_TYPE);
    }
    work.take(attachment, Key::CONTENT)
}

/// The texts that CycloneDX 1.7 keeps beside an expression.
fn details<'s>(work: &mut Work<'s>, extracted: &mut Extracted<'s>, entry: Value<'s>) {
    for detail in entry.list(Key::EXPRESSION_DETAILS) {
        let Some(id) = detail.get(Key::LICENSE_IDENTIFIER) else { continue };
        let Some(name) = id.as_str().filter(|id| licence::is_reference(id)) else { continue };
        work.carry(id);
        work.carry_member(detail, Key::BOM_REF);
        let text = text_of(work, detail);
        let url = address(work, detail);
        extracted.add(name, text, url, detail);
    }
    for property in entry.list(Key::PROPERTIES) {
        let id = property.text(Key::NAME).and_then(|name| name.rsplit('=').next());
        if let Some(id) = id.filter(|id| licence::is_reference(id)).map(str::to_owned) {
            extracted.restore(work, &id, property);
        }
    }
}

/// `evidence.licenses`, which only a package with analysed files may have.
fn observed<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    key: Key,
    component: Value<'s>,
    kept: &mut Kept<'s>,
) {
    let mut list = converter.work.array(out, key);
    for (text, entry) in kept.take_all(&mut converter.work, property::LICENSE_FROM_FILE) {
        converter.work.put(&mut list, Key::NONE, text, entry);
    }
    let is_file = key == Key::LICENSE_INFO_IN_FILES;
    let Some(evidence) = component.get(Key::EVIDENCE).filter(|_| is_file || converter.was_spdx)
    else {
        return;
    };
    for entry in evidence.list(Key::LICENSES) {
        if let Some((text, _)) = one(&mut converter.work, &mut converter.extracted, entry) {
            converter.work.derive(&mut list, Key::NONE, &text, entry);
        }
    }
}

impl<'s> Extracted<'s> {
    /// Takes up the licences that a tree between two versions of SPDX carries along.
    pub(in crate::convert) fn take_along(&mut self, work: &mut Work<'s>) {
        for value in work.source.root().list(Key::HAS_EXTRACTED_LICENSING_INFOS) {
            let Some(id) = value.text(Key::LICENSE_ID).filter(|id| licence::is_reference(id))
            else {
                continue;
            };
            let number = self.mention(id);
            let Some(entry) = self.entries.get_mut(number).filter(|it| it.text.is_empty()) else {
                continue;
            };
            work.carry_member(value, Key::LICENSE_ID);
            entry.text = work.take(value, Key::EXTRACTED_TEXT).unwrap_or_default().to_owned();
            entry.name = work.take(value, Key::NAME).map(str::to_owned);
            entry.comment = work.take(value, Key::COMMENT);
            entry.of = Some(value);
            for address in value.list(Key::SEE_ALSOS) {
                let text = work.read(address).filter(|text| self.addresses.insert((number, *text)));
                entry.see_also.extend(text);
                work.carry(address);
            }
        }
    }

    /// Adds a licence and returns its id: the name, if that is one and free.
    fn add(
        &mut self,
        name: &'s str,
        text: Option<&'s str>,
        url: Option<&'s str>,
        of: Value<'s>,
    ) -> String {
        let is_own = licence::is_reference(name);
        let id = match is_own {
            true => name.to_owned(),
            false => licence::reference_id(name, text.unwrap_or(name)),
        };
        let number = self.mention(&id);
        if let Some(entry) = self.entries.get_mut(number) {
            if entry.text.is_empty()
                && let Some(text) = text.or((!is_own).then_some(name))
            {
                text.clone_into(&mut entry.text);
                entry.of = Some(of);
            }
            if !is_own {
                entry.name = Some(name.to_owned());
            }
            let is_new = |url: &&'s str| self.addresses.insert((number, *url));
            entry.see_also.extend(url.filter(is_new));
        }
        id
    }

    /// Makes sure that an id is defined.
    pub(in crate::convert) fn mention(&mut self, id: &str) -> usize {
        if let Some(&number) = self.by_id.get(id) {
            return number;
        }
        let number = self.entries.len();
        self.by_id.insert(id.to_owned(), number);
        self.entries.push(Entry {
            id: id.to_owned(),
            text: String::new(),
            name: None,
            see_also: Vec::new(),
            comment: None,
            of: None,
        });
        number
    }

    /// Puts back what a property of a licence kept.
    fn restore(&mut self, work: &mut Work<'s>, id: &str, property: Value<'s>) {
        let (Some(name), Some(value)) = (property.text(Key::NAME), property.get(Key::VALUE)) else {
            return;
        };
        let Some(text) = value.as_str() else { return };
        let Some(&number) = self.by_id.get(id) else { return };
        let Some(entry) = self.entries.get_mut(number) else { return };
        match name.split('=').next().unwrap_or(name) {
            property::LICENSE_NAME => entry.name = Some(text.to_owned()),
            property::LICENSE_COMMENT => entry.comment = Some(text),
            property::LICENSE_SEE_ALSO if self.addresses.insert((number, text)) => {
                entry.see_also.push(text);
            }
            property::LICENSE_SEE_ALSO => {}
            _ => return,
        }
        work.carry_member(property, Key::NAME);
        work.carry(value);
    }
}

/// Writes `hasExtractedLicensingInfos`.
pub(super) fn write_extracted(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    converter.extracted.take_along(&mut converter.work);
    let entries = std::mem::take(&mut converter.extracted.entries);
    if entries.is_empty() {
        return;
    }
    let work = &mut converter.work;
    let mut list = work.array(out, Key::HAS_EXTRACTED_LICENSING_INFOS);
    for entry in entries {
        let mut made = work.object(&mut list, Key::NONE, entry.of);
        work.say(&mut made, Key::LICENSE_ID, &entry.id);
        let text = if entry.text.is_empty() { NO_TEXT } else { &entry.text };
        work.say(&mut made, Key::EXTRACTED_TEXT, text);
        if let Some(name) = &entry.name {
            work.say(&mut made, Key::NAME, name);
        }
        if let Some(comment) = entry.comment {
            work.say(&mut made, Key::COMMENT, comment);
        }
        let mut see_also = work.array(&mut made, Key::SEE_ALSOS);
        for url in entry.see_also {
            work.say(&mut see_also, Key::NONE, url);
        }
    }
}
