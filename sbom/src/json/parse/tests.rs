use proptest::prelude::*;

use super::*;
use crate::json::{Style, to_text};
use crate::tree::Value;

fn error(text: &str) -> String {
    parse(text.to_owned(), 8).unwrap_err().to_string()
}

/// Writes a value in a way that shows its structure.
fn show(value: Value<'_>) -> String {
    let inner = || value.children().map(show).collect::<Vec<_>>().join(" ");
    let shown = match value.scalar() {
        Some(scalar) => format!("{scalar:?}"),
        None if value.is_object() => format!("{{{}}}", inner()),
        None => format!("[{}]", inner()),
    };
    match value.key() {
        Key::NONE => shown,
        _ => format!("{}={shown}", value.key_text()),
    }
}

#[test]
fn values_keep_order_and_lexemes() {
    let text = r#" {"a": [1, -0.50e+2, {}], "name": "x\u00e9\ud83d\ude00\n", "b": [true,false,null,[]]} tail"#;
    let (tree, end) = parse(text.to_owned(), 8).unwrap();
    assert_eq!(
        show(tree.root()),
        "{a=[Number(\"1\") Number(\"-0.50e+2\") {}] name=Text(\"xé😀\\n\") \
         b=[Bool(true) Bool(false) Null []]}"
    );
    assert_eq!(&text[end..], "tail");
}

