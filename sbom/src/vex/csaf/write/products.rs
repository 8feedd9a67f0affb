//! The product tree, and the ids that products get.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::losses::LossReason;
use crate::purl;
use crate::tree::{Key, Tail, Tree};
use crate::vex::document::{Document, Format};
use crate::vex::product::Product;
use crate::vex::write::{Account, is_deep, put, put_list};

/// The products of a document and the ids they get.
#[derive(Debug, Default)]
pub(super) struct Catalogue<'d> {
    /// Ids of products of CSAF, which are kept.
    taken: HashSet<String>,
    keeps_ids: bool,
    /// The number of the id that was made last.
    made: usize,
    ids: HashMap<*const Product, Vec<String>>,
    products: Vec<(String, &'d Arc<Product>)>,
    parts: Vec<Part<'d>>,
    /// From the id of a plain product to what it is, so that twins share one.
    twins: HashMap<String, Vec<usize>>,
}

/// A component of a product as a product.
#[derive(Debug)]
struct Part<'d> {
    id: String,
    whole: usize,
    component: usize,
    product: &'d Arc<Product>,
}

impl<'d> Catalogue<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        let keeps_ids = document.format == Some(Format::Csaf);
        Self { keeps_ids, ..Self::default() }
    }

    /// Returns the ids of a product, one for each of its components if it has any.
    pub(super) fn ids(
        &mut self,
        product: &'d Arc<Product>,
        place: &str,
        account: &mut Account<'_>,
    ) -> Vec<String> {
        if let Some(ids) = self.ids.get(&Arc::as_ptr(product)) {
            return ids.clone();
        }
        let whole = self.plain(product);
        let mut ids = Vec::new();
        if is_deep(product) {
            account.product(LossReason::Approximated, product, "subcomponents", place, "flattened");
        }
        for component in product.innermost() {
            let component = self.plain(component);
            let own = product.combined_id.as_deref();
            let own = own.filter(|_| self.keeps_ids && ids.is_empty());
            let id = match own {
                Some(own) => self.free(own),
                None => self.next(),
            };
            self.parts.push(Part { id: id.clone(), whole, component, product });
            ids.push(id);
        }
        if ids.is_empty() {
            ids.extend(self.products.get(whole).map(|(id, _)| id.clone()));
        }
        self.ids.insert(Arc::as_ptr(product), ids.clone());
        ids
    }

    /// Lists a product without its components, and returns its number.
    fn plain(&mut self, product: &'d Arc<Product>) -> usize {
        let twins = self.twins.entry(product.label().to_owned()).or_default();
        let known = twins.iter().take(MOST_TWINS).find(|&&twin| {
            self.products.get(twin).is_some_and(|(_, other)| is_same(other, product))
        });
        if let Some(&known) = known {
            return known;
        }
        let number = self.products.len();
        twins.push(number);
        let id = match product.id.as_deref().filter(|_| self.keeps_ids) {
            Some(own) => self.free(own),
            None => self.next(),
        };
        self.products.push((id, product));
        number
    }

    fn free(&mut self, wanted: &str) -> String {
        if !wanted.is_empty() && self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        self.next()
    }

    fn next(&mut self) -> String {
        self.made = self.made.max(self.products.len() + self.parts.len());
        loop {
            self.made += 1;
            let id = format!("CSAFPID-{:04}", self.made);
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }

    /// Puts the product tree.
    pub(super) fn put(&self, tree: &mut Tree, root: &mut Tail, account: &mut Account<'_>) {
        if self.products.is_empty() {
            return;
        }
        let mut object = tree.object(root, Key::PRODUCT_TREE, None);
        let is_branched = |product: &Product| product.range.is_some() || product.version.is_some();
        let all = || self.products.iter();
        if all().any(|(_, product)| is_branched(product)) {
            let mut list = tree.array(&mut object, Key::BRANCHES, None);
            for (id, product) in all().filter(|(_, product)| is_branched(product)) {
                put_branches(tree, &mut list, id, product, account);
            }
        }
        if all().any(|(_, product)| !is_branched(product)) {
            let mut list = tree.array(&mut object, Key::FULL_PRODUCT_NAMES, None);
            for (id, product) in all().filter(|(_, product)| !is_branched(product)) {
                if product.vendor.is_some() {
                    account.product(LossReason::NoPlace, product, "vendor", "/product_tree", "");
                }
                let mut item = tree.object(&mut list, Key::NONE, None);
                put_name(tree, &mut item, id, product, account);
            }
        }
        if self.parts.is_empty() {
            return;
        }
        let mut list = tree.array(&mut object, Key::RELATIONSHIPS, None);
        for part in &self.parts {
            let (Some(whole), Some(component)) =
                (self.products.get(part.whole), self.products.get(part.component))
            else {
                continue;
            };
            let mut item = tree.object(&mut list, Key::NONE, None);
            let relation = part.product.relation.as_deref().filter(|it| RELATIONS.contains(it));
            put(tree, &mut item, Key::CATEGORY, Some(relation.unwrap_or("default_component_of")));
            let mut name = tree.object(&mut item, Key::FULL_PRODUCT_NAME, None);
            let text = match &part.product.combined_name {
                Some(name) => name.clone(),
                None => format!("{} in {}", called(component.1), called(whole.1)),
            };
            put(tree, &mut name, Key::NAME, Some(&text));
            put(tree, &mut name, Key::PRODUCT_ID, Some(&part.id));
            put(tree, &mut item, Key::PRODUCT_REFERENCE, Some(&component.0));
            put(tree, &mut item, Key::RELATES_TO_PRODUCT_REFERENCE, Some(&whole.0));
        }
    }
}

const RELATIONS: [&str; 5] = [
    "default_component_of",
    "external_component_of",
    "installed_on",
    "installed_with",
    "optional_component_of",
];

