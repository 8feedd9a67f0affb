//! Products and the components inside them.

use std::sync::Arc;

use crate::document::HashAlgorithm;
use crate::identity::BomLink;
use crate::purl::Purl;
use crate::vex::document::Hidden;

/// A product, or a component inside one.
///
/// # Examples
///
/// ```
/// use sbom::vex::Product;
///
/// let image = Product::from_purl("pkg:oci/shop@sha256%3Aab12")
///     .subcomponent(Product::from_purl("pkg:deb/debian/xz-utils@5.6.0"));
/// assert_eq!(image.id.as_deref(), Some("pkg:oci/shop@sha256%3Aab12"));
/// assert_eq!(image.subcomponents.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Product {
    /// The id as the document writes it: a package URL in most OpenVEX, a `product_id` of CSAF, a
    /// `bom-ref` or BOM-Link of CycloneDX.
    pub id: Option<String>,
    /// The name for people.
    pub name: Option<String>,
    /// Who makes it, CSAF's branch `vendor`.
    pub vendor: Option<String>,
    /// The version, where the document has one beside the package URL.
    pub version: Option<String>,
    /// The versions meant, in `vers` notation mostly. A product that says neither this nor a
    /// version is every version that its identifiers cover.
    pub range: Option<String>,
    /// The package URL: a stated one, or the id if it is one.
    pub purl: Option<String>,
    /// CPE names.
    pub cpes: Vec<String>,
    /// Digests.
    pub hashes: Vec<Digest>,
    /// Other names by their scheme: `swid`, `sku`, `model_number`, `sbom_url`.
    pub identifiers: Vec<(String, String)>,
    /// How the subcomponents are part of the product, in CSAF's words: `default_component_of`.
    pub relation: Option<String>,
    /// The id under which CSAF knows the product with its subcomponents, where it names them as
    /// one.
    pub combined_id: Option<String>,
    /// The name of the product with its subcomponents.
    pub combined_name: Option<String>,
    /// The components within the product that the statement is about; empty for all of it.
    pub subcomponents: Vec<Arc<Product>>,
    pub(super) origin: Hidden<Option<Box<str>>>,
}

