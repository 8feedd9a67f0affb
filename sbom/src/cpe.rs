//! CPE names, 2.2 and 2.3: read, written in either form, matched.
//!
//! A name is read into its eleven attributes (the "well-formed name" of NISTIR 7695), which are
//! compared as NISTIR 7696 tells.

mod attribute;
mod formatted;
mod matching;
mod pattern;
mod uri;
mod value;

use std::fmt;
use std::str::FromStr;

pub use self::attribute::CpeAttribute;
pub use self::matching::CpeRelation;
pub use self::pattern::{is_cpe22_pattern, is_cpe23_pattern};
pub use self::value::{CpeText, CpeValue};

/// A CPE name: `cpe:2.3:a:openssl:openssl:3.0.11:*:*:*:*:*:*:*`.
///
/// Documents keep CPE names as text; this is the reading of one. Text is compared without regard
/// to case, so it is kept in lower case. [`Display`](fmt::Display) writes the form of 2.3,
/// [`Cpe::to_uri`] that of 2.2.
///
/// # Examples
///
/// ```
/// use sbom::cpe::{Cpe, CpeAttribute, CpeRelation};
///
/// let old = Cpe::parse("cpe:/a:openssl:openssl:3.0.11")?;
/// assert_eq!(old.to_string(), "cpe:2.3:a:openssl:openssl:3.0.11:*:*:*:*:*:*:*");
/// assert_eq!(old.text(CpeAttribute::Version).as_deref(), Some("3.0.11"));
///
/// let range = Cpe::parse("cpe:2.3:a:openssl:openssl:3.*:*:*:*:*:*:*:*")?;
/// assert_eq!(range.compare(&old), CpeRelation::Superset);
/// assert!(range.matches(&old) && !old.matches(&range));
/// # Ok::<(), sbom::cpe::CpeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpe {
    values: [CpeValue; CpeAttribute::COUNT],
}

impl Cpe {
    /// Reads a name in either form.
    ///
    /// Punctuation that should be quoted is taken as it stands, and the case of the scheme does
    /// not count; the schemas' stricter patterns are [`is_cpe22_pattern`] and
    /// [`is_cpe23_pattern`].
    ///
    /// # Errors
    ///
    /// When the text begins as neither form, has too many or (2.3) too few attributes, or an
    /// attribute cannot be read: an unknown part, white space, a wildcard in the middle, a broken
    /// escape.
    pub fn parse(text: &str) -> Result<Self, CpeError> {
        let after = |scheme: &str| {
            let (head, rest) = text.split_at_checked(scheme.len())?;
            head.eq_ignore_ascii_case(scheme).then_some(rest)
        };
        if let Some(rest) = after("cpe:2.3:") {
            formatted::read(rest)
        } else if let Some(rest) = after("cpe:/") {
            uri::read(rest)
        } else {
            Err(CpeError { attribute: None, reason: "it must begin with `cpe:2.3:` or `cpe:/`" })
        }
    }

    /// Returns the name that says nothing: every attribute is [`CpeValue::Any`].
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::cpe::{Cpe, CpeAttribute, CpeText};
    ///
    /// let cpe = Cpe::any()
    ///     .with(CpeAttribute::Vendor, CpeText::literal("acme inc").unwrap().into())
    ///     .with(CpeAttribute::Product, CpeText::literal("c++").unwrap().into());
    /// assert_eq!(cpe.to_string(), r"cpe:2.3:*:acme_inc:c\+\+:*:*:*:*:*:*:*:*");
    /// ```
    #[must_use]
    pub fn any() -> Self {
        Self { values: std::array::from_fn(|_| CpeValue::Any) }
    }

    /// Returns the name with one attribute set to another value.
    #[must_use]
    pub fn with(mut self, attribute: CpeAttribute, value: CpeValue) -> Self {
        if let Some(slot) = self.values.get_mut(attribute as usize) {
            *slot = value;
        }
        self
    }

