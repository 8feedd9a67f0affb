//! Evidence as JSON: what is written can be read, and what is misspelt is refused.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::Evidence;
use policy_core::evidence::{
    Artifact, BaseImage, Component, Epss, Finding, Fix, ImageFacts, Layer, MatchKind,
    OperatingSystem, Package, Place, Product, Provenance, Sbom, Scan, Scope, Section, Signature,
    SignatureKind, Ssvc, Statement, TechnicalImpact, Trust, VexStatus,
};
use policy_core::severity::{CvssVersion, Rating, RatingKind};
use policy_core::{LoadOptions, Severity, Waiver};
use serde_json::Value;

use crate::fixtures::{at, digest};

fn everything() -> Evidence {
    let openssl = Package::parse("pkg:deb/debian/openssl@3.0.11-1?arch=amd64&epoch=1");
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

#[test]
fn what_is_written_is_read_again() {
    for evidence in [Evidence::default(), everything()] {
        let json = evidence.to_json();
        assert_eq!(Evidence::from_json(json.as_bytes()).unwrap(), evidence, "{json}");
    }
}

#[test]
fn what_is_left_out_is_not_known() {
    let evidence = Evidence::from_json(b"{}").unwrap();
    assert_eq!(evidence, Evidence::default());
    assert!(evidence.sbom.is_absent());

    let evidence = Evidence::from_json(br#"{ "scans": [{ "scanner": "xray" }] }"#).unwrap();
    assert!(evidence.scans[0].findings.is_absent(), "a scanner without findings gave no answer");
}

#[test]
fn a_package_is_named_by_its_purl_where_nobody_says_otherwise() {
    let json = br#"{ "sbom": { "present": { "components": [
        { "package": { "purl": "pkg:PyPI/Flask_Login@0.6.3" } },
        { "package": { "purl": "pkg:maven/org.acme/core", "version": "2" } },
        { "package": { "name": "plain", "version": "" } }
    ] } } }"#;
    let evidence = Evidence::from_json(json).unwrap();
    let keys: Vec<&str> =
        evidence.sbom.value().unwrap().components.iter().map(|c| c.package.key()).collect();
    assert_eq!(keys, ["pkg:pypi/flask-login@0.6.3", "pkg:maven/org.acme/core@2", "plain"]);
}

#[test]
fn a_date_as_an_end_is_the_end_of_that_day() {
    let waiver = |expires: &str| {
        format!(
            r#"{{ "waivers": [{{ "id": "W", "match": {{ "rule": "r" }}, "reason": "r", "owner": "o", "expires": {expires} }}] }}"#
        )
    };
    let end = |expires: &str| {
        let evidence = Evidence::from_json(waiver(expires).as_bytes()).unwrap();
        evidence.waivers[0].expires.map(|end| end.to_string())
    };
    assert_eq!(end("\"2026-12-31\"").unwrap(), "2027-01-01T00:00:00Z");
    assert_eq!(end("\"2026-12-31T00:00:00Z\"").unwrap(), "2026-12-31T00:00:00Z");
    assert_eq!(end("\"9999-12-31\"").unwrap(), "10000-01-01T00:00:00Z");
    assert_eq!(end("null"), None);
}

#[test]
fn faults_have_a_place() {
    for (json, path, words) in [
        ("", ".", "EOF"),
        ("{} {}", ".", "trailing"),
        (r#"{ "sboms": {} }"#, "sboms", "unknown field `sboms`"),
        (r#"{ "scans": [{ "scanner": "x", "scanner": "y" }] }"#, "scans[0]", "duplicate"),
        (r#"{ "vex": { "presnt": [] } }"#, "vex", "unknown variant `presnt`"),
        (
            r#"{ "scans": [{ "scanner": "x", "findings": { "present": [{ "id": "CVE-1" }] } }] }"#,
            "scans[0].findings.present[0]",
            "missing field `package`",
        ),
        (
            r#"{ "scans": [{ "scanner": "x", "findings": { "present": [{ "id": "CVE-1", "package": { "purl": "log4j" } }] } }] }"#,
            "scans[0].findings.present[0].package.purl",
            "`log4j` is not a package URL",
        ),
        (
            r#"{ "scans": [{ "scanner": "x", "findings": { "present": [{ "id": "CVE-1", "package": { "name": "a" }, "epss": 1000001 }] } }] }"#,
            "scans[0].findings.present[0].epss",
            "too many",
        ),
        (
            r#"{ "waivers": [{ "id": "W", "match": { "path": "/**" }, "reason": "r", "owner": "o" }] }"#,
            "waivers[0].match",
            "cover everything",
        ),
        (
            r#"{ "waivers": [{ "id": "W", "match": { "component": "**" }, "reason": "r", "owner": "o" }] }"#,
            "waivers[0].match",
            "cover everything",
        ),
        (
            r#"{ "waivers": [{ "id": "W", "match": { "rule": "r" }, "reason": " ", "owner": "o" }] }"#,
            "waivers[0].reason",
            "empty",
        ),
        (r#"{ "artifact": { "digests": ["sha256:abc"] } }"#, "artifact.digests[0]", "not a digest"),
        (
            r#"{ "image": { "present": { "created": "yesterday" } } }"#,
            "image.present.created",
            "`yesterday` is neither",
        ),
        (r#"{ "": {} }"#, r#""""#, "unknown field"),
    ] {
        let error = Evidence::from_json(json.as_bytes()).unwrap_err();
        assert_eq!(error.path(), path, "{json}: {error}");
        assert!(error.to_string().contains(words), "{json}: {error}");
    }
}

#[test]
fn a_fault_names_its_line() {
    let error = Evidence::from_json(b"{\n  \"artifact\": 3\n}").unwrap_err();
    assert_eq!((error.line(), error.path()), (2, "artifact"));
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
    for evidence in [Evidence::default(), everything()] {
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
