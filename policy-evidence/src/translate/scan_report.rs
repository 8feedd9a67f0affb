//! Scanner reports as scans and image facts.

use policy_core::Text;
use policy_core::evidence::{
    Digest, Finding, Fix, ImageFacts, OperatingSystem, Package, Place, Product, Scan, Statement,
    Trust, VexStatus,
};
use policy_core::severity::{CvssVersion, Rating, RatingKind, Score, Severity};
use scan_reports::{
    Finding as Found, FixState, Report, StatedSeverity, Suppressed, SuppressedItem,
    SuppressionStatus,
};

use crate::Contribution;
use crate::translate::timestamp;

/// Translates a whole report.
pub(crate) fn contribution(report: &Report) -> Contribution {
    let scanner = report.scanner.as_str();
    let mut scan = Scan::new(scanner);
    scan.scanned_at = report.scanned_at.as_deref().and_then(timestamp);
    let digests: Vec<Digest> =
        report.artifact.manifest_digests().iter().filter_map(|text| text.parse().ok()).collect();
    scan.digest = digests.first().cloned();
    scan = scan.findings(report.findings.iter().map(|found| finding(found, scanner)));

    let mut statements = Vec::new();
    for suppressed in &report.suppressed {
        let SuppressedItem::Finding(found) = &suppressed.item else { continue };
        // What a scanner's own ignore file hides is a finding to the policy: a waiver is granted
        // there, not beside the scanner. A VEX document the scanner applied is passed on as such.
        let finding = finding(found, scanner);
        statements.extend(statement(suppressed, &finding, scanner));
        scan = scan.finding(finding);
    }
    for gap in &report.gaps {
        scan = scan.gap(gap.to_string());
    }

    let mut contribution = Contribution::new().about(digests).scan(scan).vex(statements);
    contribution.image = image(report);
    contribution
}

fn finding(found: &Found, scanner: &str) -> Finding {
    let mut finding = Finding::new(&found.id, package(&found.package));
    finding.aliases = found.aliases.iter().map(Text::from).collect();
    finding.title = found.title.as_ref().map(Text::from);
    finding.fix = fix(found);
    finding.published = found.published.as_deref().and_then(timestamp);
    finding.cwes = found.cwes.iter().map(Text::from).collect();
    finding.references.extend(found.url.as_ref().map(Text::from));
    finding.place = place(found);

    finding.ratings.push(rating(scanner, RatingKind::Scanner, &found.severity));
    for given in &found.ratings {
        let source = given.source.as_str();
        let kind = match source {
            "nvd" => RatingKind::Nvd,
            "ghsa" => RatingKind::Ghsa,
            _ => RatingKind::Vendor,
        };
        finding.ratings.extend(given.severity.as_ref().map(|stated| rating(source, kind, stated)));
        for cvss in &given.cvss {
            match (&cvss.vector, cvss.score) {
                (Some(vector), Some(score)) => {
                    finding = finding.vector(source, format!("{score}/{vector}"));
                }
                (Some(vector), None) => finding = finding.vector(source, vector),
                (None, Some(score)) => {
                    let scored = Score::from_tenths(score.tenths()).map(|score| {
                        Rating::scored(source, kind, cvss_version(cvss.version), score)
                    });
                    finding.ratings.extend(scored);
                }
                (None, None) => {}
            }
        }
    }
    finding
}

fn rating(source: &str, kind: RatingKind, stated: &StatedSeverity) -> Rating {
    let rating = Rating::new(source, kind, severity(stated.level));
    match &stated.raw {
        Some(word) => rating.stated_as(word),
        None => rating,
    }
}

fn package(found: &scan_reports::PackageRef) -> Package {
    let purl = found.purl.as_ref().map(|purl| purl.url.as_str());
    super::package(&found.name, found.version.as_deref(), purl)
}

fn place(found: &Found) -> Place {
    let mut place = Place::new();
    place.locations.extend(found.package.path.as_ref().map(Text::from));
    place
}

fn fix(found: &Found) -> Fix {
    match found.fix.state {
        FixState::Fixed => Fix::fixed(&found.fix.versions),
        FixState::NotFixed => Fix::NotFixed,
        FixState::WontFix => Fix::WontFix,
        FixState::Deferred => Fix::Deferred,
        FixState::EndOfLife => Fix::EndOfLife,
        _ => Fix::Unknown,
    }
}

/// A scanner that applied a VEX document says so; the evaluator weighs that with the least trust.
fn statement(suppressed: &Suppressed, finding: &Finding, scanner: &str) -> Option<Statement> {
    let status = match suppressed.status.as_ref()? {
        SuppressionStatus::NotAffected => VexStatus::NotAffected,
        SuppressionStatus::Fixed => VexStatus::Fixed,
        SuppressionStatus::Affected => VexStatus::Affected,
        SuppressionStatus::UnderInvestigation => VexStatus::UnderInvestigation,
        _ => return None,
    };
    let product = Product::Package(finding.package.purl()?.clone());
    let document = suppressed.source.as_deref().unwrap_or(scanner);
    let mut statement = Statement::new(document, scanner, finding.id.as_str(), status)
        .product(product)
        .trust(Trust::Scanner);
    statement.vulnerabilities.extend(finding.aliases.iter().map(ToString::to_string));
    // Trivy has one field for OpenVEX's justification and its impact statement.
    let text = suppressed.statement.clone();
    if text.as_deref().is_some_and(is_justification) {
        statement.justification = text;
    } else {
        statement.statement = text;
    }
    Some(statement)
}

fn is_justification(text: &str) -> bool {
    use sbom::vex::Justification::{
        ComponentNotPresent, InlineMitigationsAlreadyExist,
        VulnerableCodeCannotBeControlledByAdversary, VulnerableCodeNotInExecutePath,
        VulnerableCodeNotPresent,
    };
    [
        ComponentNotPresent,
        VulnerableCodeNotPresent,
        VulnerableCodeNotInExecutePath,
        VulnerableCodeCannotBeControlledByAdversary,
        InlineMitigationsAlreadyExist,
    ]
    .iter()
    .any(|justification| justification.as_str() == text)
}

fn image(report: &Report) -> Option<ImageFacts> {
    let mut facts = ImageFacts::default();
    let config = report.artifact.config.as_ref();
    facts.created = config.and_then(|config| config.created.as_deref()).and_then(timestamp);
    facts.os = report.artifact.os.as_ref().and_then(|os| {
        let known =
            OperatingSystem::new(os.family.clone()?, os.name.as_deref().unwrap_or_default());
        // Scanners write only a `true`; a missing flag says nothing.
        Some(if os.eosl { known.end_of_life(true) } else { known })
    });
    (facts != ImageFacts::default()).then_some(facts)
}

const fn severity(level: scan_reports::Severity) -> Severity {
    match level {
        scan_reports::Severity::Unknown => Severity::Unknown,
        scan_reports::Severity::None => Severity::None,
        scan_reports::Severity::Negligible => Severity::Negligible,
        scan_reports::Severity::Low => Severity::Low,
        scan_reports::Severity::Medium => Severity::Medium,
        scan_reports::Severity::High => Severity::High,
        scan_reports::Severity::Critical => Severity::Critical,
    }
}

/// A bare score of "3" is rated alike in 3.0 and 3.1.
const fn cvss_version(version: scan_reports::CvssVersion) -> CvssVersion {
    match version {
        scan_reports::CvssVersion::V2 => CvssVersion::V2,
        scan_reports::CvssVersion::V3_0 => CvssVersion::V3_0,
        scan_reports::CvssVersion::V4_0 => CvssVersion::V4,
        _ => CvssVersion::V3_1,
    }
}
