//! A licence within an expression.

use std::fmt;

use super::{LicenceNode, names};

/// A licence within an expression: `MIT`, `Apache-2.0+`, `GPL-2.0-only WITH GCC-exception-2.0`,
/// `LicenseRef-acme`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LicenceTerm {
    pub(super) licence: Licence,
    pub(super) exception: Option<LicenceException>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Licence {
    /// Of the list; `plus` where the id does not say "or later" itself.
    Listed {
        id: &'static str,
        plus: bool,
    },
    Ref {
        document: Option<Box<str>>,
        name: Box<str>,
    },
    None,
    NoAssertion,
}

impl LicenceTerm {
    /// Returns the id of the SPDX list, in its spelling, without the `+` that the term may have:
    /// see [`has_plus`](Self::has_plus). `GPL-2.0+` is an id.
    #[must_use]
    pub fn id(&self) -> Option<&'static str> {
        match self.licence {
            Licence::Listed { id, .. } => Some(id),
            _ => None,
        }
    }

    /// Returns the full name that the list has for the id.
    ///
    /// # Examples
    ///
    /// ```
    /// let expression = sbom::LicenceExpression::parse("0BSD")?;
    /// assert_eq!(expression.as_term().unwrap().full_name(), Some("BSD Zero Clause License"));
    /// # Ok::<(), sbom::LicenceError>(())
    /// ```
    #[must_use]
    pub fn full_name(&self) -> Option<&'static str> {
        names::listed(self.id()?).map(|id| id.full_name)
    }

    /// Reports whether the term has a `+` that is not part of the id: `Apache-2.0+`.
    #[must_use]
    pub fn has_plus(&self) -> bool {
        matches!(self.licence, Licence::Listed { plus: true, .. })
    }

    /// Reports whether later versions may be chosen: by a `+` or an id that says so.
    #[must_use]
    pub fn is_or_later(&self) -> bool {
        let id = self.id().unwrap_or_default();
        self.has_plus() || id.ends_with('+') || id.ends_with("-or-later")
    }

    /// Reports whether the list has withdrawn the id, or the exception.
    ///
    /// # Examples
    ///
    /// ```
    /// let deprecated = |text| {
    ///     sbom::LicenceExpression::parse(text).unwrap().as_term().unwrap().is_deprecated()
    /// };
    /// assert!(deprecated("GPL-2.0"));
    /// assert!(deprecated("GPL-2.0+"));
    /// assert!(!deprecated("GPL-2.0-or-later"));
    /// ```
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        let listed = self.id().and_then(names::listed);
        listed.is_some_and(names::is_deprecated)
            || self.exception().is_some_and(LicenceException::is_deprecated)
    }

    /// Returns the name of a licence that the document itself describes, as `LicenseRef-…`.
    #[must_use]
    pub fn reference(&self) -> Option<String> {
        match &self.licence {
            Licence::Ref { name, .. } => Some(format!("LicenseRef-{name}")),
            _ => None,
        }
    }

    /// Returns the other document that describes the licence, as `DocumentRef-…`.
    #[must_use]
    pub fn document(&self) -> Option<String> {
        match &self.licence {
            Licence::Ref { document: Some(document), .. } => {
                Some(format!("DocumentRef-{document}"))
            }
            _ => None,
        }
    }

    /// Reports whether this is `NONE`: it is said that there is no licence. Within an expression
    /// that is not SPDX, and read laxly only.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.licence == Licence::None
    }

    /// Reports whether this is `NOASSERTION`: nothing is said. Within an expression that is not
    /// SPDX, and read laxly only.
    #[must_use]
    pub fn is_no_assertion(&self) -> bool {
        self.licence == Licence::NoAssertion
    }

    /// Returns what follows `WITH`.
    #[must_use]
    pub fn exception(&self) -> Option<&LicenceException> {
        self.exception.as_ref()
    }

    /// The term with what the list has in place of a withdrawn id.
    pub(super) fn modernised(&self) -> LicenceNode {
        let mut term = self.clone();
        if let Licence::Listed { id, plus } = self.licence
            && let Some((id, exception)) = names::successor(id, plus)
        {
            term.licence = Licence::Listed { id, plus: false };
            term.exception = self.exception.clone().or(exception.map(LicenceException::listed));
        }
        LicenceNode::Term(term)
    }
}

impl fmt::Display for LicenceTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.licence {
            Licence::Listed { id, plus } => {
                f.write_str(id)?;
                f.write_str(if *plus { "+" } else { "" })?;
            }
            Licence::Ref { document, name } => {
                if let Some(document) = document {
                    write!(f, "DocumentRef-{document}:")?;
                }
                write!(f, "LicenseRef-{name}")?;
            }
            Licence::None => f.write_str("NONE")?,
            Licence::NoAssertion => f.write_str("NOASSERTION")?,
        }
        match &self.exception {
            Some(exception) => write!(f, " WITH {exception}"),
            None => Ok(()),
        }
    }
}

/// What follows `WITH`: `Classpath-exception-2.0`, `AdditionRef-acme`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LicenceException(pub(super) Exception);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Exception {
    Listed(&'static str),
    Ref { document: Option<Box<str>>, name: Box<str> },
}

impl LicenceException {
    pub(super) fn listed(id: &'static str) -> Self {
        Self(Exception::Listed(id))
    }

    /// Returns the id of the SPDX list, in its spelling.
    #[must_use]
    pub fn id(&self) -> Option<&'static str> {
        match self.0 {
            Exception::Listed(id) => Some(id),
            Exception::Ref { .. } => None,
        }
    }

    /// Reports whether the list has withdrawn the id.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        let listed = self.id().and_then(spdx::exception_id);
        listed.is_some_and(spdx::ExceptionId::is_deprecated)
    }
}

impl fmt::Display for LicenceException {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Exception::Listed(id) => f.write_str(id),
            Exception::Ref { document: Some(document), name } => {
                write!(f, "DocumentRef-{document}:AdditionRef-{name}")
            }
            Exception::Ref { document: None, name } => write!(f, "AdditionRef-{name}"),
        }
    }
}
