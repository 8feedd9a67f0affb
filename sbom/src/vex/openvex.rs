//! OpenVEX 0.0.1 and 0.2.0.

mod write;

use std::collections::HashMap;
use std::sync::Arc;

use super::document::{Document, Format, Hidden};
use super::product::{Digest, Product};
use super::source::{Node, Source};
use super::statement::{Action, Statement};
use super::vulnerability::{Alias, Vulnerability};
use super::words::Status;
use crate::error::{Code, Error};
use crate::limits::ParseOptions;
use crate::tree::{Key, Tree};

pub(super) use self::write::write;

/// Reads a document and lets statements inherit its time.
pub(super) fn read(tree: &Tree, options: &ParseOptions) -> Result<Document, Error> {
    let source = Source::new(tree, options)?;
    let root = source.root().object("an OpenVEX document")?;
    let mut version = None;
    for context in root.list(Key::AT_CONTEXT) {
        if let Some((name, written)) = context.as_text()?.rsplit_once("/ns/")
            && name.contains("openvex.dev")
        {
            version.get_or_insert_with(|| written.to_owned());
        }
    }
    let mut document = Document {
        format: Some(Format::OpenVex),
        spec_version: version,
        id: root.owned(Key::AT_ID)?,
        version: root.loose(Key::VERSION)?,
        author: root.owned(Key::AUTHOR)?,
        role: root.owned(Key::ROLE)?,
        tooling: root.owned(Key::TOOLING)?,
        timestamp: root.owned(Key::TIMESTAMP)?,
        last_updated: root.owned(Key::LAST_UPDATED_SNAKE)?,
        ..Document::default()
    };
    // Version 0.0.1 names its own media type.
    root.pass_over(Key::FORMAT);
    if root.value().get(Key::STATEMENTS).is_none() {
        return Err(root.missing("statements"));
    }
    let mut reader = Reader::default();
    for (number, node) in root.list(Key::STATEMENTS).enumerate() {
        let mut statement = reader.statement(node.object("a statement")?, number)?;
        if statement.timestamp.is_none() {
            statement.timestamp.clone_from(&document.timestamp);
        }
        document.statements.push(statement);
    }
    document.vulnerabilities = reader.vulnerabilities;
    document.unread = Hidden(source.unread());
    Ok(document)
}

#[derive(Debug, Default)]
struct Reader<'s> {
    vulnerabilities: Vec<Arc<Vulnerability>>,
    /// The last vulnerability of each id: statements about the same one share it.
    last: HashMap<&'s str, Arc<Vulnerability>>,
}

impl<'s> Reader<'s> {
    fn statement(&mut self, node: Node<'s>, number: usize) -> Result<Statement, Error> {
        let Some(vulnerability) = node.get(Key::VULNERABILITY) else {
            return Err(node.missing("vulnerability"));
        };
        let vulnerability = self.vulnerability(node, vulnerability, number)?;
        let Some(status) = node.text(Key::STATUS)? else { return Err(node.missing("status")) };
        let mut statement = Statement::of(vulnerability, Status::from_openvex(status), status);
        statement.id = node.owned(Key::AT_ID)?;
        statement.justify(node.owned(Key::JUSTIFICATION)?);
        statement.impact = node.text(Key::IMPACT_STATEMENT)?.map(Arc::from);
        statement.notes = node.text(Key::STATUS_NOTES)?.map(Arc::from);
        statement.supplier = node.owned(Key::SUPPLIER)?;
        statement.timestamp = node.owned(Key::TIMESTAMP)?;
        statement.last_updated = node.owned(Key::LAST_UPDATED_SNAKE)?;
        if let Some(text) = node.owned(Key::ACTION_STATEMENT)? {
            let mut action = Action::of(None, text);
            action.timestamp = node.owned(Key::ACTION_STATEMENT_TIMESTAMP)?;
            statement.actions.push(Arc::new(action));
        }
        // Version 0.0.1 has the components of all products here; each product gets them.
        let shared = products(node.get(Key::SUBCOMPONENTS))?;
        let weight: usize = shared.iter().map(|component| component.weight()).sum();
        for mut product in products(node.get(Key::PRODUCTS))? {
            if product.subcomponents.is_empty() && !shared.is_empty() {
                node.source().spend(weight)?;
                let copy = Product { subcomponents: shared.clone(), ..Product::clone(&product) };
                product = Arc::new(copy);
            }
            statement.products.push(product);
        }
        statement.origin = Hidden(Some(format!("/statements/{number}").into()));
        Ok(statement)
    }

