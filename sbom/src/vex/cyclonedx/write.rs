//! CycloneDX with vulnerabilities.

mod analysis;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use self::analysis::{put_analysis, put_ratings, put_source};
use crate::convert::ConvertOptions;
use crate::convert::words::id;
use crate::document::{Document as Bom, Notes};
use crate::format::{Encoding, Model};
use crate::identity::BomLink;
use crate::limits::ParseOptions;
use crate::losses::{LossReason, Losses};
use crate::schema::is_uuid;
use crate::tree::{Key, Scalar, Tail, Tree, ValueId};
use crate::vex::apply::Placed;
use crate::vex::document::Document;
use crate::vex::product::Product;
use crate::vex::statement::Statement;
use crate::vex::vulnerability::Vulnerability;
use crate::vex::words::{Response, Status};
use crate::vex::write::{Account, WriteOptions, place, put};
use crate::write::WriteError;

/// Writes a document: a vulnerability for each statement, and components for the products.
pub(in crate::vex) fn write(
    document: &Document,
    target: crate::Target,
    options: &WriteOptions,
    losses: &mut Losses,
) -> Result<Vec<u8>, WriteError> {
    let tree = {
        let mut account = Account::new(losses);
        Writer::new(&mut account).document(document, options)
    };
    let parse = ParseOptions::default();
    let bom = Bom::from_tree(tree, Model::CycloneDx, Encoding::Json, Notes::default(), &parse);
    // What was made here has the shape that the index asks for.
    let Ok(bom) = bom else { return Ok(Vec::new()) };
    let written = bom.convert(target, &ConvertOptions::default().style(options.style))?;
    losses.append(&written.losses, |_| Vec::new());
    Ok(written.bytes)
}

