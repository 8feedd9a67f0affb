//! Which waivers cover a violation, and what became of each.

mod index;

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::fmt;

use self::index::Index;
use super::group::Group;
use super::table::Table;
use crate::code::Code;
use crate::decision::{Remark, Suppression, WaiverReport, WaiverState};
use crate::error::Level;
use crate::evidence::{Evidence, ImageRef, Package};
use crate::policy::Compiled;
use crate::policy::settings::WaiverSettings;
use crate::text::sentence;
use crate::waiver::{Waiver, WaiverEffect};
use crate::{EvalContext, Period, Text, Timestamp};

/// Every waiver in force or not, indexed by what it names.
#[derive(Debug)]
pub(crate) struct Waivers<'e> {
    entries: Vec<Entry<'e>>,
    index: Index<'e>,
    /// Those that may cover what is asked about; kept to be filled again.
    candidates: Vec<u32>,
    now: Timestamp,
    window: Period,
}

#[derive(Debug)]
struct Entry<'e> {
    waiver: &'e Waiver,
    /// The number of the vulnerability it names; `None` if no finding has that.
    vulnerability: Option<u32>,
    /// The licence it names, as violations spell it.
    licence: Option<String>,
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
    /// The one package that is judged, with its number, where it is no finding.
    pub(crate) package: Option<(u32, &'c Package)>,
    /// Where that is, or what else is judged; a finding knows its own.
    pub(crate) locations: &'c [Text],
}

impl<'c, 'e: 'c> Case<'c, 'e> {
    /// The packages as the scanners write them, or the one package that is judged.
    fn packages(self) -> impl Iterator<Item = &'c Package> {
        let alone = self.package.filter(|_| self.group.is_none()).map(|(_, package)| package);
        self.group.into_iter().flat_map(Group::packages).chain(alone)
    }

    fn locations(self) -> impl Iterator<Item = &'c str> {
        let stated = self.locations.iter().map(Text::as_str);
        self.group.into_iter().flat_map(Group::locations).chain(stated)
    }
}

/// What the waivers come to in one case.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// The waiver that decides: one that suppresses before one that softens, then the latest end.
    pub(crate) effective: Option<usize>,
    /// Others that would do.
    pub(crate) others: Vec<usize>,
}

impl<'e> Waivers<'e> {
    pub(crate) fn of(
        policy: &'e Compiled,
        evidence: &'e Evidence,
        table: &Table<'e>,
        cx: &EvalContext,
        notes: &mut Vec<Remark>,
    ) -> Self {
        let settings = &policy.waiver_settings;
        let mut list: Vec<&Waiver> = policy.waivers.iter().chain(&evidence.waivers).collect();
        // The text settles the order of waivers that share an id.
        let text = |waiver: &Waiver| serde_json::to_string(waiver).unwrap_or_default();
        list.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| text(a).cmp(&text(b))));
        list.dedup();
        for (first, second) in list.iter().zip(list.iter().skip(1)) {
            if first.id == second.id {
                let message = format!("two different waivers are called `{}`", first.id);
                notes.push(Remark::new(Code::WaiverAmbiguous, Level::Warning, "waivers", message));
            }
        }
        let find = |waiver: &&Waiver| table.classes.find(waiver.matcher.vulnerability.as_ref()?);
        let ids: Vec<Option<u32>> = list.iter().map(find).collect();
        let index = Index::of(&list, &ids, table);
        let names = LazyCell::new(|| names(evidence));
        let mut entries = Vec::with_capacity(list.len());
        for (waiver, vulnerability) in list.into_iter().zip(ids) {
            let (end, clipped) = waiver.end(settings);
            if clipped {
                let message = format!(
                    "{waiver} lasts longer than the policy allows; it ends {}",
                    end.map_or_else(String::new, |end| end.to_string())
                );
                notes.push(Remark::new(Code::WaiverClipped, Level::Warning, "waivers", message));
            }
            let force = force(waiver, end, settings, &names, cx);
            let lapsed = BTreeSet::new();
            entries.push(Entry {
                waiver,
                vulnerability,
                licence: waiver.matcher.spelt_licence(),
                end,
                force,
                used: 0,
                spare: false,
                lapsed,
            });
        }
        let candidates = Vec::new();
        Self { entries, index, candidates, now: cx.now, window: settings.expiring_window }
    }

    /// Finds the waivers for a case. `notes` gets what expired and lapsed ones have to do with it,
    /// if somebody wants to know.
    pub(crate) fn verdict(
        &mut self,
        case: Case<'_, '_>,
        notes: Option<&mut Vec<String>>,
    ) -> Verdict {
        let package =
            case.group.map(Group::number).or_else(|| case.package.map(|(number, _)| number));
        let mut candidates = std::mem::take(&mut self.candidates);
        self.index.candidates(case.rule, case.group, case.licence, package, &mut candidates);
        let verdict = match candidates.as_slice() {
            [] => Verdict::default(),
            some => self.weigh(case, some, notes),
        };
        self.candidates = candidates;
        verdict
    }

    /// Whether no waiver has anything to do with a finding, whatever the rule.
    pub(crate) fn ignore(&self, group: &Group<'_>) -> bool {
        self.index.ignores(group)
    }

    fn weigh(
        &mut self,
        case: Case<'_, '_>,
        candidates: &[u32],
        mut notes: Option<&mut Vec<String>>,
    ) -> Verdict {
        let now = self.now;
        let mut verdict = Verdict::default();
        let mut note = |text: fmt::Arguments<'_>| {
            if let Some(notes) = notes.as_deref_mut() {
                notes.push(sentence(text));
            }
        };
        for index in candidates.iter().map(|index| *index as usize) {
            let Some(entry) = self.entries.get_mut(index).filter(|entry| entry.covers(case)) else {
                continue;
            };
            let waiver = entry.waiver;
            match &entry.force {
                Force::Expired(since) => {
                    note(format_args!("waiver {waiver} {}", Expired(*since, now)))
                }
                Force::NotYet(from) => {
                    note(format_args!("waiver {waiver} holds from {from}, now is {now}"));
                }
                Force::No(Some(cause)) => {
                    note(format_args!("waiver {waiver} does not hold: {cause}"));
                    entry.lapsed.insert(cause.clone());
                }
                Force::No(None) => {}
                Force::Yes => match lapse(waiver, case) {
                    Some(cause) => {
                        note(format_args!("waiver {waiver} lapsed: {cause}"));
                        entry.lapsed.insert(cause);
                    }
                    None => {
                        let other = verdict.effective.replace(index);
                        verdict.others.extend(other);
                    }
                },
            }
        }
        if let (Some(last), false) = (verdict.effective, verdict.others.is_empty()) {
            verdict.others.push(last);
            verdict.others.sort_by(|a, b| self.preference(*a).cmp(&self.preference(*b)));
            verdict.effective = Some(verdict.others.remove(0));
        }
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
}

