//! `check` without a platform.

use crate::support::{IMAGE, NOW, check, ci_gate, fixture, run, shared};

#[test]
fn a_fixable_critical_vulnerability_is_denied() {
    let mut command = check("blocked.trivy.json");
    command.args(["--format", "json"]);
    let ran = run(command);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let decision = ran.json();
    assert_eq!(decision["outcome"], "deny");
    assert_eq!(decision["score"]["value"], "Critical");
    let violation = &decision["violations"][0];
    assert_eq!(violation["id"], "CVE-2021-44228");
    assert_eq!(violation["fixed_version"], "2.15.0");
    assert_eq!(
        violation["path"],
        serde_json::json!([
            "org.springframework.boot:spring-boot-starter-log4j2 2.5.6",
            "org.apache.logging.log4j:log4j-core 2.14.1"
        ])
    );
}

#[test]
fn a_clean_image_is_allowed() {
    let mut command = check("clean.trivy.json");
    command.args(["--format", "json"]);
    let ran = run(command);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.json()["score"]["value"], "None");
}

#[test]
fn kinds_are_recognised_whatever_option_they_come_by() {
    let mut command = ci_gate();
    command.args(["check", IMAGE, "--now", NOW, "--format", "json"]);
    command.arg("--report").arg(fixture("api.cdx.json"));
    command.arg("--sbom").arg(fixture("blocked.trivy.json"));
    assert_eq!(run(command).code, 1);
}

#[test]
fn a_vex_statement_clears_the_finding_and_is_shown() {
    for vex in ["not-affected.openvex.json", "not-affected.csaf.json", "not-affected.vex.cdx.json"]
    {
        let mut command = check("blocked.trivy.json");
        command.args(["--format", "json"]).arg("--vex").arg(fixture(vex));
        let ran = run(command);
        assert_eq!(ran.code, 0, "{vex}: {}", ran.stdout);
        let suppressed = &ran.json()["suppressed"][0];
        assert_eq!(suppressed["by"]["type"], "vex");
        assert_eq!(suppressed["by"]["author"], "security@acme.example");
        assert_eq!(suppressed["by"]["justification"], "vulnerable_code_not_present");
    }
}

#[test]
fn an_sbom_is_read_in_every_encoding() {
    let decide = |sbom: &str| {
        let mut command = ci_gate();
        command.args(["check", IMAGE, "--now", NOW, "--format", "json"]);
        command.arg("--sbom").arg(fixture(sbom));
        command.arg("--report").arg(fixture("blocked.trivy.json"));
        let ran = run(command);
        assert_eq!(ran.code, 1, "{sbom}: {}", ran.stderr);
        ran.json()["violations"].clone()
    };
    let expected = decide("api.cdx.json");
    for sbom in ["api.cdx.xml", "api.cdx.bin", "api.cdx.json.gz"] {
        assert_eq!(decide(sbom), expected, "{sbom}");
    }
}

#[test]
fn a_waiver_admits_until_its_day_is_over() {
    for (now, code) in [("2026-11-30T23:59:59Z", 0), ("2026-12-01T00:00:00Z", 1)] {
        let mut command = ci_gate();
        command.args(["check", IMAGE, "--now", now]);
        command.arg("--sbom").arg(fixture("api.cdx.json"));
        command.arg("--report").arg(fixture("blocked.trivy.json"));
        command.arg("--waivers").arg(fixture("waivers.yaml"));
        let ran = run(command);
        assert_eq!(ran.code, code, "at {now}: {}", ran.stdout);
        assert_eq!(ran.stdout.contains("expired"), code == 1, "at {now}: {}", ran.stdout);
    }
}

#[test]
fn evidence_for_another_digest_is_refused() {
    let other = format!("registry.acme.io/shop/api@sha256:{}", "cd".repeat(32));
    let mut command = ci_gate();
    command.args(["check", &other, "--now", NOW, "--format", "json"]);
    command.arg("--sbom").arg(fixture("api.cdx.json"));
    command.arg("--report").arg(fixture("clean.trivy.json"));
    let ran = run(command);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("it belongs to sha256:abab"), "{}", ran.stdout);
}

#[test]
fn an_empty_report_is_a_mistake_and_not_a_clean_scan() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    let mut command = ci_gate();
    command.args(["check", IMAGE, "--now", NOW]).arg("--report").arg(empty.path());
    let ran = run(command);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("empty"), "{}", ran.stderr);
}

#[test]
fn a_broken_report_is_located() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.json");
    std::fs::write(&path, "{\n  \"SchemaVersion\": 2,\n  \"Results\": [").unwrap();
    let mut command = ci_gate();
    command.args(["check", IMAGE, "--now", NOW]).arg("--report").arg(&path);
    let ran = run(command);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("cut.json") && ran.stderr.contains("line 3"), "{}", ran.stderr);
}

#[test]
fn a_platform_in_the_environment_is_not_asked_when_files_are_given() {
    let mut command = check("clean.trivy.json");
    // Nothing listens there.
    command.env("JFROG_URL", "http://127.0.0.1:9").env("JFROG_ACCESS_TOKEN", "token");
    let ran = run(command);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("not asked"), "{}", ran.stderr);
}

#[test]
fn real_reports_and_sboms_decide() {
    for (report, code) in [("debian-buster.json", 1), ("distroless-base.json", 0)] {
        let (Some(report), Some(sbom)) = (
            shared(&format!("samples/scanners/trivy/{report}")),
            shared("corpus/cyclonedx/aquasecurity_trivy/happy_bom.json"),
        ) else {
            return;
        };
        let mut command = ci_gate();
        command.args(["check", "docker.io/library/app:1.0", "--now", NOW, "--format", "json"]);
        command.arg("--sbom").arg(sbom).arg("--report").arg(&report);
        let ran = run(command);
        assert_eq!(ran.code, code, "{}: {}{}", report.display(), ran.stdout, ran.stderr);
    }
}
