//! Statements, put into an SBOM of what they are about.

use sbom::vex::{Document, Format, Justification, Product, Response, Statement, Status};
use sbom::{Document as Bom, HashAlgorithm, LossReason};

const CYCLONEDX: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    "metadata": {"component": {"type": "container", "bom-ref": "shop", "name": "shop",
        "purl": "pkg:oci/shop@sha256%3Aab"}},
    "components": [
        {"type": "library", "bom-ref": "z", "name": "zlib", "version": "1.3", "purl": "pkg:generic/zlib@1.3"},
        {"type": "library", "bom-ref": "z2", "name": "zlib", "version": "1.2", "purl": "pkg:generic/zlib@1.2"},
        {"type": "library", "name": "tls", "cpe": "cpe:2.3:a:tls:tls:1:*:*:*:*:*:*:*",
         "hashes": [{"alg": "SHA-1", "content": "abababababababababababababababababababab"}]}],
    "vulnerabilities": [
        {"id": "CVE-1", "description": "known", "affects": [{"ref": "z"}, {"ref": "z2"}],
         "analysis": {"state": "in_triage"}}]}"#;

const SPDX: &str = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
    {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z",
     "createdBy": ["https://a.test/ada"]},
    {"type": "Person", "spdxId": "https://a.test/ada", "creationInfo": "_:c", "name": "Ada"},
    {"type": "SpdxDocument", "spdxId": "https://a.test/document", "creationInfo": "_:c", "name": "shop",
     "profileConformance": ["core", "software"], "rootElement": ["https://a.test/sbom"],
     "element": ["https://a.test/ada", "https://a.test/sbom", "https://a.test/shop",
        "https://a.test/z", "https://a.test/z2", "https://a.test/v", "https://a.test/r1",
        "https://a.test/r2", "https://a.test/r3"]},
    {"type": "software_Sbom", "spdxId": "https://a.test/sbom", "creationInfo": "_:c",
     "rootElement": ["https://a.test/shop"], "element": ["https://a.test/shop"]},
    {"type": "software_Package", "spdxId": "https://a.test/shop", "creationInfo": "_:c", "name": "shop"},
    {"type": "software_Package", "spdxId": "https://a.test/z", "creationInfo": "_:c", "name": "zlib",
     "software_packageVersion": "1.3", "software_packageUrl": "pkg:generic/zlib@1.3"},
    {"type": "software_Package", "spdxId": "https://a.test/z2", "creationInfo": "_:c", "name": "zlib",
     "software_packageVersion": "1.2", "software_packageUrl": "pkg:generic/zlib@1.2"},
    {"type": "security_Vulnerability", "spdxId": "https://a.test/v", "creationInfo": "_:c", "name": "CVE-1"},
    {"type": "Relationship", "spdxId": "https://a.test/r1", "creationInfo": "_:c",
     "relationshipType": "hasAssociatedVulnerability", "from": "https://a.test/z", "to": ["https://a.test/v"]},
    {"type": "Relationship", "spdxId": "https://a.test/r2", "creationInfo": "_:c",
     "relationshipType": "hasAssociatedVulnerability", "from": "https://a.test/z2", "to": ["https://a.test/v"]},
    {"type": "security_VexUnderInvestigationVulnAssessmentRelationship", "spdxId": "https://a.test/r3",
     "creationInfo": "_:c", "relationshipType": "underInvestigationFor", "from": "https://a.test/v",
     "to": ["https://a.test/z", "https://a.test/z2"]}]}"#;

fn bom(text: &str) -> Bom {
    sbom::parse(text.as_bytes()).unwrap()
}

fn vex(statements: impl IntoIterator<Item = Statement>) -> Document {
    let mut document = Document::new("https://acme.example/vex/1", "Acme security team");
    statements.into_iter().for_each(|statement| document.add(statement));
    document
}

fn zlib() -> Product {
    Product::from_purl("pkg:generic/zlib@1.3")
}

/// What a document states: each id with its status and the versions of what that is of.
fn said(document: &Bom) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for statement in document.vex().unwrap().statements {
        for product in statement.products {
            let what = product.version.clone().or_else(|| product.name.clone()).unwrap();
            said.push(format!(
                "{} {} {what}",
                statement.vulnerability.id,
                statement.status.as_str()
            ));
        }
    }
    said.sort();
    said
}

