//! `tracking`: its history leads to the document's version without gaps.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::version::Version;
use crate::schema::form::instant;
use crate::tree::{Key, Value};
use crate::validate::collect::{Collector, clip};
use crate::vex::validate::refuse;

const VERSION: &str = "/document/tracking/version";

pub(super) fn judge(tracking: Value<'_>, found: &mut Collector) {
    let is_draft = tracking.text(Key::STATUS) == Some("draft");
    let is_released = matches!(tracking.text(Key::STATUS), Some("final" | "interim"));
    let revisions = Revision::all(tracking);
    each(&revisions, is_released, found);
    let written = tracking.get(Key::VERSION);
    let version = written.and_then(|it| Some((it, Version::parse(it.as_str()?)?)));
    if let Some((value, version)) = version {
        let mut refuse = |code, message: &str| {
            refuse(found, code, value, || VERSION.to_owned(), || message.to_owned());
        };
        if !is_draft && (version.is_initial() || version.pre_release.is_some()) {
            refuse("csaf-released-draft", "only a draft has a version before the first (6.1.17)");
        }
        if is_released && version.pre_release.is_some() {
            refuse("csaf-released-pre-release", "what is released is no pre-release (6.1.20)");
        }
    }
    kinds(&revisions, version, found);
    if let Some(sorted) = in_time(tracking, &revisions) {
        order(&sorted, found);
        if let (Some((value, version)), Some(last)) = (version, sorted.last())
            && !version.is_same(&last.version, is_draft)
        {
            let last = last.version.text;
            refuse(
                found,
                "csaf-latest-version",
                value,
                || VERSION.to_owned(),
                || format!("the history ends with `{}` (6.1.16)", clip(last)),
            );
        }
    }
}

/// An item of the history whose version can be read.
#[derive(Clone, Copy, Debug)]
struct Revision<'t> {
    number: usize,
    version: Version<'t>,
    /// Seconds, and the digits of their fraction.
    date: Option<(i64, &'t str)>,
    value: Value<'t>,
}

impl<'t> Revision<'t> {
    fn all(tracking: Value<'t>) -> Vec<Self> {
        let items = tracking.list(Key::REVISION_HISTORY).enumerate();
        items
            .filter_map(|(number, value)| {
                let version = Version::parse(value.text(Key::NUMBER)?)?;
                let date = value.text(Key::DATE).and_then(moment);
                Some(Self { number, version, date, value })
            })
            .collect()
    }

    fn refuse(&self, found: &mut Collector, code: &'static str, message: impl FnOnce() -> String) {
        let path = || format!("/document/tracking/revision_history/{}", self.number);
        refuse(found, code, self.value, path, message);
    }
}

/// Returns a moment to the last digit.
pub(super) fn moment(text: &str) -> Option<(i64, &str)> {
    let seconds = instant(text)?;
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
    Some((seconds, fraction.get(..end).unwrap_or_default().trim_end_matches('0')))
}

/// Judges what each item says for itself.
fn each(revisions: &[Revision<'_>], is_released: bool, found: &mut Collector) {
    let mut met = HashSet::new();
    for revision in revisions {
        let Revision { version, .. } = revision;
        if !met.insert(version.text) {
            revision.refuse(found, "csaf-duplicate-revision", || {
                format!("the version `{}` is told of already (6.1.22)", clip(version.text))
            });
        }
        if is_released && version.is_initial() {
            revision.refuse(found, "csaf-draft-revision", || {
                format!("`{}` is of a draft, which is released (6.1.18)", clip(version.text))
            });
        }
        if version.pre_release.is_some() {
            revision.refuse(found, "csaf-pre-release-revision", || {
                format!("`{}` is a pre-release (6.1.19)", clip(version.text))
            });
        }
    }
}

/// All versions of a document are of one kind (6.1.30).
fn kinds(
    revisions: &[Revision<'_>],
    version: Option<(Value<'_>, Version<'_>)>,
    found: &mut Collector,
) {
    let Some(first) = revisions.first() else { return };
    let is_semantic = first.version.is_semantic();
    let message = || format!("the history began with `{}` (6.1.30)", clip(first.version.text));
    for revision in revisions {
        if revision.version.is_semantic() != is_semantic {
            revision.refuse(found, "csaf-mixed-versions", message);
        }
    }
    if let Some((value, _)) = version.filter(|(_, version)| version.is_semantic() != is_semantic) {
        refuse(found, "csaf-mixed-versions", value, || VERSION.to_owned(), message);
    }
}

/// Sorts the items by date, and those of one moment by version; `None` if one of them has neither.
fn in_time<'t>(tracking: Value<'t>, revisions: &[Revision<'t>]) -> Option<Vec<Revision<'t>>> {
    let is_whole = tracking.list(Key::REVISION_HISTORY).count() == revisions.len()
        && revisions.iter().all(|revision| revision.date.is_some());
    let mut sorted = is_whole.then(|| revisions.to_vec())?;
    sorted.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.version.order(&b.version)));
    Some(sorted)
}

/// Judges what items say after each other (6.1.14, 6.1.21).
fn order(sorted: &[Revision<'_>], found: &mut Collector) {
    if let Some(first) = sorted.first()
        && !matches!(first.version.major, "0" | "1")
    {
        first.refuse(found, "csaf-missing-revision", || {
            format!(
                "a history begins with 0 or 1, not with `{}` (6.1.21)",
                clip(first.version.text)
            )
        });
    }
    for (before, next) in sorted.iter().zip(sorted.iter().skip(1)) {
        let (last, version) = (before.version.text, next.version.text);
        if next.version.order(&before.version) == Ordering::Less {
            next.refuse(found, "csaf-unsorted-revision", || {
                format!("`{}` is older than `{}` by date (6.1.14)", clip(last), clip(version))
            });
        }
        if next.version.is_gap_after(&before.version) {
            next.refuse(found, "csaf-missing-revision", || {
                format!("between `{}` and `{}` one is missing (6.1.21)", clip(last), clip(version))
            });
        }
    }
}
