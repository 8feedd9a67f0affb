//! Xray's summaries as scans.

use std::collections::BTreeSet;

use policy_core::Text;
use policy_core::evidence::{Digest, Finding, Fix, Package, Scan};
use policy_core::severity::{CvssVersion, Rating, RatingKind, Score, Vocabulary};
use xray_client::summary::{ApplicabilityDetail, ArtifactSummary, Cve, Issue, IssueComponent};
use xray_client::{ComponentId, Cvss};

use super::timestamp;

/// The scanner's name in ratings and explanations.
pub(crate) const SCANNER: &str = "xray";

/// Adds the issues of one summary to a scan.
pub(crate) fn add_summary(mut scan: Scan, summary: &ArtifactSummary) -> Scan {
    let fallback = summary.general.name.as_deref().unwrap_or("the artifact");
    for issue in &summary.issues {
        if Vocabulary::Xray.read(issue.severity().as_str()).no_issues {
            continue; // a marker of a clean scan, not an issue
        }
        for package in packages(issue, fallback) {
            scan = scan.findings(findings(issue, &package));
        }
    }
    scan
}

/// The digest of the manifest that was scanned; Xray writes it without its algorithm.
pub(crate) fn digest(summary: &ArtifactSummary) -> Option<Digest> {
    let hex = summary.general.sha256.as_deref()?.trim();
    let hex = hex.strip_prefix("sha256:").unwrap_or(hex);
    // An unknown SHA-256 is 24 zeros before a SHA-1.
    if hex.starts_with("000000000000000000000000") {
        return None;
    }
    format!("sha256:{hex}").parse().ok()
}

struct Affected<'a> {
    package: Package,
    component: Option<&'a IssueComponent>,
}

/// The packages that have the issue. Version 1 of the call names none: then the last step of each
/// impact path stands for a package, so that the issue is not lost.
fn packages<'a>(issue: &'a Issue, fallback: &str) -> Vec<Affected<'a>> {
    let unnamed = |name: &str| Affected { package: Package::new(name, ""), component: None };
    if issue.components.is_empty() {
        let steps: BTreeSet<&str> = issue
            .impact_path
            .iter()
            .filter_map(|path| path.rsplit('/').find(|step| !step.is_empty()))
            .collect();
        return match steps.is_empty() {
            true => vec![unnamed(fallback)],
            false => steps.into_iter().map(unnamed).collect(),
        };
    }
    issue
        .components
        .iter()
        .map(|component| Affected {
            package: component
                .component()
                .map_or_else(|| Package::new(fallback, ""), |id| package(&id)),
            component: Some(component),
        })
        .collect()
}

fn package(id: &ComponentId) -> Package {
    super::package(id.name(), id.version(), id.purl().as_deref())
}

/// One finding for each CVE of the issue: an issue that lists several is an advisory about several
/// flaws, and must not make them one.
fn findings(issue: &Issue, affected: &Affected<'_>) -> Vec<Finding> {
    let flaws = flaws(&issue.cves);
    match flaws.as_slice() {
        [] => vec![finding(issue, affected, None, &[])],
        [(id, cves)] => {
            let mut only = finding(issue, affected, *id, cves);
            if id.is_some() {
                only.aliases.extend(issue.issue_id.as_ref().map(Text::from));
            }
            vec![only]
        }
        several => several.iter().map(|(id, cves)| finding(issue, affected, *id, cves)).collect(),
    }
}

/// The entries of each CVE. One without an identifier belongs to the one before it: servers split
/// the scores of one CVE over two entries.
fn flaws(cves: &[Cve]) -> Vec<(Option<&str>, Vec<&Cve>)> {
    let mut flaws: Vec<(Option<&str>, Vec<&Cve>)> = Vec::new();
    for cve in cves {
        let id = cve.cve.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let same = |known: &Option<&str>| match (known, id) {
            (Some(known), Some(id)) => known.eq_ignore_ascii_case(id),
            (known, id) => known.is_none() || id.is_none(),
        };
        match flaws.iter_mut().rev().find(|(known, _)| same(known)) {
            Some((known, entries)) => {
                *known = known.or(id);
                entries.push(cve);
            }
            None => flaws.push((id, vec![cve])),
        }
    }
    flaws
}

