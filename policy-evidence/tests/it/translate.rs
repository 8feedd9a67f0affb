//! What becomes of a document's words.

use policy_core::evidence::{
    Component, Digest, Evidence, Fix, Product, Sbom, Scope, Statement, Subcomponent, Trust,
    VexStatus,
};
use policy_core::severity::{RatingKind, Severity};

use policy_evidence::sources::DocumentSource;

use crate::support::{digest, document, findings, judged_by, pinned, reasons, samples, tagged};

async fn evidence(content: impl AsRef<[u8]>) -> Evidence {
    judged_by(tagged(), [document("x.json", content)]).await.evidence
}

async fn sbom(content: impl AsRef<[u8]>) -> Sbom {
    evidence(content).await.sbom.value().unwrap().clone()
}

fn component<'s>(sbom: &'s Sbom, name: &str) -> &'s Component {
    sbom.components.iter().find(|component| component.package.name() == name).unwrap()
}

const GRAPH: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {
    "timestamp": "2026-01-02T03:04:05Z",
    "tools": {"components": [{"type": "application", "name": "syft", "version": "1.18.1"}]},
    "component": {"type": "container", "name": "shop", "bom-ref": "root"}
  },
  "components": [
    {"type": "library", "bom-ref": "web", "group": "@acme", "name": "web", "version": "2.0.0",
     "purl": "pkg:npm/%40acme/web@2.0.0", "scope": "required",
     "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "Acme Public"}}]},
    {"type": "library", "bom-ref": "tls", "name": "tls", "version": "1.1.0", "scope": "excluded",
     "licenses": [{"expression": "MIT OR Apache-2.0"}]},
    {"type": "library", "bom-ref": "lost", "name": "lost", "scope": "optional"},
    {"type": "file", "name": "/etc/passwd"},
    {"type": "operating-system", "name": "debian", "version": "12"}
  ],
  "dependencies": [
    {"ref": "root", "dependsOn": ["web"]}, {"ref": "web", "dependsOn": ["tls"]}
  ],
  "vulnerabilities": [{"id": "CVE-2026-1", "affects": [{"ref": "tls"}]}]
}"#;

#[tokio::test]
async fn a_component_keeps_its_licences_and_its_way_into_the_artifact() {
    let sbom = sbom(GRAPH).await;
    assert!(sbom.dependency_graph);
    assert_eq!(sbom.created, Some("2026-01-02T03:04:05Z".parse().unwrap()));
    assert_eq!(sbom.format.as_deref(), Some("CycloneDX 1.6"));
    assert_eq!(sbom.tools, ["syft 1.18.1"]);

    let web = component(&sbom, "@acme/web");
    assert_eq!(web.package.key(), "pkg:npm/%40acme/web@2.0.0");
    assert_eq!(web.licences.declared, ["MIT", "Acme Public"]);
    assert_eq!((web.place.direct, web.place.depth), (Some(true), Some(1)));
    assert_eq!(
        (web.place.scope, &*web.place.path),
        (Some(Scope::Required), &["@acme/web 2.0.0".into()][..])
    );

    let tls = component(&sbom, "tls");
    assert_eq!((tls.place.direct, tls.place.depth), (Some(false), Some(2)));
    assert_eq!(tls.place.path, ["@acme/web 2.0.0", "tls 1.1.0"]);
    assert_eq!(tls.place.scope, Some(Scope::Dev), "excluded from what runs");
    assert_eq!(tls.licences.declared, ["MIT OR Apache-2.0"]);

    let lost = component(&sbom, "lost");
    assert_eq!((lost.place.direct, lost.place.depth, lost.package.version()), (None, None, None));
    assert_eq!(lost.licences.declared, [""; 0], "said nothing, which is not the same as none");
}

#[tokio::test]
async fn files_and_the_operating_system_are_no_components() {
    let evidence = evidence(GRAPH).await;
    assert_eq!(evidence.sbom.value().unwrap().components.len(), 3);
    let os = evidence.image.value().unwrap().os.clone().unwrap();
    assert_eq!((os.family.as_str(), os.version.as_deref()), ("debian", Some("12")));
    assert_eq!(os.end_of_life, None);
}

