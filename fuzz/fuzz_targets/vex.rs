//! VEX documents of every format: any bytes are read or refused; what is written in any format can
//! be read, and claims nothing that was not claimed.

#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
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

/// What is said to be no danger, which is what must never be made up.
fn claims(document: &Document) -> HashSet<(String, Status)> {
    let harmless = |status: &Status| matches!(status, Status::NotAffected | Status::Fixed);
    let statements = document.statements.iter().filter(|it| harmless(&it.status));
    statements.map(|it| (it.vulnerability.id.clone(), it.status)).collect()
}
