//! Annotations: those of the document, and those that keep what has no field.

use std::collections::{HashMap, HashSet};

use super::{Converter, DOCUMENT, Kept, snippet};
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::words::date;
use crate::convert::work::Work;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// The document's annotations by the SPDXID they are about.
#[derive(Debug, Default)]
pub(super) struct Annotations<'s> {
    by_subject: HashMap<String, Vec<Annotation<'s>>>,
}

/// One CycloneDX annotation, ready for SPDX.
#[derive(Clone, Debug)]
pub(in crate::convert) struct Annotation<'s> {
    pub(in crate::convert) value: Value<'s>,
    /// As SPDX 2 writes it.
    pub(in crate::convert) annotator: String,
    pub(in crate::convert) date: String,
    pub(in crate::convert) text: &'s str,
    /// One that SPDX calls a review; CycloneDX has no such word.
    pub(in crate::convert) is_review: bool,
}

impl<'s> Annotations<'s> {
    pub(super) fn take(&mut self, spdxid: &str) -> Vec<Annotation<'s>> {
        self.by_subject.remove(spdxid).unwrap_or_default()
    }
}

/// Takes up the document's annotations.
pub(super) fn collect<'s>(converter: &mut Converter<'s, '_>) -> Annotations<'s> {
    let mut found = Annotations::default();
    let snippets: HashSet<&str> = snippet::all(converter).into_iter().map(|it| it.id).collect();
    let Converter { work, by_ref, parts, .. } = converter;
    let part = |reference: &str| {
        let part = by_ref.get(reference).and_then(|&number| parts.get(number));
        let part = part.map(|part| part.spdxid.as_str());
        part.or_else(|| snippets.get(reference).copied())
    };
    for (spdxid, annotation) in read(work, DOCUMENT, part) {
        found.by_subject.entry(spdxid.to_owned()).or_default().push(annotation);
    }
    found
}

/// Reads `annotations`: one for each subject that is in the result, with the subject's id.
pub(in crate::convert) fn read<'s, 'i>(
    work: &mut Work<'s>,
    document: &'i str,
    part: impl Fn(&str) -> Option<&'i str>,
) -> Vec<(&'i str, Annotation<'s>)> {
    let mut found = Vec::new();
    let root = work.source.root();
    let serial = root.text(Key::SERIAL_NUMBER).unwrap_or_default();
    // CycloneDX says a text once of many subjects, SPDX once for each: short names could repeat a
    // long text without bound.
    let mut room = (1 << 16) + 4 * work.source.text_len();
    for value in root.list(Key::ANNOTATIONS) {
        let Some(text) = value.text(Key::TEXT) else { continue };
        let Some((annotator, parts)) = value.get(Key::ANNOTATOR).and_then(annotator) else {
            work.lose(value, LossReason::Invalid, "no annotator that SPDX can name");
            continue;
        };
        let Some(time) = value.text(Key::TIMESTAMP).and_then(date::utc) else {
            work.lose(value, LossReason::Invalid, "no date and time");
            continue;
        };
        let kind = value.get(Key::ANNOTATION_TYPE);
        let is_review = kind.and_then(Value::as_str) == Some("REVIEW");
        let annotation = Annotation { value, annotator, date: time.text, text, is_review };
        let mut is_placed = false;
        for subject in value.list(Key::SUBJECTS) {
            let Some(reference) = subject.as_str() else { continue };
            let is_document = || reference == serial && !serial.is_empty();
            let Some(id) = part(reference).or_else(|| is_document().then_some(document)) else {
                work.lose(subject, LossReason::Dangling, "");
                continue;
            };
            let len = id.len() + text.len() + annotation.annotator.len();
            let Some(left) = room.checked_sub(len) else {
                work.lose(subject, LossReason::NoPlace, "said of too many to be repeated");
                continue;
            };
            room = left;
            found.push((id, annotation.clone()));
            work.carry(subject);
            is_placed = true;
        }
        if !is_placed {
            work.lose(value, LossReason::Dangling, "no subject is in the result");
            continue;
        }
        work.carry_member(value, Key::TEXT);
        kind.filter(|_| is_review).into_iter().for_each(|kind| work.carry(kind));
        match time.is_bent {
            true => {
                if let Some(timestamp) = value.get(Key::TIMESTAMP) {
                    work.lose(timestamp, LossReason::Approximated, "whole seconds");
                }
            }
            false => work.carry_member(value, Key::TIMESTAMP),
        }
        for part in parts {
            work.carry(part);
        }
    }
    found
}

/// Returns who made an annotation, with the values that say so.
fn annotator<'s>(value: Value<'s>) -> Option<(String, Vec<Value<'s>>)> {
    let agent = |kind, of: Value<'s>, email: Option<Value<'s>>| {
        let name = of.get(Key::NAME)?;
        let agent = Agent::new(kind, name.as_str()?, email.and_then(Value::as_str))?;
        let used = agent.email.and(email);
        Some((agent.to_string(), [name].into_iter().chain(used).collect()))
    };
    if let Some(person) = value.get(Key::INDIVIDUAL) {
        return agent(AgentKind::Person, person, person.get(Key::EMAIL));
    }
    if let Some(entity) = value.get(Key::ORGANIZATION) {
        let email = entity.list(Key::CONTACT).next().and_then(|contact| contact.get(Key::EMAIL));
        return agent(AgentKind::Organisation, entity, email);
    }
    let tool = value.get(Key::COMPONENT).or_else(|| value.get(Key::SERVICE))?;
    let name = tool.get(Key::NAME)?;
    let version = tool.get(Key::VERSION).filter(|version| version.as_str().is_some());
    let text = match version.and_then(Value::as_str) {
        Some(version) => format!("{}-{version}", name.as_str()?),
        None => name.as_str()?.to_owned(),
    };
    let kind = tool.get(Key::TYPE).filter(|kind| kind.as_str() == Some("application"));
    let text = Agent::new(AgentKind::Tool, &text, None)?.to_string();
    Some((text, [name].into_iter().chain(version).chain(kind).collect()))
}

/// Writes an element's annotations: what was kept, then the document's own about it.
pub(super) fn write<'s>(
    converter: &mut Converter<'s, '_>,
    out: &mut Tail,
    mut kept: Kept<'s>,
    annotations: Vec<Annotation<'s>>,
) {
    kept.finish(&mut converter.work);
    if kept.notes.is_empty() && annotations.is_empty() {
        return;
    }
    let mut list = converter.work.array(out, Key::ANNOTATIONS);
    let work = &mut converter.work;
    for (name, value, of) in kept.notes {
        let text = match value {
            Some(value) => format!("{name}: {value}"),
            None => format!("{name}:"),
        };
        let mut entry = work.object(&mut list, Key::NONE, of);
        work.say(&mut entry, Key::ANNOTATION_DATE, &converter.created);
        work.say(&mut entry, Key::ANNOTATION_TYPE, "OTHER");
        work.say(&mut entry, Key::ANNOTATOR, &converter.annotator);
        work.say(&mut entry, Key::COMMENT, &text);
    }
    for annotation in annotations {
        let mut entry = work.object(&mut list, Key::NONE, Some(annotation.value));
        let kind = if annotation.is_review { "REVIEW" } else { "OTHER" };
        work.say(&mut entry, Key::ANNOTATION_DATE, &annotation.date);
        work.say(&mut entry, Key::ANNOTATION_TYPE, kind);
        work.say(&mut entry, Key::ANNOTATOR, &annotation.annotator);
        work.say(&mut entry, Key::COMMENT, annotation.text);
    }
}
