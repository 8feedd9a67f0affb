//! Which waivers cover a violation, and what became of each.

use std::collections::{BTreeMap, BTreeSet};

use super::group::Group;
use crate::code::Code;
use crate::decision::{Suppression, WaiverReport, WaiverState};
use crate::error::{Diagnostic, Level};
use crate::evidence::{Evidence, ImageRef, Package};
use crate::pattern::ComponentPattern;
use crate::policy::settings::WaiverSettings;
use crate::waiver::{Waiver, WaiverEffect};
use crate::{EvalContext, Period, Timestamp};

/// Every waiver in force or not, indexed by what it names.
#[derive(Debug)]
pub(crate) struct Waivers<'e> {
    entries: Vec<Entry<'e>>,
    by_vulnerability: BTreeMap<String, Vec<usize>>,
    by_licence: BTreeMap<&'e str, Vec<usize>>,
    by_package: BTreeMap<&'e str, Vec<usize>>,
    others: Vec<usize>,
    now: Timestamp,
    window: Period,
}

#[derive(Debug)]
struct Entry<'e> {
    waiver: &'e Waiver,
    /// After clipping.
    end: Option<Timestamp>,
    force: Force,
    used: usize,
    spare: bool,
    lapsed: BTreeSet<String>,
}

/// Whether a waiver holds at all, whatever it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Force {
    Yes,
    NotYet(Timestamp),
    Expired(Timestamp),
    /// It is against the policy's rules for waivers, or for another artifact.
    No(Option<String>),
}

/// What a waiver is asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'c, 'e> {
    /// `None` asks about the finding as such, whatever the rule.
    pub(crate) rule: Option<&'c str>,
    pub(crate) missing_evidence: bool,
    pub(crate) group: Option<&'c Group<'e>>,
    pub(crate) licence: Option<&'c str>,
    pub(crate) package: Option<&'c Package>,
    pub(crate) locations: &'c [String],
}

impl<'c, 'e: 'c> Case<'c, 'e> {
    /// The packages as the scanners write them, or the one package that is judged.
    fn packages(self) -> impl Iterator<Item = &'c Package> {
        let alone = self.package.filter(|_| self.group.is_none());
        self.group.into_iter().flat_map(Group::packages).chain(alone)
    }
}

/// What the waivers come to in one case.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// The waiver that decides: one that suppresses before one that softens, then the latest end.
    pub(crate) effective: Option<usize>,
    /// Others that would do.
    pub(crate) others: Vec<usize>,
    /// What expired and lapsed ones have to do with it.
    pub(crate) notes: Vec<String>,
}

impl<'e> Waivers<'e> {
    pub(crate) fn of(
        policy: &'e [Waiver],
        settings: &WaiverSettings,
        evidence: &'e Evidence,
        cx: &EvalContext,
        notes: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut list: Vec<(String, &Waiver)> = policy
            .iter()
            .chain(&evidence.waivers)
            // The text settles the order of waivers that share an id.
            .map(|waiver| (serde_json::to_string(waiver).unwrap_or_default(), waiver))
            .collect();
        list.sort_by(|a, b| (&a.1.id, &a.0).cmp(&(&b.1.id, &b.0)));
        list.dedup_by(|a, b| a.0 == b.0);
        for (first, second) in list.iter().zip(list.iter().skip(1)) {
            if first.1.id == second.1.id {
                let message = format!("two different waivers are called `{}`", first.1.id);
                notes.push(Diagnostic::new(
                    Code::WaiverAmbiguous,
                    Level::Warning,
                    "waivers",
                    message,
                ));
            }
        }
        let mut waivers = Self {
            entries: Vec::new(),
            by_vulnerability: BTreeMap::new(),
            by_licence: BTreeMap::new(),
            by_package: BTreeMap::new(),
            others: Vec::new(),
            now: cx.now,
            window: settings.expiring_window,
        };
        for (index, (_, waiver)) in list.into_iter().enumerate() {
            let (end, clipped) = end(waiver, settings);
            if clipped {
                let message = format!(
                    "{waiver} lasts longer than the policy allows; it ends {}",
                    end.map_or_else(String::new, |end| end.to_string())
                );
                notes.push(Diagnostic::new(
                    Code::WaiverClipped,
                    Level::Warning,
                    "waivers",
                    message,
                ));
            }
            let force = force(waiver, end, settings, evidence, cx);
            let matcher = &waiver.matcher;
            if let Some(id) = &matcher.vulnerability {
                waivers.by_vulnerability.entry(id.to_ascii_uppercase()).or_default().push(index);
            } else if let Some(licence) = &matcher.licence {
                waivers.by_licence.entry(licence).or_default().push(index);
            } else if let Some(package) =
                matcher.component.as_ref().and_then(ComponentPattern::only_package)
            {
                waivers.by_package.entry(package).or_default().push(index);
            } else {
                waivers.others.push(index);
            }
            let lapsed = BTreeSet::new();
            waivers.entries.push(Entry { waiver, end, force, used: 0, spare: false, lapsed });
        }
        waivers
    }

