//! CPE names: what is written in either form reads back as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sbom::cpe::{Cpe, CpeAttribute, CpeRelation, CpeValue, is_cpe22_pattern, is_cpe23_pattern};

fuzz_target!(|text: &str| {
    let _ = is_cpe22_pattern(text);
    let Ok(cpe) = Cpe::parse(text) else {
        assert!(!is_cpe23_pattern(text), "what fits the schema's pattern is a name");
        return;
    };
    for again in [cpe.to_string(), cpe.to_uri()] {
        assert_eq!(Cpe::parse(&again).as_ref(), Ok(&cpe), "{again}");
    }
    // The pattern of 2.2 has no part that is not applicable.
    if *cpe.get(CpeAttribute::Part) != CpeValue::NotApplicable {
        assert!(is_cpe22_pattern(&cpe.to_uri()));
    }
    assert_ne!(cpe.compare(&cpe), CpeRelation::Disjoint);
    assert!(Cpe::any().matches(&cpe) || cpe.compare(&cpe) == CpeRelation::Undefined);
});
