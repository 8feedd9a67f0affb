//! There and back: what was kept in properties and annotations is restored.

use serde_json::{Value, json};

use super::{convert_json, fixture};

/// Brings lists whose order says nothing into one order.
fn sorted(mut value: Value) -> Value {
    for key in ["packages", "files", "components", "relationships", "dependencies"] {
        if let Some(list) = value.get_mut(key).and_then(Value::as_array_mut) {
            list.sort_by_key(Value::to_string);
        }
    }
    value
}

#[test]
fn spdx_comes_back_from_cyclonedx_as_it_was() {
    let source = json!({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": "shop of acme", "documentNamespace": "https://acme.test/shop-1",
        "comment": "about the document",
        "creationInfo": {"comment": "how", "created": "2026-01-02T03:04:05Z",
            "creators": ["Tool: maker-1.0", "Organization: ACME", "Person: Jane (jane@acme.test)"],
            "licenseListVersion": "3.28"},
        "packages": [{
            "name": "shop", "SPDXID": "SPDXRef-shop", "versionInfo": "1.0",
            "packageFileName": "shop.tgz", "supplier": "Organization: ACME (info@acme.test)",
            "originator": "Person: Jane (jane@acme.test)",
            "downloadLocation": "https://acme.test/shop.tgz", "filesAnalyzed": true,
            "packageVerificationCode": {"packageVerificationCodeExcludedFiles": ["./x"],
                "packageVerificationCodeValue": "0".repeat(40)},
            "checksums": [{"algorithm": "SHA256", "checksumValue": "a".repeat(64)},
                {"algorithm": "SHA224", "checksumValue": "b".repeat(56)}],
            "homepage": "https://acme.test", "sourceInfo": "from git",
            "licenseConcluded": "MIT OR LicenseRef-own", "licenseInfoFromFiles": ["MIT", "NOASSERTION"],
            "licenseDeclared": "NONE", "summary": "a shop", "description": "sells things",
            "externalRefs": [
                {"referenceCategory": "PACKAGE-MANAGER", "referenceLocator": "pkg:npm/shop@1.0",
                    "referenceType": "purl"},
                {"referenceCategory": "SECURITY", "referenceType": "cpe23Type",
                    "referenceLocator": "cpe:2.3:a:acme:shop:1.0:*:*:*:*:*:*:*"},
                {"referenceCategory": "OTHER", "referenceLocator": "https://acme.test/x",
                    "referenceType": "acmeforge", "comment": "with a comment"}],
            "primaryPackagePurpose": "SOURCE", "releaseDate": "2026-01-01T00:00:00Z",
            "builtDate": "2026-01-01T00:00:00Z", "validUntilDate": "2027-01-01T00:00:00Z",
            "copyrightText": "NOASSERTION", "licenseComments": "odd", "comment": "of the package",
            "attributionTexts": ["thanks"],
            "annotations": [{"annotationDate": "2026-02-02T00:00:00Z", "annotationType": "OTHER",
                "annotator": "Person: Jane", "comment": "looked at it"}],
        }, {
            "name": "plain", "SPDXID": "SPDXRef-plain", "downloadLocation": "NONE",
            "homepage": "NOASSERTION", "copyrightText": "(c) ACME",
        }],
        "files": [{"fileName": "./a.c", "SPDXID": "SPDXRef-a.c", "fileTypes": ["SOURCE"],
            "checksums": [{"algorithm": "SHA1", "checksumValue": "c".repeat(40)}],
            "licenseConcluded": "MIT", "licenseInfoInFiles": ["MIT"], "noticeText": "notice",
            "fileContributors": ["Jane"], "copyrightText": "NONE"}],
        "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-own", "extractedText": "do as we say",
            "name": "Our own", "comment": "harsh", "seeAlsos": ["https://acme.test/l", "https://acme.test/m"]}],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                "relatedSpdxElement": "SPDXRef-shop"},
            {"spdxElementId": "SPDXRef-shop", "relationshipType": "CONTAINS",
                "relatedSpdxElement": "SPDXRef-a.c"},
            {"spdxElementId": "SPDXRef-shop", "relationshipType": "DEPENDS_ON",
                "relatedSpdxElement": "SPDXRef-plain"},
            {"spdxElementId": "SPDXRef-plain", "relationshipType": "DEPENDS_ON",
                "relatedSpdxElement": "NONE"},
            {"spdxElementId": "SPDXRef-plain", "relationshipType": "TEST_DEPENDENCY_OF",
                "relatedSpdxElement": "SPDXRef-shop", "comment": "only there"},
            {"spdxElementId": "SPDXRef-shop", "relationshipType": "GENERATED_FROM",
                "relatedSpdxElement": "SPDXRef-a.c"}],
    });
    let (between, lost) = convert_json(&source, "cyclonedx-1.7-json");
    assert!(lost.is_empty(), "{lost}");
    let (back, lost) = convert_json(&between, "spdx-2.3-json");
    assert!(lost.is_empty(), "{lost}");
    let (mut back, mut source) = (sorted(back), sorted(source));
    // The order of creators and references says nothing.
    for document in [&mut back, &mut source] {
        let creators = document["creationInfo"]["creators"].as_array_mut().unwrap();
        creators.sort_by_key(Value::to_string);
        for package in document["packages"].as_array_mut().unwrap() {
            for key in ["externalRefs", "checksums", "licenseInfoFromFiles"] {
                if let Some(list) = package.get_mut(key).and_then(Value::as_array_mut) {
                    list.sort_by_key(Value::to_string);
                }
            }
        }
    }
    for (key, value) in source.as_object().unwrap() {
        match value.as_array() {
            Some(list) => list.iter().zip(back[key].as_array().unwrap()).for_each(|(a, b)| {
                assert_eq!(b, a, "{key}");
            }),
            None => assert_eq!(&back[key], value, "{key}"),
        }
    }
    assert_eq!(back, source);
}

