//! CSAF 2.0 and 2.1: security advisories, with VEX as one of their profiles.

mod products;
mod vulnerability;
mod write;

use self::products::Products;
use super::document::{Document, Format, Hidden, Reference, Remark, Revision};
use super::source::{Node, Source};
use crate::document::Notes;
use crate::error::Error;
use crate::limits::ParseOptions;
use crate::tree::{Key, Tree};

pub(super) use self::write::write;

/// Reads a document: every member of each `product_status` becomes statements, as many as there
/// are different reasons and remedies for its products.
pub(super) fn read(tree: &Tree, options: &ParseOptions) -> Result<Document, Error> {
    let source = Source::new(tree, options)?;
    let root = source.root();
    root.pass_over(Key::DOLLAR_SCHEMA);
    let mut document = match root.get(Key::DOCUMENT) {
        Some(node) => head(node.object("an object")?)?,
        None => return Err(root.missing("document")),
    };
    let mut notes = Notes::default();
    let tree = root.get(Key::PRODUCT_TREE);
    let mut products = Products::new(&source, tree, &mut notes)?;
    for (number, node) in root.list(Key::VULNERABILITIES).enumerate() {
        let node = node.object("a vulnerability")?;
        let (vulnerability, statements) =
            vulnerability::read(node, number, &mut products, &document, &mut notes)?;
        document.vulnerabilities.push(vulnerability);
        document.statements.extend(statements);
    }
    document.notes = notes;
    document.unread = Hidden(source.unread());
    Ok(document)
}

/// Reads `document`.
fn head(node: Node<'_>) -> Result<Document, Error> {
    let mut document = Document {
        format: Some(Format::Csaf),
        spec_version: node.loose(Key::CSAF_VERSION)?,
        category: node.owned(Key::CATEGORY)?,
        title: node.owned(Key::TITLE)?,
        language: node.owned(Key::LANG)?,
        source_language: node.owned(Key::SOURCE_LANG)?,
        remarks: remarks(node)?,
        references: references(node)?,
        ..Document::default()
    };
    if let Some(publisher) = node.get(Key::PUBLISHER) {
        let publisher = publisher.object("an object")?;
        document.author = publisher.owned(Key::NAME)?;
        document.role = publisher.owned(Key::CATEGORY)?;
        document.author_namespace = publisher.owned(Key::NAMESPACE)?;
    }
    if let Some(tracking) = node.get(Key::TRACKING) {
        let tracking = tracking.object("an object")?;
        document.id = tracking.owned(Key::ID)?;
        document.version = tracking.loose(Key::VERSION)?;
        document.state = tracking.owned(Key::STATUS)?;
        document.timestamp = tracking.owned(Key::INITIAL_RELEASE_DATE)?;
        document.last_updated = tracking.owned(Key::CURRENT_RELEASE_DATE)?;
        document.tooling = tooling(tracking)?;
        for revision in tracking.list(Key::REVISION_HISTORY) {
            let revision = revision.object("a revision")?;
            document.revisions.push(Revision {
                number: revision.loose(Key::NUMBER)?.unwrap_or_default(),
                date: revision.owned(Key::DATE)?.unwrap_or_default(),
                summary: revision.owned(Key::SUMMARY)?.unwrap_or_default(),
            });
        }
    }
    Ok(document)
}

fn tooling(tracking: Node<'_>) -> Result<Option<String>, Error> {
    let Some(engine) = tracking.get(Key::GENERATOR).and_then(|made| made.get(Key::ENGINE)) else {
        return Ok(None);
    };
    let name = engine.owned(Key::NAME)?;
    let version = engine.loose(Key::VERSION)?;
    Ok(match (name, version) {
        (Some(name), Some(version)) => Some(format!("{name} {version}")),
        (name, version) => name.or(version),
    })
}

/// Reads `notes`.
fn remarks(node: Node<'_>) -> Result<Vec<Remark>, Error> {
    let mut remarks = Vec::new();
    for note in node.list(Key::NOTES) {
        let note = note.object("a note")?;
        remarks.push(Remark {
            category: note.owned(Key::CATEGORY)?.unwrap_or_default(),
            title: note.owned(Key::TITLE)?,
            text: note.owned(Key::TEXT)?.unwrap_or_default(),
        });
    }
    Ok(remarks)
}

fn references(node: Node<'_>) -> Result<Vec<Reference>, Error> {
    let mut references = Vec::new();
    for reference in node.list(Key::REFERENCES) {
        let reference = reference.object("a reference")?;
        references.push(Reference {
            url: reference.owned(Key::URL)?.unwrap_or_default(),
            summary: reference.owned(Key::SUMMARY)?,
            category: reference.owned(Key::CATEGORY)?,
        });
    }
    Ok(references)
}
