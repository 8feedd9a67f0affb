//! Evidence as JSON: what is written can be read, and what is misspelt is refused.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::Evidence;
use policy_core::evidence::{
    Artifact, BaseImage, Component, Epss, EvidenceError, Finding, Fix, ImageFacts, Layer,
    MatchKind, OperatingSystem, Package, Place, Product, Provenance, Sbom, Scan, Scope, Section,
    Signature, SignatureKind, Ssvc, Statement, TechnicalImpact, Trust, VexStatus,
};
use policy_core::severity::{CvssVersion, Rating, RatingKind};
use policy_core::{LoadOptions, Severity, Waiver};
use serde_json::Value;

use crate::fixtures::{at, digest};

fn everything() -> Evidence {
    let openssl = Package::from_text("pkg:deb/debian/openssl@3.0.11-1?arch=amd64&epoch=1");
    let finding = Finding::new("CVE-2024-1", openssl.clone())
        .alias("DSA-1")
        .title("a \"quoted\" title")
        .severity("nvd", Severity::High)
        .rating(Rating::scored("nvd", RatingKind::Cvss, CvssVersion::V3_1, "7.5".parse().unwrap()))
        .rating(Rating::new("sarif", RatingKind::Scanner, Severity::Unknown).weak())
        .vector("nvd", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H")
        .fix(Fix::fixed(["3.0.12-1"]))
        .fix_available_since(at("2026-10-01"))
        .published(at("2026-09-01T12:00:00Z"))
        .first_seen(at("2026-11-01"))
        .kev(true)
        .epss(Epss::from_ppm(123_456).unwrap())
        .cwe("CWE-79")
        .reachable(false)
        .malicious(false)
        .reference("https://example.org/1")
        .kev_due(at("2026-12-01"))
        .epss_percentile(Epss::from_ppm(987_654).unwrap())
        .exploit("https://example.org/poc")
        .ssvc(Ssvc::TrackStar)
        .automatable(true)
        .technical_impact(TechnicalImpact::Total)
        .match_kind(MatchKind::Cpe)
        .place(Place::new().layer(Layer::Base).location("/usr/lib/libssl.so"));
    let waivers = "
- id: W-1
  match: { vulnerability: CVE-2024-1, component: \"pkg:deb/debian/*\", artifact: \"acme.io/*\", rule: r }
  reason: later
  owner: alice
  created: 2026-11-01
  expires: 9999-12-31
  ticket: T-1
  conditions: { max_severity: high, only_while_no_fix: true, kev: deny }
  effect: { downgrade_to: warn }
- { id: W-2, match: { licence: MIT, path: /usr/*, namespace: shop }, reason: r, owner: o, not_before: 2026-01-01, expires: 2026-12-31T10:00:00Z }
";
    let (waivers, _) = Waiver::parse_list(waivers, &LoadOptions::default()).unwrap();
    let component = Component::new(Package::new("left-pad", "1.3.0"))
        .licence("MIT")
        .concluded_licence("WTFPL")
        .place(Place::new().path(["a 1", "left-pad 1.3.0"]).scope(Scope::Dev));
    let sbom = Sbom::new([component, Component::new(Package::new("bare", ""))])
        .with_dependency_graph()
        .created(at("2026-11-19"))
        .format("CycloneDX 1.6")
        .tool("syft");
    let reference = "acme.io/shop/api:1.4.2".parse().unwrap();
    let base = BaseImage::new("debian:12".parse().unwrap()).created(at("2026-08-01"));
    let facts = ImageFacts::new(reference)
        .created(at("2026-11-18"))
        .base(base)
        .os(OperatingSystem::new("debian", "12").end_of_life(false))
        .user("65532")
        .secrets([] as [&str; 0])
        .ports(["8080/tcp"])
        .size(12_345_678)
        .layers(7);
    let statement = Statement::new("doc", "Acme", "CVE-2024-1", VexStatus::NotAffected)
        .alias("DSA-1")
        .product(Product::Package("pkg:deb/debian/openssl".parse().unwrap()))
        .product(Product::Artifact {
            digest: digest('a'),
            subcomponents: vec!["pkg:npm/left-pad".parse().unwrap()],
        })
        .justification("component_not_present")
        .statement("really")
        .timestamp(at("2026-11-10"))
        .trust(Trust::Supplier);
    Evidence::new(Artifact::new("acme.io/shop/api:1.4.2").digest(digest('a')))
        .with_sbom(Section::from(sbom).with_gap(policy_core::evidence::Gap::new("syft", "a layer")))
        .with_scan(
            Scan::new("trivy")
                .scanned_at(at("2026-11-20"))
                .database_at(at("2026-11-19"))
                .digest(digest('a'))
                .finding(finding),
        )
        .with_scan(Scan::failed("xray", "down"))
        .with_image(facts)
        .with_signatures(vec![
            Signature::new("ci", digest('a'))
                .issuer("https://acme.io")
                .kind(SignatureKind::Keyless)
                .key_id("abc")
                .alternative_name("ci@acme.io")
                .log_verified()
                .timestamp_verified()
                .predicate_type("https://slsa.dev/provenance/v1")
                .signed_at(at("2026-11-19")),
        ])
        .with_provenance(vec![
            Provenance::new("https://slsa.dev/provenance/v1", digest('a'))
                .builder("ci")
                .source("https://github.com/acme/api")
                .slsa_level(3)
                .tag("v1.4.2")
                .branch("main")
                .parameter("target", "release")
                .built_at(at("2026-11-19")),
        ])
        .with_vex(vec![statement])
        .with_waivers(waivers)
}

/// Reads what is known of an artifact with a name.
fn read(sections: &str) -> Result<Evidence, EvidenceError> {
    let json = format!(r#"{{ "artifact": {{ "name": "a" }}, {sections} }}"#);
    Evidence::from_json(json.as_bytes())
}

#[test]
fn what_is_written_is_read_again() {
    for evidence in [Evidence::new(Artifact::new("a")), everything()] {
        let json = evidence.to_json();
        assert_eq!(Evidence::from_json(json.as_bytes()).unwrap(), evidence, "{json}");
    }
}

#[test]
fn what_is_left_out_is_not_known() {
    let evidence = Evidence::from_json(br#"{ "artifact": { "name": "a" } }"#).unwrap();
    assert_eq!(evidence, Evidence::new(Artifact::new("a")));
    assert!(evidence.sbom.is_absent());

    let evidence = read(r#""scans": [{ "scanner": "xray" }]"#).unwrap();
    assert!(evidence.scans[0].findings.is_absent(), "a scanner without findings gave no answer");
}

#[test]
fn a_package_is_named_by_its_purl_where_nobody_says_otherwise() {
    let json = r#""sbom": { "present": { "components": [
        { "package": { "purl": "pkg:PyPI/Flask_Login@0.6.3" } },
        { "package": { "purl": "pkg:maven/org.acme/core", "version": "2" } },
        { "package": { "name": "plain", "version": "" } }
    ] } }"#;
    let evidence = read(json).unwrap();
    let keys: Vec<&str> =
        evidence.sbom.value().unwrap().components.iter().map(|c| c.package.key()).collect();
    assert_eq!(keys, ["pkg:pypi/flask-login@0.6.3", "pkg:maven/org.acme/core@2", "plain"]);
}

#[test]
fn a_date_as_an_end_is_the_end_of_that_day() {
    let waiver = |expires: &str| {
        format!(
            r#""waivers": [{{ "id": "W", "match": {{ "rule": "r" }}, "reason": "r", "owner": "o", "expires": {expires} }}]"#
        )
    };
    let end = |expires: &str| {
        let evidence = read(&waiver(expires)).unwrap();
        evidence.waivers[0].expires.map(|end| end.to_string())
    };
    assert_eq!(end("\"2026-12-31\"").unwrap(), "2027-01-01T00:00:00Z");
    assert_eq!(end("\"2026-12-31T00:00:00Z\"").unwrap(), "2026-12-31T00:00:00Z");
    assert_eq!(end("\"9999-12-31\"").unwrap(), "10000-01-01T00:00:00Z");
    assert_eq!(end("null"), None);
}

#[test]
fn evidence_names_its_artifact_by_a_name_or_a_digest() {
    for json in
        ["{}", r#"{ "scans": [] }"#, r#"{ "artifact": {} }"#, r#"{ "artifact": { "name": " " } }"#]
    {
        let error = Evidence::from_json(json.as_bytes()).unwrap_err();
        assert_eq!((error.path(), error.line(), error.column()), ("artifact", 1, 1), "{json}");
        assert!(error.message().contains("no name and no digest"), "{json}: {error}");
    }
    let nameless = Evidence::new(Artifact::new("").digest(digest('a')));
    assert_eq!(Evidence::from_json(nameless.to_json().as_bytes()).unwrap(), nameless);
}

#[test]
fn a_fault_is_told_with_its_place_in_the_text_and_in_the_document() {
    let json = b"{\n  \"artifact\": { \"name\": \"a\" },\n  \"scans\": [{ \"scaner\": \"x\" }]\n}";
    let error = Evidence::from_json(json).unwrap_err();
    assert_eq!((error.line(), error.column(), error.path()), (3, 22, "scans[0].scaner"));
    insta::assert_snapshot!(error, @"cannot read the evidence at `scans[0].scaner` (line 3, column 22): unknown key `scaner`; did you mean `scanner`?");
}

#[test]
fn what_is_not_json_is_told_where_it_stops_to_be() {
    for (json, path, line, column, message) in [
        ("", ".", 1, 1, "not JSON: the text ends inside of a value"),
        ("{\n", ".", 2, 1, "not JSON: the text ends inside of an object"),
        ("{} {}", ".", 1, 4, "not JSON: the text goes on after its end"),
        ("{ \"scans\": [\n], }", ".", 2, 4, "not JSON: trailing comma"),
        ("{ \"scans\": [ { \"scanner\": x", "scans[0].scanner", 1, 27, "not JSON: expected value"),
    ] {
        let error = Evidence::from_json(json.as_bytes()).unwrap_err();
        assert_eq!((error.path(), error.line(), error.column()), (path, line, column), "{json}");
        assert_eq!(error.message(), message, "{json}");
    }
    let deep = format!("{{ \"sbom\": {}", "[".repeat(1000));
    assert!(Evidence::from_json(deep.as_bytes()).is_err());
}

#[test]
fn a_list_is_no_object_and_no_fault_names_a_type_of_this_program() {
    const SECTIONS: &str =
        "`artifact`, `sbom`, `scans`, `image`, `signatures`, `provenance`, `vex`, `waivers`";
    let error = Evidence::from_json(br#"[["a", []]]"#).unwrap_err();
    assert_eq!(error.message(), format!("expected an object with {SECTIONS}, found a list"));
    let error = Evidence::from_json(br#"{ "artifact": ["a", []] }"#).unwrap_err();
    assert_eq!(error.path(), "artifact");
    assert_eq!(error.message(), "expected an object with `name`, `digests`, found a list");
    let component = r#""sbom": { "present": { "components": [{ "package": { "name": "a" }, "#;
    for (sections, path, message) in [
        (
            r#""scans": [["trivy"]]"#,
            "scans[0]",
            "expected an object with `scanner`, `scanned_at`, `database_at`, `digest`, `findings`, found a list",
        ),
        (r#""scans": {}"#, "scans", "expected a list, found an object"),
        (r#""scans": null"#, "scans", "expected a list, found `null`"),
        (r#""scans": [{ "scanner": 3 }]"#, "scans[0].scanner", "expected a text, found `3`"),
        (r#""sbom": 3"#, "sbom", "expected one of `absent`, `incomplete`, `present`, found `3`"),
        (r#""sbom": {}"#, "sbom", "an object without a key chooses nothing"),
        (
            r#""sbom": "absent""#,
            "sbom",
            "`absent` is not complete; write an object with the key `absent`",
        ),
        (r#""sbom": "none""#, "sbom", "`none` is none of `absent`, `incomplete`, `present`"),
        (
            r#""sbom": { "present": {}, "absent": [] }"#,
            "sbom.absent",
            "one key is enough, and `absent` is another",
        ),
        (
            r#""sbom": { "present": [] }"#,
            "sbom.present",
            "expected an object with `components`, `dependency_graph`, `created`, `format`, `tools`, found a list",
        ),
        (
            r#""sbom": { "incomplete": [{}] }"#,
            "sbom.incomplete",
            "the list has 1 items, which are too few",
        ),
        (
            r#""sbom": { "incomplete": [{}, [], 3] }"#,
            "sbom.incomplete",
            "the list has more than the 2 items that belong there",
        ),
        (
            r#""sbom": { "incomplete": [{}, [["a", "b"]]] }"#,
            "sbom.incomplete[1][0]",
            "expected an object with `source`, `reason`, found a list",
        ),
        (
            &format!(r#"{component} "place": {{ "depth": -1 }} }}] }} }}"#),
            "sbom.present.components[0].place.depth",
            "expected a whole number, not negative and not too large, found `-1`",
        ),
        (
            &format!(r#"{component} "place": {{ "direct": "true" }} }}] }} }}"#),
            "sbom.present.components[0].place.direct",
            "expected `true` or `false`, found the text `true`",
        ),
        (
            &format!(r#"{component} "place": {{ "scope": true }} }}] }} }}"#),
            "sbom.present.components[0].place.scope",
            "expected one of `required`, `optional`, `dev`, found `true`",
        ),
    ] {
        let error = read(sections).unwrap_err();
        assert_eq!((error.path(), error.message()), (path, message), "{sections}");
    }
}

#[test]
fn keys_stand_once_and_are_known() {
    for (sections, path, message) in [
        (r#""sboms": {}"#, "sboms", "unknown key `sboms`; did you mean `sbom`?"),
        // A typo is not a section that nobody supplied.
        (
            r#""vulnerabilites": []"#,
            "vulnerabilites",
            "unknown key `vulnerabilites`; known here: `artifact`, `sbom`, `scans`, `image`, `signatures`, `provenance`, `vex`, `waivers`",
        ),
        (
            r#""": {}"#,
            r#""""#,
            "unknown key ``; known here: `artifact`, `sbom`, `scans`, `image`, `signatures`, `provenance`, `vex`, `waivers`",
        ),
        (
            r#""artifact": { "name": "b" }"#,
            "artifact",
            "the key `artifact` stands here a second time",
        ),
        (
            r#""scans": [{ "scanner": "x", "scanner": "y" }]"#,
            "scans[0].scanner",
            "the key `scanner` stands here a second time",
        ),
        (
            r#""vex": { "presnt": [] }"#,
            "vex.presnt",
            "`presnt` is none of `absent`, `incomplete`, `present`; did you mean `present`?",
        ),
        (
            r#""provenance": { "present": [{ "predicate_type": "p", "parameters": { "a": "1", "\u0061": "2" } }] }"#,
            "provenance.present[0].parameters.a",
            "the key `a` stands here a second time",
        ),
    ] {
        let error = read(sections).unwrap_err();
        assert_eq!((error.path(), error.message()), (path, message), "{sections}");
    }
}

#[test]
fn what_a_value_means_is_its_types_to_refuse() {
    let finding = |fields: &str| {
        format!(
            r#""scans": [{{ "scanner": "x", "findings": {{ "present": [{{ "id": "CVE-1" {fields} }}] }} }}]"#
        )
    };
    let waiver = |fields: &str| format!(r#""waivers": [{{ "id": "W", "owner": "o", {fields} }}]"#);
    let named = r#", "package": { "name": "a" }"#;
    for (sections, path, words) in [
        (finding(""), "scans[0].findings.present[0]", "`package` is missing"),
        (
            finding(r#", "package": { "purl": "log4j" }"#),
            "scans[0].findings.present[0].package.purl",
            "`log4j` is not a package URL",
        ),
        (
            finding(&format!(r#"{named}, "epss": 1000001"#)),
            "scans[0].findings.present[0].epss",
            "too many",
        ),
        (
            waiver(r#""reason": "r", "match": { "path": "/**" }"#),
            "waivers[0].match",
            "cover everything",
        ),
        (
            waiver(r#""reason": "r", "match": { "component": "**" }"#),
            "waivers[0].match",
            "cover everything",
        ),
        (
            waiver(r#""reason": "r", "match": { "vulnerability": "CVE-*" }"#),
            "waivers[0].match",
            "names one vulnerability",
        ),
        (
            waiver(
                r#""reason": "r", "match": { "rule": "r" }, "created": "2026-11-02", "expires": "2026-11-01""#,
            ),
            "waivers[0]",
            "ends before it begins",
        ),
        (waiver(r#""reason": " ", "match": { "rule": "r" }"#), "waivers[0].reason", "empty"),
        (
            r#""image": { "present": { "created": "yesterday" } }"#.to_owned(),
            "image.present.created",
            "`yesterday` is neither",
        ),
    ] {
        let error = read(&sections).unwrap_err();
        assert_eq!(error.path(), path, "{sections}: {error}");
        assert!(error.message().contains(words), "{sections}: {error}");
    }
    let error =
        Evidence::from_json(br#"{ "artifact": { "digests": ["sha256:abc"] } }"#).unwrap_err();
    assert_eq!(error.path(), "artifact.digests[0]");
    assert!(error.message().contains("not a digest"), "{error}");
}

/// The canonical form as its documentation says it, without regard to time and memory.
fn canonical(value: &Value, ordered: bool) -> String {
    match value {
        Value::Object(fields) => {
            let variant = fields.len() == 1;
            let mut texts: Vec<String> = fields
                .iter()
                .map(|(key, value)| (key, canonical(value, key == "path" || key == "incomplete")))
                .filter(|(key, text)| {
                    let section = variant && ["absent", "present", "fixed"].contains(&key.as_str());
                    section || !["null", "[]", "{}"].contains(&text.as_str())
                })
                .map(|(key, text)| format!("{}:{text}", Value::from(key.as_str())))
                .collect();
            texts.sort();
            format!("{{{}}}", texts.join(","))
        }
        Value::Array(items) => {
            let mut texts: Vec<String> = items.iter().map(|item| canonical(item, false)).collect();
            if !ordered {
                texts.sort();
                texts.dedup();
            }
            format!("[{}]", texts.join(","))
        }
        scalar => scalar.to_string(),
    }
}

#[test]
fn canonical_json_is_what_its_documentation_says() {
    for evidence in [Evidence::new(Artifact::new("a")), everything()] {
        let value: Value = serde_json::from_str(&evidence.to_json()).unwrap();
        let json = evidence.to_canonical_json();
        assert_eq!(json, canonical(&value, false));
        let again = Evidence::from_json(json.as_bytes()).unwrap();
        assert_eq!(again.to_canonical_json(), json);
    }
}

#[test]
fn control_characters_are_escaped_in_canonical_json() {
    let name = "a\"b\\c\nd\u{1}\u{8}\u{c}\r\t\u{7f}é\u{2028}";
    let json = Evidence::new(Artifact::new(name)).to_canonical_json();
    let read = Evidence::from_json(json.as_bytes()).unwrap();
    assert_eq!(read.artifact.name, name);
    assert!(json.contains(&Value::from(name).to_string()), "{json}");
}

/// Texts are gone through many bytes at a time.
#[test]
fn escape_is_written_wherever_in_a_text_it_stands() {
    for at in 0..40 {
        for escape in ["\"", "\\", "\u{1f}", "\"\n"] {
            let mut name = "n".repeat(40);
            name.insert_str(at, escape);
            let json = Evidence::new(Artifact::new(name.as_str())).to_canonical_json();
            assert!(json.contains(&Value::from(name).to_string()), "{json}");
        }
    }
}
