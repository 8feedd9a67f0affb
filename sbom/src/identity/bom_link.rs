//! Links from one CycloneDX document into another.

use std::borrow::Cow;
use std::fmt;

use super::{IdentityError, is_lower_hex};

const SCHEME: &str = "BOM-Link";

/// A BOM-Link: a document's serial number and version, and maybe one of its elements.
///
/// # Examples
///
/// ```
/// use sbom::identity::BomLink;
///
/// let link = BomLink::parse("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/2#pkg%3Anpm%2Fa")?;
/// assert_eq!(link.serial(), "3e671687-395b-41f5-a30f-a58921a69b79");
/// assert_eq!(link.version(), 2);
/// assert_eq!(link.element().as_deref(), Some("pkg:npm/a"));
/// assert_eq!(link.serial_number(), "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79");
/// # Ok::<(), sbom::identity::IdentityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BomLink<'a> {
    serial: &'a str,
    version: u64,
    element: Option<&'a str>,
}

impl<'a> BomLink<'a> {
    /// Reads a link.
    ///
    /// # Errors
    ///
    /// When the text does not begin with `urn:cdx:`, the serial number is no UUID in lower case,
    /// the version is no number above 0, or a `#` has nothing behind it.
    pub fn parse(text: &'a str) -> Result<Self, IdentityError> {
        let fail = |reason| IdentityError { scheme: SCHEME, reason };
        let rest = text.strip_prefix("urn:cdx:").ok_or(fail("it must begin with `urn:cdx:`"))?;
        let (document, element) = match rest.split_once('#') {
            Some((_, "")) => return Err(fail("nothing follows its `#`")),
            Some((document, element)) => (document, Some(element)),
            None => (rest, None),
        };
        let (serial, version) = document.split_once('/').ok_or(fail("it has no version"))?;
        if !is_lower_uuid(serial) {
            return Err(fail("the serial number must be a UUID in lower case"));
        }
        let plain = version.bytes().all(|byte| byte.is_ascii_digit());
        match version.parse() {
            Ok(number) if plain && !version.starts_with('0') => {
                Ok(Self { serial, version: number, element })
            }
            _ => Err(fail("the version must be a number above 0")),
        }
    }

    /// Returns the UUID of the document's serial number.
    #[must_use]
    pub fn serial(self) -> &'a str {
        self.serial
    }

    /// Returns the serial number as the other document writes it, with `urn:uuid:`.
    #[must_use]
    pub fn serial_number(self) -> String {
        format!("urn:uuid:{}", self.serial)
    }

    /// Returns the document's version.
    #[must_use]
    pub fn version(self) -> u64 {
        self.version
    }

    /// Returns the `bom-ref` of the element, decoded; `None` for a link to the document as a
    /// whole.
    #[must_use]
    pub fn element(self) -> Option<Cow<'a, str>> {
        self.element.map(crate::purl::decode)
    }
}

impl fmt::Display for BomLink<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "urn:cdx:{}/{}", self.serial, self.version)?;
        match self.element {
            Some(element) => write!(f, "#{element}"),
            None => Ok(()),
        }
    }
}

/// Reports whether `text` is a UUID in lower case: digits in groups of 8, 4, 4, 4 and 12.
fn is_lower_uuid(text: &str) -> bool {
    let mut groups = text.split('-');
    let all = [8, 4, 4, 4, 12]
        .into_iter()
        .all(|len| groups.next().is_some_and(|group| is_lower_hex(group, len)));
    all && groups.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1";

    #[test]
    fn a_link_reads_back_as_written() {
        for text in [DOCUMENT.to_owned(), format!("{DOCUMENT}#a%20b"), format!("{DOCUMENT}#a#b")] {
            assert_eq!(BomLink::parse(&text).unwrap().to_string(), text);
        }
        assert_eq!(BomLink::parse(DOCUMENT).unwrap().element(), None);
    }

    #[test]
    fn each_part_is_checked() {
        for text in [
            "",
            "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79/1",
            "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79",
            "urn:cdx:3E671687-395b-41f5-a30f-a58921a69b79/1",
            "urn:cdx:3e671687-395b-41f5-a30f/1",
            "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79-0/1",
            "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/0",
            "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/+1",
            "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#",
        ] {
            assert!(BomLink::parse(text).is_err(), "{text}");
        }
    }
}
