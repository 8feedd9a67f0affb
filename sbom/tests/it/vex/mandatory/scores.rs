//! Scores: 6.1.7 to 6.1.10.

use serde_json::{Value, json};

use super::{assert_faults, put, with};

fn scored(scores: &[Value]) -> Value {
    with("/vulnerabilities/0/scores", json!(scores))
}

/// A score of product A, in one of the two objects.
fn score(object: &str, cvss: Value) -> Value {
    put(json!({"products": ["A"]}), &format!("/{object}"), cvss)
}

fn second() -> Value {
    json!({"version": "2.0", "vectorString": "AV:N/AC:L/Au:S/C:P/I:P/A:N", "baseScore": 5.5})
}

fn third(version: &str) -> Value {
    let vector = format!("CVSS:{version}/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H");
    json!({"version": version, "vectorString": vector, "baseScore": 6.5, "baseSeverity": "MEDIUM"})
}

const AT: &str = "/vulnerabilities/0/scores/0";

#[test]
fn products_have_one_score_of_each_version() {
    let other = put(score("cvss_v3", third("3.0")), "/cvss_v2", second());
    assert_faults(&scored(&[score("cvss_v3", third("3.1")), other.clone()]), &[]);
    let again = put(other, "/products", json!(["C", "A"]));
    assert_faults(
        &scored(&[score("cvss_v3", third("3.0")), score("cvss_v2", second()), again]),
        &[
            "csaf-duplicate-score 7 /vulnerabilities/0/scores/2/cvss_v2",
            "csaf-duplicate-score 7 /vulnerabilities/0/scores/2/cvss_v3",
        ],
    );
    // A score that lacks its vector is a score.
    let bare = json!({"version": "3.1", "baseScore": 6.5, "baseSeverity": "MEDIUM"});
    assert_faults(
        &scored(&[score("cvss_v3", bare), score("cvss_v3", third("3.1"))]),
        &[
            "csaf-cvss 8 /vulnerabilities/0/scores/0/cvss_v3",
            "csaf-duplicate-score 7 /vulnerabilities/0/scores/1/cvss_v3",
        ],
    );
    // Another vulnerability has other scores.
    let document = scored(&[score("cvss_v3", third("3.1"))]);
    let next = json!({"scores": [score("cvss_v3", third("3.1"))]});
    assert_faults(&put(document, "/vulnerabilities/1", next), &[]);
}

#[test]
fn products_of_scores_are_defined() {
    let document = scored(&[put(score("cvss_v2", second()), "/products", json!(["A", "X"]))]);
    assert_faults(&document, &[&format!("csaf-undefined-product 1 {AT}/products/1")]);
}

#[test]
fn objects_have_what_their_schema_demands() {
    for (object, whole, names) in [
        ("cvss_v2", second(), &["version", "vectorString", "baseScore"][..]),
        ("cvss_v3", third("3.0"), &["version", "vectorString", "baseScore", "baseSeverity"]),
        ("cvss_v3", third("3.1"), &["version", "vectorString", "baseScore", "baseSeverity"]),
    ] {
        assert_faults(&scored(&[score(object, whole.clone())]), &[]);
        for name in names {
            let less = put(whole.clone(), &format!("/{name}"), Value::Null);
            assert_faults(
                &scored(&[score(object, less)]),
                &[&format!("csaf-cvss 8 {AT}/{object}")],
            );
        }
    }
}

