//! Analyses of CycloneDX, and assessments of SPDX 3, in the normal form.

use sbom::vex::{self, Document, Format, Justification, Response, Status};
use sbom::{Code, NoteKind};

const SERIAL: &str = "3e671687-395b-41f5-a30f-a58921a69b79";

fn read(vulnerabilities: &str) -> Document {
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 2, "serialNumber": "urn:uuid:{SERIAL}",
            "metadata": {{"timestamp": "2026-01-01T00:00:00Z", "authors": [{{"name": "Jane"}}],
              "component": {{"type": "application", "name": "shop", "bom-ref": "shop", "purl": "pkg:oci/shop@sha256%3Aab12"}}}},
            "components": [
              {{"type": "library", "group": "acme", "name": "ssl", "version": "3", "bom-ref": "ssl", "purl": "pkg:generic/ssl@3", "cpe": "cpe:2.3:a:acme:ssl:3:*:*:*:*:*:*:*"}},
              {{"type": "library", "name": "other", "bom-ref": "other"}}],
            "vulnerabilities": {vulnerabilities}}}"#
    );
    vex::parse(text.into_bytes()).unwrap()
}

#[test]
fn analysis_speaks_of_all_that_is_affected() {
    let document = read(
        r#"[{"id": "CVE-2026-1", "references": [{"id": "GHSA-1", "source": {"name": "GitHub"}}], "cwes": [79],
             "ratings": [{"score": 9.8, "severity": "critical", "method": "CVSSv31", "vector": "CVSS:3.1/AV:N"}],
             "analysis": {"state": "not_affected", "justification": "code_not_reachable", "detail": "Never called.",
                          "response": ["will_not_fix", "update"], "firstIssued": "2026-02-01T00:00:00Z"},
             "affects": [{"ref": "ssl"}, {"ref": "shop"}]}]"#,
    );
    assert_eq!(document.format, Some(Format::CycloneDx));
    assert_eq!(
        (document.author.as_deref(), document.version.as_deref()),
        (Some("Jane"), Some("2"))
    );
    assert_eq!(
        document.subject.as_ref().unwrap().purl.as_deref(),
        Some("pkg:oci/shop@sha256%3Aab12")
    );
    let [statement] = document.statements.as_slice() else { panic!("one statement") };
    assert_eq!(statement.status, Status::NotAffected);
    assert_eq!(statement.justification, Some(Justification::VulnerableCodeNotInExecutePath));
    assert_eq!(statement.justification_text.as_deref(), Some("code_not_reachable"));
    assert_eq!(statement.impact.as_deref(), Some("Never called."));
    assert_eq!(statement.timestamp.as_deref(), Some("2026-02-01T00:00:00Z"));
    let responses: Vec<_> = statement.actions.iter().map(|action| action.response).collect();
    assert_eq!(responses, [Response::WillNotFix, Response::Update]);
    assert!(statement.is_about("ghsa-1"));
    let ssl = &statement.products[0];
    assert_eq!((ssl.id.as_deref(), ssl.name.as_deref()), (Some("ssl"), Some("acme/ssl")));
    assert_eq!((ssl.purl.as_deref(), ssl.cpes.len()), (Some("pkg:generic/ssl@3"), 1));
    assert_eq!(statement.products.len(), 2);
    let unread: Vec<_> = document.unread().iter().map(|loss| loss.path().to_owned()).collect();
    assert_eq!(unread, ["/components/1"], "what nothing is stated about");
}

#[test]
fn states_have_their_status_and_their_word() {
    for (state, status) in [
        ("exploitable", Status::Affected),
        ("in_triage", Status::UnderInvestigation),
        ("false_positive", Status::NotAffected),
        ("not_affected", Status::NotAffected),
        ("resolved", Status::Fixed),
        ("resolved_with_pedigree", Status::Fixed),
        ("unheard_of", Status::Other),
    ] {
        let document = read(&format!(
            r#"[{{"id": "CVE-2026-1", "analysis": {{"state": "{state}"}}, "affects": [{{"ref": "ssl"}}]}}]"#
        ));
        let statement = &document.statements[0];
        assert_eq!((statement.status, statement.status_text.as_str()), (status, state));
    }
    let document = read(r#"[{"id": "CVE-2026-1", "affects": [{"ref": "ssl"}]}]"#);
    assert!(document.statements.is_empty(), "no analysis, no statement");
    assert_eq!(document.vulnerabilities.len(), 1);
}

#[test]
fn versions_refine_the_state() {
    let document = read(
        r#"[{"id": "CVE-2026-1", "analysis": {"state": "exploitable", "justification": "requires_environment", "detail": "Bad."},
             "affects": [{"ref": "ssl", "versions": [
               {"range": "vers:semver/<2.0.0"}, {"version": "2.0.0", "status": "affected"},
               {"version": "3.0.0", "status": "unaffected"}, {"version": "4.0.0", "status": "unknown"}]}]}]"#,
    );
    let [affected, clear, open] = document.statements.as_slice() else {
        panic!("three statements")
    };
    assert_eq!((affected.status, affected.products.len()), (Status::Affected, 2));
    assert_eq!(affected.products[0].range.as_deref(), Some("vers:semver/<2.0.0"));
    assert_eq!(affected.products[0].version, None, "the range stands in place of the version");
    assert_eq!((clear.status, clear.status_text.as_str()), (Status::NotAffected, "unaffected"));
    assert_eq!(clear.products[0].version.as_deref(), Some("3.0.0"));
    assert_eq!(clear.justification, None, "the reason is one of another status");
    assert_eq!(open.status, Status::UnderInvestigation);
}