impl Product {
    /// Begins a product with an id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..Self::default() }.with_purl()
    }

    /// Begins a product with a package URL, which is its id too.
    #[must_use]
    pub fn from_purl(purl: impl Into<String>) -> Self {
        let purl = purl.into();
        Self { id: Some(purl.clone()), purl: Some(purl), ..Self::default() }
    }

    /// Sets the name for people.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the version.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Adds a CPE name.
    #[must_use]
    pub fn cpe(mut self, cpe: impl Into<String>) -> Self {
        self.cpes.push(cpe.into());
        self
    }

    /// Adds a digest.
    #[must_use]
    pub fn hash(mut self, algorithm: HashAlgorithm, content: impl Into<String>) -> Self {
        let word = algorithm.as_str().to_owned();
        self.hashes.push(Digest { algorithm, word, content: content.into() });
        self
    }

    /// Adds a component that statements about the product are confined to.
    #[must_use]
    pub fn subcomponent(mut self, component: impl Into<Arc<Self>>) -> Self {
        self.subcomponents.push(component.into());
        self
    }

    /// Returns the link into another CycloneDX document that the id is, if it is one.
    #[must_use]
    pub fn bom_link(&self) -> Option<BomLink<'_>> {
        BomLink::parse(self.id.as_deref()?).ok()
    }

    /// Returns the best name there is: package URL, id, name, the first CPE name.
    #[must_use]
    pub fn label(&self) -> &str {
        let names = [&self.purl, &self.id, &self.name];
        let name = names.into_iter().find_map(|name| name.as_deref());
        name.or(self.cpes.first().map(String::as_str)).unwrap_or_default()
    }

    /// Returns the package URL with the version that stands beside it, unless it has one itself.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::vex::Product;
    ///
    /// let product = Product::from_purl("pkg:npm/a?arch=x").version("1.0");
    /// assert_eq!(product.full_purl().as_deref(), Some("pkg:npm/a@1.0?arch=x"));
    /// ```
    #[must_use]
    pub fn full_purl(&self) -> Option<String> {
        let text = self.purl.as_deref()?;
        let Some(version) = self.plain_version() else { return Some(text.to_owned()) };
        let Ok(purl) = Purl::parse(text) else { return Some(text.to_owned()) };
        if purl.version().is_some() {
            return Some(text.to_owned());
        }
        let mut with = Purl::builder(purl.kind().to_owned(), purl.name().to_owned())
            .version(version.to_owned());
        if let Some(namespace) = purl.namespace() {
            with = with.namespace(namespace.to_owned());
        }
        for (key, value) in purl.qualifiers() {
            with = with.qualifier(key.to_owned(), value.to_owned());
        }
        if let Some(subpath) = purl.subpath() {
            with = with.subpath(subpath.to_owned());
        }
        match with.build() {
            Ok(purl) => Some(purl.to_string()),
            Err(_) => Some(text.to_owned()),
        }
    }

    /// Returns the version if it looks like one: branches of CSAF that are said to be versions
    /// are often called as the package.
    pub(super) fn plain_version(&self) -> Option<&str> {
        let version = self.version.as_deref()?;
        let start = version.strip_prefix(['v', 'V']).unwrap_or(version);
        start.starts_with(|first: char| first.is_ascii_digit()).then_some(version)
    }

    /// Returns the innermost components, which are what a statement about the product is
    /// about; none if it is about the product itself.
    #[must_use]
    pub fn innermost(&self) -> Vec<&Arc<Self>> {
        let mut found = Vec::new();
        let mut open: Vec<&Arc<Self>> = self.subcomponents.iter().rev().collect();
        while let Some(component) = open.pop() {
            match component.subcomponents.is_empty() {
                true => found.push(component),
                false => open.extend(component.subcomponents.iter().rev()),
            }
        }
        found
    }

    /// Lets an id that is a package URL count as one.
    pub(super) fn with_purl(mut self) -> Self {
        if self.purl.is_none() && self.id.as_deref().is_some_and(|id| id.starts_with("pkg:")) {
            self.purl.clone_from(&self.id);
        }
        self
    }

    /// Sorts an identifier in by its kind.
    pub(super) fn identify(&mut self, kind: &str, text: &str) {
        match kind {
            "purl" if self.purl.is_none() => self.purl = Some(text.to_owned()),
            "cpe" | "cpe22" | "cpe23" => self.cpes.push(text.to_owned()),
            _ => self.identifiers.push((kind.to_owned(), text.to_owned())),
        }
    }

    /// Returns what a copy costs, in items: long texts count as several.
    pub(super) fn weight(&self) -> usize {
        let texts = [
            &self.id,
            &self.name,
            &self.vendor,
            &self.version,
            &self.range,
            &self.purl,
            &self.relation,
            &self.combined_id,
            &self.combined_name,
        ];
        let bytes: usize = texts.into_iter().flatten().map(String::len).sum();
        let cpes: usize = self.cpes.iter().map(String::len).sum();
        let hashes: usize = self.hashes.iter().map(|it| it.word.len() + it.content.len()).sum();
        let others: usize = self.identifiers.iter().map(|(kind, id)| kind.len() + id.len()).sum();
        let lists = self.cpes.len() + self.hashes.len() + self.identifiers.len();
        1 + lists + self.subcomponents.len() + (bytes + cpes + hashes + others) / BYTES_PER_ITEM
    }
}

const BYTES_PER_ITEM: usize = 64;

/// A digest of a product's content. Equal ones may spell their algorithm differently.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Digest {
    /// The algorithm.
    pub algorithm: HashAlgorithm,
    /// The algorithm as written.
    pub word: String,
    /// The digest as written; compare without regard to case.
    pub content: String,
}

impl Digest {
    pub(super) fn new(word: &str, content: &str) -> Self {
        let algorithm = HashAlgorithm::from_word(word).unwrap_or(HashAlgorithm::Other);
        Self { algorithm, word: word.to_owned(), content: content.to_owned() }
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.algorithm == other.algorithm
            && (self.algorithm != HashAlgorithm::Other || self.word == other.word)
            && self.content.eq_ignore_ascii_case(&other.content)
    }
}

impl Eq for Digest {}
