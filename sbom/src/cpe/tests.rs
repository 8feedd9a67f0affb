use super::*;

fn cpe(text: &str) -> Cpe {
    Cpe::parse(text).unwrap()
}

/// Names in the three forms, as in the examples of NISTIR 7695 sections 6.1 and 6.2.
const NAMES: [(&str, &str, &str); 8] = [
    (
        "cpe:/a:microsoft:internet_explorer:8.0.6001:beta",
        "cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*",
        r#"part="a",vendor="microsoft",product="internet_explorer",version="8\.0\.6001",update="beta""#,
    ),
    (
        "cpe:/a:microsoft:internet_explorer:8.%2a:sp%3f",
        r"cpe:2.3:a:microsoft:internet_explorer:8.\*:sp\?:*:*:*:*:*:*",
        r#"part="a",vendor="microsoft",product="internet_explorer",version="8\.\*",update="sp\?""#,
    ),
    (
        "cpe:/a:microsoft:internet_explorer:8.%02:sp%01",
        "cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*",
        r#"part="a",vendor="microsoft",product="internet_explorer",version="8\.*",update="sp?""#,
    ),
    (
        "cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~",
        "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:*:*:*:online:win2003:x64:*",
        r#"part="a",vendor="hp",product="insight_diagnostics",version="7\.4\.0\.1570",sw_edition="online",target_sw="win2003",target_hw="x64""#,
    ),
    (
        "cpe:/a:hp:openview_network_manager:7.51:-:~~~linux~~",
        "cpe:2.3:a:hp:openview_network_manager:7.51:-:*:*:*:linux:*:*",
        r#"part="a",vendor="hp",product="openview_network_manager",version="7\.51",update=NA,target_sw="linux""#,
    ),
    (
        "cpe:/a:foo%7ebar:big%7emoney_2010",
        r"cpe:2.3:a:foo\~bar:big\~money_2010:*:*:*:*:*:*:*:*",
        r#"part="a",vendor="foo\~bar",product="big\~money_2010""#,
    ),
    (
        "cpe:/a:foo%5cbar:big%24money_manager_2010:::~~special~ipod_touch~80gb~",
        r"cpe:2.3:a:foo\\bar:big\$money_manager_2010:*:*:*:*:special:ipod_touch:80gb:*",
        r#"part="a",vendor="foo\\bar",product="big\$money_manager_2010",sw_edition="special",target_sw="ipod_touch",target_hw="80gb""#,
    ),
    ("cpe:/", "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*", ""),
];

#[test]
fn a_name_is_the_same_in_every_form() {
    for (uri, formatted, wfn) in NAMES {
        for text in [uri, formatted] {
            let name = cpe(text);
            assert_eq!(name.to_uri(), uri);
            assert_eq!(name.to_string(), formatted);
            assert_eq!(name.to_wfn(), format!("wfn:[{wfn}]"));
        }
    }
}

#[test]
fn what_needs_no_quoting_is_taken_as_it_stands() {
    assert_eq!(cpe("cpe:/a:foo~bar:x"), cpe("cpe:/a:foo%7ebar:x"));
    assert_eq!(cpe("CPE:/A:ACME:X"), cpe("cpe:2.3:a:acme:x:*:*:*:*:*:*:*:*"));
    assert_eq!(
        cpe("cpe:2.3:a:@scope/pkg:c++:1.0+b:*:*:*:*:*:*:*").to_string(),
        r"cpe:2.3:a:\@scope\/pkg:c\+\+:1.0\+b:*:*:*:*:*:*:*",
    );
    let colon = cpe(r"cpe:2.3:a:a\:b:c:*:*:*:*:*:*:*:*");
    assert_eq!(colon.text(CpeAttribute::Vendor).as_deref(), Some("a:b"));
    assert_eq!(colon.to_uri(), "cpe:/a:a%3ab:c");
    assert_eq!(cpe("cpe:/a:%02:x"), cpe("cpe:/a::x"));
    for hyphen in [r"cpe:2.3:a:\-:x:*:*:*:*:*:*:*:*", "cpe:/a:%2d:x"] {
        assert_eq!(cpe(hyphen).to_string(), r"cpe:2.3:a:\-:x:*:*:*:*:*:*:*:*");
        assert_eq!(cpe(hyphen).to_uri(), "cpe:/a:%2d:x");
    }
}

#[test]
fn errors_name_the_attribute() {
    let error = |text: &str| Cpe::parse(text).unwrap_err().to_string();
    assert_eq!(error("a"), "not a CPE name: it must begin with `cpe:2.3:` or `cpe:/`");
    assert_eq!(error("cpe:/x:a"), "not a CPE name: part: it must be `a`, `o` or `h`");
    assert_eq!(
        error("cpe:/a:foo:big%7emoney_2010%07"),
        "not a CPE name: product: a character is not printable ASCII",
    );
    assert_eq!(
        error("cpe:/a:foo bar"),
        "not a CPE name: vendor: white space must not be in it; `_` stands for a blank",
    );
    assert_eq!(error("cpe:/a:b%0"), "not a CPE name: vendor: an escape is broken");
    assert_eq!(
        error("cpe:/a:b:c:d:e:~f~g"),
        "not a CPE name: edition: a packed edition must have five parts",
    );
    assert_eq!(error("cpe:/a:b:c:d:e:f:g:h"), "not a CPE name: it has more than seven attributes",);
    assert_eq!(
        error("cpe:2.3:a:b:c:*:*:*:*:*:*:*"),
        "not a CPE name: other: it is missing: there must be eleven attributes",
    );
    assert_eq!(
        error("cpe:2.3:a:b:c:1*2:*:*:*:*:*:*:*"),
        "not a CPE name: version: a wildcard is not at an end",
    );
    for text in [
        "",
        "cpe:",
        "cpe:2.3",
        "cpe:2.3:a:b:c:*:*:*:*:*:*:*:*:*",
        "cpe:2.3:a::c:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:**:c:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:?*b:c:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:b c:c:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:é:c:*:*:*:*:*:*:*:*",
        "cpe:2.3:a*:b:c:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:b:c:*:*:*:*:*:*:*:\\",
        "cpe:/a:b%02c",
    ] {
        assert!(Cpe::parse(text).is_err(), "{text}");
    }
}

