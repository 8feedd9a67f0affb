use sbom::{
    AnalysisState, ComponentType, DependencyState, Document, ElementKind, End, HashAlgorithm,
    IdentifierKind, LicenceKind, LicenceRole, NoteKind, PartyKind, PartyRole, RelationshipKind,
    Scope, Severity,
};

const EVERYTHING: &[u8] = include_bytes!("../fixtures/cyclonedx/1.6/everything.json");

fn everything() -> Document {
    sbom::parse(EVERYTHING).unwrap()
}

#[test]
fn document_and_metadata_are_read() {
    let document = everything();
    assert_eq!(document.format().as_str(), "cyclonedx");
    assert_eq!(document.spec_version(), "1.6");
    assert_eq!(document.encoding().as_str(), "json");
    assert_eq!(document.wrapped(), None);
    assert_eq!(document.id(), Some("urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"));
    assert_eq!(document.revision(), Some(3));
    assert_eq!(document.name(), Some("shop"));
    let metadata = document.metadata();
    assert_eq!(metadata.created(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(metadata.lifecycles().collect::<Vec<_>>(), ["build", "audit"]);
    let tools: Vec<_> = metadata.tools().map(|it| (it.vendor(), it.name(), it.version())).collect();
    assert_eq!(tools, [(Some("example"), "bom-maker", Some("2.0.1")), (None, "bom-service", None)]);
    assert_eq!(metadata.properties().next().unwrap().value(), "ci");
}

/// Since 1.6 `manufacturer` made the document; the older `manufacture` made the product.
#[test]
fn makers_of_document_and_product_are_told_apart() {
    let document = everything();
    let metadata = document.metadata();
    let authors: Vec<_> = metadata.authors().map(|author| author.name()).collect();
    assert_eq!(authors, ["Jane Doe", "Document Makers"]);
    assert_eq!(metadata.manufacturer().unwrap().name(), "Product Makers");
    let supplier = metadata.supplier().unwrap();
    assert_eq!((supplier.name(), supplier.url()), ("Example, Inc.", Some("https://example.org")));
    assert_eq!(supplier.email(), Some("help@example.org"));
}

#[test]
fn subject_is_no_inventory_and_neither_are_its_parts() {
    let document = everything();
    let subject = document.subject().unwrap();
    assert_eq!((subject.name(), subject.component_type()), ("shop", ComponentType::Container));
    let names: Vec<_> = document.components().map(|component| component.name()).collect();
    assert_eq!(names, ["openssl", "/usr/lib/libssl.so.3", "serde", "without-ref"]);
    assert_eq!(document.find("module").unwrap().parent().unwrap().name(), "shop");
    assert_eq!(document.files().count(), 1);
    let services = document.elements().filter(|it| it.kind() == ElementKind::Service).count();
    assert_eq!(services, 2);
}

#[test]
fn component_is_read_with_everything_on_it() {
    let document = everything();
    let openssl = document.find("openssl").unwrap();
    assert_eq!(openssl.group(), Some("crypto"));
    assert_eq!(openssl.version(), Some("3.0.11-1~deb12u2"));
    assert_eq!(openssl.description(), Some("a \"TLS\" library \u{2014} with escapes"));
    assert_eq!(openssl.copyright().value(), Some("(c) the OpenSSL authors"));
    assert_eq!(openssl.scope(), Some(Scope::Required));
    let purl = openssl.parsed_purl().unwrap().unwrap();
    assert_eq!(
        (purl.kind(), purl.name(), purl.qualifier("arch")),
        ("deb", "openssl", Some("amd64"))
    );
    let kinds: Vec<_> = openssl.identifiers().map(|it| it.kind()).collect();
    assert_eq!(kinds, [IdentifierKind::Purl, IdentifierKind::Cpe23, IdentifierKind::Swid]);
    assert_eq!(openssl.cpes().count(), 1);
    let hashes: Vec<_> = openssl.hashes().collect();
    assert_eq!(hashes[0].algorithm(), HashAlgorithm::Sha256);
    assert!(hashes[0].is_well_formed());
    assert_eq!(
        (hashes[1].algorithm(), hashes[1].algorithm_name()),
        (HashAlgorithm::Other, "CRC-32")
    );
    let supplier = openssl.supplier().unwrap();
    assert_eq!((supplier.name(), supplier.kind()), ("Debian", PartyKind::Organization));
    let reference = openssl.external_references().next().unwrap();
    assert_eq!((reference.kind(), reference.comment()), ("vcs", Some("upstream")));
    let properties: Vec<_> = openssl.properties().map(|it| (it.name(), it.value())).collect();
    assert_eq!(properties, [("a", "1"), ("a", "2"), ("b", "")]);
    assert_eq!(document.find("libssl").unwrap().parent().unwrap().id(), openssl.id());
    let serde = document.find("serde").unwrap();
    let roles: Vec<_> = serde.parties().map(|it| (it.role(), it.name())).collect();
    assert_eq!(
        roles,
        [(PartyRole::Author, "the serde authors"), (PartyRole::Publisher, "crates.io")]
    );
}

#[test]
fn licences_keep_their_kind_and_who_says_so() {
    let document = everything();
    let all = |id: &str| -> Vec<_> {
        let component = document.find(id).unwrap();
        component.licences().map(|it| (it.kind(), it.role(), it.text())).collect()
    };
    assert_eq!(
        all("openssl"),
        [
            (LicenceKind::Id, LicenceRole::Declared, "Apache-2.0"),
            (LicenceKind::Name, LicenceRole::Concluded, "OpenSSL legacy"),
        ]
    );
    assert_eq!(
        all("serde"),
        [(LicenceKind::Expression, LicenceRole::Unstated, "MIT OR Apache-2.0")]
    );
    let openssl = document.find("openssl").unwrap();
    assert_eq!(openssl.declared_licences().count(), 1);
    assert_eq!(openssl.concluded_licences().count(), 1);
}

#[test]
fn dependencies_point_inside_outside_and_nowhere() {
    let document = everything();
    assert_eq!(document.edge_count(), 5);
    let ends: Vec<_> = document
        .relationships()
        .map(|edge| match edge.to() {
            End::Component(component) => format!("{:?} {}", edge.kind(), component.name()),
            End::Elsewhere(_) => "elsewhere".to_owned(),
            End::Dangling(id) => format!("dangling {id}"),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(
        ends,
        [
            "DependsOn serde",
            "DependsOn payments",
            "DependsOn openssl",
            "dangling gone",
            "elsewhere",
            "Provides openssl",
        ]
    );
    assert!(document.relationships().all(|edge| edge.kind() != RelationshipKind::Contains));
    let state = |id: &str| document.find(id).unwrap().dependency_state();
    assert_eq!(state("serde"), DependencyState::Listed);
    assert_eq!(state("openssl"), DependencyState::ListedEmpty);
    assert_eq!(state("libssl"), DependencyState::Unlisted);
    // `gone`, and the entry of `nowhere`.
    assert_eq!(document.notes().count(NoteKind::DanglingReference), 2);
}

#[test]
fn vulnerability_is_read_with_its_analysis() {
    let document = everything();
    let found = document.vulnerabilities().next().unwrap();
    assert_eq!((found.id(), found.source_name()), (Some("CVE-2023-5678"), Some("NVD")));
    assert_eq!(found.aliases().collect::<Vec<_>>(), ["GHSA-xxxx-yyyy-zzzz"]);
    let ratings: Vec<_> = found.ratings().collect();
    assert_eq!((ratings[0].score(), ratings[0].severity()), (Some(5.3), Some(Severity::Medium)));
    assert_eq!(ratings[1].severity(), Some(Severity::Low));
    assert_eq!(found.cwes().collect::<Vec<_>>(), [754, 606]);
    assert_eq!(found.advisories().collect::<Vec<_>>(), ["https://example.org/advisory"]);
    let affects: Vec<_> = found.affects().collect();
    assert_eq!(affects[0].target().component().unwrap().name(), "openssl");
    let versions: Vec<_> =
        affects[0].versions().map(|it| (it.version(), it.range(), it.status())).collect();
    assert_eq!(
        versions,
        [(Some("3.0.11"), None, "affected"), (None, Some("vers:deb/>=3.0.12"), "affected")]
    );
    assert!(matches!(affects[1].target(), End::Elsewhere(_)));
    let analysis = found.analysis().unwrap();
    assert_eq!(analysis.state(), Some(AnalysisState::NotAffected));
    assert_eq!(analysis.justification(), Some("code_not_reachable"));
    assert_eq!(analysis.responses().collect::<Vec<_>>(), ["will_not_fix", "update"]);
}

#[test]
fn what_is_odd_is_counted() {
    let document = everything();
    let notes: Vec<_> = document.notes().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(notes.join("\n"), @r"
    1 unknown hash algorithm: `CRC-32` (first at `/components/0`)
    2 references to nothing: `dependencies`
    ");
}

#[test]
fn version_written_last_changes_nothing() {
    let sorted = br#"{"components":[{"name":"a","type":"library"}],"specVersion":"1.4","bomFormat":"CycloneDX"}"#;
    let document = sbom::parse(sorted).unwrap();
    assert_eq!((document.spec_version(), document.components().count()), ("1.4", 1));
}

#[test]
fn documents_of_a_real_tool_are_read_in_every_version() {
    for (version, bytes) in [
        ("1.2", &include_bytes!("../fixtures/cyclonedx/1.2/requirements.cyclonedx-py.json")[..]),
        ("1.4", include_bytes!("../fixtures/cyclonedx/1.4/requirements.cyclonedx-py.json")),
        ("1.7", include_bytes!("../fixtures/cyclonedx/1.7/requirements.cyclonedx-py.json")),
    ] {
        let document = sbom::parse(bytes).unwrap();
        assert_eq!(document.spec_version(), version);
        let purls: Vec<_> = document.components().filter_map(|it| it.purl()).collect();
        assert_eq!(purls, ["pkg:pypi/click@8.1.7", "pkg:pypi/flask@3.0.0"], "{version}");
        assert!(document.notes().iter().all(|note| !note.kind().is_deviation()), "{version}");
        sbom::parse_with(bytes, &sbom::ParseOptions::strict()).unwrap();
    }
}

#[test]
fn careless_shapes_are_understood_and_noted() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": 1.5, "metadata": null,
            "components": [null, {"type": "library", "name": "a", "licenses": {"license": {"id": "MIT"}}, "hashes": null}],
            "dependencies": {"ref": "a", "dependsOn": "b"}, "extra": 1}"#,
    )
    .unwrap();
    assert_eq!(document.components().next().unwrap().licences().count(), 1);
    assert_eq!(document.edge_count(), 1);
    let notes = document.notes();
    assert_eq!(notes.count(NoteKind::NullValue), 3);
    assert_eq!(notes.count(NoteKind::BareValue), 3);
    assert_eq!(notes.count(NoteKind::OtherType), 1);
    assert_eq!(notes.count(NoteKind::UnknownMember), 1);
}

#[test]
fn subject_without_ref_is_found_by_its_purl() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.4",
            "metadata": {"component": {"type": "application", "name": "a", "purl": "pkg:npm/a@1"}},
            "components": [{"type": "library", "name": "b", "bom-ref": "b"}],
            "dependencies": [{"ref": "pkg:npm/a@1", "dependsOn": ["b"]}]}"#,
    )
    .unwrap();
    assert_eq!(document.notes().count(NoteKind::SubjectAdopted), 1);
    let graph = document.graph();
    assert_eq!(graph.depth(document.find("b").unwrap().id()), Some(1));
    assert!(!graph.are_roots_inferred());
}

