//! SPDX 3 in JSON-LD.

mod validate;
mod write;

use sbom::{
    ComponentType, DependencyScope, DependencyState, Document, ElementKind, Encoding, End, Format,
    HashAlgorithm, IdentifierKind, NoteKind, PartyKind, RelationshipKind, Stated,
};

use crate::corpus::cases;

#[test]
fn corpus_counts_equal_the_table() {
    let cases = cases("spdx3", "jsonld");
    let differences: Vec<_> = cases.iter().flat_map(|case| case.differences()).collect();
    assert!(cases.is_empty() || cases.len() == 74, "{} documents", cases.len());
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

fn read(text: &str) -> Document {
    sbom::parse(text.as_bytes()).unwrap()
}

/// Wraps elements into a document of 3.0.1.
fn graph(elements: &str) -> Document {
    read(&format!(
        r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
          {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
            "created": "2025-05-01T08:00:00Z", "createdBy": ["urn:ex:jane"],
            "createdUsing": ["urn:ex:tool"], "comment": "by hand"}},
          {{"type": "Person", "spdxId": "urn:ex:jane", "creationInfo": "_:c", "name": "Jane",
            "externalIdentifier": [{{"type": "ExternalIdentifier",
              "externalIdentifierType": "email", "identifier": "jane@example.org"}}]}},
          {{"type": "Tool", "spdxId": "urn:ex:tool", "creationInfo": "_:c", "name": "made-1.2"}},
          {elements}]}}"#
    ))
}

const DOCUMENT: &str = r#"
  {"type": "SpdxDocument", "spdxId": "urn:ex:doc", "creationInfo": "_:c", "name": "shop",
   "dataLicense": "https://spdx.org/licenses/CC0-1.0", "rootElement": ["urn:ex:sbom"]},
  {"type": "software_Sbom", "spdxId": "urn:ex:sbom", "creationInfo": "_:c",
   "software_sbomType": ["build"], "rootElement": ["urn:ex:app"], "element": ["urn:ex:app"]},"#;

