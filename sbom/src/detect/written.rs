//! Whether what was written will be told for what it is.

use super::{Kind, is_protobuf, sniff_json, sniff_text};
use crate::envelope;
use crate::format::{Encoding, Model};
use crate::tree::Value;

/// Reports whether a document would be recognised, by its tree and by the bytes made of that.
pub(crate) fn is_told(model: Model, encoding: Encoding, root: Value<'_>, bytes: &[u8]) -> bool {
    let kind = match model {
        Model::CycloneDx => Kind::CycloneDx,
        Model::Spdx2 => Kind::Spdx2,
        Model::Spdx3 => Kind::Spdx3,
    };
    match encoding {
        Encoding::Json | Encoding::JsonLd => {
            matches!(sniff_json(root), Ok(Some(told)) if told == kind)
                && !envelope::is_envelope(root)
        }
        Encoding::Protobuf => is_protobuf(bytes),
        Encoding::Xml | Encoding::Yaml | Encoding::TagValue | Encoding::Rdf => {
            let text = std::str::from_utf8(bytes).unwrap_or_default().trim_start();
            !text.starts_with(['{', '['])
                && matches!(sniff_text(text), Ok(told) if told == (kind, encoding))
        }
    }
}