#[test]
fn faults_name_their_place() {
    assert_eq!(error(r#"{"a": [1 2]}"#), "expected `,` or `]` at line 1 column 10 (`/a/0`)");
    assert_eq!(
        error(r#"{"a": [1, ]}"#),
        "trailing comma: JSON has none behind the last value at line 1 column 9 (`/a/0`)"
    );
    assert_eq!(
        error("{\"a\": 1,\n}"),
        "trailing comma: JSON has none behind the last value at line 1 column 8 (`/a`)"
    );
    assert_eq!(error("{\"a\": 1, // one\n}"), "comments are not JSON at line 1 column 10");
    assert_eq!(error("[/* one */ 1]"), "comments are not JSON at line 1 column 2 (`/0`)");
    assert_eq!(error("[1,,2]"), "expected a value at line 1 column 4 (`/1`)");
    assert_eq!(error(r#"{"a": 01}"#), "invalid number at line 1 column 7 (`/a`)");
    assert_eq!(error("{\"a\":\n nul}"), "expected a value at line 2 column 2 (`/a`)");
    assert_eq!(error(r#"{"a": "x\q"}"#), "invalid escape in a string at line 1 column 9 (`/a`)");
    assert_eq!(
        error(r#"{"a": ["#),
        "the text ends in the middle of a value at line 1 column 8 (`/a/0`)"
    );
    assert_eq!(
        error("[[[[[[[[[]]]]]]]]]"),
        "values are nested more than 8 levels deep at line 1 column 9 (`/0/0/0/0/0/0/0/0`)"
    );
}

#[test]
fn repeated_key_is_refused_however_many_there_are() {
    assert!(error(r#"{"a":{"b":1},"\u0061":2}"#).starts_with("duplicate key `a`"));
    let many: Vec<String> = (0..1000).map(|n| format!("\"k{n}\":{{\"k1\":{n}}}")).collect();
    let text = format!("{{{}}}", many.join(","));
    assert_eq!(parse(text, 8).unwrap().0.root().children().count(), 1000);
    let text = format!("{{{},\"k7\":0}}", many.join(","));
    assert!(error(&text).starts_with("duplicate key `k7`"));
}

#[test]
fn strings_end_at_any_distance() {
    for len in 0..40 {
        let inner: String = "é".repeat(len / 2) + &"x".repeat(len % 2);
        let (tree, _) = parse(format!("\"{inner}\""), 1).unwrap();
        assert_eq!(tree.root().as_str(), Some(inner.as_str()));
        let (tree, _) = parse(format!("\"{inner}\\\\\""), 1).unwrap();
        assert_eq!(tree.root().as_str(), Some(format!("{inner}\\").as_str()));
        assert!(error(&format!("\"{inner}\u{1f}\" ")).starts_with("control character"));
    }
}

/// Reads a text that must be one value and nothing else.
fn whole(text: &str) -> Result<Tree, Code> {
    let (tree, end) = parse(text.to_owned(), 8).map_err(|error| error.code())?;
    if end == text.len() { Ok(tree) } else { Err(Code::Syntax) }
}

#[test]
fn everything_that_json_allows_is_read() {
    for (text, written) in [
        ("[]", "[]"),
        ("[ ]", "[]"),
        (" [] ", "[]"),
        ("\r\n\t {\r\n\t }\r\n\t ", "{}"),
        ("null", "null"),
        ("true", "true"),
        ("false", "false"),
        ("\"\"", "\"\""),
        ("\" \"", "\" \""),
        ("-0", "-0"),
        ("0", "0"),
        ("123", "123"),
        ("-1.5", "-1.5"),
        ("0.0e0", "0.0e0"),
        ("1e1", "1e1"),
        ("1E+2", "1E+2"),
        ("1e-2", "1e-2"),
        ("1.000000000000000000000000000001", "1.000000000000000000000000000001"),
        ("123456789012345678901234567890e999", "123456789012345678901234567890e999"),
        ("[1,2 , 3]", "[1,2,3]"),
        ("[[],{},[{}]]", "[[],{},[{}]]"),
        (r#"{"":0}"#, r#"{"":0}"#),
        (r#"{"a":1,"A":2}"#, r#"{"a":1,"A":2}"#),
        (r#"{"a":{"a":{"a":0}},"b":{"a":0}}"#, r#"{"a":{"a":{"a":0}},"b":{"a":0}}"#),
        (r#"{"\u006eame" : "x"}"#, r#"{"name":"x"}"#),
        (r#"{"name\u0000":1,"name":2}"#, r#"{"name\u0000":1,"name":2}"#),
        (r#""\"\\\/\b\f\n\r\t""#, r#""\"\\/\b\f\n\r\t""#),
        (r#""\u0000\u001F\u00e9\uABCD""#, "\"\\u0000\\u001fé\u{abcd}\""),
        (r#""\ud834\udd1e\uD83D\uDE00""#, "\"𝄞😀\""),
        (r#""\uDBFF\uDFFF\uFFFF\uFDD0""#, "\"\u{10FFFF}\u{FFFF}\u{FDD0}\""),
        (r#""\\u0041\\\u0042""#, r#""\\u0041\\B""#),
        ("\"\u{7f}\u{80}\u{2028}\u{2029}\u{feff}\"", "\"\u{7f}\u{80}\u{2028}\u{2029}\u{feff}\""),
    ] {
        let tree = whole(text).unwrap_or_else(|code| panic!("{code}: {text}"));
        assert_eq!(to_text(tree.root(), Style::Compact), written, "{text}");
    }
}

#[test]
fn everything_that_json_forbids_is_refused() {
    #[rustfmt::skip]
    let texts = [
        // Structure.
        "[1 true]", "[a]", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\"]]", "[1,]", "[,]",
        "[1:2]", "{1:1}", "{\"x\", null}", "{\"x\":}", "{\"x\"::\"b\"}", "{,}", "{\"a\":0,}",
        "{\"a\":0,,\"b\":1}", "{\"a\" 0}", "{a: \"b\"}", "{'a':0}", "{\"a\":\"b\"}}", "{]", "[}",
        "[1}", "{\"a\":1]", "{[1]}", "{null:1}", "]", "}", ",", ":", "[1]x", "{}{}", "1]",
        // Comments and what other languages allow.
        "[/**/]", "{\"a\":0 /* */}", "// c\n1", "#\n1", "[1;2]", "(1)", "<.>", "\\u0020[]",
        "{\"a\":undefined}", "`x`", "'x'", "*", "&", "[$]",
        // Words.
        "nulL", "True", "truee", "nulls", "fals e", "NaN", "Infinity", "-Infinity", "+1", "tru,",
        // Numbers.
        "01", "-01", "00", "-", "--1", "-x", "+0", "1.", "1.e1", ".5", "-.5", "1e", "1e+", "1E-",
        "1.5.2", "1e1.5", "0x1F", "1_000", "1 000", "1,0", "1a", "0e+-1", "-2.", "1e1e1", "１",
        "0b1", "1f", "- 1", "-true",
        // Strings.
        "\"\\a\"", "\"\\x00\"", "\"\\U0041\"", "\"\\'\"", "\"\\ \"", "\"\\\u{e9}\"", "\"\\u00g0\"",
        "\"\\u123\"", "\"\\u{41}\"", "\"\\u+041\"", "\"a\u{0}b\"", "\"a\nb\"", "\"a\tb\"",
        "\"a\u{1f}b\"", "{\"a\nb\":1}", "{\"na\u{0}me\":1}", "{\"name\u{1}\":1}",
        // Halves of surrogate pairs.
        "\"\\ud800\"", "\"\\uDC00\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\ud800\\u0041\"",
        "\"\\ud800\\ud800\"", "\"\\udc00\\ud800\"", "{\"\\ud800\":1}",
        // White space that is none.
        "\u{feff}[]", "[\u{a0}1]", "[\u{c}1]", "[\u{b}1]", "[1\u{85}]", "[\u{2028}1]", "[\u{0}1]",
        "{\"a\":\u{0}1}", "{\u{1}\"a\":1}", "[1\u{0}]",
    ];
    for text in texts {
        assert!(whole(text).is_err(), "{text:?}");
        // Far from the end of the text, where it is looked at in larger pieces.
        let text = format!("{{\"a\":{text},\"b\":\"{}\"}}", "x".repeat(64));
        assert!(whole(&text).is_err_and(|code| code == Code::Syntax), "{text:?}");
    }
}

#[test]
fn every_truncation_is_located() {
    let text = r#" {"bom-ref": "a\u00e9\ud83d\ude00\\", "x-odd\n": [1, -2.5e+10, true, false, null, {}],
        "licenses" :[ { "license":{"id" : "MIT"} } ] }"#;
    let (_, end) = parse(text.to_owned(), 8).unwrap();
    assert_eq!(end, text.len());
    for end in 0..text.len() {
        let error = parse(text[..end].to_owned(), 8).unwrap_err();
        assert_eq!(error.code(), Code::Truncated, "{}: {error}", &text[..end]);
        assert!(error.line().is_some() && error.column().is_some());
    }
}

#[test]
fn nesting_is_bounded_and_costs_no_stack() {
    for open in ["[", "{\"a\":", "[{\"components\":["] {
        let text = open.repeat(300_000);
        let error = parse(text, 256).unwrap_err();
        assert_eq!((error.code(), error.line()), (Code::TooDeep, Some(1)));
    }
    let levels = |count: usize| "[".repeat(count) + &"]".repeat(count);
    assert!(parse(levels(256), 256).is_ok());
    assert!(parse(levels(257), 256).is_err());
    assert_eq!(parse(levels(200_000), 200_000).unwrap().0.len(), 200_000);
}

#[test]
fn elements_are_bounded_and_the_one_too_many_is_named() {
    let limits = Limits { items: 4, ..Limits::default() };
    let code = |text: &str| parse_within(text.to_owned(), &limits).map_err(|error| error.code());
    assert!(code(r#"{"a": [1, [], {"b": [2]}], "c": {}, "d": [], "e": 0}"#).is_ok());
    assert!(code("[[[[[]]]]]").is_ok());
    assert_eq!(code("[[[[[1]]]]]").unwrap_err(), Code::TooMany);
    let error = parse_within("{\"a\":[1,2],\n\"b\":[3,4,5]}".to_owned(), &limits).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::TooMany, Some("/b/2")));
    assert_eq!((error.line(), error.column()), (Some(2), Some(10)));
}

#[test]
fn huge_strings_are_read() {
    let size = 10 << 20;
    let plain = "é".repeat(size / 2);
    let tree = whole(&format!("\"{plain}\"")).unwrap();
    assert_eq!(tree.root().as_str(), Some(plain.as_str()));
    let tree = whole(&format!("[\"{}\"]", r"\n".repeat(size / 20))).unwrap();
    let decoded = tree.root().children().next().unwrap().as_str().unwrap();
    assert_eq!((decoded.len(), decoded.trim_start()), (size / 20, ""));
    assert_eq!(error(&format!("\"{plain}")), {
        let column = plain.len() + 2;
        format!("the text ends in the middle of a value at line 1 column {column}")
    });
}

/// Keys are told apart by one bit at first, one by one if bits are equal, and in a set if that
/// happens often: the answer is always the same.
#[test]
fn repeated_key_is_found_at_any_distance_and_number() {
    let keys: Vec<String> = (0..400).map(|n| format!("\"{n}\":{{}}")).collect();
    for count in [2, 3, 10, 60, 64, 65, 100, 130, 400] {
        let object = format!("{{{}", keys[..count].join(","));
        assert!(whole(&format!("{object}}}")).is_ok(), "{count}");
        for repeated in [0, 1, count / 2, count - 1] {
            for inner in ["0", "{\"0\":{\"1\":[]}}"] {
                let text = format!("{object},\"x\":{inner},\"{repeated}\":1,\"y\":0}}");
                assert_eq!(whole(&text).unwrap_err(), Code::DuplicateKey, "{repeated} of {count}");
            }
        }
        let text = format!("{object},\"name\":[{object},\"purl\":1}}],\"purl\":0,\"name\":1}}");
        assert_eq!(whole(&text).unwrap_err(), Code::DuplicateKey, "{count}");
    }
}

/// Any value, with texts of which some need escapes and names that are known, unknown, long and
/// odd.
fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let text =
        prop_oneof!["[ -~]{0,40}", any::<String>(), "[\"\\\\\u{0}-\u{1f}é😀]{0,12}", "[x]{28,36}",];
    let name = prop_oneof![
        proptest::sample::select(vec!["name", "bom-ref", "type", "version", "components", "purl"])
            .prop_map(str::to_owned),
        text.clone(),
    ];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        text.prop_map(serde_json::Value::String),
    ];
    leaf.prop_recursive(5, 80, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(serde_json::Value::Array),
            proptest::collection::vec((name.clone(), inner), 0..8)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_another_library_writes_is_read_and_written_with_the_same_meaning(value in any_value()) {
        for text in [value.to_string(), format!("{value:#}")] {
            let (tree, end) = parse(text.clone(), 256).unwrap();
            prop_assert_eq!(end, text.len());
            for style in [Style::Compact, Style::Pretty, Style::Sorted] {
                let written = to_text(tree.root(), style);
                // Names that start with `#` are never written.
                if !has_foreign(&value) {
                    let again: serde_json::Value = serde_json::from_str(&written).unwrap();
                    prop_assert_eq!(&again, &value);
                }
                let (second, _) = parse(written.clone(), 256).unwrap();
                prop_assert_eq!(to_text(second.root(), style), written);
            }
        }
    }

    #[test]
    fn grafted_values_equal_their_originals(value in any_value()) {
        let (tree, _) = parse(value.to_string(), 256).unwrap();
        let mut other = Tree::default();
        let mut top = Tail::ROOT;
        let mut list = other.array(&mut top, Key::NONE, None);
        for _ in 0..2 {
            other.graft(&mut list, Key::NONE, tree.root());
        }
        let copies: Vec<_> = other.root().children().map(show).collect();
        prop_assert_eq!(copies, vec![show(tree.root()); 2]);
    }

    #[test]
    fn no_text_is_read_that_another_library_refuses(text in "[\\[\\]{},:\"\\\\u0-9a-f \n\ttrue.+eE-]{0,24}") {
        let ours = whole(&text);
        let theirs: Result<serde_json::Value, _> = serde_json::from_str(&text);
        match (ours, theirs) {
            (Ok(tree), Ok(_)) => {
                let written = to_text(tree.root(), Style::Compact);
                prop_assert!(serde_json::from_str::<serde_json::Value>(&written).is_ok());
            }
            // The other library keeps the last of several members and knows numbers up to 1e308.
            (Err(Code::DuplicateKey), Ok(_)) => {}
            (Ok(_), Err(error)) => prop_assert!(error.to_string().starts_with("number out of range")),
            (Err(_), Err(_)) => {}
            (Err(code), Ok(_)) => prop_assert!(false, "{code}"),
        }
    }
}

fn has_foreign(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Array(elements) => elements.iter().any(has_foreign),
        serde_json::Value::Object(members) => {
            members.iter().any(|(name, value)| name.starts_with('#') || has_foreign(value))
        }
        _ => false,
    }
}