#[test]
fn element_is_read_member_by_member() {
    let document = graph(&format!(
        r#"{DOCUMENT}
        {{"type": "Organization", "spdxId": "urn:ex:acme", "creationInfo": "_:c", "name": "Acme"}},
        {{"type": "software_Package", "spdxId": "urn:ex:app", "creationInfo": "_:c",
          "name": "app", "summary": "an app", "software_packageVersion": "1.0",
          "software_packageUrl": "pkg:npm/app@1.0", "software_primaryPurpose": "operatingSystem",
          "software_copyrightText": "NOASSERTION", "software_homePage": "https://example.org",
          "software_downloadLocation": "https://example.org/app.tgz",
          "suppliedBy": "urn:ex:acme", "originatedBy": ["urn:ex:jane"],
          "verifiedUsing": [
            {{"type": "Hash", "algorithm": "sha3_256", "hashValue": "00"}},
            {{"type": "PackageVerificationCode", "algorithm": "sha1", "hashValue": "11"}}],
          "externalIdentifier": [
            {{"type": "ExternalIdentifier", "externalIdentifierType": "cpe23",
              "identifier": "cpe:2.3:a:acme:app:1.0:*:*:*:*:*:*:*"}}],
          "software_contentIdentifier": [
            {{"type": "software_ContentIdentifier", "software_contentIdentifierType": "swhid",
              "software_contentIdentifierValue": "swh:1:cnt:00"}}],
          "externalRef": [{{"type": "ExternalRef", "externalRefType": "vcs",
            "locator": ["https://example.org/app.git"], "comment": "mirror"}}],
          "extension": [{{"type": "extension_CdxPropertiesExtension", "extension_cdxProperty": [
            {{"type": "extension_CdxPropertyEntry", "extension_cdxPropName": "team",
              "extension_cdxPropValue": "blue"}}]}}]}}"#
    ));
    assert_eq!((document.format(), document.encoding()), (Format::Spdx, Encoding::JsonLd));
    assert_eq!(document.spec_version(), "3.0.1");
    assert_eq!((document.id(), document.name()), (Some("urn:ex:doc"), Some("shop")));
    let metadata = document.metadata();
    assert_eq!(metadata.created(), Some("2025-05-01T08:00:00Z"));
    assert_eq!(metadata.comment(), Some("by hand"));
    assert_eq!(metadata.data_licence(), Some("CC0-1.0"));
    assert_eq!(metadata.lifecycles().collect::<Vec<_>>(), ["build"]);
    let author = metadata.authors().next().unwrap();
    assert_eq!((author.kind(), author.name()), (PartyKind::Person, "Jane"));
    assert_eq!(author.email(), Some("jane@example.org"));
    let tool = metadata.tools().next().unwrap();
    assert_eq!((tool.name(), tool.version()), ("made", Some("1.2")));

    let app = document.subject().unwrap();
    assert_eq!((app.name(), app.version()), ("app", Some("1.0")));
    assert_eq!((app.kind(), app.local_id()), (ElementKind::Component, Some("urn:ex:app")));
    assert_eq!(app.component_type(), ComponentType::OperatingSystem);
    assert_eq!(app.purl(), Some("pkg:npm/app@1.0"));
    let kinds: Vec<_> = app.identifiers().map(|it| it.kind()).collect();
    assert_eq!(kinds, [IdentifierKind::Purl, IdentifierKind::Cpe23, IdentifierKind::Swhid]);
    let hashes: Vec<_> = app.hashes().map(|it| (it.algorithm(), it.content())).collect();
    assert_eq!(hashes, [(HashAlgorithm::Sha3_256, "00")]);
    assert_eq!(app.supplier().unwrap().name(), "Acme");
    assert_eq!(app.supplier().unwrap().kind(), PartyKind::Organization);
    assert_eq!(app.manufacturer().unwrap().name(), "Jane");
    assert_eq!(app.copyright(), Stated::NoAssertion);
    assert_eq!(app.homepage(), Stated::Value("https://example.org"));
    assert_eq!(app.download_location(), Stated::Value("https://example.org/app.tgz"));
    assert_eq!(app.description(), Some("an app"));
    let reference = app.external_references().next().unwrap();
    assert_eq!((reference.kind(), reference.comment()), ("vcs", Some("mirror")));
    assert_eq!(app.property("team"), Some("blue"));
    assert!(document.notes().is_empty(), "{:?}", document.notes());
}

#[test]
fn licence_sets_become_expressions() {
    let document = graph(&format!(
        r#"{DOCUMENT}
        {{"type": "software_Package", "spdxId": "urn:ex:app", "creationInfo": "_:c", "name": "app"}},
        {{"type": "expandedlicensing_ListedLicense", "creationInfo": "_:c",
          "spdxId": "https://spdx.org/licenses/EPL-2.0"}},
        {{"type": "expandedlicensing_CustomLicense", "creationInfo": "_:c",
          "spdxId": "https://example.org/LicenseRef-Acme", "simplelicensing_licenseText": "Free."}},
        {{"type": "expandedlicensing_OrLaterOperator", "spdxId": "urn:ex:later",
          "creationInfo": "_:c", "expandedlicensing_subjectLicense":
            "https://spdx.org/licenses/EPL-2.0"}},
        {{"type": "expandedlicensing_DisjunctiveLicenseSet", "spdxId": "urn:ex:any",
          "creationInfo": "_:c", "expandedlicensing_member": ["urn:ex:with", "urn:ex:all"]}},
        {{"type": "expandedlicensing_WithAdditionOperator", "spdxId": "urn:ex:with",
          "creationInfo": "_:c", "expandedlicensing_subjectExtendableLicense": "urn:ex:later",
          "expandedlicensing_subjectAddition":
            "https://spdx.org/licenses/Classpath-exception-2.0"}},
        {{"type": "expandedlicensing_ConjunctiveLicenseSet", "spdxId": "urn:ex:all",
          "creationInfo": "_:c", "expandedlicensing_member":
            ["https://spdx.org/licenses/MIT", "https://example.org/LicenseRef-Acme"]}},
        {{"type": "expandedlicensing_ConjunctiveLicenseSet", "spdxId": "urn:ex:round",
          "creationInfo": "_:c", "expandedlicensing_member": ["urn:ex:round", "urn:ex:round"]}},
        {{"type": "Relationship", "spdxId": "urn:ex:1", "creationInfo": "_:c", "from": "urn:ex:app",
          "relationshipType": "hasDeclaredLicense", "to": ["urn:ex:any"]}},
        {{"type": "Relationship", "spdxId": "urn:ex:2", "creationInfo": "_:c", "from": "urn:ex:app",
          "relationshipType": "hasConcludedLicense", "to": [
            "https://spdx.org/rdf/3.0.1/terms/ExpandedLicensing/NoAssertionLicense",
            {{"type": "simplelicensing_LicenseExpression", "spdxId": "urn:ex:x",
              "creationInfo": "_:c", "simplelicensing_licenseExpression": "MIT OR ISC"}},
            "urn:ex:round"]}}"#
    ));
    let app = document.subject().unwrap();
    let declared: Vec<_> = app.declared_licences().map(|it| it.text()).collect();
    assert_eq!(declared, ["EPL-2.0+ WITH Classpath-exception-2.0 OR (MIT AND LicenseRef-Acme)"]);
    let concluded: Vec<_> = app.concluded_licences().map(|it| it.text()).collect();
    assert_eq!(concluded, ["NOASSERTION", "MIT OR ISC", "NOASSERTION AND NOASSERTION"]);
}