#[tokio::test]
async fn vulnerabilities_in_an_sbom_are_not_a_scan() {
    assert!(evidence(GRAPH).await.scans.is_empty());
}

#[tokio::test]
async fn roots_that_are_only_inferred_show_a_way_but_nothing_direct() {
    // As syft writes it: nothing leads from the image to what is in it.
    let sbom = sbom(GRAPH.replace(r#"{"ref": "root", "dependsOn": ["web"]}, "#, "")).await;
    let tls = component(&sbom, "tls");
    assert_eq!(tls.place.path, ["@acme/web 2.0.0", "tls 1.1.0"]);
    assert_eq!((tls.place.direct, tls.place.depth), (None, None));
    let web = component(&sbom, "@acme/web");
    assert_eq!((web.place.path.len(), web.place.direct), (1, None));
}

#[tokio::test]
async fn a_list_without_dependencies_has_no_graph() {
    let sbom = sbom(
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.4", "components": [
        {"type": "library", "name": "a", "version": "1"}]}"#,
    );
    assert!(!sbom.await.dependency_graph);
}

#[tokio::test]
async fn an_spdx_document_leaves_its_subject_out_and_says_who_did_not_look() {
    let digest = digest('a');
    let content = format!(
        r#"{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "shop",
        "creationInfo": {{"created": "2026-01-02T03:04:05Z", "creators": ["Tool: syft-1.18.1"]}},
        "packages": [
          {{"SPDXID": "SPDXRef-image", "name": "shop", "primaryPackagePurpose": "CONTAINER",
            "licenseDeclared": "NOASSERTION", "externalRefs": [{{"referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl", "referenceLocator": "pkg:oci/shop@{digest}?arch=amd64"}}]}},
          {{"SPDXID": "SPDXRef-a", "name": "a", "versionInfo": "1", "licenseDeclared": "NOASSERTION",
            "licenseConcluded": "MIT"}},
          {{"SPDXID": "SPDXRef-b", "name": "b", "versionInfo": "2", "licenseDeclared": "NONE"}}
        ],
        "relationships": [
          {{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-image"}},
          {{"spdxElementId": "SPDXRef-b", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-a"}}
        ]}}"#
    );
    let evidence = evidence(content).await;
    assert_eq!(evidence.artifact.digests, [digest]);
    let sbom = evidence.sbom.value().unwrap();
    assert_eq!((sbom.components.len(), sbom.format.as_deref()), (2, Some("SPDX 2.3")));
    let a = component(sbom, "a");
    assert_eq!(
        (&*a.licences.declared, &*a.licences.concluded),
        (&["NOASSERTION".into()][..], &["MIT".into()][..])
    );
    let b = component(sbom, "b");
    assert_eq!(b.licences.declared, ["NONE"]);
    assert_eq!(b.place.path, ["a 1", "b 2"]);
}

fn trivy(finding: &str) -> String {
    format!(
        r#"{{"SchemaVersion": 2, "CreatedAt": "2026-01-02T03:04:05.123456789+01:00",
        "ArtifactName": "shop", "ArtifactType": "container_image",
        "Metadata": {{"OS": {{"Family": "debian", "Name": "10.8", "EOSL": true}},
            "ImageConfig": {{"created": "2025-12-01T00:00:00Z"}}}},
        "Results": [{{"Target": "shop (debian 10.8)", "Class": "os-pkgs", "Type": "debian",
            "Vulnerabilities": [{finding}]}}]}}"#
    )
}

