//! Documents: what they are recognised as, and what is said of those that cannot be used.

use policy_core::evidence::SectionKind;
use policy_evidence::sources::DocumentSource;
use policy_evidence::{Source as _, SourceErrorKind};

use crate::support::{digest, document, failures, findings, judged_by, pinned, samples, tagged};

const CYCLONEDX: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
    {"type": "library", "name": "a", "version": "1", "purl": "pkg:npm/a@1"}]}"#;
const SPDX: &str = r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x",
    "packages": [{"SPDXID": "SPDXRef-a", "name": "a", "versionInfo": "1"}]}"#;
const TRIVY: &str = r#"{"SchemaVersion": 2, "ArtifactName": "x", "Results": [
    {"Target": "package-lock.json", "Class": "lang-pkgs", "Type": "npm"}]}"#;
const OPENVEX: &str = r#"{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://x/1",
    "author": "acme", "timestamp": "2026-01-02T00:00:00Z", "version": 1, "statements": []}"#;

/// A Trivy report about a manifest.
fn trivy_of(byte: char) -> String {
    let metadata = format!(r#""Metadata": {{"RepoDigests": ["shop/api@{}"]}}, "#, digest(byte));
    TRIVY.replacen(r#""Results""#, &format!(r#"{metadata}"Results""#), 1)
}

/// A CycloneDX document about a manifest.
fn cyclonedx_of(byte: char) -> String {
    let purl = format!("pkg:oci/api@sha256%3A{}", byte.to_string().repeat(64));
    let subject =
        format!(r#"{{"component": {{"type": "container", "name": "api", "purl": "{purl}"}}}}"#);
    CYCLONEDX.replacen(r#""components""#, &format!(r#""metadata": {subject}, "components""#), 1)
}

/// What an attestation of `predicate` about a manifest looks like.
fn attested(predicate: &str, kind: &str, byte: char) -> String {
    format!(
        r#"{{"_type": "https://in-toto.io/Statement/v1", "predicateType": "{kind}",
            "subject": [{{"name": "shop/api", "digest": {{"sha256": "{}"}}}}],
            "predicate": {predicate}}}"#,
        byte.to_string().repeat(64)
    )
}

#[test]
fn a_document_is_recognised_by_its_content() {
    for (content, kind, section) in [
        (CYCLONEDX, "CycloneDX 1.6", SectionKind::Sbom),
        (SPDX, "SPDX 2.3", SectionKind::Sbom),
        (TRIVY, "Trivy", SectionKind::Vulnerabilities),
        ("[]", "Trivy (before 0.20)", SectionKind::Vulnerabilities),
        (OPENVEX, "OpenVEX", SectionKind::Vex),
    ] {
        let document = document("x", content);
        assert_eq!(document.kind(), kind);
        assert_eq!(document.sections(), [section]);
        let with_mark = format!("\u{feff}{content}");
        assert_eq!(
            crate::support::document("x", with_mark).kind(),
            kind,
            "after a byte order mark"
        );
    }
    let wrapped = attested(CYCLONEDX, "https://cyclonedx.org/bom", 'a');
    assert_eq!(document("x", wrapped).kind(), "CycloneDX 1.6");
}

#[test]
fn what_cannot_be_read_is_named_and_located() {
    let cut = &CYCLONEDX[..CYCLONEDX.len() - 20];
    let wrong_component = CYCLONEDX.replace(r#""name": "a""#, r#""name": 7.5"#);
    for (content, message, cause) in [
        ("", "`x.json` cannot be read", "empty"),
        ("   \n", "`x.json` cannot be read", "empty"),
        ("hello", "`x.json` is neither an SBOM nor a scan report nor a VEX document", ""),
        ("{}", "`x.json` is neither an SBOM nor a scan report nor a VEX document", ""),
        (cut, "`x.json` cannot be read", "line 2 column 58"),
        (&wrong_component, "`x.json` cannot be read as an SBOM", "/components/0/name"),
        (
            r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": "none"}"#,
            "`x.json` cannot be read as an SBOM",
            "components",
        ),
        (
            r#"{"SchemaVersion": 2, "Results": "none"}"#,
            "`x.json` cannot be read as a scan report",
            "line 1, column 39",
        ),
        (
            r#"{"SchemaVersion": 2, "Results": ["#,
            "`x.json` cannot be read as a scan report",
            "line 1, column 33",
        ),
        (
            r#"{"matches": [], "descriptor": {"name": "grype"}}"#,
            "`x.json` cannot be read as a scan report",
            "Grype, which is not supported yet",
        ),
        (
            r#"{"@context": "https://openvex.dev/ns/v0.2.0", "statements": 7}"#,
            "`x.json` cannot be read as a VEX document",
            "statements",
        ),
        (
            r#"{"document": {"category": "csaf_vex", "csaf_version": "2.0"}, "vulnerabilities": [7]}"#,
            "`x.json` cannot be read as a VEX document",
            "/vulnerabilities/0",
        ),
        (
            r#"{"ClusterName": "prod", "Resources": []}"#,
            "`x.json` is a report on a whole cluster, which is not evidence here",
            "",
        ),
        (
            &attested("{}", "https://slsa.dev/provenance/v1", 'a'),
            "`x.json` is an attestation about something else, which is not evidence here",
            "",
        ),
    ] {
        let error = DocumentSource::parse("x.json", content.as_bytes()).unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string);
        let source = source.unwrap_or_default();
        assert_eq!(error.to_string(), message, "{content}: {source}");
        assert_eq!(source.is_empty(), cause.is_empty(), "{content}: {source}");
        assert!(source.contains(cause), "{content}: {source}");
    }
    assert!(DocumentSource::parse("x", b"\xff\xfe{\0}\0").is_err());
}

#[tokio::test]
async fn a_document_about_another_manifest_is_refused() {
    let other = SourceErrorKind::OtherDigest;
    let report = || document("report.json", trivy_of('a'));

    let collected = judged_by(pinned(&digest('a')), [report()]).await;
    assert_eq!(failures(&collected), []);
    assert_eq!(collected.evidence.artifact.digests, [digest('a')]);

    let collected = judged_by(pinned(&digest('b')), [report()]).await;
    assert_eq!(failures(&collected), [("report.json", other)]);
    assert!(collected.evidence.scans[0].findings.is_absent());

    let sbom = document("sbom.json", cyclonedx_of('b'));
    let collected = judged_by(tagged(), [report(), sbom]).await;
    assert_eq!(failures(&collected), [("sbom.json", other)], "the two disagree");
    assert!(collected.evidence.sbom.is_absent());
    assert_eq!(collected.evidence.artifact.digests, [digest('a')]);
}

#[tokio::test]
async fn a_document_that_names_no_manifest_is_taken_at_its_word_and_proves_nothing() {
    let documents = [document("report.json", TRIVY), document("sbom.json", CYCLONEDX)];
    let collected = judged_by(pinned(&digest('a')), documents).await;
    assert_eq!(failures(&collected), []);
    assert!(collected.evidence.sbom.is_complete());
    assert_eq!(collected.evidence.artifact.digests, [], "the name alone binds no evidence");
}

#[tokio::test]
async fn what_was_attested_belongs_to_the_attestations_subject() {
    let other = SourceErrorKind::OtherDigest;
    let sbom = |inner: &str| document("sbom", attested(inner, "https://cyclonedx.org/bom", 'a'));
    let collected = judged_by(pinned(&digest('a')), [sbom(&cyclonedx_of('b'))]).await;
    assert_eq!(failures(&collected), [], "the subject decides over what is inside");
    let collected = judged_by(pinned(&digest('b')), [sbom(&cyclonedx_of('b'))]).await;
    assert_eq!(failures(&collected), [("sbom", other)]);

    let vex = document("vex", attested(OPENVEX, "https://openvex.dev/ns/v0.2.0", 'a'));
    let collected = judged_by(pinned(&digest('b')), [vex]).await;
    assert_eq!(failures(&collected), [("vex", other)]);
    assert!(collected.evidence.vex.is_absent());
}

#[tokio::test]
async fn a_document_without_statements_is_not_a_missing_one() {
    let collected = judged_by(tagged(), [document("vex.json", OPENVEX)]).await;
    assert_eq!(collected.evidence.vex.value().map(Vec::len), Some(0));
    assert!(collected.evidence.scans.is_empty() && collected.evidence.sbom.is_absent());
}

#[tokio::test]
async fn no_finding_of_a_recorded_report_is_lost() {
    let Some(folder) = samples("samples/scanners/trivy") else { return };
    let mut total = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let Ok(report) = scan_reports::Report::parse(&bytes) else {
            assert!(name.contains("sarif"), "{name}");
            continue;
        };
        let Ok(source) = DocumentSource::parse(&*name, &bytes) else {
            assert_eq!(report.format, scan_reports::Format::TrivyKubernetes, "{name}");
            continue;
        };
        let suppressed = report
            .suppressed
            .iter()
            .filter(|one| matches!(one.item, scan_reports::SuppressedItem::Finding(_)));
        let expected = report.findings.len() + suppressed.count();
        let collected = judged_by(tagged(), [source]).await;
        assert_eq!(failures(&collected), [], "{name}");
        assert_eq!(findings(&collected).len(), expected, "{name}");
        let complete = collected.evidence.scans[0].findings.is_complete();
        assert_eq!(complete, report.is_complete(), "{name}");
        total += expected;
    }
    assert!(total > 100, "only {total} findings in all samples");
}
