//! The product tree: what product ids stand for.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::document::{NoteKind, Notes};
use crate::error::Error;
use crate::tree::Key;
use crate::vex::product::{Digest, Product};
use crate::vex::source::{Node, Source};

/// The definitions of a document, made into products as they are asked for.
#[derive(Debug)]
pub(super) struct Products<'s> {
    source: &'s Source<'s>,
    definitions: HashMap<&'s str, Definition<'s>>,
    groups: HashMap<&'s str, Rc<[&'s str]>>,
    made: HashMap<&'s str, Made>,
}

/// A product, and how many components lie in one another inside it.
#[derive(Clone, Debug)]
struct Made {
    product: Arc<Product>,
    depth: usize,
}

/// Where a product id is defined.
#[derive(Clone, Copy, Debug)]
struct Definition<'s> {
    /// The full product name.
    node: Node<'s>,
    branch: Branch<'s>,
    part: Option<Part<'s>>,
}

/// What the branches on the way to a product say.
#[derive(Clone, Copy, Debug, Default)]
struct Branch<'s> {
    vendor: Option<&'s str>,
    version: Option<&'s str>,
    range: Option<&'s str>,
}

/// A product that is another one as part of a third.
#[derive(Clone, Copy, Debug)]
struct Part<'s> {
    relation: Option<&'s str>,
    component: &'s str,
    whole: &'s str,
}

impl<'s> Products<'s> {
    /// Indexes a product tree, without recursion: branches are as deep as their author likes.
    pub(super) fn new(
        source: &'s Source<'s>,
        tree: Option<Node<'s>>,
        notes: &mut Notes,
    ) -> Result<Self, Error> {
        let (definitions, groups, made) = Default::default();
        let mut products = Self { source, definitions, groups, made };
        let Some(tree) = tree else { return Ok(products) };
        let tree = tree.object("a product tree")?;
        let mut open = vec![(tree, Branch::default())];
        while let Some((node, above)) = open.pop() {
            let mut branch = above;
            if let Some(name) = node.text(Key::NAME)? {
                match node.text(Key::CATEGORY)? {
                    Some("vendor") => branch.vendor = Some(name),
                    Some("product_version") => branch.version = Some(name),
                    Some("product_version_range") => branch.range = Some(name),
                    _ => {}
                }
            }
            if let Some(product) = node.value().get(Key::PRODUCT) {
                products.define(source.node(product), branch, None, notes)?;
            }
            let from = open.len();
            for child in node.list(Key::BRANCHES) {
                open.push((child.object("a branch")?, branch));
            }
            // The first one is looked at first.
            if let Some(children) = open.get_mut(from..) {
                children.reverse();
            }
        }
        if let Some(names) = tree.get(Key::FULL_PRODUCT_NAMES) {
            for name in names.value().elements() {
                products.define(source.node(name), Branch::default(), None, notes)?;
            }
        }
        if let Some(relationships) = tree.get(Key::RELATIONSHIPS) {
            for relationship in relationships.value().elements() {
                products.relate(source.node(relationship), notes)?;
            }
        }
        for group in tree.list(Key::PRODUCT_GROUPS) {
            products.group(group.object("a product group")?, notes)?;
        }
        Ok(products)
    }

