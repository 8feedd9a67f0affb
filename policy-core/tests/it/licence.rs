//! Licence texts of every quality, expressions against lists, and the explanations.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use policy_core::Tri::{self, False, True, Unknown};
use policy_core::licence::{
    Atom, Expression, GROUPS, GROUPS_VERSION, LaxKind, LicencePolicy, LicenceSet, ListSemantics,
    ParseOptions, Parsed, group, join,
};
use proptest::prelude::{Just, Strategy};
use proptest::{collection, prop_assert, prop_assert_eq, prop_oneof, proptest};

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

// Reading.

#[test]
fn strict_expressions_are_read_without_liberties() {
    for (text, expected) in [
        ("MIT", "MIT"),
        ("Apache-2.0+", "Apache-2.0+"),
        ("GPL-2.0-or-later", "GPL-2.0-or-later"),
        ("MIT OR Apache-2.0", "Apache-2.0 OR MIT"),
        ("(MIT)", "MIT"),
        ("((MIT OR ISC))", "ISC OR MIT"),
        ("MIT AND (ISC OR Zlib)", "MIT AND (ISC OR Zlib)"),
        ("MIT OR ISC AND Zlib", "MIT OR ISC AND Zlib"),
        ("(MIT OR ISC) OR (Zlib OR MIT)", "ISC OR MIT OR Zlib"),
        ("MIT AND MIT", "MIT"),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
        ("LicenseRef-acme-1.0", "LicenseRef-acme-1.0"),
        ("DocumentRef-x:LicenseRef-y OR MIT", "MIT OR DocumentRef-x:LicenseRef-y"),
        ("GPL-2.0-only WITH AdditionRef-own", "GPL-2.0-only WITH AdditionRef-own"),
        ("NONE", "NONE"),
        ("NOASSERTION", "NOASSERTION"),
        ("MIT OR NOASSERTION", "MIT OR NOASSERTION"),
        ("  MIT\n", "MIT"),
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.expression.to_string(), expected, "{text}");
        assert_eq!(parsed.steps, [], "{text}");
        assert_eq!(parse(expected).expression, parsed.expression);
    }
}

#[test]
fn nothing_reads_as_no_assertion() {
    for text in ["", "  ", "\n"] {
        assert_eq!(parse(text).expression, Expression::no_assertion());
    }
    assert!(Expression::no_assertion().is_unknown());
}

