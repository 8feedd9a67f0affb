//! Services that appear, vanish and change.

use super::cyclonedx;

fn with(services: &[&str]) -> sbom::Document {
    cyclonedx("", &format!(r#", "services": [{}]"#, services.join(",")))
}

#[test]
fn services_appear_vanish_and_change() {
    let pay = r#"{"bom-ref": "1", "group": "acme", "name": "pay", "version": "1.2",
        "provider": {"name": "Acme"}, "endpoints": ["https://a.test/", "https://b.test/"],
        "authenticated": true, "x-trust-boundary": false, "trustZone": "internal",
        "data": [{"flow": "inbound", "classification": "PII"}]}"#;
    let changed = r#"{"bom-ref": "7", "group": "acme", "name": "pay", "version": "1.10",
        "provider": {"name": "Bank"}, "endpoints": ["https://b.test/", "https://c.test/"],
        "authenticated": false, "x-trust-boundary": true,
        "data": [{"flow": "bi-directional", "classification": "PII", "name": "cards"}]}"#;
    let one = with(&[pay, r#"{"name": "mail", "version": "2"}"#]);
    let other = with(&[r#"{"name": "search", "services": [{"name": "index"}]}"#, changed]);
    let diff = one.diff(&other);
    insta::assert_snapshot!(diff, @r"
    + service search
    + service index
    - service mail 2
    ~ service acme/pay upgraded: 1.2 -> 1.10; supplier: Acme -> Bank; endpoint: https://a.test/ -> https://c.test/; authenticated: true -> false; crosses-trust-boundary: false -> true; trust-zone: internal -> nothing; data: inbound PII -> bi-directional PII cards
    ");
    assert_eq!(diff.added().len() + diff.removed().len() + diff.changed().len(), 0);
    let json = serde_json::to_value(&diff).unwrap();
    assert_eq!(json["services_added"][0]["name"], "search");
    assert_eq!(json["services_removed"][0]["version"], "2");
    let fields = &json["services_changed"][0]["fields"];
    assert_eq!(fields[1]["field"], "endpoint");
    assert_eq!(fields[1]["added"][0], "https://c.test/");
}

#[test]
fn services_in_another_order_are_the_same() {
    let (one, other) = (r#"{"name": "a", "endpoints": ["u", "v"]}"#, r#"{"name": "b"}"#);
    let shuffled = with(&[other, r#"{"name": "a", "endpoints": ["v", "u"]}"#]);
    assert!(with(&[one, other]).diff(&shuffled).is_empty());
}

#[test]
fn dependencies_on_services_are_compared() {
    let on = |name: &str| {
        let services = r#"{"bom-ref": "s", "name": "s"}, {"bom-ref": "t", "name": "t"}"#;
        cyclonedx(
            r#"{"type": "library", "bom-ref": "a", "name": "a"}"#,
            &format!(
                r#", "services": [{services}],
                    "dependencies": [{{"ref": "a", "dependsOn": ["{name}"]}}]"#
            ),
        )
    };
    insta::assert_snapshot!(on("s").diff(&on("t")), @r"
    + a depends on t
    - a depends on s
    ");
}

#[test]
fn a_component_is_never_a_service_and_spdx_says_nothing_of_services() {
    let service = with(&[r#"{"name": "a", "version": "1"}"#]);
    let component = cyclonedx(r#"{"type": "application", "name": "a", "version": "1"}"#, "");
    insta::assert_snapshot!(service.diff(&component), @r"
    + a 1
    - service a 1
    ");
    let made = service.convert("spdx-2.3-json".parse().unwrap(), &sbom::ConvertOptions::default());
    let spdx = sbom::parse(made.unwrap().bytes).unwrap();
    assert!(service.diff(&spdx).is_empty(), "{}", service.diff(&spdx));
}