    /// Returns an attribute.
    #[must_use]
    pub fn get(&self, attribute: CpeAttribute) -> &CpeValue {
        self.values.get(attribute as usize).unwrap_or(&CpeValue::Any)
    }

    /// Returns an attribute's text, without quoting; `None` for "any" and "not applicable".
    ///
    /// Wildcards stand as `*` and `?`; [`CpeText`] tells them from the characters.
    #[must_use]
    pub fn text(&self, attribute: CpeAttribute) -> Option<String> {
        match self.get(attribute) {
            CpeValue::Text(text) => Some(text.plain()),
            CpeValue::Any | CpeValue::NotApplicable => None,
        }
    }

    /// Returns all attributes in their order.
    pub fn attributes(&self) -> impl Iterator<Item = (CpeAttribute, &CpeValue)> {
        CpeAttribute::ALL.into_iter().zip(&self.values)
    }

    /// Returns the name in the form of version 2.2, with what 2.3 added packed into the edition.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::cpe::Cpe;
    ///
    /// let cpe = Cpe::parse("cpe:2.3:a:hp:openview_network_manager:7.51:*:*:*:*:linux:*:*")?;
    /// assert_eq!(cpe.to_uri(), "cpe:/a:hp:openview_network_manager:7.51::~~~linux~~");
    /// # Ok::<(), sbom::cpe::CpeError>(())
    /// ```
    #[must_use]
    pub fn to_uri(&self) -> String {
        uri::write(self)
    }

    /// Returns the abstract form that the specification uses: `wfn:[part="a",…]`.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::cpe::Cpe;
    ///
    /// let cpe = Cpe::parse("cpe:/a:foo~bar:big%7emoney:-")?;
    /// assert_eq!(
    ///     cpe.to_wfn(),
    ///     r#"wfn:[part="a",vendor="foo\~bar",product="big\~money",version=NA]"#,
    /// );
    /// # Ok::<(), sbom::cpe::CpeError>(())
    /// ```
    #[must_use]
    pub fn to_wfn(&self) -> String {
        let parts: Vec<String> = self
            .attributes()
            .filter_map(|(attribute, value)| match value {
                CpeValue::Any => None,
                CpeValue::NotApplicable => Some(format!("{}=NA", attribute.as_str())),
                CpeValue::Text(text) => {
                    Some(format!("{}=\"{}\"", attribute.as_str(), text.quoted()))
                }
            })
            .collect();
        format!("wfn:[{}]", parts.join(","))
    }
}

/// Writes the formatted string of version 2.3.
impl fmt::Display for Cpe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatted::write(self, f)
    }
}

impl FromStr for Cpe {
    type Err = CpeError;

    fn from_str(text: &str) -> Result<Self, CpeError> {
        Self::parse(text)
    }
}

impl serde::Serialize for Cpe {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Why a text is not a CPE name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpeError {
    attribute: Option<CpeAttribute>,
    reason: &'static str,
}

impl CpeError {
    /// Returns the attribute that cannot be read, when it is one.
    #[must_use]
    pub fn attribute(&self) -> Option<CpeAttribute> {
        self.attribute
    }

    /// Returns what is wrong, in words for people.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        self.reason
    }
}

impl fmt::Display for CpeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.attribute {
            Some(attribute) => {
                write!(f, "not a CPE name: {}: {}", attribute.as_str(), self.reason)
            }
            None => write!(f, "not a CPE name: {}", self.reason),
        }
    }
}

impl std::error::Error for CpeError {}

/// The checks that hold for an attribute in either form.
fn checked(attribute: CpeAttribute, value: CpeValue) -> Result<CpeValue, CpeError> {
    if attribute == CpeAttribute::Part
        && let CpeValue::Text(text) = &value
        && !matches!(text.literal_text(), Some("a" | "o" | "h"))
    {
        let reason = "it must be `a`, `o` or `h`";
        return Err(CpeError { attribute: Some(attribute), reason });
    }
    Ok(value)
}

#[cfg(test)]
mod tests;