#[test]
fn every_deprecated_id_becomes_a_current_one() {
    let mut count = 0;
    for licence in spdx::identifiers::LICENSES {
        let id = spdx::license_id(licence.name).unwrap();
        // The search ignores a plus, so `GPL-2.0+` is looked at by its own entry.
        if licence.flags & spdx::flags::IS_DEPRECATED == 0 || licence.name == "Net-SNMP" {
            continue;
        }
        count += 1;
        let parsed = parse(licence.name);
        assert_eq!(parsed.steps.len(), 1, "{}", licence.name);
        assert_eq!(parsed.steps[0].kind, LaxKind::Deprecated);
        let [atom] = *parsed.expression.atoms() else { panic!("{} is no atom", licence.name) };
        assert!(atom.is_listed());
        let text = atom.to_string();
        let (new, exception) = text.split_once(" WITH ").unwrap_or((&text, ""));
        let current = spdx::license_id(new.trim_end_matches('+')).unwrap();
        assert!(!current.is_deprecated() && new != licence.name, "{} → {text}", licence.name);
        assert!(exception.is_empty() || !spdx::exception_id(exception).unwrap().is_deprecated());
        let _ = id;
    }
    assert_eq!(count, 31);
    let table = [
        ("GPL-2.0", "GPL-2.0-only"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("LGPL-2.1", "LGPL-2.1-only"),
        ("AGPL-3.0+", "AGPL-3.0-or-later"),
        ("GFDL-1.3", "GFDL-1.3-only"),
        ("GPL-2.0-with-classpath-exception", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("GPL-3.0-with-GCC-exception", "GPL-3.0-only WITH GCC-exception-3.1"),
        ("eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0"),
        ("wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1"),
        ("Nunit", "zlib-acknowledgement"),
        ("GPL-2.0 WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ];
    for (old, new) in table {
        assert_eq!(canonical(old), new);
    }
    assert_eq!(parse("GPL-2.0").steps[0].to_string(), "`GPL-2.0-only` was `GPL-2.0`");
}

#[test]
fn well_known_names_are_read_and_recorded() {
    let table = [
        ("mit", "MIT"),
        ("The MIT License", "MIT"),
        ("MIT License", "MIT"),
        ("The MIT License (MIT)", "MIT"),
        ("Apache 2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("Apache License 2.0", "Apache-2.0"),
        ("The Apache Software License, Version 2.0", "Apache-2.0"),
        ("apache2", "Apache-2.0"),
        ("ASL 2.0", "Apache-2.0"),
        ("BSD 3-Clause", "BSD-3-Clause"),
        ("New BSD License", "BSD-3-Clause"),
        ("BSD 3-Clause \"New\" or \"Revised\" License", "BSD-3-Clause"),
        ("Simplified BSD License", "BSD-2-Clause"),
        ("GPLv3", "GPL-3.0-only"),
        ("GPLv2+", "GPL-2.0-or-later"),
        ("GPL v2", "GPL-2.0-only"),
        ("GPL 2 or later", "GPL-2.0-or-later"),
        ("GNU GPL v3", "GPL-3.0-only"),
        ("GNU General Public License v3 (GPLv3)", "GPL-3.0-only"),
        ("GNU General Public License v2 or later (GPLv2+)", "GPL-2.0-or-later"),
        ("GNU Lesser General Public License, Version 2.1", "LGPL-2.1-only"),
        ("GNU Affero General Public License v3.0", "AGPL-3.0-only"),
        ("LGPLv2.1+", "LGPL-2.1-or-later"),
        ("lgpl-3.0", "LGPL-3.0-only"),
        ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
        ("Eclipse Public License v1.0", "EPL-1.0"),
        ("Eclipse Public License - v 2.0", "EPL-2.0"),
        ("ISC License (ISCL)", "ISC"),
        ("apache-2.0 and mit", "Apache-2.0 AND MIT"),
        ("Apache 2.0 OR The MIT License", "Apache-2.0 OR MIT"),
        ("gpl-2.0 with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("(GPLv3 or MIT) and BSD-3-CLAUSE", "BSD-3-Clause AND (MIT OR GPL-3.0-only)"),
    ];
    for (text, expected) in table {
        let parsed = parse(text);
        let sorted = parse(expected).expression;
        assert_eq!(parsed.expression, sorted, "{text} read as {}", parsed.expression);
        assert!(!parsed.steps.is_empty(), "{text}");
        assert!(parsed.steps.iter().all(|step| step.kind != LaxKind::FreeText), "{text}");
    }
    let steps = parse("gpl-2.0+ or Apache 2.0").steps;
    let kinds: Vec<LaxKind> = steps.iter().map(|step| step.kind).collect();
    assert_eq!(
        kinds,
        [LaxKind::LetterCase, LaxKind::Deprecated, LaxKind::Operator, LaxKind::Alias]
    );
    assert_eq!(steps[3].to_string(), "`Apache 2.0` read as `Apache-2.0`");
}

#[test]
fn what_names_no_licence_stays_unknown() {
    for text in [
        "BSD",
        "Apache",
        "GPL",
        "LGPL",
        "Public Domain",
        "see LICENSE",
        "Proprietary",
        "MIT OR",
        "OR MIT",
        "MIT ISC",
        "(MIT",
        "MIT)",
        "()",
        "MIT AND AND ISC",
        "MIT WITH",
        "MIT WITH MIT",
        "LicenseRef-",
        "LicenseRef-a_b",
        "GPL-2.0-only+",
        "GPL-2.0-or-later+",
        "MIT++",
        "MIT +",
        "NONE WITH LLVM-exception",
        "NOASSERTION WITH LLVM-exception",
        "(MIT OR ISC) WITH LLVM-exception",
        "MIT OR see LICENSE",
        "MIT/Apache-2.0",
        "GPLv4",
        "wxWindows WITH LLVM-exception",
        "GPL 2 foo",
        "ＭＩＴ",
    ] {
        let parsed = parse(text);
        assert!(parsed.expression.is_unknown(), "{text} read as {}", parsed.expression);
        assert_eq!(parsed.steps[0].kind, LaxKind::FreeText, "{text}");
        assert_eq!(value(&allow(&["MIT"]), text), Unknown, "{text}");
    }
    // The text is kept for people to read, but not a whole licence.
    assert_eq!(canonical("see LICENSE"), "see LICENSE");
    assert_eq!(canonical(&"word ".repeat(100_000)).chars().count(), 200);
}

#[test]
fn a_slash_means_or_only_if_the_policy_says_so() {
    let lax = ParseOptions::default().lax_slash(true);
    for text in ["MIT/Apache-2.0", "MIT / Apache-2.0", "mit/apache 2.0"] {
        let parsed = policy_core::licence::parse(text, &lax);
        assert_eq!(parsed.expression.to_string(), "Apache-2.0 OR MIT", "{text}");
        assert!(parsed.steps.iter().any(|step| step.kind == LaxKind::Slash));
        assert!(parse(text).expression.is_unknown());
    }
}

#[test]
fn hostile_nesting_is_refused_not_recursed_into() {
    for (open, close) in [("(", ")"), ("(MIT OR ISC AND ", ")")] {
        let text = format!("{}MIT{}", open.repeat(900), close.repeat(900));
        assert!(parse(&text).expression.is_unknown());
    }
    let fine = format!("{}MIT{}", "(".repeat(60), ")".repeat(60));
    assert_eq!(canonical(&fine), "MIT");
    let long = vec!["MIT"; 2_000].join(" OR ");
    assert_eq!(canonical(&long), "MIT");
}

// Allow lists.

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
    assert_eq!(explain("MIT AND ISC").to_string(), "ISC not allowed");
    assert_eq!(explain("MIT OR ISC").to_string(), "allowed by MIT");
    assert_eq!(explain("who knows").to_string(), "who knows not known");
    let many = (b'a'..=b'p')
        .map(|c| format!("LicenseRef-{}", c as char))
        .collect::<Vec<_>>()
        .join(" AND ");
    assert_eq!(explain(&many).blocking.len(), 16);
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
