//! What views say beyond the members that everybody asks for.

use sbom::{Aggregate, Document, ElementKind, End, HashAlgorithm, LicenceRole};

const CYCLONEDX: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.7",
  "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", "version": 2,
  "externalReferences": [
    {"type": "bom", "url": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b80/1",
      "hashes": [{"alg": "SHA-1", "content": "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33"}]},
    {"type": "website", "url": "https://example.org"}],
  "components": [
    {"type": "library", "bom-ref": "a", "name": "a", "mime-type": "application/x-so",
      "tags": ["fast", "small"], "isExternal": true, "versionRange": "vers:cargo/>=1",
      "publisher": "Example", "authors": [{"name": "Jane"}, {"name": "Joe"}],
      "copyright": "(c) Jane", "omniborId": ["gitoid:blob:sha1:00"], "swhid": ["swh:1:cnt:00"],
      "licenses": [{"license": {"name": "Ours", "url": "https://example.org/licence",
        "text": {"contentType": "text/plain", "encoding": "base64", "content": "RG8gYXMgeW91IGxpa2Uu"}}}],
      "evidence": {
        "identity": [{"field": "purl", "confidence": 0.75, "concludedValue": "pkg:cargo/a@1",
          "methods": [{"technique": "binary-analysis", "confidence": 0.75, "value": "a.so"}]}],
        "occurrences": [{"location": "/lib/a.so", "line": 7, "symbol": "f", "additionalContext": "near g"}],
        "licenses": [{"license": {"id": "MIT"}}], "copyright": [{"text": "(c) Joe"}]},
      "pedigree": {
        "ancestors": [{"type": "library", "group": "g", "name": "old-a", "version": "0.9", "purl": "pkg:cargo/old-a@0.9",
          "pedigree": {"notes": "older still"}}],
        "commits": [{"uid": "abc", "url": "https://example.org/abc"}],
        "patches": [{"type": "backport", "diff": {"url": "https://example.org/1.diff"},
          "resolves": [{"type": "security", "id": "CVE-2026-1"}]}],
        "notes": "forked"},
      "externalReferences": [{"type": "vcs", "url": "https://example.org/a.git",
        "hashes": [{"alg": "SHA-256", "content": "00"}]}],
      "components": [{"type": "file", "bom-ref": "b", "name": "b",
        "components": [{"type": "file", "name": "c"}]}, {"type": "file", "name": "d"}]},
    {"type": "library", "name": "e"}],
  "services": [{"bom-ref": "pay", "name": "pay", "endpoints": ["https://pay.example.org"],
    "authenticated": true, "x-trust-boundary": false, "trustZone": "inner",
    "data": [{"flow": "outbound", "classification": "PII", "name": "cards"}]}],
  "dependencies": [
    {"ref": "a", "dependsOn": ["urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/2#b"]}],
  "compositions": [
    {"aggregate": "complete", "assemblies": ["a"], "dependencies": ["a", "gone"]},
    {"aggregate": "incomplete_third_party_only"}],
  "annotations": [{"subjects": ["a"], "annotator": {"individual": {"name": "Jane"}},
    "timestamp": "2026-01-02T03:04:05Z", "text": "looked at"}]
}"#;

fn parse(text: &str) -> Document {
    sbom::parse(text.as_bytes()).unwrap()
}

#[test]
fn component_says_what_it_is_made_of_and_who_by() {
    let document = parse(CYCLONEDX);
    let a = document.find("a").unwrap();
    let names: Vec<_> = a.children().map(|child| child.name()).collect();
    assert_eq!(names, ["b", "d"], "not those nested deeper, nor the next component");
    assert_eq!(document.find("b").unwrap().children().count(), 1);
    assert!(a.is_external());
    assert_eq!(a.version_range(), Some("vers:cargo/>=1"));
    assert_eq!(a.media_type(), Some("application/x-so"));
    assert_eq!(a.tags().collect::<Vec<_>>(), ["fast", "small"]);
    assert_eq!(a.authors().map(|author| author.name()).collect::<Vec<_>>(), ["Jane", "Joe"]);
    assert_eq!(a.publisher().unwrap().name(), "Example");
    let reference = a.external_references().next().unwrap();
    assert_eq!(reference.hashes().next().unwrap().algorithm(), HashAlgorithm::Sha256);
    assert_eq!(
        a.identifiers().map(|it| it.kind().as_str()).collect::<Vec<_>>(),
        ["swhid", "gitoid"]
    );
}

