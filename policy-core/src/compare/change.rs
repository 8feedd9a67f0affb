//! Changes that somebody thinks about.

use std::collections::{BTreeMap, BTreeSet};

use crate::evaluate::alias::{Classes, Names};
use crate::evidence::{
    BaseImage, Evidence, Finding, Fix, ImageRef, Layer, Package, Scan, Section, Statement,
};
use crate::severity::{Rating, RatingKind, Severity};
use crate::version::Sources;
use crate::waiver::Waiver;
use crate::{ComponentPattern, EvalContext, Purl, Text, Texts, Timestamp};

/// Who says so, where a change rates a finding.
const SOURCE: &str = "what-if";

/// One change of the evidence, or of the circumstances.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// Components come in another version. A vulnerability is gone if that version certainly has the
    /// fix by every scanner that names one: it is as new as the newest fixed version, or a later one
    /// of a line that has a fix. Otherwise it stays, since nobody has scanned the new version.
    Upgrade {
        /// Which components.
        component: ComponentPattern,
        /// The version.
        to: String,
    },
    /// Components are not there any more, nor what was found in them.
    Remove {
        /// Which components.
        component: ComponentPattern,
    },
    /// The image is built on another base, of which nothing is known but its name: what the old
    /// one brought is gone, and the operating system is not known.
    RebuildBase {
        /// The new base image, if its name matters.
        base: Option<ImageRef>,
        /// When it was built.
        created: Option<Timestamp>,
    },
    /// A waiver is granted.
    AddWaiver(Waiver),
    /// A VEX statement is made.
    AddStatement(Statement),
    /// A scanner finds something more.
    AddFinding {
        /// The scanner; a new one if it has not looked yet.
        scanner: String,
        /// What it finds.
        finding: Finding,
    },
    /// Everybody rates a vulnerability so.
    Rate {
        /// The vulnerability, under any of the names that its findings give.
        vulnerability: String,
        /// The level.
        level: Severity,
    },
    /// A vulnerability becomes known to be exploited.
    Exploited {
        /// The vulnerability, under any of the names that its findings give.
        vulnerability: String,
    },
    /// A fix is released.
    FixAppears {
        /// The vulnerability, under any of the names that its findings give.
        vulnerability: String,
        /// The version that has it.
        version: String,
        /// Since when; grace periods may count from it.
        since: Option<Timestamp>,
    },
    /// Time has passed.
    MoveTo(Timestamp),
    /// The question is asked in another stage.
    Stage(String),
}

impl Change {
    /// Makes the change; `false` if it finds nothing to change.
    pub(super) fn apply(&self, evidence: &mut Evidence, cx: &mut EvalContext) -> bool {
        match self {
            Self::Upgrade { component, to } => upgrade(evidence, component, to),
            Self::Remove { component } => {
                let findings = retain(evidence, |finding| !component.matches(&finding.package));
                let components = value_mut(&mut evidence.sbom).is_some_and(|sbom| {
                    let before = sbom.components.len();
                    sbom.components.retain(|known| !component.matches(&known.package));
                    sbom.components.len() != before
                });
                findings || components
            }
            Self::RebuildBase { base, created } => rebuild(evidence, base.as_ref(), *created),
            Self::AddWaiver(waiver) => {
                evidence.waivers.push(waiver.clone());
                true
            }
            Self::AddStatement(statement) => {
                match value_mut(&mut evidence.vex) {
                    Some(statements) => statements.push(statement.clone()),
                    None => evidence.vex = Section::Present(vec![statement.clone()]),
                }
                true
            }
            Self::AddFinding { scanner, finding } => {
                let known = evidence.scans.iter_mut().find(|scan| scan.scanner == *scanner);
                match known {
                    Some(scan) => *scan = scan.clone().finding(finding.clone()),
                    None => evidence.scans.push(Scan::new(scanner).finding(finding.clone())),
                }
                true
            }
            Self::Rate { vulnerability, level } => each(evidence, vulnerability, |finding| {
                finding.vectors.clear();
                finding.ratings = vec![Rating::new(SOURCE, RatingKind::Vendor, *level)];
            }),
            Self::Exploited { vulnerability } => {
                each(evidence, vulnerability, |finding| finding.kev = Some(true))
            }
            Self::FixAppears { vulnerability, version, since } => {
                each(evidence, vulnerability, |finding| {
                    let mut versions = match std::mem::take(&mut finding.fix) {
                        Fix::Fixed(versions) => versions,
                        _ => Texts::default(),
                    };
                    versions.extend([version]);
                    finding.fix = Fix::Fixed(versions);
                    finding.fix_available_since = finding.fix_available_since.or(*since);
                })
            }
            Self::MoveTo(now) => {
                let moved = cx.now != *now;
                cx.now = *now;
                moved
            }
            Self::Stage(stage) => {
                let moved = cx.stage.as_ref() != Some(stage);
                cx.stage = Some(stage.clone());
                moved
            }
        }
    }
}

fn upgrade(evidence: &mut Evidence, component: &ComponentPattern, to: &str) -> bool {
    let mut found = false;
    if let Some(sbom) = value_mut(&mut evidence.sbom) {
        for known in sbom.components.iter_mut().filter(|c| component.matches(&c.package)) {
            known.package = in_version(&known.package, to);
            found = true;
        }
    }
    let stay = names_that_stay(evidence, component, to);
    let mut stay = stay.into_iter();
    found |= retain(evidence, |finding| {
        if !component.matches(&finding.package) {
            return true;
        }
        let mut names = stay.next().unwrap_or_default().into_iter();
        let Some(id) = names.next() else { return false };
        finding.id = id;
        finding.aliases = names.collect();
        true
    });
    for finding in findings(evidence).filter(|finding| component.matches(&finding.package)) {
        finding.package = in_version(&finding.package, to);
        found = true;
    }
    found
}

