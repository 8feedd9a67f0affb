//! CycloneDX vulnerabilities with an analysis, and the assessments of SPDX 3.

mod write;

use std::collections::HashMap;
use std::sync::Arc;

use super::document::{Document, Format, Hidden, Reference, Resolution};
use super::product::{Digest, Product};
use super::source::{Node, Source};
use super::spdx;
use super::statement::{Action, Statement};
use super::vulnerability::{Alias, Rating, Vulnerability};
use super::words::Status;
use crate::document::{
    Component, ComponentId, Document as Bom, IdentifierKind, NoteKind, Notes, PartyRole, Severity,
};
use crate::error::Error;
use crate::format;
use crate::identity::BomLink;
use crate::limits::ParseOptions;
use crate::tree::Key;

pub(crate) use self::write::entries;
pub(super) use self::write::write;

/// Reads the statements of an SBOM: an analysis is about everything that its vulnerability
/// affects, and the versions listed there refine it.
pub(super) fn read(bom: &Bom, options: &ParseOptions) -> Result<Document, Error> {
    let source = Source::new(bom.tree(), options)?;
    let root = source.root();
    let metadata = bom.metadata();
    let party = |role| metadata.parties().find(|party| party.role() == role);
    // Who wrote the document speaks; else who stands behind what it is about.
    let author = [PartyRole::Author, PartyRole::Supplier, PartyRole::Manufacturer]
        .into_iter()
        .find_map(party)
        .filter(|party| !party.name().is_empty());
    let tool = metadata.tools().next().map(|tool| match tool.version() {
        Some(version) => format!("{} {version}", tool.name()),
        None => tool.name().to_owned(),
    });
    let is_spdx = bom.format() == format::Format::Spdx;
    let mut products = Products { bom, source: &source, made: HashMap::new() };
    let mut document = Document {
        format: Some(if is_spdx { Format::Spdx } else { Format::CycloneDx }),
        spec_version: Some(bom.spec_version().to_owned()).filter(|version| !version.is_empty()),
        id: bom.id().map(str::to_owned),
        version: bom.revision().map(|revision| revision.to_string()),
        author: author.map(|author| author.name().to_owned()),
        author_namespace: author.and_then(|author| author.url()).map(str::to_owned),
        tooling: tool,
        timestamp: metadata.created().map(str::to_owned),
        notes: Notes::default(),
        attestation: bom.attestation().cloned(),
        ..Document::default()
    };
    if let Some(subject) = bom.subject() {
        document.subject = Some(products.component(&subject)?);
    }
    if is_spdx {
        spdx::read(bom, &mut products, &mut document)?;
        return Ok(document);
    }
    for key in [Key::BOM_FORMAT, Key::SPEC_VERSION, Key::SERIAL_NUMBER, Key::VERSION] {
        root.pass_over(key);
    }
    root.pass_over(Key::DOLLAR_SCHEMA);
    if let Some(metadata) = root.get(Key::METADATA) {
        metadata.get(Key::TIMESTAMP);
        metadata.pass_over(Key::COMPONENT);
        for key in [Key::AUTHORS, Key::SUPPLIER, Key::MANUFACTURE, Key::TOOLS] {
            metadata.pass_over(key);
        }
    }
    root.get(Key::COMPONENTS);
    root.get(Key::VULNERABILITIES);
    for (number, found) in bom.vulnerabilities().enumerate() {
        let node = source.node(found.value()).entered();
        let mut vulnerability = describe(node);
        let path = format!("/vulnerabilities/{number}");
        vulnerability.origin = Hidden(Some(path.clone().into()));
        let vulnerability = Arc::new(vulnerability);
        let made = statements(node, &vulnerability, &mut products, &mut document)?;
        document.vulnerabilities.push(vulnerability);
        for mut statement in made {
            statement.timestamp = statement.timestamp.or_else(|| document.timestamp.clone());
            statement.origin = Hidden(Some(path.clone().into()));
            document.statements.push(statement);
        }
    }
    document.unread = Hidden(source.unread());
    Ok(document)
}

