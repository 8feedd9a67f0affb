//! From SPDX 2 to SPDX 3 and back: what both have is not lost for lying on a way by CycloneDX.

use serde_json::{Value, json};

use super::convert_json;

/// A document of one package and one file, with more members.
fn document(more: &Value) -> Value {
    let mut document = json!({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "dataLicense": "CC0-1.0",
        "name": "shop", "documentNamespace": "https://acme.test/shop-1",
        "creationInfo": {"created": "2025-04-01T10:00:00Z", "creators": ["Tool: t-1"]},
        "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "downloadLocation": "NOASSERTION"}],
        "files": [{"SPDXID": "SPDXRef-f", "fileName": "./f", "checksums": [
            {"algorithm": "SHA1", "checksumValue": "0123456789abcdef0123456789abcdef01234567"}]}],
    });
    for (key, value) in more.as_object().unwrap() {
        document[key] = value.clone();
    }
    document
}

/// Converts there and back without a loss; returns what lies between and the result.
fn there_and_back(source: &Value) -> (Value, Value) {
    let (between, losses) = convert_json(source, "spdx-3.0.1-json-ld");
    assert!(losses.is_empty(), "{losses}");
    let report = sbom::parse(between.to_string().into_bytes()).unwrap().validate();
    assert!(report.passes_schema(), "{report}");
    let (again, losses) = convert_json(&between, "spdx-2.3-json");
    assert!(losses.is_empty(), "{losses}");
    (between, again)
}

/// The elements of a type.
fn elements<'v>(between: &'v Value, name: &str) -> Vec<&'v Value> {
    let graph = between["@graph"].as_array().unwrap();
    graph.iter().filter(|element| element["type"] == name).collect()
}

#[test]
fn annotations_keep_who_made_them_when_and_whether_they_are_reviews() {
    let annotation = |who: &str, kind: &str, text: &str| {
        json!({"annotator": who, "annotationType": kind, "comment": text,
            "annotationDate": "2025-04-02T10:00:00Z"})
    };
    let source = document(&json!({
        "annotations": [annotation("Person: Joe (joe@acme.test)", "REVIEW", "looks right"),
            annotation("Organization: ACME", "OTHER", "and so it is")],
        "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "downloadLocation": "NOASSERTION",
            "annotations": [annotation("Tool: scan-2.0", "REVIEW", "clean")]}],
    }));
    let (between, again) = there_and_back(&source);
    let kinds = elements(&between, "Annotation").into_iter();
    let kinds: Vec<_> =
        kinds.map(|it| [&it["annotationType"], &it["statement"]].map(|it| it.as_str())).collect();
    let expected = [["review", "looks right"], ["other", "and so it is"], ["review", "clean"]];
    assert_eq!(kinds, expected.map(|texts| texts.map(Some)));
    assert_eq!(again["annotations"], source["annotations"]);
    assert_eq!(again["packages"][0]["annotations"], source["packages"][0]["annotations"]);
}

#[test]
fn other_documents_and_the_licence_of_this_one_have_places_of_their_own() {
    let source = document(&json!({"externalDocumentRefs": [{
        "externalDocumentId": "DocumentRef-base", "spdxDocument": "https://acme.test/base-7",
        "checksum": {"algorithm": "SHA1",
            "checksumValue": "0123456789abcdef0123456789abcdef01234567"}}]}));
    let (between, again) = there_and_back(&source);
    let document = elements(&between, "SpdxDocument")[0];
    assert_eq!(
        document["import"][0]["externalSpdxId"],
        "https://acme.test/base-7#SPDXRef-DOCUMENT"
    );
    assert_eq!(document["namespaceMap"][0]["prefix"], "DocumentRef-base");
    let licence = elements(&between, "simplelicensing_LicenseExpression")[0];
    assert_eq!(document["dataLicense"], licence["spdxId"]);
    assert_eq!(again["externalDocumentRefs"], source["externalDocumentRefs"]);
    assert_eq!(again["dataLicense"], "CC0-1.0");
}

