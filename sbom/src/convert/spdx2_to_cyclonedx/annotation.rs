//! Annotations that stay annotations (CycloneDX 1.5 and later).

use super::Converter;
use crate::convert::Way;
use crate::convert::words::agent::{Agent, AgentKind, tool_and_version};
use crate::convert::words::date;
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Value};

/// An annotation and what it is about; an empty id is the document.
#[derive(Debug)]
pub(super) struct Annotation<'s> {
    value: Value<'s>,
    subject: String,
    is_review: bool,
}

/// Takes up an annotation for later.
pub(super) fn read<'s>(converter: &mut Converter<'s, '_>, value: Value<'s>, subject: &str) {
    if !value.is_object() {
        return;
    }
    let is_dated = value.text(Key::ANNOTATION_DATE).and_then(date::utc).is_some();
    let is_whole = is_dated && value.text(Key::COMMENT).is_some();
    let annotator = value.text(Key::ANNOTATOR).and_then(Agent::parse);
    if !is_whole || annotator.is_none() {
        converter.work.lose(value, LossReason::Invalid, "no annotator, date or text");
        return;
    }
    let subject = subject.to_owned();
    converter.annotations.push(Annotation { value, subject, is_review: false });
}

/// Takes up the reviews of the document, which SPDX itself has replaced by annotations.
pub(super) fn read_reviews(converter: &mut Converter<'_, '_>) {
    for value in converter.work.source.root().list(Key::REVIEWEDS) {
        let reviewer = value.text(Key::REVIEWER).and_then(Agent::parse);
        let is_dated = value.text(Key::REVIEW_DATE).and_then(date::utc).is_some();
        if !is_dated || reviewer.is_none() {
            converter.work.lose(value, LossReason::Invalid, "no reviewer or date");
            continue;
        }
        converter.work.lose(value, LossReason::Approximated, "written as an annotation");
        let subject = String::new();
        converter.annotations.push(Annotation { value, subject, is_review: true });
    }
}

/// Writes `annotations`.
pub(super) fn write(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let serial = converter.serial.clone();
    let work = &mut converter.work;
    let mut list = work.array(out, Key::ANNOTATIONS);
    for annotation in std::mem::take(&mut converter.annotations) {
        let value = annotation.value;
        let (agent, date) = match annotation.is_review {
            true => (Key::REVIEWER, Key::REVIEW_DATE),
            false => (Key::ANNOTATOR, Key::ANNOTATION_DATE),
        };
        let agent = value.get(agent);
        let Some((of, who)) = agent.and_then(|of| Some((of, Agent::parse(of.as_str()?)?))) else {
            continue;
        };
        let mut made = work.object(&mut list, Key::NONE, Some(value));
        let mut subjects = work.array(&mut made, Key::SUBJECTS);
        let of_document = annotation.subject.is_empty();
        let subject = if of_document { &serial } else { &annotation.subject };
        work.say(&mut subjects, Key::NONE, subject);
        let mut annotator = work.object(&mut made, Key::ANNOTATOR, Some(of));
        match who.kind {
            AgentKind::Person => {
                let mut person = work.object(&mut annotator, Key::INDIVIDUAL, None);
                work.put(&mut person, Key::NAME, who.name, of);
                if let Some(email) = who.email {
                    work.say(&mut person, Key::EMAIL, email);
                }
            }
            AgentKind::Organisation => {
                let mut entity = work.object(&mut annotator, Key::ORGANIZATION, None);
                super::party::write_entity(work, &mut entity, who, of);
            }
            AgentKind::Tool => {
                let mut tool = work.object(&mut annotator, Key::COMPONENT, None);
                let (name, version) = tool_and_version(who.name);
                work.say(&mut tool, Key::TYPE, "application");
                work.put(&mut tool, Key::NAME, name, of);
                if let Some(version) = version {
                    work.say(&mut tool, Key::VERSION, version);
                }
            }
        }
        work.copy(&mut made, Key::TIMESTAMP, value.get(date));
        if !work.copy(&mut made, Key::TEXT, value.get(Key::COMMENT)) {
            work.say(&mut made, Key::TEXT, "reviewed");
        }
        if value.text(Key::ANNOTATION_TYPE) == Some("OTHER") {
            work.carry_member(value, Key::ANNOTATION_TYPE);
        } else if converter.way == Way::Onward {
            work.copy(&mut made, Key::ANNOTATION_TYPE, value.get(Key::ANNOTATION_TYPE));
        }
    }
}