/// Of each finding of a component the names of what a version does not certainly fix, in the order
/// of the evidence. An advisory on several vulnerabilities may lose some of them.
fn names_that_stay(evidence: &Evidence, component: &ComponentPattern, to: &str) -> Vec<Vec<Text>> {
    let concerned: Vec<&Finding> = evidence
        .scans
        .iter()
        .filter_map(|scan| scan.findings.value())
        .flatten()
        .filter(|finding| component.matches(&finding.package))
        .collect();
    // What other packages have tells which names go together too.
    let everything = || {
        let scans = evidence.scans.iter().filter_map(|scan| scan.findings.value());
        scans.flatten()
    };
    let mut names = Names::of(everything().count());
    everything().for_each(|finding| names.add(finding));
    let classes = Classes::of(names);
    let is_concerned = everything().map(|finding| component.matches(&finding.package));
    let positions: Vec<usize> =
        is_concerned.enumerate().filter(|(_, is)| *is).map(|(at, _)| at).collect();

    let mut groups: BTreeMap<(&str, u32), Vec<&Finding>> = BTreeMap::new();
    for (finding, at) in concerned.iter().zip(&positions) {
        for class in classes.of_finding(*at) {
            groups.entry((finding.package.key(), class)).or_default().push(finding);
        }
    }
    let fixed: BTreeSet<(&str, u32)> = groups
        .into_iter()
        .filter(|(_, members)| is_fixed(members, to))
        .map(|(group, _)| group)
        .collect();
    concerned
        .iter()
        .zip(&positions)
        .map(|(finding, at)| {
            let key = finding.package.key();
            let is_fixed = |class| fixed.contains(&(key, class));
            if classes.of_finding(*at).all(is_fixed) {
                return Vec::new();
            }
            let names = std::iter::once(&finding.id).chain(&finding.aliases);
            let stays = |name: &&Text| {
                classes
                    .find(name)
                    .is_none_or(|id| !classes.is_cve(id) || !is_fixed(classes.class_of(id)))
            };
            names.filter(stays).cloned().collect()
        })
        .collect()
}

/// Whether a version certainly has the fix, by what all scanners say of one vulnerability.
fn is_fixed(members: &[&Finding], to: &str) -> bool {
    let Some(package) = members.iter().map(|finding| &finding.package).min() else { return false };
    let Some(installed) = package.full_version() else { return false };
    let named = members.iter().filter_map(|finding| finding.fix.versions());
    Sources::new(package.scheme(), installed, named).agree_on(to)
}

fn in_version(package: &Package, to: &str) -> Package {
    let purl = package.purl().and_then(|purl| {
        let qualifiers = purl.as_str().strip_prefix(purl.without_qualifiers()).unwrap_or_default();
        Purl::parse(&format!("{}@{to}{qualifiers}", purl.package())).ok()
    });
    match purl {
        Some(purl) => Package::new(package.name(), "").with_purl(purl),
        None => Package::new(package.name(), to),
    }
}

fn rebuild(evidence: &mut Evidence, base: Option<&ImageRef>, created: Option<Timestamp>) -> bool {
    let mut gone = Vec::new();
    if let Some(sbom) = value_mut(&mut evidence.sbom) {
        sbom.components.retain(|component| {
            let stays = component.place.layer != Some(Layer::Base);
            if !stays {
                gone.push(component.package.key().to_owned());
            }
            stays
        });
    }
    gone.sort_unstable();
    let mut found = !gone.is_empty();
    found |= retain(evidence, |finding| match finding.place.layer {
        Some(layer) => layer != Layer::Base,
        None => gone.binary_search_by(|key| key.as_str().cmp(finding.package.key())).is_err(),
    });
    if let Some(image) = value_mut(&mut evidence.image) {
        found |= image.os.take().is_some() || image.base.is_some() || base.is_some();
        image.base = base.cloned().map(|reference| {
            let base = BaseImage::new(reference);
            created.map_or(base.clone(), |at| base.created(at))
        });
    }
    found
}

fn value_mut<T>(section: &mut Section<T>) -> Option<&mut T> {
    match section {
        Section::Present(value) | Section::Incomplete(value, _) => Some(value),
        Section::Absent(_) => None,
    }
}

fn findings(evidence: &mut Evidence) -> impl Iterator<Item = &mut Finding> {
    evidence.scans.iter_mut().filter_map(|scan| value_mut(&mut scan.findings)).flatten()
}

/// Keeps the findings that pass; says whether any did not.
fn retain(evidence: &mut Evidence, mut keep: impl FnMut(&mut Finding) -> bool) -> bool {
    let mut found = false;
    for list in evidence.scans.iter_mut().filter_map(|scan| value_mut(&mut scan.findings)) {
        let before = list.len();
        list.retain_mut(&mut keep);
        found |= list.len() != before;
    }
    found
}

/// Changes every finding of a vulnerability; says whether there is one.
fn each(evidence: &mut Evidence, id: &str, change: impl Fn(&mut Finding)) -> bool {
    let mut found = false;
    for finding in findings(evidence) {
        let is_meant = std::iter::once(&finding.id)
            .chain(&finding.aliases)
            .any(|name| name.eq_ignore_ascii_case(id));
        if is_meant {
            change(finding);
            found = true;
        }
    }
    found
}