#[test]
fn relationships_to_nothing_and_to_nobody_knows_what_come_back() {
    let statements = [["CONTAINS", "NONE"], ["DEPENDS_ON", "NOASSERTION"], ["GENERATES", "NONE"]];
    let relationships = statements.map(|[kind, to]| {
        json!({"spdxElementId": "SPDXRef-p", "relationshipType": kind, "relatedSpdxElement": to})
    });
    let source = document(&json!({"relationships": relationships}));
    let (_, again) = there_and_back(&source);
    let again = again["relationships"].as_array().unwrap();
    for relationship in &relationships {
        assert!(again.contains(relationship), "{relationship} is not among {again:?}");
    }
}

#[test]
fn snippets_keep_their_places_and_licences() {
    let pointer = |key: &str, number: u64| json!({"reference": "SPDXRef-f", key: number});
    let range = |key: &str, from, to| json!({"startPointer": pointer(key, from), "endPointer": pointer(key, to)});
    let source = document(&json!({
        "snippets": [{
            "SPDXID": "SPDXRef-s", "snippetFromFile": "SPDXRef-f", "name": "loop", "comment": "c",
            "copyrightText": "2025 Joe", "licenseConcluded": "LicenseRef-own OR MIT",
            "licenseComments": "seen in passing", "licenseInfoInSnippets": ["MIT", "LicenseRef-own"],
            "attributionTexts": ["thanks"],
            "ranges": [range("offset", 310, 420), range("lineNumber", 5, 23)]}],
        "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-own", "extractedText": "own text"}],
    }));
    let (between, again) = there_and_back(&source);
    let snippet = elements(&between, "software_Snippet")[0];
    assert_eq!(snippet["software_lineRange"]["endIntegerRange"], 23);
    assert_eq!(snippet["software_snippetFromFile"], "https://acme.test/shop-1#SPDXRef-f");
    assert_eq!(again["snippets"], source["snippets"]);
    assert_eq!(again["hasExtractedLicensingInfos"], source["hasExtractedLicensingInfos"]);
}

#[test]
fn contributors_to_a_file_are_agents_of_which_only_as_much_is_said_as_is_known() {
    let mut file = document(&json!({}))["files"][0].clone();
    file["fileContributors"] = json!([
        "Organization: ACME",
        "Person: Jane (jane@acme.test)",
        "Apache Software Foundation",
        "Modified by Paul paul@acme.test",
        "Tool: sed",
        "Jane"
    ]);
    let source = document(&json!({"files": [file]}));
    let (between, again) = there_and_back(&source);
    let file = elements(&between, "software_File")[0];
    assert_eq!(file["extension"], Value::Null);
    let makers = file["originatedBy"].as_array().unwrap().iter().map(|id| {
        let graph = between["@graph"].as_array().unwrap();
        let agent = graph.iter().find(|it| it["spdxId"] == *id).unwrap();
        [&agent["type"], &agent["name"]].map(|it| it.as_str().unwrap().to_owned())
    });
    assert_eq!(
        makers.collect::<Vec<_>>(),
        [
            ["Organization", "ACME"],
            ["Person", "Jane"],
            ["Agent", "Apache Software Foundation"],
            ["Agent", "Modified by Paul paul@acme.test"],
            ["SoftwareAgent", "sed"],
            ["Agent", "Jane"],
        ]
    );
    assert_eq!(again["files"], source["files"]);
}

#[test]
fn agents_whose_words_would_say_what_they_are_do_not_contribute_in_free_words() {
    let mut file = document(&json!({}))["files"][0].clone();
    file["fileContributors"] = json!(["Apache"]);
    let (mut between, _) = convert_json(&document(&json!({"files": [file]})), "spdx-3.0.1-json-ld");
    for agent in between["@graph"].as_array_mut().unwrap() {
        if agent["type"] == "Agent" {
            agent["name"] = json!("Person: Apache");
        }
    }
    let (again, _) = convert_json(&between, "spdx-2.3-json");
    assert_eq!(again["files"][0]["fileContributors"], json!(["Organization: Person: Apache"]));
}

