//! Which of two versions is the newer one, as far as can be told without knowing the ecosystem.

mod packages;
mod pep440;
mod runs;
mod semver;

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

use crate::document::Component;
use crate::purl::Purl;

pub(super) use self::runs::natural;

/// Orders an older and a newer version of a package of a purl type; `None` if it cannot tell.
pub type VersionOrder = fn(purl_type: Option<&str>, older: &str, newer: &str) -> Option<Ordering>;

/// In which direction a version went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum VersionChange {
    /// To a higher one.
    Upgraded,
    /// To a lower one.
    Downgraded,
    /// To another one, of which the order is not known, or that one document does not state.
    Changed,
}

impl VersionChange {
    /// Returns the stable text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upgraded => "upgraded",
            Self::Downgraded => "downgraded",
            Self::Changed => "changed",
        }
    }
}

impl fmt::Display for VersionChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

pub(super) fn change(
    older: Component<'_>,
    newer: Component<'_>,
    order: VersionOrder,
) -> Option<VersionChange> {
    let (Some(old), Some(new)) = (version(older), version(newer)) else {
        return (version(older) != version(newer)).then_some(VersionChange::Changed);
    };
    let (old_purl, new_purl) = (purl(older), purl(newer));
    let kind = new_purl.as_ref().or(old_purl.as_ref()).map(Purl::kind);
    let (old, new) = (with_epoch(old, old_purl.as_ref()), with_epoch(new, new_purl.as_ref()));
    if old == new {
        return None;
    }
    match order(kind, &old, &new) {
        Some(Ordering::Less) => Some(VersionChange::Upgraded),
        Some(Ordering::Greater) => Some(VersionChange::Downgraded),
        Some(Ordering::Equal) => None,
        None => Some(VersionChange::Changed),
    }
}

fn purl(component: Component<'_>) -> Option<Purl<'_>> {
    Purl::parse(component.purl()?).ok()
}

/// The version of a component or, if it has none, that of its package URL.
fn version(component: Component<'_>) -> Option<String> {
    match component.version() {
        Some(version) => Some(version.to_owned()),
        None => purl(component)?.version().map(str::to_owned),
    }
}

/// The version with the epoch that package URLs of RPM carry beside it.
fn with_epoch(version: String, purl: Option<&Purl<'_>>) -> String {
    let epoch = purl.filter(|purl| purl.kind() == "rpm" && !version.contains(':'));
    match epoch.and_then(|purl| purl.qualifier("epoch")) {
        Some(epoch) => format!("{epoch}:{version}"),
        None => version,
    }
}

/// Orders versions as the ecosystem of a package URL does, as far as its type is known and the
/// versions keep to its form; else by their runs of digits and letters.
pub(super) fn guess(purl_type: Option<&str>, older: &str, newer: &str) -> Option<Ordering> {
    if is_opaque(older) || is_opaque(newer) {
        return None;
    }
    let known = match purl_type.unwrap_or_default() {
        "oci" => return None,
        "deb" => Some(packages::debian(older, newer)),
        "rpm" | "alpm" => Some(packages::rpm(older, newer)),
        "pypi" => pep440::compare(older, newer),
        "cargo" | "golang" | "hex" | "npm" | "nuget" | "pub" | "swift" => {
            semver::compare(older, newer)
        }
        "maven" => return Some(runs::maven(older, newer)),
        _ => None,
    };
    match known.unwrap_or_else(|| natural(older, newer)) {
        // The same version of another build.
        Ordering::Equal if build(older) != build(newer) => None,
        order => Some(order),
    }
}

/// Reports whether a version is a git commit or a digest, which have no order.
fn is_opaque(text: &str) -> bool {
    let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_mixed = text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    text.contains("sha256:") || (is_hex && (text.len() >= 40 || (text.len() >= 7 && is_mixed)))
}

/// What stands behind the plus, without a meaning for the order.
fn build(text: &str) -> Option<&str> {
    Some(text.split_once('+')?.1)
}

/// A leading `v` says nothing.
fn without_v(text: &str) -> &str {
    match text.strip_prefix(['v', 'V']) {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => rest,
        _ => text,
    }
}

/// Splits `1:2.3` into the epoch and the rest.
fn epoch(text: &str) -> (&str, &str) {
    match text.split_once(':') {
        Some((epoch, rest)) if epoch.bytes().all(|byte| byte.is_ascii_digit()) => (epoch, rest),
        _ => ("0", text),
    }
}

/// Compares two runs of digits of any length.
fn number(left: &str, right: &str) -> Ordering {
    let left = left.trim_start_matches('0');
    let right = right.trim_start_matches('0');
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// Cuts off the bytes at the beginning for which `is` holds.
fn take(text: &str, is: impl Fn(u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !is(byte)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests;
