//! What is nobody else's business is left out, wherever it stands.

use sbom::edit::Redaction;

#[test]
fn persons_are_left_out_of_spdx_where_it_must_say_something() {
    let text = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x",
      "creationInfo": {"creators": ["Person: Ada (ada@example.org)", "Tool: maker-1"]},
      "packages": [{"SPDXID": "SPDXRef-1", "name": "a", "supplier": "Person: Bob",
                    "originator": "Organization: Acme"}]}"#;
    let made = sbom::parse(text).unwrap().redact(&Redaction::new().people()).unwrap();
    assert_eq!(made.removed, ["/creationInfo/creators/0", "/packages/0/supplier"]);
    let written = String::from_utf8(made.document.write().unwrap()).unwrap();
    assert!(!written.contains("Ada") && !written.contains("Bob") && written.contains("Acme"));
    assert_eq!(made.document.metadata().authors().next().unwrap().name(), "anonymous");
}

#[test]
fn what_was_changed_and_what_holds_it_carry_no_signature() {
    let signature = r#""signature": {"algorithm": "RS256", "value": "x"}"#;
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {signature}, "components": [
          {{"type": "library", "name": "a", "bom-ref": "a", "author": "Ada", {signature}}},
          {{"type": "library", "name": "b", "bom-ref": "b", {signature}}}]}}"#
    );
    let signed = sbom::parse(text.as_bytes()).unwrap();
    let made = signed.redact(&Redaction::new().people()).unwrap();
    let removed = ["/signature", "/components/0/author", "/components/0/signature"];
    assert_eq!(made.removed, removed);
    // What is not changed is signed as before.
    let written = String::from_utf8(made.document.write().unwrap()).unwrap();
    assert_eq!(written.matches("RS256").count(), 1);
    assert!(signed.redact(&Redaction::new()).unwrap().removed.is_empty());
}

/// A document with a person in every place that CycloneDX 1.6 has for one.
const PEOPLE: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
  "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
  "metadata": {"authors": [{"name": "Ada1", "email": "ada@example.org"}],
    "component": {"type": "application", "name": "shop", "bom-ref": "shop", "supplier": {
      "name": "Acme", "contact": [{"name": "Ada2", "email": "ada@example.org", "phone": "1"}]}}},
  "components": [{"type": "library", "name": "a", "bom-ref": "a", "author": "Ada3",
    "authors": [{"name": "Ada4"}],
    "pedigree": {"commits": [{"uid": "1", "author": {"name": "Ada5"}, "committer": {"name": "Ada6"}}]},
    "licenses": [{"license": {"id": "MIT", "licensing": {"licensee": {"individual": {"name": "Ada7"}}}}}],
    "properties": [{"name": "internal:team", "value": "hush"}]}],
  "vulnerabilities": [{"id": "CVE-1", "credits": {"individuals": [{"name": "Ada8"}]},
                       "affects": [{"ref": "a"}]}],
  "annotations": [{"subjects": ["a"], "annotator": {"individual": {"name": "Ada9"}},
                   "timestamp": "2026-01-01T00:00:00Z", "text": "x"}],
  "declarations": {"affirmation": {"statement": "so it is", "signatories": [{"name": "Ada10",
    "role": "boss", "signature": {"algorithm": "RS256", "value": "x"}}]}}}"#;

#[test]
fn contributors_to_files_are_left_out_whatever_they_became() {
    let text = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x",
      "dataLicense": "CC0-1.0", "documentNamespace": "https://acme.test/x",
      "creationInfo": {"creators": ["Tool: maker-1"], "created": "2026-01-01T00:00:00Z"},
      "files": [{"SPDXID": "SPDXRef-f", "fileName": "./f", "fileContributors": ["Ada"], "checksums": [
        {"algorithm": "SHA1", "checksumValue": "0123456789abcdef0123456789abcdef01234567"}]}]}"#;
    let document = sbom::parse(text).unwrap();
    let redaction = Redaction::new().people();
    for target in ["cyclonedx-1.6-json", "spdx-2.3-json", "spdx-3.0.1-json-ld"] {
        let made = document.convert(target.parse().unwrap(), &sbom::ConvertOptions::default());
        let converted = sbom::parse(made.unwrap().bytes).unwrap();
        let written = String::from_utf8(converted.write().unwrap()).unwrap();
        assert!(written.contains("Ada"), "{target}: {written}");
        let redacted = converted.redact(&redaction).unwrap().document;
        let written = String::from_utf8(redacted.write().unwrap()).unwrap();
        assert!(!written.contains("Ada"), "{target}: {written}");
        assert!(redacted.redact(&redaction).unwrap().removed.is_empty(), "{target}");
    }
}