#[test]
fn a_statement_takes_the_place_of_one_about_the_same_and_leaves_others() {
    for text in [CYCLONEDX, SPDX] {
        let cleared = Statement::new("CVE-1", Status::NotAffected)
            .product(zlib())
            .justification(Justification::VulnerableCodeNotPresent)
            .impact("not built");
        let made = bom(text).with_vex(&vex([cleared])).unwrap();
        assert!(made.unplaced.is_empty() && made.losses.is_empty(), "{}", made.losses);
        let document = sbom::parse(made.document.write().unwrap()).unwrap();
        assert_eq!(
            said(&document),
            ["CVE-1 not_affected 1.3", "CVE-1 under_investigation 1.2"],
            "{}",
            String::from_utf8(document.write().unwrap()).unwrap()
        );
        let report = document.validate();
        assert!(report.is_valid(), "{report}");
        let vex = document.vex().unwrap();
        let statement = vex.statements.iter().find(|it| it.status == Status::NotAffected).unwrap();
        assert_eq!(statement.justification, Some(Justification::VulnerableCodeNotPresent));
        assert_eq!(statement.impact.as_deref(), Some("not built"));
    }
}

#[test]
fn a_statement_about_all_takes_the_place_of_the_whole() {
    for text in [CYCLONEDX, SPDX] {
        let fixed =
            Statement::new("cve-1", Status::Fixed).product(Product::from_purl("pkg:generic/zlib"));
        let made = bom(text).with_vex(&vex([fixed])).unwrap();
        assert_eq!(said(&made.document).len(), 2);
        assert!(said(&made.document).iter().all(|it| it.contains("fixed")));
        let document = made.document;
        assert_eq!(document.vulnerabilities().count(), 1);
        let found = document.vulnerabilities().next().unwrap();
        assert_eq!(found.id(), Some("CVE-1"), "what was known stays");
        assert!(document.validate().is_valid());
    }
}

#[test]
fn a_new_vulnerability_is_added_and_a_later_statement_wins() {
    for text in [CYCLONEDX, SPDX] {
        let first = Statement::new("CVE-2", Status::Affected)
            .product(zlib())
            .action(Response::Update, "upgrade");
        let second = Statement::new("CVE-2", Status::Fixed).product(zlib());
        let made = bom(text).with_vex(&vex([first, second])).unwrap();
        let said = said(&made.document);
        let new: Vec<_> = said.iter().filter(|it| it.starts_with("CVE-2")).collect();
        assert_eq!(new, ["CVE-2 fixed 1.3"]);
        let report = made.document.validate();
        assert!(report.is_valid(), "{report}");
    }
}

#[test]
fn what_is_about_nothing_here_is_handed_back() {
    for text in [CYCLONEDX, SPDX] {
        let of = |product| Statement::new("CVE-2", Status::NotAffected).product(product);
        let other = of(Product::from_purl("pkg:oci/other").subcomponent(zlib()));
        let statements = [
            of(Product::from_purl("pkg:npm/zlib@1.3")),
            Statement::new("CVE-2", Status::NotAffected),
            other,
            of(zlib()).product(Product::from_purl("pkg:npm/nowhere")),
        ];
        let made = bom(text).with_vex(&vex(statements)).unwrap();
        assert_eq!(made.unplaced, [0, 1, 2, 3]);
        let said = said(&made.document);
        assert_eq!(said.iter().filter(|it| it.starts_with("CVE-2")).count(), 1);
    }
}

#[test]
fn parts_of_the_subject_are_found_and_so_are_names_digests_and_links() {
    let of = |product| Statement::new("CVE-2", Status::NotAffected).product(product);
    let link = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#z2";
    for (product, expected) in [
        (Product::from_purl("pkg:oci/shop").subcomponent(zlib()), "1.3"),
        (Product::new("x").cpe("cpe:2.3:a:tls:tls:1:*:*:*:*:*:*:*"), "tls"),
        (Product::new("x").hash(HashAlgorithm::Sha1, "AB".repeat(20)), "tls"),
        (Product::new(link), "1.2"),
        (Product::new("z2"), "1.2"),
    ] {
        let made = bom(CYCLONEDX).with_vex(&vex([of(product)])).unwrap();
        assert!(made.unplaced.is_empty());
        assert!(said(&made.document).contains(&format!("CVE-2 not_affected {expected}")));
        assert!(made.document.validate().is_valid());
    }
}

