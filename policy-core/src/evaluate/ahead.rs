//! Fetching from memory what is needed next.
//!
//! Of very many findings, nearly every look at what one leads to is a look at memory that no cache
//! holds. In loops as short as these the processor waits for many at a time; with the work between
//! that is done on each, it would wait for one after the other.

use crate::evidence::{Finding, Fix, Place};
use crate::severity::Rating;

/// How many findings are looked at in advance: what they lead to must stay in the nearest cache.
pub(super) const AT_ONCE: usize = 32;

/// Looks at what is judged of each finding, and makes nothing of it.
pub(super) fn judged<'e>(findings: impl Iterator<Item = &'e Finding>) {
    look(findings.map(|finding| {
        let Finding { aliases, package, ratings, fix, .. } = finding;
        let installed = package.full_version().map_or(0, str::len) ^ package.scheme() as usize;
        let alias = aliases.first().map_or(0, |alias| alias.len());
        let fixed = match fix {
            Fix::Fixed(versions) => versions.first().map_or(0, |version| version.len()),
            _ => 0,
        };
        installed ^ alias ^ rated(ratings) ^ fixed
    }));
}

/// Looks at what a violation tells of each finding beside.
pub(super) fn told<'e>(findings: impl Iterator<Item = &'e Finding>) {
    look(findings.map(|finding| {
        let Finding { title, ratings, references, package, place, fix, aliases, .. } = finding;
        let title = title.as_ref().map_or(0, |title| first(title));
        let reference = references.first().map_or(0, |text| first(text));
        let since = usize::from(finding.fix_available_since.is_some());
        let fixed = match fix {
            Fix::Fixed(versions) => versions.first().map_or(0, |version| first(version)),
            _ => 0,
        };
        let stated = title ^ rated(ratings) ^ reference ^ first(package.key());
        stated ^ place.path.len() ^ fixed ^ since ^ aliases.len()
    }));
}

/// Looks at the ids of violations, which stand in whatever findings named them first.
pub(super) fn named<'e>(ids: impl Iterator<Item = &'e str>) {
    look(ids.map(first));
}

/// Looks at where the SBOM says that packages are.
pub(super) fn placed<'e>(places: impl Iterator<Item = &'e Place>) {
    look(places.map(|place| place.path.len() ^ place.layer.map_or(0, |layer| layer as usize)));
}

/// Two ratings reach further than what is fetched at a time.
fn rated(ratings: &[Rating]) -> usize {
    let look = |rating: &Rating| rating.level as usize ^ usize::from(rating.word.is_some());
    ratings.first().map_or(0, look) ^ ratings.last().map_or(0, look)
}

fn first(text: &str) -> usize {
    text.bytes().next().map_or(0, usize::from)
}

fn look(looks: impl Iterator<Item = usize>) {
    std::hint::black_box(looks.fold(0, |all, one| all ^ one));
}
