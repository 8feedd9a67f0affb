//! Trivy's reports, by what they mean.

use scan_reports::{
    ArtifactKind, CheckStatus, Class, CvssVersion, Finding, FixState, Format, GapKind,
    Relationship, Report, Scanner, Severity, Status, SuppressedItem, SuppressionStatus,
};

use crate::fixture;

fn parse(name: &str) -> Report {
    Report::parse(&fixture(&format!("trivy/{name}"))).unwrap()
}

fn finding<'r>(report: &'r Report, id: &str) -> &'r Finding {
    report.findings.iter().find(|finding| finding.id == id).unwrap()
}

#[test]
fn the_artifact_is_described_as_the_scanner_saw_it() {
    let report = parse("web-shop.json");
    assert_eq!(report.scanner, Scanner::Trivy);
    assert_eq!(report.format, Format::Trivy);
    assert_eq!(report.scanner_version.as_deref(), Some("0.65.0"));
    assert_eq!(report.scanned_at.as_deref(), Some("2026-03-02T08:15:42.113Z"));

    let artifact = &report.artifact;
    assert_eq!(artifact.name.as_deref(), Some("registry.example.com/shop/web:1.4.2"));
    assert_eq!(artifact.kind, Some(ArtifactKind::ContainerImage));
    assert_eq!(artifact.repo_tags, ["registry.example.com/shop/web:1.4.2"]);
    let os = artifact.os.as_ref().unwrap();
    assert_eq!((os.family.as_deref(), os.name.as_deref()), (Some("debian"), Some("12.5")));
    assert!(!os.eosl);
    let config = artifact.config.as_ref().unwrap();
    assert_eq!(config.user.as_deref(), Some("shop"));
    assert_eq!(config.created.as_deref(), Some("2026-03-01T21:40:03Z"));

    // The id of the configuration is no digest of the manifest.
    let digests = artifact.manifest_digests();
    assert_eq!(digests.len(), 1);
    assert_ne!(Some(digests[0]), artifact.image_id.as_deref());
    assert!(report.is_complete(), "{:?}", report.gaps);
}

#[test]
fn findings_are_counted_as_the_scanner_rated_them() {
    let report = parse("web-shop.json");
    assert_eq!(report.counts().to_string(), "4 critical, 2 high, 2 low");
    assert_eq!(report.packages.len(), 9);
    assert_eq!(report.targets.len(), 3);
}

#[test]
fn a_fix_list_is_split_at_commas() {
    let report = parse("web-shop.json");
    let fix = &finding(&report, "CVE-2017-16137").fix;
    assert_eq!(fix.state, FixState::Fixed);
    assert_eq!(fix.versions, ["2.6.9", "3.1.0", "3.2.7", "4.3.1"]);
}