/// Writes placed statements as vulnerabilities, in the order of the statements; `names` are the
/// references of what they are about.
pub(crate) fn entries(
    placed: &[Placed<'_>],
    names: &HashMap<ValueId, String>,
    losses: &mut Losses,
) -> Tree {
    let mut account = Account::new(losses);
    let mut writer = Writer::new(&mut account);
    writer.is_placed = true;
    let mut root = writer.tree.object(&mut Tail::ROOT.clone(), Key::NONE, None);
    put(&mut writer.tree, &mut root, Key::BOM_FORMAT, Some("CycloneDX"));
    put(&mut writer.tree, &mut root, Key::SPEC_VERSION, Some("1.7"));
    let mut list = writer.tree.array(&mut root, Key::VULNERABILITIES, None);
    let mut stated: HashSet<*const Vulnerability> = HashSet::new();
    for one in placed {
        let vulnerability = &one.statement.vulnerability;
        let is_first = stated.insert(Arc::as_ptr(vulnerability));
        let mut statement = one.statement.clone();
        let products = one.targets.iter().filter_map(|(element, range)| {
            let range = range.map(str::to_owned);
            Some(Arc::new(Product { range, ..Product::new(names.get(element)?) }))
        });
        statement.products = products.collect();
        writer.vulnerability(&mut list, vulnerability, Some(&statement), &one.place, is_first);
    }
    writer.tree
}

#[derive(Debug)]
struct Writer<'w, 'l> {
    tree: Tree,
    account: &'w mut Account<'l>,
    components: Option<Tail>,
    refs: HashMap<*const Product, Vec<String>>,
    /// Which product has a reference.
    taken: HashMap<String, Vec<Arc<Product>>>,
    met: HashSet<String>,
    /// Whether the ids of products are references already.
    is_placed: bool,
}

impl<'w, 'l> Writer<'w, 'l> {
    fn new(account: &'w mut Account<'l>) -> Self {
        Self {
            tree: Tree::default(),
            account,
            components: None,
            refs: HashMap::new(),
            taken: HashMap::new(),
            met: HashSet::new(),
            is_placed: false,
        }
    }

    fn document(mut self, document: &Document, options: &WriteOptions) -> Tree {
        let mut root = self.tree.object(&mut Tail::ROOT.clone(), Key::NONE, None);
        self.head(&mut root, document, options);
        let components = self.tree.array(&mut Tail::ROOT.clone(), Key::NONE, None);
        self.components = Some(components);
        let mut apart = self.tree.array(&mut Tail::ROOT.clone(), Key::NONE, None);
        let list = apart.container();
        let mut stated: HashSet<*const Vulnerability> = HashSet::new();
        for (number, statement) in document.statements.iter().enumerate() {
            let place = place(&statement.origin, "statements", number);
            if statement.status == Status::Other {
                let text = &statement.status_text;
                self.account.lose(LossReason::NoPlace, "status", &place, text);
            }
            let is_first = stated.insert(Arc::as_ptr(&statement.vulnerability));
            self.vulnerability(
                &mut apart,
                &statement.vulnerability,
                Some(statement),
                &place,
                is_first,
            );
        }
        for (number, vulnerability) in document.vulnerabilities.iter().enumerate() {
            if stated.insert(Arc::as_ptr(vulnerability)) {
                let place = place(&vulnerability.origin, "vulnerabilities", number);
                self.vulnerability(&mut apart, vulnerability, None, &place, true);
            }
        }
        let Self { mut tree, .. } = self;
        let is_filled = |tree: &Tree, id: ValueId| tree.value(id).children().next().is_some();
        let components = components.container();
        if is_filled(&tree, components) {
            tree.attach(&mut root, Key::COMPONENTS, components);
        }
        tree.attach(&mut root, Key::VULNERABILITIES, list);
        tree
    }

    fn head(&mut self, root: &mut Tail, document: &Document, options: &WriteOptions) {
        let tree = &mut self.tree;
        put(tree, root, Key::BOM_FORMAT, Some("CycloneDX"));
        put(tree, root, Key::SPEC_VERSION, Some("1.7"));
        let identity = document.identity(options);
        let serial = match identity.strip_prefix("urn:uuid:").filter(|uuid| is_uuid(uuid)) {
            Some(_) => identity.clone(),
            None => format!("urn:uuid:{}", id::uuid(&identity)),
        };
        put(tree, root, Key::SERIAL_NUMBER, Some(&serial));
        if serial != identity {
            self.account.lose(LossReason::Approximated, "id", "", &identity);
        }
        let version = self.account.version(document.version.as_deref());
        tree.scalar(root, Key::VERSION, Scalar::Number(&version));
        let mut metadata = tree.object(root, Key::METADATA, None);
        let stated = options.timestamp.as_deref().or(document.timestamp.as_deref());
        put(tree, &mut metadata, Key::TIMESTAMP, stated);
        if let Some(tooling) = &document.tooling {
            let mut tools = tree.object(&mut metadata, Key::TOOLS, None);
            let mut list = tree.array(&mut tools, Key::COMPONENTS, None);
            let mut tool = tree.object(&mut list, Key::NONE, None);
            put(tree, &mut tool, Key::TYPE, Some("application"));
            put(tree, &mut tool, Key::NAME, Some(tooling));
        }
        if let Some(author) = options.author.as_ref().or(document.author.as_ref()) {
            let mut authors = tree.array(&mut metadata, Key::AUTHORS, None);
            let mut item = tree.object(&mut authors, Key::NONE, None);
            put(tree, &mut item, Key::NAME, Some(author));
        }
        for (is_there, field) in [
            (document.title.is_some(), "title"),
            (document.category.is_some(), "category"),
            (document.state.is_some(), "state"),
            (document.language.is_some(), "language"),
            (document.source_language.is_some(), "source_language"),
            (document.role.is_some(), "role"),
            (document.author_namespace.is_some(), "author_namespace"),
            (document.last_updated.is_some(), "last_updated"),
            (!document.revisions.is_empty(), "revisions"),
            (!document.remarks.is_empty(), "remarks"),
        ] {
            self.account.no_place(is_there, field, "");
        }
        if let Some(subject) = &document.subject {
            let wanted = subject.label().to_owned();
            let reference = self.free(&wanted);
            let mut component = self.tree.object(&mut metadata, Key::COMPONENT, None);
            self.component(&mut component, subject, &reference, "/metadata/component");
            self.refs.insert(Arc::as_ptr(subject), vec![reference.clone()]);
            self.taken.entry(wanted).or_default().push(Arc::clone(subject));
        }
        if document.references.is_empty() {
            return;
        }
        let mut list = self.tree.array(root, Key::EXTERNAL_REFERENCES, None);
        for reference in &document.references {
            let mut item = self.tree.object(&mut list, Key::NONE, None);
            put(&mut self.tree, &mut item, Key::TYPE, Some("advisories"));
            put(&mut self.tree, &mut item, Key::URL, Some(&reference.url));
            put(&mut self.tree, &mut item, Key::COMMENT, reference.summary.as_deref());
        }
    }

    fn vulnerability(
        &mut self,
        list: &mut Tail,
        vulnerability: &Arc<Vulnerability>,
        statement: Option<&Statement>,
        place: &str,
        is_first: bool,
    ) {
        let affects = statement.map(|statement| self.affected(statement, place));
        let tree = &mut self.tree;
        let mut object = tree.object(list, Key::NONE, None);
        let object = &mut object;
        put(tree, object, Key::ID, Some(&vulnerability.id));
        put_source(tree, object, vulnerability.source.as_deref(), vulnerability.url.as_deref());
        if !vulnerability.aliases.is_empty() {
            let mut list = tree.array(object, Key::REFERENCES, None);
            for alias in &vulnerability.aliases {
                let mut item = tree.object(&mut list, Key::NONE, None);
                put(tree, &mut item, Key::ID, Some(&alias.id));
                let source = alias.source.as_deref().unwrap_or("unknown");
                put_source(tree, &mut item, Some(source), alias.url.as_deref());
            }
        }
        put_ratings(tree, object, vulnerability);
        if !vulnerability.cwes.is_empty() {
            let mut list = tree.array(object, Key::CWES, None);
            for cwe in &vulnerability.cwes {
                tree.scalar(&mut list, Key::NONE, Scalar::Number(&cwe.to_string()));
            }
        }
        put(tree, object, Key::DESCRIPTION, vulnerability.description.as_deref());
        let detail = vulnerability.detail.as_deref().or(vulnerability.title.as_deref());
        put(tree, object, Key::DETAIL, detail);
        let advice = Advice::of(vulnerability, statement);
        put(tree, object, Key::RECOMMENDATION, Some(&advice.recommendation));
        put(tree, object, Key::WORKAROUND, Some(&advice.workaround));
        if !vulnerability.references.is_empty() {
            let mut list = tree.array(object, Key::ADVISORIES, None);
            for reference in &vulnerability.references {
                let mut item = tree.object(&mut list, Key::NONE, None);
                put(tree, &mut item, Key::TITLE, reference.summary.as_deref());
                put(tree, &mut item, Key::URL, Some(&reference.url));
            }
        }
        put(tree, object, Key::CREATED, vulnerability.created.as_deref());
        put(tree, object, Key::PUBLISHED, vulnerability.published.as_deref());
        put(tree, object, Key::UPDATED, vulnerability.updated.as_deref());
        put(tree, object, Key::REJECTED, vulnerability.rejected.as_deref());
        if is_first {
            let is_titled = vulnerability.detail.is_some() && vulnerability.title.is_some();
            for (is_there, field) in [
                (is_titled, "title"),
                (!vulnerability.remarks.is_empty(), "remarks"),
                (vulnerability.discovered.is_some(), "discovered"),
                (!vulnerability.recommended.is_empty(), "recommended"),
                (vulnerability.ratings.iter().any(|it| !it.products.is_empty()), "products"),
            ] {
                self.account.no_place(is_there, field, place);
            }
        }
        if let Some(statement) = statement {
            put_analysis(&mut self.tree, object, statement, place, self.account);
        }
        let Some(affects) = affects.filter(|affects| !affects.is_empty()) else { return };
        let mut list = self.tree.array(object, Key::AFFECTS, None);
        for Affects { reference, versions } in affects {
            let mut item = self.tree.object(&mut list, Key::NONE, None);
            put(&mut self.tree, &mut item, Key::REF, Some(&reference));
            if versions.is_empty() {
                continue;
            }
            let mut list = self.tree.array(&mut item, Key::VERSIONS, None);
            for (key, text, status) in versions {
                let mut item = self.tree.object(&mut list, Key::NONE, None);
                put(&mut self.tree, &mut item, key, Some(&text));
                put(&mut self.tree, &mut item, Key::STATUS, Some(status));
            }
        }
    }

    /// Lists what a statement is about, with components for it.
    fn affected(&mut self, statement: &Statement, place: &str) -> Vec<Affects> {
        let mut found: Vec<Affects> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for product in &statement.products {
            let is_link = self.is_placed
                || product.id.as_deref().is_some_and(|id| BomLink::parse(id).is_ok());
            let references = match (is_link, &product.id) {
                (true, Some(link)) => vec![link.clone()],
                _ => self.references(product, place),
            };
            let version = match (&product.range, &product.version) {
                (Some(range), _) => Some((Key::RANGE, range.clone())),
                // A link says nothing of the version, a component has it.
                (None, Some(version)) if is_link => Some((Key::VERSION, version.clone())),
                _ => None,
            };
            let status = match statement.status {
                Status::NotAffected => "unaffected",
                Status::UnderInvestigation => "unknown",
                Status::Fixed => "unaffected",
                _ => "affected",
            };
            for reference in references {
                let number = *numbers.entry(reference.clone()).or_insert_with(|| {
                    found.push(Affects { reference, versions: Vec::new() });
                    found.len() - 1
                });
                if let (Some(affects), Some((key, text))) = (found.get_mut(number), &version) {
                    affects.versions.push((*key, text.clone(), status));
                }
            }
        }
        found
    }

    /// Returns the references of a product: those of its innermost components if it has any.
    fn references(&mut self, product: &Arc<Product>, place: &str) -> Vec<String> {
        if let Some(references) = self.refs.get(&Arc::as_ptr(product)) {
            return references.clone();
        }
        let wanted = product_ref(product);
        let twins = self.taken.entry(wanted.clone()).or_default();
        let twin = twins.iter().take(MOST_TWINS).find(|twin| is_same(twin, product));
        if let Some(twin) = twin.map(Arc::as_ptr)
            && let Some(references) = self.refs.get(&twin).cloned()
        {
            self.refs.insert(Arc::as_ptr(product), references.clone());
            return references;
        }
        twins.push(Arc::clone(product));
        let reference = self.free(&wanted);
        let Some(mut list) = self.components else { return Vec::new() };
        let mut object = self.tree.object(&mut list, Key::NONE, None);
        self.components = Some(list);
        self.component(&mut object, product, &reference, place);
        let references = match product.subcomponents.is_empty() {
            true => vec![reference],
            false => self.parts(&mut object, product, place),
        };
        self.refs.insert(Arc::as_ptr(product), references.clone());
        references
    }

    /// Nests the components of a product, and returns the references of the innermost ones.
    fn parts(&mut self, object: &mut Tail, product: &Arc<Product>, place: &str) -> Vec<String> {
        let mut references = Vec::new();
        let list = self.tree.array(object, Key::COMPONENTS, None);
        let mut open = vec![(list, product.subcomponents.iter())];
        while let Some((list, rest)) = open.last_mut() {
            let Some(part) = rest.next() else {
                open.pop();
                continue;
            };
            let mut object = self.tree.object(list, Key::NONE, None);
            let reference = self.free(&product_ref(part));
            self.component(&mut object, part, &reference, place);
            if part.subcomponents.is_empty() {
                references.push(reference);
            } else {
                let inner = self.tree.array(&mut object, Key::COMPONENTS, None);
                open.push((inner, part.subcomponents.iter()));
            }
        }
        references
    }

    /// Fills a component, without what lies in it.
    fn component(
        &mut self,
        object: &mut Tail,
        product: &Arc<Product>,
        reference: &str,
        place: &str,
    ) {
        let tree = &mut self.tree;
        let kind = match product.purl.as_deref() {
            Some(purl) if purl.starts_with("pkg:oci/") || purl.starts_with("pkg:docker/") => {
                "container"
            }
            Some(_) => "library",
            None => "application",
        };
        put(tree, object, Key::TYPE, Some(kind));
        put(tree, object, Key::BOM_REF, Some(reference));
        if let Some(vendor) = &product.vendor {
            let mut supplier = tree.object(object, Key::SUPPLIER, None);
            put(tree, &mut supplier, Key::NAME, Some(vendor));
        }
        let purl = if product.range.is_some() { product.purl.clone() } else { product.full_purl() };
        let parsed = purl.as_deref().and_then(|purl| crate::Purl::parse(purl).ok());
        let name = product.name.clone().or_else(|| parsed.as_ref().map(|it| it.name().to_owned()));
        let name = name.unwrap_or_else(|| product.label().to_owned());
        put(tree, object, Key::NAME, Some(if name.is_empty() { reference } else { &name }));
        let version = product.version.as_deref();
        let version = version.or_else(|| parsed.as_ref().and_then(|it| it.version()));
        put(tree, object, Key::VERSION, version.filter(|_| product.range.is_none()));
        if !product.hashes.is_empty() {
            let mut list = tree.array(object, Key::HASHES, None);
            for hash in &product.hashes {
                let name = hash.algorithm.as_str();
                if hash.algorithm == crate::HashAlgorithm::Other
                    || hash.algorithm.hex_len() != Some(hash.content.len())
                {
                    self.account.product(LossReason::Invalid, product, "hashes", place, &hash.word);
                    continue;
                }
                let mut item = tree.object(&mut list, Key::NONE, None);
                put(tree, &mut item, Key::ALG, Some(name));
                put(tree, &mut item, Key::CONTENT, Some(&hash.content));
            }
        }
        put(tree, object, Key::CPE, product.cpes.first().map(String::as_str));
        if product.cpes.len() > 1 {
            self.account.product(LossReason::OnlyOne, product, "cpes", place, "");
        }
        put(tree, object, Key::PURL, purl.as_deref());
        if !product.identifiers.is_empty() {
            let mut list = tree.array(object, Key::PROPERTIES, None);
            for (kind, text) in &product.identifiers {
                let mut item = tree.object(&mut list, Key::NONE, None);
                put(tree, &mut item, Key::NAME, Some(&format!("vex:{kind}")));
                put(tree, &mut item, Key::VALUE, Some(text));
            }
        }
        if product.relation.as_deref().is_some_and(|it| it != "default_component_of") {
            self.account.product(LossReason::NoPlace, product, "relation", place, "");
        }
    }

    /// Returns a reference that no component has.
    fn free(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "product" } else { wanted };
        let mut reference = wanted.to_owned();
        // Hostile documents have many products of one name: numbers are drawn, not counted up.
        let mut number = 1;
        while !self.met.insert(reference.clone()) {
            number = if number < MOST_TWINS { number + 1 } else { self.met.len() + number };
            reference = format!("{wanted}#{number}");
        }
        reference
    }
}

