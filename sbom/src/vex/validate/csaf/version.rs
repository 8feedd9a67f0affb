//! Versions of documents: whole numbers, or semantic versions.

use std::cmp::Ordering;

/// Reports whether a text is a version of either kind.
pub(in crate::vex::validate) fn is_version(text: &str) -> bool {
    Version::parse(text).is_some()
}

/// A version, in pieces. Numbers stay text: they may be of any length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Version<'t> {
    pub(super) text: &'t str,
    pub(super) major: &'t str,
    /// Minor and patch; a whole number has none.
    rest: Option<[&'t str; 2]>,
    pub(super) pre_release: Option<&'t str>,
}

impl<'t> Version<'t> {
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        if is_number(text) {
            return Some(Self { text, major: text, rest: None, pre_release: None });
        }
        let (version, build) = cut(text, '+');
        let (core, pre_release) = cut(version, '-');
        let is_name = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_counted = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let of_build = build.is_none_or(|build| build.split('.').all(is_name));
        let of_release = pre_release.is_none_or(|release| {
            let mut parts = release.split('.');
            parts.all(|part| is_name(part) && (!is_counted(part) || is_number(part)))
        });
        let mut numbers = core.split('.');
        let [major, minor, patch] = [numbers.next()?, numbers.next()?, numbers.next()?];
        let are_numbers = [major, minor, patch].into_iter().all(is_number);
        (of_build && of_release && are_numbers && numbers.next().is_none()).then_some(Self {
            text,
            major,
            rest: Some([minor, patch]),
            pre_release,
        })
    }

    pub(super) fn is_semantic(&self) -> bool {
        self.rest.is_some()
    }

    /// Tells whether the version is of a time before the first one: `0` or `0.y.z`.
    pub(super) fn is_initial(&self) -> bool {
        self.major == "0"
    }

    /// Tells whether two versions are one, whatever they were built from; perhaps also whatever
    /// comes before a release.
    pub(super) fn is_same(&self, other: &Self, is_draft: bool) -> bool {
        self.is_semantic() == other.is_semantic()
            && self.numbers() == other.numbers()
            && (is_draft || self.pre_release == other.pre_release)
    }

    /// Tells whether a major version leaves one out after another.
    pub(super) fn is_gap_after(&self, before: &Self) -> bool {
        if by_number(self.major, before.major) != Ordering::Greater {
            return false;
        }
        // Beyond a `u64` nobody counts by ones.
        let next = before.major.parse::<u64>().ok().and_then(|number| number.checked_add(1));
        self.major.parse().ok() != next || next.is_none()
    }

    /// Compares as semantic versions are compared; what was built from what does not count.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let pairs = self.numbers().into_iter().zip(other.numbers());
        let by_numbers =
            pairs.fold(Ordering::Equal, |so_far, (a, b)| so_far.then_with(|| by_number(a, b)));
        by_numbers.then_with(|| match (self.pre_release, other.pre_release) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => a.split('.').map(rank).cmp(b.split('.').map(rank)),
        })
    }

    fn numbers(&self) -> [&'t str; 3] {
        let [minor, patch] = self.rest.unwrap_or(["0", "0"]);
        [self.major, minor, patch]
    }
}

/// Numbers come before names and are compared by value; names letter by letter.
fn rank(part: &str) -> (bool, usize, &str) {
    match is_number(part) {
        true => (false, part.len(), part),
        false => (true, 0, part),
    }
}

fn by_number(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

fn is_number(text: &str) -> bool {
    let is_padded = text.len() > 1 && text.starts_with('0');
    !text.is_empty() && !is_padded && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, behind)| (before, Some(behind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version<'_> {
        Version::parse(text).unwrap()
    }

    #[test]
    fn versions_are_whole_numbers_or_semantic() {
        for text in ["0", "7", "10", "0.1.0", "1.0.0-rc.1", "1.0.0-0a+01", "1.0.0+a-b", "1.0.0--"] {
            assert!(is_version(text), "{text}");
        }
        for text in [
            "",
            "01",
            "1.0",
            "v1",
            "1.0.0.0",
            "1.00.0",
            "1.0.0-",
            "1.0.0-01",
            "1.0.0+",
            "1.0.0-a..b",
            "1 ",
        ] {
            assert!(!is_version(text), "{text}");
        }
        assert_eq!(version("1.0.0+a-b").pre_release, None);
    }

    #[test]
    fn versions_are_ordered_by_value() {
        let order = [
            "0",
            "1.0.0-1",
            "1.0.0-2",
            "1.0.0-10",
            "1.0.0-a",
            "1.0.0-a.b",
            "1.0.0",
            "1.9.0",
            "1.10.0",
            "9",
            "10",
            "99999999999999999999",
            "100000000000000000000",
        ];
        for pair in order.windows(2) {
            let [a, b] = [version(pair[0]), version(pair[1])];
            assert_eq!((a.order(&b), b.order(&a)), (Ordering::Less, Ordering::Greater), "{pair:?}");
        }
        assert_eq!(version("1.0.0+a").order(&version("1.0.0+b")), Ordering::Equal);
    }

    #[test]
    fn a_gap_is_a_major_version_left_out() {
        for (before, next, is_gap) in [
            ("1", "2", false),
            ("1", "3", true),
            ("1.9.0", "1.11.0", false),
            ("1.0.0", "3.0.0", true),
            ("2", "1", false),
            ("18446744073709551615", "18446744073709551616", true),
        ] {
            assert_eq!(version(next).is_gap_after(&version(before)), is_gap, "{before} {next}");
        }
    }
}
