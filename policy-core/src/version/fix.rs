//! Is there a fix, and which one is nearest.

use std::cmp::Ordering;

use crate::Tri;

use super::{Scheme, digits};

/// One thing that a report says about where a flaw is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FixCandidate<'a> {
    /// This version has the fix.
    Version(&'a str),
    /// A fix exists, but its version does not follow from the text, for example `(1.2,)`: it is
    /// whatever was released after 1.2.
    Unknown(&'a str),
}

/// Reads what reports write for fixed versions: a version, Xray's and Maven's intervals, or
/// several of them separated by commas.
///
/// The candidate of an interval is its lower bound if that is inclusive.
///
/// ```
/// use policy_core::version::{FixCandidate, fix_candidates};
///
/// let found: Vec<_> = fix_candidates("[1.2.3], [2.0,3.0), (,1.0)").collect();
/// assert_eq!(found, [
///     FixCandidate::Version("1.2.3"),
///     FixCandidate::Version("2.0"),
///     FixCandidate::Unknown("(,1.0)"),
/// ]);
/// ```
pub fn fix_candidates(text: &str) -> impl Iterator<Item = FixCandidate<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
        if rest.is_empty() {
            return None;
        }
        let bracketed = rest.starts_with(['[', '(']);
        let end = if bracketed {
            rest.find([']', ')']).map_or(rest.len(), |at| at + 1)
        } else {
            rest.find(',').unwrap_or(rest.len())
        };
        let (item, after) = rest.split_at_checked(end)?;
        rest = after;
        let item = item.trim();
        Some(if bracketed { lower_bound(item) } else { FixCandidate::Version(item) })
    })
}

fn lower_bound(interval: &str) -> FixCandidate<'_> {
    let unknown = FixCandidate::Unknown(interval);
    let Some(inside) = interval.strip_prefix('[') else { return unknown };
    let Some(inside) = inside.strip_suffix([']', ')']) else { return unknown };
    match inside.split(',').next().map(str::trim) {
        Some(bound) if !bound.is_empty() => FixCandidate::Version(bound),
        _ => unknown,
    }
}

/// Whether some candidate is an upgrade of the installed version.
///
/// `True` if one candidate is certainly newer; otherwise `Unknown` if one cannot be compared, or
/// if there is none at all, since silence is not a statement; `False` if all are at or below the
/// installed version, which also means that scanner and version disagree.
///
/// Each candidate may be anything that [`fix_candidates`] reads.
pub fn fix_available<'a>(
    purl_type: &str,
    installed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Tri {
    let scheme = Scheme::of(purl_type);
    candidates
        .into_iter()
        .flat_map(fix_candidates)
        .map(|candidate| match candidate {
            FixCandidate::Version(version) => {
                scheme.compare(version, installed).map(Ordering::is_gt).into()
            }
            FixCandidate::Unknown(_) => Tri::Unknown,
        })
        .reduce(Tri::or)
        .unwrap_or(Tri::Unknown)
}

/// Whether the installed version is at or above the fixed one.
#[must_use]
pub fn is_fixed_by(purl_type: &str, installed: &str, fixed: &str) -> Tri {
    super::compare(purl_type, installed, fixed).map(Ordering::is_ge).into()
}

/// The fix to recommend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecommendedFix<'a> {
    /// The nearest version with the fix.
    pub version: &'a str,
    /// How far it is from the installed version.
    pub line: FixLine,
}

/// How far an upgrade goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FixLine {
    /// Major and minor number stay.
    SameMinor,
    /// The major number stays.
    SameMajor,
    /// The major number, or the epoch, changes.
    OtherMajor,
}

