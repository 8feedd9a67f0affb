//! Licences, which are one expression for each role.

use super::NO_ASSERTION;
use crate::convert::words::id;
use crate::document::LicenceRole;
use crate::edit::draft::{Draft, text};
use crate::edit::fact::How;
use crate::licence_expression::LicenceExpression;
use crate::losses::LossReason;
use crate::tree::{Key, ValueId};

/// Files and snippets have concluded licences only; what was observed needs analysed files.
pub(super) fn state(
    draft: &mut Draft,
    element: ValueId,
    id: &str,
    (role, is_package): (LicenceRole, bool),
    licences: &[&str],
    how: How,
) {
    let key = match role {
        LicenceRole::Concluded => Key::LICENSE_CONCLUDED,
        LicenceRole::Declared | LicenceRole::Unstated if is_package => Key::LICENSE_DECLARED,
        _ => return draft.lose(LossReason::NoPlace, "licenses", id, role.as_str()),
    };
    if role == LicenceRole::Unstated && !licences.is_empty() {
        let detail = "`unstated` became `declared`";
        draft.lose(LossReason::Approximated, "acknowledgement", id, detail);
    }
    if licences.is_empty() {
        if draft.tree.value(element).get(key).is_some() {
            draft.set(element, key, NO_ASSERTION);
        }
        return;
    }
    let added = expression(draft, licences);
    let old = draft.tree.value(element).text(key).filter(|_| how == How::Add);
    let joined = match old.unwrap_or(NO_ASSERTION) {
        NO_ASSERTION | "NONE" | "" => added,
        old if old == added => return,
        old => format!("({old}) AND ({added})"),
    };
    draft.set(element, key, &joined);
}

/// Joins licences by AND; one that is no expression becomes a `LicenseRef-` with its text kept.
fn expression(draft: &mut Draft, licences: &[&str]) -> String {
    let mut terms = Vec::new();
    for &licence in licences {
        terms.push(match LicenceExpression::parse(licence).is_ok() {
            true if licences.len() > 1 && licence.contains(" OR ") => format!("({licence})"),
            true => licence.to_owned(),
            false => extracted(draft, licence),
        });
    }
    terms.join(" AND ")
}

fn extracted(draft: &mut Draft, licence: &str) -> String {
    let licence_id = format!("LicenseRef-{}", id::digest(&[licence], 12));
    let list = draft.list(ValueId::ROOT, Key::HAS_EXTRACTED_LICENSING_INFOS);
    if !draft.entries(list, Key::LICENSE_ID).contains_key(&licence_id) {
        let made = draft.push_object(list, |tree, object| {
            text(tree, object, Key::LICENSE_ID, Some(&licence_id));
            text(tree, object, Key::EXTRACTED_TEXT, Some(licence));
            text(tree, object, Key::NAME, Some(licence));
        });
        draft.entries(list, Key::LICENSE_ID).insert(licence_id.clone(), made);
    }
    licence_id
}
