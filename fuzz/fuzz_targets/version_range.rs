//! Ranges of versions: any text is a range or refused, reads back as the same, and tells of any
//! version whether it is inside.

#![no_main]

use libfuzzer_sys::fuzz_target;
use policy_core::version::VersionRange;

const TYPES: [&str; 8] = ["npm", "maven", "pypi", "nuget", "cargo", "deb", "gem", "golang"];

fuzz_target!(|text: &str| {
    let (text, version) = text.split_once('\n').unwrap_or((text, "1.2.3"));
    let kind = TYPES[text.len() % TYPES.len()];
    for range in [VersionRange::parse(text), VersionRange::parse_for(kind, text)] {
        let range = match range {
            Ok(range) => range,
            Err(error) => {
                let _ = error.to_string();
                continue;
            }
        };
        let again = VersionRange::parse(range.as_str())
            .or_else(|_| VersionRange::parse_for(kind, range.as_str()))
            .expect("what was read is read again");
        assert_eq!(range.contains(version), again.contains(version));
        let _ = (range.purl_type(), range.scheme());
    }
});
