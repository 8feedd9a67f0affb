//! Package URLs: both readers agree, and what is derived can be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scan_reports::purl::derive;

fuzz_target!(|text: &str| {
    let ours = policy_core::Purl::parse(text);
    if let Ok(purl) = &ours {
        let again =
            policy_core::Purl::parse(purl.as_str()).expect("the canonical form can be read");
        assert_eq!(purl.as_str(), again.as_str(), "the canonical form is its own");
        assert!(purl.covers(purl));
    }
    if let Ok(purl) = sbom::Purl::parse(text) {
        let canonical = purl.to_string();
        let again = sbom::Purl::parse(&canonical).expect("the canonical form can be read");
        assert_eq!(again.to_string(), canonical, "the canonical form is its own");
        assert!(purl.same_package(&again));
    }
    if let (Ok(ours), Ok(other)) = (&ours, sbom::Purl::parse(text)) {
        assert_eq!(ours.kind(), other.kind());
        // Of `x@a/b` one reader makes a version and the other a name, and both have their reasons.
        if !ours.version().is_some_and(|version| version.contains('/')) {
            // Types like `oci` ignore the case of versions, and one reader spells them alike.
            let [one, two] = [ours.version(), other.version()].map(|version| {
                version.map(|version| version.trim().to_lowercase()).filter(|it| !it.is_empty())
            });
            assert_eq!(one, two);
        }
    }

    let mut lines = text.splitn(3, '\n');
    let (kind, name, version) = (lines.next(), lines.next(), lines.next());
    if let (Some(kind), Some(name)) = (kind, name) {
        if let Some(url) = derive(kind, name, version, None) {
            let read = policy_core::Purl::parse(&url);
            assert!(read.is_ok(), "{url}: {read:?}");
            let read = sbom::Purl::parse(&url);
            assert!(read.is_ok(), "{url}: {read:?}");
        }
    }
});