const OPENSSL: &str = r#"{"VulnerabilityID": "CVE-2021-3449", "PkgName": "openssl",
    "PkgIdentifier": {"PURL": "pkg:deb/debian/openssl@1.1.1d-0%2Bdeb10u4?distro=debian-10.8"},
    "InstalledVersion": "1.1.1d-0+deb10u4", "FixedVersion": "1.1.1d-0+deb10u5, 1.1.1d-0+deb10u6",
    "Status": "fixed", "Severity": "LOW", "SeveritySource": "debian",
    "VendorSeverity": {"nvd": 2, "debian": 1, "ghsa": 3},
    "CVSS": {"nvd": {"V3Vector": "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H", "V3Score": 5.9}},
    "CweIDs": ["CWE-476"], "PrimaryURL": "https://avd.example/x", "PublishedDate": "2021-03-25T15:15:00Z"}"#;

#[tokio::test]
async fn a_finding_keeps_everybodys_ratings_and_all_fixes() {
    let collected = judged_by(tagged(), [document("x.json", trivy(OPENSSL))]).await;
    let found = findings(&collected);
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.id, "CVE-2021-3449");
    assert_eq!(finding.package.name(), "openssl");
    assert_eq!(finding.fix, Fix::fixed(["1.1.1d-0+deb10u5", "1.1.1d-0+deb10u6"]));
    let ratings: Vec<_> = finding
        .ratings
        .iter()
        .map(|rating| (rating.source.as_str(), rating.kind, rating.level))
        .collect();
    assert_eq!(
        ratings,
        [
            ("trivy", RatingKind::Scanner, Severity::Low),
            ("debian", RatingKind::Vendor, Severity::Low),
            ("ghsa", RatingKind::Ghsa, Severity::High),
            ("nvd", RatingKind::Nvd, Severity::Medium),
        ]
    );
    let [vector] = finding.vectors.as_slice() else { panic!("{:?}", finding.vectors) };
    assert!(vector.text.starts_with("5.9/CVSS:3.1/AV:N"), "{}", vector.text);
    assert_eq!((finding.cwes.len(), finding.references.len()), (1, 1));
    assert!(finding.published.is_some());
}

#[tokio::test]
async fn a_report_tells_its_age_and_the_images_and_what_it_does_not_cover() {
    let evidence = evidence(trivy(OPENSSL)).await;
    let scan = &evidence.scans[0];
    assert_eq!((scan.scanner.as_str(), &scan.digest), ("trivy", &None));
    assert_eq!(scan.scanned_at, Some("2026-01-02T02:04:05Z".parse().unwrap()));
    let gaps = reasons(&scan.findings);
    assert!(gaps[0].contains("out of support"), "{gaps:?}");
    let image = evidence.image.value().unwrap();
    assert_eq!(image.created, Some("2025-12-01T00:00:00Z".parse().unwrap()));
    assert_eq!(image.os.as_ref().unwrap().end_of_life, Some(true));
}

