//! Ranges of versions: `vers:` and the interval notation of Maven, NuGet and Xray.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use serde::{Serialize, Serializer};

use super::Scheme;
use crate::Tri;

/// A set of versions of one ecosystem, such as `vers:npm/>=1.0.0|<1.4.2`.
///
/// ```
/// use policy_core::Tri;
/// use policy_core::version::VersionRange;
///
/// let range: VersionRange = "vers:deb/>=3.0.0|<3.0.13-1~deb12u1".parse()?;
/// assert_eq!(range.contains("3.0.11-1"), Tri::True);
/// assert_eq!(range.contains("3.0.13-1~deb12u1"), Tri::False);
/// assert_eq!(range.contains("not a version"), Tri::Unknown);
///
/// let maven = VersionRange::parse_for("maven", "[2.0,2.15.0),(,1.2.17]")?;
/// assert_eq!(maven.contains("2.14.1"), Tri::True);
/// assert_eq!(maven.contains("1.3"), Tri::False);
/// # Ok::<(), policy_core::version::RangeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionRange {
    text: String,
    scheme: Scheme,
    /// The type it is of; `None` if it fits any whose versions it can order.
    only: Option<String>,
    intervals: Vec<Interval>,
    /// Versions that belong to it by name.
    pins: Vec<String>,
    /// Versions that do not, whatever the rest says.
    holes: Vec<String>,
}

/// Everything between two bounds; a missing bound is no bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Interval {
    lower: Option<Bound>,
    upper: Option<Bound>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Bound {
    version: String,
    inclusive: bool,
}

impl VersionRange {
    /// Reads a `vers:` range.
    ///
    /// Constraints may stand in any order. Several lower bounds in a row count as the lowest of
    /// them, several upper bounds as the highest, as the specification has it. A range of
    /// exclusions alone (`vers:npm/!=1.2.3`) is everything else.
    ///
    /// # Errors
    ///
    /// If the text is not such a range, if a version is none of its type, if one stands twice, or
    /// if bounds cannot be ordered.
    pub fn parse(text: &str) -> Result<Self, RangeError> {
        let error = |reason: &str| RangeError::new(text, reason);
        let text = text.trim();
        if text.len() > MAX_LEN {
            return Err(error("it is too long"));
        }
        let rest = text.strip_prefix("vers:").ok_or_else(|| error("it does not begin `vers:`"))?;
        let (kind, rest) = rest.split_once('/').ok_or_else(|| error("no `/` follows its type"))?;
        if kind.is_empty() {
            return Err(error("its type is empty"));
        }
        let scheme = scheme(kind);
        let mut range = Self::empty(text, scheme);
        let fits_all =
            matches!(kind.to_ascii_lowercase().as_str(), "generic" | "semver" | "intdot");
        range.only = (!fits_all).then(|| purl_type(kind).to_owned());
        if rest.trim() == "*" {
            range.intervals.push(Interval::default());
            return Ok(range);
        }
        let mut bounds = Vec::new();
        let constraints = rest.trim_matches('|').split('|').map(Constraint::read);
        let all: Vec<Constraint> = constraints.collect::<Option<_>>().ok_or_else(|| {
            error("a constraint is `=`, `!=`, `<`, `<=`, `>` or `>=` and a version")
        })?;
        if let Some(bad) = all.iter().find(|constraint| !scheme.is_valid(&constraint.version)) {
            return Err(error(&format!("`{}` is not a version of {kind}", bad.version)));
        }
        let all = sorted(all, scheme);
        for pair in all.windows(2) {
            let [a, b] = pair else { continue };
            let needs_order = a.operator.is_bound() || b.operator.is_bound();
            match scheme.compare(&a.version, &b.version) {
                Some(Ordering::Less) => {}
                Some(Ordering::Equal) => {
                    return Err(error(&format!("`{}` stands in it twice", b.version)));
                }
                None if !needs_order => {}
                _ => {
                    let reason = format!("`{}` and `{}` have no order", a.version, b.version);
                    return Err(error(&reason));
                }
            }
        }
        for Constraint { operator, version } in all {
            match operator {
                Operator::Equal => range.pins.push(version),
                Operator::Not => range.holes.push(version),
                Operator::Bound { lower, inclusive } => {
                    bounds.push((lower, Bound { version, inclusive }));
                }
            }
        }
        range.intervals = intervals(bounds);
        if range.intervals.is_empty() && range.pins.is_empty() {
            range.intervals.push(Interval::default());
        }
        Ok(range)
    }

