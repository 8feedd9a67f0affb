//! Whatever stands where a licence is expected.

use super::{LicenceExpression, LicenceReading};

/// What a document says where it names a licence.
///
/// # Examples
///
/// ```
/// use sbom::LicenceClaim;
///
/// assert_eq!(LicenceClaim::read("NONE"), LicenceClaim::None);
/// assert_eq!(LicenceClaim::read(" "), LicenceClaim::Nothing);
/// assert!(LicenceClaim::read("MIT OR ISC").expression().is_some());
/// assert_eq!(LicenceClaim::read("see COPYING"), LicenceClaim::Text("see COPYING".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the forms that licences have in documents")]
pub enum LicenceClaim {
    /// An expression, an id or a name that stands for one.
    Expression(LicenceExpression),
    /// `NONE`: it is said that there is no licence.
    None,
    /// `NOASSERTION`: it is said that nothing is said.
    NoAssertion,
    /// A text that is no expression, even laxly.
    Text(String),
    /// An empty or blank text.
    Nothing,
}

impl LicenceClaim {
    /// Reads a text; there is no text that is not one of the forms.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self::read_with(text, LicenceReading::Lax)
    }

    /// Reads a text with the given leniency.
    #[must_use]
    pub fn read_with(text: &str, reading: LicenceReading) -> Self {
        match text.trim() {
            "" => Self::Nothing,
            "NONE" => Self::None,
            "NOASSERTION" => Self::NoAssertion,
            trimmed => match LicenceExpression::attempt(trimmed, reading) {
                Ok(expression) => Self::Expression(expression),
                Err(_) => Self::Text(text.to_owned()),
            },
        }
    }

    /// Returns the expression, when it is one.
    #[must_use]
    pub fn expression(&self) -> Option<&LicenceExpression> {
        match self {
            Self::Expression(expression) => Some(expression),
            _ => None,
        }
    }
}
