//! Patterns over names: globs, and patterns over packages.

mod glob;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::glob::Glob;
use crate::Tri;
use crate::evidence::Package;
use crate::purl::Purl;
use crate::version::{self, Scheme, VersionRange};

/// A pattern over packages: a purl without or with a version, with wildcards in namespace and
/// name; or, for packages without a purl, a pattern over the name.
///
/// For the version may stand one version, a pattern over the text of versions (`@1.4.*`), a `vers:`
/// range (`@vers:npm/>=1.0.0|<1.4.2`), or intervals as Maven, NuGet and Xray write them
/// (`@[1.0,1.4.2)`); these two need no percent encoding.
///
/// ```
/// use policy_core::{ComponentPattern, evidence::Package};
///
/// let babel = ComponentPattern::parse("pkg:npm/@babel/*")?;
/// assert!(babel.matches(&Package::from_text("pkg:npm/%40babel/core@7.0.0")));
/// assert!(!babel.matches(&Package::from_text("pkg:npm/babel@7.0.0")));
///
/// let old = ComponentPattern::parse("pkg:npm/lodash@vers:npm/<4.17.21")?;
/// assert!(old.matches(&Package::from_text("pkg:npm/lodash@4.17.20")));
/// assert!(!old.matches(&Package::from_text("pkg:npm/lodash@4.17.21")));
/// # Ok::<(), policy_core::PatternError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentPattern {
    text: String,
    shape: Shape,
}

/// The texts that patterns look at, beside the types of purls: namespace and name of any type, and
/// plain names.
pub(crate) const ANY_KIND: &str = "*";
pub(crate) const NAMES: &str = "";

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Shape {
    Name(Glob),
    Purl {
        // `None` matches every type.
        kind: Option<String>,
        path: Glob,
        version: Option<Versions>,
        qualifiers: Vec<(String, String)>,
    },
}

/// What versions a pattern accepts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Versions {
    One(String),
    Like(Glob),
    Range(VersionRange),
}

impl Versions {
    /// Whether an installed version is accepted; unknown if it cannot be compared.
    pub(crate) fn accept(&self, kind: &str, installed: &str) -> Tri {
        match self {
            Self::One(wanted) if wanted == installed => Tri::True,
            Self::One(wanted) => match version::compare(kind, wanted, installed) {
                Some(order) => order.is_eq().into(),
                // Where nothing but equality is defined, another text is another version.
                None if Scheme::of(kind) == Scheme::Generic => Tri::False,
                None => Tri::Unknown,
            },
            Self::Like(glob) => glob.matches(installed).into(),
            Self::Range(range) => range.contains(installed),
        }
    }

    fn read(kind: Option<&str>, text: &str) -> Result<Self, String> {
        if text.starts_with("vers:") || text.starts_with(['[', '(']) {
            let range = match kind {
                Some(kind) => VersionRange::parse_for(kind, text),
                None if text.starts_with("vers:") => VersionRange::parse(text),
                None => return Err("a range needs the type of its versions".to_owned()),
            };
            return range.map(Self::Range).map_err(|error| error.to_string());
        }
        if text.contains('*') {
            return Glob::new(text).map(Self::Like).map_err(|error| error.to_string());
        }
        Ok(Self::One(text.to_owned()))
    }

    /// Reads what a condition on the version says: as in a pattern, or bounds such as `<2.0` and
    /// `>=1.0, <2.0`.
    pub(crate) fn read_condition(kind: &str, text: &str) -> Result<Self, String> {
        if !text.starts_with(['<', '>', '=', '!']) {
            return Self::read(Some(kind), text);
        }
        // Bounds with commas must all hold, those of `vers:` are taken in pairs: for one below and
        // one above that is the same.
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let is_pair = match parts.as_slice() {
            [_] => true,
            [lower, upper] => lower.starts_with('>') && upper.starts_with('<'),
            _ => false,
        };
        if !is_pair {
            return Err(format!("`{text}` is not a bound such as `<2.0` or `>=1.0, <2.0`"));
        }
        VersionRange::parse(&format!("vers:{kind}/{}", parts.join("|")))
            .map(Self::Range)
            .map_err(|error| error.to_string())
    }
}

