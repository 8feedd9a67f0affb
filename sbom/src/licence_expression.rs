//! Licence expressions, read strictly or as people write them.
//!
//! Crate `spdx` knows the licences and the grammar. Around it stand what it lets pass or changes
//! (operators in lower case, the spelling of `GPL-2.0+`), the lax pass, and equality.

mod claim;
mod error;
mod lax;
mod list;
mod memo;
mod names;
mod node;
mod parse;
mod term;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

pub use self::claim::LicenceClaim;
pub use self::error::LicenceError;
pub use self::lax::{LaxStep, LicenceReading};
pub use self::list::is_cyclonedx_licence_id;
pub use self::memo::LicenceMemo;
pub use self::node::LicenceNode;
pub use self::term::{LicenceException, LicenceTerm};

/// An SPDX licence expression: `MIT OR (Apache-2.0 AND BSD-3-Clause)`.
///
/// Two expressions are equal when they say the same with other spacing, other case, other order or
/// repetitions: `MIT OR ISC` equals `ISC OR mit OR MIT`. Nothing else is simplified. Ids have the
/// list's spelling; `Display` keeps the order that was written.
///
/// # Examples
///
/// ```
/// use sbom::LicenceExpression;
///
/// let expression = LicenceExpression::parse("(MIT or Apache 2.0) AND GPLv2+")?;
/// assert_eq!(expression.to_string(), "(MIT OR Apache-2.0) AND GPL-2.0-or-later");
/// // What was not SPDX is on record.
/// assert_eq!(expression.lax_steps().len(), 3);
///
/// let ids: Vec<_> = expression.terms().filter_map(|term| term.id()).collect();
/// assert_eq!(ids, ["MIT", "Apache-2.0", "GPL-2.0-or-later"]);
/// # Ok::<(), sbom::LicenceError>(())
/// ```
#[derive(Clone)]
pub struct LicenceExpression {
    root: LicenceNode,
    /// Sorted and without repetitions: what equality looks at.
    normal: LicenceNode,
    steps: Vec<LaxStep>,
    joined: bool,
}

impl LicenceExpression {
    /// Reads an expression: strictly where that works, else as people write it.
    ///
    /// The same as [`read`](Self::read) with [`LicenceReading::Lax`].
    ///
    /// # Errors
    ///
    /// When the text is neither.
    pub fn parse(text: &str) -> Result<Self, LicenceError> {
        Self::read(text, LicenceReading::Lax)
    }

    /// Reads an expression to the letter of the SPDX specification (annex on licence
    /// expressions). Deprecated ids are allowed; see [`LicenceTerm::is_deprecated`].
    ///
    /// # Errors
    ///
    /// When an id is unknown or not spelled as on the list, an operator is not in capitals, or
    /// the grammar is broken.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::LicenceExpression;
    ///
    /// assert!(LicenceExpression::parse_strict("GPL-2.0+ WITH Classpath-exception-2.0").is_ok());
    /// let error = LicenceExpression::parse_strict("MIT OR nope").unwrap_err();
    /// assert_eq!(error.to_string(), "not a licence expression: unknown term: `nope`");
    /// assert_eq!(error.span(), 7..11);
    /// ```
    pub fn parse_strict(text: &str) -> Result<Self, LicenceError> {
        Self::read(text, LicenceReading::Strict)
    }

    /// Reads an expression with the given leniency.
    ///
    /// # Errors
    ///
    /// When the text cannot be read so. The error is that of the strict reading, and says which
    /// other one takes the text, if one does.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::{LicenceExpression, LicenceReading};
    ///
    /// // How old metadata of crates.io says "or".
    /// let old = LicenceExpression::read("MIT/Apache-2.0", LicenceReading::LaxWithSlash)?;
    /// assert_eq!(old.to_string(), "MIT OR Apache-2.0");
    /// assert!(old.lax_steps().contains(&sbom::LaxStep::Slash));
    /// let error = LicenceExpression::parse("MIT/Apache-2.0").unwrap_err();
    /// assert_eq!(error.reading(), Some(LicenceReading::LaxWithSlash));
    /// # Ok::<(), sbom::LicenceError>(())
    /// ```
    pub fn read(text: &str, reading: LicenceReading) -> Result<Self, LicenceError> {
        Self::attempt(text, reading).map_err(|error| {
            let looser = match reading {
                LicenceReading::Strict => {
                    [LicenceReading::Lax, LicenceReading::LaxWithSlash].iter()
                }
                LicenceReading::Lax => [LicenceReading::LaxWithSlash].iter(),
                LicenceReading::LaxWithSlash => [].iter(),
            };
            let mut looser = looser.copied();
            error.taken_by(looser.find(|reading| lax::read(text, *reading).is_some()))
        })
    }

    /// As [`read`](Self::read), without a look at which other reading would take the text.
    pub(crate) fn attempt(text: &str, reading: LicenceReading) -> Result<Self, LicenceError> {
        let error = match parse::strict(text) {
            Ok(root) => return Ok(Self::new(root, Vec::new())),
            Err(error) => error,
        };
        match lax::read(text, reading) {
            Some((root, steps)) => Ok(Self::new(root, steps)),
            None => Err(error),
        }
    }

