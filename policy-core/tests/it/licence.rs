//! Licence texts of every quality, expressions against lists, and the explanations.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::Tri::{self, False, True, Unknown};
use policy_core::licence::{
    Atom, Expression, GROUPS, GROUPS_VERSION, LaxKind, LicencePolicy, LicenceSet, ListSemantics,
    ParseOptions, Parsed, group, join,
};
use proptest::prelude::{Just, Strategy};
use proptest::{collection, prop_assert, prop_assert_eq, prop_oneof, proptest};

mod lists;
mod reading;

fn parse(text: &str) -> Parsed {
    policy_core::licence::parse(text, &ParseOptions::default())
}

fn canonical(text: &str) -> String {
    parse(text).expression.to_string()
}

fn set(entries: &[&str]) -> LicenceSet {
    LicenceSet::parse(entries.iter().copied(), &ParseOptions::default()).unwrap()
}

fn allow(entries: &[&str]) -> LicencePolicy {
    LicencePolicy::new().allow(set(entries))
}

fn deny(entries: &[&str]) -> LicencePolicy {
    LicencePolicy::new().deny(set(entries))
}

fn value(policy: &LicencePolicy, text: &str) -> Tri {
    policy.evaluate(&parse(text).expression)
}

fn names(atoms: &[Atom]) -> Vec<String> {
    atoms.iter().map(ToString::to_string).collect()
}

// Explanations.

#[test]
fn explanations_name_the_choice_or_the_smallest_obstacle() {
    let policy = allow(&["MIT", "Apache-2.0"]);
    let explain = |text| policy.explain(&parse(text).expression);
    assert_eq!(names(&explain("MIT OR Apache-2.0 OR ISC").chosen), ["Apache-2.0"]);
    assert_eq!(names(&explain("MIT AND (ISC OR Apache-2.0)").chosen), ["Apache-2.0", "MIT"]);
    assert_eq!(names(&explain("MIT AND ISC AND Zlib").blocking), ["ISC", "Zlib"]);
    assert_eq!(names(&explain("ISC OR (Zlib AND BSL-1.0)").blocking), ["ISC"]);
    assert_eq!(names(&explain("Zlib OR ISC").blocking), ["ISC"], "ties go by name");
    // One licence that serves both branches beats one for each.
    assert_eq!(names(&explain("(BSL-1.0 OR Zlib) AND (ISC OR Zlib)").blocking), ["Zlib"]);
    assert_eq!(names(&explain("MIT AND see-file").unknown), ["MIT AND see-file"]);
    assert_eq!(names(&explain("MIT AND NOASSERTION").unknown), ["NOASSERTION"]);
    assert_eq!(explain("MIT AND ISC").to_string(), "ISC is not allowed");
    assert_eq!(explain("MIT OR ISC").to_string(), "allowed by MIT");
    assert_eq!(explain("who knows").to_string(), "who knows is not known");
    let many = (b'a'..=b'p')
        .map(|c| format!("LicenseRef-{}", c as char))
        .collect::<Vec<_>>()
        .join(" AND ");
    assert_eq!(explain(&many).blocking.len(), 16);
    let text = explain(&many).to_string();
    assert!(text.ends_with(", LicenseRef-j and 6 more are not allowed"), "{text}");
    let json = serde_json::to_value(explain("MIT AND ISC")).unwrap();
    assert_eq!(json["value"], "false");
    assert_eq!(json["blocking"][0], "ISC");
}

// Against the crate `spdx`, and laws.

fn expression() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(vec![
        "MIT",
        "ISC",
        "Zlib",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "MPL-2.0",
        "GPL-2.0-only",
        "LicenseRef-x",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 3, |inner| {
        let operator = prop_oneof![Just(" AND "), Just(" OR ")];
        (collection::vec(inner, 2..4), operator, proptest::bool::ANY).prop_map(
            |(parts, operator, parentheses)| {
                let joined = parts.join(operator);
                if parentheses { format!("({joined})") } else { joined }
            },
        )
    })
}

proptest! {
    #[test]
    fn the_spdx_crate_evaluates_alike(text in expression(), allowed in proptest::sample::subsequence(
        vec!["MIT", "ISC", "Zlib", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "MPL-2.0", "GPL-2.0-only", "LicenseRef-x"], 0..8))
    {
        let theirs = spdx::Expression::parse(&text).unwrap();
        let expected = theirs.evaluate(|requirement| allowed.contains(&requirement.to_string().as_str()));
        let parsed = parse(&text);
        prop_assert_eq!(&parsed.steps, &[]);
        let policy = allow(&allowed);
        prop_assert_eq!(policy.evaluate(&parsed.expression), Tri::from(expected));

        // The explanation is sound: allowing what blocks it makes it allowed, and what was
        // chosen suffices alone.
        let why = policy.explain(&parsed.expression);
        let mut more = allowed.clone();
        let blocking = names(&why.blocking);
        more.extend(blocking.iter().map(String::as_str));
        prop_assert_eq!(allow(&more).evaluate(&parsed.expression), True);
        if expected {
            let chosen = names(&why.chosen);
            let chosen: Vec<&str> = chosen.iter().map(String::as_str).collect();
            prop_assert_eq!(allow(&chosen).evaluate(&parsed.expression), True);
        }
    }

    #[test]
    fn canonical_text_reads_back_as_the_same_expression(text in expression()) {
        let once = parse(&text).expression;
        prop_assert_eq!(parse(&once.to_string()).expression, once);
    }

    #[test]
    fn another_choice_never_worsens_and_another_duty_never_improves(
        a in expression(), b in expression(), unknown in proptest::bool::ANY,
    ) {
        let rank = |tri: Tri| match tri { False => 0, Unknown => 1, True => 2 };
        let policy = allow(&["MIT", "Zlib", "GPL-2.0-only"]);
        let b = if unknown { "NOASSERTION".to_owned() } else { b };
        let alone = rank(value(&policy, &a));
        let either = rank(value(&policy, &format!("({a}) OR ({b})")));
        let both = rank(value(&policy, &format!("({a}) AND ({b})")));
        prop_assert!(both <= alone && alone <= either);
    }

    #[test]
    fn strictly_valid_is_what_the_spdx_crate_holds_valid(parts in collection::vec(proptest::sample::select(
        vec!["MIT", "ISC", "GPL-2.0-or-later", "Apache-2.0+", "LLVM-exception", "AND", "OR", "WITH", "(", ")", "LicenseRef-a.b", "zzz"]), 1..7))
    {
        let text = parts.join(" ");
        let theirs = spdx::Expression::parse(&text).is_ok();
        let ours = parse(&text);
        prop_assert_eq!(ours.steps.is_empty(), theirs, "{} read as {}", text, ours.expression);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,60}", slash in proptest::bool::ANY) {
        let options = ParseOptions::default().lax_slash(slash);
        let parsed = policy_core::licence::parse(&text, &options);
        let _ = deny(&["GPL-3.0-only"]).explain(&parsed.expression);
        let _ = LicenceSet::parse([text.as_str()], &options);
    }
}
