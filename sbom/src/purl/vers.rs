//! Ranges of versions (`vers`).

use std::borrow::Cow;
use std::fmt;

use super::codec;

/// A range of versions: `vers:npm/>=1.0.0|<2.0.0`.
///
/// It is read, not judged: which versions are within depends on how the type orders versions.
///
/// # Examples
///
/// ```
/// use sbom::vers::{Comparator, VersionRange};
///
/// let range = VersionRange::parse("vers:gem/>=2.2.0|!=2.2.1|<2.3.0")?;
/// assert_eq!(range.kind(), "gem");
/// let last = range.constraints().last().unwrap();
/// assert_eq!((last.comparator(), last.version()), (Comparator::Less, "2.3.0"));
/// # Ok::<(), sbom::vers::VersError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionRange<'a> {
    kind: &'a str,
    /// None stands for every version.
    constraints: Vec<Constraint<'a>>,
}

impl<'a> VersionRange<'a> {
    /// Reads a range.
    ///
    /// # Errors
    ///
    /// When the scheme is not `vers:`, the type is missing or not in lower case, a constraint is
    /// empty, white space is anywhere, an escape is broken, or a version is given twice.
    pub fn parse(text: &'a str) -> Result<Self, VersError> {
        if text.contains(|c: char| c.is_ascii_whitespace()) {
            return Err(VersError("it has white space in it"));
        }
        let rest = text.strip_prefix("vers:").ok_or(VersError("it must begin with `vers:`"))?;
        let (kind, constraints) = rest.split_once('/').ok_or(VersError("it has no constraints"))?;
        let letter = |c: char| c.is_ascii_lowercase();
        let form = |c: char| letter(c) || c.is_ascii_digit() || matches!(c, '.' | '-');
        if !kind.starts_with(letter) || !kind.chars().all(form) {
            return Err(VersError("its type must be lower-case letters, digits, `.` and `-`"));
        }
        if constraints == "*" {
            return Ok(Self { kind, constraints: Vec::new() });
        }
        let constraints: Vec<_> =
            constraints.split('|').map(Constraint::parse).collect::<Result<_, _>>()?;
        let mut versions: Vec<&str> = constraints.iter().map(Constraint::version).collect();
        versions.sort_unstable();
        if versions.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(VersError("a version is given twice"));
        }
        Ok(Self { kind, constraints })
    }

    /// Returns the type, which says how versions are ordered: `npm`, `deb`, `semver`.
    #[must_use]
    pub fn kind(&self) -> &'a str {
        self.kind
    }

    /// Reports whether every version is within: `vers:npm/*`.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.constraints.is_empty()
    }

    /// Returns the constraints in their order; none when every version is within.
    pub fn constraints(&self) -> impl ExactSizeIterator<Item = &Constraint<'a>> {
        self.constraints.iter()
    }
}

impl fmt::Display for VersionRange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "vers:{}/", self.kind)?;
        if self.is_any() {
            return f.write_str("*");
        }
        for (index, constraint) in self.constraints.iter().enumerate() {
            let separator = if index == 0 { "" } else { "|" };
            write!(f, "{separator}{constraint}")?;
        }
        Ok(())
    }
}

/// One bound of a [`VersionRange`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Constraint<'a> {
    comparator: Comparator,
    version: Cow<'a, str>,
}

impl<'a> Constraint<'a> {
    fn parse(text: &'a str) -> Result<Self, VersError> {
        let known = Comparator::ALL
            .iter()
            .find(|known| **known != Comparator::Equal && text.starts_with(known.as_str()));
        let (comparator, version) = match known {
            Some(known) => (*known, text.get(known.as_str().len()..).unwrap_or_default()),
            None => (Comparator::Equal, text),
        };
        if version.is_empty() {
            return Err(VersError("a constraint has no version"));
        }
        let special = |c: char| matches!(c, '<' | '>' | '=' | '!' | '*');
        if version.contains(special) {
            return Err(VersError("a version must have its special characters encoded"));
        }
        let escapes = version.split('%').skip(1).all(|escape| {
            let mut digits = escape.bytes();
            let mut digit = || digits.next().is_some_and(|digit| digit.is_ascii_hexdigit());
            digit() && digit()
        });
        let version = codec::decode(version).filter(|_| escapes);
        let version = version.ok_or(VersError("a version has a broken escape"))?;
        Ok(Self { comparator, version })
    }

    /// Returns how versions compare to this one to be within.
    #[must_use]
    pub fn comparator(&self) -> Comparator {
        self.comparator
    }

    /// Returns the version, decoded.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl fmt::Display for Constraint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comparator = self.comparator;
        f.write_str(if comparator == Comparator::Equal { "" } else { comparator.as_str() })?;
        for c in self.version.chars() {
            match c {
                '<' | '>' | '=' | '!' | '*' | '|' | '%' => write!(f, "%{:02X}", u32::from(c))?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// How a version compares to that of a [`Constraint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the specification has these six")]
pub enum Comparator {
    /// `=`, not written.
    Equal,
    /// `!=`
    NotEqual,
    /// `<=`
    LessOrEqual,
    /// `>=`
    GreaterOrEqual,
    /// `<`
    Less,
    /// `>`
    Greater,
}

impl Comparator {
    /// Those of two characters come before those that begin them.
    const ALL: [Self; 6] = [
        Self::Equal,
        Self::NotEqual,
        Self::LessOrEqual,
        Self::GreaterOrEqual,
        Self::Less,
        Self::Greater,
    ];

    /// Returns the comparator as it is written: `>=`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::LessOrEqual => "<=",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::Greater => ">",
        }
    }
}

/// Why a text is not a range of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a range of versions: {0}")]
pub struct VersError(&'static str);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_reads_back_as_written() {
        for text in [
            "vers:npm/*",
            "vers:npm/1.2.3|>=2.0.0|<5.0.0",
            "vers:gem/>=2.2.0|!=2.2.1|<2.3.0",
            "vers:deb/<=1:2.3-4%2A|>9",
        ] {
            assert_eq!(VersionRange::parse(text).unwrap().to_string(), text);
        }
        assert!(VersionRange::parse("vers:npm/*").unwrap().is_any());
    }

    #[test]
    fn what_the_specification_calls_an_error_is_one() {
        for text in [
            "npm/1",
            "vers:NPM/1",
            "vers:npm",
            "vers:npm/",
            "vers:npm/1|",
            "vers:npm/|1",
            "vers:npm/1||2",
            "vers:npm/1 |2",
            "vers:npm/>",
            "vers:npm/*|1",
            "vers:npm/>=1|<1",
            "vers:npm/%zz",
            "vers:npm/1%",
            "vers:npm/>=<1",
        ] {
            assert!(VersionRange::parse(text).is_err(), "{text}");
        }
    }
}