/// Beyond that many products of one name, further ones are not looked for among them.
const MOST_TWINS: usize = 16;

/// Reports whether two products are one, apart from their components.
fn is_same(one: &Product, other: &Product) -> bool {
    one.id == other.id
        && one.name == other.name
        && one.vendor == other.vendor
        && one.version == other.version
        && one.range == other.range
        && one.purl == other.purl
        && one.cpes == other.cpes
        && one.hashes == other.hashes
        && one.identifiers == other.identifiers
}

/// Puts a product below a branch with its name and one with its version or range.
fn put_branches(
    tree: &mut Tree,
    list: &mut Tail,
    id: &str,
    product: &Arc<Product>,
    account: &mut Account<'_>,
) {
    let mut outer = tree.object(list, Key::NONE, None);
    let open = |tree: &mut Tree, branch: &mut Tail, category: &str, name: &str| {
        put(tree, branch, Key::CATEGORY, Some(category));
        put(tree, branch, Key::NAME, Some(name));
    };
    if let Some(vendor) = &product.vendor {
        open(tree, &mut outer, "vendor", vendor);
        let mut inner = tree.array(&mut outer, Key::BRANCHES, None);
        outer = tree.object(&mut inner, Key::NONE, None);
    }
    open(tree, &mut outer, "product_name", &called(product));
    let mut inner = tree.array(&mut outer, Key::BRANCHES, None);
    let mut last = tree.object(&mut inner, Key::NONE, None);
    let (category, name) = match (&product.range, &product.version) {
        (Some(range), _) => ("product_version_range", range),
        (None, Some(version)) => ("product_version", version),
        (None, None) => return,
    };
    open(tree, &mut last, category, name);
    let mut item = tree.object(&mut last, Key::PRODUCT, None);
    put_name(tree, &mut item, id, product, account);
}

/// Returns what people call a product.
fn called(product: &Product) -> String {
    product.name.clone().unwrap_or_else(|| product.label().to_owned())
}

/// Puts a full product name.
fn put_name(
    tree: &mut Tree,
    object: &mut Tail,
    id: &str,
    product: &Arc<Product>,
    account: &mut Account<'_>,
) {
    let name = match called(product) {
        name if name.is_empty() => id.to_owned(),
        name => name,
    };
    put(tree, object, Key::NAME, Some(&name));
    put(tree, object, Key::PRODUCT_ID, Some(id));
    let purl = if product.range.is_some() { product.purl.clone() } else { product.full_purl() };
    let address = product.id.as_deref().filter(|id| id.contains("://"));
    // An address for an id is one more name that means something elsewhere.
    let address = address.filter(|id| purl.as_deref() != Some(id));
    let files: Vec<_> = product.hashes.iter().collect();
    let has_helper = purl.is_some()
        || address.is_some()
        || !product.cpes.is_empty()
        || !files.is_empty()
        || !product.identifiers.is_empty();
    if !has_helper {
        return;
    }
    let mut helper = tree.object(object, Key::PRODUCT_IDENTIFICATION_HELPER, None);
    put(tree, &mut helper, Key::CPE, product.cpes.first().map(String::as_str));
    if product.cpes.len() > 1 {
        account.product(LossReason::OnlyOne, product, "cpes", "/product_tree", "");
    }
    let of = |kind: &'static str| {
        product.identifiers.iter().filter(move |(of, _)| of == kind).map(|(_, text)| text.as_str())
    };
    if !files.is_empty() {
        let mut list = tree.array(&mut helper, Key::HASHES, None);
        let mut file = tree.object(&mut list, Key::NONE, None);
        let mut hashes = tree.array(&mut file, Key::FILE_HASHES, None);
        for hash in files {
            let mut item = tree.object(&mut hashes, Key::NONE, None);
            let word = hash.algorithm.as_str().to_ascii_lowercase().replacen("sha-", "sha", 1);
            let word = if hash.algorithm == crate::HashAlgorithm::Other {
                hash.word.clone()
            } else {
                word
            };
            put(tree, &mut item, Key::ALGORITHM, Some(&word));
            put(tree, &mut item, Key::VALUE, Some(&hash.content));
        }
        put(tree, &mut file, Key::FILENAME, Some(of("filename").next().unwrap_or(&name)));
    }
    put_list(tree, &mut helper, Key::MODEL_NUMBERS, of("model_number"));
    put(tree, &mut helper, Key::PURL, purl.as_deref());
    put_list(tree, &mut helper, Key::SBOM_URLS, of("sbom_url"));
    put_list(tree, &mut helper, Key::SERIAL_NUMBERS, of("serial_number"));
    put_list(tree, &mut helper, Key::SKUS, of("sku"));
    const KINDS: [&str; 5] = ["filename", "model_number", "sbom_url", "serial_number", "sku"];
    let others = product.identifiers.iter().filter(|(kind, _)| !KINDS.contains(&kind.as_str()));
    let others: Vec<(String, &str)> = others
        .map(|(kind, text)| {
            let is_address = kind.contains(':');
            let namespace = if is_address {
                kind.clone()
            } else {
                format!("urn:identifier:{}", purl::encode(kind))
            };
            (namespace, text.as_str())
        })
        .chain(address.map(|id| ("urn:identifier:id".to_owned(), id)))
        .collect();
    if others.is_empty() {
        return;
    }
    let mut list = tree.array(&mut helper, Key::X_GENERIC_URIS, None);
    for (namespace, uri) in others {
        let mut item = tree.object(&mut list, Key::NONE, None);
        put(tree, &mut item, Key::NAMESPACE, Some(&namespace));
        put(tree, &mut item, Key::URI, Some(uri));
    }
}
