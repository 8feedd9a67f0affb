//! Documents of other formats as graphs.

use std::borrow::Cow;

use crate::convert::ConvertOptions;
use crate::document::Document;
use crate::format::{Encoding, Format, Model};
use crate::losses::Losses;
use crate::merge::{MergeError, Reason};
use crate::target::Target;

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
    Ok((crate::parse(made.bytes).map_err(read)?, made.losses))
}
