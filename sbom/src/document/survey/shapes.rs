//! Members that a format does not have, and values of other types than it gives them.

use crate::document::note::{NoteKind, Notes};
use crate::schema::{Member, NEVER, Shape, Type};
use crate::tree::{Children, Key, Kind, Value};

/// Goes over a document by the tables of its format, whatever its version.
pub(super) fn survey(root: Value<'_>, shape: &'static Shape, notes: &mut Notes) {
    let mut survey = Survey { open: vec![(root, root.children(), shape)], notes };
    while let Some((holder, children, shape)) = survey.open.last_mut() {
        let (holder, shape) = (*holder, *shape);
        match children.next() {
            Some(value) => survey.member(holder, value, shape),
            None => {
                survey.open.pop();
            }
        }
    }
}

struct Survey<'t, 'n> {
    /// The objects that are being gone over, with what is left of them.
    open: Vec<(Value<'t>, Children<'t>, &'static Shape)>,
    notes: &'n mut Notes,
}

impl<'t> Survey<'t, '_> {
    fn member(&mut self, holder: Value<'t>, value: Value<'t>, shape: &'static Shape) {
        let name = value.key_text();
        let Some((_, member)) = shape.find(value.key()) else {
            // What other encodings have no name for in JSON is kept under such names.
            let is_ours = name.starts_with('#') || value.key() == Key::DOLLAR_SCHEMA;
            if !is_ours && shape.open == NEVER {
                self.notes.add(NoteKind::UnknownMember, name, || holder.path());
            }
            return;
        };
        if value.is_null() {
            self.notes.add(NoteKind::NullValue, name, || value.path());
            return;
        }
        let member = form(member, value);
        match (member.list.is_some(), value.is_array()) {
            (true, true) => {
                for element in value.children() {
                    match element.is_null() {
                        true => self.notes.add(NoteKind::NullValue, name, || element.path()),
                        false => self.value(element, member, name),
                    }
                }
            }
            (true, false) => {
                self.notes.add(NoteKind::BareValue, name, || value.path());
                self.value(value, member, name);
            }
            (false, _) => self.value(value, member, name),
        }
    }

    fn value(&mut self, value: Value<'t>, member: &'static Member, name: &str) {
        match fit(value, &member.value) {
            Fit::Object(shape) => self.open.push((value, value.children(), shape)),
            Fit::Yes => {}
            Fit::No => self.notes.add(NoteKind::OtherType, name, || value.path()),
        }
    }
}

/// Chooses between a list and an object where a member may be either.
fn form(member: &'static Member, value: Value<'_>) -> &'static Member {
    match member.or {
        Some(other) if other.list.is_some() == value.is_array() => other,
        _ => member,
    }
}

enum Fit {
    Yes,
    No,
    /// It is an object of this shape.
    Object(&'static Shape),
}

fn fit(value: Value<'_>, expected: &Type) -> Fit {
    let of_kind = |kind| if value.kind() == kind { Fit::Yes } else { Fit::No };
    match expected {
        Type::Any => Fit::Yes,
        Type::Bool => of_kind(Kind::Bool),
        Type::Text(_) | Type::Words(_) | Type::LicenceId => of_kind(Kind::Text),
        Type::Integer(_) | Type::Number(..) => of_kind(Kind::Number),
        Type::Object(shape) if value.is_object() => Fit::Object(shape),
        Type::Object(_) => Fit::No,
        Type::Either(choice) => {
            let fits = choice.types.iter().map(|expected| fit(value, expected));
            // Of several shapes, the one that knows most of the members.
            let known = |shape: &Shape| {
                value.children().filter(|member| shape.find(member.key()).is_some()).count()
            };
            let best = fits.max_by_key(|fit| match fit {
                Fit::No => 0,
                Fit::Yes => 1,
                Fit::Object(shape) => 2 + known(shape),
            });
            best.unwrap_or(Fit::Yes)
        }
    }
}