#[tokio::test]
async fn the_vendors_word_on_fixes_is_kept() {
    for (status, fix) in [
        (r#""Status": "affected""#, Fix::NotFixed),
        (r#""Status": "will_not_fix""#, Fix::WontFix),
        (r#""Status": "fix_deferred""#, Fix::Deferred),
        (r#""Status": "end_of_life""#, Fix::EndOfLife),
        (r#""Status": "under_investigation""#, Fix::Unknown),
        (r#""Title": "no status""#, Fix::Unknown),
    ] {
        let finding = format!(
            r#"{{"VulnerabilityID": "CVE-1", "PkgName": "a", "InstalledVersion": "1", {status}}}"#
        );
        let collected = judged_by(tagged(), [document("x.json", trivy(&finding))]).await;
        let finding = findings(&collected)[0];
        assert_eq!(finding.fix, fix, "{status}");
        assert_eq!(finding.ratings[0].level, Severity::Unknown, "no severity is not harmless");
    }
}

fn suppressed(status: &str, statement: &str) -> String {
    trivy("").replace(
        r#""Vulnerabilities": []"#,
        &format!(
            r#""ExperimentalModifiedFindings": [{{"Type": "vulnerability", "Status": "{status}",
                "Statement": "{statement}", "Source": "vex.json", "Finding": {OPENSSL}}}]"#
        ),
    )
}

#[tokio::test]
async fn what_the_scanner_was_told_to_ignore_is_a_finding_again() {
    let content = suppressed("ignored", "we do not care");
    let collected = judged_by(tagged(), [document("x.json", content)]).await;
    assert_eq!(findings(&collected).len(), 1);
    assert!(collected.evidence.vex.is_absent(), "an ignore file states nothing");
}

#[tokio::test]
async fn a_vex_document_the_scanner_applied_counts_least() {
    let content = suppressed("not_affected", "vulnerable_code_not_in_execute_path");
    let collected = judged_by(tagged(), [document("x.json", content)]).await;
    assert_eq!(findings(&collected).len(), 1, "the policy decides whether it is cleared");
    let statements = collected.evidence.vex.value().unwrap();
    let [statement] = statements.as_slice() else { panic!("{statements:?}") };
    assert_eq!((statement.trust, statement.status), (Trust::Scanner, VexStatus::NotAffected));
    assert_eq!(statement.justification.as_deref(), Some("vulnerable_code_not_in_execute_path"));
    assert!(
        matches!(&statement.products[..], [Product::Package(purl)] if purl.name() == "openssl")
    );

    let collected =
        judged_by(tagged(), [document("x.json", suppressed("fixed", "patched here"))]).await;
    let statement = &collected.evidence.vex.value().unwrap()[0];
    assert_eq!(
        (statement.status, statement.statement.as_deref()),
        (VexStatus::Fixed, Some("patched here"))
    );
}

async fn vex(statement: &str) -> Vec<Statement> {
    let content = format!(
        r#"{{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://acme.io/vex/1",
        "author": "acme", "timestamp": "2026-01-02T00:00:00Z",
        "last_updated": "2026-01-03T00:00:00Z", "version": 2, "statements": [{statement}]}}"#
    );
    evidence(content).await.vex.value().unwrap().clone()
}

#[tokio::test]
async fn a_vex_statement_names_packages_or_the_image_by_digest() {
    let digest = digest('a');
    let of = |products: String| async move {
        let statement = format!(
            r#"{{"vulnerability": {{"name": "CVE-2026-1", "aliases": ["GHSA-x"]}},
                "products": [{products}], "status": "not_affected",
                "justification": "component_not_present", "impact_statement": "not shipped"}}"#
        );
        vex(&statement).await.remove(0)
    };
    let statement = of(r#"{"@id": "pkg:npm/a@1"}"#.to_owned()).await;
    assert_eq!(statement.vulnerabilities, ["CVE-2026-1", "GHSA-x"]);
    assert_eq!((statement.author.as_str(), statement.trust), ("acme", Trust::ThirdParty));
    assert_eq!(statement.justification.as_deref(), Some("component_not_present"));
    assert_eq!(statement.statement.as_deref(), Some("not shipped"));
    assert_eq!(statement.timestamp, Some("2026-01-03T00:00:00Z".parse().unwrap()));
    assert!(matches!(&statement.products[..], [Product::Package(_)]));

    let image = format!(r#"{{"@id": "pkg:oci/shop@{}"}}"#, digest.as_str().replace(':', "%3A"));
    let whole = [Product::Artifact { digest: digest.clone(), subcomponents: vec![] }];
    assert_eq!(of(image.clone()).await.products, whole);

    let narrow = image.replace('}', r#", "subcomponents": [{"@id": "pkg:npm/a"}]}"#);
    let products = of(narrow).await.products;
    assert!(
        matches!(&products[..], [Product::Artifact { subcomponents, .. }] if subcomponents.len() == 1)
    );
}

#[tokio::test]
async fn a_product_that_cannot_be_told_apart_is_never_widened() {
    let digest = digest('a');
    for products in [
        r#"{"@id": "pkg:oci/shop"}"#.to_owned(),
        r#"{"@id": "https://acme.io/shop"}"#.to_owned(),
        r#"{"@id": "pkg:npm/a", "subcomponents": [{"@id": "pkg:npm/b"}]}"#.to_owned(),
        format!(
            r#"{{"@id": "pkg:oci/shop@{digest}", "subcomponents": [{{"@id": "some library"}}]}}"#
        ),
    ] {
        let statement = format!(
            r#"{{"vulnerability": {{"name": "CVE-1"}}, "products": [{products}], "status": "fixed"}}"#
        );
        let [statement] = vex(&statement).await.try_into().unwrap();
        assert_eq!(statement.products, [], "{products}");
    }
    assert_eq!(
        vex(r#"{"vulnerability": {"name": "CVE-1"}, "status": "a word of tomorrow"}"#).await,
        []
    );
}

#[tokio::test]
async fn real_sboms_translate_whole() {
    let Some(folder) = samples("corpus/cyclonedx/anchore_syft") else { return };
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let Ok(document) = sbom::parse(&bytes) else { continue };
        let subject = document.subject().map(|subject| subject.id());
        let expected = document
            .components()
            .filter(|one| !one.is_file() && Some(one.id()) != subject)
            .filter(|one| one.component_type() != sbom::ComponentType::OperatingSystem)
            .count();
        assert_eq!(sbom(&bytes).await.components.len(), expected);
        seen += 1;
    }
    assert!(seen > 5, "only {seen} documents were read");
}

fn csaf(products: &str, relationships: &str, status: &str, rest: &str) -> String {
    format!(
        r#"{{"document": {{"category": "csaf_vex", "csaf_version": "2.0", "title": "t",
              "publisher": {{"category": "vendor", "name": "acme", "namespace": "https://acme.io"}},
              "tracking": {{"id": "ACME-1", "version": "1", "status": "final",
                "initial_release_date": "2026-01-02T00:00:00Z", "current_release_date": "2026-01-03T00:00:00Z"}}}},
            "product_tree": {{"full_product_names": [{products}], "relationships": [{relationships}]}},
            "vulnerabilities": [{{"cve": "CVE-2026-1", "ids": [{{"system_name": "GitHub", "text": "GHSA-x"}},
                {{"system_name": "Bugzilla", "text": "4711"}}], "product_status": {{{status}}}{rest}}}]}}"#
    )
}

