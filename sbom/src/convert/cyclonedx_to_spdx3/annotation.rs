//! Annotations: elements, each with the creation information that says who annotated, and when.

use std::collections::HashMap;

use super::{Converter, agent};
use crate::convert::cyclonedx_to_spdx2::annotation;
use crate::convert::words::id;
use crate::tree::Key;

/// Writes `annotations`, one for each subject.
pub(super) fn write(converter: &mut Converter<'_, '_>) {
    let document = format!("{}SPDXRef-DOCUMENT", converter.prefix);
    let Converter { work, by_ref, parts, snippets, .. } = converter;
    let part = |reference: &str| {
        let part = by_ref.get(reference).and_then(|&number| parts.get(number));
        part.map(|part| &part.id).or_else(|| snippets.get(reference)).map(String::as_str)
    };
    let found = annotation::read(work, &document, part);
    let found: Vec<_> = found.into_iter().map(|(id, entry)| (id.to_owned(), entry)).collect();
    let mut creations: HashMap<(String, String), String> = HashMap::new();
    for (subject, entry) in found {
        let Some(by) = agent::annotator(converter, &entry.annotator) else { continue };
        let number = creations.len() + 1;
        let creation = creations.entry((by, entry.date.clone()));
        let creation = creation.or_insert_with_key(|(by, date)| {
            let name = format!("_:creationinfo-{number}");
            let mut graph = converter.graph;
            let work = &mut converter.work;
            let mut info = work.object(&mut graph, Key::NONE, None);
            converter.graph = graph;
            work.say(&mut info, Key::TYPE, "CreationInfo");
            work.say(&mut info, Key::AT_ID, &name);
            work.say(&mut info, Key::SPEC_VERSION, "3.0.1");
            work.say(&mut info, Key::CREATED, date);
            let mut list = work.array(&mut info, Key::CREATED_BY);
            work.say(&mut list, Key::NONE, by);
            name
        });
        let texts = [subject.as_str(), &entry.annotator, &entry.date, entry.text];
        let iri = converter.iri(&format!("Annotation-{}", id::digest(&texts, 12)));
        let mut out = converter.element_made("Annotation", &iri, Some(entry.value), creation);
        let work = &mut converter.work;
        let kind = if entry.is_review { "review" } else { "other" };
        work.say(&mut out, Key::ANNOTATION_TYPE, kind);
        work.say(&mut out, Key::STATEMENT, entry.text);
        work.say(&mut out, Key::SUBJECT, &subject);
    }
}