/// Reads what a vulnerability is. The document was read before, so that nothing here is refused.
fn describe(node: Node<'_>) -> Vulnerability {
    let mut found = Vulnerability {
        id: node.maybe(Key::ID).unwrap_or_default(),
        description: node.maybe(Key::DESCRIPTION),
        detail: node.maybe(Key::DETAIL),
        recommendation: node.maybe(Key::RECOMMENDATION),
        workaround: node.maybe(Key::WORKAROUND),
        created: node.maybe(Key::CREATED),
        published: node.maybe(Key::PUBLISHED),
        updated: node.maybe(Key::UPDATED),
        rejected: node.maybe(Key::REJECTED),
        ..Vulnerability::default()
    };
    node.pass_over(Key::BOM_REF);
    if let Some(source) = node.get(Key::SOURCE) {
        (found.source, found.url) = (source.maybe(Key::NAME), source.maybe(Key::URL));
    }
    for reference in node.list(Key::REFERENCES) {
        let Some(id) = reference.maybe(Key::ID) else { continue };
        let source = reference.get(Key::SOURCE);
        let part = |key| source.and_then(|source| source.maybe(key));
        let alias = Alias { id, source: part(Key::NAME), url: part(Key::URL) };
        match found.id.is_empty() {
            // It has no other name.
            true => {
                found.id = alias.id;
                found.source = alias.source.or(found.source);
                found.url = alias.url.or(found.url);
            }
            false => found.aliases.push(alias),
        }
    }
    for rating in node.list(Key::RATINGS) {
        let source = rating.get(Key::SOURCE);
        found.ratings.push(Rating {
            source: source.and_then(|source| source.maybe(Key::NAME)),
            method: rating.maybe(Key::METHOD),
            score: rating.maybe(Key::SCORE),
            severity: rating.maybe(Key::SEVERITY).as_deref().map(Severity::from_word),
            vector: rating.maybe(Key::VECTOR),
            products: Vec::new(),
        });
    }
    let cwes = node.list(Key::CWES).filter_map(|cwe| cwe.value().as_loose_str()?.parse().ok());
    found.cwes = cwes.collect();
    for advisory in node.list(Key::ADVISORIES) {
        let Some(url) = advisory.maybe(Key::URL) else { continue };
        let summary = advisory.maybe(Key::TITLE);
        found.references.push(Reference { url, summary, category: None });
    }
    found
}

/// Reads what is stated: one statement for each status that some version has.
fn statements<'s>(
    node: Node<'s>,
    vulnerability: &Arc<Vulnerability>,
    products: &mut Products<'s>,
    document: &mut Document,
) -> Result<Vec<Statement>, Error> {
    let analysis = node.get(Key::ANALYSIS);
    let state = analysis.and_then(|analysis| analysis.maybe(Key::STATE));
    let main = state.as_deref().map(|word| (Status::from_cyclonedx(word), word));
    let mut by_status: Vec<(Status, String, Vec<Arc<Product>>)> = Vec::new();
    let mut put = |status: Status, word: &str, product| {
        let known = by_status.iter_mut().find(|(of, text, _)| *of == status && *text == word);
        match known {
            Some((_, _, products)) => products.push(product),
            None => by_status.push((status, word.to_owned(), vec![product])),
        }
    };
    for affected in node.list(Key::AFFECTS) {
        let Some(reference) = affected.get(Key::REF).and_then(|node| node.value().as_str()) else {
            continue;
        };
        let product = products.referred(reference, affected, &mut document.notes)?;
        let versions: Vec<Node<'s>> = affected.list(Key::VERSIONS).collect();
        if versions.is_empty() {
            if let Some((status, word)) = main {
                put(status, word, product);
            }
            continue;
        }
        for version in versions {
            let stated = version.maybe(Key::STATUS);
            let refined = refine(stated.as_deref(), main);
            products.source.spend(product.weight())?;
            let mut narrowed = Product::clone(&product);
            narrowed.version = version.maybe(Key::VERSION);
            narrowed.range = version.maybe(Key::RANGE);
            if let Some((status, word)) = refined {
                put(status, word, Arc::new(narrowed));
            }
        }
    }
    if by_status.is_empty()
        && node.value().get(Key::AFFECTS).is_none()
        && let Some((status, word)) = main
    {
        by_status.push((status, word.to_owned(), Vec::new()));
    }
    let mut made = Vec::new();
    for (status, word, products) in by_status {
        let mut statement = Statement::of(Arc::clone(vulnerability), status, &word);
        statement.products = products;
        if let Some(analysis) = analysis {
            explain(analysis, &mut statement, main.is_some_and(|(main, _)| main == status));
        }
        made.push(statement);
    }
    Ok(made)
}

/// What the status of a version comes to beside the state of the analysis, in whose words it
/// speaks where the two agree. One that is said to be affected is not cleared by the state.
fn refine<'w>(
    version: Option<&str>,
    state: Option<(Status, &'w str)>,
) -> Option<(Status, &'w str)> {
    let main = state.map(|(status, _)| status);
    match (version, main) {
        (Some("unaffected"), Some(Status::NotAffected | Status::Fixed)) | (None, _) => state,
        (Some("unaffected"), _) => Some((Status::NotAffected, "unaffected")),
        (Some("unknown"), Some(Status::UnderInvestigation)) => state,
        (Some("unknown"), _) => Some((Status::UnderInvestigation, "unknown")),
        (Some(_), Some(Status::NotAffected | Status::Fixed) | None) => {
            Some((Status::Affected, "affected"))
        }
        (Some(_), Some(_)) => state,
    }
}

