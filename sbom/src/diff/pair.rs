//! Which component of the one document is which of the other.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use crate::document::{Component, ComponentId, Document, ElementKind, IdentifierKind};
use crate::purl::Purl;

/// What is the same, in the older document and in the newer.
pub(super) type Pair<'d> = (Component<'d>, Component<'d>);

/// Returns what is compared: components, the parts of the subject included, and files; without the
/// subject if that is compared apart, since only SPDX counts it among its packages.
pub(super) fn parts<'d>(
    document: &'d Document,
    apart: Option<Component<'d>>,
) -> Vec<Component<'d>> {
    let apart = apart.map(|subject| subject.id());
    document
        .elements()
        .filter(|element| element.kind() == ElementKind::Component || element.is_file())
        .filter(|element| Some(element.id()) != apart)
        .collect()
}

/// Pairs what is the same in both documents, in the order of the older one.
pub(super) fn pairs<'d>(
    older: &[Component<'d>],
    newer: &[Component<'d>],
    has_one_id: bool,
) -> Vec<Pair<'d>> {
    let mut matching = Matching { old: older.to_vec(), new: newer.to_vec(), pairs: Vec::new() };
    matching.by(exact_key, exact_key);
    matching.by(of_kind(name_key), of_kind(name_key));
    matching.by(of_any_kind(name_key), name_key);
    matching.by(name_key, of_any_kind(name_key));
    matching.by_coordinate(coordinate_key, coordinate_key);
    matching.by_coordinate(of_kind(plain_name), of_kind(plain_name));
    matching.by_coordinate(of_any_kind(plain_name), plain_name);
    matching.by_coordinate(plain_name, of_any_kind(plain_name));
    matching.by(content_key, content_key);
    matching.by(nameless_key, nameless_key);
    if has_one_id {
        let local_id = |component: Component<'d>| component.local_id().map(str::to_owned);
        matching.by(local_id, local_id);
    }
    matching.pairs.sort_by_key(|(old, _)| old.id());
    matching.pairs
}

/// Takes out of what is in no pair what the other document has too.
pub(super) fn take_known<'d>(
    left: &mut Vec<Component<'d>>,
    others: &[Component<'d>],
) -> Vec<Component<'d>> {
    let key = |part: Component<'d>| exact_key(part).or_else(|| of_kind(name_key)(part));
    let keys: Vec<_> = left.iter().map(|part| key(*part)).collect();
    let wanted: HashSet<&str> = keys.iter().filter_map(Option::as_deref).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let there: HashSet<String> = others
        .iter()
        .filter_map(|part| key(*part))
        .filter(|key| wanted.contains(key.as_str()))
        .collect();
    let is_known = |key: &Option<String>| key.as_ref().is_some_and(|key| there.contains(key));
    let (known, others): (Vec<_>, Vec<_>) =
        left.drain(..).zip(keys).partition(|(_, key)| is_known(key));
    left.extend(others.into_iter().map(|(part, _)| part));
    known.into_iter().map(|(part, _)| part).collect()
}

/// Returns what each element of the newer document is in the older one.
pub(super) fn older_ids(newer: &Document, pairs: &[Pair<'_>]) -> Vec<Option<ComponentId>> {
    let mut ids = vec![None; newer.element_count()];
    for (old, new) in pairs {
        if let Some(place) = ids.get_mut(new.id().index()) {
            *place = Some(old.id());
        }
    }
    ids
}

/// What is not matched yet, and what is.
struct Matching<'d> {
    old: Vec<Component<'d>>,
    new: Vec<Component<'d>>,
    pairs: Vec<Pair<'d>>,
}

impl<'d> Matching<'d> {
    /// Pairs components of the same key, the first with the first.
    fn by(
        &mut self,
        old_key: impl Fn(Component<'d>) -> Option<String>,
        new_key: impl Fn(Component<'d>) -> Option<String>,
    ) {
        if self.old.is_empty() || self.new.is_empty() {
            return;
        }
        let mut waiting = groups(&mut self.new, new_key);
        self.old.retain(|&old| {
            let group = old_key(old).and_then(|key| waiting.get_mut(&key));
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
    fn by_coordinate(
        &mut self,
        old_key: impl Fn(Component<'d>) -> Option<String>,
        new_key: impl Fn(Component<'d>) -> Option<String>,
    ) {
        if self.old.is_empty() || self.new.is_empty() {
            return;
        }
        let ascending = |group: &mut Vec<Component<'d>>| {
            group.sort_by_key(|component| component.id());
            group.sort_by(|a, b| compare(*a, *b));
        };
        let mut waiting = groups(&mut self.new, new_key);
        let mut old_groups = groups(&mut self.old, old_key);
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

/// A key for components of one ecosystem, as their package URLs tell it, or of none.
fn of_kind<'d>(
    key: fn(Component<'d>) -> Option<String>,
) -> impl Fn(Component<'d>) -> Option<String> {
    move |component| {
        let purl = component.purl().and_then(|purl| Purl::parse(purl).ok());
        let kind = purl.as_ref().map_or("", Purl::kind);
        Some(format!("{kind} {}", key(component)?))
    }
}

/// A key for components whose ecosystem is not known: they may be of any.
fn of_any_kind<'d>(
    key: fn(Component<'d>) -> Option<String>,
) -> impl Fn(Component<'d>) -> Option<String> {
    move |component| {
        let purl = component.purl().and_then(|purl| Purl::parse(purl).ok());
        key(component).filter(|_| purl.is_none_or(|purl| purl.kind() == "generic"))
    }
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

/// The longest digest: what keeps it is the same under another name.
fn content_key(component: Component<'_>) -> Option<String> {
    let strongest = component.hashes().max_by_key(|hash| hash.content().len())?;
    let is_strong = strongest.content().len() >= 64;
    is_strong.then(|| strongest.content().to_ascii_lowercase())
}
