//! What each profile demands: 6.1.27.1 to 6.1.27.11.

use serde_json::{Value, json};

use super::{assert_faults, base, put};

/// A document of a profile, which lacks nothing.
fn of(category: &str) -> Value {
    let document = put(base(), "/document/category", json!(category));
    let notes = json!([{"category": "summary", "text": "All is well."}]);
    let links = json!([{"summary": "More", "url": "https://acme.test/more"}]);
    let document = put(put(document, "/document/notes", notes), "/document/references", links);
    let statuses = json!({"known_affected": ["A", "B"], "known_not_affected": ["C"]});
    let document = put(document, "/vulnerabilities/0/product_status", statuses);
    let remedy = json!([{"category": "workaround", "details": "Wait.", "group_ids": ["AB"]}]);
    let document = put(document, "/vulnerabilities/0/remediations", remedy);
    let flag = json!([{"label": "component_not_present", "product_ids": ["C"]}]);
    let document = put(document, "/vulnerabilities/0/flags", flag);
    match category {
        "csaf_informational_advisory" => put(document, "/vulnerabilities", Value::Null),
        _ => document,
    }
}

const ALL: [&str; 5] = [
    "csaf_base",
    "csaf_security_incident_response",
    "csaf_informational_advisory",
    "csaf_security_advisory",
    "csaf_vex",
];

/// Takes something away in every profile, and expects a fault in some of them.
fn assert_demanded(path: &str, value: &Value, by: &[&str], fault: &str) {
    for category in ALL {
        let document = of(category);
        let holder = path.rsplit_once('/').unwrap().0;
        if document.pointer(holder).is_none() {
            continue;
        }
        let expected = by.contains(&category).then_some(fault);
        let mut document = put(document, path, value.clone());
        if path == "/product_tree" {
            // Nothing may name products then.
            document["vulnerabilities"] = json!([{"cve": "CVE-2026-1", "notes": [{"category": "other", "text": "-"}], "product_status": {"fixed": ["A"]}}]);
            let faults = super::faults(&document);
            assert_eq!(faults.iter().any(|it| it == fault), expected.is_some(), "{faults:?}");
            continue;
        }
        assert_faults(&document, expected.as_slice());
    }
}

#[test]
fn each_profile_is_met() {
    for category in ALL {
        assert_faults(&of(category), &[]);
    }
}

#[test]
fn what_informs_has_a_note_and_leads_on() {
    let by = ["csaf_security_incident_response", "csaf_informational_advisory"];
    let fault = "csaf-profile-notes 27.1 /document";
    assert_demanded("/document/notes", &Value::Null, &by, fault);
    let legal = json!([{"category": "legal_disclaimer", "text": "As it is."}]);
    assert_demanded("/document/notes", &legal, &by, fault);
    let fault = "csaf-profile-references 27.2 /document";
    assert_demanded("/document/references", &Value::Null, &by, fault);
    let own = json!([{"category": "self", "summary": "This", "url": "https://acme.test/this"}]);
    assert_demanded("/document/references", &own, &by, fault);
    let external = json!([{"category": "external", "summary": "Else", "url": "https://else.test"}]);
    assert_demanded("/document/references", &external, &[], fault);
}

#[test]
fn informational_advisories_have_no_vulnerabilities() {
    let fault = "csaf-profile-vulnerabilities 27.3 /vulnerabilities";
    let mut document = of("csaf_informational_advisory");
    document["vulnerabilities"] = json!([{"title": "A hole"}]);
    assert_faults(&document, &[fault]);
}

#[test]
fn advisories_have_products_and_vulnerabilities() {
    let by = ["csaf_security_advisory", "csaf_vex"];
    assert_demanded("/product_tree", &Value::Null, &by, "csaf-profile-product-tree 27.4 ");
    for category in ALL.into_iter().filter(|category| *category != "csaf_informational_advisory") {
        let document = put(of(category), "/vulnerabilities", Value::Null);
        let fault = ["csaf-profile-vulnerabilities 27.11 "];
        assert_faults(&document, if by.contains(&category) { &fault } else { &[] });
    }
    let fault = "csaf-profile-vulnerability-notes 27.5 /vulnerabilities/0";
    assert_demanded("/vulnerabilities/0/notes", &Value::Null, &by, fault);
}