/// Reads the rest of an analysis. Reasons count for its own status only.
fn explain(analysis: Node<'_>, statement: &mut Statement, is_main: bool) {
    let detail = analysis.maybe(Key::DETAIL).map(Arc::from);
    let justification = analysis.maybe(Key::JUSTIFICATION);
    let words = analysis.list(Key::RESPONSE).filter_map(|word| word.value().as_str());
    let actions: Vec<_> =
        words.map(|word| Arc::new(Action::of(Some(word.to_owned()), String::new()))).collect();
    statement.timestamp = analysis.maybe(Key::FIRST_ISSUED);
    statement.last_updated = analysis.maybe(Key::LAST_UPDATED);
    if !is_main {
        statement.notes = detail;
        return;
    }
    statement.justify(justification);
    statement.actions = actions;
    match statement.status {
        Status::NotAffected => statement.impact = detail,
        _ => statement.notes = detail,
    }
}

/// The products that the components of an SBOM are.
#[derive(Debug)]
pub(super) struct Products<'s> {
    bom: &'s Bom,
    source: &'s Source<'s>,
    made: HashMap<ComponentId, Arc<Product>>,
}

impl<'s> Products<'s> {
    pub(super) fn spend(&self, items: usize) -> Result<(), Error> {
        self.source.spend(items)
    }

    pub(super) fn component(&mut self, component: &Component<'s>) -> Result<Arc<Product>, Error> {
        if let Some(made) = self.made.get(&component.id()) {
            return Ok(Arc::clone(made));
        }
        self.source.node(component.value()).done();
        let product = product_of(component);
        let lists = product.hashes.len() + product.cpes.len() + product.identifiers.len();
        self.source.spend(lists)?;
        let product = Arc::new(product);
        self.made.insert(component.id(), Arc::clone(&product));
        Ok(product)
    }

    /// Returns what a `bom-ref` or BOM-Link stands for.
    fn referred(
        &mut self,
        reference: &'s str,
        node: Node<'s>,
        notes: &mut Notes,
    ) -> Result<Arc<Product>, Error> {
        if let Some(component) = self.bom.find(reference) {
            return self.component(&component);
        }
        let product = Product::new(reference);
        let link = product.bom_link();
        if let Some(component) = link.and_then(|link| own(self.bom, link)) {
            let found = self.component(&component)?;
            self.source.spend(found.weight())?;
            return Ok(Arc::new(Product { id: product.id, ..Product::clone(&found) }));
        }
        if link.is_none() {
            notes.add(NoteKind::DanglingReference, "affects", || node.value().path());
        }
        Ok(Arc::new(product))
    }
}

/// Returns the element of a link into this very document.
pub(super) fn own<'d>(bom: &'d Bom, link: BomLink<'_>) -> Option<Component<'d>> {
    let is_own = bom.id().is_some_and(|id| id.eq_ignore_ascii_case(&link.serial_number()));
    if !is_own || bom.revision() != Some(link.version()) {
        return None;
    }
    match link.element() {
        Some(element) => bom.find(&element),
        None => bom.subject(),
    }
}

/// Follows a BOM-Link into another document.
pub(super) fn follow(
    product: &Arc<Product>,
    bom: &Bom,
    resolution: &mut Resolution,
) -> Arc<Product> {
    let Some(link) = product.bom_link() else { return Arc::clone(product) };
    let is_same = bom.id().is_some_and(|id| id.eq_ignore_ascii_case(&link.serial_number()));
    if !is_same || product.purl.is_some() {
        return Arc::clone(product);
    }
    if bom.revision() != Some(link.version()) {
        resolution.other_revision += 1;
        return Arc::clone(product);
    }
    let Some(component) = own(bom, link) else {
        resolution.dangling += 1;
        return Arc::clone(product);
    };
    resolution.resolved += 1;
    let found = product_of(&component);
    // A range that was stated stands in place of the component's one version.
    let stated = product.version.clone();
    let version = if product.range.is_some() { stated } else { stated.or(found.version) };
    Arc::new(Product {
        id: product.id.clone(),
        version,
        range: product.range.clone(),
        subcomponents: product.subcomponents.clone(),
        ..found
    })
}

/// Makes a product of a component.
fn product_of(component: &Component<'_>) -> Product {
    let name = match component.group() {
        Some(group) if !group.is_empty() => format!("{group}/{}", component.name()),
        _ => component.name().to_owned(),
    };
    let mut product = Product {
        id: component.local_id().map(str::to_owned),
        name: Some(name).filter(|name| !name.is_empty()),
        vendor: component.supplier().map(|supplier| supplier.name().to_owned()),
        version: component.version().filter(|it| !it.is_empty()).map(str::to_owned),
        ..Product::default()
    };
    for identifier in component.identifiers() {
        let kind = match identifier.kind() {
            IdentifierKind::Purl => "purl",
            IdentifierKind::Cpe22 | IdentifierKind::Cpe23 => "cpe",
            other => other.as_str(),
        };
        product.identify(kind, identifier.text());
    }
    product.hashes =
        component.hashes().map(|hash| Digest::new(hash.algorithm_name(), hash.content())).collect();
    product.vendor = product.vendor.filter(|vendor| !vendor.is_empty());
    product
}