#[test]
fn relationships_keep_direction_scope_and_completeness() {
    let document = graph(&format!(
        r#"{DOCUMENT}
        {{"type": "software_Package", "spdxId": "urn:ex:app", "creationInfo": "_:c", "name": "app"}},
        {{"type": "software_Package", "spdxId": "urn:ex:lib", "creationInfo": "_:c", "name": "lib"}},
        {{"type": "software_File", "spdxId": "urn:ex:src", "creationInfo": "_:c", "name": "a.c"}},
        {{"type": "LifecycleScopedRelationship", "spdxId": "urn:ex:1", "creationInfo": "_:c",
          "from": "urn:ex:app", "relationshipType": "dependsOn", "scope": "test",
          "to": ["urn:ex:lib"]}},
        {{"type": "Relationship", "spdxId": "urn:ex:2", "creationInfo": "_:c",
          "from": "urn:ex:lib", "relationshipType": "dependsOn",
          "to": ["https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"]}},
        {{"type": "Relationship", "spdxId": "urn:ex:3", "creationInfo": "_:c",
          "from": "urn:ex:src", "relationshipType": "generates", "to": ["urn:ex:app"]}},
        {{"type": "Relationship", "spdxId": "urn:ex:4", "creationInfo": "_:c",
          "from": "urn:ex:app", "relationshipType": "contains", "to": ["urn:ex:gone", "urn:ex:jane"]}}"#
    ));
    let edges: Vec<_> = document.relationships().collect();
    let name = |end: End<'_>| end.component().map(|it| it.name().to_owned());
    assert_eq!(edges[0].scope(), DependencyScope::Test);
    assert!(matches!(edges[1].to(), End::Nothing));
    assert_eq!(edges[2].kind(), RelationshipKind::GeneratedFrom);
    assert_eq!(
        (name(edges[2].from()), name(edges[2].to())),
        (Some("app".into()), Some("a.c".into()))
    );
    assert!(matches!(edges[3].to(), End::Dangling("urn:ex:gone")));
    assert!(matches!(edges[4].to(), End::Other("urn:ex:jane")));
    assert_eq!(document.notes().count(NoteKind::DanglingReference), 1);
    assert_eq!(document.find("urn:ex:app").unwrap().dependency_state(), DependencyState::Listed);
    let lib = document.find("urn:ex:lib").unwrap();
    assert_eq!(lib.dependency_state(), DependencyState::ListedEmpty);
    assert_eq!(document.graph().depth(lib.id()), Some(1));
}

