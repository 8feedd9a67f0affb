//! What XML writes by rules of its own: licences, dependencies, the data of services.

use super::kept::is_kept;
use super::{Emitter, Place, Work, scalar_text};
use crate::cyclonedx::schema;
use crate::cyclonedx::xml::find;
use crate::losses::LossReason;
use crate::schema::{Irregular, Member, Shape, Type, Xml};
use crate::tree::{Key, Value};

impl<'t> Emitter<'t, '_> {
    /// Writes a value that XML writes by rules of its own.
    pub(super) fn irregular(
        &mut self,
        value: Value<'t>,
        member: &'static Member,
        irregular: Irregular,
        owner: Option<Value<'t>>,
    ) {
        let name = find::element_name(member).unwrap_or_default();
        if irregular == Irregular::Asserter {
            self.begin(name, owner);
            return self.special(value, irregular, 0);
        }
        if irregular != Irregular::Assignees {
            self.begin(name, owner);
        }
        if irregular == Irregular::ServiceData {
            return self.service_data(value);
        }
        let from = self.work.len();
        for (number, value) in value.elements().enumerate() {
            self.work.push(Work::Special { value, irregular, number });
        }
        if let Some(added) = self.work.get_mut(from..) {
            added.reverse();
        }
    }

    pub(super) fn special(&mut self, value: Value<'t>, irregular: Irregular, number: usize) {
        if irregular != Irregular::Asserter {
            self.enter(Key::NONE, value, Some(number));
        }
        let text = scalar_text(value);
        let place = Place { owner: None, outer: "", number: None };
        match irregular {
            Irregular::Licences => self.licence(value),
            Irregular::Dependencies => self.dependency(value),
            Irregular::Variables if let Some(text) = text => {
                self.leaf("value", text, Type::Any, place)
            }
            Irregular::Asserter if let Some(text) = text => {
                self.leaf("ref", text, Type::Any, place)
            }
            _ if !value.is_object() => self.lose_here(LossReason::Invalid, value.key()),
            Irregular::Datasets if value.get(Key::REF).is_some() => {
                for child in value.children() {
                    match (child.key() == Key::REF, scalar_text(child)) {
                        (true, Some(text)) => self.leaf("ref", text, Type::Any, place),
                        _ => self.lose_child(LossReason::Invalid, child),
                    }
                }
            }
            Irregular::Datasets => self.object(value, "dataset", &schema::DATA),
            Irregular::Variables => self.object(value, "environmentVar", &schema::PROPERTY),
            Irregular::Patents if value.get(Key::FAMILY_ID).is_some() => {
                self.object(value, "patentFamily", &schema::PATENT_FAMILY);
            }
            Irregular::Patents => self.object(value, "patent", &schema::PATENT),
            Irregular::Asserter if is_person(value) => {
                self.object(value, "contact", &schema::CONTACT);
            }
            Irregular::Asserter => self.object(value, "organization", &schema::ENTITY),
            Irregular::Assignees => {
                self.out.begin("patentAssignee");
                self.work.push(Work::End);
                match is_person(value) {
                    true => self.object(value, "individual", &schema::CONTACT),
                    false => self.object(value, "organization", &schema::ENTITY),
                }
            }
            _ => self.lose_here(LossReason::NoPlace, value.key()),
        }
    }

    pub(super) fn object(&mut self, value: Value<'t>, name: &'static str, shape: &'static Shape) {
        self.out.begin(name);
        self.inside(value, shape, true);
    }

    pub(super) fn licence(&mut self, value: Value<'t>) {
        const DETAILS: [Key; 3] = [Key::EXPRESSION_DETAILS, Key::LICENSING, Key::PROPERTIES];
        if let Some(licence) = value.get(Key::LICENSE).filter(|licence| licence.is_object()) {
            for other in value.children().filter(|child| child.key() != Key::LICENSE) {
                self.lose_child(LossReason::Invalid, other);
            }
            self.enter(Key::LICENSE, licence, None);
            return self.object(licence, "license", &schema::LICENCE);
        }
        let Some(text) = value.get(Key::EXPRESSION).and_then(scalar_text) else {
            return self.lose_here(LossReason::Invalid, Key::LICENSES);
        };
        let is_detailed = DETAILS.iter().any(|key| value.get(*key).is_some());
        self.out.begin(if is_detailed { "expression-detailed" } else { "expression" });
        if is_detailed && !self.out.attribute("expression", text) {
            self.lose_here(LossReason::Encoding, Key::EXPRESSION);
        }
        let mut inner = Vec::new();
        for child in value.children().filter(|child| child.key() != Key::EXPRESSION) {
            let found = schema::LICENCE_CHOICE.find(child.key());
            match (found.map(|(_, member)| (member, member.xml)), scalar_text(child)) {
                (Some((_, Some(Xml::Attribute(name)))), Some(text)) => {
                    if !self.out.attribute(name, text) {
                        self.lose_child(LossReason::Encoding, child);
                    }
                }
                (Some((member, Some(_))), None) if DETAILS.contains(&member.key) => {
                    inner.push((member, child));
                }
                _ if child.key() == Key::HASH_ATTRIBUTES => self.odd_attributes(value, ""),
                _ if is_kept(child.key()) => {}
                _ => self.lose_child(LossReason::Invalid, child),
            }
        }
        if !is_detailed {
            if !self.out.end_with(text) {
                self.lose_here(LossReason::Encoding, Key::EXPRESSION);
            }
            return;
        }
        self.work.push(Work::End);
        inner.sort_by_key(|(member, _)| DETAILS.iter().position(|key| *key == member.key));
        for (member, value) in inner.into_iter().rev() {
            self.work.push(Work::Member { value, member, owner: None });
        }
    }

    pub(super) fn dependency(&mut self, value: Value<'t>) {
        self.out.begin("dependency");
        // Attributes first, wherever they stand in the object.
        if let Some(child) = value.get(Key::REF) {
            let is_whole = scalar_text(child).map(|text| self.out.attribute("ref", text));
            match is_whole {
                Some(true) => {}
                Some(false) => self.lose_child(LossReason::Encoding, child),
                None => self.lose_child(LossReason::Invalid, child),
            }
        }
        for child in value.children() {
            let name = match child.key() {
                Key::DEPENDS_ON => "dependency",
                Key::PROVIDES => "provides",
                Key::REF => continue,
                _ => {
                    self.lose_child(LossReason::UnknownMember, child);
                    continue;
                }
            };
            let elements = child.is_array().then(|| child.children());
            let single = (!child.is_array()).then_some(child);
            for reference in elements.into_iter().flatten().chain(single) {
                self.out.begin(name);
                let is_whole = scalar_text(reference).map(|text| self.out.attribute("ref", text));
                match is_whole {
                    Some(true) => {}
                    Some(false) => self.lose_child(LossReason::Encoding, child),
                    None if reference.is_null() => {}
                    None => self.lose_child(LossReason::Invalid, child),
                }
                self.out.end();
            }
        }
        self.out.end();
    }

    /// Writes the data of a service: as classifications if none of it says more.
    pub(super) fn service_data(&mut self, value: Value<'t>) {
        let is_plain = |item: Value<'t>| {
            item.children().all(|child| match child.key() {
                Key::FLOW | Key::CLASSIFICATION => true,
                Key::HASH_ATTRIBUTES => {
                    child.children().all(|odd| odd.key_text().starts_with("classification/@"))
                }
                _ => false,
            })
        };
        let is_flow = self.version >= schema::V1_5 && !value.elements().all(is_plain);
        for (number, item) in value.elements().enumerate() {
            let len = self.path.len();
            self.path.push_str(&format!("/{number}"));
            if is_flow {
                self.out.begin("dataflow");
                for (key, name) in [(Key::NAME, "name"), (Key::DESCRIPTION, "description")] {
                    if let Some(text) = item.get(key).and_then(scalar_text)
                        && !self.out.attribute(name, text)
                    {
                        self.lose_here(LossReason::Encoding, key);
                    }
                }
                self.odd_attributes(item, "");
            }
            let flow = item.get(Key::FLOW).and_then(scalar_text);
            let classification = item.get(Key::CLASSIFICATION).and_then(scalar_text);
            if flow.is_some() || classification.is_some() || !is_flow {
                self.out.begin("classification");
                if let Some(flow) = flow {
                    self.out.attribute("flow", flow);
                }
                self.odd_attributes(item, "classification");
                if !self.out.end_with(classification.unwrap_or_default()) {
                    self.lose_here(LossReason::Encoding, Key::CLASSIFICATION);
                }
            }
            let mut inner = Vec::new();
            for child in item.children() {
                match child.key() {
                    Key::FLOW | Key::CLASSIFICATION => {}
                    Key::NAME | Key::DESCRIPTION if is_flow => {}
                    Key::GOVERNANCE | Key::SOURCE | Key::DESTINATION if is_flow => {
                        inner.extend(schema::SERVICE_DATA.find(child.key()).map(|at| (at, child)));
                    }
                    key if is_kept(key) => {}
                    _ => self.lose_child(LossReason::NoPlace, child),
                }
            }
            if is_flow {
                inner.sort_by_key(|((place, _), _)| *place);
                // Written at once: the work above this place must wait.
                let waiting = std::mem::take(&mut self.work);
                for ((_, member), value) in inner.into_iter().rev() {
                    self.work.push(Work::Member { value, member, owner: None });
                }
                self.finish();
                self.work = waiting;
                self.kept(item, "");
                self.out.end();
            } else {
                self.account(item);
            }
            self.path.truncate(len);
        }
    }
}

/// Reports whether an organisation or person is a person.
pub(super) fn is_person(value: Value<'_>) -> bool {
    let has = |keys: &[Key]| keys.iter().any(|key| value.get(*key).is_some());
    has(&[Key::HASH_PERSON])
        || (has(&[Key::EMAIL, Key::PHONE]) && !has(&[Key::URL, Key::ADDRESS, Key::CONTACT]))
}
