//! Package URLs: read, normalised, compared.
//!
//! Crate `packageurl` knows what the types ask of a package URL. Around it stand a reader that
//! borrows, what the crate misses of the specification's own test suite, and the comparisons.

mod builder;
mod codec;
mod error;
mod key;
mod parse;
mod types;
pub mod vers;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

pub use self::builder::PurlBuilder;
pub(crate) use self::codec::{decode_lossy as decode, encode};
pub use self::error::PurlError;
use self::vers::{VersError, VersionRange};

/// A parsed package URL (ECMA-427): `pkg:npm/%40angular/core@17.0.0`.
///
/// Documents keep package URLs as text, because a broken one is no reason to refuse a document;
/// this is the reading of one. It borrows what need not be decoded or normalised, so that asking
/// again is cheap; [`Purl::into_owned`] frees it from the text.
///
/// Reading normalises what the specification calls the same: the type's case, percent-encoding,
/// empty segments, the order of qualifiers, the case of names where the type ignores it. Two
/// spellings of one package URL are equal, and print the same text.
///
/// # Examples
///
/// ```
/// use sbom::Purl;
///
/// let purl = Purl::parse("pkg:deb/debian/openssl@3.0.11-1?arch=amd64")?;
/// assert_eq!((purl.kind(), purl.namespace(), purl.name()), ("deb", Some("debian"), "openssl"));
/// assert_eq!(purl.version(), Some("3.0.11-1"));
/// assert_eq!(purl.qualifier("arch"), Some("amd64"));
///
/// let written_otherwise = Purl::parse("PKG://PyPI/Flask_Login@0.6.3")?;
/// assert_eq!(written_otherwise.to_string(), "pkg:pypi/flask-login@0.6.3");
/// # Ok::<(), sbom::PurlError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purl<'a> {
    kind: Cow<'a, str>,
    namespace: Option<Cow<'a, str>>,
    name: Cow<'a, str>,
    version: Option<Cow<'a, str>>,
    /// Sorted by key, without repetitions and empty values.
    qualifiers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    subpath: Option<Cow<'a, str>>,
}

impl<'a> Purl<'a> {
    /// Reads a package URL the way documents write them.
    ///
    /// Tolerates what tools are known to write: blanks around it, the unencoded scope of
    /// `pkg:npm/@scope/name`, qualifier keys in capitals, a second `?`, and package URLs that
    /// break the rules of their type (`pkg:golang/stdlib@1.22` lacks the namespace that its type
    /// asks for). An empty version, `pkg:npm/a@`, is none; every `@` before the last belongs to
    /// the name.
    ///
    /// # Errors
    ///
    /// When the text is not a package URL.
    pub fn parse(text: &'a str) -> Result<Self, PurlError> {
        parse::lenient(text)
    }

    /// Reads a package URL to the letter of the specification and of its type's definition.
    ///
    /// What is not canonical but means the same is accepted still; see [`Purl::is_canonical`].
    ///
    /// # Errors
    ///
    /// As [`Purl::parse`], and when the rules of the type are broken, a separator is not encoded,
    /// an escape is broken, or a qualifier's key is repeated or has capitals.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::Purl;
    ///
    /// assert!(Purl::parse("pkg:swift/Alamofire@5.4.3").is_ok());
    /// let error = Purl::parse_strict("pkg:swift/Alamofire@5.4.3").unwrap_err();
    /// assert_eq!(error.to_string(), "not a package URL: type `swift` requires a namespace");
    /// ```
    pub fn parse_strict(text: &'a str) -> Result<Self, PurlError> {
        let purl = parse::strict(text)?;
        purl.check()?;
        Ok(purl)
    }

    /// Reports whether a text is a package URL in canonical form.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(sbom::Purl::is_canonical("pkg:npm/%40angular/core@17.0.0"));
    /// assert!(!sbom::Purl::is_canonical("pkg:npm/@angular/core@17.0.0"));
    /// ```
    #[must_use]
    pub fn is_canonical(text: &str) -> bool {
        Purl::parse_strict(text).is_ok_and(|purl| purl.to_string() == text)
    }

