//! Licences of components, in lists whose rules differ from version to version.

use super::state::shape_of;
use super::{lacks, version};
use crate::cyclonedx::schema::{V1_4, V1_6};
use crate::document::LicenceRole;
use crate::edit::draft::{Draft, text};
use crate::edit::fact::How;
use crate::format::Encoding;
use crate::licence_expression::{LicenceExpression, is_cyclonedx_licence_id};
use crate::losses::LossReason;
use crate::tree::{Key, Tail, Tree, Value, ValueId};

pub(super) fn state(
    draft: &mut Draft,
    element: ValueId,
    id: &str,
    role: LicenceRole,
    licences: &[&str],
    how: How,
) {
    let mut holder = element;
    if role == LicenceRole::Observed {
        if let Some(reason) = lacks(draft, shape_of(draft, element), Key::EVIDENCE) {
            return draft.lose(reason, "licenses", id, role.as_str());
        }
        holder = draft.object(element, Key::EVIDENCE);
    }
    let has_roles = version(draft) >= V1_6;
    let wanted = match role {
        LicenceRole::Declared => Some("declared"),
        LicenceRole::Concluded => Some("concluded"),
        _ => None,
    };
    if how == How::Replace {
        let is_of_role = |it: Value<'_>| !has_roles || acknowledgement(it) == wanted;
        draft.retain_in(holder, Key::LICENSES, |it| !is_of_role(it));
    }
    if wanted.is_some() && !has_roles && !licences.is_empty() {
        let detail = format!("that it is {}", role.as_str());
        draft.lose(LossReason::NotInVersion, "acknowledgement", id, &detail);
    }
    for licence in licences {
        add(draft, holder, id, wanted.filter(|_| has_roles), licence);
    }
    if holder != element && draft.tree.value(holder).children().next().is_none() {
        draft.remove(element, Key::EVIDENCE);
    }
}

/// JSON 1.5 and 1.6, and XML up to 1.6, take licences or one expression.
fn takes_mix(draft: &Draft) -> bool {
    let version = version(draft);
    version > V1_6 || (version <= V1_4 && draft.encoding != Encoding::Xml)
}

fn add(draft: &mut Draft, holder: ValueId, id: &str, role: Option<&'static str>, licence: &str) {
    let kind = Kind::of(licence);
    let list = draft.list(holder, Key::LICENSES);
    let entries: Vec<Value<'_>> = draft.tree.value(list).children().collect();
    let is_again = |it: &Value<'_>| said(*it) == Some(licence) && acknowledgement(*it) == role;
    if entries.iter().any(is_again) {
        return;
    }
    let is_expression = |it: &Value<'_>| it.get(Key::EXPRESSION).is_some();
    let has_expression = entries.iter().any(is_expression);
    let is_mixed = has_expression || (kind == Kind::Expression && !entries.is_empty());
    if takes_mix(draft) || !is_mixed {
        return draft.append(list, |tree, tail| put(tree, tail, kind, licence, role));
    }
    let is_joinable = |it: &Value<'_>| {
        acknowledgement(*it) == role && (is_expression(it) || licence_of(*it, Key::ID).is_some())
    };
    if kind != Kind::Name && entries.iter().all(is_joinable) {
        let mut terms: Vec<String> = entries.iter().filter_map(|it| said(*it)).map(term).collect();
        terms.push(term(licence));
        let joined = terms.join(" AND ");
        draft.retain(list, |_| false);
        return draft.append(list, |tree, tail| put(tree, tail, Kind::Expression, &joined, role));
    }
    if has_expression {
        let detail = format!("`{licence}`, beside an expression");
        return draft.lose(LossReason::OnlyOne, "licenses", id, &detail);
    }
    draft.append(list, |tree, tail| put(tree, tail, Kind::Name, licence, role));
    let detail = format!("`{licence}`, an expression, written as a name");
    draft.lose(LossReason::Approximated, "licenses", id, &detail);
}

/// What a licence is, as the schema tells them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Id,
    Expression,
    Name,
}

impl Kind {
    fn of(licence: &str) -> Self {
        match licence {
            id if is_cyclonedx_licence_id(id) => Self::Id,
            text if LicenceExpression::parse(text).is_ok() => Self::Expression,
            _ => Self::Name,
        }
    }
}

/// A term of an `AND`: with brackets if it has operators itself.
fn term(expression: &str) -> String {
    match expression.contains(' ') {
        true => format!("({expression})"),
        false => expression.to_owned(),
    }
}

fn licence_of(entry: Value<'_>, key: Key) -> Option<&str> {
    entry.get(Key::LICENSE)?.text(key)
}

fn said(entry: Value<'_>) -> Option<&str> {
    let licence = || licence_of(entry, Key::ID).or_else(|| licence_of(entry, Key::NAME));
    entry.text(Key::EXPRESSION).or_else(licence)
}

fn acknowledgement(entry: Value<'_>) -> Option<&str> {
    let inner = entry.get(Key::LICENSE).and_then(|licence| licence.text(Key::ACKNOWLEDGEMENT));
    entry.text(Key::ACKNOWLEDGEMENT).or(inner)
}

fn put(tree: &mut Tree, list: &mut Tail, kind: Kind, licence: &str, role: Option<&str>) {
    let mut item = tree.object(list, Key::NONE, None);
    if kind == Kind::Expression {
        text(tree, &mut item, Key::EXPRESSION, Some(licence));
        text(tree, &mut item, Key::ACKNOWLEDGEMENT, role);
        return;
    }
    let mut choice = tree.object(&mut item, Key::LICENSE, None);
    let key = if kind == Kind::Id { Key::ID } else { Key::NAME };
    text(tree, &mut choice, key, Some(licence));
    text(tree, &mut choice, Key::ACKNOWLEDGEMENT, role);
}
