//! Validation: one small document for each rule.

use sbom::validate::{Level, Options, Severity};

/// Returns a document of a version with some members beside those that it must have.
fn bom(version: &str, members: &str) -> String {
    format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "{version}", "version": 1{}{members}}}"#,
        if members.is_empty() { "" } else { ", " }
    )
}

/// Returns a document with one component that has some members beside type, name and version.
fn component(version: &str, members: &str) -> String {
    let component = format!(r#"{{"type": "library", "name": "a", "version": "1", {members}}}"#);
    bom(version, &format!(r#""components": [{component}]"#))
}

fn codes(text: &str, level: Level) -> Vec<(&'static str, String)> {
    let report = sbom::parse(text.as_bytes()).unwrap().validate();
    let of_level = report.violations().iter().filter(|it| it.level() == level);
    of_level.map(|it| (it.code(), it.path().to_owned())).collect()
}

#[test]
fn each_rule_of_the_schema_has_its_code_and_path() {
    let cases = [
        ("cdx-required", "", r#"{"bomFormat": "CycloneDX", "specVersion": "1.4"}"#.to_owned()),
        ("cdx-version", "/version", bom("1.6", "").replace(": 1", ": 0")),
        ("cdx-type", "/version", bom("1.4", "").replace(": 1", r#": "1""#)),
        ("cdx-unknown-field", "/foo", bom("1.2", r#""foo": 1"#)),
        ("cdx-unknown-field", "/annotations", bom("1.4", r#""annotations": []"#)),
        ("cdx-schema-uri", "/$schema", bom("1.4", r#""$schema": "http://x""#)),
        ("cdx-serial-number", "/serialNumber", bom("1.5", r#""serialNumber": "urn:uuid:X""#)),
        ("cdx-type", "/components", bom("1.5", r#""components": null"#)),
        (
            "cdx-date-time",
            "/metadata/timestamp",
            bom("1.5", r#""metadata": {"timestamp": "2024-01-01"}"#),
        ),
        (
            "cdx-enum-component-type",
            "/components/0/type",
            component("1.4", r#""group": "x""#).replace("library", "platform"),
        ),
        (
            "cdx-required",
            "/components/0",
            component("1.3", r#""group": "x""#).replace(r#""version": "1", "g"#, r#""g"#),
        ),
        ("cdx-enum-scope", "/components/0/scope", component("1.6", r#""scope": "dev""#)),
        (
            "cdx-mime-type",
            "/components/0/mime-type",
            component("1.6", r#""mime-type": "Image/JPEG""#),
        ),
        ("cdx-ref-empty", "/components/0/bom-ref", component("1.5", r#""bom-ref": """#)),
        (
            "cdx-enum-hash-alg",
            "/components/0/hashes/0/alg",
            component(
                "1.6",
                r#""hashes": [{"alg": "Streebog-256", "content": "0123456789abcdef0123456789abcdef"}]"#,
            ),
        ),
        (
            "cdx-hash-content",
            "/components/0/hashes/0/content",
            component("1.6", r#""hashes": [{"alg": "MD5", "content": "zz"}]"#),
        ),
        (
            "cdx-license-id",
            "/components/0/licenses/0/license/id",
            component("1.6", r#""licenses": [{"license": {"id": "mit"}}]"#),
        ),
        (
            "cdx-license-id-or-name",
            "/components/0/licenses/0/license",
            component("1.6", r#""licenses": [{"license": {"url": "https://example.com"}}]"#),
        ),
        ("cdx-license-choice", "/components/0/licenses/0", component("1.6", r#""licenses": [{}]"#)),
        (
            "cdx-license-choice",
            "/components/0/licenses",
            component("1.6", r#""licenses": [{"license": {"id": "MIT"}}, {"expression": "ISC"}]"#),
        ),
        (
            "cdx-enum-encoding",
            "/components/0/licenses/0/license/text/encoding",
            component(
                "1.6",
                r#""licenses": [{"license": {"id": "MIT", "text": {"content": "", "encoding": "hex"}}}]"#,
            ),
        ),
        (
            "cdx-iri",
            "/components/0/externalReferences/0/url",
            component("1.6", r#""externalReferences": [{"type": "vcs", "url": "a b"}]"#),
        ),
        (
            "cdx-enum-reference-type",
            "/components/0/externalReferences/0/type",
            component("1.4", r#""externalReferences": [{"type": "pentest-report", "url": "a"}]"#),
        ),
        (
            "cdx-email",
            "/metadata/authors/0/email",
            bom("1.4", r#""metadata": {"authors": [{"email": "me"}]}"#),
        ),
        (
            "cdx-duplicate-item",
            "/dependencies/1",
            bom(
                "1.6",
                r#""dependencies": [{"ref": "a", "dependsOn": ["b"]}, {"dependsOn": ["b"], "ref": "a"}]"#,
            ),
        ),
        (
            "cdx-length",
            "/components/0/version",
            component("1.6", r#""group": "x""#).replace(
                r#""version": "1", "g"#,
                &format!(r#""version": "{}", "g"#, "1".repeat(1025)),
            ),
        ),
        (
            "cdx-version-and-range",
            "/components/0",
            component("1.7", r#""versionRange": "vers:npm/>1", "isExternal": true"#),
        ),
        (
            "cdx-range-not-external",
            "/components/0",
            component("1.7", r#""versionRange": "vers:npm/>1""#).replace(r#""version": "1", "#, ""),
        ),
        (
            "cdx-number-range",
            "/vulnerabilities/0/cwes/0",
            bom("1.6", r#""vulnerabilities": [{"cwes": [0]}]"#),
        ),
        (
            "cdx-one-of",
            "/vulnerabilities/0/affects/0/versions/0",
            bom("1.6", r#""vulnerabilities": [{"affects": [{"ref": "a", "versions": [{}]}]}]"#),
        ),
        (
            "cdx-one-of",
            "/metadata/lifecycles/0",
            bom("1.6", r#""metadata": {"lifecycles": [{"phase": "build", "name": "x"}]}"#),
        ),
        (
            "cdx-citation",
            "/citations/0",
            bom("1.7", r#""citations": [{"timestamp": "2024-01-01T00:00:00Z", "process": "x"}]"#),
        ),
        (
            "cdx-tools",
            "/metadata/tools",
            bom("1.4", r#""metadata": {"tools": {"components": []}}"#),
        ),
        (
            "cdx-line-break",
            "/components/0/description",
            component("1.2", r#""description": "a\nb""#),
        ),
        (
            "cdx-enum-aggregate",
            "/compositions/0/aggregate",
            bom("1.6", r#""compositions": [{"aggregate": "redacted"}]"#),
        ),
        ("cdx-signature", "/signature", bom("1.6", r#""signature": {}"#)),
    ];
    for (code, path, text) in cases {
        let found = codes(&text, Level::Schema);
        assert!(
            found.iter().any(|it| *it == (code, path.to_owned())),
            "{code}: {found:?} in {text}"
        );
    }
}

#[test]
fn documents_that_use_what_their_version_has_are_valid() {
    for text in [
        bom("1.2", ""),
        component("1.3", r#""properties": [{"name": "a", "x": 1}]"#),
        component("1.4", r#""licenses": [{"license": {"id": "MIT"}}, {"expression": "ISC"}]"#),
        component("1.5", r#""evidence": {"identity": {"field": "purl", "confidence": 1}}"#),
        component("1.6", r#""evidence": {"identity": [{"field": "purl", "confidence": 0.5}]}"#),
        bom("1.6", r#""metadata": {"tools": {"components": [{"type": "library", "name": "a"}]}}"#),
        bom("1.4", r#""metadata": {"tools": [{"name": "a"}]}"#),
        bom("1.7", r#""version": 1.0"#).replacen(r#""version": 1, "#, "", 1),
    ] {
        let report = sbom::parse(text.as_bytes()).unwrap().validate();
        assert!(report.passes_schema(), "{text}\n{report}");
    }
}

#[test]
fn report_says_each_violation_and_then_the_verdict() {
    let judge = |text: &str| sbom::parse(text.as_bytes()).unwrap().validate();
    assert_eq!(judge(&bom("1.6", "")).to_string(), "valid");
    let dangling = r#""dependencies": [{"ref": "nowhere"}], "x": 1, "y": 2"#;
    insta::assert_snapshot!(judge(&bom("1.6", dangling)), @"
    error[cdx-unknown-field] /x (line 1, column 107): `x` is not a member of a document in CycloneDX 1.6
    error[cdx-unknown-field] /y (line 1, column 115): `y` is not a member of a document in CycloneDX 1.6
    warning[cdx-ref-dangling] /dependencies/0/ref (line 1, column 90): no element has the reference `nowhere`
    not valid, 2 errors, 1 warning
    ");
}

#[test]
fn report_counts_what_it_does_not_list() {
    let document = sbom::parse(bom("1.6", r#""x": 1, "y": 2"#).into_bytes()).unwrap();
    let mut options = Options::default();
    options.most = 0;
    let report = document.validate_with(&options);
    assert_eq!(report.to_string(), "not valid, 2 errors (2 more than are listed)");
}

#[test]
fn breach_of_the_prose_alone_passes_the_schema_and_is_not_valid() {
    let text = component(
        "1.6",
        r#""hashes": [{"alg": "SHA-256", "content": "d41d8cd98f00b204e9800998ecf8427e"}]"#,
    );
    let report = sbom::parse(text.into_bytes()).unwrap().validate();
    assert!(report.passes_schema() && !report.is_valid(), "{report}");
}

#[test]
fn warnings_and_remarks_leave_a_document_valid() {
    let text = component("1.6", r#""purl": "pkg:npm/b@2""#);
    let report = sbom::parse(text.into_bytes()).unwrap().validate();
    assert!(report.is_valid() && report.total(Severity::Error) == 0, "{report}");
    assert!(report.total(Severity::Info) > 0, "{report}");
}

#[test]
fn each_rule_beyond_the_schema_has_its_code_and_path() {
    let cases = [
        (
            "cdx-ref-duplicate",
            "/components/1/bom-ref",
            bom(
                "1.6",
                r#""components": [{"type": "file", "name": "a", "bom-ref": "x"}, {"type": "file", "name": "b", "bom-ref": "x"}]"#,
            ),
        ),
        (
            "cdx-ref-dangling",
            "/dependencies/0/dependsOn/0",
            bom(
                "1.6",
                r#""components": [{"type": "file", "name": "a", "bom-ref": "x"}], "dependencies": [{"ref": "x", "dependsOn": ["y"]}]"#,
            ),
        ),
        (
            "cdx-ref-dangling",
            "/compositions/0/dependencies/0",
            bom("1.6", r#""compositions": [{"aggregate": "complete", "dependencies": ["y"]}]"#),
        ),
        (
            "cdx-ref-dangling",
            "/compositions/0/vulnerabilities/0",
            bom("1.6", r#""compositions": [{"aggregate": "complete", "vulnerabilities": ["y"]}]"#),
        ),
        (
            "cdx-dep-self",
            "/dependencies/0/dependsOn/0",
            bom("1.6", r#""dependencies": [{"ref": "x", "dependsOn": ["x"]}]"#),
        ),
        (
            "cdx-dep-duplicate",
            "/dependencies/1",
            bom("1.6", r#""dependencies": [{"ref": "x"}, {"ref": "x", "dependsOn": []}]"#),
        ),
        (
            "cdx-dep-cycle",
            "/dependencies/0",
            bom(
                "1.6",
                r#""dependencies": [{"ref": "x", "dependsOn": ["y"]}, {"ref": "y", "dependsOn": ["x"]}]"#,
            ),
        ),
        (
            "cdx-dep-missing",
            "/components/0",
            bom(
                "1.6",
                r#""components": [{"type": "file", "name": "a"}], "dependencies": [{"ref": "x"}]"#,
            ),
        ),
        ("cdx-spec-version", "/specVersion", bom("1.9", "")),
        (
            "cdx-spec-version",
            "/$schema",
            bom("1.6", r#""$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json""#),
        ),
        (
            "cdx-hash-length",
            "/components/0/hashes/0/content",
            component(
                "1.6",
                r#""hashes": [{"alg": "SHA-256", "content": "0123456789abcdef0123456789abcdef"}]"#,
            ),
        ),
        ("cdx-purl", "/components/0/purl", component("1.6", r#""purl": "npm/a@1""#)),
        ("cdx-cpe", "/components/0/cpe", component("1.6", r#""cpe": "cpe:2.3:a:b""#)),
        ("cdx-purl-mismatch", "/components/0/purl", component("1.6", r#""purl": "pkg:npm/b@2""#)),
        (
            "cdx-license-expression",
            "/components/0/licenses/0/expression",
            component("1.6", r#""licenses": [{"expression": "MIT OR"}]"#),
        ),
        (
            "cdx-license-list-joined",
            "/components/0/licenses",
            component(
                "1.6",
                r#""licenses": [{"license": {"id": "MIT"}}, {"license": {"id": "ISC"}}]"#,
            ),
        ),
        (
            "cdx-bom-link",
            "/components/0/externalReferences/0/url",
            component(
                "1.6",
                r#""externalReferences": [{"type": "bom", "url": "urn:cdx:nonsense"}]"#,
            ),
        ),
        (
            "cdx-root-external",
            "/metadata/component/isExternal",
            bom(
                "1.7",
                r#""metadata": {"component": {"type": "file", "name": "a", "isExternal": true}}"#,
            ),
        ),
        (
            "cdx-base64",
            "/components/0/licenses/0/license/text/content",
            component(
                "1.6",
                r#""licenses": [{"license": {"id": "MIT", "text": {"content": "!", "encoding": "base64"}}}]"#,
            ),
        ),
        ("cdx-deprecated", "/components/0/author", component("1.6", r#""author": "me""#)),
        (
            "cdx-dates",
            "/vulnerabilities/0/updated",
            bom(
                "1.6",
                r#""vulnerabilities": [{"created": "2024-01-02T00:00:00Z", "updated": "2024-01-01T00:00:00Z"}]"#,
            ),
        ),
    ];
    for (code, path, text) in cases {
        let found = codes(&text, Level::Semantic);
        assert!(
            found.iter().any(|it| *it == (code, path.to_owned())),
            "{code}: {found:?} in {text}"
        );
    }
}

#[test]
fn violation_says_where_what_and_in_which_element() {
    let text = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\",\n \"components\": [\n  \
                {\"type\": \"gadget\", \"name\": \"a\", \"bom-ref\": \"ref-a\"}]}";
    let report = sbom::parse(text.as_bytes()).unwrap().validate();
    let violation = report.violations().first().unwrap();
    assert_eq!(
        violation.to_string(),
        "error[cdx-enum-component-type] /components/0/type (line 3, column 13): \
         `gadget` is not a component type of CycloneDX 1.6"
    );
    assert_eq!(violation.element(), Some("ref-a"));
    assert_eq!((violation.level(), violation.severity()), (Level::Schema, Severity::Error));
}

#[test]
fn messages_say_once_what_is_wrong() {
    let cases = [
        (
            component("1.6", r#""purl": "nonsense""#),
            "`nonsense` is not a package URL: it must begin with `pkg:`",
        ),
        (
            component("1.6", r#""licenses": [{"expression": "NOASSERTION"}]"#),
            "`NOASSERTION` names no licence, and is no SPDX expression",
        ),
        (
            component("1.6", r#""licenses": [{"expression": "mit"}]"#),
            "`mit` is not strictly SPDX: `MIT` is",
        ),
    ];
    for (text, message) in cases {
        let report = sbom::parse(text.as_bytes()).unwrap().validate();
        assert!(report.into_iter().any(|it| it.message() == message), "{message}: {report}");
    }
}

#[test]
fn violations_come_in_the_order_of_the_document() {
    let text = "{\"bomFormat\": \"CycloneDX\",\n \"dependencies\": [{\"ref\": \"z\"}],\n \
                \"components\": [{\"type\": \"file\", \"x\": 1,\n \"licenses\": [{\"expression\": \"MIT OR\"}]}, {}],\n \
                \"specVersion\": \"1.9\"}";
    let report = sbom::parse(text.as_bytes()).unwrap().validate();
    let places: Vec<_> = report.violations().iter().map(|it| (it.level(), it.line())).collect();
    assert!(places.is_sorted(), "{report}");
    assert!(places.iter().filter(|(level, _)| *level == Level::Schema).count() > 2, "{report}");
    assert!(places.iter().filter(|(level, _)| *level == Level::Semantic).count() > 2, "{report}");
}

#[test]
fn tag_that_the_format_does_not_have_is_told_by_its_own_name() {
    let text = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\n\
                DocumentName: n\nDocumentNamespace: https://x.example/d\nCreator: Tool: t\n\
                Created: 2026-11-23T00:00:00Z\nFileName: ./a\nSPDXID: SPDXRef-a\n\
                FileChecksum: SHA1: da39a3ee5e6b4b0d3255bfef95601890afd80709\n\
                FIleCopyrightText: NONE\nFileNotice: a\nFileNotice: b\n\
                Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n";
    let report = sbom::parse(text.as_bytes()).unwrap().validate();
    let told: Vec<_> = report.into_iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "error[spdx2-unknown-field] FIleCopyrightText (line 11, column 1): \
             `FIleCopyrightText` is not a tag of a file in SPDX 2.3",
            "error[spdx2-unknown-field] FileNotice (line 13, column 1): \
             the tag `FileNotice` is repeated here, or out of place",
        ]
    );
}

#[test]
fn violations_beyond_the_limit_are_counted() {
    let components = vec![r#"{"type": "x"}"#; 50].join(", ");
    let text = bom("1.6", &format!(r#""components": [{components}]"#));
    let document = sbom::parse(text.as_bytes()).unwrap();
    let mut options = Options::default();
    options.most = 10;
    let report = document.validate_with(&options);
    assert_eq!(report.violations().len(), 10);
    // Each has the wrong type and no name, and all but the first repeat it.
    assert_eq!(report.count(Level::Schema, Severity::Error), 149);
    assert_eq!(report.omitted(), 139);
}

#[cfg(feature = "xml")]
mod xml {
    use super::*;

    fn bom(version: &str, inside: &str) -> String {
        format!(
            r#"<bom xmlns="http://cyclonedx.org/schema/bom/{version}" version="1">{inside}</bom>"#
        )
    }

    #[test]
    fn each_rule_of_xml_has_its_code_and_path() {
        let component = |inside: &str| {
            bom(
                "1.6",
                &format!(
                    r#"<components><component type="library">{inside}</component></components>"#
                ),
            )
        };
        let cases = [
            (
                "cdx-xml-order",
                "/bom/components/component[1]/name",
                component("<version>1</version><name>a</name>"),
            ),
            (
                "cdx-xml-order",
                "/bom/components/component[1]/name",
                component("<name>a</name><name>a</name>"),
            ),
            ("cdx-required", "/bom/components/component[1]", component("")),
            (
                "cdx-unknown-field",
                "/bom/components/component[1]/foo",
                component("<name>a</name><foo/>"),
            ),
            (
                "cdx-cpe",
                "/bom/components/component[1]/cpe",
                component("<name>a</name><cpe> cpe:/a:b</cpe>"),
            ),
            (
                "cdx-hash-content",
                "/bom/components/component[1]/hashes/hash[2]",
                component(
                    r#"<name>a</name><hashes><hash alg="MD5">0123456789abcdef0123456789abcdef</hash><hash alg="MD5">x</hash></hashes>"#,
                ),
            ),
            (
                "cdx-license-choice",
                "/bom/components/component[1]/licenses/expression[1]",
                component(
                    "<name>a</name><licenses><license><id>MIT</id></license><expression>ISC</expression></licenses>",
                ),
            ),
            ("cdx-xml-text", "/bom/components", bom("1.6", "<components>text</components>")),
            (
                "cdx-type",
                "/bom/components/component[1]/modified",
                component("<name>a</name><modified>yes</modified>"),
            ),
            ("cdx-xml-components", "/bom", bom("1.1", "")),
            (
                "cdx-xml-modified",
                "/bom/components/component[1]",
                bom(
                    "1.0",
                    r#"<components><component type="library"><name>a</name><version>1</version></component></components>"#,
                ),
            ),
            (
                "cdx-ref-duplicate",
                "/bom/components/component[2]",
                bom(
                    "1.6",
                    r#"<components><component type="file" bom-ref="x"><name>a</name></component><component type="file" bom-ref="x"><name>b</name></component></components>"#,
                ),
            ),
        ];
        for (code, path, text) in cases {
            let found = codes(&text, Level::Schema);
            assert!(
                found.iter().any(|it| *it == (code, path.to_owned())),
                "{code}: {found:?} in {text}"
            );
        }
    }

    #[test]
    fn foreign_parts_offsets_and_blanks_do_no_harm() {
        let text = bom(
            "1.6",
            r#"<metadata><timestamp>2024-01-01T00:00:00</timestamp></metadata>
               <components><component type="library" custom="1"><name>a</name>
                 <hashes><hash alg="MD5"> 0123456789abcdef0123456789abcdef </hash></hashes>
                 <x:own xmlns:x="urn:x"/></component></components>"#,
        );
        let report = sbom::parse(text.as_bytes()).unwrap().validate();
        assert!(report.passes_schema(), "{report}");
    }

    #[test]
    fn changed_document_is_judged_as_the_xml_that_it_will_be_written_as() {
        let text = bom(
            "1.2",
            r#"<components><component type="library"><name>a</name><version>1</version>
                 <licenses><license><id>MIT</id></license></licenses></component>
               <component type="library"><version>1</version></component></components>
               <x:own xmlns:x="urn:x">1</x:own>"#,
        );
        let document = sbom::parse(text.as_bytes()).unwrap();
        let told = |report: &sbom::validate::Report| -> Vec<_> {
            let schema = report.violations().iter().filter(|it| it.level() == Level::Schema);
            schema.map(|it| (it.code(), it.path().to_owned(), it.message().to_owned())).collect()
        };
        let before = told(&document.validate());
        let name = "/bom/components/component[2]".to_owned();
        let message = "a component has no `name`".to_owned();
        assert_eq!(before, [("cdx-required", name, message)]);
        let merged = document.dedupe().unwrap().document;
        assert_eq!(told(&merged.validate()), before);
        let mut editor = document.edit();
        editor.remove_components(["nothing"]);
        assert_eq!(told(&editor.finish().unwrap().document.validate()), before);
    }

    #[test]
    fn change_is_judged_and_not_the_text_that_was_read() {
        let text = bom("1.6", r#"<metadata><timestamp>soon</timestamp></metadata>"#);
        let document = sbom::parse(text.as_bytes()).unwrap();
        assert_eq!(document.validate().count(Level::Schema, Severity::Error), 1);
        let mut editor = document.edit();
        editor.set_created("2026-11-23T00:00:00Z").unwrap();
        let report = editor.finish().unwrap().document.validate();
        assert_eq!(report.to_string(), "valid");
    }

    #[test]
    fn element_that_spdx_does_not_have_is_told_by_its_own_name() {
        let text = "<Document><spdxVersion>SPDX-2.3</spdxVersion><name>a</name><name>b</name>\
                    </Document>";
        let report = sbom::parse(text.as_bytes()).unwrap().validate();
        let told: Vec<_> = report.into_iter().map(|it| it.message().to_owned()).collect();
        let expected = "there is no place for the element `name` in a document";
        assert!(told.iter().any(|it| it == expected), "{report}");
        assert!(!report.to_string().contains('#'), "{report}");
    }
}
