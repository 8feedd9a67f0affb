//! What protobuf writes by rules of its own.

use crate::cyclonedx::protobuf::fields::{self, Alternative};

use super::{Emitter, Work};
use crate::cyclonedx::schema;
use crate::losses::LossReason;
use crate::schema::{Irregular, Member, Type};
use crate::tree::{Key, Value};

impl<'t> Emitter<'t, '_> {
    /// Writes what protobuf writes by rules of its own.
    pub(super) fn irregular(
        &mut self,
        value: Value<'t>,
        member: &'static Member,
        irregular: Irregular,
        number: u32,
    ) {
        if let Some(alternatives) = fields::alternatives(irregular) {
            return self.alternative(value, irregular, alternatives, number);
        }
        if !value.is_object() {
            return self.lose_here(LossReason::Invalid, value);
        }
        match irregular {
            Irregular::ServiceData => self.message(value, &schema::SERVICE_DATA, number),
            Irregular::Licences => self.licence(value, number),
            Irregular::Dependencies => self.dependency(value, number),
            Irregular::Tools => {
                let is_new = [Key::COMPONENTS, Key::SERVICES]
                    .into_iter()
                    .any(|key| value.get(key).is_some());
                let shape = if is_new { &schema::TOOLS } else { &schema::TOOL };
                self.message(value, shape, number);
            }
            Irregular::Ikev2 => {
                let is_old = value.children().any(|list| list.elements().any(Value::is_text));
                let number = match is_old {
                    true => fields::IKEV2_REFERENCES,
                    false => fields::IKEV2_OBJECTS,
                };
                self.message(value, &schema::IKEV2, number);
            }
            Irregular::CertificateExtensions => self.extension(value, number),
            _ => self.unwritable(value, member),
        }
    }

    /// Writes a message of which one field is the value.
    pub(super) fn alternative(
        &mut self,
        value: Value<'t>,
        irregular: Irregular,
        alternatives: &'static [Alternative],
        number: u32,
    ) {
        let has = |keys: &[Key]| keys.iter().any(|key| value.get(*key).is_some());
        let is_person = has(&[Key::HASH_PERSON])
            || (has(&[Key::EMAIL, Key::PHONE]) && !has(&[Key::URL, Key::ADDRESS, Key::CONTACT]));
        let inner = match irregular {
            Irregular::Datasets => {
                if has(&[Key::REF]) {
                    2
                } else {
                    1
                }
            }
            Irregular::Variables => {
                if value.is_object() {
                    1
                } else {
                    2
                }
            }
            Irregular::Patents => {
                if has(&[Key::FAMILY_ID]) {
                    2
                } else {
                    1
                }
            }
            _ if !value.is_object() => 3,
            _ => {
                if is_person {
                    2
                } else {
                    1
                }
            }
        };
        let Some(known) = alternatives.iter().find(|known| known.number == inner) else {
            return self.lose_here(LossReason::Invalid, value);
        };
        let choice = value.get(Key::HASH_CHOICE);
        let value = match known.within {
            Some(key) => {
                let is_said = |other: Key| other == key || other == Key::HASH_CHOICE;
                for other in value.children().filter(|child| !is_said(child.key())) {
                    self.lose_child(LossReason::Invalid, other);
                }
                value.get(key).unwrap_or(value)
            }
            None => value,
        };
        self.work.push(Work::Close { number, from: self.out.len() });
        if let Some(fields) = choice {
            self.kept(fields);
        }
        self.work.push(Work::Value { value, ty: known.value, number: inner });
    }

    pub(super) fn licence(&mut self, value: Value<'t>, number: u32) {
        const DETAILS: [Key; 3] = [Key::EXPRESSION_DETAILS, Key::LICENSING, Key::PROPERTIES];
        self.work.push(Work::Close { number, from: self.out.len() });
        if let Some(fields) = value.get(Key::HASH_CHOICE) {
            self.kept(fields);
        }
        if let Some(licence) = value.get(Key::LICENSE) {
            let is_said = |key| matches!(key, Key::LICENSE | Key::HASH_CHOICE);
            for other in value.children().filter(|child| !is_said(child.key())) {
                self.lose_child(LossReason::Invalid, other);
            }
            self.enter(licence, None);
            return self.work.push(Work::Value {
                value: licence,
                ty: Type::Object(&schema::LICENCE),
                number: 1,
            });
        }
        let is_detailed = DETAILS.iter().any(|key| value.get(*key).is_some());
        if is_detailed {
            self.work.push(Work::Close { number: 5, from: self.out.len() });
        }
        let mut members = Vec::new();
        for child in value.children() {
            let found = schema::LICENCE_CHOICE.find(child.key()).map(|(_, member)| member);
            let number = match is_detailed {
                true => fields::DETAILED.iter().find(|(_, key)| *key == child.key()).map(|at| at.0),
                false => match child.key() {
                    Key::EXPRESSION => Some(2),
                    Key::ACKNOWLEDGEMENT => Some(3),
                    Key::BOM_REF => Some(4),
                    _ => None,
                },
            };
            match (found, number) {
                (Some(member), Some(number)) => members.push((number, member, child)),
                _ if child.key() == Key::HASH_FIELDS && is_detailed => self.kept(child),
                _ if child.key() == Key::HASH_CHOICE => {}
                _ => self.lose_child(LossReason::UnknownMember, child),
            }
        }
        members.sort_by_key(|(number, ..)| *number);
        for (number, member, value) in members {
            self.work.push(Work::Field { value, member, number, is_item: None });
        }
    }

    /// Writes a dependency with those it has as messages inside, one level deep.
    pub(super) fn dependency(&mut self, value: Value<'t>, number: u32) {
        let from = self.out.len();
        let list = |key| {
            let elements = value.get(key).into_iter().flat_map(Value::elements);
            elements.collect::<Vec<_>>()
        };
        let (depends_on, provides) = (list(Key::DEPENDS_ON), list(Key::PROVIDES));
        if let Some(fields) = value.get(Key::HASH_FIELDS) {
            self.kept(fields);
        }
        for (place, reference) in provides.iter().enumerate().rev() {
            match reference.as_loose_str() {
                Some(text) => self.out.text(3, text),
                None => self.lose_here_at(LossReason::Invalid, *reference, Some(place)),
            }
        }
        for (place, reference) in depends_on.iter().enumerate().rev() {
            match reference.as_loose_str() {
                Some(text) => {
                    let from = self.out.len();
                    self.out.text(1, text);
                    self.out.close(2, from);
                }
                None => self.lose_here_at(LossReason::Invalid, *reference, Some(place)),
            }
        }
        for child in value.children() {
            match (child.key(), child.as_loose_str()) {
                (Key::DEPENDS_ON | Key::PROVIDES | Key::HASH_FIELDS, _) => {}
                (Key::REF, Some(text)) => self.out.text(1, text),
                (Key::REF, None) => self.lose_child(LossReason::Invalid, child),
                _ => self.lose_child(LossReason::UnknownMember, child),
            }
        }
        self.out.close(number, from);
    }

    /// Writes an extension of a certificate as the message of its kind.
    pub(super) fn extension(&mut self, value: Value<'t>, number: u32) {
        let beside = value.get(Key::HASH_CHOICE);
        let of_kind = |keys: &[(u32, Key)]| keys.iter().any(|(_, key)| value.get(*key).is_some());
        let kind = fields::EXTENSIONS.iter().find(|(_, keys)| of_kind(keys));
        if kind.is_none() && beside.is_none() {
            return self.lose_here(LossReason::Invalid, value);
        }
        self.work.push(Work::Close { number, from: self.out.len() });
        if let Some(fields) = beside {
            self.kept(fields);
        }
        let keys: &[(u32, Key)] = kind.map_or(&[], |(_, keys)| keys);
        if let Some((kind, _)) = kind {
            self.work.push(Work::Close { number: *kind, from: self.out.len() });
            if let Some(fields) = value.get(Key::HASH_FIELDS) {
                self.kept(fields);
            }
        }
        for child in value.children().filter(|child| child.key() != Key::HASH_CHOICE) {
            let known = keys.iter().find(|(_, key)| *key == child.key());
            let found = schema::CERTIFICATE_EXTENSION.find(child.key());
            match (known, found) {
                (Some((number, _)), Some((_, member))) => {
                    let (number, is_item) = (*number, None);
                    self.work.push(Work::Field { value: child, member, number, is_item });
                }
                _ if child.key() == Key::HASH_FIELDS && kind.is_some() => {}
                _ => self.lose_child(LossReason::Invalid, child),
            }
        }
    }
}
