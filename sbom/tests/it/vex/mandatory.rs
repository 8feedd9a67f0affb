//! The mandatory tests of CSAF 2.0, section 6.1: for each what breaks it, and what only looks so.

mod head;
mod history;
mod hostile;
mod products;
mod profile;
mod scores;
mod vulnerability;

use sbom::validate::Options;
use sbom::vex;
use serde_json::{Value, json};

/// A small document that passes every test, of no profile in particular.
fn base() -> Value {
    json!({
        "document": {
            "category": "csaf_base",
            "csaf_version": "2.0",
            "publisher": {"category": "vendor", "name": "Acme", "namespace": "https://acme.test"},
            "title": "A document",
            "tracking": {
                "id": "ACME-1",
                "status": "final",
                "version": "1",
                "initial_release_date": "2026-01-01T00:00:00Z",
                "current_release_date": "2026-01-01T00:00:00Z",
                "revision_history": [
                    {"number": "1", "date": "2026-01-01T00:00:00Z", "summary": "First."}
                ]
            }
        },
        "product_tree": {
            "full_product_names": [
                {"product_id": "A", "name": "Product A"},
                {"product_id": "B", "name": "Product B"},
                {"product_id": "C", "name": "Product C"}
            ],
            "product_groups": [{"group_id": "AB", "product_ids": ["A", "B"]}]
        },
        "vulnerabilities": [
            {"cve": "CVE-2026-1000", "notes": [{"category": "description", "text": "A hole."}]}
        ]
    })
}

/// Returns the base with a value put somewhere.
fn with(path: &str, value: Value) -> Value {
    put(base(), path, value)
}

/// Puts a value where a path leads, or takes away what is there if it is `null`.
fn put(mut document: Value, path: &str, value: Value) -> Value {
    let (holder, name) = path.rsplit_once('/').unwrap();
    let holder = document.pointer_mut(holder).unwrap();
    if let Value::Array(items) = holder {
        items.insert(name.parse().unwrap(), value);
        return document;
    }
    let members = holder.as_object_mut().unwrap();
    match value {
        Value::Null => assert!(members.remove(name).is_some(), "there is no {path}"),
        value => drop(members.insert(name.to_owned(), value)),
    }
    document
}

/// Returns the code, number and path of everything that is wrong.
fn faults(document: &Value) -> Vec<String> {
    let text = serde_json::to_vec(document).unwrap();
    let report = vex::validate(text, &Options::default()).unwrap();
    let violations = report.violations().iter();
    violations
        .map(|it| {
            let number = it.message().rsplit_once(" (6.1.").map_or("-)", |(_, number)| number);
            let number = number.strip_suffix(')').unwrap();
            format!("{} {number} {}", it.code(), it.path())
        })
        .collect()
}

#[track_caller]
fn assert_faults(document: &Value, expected: &[&str]) {
    assert_eq!(faults(document), expected, "{document:#}");
}

#[test]
fn base_passes_every_test() {
    assert_faults(&base(), &[]);
}
