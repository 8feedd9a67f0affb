//! Evidence in JSON: any bytes are read or refused; what is read is written as what it is, and is
//! judged the same way each time.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use policy_core::{EvalContext, Evidence, LoadOptions, Policy, STARTER, Timestamp};
use weighbridge_fuzz::POLICY;

static NOW: LazyLock<Timestamp> =
    LazyLock::new(|| "2026-11-22T00:00:00Z".parse().expect("an instant"));

static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    let options = LoadOptions::default().at(*NOW);
    let load = |source| Policy::parse(source, &options).expect("the policy is sound").0;
    [STARTER, POLICY].into_iter().map(load).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let evidence = match Evidence::from_json(bytes) {
        Ok(evidence) => evidence,
        Err(error) => {
            assert!(!error.path().is_empty());
            let _ = format!("{error} {error:?}");
            return;
        }
    };
    let written = evidence.to_json();
    let again = match Evidence::from_json(written.as_bytes()) {
        Ok(again) => again,
        Err(error) => panic!("{error}: {written}"),
    };
    assert_eq!(again.to_json(), written, "what was written is written the same again");
    let cx = EvalContext::at(*NOW).stage("production").namespace("shop");
    for policy in &*POLICIES {
        let decision = policy.evaluate(&evidence, &cx);
        let json = decision.to_json();
        assert!(!json.is_empty());
        assert_eq!(json, policy.evaluate(&again, &cx).to_json(), "{written}");
        let _ = decision.to_string();
    }
});