    /// Finds the waivers for a case.
    pub(crate) fn verdict(&mut self, case: Case<'_, '_>) -> Verdict {
        let mut verdict = Verdict::default();
        let mut covering = Vec::new();
        for index in self.candidates(case) {
            let now = self.now;
            let Some(entry) = self.entries.get_mut(index) else {
                continue;
            };
            if !covers(entry.waiver, case) {
                continue;
            }
            match &entry.force {
                Force::Expired(since) => {
                    verdict.notes.push(expired_note("waiver", entry.waiver, *since, now));
                }
                Force::NotYet(from) => {
                    verdict
                        .notes
                        .push(format!("waiver {} holds from {from}, now is {now}", entry.waiver));
                }
                Force::No(Some(cause)) => {
                    verdict.notes.push(format!("waiver {} does not hold: {cause}", entry.waiver));
                    entry.lapsed.insert(cause.clone());
                }
                Force::No(None) => {}
                Force::Yes => match lapse(entry.waiver, case) {
                    Some(cause) => {
                        verdict.notes.push(format!("waiver {} lapsed: {cause}", entry.waiver));
                        entry.lapsed.insert(cause);
                    }
                    None => covering.push(index),
                },
            }
        }
        covering.sort_by(|a, b| self.preference(*a).cmp(&self.preference(*b)));
        let mut covering = covering.into_iter();
        verdict.effective = covering.next();
        verdict.others = covering.collect();
        verdict.notes.sort();
        verdict
    }

