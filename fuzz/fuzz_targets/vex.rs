//! VEX documents of every format: any bytes are read, judged or refused; what is written in any
//! format can be read, claims nothing that was not claimed, and breaks no rule of its own making.

#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use sbom::validate::Options;
use sbom::vex::{self, Document, Status, Target, WriteOptions};
use sbom::{Code, ParseOptions};

const TARGETS: [&str; 6] = [
    "openvex-0.2.0-json",
    "csaf-2.0-json",
    "cyclonedx-1.6-json",
    "cyclonedx-1.7-xml",
    "cyclonedx-1.5-protobuf",
    "cyclonedx-1.4-json",
];

fuzz_target!(|bytes: &[u8]| {
    judge(bytes);
    let mut options = ParseOptions::default();
    options.limits.items = 10_000;
    let document = match vex::parse_with(bytes, &options) {
        Ok(document) => document,
        Err(error) => {
            let lines = 1 + bytes.iter().filter(|it| matches!(it, b'\n' | b'\r')).count();
            assert!(error.line().is_none_or(|line| (1..=lines).contains(&line)), "{error}");
            let _ = format!("{error} {error:?}");
            return;
        }
    };
    let _ = format!("{document:?}");
    let name = TARGETS[bytes.len() % TARGETS.len()];
    let target: Target = name.parse().expect("the target exists");
    let made = document.write(target, &WriteOptions::default()).expect("all features are on");
    let _ = made.losses.to_string();
    if matches!(target, Target::Csaf) {
        let report = vex::validate(&made.bytes[..], &Options::default()).expect("it is CSAF");
        for violation in report.violations() {
            let text = || String::from_utf8_lossy(&made.bytes);
            assert!(!KEPT.contains(&violation.code()), "{violation}: {}", text());
        }
    }
    let again = match vex::parse(&made.bytes) {
        Ok(again) => again,
        // There is nothing to say about vulnerabilities of which nothing is known.
        Err(error) if error.code() == Code::NotVex && document.statements.is_empty() => return,
        Err(error) => panic!("{name}: {error}: {}", String::from_utf8_lossy(&made.bytes)),
    };
    let known = claims(&document);
    for claim in claims(&again) {
        assert!(known.contains(&claim), "{name}: {claim:?} is new");
    }
});

/// Every violation is told, and lies inside the document.
fn judge(bytes: &[u8]) {
    let Ok(report) = vex::validate(bytes, &Options::default()) else { return };
    // Envelopes and UTF-16 count the lines of what they hold.
    let is_plain = bytes.trim_ascii_start().starts_with(b"{") && !bytes.contains(&0);
    let lines = 1 + bytes.iter().filter(|it| matches!(it, b'\n' | b'\r')).count();
    for violation in report.violations() {
        let is_inside = violation.line().is_none_or(|line| (1..=lines).contains(&line));
        assert!(
            is_inside || !is_plain || bytes.windows(7).any(|it| it == b"payload"),
            "{violation}"
        );
        assert!(violation.message().len() < 1_000, "{violation}");
    }
}

/// Rules of CSAF that what is written keeps, whatever it was made from.
const KEPT: [&str; 17] = [
    "csaf-circular-product",
    "csaf-cvss",
    "csaf-cvss-metric",
    "csaf-cvss-score",
    "csaf-duplicate-cve",
    "csaf-duplicate-group",
    "csaf-duplicate-item",
    "csaf-duplicate-product",
    "csaf-duplicate-score",
    "csaf-flag-products",
    "csaf-profile-vulnerability-notes",
    "csaf-remediation-products",
    "csaf-several-flags",
    "csaf-translator",
    "csaf-undefined-group",
    "csaf-undefined-product",
    "csaf-vex-action",
];

/// What is said to be no danger, which is what must never be made up.
fn claims(document: &Document) -> HashSet<(String, Status)> {
    let harmless = |status: &Status| matches!(status, Status::NotAffected | Status::Fixed);
    let statements = document.statements.iter().filter(|it| harmless(&it.status));
    statements.map(|it| (it.vulnerability.id.clone(), it.status)).collect()
}
