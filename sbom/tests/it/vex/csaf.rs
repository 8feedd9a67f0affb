//! CSAF into the normal form.

use sbom::vex::{self, Document, Format, Justification, Response, Status};
use sbom::{Code, HashAlgorithm, NoteKind, ParseOptions, Severity};

const SHOP: &[u8] = include_bytes!("../../fixtures/csaf/2.0/shop.json");

fn with(tree: &str, vulnerabilities: &str) -> String {
    format!(
        r#"{{"document": {{"category": "csaf_vex", "csaf_version": "2.0", "tracking": {{"id": "a", "initial_release_date": "2026-01-01T00:00:00Z"}}}},
            "product_tree": {tree}, "vulnerabilities": {vulnerabilities}}}"#
    )
}

fn read(tree: &str, vulnerabilities: &str) -> Document {
    vex::parse(with(tree, vulnerabilities).into_bytes()).unwrap()
}

#[test]
fn head_of_a_document_is_read() {
    let document = vex::parse(SHOP).unwrap();
    assert_eq!(document.format, Some(Format::Csaf));
    assert_eq!(document.spec_version.as_deref(), Some("2.0"));
    assert_eq!(document.id.as_deref(), Some("ACME-2026-0001"));
    assert_eq!(document.version.as_deref(), Some("2"));
    assert_eq!(document.author.as_deref(), Some("Acme PSIRT"));
    assert_eq!(document.role.as_deref(), Some("vendor"));
    assert_eq!(document.author_namespace.as_deref(), Some("https://psirt.acme.example"));
    assert_eq!(document.timestamp.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(document.last_updated.as_deref(), Some("2026-02-01T00:00:00Z"));
    assert_eq!(document.tooling.as_deref(), Some("pen 1.0"));
    assert_eq!(document.state.as_deref(), Some("final"));
    assert_eq!(document.revisions.len(), 2);
    assert_eq!(document.remarks[0].text, "No warranty.");
    assert!(document.notes.is_empty());
}

#[test]
fn every_status_becomes_a_statement_with_its_reasons() {
    let document = vex::parse(SHOP).unwrap();
    let [clear, affected, fixed, open] = document.statements.as_slice() else {
        panic!("four statements: {:#?}", document.statements)
    };
    assert_eq!(
        (clear.status, clear.status_text.as_str()),
        (Status::NotAffected, "known_not_affected")
    );
    assert_eq!(clear.justification, Some(Justification::VulnerableCodeNotInExecutePath));
    assert_eq!(clear.impact.as_deref(), Some("Never called."));
    assert_eq!(clear.timestamp.as_deref(), Some("2026-01-15T00:00:00Z"), "of its flag");
    assert_eq!(clear.remarks[0].category, "exploit_status", "said of all products");
    assert!(clear.is_about("ghsa-aaaa-bbbb-cccc") && clear.is_justified());

    assert_eq!(affected.status, Status::Affected);
    assert_eq!(affected.timestamp, document.timestamp);
    let [action] = affected.actions.as_slice() else { panic!("one action") };
    assert_eq!((action.response, action.text.as_str()), (Response::Update, "Update to 4.2."));
    assert_eq!(action.response_text.as_deref(), Some("vendor_fix"));
    assert_eq!(action.url.as_deref(), Some("https://acme.example/update"));
    let old = &affected.products[0];
    assert_eq!(old.range.as_deref(), Some("vers:semver/<4.0.0"));
    assert_eq!((old.version.as_deref(), old.vendor.as_deref()), (None, Some("Acme")));

    assert_eq!((fixed.status, fixed.status_text.as_str()), (Status::Fixed, "first_fixed"));
    assert!(fixed.actions.is_empty());
    assert_eq!(open.status, Status::UnderInvestigation);
    assert_eq!(open.products.len(), 2, "the third is the first again");
    assert_eq!(open.impact, None, "a severity is no reason");
    assert_eq!(
        (open.remarks[0].category.as_str(), open.remarks[0].text.as_str()),
        ("impact", "Important")
    );
    assert_eq!(open.vulnerability.id, "ACME-77");
}

#[test]
fn products_have_every_name_the_tree_gives_them() {
    let document = vex::parse(SHOP).unwrap();
    let shop = &document.statements[2].products[0];
    assert_eq!(shop.id.as_deref(), Some("SHOP-4.2"));
    assert_eq!(shop.name.as_deref(), Some("Acme Shop 4.2"));
    assert_eq!(shop.version.as_deref(), Some("4.2"));
    assert_eq!(shop.purl.as_deref(), Some("pkg:oci/shop@sha256%3Aab12"));
    assert_eq!(shop.cpes, ["cpe:2.3:a:acme:shop:4.2:*:*:*:*:*:*:*"]);
    assert_eq!(shop.hashes[0].algorithm, HashAlgorithm::Sha256);
    let kinds: Vec<_> = shop.identifiers.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["filename", "sbom_url", "sku", "https://spdx.org/"]);

    let part = &document.statements[0].products[0];
    assert_eq!(part.id.as_deref(), Some("SHOP-4.2"));
    assert_eq!(part.combined_id.as_deref(), Some("SHOP-4.2:SSL"));
    assert_eq!(part.combined_name.as_deref(), Some("OpenSSL in Acme Shop 4.2"));
    assert_eq!(part.relation.as_deref(), Some("installed_on"));
    assert_eq!(part.purl, shop.purl, "the names of the whole");
    assert_eq!(part.subcomponents[0].purl.as_deref(), Some("pkg:deb/debian/openssl@3.0.11"));
}

