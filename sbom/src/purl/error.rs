//! Why a text is not a package URL.

/// Why a text is not a package URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a package URL: {0}")]
pub struct PurlError(pub(super) Reason);

impl PurlError {
    /// Returns what is wrong, in words for people.
    #[must_use]
    pub fn reason(&self) -> String {
        self.0.to_string()
    }

    /// Reports whether it is a package URL but for the rules of its type.
    ///
    /// # Examples
    ///
    /// ```
    /// let error = sbom::Purl::parse_strict("pkg:npm/").unwrap_err();
    /// assert!(!error.breaks_type_rules());
    /// let error = sbom::Purl::parse_strict("pkg:swift/Alamofire").unwrap_err();
    /// assert!(error.breaks_type_rules());
    /// ```
    #[must_use]
    pub fn breaks_type_rules(&self) -> bool {
        matches!(
            self.0,
            Reason::NamespaceRequired(_)
                | Reason::NamespaceProhibited(_)
                | Reason::QualifierRequired(..)
                | Reason::NameForm(_)
                | Reason::VersionForm(_)
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Reason {
    #[error("it must begin with `pkg:`")]
    Scheme,
    #[error("it has no type")]
    NoType,
    #[error("`{0}` cannot be a type")]
    Type(String),
    #[error("it has no name")]
    NoName,
    #[error("a segment has a slash in it")]
    SegmentWithSlash,
    #[error("what is percent-encoded is no UTF-8")]
    Encoding,
    #[error("a `%` comes without the two hexadecimal digits of an escape")]
    Escape,
    #[error("`{0}` cannot be a qualifier's key")]
    Key(String),
    #[error("qualifier `{0}` is given twice")]
    RepeatedKey(String),
    #[error("a `{0}` is not percent-encoded")]
    Separator(char),
    #[error("type `{0}` requires a namespace")]
    NamespaceRequired(String),
    #[error("type `{0}` has no namespace")]
    NamespaceProhibited(String),
    #[error("type `{0}` requires qualifier `{1}`")]
    QualifierRequired(String, String),
    #[error("the name is none that type `{0}` allows")]
    NameForm(String),
    #[error("the version is none that type `{0}` allows")]
    VersionForm(String),
}

impl From<Reason> for PurlError {
    fn from(reason: Reason) -> Self {
        Self(reason)
    }
}

impl From<packageurl::Error> for Reason {
    fn from(error: packageurl::Error) -> Self {
        use packageurl::Error;

        match error {
            Error::InvalidScheme(_) | Error::MissingScheme => Self::Scheme,
            Error::MissingType => Self::NoType,
            Error::InvalidType(kind) => Self::Type(kind),
            Error::InvalidKey(key) => Self::Key(key),
            Error::TypeProhibitsNamespace(kind) => Self::NamespaceProhibited(kind),
            Error::TypeRequiresNamespace(kind) => Self::NamespaceRequired(kind),
            Error::MissingRequiredQualifier(kind, key) => Self::QualifierRequired(kind, key),
            Error::InvalidName(kind, _) => Self::NameForm(kind),
            Error::InvalidVersion(kind, _) => Self::VersionForm(kind),
            Error::InvalidNamespaceComponent(_) | Error::InvalidSubpathSegment(_) => {
                Self::SegmentWithSlash
            }
            Error::DecodingError(_) => Self::Encoding,
            _ => Self::NoName,
        }
    }
}