    /// Reads a range of versions of one purl type: a `vers:` range of that type, or intervals
    /// such as `[1.0,2.0)`, `(,1.5]` and `[1.2.3]`, several of them separated by commas.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and if the `vers:` range is one of another type.
    pub fn parse_for(purl_type: &str, text: &str) -> Result<Self, RangeError> {
        let error = |reason: &str| RangeError::new(text, reason);
        let text = text.trim();
        let wanted = scheme(purl_type);
        if text.starts_with("vers:") {
            let range = Self::parse(text)?;
            let fits = range.only.as_ref().is_none_or(|only| only.eq_ignore_ascii_case(purl_type));
            return if fits { Ok(range) } else { Err(error(&format!("it is not of {purl_type}"))) };
        }
        if text.len() > MAX_LEN {
            return Err(error("it is too long"));
        }
        if !text.starts_with(['[', '(']) {
            return Err(error("write `vers:type/…`, or an interval such as `[1.0,2.0)`"));
        }
        let mut range = Self::empty(text, wanted);
        range.only = Some(purl_type.to_owned());
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find([']', ')']).ok_or_else(|| error("an interval does not end"))?;
            let (item, after) = rest.split_at_checked(end + 1).unwrap_or((rest, ""));
            let interval = Interval::read(item).ok_or_else(|| {
                error("an interval is `[` or `(`, one or two versions, and `]` or `)`")
            })?;
            let versions = || [&interval.lower, &interval.upper].into_iter().flatten();
            if let Some(bad) = versions().find(|bound| !wanted.is_valid(&bound.version)) {
                return Err(error(&format!("`{}` is not a version of {purl_type}", bad.version)));
            }
            if let (Some(lower), Some(upper)) = (&interval.lower, &interval.upper) {
                let order = wanted.compare(&lower.version, &upper.version);
                let point = order == Some(Ordering::Equal) && lower.inclusive && upper.inclusive;
                if order != Some(Ordering::Less) && !point {
                    return Err(error(&format!("`{item}` holds no version")));
                }
            }
            range.intervals.push(interval);
            rest = after.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
        }
        Ok(range)
    }

    fn empty(text: &str, scheme: Scheme) -> Self {
        Self {
            text: text.to_owned(),
            scheme,
            only: None,
            intervals: Vec::new(),
            pins: Vec::new(),
            holes: Vec::new(),
        }
    }

    /// Returns whether `version` is in the range; unknown if it cannot be compared with a bound
    /// that decides.
    #[must_use]
    pub fn contains(&self, version: &str) -> Tri {
        let order = |other: &str| self.scheme.compare(version, other);
        let equals = |other: &String| Tri::from(order(other).map(Ordering::is_eq));
        let within = |interval: &Interval| {
            let side = |bound: &Option<Bound>, inside: Ordering| match bound {
                None => Tri::True,
                Some(bound) => order(&bound.version)
                    .map(|order| order == inside || bound.inclusive && order.is_eq())
                    .into(),
            };
            side(&interval.lower, Ordering::Greater).and(side(&interval.upper, Ordering::Less))
        };
        let named = Tri::any(self.pins.iter().map(equals));
        let covered = Tri::any(self.intervals.iter().map(within));
        named.or(covered).and(Tri::any(self.holes.iter().map(equals)).not())
    }

    /// Returns the rules by which its versions are compared.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Returns the purl type whose versions it holds; `None` if it is written in the terms of no
    /// ecosystem (`vers:semver/…`, `vers:generic/…`).
    #[must_use]
    pub fn purl_type(&self) -> Option<&str> {
        self.only.as_deref()
    }

    /// Returns the range as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// As [`VersionRange::parse`].
