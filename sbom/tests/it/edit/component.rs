//! Components that were there before, enriched and corrected; what is refused, and what has no place.

use sbom::edit::{NewComponent, NewReference};
use sbom::{ComponentType, Document, HashAlgorithm, LicenceRole, LossReason, Losses, Scope};

use super::{TARGETS, shop};
use crate::corpus::{cases, is_affordable};

const SHA256: &str = "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd";
const CPE: &str = "cpe:2.3:a:serde:serde:2.0.0:*:*:*:*:*:*:*";

/// Says everything of a component anew, and returns what had no place.
fn enrich(document: Document, id: &str) -> (Document, Losses) {
    let mut editor = document.edit();
    let source = NewReference::new("vcs", "https://example.org/serde").comment("the source");
    editor
        .component(id)
        .unwrap()
        .set_version("2.0.0")
        .unwrap()
        .set_purl("pkg:cargo/serde@2.0.0")
        .unwrap()
        .set_cpe(CPE)
        .unwrap()
        .set_description("serialises")
        .unwrap()
        .set_copyright("(c) the team")
        .unwrap()
        .set_supplier("Another team")
        .unwrap()
        .set_hash(HashAlgorithm::Sha256, SHA256)
        .unwrap()
        .add_reference(&source)
        .unwrap()
        .set_property("team", "edge")
        .unwrap()
        .set_licences(LicenceRole::Declared, &["MIT"])
        .unwrap();
    let edited = editor.finish().unwrap();
    (edited.document, edited.losses)
}

#[test]
fn a_component_that_was_there_is_corrected_in_every_format() {
    for target in TARGETS {
        let (document, serde, _) = shop(target);
        let (document, losses) = enrich(document, &serde);
        let document = sbom::parse(document.write().unwrap()).unwrap();
        let report = document.validate();
        assert!(report.is_valid(), "{target}: {report}");
        let part = document.find(&serde).unwrap();
        assert_eq!(part.version(), Some("2.0.0"), "{target}");
        assert_eq!(part.purl(), Some("pkg:cargo/serde@2.0.0"), "{target}");
        assert_eq!(part.cpes().collect::<Vec<_>>(), [CPE], "{target}");
        assert_eq!(part.identifiers().count(), 2, "{target}");
        assert_eq!(part.description(), Some("serialises"));
        assert_eq!(part.copyright().value(), Some("(c) the team"));
        assert_eq!(part.supplier().unwrap().name(), "Another team");
        let hashes: Vec<_> = part.hashes().map(|hash| hash.content()).collect();
        assert_eq!(hashes, [SHA256], "{target}");
        let links = part.external_references();
        let links = links.filter(|link| link.locator() == "https://example.org/serde");
        assert_eq!(links.count(), 1, "{target}");
        let licences = part.licences().map(|it| it.text()).filter(|it| *it != "NOASSERTION");
        assert_eq!(licences.collect::<Vec<_>>(), ["MIT"], "{target}");
        let text = String::from_utf8(document.write().unwrap()).unwrap();
        assert!(!text.contains("The Serde team") && !text.contains("MIT OR"), "{target}");
        let is_first = *target == "cyclonedx-1.2-json";
        assert_eq!(text.contains("edge"), !is_first, "{target}");
        let fields: Vec<_> = losses.iter().map(|loss| loss.field().to_owned()).collect();
        let expected: &[&str] = match *target {
            "cyclonedx-1.2-json" => &["properties", "acknowledgement"],
            "cyclonedx-1.4-json" | "cyclonedx-1.5-json" => &["acknowledgement"],
            _ => &[],
        };
        assert_eq!(fields, expected, "{target}");
        assert!(losses.iter().all(|loss| loss.element() == Some(&*serde)), "{losses}");
    }
}

#[test]
fn what_was_said_twice_is_said_once() {
    for target in TARGETS {
        let (document, serde, _) = shop(target);
        let (once, _) = enrich(document, &serde);
        let (twice, _) = enrich(once.clone(), &serde);
        let sorted = |document: &Document| document.write_styled(sbom::Style::Canonical).unwrap();
        let (once, twice) = (sorted(&once), sorted(&twice));
        assert_eq!(String::from_utf8(once), String::from_utf8(twice), "{target}");
    }
}