#[test]
fn members_of_objects_are_what_their_schema_says() {
    for (name, value) in [
        ("version", json!("3.2")),
        ("version", json!("2.0")),
        ("vectorString", json!("CVSS:3.0/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H")),
        ("vectorString", json!("AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H")),
        ("vectorString", json!("CVSS:3.1/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H")),
        ("vectorString", json!("CVSS:3.1/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H/A:H")),
        ("vectorString", json!("CVSS:3.1/AV:L/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H/")),
        ("vectorString", json!("CVSS:3.1/AV:l/AC:L/PR:H/UI:R/S:U/C:H/I:H/A:H")),
        ("vectorString", json!(7)),
        ("attackVector", json!("ORBIT")),
        ("temporalSeverity", json!("Medium")),
    ] {
        let document = scored(&[score("cvss_v3", put(third("3.1"), &format!("/{name}"), value))]);
        assert_faults(&document, &[&format!("csaf-cvss 8 {AT}/cvss_v3/{name}")]);
    }
    let document = scored(&[score("cvss_v3", put(third("3.1"), "/baseScore", json!("6.5")))]);
    assert_faults(&document, &[&format!("csaf-cvss 8 {AT}/cvss_v3/baseScore")]);
    let document = scored(&[score("cvss_v2", json!(["AV:N"]))]);
    let expected = [format!("csaf-type - {AT}/cvss_v2"), format!("csaf-cvss 8 {AT}/cvss_v2")];
    assert_faults(&document, &expected.each_ref().map(String::as_str));
}

/// Vectors with the scores that the calculators of FIRST give.
const COMPUTED: [(&str, &str, [&str; 3]); 14] = [
    ("2.0", "AV:N/AC:L/Au:N/C:C/I:C/A:C", ["10.0", "10.0", "10.0"]),
    // The examples of the guide to CVSS 2.0, section 3.3.
    (
        "2.0",
        "AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H",
        ["7.8", "6.4", "9.2"],
    ),
    (
        "2.0",
        "AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L",
        ["10.0", "8.3", "9.0"],
    ),
    (
        "2.0",
        "AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M",
        ["6.2", "4.9", "7.5"],
    ),
    ("2.0", "AV:L/AC:H/Au:M/C:N/I:N/A:N", ["0.0", "0.0", "0.0"]),
    // Halves are rounded up: 9.0 times 0.95 is 8.55.
    ("2.0", "AV:N/AC:L/Au:S/C:C/I:C/A:C/E:F", ["9.0", "8.6", "8.6"]),
    ("2.0", "AV:N/AC:L/Au:N/C:C/I:C/A:C/TD:N", ["10.0", "10.0", "0.0"]),
    ("3.1", "AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", ["10.0", "10.0", "10.0"]),
    (
        "3.1",
        "AV:A/AC:H/PR:L/UI:N/S:U/C:L/I:L/A:N/E:P/RL:T/RC:R/AR:H/MAC:H/MUI:R/MS:C/MC:L/MA:N",
        ["3.7", "3.3", "3.5"],
    ),
    ("3.1", "AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N/E:U", ["0.0", "0.0", "0.0"]),
    // The two editions differ where an environment is the same and the scope changes.
    ("3.0", "AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H/MS:X", ["9.6", "9.6", "9.6"]),
    ("3.1", "AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H/MS:X", ["9.6", "9.6", "9.7"]),
    // Without any environment, either is fine.
    ("3.1", "AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", ["9.6", "9.6", "9.6"]),
    ("3.1", "AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", ["9.6", "9.6", "9.7"]),
];

fn computed(version: &str, vector: &str, scores: [f64; 3]) -> Value {
    let (object, prefix) = match version {
        "2.0" => ("cvss_v2", String::new()),
        _ => ("cvss_v3", format!("CVSS:{version}/")),
    };
    let mut cvss = json!({"version": version, "vectorString": format!("{prefix}{vector}")});
    for (name, score) in ["base", "temporal", "environmental"].into_iter().zip(scores) {
        cvss[format!("{name}Score")] = json!(score);
        if object == "cvss_v3" {
            cvss[format!("{name}Severity")] = json!(severity(score));
        }
    }
    scored(&[score(object, cvss)])
}

fn severity(score: f64) -> &'static str {
    match score {
        score if score >= 9.0 => "CRITICAL",
        score if score >= 7.0 => "HIGH",
        score if score >= 4.0 => "MEDIUM",
        score if score > 0.0 => "LOW",
        _ => "NONE",
    }
}

