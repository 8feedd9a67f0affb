//! Annotations: those of the document, and those that keep what has no field.

use std::collections::HashMap;

use super::{Converter, DOCUMENT, Kept};
use crate::convert::words::agent::{Agent, AgentKind};
use crate::convert::words::date;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// The document's annotations by the SPDXID they are about.
#[derive(Debug, Default)]
pub(super) struct Annotations<'s> {
    by_subject: HashMap<String, Vec<Annotation<'s>>>,
}

/// One CycloneDX annotation, ready for SPDX.
#[derive(Clone, Debug)]
pub(super) struct Annotation<'s> {
    value: Value<'s>,
    annotator: String,
    date: String,
    text: &'s str,
}

impl<'s> Annotations<'s> {
    pub(super) fn take(&mut self, spdxid: &str) -> Vec<Annotation<'s>> {
        self.by_subject.remove(spdxid).unwrap_or_default()
    }
}

/// Reads `annotations`: one for each subject that is in the result.
pub(super) fn collect<'s>(converter: &mut Converter<'s, '_>) -> Annotations<'s> {
    let mut found = Annotations::default();
    let root = converter.work.source.root();
    let serial = root.text(Key::SERIAL_NUMBER).unwrap_or_default();
    for value in root.list(Key::ANNOTATIONS) {
        let Some(text) = value.text(Key::TEXT) else { continue };
        let Some((annotator, parts)) = value.get(Key::ANNOTATOR).and_then(annotator) else {
            converter.work.lose(value, LossReason::Invalid, "no annotator that SPDX can name");
            continue;
        };
        let Some(time) = value.text(Key::TIMESTAMP).and_then(date::utc) else {
            converter.work.lose(value, LossReason::Invalid, "no date and time");
            continue;
        };
        let annotation = Annotation { value, annotator, date: time.text, text };
        let mut is_placed = false;
        for subject in value.list(Key::SUBJECTS) {
            let Some(reference) = subject.as_str() else { continue };
            let spdxid = match converter.by_ref.get(reference) {
                Some(&number) => converter.parts.get(number).map(|part| part.spdxid.as_str()),
                None => (reference == serial && !serial.is_empty()).then_some(DOCUMENT),
            };
            let Some(spdxid) = spdxid else {
                converter.work.lose(subject, LossReason::Dangling, "");
                continue;
            };
            let list = found.by_subject.entry(spdxid.to_owned()).or_default();
            list.push(annotation.clone());
            converter.work.carry(subject);
            is_placed = true;
        }
        if !is_placed {
            converter.work.lose(value, LossReason::Dangling, "no subject is in the result");
            continue;
        }
        converter.work.carry_member(value, Key::TEXT);
        match time.is_bent {
            true => {
                if let Some(timestamp) = value.get(Key::TIMESTAMP) {
                    converter.work.lose(timestamp, LossReason::Approximated, "whole seconds");
                }
            }
            false => converter.work.carry_member(value, Key::TIMESTAMP),
        }
        for part in parts {
            converter.work.carry(part);
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
        work.say(&mut entry, Key::ANNOTATION_DATE, &annotation.date);
        work.say(&mut entry, Key::ANNOTATION_TYPE, "OTHER");
        work.say(&mut entry, Key::ANNOTATOR, &annotation.annotator);
        work.say(&mut entry, Key::COMMENT, annotation.text);
    }
}
