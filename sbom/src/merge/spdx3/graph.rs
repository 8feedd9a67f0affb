//! Documents of other formats as graphs.

use std::borrow::Cow;

use crate::convert::ConvertOptions;
use crate::document::{Document, Notes};
use crate::format::{Encoding, Format, Model};
use crate::limits::ParseOptions;
use crate::losses::Losses;
use crate::merge::{MergeError, Reason};
use crate::spdx::index3::Class;
use crate::target::Target;
use crate::tree::{Key, Tree, Value};

/// Returns documents as SPDX 3, and what was lost of those that are something else.
#[expect(clippy::type_complexity, reason = "the documents, and the losses as the result has them")]
pub(in crate::merge) fn graphs(
    documents: &[Document],
) -> Result<(Vec<Cow<'_, Document>>, Vec<(usize, Losses)>), MergeError> {
    let mut graphs = Vec::new();
    let mut losses = Vec::new();
    for (position, document) in documents.iter().enumerate() {
        if document.model() == Model::Spdx3 {
            graphs.push(Cow::Borrowed(document));
            continue;
        }
        let (made, lost) = graph(document)?;
        graphs.push(Cow::Owned(made));
        losses.extend((!lost.is_empty()).then_some((position, lost)));
    }
    Ok((graphs, losses))
}

fn graph(document: &Document) -> Result<(Document, Losses), MergeError> {
    let target = Target::new(Format::Spdx, "3.0.1", Encoding::JsonLd);
    let unknown = || MergeError(Reason::UnknownVersion("3.0.1".to_owned()));
    let made = document.convert(target.ok_or_else(unknown)?, &ConvertOptions::default());
    let made = made.map_err(|error| MergeError(Reason::Write(error)))?;
    let read = |error| MergeError(Reason::Read(error));
    let mut tree = crate::parse(made.bytes).map_err(read)?.into_tree();
    forget(&mut tree);
    let options = ParseOptions::default();
    let graph =
        Document::from_tree(tree, Model::Spdx3, Encoding::JsonLd, Notes::default(), &options);
    Ok((graph.map_err(read)?, made.losses))
}

/// What a conversion keeps of a document for the way back. The result of a merge was nothing else
/// before, though a part of it was.
const ORIGINS: [&str; 3] =
    ["cyclonedx:specVersion", "cyclonedx:version", "cyclonedx:metadata:component"];

/// Takes what a document was before out of its properties.
fn forget(tree: &mut Tree) {
    let is_document = |it: &Value<'_>| it.text(Key::TYPE).map(Class::of) == Some(Class::Document);
    let document = tree.root().list(Key::AT_GRAPH).find(is_document);
    let (mut lists, mut emptied) = (Vec::new(), Vec::new());
    for extension in document.into_iter().flat_map(|it| it.list(Key::EXTENSION)) {
        let Some(list) = extension.get(Key::EXTENSION_CDX_PROPERTY) else { continue };
        lists.push(list.id());
        if list.children().all(|entry| is_origin(entry)) {
            emptied.push(extension.id());
        }
    }
    let extensions = document.and_then(|it| Some((it.id(), it.get(Key::EXTENSION)?.id())));
    for list in lists {
        tree.retain(list, |entry| !is_origin(entry));
    }
    let Some((document, extensions)) = extensions.filter(|_| !emptied.is_empty()) else { return };
    tree.retain(extensions, |extension| !emptied.contains(&extension.id()));
    if tree.value(extensions).children().next().is_none() {
        tree.remove(document, Key::EXTENSION);
    }
}

fn is_origin(entry: Value<'_>) -> bool {
    entry.text(Key::EXTENSION_CDX_PROP_NAME).is_some_and(|name| ORIGINS.contains(&name))
}
