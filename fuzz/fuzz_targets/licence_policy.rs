//! Licences as policies read them: any text is an expression, which prints as what reads back as
//! the same, and is judged the same way.

#![no_main]

use libfuzzer_sys::fuzz_target;
use policy_core::licence::{
    LaxKind, LicencePolicy, LicenceSet, ListSemantics, ParseOptions, join, parse,
};

fuzz_target!(|text: &str| {
    let (text, list) = text.split_once('\n').unwrap_or((text, ""));
    for options in [ParseOptions::default(), ParseOptions::default().gnu_strict(true)] {
        let read = parse(text, &options);
        let printed = read.expression.to_string();
        let _ = read.steps.iter().map(ToString::to_string).count();
        let again = parse(&printed, &options);
        let is_free = |kind: &LaxKind| *kind == LaxKind::FreeText;
        if !read.steps.iter().any(|step| is_free(&step.kind)) {
            assert_eq!(again.expression, read.expression, "{printed:?}");
        }
        let joined = join([read.clone(), read.clone()], ListSemantics::All);
        assert_eq!(joined.expression, read.expression, "a licence and itself are itself");

        let entries: Vec<&str> = list.split(',').collect();
        let Ok(set) = LicenceSet::parse(entries, &options) else { continue };
        let allowed = LicencePolicy::new().allow(set.clone());
        let denied = LicencePolicy::new().deny(set);
        for policy in [allowed, denied] {
            let verdict = policy.evaluate(&read.expression);
            assert_eq!(verdict, policy.evaluate(&joined.expression));
            let _ = format!("{:?}", policy.explain(&read.expression));
        }
    }
});
