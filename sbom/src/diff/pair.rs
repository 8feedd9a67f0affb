//! Which component of the one document is which of the other.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::document::{Component, Document, IdentifierKind};
use crate::purl::Purl;

type Pair<'d> = (Component<'d>, Component<'d>);

/// Returns what is compared: components and files, without the subject, which is compared apart
/// since only SPDX counts it among its packages.
pub(super) fn parts(document: &Document) -> Vec<Component<'_>> {
    let subject = document.subject().map(|subject| subject.id());
    document
        .elements()
        .filter(|element| element.is_inventory() || element.is_file())
        .filter(|element| Some(element.id()) != subject)
        .collect()
}

/// Pairs what is the same in both documents, in the order of the older one; the subjects apart.
pub(super) fn pairs<'d>(
    older: &'d Document,
    newer: &'d Document,
) -> (Vec<Pair<'d>>, Option<Pair<'d>>) {
    let mut matching = Matching { old: parts(older), new: parts(newer), pairs: Vec::new() };
    matching.by(exact_key);
    matching.by(name_key);
    matching.by_coordinate(coordinate_key);
    matching.by_coordinate(plain_name);
    matching.by(content_key);
    matching.by(nameless_key);
    if older.id().is_some() && older.id() == newer.id() {
        matching.by(|component| component.local_id().map(str::to_owned));
    }
    matching.pairs.sort_by_key(|(old, _)| old.id());
    (matching.pairs, older.subject().zip(newer.subject()))
}

/// What is not matched yet, and what is.
struct Matching<'d> {
    old: Vec<Component<'d>>,
    new: Vec<Component<'d>>,
    pairs: Vec<Pair<'d>>,
}

impl<'d> Matching<'d> {
    /// Pairs components of the same key, the first with the first.
    fn by(&mut self, key: impl Fn(Component<'d>) -> Option<String>) {
        let mut waiting = groups(&mut self.new, &key);
        self.old.retain(|&old| {
            let group = key(old).and_then(|key| waiting.get_mut(&key));
            // The groups are reversed: the last is the first.
            match group.and_then(Vec::pop) {
                Some(new) => {
                    self.pairs.push((old, new));
                    false
                }
                None => true,
            }
        });
        let mut left: Vec<_> = waiting.into_values().flatten().collect();
        self.new.append(&mut left);
        self.new.sort_by_key(|component| component.id());
    }

    /// Pairs components that may have another version, the lowest with the lowest.
    fn by_coordinate(&mut self, key: impl Fn(Component<'d>) -> Option<String>) {
        let ascending = |group: &mut Vec<Component<'d>>| {
            group.sort_by_key(|component| component.id());
            group.sort_by(|a, b| compare(*a, *b));
        };
        let mut waiting = groups(&mut self.new, &key);
        let mut old_groups = groups(&mut self.old, &key);
        for (key, old) in &mut old_groups {
            let Some(new) = waiting.get_mut(key) else { continue };
            ascending(old);
            ascending(new);
            let count = old.len().min(new.len());
            self.pairs.extend(old.drain(..count).zip(new.drain(..count)));
        }
        for (side, groups) in [(&mut self.old, old_groups), (&mut self.new, waiting)] {
            side.extend(groups.into_values().flatten());
            side.sort_by_key(|component| component.id());
        }
    }
}

/// Takes the components that have a key out of a list, by key, each group reversed.
fn groups<'d>(
    list: &mut Vec<Component<'d>>,
    key: impl Fn(Component<'d>) -> Option<String>,
) -> HashMap<String, Vec<Component<'d>>> {
    let mut groups: HashMap<String, Vec<Component<'d>>> = HashMap::new();
    let mut without = Vec::new();
    for component in list.drain(..).rev() {
        match key(component) {
            Some(key) => groups.entry(key).or_default().push(component),
            None => without.push(component),
        }
    }
    without.reverse();
    *list = without;
    groups
}

/// Not the caller's order: one that contradicts itself must not upset the sort.
fn compare(left: Component<'_>, right: Component<'_>) -> Ordering {
    let version = |component: Component<'_>| component.version().unwrap_or_default().to_owned();
    super::version::natural(&version(left), &version(right))
}

fn exact_key(component: Component<'_>) -> Option<String> {
    if let Some(purl) = component.purl() {
        return Some(match Purl::parse(purl) {
            // A package URL may leave the version to the component.
            Ok(parsed) if parsed.version().is_none() => {
                format!("{}@{}", parsed.package_key(), component.version().unwrap_or_default())
            }
            Ok(parsed) => parsed.package_key(),
            Err(_) => purl.to_owned(),
        });
    }
    let identifier = |kind| {
        component.identifiers().find(|identifier| identifier.kind() == kind).map(|found| {
            format!("{}@{}", found.text().to_ascii_lowercase(), component.version().unwrap_or(""))
        })
    };
    identifier(IdentifierKind::Cpe23).or_else(|| identifier(IdentifierKind::Swid))
}

/// Group, name and version: SPDX has no group and writes it before the name.
fn name_key(component: Component<'_>) -> Option<String> {
    Some(format!("{}@{}", plain_name(component)?, component.version().unwrap_or_default()))
}

fn plain_name(component: Component<'_>) -> Option<String> {
    (!component.name().is_empty()).then(|| super::name(component))
}

fn coordinate_key(component: Component<'_>) -> Option<String> {
    component.purl().and_then(|purl| Purl::parse(purl).ok()).map(|purl| purl.coordinate_key())
}

/// What has no name is known by its kind and place alone.
fn nameless_key(component: Component<'_>) -> Option<String> {
    let id = component.local_id().unwrap_or_default();
    component.name().is_empty().then(|| format!("{:?} {id}", component.component_type()))
}

/// The name with the strongest digest, which a file keeps when it moves to another version.
fn content_key(component: Component<'_>) -> Option<String> {
    let strongest = component.hashes().max_by_key(|hash| hash.content().len())?;
    let is_strong = strongest.content().len() >= 64;
    is_strong.then(|| strongest.content().to_ascii_lowercase())
}