#[test]
fn security_advisories_say_which_products_have_which_status() {
    let document =
        put(of("csaf_security_advisory"), "/vulnerabilities/0/product_status", Value::Null);
    let fault = "csaf-profile-product-status 27.6 /vulnerabilities/0";
    assert_faults(&document, &[fault]);
}

#[test]
fn vex_has_a_status_that_counts() {
    let fault = "csaf-vex-status 27.7 /vulnerabilities/0";
    for statuses in [
        Value::Null,
        json!({"first_fixed": ["A"], "recommended": ["B"]}),
        json!({"first_affected": ["A"]}),
    ] {
        assert_demanded(
            "/vulnerabilities/0/product_status",
            &statuses,
            &["csaf_vex"],
            match statuses {
                // A security advisory lacks a status too.
                Value::Null => continue,
                _ => fault,
            },
        );
    }
    let document = put(of("csaf_vex"), "/vulnerabilities/0/product_status", Value::Null);
    assert_faults(&document, &[fault]);
    for status in ["fixed", "under_investigation"] {
        let statuses = json!({status: ["A"]});
        assert_faults(&put(of("csaf_vex"), "/vulnerabilities/0/product_status", statuses), &[]);
    }
}

#[test]
fn vex_names_its_vulnerabilities() {
    let fault = "csaf-vex-id 27.8 /vulnerabilities/0";
    assert_demanded("/vulnerabilities/0/cve", &Value::Null, &["csaf_vex"], fault);
    let document = put(of("csaf_vex"), "/vulnerabilities/0/cve", Value::Null);
    let ids = json!([{"system_name": "Acme", "text": "ACME-1"}]);
    assert_faults(&put(document, "/vulnerabilities/0/ids", ids), &[]);
}

#[test]
fn vex_says_why_products_are_not_affected() {
    let document = |threats: Value| {
        let document = put(of("csaf_vex"), "/vulnerabilities/0/flags", Value::Null);
        let statuses = json!({"known_not_affected": ["A", "B", "C"]});
        let document = put(document, "/vulnerabilities/0/product_status", statuses);
        put(document, "/vulnerabilities/0/threats", threats)
    };
    let fault = |number: usize| {
        format!(
            "csaf-vex-impact 27.9 /vulnerabilities/0/product_status/known_not_affected/{number}"
        )
    };
    let impact =
        |member: &str, id: &str| json!({"category": "impact", "details": "None.", member: [id]});
    let whole = [impact("group_ids", "AB"), impact("product_ids", "C")];
    assert_faults(&document(json!(whole)), &[]);
    assert_faults(&document(json!(whole[..1])), &[&fault(2)]);
    assert_faults(&document(json!(whole[1..])), &[&fault(0), &fault(1)]);
    let mut exploited = whole[1].clone();
    exploited["category"] = json!("exploit_status");
    assert_faults(&document(json!([whole[0], exploited])), &[&fault(2)]);
}

#[test]
fn vex_says_what_to_do_about_products_known_to_be_affected() {
    let path = "/vulnerabilities/0/remediations/0/group_ids";
    let document = put(of("csaf_vex"), path, Value::Null);
    let path = "/vulnerabilities/0/remediations/0/product_ids";
    let document = put(document, path, json!(["B", "C"]));
    let fault = "csaf-vex-action 27.10 /vulnerabilities/0/product_status/known_affected/0";
    assert_faults(&document, &[fault]);
    // Of the first and the last that were affected nothing is demanded.
    let statuses =
        json!({"first_affected": ["A"], "last_affected": ["A"], "known_affected": ["B"]});
    assert_faults(&put(document, "/vulnerabilities/0/product_status", statuses), &[]);
}
