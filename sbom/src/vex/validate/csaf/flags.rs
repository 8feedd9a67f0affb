//! A product has one flag of a kind (6.1.33), whether by itself or with a group.

use std::collections::{HashMap, HashSet};

use super::products::{Named, Products};

/// The flags of one vulnerability, met one after the other.
///
/// Groups are not unfolded one by one: thousands of vulnerabilities may name the same large ones.
#[derive(Debug, Default)]
pub(super) struct Flags {
    products: HashSet<usize>,
    groups: Vec<usize>,
    is_met: HashSet<usize>,
    /// The products of `groups`, if it came to that.
    unfolded: Option<HashSet<usize>>,
}

/// The first product that two groups share, if they do, of pairs that were asked for.
#[derive(Debug, Default)]
pub(super) struct Overlaps {
    known: HashMap<[usize; 2], Option<usize>>,
}

impl Flags {
    /// Takes the next flag; returns a product that one before it names.
    pub(super) fn add(
        &mut self,
        named: &Named,
        products: &Products<'_>,
        overlaps: &mut Overlaps,
    ) -> Option<usize> {
        let twice = self.twice(named, products, overlaps);
        for group in &named.groups {
            if self.is_met.insert(*group) {
                self.groups.push(*group);
                if let Some(unfolded) = &mut self.unfolded {
                    unfolded.extend(products.members(*group));
                }
            }
        }
        self.products.extend(&named.products);
        twice
    }

    fn twice(
        &mut self,
        named: &Named,
        products: &Products<'_>,
        overlaps: &mut Overlaps,
    ) -> Option<usize> {
        let mut direct = named.products.iter().copied();
        let has = |product: &usize| {
            let of = products.groups_of(*product);
            self.products.contains(product)
                || match of.len() <= self.groups.len() {
                    true => of.iter().any(|group| self.is_met.contains(group)),
                    false => self.groups.iter().any(|group| of.binary_search(group).is_ok()),
                }
        };
        if let Some(product) = direct.find(has) {
            return Some(product);
        }
        for group in &named.groups {
            let members = products.members(*group);
            if self.is_met.contains(group)
                && let Some(first) = members.first()
            {
                return Some(*first);
            }
            let shared = match members.len() <= self.products.len() {
                true => members.iter().find(|member| self.products.contains(member)).copied(),
                false => {
                    let all = self.products.iter().copied();
                    all.filter(|product| members.binary_search(product).is_ok()).min()
                }
            };
            if let Some(product) = shared.or_else(|| self.overlap(*group, products, overlaps)) {
                return Some(product);
            }
        }
        None
    }

    /// Returns a product of the group and of one that was met, by the shorter way.
    fn overlap(
        &mut self,
        group: usize,
        products: &Products<'_>,
        overlaps: &mut Overlaps,
    ) -> Option<usize> {
        let size = |group: &usize| products.members(*group).len();
        let met = self.groups.len();
        if self.unfolded.is_none() && met * met > self.groups.iter().map(size).sum() {
            let members = self.groups.iter().flat_map(|group| products.members(*group));
            self.unfolded = Some(members.copied().collect());
        }
        match &self.unfolded {
            Some(all) => {
                products.members(group).iter().find(|member| all.contains(member)).copied()
            }
            None => self.groups.iter().find_map(|other| overlaps.find(group, *other, products)),
        }
    }
}

impl Overlaps {
    fn find(&mut self, a: usize, b: usize, products: &Products<'_>) -> Option<usize> {
        let pair = [a.min(b), a.max(b)];
        *self.known.entry(pair).or_insert_with(|| {
            let [mut few, mut many] = pair.map(|group| products.members(group));
            if few.len() > many.len() {
                std::mem::swap(&mut few, &mut many);
            }
            few.iter().find(|member| many.binary_search(member).is_ok()).copied()
        })
    }
}
