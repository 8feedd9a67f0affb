use sbom::vex::{self, Justification, Status};
use sbom::{Code, HashAlgorithm};

#[test]
fn first_version_is_read_into_the_same_form() {
    let document = vex::parse(include_bytes!("../fixtures/openvex/0.0.1/shop.json")).unwrap();
    assert_eq!(document.spec_version, None);
    assert_eq!(document.author.as_deref(), Some("Jane Doe"));
    let statement = &document.statements[0];
    assert!(statement.is_about("cve-2023-5678"));
    assert_eq!(statement.status, Status::NotAffected);
    assert!(statement.is_justified(), "by its impact statement");
    let product = &statement.products[0];
    assert_eq!(product.purl.as_deref(), Some("pkg:oci/shop@sha256%3Aab12"));
    assert_eq!(product.subcomponents[0].purl.as_deref(), Some("pkg:deb/debian/openssl"));
    assert_eq!(statement.timestamp.as_deref(), Some("2026-01-02T03:04:05Z"));
}

#[test]
fn second_version_is_read_with_everything_on_it() {
    let document = vex::parse(include_bytes!("../fixtures/openvex/0.2.0/shop.json")).unwrap();
    assert_eq!(document.spec_version.as_deref(), Some("v0.2.0"));
    let [first, second, third, fourth] = document.statements.as_slice() else {
        panic!("four statements")
    };
    assert_eq!(first.vulnerability, "CVE-2023-5678");
    assert!(first.is_about("GHSA-xxxx-yyyy-zzzz"));
    assert_eq!(first.justification, Some(Justification::VulnerableCodeNotInExecutePath));
    assert_eq!(first.timestamp.as_deref(), Some("2026-02-01T00:00:00Z"));
    let product = &first.products[0];
    assert_eq!(product.id.as_deref(), Some("https://example.org/shop"));
    assert_eq!(product.purl.as_deref(), Some("pkg:oci/shop@sha256%3Aab12"));
    assert_eq!(product.cpes.len(), 1);
    assert_eq!(product.hashes, [(HashAlgorithm::Sha256, "2c26b46b".to_owned())]);
    assert_eq!(second.vulnerability, "CVE-2024-0001", "the id, for want of a name");
    assert!(second.is_justified() && !third.is_justified());
    assert_eq!((fourth.status, fourth.status_text.as_str()), (Status::Other, "will_be_fixed"));
    assert!(fourth.products.is_empty());
}

#[test]
fn statement_without_status_or_vulnerability_refuses_the_document() {
    let refuse = |statement: &str| {
        let text = format!(
            r#"{{"@context": "https://openvex.dev/ns/v0.2.0", "statements": [{statement}]}}"#
        );
        vex::parse(text.as_bytes()).unwrap_err()
    };
    let error = refuse(r#"{"vulnerability": {"name": "CVE-1"}}"#);
    assert_eq!((error.code(), error.path()), (Code::MissingMember, Some("statements[0]")));
    assert_eq!(error.message(), "missing member `status`");
    let error = refuse(r#"{"vulnerability": {}, "status": "fixed"}"#);
    assert_eq!(error.path(), Some("statements[0].vulnerability"));
}

#[test]
fn other_documents_are_named() {
    let csaf = br#"{"document": {"csaf_version": "2.0"}, "vulnerabilities": []}"#;
    let error = vex::parse(csaf).unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Code::UnsupportedFormat, "unsupported format: CSAF in json")
    );
    let bom = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#;
    assert_eq!(vex::parse(bom).unwrap_err().code(), Code::NotVex);
    let error = sbom::parse(include_bytes!("../fixtures/openvex/0.2.0/shop.json")).unwrap_err();
    assert_eq!(error.to_string(), "not an SBOM but OpenVEX");
}
