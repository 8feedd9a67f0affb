//! Values of properties.

use super::{Mapper, is_integer, written};
use crate::error::Error;
use crate::spdx::rdf::graph::{Literal, Name, Object, Text};
use crate::spdx::rdf::vocabulary::{
    BYTE_POINTER, Form, LINE_POINTER, NO_ASSERTION, NONE, REFERENCES,
};
use crate::tree::{Key, Scalar, Tail};

impl Mapper<'_> {
    /// Reports whether an object can be the value of a form.
    pub(super) fn fits(&self, form: Form, object: Object) -> bool {
        match (form, object) {
            (Form::Node(_) | Form::Pointer, Object::Literal(_)) => false,
            (Form::Node(_) | Form::Pointer | Form::Licence | Form::Element, _) => true,
            (_, Object::Resource(resource)) => !self.graph.is_blank(resource),
            (_, Object::Literal(_)) => true,
        }
    }

    /// Writes one value.
    pub(super) fn value(
        &mut self,
        into: &mut Tail,
        key: Key,
        form: Form,
        object: Object,
    ) -> Result<bool, Error> {
        let graph = self.graph;
        let resource = match object {
            Object::Literal(literal) => {
                self.literal(into, key, form, literal);
                return Ok(true);
            }
            Object::Resource(resource) => resource,
        };
        let text = graph.text_of(resource);
        let made = match form {
            Form::Node(class) => {
                let mut object = self.tree.object(into, key, None);
                self.node(class, resource, &mut object)?;
                return Ok(true);
            }
            Form::Pointer => {
                // A line that becomes a member, as whoever writes the pointer again sees it.
                let is_line = self
                    .statements(resource)
                    .find(|statement| graph.text_of(statement.predicate) == "ptr:lineNumber")
                    .is_some_and(|line| self.fits(Form::Integer, line.object));
                let class = if is_line { &LINE_POINTER } else { &BYTE_POINTER };
                let mut object = self.tree.object(into, key, None);
                self.node(class, resource, &mut object)?;
                return Ok(true);
            }
            _ if text == NONE => "NONE".to_owned(),
            _ if text == NO_ASSERTION => "NOASSERTION".to_owned(),
            Form::Word(words) => match words.word(text) {
                Some(word) => word,
                None => written(text).into_owned(),
            },
            Form::ReferenceType => match text.strip_prefix(REFERENCES) {
                Some(kind) => kind.to_owned(),
                None => written(text).into_owned(),
            },
            Form::Licence => {
                let source = self.tree.source();
                self.licences.expression(source, resource, &self.starts, &self.order)?
            }
            Form::Element => self.id_of(resource),
            Form::Iri | Form::Text | Form::Stated | Form::Boolean | Form::Integer => {
                written(text).into_owned()
            }
        };
        self.tree.made_text(into, key, None, &made);
        Ok(true)
    }

    pub(super) fn literal(&mut self, into: &mut Tail, key: Key, form: Form, literal: Literal) {
        let text = self.graph.literal(self.tree.source(), literal.text);
        match (form, text.trim()) {
            (Form::Boolean, "true" | "1") => self.tree.boolean(into, key, None, true),
            (Form::Boolean, "false" | "0") => self.tree.boolean(into, key, None, false),
            (Form::Integer, number) if is_integer(number) => {
                let number = number.to_owned();
                self.tree.scalar(into, key, Scalar::Number(&number));
            }
            // Some writers spell the name of an individual out as a literal.
            (Form::Word(_), name) if name.starts_with("http://spdx.org/rdf/terms#") => {
                let short = crate::spdx::rdf::vocabulary::shorten(name);
                let Form::Word(words) = form else { return };
                let word = words.word(&short).unwrap_or_else(|| name.to_owned());
                self.tree.made_text(into, key, None, &word);
            }
            _ => match literal.text {
                Text::Source { start, len } => {
                    self.tree.text(into, key, start, len);
                }
                Text::Made { .. } => {
                    let text = self.graph.literal("", literal.text);
                    self.tree.made_text(into, key, None, text);
                }
            },
        }
    }

    /// Writes an element's id.
    pub(super) fn id(&mut self, into: &mut Tail, key: Key, element: Name) {
        let id = self.id_of(element);
        self.tree.made_text(into, key, None, &id);
    }

    /// Returns what an element is called within the document.
    pub(super) fn id_of(&self, element: Name) -> String {
        let text = self.graph.text_of(element);
        match text {
            NONE => "NONE".to_owned(),
            NO_ASSERTION => "NOASSERTION".to_owned(),
            _ => match (text.strip_prefix("_:#"), text.strip_prefix("_:")) {
                (Some(number), _) => format!("SPDXRef-blank-{number}"),
                (None, Some(label)) => format!("SPDXRef-label-{label}"),
                (None, None) => self.licences.local(text),
            },
        }
    }
}