fn csaf_product(id: &str, helper: &str) -> String {
    format!(
        r#"{{"product_id": "{id}", "name": "{id}", "product_identification_helper": {{{helper}}}}}"#
    )
}

async fn only_statement(content: String) -> Statement {
    let [statement] = evidence(content).await.vex.value().unwrap().clone().try_into().unwrap();
    statement
}

#[tokio::test]
async fn csaf_is_vex() {
    let content = csaf(
        &csaf_product("a", r#""purl": "pkg:npm/a@1""#),
        "",
        r#""known_not_affected": ["a"]"#,
        r#", "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["a"]}],
            "threats": [{"category": "impact", "details": "not built", "product_ids": ["a"]}]"#,
    );
    assert_eq!(document("x.json", &content).kind(), "CSAF 2.0");
    let statement = only_statement(content).await;
    assert_eq!((statement.document.as_str(), statement.author.as_str()), ("ACME-1", "acme"));
    assert_eq!(statement.vulnerabilities, ["CVE-2026-1", "GHSA-x"], "a number is nobody's name");
    assert_eq!(statement.status, VexStatus::NotAffected);
    assert_eq!(statement.justification.as_deref(), Some("vulnerable_code_not_present"));
    assert_eq!(statement.statement.as_deref(), Some("not built"));
    assert_eq!(statement.timestamp, Some("2026-01-03T00:00:00Z".parse().unwrap()));
    assert!(matches!(&statement.products[..], [Product::Package(purl)] if purl.name() == "a"));
}

#[tokio::test]
async fn csaf_products_are_never_widened() {
    let relation = |whole: &str| {
        format!(
            r#"{{"category": "default_component_of", "product_reference": "c", "relates_to_product_reference": "{whole}",
                "full_product_name": {{"product_id": "both", "name": "both"}}}}"#
        )
    };
    let platform = csaf_product("p", r#""cpe": "cpe:/o:acme:linux:8""#);
    let part = csaf_product("c", r#""purl": "pkg:rpm/acme/ssl@3.0-1?arch=x86_64""#);
    let both = format!("{platform}, {part}");
    let clear = csaf(&both, &relation("p"), r#""known_not_affected": ["both"]"#, "");
    assert_eq!(only_statement(clear).await.products, [], "of one platform, not of all");
    let fixed = csaf(&both, &relation("p"), r#""fixed": ["both"]"#, "");
    assert!(
        matches!(&only_statement(fixed).await.products[..], [Product::Package(purl)] if purl.version() == Some("3.0-1")),
        "one build is the same wherever it is installed"
    );
    let digest = digest('a');
    let image = csaf_product(
        "p",
        &format!(r#""purl": "pkg:oci/shop@{}""#, digest.as_str().replace(':', "%3A")),
    );
    let narrow =
        csaf(&format!("{image}, {part}"), &relation("p"), r#""known_not_affected": ["both"]"#, "");
    assert!(matches!(
        &only_statement(narrow).await.products[..],
        [Product::Artifact { subcomponents, .. }] if subcomponents.len() == 1
    ));
    let range = |versions: &str| {
        format!(
            r#"{{"document": {{"csaf_version": "2.0"}}, "product_tree": {{"branches": [{{"category": "product_version_range", "name": "{versions}",
                "product": {}}}]}}, "vulnerabilities": [{{"cve": "CVE-2026-1", "product_status": {{"fixed": ["r"]}}}}]}}"#,
            csaf_product("r", r#""purl": "pkg:npm/a""#)
        )
    };
    assert!(matches!(
        &only_statement(range("vers:npm/<2")).await.products[..],
        [Product::Range(range)] if range.versions().as_str() == "vers:npm/<2"
    ));
    for unclear in ["<2", "vers:pypi/<2", "all before 2"] {
        assert_eq!(only_statement(range(unclear)).await.products, [], "no saying which: {unclear}");
    }
}

