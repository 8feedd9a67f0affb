//! The five formats, each by the rules of whoever reads it.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_sarif::sarif::Sarif;

use crate::support::{check, fixture, run};

fn print(report: &str, format: &str) -> String {
    let mut command = check(report);
    command.args(["--format", format]).arg("--waivers").arg(fixture("waivers.yaml"));
    run(command).stdout
}

/// Reads it with types generated from the official schema, which refuse unknown members and wrong
/// types, and checks what the prose adds.
pub(crate) fn is_sarif(text: &str) {
    let log: Sarif = serde_json::from_str(text).unwrap();
    let run = &log.runs[0];
    let rules = run.tool.driver.rules.as_ref().unwrap();
    for result in run.results.as_ref().unwrap() {
        let index = usize::try_from(result.rule_index.unwrap()).unwrap();
        assert_eq!(Some(&rules[index].id), result.rule_id.as_ref(), "3.27.6: ruleIndex");
        let location = &result.locations.as_ref().unwrap()[0];
        let physical = location.physical_location.as_ref().unwrap();
        let uri = physical.artifact_location.as_ref().unwrap().uri.as_ref().unwrap();
        assert!(!uri.contains([' ', ':']), "3.4.3: `{uri}` is no relative reference");
    }
}

/// Checks what both schemas in use ask for: the order of elements, and the attributes that are
/// required.
pub(crate) fn is_junit(text: &str) {
    let mut reader = Reader::from_str(text);
    let mut path: Vec<String> = Vec::new();
    let mut order: Vec<String> = Vec::new();
    let (mut cases, mut failures, mut skipped) = (0, 0, 0);
    let mut stated = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        let (start, is_empty) = match &event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                path.pop();
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = start.name().as_ref().to_owned();
        let has = |attribute: &str| start.try_get_attribute(attribute).unwrap().is_some();
        let required: &[&str] = match name.as_str() {
            "testsuite" => {
                for count in ["tests", "failures", "skipped"] {
                    let value = start.try_get_attribute(count).unwrap().unwrap();
                    stated.push(value.value.into_owned());
                }
                &[
                    "name",
                    "package",
                    "id",
                    "timestamp",
                    "hostname",
                    "tests",
                    "failures",
                    "errors",
                    "time",
                ]
            }
            "testcase" => &["name", "classname", "time"],
            "failure" => &["type"],
            "property" => &["name", "value"],
            _ => &[],
        };
        for attribute in required {
            assert!(has(attribute), "<{name}> has no {attribute}");
        }
        cases += usize::from(name == "testcase");
        failures += usize::from(name == "failure");
        skipped += usize::from(name == "skipped");
        if path.last().is_some_and(|parent| parent == "testsuite") && order.last() != Some(&name) {
            order.push(name.clone());
        }
        if !is_empty {
            path.push(name);
        }
    }
    assert_eq!(order, ["properties", "testcase", "system-out", "system-err"]);
    assert_eq!(stated, [cases, failures, skipped].map(|count| count.to_string()));
}

#[test]
fn sarif_follows_the_schema_with_and_without_findings() {
    for report in ["blocked.trivy.json", "clean.trivy.json"] {
        is_sarif(&print(report, "sarif"));
    }
}

#[test]
fn a_waived_finding_is_a_suppressed_result() {
    let log: Sarif = serde_json::from_str(&print("blocked.trivy.json", "sarif")).unwrap();
    let results = log.runs[0].results.as_ref().unwrap();
    let suppressed: Vec<_> =
        results.iter().filter_map(|result| result.suppressions.as_ref()).collect();
    assert!(!suppressed.is_empty());
    let justification = suppressed[0][0].justification.as_ref().unwrap();
    assert!(justification.contains("W-1 by alice@acme.example"), "{justification}");
}

#[test]
fn code_scanning_gets_a_rule_a_rating_and_a_category_of_its_own() {
    let text = print("blocked.trivy.json", "sarif");
    let log: serde_json::Value = serde_json::from_str(&text).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["automationDetails"]["id"], "ci-gate/starter/registry.acme.io/shop/api/");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == "critical-with-fix/CVE-2021-44228").unwrap();
    assert_eq!(rule["properties"]["security-severity"], "10.0");
    let title = rule["shortDescription"]["text"].as_str().unwrap();
    assert_eq!(title, "CVE-2021-44228: JNDI lookups in logged text load code from elsewhere");
}

#[test]
fn junit_follows_both_schemas_with_and_without_findings() {
    for report in ["blocked.trivy.json", "clean.trivy.json"] {
        is_junit(&print(report, "junit"));
    }
}

#[test]
fn github_gets_one_command_a_line() {
    let mut command = check("blocked.trivy.json");
    command.args(["--format", "github"]);
    let ran = run(command);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.lines().all(|line| line.starts_with("::")), "{}", ran.stdout);
    assert!(ran.stdout.contains("\n::error title=CVE-2021-44228 in "), "{}", ran.stdout);
    assert!(ran.stdout.starts_with("::error title=ci-gate::"), "verdict first: {}", ran.stdout);
}

#[test]
fn json_is_one_document_and_the_same_every_time() {
    let first = print("blocked.trivy.json", "json");
    serde_json::from_str::<serde_json::Value>(&first).unwrap();
    assert_eq!(first, print("blocked.trivy.json", "json"));
}