/// The table of section 6.2 of NISTIR 7696, on the version of two names.
#[test]
fn attributes_relate_as_the_table_has_it() {
    use CpeRelation::{Disjoint, Equal, Subset, Superset, Undefined};

    let with = |version: &str| cpe(&format!("cpe:2.3:a:v:p:{version}:*:*:*:*:*:*:*"));
    for (source, target, relation) in [
        ("*", "*", Equal),
        ("*", "-", Superset),
        ("*", "1", Superset),
        ("*", "1*", Undefined),
        ("-", "*", Subset),
        ("-", "-", Equal),
        ("-", "1", Disjoint),
        ("-", "1*", Undefined),
        ("1", "1", Equal),
        ("1", "2", Disjoint),
        ("1", "1*", Undefined),
        ("1", "-", Disjoint),
        ("1", "*", Subset),
        ("9.*", "9.3.2", Superset),
        ("9.*", "8.0", Disjoint),
        ("9.*", "-", Disjoint),
        ("9.*", "*", Subset),
        ("9.*", "9.*", Undefined),
        ("BETA", "beta", Equal),
        ("sp?", "sp3", Superset),
        ("sp?", "sp", Superset),
        ("sp?", "sp10", Disjoint),
        ("sp??", "sp10", Superset),
        ("?sp", "xsp", Superset),
        ("?sp", "xxsp", Disjoint),
        ("*sp*", "a-sp-b", Superset),
        ("??1.0*", "v1.0-rc", Superset),
        (r"1\*", "11", Disjoint),
        (r"1\*", r"1\*", Equal),
        ("?", "a", Superset),
        ("?", "ab", Disjoint),
    ] {
        let got = with(source).compare_attribute(&with(target), CpeAttribute::Version);
        assert_eq!(got, relation, "{source} with {target}");
    }
}

/// The worked example of section 6.3 of NISTIR 7696.
#[test]
fn names_relate_as_their_attributes_do() {
    use CpeRelation::{Disjoint, Equal, Subset, Superset, Undefined};

    let source = cpe("cpe:2.3:a:adobe:*:9.*:*:palmos:-:*:*:*:*");
    let target = cpe("cpe:2.3:a:*:reader:9.3.2:-:-:-:*:*:*:*");
    let relations: Vec<CpeRelation> = CpeAttribute::ALL
        .into_iter()
        .take(7)
        .map(|attribute| source.compare_attribute(&target, attribute))
        .collect();
    assert_eq!(relations, [Equal, Subset, Superset, Superset, Superset, Disjoint, Equal]);
    assert_eq!(source.compare(&target), Disjoint);

    let (wide, narrow) = (cpe("cpe:/a:acme"), cpe("cpe:/a:acme:tool:1.0"));
    assert_eq!(wide.compare(&narrow), Superset);
    assert_eq!(narrow.compare(&wide), Subset);
    assert_eq!(wide.compare(&wide), Equal);
    assert_eq!(wide.compare(&cpe("cpe:/o:acme")), Disjoint);
    assert_eq!(cpe("cpe:/a:acme::1").compare(&cpe("cpe:/a::tool:1")), Undefined);
}

#[test]
fn the_schemas_patterns_are_narrower_than_the_reader() {
    for (_, formatted, _) in NAMES {
        assert!(is_cpe23_pattern(formatted), "{formatted}");
    }
    for text in ["cpe:/", "cpe:/a", "CPE:/O:x", "cpe:/a:b:c:d:e:f:g", "cpe:/a:b::%02~"] {
        assert!(is_cpe22_pattern(text), "{text}");
    }
    for text in ["cpe:/x", "cpe:a", "cpe:/a:b:c:d:e:f:g:h", "cpe:/a:b/c", "cpe:/ab", ""] {
        assert!(!is_cpe22_pattern(text), "{text}");
    }
    for text in [
        "cpe:2.3:a:b:c:*:*:*:english:*:*:*:*",
        "cpe:2.3:a:b:c:*:*:*:en-u:*:*:*:*",
        "cpe:2.3:a:b:??:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:b:1*2:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:b:\\a:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:b:c:*:*:*:*:*:*:*",
        "cpe:2.3:a:b:c:*:*:*:*:*:*:*:*:*",
        "cpe:2.3:a::c:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:b:c:*:*:*:*:*:*:*:\\",
        "cpe:2.3:A:b:c:*:*:*:*:*:*:*:*",
    ] {
        assert!(!is_cpe23_pattern(text), "{text}");
    }
    for text in
        ["cpe:2.3:-:??b*:B.c-_:*:*:*:de-DE:-:*:*:es-419", "cpe:2.3:*:b:c:*:*:*:es-419:*:*:*:*"]
    {
        assert!(is_cpe23_pattern(text), "{text}");
    }
}
