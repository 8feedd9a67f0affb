//! Which VEX statement speaks for a finding, and whether it clears it.

use std::cmp::Reverse;

use super::alias::Classes;
use super::group::Group;
use super::intern::Drawers;
use crate::Timestamp;
use crate::code::Code;
use crate::decision::Suppression;
use crate::error::{Diagnostic, Level};
use crate::evidence::{Digest, Evidence, Package, Product, Statement, Trust, VexStatus};
use crate::policy::settings::{FixedSuppresses, VexSettings};
use crate::purl::Purl;
use crate::version;

/// The statements a policy follows, by vulnerability.
#[derive(Debug)]
pub(crate) struct Statements<'e> {
    followed: Vec<&'e Statement>,
    /// By class, and by the number of an id that is outside of all classes of those it goes with.
    by_class: Drawers<u32>,
    by_id: Drawers<u32>,
    digests: &'e [Digest],
    settings: &'e VexSettings,
}

/// What the statements about one finding come to.
#[derive(Debug)]
pub(crate) struct Verdict<'e> {
    /// The statement that wins, if it clears the finding.
    pub(crate) clears: Option<&'e Statement>,
    /// The others that match.
    pub(crate) others: Vec<&'e Statement>,
}

impl<'e> Statements<'e> {
    pub(crate) fn of(
        evidence: &'e Evidence,
        classes: &Classes<'_>,
        settings: &'e VexSettings,
        now: Timestamp,
        notes: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut followed = Vec::new();
        let mut ids: Vec<(u32, u32)> = Vec::new();
        for statement in evidence.vex.value().into_iter().flatten() {
            if let Some(reason) = refusal(statement, settings, now) {
                notes.push(note(Code::VexIgnored, Level::Warning, statement, &reason));
                continue;
            }
            let broad = statement.products.iter().any(|product| {
                matches!(product, Product::Artifact { subcomponents, .. } if subcomponents.is_empty())
            });
            if broad && matches!(statement.status, VexStatus::NotAffected | VexStatus::Fixed) {
                let reason = "it names no component, hence covers all of them";
                notes.push(note(Code::VexBroad, Level::Warning, statement, reason));
            }
            let number = followed.len() as u32;
            let known = statement.vulnerabilities.iter().filter_map(|id| classes.find(id));
            ids.extend(known.map(|id| (id, number)));
            followed.push(statement);
        }
        let count = if ids.is_empty() { 0 } else { classes.len() };
        let of_class = ids.iter().map(|(id, statement)| (classes.class_of(*id), *statement));
        Self {
            followed,
            by_class: Drawers::new(count, of_class),
            by_id: Drawers::new(count, ids.iter().copied()),
            digests: &evidence.artifact.digests,
            settings,
        }
    }

    pub(crate) fn verdict(&self, group: &Group<'_>, notes: &mut Vec<Diagnostic>) -> Verdict<'e> {
        let mut matching: Vec<(Specificity, &Statement)> = Vec::new();
        if !self.by_id.is_empty() {
            let foreign = group.foreign_ids().flat_map(|id| self.by_id.get(id));
            for number in self.by_class.get(group.class()).iter().chain(foreign) {
                let Some(statement) = self.followed.get(*number as usize) else { continue };
                matching.extend(self.covers(statement, group).map(|how| (how, *statement)));
            }
        }
        // The most trusted first, then the most specific, then the newest, then the worst.
        matching.sort_by_key(|(how, statement)| {
            Reverse((
                trust(statement, self.settings),
                *how,
                statement.timestamp,
                statement.status,
                Reverse(*statement),
            ))
        });
        matching.dedup();
        let mut order = matching.into_iter().map(|(_, statement)| statement);
        let Some(winner) = order.next() else {
            return Verdict { clears: None, others: Vec::new() };
        };
        let clears = match winner.status {
            VexStatus::NotAffected => true,
            VexStatus::Fixed => {
                let plausible = is_plausibly_fixed(group);
                if !plausible && self.settings.fixed_suppresses == FixedSuppresses::IfPlausible {
                    let reason =
                        format!("{} is older than every known fix of {}", group.key(), group.id);
                    notes.push(note(Code::VexIgnored, Level::Warning, winner, &reason));
                }
                match self.settings.fixed_suppresses {
                    FixedSuppresses::IfPlausible => plausible,
                    FixedSuppresses::Always => true,
                    FixedSuppresses::Never => false,
                }
            }
            VexStatus::UnderInvestigation | VexStatus::Affected => false,
        };
        let mut others: Vec<&Statement> = order.collect();
        others.dedup();
        if clears {
            Verdict { clears: Some(winner), others }
        } else {
            others.insert(0, winner);
            Verdict { clears: None, others }
        }
    }

    /// How exactly the statement covers the finding; `None` if it does not.
    fn covers(&self, statement: &Statement, group: &Group<'_>) -> Option<Specificity> {
        let any = |purl: &Purl| group.packages().any(|package| purl_covers(purl, package));
        statement
            .products
            .iter()
            .filter_map(|product| match product {
                Product::Package(purl) => any(purl).then_some(if purl.version().is_some() {
                    Specificity::Version
                } else {
                    Specificity::Package
                }),
                Product::Artifact { digest, subcomponents } => {
                    if !self.digests.contains(digest) {
                        None
                    } else if subcomponents.is_empty() {
                        Some(Specificity::Artifact)
                    } else {
                        subcomponents.iter().any(any).then_some(Specificity::ArtifactComponent)
                    }
                }
            })
            .max()
    }
}

/// How exactly a statement names what it is about; the more exact wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Specificity {
    Package,
    Version,
    Artifact,
    ArtifactComponent,
}