    fn define(
        &mut self,
        node: Node<'s>,
        branch: Branch<'s>,
        part: Option<Part<'s>>,
        notes: &mut Notes,
    ) -> Result<(), Error> {
        let node = node.object("a full product name")?;
        let Some(id) = node.value().get(Key::PRODUCT_ID) else {
            return Err(node.missing("product_id"));
        };
        let Some(id) = id.as_str() else { return Err(self.source.node(id).wrong("a text")) };
        match self.definitions.entry(id) {
            std::collections::hash_map::Entry::Occupied(_) => {
                notes.add(NoteKind::DuplicateId, id, || node.value().path());
            }
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(Definition { node, branch, part });
            }
        }
        Ok(())
    }

    fn relate(&mut self, node: Node<'s>, notes: &mut Notes) -> Result<(), Error> {
        let node = node.object("a relationship")?;
        let Some(name) = node.value().get(Key::FULL_PRODUCT_NAME) else {
            return Err(node.missing("full_product_name"));
        };
        let end = |key: Key, name: &str| match node.value().get(key) {
            Some(value) => value.as_str().ok_or_else(|| self.source.node(value).wrong("a text")),
            None => Err(node.missing(name)),
        };
        let part = Part {
            relation: node.value().text(Key::CATEGORY),
            component: end(Key::PRODUCT_REFERENCE, "product_reference")?,
            whole: end(Key::RELATES_TO_PRODUCT_REFERENCE, "relates_to_product_reference")?,
        };
        node.entered();
        for key in [Key::CATEGORY, Key::PRODUCT_REFERENCE, Key::RELATES_TO_PRODUCT_REFERENCE] {
            node.get(key);
        }
        self.define(self.source.node(name), Branch::default(), Some(part), notes)
    }

    fn group(&mut self, node: Node<'s>, notes: &mut Notes) -> Result<(), Error> {
        let Some(id) = node.text(Key::GROUP_ID)? else { return Err(node.missing("group_id")) };
        let ids: Vec<&str> = texts(node.get(Key::PRODUCT_IDS))?;
        if self.groups.contains_key(id) {
            notes.add(NoteKind::DuplicateId, id, || node.value().path());
            return Ok(());
        }
        self.groups.insert(id, ids.into());
        Ok(())
    }

    /// Returns the product ids that an object names, those of its groups included.
    pub(super) fn named_by(
        &self,
        node: Node<'s>,
        notes: &mut Notes,
    ) -> Result<Vec<&'s str>, Error> {
        let mut ids = texts(node.get(Key::PRODUCT_IDS))?;
        for group in texts(node.get(Key::GROUP_IDS))? {
            match self.groups.get(group) {
                Some(members) => {
                    self.source.spend(members.len())?;
                    ids.extend(members.iter());
                }
                None => {
                    notes.add(NoteKind::DanglingReference, "group_ids", || node.value().path());
                }
            }
        }
        Ok(ids)
    }

    /// Returns the product of an id: nothing but the id if it is nowhere defined, or defined by
    /// itself. Keeps its own stack.
    pub(super) fn find(&mut self, id: &'s str, notes: &mut Notes) -> Result<Arc<Product>, Error> {
        let mut open = vec![id];
        let mut begun: HashSet<&str> = HashSet::new();
        while let Some(&next) = open.last() {
            if self.made.contains_key(next) {
                open.pop();
                continue;
            }
            let Some(definition) = self.definitions.get(next).copied() else {
                notes.add(NoteKind::DanglingReference, "product_id", || next.to_owned());
                self.keep(next, Product::new(next), 0);
                continue;
            };
            let Some(part) = definition.part else {
                let product = plain(definition)?;
                self.keep(next, product, 0);
                continue;
            };
            let ends = [part.whole, part.component];
            if begun.insert(next) {
                open.extend(ends.iter().filter(|end| !self.made.contains_key(*end)));
                continue;
            }
            // Its ends were made before, unless one of them leads back to here.
            let [Some(whole), Some(component)] = ends.map(|end| self.made.get(end).cloned()) else {
                notes.add(NoteKind::CircularReference, "relationships", || {
                    definition.node.value().path()
                });
                self.keep(next, Product::new(next), 0);
                continue;
            };
            let depth = whole.depth + component.depth + 1;
            if depth > MAX_DEPTH {
                notes.add(NoteKind::NotKept, "relationships", || definition.node.value().path());
                self.keep(next, Product::new(next), 0);
                continue;
            }
            let product = combine(definition, part, &whole.product, component.product)?;
            self.keep(next, product, depth);
        }
        let made = self.made.get(id).map(|made| Arc::clone(&made.product));
        Ok(made.unwrap_or_else(|| Arc::new(Product::new(id))))
    }

    fn keep(&mut self, id: &'s str, product: Product, depth: usize) {
        self.made.insert(id, Made { product: Arc::new(product), depth });
    }
}

/// Deeper components are not what products are made of, and dropping a product is recursive.
const MAX_DEPTH: usize = 32;

