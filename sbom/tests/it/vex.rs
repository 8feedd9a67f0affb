mod apply;
mod csaf;
mod cyclonedx;
mod mandatory;
mod validate;
mod write;

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
    assert_eq!(first.vulnerability.id, "CVE-2023-5678");
    assert!(first.is_about("GHSA-xxxx-yyyy-zzzz"));
    assert_eq!(first.justification, Some(Justification::VulnerableCodeNotInExecutePath));
    assert_eq!(first.timestamp.as_deref(), Some("2026-02-01T00:00:00Z"));
    let product = &first.products[0];
    assert_eq!(product.id.as_deref(), Some("https://example.org/shop"));
    assert_eq!(product.purl.as_deref(), Some("pkg:oci/shop@sha256%3Aab12"));
    assert_eq!(product.cpes.len(), 1);
    let [hash] = product.hashes.as_slice() else { panic!("one digest") };
    assert_eq!((hash.algorithm, hash.content.as_str()), (HashAlgorithm::Sha256, "2c26b46b"));
    assert_eq!(second.vulnerability.id, "CVE-2024-0001", "the id, for want of a name");
    assert!(second.is_justified() && !third.is_justified());
    assert_eq!(document.unread().len(), 0, "{}", document.unread());
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
    assert_eq!((error.code(), error.path()), (Code::MissingMember, Some("/statements/0")));
    assert_eq!(error.message(), "missing member `status`");
    let error = refuse(r#"{"vulnerability": {}, "status": "fixed"}"#);
    assert_eq!(error.path(), Some("/statements/0/vulnerability"));
}

#[test]
fn other_documents_are_named() {
    let bom = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6"}"#;
    let error = vex::parse(bom).unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Code::NotVex, "not a VEX document but CycloneDX alone")
    );
    let spdx = br#"{"spdxVersion": "SPDX-2.3"}"#;
    assert_eq!(vex::parse(spdx).unwrap_err().message(), "not a VEX document but SPDX 2");
    let error = sbom::parse(include_bytes!("../fixtures/openvex/0.2.0/shop.json")).unwrap_err();
    assert_eq!(error.to_string(), "not an SBOM but OpenVEX");
}

fn document(statement: &str) -> String {
    format!(r#"{{"@context": "https://openvex.dev/ns/v0.2.0", "statements": [{statement}]}}"#)
}

/// Version 0.0.1 names the components of all products once, and every product gets a copy.
#[test]
fn shared_components_cannot_ask_for_any_amount_of_memory() {
    let many = vec!["\"p\""; 20_000].join(",");
    let text = document(&format!(
        r#"{{"vulnerability": "CVE-1", "status": "fixed", "products": [{many}], "subcomponents": [{many}]}}"#
    ));
    let mut options = sbom::ParseOptions::default();
    options.limits.items = 100_000;
    let error = vex::parse_with(text.as_bytes(), &options).unwrap_err();
    assert_eq!((error.code(), error.is_limit()), (Code::TooMany, true));
    assert_eq!(error.message(), "the document holds more than 100000 items");
}

#[test]
fn items_are_bounded() {
    let mut options = sbom::ParseOptions::default();
    options.limits.items = 100;
    let many = |item: &str| vec![item; 101].join(",");
    let statement = r#"{"vulnerability": "CVE-1", "status": "fixed"}"#;
    for (text, path) in [
        (document(&many(statement)), "/statements/100"),
        (document(&format!(r#"{{"products": [{}]}}"#, many("{}"))), "/statements/0/products/99"),
        (
            document(&format!(r#"{{"products": [{{"subcomponents": [{}]}}]}}"#, many("\"a\""))),
            "/statements/0/products/0/subcomponents/98",
        ),
    ] {
        let error = vex::parse_with(text.as_bytes(), &options).unwrap_err();
        assert_eq!((error.code(), error.path()), (Code::TooMany, Some(path)), "{error}");
    }
}

#[test]
fn long_product_lists_are_read() {
    let many = vec!["\"pkg:npm/a\""; 70_000].join(",");
    let text = document(&format!(
        r#"{{"vulnerability": {{"name": ""  , "@id": "CVE-1"}}, "status": "fixed", "products": [{many}]}}"#
    ));
    let document = vex::parse(text.as_bytes()).unwrap();
    assert_eq!(document.statements[0].vulnerability.id, "CVE-1");
    assert_eq!(document.statements[0].products.len(), 70_000);
}

/// Runs on the two megabytes of a test thread's stack.
#[test]
fn deepest_allowed_nesting_fits_the_stack() {
    let mut options = sbom::ParseOptions::default();
    options.limits.depth = sbom::Limits::MAX_DEPTH;
    let levels = (sbom::Limits::MAX_DEPTH - 4) / 2;
    let deep = format!("{}{}", r#"{"subcomponents":["#.repeat(levels), "]}".repeat(levels));
    let text = document(&format!(
        r#"{{"vulnerability": "CVE-1", "status": "fixed", "products": [{deep}]}}"#
    ));
    let document = vex::parse_with(text.as_bytes(), &options).unwrap();
    let next = |product: &std::sync::Arc<vex::Product>| product.subcomponents.first().cloned();
    let product = document.statements[0].products[0].clone();
    assert_eq!(std::iter::successors(Some(product), next).count(), levels);
}

#[test]
fn repeated_identifier_and_nameless_vulnerability_refuse_the_document() {
    let refuse = |text: &str| vex::parse(document(text).as_bytes()).unwrap_err();
    let error =
        refuse(r#"{"products": [{"identifiers": {"purl": "pkg:a/b", "purl": "pkg:a/c"}}]}"#);
    assert_eq!(error.code(), Code::DuplicateKey);
    let error = refuse(r#"{"vulnerability": "", "status": "fixed"}"#);
    assert_eq!(error.path(), Some("/statements/0/vulnerability"));
}