fn purl_covers(general: &Purl, package: &Package) -> bool {
    let Some(specific) = package.purl() else {
        return false;
    };
    general.package() == specific.package()
        && general.version().is_none_or(|version| {
            package.version() == Some(version) || specific.version() == Some(version)
        })
        && general.subpath().is_none_or(|subpath| specific.subpath() == Some(subpath))
        && general.qualifiers().all(|(key, value)| specific.qualifier(key) == Some(value))
}

/// Fixed, says the supplier: that is believed if what is installed is at or above some known fix,
/// or if no fix is known.
fn is_plausibly_fixed(group: &Group<'_>) -> bool {
    let versions = group.fix_versions();
    let Some(installed) = group.package.full_version() else {
        return versions.is_empty();
    };
    versions.is_empty()
        || versions
            .iter()
            .any(|fixed| version::is_fixed_by(group.package.kind(), installed, fixed).is_true())
}

/// How far a statement is trusted: a document that the policy names, most of all.
fn trust(statement: &Statement, settings: &VexSettings) -> Trust {
    if settings.pinned.contains(&statement.document) { Trust::Pinned } else { statement.trust }
}

/// Why a policy does not follow a statement.
fn refusal(statement: &Statement, settings: &VexSettings, now: Timestamp) -> Option<String> {
    if let Some(authors) = &settings.trusted_authors
        && trust(statement, settings) != Trust::Pinned
        && !authors.contains(&statement.author)
    {
        return Some(format!("the policy does not trust `{}`", statement.author));
    }
    if statement.timestamp.is_some_and(|at| at > now) {
        return Some("it is dated in the future".to_owned());
    }
    if let Some(max_age) = settings.max_age {
        match statement.timestamp.map(|at| now.since(at).unwrap_or_default()) {
            None => {
                return Some(
                    "it has no date, and the policy limits the age of statements".to_owned(),
                );
            }
            Some(age) if age > max_age => {
                return Some(format!("it is {age} old, more than the {max_age} the policy allows"));
            }
            Some(_) => {}
        }
    }
    if statement.status != VexStatus::NotAffected {
        return None;
    }
    let filled = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    if settings.require_justification
        && !filled(&statement.justification)
        && !filled(&statement.statement)
    {
        return Some("it gives neither a justification nor an impact statement".to_owned());
    }
    let accepted = settings.accept_justifications.as_ref()?;
    match &statement.justification {
        Some(given) if accepted.contains(given) => None,
        Some(given) => Some(format!("the policy does not accept the justification `{given}`")),
        None => {
            Some("the policy accepts certain justifications only, and it gives none".to_owned())
        }
    }
}

fn note(code: Code, level: Level, statement: &Statement, reason: &str) -> Diagnostic {
    let message = format!(
        "`{}` by {} on {} in {}: {reason}",
        statement.status,
        statement.author,
        statement.vulnerabilities.join(", "),
        statement.document
    );
    Diagnostic::new(code, level, "vex", message)
}

pub(crate) fn suppression(statement: &Statement) -> Suppression {
    Suppression::Vex {
        document: statement.document.clone(),
        author: statement.author.clone(),
        status: statement.status,
        justification: statement.justification.clone().or_else(|| statement.statement.clone()),
        timestamp: statement.timestamp,
    }
}