impl FromStr for VersionRange {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        Self::parse(text)
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for VersionRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// A text that is not a range of versions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{input}` is not a range of versions: {reason}")]
pub struct RangeError {
    input: String,
    reason: String,
}

impl RangeError {
    fn new(input: &str, reason: impl Into<String>) -> Self {
        Self { input: input.chars().take(200).collect(), reason: reason.into() }
    }
}

struct Constraint {
    operator: Operator,
    version: String,
}

#[derive(Clone, Copy)]
enum Operator {
    Equal,
    Not,
    Bound { lower: bool, inclusive: bool },
}

impl Operator {
    const fn is_bound(self) -> bool {
        matches!(self, Self::Bound { .. })
    }
}

impl Constraint {
    fn read(text: &str) -> Option<Self> {
        // The two-letter operators come first.
        const OPERATORS: [(&str, Operator); 6] = [
            ("!=", Operator::Not),
            (">=", Operator::Bound { lower: true, inclusive: true }),
            ("<=", Operator::Bound { lower: false, inclusive: true }),
            (">", Operator::Bound { lower: true, inclusive: false }),
            ("<", Operator::Bound { lower: false, inclusive: false }),
            ("=", Operator::Equal),
        ];
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (operator, version) = OPERATORS
            .into_iter()
            .find_map(|(sign, operator)| Some((operator, text.strip_prefix(sign)?)))
            .unwrap_or((Operator::Equal, &text));
        let version = percent_decode_str(version).decode_utf8().ok()?.into_owned();
        let clean = !version.is_empty() && !version.contains(['<', '>', '=', '!', '*', '|']);
        clean.then_some(Self { operator, version })
    }
}

impl Interval {
    fn read(text: &str) -> Option<Self> {
        let opens = text.starts_with('[');
        let closes = text.ends_with(']');
        let inner = text.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
        let bound = |text: &str, inclusive| {
            let version = text.trim().to_owned();
            (!version.is_empty()).then_some(Bound { version, inclusive })
        };
        if let Some((lower, upper)) = inner.split_once(',') {
            let single = !upper.contains(',');
            return single
                .then(|| Self { lower: bound(lower, opens), upper: bound(upper, closes) });
        }
        let pin = bound(inner, true).filter(|_| opens && closes)?;
        Some(Self { lower: Some(pin.clone()), upper: Some(pin) })
    }
}

/// Puts constraints in the order of their versions, those that have none in that of their texts.
///
/// Such an order may go round in a circle (`9.0.0`, `10.0.0` and the mere text `95`; in RPM `1-2`,
/// `1` and `1-1`), on which the sort of the standard library is free to panic.
fn sorted(all: Vec<Constraint>, scheme: Scheme) -> Vec<Constraint> {
    let mut sorted: Vec<Constraint> = Vec::with_capacity(all.len());
    for constraint in all {
        let version = &constraint.version;
        let is_less = |other: &Constraint| {
            let order = scheme.compare(&other.version, version);
            order.unwrap_or_else(|| other.version.cmp(version)).is_le()
        };
        sorted.insert(sorted.partition_point(is_less), constraint);
    }
    sorted
}

/// Pairs sorted bounds: of several lower ones in a row the first counts, of upper ones the last.
fn intervals(bounds: Vec<(bool, Bound)>) -> Vec<Interval> {
    let mut found: Vec<Interval> = Vec::new();
    // Whether the interval found last ended with the bound before.
    let mut closed = false;
    for (is_lower, bound) in bounds {
        if is_lower {
            if closed || found.is_empty() {
                found.push(Interval { lower: Some(bound), upper: None });
            }
            closed = false;
        } else {
            match found.last_mut() {
                Some(last) => last.upper = Some(bound),
                None => found.push(Interval { lower: None, upper: Some(bound) }),
            }
            closed = true;
        }
    }
    found
}

/// The types that `vers:` names otherwise than purls do.
fn purl_type(kind: &str) -> &str {
    const OTHERS: [(&str, &str); 4] =
        [("alpine", "apk"), ("debian", "deb"), ("rubygems", "gem"), ("go", "golang")];
    OTHERS.iter().find(|(vers, _)| vers.eq_ignore_ascii_case(kind)).map_or(kind, |(_, purl)| purl)
}

fn scheme(kind: &str) -> Scheme {
    match kind.to_ascii_lowercase().as_str() {
        "semver" => Scheme::SemVer,
        // Whole numbers between dots, of any count.
        "intdot" => Scheme::NuGet,
        _ => Scheme::of(purl_type(kind)),
    }
}

const MAX_LEN: usize = 8 * 1024;