/// The range of a subcomponent, if the statement is about some versions of one package.
fn range_inside(statement: &Statement) -> Option<(&Digest, &str)> {
    match statement.products.as_slice() {
        [Product::Artifact { digest, subcomponents }] => match subcomponents.as_slice() {
            [Subcomponent::Range(range)] => Some((digest, range.versions().as_str())),
            _ => None,
        },
        _ => None,
    }
}

#[tokio::test]
async fn a_statement_on_an_image_may_be_about_some_versions_of_what_is_in_it() {
    let digest = digest('a');
    let purl = format!(r#""purl": "pkg:oci/shop@{}""#, digest.as_str().replace(':', "%3A"));
    let csaf = |whole: &str, versions: &str| {
        format!(
            r#"{{"document": {{"csaf_version": "2.0"}}, "product_tree": {{
                "branches": [{{"category": "product_version_range", "name": "{versions}", "product": {}}}],
                "full_product_names": [{}],
                "relationships": [{{"category": "default_component_of", "product_reference": "c",
                    "relates_to_product_reference": "p", "full_product_name": {{"product_id": "both", "name": "both"}}}}]}},
            "vulnerabilities": [{{"cve": "CVE-2026-1", "product_status": {{"fixed": ["both"]}}}}]}}"#,
            csaf_product("c", r#""purl": "pkg:npm/a""#),
            csaf_product("p", whole)
        )
    };
    let statement = only_statement(csaf(&purl, "vers:npm/>=2")).await;
    assert_eq!(range_inside(&statement), Some((&digest, "vers:npm/>=2")));
    for (whole, versions) in
        [(purl.as_str(), "2 and later"), (r#""cpe": "cpe:/o:acme:linux:8""#, "vers:npm/>=2")]
    {
        assert_eq!(only_statement(csaf(whole, versions)).await.products, [], "{whole} {versions}");
    }

    let affects = r#"[{"ref": "a", "versions": [{"range": "vers:npm/<2"}]}]"#;
    let cleared = CLEARED.replace(r#"[{"ref": "a"}]"#, affects);
    let content = cyclonedx_vex(&format!(", {purl}"), &cleared);
    let bound = DocumentSource::parse_vex("x", content.as_bytes(), &[]).unwrap();
    let collected = judged_by(pinned(&digest), [bound]).await;
    let [statement] = collected.evidence.vex.value().unwrap().as_slice() else { panic!("one") };
    assert_eq!(range_inside(statement), Some((&digest, "vers:npm/<2")));
}

fn cyclonedx_vex(subject: &str, vulnerability: &str) -> String {
    format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
            "metadata": {{"component": {{"type": "container", "name": "shop", "bom-ref": "shop"{subject}}}}},
            "components": [{{"type": "library", "name": "a", "version": "1", "bom-ref": "a", "purl": "pkg:npm/a@1"}}],
            "vulnerabilities": [{vulnerability}]}}"#
    )
}

