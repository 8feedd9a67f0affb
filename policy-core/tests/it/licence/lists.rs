//! Allow lists, deny lists, groups and entries.

use super::*;

#[test]
fn an_allow_list_is_evaluated_in_three_values() {
    let policy = allow(&["MIT", "Apache-2.0"]);
    for (text, expected) in [
        ("MIT", True),
        ("ISC", False),
        ("MIT OR ISC", True),
        ("MIT AND ISC", False),
        ("MIT AND Apache-2.0", True),
        ("ISC OR Zlib", False),
        ("(ISC OR MIT) AND (Zlib OR Apache-2.0)", True),
        ("MIT OR NOASSERTION", True),
        ("MIT AND NOASSERTION", Unknown),
        ("GPL-3.0-only AND NOASSERTION", False),
        ("GPL-3.0-only OR NOASSERTION", Unknown),
        ("NONE", False),
        ("", Unknown),
        ("MIT WITH LLVM-exception", False),
        ("LicenseRef-MIT", False),
        ("MIT+", True),
    ] {
        assert_eq!(value(&policy, text), expected, "{text}");
    }
    assert_eq!(value(&allow(&[]), "MIT"), False, "an empty list allows nothing");
    assert_eq!(value(&LicencePolicy::new(), "GPL-3.0-only"), True, "no list allows what is known");
    assert_eq!(value(&LicencePolicy::new(), "NOASSERTION"), Unknown);
    assert_eq!(value(&LicencePolicy::new(), "NONE"), False, "all rights reserved");
    assert_eq!(value(&allow(&["NONE"]), "NONE"), True);
}

#[test]
fn later_versions_are_a_choice() {
    // Rows are the evidence, columns the allow entry.
    let entries = ["GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later"];
    let table = [
        ("GPL-1.0-only", [false, false, false, false]),
        ("GPL-1.0-or-later", [true, true, true, true]),
        ("GPL-2.0-only", [true, true, false, false]),
        ("GPL-2.0-or-later", [true, true, true, true]),
        ("GPL-3.0-only", [false, true, true, true]),
        ("GPL-3.0-or-later", [false, true, true, true]),
        ("LGPL-3.0-only", [false, false, false, false]),
        ("AGPL-3.0-or-later", [false, false, false, false]),
    ];
    for (text, row) in table {
        for (entry, expected) in entries.into_iter().zip(row) {
            assert_eq!(value(&allow(&[entry]), text), expected.into(), "{text} by {entry}");
        }
    }
    assert_eq!(value(&allow(&["Apache-2.0"]), "Apache-1.1+"), True);
    assert_eq!(value(&allow(&["Apache-1.1+"]), "Apache-2.0"), True);
    assert_eq!(value(&allow(&["Apache-1.1"]), "Apache-2.0"), False);
    // The number in these names counts clauses or marks a port.
    assert_eq!(value(&allow(&["BSD-3-Clause"]), "BSD-2-Clause+"), False);
    assert_eq!(value(&allow(&["CC-BY-4.0"]), "CC-BY-3.0-DE+"), False);
    assert_eq!(
        value(&allow(&["GFDL-1.3-invariants-only"]), "GFDL-1.1-no-invariants-or-later"),
        False
    );
    assert_eq!(value(&allow(&["GFDL-1.3-invariants-only"]), "GFDL-1.1-invariants-or-later"), True);
}

#[test]
fn old_and_new_gnu_ids_are_one_licence_unless_kept_apart() {
    assert_eq!(value(&allow(&["GPL-2.0"]), "GPL-2.0-only"), True);
    assert_eq!(value(&allow(&["GPL-2.0-only"]), "GPL-2.0"), True);
    // cargo-deny's reading.
    let strict = ParseOptions::default().gnu_strict(true);
    let policy = |entry| LicencePolicy::new().allow(LicenceSet::parse([entry], &strict).unwrap());
    let read = |text| policy_core::licence::parse(text, &strict).expression;
    assert_eq!(policy("GPL-2.0").evaluate(&read("GPL-2.0-only")), False);
    assert_eq!(policy("GPL-2.0-only").evaluate(&read("GPL-2.0")), False);
    assert_eq!(policy("GPL-2.0").evaluate(&read("GPL-2.0")), True);
    assert_eq!(policy("@copyleft").evaluate(&read("GPL-2.0")), True);
    assert_eq!(read("GPL-2.0").to_string(), "GPL-2.0");
}

#[test]
fn an_exception_makes_another_licence_unless_allowances_are_additive() {
    let with = "Apache-2.0 WITH LLVM-exception";
    assert_eq!(value(&allow(&["Apache-2.0"]), with), False);
    assert_eq!(value(&allow(&[with]), "Apache-2.0"), False);
    assert_eq!(value(&allow(&[with]), with), True);
    let additive = allow(&["Apache-2.0", "GPL-2.0-or-later"]).with_additive(true);
    assert_eq!(value(&additive, with), True);
    assert_eq!(value(&additive, "GPL-3.0-only WITH GCC-exception-3.1"), True);
    assert_eq!(value(&additive, "MIT WITH LLVM-exception"), False);
    assert_eq!(
        value(
            &allow(&["GPL-2.0-or-later WITH Bison-exception-2.2"]),
            "GPL-3.0-only WITH Bison-exception-2.2"
        ),
        True
    );
}