/// What to do about a vulnerability, in words.
#[derive(Debug)]
struct Advice {
    recommendation: String,
    workaround: String,
}

impl Advice {
    /// Gathers what is known of the vulnerability and what a statement adds.
    fn of(vulnerability: &Vulnerability, statement: Option<&Statement>) -> Self {
        let mut recommendation: Vec<&str> = Vec::from_iter(vulnerability.recommendation.as_deref());
        let mut workaround: Vec<&str> = Vec::from_iter(vulnerability.workaround.as_deref());
        for action in statement.map(|it| it.actions.as_slice()).unwrap_or_default() {
            match action.response {
                Response::Workaround => workaround.push(&action.text),
                _ => recommendation.push(&action.text),
            }
        }
        let join = |mut texts: Vec<&str>| {
            texts.retain(|text| !text.is_empty());
            texts.dedup();
            texts.join("\n")
        };
        Self { recommendation: join(recommendation), workaround: join(workaround) }
    }
}

/// An entry of `affects`.
#[derive(Debug)]
struct Affects {
    reference: String,
    versions: Vec<(Key, String, &'static str)>,
}

/// Beyond that many products of one name, further ones are not looked for among them.
const MOST_TWINS: usize = 16;

/// What a product's reference would best be.
fn product_ref(product: &Product) -> String {
    product.full_purl().or_else(|| product.id.clone()).unwrap_or_else(|| product.label().to_owned())
}

/// Reports whether two products are one component, whatever their versions in statements.
fn is_same(one: &Product, other: &Product) -> bool {
    one.purl == other.purl
        && one.name == other.name
        && one.id == other.id
        && one.range.is_some() == other.range.is_some()
        && (one.range.is_some() || one.version == other.version)
        && one.cpes == other.cpes
        && one.hashes == other.hashes
        && one.subcomponents == other.subcomponents
}