/// Says with both instants that an end took effect.
pub(super) struct Expired(pub(super) Timestamp, pub(super) Timestamp);

impl fmt::Display for Expired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(since, now) = self;
        let ago = now.since(*since).unwrap_or_default();
        write!(f, "expired {since}, {ago} before now, {now}")
    }
}

/// What the evidence calls the artifact; a waiver for other artifacts matches none of it.
pub(super) fn names(evidence: &Evidence) -> Vec<String> {
    let name = &evidence.artifact.name;
    let mut names = vec![name.clone()];
    let parsed: Option<ImageRef> = name.parse().ok();
    names.extend(parsed.map(|image| image.name().to_owned()));
    if let Some(image) = evidence.image.value().and_then(|image| image.reference.as_ref()) {
        names.push(image.name().to_owned());
        names.extend(image.digest().map(str::to_owned));
    }
    names.extend(evidence.artifact.digests.iter().map(|digest| digest.as_str().to_owned()));
    names
}

pub(super) fn force(
    waiver: &Waiver,
    end: Option<Timestamp>,
    settings: &WaiverSettings,
    names: &[String],
    cx: &EvalContext,
) -> Force {
    let elsewhere = waiver
        .matcher
        .artifact
        .as_ref()
        .is_some_and(|glob| !names.iter().any(|name| glob.matches(name)));
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
        match (waiver.granted(settings), waiver.not_before) {
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

impl Entry<'_> {
    fn covers(&self, case: Case<'_, '_>) -> bool {
        let matcher = &self.waiver.matcher;
        // Missing evidence is nobody's exception unless the rule is named.
        if case.missing_evidence && matcher.rule.is_none() {
            return false;
        }
        let vulnerability = matcher.vulnerability.is_none()
            || self.vulnerability.zip(case.group).is_some_and(|(id, group)| group.has_id(id));
        let licence = matcher.licence.as_ref().is_none_or(|wanted| {
            case.licence.is_some_and(|licence| {
                licence == wanted || self.licence.as_deref() == Some(licence)
            })
        });
        let rule = matcher.rule.as_ref().is_none_or(|wanted| case.rule == Some(wanted.as_str()));
        let component = || {
            matcher
                .component
                .as_ref()
                .is_none_or(|pattern| case.packages().any(|package| pattern.matches(package)))
        };
        let path = || {
            matcher
                .path
                .as_ref()
                .is_none_or(|glob| case.locations().any(|location| glob.matches(location)))
        };
        vulnerability && licence && rule && component() && path()
    }
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
            group.id(),
            group.key(),
            group.judged_level()
        ));
    }
    if conditions.only_while_no_fix && group.fix_available().is_true() {
        let (id, key) = (group.id(), group.key());
        return Some(sentence(format_args!("{id} in {key} is {}", group.describe_fix())));
    }
    if conditions.not_if_kev && group.kev() == Some(true) {
        return Some(format!("{} is known to be exploited", group.id()));
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