#[test]
fn references_match_by_name_or_pattern() {
    let policy =
        allow(&["LicenseRef-acme-*", "LicenseRef-exact", "DocumentRef-vendor:LicenseRef-eula"]);
    for (text, expected) in [
        ("LicenseRef-acme-eula", True),
        ("LicenseRef-acme-", True),
        ("LicenseRef-acme", False),
        ("LicenseRef-evil-acme-eula", False),
        ("LicenseRef-exact", True),
        ("LicenseRef-exactly", False),
        ("LicenseRef-EXACT", False),
        ("DocumentRef-any:LicenseRef-exact", True),
        ("DocumentRef-vendor:LicenseRef-eula", True),
        ("DocumentRef-other:LicenseRef-eula", False),
        ("LicenseRef-eula", False),
    ] {
        assert_eq!(value(&policy, text), expected, "{text}");
    }
    assert_eq!(value(&allow(&["LicenseRef-*-a-*-b"]), "LicenseRef-x-a-y-b"), True);
    assert_eq!(value(&allow(&["LicenseRef-*-a-*-b"]), "LicenseRef-x-a-y-c"), False);
}

// Deny lists.

#[test]
fn a_deny_list_leaves_the_other_choice() {
    let policy = deny(&["GPL-3.0-only"]);
    for (text, expected) in [
        ("GPL-3.0-only", False),
        ("GPL-3.0", False),
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        // Version 2 may be chosen.
        ("GPL-2.0-or-later", True),
        ("GPL-3.0-or-later", False),
        ("GPL-3.0-only WITH GCC-exception-3.1", False),
        ("NOASSERTION", Unknown),
        ("NOASSERTION AND GPL-3.0-only", False),
        ("NOASSERTION OR MIT", True),
    ] {
        assert_eq!(value(&policy, text), expected, "{text}");
    }
    assert_eq!(value(&deny(&["GPL-2.0-or-later"]), "GPL-2.0-or-later"), False);
    assert_eq!(value(&deny(&["GPL-2.0-or-later"]), "GPL-1.0-or-later"), True);
    assert_eq!(value(&deny(&["GPL-2.0-only", "GPL-3.0-only"]), "GPL-2.0-or-later"), False);
    assert_eq!(value(&deny(&["Apache-2.0 WITH LLVM-exception"]), "Apache-2.0"), True);
    assert_eq!(value(&deny(&["LicenseRef-*"]), "LicenseRef-x"), False);
}

#[test]
fn denial_wins_ties_but_an_explicit_exception_survives_a_plain_denial() {
    let policy = allow(&["MIT", "GPL-2.0-or-later", "GPL-2.0-only WITH Classpath-exception-2.0"])
        .deny(set(&["GPL-2.0-only"]));
    assert_eq!(value(&policy, "MIT"), True);
    assert_eq!(value(&policy, "GPL-2.0-only"), False);
    assert_eq!(value(&policy, "GPL-2.0-or-later"), True, "version 3 is allowed and not denied");
    assert_eq!(value(&policy, "GPL-2.0-only WITH Classpath-exception-2.0"), True);
    assert_eq!(value(&policy, "GPL-2.0-only WITH Bison-exception-2.2"), False);
    assert_eq!(policy.overlap(), ["GPL-2.0-only"]);
    // Neither the allowed nor the denied version may be taken.
    let tight = allow(&["GPL-3.0-only"]).deny(set(&["GPL-3.0-only"]));
    assert_eq!(value(&tight, "GPL-2.0-or-later"), False);
    assert_eq!(allow(&["MIT"]).deny(set(&["ISC"])).overlap(), [""; 0]);
}

#[test]
fn a_mention_may_be_enough_to_deny() {
    let policy = deny(&["GPL-3.0-only"]).deny_mentions(true);
    assert_eq!(value(&policy, "MIT OR GPL-3.0-only"), False);
    assert_eq!(value(&policy, "MIT OR ISC"), True);
    assert_eq!(value(&policy, "NOASSERTION OR GPL-3.0-only"), False);
    let why = policy.explain(&parse("MIT OR GPL-3.0-only").expression);
    assert_eq!(names(&why.blocking), ["GPL-3.0-only"]);
}