#[test]
fn evidence_is_told_from_what_is_declared() {
    let document = parse(CYCLONEDX);
    let a = document.find("a").unwrap();
    let roles: Vec<_> = a.licences().map(|it| (it.role(), it.text())).collect();
    assert_eq!(roles, [(LicenceRole::Unstated, "Ours"), (LicenceRole::Observed, "MIT")]);
    assert_eq!(a.observed_licences().count(), 1);
    let ours = a.licences().next().unwrap();
    assert_eq!(ours.url(), Some("https://example.org/licence"));
    let text = ours.full_text().unwrap();
    assert_eq!((text.content(), text.encoding()), ("RG8gYXMgeW91IGxpa2Uu", Some("base64")));
    assert_eq!(a.copyrights().collect::<Vec<_>>(), ["(c) Jane", "(c) Joe"]);
    let evidence = a.evidence().unwrap();
    let identity = evidence.identities().next().unwrap();
    assert_eq!((identity.field(), identity.confidence()), ("purl", Some(0.75)));
    assert_eq!(identity.concluded_value(), Some("pkg:cargo/a@1"));
    assert_eq!(identity.methods().collect::<Vec<_>>(), [("binary-analysis", Some("a.so"))]);
    let place = evidence.occurrences().next().unwrap();
    assert_eq!((place.location(), place.line(), place.symbol()), ("/lib/a.so", Some(7), Some("f")));
}

#[test]
fn pedigree_goes_back_as_far_as_it_is_written() {
    let document = parse(CYCLONEDX);
    let pedigree = document.find("a").unwrap().pedigree().unwrap();
    let ancestor = pedigree.ancestors().next().unwrap();
    assert_eq!((ancestor.name(), ancestor.version()), ("old-a", Some("0.9")));
    assert_eq!(ancestor.pedigree().unwrap().notes(), Some("older still"));
    let patch = pedigree.patches().next().unwrap();
    assert_eq!((patch.kind(), patch.url()), (Some("backport"), Some("https://example.org/1.diff")));
    assert_eq!(patch.resolves().collect::<Vec<_>>(), ["CVE-2026-1"]);
    assert_eq!(pedigree.commits().next().unwrap().0, Some("abc"));
    assert_eq!(document.components().count(), 5, "relatives are no inventory");
}

#[test]
fn service_says_where_it_is_and_what_flows() {
    let document = parse(CYCLONEDX);
    let service = document.find("pay").unwrap();
    assert_eq!(service.kind(), ElementKind::Service);
    let service = service.service().unwrap();
    assert_eq!(service.endpoints().collect::<Vec<_>>(), ["https://pay.example.org"]);
    assert_eq!(
        (service.is_authenticated(), service.crosses_trust_boundary()),
        (Some(true), Some(false))
    );
    assert_eq!(service.trust_zone(), Some("inner"));
    let data = service.data().next().unwrap();
    assert_eq!(
        (data.flow(), data.classification(), data.name()),
        (Some("outbound"), Some("PII"), Some("cards"))
    );
    assert!(document.find("a").unwrap().service().is_none());
}

#[test]
fn completeness_annotations_and_other_documents_are_listed() {
    let document = parse(CYCLONEDX);
    let compositions: Vec<_> = document.compositions().collect();
    assert_eq!(compositions[0].aggregate(), Aggregate::Complete);
    assert_eq!(compositions[0].assemblies().next().unwrap().component().unwrap().name(), "a");
    assert!(matches!(compositions[0].dependencies().last(), Some(End::Dangling("gone"))));
    assert!(!compositions[0].is_about_everything() && compositions[1].is_about_everything());
    assert_eq!(compositions[1].aggregate(), Aggregate::IncompleteThirdParty);
    let annotation = document.annotations().next().unwrap();
    assert_eq!((annotation.annotator(), annotation.text()), (Some("Jane"), "looked at"));
    assert_eq!(annotation.subjects().next().unwrap().component().unwrap().name(), "a");
    let other = document.external_documents().next().unwrap();
    assert_eq!(other.location(), Some("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b80/1"));
    assert_eq!(other.hash().unwrap().algorithm(), HashAlgorithm::Sha1);
    assert_eq!(
        (document.external_documents().count(), document.external_references().count()),
        (1, 2)
    );
}

