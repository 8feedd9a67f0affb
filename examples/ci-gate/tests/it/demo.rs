//! `demo`: the promise of the README.

use std::fs;

use crate::support::{ci_gate, run};

#[test]
fn the_demo_admits_one_image_blocks_another_and_leaves_valid_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = ci_gate();
    command.args(["demo", "--out"]).arg(folder.path());
    let ran = run(command);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("\nadmitted  ") && ran.stdout.contains("\nblocked   "));

    for (image, outcomes, score) in [
        ("storefront", &["allow", "warn"][..], None),
        ("checkout", &["deny"][..], Some("Critical")),
    ] {
        let folder = folder.path().join(image);
        let decision = fs::read(folder.join("decision.json")).unwrap();
        let decision: serde_json::Value = serde_json::from_slice(&decision).unwrap();
        assert!(outcomes.contains(&decision["outcome"].as_str().unwrap()), "{image}");
        let found = decision["score"]["value"].as_str().unwrap();
        assert!(score.is_none_or(|score| score == found), "{image}: {found}");

        let manifest = fs::read_to_string(folder.join("deployment.yaml")).unwrap();
        let annotation = format!("jfrog.com/xray-score: \"{found}\"");
        assert_eq!(manifest.matches(&annotation).count(), 2, "{manifest}");

        let sarif = fs::read_to_string(folder.join("gate.sarif")).unwrap();
        crate::formats::is_sarif(&sarif);
        let junit = fs::read_to_string(folder.join("junit.xml")).unwrap();
        crate::formats::is_junit(&junit);
    }
}

#[test]
fn the_demo_shows_the_path_the_fix_and_the_waiver() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = ci_gate();
    command.args(["demo", "--out"]).arg(folder.path());
    let ran = run(command);
    for needle in [
        "CVE-2021-44228",
        "audit-trail 1.3.0 > org.apache.logging.log4j:log4j-core 2.14.1",
        "to a release that brings ",
        "org.apache.logging.log4j:log4j-core 2.17.0",
        "vulnerability: \"CVE-",
    ] {
        assert!(ran.stdout.contains(needle), "{needle} in {}", ran.stdout);
    }
    assert!(!ran.stdout.contains('\u{1b}'), "colours reached something that is no terminal");
}