#[test]
fn a_component_may_have_more_allowed() {
    let policy = allow(&["MIT"]).deny(set(&["AGPL-3.0-only"]));
    let extra = set(&["MPL-2.0", "AGPL-3.0-only"]);
    let expression = parse("MPL-2.0 AND MIT").expression;
    assert_eq!(policy.evaluate(&expression), False);
    assert_eq!(policy.evaluate_with(&expression, &[&extra]), True);
    let denied = parse("AGPL-3.0-only").expression;
    assert_eq!(policy.evaluate_with(&denied, &[&extra]), False, "the deny list still wins");
}

// Lists, groups, entries.

#[test]
fn lists_without_operators_are_conjunctions_unless_said_otherwise() {
    let list = || ["MIT", "GPL-3.0-only OR ISC", "MIT"].map(parse);
    let all = join(list(), ListSemantics::All).expression;
    let any = join(list(), ListSemantics::Any).expression;
    assert_eq!(all, parse("MIT AND (GPL-3.0-only OR ISC)").expression);
    assert_eq!(any, parse("MIT OR GPL-3.0-only OR ISC").expression);
    let policy = allow(&["GPL-3.0-only"]);
    assert_eq!((policy.evaluate(&all), policy.evaluate(&any)), (False, True));
    assert_eq!(join([], ListSemantics::All).expression, Expression::no_assertion());
    assert_eq!(join([parse("gplv3"), parse("mit")], ListSemantics::All).steps.len(), 2);
    assert_eq!(serde_json::to_string(&ListSemantics::Any).unwrap(), "\"any\"");
}

#[test]
fn groups_are_valid_current_and_apart() {
    assert_eq!(GROUPS_VERSION, "2026.1");
    for name in GROUPS {
        let members = group(name).unwrap();
        assert!(members.len() >= 10, "{name}");
        for member in members {
            let parsed = parse(member);
            assert_eq!(parsed.steps, [], "{member} of @{name}");
            assert!(parsed.expression.atoms().iter().all(|atom| atom.is_listed()), "{member}");
        }
    }
    assert_eq!(group("nonsense"), None);
    let apart = ["permissive", "weak-copyleft", "copyleft", "network-copyleft", "public-domain"];
    for (i, a) in apart.iter().enumerate() {
        for b in apart.iter().skip(i + 1) {
            let shared = set(&[&format!("@{a}")]).overlap(&set(&[&format!("@{b}")]));
            assert_eq!(shared, [""; 0], "@{a} and @{b}");
        }
    }
    // What the SPDX crate calls copyleft is never in the permissive group.
    for member in group("permissive").unwrap() {
        assert!(!spdx::license_id(member).unwrap().is_copyleft(), "{member}");
    }
    for (text, name) in [
        ("MIT", "permissive"),
        ("Apache-2.0", "permissive"),
        ("LGPL-2.1-only", "weak-copyleft"),
        ("MPL-2.0", "weak-copyleft"),
        ("GPL-2.0", "copyleft"),
        ("GPL-3.0-or-later", "copyleft"),
        ("AGPL-3.0-only", "network-copyleft"),
        ("SSPL-1.0", "network-copyleft"),
        ("CC0-1.0", "public-domain"),
        ("MIT", "osi"),
        ("GPL-3.0-only", "fsf"),
    ] {
        assert_eq!(value(&allow(&[&format!("@{name}")]), text), True, "{text} in @{name}");
    }
    assert_eq!(value(&allow(&["@osi"]), "SSPL-1.0"), False);
    assert_eq!(value(&deny(&["@copyleft"]), "GPL-2.0-only WITH Classpath-exception-2.0"), False);
}

#[test]
fn entries_must_be_exact_and_errors_suggest() {
    let fault = |entry: &str| {
        let errors = LicenceSet::parse([entry], &ParseOptions::default()).unwrap_err();
        (errors[0].to_string(), errors[0].suggestion().map(str::to_owned))
    };
    let (message, suggestion) = fault("mit");
    assert_eq!(
        message,
        "`mit` is not a licence of the SPDX list, a `LicenseRef-`, a group or `NONE`"
    );
    assert_eq!(suggestion.as_deref(), Some("MIT"));
    assert_eq!(fault("Apache 2.0").1.as_deref(), Some("Apache-2.0"));
    assert_eq!(fault("GPLv3").1.as_deref(), Some("GPL-3.0-only"));
    assert_eq!(fault("Gibberish").1, None);
    assert_eq!(fault("@Permissive").1.as_deref(), Some("@permissive"));
    assert!(fault("MIT OR ISC").0.contains("one by one"));
    assert!(fault("NOASSERTION").0.contains("unknown licences"));
    assert!(fault("").0.starts_with("``"));
    assert!(fault("LicenseRef-a b*").0.contains("is not a licence"));
    let both = LicenceSet::parse(["MIT", "x", "y"], &ParseOptions::default()).unwrap_err();
    assert_eq!(both.iter().map(|e| e.entry()).collect::<Vec<_>>(), ["x", "y"]);
    assert!(set(&[]).is_empty() && !set(&["MIT"]).is_empty());
}