#[test]
fn no_person_and_no_private_property_is_left_in_any_format() {
    let document = sbom::parse(PEOPLE.as_bytes()).unwrap();
    assert!(document.validate().passes_schema(), "{}", document.validate());
    let redaction = Redaction::new().people().properties("internal:");
    let options = sbom::ConvertOptions::default().created("2026-01-01T00:00:00Z");
    for target in [
        "cyclonedx-1.6-json",
        "cyclonedx-1.4-json",
        "spdx-2.3-json",
        "spdx-2.3-tag-value",
        "spdx-3.0.1-json-ld",
    ] {
        let made = document.convert(target.parse().unwrap(), &options).unwrap();
        let converted = sbom::parse(made.bytes).unwrap();
        let redacted = converted.redact(&redaction).unwrap().document;
        let written = String::from_utf8(redacted.write().unwrap()).unwrap();
        for secret in ["Ada", "ada@example.org", "hush"] {
            assert!(!written.contains(secret), "{target}: {written}");
        }
        assert!(written.contains("Acme"), "{target}: {written}");
        assert!(redacted.validate().passes_schema(), "{target}: {}", redacted.validate());
        let again = redacted.redact(&redaction).unwrap();
        assert!(again.removed.is_empty(), "{target}: {:?}", again.removed);
    }
}

#[test]
fn a_person_is_found_however_it_is_spelled() {
    let text = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "x",
      "creationInfo": {"creators": ["person : Ada", " Person: Ada", {"Person": "Ada"}]},
      "files": [{"SPDXID": "SPDXRef-f", "fileName": "f", "fileContributors": ["Ada"]}],
      "revieweds": [{"reviewer": "Person: Ada", "reviewDate": "2026-01-01T00:00:00Z"}]}"#;
    let made = sbom::parse(text).unwrap().redact(&Redaction::new().people()).unwrap();
    let written = String::from_utf8(made.document.write().unwrap()).unwrap();
    assert!(!written.contains("Ada"), "{written}");
    assert_eq!(made.removed.len(), 5);
}

#[test]
fn a_person_of_spdx_3_is_found_wherever_it_stands_and_however_it_is_referred_to() {
    let text = br#"{"@context": ["https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        {"ex": "https://ex.test/"}], "@graph": [
      {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1",
       "created": "2026-01-01T00:00:00Z", "createdBy": ["ex:Ada",
         {"type": "Person", "spdxId": "https://ex.test/AdaToo", "creationInfo": "_:c", "name": "Ada"},
         {"type": "Person", "name": "Ada"}]},
      {"type": "Person", "spdxId": "https://ex.test/Ada", "creationInfo": "_:c", "name": "Ada"},
      {"type": "Person", "spdxId": "https://ex.test/Person-1", "creationInfo": "_:c"},
      {"type": "software_Package", "spdxId": "ex:a", "creationInfo": "_:c", "name": "a",
       "originatedBy": ["ex:AdaToo"]}]}"#;
    let redaction = Redaction::new().people();
    let made = sbom::parse(text).unwrap().redact(&redaction).unwrap();
    let written = String::from_utf8(made.document.write().unwrap()).unwrap();
    assert!(!written.contains("Ada"), "{written}");
    // Every person is one as before.
    assert_eq!(written.matches("https://ex.test/Person-1\"").count(), 1, "{written}");
    assert_eq!(written.matches("https://ex.test/Person-2\"").count(), 2, "{written}");
    assert_eq!(written.matches("https://ex.test/Person-3\"").count(), 2, "{written}");
    assert!(made.document.redact(&redaction).unwrap().removed.is_empty());

    // A person may be the whole document, which stays one.
    let text = br#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
      "type": "Person", "spdxId": "https://ex.test/Ada", "creationInfo": "_:c", "name": "Ada"}"#;
    let made = sbom::parse(text).unwrap().redact(&redaction).unwrap();
    let written = made.document.write().unwrap();
    assert!(sbom::parse(&written).is_ok() && !String::from_utf8(written).unwrap().contains("Ada"));
}

#[cfg(feature = "xml")]
#[test]
fn a_person_is_found_where_the_format_has_no_place_for_one() {
    let text = br#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>
      <component type="library"><author>Ada</author><author>Ada</author><name>a</name>
        <x:contact xmlns:x="urn:x">Ada</x:contact><x:team xmlns:x="urn:x">core</x:team>
      </component></components></bom>"#;
    let redaction = Redaction::new().people();
    let made = sbom::parse(text).unwrap().redact(&redaction).unwrap();
    let written = String::from_utf8(made.document.write().unwrap()).unwrap();
    assert!(!written.contains("Ada") && written.contains("core"), "{written}");
    assert_eq!(made.removed.len(), 3);

    let text = b"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nFileContributor: Ada\n";
    let made = sbom::parse(text).unwrap().redact(&redaction).unwrap();
    let written = String::from_utf8(made.document.write().unwrap()).unwrap();
    assert!(!written.contains("Ada"), "{written}");
}
