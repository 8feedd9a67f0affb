//! From text of any quality to an expression.

use super::*;

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