#[test]
fn link_to_the_document_itself_is_no_link_to_another() {
    let document = parse(CYCLONEDX);
    let edge = document.relationships().next().unwrap();
    assert_eq!(edge.to().component().unwrap().name(), "b");
}

#[test]
fn spdx_says_what_only_spdx_has() {
    let document = parse(
        r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "d", "dataLicense": "CC0-1.0", "comment": "all of it",
          "creationInfo": {"created": "2026-01-02T03:04:05Z", "creators": ["Tool: x"], "comment": "SBOM Type: Build"},
          "externalDocumentRefs": [{"externalDocumentId": "DocumentRef-base", "spdxDocument": "https://example.org/base",
            "checksum": {"algorithm": "SHA1", "checksumValue": "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33"}}],
          "annotations": [{"annotator": "Person: Jane (jane@example.org)", "annotationDate": "2026-01-03T00:00:00Z",
            "annotationType": "REVIEW", "comment": "fine"}],
          "packages": [{"name": "a", "SPDXID": "SPDXRef-a", "packageFileName": "a.tgz", "filesAnalyzed": true,
            "packageVerificationCode": {"packageVerificationCodeValue": "d6a7"}, "releaseDate": "2026-01-01T00:00:00Z",
            "builtDate": "2025-12-31T00:00:00Z", "validUntilDate": "2027-01-01T00:00:00Z", "sourceInfo": "from git",
            "attributionTexts": ["thanks"], "comment": "mine",
            "annotations": [{"annotator": "Tool: scanner-1", "annotationDate": "2026-01-03T00:00:00Z", "annotationType": "OTHER", "comment": "key: value"}]}]}"#,
    );
    let a = document.find("SPDXRef-a").unwrap();
    assert_eq!((a.package_file_name(), a.files_analyzed()), (Some("a.tgz"), Some(true)));
    assert_eq!(a.verification_code(), Some("d6a7"));
    assert_eq!(a.released(), Some("2026-01-01T00:00:00Z"));
    assert_eq!(
        (a.built(), a.valid_until()),
        (Some("2025-12-31T00:00:00Z"), Some("2027-01-01T00:00:00Z"))
    );
    assert_eq!((a.source_info(), a.comment()), (Some("from git"), Some("mine")));
    assert_eq!(a.attributions().collect::<Vec<_>>(), ["thanks"]);
    assert_eq!(document.comment(), Some("all of it"));
    assert_eq!(document.metadata().lifecycles().collect::<Vec<_>>(), ["Build"]);
    let other = document.external_documents().next().unwrap();
    assert_eq!(
        (other.local_id(), other.location()),
        (Some("DocumentRef-base"), Some("https://example.org/base"))
    );
    let annotations: Vec<_> =
        document.annotations().map(|it| (it.annotator().unwrap(), it.kind().unwrap())).collect();
    assert_eq!(annotations, [("Jane", "REVIEW"), ("scanner-1", "OTHER")]);
    let subjects: Vec<_> = document.annotations().flat_map(|it| it.subjects()).collect();
    assert!(matches!(subjects[..], [End::Document, End::Component(_)]), "{subjects:?}");
}