    /// Joins several licences that no operator joins, as CycloneDX lists them, with `AND`; `None`
    /// when there are none.
    ///
    /// What such a list means is not defined, so the result is marked as
    /// [joined](Self::is_joined). One alone stays what it is.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::LicenceExpression;
    ///
    /// let list = ["MIT", "ISC OR Zlib", "MIT"].map(|text| LicenceExpression::parse(text).unwrap());
    /// let joined = LicenceExpression::join(list).unwrap();
    /// assert_eq!(joined.to_string(), "MIT AND (ISC OR Zlib)");
    /// assert!(joined.is_joined());
    /// ```
    #[must_use]
    pub fn join(expressions: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut expressions = expressions.into_iter();
        let first = expressions.next()?;
        let mut roots = vec![first.root.clone()];
        let mut seen = vec![first.normal.clone()];
        let mut steps = first.steps.clone();
        for next in expressions {
            if !seen.contains(&next.normal) {
                seen.push(next.normal);
                roots.push(next.root);
                steps.extend(next.steps);
            }
        }
        if roots.len() < 2 {
            return Some(first);
        }
        let mut joined = Self::new(LicenceNode::all(roots), steps);
        joined.joined = true;
        Some(joined)
    }

    fn new(root: LicenceNode, steps: Vec<LaxStep>) -> Self {
        let normal = root.normal();
        Self { root, normal, steps, joined: false }
    }

    /// Returns the expression's tree, in the order that was written.
    #[must_use]
    pub fn root(&self) -> &LicenceNode {
        &self.root
    }

    /// Returns every term in the order that was written, repetitions included.
    pub fn terms(&self) -> impl Iterator<Item = &LicenceTerm> {
        self.root.terms().into_iter()
    }

    /// Returns the term, when the expression is one without operators.
    #[must_use]
    pub fn as_term(&self) -> Option<&LicenceTerm> {
        match &self.normal {
            LicenceNode::Term(term) => Some(term),
            LicenceNode::All(_) | LicenceNode::Any(_) => None,
        }
    }

    /// Returns the id, when the expression is a single licence of the list without exception:
    /// what CycloneDX can write as `license.id`.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::LicenceExpression;
    ///
    /// let single = |text| LicenceExpression::parse(text).ok()?.single_id().map(str::to_owned);
    /// assert_eq!(single("(mit)").as_deref(), Some("MIT"));
    /// assert_eq!(single("GPL-2.0+").as_deref(), Some("GPL-2.0+"));
    /// assert_eq!(single("MIT OR ISC"), None);
    /// assert_eq!(single("Apache-2.0+"), None);
    /// ```
    #[must_use]
    pub fn single_id(&self) -> Option<&str> {
        let term = self.as_term().filter(|term| term.exception().is_none())?;
        term.id().filter(|_| !term.has_plus())
    }

    /// Returns what had to be mended for the text to be an expression; empty when it was one.
    #[must_use]
    pub fn lax_steps(&self) -> &[LaxStep] {
        &self.steps
    }

    /// Reports whether the `AND`s between its parts are ours, not the document's.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.joined
    }

    /// Returns the text that is the same for all equal expressions: sorted, without repetitions.
    ///
    /// # Examples
    ///
    /// ```
    /// let expression = sbom::LicenceExpression::parse("MIT OR (ISC AND 0BSD) OR MIT")?;
    /// assert_eq!(expression.to_canonical(), "MIT OR (0BSD AND ISC)");
    /// # Ok::<(), sbom::LicenceError>(())
    /// ```
    #[must_use]
    pub fn to_canonical(&self) -> String {
        self.normal.to_string()
    }

    /// Returns the expression with deprecated ids replaced by what the list has in their place:
    /// `GPL-2.0+` by `GPL-2.0-or-later`, and `Apache-2.0` stays.
    ///
    /// # Examples
    ///
    /// ```
    /// use sbom::LicenceExpression;
    ///
    /// let old = LicenceExpression::parse("GPL-2.0-with-classpath-exception OR GPL-3.0+")?;
    /// let new = LicenceExpression::parse(
    ///     "GPL-2.0-only WITH Classpath-exception-2.0 OR GPL-3.0-or-later",
    /// )?;
    /// assert_ne!(old, new);
    /// assert_eq!(old.modernised(), new);
    /// # Ok::<(), sbom::LicenceError>(())
    /// ```
    #[must_use]
    pub fn modernised(&self) -> Self {
        let root = self.root.map(&LicenceTerm::modernised);
        Self { joined: self.joined, ..Self::new(root, self.steps.clone()) }
    }
}

impl fmt::Display for LicenceExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

impl fmt::Debug for LicenceExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LicenceExpression({:?})", self.root.to_string())
    }
}

impl FromStr for LicenceExpression {
    type Err = LicenceError;

    fn from_str(text: &str) -> Result<Self, LicenceError> {
        Self::parse(text)
    }
}

impl PartialEq for LicenceExpression {
    fn eq(&self, other: &Self) -> bool {
        self.normal == other.normal
    }
}

impl Eq for LicenceExpression {}

impl PartialOrd for LicenceExpression {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LicenceExpression {
    fn cmp(&self, other: &Self) -> Ordering {
        self.normal.cmp(&other.normal)
    }
}

impl Hash for LicenceExpression {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normal.hash(state);
    }
}

impl serde::Serialize for LicenceExpression {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
