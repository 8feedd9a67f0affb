//! Xray's summaries as scans.

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
    let hex = summary.general.sha256.as_deref()?;
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

/// The packages that have the issue. Version 1 of the call names none: then the last step of the
/// impact path stands for the package, so that the issue is not lost.
fn packages<'a>(issue: &'a Issue, fallback: &str) -> Vec<Affected<'a>> {
    if issue.components.is_empty() {
        let name = issue
            .impact_path
            .iter()
            .filter_map(|path| path.rsplit('/').find(|step| !step.is_empty()))
            .next()
            .unwrap_or(fallback);
        return vec![Affected { package: Package::new(name, ""), component: None }];
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
    let named: Vec<&Cve> = issue.cves.iter().filter(|cve| cve.cve.is_some()).collect();
    if let [_, _, ..] = named.as_slice() {
        return named.into_iter().map(|cve| finding(issue, affected, &[cve], false)).collect();
    }
    let all: Vec<&Cve> = issue.cves.iter().collect();
    vec![finding(issue, affected, &all, true)]
}

fn finding(issue: &Issue, affected: &Affected<'_>, cves: &[&Cve], alone: bool) -> Finding {
    let cve_id = cves.iter().find_map(|cve| cve.cve.as_deref());
    let id = cve_id.or(issue.issue_id.as_deref()).unwrap_or("an issue without id");
    let mut finding = Finding::new(id, affected.package.clone());
    if alone && cve_id.is_some() {
        finding.aliases.extend(issue.issue_id.clone());
    }
    finding.title = issue.summary.clone();
    finding.published = issue.created.as_ref().and_then(|at| timestamp(&at.to_string()));
    finding.references.clone_from(&issue.references);
    finding.fix = affected.component.map_or(Fix::Unknown, fix);
    finding.reachable = reachable(issue.applicability_details.as_deref(), id);

    let word = issue.severity();
    let level = Vocabulary::Xray.read(word.as_str()).level;
    finding.ratings.push(Rating::new(SCANNER, RatingKind::Scanner, level));
    let research = issue.extended_information.as_ref();
    if let Some(word) = research.and_then(|research| research.jfrog_research_severity.as_ref()) {
        let level = Vocabulary::Xray.read(word.as_str()).level;
        finding.ratings.push(Rating::new("jfrog-research", RatingKind::Vendor, level));
    }
    for cve in cves {
        finding.cwes.extend(cve.cwe.iter().cloned());
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
    finding.ratings.extend(
        score.map(|score| Rating::scored(SCANNER, RatingKind::Cvss, version, score)),
    );
    finding
}

fn fix(component: &IssueComponent) -> Fix {
    let versions: Vec<&str> = component.fixed_versions.iter().map(|entry| entry.as_str()).collect();
    // Xray says nothing where it knows of no fix, which is not to say that there is none.
    Fix::fixed(versions)
}

/// Xray's contextual analysis: one piece of evidence that it applies is enough; it does not apply
/// only if all of them say so.
fn reachable(details: Option<&[ApplicabilityDetail]>, id: &str) -> Option<bool> {
    let mut results = details?
        .iter()
        .filter(|detail| detail.vulnerability_id.as_deref().is_none_or(|known| known == id))
        .map(|detail| detail.result.as_deref().unwrap_or_default())
        .filter(|result| *result != "not_scanned")
        .peekable();
    results.peek()?;
    let mut all_not_applicable = true;
    for result in results {
        if result == "applicable" {
            return Some(true);
        }
        all_not_applicable &= result == "not_applicable";
    }
    all_not_applicable.then_some(false)
}
