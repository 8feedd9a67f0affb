use super::*;

fn lax(text: &str) -> String {
    LicenceExpression::parse(text).unwrap().to_string()
}

#[test]
fn strict_reads_the_grammar_and_keeps_the_order() {
    for text in [
        "MIT",
        "Apache-2.0+",
        "GPL-2.0+",
        "AGPL-3.0+",
        "GPL-2.0-with-classpath-exception",
        "GPL-2.0-or-later WITH Classpath-exception-2.0",
        "LicenseRef-acme.1",
        "DocumentRef-x:LicenseRef-y",
        "GPL-2.0-only WITH AdditionRef-x",
        "GPL-2.0-only WITH DocumentRef-d:AdditionRef-x",
        "LicenseRef-a WITH Classpath-exception-2.0",
        "(MIT OR ISC) AND Zlib",
        "MIT OR (ISC AND Zlib)",
        "Zlib AND MIT AND ISC",
    ] {
        let expression = LicenceExpression::parse_strict(text).unwrap();
        assert_eq!(expression.to_string(), text);
        assert!(expression.lax_steps().is_empty());
    }
    // `AND` binds tighter; parentheses that change nothing go.
    assert_eq!(lax("MIT OR ISC AND Zlib"), "MIT OR (ISC AND Zlib)");
    assert_eq!(lax("((MIT) AND (ISC AND Zlib))"), "MIT AND ISC AND Zlib");
}

#[test]
fn strict_refuses_what_is_not_spdx() {
    for text in [
        "",
        " ",
        "mit",
        "MIT or ISC",
        "MIT and ISC",
        "MIT with Classpath-exception-2.0",
        "MIT/ISC",
        "MIT ISC",
        "MIT OR",
        "AND MIT",
        "(MIT",
        "MIT)",
        "()",
        "MIT +",
        "MIT++",
        "GPL-2.0-only+",
        "GPL-2.0-or-later+",
        "LicenseRef-",
        "LicenseRef-a b",
        "MIT WITH MIT",
        "Classpath-exception-2.0",
        "NONE",
        "NOASSERTION",
        "MIT OR NOASSERTION",
        "Apache 2.0",
        "MIT OR Ünknown",
    ] {
        assert!(LicenceExpression::parse_strict(text).is_err(), "{text}");
    }
}

#[test]
fn errors_say_where() {
    let error = LicenceExpression::parse_strict("MIT or ISC").unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a licence expression: operators are written in capitals: `or`; \
         `LicenceReading::Lax` takes it"
    );
    assert_eq!(error.span(), 4..6);
    let error = LicenceExpression::parse("MIT AND (ISC OR").unwrap_err();
    assert!(error.to_string().starts_with("not a licence expression: "), "{error}");
    assert_eq!(error.reading(), None);
}

#[test]
fn error_says_which_reading_takes_a_slash_and_that_notes_it() {
    let slash = LicenceReading::LaxWithSlash;
    for reading in [LicenceReading::Strict, LicenceReading::Lax] {
        let error = LicenceExpression::read("MIT/Apache-2.0", reading).unwrap_err();
        assert_eq!(error.reading(), Some(slash));
        assert!(
            error.to_string().ends_with("; `LicenceReading::LaxWithSlash` takes it"),
            "{error}"
        );
    }
    let read = LicenceExpression::read("MIT/Apache-2.0", slash).unwrap();
    assert_eq!(read.to_string(), "MIT OR Apache-2.0");
    assert_eq!(read.lax_steps(), [LaxStep::Slash]);
}

