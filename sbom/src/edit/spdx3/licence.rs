//! Licences: expressions are elements, and relationships give them to components.

use super::Graph;
use crate::convert::words::{id, iri, licence};
use crate::document::LicenceRole;
use crate::edit::draft::{Draft, text};
use crate::spdx::index3::{self, Class};
use crate::tree::{Key, Scalar, Tail, Tree, Value, ValueId};

pub(super) const DECLARED: &str = "hasDeclaredLicense";
pub(super) const CONCLUDED: &str = "hasConcludedLicense";

impl Graph {
    /// Gives licences to a component, joined by `AND` with each other and with the one before.
    pub(in crate::edit) fn license(
        &mut self,
        draft: &mut Draft,
        component: &str,
        role: LicenceRole,
        licences: &[&str],
    ) {
        let kind = if role == LicenceRole::Concluded { CONCLUDED } else { DECLARED };
        let added = self.joined(draft, licences);
        let key = (self.objects.expand(component).into_owned(), kind);
        let first = self.known(draft).licensed.get(&key).and_then(|known| known.first());
        let Some(relationship) = first.copied() else {
            let licence = self.expression(draft, &added, &[]);
            let made = self.relate(draft, "Relationship", kind, component, &[&licence], |_, _| {});
            self.known(draft).licensed.entry(key).or_default().push(made);
            return;
        };
        let list = draft.list(relationship, Key::TO);
        let mut ends = draft.tree.value(list).children().filter(|end| !end.is_null());
        let (Some(old), None) = (ends.next(), ends.next()) else {
            // Several are meant together already.
            let licence = self.expression(draft, &added, &[]);
            draft.push_text(list, &licence);
            return;
        };
        let row = self.objects.row(self.objects.resolve(old).unwrap_or(u32::MAX)).copied();
        let new = match self.said(&draft.tree, old) {
            Said::Expression(text) if text == added => return,
            Said::Expression(text) => {
                let custom = row.map(|row| customs(draft.tree.value(row.object)));
                let joined = format!("({text}) AND ({added})");
                self.expression(draft, &joined, &custom.unwrap_or_default())
            }
            Said::Nothing => self.expression(draft, &added, &[]),
            Said::Set(old) => {
                let added = self.expression(draft, &added, &[]);
                self.set_of(draft, &[&old, &added])
            }
        };
        self.put_licence(draft, relationship, &new);
    }

    /// Takes the licences of a role from a component: nothing is said of them any more.
    pub(super) fn unlicense(&mut self, draft: &mut Draft, component: &str, role: LicenceRole) {
        let kind = if role == LicenceRole::Concluded { CONCLUDED } else { DECLARED };
        let key = (self.objects.expand(component).into_owned(), kind);
        let known = self.known(draft).licensed.get(&key).cloned().unwrap_or_default();
        let Some(nothing) = iri::special_licence("NOASSERTION") else { return };
        for relationship in known {
            self.put_licence(draft, relationship, nothing);
        }
    }