#[test]
fn subject_is_inferred_only_where_the_document_is_silent() {
    let inferred = |rest: &str| {
        let document =
            parse(&format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {rest}}}"#));
        assert!(document.subject().is_none() || document.inferred_subject().is_none());
        document.inferred_subject().map(|subject| subject.name().to_owned())
    };
    let library =
        |name: &str| format!(r#"{{"type": "library", "name": "{name}", "bom-ref": "{name}"}}"#);
    let [a, b, c] = ["a", "b", "c"].map(library);
    let app = r#"{"type": "application", "name": "app"}"#;
    assert_eq!(
        inferred(&format!(
            r#""components": [{a}, {b}, {c}], "dependencies": [{{"ref": "b", "dependsOn": ["a"]}}]"#
        )),
        Some("b".to_owned()),
        "nothing depends on it"
    );
    assert_eq!(inferred(&format!(r#""components": [{a}, {app}, {b}]"#)), Some("app".to_owned()));
    assert_eq!(
        inferred(&format!(r#""components": [{a}]"#)),
        Some("a".to_owned()),
        "there is no other"
    );
    assert_eq!(inferred(&format!(r#""components": [{a}, {b}]"#)), None, "nothing stands out");
    assert_eq!(
        inferred(&format!(r#""components": [{app}], "metadata": {{"component": {a}}}"#)),
        None
    );
}

#[test]
fn model_is_the_same_json_for_every_format() {
    let document = parse(
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
          {"type": "library", "bom-ref": "a", "name": "a", "version": "1", "purl": "pkg:cargo/a@1", "licenses": [{"expression": "MIT"}]}],
          "dependencies": [{"ref": "a", "dependsOn": ["gone"]}]}"#,
    );
    let json = serde_json::to_value(&document).unwrap();
    assert_eq!(json["format"], "cyclonedx");
    assert_eq!(json["elements"][0]["identifiers"][0]["text"], "pkg:cargo/a@1");
    assert_eq!(json["elements"][0]["licences"][0]["role"], "unstated");
    assert_eq!(json["relationships"][0]["from"], 0);
    assert_eq!(json["relationships"][0]["to"]["dangling"], "gone");
    assert!(json["elements"][0].get("description").is_none());
    let spdx = sbom::parse(include_bytes!("../fixtures/spdx/2.2/everything.json")).unwrap();
    let json = serde_json::to_value(&spdx).unwrap();
    assert_eq!(json["elements"].as_array().unwrap().len(), spdx.element_count());
}

/// What the model has no method for is still there, number by number.
#[test]
fn raw_view_shows_what_was_written() {
    let text = include_str!("../fixtures/cyclonedx/1.6/everything.json");
    let document = parse(text);
    let written: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(document.raw()).unwrap(), written);
    let parsed: serde_json::Value = serde_json::from_str(&document.raw().to_string()).unwrap();
    assert_eq!(parsed, written);
    let vulnerability = document.vulnerabilities().next().unwrap().raw();
    assert_eq!(vulnerability.get("cwes").unwrap().to_string(), "[754,606]");
    assert_eq!(vulnerability.get("cwes").unwrap().path(), "/vulnerabilities/0/cwes");
}

#[test]
fn parts_and_all_components_are_the_same_in_every_format() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
          "metadata": {"component": {"type": "application", "name": "shop", "bom-ref": "s",
            "components": [{"type": "library", "name": "core", "bom-ref": "c"}]}},
          "components": [{"type": "library", "name": "web", "bom-ref": "w"}],
          "services": [{"name": "pay", "bom-ref": "p"}]}"#,
    )
    .unwrap();
    let names = |document: &sbom::Document| {
        let name = |part: sbom::Component<'_>| part.name().to_owned();
        let (mut parts, mut all): (Vec<_>, Vec<_>) =
            (document.parts().map(name).collect(), document.all_components().map(name).collect());
        parts.sort();
        all.sort();
        (parts.join(" "), all.join(" "))
    };
    let expected = ("core web".to_owned(), "core shop web".to_owned());
    assert_eq!(names(&document), expected);
    for target in ["spdx-3.0.1-json-ld", "cyclonedx-1.4-json"] {
        let options = sbom::ConvertOptions::default().created("2026-01-01T00:00:00Z");
        let made = document.convert(target.parse().unwrap(), &options).unwrap();
        assert_eq!(names(&sbom::parse(made.bytes).unwrap()), expected, "{target}");
    }
}

#[test]
fn debug_of_what_is_large_tells_its_size() {
    let document = sbom::parse(
        br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
          "metadata": {"component": {"type": "application", "name": "shop", "bom-ref": "s"}},
          "components": [{"type": "library", "name": "web", "bom-ref": "w", "scope": "optional"}],
          "dependencies": [{"ref": "s", "dependsOn": ["w"]}]}"#,
    )
    .unwrap();
    assert_eq!(
        format!("{:?}", document.graph()),
        "Graph { elements: 2, edges: 1, roots: 1, are_roots_inferred: false, .. }"
    );
    let target = "spdx-2.3-json".parse().unwrap();
    let options = sbom::ConvertOptions::default().created("2026-01-01T00:00:00Z");
    let made = document.convert(target, &options).unwrap();
    assert!(format!("{made:?}").starts_with("Conversion { bytes: "), "{made:?}");
    assert!(format!("{made:?}").len() < 2_000, "{made:?}");
    let purl = sbom::Purl::parse("pkg:npm/%40a/b@1").unwrap();
    assert_eq!(format!("{purl:?}"), r#"Purl("pkg:npm/%40a/b@1")"#);
    let licence = sbom::LicenceExpression::parse("mit OR ISC").unwrap();
    assert_eq!(format!("{licence:?}"), r#"LicenceExpression("MIT OR ISC")"#);
}
