//! Writing VEX documents in any of the formats.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::document::{Document, Hidden};
use super::product::Product;
use super::{csaf, cyclonedx, openvex};
use crate::convert::words::id;
use crate::format;
use crate::json::{self, to_text};
use crate::losses::{LossReason, Losses};
use crate::tree::{Key, Scalar, Tail, Tree};
use crate::write::{Conversion, Style, WriteError};

/// What to write: OpenVEX 0.2.0, CSAF 2.0, or a version and encoding of CycloneDX from 1.4 on.
///
/// # Examples
///
/// ```
/// use sbom::vex::Target;
///
/// assert_eq!("openvex".parse(), Ok(Target::OpenVex));
/// assert_eq!("csaf-2.0-json".parse(), Ok(Target::Csaf));
/// assert_eq!("cyclonedx-1.6".parse::<Target>()?.to_string(), "cyclonedx-1.6-json");
/// assert!("cyclonedx-1.3-json".parse::<Target>().is_err(), "it has no vulnerabilities");
/// # Ok::<(), sbom::vex::UnknownTarget>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// OpenVEX 0.2.0.
    OpenVex,
    /// CSAF 2.0 in the profile VEX.
    Csaf,
    /// CycloneDX with vulnerabilities. Versions before 1.4 have none: what is written is then
    /// the inventory alone, and everything else a loss.
    CycloneDx(crate::Target),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenVex => f.write_str("openvex-0.2.0-json"),
            Self::Csaf => f.write_str("csaf-2.0-json"),
            Self::CycloneDx(target) => target.fmt(f),
        }
    }
}

impl FromStr for Target {
    type Err = UnknownTarget;

    /// Reads a name such as `openvex-0.2.0-json`, `csaf-2.0` or `cyclonedx-1.6-xml`, in any case.
    ///
    /// # Errors
    ///
    /// When there is no such target, or it has no vulnerabilities.
    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        let lower = text.trim().to_ascii_lowercase();
        match lower.strip_suffix("-json").unwrap_or(&lower) {
            "openvex" | "openvex-0.2.0" | "openvex-0.2" => return Ok(Self::OpenVex),
            "csaf" | "csaf-2.0" => return Ok(Self::Csaf),
            _ => {}
        }
        let unknown = || UnknownTarget(text.chars().take(60).collect());
        let target: crate::Target = lower.parse().map_err(|_| unknown())?;
        let is_able = target.format() == format::Format::CycloneDx
            && !matches!(target.version(), "1.0" | "1.1" | "1.2" | "1.3");
        if is_able { Ok(Self::CycloneDx(target)) } else { Err(unknown()) }
    }
}

/// The name of a format that VEX is not written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownTarget(String);

impl fmt::Display for UnknownTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown target `{}` for VEX, choose one of openvex-0.2.0, csaf-2.0, \
             cyclonedx-1.4, -1.5, -1.6, -1.7 with -json, -xml or -protobuf",
            self.0
        )
    }
}

impl std::error::Error for UnknownTarget {}

/// What a VEX document may lack and a format demands. Nothing is invented: there is no clock here.
///
/// # Examples
///
/// ```
/// let options = sbom::vex::WriteOptions::default()
///     .author("Acme security team")
///     .author_namespace("https://acme.example")
///     .timestamp("2026-01-31T12:00:00Z");
/// ```
#[derive(Clone, Debug, Default)]
pub struct WriteOptions {
    pub(super) id: Option<String>,
    pub(super) author: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) timestamp: Option<String>,
    pub(super) style: Style,
}