fn finding(issue: &Issue, affected: &Affected<'_>, cve: Option<&str>, cves: &[&Cve]) -> Finding {
    let id = cve.or(issue.issue_id.as_deref()).unwrap_or("an issue without id");
    let mut finding = Finding::new(id, affected.package.clone());
    finding.title = issue.summary.as_ref().map(Text::from);
    finding.published = issue.created.as_ref().and_then(|at| timestamp(&at.to_string()));
    finding.references = issue.references.iter().map(Text::from).collect();
    finding.fix = affected.component.map_or(Fix::Unknown, fix);
    finding.reachable = reachable(issue, affected, id);
    if let [_] = issue.components.as_slice() {
        // With several components nobody says which path is whose.
        let paths = issue.component_physical_paths.iter();
        finding.place.locations = paths.map(Text::from).collect();
    }

    let word = issue.severity();
    let rating = |source, kind, word| Rating::by_word(source, kind, Vocabulary::Xray, word);
    finding.ratings.push(rating(SCANNER, RatingKind::Scanner, word.as_str()));
    let research = issue.extended_information.as_ref();
    if let Some(word) = research.and_then(|research| research.jfrog_research_severity.as_ref()) {
        finding.ratings.push(rating("jfrog-research", RatingKind::Vendor, word.as_str()));
    }
    for cve in cves {
        finding.cwes.extend(cve.cwe.iter().map(Text::from));
        finding = cvss(finding, cve.cvss_v4.as_ref(), CvssVersion::V4);
        finding = cvss(finding, cve.cvss_v3.as_ref(), CvssVersion::V3_1);
        finding = cvss(finding, cve.cvss_v2.as_ref(), CvssVersion::V2);
    }
    finding
}

/// Xray writes `9.8/CVSS:3.1/…`, or the score alone.
fn cvss(mut finding: Finding, cvss: Option<&Cvss>, version: CvssVersion) -> Finding {
    let Some(cvss) = cvss else { return finding };
    if cvss.vector().is_some() {
        return finding.vector(SCANNER, cvss.as_str());
    }
    let score = cvss.score().and_then(|score| Score::from_f64(score).ok());
    finding
        .ratings
        .extend(score.map(|score| Rating::scored(SCANNER, RatingKind::Cvss, version, score)));
    finding
}

/// Version 2 of the call lists the fixes of every component, so that an empty list says that none
/// is known.
fn fix(component: &IssueComponent) -> Fix {
    match Fix::fixed(component.fixed_versions.iter().map(|entry| entry.as_str())) {
        Fix::Unknown => Fix::NotFixed,
        fixed => fixed,
    }
}

/// Xray's contextual analysis of one flaw in one component: one piece of evidence that it applies
/// is enough; it does not apply only if all of them say so.
fn reachable(issue: &Issue, affected: &Affected<'_>, id: &str) -> Option<bool> {
    let component = affected.component.and_then(IssueComponent::component);
    let is_ours = |detail: &&ApplicabilityDetail| {
        let about = detail.vulnerability_id.as_deref();
        let source = detail.source_comp_id.as_ref().filter(|source| !source.name().is_empty());
        about.is_none_or(|about| about == id || Some(about) == issue.issue_id.as_deref())
            && match (source, &component) {
                (Some(source), Some(component)) => is_same(source, component),
                _ => true,
            }
    };
    let mut does_not_apply = None;
    for detail in issue.applicability_details.iter().flatten().filter(is_ours) {
        let result = detail.result.as_deref().unwrap_or_default();
        if result == "applicable" {
            return Some(true);
        }
        does_not_apply = Some(does_not_apply.unwrap_or(true) && result == "not_applicable");
    }
    does_not_apply.filter(|all| *all).map(|_| false)
}

/// Whether two identifiers name one component; they are written with and without their scheme.
fn is_same(a: &ComponentId, b: &ComponentId) -> bool {
    let versions = a.version().zip(b.version());
    a.name() == b.name() && a.namespace() == b.namespace() && versions.is_none_or(|(a, b)| a == b)
}

#[cfg(test)]
mod tests;