/// The nearest candidate above the installed version: in the same minor line if there is one,
/// else in the same major line, else the lowest of all.
///
/// ```
/// use policy_core::version::{FixLine, recommended_fix};
///
/// let fix = recommended_fix("npm", "1.2.3", ["3.0.0", "2.1.1, 1.4.0"]).unwrap();
/// assert_eq!((fix.version, fix.line), ("1.4.0", FixLine::SameMajor));
/// ```
pub fn recommended_fix<'a>(
    purl_type: &str,
    installed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<RecommendedFix<'a>> {
    let scheme = Scheme::of(purl_type);
    candidates
        .into_iter()
        .flat_map(fix_candidates)
        .filter_map(|candidate| match candidate {
            FixCandidate::Version(version) => Some(version),
            FixCandidate::Unknown(_) => None,
        })
        .filter(|version| scheme.compare(version, installed) == Some(Ordering::Greater))
        .map(|version| RecommendedFix { version, line: line(installed, version) })
        .min_by(|a, b| nearer(scheme, a, b))
}

/// [`fix_available`] and [`recommended_fix`] in one pass.
pub(crate) fn judge_fixes<'a>(
    scheme: Scheme,
    installed: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> (Tri, Option<&'a str>) {
    let mut available = None;
    let mut best: Option<&str> = None;
    let mut judge = |version: &'a str, order: Option<Ordering>| {
        if order == Some(Ordering::Greater) {
            let fix = |version| RecommendedFix { version, line: line(installed, version) };
            // One alone is compared with nothing, and nearly all of them are alone.
            best = match best {
                Some(best) if nearer(scheme, &fix(best), &fix(version)).is_le() => Some(best),
                _ => Some(version),
            };
        }
        let newer = Tri::from(order.map(Ordering::is_gt));
        available = Some(available.map_or(newer, |known: Tri| known.or(newer)));
    };
    let ours = digits::Plain::parse(installed);
    for text in candidates {
        // Nearly all are one version, and that is plain.
        let theirs = digits::Plain::parse(text);
        if let Some(order) = theirs.zip(ours).and_then(|(a, b)| scheme.compare_plain(a, b)) {
            judge(text, Some(order));
            continue;
        }
        for candidate in fix_candidates(text) {
            match candidate {
                FixCandidate::Version(version) => {
                    judge(version, scheme.compare(version, installed));
                }
                FixCandidate::Unknown(interval) => judge(interval, None),
            }
        }
    }
    (available.unwrap_or(Tri::Unknown), best)
}

/// Which of two fixes is nearer to what is installed.
pub(super) fn nearer(scheme: Scheme, a: &RecommendedFix<'_>, b: &RecommendedFix<'_>) -> Ordering {
    let order = scheme.compare(a.version, b.version).unwrap_or(Ordering::Equal);
    // Equal versions in two spellings: any, but always the same one.
    a.line.cmp(&b.line).then(order).then_with(|| a.version.cmp(b.version))
}

pub(crate) fn line(installed: &str, fixed: &str) -> FixLine {
    if let (Some(a), Some(b)) = (digits::Plain::parse(installed), digits::Plain::parse(fixed)) {
        let ([major, minor, _], [to_major, to_minor, _]) = (a.numbers, b.numbers);
        return match (major == to_major, minor == to_minor) {
            (false, _) => FixLine::OtherMajor,
            (true, false) => FixLine::SameMajor,
            (true, true) => FixLine::SameMinor,
        };
    }
    let (a, b) = (Numbers::of(installed), Numbers::of(fixed));
    let same = |x, y| digits::compare(x, y).is_eq();
    if !same(a.epoch, b.epoch) || !same(a.major, b.major) {
        FixLine::OtherMajor
    } else if same(a.minor, b.minor) {
        FixLine::SameMinor
    } else {
        FixLine::SameMajor
    }
}

struct Numbers<'a> {
    epoch: &'a str,
    major: &'a str,
    minor: &'a str,
}

impl<'a> Numbers<'a> {
    fn of(version: &'a str) -> Self {
        let (epoch, rest) = version
            .split_once([':', '!'])
            .filter(|(epoch, _)| digits::is_number(epoch))
            .unwrap_or(("0", version));
        let rest = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
        let (major, rest) = digits::take_number(rest);
        let minor = rest.strip_prefix('.').map_or("", |rest| digits::take_number(rest).0);
        Self { epoch, major, minor }
    }
}
