//! Policy files: any text is a policy, or refused with every fault in its place; a policy judges
//! the same evidence the same way, in whichever order it is told.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use policy_core::evidence::{Artifact, Component, Evidence, Finding, Fix, Package, Sbom, Scan};
use policy_core::{EvalContext, LoadOptions, Policy, Severity, Timestamp, Waiver};

static NOW: LazyLock<Timestamp> =
    LazyLock::new(|| "2026-11-22T00:00:00Z".parse().expect("an instant"));

static EVIDENCE: LazyLock<[Evidence; 3]> = LazyLock::new(|| {
    [("MIT OR GPL-3.0-only", false), ("MIT OR GPL-3.0-only", true), ("no assertion at all", false)]
        .map(|(licence, reverse)| {
            let log4j = Package::from_text("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1");
            let zlib = Package::from_text("pkg:deb/debian/zlib1g@1.2.13.dfsg-1?epoch=1");
            let mut components = [
                Component::new(log4j.clone()).licence(licence),
                Component::new(zlib.clone()).licence("Zlib"),
            ];
            let mut findings = [
                Finding::new("CVE-2021-44228", log4j)
                    .alias("GHSA-jfh8-c2jp-5v3q")
                    .severity("nvd", Severity::Critical)
                    .vector("nvd", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H")
                    .fix(Fix::fixed(["2.15.0", "2.12.2"])),
                Finding::new("CVE-2023-45853", zlib).severity("debian", Severity::Unknown),
            ];
            if reverse {
                components.reverse();
                findings.reverse();
            }
            Evidence::new(Artifact::new("registry.acme.io/shop/api:1.4.2"))
                .with_sbom(Sbom::new(components))
                .with_scan(Scan::new("trivy").scanned_at(*NOW).findings(findings))
        })
});

fuzz_target!(|source: &str| {
    let options = LoadOptions::default().at(*NOW);
    let _ = Waiver::parse_list(source, &options);
    match Policy::parse(source, &options) {
        Ok((policy, lints)) => {
            let _ = (policy.name(), policy.version(), policy.owner(), format!("{lints:?}"));
            let cx = EvalContext::at(*NOW).stage("ci").namespace("shop");
            let [one, reversed, other] = &*EVIDENCE;
            let (one, reversed) = (policy.evaluate(one, &cx), policy.evaluate(reversed, &cx));
            assert_eq!(one.to_json(), reversed.to_json(), "order means nothing");
            let _ = policy.evaluate(other, &cx).to_json();
            let _ = policy.evaluate(&Evidence::default(), &cx).to_json();
        }
        Err(error) => {
            assert!(!error.diagnostics().is_empty(), "a refusal has a reason");
            let _ = (error.to_string(), error.render("policy.yaml", source));
        }
    }
});