    /// Suppressing before softening, then the latest end, then by id.
    fn preference(&self, index: usize) -> impl Ord + use<'e> {
        let entry = self.entries.get(index);
        let end = entry.map(|entry| entry.end.map_or(i64::MAX, Timestamp::as_unix));
        (
            entry.map(|entry| entry.waiver.effect),
            std::cmp::Reverse(end),
            entry.map(|entry| entry.waiver.id.as_str()),
            index,
        )
    }

    /// Records that a waiver decided a case.
    pub(crate) fn mark_used(&mut self, verdict: &Verdict) {
        if let Some(entry) = verdict.effective.and_then(|index| self.entries.get_mut(index)) {
            entry.used += 1;
        }
        self.mark_spare(&verdict.others);
    }

    /// Records that waivers matched what something else had covered already.
    pub(crate) fn mark_spare(&mut self, indices: &[usize]) {
        for index in indices {
            if let Some(entry) = self.entries.get_mut(*index) {
                entry.spare = true;
            }
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<&'e Waiver> {
        self.entries.get(index).map(|entry| entry.waiver)
    }

    pub(crate) fn suppression(&self, index: usize) -> Option<Suppression> {
        let entry = self.entries.get(index)?;
        Some(Suppression::Waiver {
            id: entry.waiver.id.clone(),
            owner: entry.waiver.owner.clone(),
            reason: entry.waiver.reason.clone(),
            expires: entry.end,
            ticket: entry.waiver.ticket.clone(),
        })
    }

    pub(crate) fn reports(&self) -> Vec<WaiverReport> {
        self.entries
            .iter()
            .map(|entry| {
                let state = match &entry.force {
                    Force::Expired(since) => WaiverState::Expired { since: *since },
                    Force::NotYet(from) => WaiverState::NotYet { from: *from },
                    Force::No(Some(_)) => WaiverState::Lapsed,
                    Force::No(None) => WaiverState::Unused,
                    Force::Yes if entry.used > 0 => WaiverState::Used { violations: entry.used },
                    Force::Yes if !entry.lapsed.is_empty() => WaiverState::Lapsed,
                    Force::Yes if entry.spare => WaiverState::Shadowed,
                    Force::Yes => WaiverState::Unused,
                };
                let mut lapsed = entry.lapsed.clone();
                if let Force::No(Some(cause)) = &entry.force {
                    lapsed.insert(cause.clone());
                }
                let left = entry
                    .end
                    .filter(|_| entry.force == Force::Yes)
                    .and_then(|end| end.since(self.now))
                    .filter(|left| *left <= self.window);
                WaiverReport {
                    id: entry.waiver.id.clone(),
                    owner: entry.waiver.owner.clone(),
                    reason: entry.waiver.reason.clone(),
                    expires: entry.end,
                    ticket: entry.waiver.ticket.clone(),
                    state,
                    expiring_in: left,
                    lapsed: lapsed.into_iter().collect(),
                }
            })
            .collect()
    }

    fn candidates(&self, case: Case<'_, '_>) -> Vec<usize> {
        let mut found = self.others.clone();
        if let Some(group) = case.group
            && !self.by_vulnerability.is_empty()
        {
            for id in group.ids() {
                let named = self.by_vulnerability.get(&id.to_ascii_uppercase());
                found.extend(named.into_iter().flatten());
            }
        }
        if let Some(licence) = case.licence {
            found.extend(self.by_licence.get(licence).into_iter().flatten());
        }
        if !self.by_package.is_empty() {
            for package in case.packages() {
                let named = package.purl().and_then(|p| self.by_package.get(p.package()));
                found.extend(named.into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Says with both instants that an end took effect.
pub(super) fn expired_note(
    what: &str,
    waiver: &Waiver,
    since: Timestamp,
    now: Timestamp,
) -> String {
    let ago = now.since(since).unwrap_or_default();
    format!("{what} {waiver} expired {since}, {ago} before now, {now}")
}

/// The end after clipping, and whether it was clipped.
pub(super) fn end(waiver: &Waiver, settings: &WaiverSettings) -> (Option<Timestamp>, bool) {
    let start = waiver.created.or(waiver.not_before);
    let (Some(longest), Some(start)) = (settings.max_duration, start) else {
        return (waiver.expires, false);
    };
    let latest = start.plus(longest);
    match waiver.expires {
        Some(expires) if expires <= latest => (Some(expires), false),
        _ => (Some(latest), true),
    }
}

pub(super) fn force(
    waiver: &Waiver,
    end: Option<Timestamp>,
    settings: &WaiverSettings,
    evidence: &Evidence,
    cx: &EvalContext,
) -> Force {
    let elsewhere = waiver.matcher.artifact.as_ref().is_some_and(|glob| {
        let reference = evidence.image.value().and_then(|image| image.reference.as_ref());
        let name = evidence.artifact.name.as_str();
        let parsed: Option<ImageRef> = name.parse().ok();
        let matches = glob.matches(name)
            || parsed.is_some_and(|image| glob.matches(image.name()))
            || reference.is_some_and(|image| {
                glob.matches(image.name())
                    || image.digest().is_some_and(|digest| glob.matches(digest))
            })
            || evidence.artifact.digests.iter().any(|digest| glob.matches(digest.as_str()));
        !matches
    });
    let other_namespace = waiver.matcher.namespace.as_ref().is_some_and(|glob| {
        !cx.namespace.as_ref().is_some_and(|namespace| glob.matches(namespace))
    });
    if elsewhere || other_namespace {
        return Force::No(None);
    }
    match end {
        Some(end) if end <= cx.now => return Force::Expired(end),
        None if !settings.allow_permanent => {
            return Force::No(Some(
                "it has no end, and the policy allows no permanent waivers".to_owned(),
            ));
        }
        _ => {}
    }
    if let Some(longest) = settings.max_duration {
        match (waiver.created, waiver.not_before) {
            (None, None) => {
                return Force::No(Some(format!(
                    "it does not say when it was created, and the policy limits waivers to {longest}"
                )));
            }
            // Or it would last until then and as long again. Today's date may be ahead of UTC.
            (Some(created), _) if created > cx.now.plus(Period::from_days(1)) => {
                return Force::No(Some(format!(
                    "it is to be created {created}, and the policy limits waivers to {longest}"
                )));
            }
            _ => {}
        }
    }
    match waiver.not_before {
        Some(from) if cx.now < from => Force::NotYet(from),
        _ => Force::Yes,
    }
}

fn covers(waiver: &Waiver, case: Case<'_, '_>) -> bool {
    let matcher = &waiver.matcher;
    // Missing evidence is nobody's exception unless the rule is named.
    if case.missing_evidence && matcher.rule.is_none() {
        return false;
    }
    let vulnerability = matcher.vulnerability.as_ref().is_none_or(|wanted| {
        case.group.is_some_and(|group| group.ids().any(|id| id.eq_ignore_ascii_case(wanted)))
    });
    let licence = matcher
        .licence
        .as_ref()
        .is_none_or(|wanted| case.licence.is_some_and(|licence| licence == wanted));
    let rule = matcher.rule.as_ref().is_none_or(|wanted| case.rule == Some(wanted.as_str()));
    let component = matcher
        .component
        .as_ref()
        .is_none_or(|pattern| case.packages().any(|package| pattern.matches(package)));
    let path = matcher
        .path
        .as_ref()
        .is_none_or(|glob| case.locations.iter().any(|location| glob.matches(location)));
    vulnerability && licence && rule && component && path
}

/// Why a waiver in force does not cover a case that it matches.
fn lapse(waiver: &Waiver, case: Case<'_, '_>) -> Option<String> {
    let group = case.group?;
    let conditions = &waiver.conditions;
    if let Some(worst) = conditions.max_severity
        && group.judged_level().at_most(worst).is_false()
    {
        return Some(format!(
            "{} in {} is {}, worse than {worst}",
            group.id,
            group.key,
            group.judged_level()
        ));
    }
    if conditions.only_while_no_fix && group.fix.available.is_true() {
        return Some(format!("{} in {} is {}", group.id, group.key, group.fix.describe()));
    }
    if conditions.not_if_kev && group.kev == Some(true) {
        return Some(format!("{} is known to be exploited", group.id));
    }
    None
}

impl Verdict {
    /// The waiver that suppresses, if one does.
    pub(crate) fn suppressing(&self, waivers: &Waivers<'_>) -> Option<usize> {
        self.effective.filter(|index| {
            waivers.get(*index).is_some_and(|waiver| waiver.effect == WaiverEffect::Suppress)
        })
    }
}
