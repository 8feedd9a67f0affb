//! Choosing the reader for what was recognised.

use crate::detect::{Content, Found, Kind};
use crate::document::{Document, Notes};
use crate::error::{Code, Error};
use crate::format::{Encoding, Model};
use crate::limits::ParseOptions;
use crate::spdx;
use crate::tree::{Key, Tree};

/// Reads a recognised document.
pub(crate) fn read(found: Found, options: &ParseOptions) -> Result<Document, Error> {
    let Found { kind, encoding, content, outer } = found;
    let model = match kind {
        Kind::CycloneDx => Model::CycloneDx,
        Kind::Spdx2 => Model::Spdx2,
        Kind::Spdx3 => Model::Spdx3,
        kind => return Err(kind.refuse(encoding)),
    };
    let mut notes = outer.notes;
    let document = tree(kind, encoding, content, options, &mut notes)
        .and_then(|tree| Document::from_tree(tree, model, encoding, notes, options));
    match document {
        Ok(document) => Ok(document.read_with(outer.attestation)),
        Err(error) => Err(outer.place.relocate(error)),
    }
}

/// Reads a document into the tree that it has in JSON.
fn tree(
    kind: Kind,
    encoding: Encoding,
    content: Content,
    options: &ParseOptions,
    notes: &mut Notes,
) -> Result<Tree, Error> {
    match (content, kind, encoding) {
        (Content::Tree(tree), ..) => Ok(tree),
        (Content::Text(text), Kind::Spdx2, Encoding::TagValue) => {
            let message = "tag-value in no known format: it has no `SPDXVersion`";
            known(spdx::tag_value::read(text, options, notes)?, message)
        }
        #[cfg(feature = "yaml")]
        (Content::Text(text), Kind::CycloneDx | Kind::Spdx2, Encoding::Yaml) => {
            let message = "YAML in no known format: it has neither `bomFormat` nor `spdxVersion`";
            known(crate::yaml::read(text, options, notes)?, message)
        }
        #[cfg(feature = "xml")]
        (Content::Text(text), Kind::CycloneDx, Encoding::Xml) => {
            crate::cyclonedx::xml::read(text, options, notes)
        }
        #[cfg(feature = "xml")]
        (Content::Text(text), Kind::Spdx2, Encoding::Xml) => spdx::xml::read(text, options, notes),
        #[cfg(feature = "protobuf")]
        (Content::Bytes(bytes), Kind::CycloneDx, Encoding::Protobuf) => {
            crate::cyclonedx::protobuf::read(bytes, options, notes)
        }
        #[cfg(feature = "rdf")]
        (Content::Text(text), Kind::Spdx2, Encoding::Rdf) => spdx::rdf::read(text, options, notes),
        _ => Err(missing(kind, encoding)),
    }
}

/// Refuses what was recognised by a line that turned out to stand in the midst of a text.
fn known(tree: Tree, message: &str) -> Result<Tree, Error> {
    let root = tree.root();
    match [Key::BOM_FORMAT, Key::SPDX_VERSION].iter().any(|key| root.get(*key).is_some()) {
        true => Ok(tree),
        false => Err(Error::new(Code::Unrecognised, message)),
    }
}

/// Reports whether [`read`] has a reader, with the features that are on.
pub(crate) fn is_readable(kind: Kind, encoding: Encoding) -> bool {
    let is_built_in = match encoding {
        Encoding::Json | Encoding::TagValue | Encoding::JsonLd => true,
        Encoding::Yaml => cfg!(feature = "yaml"),
        Encoding::Xml => cfg!(feature = "xml"),
        Encoding::Protobuf => cfg!(feature = "protobuf"),
        Encoding::Rdf => cfg!(feature = "rdf"),
    };
    let is_of_kind = match kind {
        Kind::CycloneDx => !matches!(encoding, Encoding::TagValue | Encoding::Rdf),
        Kind::Spdx2 => encoding != Encoding::Protobuf,
        Kind::Spdx3 => encoding == Encoding::JsonLd,
        _ => false,
    };
    is_built_in && is_of_kind
}

/// Says which feature would read the document.
fn missing(kind: Kind, encoding: Encoding) -> Error {
    let feature = match encoding {
        Encoding::Xml => "xml",
        Encoding::Yaml => "yaml",
        Encoding::Rdf => "rdf",
        Encoding::Protobuf => "protobuf",
        Encoding::Json | Encoding::JsonLd | Encoding::TagValue => return kind.refuse(encoding),
    };
    let what = kind.as_str();
    let message = format!("unsupported format: {what} in {encoding} needs the feature `{feature}`");
    Error::new(Code::UnsupportedFormat, message)
}