#[test]
fn scores_are_those_that_the_vectors_give() {
    for (version, vector, scores) in COMPUTED {
        let scores = scores.map(|score| score.parse().unwrap());
        assert_faults(&computed(version, vector, scores), &[]);
        for (place, name) in ["base", "temporal", "environmental"].into_iter().enumerate() {
            let mut other: [f64; 3] = scores;
            // By two tenths, since with an environment left out two scores are right.
            other[place] += if other[place] < 5.0 { 0.2 } else { -0.2 };
            let faults = super::faults(&computed(version, vector, other));
            let object = if version == "2.0" { "cvss_v2" } else { "cvss_v3" };
            let expected = format!("csaf-cvss-score 9 {AT}/{object}/{name}Score");
            assert_eq!(faults.first(), Some(&expected), "{vector} {faults:?}");
        }
    }
}

#[test]
fn severities_are_those_of_the_scores() {
    for (name, value) in
        [("baseSeverity", "HIGH"), ("temporalSeverity", "LOW"), ("environmentalSeverity", "NONE")]
    {
        let document =
            scored(&[score("cvss_v3", put(third("3.1"), &format!("/{name}"), json!(value)))]);
        assert_faults(&document, &[&format!("csaf-cvss-score 9 {AT}/cvss_v3/{name}")]);
    }
    let both = put(put(third("3.0"), "/baseScore", json!(10.0)), "/baseSeverity", json!("LOW"));
    assert_faults(
        &scored(&[score("cvss_v3", both)]),
        &[
            &format!("csaf-cvss-score 9 {AT}/cvss_v3/baseScore"),
            &format!("csaf-cvss-score 9 {AT}/cvss_v3/baseSeverity"),
        ],
    );
}

#[test]
fn numbers_may_be_written_in_any_way() {
    let text = serde_json::to_string(&scored(&[score("cvss_v3", third("3.1"))])).unwrap();
    for number in ["6.50", "65e-1", "0.65E1"] {
        let text = text.replace("\"baseScore\":6.5", &format!("\"baseScore\":{number}"));
        assert!(text.contains(number));
        let report = sbom::vex::validate(text.into_bytes(), &Default::default()).unwrap();
        assert!(report.violations().is_empty(), "{number}: {report}");
    }
}

#[test]
fn metrics_are_what_the_vectors_say() {
    let vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:X";
    let said = json!({
        "version": "3.1", "vectorString": vector, "baseScore": 9.8, "baseSeverity": "CRITICAL",
        "attackVector": "NETWORK", "attackComplexity": "LOW", "privilegesRequired": "NONE",
        "userInteraction": "NONE", "scope": "UNCHANGED", "confidentialityImpact": "HIGH",
        "integrityImpact": "HIGH", "availabilityImpact": "HIGH", "modifiedAttackVector": "NOT_DEFINED",
        // Of these the vector says nothing.
        "remediationLevel": "NOT_DEFINED", "modifiedScope": "CHANGED"
    });
    assert_faults(&scored(&[score("cvss_v3", said.clone())]), &[]);
    for (name, value) in [
        ("attackVector", "LOCAL"),
        ("scope", "CHANGED"),
        ("availabilityImpact", "LOW"),
        ("modifiedAttackVector", "NETWORK"),
    ] {
        let document =
            scored(&[score("cvss_v3", put(said.clone(), &format!("/{name}"), json!(value)))]);
        assert_faults(&document, &[&format!("csaf-cvss-metric 10 {AT}/cvss_v3/{name}")]);
    }
    let document = scored(&[score("cvss_v2", put(second(), "/authentication", json!("NONE")))]);
    assert_faults(&document, &[&format!("csaf-cvss-metric 10 {AT}/cvss_v2/authentication")]);
    assert_faults(
        &scored(&[score("cvss_v2", put(second(), "/authentication", json!("SINGLE")))]),
        &[],
    );
}