#[test]
fn version_that_is_affected_is_not_cleared_by_the_state() {
    let document = read(
        r#"[{"id": "CVE-2026-1", "analysis": {"state": "resolved"},
             "affects": [{"ref": "ssl", "versions": [{"version": "1", "status": "affected"}, {"version": "2", "status": "unaffected"}]}]}]"#,
    );
    let [old, new] = document.statements.as_slice() else { panic!("two statements") };
    assert_eq!((old.status, old.products[0].version.as_deref()), (Status::Affected, Some("1")));
    assert_eq!((new.status, new.status_text.as_str()), (Status::Fixed, "resolved"));
}

#[test]
fn versions_without_an_analysis_are_statements_if_they_say_so() {
    let document = read(
        r#"[{"id": "CVE-2026-1", "affects": [{"ref": "ssl", "versions": [{"version": "1", "status": "unaffected"}, {"version": "2"}]}]}]"#,
    );
    let [clear] = document.statements.as_slice() else { panic!("one statement") };
    assert_eq!(clear.status, Status::NotAffected);
    assert!(!clear.is_justified());
}

#[test]
fn references_lead_into_this_document_or_another_one() {
    let link = |revision: u32, element: &str| format!("urn:cdx:{SERIAL}/{revision}#{element}");
    let document = read(&format!(
        r#"[{{"id": "CVE-2026-1", "analysis": {{"state": "resolved"}},
             "affects": [{{"ref": "{}"}}, {{"ref": "{}"}}, {{"ref": "nowhere"}}]}}]"#,
        link(2, "ssl"),
        link(1, "ssl")
    ));
    let [own, earlier, dangling] = document.statements[0].products.as_slice() else {
        panic!("three products")
    };
    assert_eq!(own.purl.as_deref(), Some("pkg:generic/ssl@3"));
    assert_eq!(own.id.as_deref(), Some(link(2, "ssl").as_str()));
    assert_eq!(earlier.purl, None);
    assert_eq!(earlier.bom_link().unwrap().version(), 1);
    assert_eq!((dangling.id.as_deref(), &dangling.purl), (Some("nowhere"), &None));
    assert_eq!(document.notes.count(NoteKind::DanglingReference), 1);
}

#[test]
fn links_are_followed_into_the_document_they_name() {
    let bom = sbom::parse(
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "serialNumber": "urn:uuid:{SERIAL}",
                "components": [{{"type": "library", "name": "ssl", "version": "3", "bom-ref": "a b", "purl": "pkg:generic/ssl@3"}}]}}"#
        )
        .into_bytes(),
    )
    .unwrap();
    let affects: Vec<_> = ["1#a%20b", "2#a%20b", "1#c"]
        .map(|end| format!(r#"{{"ref": "urn:cdx:{SERIAL}/{end}"}}"#))
        .to_vec();
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [{{"id": "CVE-1",
            "analysis": {{"state": "resolved"}}, "affects": [{}, {{"ref": "urn:cdx:00000000-395b-41f5-a30f-a58921a69b79/1#x"}}]}}]}}"#,
        affects.join(",")
    );
    let mut document = vex::parse(text.into_bytes()).unwrap();
    let found = document.resolve(&bom);
    assert_eq!((found.resolved, found.other_revision, found.dangling), (1, 1, 1));
    let product = &document.statements[0].products[0];
    assert_eq!(
        (product.purl.as_deref(), product.version.as_deref()),
        (Some("pkg:generic/ssl@3"), Some("3"))
    );
    assert!(product.id.as_deref().is_some_and(|id| id.starts_with("urn:cdx:")));
}

