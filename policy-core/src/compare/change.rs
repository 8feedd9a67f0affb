//! Changes that somebody thinks about.

use std::cmp::Ordering;

use crate::evidence::{
    BaseImage, Evidence, Finding, Fix, ImageRef, Layer, Package, Scan, Section, Statement,
};
use crate::severity::{Rating, RatingKind, Severity};
use crate::version::{self, FixCandidate, FixLine};
use crate::waiver::Waiver;
use crate::{ComponentPattern, EvalContext, Purl, Texts, Timestamp};

/// Who says so, where a change rates a finding.
const SOURCE: &str = "what-if";

/// One change of the evidence, or of the circumstances.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// Components come in another version. A finding is gone if that version certainly has the
    /// fix: it is as new as the newest fixed version, or a later one of a line that has a fix.
    /// Otherwise it stays, since nobody has scanned the new version.
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
    found |=
        retain(evidence, |finding| !component.matches(&finding.package) || !is_fixed(finding, to));
    for finding in findings(evidence).filter(|finding| component.matches(&finding.package)) {
        finding.package = in_version(&finding.package, to);
        found = true;
    }
    found
}

/// Whether a version certainly has the fix of a finding.
fn is_fixed(finding: &Finding, to: &str) -> bool {
    let Fix::Fixed(texts) = &finding.fix else { return false };
    let kind = finding.package.kind();
    let Some(installed) = finding.package.full_version() else { return false };
    if version::compare(kind, to, installed) != Some(Ordering::Greater) {
        return false;
    }
    let at_least = |fixed: &str| version::compare(kind, to, fixed).is_some_and(Ordering::is_ge);
    let candidates: Vec<FixCandidate<'_>> =
        texts.iter().flat_map(|text| version::fix_candidates(text)).collect();
    let newest = !candidates.is_empty()
        && candidates.iter().all(|candidate| match candidate {
            FixCandidate::Version(fixed) => at_least(fixed),
            FixCandidate::Unknown(_) => false,
        });
    newest
        || candidates.iter().any(|candidate| match candidate {
            FixCandidate::Version(fixed) => {
                at_least(fixed) && version::line(fixed, to) == FixLine::SameMinor
            }
            FixCandidate::Unknown(_) => false,
        })
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
fn retain(evidence: &mut Evidence, keep: impl Fn(&Finding) -> bool) -> bool {
    let mut found = false;
    for list in evidence.scans.iter_mut().filter_map(|scan| value_mut(&mut scan.findings)) {
        let before = list.len();
        list.retain(&keep);
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