/// Reads a product that is no part of another.
fn plain(definition: Definition<'_>) -> Result<Product, Error> {
    let Definition { node, branch, .. } = definition;
    let node = node.entered();
    let mut product = Product {
        id: node.owned(Key::PRODUCT_ID)?,
        name: node.owned(Key::NAME)?,
        vendor: branch.vendor.map(str::to_owned),
        version: branch.version.map(str::to_owned),
        range: branch.range.map(str::to_owned),
        ..Product::default()
    };
    helper(node, &mut product)?;
    Ok(product.with_purl())
}

/// Makes the product that is `component` as part of `whole`.
fn combine(
    definition: Definition<'_>,
    part: Part<'_>,
    whole: &Product,
    component: Arc<Product>,
) -> Result<Product, Error> {
    // The whole, and each part on the way to the innermost one.
    let mut way = vec![whole];
    while let Some(inner) = way.last().and_then(|last| last.subcomponents.last()) {
        way.push(inner);
    }
    definition.node.source().spend(way.iter().map(|step| step.weight()).sum())?;
    let mut inner = component;
    for step in way.iter().skip(1).rev() {
        inner = Arc::new(Product { subcomponents: vec![inner], ..Product::clone(step) });
    }
    let own = plain(definition)?;
    let mut product = Product {
        combined_id: own.id,
        combined_name: own.name,
        relation: part.relation.map(str::to_owned),
        purl: own.purl.or_else(|| whole.purl.clone()),
        cpes: if own.cpes.is_empty() { whole.cpes.clone() } else { own.cpes },
        hashes: if own.hashes.is_empty() { whole.hashes.clone() } else { own.hashes },
        identifiers: own.identifiers,
        subcomponents: vec![inner],
        ..whole.clone()
    };
    if product.identifiers.is_empty() {
        product.identifiers.clone_from(&whole.identifiers);
    }
    Ok(product)
}

/// Reads the ways to recognise a product.
fn helper(node: Node<'_>, product: &mut Product) -> Result<(), Error> {
    let Some(helper) = node.get(Key::PRODUCT_IDENTIFICATION_HELPER) else { return Ok(()) };
    let helper = helper.object("an object")?;
    if let Some(purl) = helper.text(Key::PURL)? {
        product.identify("purl", purl);
    }
    // Version 2.1 has a list.
    for purl in texts(helper.get(Key::PURLS))? {
        product.identify("purl", purl);
    }
    if let Some(cpe) = helper.text(Key::CPE)? {
        product.identify("cpe", cpe);
    }
    for file in helper.list(Key::HASHES) {
        let file = file.object("the digests of a file")?;
        for hash in file.list(Key::FILE_HASHES) {
            let hash = hash.object("a digest")?;
            let word = hash.text(Key::ALGORITHM)?.unwrap_or_default();
            let value = hash.text(Key::VALUE)?.unwrap_or_default();
            product.hashes.push(Digest::new(word, value));
        }
        if let Some(name) = file.text(Key::FILENAME)? {
            product.identify("filename", name);
        }
    }
    for (key, kind) in [
        (Key::SBOM_URLS, "sbom_url"),
        (Key::SERIAL_NUMBERS, "serial_number"),
        (Key::MODEL_NUMBERS, "model_number"),
        (Key::SKUS, "sku"),
    ] {
        for text in texts(helper.get(key))? {
            product.identify(kind, text);
        }
    }
    for uri in helper.list(Key::X_GENERIC_URIS) {
        let uri = uri.object("an address with its namespace")?;
        let namespace = uri.text(Key::NAMESPACE)?.unwrap_or_default();
        let uri = uri.text(Key::URI)?.unwrap_or_default();
        // A scheme is never taken for one of the kinds above: it is an address.
        product.identifiers.push((namespace.to_owned(), uri.to_owned()));
    }
    Ok(())
}

/// Reads a list of texts.
pub(super) fn texts<'s>(list: Option<Node<'s>>) -> Result<Vec<&'s str>, Error> {
    list.into_iter().flat_map(Node::elements).map(Node::as_text).collect()
}
