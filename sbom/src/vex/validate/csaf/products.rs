//! The product tree: what it defines, and what refers to it.

use std::collections::HashMap;

use super::circles;
use crate::tree::{Key, Value};
use crate::validate::collect::{Collector, clip};
use crate::vex::validate::refuse;

/// The products and groups of a document, numbered: many lists may name the same.
#[derive(Debug, Default)]
pub(super) struct Products<'t> {
    products: Vec<Product<'t>>,
    numbers: HashMap<&'t str, usize>,
    groups: Vec<Group>,
    group_numbers: HashMap<&'t str, usize>,
}

#[derive(Debug)]
struct Product<'t> {
    id: &'t str,
    is_defined: bool,
    /// The groups that it is in, in ascending order.
    groups: Vec<usize>,
}

#[derive(Debug)]
struct Group {
    /// In ascending order.
    members: Vec<usize>,
}

/// What an object names: products by themselves, and groups. These are not unfolded, since many
/// may name the same large one.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) products: Vec<usize>,
    pub(super) groups: Vec<usize>,
}

impl<'t> Products<'t> {
    pub(super) fn read(&mut self, tree: Value<'t>, found: &mut Collector) {
        super::branches::each(tree, found, |product, path, found| {
            self.define(product, path, found)
        });
        for (number, product) in tree.list(Key::FULL_PRODUCT_NAMES).enumerate() {
            let path = || format!("/product_tree/full_product_names/{number}");
            self.define(product, &path, found);
        }
        for (number, relationship) in tree.list(Key::RELATIONSHIPS).enumerate() {
            let path = || format!("/product_tree/relationships/{number}/full_product_name");
            if let Some(product) = relationship.get(Key::FULL_PRODUCT_NAME) {
                self.define(product, &path, found);
            }
        }
        for (number, relationship) in tree.list(Key::RELATIONSHIPS).enumerate() {
            for (key, name) in [
                (Key::PRODUCT_REFERENCE, "product_reference"),
                (Key::RELATES_TO_PRODUCT_REFERENCE, "relates_to_product_reference"),
            ] {
                let path = || format!("/product_tree/relationships/{number}/{name}");
                relationship.get(key).and_then(|end| self.known(end, path, found));
            }
        }
        circles::judge(tree, found);
        for (number, group) in tree.list(Key::PRODUCT_GROUPS).enumerate() {
            self.gather(number, group, found);
        }
        self.turn();
    }

    fn gather(&mut self, number: usize, group: Value<'t>, found: &mut Collector) {
        let path = || format!("/product_tree/product_groups/{number}");
        let members = self.listed(group, Key::PRODUCT_IDS, &|| path() + "/product_ids", found);
        let Some(id) = group.text(Key::GROUP_ID) else { return };
        if self.group_numbers.contains_key(id) {
            refuse(found, "csaf-duplicate-group", group, path, || {
                format!("the group `{}` is defined already (6.1.5)", clip(id))
            });
            return;
        }
        self.group_numbers.insert(id, self.groups.len());
        self.groups.push(Group { members });
    }

    /// Notes of each product which groups it is in.
    fn turn(&mut self) {
        for (number, group) in self.groups.iter_mut().enumerate() {
            group.members.sort_unstable();
            group.members.dedup();
            for member in &group.members {
                if let Some(product) = self.products.get_mut(*member) {
                    product.groups.push(number);
                }
            }
        }
    }

    fn define(&mut self, product: Value<'t>, path: &dyn Fn() -> String, found: &mut Collector) {
        if let Some(helper) = product.get(Key::PRODUCT_IDENTIFICATION_HELPER) {
            identify(helper, &|| path() + "/product_identification_helper", found);
        }
        let Some(id) = product.text(Key::PRODUCT_ID) else { return };
        let number = self.number(id);
        let Some(known) = self.products.get_mut(number) else { return };
        if std::mem::replace(&mut known.is_defined, true) {
            refuse(found, "csaf-duplicate-product", product, path, || {
                format!("the product `{}` is defined already (6.1.2)", clip(id))
            });
        }
    }

    fn number(&mut self, id: &'t str) -> usize {
        let products = &mut self.products;
        *self.numbers.entry(id).or_insert_with(|| {
            products.push(Product { id, is_defined: false, groups: Vec::new() });
            products.len() - 1
        })
    }

    /// Returns the number of a product that is referred to, whether or not there is one.
    pub(super) fn known(
        &mut self,
        id: Value<'t>,
        path: impl FnOnce() -> String,
        found: &mut Collector,
    ) -> Option<usize> {
        let text = id.as_str()?;
        let number = self.number(text);
        if !self.products.get(number)?.is_defined {
            refuse(found, "csaf-undefined-product", id, path, || {
                format!("no product is called `{}` (6.1.1)", clip(text))
            });
        }
        Some(number)
    }

    pub(super) fn listed(
        &mut self,
        holder: Value<'t>,
        key: Key,
        path: &dyn Fn() -> String,
        found: &mut Collector,
    ) -> Vec<usize> {
        let ids = holder.list(key).enumerate();
        ids.filter_map(|(number, id)| self.known(id, || format!("{}/{number}", path()), found))
            .collect()
    }

    /// Returns what an object names.
    pub(super) fn named(
        &mut self,
        holder: Value<'t>,
        path: &dyn Fn() -> String,
        found: &mut Collector,
    ) -> Named {
        let products = self.listed(holder, Key::PRODUCT_IDS, &|| path() + "/product_ids", found);
        let mut groups = Vec::new();
        for (number, group) in holder.list(Key::GROUP_IDS).enumerate() {
            let Some(id) = group.as_str() else { continue };
            match self.group_numbers.get(id) {
                Some(known) => groups.push(*known),
                None => refuse(
                    found,
                    "csaf-undefined-group",
                    group,
                    || format!("{}/group_ids/{number}", path()),
                    || format!("no group is called `{}` (6.1.4)", clip(id)),
                ),
            }
        }
        Named { products, groups }
    }

    pub(super) fn id(&self, product: usize) -> &'t str {
        self.products.get(product).map_or("", |product| product.id)
    }

    /// Returns the groups that a product is in, in ascending order.
    pub(super) fn groups_of(&self, product: usize) -> &[usize] {
        self.products.get(product).map_or(&[], |product| &product.groups)
    }

    /// Returns the products of a group, in ascending order.
    pub(super) fn members(&self, group: usize) -> &[usize] {
        self.groups.get(group).map_or(&[], |group| &group.members)
    }
}

/// Judges what identifies a product.
fn identify(helper: Value<'_>, path: &dyn Fn() -> String, found: &mut Collector) {
    if let Some(purl) = helper.get(Key::PURL)
        && let Some(text) = purl.as_str()
        && let Err(error) = crate::Purl::parse_strict(text)
    {
        refuse(
            found,
            "csaf-purl",
            purl,
            || path() + "/purl",
            || format!("`{}`: {error} (6.1.13)", clip(text)),
        );
    }
    for (number, file) in helper.list(Key::HASHES).enumerate() {
        let mut met = std::collections::HashSet::new();
        for (place, hash) in file.list(Key::FILE_HASHES).enumerate() {
            let Some(algorithm) = hash.text(Key::ALGORITHM) else { continue };
            if !met.insert(algorithm.to_ascii_lowercase()) {
                let path = || format!("{}/hashes/{number}/file_hashes/{place}", path());
                refuse(found, "csaf-duplicate-hash", hash, path, || {
                    format!("the file has a digest by `{}` already (6.1.25)", clip(algorithm))
                });
            }
        }
    }
}
