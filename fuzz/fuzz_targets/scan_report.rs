//! Scanner reports: any bytes are read or refused; what is read adds up.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scan_reports::{Limits, Report, detect};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default().max_entries(10_000);
    match Report::parse_with(bytes, &limits) {
        Ok(report) => {
            assert!(detect(bytes).expect("what is read is recognised").is_supported());
            assert_eq!(report.counts().total(), report.findings.len());
            for finding in &report.findings {
                assert!(!finding.id.is_empty());
                assert!(report.targets.contains(&finding.target));
                let purl = finding.package.purl.as_ref();
                assert!(purl.is_none_or(|purl| purl.url.starts_with("pkg:")));
            }
            for note in &report.notes {
                assert!(note.count > 0 && note.detail.chars().count() <= 121);
            }
            let _ = (format!("{report:?}"), report.artifact.manifest_digests());
        }
        Err(error) => {
            let lines = bytes.split(|byte| *byte == b'\n').count();
            assert!(error.line().is_none_or(|line| (1..=lines).contains(&line)), "{error}");
            assert!(error.reason().len() < 10_000, "{error}");
        }
    }
});
