//! Writing documents: as they were read, in another encoding, or as another format.

mod canonical;
mod encode;
mod error;

use std::borrow::Cow;
use std::fmt;

use crate::convert::{self, ConvertOptions, Origins};
use crate::document::Document;
use crate::format::Encoding;
use crate::losses::Losses;
use crate::target::Target;
use crate::tree::{Tree, ValueId};

pub use self::error::WriteError;

/// How a document is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// A value a line, indented by two spaces.
    #[default]
    Pretty,
    /// Without white space that means nothing.
    Compact,
    /// Without white space, members sorted by name, and lists whose order says nothing sorted by
    /// what names their elements (licences, properties and persons stay as given): however a
    /// document was shuffled, it is written the same. For SPDX 3 the canonical serialisation, in
    /// whose `@graph` come the creation, the document and its inventory, then all others by their
    /// ids. In encodings other than JSON the same as compact.
    ///
    /// Where several elements have one id, which no specification allows, the first one counts; here
    /// that may be another one than before.
    Canonical,
}

/// What was written, and what it could not say.
#[derive(Clone)]
#[non_exhaustive]
pub struct Conversion {
    /// The document.
    pub bytes: Vec<u8>,
    /// Everything that was left behind or bent on the way, by its place in the source.
    pub losses: Losses,
}

impl fmt::Debug for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = format_args!("{} bytes", self.bytes.len());
        f.debug_struct("Conversion").field("bytes", &bytes).field("losses", &self.losses).finish()
    }
}

impl Document {
    /// Writes the document as it was read: same format, version and encoding.
    ///
    /// Nothing is lost: members that the format does not define are written as they were, in
    /// their order. An envelope is not written, only what it held.
    ///
    /// # Errors
    ///
    /// When the encoding needs a feature that is off.
    ///
    /// # Examples
    ///
    /// ```
    /// let text = br#"{"bomFormat":"CycloneDX","specVersion":"1.6","x-mine":[1.0,"a"]}"#;
    /// let document = sbom::parse(text)?;
    /// assert_eq!(document.write_styled(sbom::Style::Compact)?, text);
    /// assert!(document.write()?.ends_with(b"}\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self) -> Result<Vec<u8>, WriteError> {
        self.write_styled(Style::Pretty)
    }

    /// Writes the document as it was read, in a layout of one's own.
    ///
    /// # Errors
    ///
    /// As [`Document::write`].
    pub fn write_styled(&self, style: Style) -> Result<Vec<u8>, WriteError> {
        let mut losses = Losses::default();
        encode::encode(self.model(), self.encoding(), self.root(), style, &mut losses)
    }

    /// Writes the document in another encoding of the same format and version.
    ///
    /// What is written is recognised for what it is: `bomFormat` is said where it was missing.
    ///
    /// # Errors
    ///
    /// When the format has no such encoding, or it needs a feature that is off. When the document
    /// does not say its version and the encoding is recognised by nothing else, as tag-value is:
    /// [`Document::convert`] to a version then says which one it is.
    ///
    /// # Examples
    ///
    /// ```
    /// let document = sbom::parse(br#"{"spdxVersion": "SPDX-2.3", "name": "api",
    ///   "SPDXID": "SPDXRef-DOCUMENT", "packages": [{"SPDXID": "SPDXRef-1", "name": "zlib"}]}"#)?;
    /// let written = document.write_as(sbom::Encoding::TagValue, sbom::Style::Pretty)?;
    /// assert!(String::from_utf8(written.bytes)?.contains("PackageName: zlib\n"));
    /// assert!(written.losses.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_as(&self, encoding: Encoding, style: Style) -> Result<Conversion, WriteError> {
        let mut losses = Losses::default();
        let is_other = encoding != self.encoding();
        let write = if is_other { encode::named } else { encode::encode };
        let bytes = write(self.model(), encoding, self.root(), style, &mut losses)?;
        Ok(Conversion { bytes, losses })
    }

    /// Converts the document to another format, version or encoding.
    ///
    /// What the target has no place for is listed: each value of the source is either in the
    /// result or among the losses. What was kept in properties or annotations (`spdx:…`,
    /// `cyclonedx:…`) is restored by the way back. The same document and options give the same
    /// bytes: there is no clock and no randomness.
    ///
    /// # Errors
    ///
    /// When the target's encoding needs a feature that is off.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::{ConvertOptions, LossReason, Target};
    ///
    /// let document = sbom::parse(br#"{
    ///   "bomFormat": "CycloneDX", "specVersion": "1.6",
    ///   "components": [{"type": "library", "name": "zlib", "version": "1.3", "bom-ref": "z"}],
    ///   "services": [{"name": "shop"}]
    /// }"#)?;
    /// let target: Target = "spdx-2.3-json".parse()?;
    /// let made = document.convert(target, &ConvertOptions::default())?;
    /// let spdx = sbom::parse(&made.bytes)?;
    /// assert_eq!(spdx.components().next().unwrap().version(), Some("1.3"));
    /// let loss = made.losses.iter().next().unwrap();
    /// assert_eq!((loss.path(), loss.reason()), ("/services", LossReason::NoPlace));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn convert(
        &self,
        target: Target,
        options: &ConvertOptions,
    ) -> Result<Conversion, WriteError> {
        // Refuse what cannot be written before the work is done.
        let model = convert::model_of(target);
        encode::is_possible(model, target.encoding())?;
        let stages = convert::stages(self.model(), self.spec_version(), self.encoding(), target);
        let mut tree = Cow::Borrowed(self.tree());
        let mut origin: Option<Vec<Option<ValueId>>> = None;
        let mut losses = Losses::default();
        for stage in stages {
            let made = stage.run(&tree, options);
            gather(self.tree(), &tree, origin.as_deref(), &made.losses, &mut losses);
            origin = Some(match origin {
                None => made.origin,
                Some(before) => compose(&made.origin, &before),
            });
            tree = Cow::Owned(made.tree);
        }
        let mut unsaid = Losses::default();
        let (encoding, style) = (target.encoding(), options.style);
        let bytes = encode::named(model, encoding, tree.root(), style, &mut unsaid)?;
        gather(self.tree(), &tree, origin.as_deref(), &unsaid, &mut losses);
        Ok(Conversion { bytes, losses })
    }
}

/// Adds the losses of a stage, with their places in the source.
fn gather(
    source: &Tree,
    tree: &Tree,
    origin: Option<&[Option<ValueId>]>,
    found: &Losses,
    losses: &mut Losses,
) {
    match origin {
        _ if found.is_empty() => {}
        None => losses.append(found, |_| Vec::new()),
        Some(origin) => {
            let mut origins = Origins::new(source, tree, origin);
            losses.append(found, |path| origins.of(path));
        }
    }
}

/// Follows the way of each value through two stages.
fn compose(later: &[Option<ValueId>], before: &[Option<ValueId>]) -> Vec<Option<ValueId>> {
    let step = |id: &ValueId| before.get(id.index()).copied().flatten();
    later.iter().map(|id| id.as_ref().and_then(step)).collect()
}