impl WriteOptions {
    /// Sets the document's identity. Without it, it is that of the source, or made of the content.
    ///
    /// A `urn:uuid:` makes the serial number of CycloneDX; of other ids one is made.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets who makes the statements. Without it, it is who made those of the source.
    #[must_use]
    pub fn author(mut self, author: impl Into<String>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// Sets the author's address, which CSAF demands. Without it, it is that of the source, or a
    /// `urn:` made of the author's name.
    #[must_use]
    pub fn author_namespace(mut self, address: impl Into<String>) -> Self {
        self.namespace = Some(address.into());
        self
    }

    /// Sets when the document is issued (RFC 3339). Without it, it is when the source was; of a
    /// source that does not say, when its first statement was made; else the beginning of 1970.
    #[must_use]
    pub fn timestamp(mut self, time: impl Into<String>) -> Self {
        self.timestamp = Some(time.into());
        self
    }

    /// Sets how the result is laid out: with a value a line, unless said otherwise.
    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

impl Document {
    /// Writes the document in a format, with an account of what that could not say.
    ///
    /// Whatever [`parse`](super::parse) read is in the result or among the losses; their places
    /// are in the source, or in `/statements` of the document for what was made here. Ids that
    /// only mean something within the source (`bom-ref`, `product_id`) are not kept on purpose.
    ///
    /// No claim grows on the way: a product that the format cannot name as narrowly as the source
    /// does is left out, and reported. Nor is a reason made up: of what is `not_affected` without
    /// one, OpenVEX and CSAF get no reason either, which their rules forbid, and which is
    /// reported as [`LossReason::Invalid`](crate::LossReason::Invalid). Where they ask for an
    /// action and none is known, they are told so in words.
    ///
    /// # Errors
    ///
    /// When the encoding needs a feature that is off.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::vex::{self, Target, WriteOptions};
    ///
    /// let openvex = br#"{"@context": "https://openvex.dev/ns/v0.2.0", "author": "Acme",
    ///   "@id": "https://acme.example/vex/7", "timestamp": "2026-01-02T03:04:05Z", "version": 1,
    ///   "statements": [{"vulnerability": {"name": "CVE-2024-3094"}, "status": "not_affected",
    ///     "products": [{"@id": "pkg:oci/shop"}], "justification": "component_not_present"}]}"#;
    /// let document = vex::parse(openvex)?;
    /// let csaf = document.write(Target::Csaf, &WriteOptions::default())?;
    /// let again = vex::parse(csaf.bytes)?;
    /// assert_eq!(again.statements[0].status_text, "known_not_affected");
    /// assert_eq!(again.statements[0].justification, document.statements[0].justification);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, target: Target, options: &WriteOptions) -> Result<Conversion, WriteError> {
        let mut losses = self.unread.0.clone();
        let bytes = match target {
            Target::OpenVex => text(&openvex::write(self, options, &mut losses), options),
            Target::Csaf => text(&csaf::write(self, options, &mut losses), options),
            Target::CycloneDx(target) => {
                let written = cyclonedx::write(self, target, options, &mut losses)?;
                return Ok(Conversion { bytes: written, losses });
            }
        };
        Ok(Conversion { bytes, losses })
    }

    /// Returns the document's identity, or one made of what it says.
    pub(super) fn identity(&self, options: &WriteOptions) -> String {
        if let Some(id) = options.id.clone().or_else(|| self.id.clone()) {
            return id;
        }
        let mut texts = vec![self.author.as_deref().unwrap_or_default()];
        for statement in &self.statements {
            texts.extend([statement.vulnerability.id.as_str(), statement.status.as_str()]);
            texts.extend(statement.timestamp.as_deref());
            texts.extend(statement.products.iter().map(|product| product.label()));
        }
        format!("urn:uuid:{}", id::uuid(&id::digest(&texts, 40)))
    }

    pub(super) fn written_author<'d>(&'d self, options: &'d WriteOptions) -> &'d str {
        options.author.as_deref().or(self.author.as_deref()).unwrap_or("unknown")
    }

    /// Returns when the document was issued.
    pub(super) fn issued<'d>(&'d self, options: &'d WriteOptions) -> &'d str {
        let first = || self.statements.iter().find_map(|statement| statement.timestamp.as_deref());
        let stated = options.timestamp.as_deref().or(self.timestamp.as_deref());
        stated.or_else(first).unwrap_or(crate::convert::EPOCH)
    }
}

fn text(tree: &Tree, options: &WriteOptions) -> Vec<u8> {
    let style = match options.style {
        Style::Pretty => json::Style::Pretty,
        Style::Compact => json::Style::Compact,
        Style::Canonical => json::Style::Sorted,
    };
    let mut text = to_text(tree.root(), style);
    if options.style == Style::Pretty {
        text.push('\n');
    }
    text.into_bytes()
}

/// Puts a member if there is something to put.
pub(super) fn put(tree: &mut Tree, object: &mut Tail, key: Key, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        tree.scalar(object, key, Scalar::Text(text));
    }
}

/// Puts a list of texts unless it is empty.
pub(super) fn put_list<'t>(
    tree: &mut Tree,
    object: &mut Tail,
    key: Key,
    texts: impl IntoIterator<Item = &'t str>,
) {
    let mut texts = texts.into_iter().peekable();
    if texts.peek().is_none() {
        return;
    }
    let mut list = tree.array(object, key, None);
    for text in texts {
        tree.scalar(&mut list, Key::NONE, Scalar::Text(text));
    }
}

/// Takes what a format has no place for.
#[derive(Debug)]
pub(super) struct Account<'l> {
    losses: &'l mut Losses,
    /// Products that were reported: many statements share one.
    met: HashMap<(*const Product, &'static str), ()>,
}

impl<'l> Account<'l> {
    pub(super) fn new(losses: &'l mut Losses) -> Self {
        Self { losses, met: HashMap::new() }
    }

    pub(super) fn lose(&mut self, reason: LossReason, field: &str, place: &str, detail: &str) {
        self.losses.add(reason, field, &format!("{place}/{field}"), None, detail);
    }

    /// Returns a document's version where formats count from one, as JSON writes a number.
    pub(super) fn version(&mut self, stated: Option<&str>) -> String {
        let number = stated.and_then(|text| text.parse::<u64>().ok()).filter(|number| *number > 0);
        let written = number.unwrap_or(1).to_string();
        if stated.is_some_and(|stated| stated != written) {
            self.lose(LossReason::Approximated, "version", "", &format!("`{written}`"));
        }
        written
    }

    /// Reports a field that the target has no place for, if it says something.
    pub(super) fn no_place(&mut self, is_there: bool, field: &str, place: &str) {
        if is_there {
            self.lose(LossReason::NoPlace, field, place, "");
        }
    }

    /// Reports a field of a product, once for all statements about it.
    pub(super) fn product(
        &mut self,
        reason: LossReason,
        product: &Arc<Product>,
        field: &'static str,
        place: &str,
        detail: &str,
    ) {
        if self.met.insert((Arc::as_ptr(product), field), ()).is_none() {
            let path = format!("{place}/{field}");
            self.losses.add(reason, field, &path, Some(product.label()), detail);
        }
    }
}

/// Returns the place of a statement, or of a vulnerability: in the source if it comes from there.
pub(super) fn place(origin: &Hidden<Option<Box<str>>>, list: &str, number: usize) -> String {
    match &origin.0 {
        Some(origin) => origin.to_string(),
        None => format!("/{list}/{number}"),
    }
}

/// Reports whether components lie inside components.
pub(super) fn is_deep(product: &Product) -> bool {
    product.subcomponents.iter().any(|component| !component.subcomponents.is_empty())
}