impl ComponentPattern {
    /// Reads `pkg:type/namespace/name@version?key=value` with `*` in namespace and name, or a
    /// pattern over plain names.
    ///
    /// # Errors
    ///
    /// If the text is empty, has no name, or has a range of versions that cannot be read.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        let Some(rest) = text.strip_prefix("pkg:") else {
            let shape = Shape::Name(Glob::new(text)?);
            return Ok(Self { text: text.to_owned(), shape });
        };
        // A range is no version to a purl, hence taken out before.
        let (package, range) = split_range(rest);
        // Wildcards are letters like others to a purl; only a type cannot be one.
        let any_kind = package.strip_prefix("*/").map(|rest| format!("pkg:generic/{rest}"));
        let package = any_kind.clone().unwrap_or_else(|| format!("pkg:{package}"));
        let purl =
            Purl::parse(&package).map_err(|error| PatternError::new(text, error.reason()))?;
        let kind = any_kind.is_none().then(|| purl.kind());
        let version = range
            .or(purl.version())
            .map(|version| Versions::read(kind, version))
            .transpose()
            .map_err(|reason| PatternError::new(text, reason))?;
        Ok(Self {
            text: text.to_owned(),
            shape: Shape::Purl {
                kind: any_kind.is_none().then(|| purl.kind().to_owned()),
                path: Glob::new(purl.path())?,
                version,
                qualifiers: purl
                    .qualifiers()
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .collect(),
            },
        })
    }

    /// Returns whether `package` certainly matches.
    #[must_use]
    pub fn matches(&self, package: &Package) -> bool {
        self.covers(package).is_true()
    }

    /// Returns whether `package` matches; unknown if that depends on a version that is not known
    /// or cannot be compared.
    #[must_use]
    pub fn covers(&self, package: &Package) -> Tri {
        match &self.shape {
            Shape::Name(glob) => (glob.matches(package.name())
                || package.purl().is_some_and(|purl| glob.matches(purl.name())))
            .into(),
            Shape::Purl { kind, path, version, qualifiers } => {
                let Some(purl) = package.purl() else {
                    return Tri::False;
                };
                let named = kind.as_ref().is_none_or(|kind| kind == purl.kind())
                    && path.matches(purl.path())
                    && qualifiers
                        .iter()
                        .all(|(key, value)| purl.qualifier(key) == Some(value.as_str()));
                if !named {
                    return Tri::False;
                }
                let Some(wanted) = version else {
                    return Tri::True;
                };
                // Epochs that a purl keeps in a qualifier count, and people leave them out.
                let plain = package.version().map(|version| wanted.accept(purl.kind(), version));
                match (plain, package.full_version()) {
                    (Some(Tri::True), _) if matches!(wanted, Versions::One(_)) => Tri::True,
                    (Some(_), Some(full)) => wanted.accept(purl.kind(), full),
                    _ => Tri::Unknown,
                }
            }
        }
    }

    /// Returns the purl type it is limited to.
    pub(crate) fn kind(&self) -> Option<&str> {
        match &self.shape {
            Shape::Purl { kind, .. } => kind.as_deref(),
            Shape::Name(_) => None,
        }
    }

    /// Returns what kind of text it looks at, and what such a text must begin with to match: a
    /// purl's type, or a word for all types or for names.
    pub(crate) fn anchor(&self) -> (&str, &str) {
        match &self.shape {
            Shape::Name(glob) => (NAMES, glob.start()),
            Shape::Purl { kind, path, .. } => (kind.as_deref().unwrap_or(ANY_KIND), path.start()),
        }
    }

    /// Returns the pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether it matches every package.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        match &self.shape {
            Shape::Name(glob) => glob.is_everything(),
            Shape::Purl { kind, path, version, qualifiers } => {
                kind.is_none()
                    && path.as_str() == "**"
                    && version.is_none()
                    && qualifiers.is_empty()
            }
        }
    }
}

impl fmt::Display for ComponentPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for ComponentPattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for ComponentPattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::evidence::json::from_text(deserializer, "a pattern over components", Self::parse)
    }
}

/// Takes a range of versions out of a purl, which has its own use for `/`, `=` and `(`: what is
/// left of the purl, and the range. Qualifiers and a subpath may follow it.
fn split_range(text: &str) -> (String, Option<&str>) {
    let starts = ["@vers:", "@[", "@("];
    let Some(at) = starts.iter().filter_map(|start| text.find(start)).min() else {
        return (text.to_owned(), None);
    };
    let (package, rest) = text.split_at(at);
    let rest = rest.strip_prefix('@').unwrap_or(rest);
    let (range, qualifiers) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    (format!("{package}{qualifiers}"), Some(range))
}

/// A pattern that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the pattern `{input}` cannot be used: {reason}")]
pub struct PatternError {
    input: String,
    reason: String,
}