#[test]
fn a_package_without_a_purpose_gets_none_and_one_with_a_purpose_keeps_it() {
    let package = |id: &str| json!({"SPDXID": id, "name": id, "downloadLocation": "NOASSERTION"});
    let mut packages: Vec<_> = ["SPDXRef-p", "SPDXRef-q", "SPDXRef-r"].map(package).to_vec();
    packages[1]["primaryPackagePurpose"] = json!("LIBRARY");
    packages[2]["primaryPackagePurpose"] = json!("FILE");
    let source = document(&json!({"packages": packages}));
    let (between, again) = there_and_back(&source);
    let purposes = |document: &Value| {
        let packages = document["packages"].as_array().unwrap().iter();
        packages.map(|it| it["primaryPackagePurpose"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(purposes(&again), purposes(&source));
    // The same by way of a document in CycloneDX.
    let (cyclonedx, _) = convert_json(&between, "cyclonedx-1.7-json");
    let types: Vec<_> =
        cyclonedx["components"].as_array().unwrap().iter().map(|it| it["type"].clone()).collect();
    assert_eq!(types, ["library", "library", "file", "file"]);
    let (again, _) = convert_json(&cyclonedx, "spdx-3.0.1-json-ld");
    let purposes = |document: &Value| -> Vec<Value> {
        let packages = elements(document, "software_Package").into_iter();
        packages.map(|it| it["software_primaryPurpose"].clone()).collect()
    };
    assert_eq!(purposes(&again), purposes(&between));
}

/// A package that comes in a file.
fn packed() -> Value {
    document(
        &json!({"packages": [{"SPDXID": "SPDXRef-p", "name": "p", "packageFileName": "p-1.tgz",
        "downloadLocation": "NOASSERTION", "filesAnalyzed": false,
        "primaryPackagePurpose": "LIBRARY", "checksums": [
            {"algorithm": "SHA256", "checksumValue": "ab".repeat(32)}]}]}),
    )
}

#[test]
fn the_file_a_package_comes_in_is_a_file_of_its_own_and_becomes_a_name_again() {
    let (between, again) = there_and_back(&packed());
    let package = elements(&between, "software_Package")[0];
    let files = elements(&between, "software_File");
    let file = files.iter().find(|file| file["name"] == "p-1.tgz").unwrap();
    assert_eq!(file["verifiedUsing"], package["verifiedUsing"]);
    let relationships = elements(&between, "Relationship");
    let mut relationships = relationships.iter();
    let kind = "hasDistributionArtifact";
    let relationship = relationships.find(|it| it["relationshipType"] == kind).unwrap();
    assert_eq!(relationship["from"], package["spdxId"]);
    assert_eq!(relationship["to"], json!([file["spdxId"]]));
    assert_eq!(relationship["completeness"], Value::Null);
    for key in ["packages", "files"] {
        assert_eq!(again[key], packed()[key], "{key}");
    }
}

#[test]
fn the_directory_a_package_comes_in_has_no_hashes() {
    let mut source = packed();
    source["packages"][0]["packageFileName"] = json!("./p/");
    let (between, again) = there_and_back(&source);
    let files = elements(&between, "software_File");
    let file = files.iter().find(|file| file["name"] == "./p/").unwrap();
    assert_eq!(file["software_fileKind"], "directory");
    assert_eq!(file["verifiedUsing"], Value::Null);
    assert_eq!(again["packages"], source["packages"]);
}

#[test]
fn the_file_a_package_comes_in_stays_a_file_if_there_is_more_to_it() {
    let id = |between: &Value| {
        let files = elements(between, "software_File");
        files.iter().find(|file| file["name"] == "p-1.tgz").unwrap()["spdxId"].clone()
    };
    let change = |change: &dyn Fn(&mut Vec<Value>, &Value)| {
        let (mut between, _) = convert_json(&packed(), "spdx-3.0.1-json-ld");
        let id = id(&between);
        change(between["@graph"].as_array_mut().unwrap(), &id);
        let (again, _) = convert_json(&between, "spdx-2.3-json");
        let packages = again["packages"].as_array().unwrap();
        assert_eq!(packages[0]["packageFileName"], Value::Null);
        assert!(packages.iter().any(|package| package["name"] == "p-1.tgz"), "{packages:?}");
        let relationships = again["relationships"].as_array().unwrap();
        let mut kinds = relationships.iter().map(|it| &it["relationshipType"]);
        assert!(kinds.any(|kind| kind == "DISTRIBUTION_ARTIFACT"), "{relationships:?}");
    };
    let of = |graph: &mut Vec<Value>, id: &Value, key: &str, value: Value| {
        graph.iter_mut().find(|it| it["spdxId"] == *id).unwrap()[key] = value;
    };
    change(&|graph, id| of(graph, id, "software_copyrightText", json!("ACME")));
    change(&|graph, id| {
        let hash = json!({"type": "Hash", "algorithm": "sha256", "hashValue": "cd".repeat(32)});
        of(graph, id, "verifiedUsing", json!([hash]));
    });
    // Something else refers to it.
    change(&|graph, id| {
        let relationship = graph.iter().find(|it| it["to"] == json!([id])).unwrap();
        let mut other = relationship.clone();
        other["spdxId"] = json!("https://acme.test/shop-1#another");
        other["relationshipType"] = json!("contains");
        graph.push(other);
    });
}

#[test]
fn a_package_has_the_hashes_of_the_file_it_comes_in_if_nothing_else_has() {
    let (mut between, _) = convert_json(&packed(), "spdx-3.0.1-json-ld");
    for element in between["@graph"].as_array_mut().unwrap() {
        if element["type"] == "software_Package" {
            element.as_object_mut().unwrap().remove("verifiedUsing");
        }
    }
    let (again, losses) = convert_json(&between, "spdx-2.3-json");
    assert!(losses.is_empty(), "{losses}");
    assert_eq!(again["packages"], packed()["packages"]);
}

#[test]
fn a_file_of_spdx_2_stays_one_though_a_package_is_distributed_in_it() {
    let source = document(&json!({"relationships": [{"spdxElementId": "SPDXRef-p",
        "relationshipType": "DISTRIBUTION_ARTIFACT", "relatedSpdxElement": "SPDXRef-f"}]}));
    let (_, again) = there_and_back(&source);
    assert_eq!(again["files"], source["files"]);
    assert_eq!(again["packages"][0]["packageFileName"], Value::Null);
    let relationships = again["relationships"].as_array().unwrap();
    assert!(relationships.contains(&source["relationships"][0]), "{relationships:?}");
}

#[test]
fn the_notice_of_a_file_is_an_attribution_text_and_becomes_the_notice_again() {
    let mut file = document(&json!({}))["files"][0].clone();
    file["noticeText"] = json!("Copyright ACME\nall of it");
    file["attributionTexts"] = json!(["thanks", "and thanks"]);
    let source = document(&json!({"files": [file]}));
    let (mut between, again) = there_and_back(&source);
    let texts = |document: &Value| {
        elements(document, "software_File")[0]["software_attributionText"].clone()
    };
    assert_eq!(texts(&between), json!(["thanks", "and thanks", "Copyright ACME\nall of it"]));
    assert_eq!(again["files"], source["files"]);
    // Changed, it is whatever it is now, and never what it was.
    for element in between["@graph"].as_array_mut().unwrap() {
        if element["type"] == "software_File" {
            element["software_attributionText"][2] = json!("Copyright nobody");
        }
    }
    let (again, losses) = convert_json(&between, "spdx-2.3-json");
    assert!(losses.is_empty(), "{losses}");
    assert_eq!(again["files"][0]["noticeText"], Value::Null);
    assert_eq!(again["files"][0]["attributionTexts"], texts(&between));
}

#[test]
fn annotations_of_snippets_stay_theirs() {
    let pointer = |number: u64| json!({"reference": "SPDXRef-f", "offset": number});
    let snippet = |id: &str, text: &str| {
        json!({"SPDXID": id, "snippetFromFile": "SPDXRef-f",
            "ranges": [{"startPointer": pointer(1), "endPointer": pointer(9)}],
            "annotations": [{"annotator": "Person: Joe", "annotationType": "REVIEW",
                "annotationDate": "2025-04-02T10:00:00Z", "comment": text}]})
    };
    let source = document(&json!({
        "snippets": [snippet("SPDXRef-s", "seen before"), snippet("SPDXRef-t", "new")]}));
    let (between, again) = there_and_back(&source);
    let subjects = elements(&between, "Annotation").into_iter();
    let subjects: Vec<_> = subjects.map(|it| it["subject"].as_str().unwrap()).collect();
    assert_eq!(
        subjects,
        ["https://acme.test/shop-1#SPDXRef-s", "https://acme.test/shop-1#SPDXRef-t"]
    );
    assert_eq!(again["snippets"], source["snippets"]);
}

#[test]
fn an_annotation_of_a_snippet_without_an_id_of_its_own_is_lost_and_not_somebody_else_s() {
    let pointer = |number: u64| json!({"reference": "SPDXRef-f", "offset": number});
    for id in [json!("SPDXRef-p"), json!("")] {
        let source = document(&json!({"snippets": [{"SPDXID": id, "snippetFromFile": "SPDXRef-f",
            "ranges": [{"startPointer": pointer(1), "endPointer": pointer(9)}],
            "annotations": [{"annotator": "Person: Joe", "annotationType": "OTHER",
                "annotationDate": "2025-04-02T10:00:00Z", "comment": "whose?"}]}]}));
        let (between, losses) = convert_json(&source, "spdx-3.0.1-json-ld");
        assert!(elements(&between, "Annotation").is_empty());
        let lost: Vec<_> = losses.iter().map(sbom::Loss::path).collect();
        assert!(lost.contains(&"/snippets/0/annotations"), "{lost:?}");
    }
}

#[test]
fn licences_that_nothing_refers_to_or_expressions_do_are_shown_again() {
    let licence = |id: &str, name: &str| {
        json!({"licenseId": id, "extractedText": format!("text of {name}"), "name": name,
            "comment": "c", "seeAlsos": ["https://acme.test/1", "https://acme.test/2"]})
    };
    let source = document(&json!({
        "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "downloadLocation": "NOASSERTION",
            "licenseDeclared": "MIT AND LicenseRef-a", "licenseConcluded": "LicenseRef-b",
            "licenseInfoFromFiles": ["LicenseRef-c", "NONE"]}],
        "hasExtractedLicensingInfos": [licence("LicenseRef-b", "b"), licence("LicenseRef-a", "a"),
            licence("LicenseRef-c", "c"), licence("LicenseRef-d", "d")],
    }));
    let (_, again) = there_and_back(&source);
    let sorted = |document: &Value| {
        let mut all = document["hasExtractedLicensingInfos"].as_array().unwrap().clone();
        all.sort_by_key(|it| it["licenseId"].to_string());
        all
    };
    assert_eq!(sorted(&again), sorted(&source));
    for key in ["licenseDeclared", "licenseConcluded"] {
        assert_eq!(again["packages"][0][key], source["packages"][0][key]);
    }
    let mut found = again["packages"][0]["licenseInfoFromFiles"].as_array().unwrap().clone();
    found.sort_by_key(Value::to_string);
    assert_eq!(json!(found), source["packages"][0]["licenseInfoFromFiles"]);
}

#[test]
fn all_identifiers_and_references_have_types_of_their_own() {
    let references = [
        ["PACKAGE-MANAGER", "purl", "pkg:npm/p@1"],
        ["SECURITY", "cpe23Type", "cpe:2.3:a:p:p:1:*:*:*:*:*:*:*"],
        ["PACKAGE-MANAGER", "purl", "pkg:npm/q@1"],
        ["SECURITY", "cpe23Type", "cpe:2.3:a:q:p:1:*:*:*:*:*:*:*"],
        ["SECURITY", "cpe22Type", "cpe:/a:p:p:1"],
        ["PACKAGE-MANAGER", "maven-central", "org.acme:p:1"],
        ["SECURITY", "fix", "https://acme.test/fix"],
    ];
    let references = references.map(|[category, kind, locator]| {
        json!({"referenceCategory": category, "referenceType": kind,
            "referenceLocator": locator, "comment": format!("on {locator}")})
    });
    let source = document(&json!({"packages": [{"SPDXID": "SPDXRef-p", "name": "p",
        "downloadLocation": "NOASSERTION", "externalRefs": references}]}));
    let (between, again) = there_and_back(&source);
    let package = elements(&between, "software_Package")[0];
    let identifiers = package["externalIdentifier"].as_array().unwrap().iter();
    let identifiers: Vec<_> =
        identifiers.map(|it| it["externalIdentifierType"].as_str().unwrap()).collect();
    assert_eq!(identifiers, ["packageUrl", "cpe23", "packageUrl", "cpe23", "cpe22"]);
    let referred = package["externalRef"].as_array().unwrap().iter();
    let referred: Vec<_> = referred.map(|it| it["externalRefType"].as_str().unwrap()).collect();
    assert_eq!(referred, ["mavenCentral", "securityFix"]);
    assert_eq!(package["extension"], Value::Null);
    let again = again["packages"][0]["externalRefs"].as_array().unwrap();
    assert_eq!(again.len(), references.len());
    for reference in &references {
        assert!(again.contains(reference), "{reference} is not among {again:?}");
    }
}

#[test]
fn what_is_said_of_identifiers_and_files_has_members_of_its_own() {
    let reference = |category: &str, kind: &str, locator: &str| {
        json!({"referenceCategory": category, "referenceType": kind,
            "referenceLocator": locator, "comment": format!("on {kind}")})
    };
    let source = document(&json!({
        "packages": [{"SPDXID": "SPDXRef-p", "name": "p", "downloadLocation": "NOASSERTION",
            "filesAnalyzed": true, "packageVerificationCode": {
                "packageVerificationCodeValue": "0123456789abcdef0123456789abcdef01234567",
                "packageVerificationCodeExcludedFiles": ["./x"]},
            "externalRefs": [reference("PACKAGE-MANAGER", "purl", "pkg:npm/p@1"),
                reference("SECURITY", "cpe23Type", "cpe:2.3:a:p:p:1:*:*:*:*:*:*:*")]}],
        "files": [{"SPDXID": "SPDXRef-f", "fileName": "./f",
            "fileTypes": ["SOURCE", "OTHER", "TEXT"], "checksums": [{"algorithm": "SHA1",
                "checksumValue": "0123456789abcdef0123456789abcdef01234567"}]}],
    }));
    let (between, again) = there_and_back(&source);
    let file = elements(&between, "software_File")[0];
    assert_eq!(file["software_primaryPurpose"], "source");
    assert_eq!(file["contentType"], "text/plain");
    let package = elements(&between, "software_Package")[0];
    assert_eq!(package["verifiedUsing"][0]["type"], "PackageVerificationCode");
    assert_eq!(package["externalIdentifier"][1]["comment"], "on cpe23Type");
    for key in ["externalRefs", "packageVerificationCode"] {
        assert_eq!(again["packages"][0][key], source["packages"][0][key]);
    }
    assert_eq!(again["files"][0]["fileTypes"], source["files"][0]["fileTypes"]);
}