    /// Reads a vulnerability: an id in version 0.0.1, an object since.
    fn vulnerability(
        &mut self,
        statement: Node<'s>,
        node: Node<'s>,
        number: usize,
    ) -> Result<Arc<Vulnerability>, Error> {
        let mut found = Vulnerability::default();
        let id = if node.value().is_text() {
            found.description = statement.owned(Key::VULN_DESCRIPTION)?;
            Some(node.as_text()?)
        } else {
            let node = node.object("a vulnerability's id or object")?;
            let name = node.text(Key::NAME)?;
            let address = node.text(Key::AT_ID)?;
            found.url = address.filter(|_| name.is_some()).map(str::to_owned);
            found.description = node.owned(Key::DESCRIPTION)?;
            for alias in node.list(Key::ALIASES) {
                let id = alias.as_text()?.to_owned();
                found.aliases.push(Alias { id, ..Alias::default() });
            }
            name.or(address)
        };
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            return Err(node.refuse(Code::MissingMember, "a vulnerability without a name"));
        };
        found.id = id.to_owned();
        if let Some(last) = self.last.get(id)
            && **last == found
        {
            return Ok(Arc::clone(last));
        }
        found.origin = Hidden(Some(format!("/statements/{number}/vulnerability").into()));
        let found = Arc::new(found);
        self.last.insert(id, Arc::clone(&found));
        self.vulnerabilities.push(Arc::clone(&found));
        Ok(found)
    }
}

/// A product whose components are still being read.
struct Open<'s> {
    product: Product,
    rest: Box<dyn Iterator<Item = Node<'s>> + 's>,
}

/// Reads a list of products, each an id in version 0.0.1 and an object since, with the components
/// inside one another. Keeps its own stack.
fn products<'s>(list: Option<Node<'s>>) -> Result<Vec<Arc<Product>>, Error> {
    let Some(list) = list else { return Ok(Vec::new()) };
    let all = Open { product: Product::default(), rest: Box::new(list.elements()) };
    let mut open = vec![all];
    loop {
        let Some(inner) = open.last_mut() else { return Ok(Vec::new()) };
        if let Some(node) = inner.rest.next() {
            let product = product(node)?;
            let rest: Box<dyn Iterator<Item = Node<'s>>> = match node.get(Key::SUBCOMPONENTS) {
                Some(list) => Box::new(list.elements()),
                None => Box::new(std::iter::empty()),
            };
            open.push(Open { product, rest });
            continue;
        }
        let Some(done) = open.pop() else { return Ok(Vec::new()) };
        match open.last_mut() {
            Some(outer) => outer.product.subcomponents.push(Arc::new(done.product)),
            None => return Ok(done.product.subcomponents),
        }
    }
}

/// Reads a product without its components.
fn product(node: Node<'_>) -> Result<Product, Error> {
    let mut product = Product::default();
    if node.value().is_text() {
        product.id = Some(node.as_text()?.to_owned());
        return Ok(product.with_purl());
    }
    let node = node.object("a product's id or object")?;
    product.id = node.owned(Key::AT_ID)?;
    product.vendor = node.owned(Key::SUPPLIER)?;
    if let Some(identifiers) = node.get(Key::IDENTIFIERS) {
        for identifier in identifiers.object("an object of texts")?.members() {
            let identifier = identifier.entered();
            product.identify(identifier.value().key_text(), identifier.as_text()?);
        }
    }
    if let Some(hashes) = node.get(Key::HASHES) {
        for hash in hashes.object("an object of texts")?.members() {
            let hash = hash.entered();
            product.hashes.push(Digest::new(hash.value().key_text(), hash.as_text()?));
        }
    }
    let pairs = product.cpes.len() + product.identifiers.len() + product.hashes.len();
    node.source().spend(pairs)?;
    Ok(product.with_purl())
}