    /// Lets a relationship lead to one licence, in place of all before.
    fn put_licence(&mut self, draft: &mut Draft, relationship: ValueId, licence: &str) {
        let list = draft.list(relationship, Key::TO);
        let is_other = |old: Value<'_>| {
            index3::type_of(old).is_some_and(|it| Class::of(it) != Class::LicenceExpression)
        };
        let mut inner = Vec::new();
        for old in draft.tree.value(list).children().filter(|end| !end.is_null()) {
            let name = index3::id_in(old).map(|name| self.objects.expand(name).into_owned());
            if old.is_object() && (name.is_some() || is_other(old)) {
                inner.push(old.id());
            }
            self.orphans.extend(name);
        }
        draft.retain(list, |_| false);
        draft.push_text(list, licence);
        // What stood inside of the relationship may be another's too.
        for old in inner {
            draft.append(self.list, |tree, tail| tree.attach(tail, Key::NONE, old));
        }
    }

    /// Returns what the licence of a component says.
    fn said(&self, tree: &Tree, licence: Value<'_>) -> Said {
        let row = self.objects.resolve(licence).and_then(|row| self.objects.row(row));
        let Some(row) = row else {
            let id = licence.as_str().unwrap_or_default();
            return match id.rsplit(['/', '_']).next() {
                Some("None" | "NoneLicense" | "NoAssertion" | "NoAssertionLicense") => {
                    Said::Nothing
                }
                _ => match self.made_expression(id) {
                    Some(text) => Said::Expression(text),
                    None => Said::Set(id.to_owned()),
                },
            };
        };
        let text = tree.value(row.object).text(Key::SIMPLELICENSING_LICENSE_EXPRESSION);
        match text {
            Some("NONE" | "NOASSERTION" | "") => Said::Nothing,
            Some(text) if row.class == Class::LicenceExpression => {
                Said::Expression(text.to_owned())
            }
            _ => {
                let id = index3::id(tree.value(row.object)).and_then(Value::as_str);
                id.map_or(Said::Nothing, |id| Said::Set(id.to_owned()))
            }
        }
    }

    /// Returns the text of an expression that is new.
    fn made_expression(&self, id: &str) -> Option<String> {
        self.known.as_ref()?.expressions.get(id).cloned()
    }

    /// Joins licences by AND; one that is no expression becomes a `LicenseRef-` with its text kept.
    fn joined(&mut self, draft: &mut Draft, licences: &[&str]) -> String {
        let mut terms = Vec::new();
        for &licence in licences {
            terms.push(match licence::expression(licence) {
                Some(read) if licences.len() > 1 && read.has_or => format!("({})", read.text),
                Some(read) => read.text,
                None if iri::special_licence(licence).is_some() => licence.to_owned(),
                None => self.extracted(draft, licence),
            });
        }
        terms.join(" AND ")
    }

    fn extracted(&mut self, draft: &mut Draft, licence: &str) -> String {
        let name = format!("LicenseRef-{}", id::digest(&[licence], 12));
        if !self.known(draft).texts.contains_key(&name) {
            let id = self.iri(&name);
            self.element(draft, "simplelicensing_SimpleLicensingText", &id, |tree, object| {
                text(tree, object, Key::NAME, Some(licence));
                text(tree, object, Key::SIMPLELICENSING_LICENSE_TEXT, Some(licence));
            });
            self.known(draft).texts.insert(name.clone(), id);
        }
        name
    }

    /// Returns the id of an expression, making it if there is none; `custom` says where the texts
    /// of licences on no list are, as far as that is known.
    fn expression(
        &mut self,
        draft: &mut Draft,
        expression: &str,
        custom: &[(String, String)],
    ) -> String {
        if let Some(special) = iri::special_licence(expression) {
            return special.to_owned();
        }
        if let Some(id) = self.known(draft).licences.get(expression) {
            return id.clone();
        }
        let references = licence::expression(expression).map(|it| it.references);
        let mut places = Vec::new();
        for name in references.unwrap_or_default() {
            let stated = custom.iter().find(|(key, _)| *key == name).map(|(_, id)| id.clone());
            let known = stated.or_else(|| self.known(draft).texts.get(&name).cloned());
            let place = known.unwrap_or_else(|| format!("{}{name}", self.prefix));
            places.push((name, place));
        }
        let id = self.iri(&iri::expression(expression));
        self.element(draft, "simplelicensing_LicenseExpression", &id, |tree, object| {
            text(tree, object, Key::SIMPLELICENSING_LICENSE_EXPRESSION, Some(expression));
            put_customs(tree, object, &places);
        });
        let known = self.known(draft);
        known.licences.insert(expression.to_owned(), id.clone());
        known.expressions.insert(id.clone(), expression.to_owned());
        id
    }

    /// Makes a set of licences that hold together.
    fn set_of(&mut self, draft: &mut Draft, members: &[&str]) -> String {
        let id = self.iri(&iri::expression(&members.join(" AND ")));
        self.element(draft, "expandedlicensing_ConjunctiveLicenseSet", &id, |tree, object| {
            let mut list = tree.array(object, Key::EXPANDEDLICENSING_MEMBER, None);
            for member in members {
                text(tree, &mut list, Key::NONE, Some(member));
            }
        });
        id
    }
}

/// What a licence says.
enum Said {
    Nothing,
    Expression(String),
    /// It is of another class, or defined elsewhere.
    Set(String),
}

/// Returns where the texts of an expression's own licences are.
fn customs(expression: Value<'_>) -> Vec<(String, String)> {
    let entries = expression.list(Key::SIMPLELICENSING_CUSTOM_ID_TO_URI);
    let texts = entries.filter_map(|it| Some((it.text(Key::KEY)?, it.text(Key::VALUE)?)));
    texts.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn put_customs(tree: &mut Tree, object: &mut Tail, places: &[(String, String)]) {
    if places.is_empty() {
        return;
    }
    let mut list = tree.array(object, Key::SIMPLELICENSING_CUSTOM_ID_TO_URI, None);
    for (name, place) in places {
        let mut entry = tree.object(&mut list, Key::NONE, None);
        text(tree, &mut entry, Key::TYPE, Some("DictionaryEntry"));
        text(tree, &mut entry, Key::KEY, Some(name));
        tree.scalar(&mut entry, Key::VALUE, Scalar::Text(place));
    }
}
