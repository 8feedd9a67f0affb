//! Annotations: elements of SPDX 3 that say what they are about.

use super::{Converter, agent, class_of};
use crate::convert::Way;
use crate::convert::words::agent::{AgentKind, tool_and_version};
use crate::spdx::index3::Class;
use crate::tree::{Key, Tail, Value};

/// Writes `annotations`: those of components, of the document, and of snippets that go on.
pub(super) fn write(converter: &mut Converter<'_, '_>, out: &mut Tail) {
    let rows = converter.objects.rows().iter().filter(|row| row.class == Class::Other);
    let source = converter.work.source;
    let all = rows.map(|row| source.value(row.object));
    let annotations: Vec<_> = all.filter(|value| class_of(*value) == "Annotation").collect();
    let mut list = converter.work.array(out, Key::ANNOTATIONS);
    for annotation in annotations {
        one(converter, &mut list, annotation);
    }
}

fn one<'s>(
    converter: &mut Converter<'s, '_>,
    list: &mut Tail,
    annotation: Value<'s>,
) -> Option<()> {
    let subject = annotation.get(Key::SUBJECT)?;
    let statement = annotation.get(Key::STATEMENT).filter(|text| text.as_str().is_some())?;
    let id = match converter.part(subject) {
        Some(number) => converter.parts.get(number)?.id.clone(),
        None => {
            let object = converter.object(subject)?.id();
            let is_document = converter.document.is_some_and(|it| it.id() == object);
            let document = is_document.then_some(&converter.serial);
            document.or_else(|| converter.snippets.get(&object))?.clone()
        }
    };
    let reference = annotation.get(Key::CREATION_INFO)?;
    let info = converter.object(reference).unwrap_or(reference);
    let created = info.get(Key::CREATED).filter(|created| created.as_str().is_some())?;
    let by = info.list(Key::CREATED_BY).next()?;
    if !converter.may_share(id.len() + created.as_str().map_or(0, str::len)) {
        return None;
    }
    let named = agent::named(converter, by)?;
    converter.carry_head(annotation);
    for (value, key) in [(annotation, Key::CREATION_INFO), (annotation, Key::SUBJECT)] {
        let is_reference = value.get(key).is_some_and(|value| value.as_str().is_some());
        if is_reference {
            converter.work.carry_member(value, key);
        }
    }
    for key in [Key::TYPE, Key::AT_TYPE, Key::AT_ID, Key::SPEC_VERSION] {
        converter.work.carry_member(info, key);
    }
    let work = &mut converter.work;
    let mut made = work.object(list, Key::NONE, Some(annotation));
    let mut subjects = work.array(&mut made, Key::SUBJECTS);
    work.say(&mut subjects, Key::NONE, &id);
    let mut annotator = work.object(&mut made, Key::ANNOTATOR, Some(reference));
    match named.agent.kind {
        AgentKind::Person => {
            let mut person = work.object(&mut annotator, Key::INDIVIDUAL, None);
            agent::write_contact(work, &mut person, named);
        }
        AgentKind::Organisation => {
            let mut entity = work.object(&mut annotator, Key::ORGANIZATION, None);
            agent::write_entity(work, &mut entity, named);
        }
        AgentKind::Tool => {
            let mut tool = work.object(&mut annotator, Key::COMPONENT, None);
            let (name, version) = tool_and_version(named.agent.name);
            work.say(&mut tool, Key::TYPE, "application");
            named.put_name(work, &mut tool, name);
            if let Some(version) = version {
                work.say(&mut tool, Key::VERSION, version);
            }
        }
    }
    work.copy(&mut made, Key::TIMESTAMP, Some(created));
    work.copy(&mut made, Key::TEXT, Some(statement));
    if let Some(kind) = annotation.get(Key::ANNOTATION_TYPE) {
        match kind.as_str() {
            Some("other") => work.carry(kind),
            Some("review") if converter.way == Way::Onward => {
                work.put(&mut made, Key::ANNOTATION_TYPE, "REVIEW", kind);
            }
            _ => {}
        }
    }
    Some(())
}