#[test]
fn vulnerability_without_an_id_is_known_by_its_first_reference() {
    let document = read(
        r#"[{"references": [{"id": "SNYK-1", "source": {"name": "SNYK"}}, {"id": "GHSA-1"}],
             "source": {"url": "https://a.test/"}, "analysis": {"state": "not_affected"},
             "affects": [{"ref": "ssl"}]}]"#,
    );
    let made = document.write("csaf".parse().unwrap(), &vex::WriteOptions::default()).unwrap();
    for document in [&document, &vex::parse(&made.bytes).unwrap()] {
        let found = &document.statements[0].vulnerability;
        assert_eq!(found.ids().collect::<Vec<_>>(), ["SNYK-1", "GHSA-1"]);
        assert_eq!(found.source.as_deref(), Some("SNYK"));
    }
    assert_eq!(document.statements[0].vulnerability.url.as_deref(), Some("https://a.test/"));
}

#[test]
fn inventory_alone_is_no_vex_but_has_an_empty_one() {
    let bom = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": []}"#;
    assert_eq!(vex::parse(bom).unwrap_err().code(), Code::NotVex);
    assert!(sbom::parse(bom).unwrap().vex().unwrap().statements.is_empty());
}

/// One long component, mentioned with many versions.
#[test]
fn short_documents_cannot_ask_for_any_amount_of_memory() {
    let versions = vec![r#"{"version": "1"}"#; 10_000].join(",");
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"type": "library", "name": "{}", "bom-ref": "a"}}],
            "vulnerabilities": [{{"id": "CVE-1", "analysis": {{"state": "resolved"}}, "affects": [{{"ref": "a", "versions": [{versions}]}}]}}]}}"#,
        "x".repeat(100_000)
    );
    let mut options = sbom::ParseOptions::default();
    options.limits.items = 100_000;
    let error = vex::parse_with(text.as_bytes(), &options).unwrap_err();
    assert_eq!(error.code(), Code::TooMany);
}

#[cfg(feature = "xml")]
#[test]
fn analysis_is_read_from_xml() {
    let text = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6">
      <components><component type="library" bom-ref="z"><name>zlib</name><purl>pkg:generic/zlib@1.3</purl></component></components>
      <vulnerabilities><vulnerability><id>CVE-2023-45853</id>
        <analysis><state>not_affected</state><justification>code_not_present</justification></analysis>
        <affects><target><ref>z</ref></target></affects></vulnerability></vulnerabilities></bom>"#;
    let document = vex::parse(text.as_bytes()).unwrap();
    let statement = &document.statements[0];
    assert_eq!(statement.justification, Some(Justification::VulnerableCodeNotPresent));
    assert_eq!(statement.products[0].purl.as_deref(), Some("pkg:generic/zlib@1.3"));
}

#[test]
fn assessments_of_spdx_are_statements() {
    let text = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
      {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z", "createdBy": ["urn:a"]},
      {"type": "Agent", "spdxId": "urn:a", "creationInfo": "_:c", "name": "Jane"},
      {"type": "SpdxDocument", "spdxId": "urn:doc", "creationInfo": "_:c", "rootElement": ["urn:shop"]},
      {"type": "software_Package", "spdxId": "urn:shop", "creationInfo": "_:c", "name": "shop", "software_packageUrl": "pkg:generic/shop@1"},
      {"type": "security_Vulnerability", "spdxId": "urn:v", "creationInfo": "_:c",
       "externalIdentifier": [{"type": "ExternalIdentifier", "externalIdentifierType": "cve", "identifier": "CVE-2026-1"}]},
      {"type": "security_VexNotAffectedVulnAssessmentRelationship", "spdxId": "urn:r", "creationInfo": "_:c", "from": "urn:v",
       "relationshipType": "doesNotAffect", "to": ["urn:shop"], "security_justificationType": "vulnerableCodeNotPresent",
       "security_impactStatement": "Not built in."}]}"#;
    let document = vex::parse(text.as_bytes()).unwrap();
    assert_eq!(document.format, Some(Format::Spdx));
    let [statement] = document.statements.as_slice() else { panic!("one statement") };
    assert_eq!(
        (statement.status, statement.status_text.as_str()),
        (Status::NotAffected, "doesNotAffect")
    );
    assert_eq!(statement.justification, Some(Justification::VulnerableCodeNotPresent));
    assert_eq!(statement.impact.as_deref(), Some("Not built in."));
    assert_eq!(statement.products[0].purl.as_deref(), Some("pkg:generic/shop@1"));
    assert_eq!(statement.timestamp.as_deref(), Some("2026-01-01T00:00:00Z"));
}
