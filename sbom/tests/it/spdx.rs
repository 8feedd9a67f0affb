use sbom::{
    ComponentType, DependencyScope, Document, ElementKind, End, IdentifierKind, LicenceKind,
    LicenceRole, NoteKind, Origin, PartyKind, RelationshipKind, Stated,
};

const EVERYTHING: &[u8] = include_bytes!("../fixtures/spdx/2.2/everything.json");

fn everything() -> Document {
    sbom::parse(EVERYTHING).unwrap()
}

#[test]
fn document_and_creation_info_are_read() {
    let document = everything();
    assert_eq!(document.format().as_str(), "spdx");
    assert_eq!(document.spec_version(), "SPDX-2.2");
    assert_eq!(document.id(), Some("https://example.org/spdx/everything"));
    assert_eq!(document.name(), Some("everything"));
    let metadata = document.metadata();
    assert_eq!(metadata.created(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(metadata.data_licence(), Some("CC0-1.0"));
    let tool = metadata.tools().next().unwrap();
    assert_eq!((tool.name(), tool.version()), ("sbom-maker", Some("v1.2.3")));
    let authors: Vec<_> = metadata.authors().map(|it| (it.kind(), it.name(), it.email())).collect();
    assert_eq!(
        authors,
        [
            (PartyKind::Organization, "Example, Inc.", None),
            (PartyKind::Person, "Jane Doe", Some("jane@example.org")),
        ]
    );
    let licence = document.extracted_licences().next().unwrap();
    assert_eq!((licence.id(), licence.name()), ("LicenseRef-own", Some("Our own licence")));
    assert_eq!(licence.text(), "Do as you like.");
}

#[test]
fn package_is_read_with_everything_on_it() {
    let document = everything();
    let lib = document.find("SPDXRef-lib").unwrap();
    assert_eq!((lib.name(), lib.version()), ("lib", Some("1.2.3")));
    assert_eq!(lib.description(), Some("long"));
    assert_eq!(lib.download_location(), Stated::Value("https://example.org/lib.tar.gz"));
    assert_eq!(lib.homepage().value(), Some("https://example.org"));
    let supplier = lib.supplier().unwrap();
    assert_eq!((supplier.name(), supplier.email()), ("Example, Inc.", Some("mail@example.org")));
    assert_eq!(lib.manufacturer().unwrap().kind(), PartyKind::Person);
    assert_eq!(lib.purl(), Some("pkg:generic/lib@1.2.3"));
    let kinds: Vec<_> = lib.identifiers().map(|it| it.kind()).collect();
    assert_eq!(kinds, [IdentifierKind::Cpe23, IdentifierKind::Purl, IdentifierKind::Purl]);
    let reference = lib.external_references().next().unwrap();
    assert_eq!((reference.category(), reference.kind()), (Some("OTHER"), "build-log"));
    let hash = lib.hashes().next().unwrap();
    assert_eq!((hash.algorithm_name(), hash.is_well_formed()), ("SHA-256", true));
}

#[test]
fn none_noassertion_and_absence_are_three_things() {
    let document = everything();
    let image = document.find("SPDXRef-image").unwrap();
    assert_eq!(image.download_location(), Stated::Nothing);
    assert_eq!(image.copyright(), Stated::NoAssertion);
    assert_eq!(image.homepage(), Stated::Missing);
    assert!(image.supplier().is_none());
    assert_eq!(image.parties().next().unwrap().kind(), PartyKind::NoAssertion);
    let licences: Vec<_> = image.licences().map(|it| (it.role(), it.kind())).collect();
    assert_eq!(
        licences,
        [
            (LicenceRole::Declared, LicenceKind::None),
            (LicenceRole::Concluded, LicenceKind::NoAssertion),
        ]
    );
    // An empty version says nothing.
    assert_eq!(document.find("SPDXRef-tests").unwrap().version(), None);
}

#[test]
fn licences_declared_concluded_and_observed_are_kept_apart() {
    let document = everything();
    let lib = document.find("SPDXRef-lib").unwrap();
    let licences: Vec<_> = lib.licences().map(|it| (it.role(), it.text())).collect();
    assert_eq!(
        licences,
        [
            (LicenceRole::Declared, "MIT OR LicenseRef-own"),
            (LicenceRole::Concluded, "MIT"),
            (LicenceRole::Observed, "MIT"),
            (LicenceRole::Observed, "LicenseRef-own"),
        ]
    );
}

#[test]
fn packages_files_and_snippets_are_counted_apart() {
    let document = everything();
    assert_eq!(document.components().count(), 3);
    let file = document.files().next().unwrap();
    assert_eq!((file.name(), file.component_type()), ("./lib.so", ComponentType::File));
    assert_eq!(document.files().count(), 1);
    let snippets = document.elements().filter(|it| it.kind() == ElementKind::Snippet).count();
    assert_eq!(snippets, 1);
    assert_eq!(document.subject().unwrap().name(), "shop");
}

#[test]
fn relationships_have_one_direction_whatever_their_type() {
    let document = everything();
    assert_eq!(document.edge_count(), 9);
    let name = |end: End<'_>| match end {
        End::Component(component) => component.name().to_owned(),
        End::Dangling(id) | End::Elsewhere(id) => id.to_owned(),
        other => format!("{other:?}"),
    };
    let edges: Vec<_> = document
        .relationships()
        .filter(|edge| edge.kind() == RelationshipKind::DependsOn)
        .map(|edge| (name(edge.from()), name(edge.to()), edge.scope()))
        .collect();
    let edge = |from: &str, to: &str, scope| (from.to_owned(), to.to_owned(), scope);
    assert_eq!(
        edges,
        [
            edge("shop", "lib", DependencyScope::Unspecified),
            edge("lib", "tests", DependencyScope::Test),
            edge("lib", "Nothing", DependencyScope::Unspecified),
            edge("lib", "DocumentRef-base:SPDXRef-libc", DependencyScope::Unspecified),
            edge("lib", "SPDXRef-gone", DependencyScope::Unspecified),
        ]
    );
    let generated = document
        .relationships()
        .find(|edge| edge.kind() == RelationshipKind::GeneratedFrom)
        .unwrap();
    assert_eq!(
        (name(generated.from()), generated.native()),
        ("./lib.so".to_owned(), Some("GENERATES"))
    );
    let has_files =
        document.relationships().find(|edge| edge.origin() == Origin::HasFiles).unwrap();
    assert_eq!(
        (name(has_files.from()), name(has_files.to())),
        ("shop".to_owned(), "./lib.so".to_owned())
    );
    assert_eq!(document.notes().count(NoteKind::DanglingReference), 1);
    assert_eq!(document.notes().count(NoteKind::UnknownRelationshipType), 1);
}

#[test]
fn misspelt_describes_gives_the_subject_but_no_root() {
    let document = sbom::parse(
        br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "dataLicense": "CC0-1.0",
            "packages": [{"name": "a", "SPDXID": "SPDXRef-a"}],
            "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBE", "relatedSpdxElement": "SPDXRef-a"}]}"#,
    )
    .unwrap();
    assert_eq!(document.described_count(), 0);
    assert_eq!(document.subject().unwrap().name(), "a");
}

