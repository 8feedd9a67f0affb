//! Real reports, and how much is in them. The numbers were counted by another program.

use scan_reports::{GapKind, Report, purl};

use crate::sample;

/// File; findings that are critical, high, medium, low, unknown; packages; suppressed;
/// misconfigurations; secrets; licences.
type Row = (&'static str, [usize; 5], usize, usize, usize, usize, usize);

#[rustfmt::skip]
const TRIVY: &[Row] = &[
    ("alpine-310.json", [0, 0, 4, 0, 0], 0, 0, 0, 0, 0),
    ("dd-all_statuses.json", [0, 0, 0, 8, 0], 0, 0, 0, 0, 0),
    ("dd-cvss_severity_source.json", [0, 1, 1, 0, 0], 0, 0, 0, 0, 0),
    ("dd-cvssv4_severity_source.json", [0, 0, 1, 2, 0], 1, 0, 0, 0, 0),
    ("dd-issue_9170.json", [0, 0, 0, 0, 0], 0, 0, 37, 0, 0),
    ("dd-kubernetes.json", [0, 0, 2, 8, 0], 0, 0, 10, 0, 0),
    ("dd-legacy_many_vulns.json", [0, 18, 9, 65, 1], 0, 0, 0, 0, 0),
    ("dd-license_scheme.json", [0, 0, 0, 0, 0], 0, 0, 0, 0, 19),
    ("dd-misconfigurations_and_secrets.json", [0, 1, 1, 0, 0], 0, 0, 1, 2, 0),
    ("dd-scheme_2_many_vulns.json", [1, 1, 3, 0, 0], 0, 0, 0, 0, 0),
    ("dd-scheme_2_no_vuln.json", [0, 0, 0, 0, 0], 0, 0, 0, 0, 0),
    ("debian-buster.json", [1, 0, 0, 1, 0], 0, 0, 0, 0, 0),
    ("distroless-base.json", [0, 0, 2, 2, 0], 0, 0, 0, 0, 0),
    ("fluentd-multiple-lockfiles.json", [1, 1, 0, 1, 0], 0, 0, 0, 0, 0),
    ("gomod-vex.json", [0, 0, 0, 0, 4], 0, 0, 0, 0, 0),
    ("helm_testchart.json", [0, 0, 0, 0, 0], 0, 0, 6, 0, 0),
    ("npm-ubuntu-severity.json", [0, 0, 0, 1, 0], 0, 0, 0, 0, 0),
    ("npm-with-suppressed.json", [0, 1, 0, 0, 0], 2, 1, 0, 0, 0),
    ("npm.json", [0, 0, 1, 0, 0], 12, 0, 0, 0, 0),
    ("pom.json", [1, 1, 0, 0, 0], 0, 0, 0, 0, 0),
    ("rockylinux-8.json", [0, 0, 1, 0, 0], 0, 0, 0, 0, 0),
    ("secrets.json", [0, 0, 0, 0, 0], 0, 0, 0, 2, 0),
    ("spring4shell-jre8.json", [0, 0, 0, 1, 0], 0, 0, 0, 0, 0),
    ("ubuntu-1804.json", [0, 0, 4, 1, 0], 0, 0, 0, 0, 0),
];

fn each_sample(mut look: impl FnMut(&'static str, &Report)) {
    for (file, ..) in TRIVY {
        let Some(bytes) = sample(&format!("trivy/{file}")) else { continue };
        let report = Report::parse(&bytes).unwrap_or_else(|error| panic!("{file}: {error}"));
        look(file, &report);
    }
}

#[test]
fn real_reports_hold_what_was_counted_in_them() {
    let mut differing = Vec::new();
    each_sample(|file, report| {
        let row = TRIVY.iter().find(|row| row.0 == file).unwrap();
        let counts = report.counts();
        let found: Row = (
            file,
            [counts.critical, counts.high, counts.medium, counts.low, counts.unknown],
            report.packages.len(),
            report.suppressed.len(),
            report.misconfigurations.len(),
            report.secrets.len(),
            report.licenses.len(),
        );
        if found != *row {
            differing.push(format!("{file}: expected {row:?}, found {found:?}"));
        }
    });
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn real_reports_are_read_without_any_remark_on_their_form() {
    each_sample(|file, report| {
        assert!(report.notes.is_empty(), "{file}: {:?}", report.notes);
        for gap in &report.gaps {
            assert!(!matches!(gap.kind, GapKind::UnreadableEntry), "{file}: {gap}");
        }
    });
}

#[test]
fn gaps_of_real_reports_are_known() {
    let mut found = Vec::new();
    each_sample(|file, report| {
        for gap in &report.gaps {
            found.push(format!("{file}: {gap}"));
        }
    });
    if found.is_empty() {
        return; // the samples are absent, and each has been named
    }
    insta::assert_snapshot!(found.join("\n"), @r"
    alpine-310.json: the distribution is out of support: alpine 3.10.2 at `Metadata.OS`
    dd-issue_9170.json: the distribution is out of support: alpine 3.15.9 at `Resources[12].Metadata.OS`
    dd-issue_9170.json: the packages of the operating system were not examined: alpine 3.15.9 at `Resources[12].Metadata.OS`
    dd-issue_9170.json: no packages were examined
    dd-license_scheme.json: the packages of the operating system were not examined: alpine 3.11.13 at `Metadata.OS`
    dd-license_scheme.json: no packages were examined
    helm_testchart.json: no packages were examined
    secrets.json: no packages were examined
    ");
}

#[test]
fn derived_package_urls_agree_with_stated_ones() {
    let mut compared = 0;
    each_sample(|file, report| {
        for finding in &report.findings {
            let package = &finding.package;
            // In this one a scan of an SBOM files a Debian package under `pip`.
            if file == "dd-cvss_severity_source.json" {
                continue;
            }
            let (Some(stated), Some(kind)) = (&package.purl, &package.kind) else { continue };
            if stated.derived {
                continue;
            }
            let os = report.artifact.os.as_ref();
            let derived = purl::derive(kind, &package.name, package.version.as_deref(), os);
            let without_arch = stated.url.replace("arch=amd64&", "").replace("arch=x86_64&", "");
            assert_eq!(derived.as_deref(), Some(without_arch.as_str()), "{file}");
            compared += 1;
        }
    });
    eprintln!("{compared} package URLs compared");
}

#[test]
fn every_finding_can_be_placed() {
    each_sample(|file, report| {
        for finding in &report.findings {
            assert!(!finding.package.name.is_empty(), "{file}: {}", finding.id);
            assert!(finding.package.version.is_some(), "{file}: {}", finding.id);
            assert!(finding.package.purl.is_some(), "{file}: {}", finding.id);
            assert!(finding.target.has_packages(), "{file}: {}", finding.id);
            assert!(finding.severity.raw.is_some(), "{file}: {}", finding.id);
        }
    });
}

#[test]
fn other_scanners_real_reports_are_recognised() {
    use scan_reports::{ErrorCode, Format};
    let table = [
        ("trivy/alpine-310.sarif.json", Format::Sarif),
        ("grype/am-grype-report.json", Format::Grype),
        ("grype/dd-issue_9618.json", Format::Grype),
        ("grype/dd-many_vulns.json", Format::Grype),
        ("grype/presenter-empty.json", Format::Grype),
        ("grype/presenter-image.sarif.json", Format::Sarif),
        ("clair-v4/ca-debian_stretch.json", Format::ClairV4),
        ("clair-v4/ca-quay-rhel8.json", Format::ClairV4),
        ("clair-v4/quay-api-security-wrapped.json", Format::QuaySecurity),
        ("clair-legacy/am-clair.json", Format::ClairScanner),
        ("clair-legacy/am-clair-unusual.json", Format::ClairScanner),
        ("clair-legacy/dd-clair_empty.json", Format::ClairScanner),
        ("clair-legacy/dd-clairklar_empty.json", Format::Klar),
        ("clair-legacy/dd-clairklar_mixed.json", Format::Klar),
        ("docker-scout-sarif/lo-webgoat-dockerscout.sarif.json", Format::Sarif),
        ("osv-scanner/am-osv-scanner-edge-cases.json", Format::OsvScanner),
        ("osv-scanner/am-osv-scanner-no-issues.json", Format::OsvScanner),
        ("osv-scanner/dd-many_findings.json", Format::OsvScanner),
        ("kubesec/am-kubesec.json", Format::Kubesec),
        ("kubesec/am-kubesec-edge-cases.json", Format::Kubesec),
        ("xray/dd-on-demand-docker.json", Format::Xray),
        ("xray/dd-summary-artifact-many.json", Format::Xray),
        ("xray/dd-unified-many.json", Format::Xray),
        ("xray/dd-xray-many.json", Format::Xray),
    ];
    for (file, format) in table {
        let Some(bytes) = sample(file) else { continue };
        assert_eq!(scan_reports::detect(&bytes), Ok(format), "{file}");
        let error = Report::parse(&bytes).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Unsupported, "{file}: {error}");
        assert_eq!(error.format(), Some(format), "{file}");
    }
}
