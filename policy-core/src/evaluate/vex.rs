//! Which VEX statement speaks for a finding, and whether it clears it.

use std::cmp::Reverse;

use super::alias::Classes;
use super::group::Group;
use crate::code::Code;
use crate::decision::Suppression;
use crate::error::{Diagnostic, Level};
use crate::evidence::{Digest, Evidence, Package, Product, Statement, Trust, VexStatus};
use crate::numbers::Drawers;
use crate::policy::settings::{FixedSuppresses, VexSettings};
use crate::purl::Purl;
use crate::version::{self, VersionRange};
use crate::{Timestamp, Tri};

/// The statements a policy follows, by vulnerability, each with its products by package: which
/// statements speak of a finding is looked up, and so is what each of them says of the package.
#[derive(Debug)]
pub(crate) struct Statements<'e> {
    /// Sorted, each once.
    followed: Vec<&'e Statement>,
    /// By statement and package.
    targets: Vec<Target<'e>>,
    /// By class, and by the number of an id that is outside of all classes of those it goes with.
    by_class: Drawers<u32>,
    by_id: Drawers<u32>,
    settings: &'e VexSettings,
}

/// What a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Target<'e> {
    statement: u32,
    /// The package without version and qualifiers; empty for the artifact as a whole.
    package: &'e str,
    how: Specificity,
    purl: Option<&'e Purl>,
    versions: Option<&'e VersionRange>,
}

/// What the statements about one finding come to.
#[derive(Debug, Default)]
pub(crate) struct Verdict<'e> {
    /// The statement that wins, if it clears the finding.
    pub(crate) clears: Option<&'e Statement>,
    /// The others that match what is cleared.
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
        let mut followed: Vec<&Statement> = Vec::new();
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
            followed.push(statement);
        }
        // A document that comes in more than once says no more.
        followed.sort_unstable();
        followed.dedup();
        let mut ids: Vec<(u32, u32)> = Vec::new();
        let mut targets = Vec::new();
        for (number, statement) in (0_u32..).zip(&followed) {
            let before = ids.len();
            let known = statement.vulnerabilities.iter().filter_map(|id| classes.find(id));
            ids.extend(known.map(|id| (id, number)));
            if ids.len() > before {
                let digests = &evidence.artifact.digests;
                targets
                    .extend(statement.products.iter().flat_map(|p| Target::of(number, p, digests)));
            }
        }
        targets.sort_unstable();
        targets.dedup();
        let count = if ids.is_empty() { 0 } else { classes.len() };
        let of_class = ids.iter().map(|(id, statement)| (classes.class_of(*id), *statement));
        Self {
            followed,
            targets,
            by_class: Drawers::new(count, of_class),
            by_id: Drawers::new(count, ids.iter().copied()),
            settings,
        }
    }

    /// What is said of each group; nothing at all if no statement is followed.
    pub(crate) fn verdicts(
        &self,
        groups: &[Group<'_>],
        notes: &mut Vec<Diagnostic>,
    ) -> Vec<Verdict<'e>> {
        if self.by_id.is_empty() {
            return Vec::new();
        }
        groups.iter().map(|group| self.verdict(group, notes)).collect()
    }

    fn verdict(&self, group: &Group<'_>, notes: &mut Vec<Diagnostic>) -> Verdict<'e> {
        let mut matching: Vec<(Specificity, &Statement)> = Vec::new();
        let foreign = group.foreign_ids().flat_map(|id| self.by_id.get(id));
        let own = self.by_class.get(group.class()).iter();
        let mut numbers: Vec<u32> = own.chain(foreign).copied().collect();
        // Under several of its names, a statement still is one.
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let Some(statement) = self.followed.get(number as usize) else { continue };
            let how = self.covers(number, statement.status, group);
            matching.extend(how.map(|how| (how, *statement)));
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
        let mut order = matching.into_iter().map(|(_, statement)| statement);
        let Some(winner) = order.next() else {
            return Verdict::default();
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
        if clears {
            Verdict { clears: Some(winner), others: order.collect() }
        } else {
            Verdict::default()
        }
    }

    /// How exactly a statement covers the finding; `None` if it does not.
    fn covers(&self, number: u32, status: VexStatus, group: &Group<'_>) -> Option<Specificity> {
        let about = |package: &str| {
            let order = |target: &Target<'_>| {
                target.statement.cmp(&number).then(target.package.cmp(package))
            };
            let from = self.targets.partition_point(|target| order(target).is_lt());
            let rest = self.targets.get(from..).unwrap_or_default();
            let end = rest.partition_point(|target| order(target).is_eq());
            rest.get(..end).unwrap_or_default()
        };
        let whole = about(WHOLE).iter().map(|target| target.how).max();
        // The packages of a group differ in their qualifiers only.
        let purl = group.packages().find_map(Package::purl);
        let named = purl.map(|purl| about(purl.package())).unwrap_or_default();
        let covering = named
            .iter()
            .filter(|target| group.packages().any(|package| target.covers(package, status)));
        whole.max(covering.map(|target| target.how).max())
    }
}

/// Stands for the package where a statement is about all of the artifact.
const WHOLE: &str = "";

impl<'e> Target<'e> {
    /// What a product comes to in an artifact with these digests.
    fn of(statement: u32, product: &'e Product, digests: &[Digest]) -> Vec<Self> {
        let of = |how, purl: &'e Purl, versions| Self {
            statement,
            package: purl.package(),
            how,
            purl: Some(purl),
            versions,
        };
        match product {
            Product::Package(purl) if purl.version().is_some() => {
                vec![of(Specificity::Version, purl, None)]
            }
            Product::Package(purl) => vec![of(Specificity::Package, purl, None)],
            Product::Range(range) => {
                vec![of(Specificity::Range, range.package(), Some(range.versions()))]
            }
            Product::Artifact { digest, .. } if !digests.contains(digest) => Vec::new(),
            Product::Artifact { subcomponents, .. } if subcomponents.is_empty() => vec![Self {
                statement,
                package: WHOLE,
                how: Specificity::Artifact,
                purl: None,
                versions: None,
            }],
            Product::Artifact { subcomponents, .. } => {
                let inside = Specificity::ArtifactComponent;
                subcomponents.iter().map(|purl| of(inside, purl, None)).collect()
            }
        }
    }

    fn covers(&self, package: &Package, status: VexStatus) -> bool {
        let Some(purl) = self.purl else { return true };
        let within = match (self.versions, package.full_version()) {
            (None, _) => Tri::True,
            (Some(versions), Some(installed)) => versions.contains(installed),
            (Some(_), None) => Tri::Unknown,
        };
        // What clears a finding must speak of it for certain; what warns of it need not.
        let clears = matches!(status, VexStatus::NotAffected | VexStatus::Fixed);
        purl_covers(purl, package) && if clears { within.is_true() } else { !within.is_false() }
    }
}

/// How exactly a statement names what it is about; the more exact wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Specificity {
    Package,
    Range,
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