#[test]
fn objects_are_found_inlined_abbreviated_and_under_long_names() {
    let document = read(
        r#"{"@context": ["https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
                         {"ex": "https://example.org/"}],
          "@graph": [
          {"@type": "https://spdx.org/rdf/3.0.1/terms/Core/SpdxDocument", "@id": "ex:doc",
           "creationInfo": {"type": "CreationInfo", "specVersion": "3.0.1",
             "created": "2025-05-01T08:00:00Z",
             "createdBy": {"type": "Person", "spdxId": "ex:jane", "name": "Jane"}},
           "rootElement": "https://example.org/app",
           "import": [{"type": "ExternalMap", "externalSpdxId": "ex:other"}]},
          {"type": "Relationship", "spdxId": "ex:1", "relationshipType": "dependsOn",
           "from": {"type": "software_Package", "spdxId": "ex:app", "name": "app",
                    "suppliedBy": {"@id": "https://example.org/jane"}},
           "to": "https://example.org/other"}]}"#,
    );
    let app = document.subject().unwrap();
    assert_eq!(app.name(), "app");
    assert_eq!(app.supplier().unwrap().name(), "Jane");
    assert_eq!(document.metadata().authors().next().unwrap().name(), "Jane");
    assert_eq!(document.edge_count(), 1);
    let edge = document.relationships().next().unwrap();
    assert!(matches!(edge.to(), End::Elsewhere("https://example.org/other")));
}

#[test]
fn roots_that_go_in_circles_end() {
    let document = graph(
        r#"{"type": "SpdxDocument", "spdxId": "urn:ex:doc", "rootElement": ["urn:ex:a"]},
           {"type": "Bom", "spdxId": "urn:ex:a", "rootElement": ["urn:ex:b", "urn:ex:app"]},
           {"type": "Bundle", "spdxId": "urn:ex:b", "rootElement": ["urn:ex:a", "urn:ex:b"]},
           {"type": "software_Package", "spdxId": "urn:ex:app", "name": "app"}"#,
    );
    assert_eq!(document.described_count(), 1);
    assert_eq!(document.subject().unwrap().name(), "app");
}

#[test]
fn large_graph_is_read_in_linear_time() {
    let mut elements = String::from(DOCUMENT);
    for number in 0..4_000 {
        elements.push_str(&format!(
            r#"{{"type": "software_Package", "spdxId": "urn:ex:{number}", "name": "p{number}"}},
               {{"type": "Relationship", "spdxId": "urn:ex:r{number}", "from": "urn:ex:{number}",
                "relationshipType": "dependsOn", "to": ["urn:ex:{}"]}},
               {{"type": "expandedlicensing_ConjunctiveLicenseSet", "spdxId": "urn:ex:l{number}",
                "expandedlicensing_member": ["urn:ex:l{}", "urn:ex:l{}"]}},
               {{"type": "Relationship", "spdxId": "urn:ex:s{number}", "from": "urn:ex:{number}",
                "relationshipType": "hasDeclaredLicense", "to": ["urn:ex:l{number}"]}},"#,
            (number + 1) % 4_000,
            number + 1,
            number + 1,
        ));
    }
    let document = graph(&format!(
        r#"{elements}{{"type": "software_Package", "spdxId": "urn:ex:app", "name": "app"}}"#
    ));
    assert_eq!(document.components().count(), 4_001);
    assert_eq!(document.relationships().len(), 8_000);
    let texts: usize =
        document.components().flat_map(|it| it.licences()).map(|it| it.text().len()).sum();
    assert!(texts < 64 << 20, "{texts} bytes of expressions");
}