#[test]
fn a_range_stays_one_and_spdx_has_none() {
    let mut product = Product::from_purl("pkg:generic/zlib");
    product.range = Some("vers:generic/<1.3".to_owned());
    let affected = Statement::new("CVE-2", Status::Affected).product(product);
    let made = bom(CYCLONEDX).with_vex(&vex([affected.clone()])).unwrap();
    let found = made.document.vulnerabilities().find(|it| it.id() == Some("CVE-2")).unwrap();
    let ranges = found.affects().flat_map(|it| it.versions().collect::<Vec<_>>());
    assert_eq!(ranges.count(), 2);
    assert!(made.document.validate().is_valid());
    // What is said of a range does not speak for the component.
    let mut known = affected.clone();
    known.vulnerability = std::sync::Arc::new("CVE-1".into());
    let made = bom(CYCLONEDX).with_vex(&vex([known])).unwrap();
    let said = said(&made.document);
    assert_eq!(said.iter().filter(|it| it.contains("under_investigation")).count(), 2, "{said:?}");
    assert_eq!(said.len(), 4);
    let made = bom(SPDX).with_vex(&vex([affected])).unwrap();
    assert_eq!(made.unplaced, [0]);
}

#[test]
fn what_may_mean_something_else_is_not_taken_for_it() {
    let of = |product| Statement::new("CVE-2", Status::NotAffected).product(product);
    // The version of a branch of CSAF is no version of the package.
    let branch = of(Product::from_purl("pkg:generic/zlib").version("Enterprise 8"));
    let other = of(Product::new("x").cpe("cpe:2.3:a:tls:tls:1:*:*:*:*:*:*:*").version("2"));
    let mut foreign = vex([branch, other, of(Product::new("z2"))]);
    foreign.format = Some(Format::Csaf);
    let made = bom(CYCLONEDX).with_vex(&foreign).unwrap();
    assert_eq!(made.unplaced, [0, 1, 2]);
    assert_eq!(said(&made.document).len(), 2);
}

#[test]
fn versions_give_way_and_are_lost_if_they_are_not_those_of_the_component() {
    let with = |version: &str| {
        let affects = format!(r#"{{"ref": "z", "versions": [{{"version": "{version}"}}]}}"#);
        let text = CYCLONEDX.replace(r#"{"ref": "z"}"#, &affects);
        let fixed = Statement::new("CVE-1", Status::Fixed).product(zlib());
        bom(&text).with_vex(&vex([fixed])).unwrap()
    };
    assert!(with("1.3").losses.is_empty());
    assert_eq!(said(&with("1.3").document), ["CVE-1 fixed 1.3", "CVE-1 under_investigation 1.2"]);
    assert_eq!(with("1.1").losses.count(LossReason::OnlyOne), 1);
}

#[test]
fn a_format_without_vulnerabilities_refuses_and_an_older_version_tells_what_it_loses() {
    let spdx = bom(r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "a"}"#);
    let statement = || {
        Statement::new("CVE-1", Status::NotAffected)
            .product(zlib())
            .timestamp("2026-01-02T03:04:05Z")
    };
    assert_eq!(
        spdx.with_vex(&vex([statement()])).unwrap_err().to_string(),
        "the document's format has no vulnerabilities"
    );
    let old = bom(&CYCLONEDX.replace(r#""1.6""#, r#""1.4""#));
    let made = old.with_vex(&vex([statement()])).unwrap();
    assert_eq!(made.losses.count(LossReason::NotInVersion), 1);
    let loss = made.losses.iter().next().unwrap();
    assert_eq!(loss.path(), "/statements/0/analysis/firstIssued");
    assert!(made.document.validate().is_valid());
}