#[test]
fn repeated_ref_goes_to_the_first_and_is_noted() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.4",
            "components": [{"type": "library", "name": "first", "bom-ref": "x"}, {"type": "library", "name": "second", "bom-ref": "x"}],
            "dependencies": [{"ref": "x", "dependsOn": ["x"]}]}"#,
    )
    .unwrap();
    assert_eq!(document.notes().count(NoteKind::DuplicateId), 1);
    let edge = document.relationships().next().unwrap();
    assert_eq!(edge.from().component().unwrap().name(), "first");
}

#[test]
fn empty_id_names_nothing() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.4",
            "components": [{"type": "library", "name": "a", "bom-ref": ""}, {"type": "library", "name": "b", "bom-ref": "b"}],
            "dependencies": [{"dependsOn": ["b"]}]}"#,
    )
    .unwrap();
    let [edge] = document.relationships().collect::<Vec<_>>()[..] else { panic!("one edge") };
    assert!(edge.from().component().is_none(), "{edge:?}");
    assert_eq!(document.graph().edge_count(), 0);
}

#[test]
fn empty_licence_id_does_not_hide_the_name() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a",
            "licenses": [{"license": {"id": "", "name": "Apache 2"}}, {"license": {"id": ""}}]}]}"#,
    )
    .unwrap();
    let component = document.components().next().unwrap();
    let licences: Vec<_> = component.licences().map(|it| (it.kind(), it.text())).collect();
    assert_eq!(licences, [(LicenceKind::Name, "Apache 2")]);
    assert_eq!(document.notes().count(NoteKind::EmptyEntry), 1);
}

#[test]
fn revision_written_as_text_is_read_and_noted() {
    let parse = |version: &str| {
        let text =
            format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": {version}}}"#);
        let document = sbom::parse(text.as_bytes()).unwrap();
        (document.revision(), document.notes().count(NoteKind::OtherType))
    };
    assert_eq!(parse("7"), (Some(7), 0));
    assert_eq!(parse("\"7\""), (Some(7), 1));
    assert_eq!(parse("-1"), (None, 1));
}

#[test]
fn component_with_a_services_member_keeps_its_supplier() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "a",
            "supplier": {"name": "Example"}, "provider": {"name": "Other"}}]}"#,
    )
    .unwrap();
    assert_eq!(document.components().next().unwrap().supplier().unwrap().name(), "Example");
    assert_eq!(document.notes().count(NoteKind::UnknownMember), 1);
}