#[test]
fn vulnerability_is_described() {
    let document = vex::parse(SHOP).unwrap();
    let found = &document.vulnerabilities[0];
    assert_eq!(found.cwes, [79]);
    assert_eq!(found.description.as_deref(), Some("What is wrong."));
    assert_eq!(found.remarks[0].category, "details");
    assert_eq!(found.recommended[0].id.as_deref(), Some("SHOP-4.2"));
    let rating = &found.ratings[0];
    assert_eq!((rating.method.as_deref(), rating.score.as_deref()), (Some("CVSSv31"), Some("6.1")));
    assert_eq!(rating.severity, Some(Severity::Medium));
    assert_eq!(rating.products[0].id.as_deref(), Some("SHOP-OLD"));
}

#[test]
fn what_the_normal_form_has_no_place_for_is_listed() {
    let document = vex::parse(SHOP).unwrap();
    let paths: Vec<_> = document.unread().iter().map(|loss| loss.path().to_owned()).collect();
    assert_eq!(
        paths,
        [
            "/document/distribution",
            "/document/publisher/contact_details",
            "/product_tree/full_product_names/1",
            "/product_tree/product_groups/0/summary",
            "/vulnerabilities/0/acknowledgments",
        ]
    );
}

#[test]
fn metrics_and_lists_of_the_next_version_are_read() {
    let text = with(
        r#"{"full_product_names": [{"product_id": "a", "name": "A", "product_identification_helper": {"purls": ["pkg:npm/a@1"]}}]}"#,
        r#"[{"cve": "CVE-2026-1", "cwes": [{"id": "CWE-20", "name": "x", "version": "4.13"}], "disclosure_date": "2026-01-01T00:00:00Z",
             "metrics": [{"products": ["a"], "source": "https://nvd.example", "content": {"cvss_v4": {"version": "4.0", "vectorString": "CVSS:4.0/AV:N", "baseScore": 9.3, "baseSeverity": "CRITICAL"}}}],
             "product_status": {"unknown": ["a"]}}]"#,
    );
    let document = vex::parse(text.replace(r#""2.0""#, r#""2.1""#).into_bytes()).unwrap();
    let found = &document.vulnerabilities[0];
    assert_eq!(
        (found.cwes.as_slice(), found.published.as_deref()),
        (&[20][..], Some("2026-01-01T00:00:00Z"))
    );
    assert_eq!(found.ratings[0].method.as_deref(), Some("CVSSv4"));
    assert_eq!(found.ratings[0].source.as_deref(), Some("https://nvd.example"));
    let statement = &document.statements[0];
    assert_eq!((statement.status, statement.status_text.as_str()), (Status::Other, "unknown"));
    assert_eq!(statement.products[0].purl.as_deref(), Some("pkg:npm/a@1"));
}

#[test]
fn reason_for_nobody_in_particular_excuses_nobody() {
    let tree = r#"{"full_product_names": [{"product_id": "a", "name": "A"}, {"product_id": "b", "name": "B"}]}"#;
    let document = read(
        tree,
        r#"[{"cve": "CVE-2026-1", "product_status": {"known_not_affected": ["a", "b"]},
             "flags": [{"label": "component_not_present"}],
             "threats": [{"category": "impact", "details": "Not there.", "product_ids": ["b"]},
                         {"category": "impact", "details": "In general."}]}]"#,
    );
    let [first, second] = document.statements.as_slice() else { panic!("two statements") };
    assert!(!first.is_justified() && second.is_justified());
    assert_eq!((first.justification, first.impact.as_deref()), (None, None));
    assert_eq!(second.impact.as_deref(), Some("Not there."));
}

