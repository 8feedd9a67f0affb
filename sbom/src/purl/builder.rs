//! A package URL from its parts.

use std::borrow::Cow;

use super::error::Reason;
use super::{Purl, PurlError, parse, types};

/// The decoded parts of a package URL to be; see [`Purl::builder`].
#[derive(Clone, Debug)]
#[must_use = "the package URL is made by `build`"]
pub struct PurlBuilder<'a> {
    kind: Cow<'a, str>,
    namespace: Option<Cow<'a, str>>,
    name: Cow<'a, str>,
    version: Option<Cow<'a, str>>,
    qualifiers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    subpath: Option<Cow<'a, str>>,
}

impl<'a> PurlBuilder<'a> {
    pub(super) fn new(kind: Cow<'a, str>, name: Cow<'a, str>) -> Self {
        let (namespace, version, qualifiers, subpath) = (None, None, Vec::new(), None);
        Self { kind, namespace, name, version, qualifiers, subpath }
    }

    /// Sets the namespace. Slashes separate its segments; an empty one is none.
    pub fn namespace(mut self, namespace: impl Into<Cow<'a, str>>) -> Self {
        self.namespace = Some(namespace.into());
        self
    }

    /// Sets the version. An empty one is none.
    pub fn version(mut self, version: impl Into<Cow<'a, str>>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Adds a qualifier. One with an empty value is left out.
    pub fn qualifier(
        mut self,
        key: impl Into<Cow<'a, str>>,
        value: impl Into<Cow<'a, str>>,
    ) -> Self {
        self.qualifiers.push((key.into(), value.into()));
        self
    }

    /// Sets the path within the package. Segments that mean nothing (`.`, `..`) are left out.
    pub fn subpath(mut self, subpath: impl Into<Cow<'a, str>>) -> Self {
        self.subpath = Some(subpath.into());
        self
    }

    /// Makes the package URL.
    ///
    /// # Errors
    ///
    /// When the type or the name is missing or malformed, a qualifier's key is, or a rule of the
    /// type is broken.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::Purl;
    ///
    /// assert!(Purl::builder("julia", "Flux").build().is_err());
    /// let id = "587475ba-b771-5e3f-ad9e-33799f191a9c";
    /// assert!(Purl::builder("julia", "Flux").qualifier("uuid", id).build().is_ok());
    /// ```
    pub fn build(self) -> Result<Purl<'a>, PurlError> {
        let kind = Cow::Owned(types::kind(&self.kind)?.into_owned());
        let kept = |path: Option<Cow<'a, str>>, void: fn(&str) -> bool| {
            let path = path?;
            if !path.is_empty() && !path.split('/').any(void) {
                return Some(path);
            }
            let parts: Vec<&str> = path.split('/').filter(|part| !void(part)).collect();
            (!parts.is_empty()).then(|| Cow::Owned(parts.join("/")))
        };
        let namespace = kept(self.namespace, |part| part.is_empty());
        let name = match self.name.trim_matches('/') {
            "" => return Err(Reason::NoName.into()),
            name if name.len() == self.name.len() => self.name,
            name => Cow::Owned(name.to_owned()),
        };
        let version = self.version.filter(|version| !version.is_empty());
        let subpath = kept(self.subpath, |part| matches!(part, "" | "." | ".."));
        let mut purl = Purl { kind, namespace, name, version, qualifiers: Vec::new(), subpath };
        for (key, value) in self.qualifiers {
            if !value.is_empty() {
                parse::add_qualifier(&mut purl, key, value, true)?;
            }
        }
        types::normalise(&mut purl)?;
        purl.check()?;
        Ok(purl)
    }
}
