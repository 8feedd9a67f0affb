//! NuGet: Semantic Versioning with one to four numbers, letter case ignored.

use std::cmp::Ordering;

use super::semver::Version;

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (Version::parse(a, 1..=4)?, Version::parse(b, 1..=4)?);
    Some(a.order_with(&b, |x, y| {
        x.bytes().map(|b| b.to_ascii_lowercase()).cmp(y.bytes().map(|b| b.to_ascii_lowercase()))
    }))
}
