//! Choosing the reader for what was recognised.

use crate::detect::{Content, Found, Kind};
use crate::document::Document;
use crate::error::Error;
use crate::format::{Encoding, Model};
use crate::limits::ParseOptions;

/// Reads a recognised document.
pub(crate) fn read(found: Found, options: &ParseOptions) -> Result<Document, Error> {
    let Found { kind, encoding, content, mut outer } = found;
    let place = outer.place;
    let model = match kind {
        Kind::CycloneDx => Model::CycloneDx,
        Kind::Spdx2 => Model::Spdx2,
        Kind::Spdx3 => Model::Spdx3,
        kind => return Err(kind.refuse(encoding)),
    };
    let tree = match (content, encoding) {
        (Content::Tree(tree), _) => tree,
        #[cfg(feature = "rdf")]
        (Content::Text(text), Encoding::Rdf) => {
            crate::spdx::rdf::read(text, options, &mut outer.notes)
                .map_err(|error| place.relocate(error))?
        }
        (_, encoding) => return Err(kind.refuse(encoding)),
    };
    match Document::from_tree(tree, model, encoding, outer.notes, options) {
        Ok(document) => Ok(document.attested(outer.attestation)),
        Err(error) => Err(place.relocate(error)),
    }
}

/// Reports whether [`read`] has a reader.
pub(crate) fn is_readable(kind: Kind, encoding: Encoding) -> bool {
    match (kind, encoding) {
        (Kind::CycloneDx | Kind::Spdx2, Encoding::Json) => true,
        (Kind::Spdx2, Encoding::Rdf) => cfg!(feature = "rdf"),
        (Kind::Spdx3, Encoding::JsonLd) => true,
        _ => false,
    }
}
