//! Go module versions (`v1.2.3`, pseudo-versions, `+incompatible`) and releases of Go itself.

use std::cmp::Ordering;

use super::digits;
use super::semver::{Prerelease, Version};

pub(super) fn compare(a: &str, b: &str) -> Option<Ordering> {
    Some(parse(a)?.order(&parse(b)?))
}

/// A pseudo-version such as `v0.0.0-20191109021931-daa7c04131f5` is an ordinary prerelease, and
/// `+incompatible` is ordinary build metadata, so both need no rule of their own.
fn parse(text: &str) -> Option<Version<'_>> {
    Version::lenient(text).or_else(|| parse_release(text))
}

/// `go1.21rc2`, also without `go` or with a remark after a space (`go1.20.3 X:boringcrypto`).
fn parse_release(text: &str) -> Option<Version<'_>> {
    let text = text.split(' ').next().unwrap_or_default();
    let text = text.strip_prefix("go").unwrap_or(text);
    let (numbers, rest) = digits::take(text, |c| c.is_ascii_digit() || c == '.');
    let (word, number) = digits::take(rest, |c| c.is_ascii_lowercase());
    if matches!(word, "rc" | "beta") && digits::is_number(number) {
        let version = Version::parse(numbers, 1..=3)?;
        return Some(Version { prerelease: Prerelease::Joined(word, number), ..version });
    }
    Version::parse(text, 1..=3)
}
