//! Whether licences say the same in other words.

use std::collections::{BTreeSet, HashMap};

use crate::document::{Document, Licence};
use crate::licence_expression::{LicenceExpression, LicenceNode, LicenceReading};

/// What the two documents have for words.
pub(super) struct Wording<'d> {
    pub(super) is_same_format: bool,
    /// What their `LicenseRef-` ids are names for; not looked up within one format.
    older: HashMap<&'d str, &'d str>,
    newer: HashMap<&'d str, &'d str>,
}

impl<'d> Wording<'d> {
    pub(super) fn of(older: &'d Document, newer: &'d Document) -> Self {
        let is_same_format = older.format() == newer.format();
        let names = |document: &'d Document| match is_same_format {
            true => HashMap::new(),
            false => document
                .extracted_licences()
                .filter_map(|licence| Some((licence.id(), licence.name()?)))
                .collect(),
        };
        Self { is_same_format, older: names(older), newer: names(newer) }
    }

    /// Reports whether licences mean the same: SPDX writes a list as one expression, and has an id
    /// for what is no licence of its list.
    pub(super) fn say_the_same(&self, older: &BTreeSet<String>, newer: &BTreeSet<String>) -> bool {
        joined(older).is_some_and(|older| joined(newer).is_some_and(|newer| older == newer))
            || (!self.is_same_format && names(older, &self.older) == names(newer, &self.newer))
    }
}

/// The texts of licences that say something.
pub(super) fn texts<'d>(licences: impl Iterator<Item = Licence<'d>>) -> BTreeSet<String> {
    let texts = licences.map(|licence| licence.text().trim().to_owned());
    texts.filter(|text| !text.is_empty() && text != "NOASSERTION").collect()
}

fn joined(licences: &BTreeSet<String>) -> Option<LicenceExpression> {
    let parts =
        licences.iter().map(|text| LicenceExpression::attempt(text, LicenceReading::Lax).ok());
    LicenceExpression::join(parts.collect::<Option<Vec<_>>>()?)
}

/// What must hold together, each by its name.
fn names(licences: &BTreeSet<String>, names: &HashMap<&str, &str>) -> BTreeSet<String> {
    let name = |node: &LicenceNode| {
        let text = node.to_string();
        names.get(text.as_str()).map_or(text, |name| (*name).to_owned())
    };
    licences
        .iter()
        .flat_map(|text| {
            match LicenceExpression::attempt(text, LicenceReading::Lax)
                .as_ref()
                .map(LicenceExpression::root)
            {
                Ok(LicenceNode::All(parts)) => parts.iter().map(name).collect(),
                Ok(node) => vec![name(node)],
                Err(_) => vec![text.clone()],
            }
        })
        .collect()
}