impl PatternError {
    fn new(input: &str, reason: impl Into<String>) -> Self {
        Self { input: input.chars().take(200).collect(), reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_star_stays_within_a_segment() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "ab", true),
            ("*", "a/b", false),
            ("**", "a/b", true),
            ("*", "", true),
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("a*c", "a/c", false),
            ("a**c", "a/b/c", true),
            ("*a*a*", "bababab", true),
            ("*a*a*", "bab", false),
            ("x/*/y", "x/z/y", true),
            ("x/*/y", "x//y", true),
            ("x/*", "x/", true),
        ] {
            assert_eq!(Glob::new(pattern).unwrap().matches(text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn stars_upon_stars_cost_no_exponential_time() {
        let glob = Glob::new("*a".repeat(100)).unwrap();
        assert!(!glob.matches(&"a".repeat(2_000).replace('a', "ab")));
    }

    #[test]
    fn package_patterns_match_what_people_mean() {
        let log4j =
            Package::from_text("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar");
        for (pattern, expected) in [
            ("pkg:maven/org.apache.logging.log4j/log4j-core", true),
            ("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", true),
            ("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1.0", true),
            ("pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1", false),
            ("pkg:maven/org.apache.logging.log4j/*", true),
            ("pkg:maven/org.apache.*/*", true),
            ("pkg:maven/*", false),
            ("pkg:maven/**", true),
            ("pkg:*/**", true),
            ("pkg:npm/**", false),
            ("pkg:maven/org.apache.logging.log4j/log4j-core?type=jar", true),
            ("pkg:maven/org.apache.logging.log4j/log4j-core?type=pom", false),
            ("log4j-*", true),
            ("org.apache.logging.log4j:log4j-core", true),
        ] {
            let parsed = ComponentPattern::parse(pattern).unwrap();
            assert_eq!(parsed.matches(&log4j), expected, "{pattern}");
        }
        for bad in [
            "",
            "pkg:",
            "pkg:npm",
            "pkg:npm/",
            "pkg:npm/x@vers:npm/",
            "pkg:npm/x@vers:pypi/<2",
            "pkg:npm/x@vers:npm/<banana",
            "pkg:npm/x@[1.0,2.0",
            "pkg:npm/x@(2.0,1.0)",
            "pkg:*/x@[1.0,2.0]",
        ] {
            assert!(ComponentPattern::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn versions_of_a_pattern_are_compared_as_the_ecosystem_does() {
        use Tri::{False, True, Unknown};
        for (pattern, package, expected) in [
            ("pkg:npm/x@1.*", "pkg:npm/x@1.2.3", True),
            ("pkg:npm/x@1.*", "pkg:npm/x@2.0.0", False),
            ("pkg:npm/x@1.*", "pkg:npm/x", Unknown),
            ("pkg:npm/x@1.2", "pkg:npm/x@v1.2.0", True),
            ("pkg:npm/x@1.2", "pkg:npm/x@latest", Unknown),
            ("pkg:generic/x@1.2", "pkg:generic/x@nightly", False),
            ("pkg:npm/x@vers:npm/>=1.0.0|<2.0.0", "pkg:npm/x@1.5.0", True),
            ("pkg:npm/x@vers:npm/>=1.0.0|<2.0.0", "pkg:npm/x@2.0.0", False),
            ("pkg:npm/x@vers:npm/>=1.0.0|<2.0.0", "pkg:npm/x@main", Unknown),
            ("pkg:npm/%40a/x@vers:npm/<2", "pkg:npm/%40a/x@1.0.0", True),
            ("pkg:npm/@a/x@vers:npm/<2", "pkg:npm/%40a/x@1.0.0", True),
            ("pkg:npm/@a/*@vers:npm/<2", "pkg:npm/%40a/x@3.0.0", False),
            ("pkg:*/x@vers:npm/<2", "pkg:npm/x@1.0.0", True),
            ("pkg:maven/g/a@[1.0,2.0)", "pkg:maven/g/a@2.0-rc1", True),
            ("pkg:maven/g/a@(,1.0],[1.2,)", "pkg:maven/g/a@1.1", False),
            ("pkg:nuget/A@[1.0.0]", "pkg:nuget/A@1.0", True),
            (
                "pkg:deb/debian/x@vers:deb/<1%3A2.0?arch=amd64",
                "pkg:deb/debian/x@1.9?arch=amd64&epoch=1",
                True,
            ),
            (
                "pkg:deb/debian/x@vers:deb/<1%3A2.0?arch=amd64",
                "pkg:deb/debian/x@1:2.0?arch=amd64",
                False,
            ),
            ("pkg:deb/debian/x@vers:deb/<1%3A2.0?arch=amd64", "pkg:deb/debian/x@1.0", False),
            ("pkg:rpm/redhat/x@1.0-1", "pkg:rpm/redhat/x@1.0-1?epoch=2", True),
        ] {
            let parsed = ComponentPattern::parse(pattern).unwrap();
            assert_eq!(
                parsed.covers(&Package::from_text(package)),
                expected,
                "{pattern} {package}"
            );
            assert_eq!(parsed.to_string(), pattern, "shown as written");
        }
    }
}