const CLEARED: &str = r#"{"id": "CVE-2026-1", "affects": [{"ref": "a"}],
    "analysis": {"state": "not_affected", "justification": "protected_by_compiler", "detail": "checked"}}"#;

#[tokio::test]
async fn what_an_sbom_states_about_its_vulnerabilities_is_vex() {
    let content = cyclonedx_vex("", CLEARED);
    let evidence = evidence(&content).await;
    assert_eq!(evidence.sbom.value().unwrap().components.len(), 1);
    let [statement] = evidence.vex.value().unwrap().as_slice() else { panic!("one statement") };
    assert_eq!(
        statement.justification.as_deref(),
        Some("inline_mitigations_already_exist"),
        "in the words that policies list"
    );
    assert_eq!(statement.statement.as_deref(), Some("checked"));
    assert!(matches!(&statement.products[..], [Product::Package(purl)] if purl.name() == "a"));

    let purl = format!(r#", "purl": "pkg:oci/shop@{}""#, digest('a').as_str().replace(':', "%3A"));
    let bound =
        DocumentSource::parse_vex("x", cyclonedx_vex(&purl, CLEARED).as_bytes(), &[]).unwrap();
    let collected = judged_by(pinned(&digest('a')), [bound]).await;
    assert!(collected.evidence.sbom.is_absent(), "read for its statements alone");
    let [statement] = collected.evidence.vex.value().unwrap().as_slice() else { panic!("one") };
    assert!(matches!(
        &statement.products[..],
        [Product::Artifact { digest: of, subcomponents }] if *of == digest('a') && subcomponents.len() == 1
    ));
    let bound =
        DocumentSource::parse_vex("x", cyclonedx_vex(&purl, CLEARED).as_bytes(), &[]).unwrap();
    let collected = judged_by(pinned(&digest('b')), [bound]).await;
    assert!(collected.evidence.vex.is_absent(), "it is about another manifest");
}

#[tokio::test]
async fn links_of_a_vex_document_lead_into_the_sboms_beside_it() {
    let bom = document("bom", cyclonedx_vex("", ""));
    let vex = |revision: u32| {
        format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [{{"id": "CVE-2026-1",
                "analysis": {{"state": "resolved"}},
                "affects": [{{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/{revision}#a"}}]}}]}}"#
        )
    };
    let beside = [bom];
    for (revision, is_found) in [(1, true), (2, false)] {
        let source = DocumentSource::parse_vex("vex", vex(revision).as_bytes(), &beside).unwrap();
        let collected = judged_by(tagged(), [source]).await;
        let [statement] = collected.evidence.vex.value().unwrap().as_slice() else { panic!("one") };
        assert_eq!(!statement.products.is_empty(), is_found, "revision {revision}");
    }
    let error = DocumentSource::parse_vex("x", br#"{"spdxVersion": "SPDX-2.3"}"#, &[]).unwrap_err();
    assert_eq!(error.to_string(), "`x` cannot be read as a VEX document");
}

#[cfg(feature = "xml")]
#[tokio::test]
async fn documents_in_xml_are_evidence() {
    let content = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>
        <component type="library"><name>a</name><version>1</version></component></components></bom>"#;
    assert_eq!(sbom(content).await.components.len(), 1);
}