#[test]
fn cyclonedx_comes_back_from_spdx_with_its_own_fields() {
    for target in ["spdx-2.3-json", "spdx-3.0.1-json-ld"] {
        let source = json!({
            "bomFormat": "CycloneDX", "specVersion": "1.7", "version": 3,
            "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
            "metadata": {"timestamp": "2026-01-02T03:04:05Z",
                "lifecycles": [{"phase": "build"}],
                "tools": {"components": [{"type": "application", "name": "maker", "version": "1.0"}]},
                "manufacturer": {"name": "ACME"},
                "component": {"type": "application", "bom-ref": "SPDXRef-shop", "name": "shop"},
                "properties": [{"name": "acme:a", "value": "1"}]},
            "components": [{
                "type": "platform", "mime-type": "text/plain", "bom-ref": "SPDXRef-a",
                "supplier": {"name": "S", "contact": [{"email": "s@acme.test"}]},
                "author": "An Author", "publisher": "A Publisher", "group": "g", "name": "a",
                "version": "1.0", "description": "d", "scope": "optional",
                "hashes": [{"alg": "SHA-256", "content": "a".repeat(64)}],
                "licenses": [{"license": {"acknowledgement": "declared", "name": "Ours",
                    "text": {"content": "the text"}, "url": "https://acme.test/l"}},
                    {"expression": "MIT OR ISC", "acknowledgement": "concluded"}],
                "copyright": "c", "cpe": "cpe:2.3:a:acme:a:1.0:*:*:*:*:*:*:*",
                "purl": "pkg:npm/a@1.0",
                "externalReferences": [{"type": "vcs", "url": "https://acme.test/a.git", "comment": "x"}],
                "properties": [{"name": "p", "value": "v: w"}, {"name": "p", "value": ""}],
                "components": [{"type": "library", "bom-ref": "SPDXRef-b", "name": "b"}],
                "tags": ["one", "two"],
            }],
            "dependencies": [{"ref": "SPDXRef-shop", "dependsOn": ["SPDXRef-a"]},
                {"ref": "SPDXRef-a", "dependsOn": []},
                {"ref": "SPDXRef-b", "provides": ["SPDXRef-a"]}],
        });
        let (between, lost) = convert_json(&source, target);
        assert!(lost.is_empty(), "{target}: {lost}");
        let (back, lost) = convert_json(&between, "cyclonedx-1.7-json");
        assert!(lost.is_empty(), "{target}: {lost}");
        let component = |value: &Value| {
            let mut component = value["components"][0].clone();
            if let Some(list) = component["licenses"].as_array_mut() {
                list.sort_by_key(Value::to_string);
            }
            component
        };
        assert_eq!(component(&back), component(&source), "{target}");
        for member in
            ["timestamp", "lifecycles", "tools", "manufacturer", "component", "properties"]
        {
            assert_eq!(back["metadata"][member], source["metadata"][member], "{target} {member}");
        }
        for member in ["version", "serialNumber"] {
            assert_eq!(back[member], source[member], "{target}");
        }
        let dependencies = |value: &Value| {
            let entries = value["dependencies"].as_array().unwrap().iter().map(|entry| {
                let list = |key: &str| entry[key].as_array().cloned().unwrap_or_default();
                json!([entry["ref"], list("dependsOn"), list("provides")]).to_string()
            });
            entries.collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(dependencies(&back), dependencies(&source), "{target}");
    }
}

#[test]
fn vulnerabilities_survive_spdx_3() {
    let source = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "components": [{"type": "library", "name": "a", "bom-ref": "SPDXRef-a"}],
        "vulnerabilities": [{
            "id": "CVE-2026-0001", "description": "bad",
            "ratings": [{"score": 9.8, "severity": "critical", "method": "CVSSv31",
                "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
            "advisories": [{"title": "t", "url": "https://acme.test/adv"}],
            "published": "2026-01-01T00:00:00Z",
            "analysis": {"state": "not_affected", "justification": "code_not_present", "detail": "gone"},
            "affects": [{"ref": "SPDXRef-a"}],
        }],
    });
    let (between, lost) = convert_json(&source, "spdx-3.0.1");
    assert!(lost.is_empty(), "{lost}");
    let (back, _) = convert_json(&between, "cyclonedx-1.6-json");
    assert_eq!(back["vulnerabilities"], source["vulnerabilities"]);
}

#[test]
fn fixtures_come_back_with_every_package_and_dependency() {
    let source = fixture("spdx/2.3/shop.npm.json");
    let (between, _) = convert_json(&source, "cyclonedx-1.6-json");
    let (back, _) = convert_json(&between, "spdx-2.3-json");
    let count = |value: &Value, key: &str| value[key].as_array().map_or(0, Vec::len);
    assert_eq!(count(&back, "packages"), count(&source, "packages"));
    let edges = |value: &Value| {
        let list = value["relationships"].as_array().unwrap().iter();
        let ends = list.filter_map(|entry| {
            let (from, to) = (&entry["spdxElementId"], &entry["relatedSpdxElement"]);
            match entry["relationshipType"].as_str()? {
                "DEPENDS_ON" => Some(format!("{from} {to}")),
                "DEPENDENCY_OF" => Some(format!("{to} {from}")),
                _ => None,
            }
        });
        ends.collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(edges(&back), edges(&source));
}

#[test]
fn reviews_become_annotations_and_are_said_to() {
    let source = json!({
        "spdxVersion": "SPDX-2.2", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": "a", "documentNamespace": "https://acme.test/a",
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: x-1"]},
        "revieweds": [{"reviewer": "Person: Jane (jane@acme.test)", "comment": "looks well",
            "reviewDate": "2026-02-01T00:00:00Z"}, {"reviewer": "nobody"}],
    });
    let (between, lost) = convert_json(&source, "cyclonedx-1.7-json");
    let reasons: Vec<_> = lost.iter().map(|it| (it.path(), it.reason().as_str())).collect();
    assert_eq!(reasons, [("/revieweds/0", "approximated"), ("/revieweds/1", "invalid")]);
    let annotation = &between["annotations"][0];
    assert_eq!(annotation["text"], "looks well");
    assert_eq!(annotation["annotator"]["individual"]["email"], "jane@acme.test");
    let (back, _) = convert_json(&between, "spdx-2.3-json");
    let annotation = &back["annotations"][0];
    assert_eq!(annotation["annotator"], "Person: Jane (jane@acme.test)");
    assert_eq!(annotation["annotationDate"], "2026-02-01T00:00:00Z");
}

#[test]
fn ids_of_licences_in_another_case_are_mended() {
    let licence = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "library", "name": "a", "licenses": [{"license": {"name": "apache-2.0"}}]}]});
    let (spdx, lost) = convert_json(&licence, "spdx-2.3-json");
    assert_eq!(spdx["packages"][0]["licenseDeclared"], "Apache-2.0");
    assert!(lost.iter().any(|it| it.path() == "/components/0/licenses/0/license/name"), "{lost}");
}
