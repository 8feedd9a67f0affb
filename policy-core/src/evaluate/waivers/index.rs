//! Finding the waivers that may cover something without asking each of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::evaluate::group::Group;
use crate::evaluate::prefixes::Prefixes;
use crate::evaluate::table::Table;
use crate::numbers::Drawers;
use crate::pattern::{ANY_KIND, NAMES};
use crate::waiver::Waiver;

/// The waivers by what they name. Each stands in one place: under its vulnerability, else its
/// licence, else its component, else its rule. Where many name one vulnerability, those that also
/// name a component stand under that: findings of it would ask all of them.
#[derive(Debug, Default)]
pub(super) struct Index<'e> {
    by_class: Drawers<u32>,
    by_id: Drawers<u32>,
    by_licence: BTreeMap<Cow<'e, str>, Vec<u32>>,
    by_package: Drawers<u32>,
    by_rule: BTreeMap<&'e str, Vec<u32>>,
}

impl<'e> Index<'e> {
    /// `ids` has the number of the id that each waiver names.
    pub(super) fn of(waivers: &[&'e Waiver], ids: &[Option<u32>], table: &Table<'e>) -> Self {
        let mut index = Self::default();
        let mut by_id: Vec<(u32, u32)> = Vec::new();
        let mut components = Vec::new();
        let mut crowd: BTreeMap<u32, usize> = BTreeMap::new();
        for id in ids.iter().flatten() {
            *crowd.entry(table.classes.class_of(*id)).or_default() += 1;
        }
        let is_crowded = |id| crowd.get(&table.classes.class_of(id)) > Some(&CROWD);
        for (number, (waiver, id)) in (0_u32..).zip(waivers.iter().zip(ids)) {
            let matcher = &waiver.matcher;
            let names_no_more = matcher.vulnerability.is_none() && matcher.licence.is_none();
            if let Some(component) = &matcher.component
                && (names_no_more || id.is_some_and(is_crowded))
            {
                let (space, prefix) = component.anchor();
                components.push((space, prefix, number));
            } else if matcher.vulnerability.is_some() {
                by_id.extend(id.map(|id| (id, number)));
            } else if let Some(licence) = &matcher.licence {
                let spelt = matcher.spelt_licence().filter(|spelt| spelt != licence);
                let names = [Some(licence.as_str().into()), spelt.map(Cow::Owned)];
                for name in names.into_iter().flatten() {
                    index.by_licence.entry(name).or_default().push(number);
                }
            } else if let Some(rule) = &matcher.rule {
                index.by_rule.entry(rule).or_default().push(number);
            }
        }
        if !by_id.is_empty() {
            let classes = &table.classes;
            let of_class = by_id.iter().map(|(id, number)| (classes.class_of(*id), *number));
            index.by_class = Drawers::new(classes.len(), of_class);
            // Elsewhere a finding has no id of another class.
            if classes.are_loose() {
                index.by_id = Drawers::new(classes.len(), by_id.iter().copied());
            }
        }
        if !components.is_empty() {
            let pairs = candidates(&Prefixes::of(components), table);
            index.by_package = Drawers::new(table.packages.len(), pairs.iter().copied());
        }
        index
    }

    /// Whether no waiver may cover a finding, but for those that name nothing but a rule.
    pub(super) fn ignores(&self, group: &Group<'_>) -> bool {
        self.by_id.is_empty()
            && self.by_class.get(group.class()).is_empty()
            && self.by_package.get(group.number()).is_empty()
    }

    /// The waivers that may cover a finding, or a package and its licence, in one rule.
    pub(super) fn candidates(
        &self,
        rule: Option<&str>,
        group: Option<&Group<'_>>,
        licence: Option<&str>,
        package: Option<u32>,
        found: &mut Vec<u32>,
    ) {
        found.clear();
        if let Some(group) = group {
            found.extend_from_slice(self.by_class.get(group.class()));
            if !self.by_id.is_empty() {
                found.extend(group.foreign_ids().flat_map(|id| self.by_id.get(id)));
            }
        }
        if let Some(package) = package {
            found.extend_from_slice(self.by_package.get(package));
        }
        if let Some(licence) = licence {
            found.extend(self.by_licence.get(licence).into_iter().flatten());
        }
        if let Some(rule) = rule
            && !self.by_rule.is_empty()
        {
            found.extend(self.by_rule.get(rule).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
    }
}

/// How many waivers of one vulnerability are asked one by one.
const CROWD: usize = 8;

/// Which waivers may cover which packages, by number.
fn candidates<'e>(prefixes: &Prefixes<'e, &'e str>, table: &Table<'e>) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    let any_kind = prefixes.has(ANY_KIND);
    // Packages of one number have one type and one path.
    for (number, package) in table.packages.representatives() {
        let Some(purl) = package.purl() else { continue };
        let mut found = |waiver: u32| pairs.push((number, waiver));
        prefixes.beginning(purl.kind(), purl.path(), &mut found);
        if any_kind {
            prefixes.beginning(ANY_KIND, purl.path(), &mut found);
        }
    }
    // Their names may differ.
    if prefixes.has(NAMES) {
        for (number, package) in table.packages.all() {
            let mut found = |waiver: u32| pairs.push((number, waiver));
            prefixes.beginning(NAMES, package.name(), &mut found);
            if let Some(purl) = package.purl() {
                prefixes.beginning(NAMES, purl.name(), &mut found);
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
