//! Conditions as expressions: any text compiles or is refused with faults inside it, and what
//! compiles judges the same evidence the same way each time.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use policy_core::{EvalContext, Evidence, LoadOptions, Policy, Timestamp, expression};
use weighbridge_fuzz::EVIDENCE;

static NOW: LazyLock<Timestamp> =
    LazyLock::new(|| "2026-11-22T00:00:00Z".parse().expect("an instant"));

static KNOWN: LazyLock<Evidence> =
    LazyLock::new(|| Evidence::from_json(EVIDENCE.as_bytes()).expect("it is sound"));

fuzz_target!(|text: &str| {
    let checked = expression::check(text);
    if let Err(error) = &checked {
        assert!(!error.diagnostics().is_empty(), "a refusal has a reason");
        for span in error.diagnostics().iter().filter_map(|it| it.span) {
            assert!(span.start <= span.end && span.end <= text.len(), "{error}");
            assert!(text.get(span.start..span.end).is_some(), "{error}");
        }
        let _ = (error.to_string(), error.render("when", text));
    }
    // JSON is YAML, if nothing in it is special to YAML.
    let quoted = serde_json::to_string(text).expect("text is JSON");
    let source = format!(
        r#"{{"apiVersion": "policy/v1alpha1", "kind": "ArtifactPolicy", "metadata": {{"name": "f"}},
            "rules": [{{"id": "f", "effect": "deny", "when": {quoted}}}]}}"#
    );
    let Ok((policy, lints)) = Policy::parse(&source, &LoadOptions::default().at(*NOW)) else {
        return;
    };
    assert!(checked.is_ok(), "a policy takes what is refused by itself");
    let _ = format!("{lints:?}");
    let cx = EvalContext::at(*NOW).stage("ci");
    let decision = policy.evaluate(&KNOWN, &cx);
    assert_eq!(decision.to_json(), policy.evaluate(&KNOWN, &cx).to_json());
    let _ = policy.evaluate(&Evidence::default(), &cx).to_string();
});