#[test]
fn what_a_format_has_no_place_for_is_a_loss() {
    let part = NewComponent::new(ComponentType::Platform, "a")
        .scope(Scope::Excluded)
        .hash(HashAlgorithm::Streebog256, "ab".repeat(32))
        .hash(HashAlgorithm::Sha3_256, "ab".repeat(32))
        .hash(HashAlgorithm::Md2, "ab".repeat(16))
        .licence_of(LicenceRole::Observed, "MIT")
        .licence_of(LicenceRole::Concluded, "MIT")
        .reference(NewReference::new("model-card", "https://example.org/"))
        .property("a", "b");
    let cases = [
        (
            "cyclonedx-1.2-json",
            "type approximated, hashes no-place, hashes not-in-version, acknowledgement \
             not-in-version, licenses not-in-version, externalReferences approximated, properties \
             not-in-version",
        ),
        ("cyclonedx-1.6-json", "hashes no-place, hashes not-in-version"),
        (
            "spdx-2.2-json",
            "type no-place, scope no-place, hashes no-place, hashes not-in-version, licenses \
             no-place",
        ),
        ("spdx-2.3-json", "type no-place, scope no-place, hashes no-place, licenses no-place"),
        (
            "spdx-3.0.1-json-ld",
            "hashes no-place, licenses no-place, externalReferences approximated",
        ),
    ];
    for (target, expected) in cases {
        let mut editor = Document::empty(target.parse().unwrap()).edit();
        let id = editor.add_component(&part).unwrap();
        let edited = editor.finish().unwrap();
        let losses = edited.losses.kinds();
        let losses: Vec<_> = losses.map(|kind| format!("{} {}", kind.field, kind.reason)).collect();
        let mut expected: Vec<_> = expected.split(", ").collect();
        let mut found: Vec<_> = losses.iter().map(String::as_str).collect();
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{target}");
        assert!(edited.document.find(&id).is_some());
        if target.starts_with("cyclonedx") {
            let report = edited.document.validate();
            assert!(report.is_valid(), "{target}: {report}");
        }
    }
}

#[test]
fn what_a_document_has_no_place_for_is_a_loss() {
    let losses = |target: &str| {
        let mut editor = Document::empty(target.parse().unwrap()).edit();
        editor.set_name("shop").unwrap();
        editor.set_revision(2).unwrap();
        editor.set_created("2026-11-22T14:00:00.5+02:00").unwrap();
        let edited = editor.finish().unwrap();
        let fields: Vec<_> = edited.losses.iter().map(|loss| loss.field().to_owned()).collect();
        (fields.join(" "), edited.document.metadata().created().map(str::to_owned))
    };
    let (fields, created) = losses("cyclonedx-1.6-json");
    assert_eq!((&*fields, created.as_deref()), ("name", Some("2026-11-22T14:00:00.5+02:00")));
    for target in ["spdx-2.3-json", "spdx-3.0.1-json-ld"] {
        let (fields, created) = losses(target);
        assert_eq!(
            (&*fields, created.as_deref()),
            ("version created", Some("2026-11-22T12:00:00Z"))
        );
    }
}

#[test]
fn what_is_not_what_it_should_be_is_refused_and_changes_nothing() {
    let refusal = |part: NewComponent, target: &str| {
        let mut editor = Document::empty(target.parse().unwrap()).edit();
        let error = editor.add_component(&part).unwrap_err();
        assert!(error.is_invalid());
        assert_eq!(editor.finish().unwrap().document.components().count(), 0);
        error.to_string()
    };
    let part = || NewComponent::new(ComponentType::Library, "a");
    let any = |part| refusal(part, "cyclonedx-1.6-json");
    assert_eq!(
        any(part().hash(HashAlgorithm::Sha1, "abc")),
        "`abc` is no digest: one of SHA-1 has 40 hexadecimal digits"
    );
    assert_eq!(
        any(part().purl("pkg:swift/Alamofire@5.4.3")),
        "`pkg:swift/Alamofire@5.4.3` is no package URL: type `swift` requires a namespace"
    );
    assert_eq!(
        any(part().cpe("openssl")),
        "`openssl` is no CPE name: not a CPE name: it must begin with `cpe:2.3:` or `cpe:/`"
    );
    assert_eq!(
        any(part().reference(NewReference::new("vcs", "https://a b"))),
        "`https://a b` is no address: escape the characters that a URI cannot have"
    );
    assert_eq!(
        any(part().reference(NewReference::new("homepage", "https://a"))),
        "`homepage` is no type of reference: use a word of CycloneDX, such as `website`, `vcs`, \
         `advisories` or `other`"
    );
    assert_eq!(any(part().version(" ")), "` ` is no version: it says nothing, leave it out");
    assert_eq!(
        refusal(part().local_id("a b"), "spdx-2.3-json"),
        "`a b` is no SPDXID: it has letters, digits, `.` and `-` alone"
    );
    assert!(refusal(part().local_id("a b"), "spdx-3.0.1-json-ld").contains("is no spdxId"));
    assert!(any(part().local_id("urn:cdx:a")).contains("is no bom-ref"));
}

#[test]
fn what_is_said_of_a_document_is_checked() {
    let mut editor = Document::empty("cyclonedx-1.6-json".parse().unwrap()).edit();
    assert_eq!(
        editor.set_id("3e671687").unwrap_err().to_string(),
        "`3e671687` is no serial number: it is `urn:uuid:` and a UUID in lower case"
    );
    assert_eq!(
        editor.set_created("yesterday").unwrap_err().to_string(),
        "`yesterday` is no time: write it as RFC 3339 does, `2026-01-31T12:00:00Z`"
    );
    assert!(editor.add_author("Ada", Some("ada at example.org")).is_err());
    assert!(editor.add_author("", None).is_err());
    assert!(editor.set_revision(0).is_err());
    assert!(editor.component("nobody").unwrap_err().is_unknown_element());
    let mut editor = Document::empty("spdx-2.3-json".parse().unwrap()).edit();
    assert!(editor.set_id("https://example.org/#a").is_err());
}