#[test]
fn without_a_fixed_version_the_status_decides() {
    let table = [
        (r#""Status": "affected""#, FixState::NotFixed),
        (r#""Status": "will_not_fix""#, FixState::WontFix),
        (r#""Status": "fix_deferred""#, FixState::Deferred),
        (r#""Status": "end_of_life""#, FixState::EndOfLife),
        (r#""Status": "under_investigation""#, FixState::Unknown),
        (r#""Status": "not_affected""#, FixState::Unknown),
        (r#""Status": "unknown""#, FixState::Unknown),
        // Trivy computes it from a fixed version, so it promises nothing without one.
        (r#""Status": "fixed""#, FixState::Unknown),
        (r#""Status": "brand_new""#, FixState::Unknown),
        (r#""FixedVersion": "", "Status": "affected""#, FixState::NotFixed),
        (r#""FixedVersion": " , ", "Status": "affected""#, FixState::NotFixed),
        (r#""FixedVersion": "1.2", "Status": "will_not_fix""#, FixState::Fixed),
        (r#""Title": "older reports have neither""#, FixState::Unknown),
    ];
    for (members, state) in table {
        let report = one(members);
        assert_eq!(report.findings[0].fix.state, state, "{members}");
    }
}

#[test]
fn the_status_fixed_does_not_make_the_package_fixed() {
    let report = parse("web-shop.json");
    let finding = finding(&report, "CVE-2023-4911");
    assert_eq!(finding.status, Some(Status::Fixed));
    assert_eq!(finding.fix.versions, ["2.36-9+deb12u3"]);
    assert_eq!(finding.package.version.as_deref(), Some("2.36-9+deb12u1"));
}

#[test]
fn every_rating_is_kept_with_its_source() {
    let report = parse("web-shop.json");
    let finding = finding(&report, "CVE-2017-16137");
    assert_eq!(finding.severity.level, Severity::Low);
    assert_eq!(finding.severity.raw.as_deref(), Some("LOW"));
    assert_eq!(finding.severity.source.as_deref(), Some("ghsa"));

    let ratings: Vec<_> = finding
        .ratings
        .iter()
        .map(|rating| {
            let cvss: Vec<_> = rating
                .cvss
                .iter()
                .map(|cvss| (cvss.version, cvss.score.unwrap().tenths()))
                .collect();
            (rating.source.as_str(), rating.severity.as_ref().unwrap().level, cvss)
        })
        .collect();
    assert_eq!(
        ratings,
        [
            ("ghsa", Severity::Low, vec![(CvssVersion::V3_1, 37)]),
            ("nvd", Severity::Medium, vec![(CvssVersion::V2, 50), (CvssVersion::V3_0, 53)]),
            ("redhat", Severity::Medium, vec![]),
        ]
    );
}

#[test]
fn a_severity_outside_the_vocabulary_is_unknown_and_said_so() {
    let report = one(r#""Severity": "SCARY""#);
    assert_eq!(report.findings[0].severity.level, Severity::Unknown);
    assert_eq!(report.findings[0].severity.raw.as_deref(), Some("SCARY"));
    assert_eq!(
        report.notes[0].to_string(),
        "a severity is not one of the scanner's: SCARY at `Results[0].Vulnerabilities[0].Severity`"
    );

    let silent = one(r#""Title": "no severity""#);
    assert_eq!(silent.findings[0].severity.level, Severity::Unknown);
    assert_eq!(silent.findings[0].severity.raw, None);
    assert_eq!(silent.counts().unknown, 1);
}

#[test]
fn vendor_severities_are_numbers_from_unknown_to_critical() {
    let report = one(r#""VendorSeverity": {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4, "f": 5}"#);
    let levels: Vec<_> = report.findings[0]
        .ratings
        .iter()
        .map(|rating| rating.severity.as_ref().unwrap().level)
        .collect();
    use Severity::{Critical, High, Low, Medium, Unknown};
    assert_eq!(levels, [Unknown, Low, Medium, High, Critical, Unknown]);
    assert_eq!(report.notes.len(), 1);
    assert_eq!(report.notes[0].detail, "5");
}

#[test]
fn cvss_4_is_read_beside_the_older_ones() {
    let report = one(r#""CVSS": {"ghsa": {
        "V40Vector": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
        "V40Score": 9.3, "V3Score": 9.8}, "empty": {}, "bad": {"V3Score": 11}}"#);
    let ratings = &report.findings[0].ratings;
    assert_eq!(ratings.len(), 1, "{ratings:?}");
    let versions: Vec<_> = ratings[0].cvss.iter().map(|cvss| cvss.version).collect();
    // A score of version 3 without a vector does not tell which minor version it is of.
    assert_eq!(versions, [CvssVersion::V3, CvssVersion::V4_0]);
    assert_eq!(
        report.notes[0].to_string(),
        "a score is out of range: 11 at `Results[0].Vulnerabilities[0].CVSS.bad.V3Score`"
    );
}

#[test]
fn package_versions_carry_epoch_and_release() {
    let report = parse("web-shop.json");
    let zlib = report.packages.iter().find(|package| package.name == "zlib1g").unwrap();
    assert_eq!(zlib.version.as_deref(), Some("1:1.2.13.dfsg-1"));
    assert_eq!(zlib.source_version.as_deref(), Some("1:1.2.13.dfsg-1"));
    assert_eq!(zlib.source_name.as_deref(), Some("zlib"));
    assert_eq!(zlib.depends_on, ["libc6@2.36-9+deb12u1"]);
    let minimist = report.packages.iter().find(|package| package.name == "minimist").unwrap();
    assert_eq!(minimist.relationship, Some(Relationship::Indirect));
    assert!(minimist.dev);
}

#[test]
fn a_missing_package_url_comes_from_the_package_list_or_is_derived() {
    let report = parse("web-shop.json");
    let listed = finding(&report, "CVE-2023-45853").package.purl.as_ref().unwrap();
    assert_eq!(
        listed.url,
        "pkg:deb/debian/zlib1g@1.2.13.dfsg-1?arch=amd64&distro=debian-12.5&epoch=1"
    );
    assert!(!listed.derived);

    let report = parse("schema1.json");
    let derived: Vec<_> = report
        .findings
        .iter()
        .map(|finding| finding.package.purl.as_ref().unwrap())
        .inspect(|purl| assert!(purl.derived))
        .map(|purl| purl.url.as_str())
        .collect();
    assert_eq!(
        derived,
        [
            "pkg:rpm/centos/openssl-libs@1.0.2k-19.el7?epoch=1",
            "pkg:composer/guzzlehttp/guzzle@7.4.4"
        ]
    );
}

#[test]
fn a_malformed_package_url_is_replaced() {
    let report = one(r#""PkgName": "left-pad", "PkgIdentifier": {"PURL": "npm:left-pad"}"#);
    let purl = report.findings[0].package.purl.as_ref().unwrap();
    assert_eq!((purl.url.as_str(), purl.derived), ("pkg:npm/left-pad", true));
    assert_eq!(report.notes[0].detail, "npm:left-pad");
}

#[test]
fn advisories_are_not_aliases() {
    let report = parse("web-shop.json");
    let finding = finding(&report, "CVE-2023-4911");
    assert_eq!(finding.ids().collect::<Vec<_>>(), ["CVE-2023-4911"]);
    assert_eq!(finding.advisories, ["DSA-5514-1"]);
}

#[test]
fn layers_tell_the_base_image_apart() {
    let report = parse("web-shop.json");
    let base = finding(&report, "CVE-2011-3374").layer.as_ref().unwrap();
    let own = finding(&report, "CVE-2021-44228").layer.as_ref().unwrap();
    assert!(base.digest.is_some() && own.digest.is_none());
    assert_ne!(base.diff_id, own.diff_id);
}

#[test]
fn what_the_scanner_set_aside_is_kept_with_its_reason() {
    let report = parse("web-shop.json");
    let [suppressed] = report.suppressed.as_slice() else { panic!("{:?}", report.suppressed) };
    assert_eq!(suppressed.status, Some(SuppressionStatus::Ignored));
    assert_eq!(suppressed.source.as_deref(), Some(".trivyignore.yaml"));
    assert_eq!(suppressed.statement.as_deref(), Some("lookups are switched off in our layout"));
    let SuppressedItem::Finding(finding) = &suppressed.item else { panic!() };
    assert_eq!(finding.id, "CVE-2021-45105");
    assert_eq!(finding.severity.level, Severity::High);
    assert_eq!(finding.target.name, "Java");
    assert!(report.findings.iter().all(|finding| finding.id != "CVE-2021-45105"));
}

#[test]
fn every_kind_of_finding_can_be_set_aside_whatever_the_order_of_members() {
    let report = Report::parse(
        br#"{"SchemaVersion": 2, "Results": [{"Class": "lang-pkgs", "ExperimentalModifiedFindings": [
            {"Finding": {"RuleID": "r"}, "Type": "secret"},
            {"Finding": {"Name": "GPL-3.0-only"}, "Type": "license"},
            {"Finding": {"AVDID": "AVD-1"}, "Type": "misconfiguration"},
            {"Finding": {"VulnerabilityID": "CVE-1"}, "Type": "vulnerability"},
            {"Finding": {"VulnerabilityID": "CVE-2"}, "Type": "premonition"},
            {"Finding": {"VulnerabilityID": "CVE-3"}},
            {"Type": "secret"}]}]}"#,
    )
    .unwrap();
    assert_eq!(report.suppressed.len(), 4);
    assert_eq!(report.gaps.len(), 1);
    assert_eq!((report.gaps[0].kind, report.gaps[0].count), (GapKind::UnreadableEntry, 3));
}

#[test]
fn an_image_without_findings_is_complete_if_it_was_examined() {
    let report = parse("clean.json");
    assert_eq!(report.counts().total(), 0);
    assert!(report.is_complete(), "{:?}", report.gaps);
    assert_eq!(report.targets[0].class, Some(Class::OsPackages));
    // The image names no user, which is not the same as having no configuration.
    assert_eq!(report.artifact.config.as_ref().unwrap().user, None);
}

#[test]
fn the_end_of_support_and_a_missing_result_are_gaps() {
    let report = parse("end-of-life.json");
    let kinds: Vec<_> = report.gaps.iter().map(|gap| gap.kind).collect();
    assert_eq!(kinds, [GapKind::EndOfLifeOs, GapKind::OsNotExamined, GapKind::NothingExamined]);
    assert_eq!(
        report.gaps[0].to_string(),
        "the distribution is out of support: centos 6.10 at `Metadata.OS`"
    );
}

#[test]
fn schema_1_tells_its_classes_by_type() {
    let report = parse("schema1.json");
    assert_eq!(report.format, Format::TrivyLegacy);
    let classes: Vec<_> = report.targets.iter().map(|target| target.class.clone()).collect();
    assert_eq!(
        classes,
        [Some(Class::OsPackages), Some(Class::LanguagePackages), Some(Class::LanguagePackages)]
    );
    assert_eq!(report.counts().to_string(), "2 high");
    assert_eq!(report.findings[1].fix.versions, ["7.4.5", "6.5.8"]);
    assert!(report.is_complete());
}

#[test]
fn cluster_scans_name_the_object_of_each_finding() {
    let report = parse("cluster.json");
    assert_eq!(report.format, Format::TrivyKubernetes);
    assert_eq!(report.artifact.kind, Some(ArtifactKind::KubernetesCluster));
    assert_eq!(report.artifact.name.as_deref(), Some("staging"));

    let resource = report.findings[0].target.resource.as_ref().unwrap();
    assert_eq!(resource.namespace.as_deref(), Some("shop"));
    assert_eq!(resource.kind.as_deref(), Some("Deployment"));
    assert_eq!(resource.name.as_deref(), Some("web"));
    assert_eq!(resource.artifact.manifest_digests().len(), 1);

    let gaps: Vec<_> = report.gaps.iter().map(ToString::to_string).collect();
    assert_eq!(
        gaps,
        [
            "the distribution is out of support: debian 9.13 at `Resources[0].Metadata.OS`",
            "the scanner failed on a resource: scan error: unable to pull the image: unauthorized at `Resources[1]`",
        ]
    );
}

#[test]
fn a_zero_configuration_stands_for_no_image() {
    let report = Report::parse(
        br#"{"SchemaVersion": 2, "CreatedAt": "0001-01-01T00:00:00Z", "Metadata": {"ImageConfig":
            {"architecture": "", "created": "0001-01-01T00:00:00Z", "os": "", "config": {}}}}"#,
    )
    .unwrap();
    assert_eq!(report.artifact.config, None);
    assert_eq!(report.scanned_at, None);
}

#[test]
fn settings_secrets_and_licences_are_kept_thinly() {
    let report = parse("everything-else.json");
    let [root, health] = report.misconfigurations.as_slice() else { panic!() };
    assert_eq!((root.id.as_str(), root.avd_id.as_deref()), ("DS-0002", Some("AVD-DS-0002")));
    assert_eq!(root.status, Some(CheckStatus::Fail));
    assert_eq!(root.severity.level, Severity::High);
    assert_eq!(root.lines.unwrap().start, 7);
    assert_eq!((health.status.clone(), health.lines), (Some(CheckStatus::Exception), None));
    assert_eq!(report.targets[0].checks.unwrap().successes, 26);

    let secret = &report.secrets[0];
    assert_eq!(secret.rule_id, "github-pat");
    assert_eq!(secret.target.name, "deploy/.env");
    assert_eq!(secret.lines.map(|lines| (lines.start, lines.end)), Some((4, 4)));
    assert!(secret.layer.is_some());

    let license = &report.licenses[0];
    assert_eq!(license.name, "GPL-3.0-only");
    assert_eq!(license.category.as_deref(), Some("restricted"));
    assert_eq!(license.package, None);
    assert_eq!(license.path.as_deref(), Some("vendor/readline/COPYING"));

    // None of this says anything about vulnerabilities.
    assert_eq!(report.gaps[0].kind, GapKind::NothingExamined);
}

#[test]
fn a_secret_is_not_even_kept_in_its_masked_form() {
    let report = parse("everything-else.json");
    assert!(!format!("{report:#?}").contains("canary"));
}

#[test]
fn the_same_finding_twice_is_two_findings() {
    let entry = r#"{"VulnerabilityID": "CVE-1", "PkgName": "a", "Severity": "HIGH"}"#;
    let json = format!(
        r#"{{"SchemaVersion": 2, "Results": [
            {{"Target": "a", "Type": "npm", "Vulnerabilities": [{entry}, {entry}]}},
            {{"Target": "b", "Type": "npm", "Vulnerabilities": [{entry}]}}]}}"#
    );
    let report = Report::parse(json.as_bytes()).unwrap();
    assert_eq!(report.counts().high, 3);
    assert_eq!(report.findings[0], report.findings[1]);
    assert_eq!(report.findings[2].target.name, "b");
}

/// A report with one npm finding that has the given members.
fn one(members: &str) -> Report {
    let json = format!(
        r#"{{"SchemaVersion": 2, "Results": [{{"Target": "t", "Class": "lang-pkgs", "Type": "npm",
            "Vulnerabilities": [{{"VulnerabilityID": "CVE-1", {members}}}]}}]}}"#
    );
    Report::parse(json.as_bytes()).unwrap_or_else(|error| panic!("{members}: {error}"))
}
