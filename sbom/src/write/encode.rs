//! From a tree to bytes: choosing the writer.

use super::error::Obstacle;
use super::{Style, WriteError, canonical};
use crate::convert::Walk;
use crate::detect;
use crate::format::{Encoding, Model};
use crate::json;
use crate::losses::{LossReason, Losses};
use crate::spdx;
use crate::tree::{Key, Scalar, Tail, Tree, Value};

/// Writes a tree; what the encoding cannot say goes to `losses`.
pub(super) fn encode(
    model: Model,
    encoding: Encoding,
    root: Value<'_>,
    style: Style,
    losses: &mut Losses,
) -> Result<Vec<u8>, WriteError> {
    is_possible(model, encoding)?;
    let text = match (model, encoding) {
        (Model::CycloneDx | Model::Spdx2, Encoding::Json)
        | (Model::Spdx3, Encoding::Json | Encoding::JsonLd) => json(root, style, losses),
        (Model::Spdx2, Encoding::TagValue) => spdx::tag_value::write(root, losses),
        #[cfg(feature = "yaml")]
        (Model::CycloneDx | Model::Spdx2, Encoding::Yaml) => crate::yaml::write(root, losses),
        #[cfg(feature = "rdf")]
        (Model::Spdx2, Encoding::Rdf) => spdx::rdf::write(root, indent(style), losses),
        #[cfg(feature = "xml")]
        (Model::CycloneDx, Encoding::Xml) => {
            use crate::cyclonedx::xml::{self, Layout};
            let layout = match style {
                Style::Pretty => Layout::Pretty,
                Style::Compact | Style::Canonical => Layout::Compact,
            };
            xml::write(root, layout, losses)
        }
        #[cfg(feature = "protobuf")]
        (Model::CycloneDx, Encoding::Protobuf) => {
            return Ok(crate::cyclonedx::protobuf::write(root, losses));
        }
        #[cfg(feature = "xml")]
        (Model::Spdx2, Encoding::Xml) => spdx::xml::write(root, indent(style), losses),
        _ => return Err(refusal(model, encoding)),
    };
    Ok(text.into_bytes())
}

/// As [`encode`], of what was read in another encoding, which may be recognised by less.
pub(super) fn named(
    model: Model,
    encoding: Encoding,
    root: Value<'_>,
    style: Style,
    losses: &mut Losses,
) -> Result<Vec<u8>, WriteError> {
    let with_name = (model == Model::CycloneDx && root.get(Key::BOM_FORMAT).is_none())
        .then(|| with_bom_format(root));
    let root = with_name.as_ref().map_or(root, Tree::root);
    let bytes = encode(model, encoding, root, style, losses)?;
    match detect::is_told(model, encoding, root, &bytes) {
        true => Ok(bytes),
        false => Err(WriteError { format: model.format(), encoding, obstacle: Obstacle::Nameless }),
    }
}

/// Returns the document with the name of its format in front.
fn with_bom_format(root: Value<'_>) -> Tree {
    let mut tree = Tree::default();
    let mut object = tree.object(&mut Tail::ROOT.clone(), Key::NONE, None);
    tree.scalar(&mut object, Key::BOM_FORMAT, Scalar::Text("CycloneDX"));
    for member in root.children() {
        let key = tree.key(member.key_text());
        tree.graft(&mut object, key, member);
    }
    tree
}

/// Checks that there is a writer, with the features that are on.
pub(super) fn is_possible(model: Model, encoding: Encoding) -> Result<(), WriteError> {
    let is_there = match encoding {
        Encoding::Json => true,
        Encoding::JsonLd => model == Model::Spdx3,
        Encoding::TagValue => model == Model::Spdx2,
        Encoding::Yaml => cfg!(feature = "yaml") && model != Model::Spdx3,
        Encoding::Rdf => cfg!(feature = "rdf") && model == Model::Spdx2,
        Encoding::Xml => cfg!(feature = "xml") && model != Model::Spdx3,
        Encoding::Protobuf => cfg!(feature = "protobuf") && model == Model::CycloneDx,
    };
    if is_there { Ok(()) } else { Err(refusal(model, encoding)) }
}

fn refusal(model: Model, encoding: Encoding) -> WriteError {
    let feature = match (model, encoding) {
        (Model::CycloneDx | Model::Spdx2, Encoding::Xml) => Some("xml"),
        (Model::CycloneDx | Model::Spdx2, Encoding::Yaml) => Some("yaml"),
        (Model::CycloneDx, Encoding::Protobuf) => Some("protobuf"),
        (Model::Spdx2, Encoding::Rdf) => Some("rdf"),
        _ => None,
    };
    let obstacle = feature.map_or(Obstacle::NoEncoding, Obstacle::Feature);
    WriteError { format: model.format(), encoding, obstacle }
}

#[cfg(feature = "xml")]
fn indent(style: Style) -> Option<usize> {
    (style == Style::Pretty).then_some(2)
}

/// Writes JSON text with a line feed behind it, unless it is to be compact.
fn json(root: Value<'_>, style: Style, losses: &mut Losses) -> String {
    let layout = match style {
        Style::Pretty => json::Style::Pretty,
        Style::Compact => json::Style::Compact,
        Style::Canonical => json::Style::Sorted,
    };
    let mut text = String::with_capacity(root.tree().text_len());
    let mut skipped = false;
    let arranged = (style == Style::Canonical).then(|| canonical::arranged(root));
    let shown = arranged.as_ref().map_or(root, Tree::root);
    json::write(shown, layout, &mut text, |_| skipped = true);
    if skipped {
        report_nameless(root, losses);
    }
    if style == Style::Pretty {
        text.push('\n');
    }
    text
}

/// Reports the members that another encoding had and JSON has no name for.
fn report_nameless(root: Value<'_>, losses: &mut Losses) {
    let mut walk = Walk::new(root);
    while let Some(value) = walk.next() {
        if value.key_text().starts_with('#') {
            let (field, element) = (walk.field(), walk.element());
            losses.add(LossReason::Encoding, &field, &walk.path(), element.as_deref(), "");
            walk.skip();
        }
    }
}