#[test]
fn products_that_are_nowhere_keep_their_id_and_are_noted() {
    let document = read(
        "{}",
        r#"[{"cve": "CVE-2026-1", "product_status": {"fixed": ["ghost"]},
             "flags": [{"label": "component_not_present", "group_ids": ["nobody"]}]}]"#,
    );
    assert_eq!(document.statements[0].products[0].id.as_deref(), Some("ghost"));
    assert_eq!(document.notes.count(NoteKind::DanglingReference), 2);
}

#[test]
fn first_of_two_definitions_counts() {
    let document = read(
        r#"{"full_product_names": [{"product_id": "a", "name": "first"}, {"product_id": "a", "name": "second"}],
            "product_groups": [{"group_id": "g", "product_ids": ["a"]}, {"group_id": "g", "product_ids": []}]}"#,
        r#"[{"cve": "CVE-2026-1", "product_status": {"fixed": ["a"]}}]"#,
    );
    assert_eq!(document.statements[0].products[0].name.as_deref(), Some("first"));
    assert_eq!(document.notes.count(NoteKind::DuplicateId), 2);
}

#[test]
fn parts_of_parts_lie_in_one_another() {
    let part = |id: &str, part: &str, of: &str| {
        format!(
            r#"{{"category": "default_component_of", "product_reference": "{part}", "relates_to_product_reference": "{of}",
                "full_product_name": {{"product_id": "{id}", "name": "{id}"}}}}"#
        )
    };
    let tree = format!(
        r#"{{"relationships": [{}, {}], "full_product_names": [{}]}}"#,
        part("c-in-b-in-a", "c", "b-in-a"),
        part("b-in-a", "b", "a"),
        ["a", "b", "c"].map(|id| format!(r#"{{"product_id": "{id}", "name": "{id}"}}"#)).join(",")
    );
    let document =
        read(&tree, r#"[{"cve": "CVE-2026-1", "product_status": {"fixed": ["c-in-b-in-a"]}}]"#);
    let whole = &document.statements[0].products[0];
    assert_eq!(whole.subcomponents.len(), 1);
    let inner = &whole.subcomponents[0];
    assert_eq!(inner.name.as_deref(), Some("b"));
    assert_eq!(inner.subcomponents[0].name.as_deref(), Some("c"));
}

#[test]
fn products_that_are_defined_by_themselves_are_noted() {
    let relate = |id: &str, part: &str, of: &str| {
        format!(
            r#"{{"category": "installed_with", "product_reference": "{part}", "relates_to_product_reference": "{of}",
                "full_product_name": {{"product_id": "{id}", "name": "{id}"}}}}"#
        )
    };
    for relationships in [
        relate("a", "a", "a"),
        [relate("a", "b", "x"), relate("b", "x", "a")].join(","),
        [relate("a", "b", "b"), relate("b", "c", "c"), relate("c", "a", "a")].join(","),
    ] {
        let tree = format!(r#"{{"relationships": [{relationships}]}}"#);
        let document =
            read(&tree, r#"[{"cve": "CVE-2026-1", "product_status": {"fixed": ["a"]}}]"#);
        assert_eq!(document.statements[0].products[0].id.as_deref(), Some("a"));
        assert_eq!(document.notes.count(NoteKind::CircularReference), 1, "{relationships}");
    }
}

#[test]
fn long_chains_of_parts_end() {
    let count = 20_000;
    let relationships: Vec<_> = (0..count)
        .map(|number| {
            format!(
                r#"{{"category": "installed_on", "product_reference": "x", "relates_to_product_reference": "p{}",
                    "full_product_name": {{"product_id": "p{number}", "name": "n"}}}}"#,
                number + 1
            )
        })
        .collect();
    let tree = format!(r#"{{"relationships": [{}]}}"#, relationships.join(","));
    let document = read(&tree, r#"[{"cve": "CVE-2026-1", "product_status": {"fixed": ["p0"]}}]"#);
    assert_eq!(document.statements.len(), 1);
    assert!(document.notes.count(NoteKind::NotKept) > 0);
}

#[test]
fn deep_branches_need_no_stack() {
    let mut options = ParseOptions::default();
    options.limits.depth = sbom::Limits::MAX_DEPTH;
    let levels = (sbom::Limits::MAX_DEPTH - 6) / 2;
    let open = r#"{"category": "product_family", "name": "f", "branches": ["#.repeat(levels);
    let close = "]}".repeat(levels);
    let tree = format!(
        r#"{{"branches": [{open}{{"category": "product_version", "name": "1", "product": {{"product_id": "a", "name": "A"}}}}{close}]}}"#
    );
    let text = with(&tree, r#"[{"cve": "CVE-2026-1", "product_status": {"fixed": ["a"]}}]"#);
    let document = vex::parse_with(text.as_bytes(), &options).unwrap();
    assert_eq!(document.statements[0].products[0].version.as_deref(), Some("1"));
}

/// Every mention of a group counts all its members, and every mention of a long name its length.
#[test]
fn short_documents_cannot_ask_for_any_amount_of_memory() {
    let mut options = ParseOptions::default();
    options.limits.items = 200_000;
    let ids = vec![r#""a""#; 10_000].join(",");
    let flags = vec![r#"{"label": "component_not_present", "group_ids": ["g"]}"#; 10_000].join(",");
    let groups = with(
        &format!(r#"{{"product_groups": [{{"group_id": "g", "product_ids": [{ids}]}}]}}"#),
        &format!(r#"[{{"cve": "CVE-2026-1", "flags": [{flags}]}}]"#),
    );
    let relationships: Vec<_> = (0..10_000)
        .map(|number| {
            format!(
                r#"{{"product_reference": "b", "relates_to_product_reference": "a", "full_product_name": {{"product_id": "p{number}", "name": "n"}}}}"#
            )
        })
        .collect();
    let all: Vec<_> = (0..10_000).map(|number| format!(r#""p{number}""#)).collect();
    let long = "x".repeat(100_000);
    let names = with(
        &format!(
            r#"{{"full_product_names": [{{"product_id": "a", "name": "{long}"}}], "relationships": [{}]}}"#,
            relationships.join(",")
        ),
        &format!(
            r#"[{{"cve": "CVE-2026-1", "product_status": {{"fixed": [{}]}}}}]"#,
            all.join(",")
        ),
    );
    for text in [groups, names] {
        let error = vex::parse_with(text.as_bytes(), &options).unwrap_err();
        assert_eq!(error.code(), Code::TooMany, "{error}");
    }
}

#[test]
fn faults_are_located() {
    for (tree, vulnerabilities, code, path) in [
        ("[]", "[]", Code::WrongType, "/product_tree"),
        (r#"{"branches": [7]}"#, "[]", Code::WrongType, "/product_tree/branches/0"),
        (
            r#"{"full_product_names": [{"name": "a"}]}"#,
            "[]",
            Code::MissingMember,
            "/product_tree/full_product_names/0",
        ),
        (
            r#"{"relationships": [{"full_product_name": {"product_id": "a"}, "product_reference": 7}]}"#,
            "[]",
            Code::WrongType,
            "/product_tree/relationships/0/product_reference",
        ),
        ("{}", "[[]]", Code::WrongType, "/vulnerabilities/0"),
        (
            "{}",
            r#"[{}, {"product_status": {"fixed": [1]}}]"#,
            Code::WrongType,
            "/vulnerabilities/1/product_status/fixed/0",
        ),
        ("{}", r#"[{"flags": [{}]}]"#, Code::MissingMember, "/vulnerabilities/0/flags/0"),
        ("{}", r#"[{"cve": 1}]"#, Code::WrongType, "/vulnerabilities/0/cve"),
    ] {
        let error = vex::parse(with(tree, vulnerabilities).into_bytes()).unwrap_err();
        assert_eq!((error.code(), error.path()), (code, Some(path)), "{error}");
        assert!(error.line().is_some());
    }
}