    /// Starts a package URL from its decoded parts.
    ///
    /// # Examples
    ///
    /// ```
    /// let purl = sbom::Purl::builder("npm", "core")
    ///     .namespace("@angular")
    ///     .version("17.0.0")
    ///     .qualifier("repository_url", "https://npm.example.com")
    ///     .build()?;
    /// assert_eq!(
    ///     purl.to_string(),
    ///     "pkg:npm/%40angular/core@17.0.0?repository_url=https:%2F%2Fnpm.example.com",
    /// );
    /// # Ok::<(), sbom::PurlError>(())
    /// ```
    pub fn builder(
        kind: impl Into<Cow<'a, str>>,
        name: impl Into<Cow<'a, str>>,
    ) -> PurlBuilder<'a> {
        PurlBuilder::new(kind.into(), name.into())
    }

    /// Returns the type in lower case: `npm`, `maven`, `deb`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns the namespace, decoded: a scope, a group, a distribution.
    #[must_use]
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// Returns the name, decoded.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the version, decoded.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Returns one qualifier's value, decoded.
    #[must_use]
    pub fn qualifier(&self, key: &str) -> Option<&str> {
        self.qualifiers().find(|pair| pair.0 == key).map(|pair| pair.1)
    }

    /// Returns all qualifiers, decoded, sorted by key.
    pub fn qualifiers(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.qualifiers.iter().map(|(key, value)| (key.as_ref(), value.as_ref()))
    }

    /// Returns the path within the package.
    #[must_use]
    pub fn subpath(&self) -> Option<&str> {
        self.subpath.as_deref()
    }

    /// Returns the range of versions in the `vers` qualifier, which stands where a version
    /// would.
    ///
    /// # Errors
    ///
    /// When there is one and it cannot be read.
    ///
    /// # Examples
    ///
    /// ```
    /// let purl = sbom::Purl::parse("pkg:npm/a?vers=vers:npm%2F%3E%3D1.0.0%7C%3C2.0.0")?;
    /// let range = purl.version_range().unwrap().unwrap();
    /// assert_eq!(range.to_string(), "vers:npm/>=1.0.0|<2.0.0");
    /// # Ok::<(), sbom::PurlError>(())
    /// ```
    #[must_use = "a range narrows the package URL"]
    pub fn version_range(&self) -> Option<Result<VersionRange<'_>, VersError>> {
        self.qualifier("vers").map(VersionRange::parse)
    }

    /// Reports which rule of its type the package URL breaks, if any: a namespace that is missing
    /// or not allowed, a qualifier that is required, a name or version of another form.
    ///
    /// # Errors
    ///
    /// When a rule is broken.
    pub fn check(&self) -> Result<(), PurlError> {
        types::check(self)
    }

    /// Frees the package URL from the text it was read from.
    #[must_use]
    pub fn into_owned(self) -> Purl<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        Purl {
            kind: own(self.kind),
            namespace: self.namespace.map(own),
            name: own(self.name),
            version: self.version.map(own),
            qualifiers: self.qualifiers.into_iter().map(|(k, v)| (own(k), own(v))).collect(),
            subpath: self.subpath.map(own),
        }
    }
}

/// Writes the canonical form.
impl fmt::Debug for Purl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Purl({:?})", self.to_string())
    }
}

impl fmt::Display for Purl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pkg:{}/", self.kind)?;
        if let Some(namespace) = &self.namespace {
            codec::write_segments(f, namespace)?;
            f.write_str("/")?;
        }
        // The name of a repository includes its owner's: it is the one name with segments.
        if self.kind == types::GIT {
            codec::write_segments(f, &self.name)?;
        } else {
            codec::write_encoded(f, &self.name)?;
        }
        if let Some(version) = &self.version {
            f.write_str("@")?;
            codec::write_encoded(f, version)?;
        }
        for (index, (key, value)) in self.qualifiers().enumerate() {
            f.write_str(if index == 0 { "?" } else { "&" })?;
            f.write_str(key)?;
            f.write_str("=")?;
            codec::write_encoded(f, value)?;
        }
        if let Some(subpath) = &self.subpath {
            f.write_str("#")?;
            codec::write_segments(f, subpath)?;
        }
        Ok(())
    }
}

impl FromStr for Purl<'static> {
    type Err = PurlError;

    fn from_str(text: &str) -> Result<Self, PurlError> {
        Purl::parse(text).map(Purl::into_owned)
    }
}

impl serde::Serialize for Purl<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