#[test]
fn careless_shapes_are_understood_and_noted() {
    let document = sbom::parse(
        br#"{"spdxVersion": 2, "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "dataLicense": "CC0-1.0",
            "creationInfo": {"creators": [{"Person": "Jane"}]}, "files": null,
            "packages": [null, {"name": "a", "SPDXID": "SPDXRef-a", "primaryPackagePurpose": "OPERATING-SYSTEM"}],
            "relationships": [{"spdxElementId": "SPDXRef-a"}]}"#,
    )
    .unwrap();
    assert_eq!(document.spec_version(), "2");
    assert_eq!(document.metadata().authors().next().unwrap().name(), "Jane");
    let a = document.components().next().unwrap();
    assert_eq!(a.component_type(), ComponentType::OperatingSystem);
    assert_eq!(document.notes().count(NoteKind::OtherType), 2);
    assert_eq!(document.notes().count(NoteKind::NullValue), 2);
    assert_eq!(document.notes().count(NoteKind::MissingMember), 2);
}

#[test]
fn package_that_repeats_the_documents_id_does_not_hide_what_is_described() {
    let document = sbom::parse(
        br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "dataLicense": "CC0-1.0",
            "packages": [{"name": "twin", "SPDXID": "SPDXRef-DOCUMENT"}, {"name": "a", "SPDXID": "SPDXRef-a"}],
            "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                "relatedSpdxElement": "SPDXRef-a"}]}"#,
    )
    .unwrap();
    assert_eq!(document.subject().unwrap().name(), "a");
    assert_eq!(document.notes().count(NoteKind::DuplicateId), 1);
}

#[test]
fn shorthands_that_lead_nowhere_are_noted() {
    let document = sbom::parse(
        br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "dataLicense": "CC0-1.0",
            "packages": [{"name": "a", "SPDXID": "SPDXRef-a", "hasFiles": ["SPDXRef-1", "SPDXRef-2"]}],
            "documentDescribes": ["SPDXRef-b"]}"#,
    )
    .unwrap();
    let notes: Vec<_> = document.notes().iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        ["1 reference to nothing: `documentDescribes`", "2 references to nothing: `hasFiles`"]
    );
}

#[test]
fn file_with_its_name_under_the_wrong_key_keeps_it() {
    let document = sbom::parse(
        br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "dataLicense": "CC0-1.0",
            "files": [{"name": "./a.c", "SPDXID": "SPDXRef-a", "licenseInfoInFiles": "MIT"}]}"#,
    )
    .unwrap();
    let file = document.files().next().unwrap();
    assert_eq!((file.name(), file.licences().count()), ("./a.c", 1));
    assert_eq!(document.notes().count(NoteKind::MissingMember), 1);
    assert_eq!(document.notes().count(NoteKind::BareValue), 1);
}