#[test]
fn lax_reads_what_people_write() {
    for (text, meaning) in [
        ("mit", "MIT"),
        ("apache-2.0 or mit", "Apache-2.0 OR MIT"),
        ("(MIT Or ISC)", "MIT OR ISC"),
        ("Apache 2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("The Apache Software License, Version 2.0", "Apache-2.0"),
        ("The MIT License (MIT)", "MIT"),
        ("MIT License", "MIT"),
        ("GPLv3", "GPL-3.0-only"),
        ("GPLv2+", "GPL-2.0-or-later"),
        ("gpl 2 or later", "GPL-2.0-or-later"),
        ("GNU General Public License v2 or later (GPLv2+)", "GPL-2.0-or-later"),
        ("GNU Lesser General Public License, Version 2.1", "LGPL-2.1-only"),
        ("LGPLv2.1+ and MIT", "LGPL-2.1-or-later AND MIT"),
        ("GNU GPL v2", "GPL-2.0-only"),
        ("New BSD License", "BSD-3-Clause"),
        ("BSD 3-Clause \"New\" or \"Revised\" License", "BSD-3-Clause"),
        ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
        ("Mozilla Public License 2.0", "MPL-2.0"),
        ("MPLv2.0", "MPL-2.0"),
        ("LGPL2.1+", "LGPL-2.1-or-later"),
        ("Eclipse Public License - v 1.0", "EPL-1.0"),
        ("gpl-2.0 with classpath-exception-2.0", "GPL-2.0 WITH Classpath-exception-2.0"),
        ("GPL-2.0-only+", "GPL-2.0-or-later"),
        ("MIT OR NOASSERTION", "MIT OR NOASSERTION"),
        ("NONE", "NONE"),
        ("mit AND LicenseRef-x", "MIT AND LicenseRef-x"),
        ("Boost Software License 1.0", "BSL-1.0"),
        ("Creative Commons Zero v1.0 Universal", "CC0-1.0"),
    ] {
        let expression = LicenceExpression::parse(text).unwrap();
        assert_eq!(expression.to_string(), meaning, "{text}");
        assert!(!expression.lax_steps().is_empty(), "{text}");
        assert!(LicenceExpression::parse_strict(text).is_err(), "{text}");
    }
}

#[test]
fn lax_guesses_nothing() {
    for text in [
        "BSD",
        "Apache",
        "GPL",
        "LGPL",
        "Public Domain",
        "MIT/ISC",
        "MIT, ISC",
        "see LICENSE",
        "SEE LICENSE IN LICENSE.md",
        "Proprietary",
        "MIT and something",
        "GPL or MIT",
        "UNKNOWN",
        "http://opensource.org/licenses/MIT",
        "Copyright (c) 2020 and others",
        "or",
        "()",
        "Mozilla Public License 2.0 (MIT)",
    ] {
        assert!(LicenceExpression::parse(text).is_err(), "{text}");
    }
}

#[test]
fn steps_say_what_was_mended() {
    let read = |text| LicenceExpression::read(text, LicenceReading::LaxWithSlash).unwrap();
    let steps: Vec<String> =
        read("mit/Apache 2.0 and NONE").lax_steps().iter().map(ToString::to_string).collect();
    assert_eq!(
        steps,
        [
            "`mit` is written in another case",
            "`/` is taken for `OR`",
            "`Apache 2.0` is taken for `Apache-2.0`",
            "operator `and` is not in capitals",
            "`NONE` is not a licence",
        ],
    );
}

#[test]
fn equality_looks_through_order_and_repetition_and_no_further() {
    let read = |text| LicenceExpression::parse(text).unwrap();
    assert_eq!(read("MIT OR ISC"), read("ISC OR MIT OR isc"));
    assert_eq!(read("(MIT AND ISC) OR (ISC AND MIT)"), read("ISC AND MIT"));
    assert_eq!(read("MIT AND MIT"), read("MIT"));
    assert_ne!(read("MIT"), read("MIT OR (MIT AND ISC)"));
    assert_ne!(read("GPL-2.0"), read("GPL-2.0-only"));
    assert_ne!(read("Apache-2.0"), read("Apache-2.0+"));
    assert_ne!(read("MIT OR ISC"), read("MIT AND ISC"));
}

#[test]
fn withdrawn_ids_have_successors() {
    for (old, new) in [
        ("GPL-2.0", "GPL-2.0-only"),
        ("LGPL-2.1+", "LGPL-2.1-or-later"),
        ("AGPL-3.0+", "AGPL-3.0-or-later"),
        ("GFDL-1.3", "GFDL-1.3-only"),
        ("eCos-2.0", "GPL-2.0-or-later WITH eCos-exception-2.0"),
        ("wxWindows", "LGPL-2.0-or-later WITH WxWindows-exception-3.1"),
        ("GPL-2.0 WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("MIT", "MIT"),
    ] {
        let read = LicenceExpression::parse_strict(old).unwrap();
        assert_eq!(read.modernised().to_string(), new);
    }
    // Every withdrawn id has one that is not.
    for licence in spdx::identifiers::LICENSES.iter().filter(|known| names::is_deprecated(known)) {
        let new = LicenceExpression::parse_strict(licence.name).unwrap().modernised();
        let text = new.to_string();
        let again = LicenceExpression::parse_strict(&text).unwrap();
        let deprecated = again.terms().any(LicenceTerm::is_deprecated);
        // `Net-SNMP` was withdrawn because it is several licences.
        assert!(!deprecated || licence.name == "Net-SNMP", "{} as {text}", licence.name);
    }
}

#[test]
fn every_id_of_the_list_is_an_expression_and_found_by_its_full_name() {
    for licence in spdx::identifiers::LICENSES {
        if licence.name == "NOASSERTION" {
            continue;
        }
        let expression = LicenceExpression::parse_strict(licence.name).unwrap();
        assert_eq!(expression.single_id(), Some(licence.name));
        assert_eq!(lax(&licence.name.to_ascii_uppercase()), licence.name);
        if !names::is_deprecated(licence) {
            let named = LicenceExpression::parse(licence.full_name);
            assert!(named.is_ok(), "{}: {:?}", licence.full_name, named.err());
        }
    }
}

#[test]
fn hostile_texts_end_in_a_value_or_an_error() {
    let deep = format!("{}MIT{}", "(".repeat(20_000), ")".repeat(20_000));
    assert_eq!(lax(&deep), "MIT");
    let mut nested = "MIT".to_owned();
    for level in 0..500 {
        nested = format!("({nested} {} ISC)", if level % 2 == 0 { "AND" } else { "OR" });
    }
    let error = LicenceExpression::parse(&nested).unwrap_err();
    assert_eq!(error.reason(), "it is nested too deeply");
    for chain in [" AND ", " OR "] {
        let long = vec!["MIT"; 6_000].join(chain);
        assert_eq!(LicenceExpression::parse(&long).unwrap().to_canonical(), "MIT");
        let leaning = format!("{}MIT{}", "(".repeat(4_000), format!("{chain}MIT)").repeat(4_000));
        assert_eq!(LicenceExpression::parse(&leaning).unwrap().to_canonical(), "MIT");
    }
    assert!(LicenceExpression::parse(&"MIT ".repeat(1_000_000)).is_err());
    assert!(LicenceExpression::parse(&"(".repeat(60_000)).is_err());

    // Every sequence of up to four words: none may panic, and what is read is read again.
    let words = ["MIT", "or", "AND", "WITH", "+", "(", ")", "LLVM-exception", "/", "é"];
    for count in 0..words.len().pow(4) {
        let mut rest = count;
        let mut text = String::new();
        while rest > 0 {
            text.push_str(words[rest % words.len()]);
            text.push_str(if rest % 3 == 0 { "" } else { " " });
            rest /= words.len();
        }
        if let Ok(read) = LicenceExpression::read(&text, LicenceReading::LaxWithSlash) {
            assert_eq!(LicenceExpression::parse_strict(&read.to_string()).unwrap(), read, "{text}");
        }
    }
}

#[test]
fn a_memo_reads_each_text_once() {
    let mut memo = LicenceMemo::new(LicenceReading::Strict);
    assert!(matches!(memo.read("mit"), LicenceClaim::Text(_)));
    assert!(memo.read("MIT").expression().is_some());
    assert!(memo.read("MIT").expression().is_some());
    assert_eq!(memo.len(), 2);
}