#[test]
fn vulnerabilities_are_read_from_the_relationships_about_them() {
    let document = graph(&format!(
        r#"{DOCUMENT}
        {{"type": "software_Package", "spdxId": "urn:ex:app", "creationInfo": "_:c", "name": "app"}},
        {{"type": "software_Package", "spdxId": "urn:ex:lib", "creationInfo": "_:c", "name": "lib"}},
        {{"type": "security_Vulnerability", "spdxId": "urn:ex:v", "creationInfo": "_:c",
          "name": "one", "summary": "it overflows",
          "security_publishedTime": "2025-01-01T00:00:00Z",
          "externalIdentifier": [
            {{"type": "ExternalIdentifier", "externalIdentifierType": "securityOther",
              "identifier": "GHSA-xxxx"}},
            {{"type": "ExternalIdentifier", "externalIdentifierType": "cve",
              "identifier": "CVE-2025-1", "issuingAuthority": "NVD",
              "identifierLocator": ["https://example.org/CVE-2025-1"]}}],
          "externalRef": [
            {{"type": "ExternalRef", "externalRefType": "cwe",
              "locator": ["https://cwe.mitre.org/data/definitions/79.html"]}},
            {{"type": "ExternalRef", "externalRefType": "securityAdvisory",
              "locator": ["https://example.org/advisory"]}}]}},
        {{"type": "Relationship", "spdxId": "urn:ex:0", "creationInfo": "_:c", "from": "urn:ex:lib",
          "relationshipType": "hasAssociatedVulnerability", "to": ["urn:ex:v"]}},
        {{"type": "security_CvssV3VulnAssessmentRelationship", "spdxId": "urn:ex:1",
          "creationInfo": "_:c", "from": "urn:ex:v", "relationshipType": "hasAssessmentFor",
          "to": ["urn:ex:lib", "urn:ex:app"], "security_score": "8.8", "security_severity": "high",
          "security_vectorString": "CVSS:3.1/AV:N", "suppliedBy": "urn:ex:jane"}},
        {{"type": "security_VexNotAffectedVulnAssessmentRelationship", "spdxId": "urn:ex:2",
          "creationInfo": "_:c", "from": "urn:ex:v", "relationshipType": "doesNotAffect",
          "to": ["urn:ex:app"], "security_justificationType": "vulnerableCodeNotInExecutePath",
          "security_impactStatement": "never called"}}"#
    ));
    let found: Vec<_> = document.vulnerabilities().collect();
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.id(), one.local_id()), (Some("CVE-2025-1"), Some("urn:ex:v")));
    assert_eq!(one.aliases().collect::<Vec<_>>(), ["GHSA-xxxx"]);
    assert_eq!(one.source_name(), Some("NVD"));
    assert_eq!(one.source_url(), Some("https://example.org/CVE-2025-1"));
    assert_eq!(one.cwes().collect::<Vec<_>>(), [79]);
    assert_eq!(one.advisories().collect::<Vec<_>>(), ["https://example.org/advisory"]);
    assert_eq!(one.published(), Some("2025-01-01T00:00:00Z"));
    let ratings: Vec<_> = one.ratings().collect();
    let [rating] = ratings.as_slice() else { panic!("{ratings:?}") };
    assert_eq!((rating.score(), rating.method()), (Some(8.8), Some("CVSSv31")));
    assert_eq!(rating.severity(), Some(sbom::Severity::High));
    assert_eq!(rating.source_name(), Some("Jane"));
    let names: Vec<_> =
        one.affects().map(|it| it.target().component().unwrap().name().to_owned()).collect();
    assert_eq!(names, ["lib", "app"]);
    let analysis = one.analysis().unwrap();
    assert_eq!(analysis.state(), Some(sbom::AnalysisState::NotAffected));
    assert_eq!(analysis.justification(), Some("vulnerableCodeNotInExecutePath"));
    assert_eq!(analysis.detail(), Some("never called"));
}

#[test]
fn strict_reading_refuses_members_that_no_class_has_and_says_where() {
    let text = |extra: &str| {
        format!(
            r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
  {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
    "created": "2026-01-01T00:00:00Z", "createdBy": ["https://acme.test/me"]}},
  {{"type": "Person", "spdxId": "https://acme.test/me", "creationInfo": "_:c", "name": "Me"{extra}}}
]}}"#
        )
    };
    let strict = |text: String| sbom::parse_with(text.into_bytes(), &sbom::ParseOptions::strict());
    assert!(strict(text("")).is_ok());
    // JSON-LD takes members by their IRI, and extensions hold what they like.
    assert!(strict(text(r#", "https://acme.test/ns#colour": "red""#)).is_ok());
    let extension = r#", "extension": [{"type": "https://acme.test/ns#Paint", "colour": "red"}]"#;
    assert!(strict(text(extension)).is_ok());
    let error = strict(text(r#", "colour": "red""#)).unwrap_err();
    assert_eq!(error.code(), sbom::Code::Deviation);
    assert_eq!(error.message(), "unknown member: `colour`");
    assert_eq!(error.path(), Some("/@graph/1"));
    assert_eq!((error.line(), error.column().is_some()), (Some(4), true));
    let lenient = sbom::parse(text(r#", "colour": "red""#).into_bytes()).unwrap();
    assert_eq!(lenient.notes().count(sbom::NoteKind::UnknownMember), 1);
}
