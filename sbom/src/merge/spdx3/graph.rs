//! A document of another format as a graph.

use std::borrow::Cow;

use crate::convert::ConvertOptions;
use crate::document::Document;
use crate::format::{Encoding, Format, Model};
use crate::losses::Losses;
use crate::merge::{MergeError, Reason};
use crate::target::Target;

/// Returns a document as SPDX 3, and what was lost if it is something else.
pub(in crate::merge) fn graph(
    document: &Document,
) -> Result<(Cow<'_, Document>, Losses), MergeError> {
    if document.model() == Model::Spdx3 {
        return Ok((Cow::Borrowed(document), Losses::default()));
    }
    let target = Target::new(Format::Spdx, "3.0.1", Encoding::JsonLd);
    let unknown = || MergeError(Reason::UnknownVersion("3.0.1".to_owned()));
    let made = document.convert(target.ok_or_else(unknown)?, &ConvertOptions::default());
    let made = made.map_err(|error| MergeError(Reason::Write(error)))?;
    let read = |error| MergeError(Reason::Read(error));
    Ok((Cow::Owned(crate::parse(made.bytes).map_err(read)?), made.losses))
}