#[test]
fn a_file_of_spdx_has_no_version_and_a_service_no_digest() {
    let text = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "a",
        "files": [{"SPDXID": "SPDXRef-f", "fileName": "./a", "checksums": []}]}"#;
    let mut editor = sbom::parse(text).unwrap().edit();
    let mut file = editor.component("SPDXRef-f").unwrap();
    file.set_version("1").unwrap().add_licence(LicenceRole::Declared, "MIT").unwrap();
    file.add_licence(LicenceRole::Concluded, "MIT").unwrap();
    let edited = editor.finish().unwrap();
    assert_eq!(edited.losses.count(LossReason::NoPlace), 2);
    let written = String::from_utf8(edited.document.write().unwrap()).unwrap();
    assert!(!written.contains("licenseDeclared") && written.contains("licenseConcluded"));

    let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "services": [{"bom-ref": "s", "name": "s"}]}"#;
    let mut editor = sbom::parse(text).unwrap().edit();
    let mut service = editor.component("s").unwrap();
    service.set_supplier("Acme").unwrap().set_version("1").unwrap();
    service.set_hash(HashAlgorithm::Sha256, SHA256).unwrap();
    let edited = editor.finish().unwrap();
    assert_eq!(edited.losses.count(LossReason::NoPlace), 1);
    assert!(edited.document.validate().is_valid());
}

#[test]
fn licences_stay_as_their_version_takes_them() {
    let (document, serde, _) = shop("cyclonedx-1.6-json");
    let mut editor = document.edit();
    let mut part = editor.component(&serde).unwrap();
    part.add_licence(LicenceRole::Declared, "BSD-3-Clause").unwrap();
    part.add_licence(LicenceRole::Concluded, "MIT").unwrap();
    let edited = editor.finish().unwrap();
    assert!(edited.document.validate().is_valid());
    let serde = edited.document.find(&serde).unwrap();
    let licences: Vec<_> = serde.licences().map(|it| it.text()).collect();
    assert_eq!(licences, ["(MIT OR Apache-2.0) AND BSD-3-Clause"]);
    assert_eq!(edited.losses.count(LossReason::OnlyOne), 1);
}

#[test]
fn licences_taken_out_leave_nothing_that_is_said() {
    for target in TARGETS {
        let (document, serde, _) = shop(target);
        let mut editor = document.edit();
        editor.component(&serde).unwrap().set_licences(LicenceRole::Declared, &[]).unwrap();
        let edited = editor.finish().unwrap();
        assert!(edited.losses.is_empty(), "{target}: {}", edited.losses);
        assert!(edited.document.validate().is_valid(), "{target}");
        let text = String::from_utf8(edited.document.write().unwrap()).unwrap();
        assert!(!text.contains("Apache-2.0"), "{target}");
    }
}

#[test]
fn every_valid_document_of_the_corpus_stays_valid_with_components_enriched_and_assessed() {
    let mut faults = Vec::new();
    for (format, serialisation) in
        [("cyclonedx", "json"), ("cyclonedx", "xml"), ("spdx2", "json"), ("spdx3", "jsonld")]
    {
        for case in cases(format, serialisation) {
            let document = sbom::parse(&case.bytes);
            let Some(document) = document.ok().filter(|_| is_affordable(case.bytes.len())) else {
                continue;
            };
            if !document.validate().is_valid() {
                continue;
            }
            let ids: Vec<String> =
                document.elements().filter_map(|it| it.local_id()).map(str::to_owned).collect();
            let step = (ids.len() / 4).max(1);
            for id in ids.iter().step_by(step) {
                let enriched = enrich_all(document.clone(), id);
                let report = enriched.validate();
                if !report.is_valid() {
                    faults.push(format!("{} `{id}`: {report}", case.file));
                }
                let found = sbom::vex::Statement::new("CVE-2026-1", sbom::vex::Status::NotAffected);
                let mut vex = sbom::vex::Document::new("https://a.test/vex", "Acme");
                vex.add(found.product(sbom::vex::Product::from_purl("pkg:cargo/serde@2.0.0")));
                let Ok(assessed) = enriched.with_vex(&vex) else { continue };
                let report = assessed.document.validate();
                if !report.is_valid() {
                    faults.push(format!("{} `{id}`, assessed: {report}", case.file));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn enrich_all(document: Document, id: &str) -> Document {
    let (document, _) = enrich(document, id);
    let mut editor = document.edit();
    let mut part = editor.component(id).unwrap();
    part.add_licence(LicenceRole::Declared, "ask us").unwrap();
    part.add_licence(LicenceRole::Declared, "Zlib OR MIT").unwrap();
    part.set_licences(LicenceRole::Concluded, &["Zlib", "MIT"]).unwrap();
    part.add_licence(LicenceRole::Observed, "Zlib").unwrap();
    part.set_scope(Scope::Excluded).unwrap();
    part.set_hash(HashAlgorithm::Sha3_256, SHA256).unwrap();
    part.add_reference(&NewReference::new("website", "https://example.org/")).unwrap();
    editor.finish().unwrap().document
}
