use sbom::{Code, Limits, ParseOptions};

const BOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":["#;

fn nested_components(levels: usize) -> String {
    let open = r#"{"type":"library","name":"n","components":["#;
    format!("{BOM}{}{}]}}", open.repeat(levels), "]}".repeat(levels))
}

#[test]
fn hundred_nested_components_are_legitimate() {
    let document = sbom::parse(nested_components(100).as_bytes()).unwrap();
    assert_eq!(document.components().count(), 100);
    let deepest = document.components().last().unwrap();
    assert_eq!(std::iter::successors(Some(deepest), |it| it.parent()).count(), 100);
}

/// Runs on the two megabytes of a test thread's stack.
#[test]
fn deepest_allowed_nesting_fits_the_stack() {
    let mut options = ParseOptions::default();
    options.limits.depth = usize::MAX;
    let levels = (Limits::MAX_DEPTH - 2) / 2;
    let document = sbom::parse_with(nested_components(levels).as_bytes(), &options).unwrap();
    assert_eq!(document.components().count(), levels);
    let error = sbom::parse_with(nested_components(levels + 2).as_bytes(), &options).unwrap_err();
    assert_eq!(error.code(), Code::TooDeep);
}

#[test]
fn bottomless_nesting_is_refused_wherever_it_stands() {
    let deep = 100_000;
    let texts = [
        nested_components(deep),
        "[".repeat(1_000_000),
        "{\"a\":".repeat(deep),
        format!("{BOM}],\"unknown\":{}{}}}", "[".repeat(deep), "]".repeat(deep)),
        format!("{BOM}{{\"evidence\":{}{}}}]}}", "{\"a\":".repeat(deep), "}".repeat(deep)),
        format!("{{\"spdxVersion\":\"SPDX-2.3\",\"packages\":{}", "[".repeat(deep)),
        format!("{{\"@context\":\"https://openvex.dev/ns\",\"statements\":{}", "[".repeat(deep)),
    ];
    for text in &texts {
        let error = sbom::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.code(), Code::TooDeep, "{error}");
        assert!(error.path().is_some_and(|path| path.len() < 20_000));
        assert_eq!(sbom::vex::parse(text.as_bytes()).unwrap_err().code(), Code::TooDeep);
    }
}

#[test]
fn items_are_bounded_wherever_they_stand() {
    let mut options = ParseOptions::default();
    options.limits.items = 1000;
    let many = |item: &str| vec![item; 1001].join(",");
    for text in [
        format!("{BOM}{}]}}", many("{}")),
        format!("{BOM}{{\"components\":[{}]}}]}}", many("{}")),
        format!("{BOM}{{\"hashes\":[{}]}}]}}", many(r#"{"alg":"MD5","content":"0"}"#)),
        format!("{BOM}{{\"properties\":[{}]}}]}}", many("{}")),
        format!("{BOM}],\"dependencies\":[{}]}}", many(r#"{"ref":"a"}"#)),
        format!("{BOM}],\"dependencies\":[{{\"ref\":\"a\",\"dependsOn\":[{}]}}]}}", many("\"a\"")),
        format!("{BOM}],\"vulnerabilities\":[{}]}}", many("{}")),
        format!("{{\"spdxVersion\":\"SPDX-2.3\",\"files\":[{}]}}", many("{}")),
        format!("{{\"spdxVersion\":\"SPDX-2.3\",\"relationships\":[{}]}}", many("{}")),
        format!("{{\"spdxVersion\":\"SPDX-2.3\",\"documentDescribes\":[{}]}}", many("\"a\"")),
    ] {
        let error = sbom::parse_with(text.as_bytes(), &options).unwrap_err();
        assert_eq!(error.code(), Code::TooMany, "{error}");
        assert!(error.is_limit() && error.line() == Some(1), "{error}");
    }
}

#[test]
fn bytes_are_bounded_before_anything_else() {
    let mut options = ParseOptions::default();
    options.limits.bytes = 10;
    let error = sbom::parse_with(b"{\"bomFormat\"", &options).unwrap_err();
    assert_eq!(error.to_string(), "the input has 12 bytes, more than 10");
}

#[test]
fn every_truncation_is_an_error_with_a_place() {
    for bytes in [
        &include_bytes!("../fixtures/cyclonedx/1.6/everything.json")[..],
        include_bytes!("../fixtures/spdx/2.2/everything.json"),
        include_bytes!("../fixtures/openvex/0.2.0/shop.json"),
    ] {
        let end = bytes.trim_ascii_end().len();
        for end in 0..end {
            let error = sbom::parse(&bytes[..end]).unwrap_err();
            match error.code() {
                Code::Empty => assert_eq!(end, 0),
                Code::Truncated => assert!(error.line().is_some(), "{end}: {error}"),
                other => panic!("{end}: {other} {error}"),
            }
            assert!(sbom::vex::parse(&bytes[..end]).is_err());
        }
    }
}

/// Whatever is done to a byte, the answer is a document or an error.
#[test]
fn damaged_bytes_never_panic() {
    let original = include_bytes!("../fixtures/cyclonedx/1.6/everything.json");
    let damages = [b'"', b'\\', b'{', b']', b',', 0, 0xFF, b'9'];
    for (at, damage) in (0..original.len()).zip(damages.into_iter().cycle()) {
        let mut bytes = original.to_vec();
        bytes[at] = damage;
        if let Ok(document) = sbom::parse(&bytes) {
            let _ = document.graph();
        }
    }
}

#[test]
fn text_cut_within_a_character_is_truncated() {
    let mut bytes = format!("{BOM}{{\"name\":\"").into_bytes();
    bytes.push(0xC3);
    let error = sbom::parse(&bytes).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::Truncated, Some("/components/0/name")));
}

#[test]
fn invalid_utf8_is_refused_even_where_it_would_be_skipped() {
    let mut bytes = format!("{BOM}],\n\"unknown\":\"").into_bytes();
    bytes.extend(b"\xC3\x28\"}");
    let error = sbom::parse(&bytes).unwrap_err();
    assert_eq!(error.code(), Code::InvalidEncoding);
    assert_eq!((error.line(), error.column(), error.path()), (Some(2), Some(12), Some("/unknown")));
}

#[test]
fn repeated_keys_are_refused_since_readers_disagree() {
    for (text, path) in [
        (format!("{BOM}],\"components\":[]}}"), "/components"),
        (format!("{BOM}{{\"name\":null,\"name\":\"b\"}}]}}"), "/components/0/name"),
        (format!("{BOM}{{\"name\":\"a\",\"name\":\"b\"}}]}}"), "/components/0/name"),
        (format!("{BOM}{{\"hashes\":[],\"hashes\":[]}}]}}"), "/components/0/hashes"),
        (
            format!("{BOM}{{\"hashes\":[{{\"alg\":\"a\",\"alg\":\"b\"}}]}}]}}"),
            "/components/0/hashes/0/alg",
        ),
        (format!("{BOM}],\"dependencies\":[],\"dependencies\":[]}}"), "/dependencies"),
        ("{\"spdxVersion\":\"SPDX-2.3\",\"name\":\"a\",\"name\":\"b\"}".to_owned(), "/name"),
    ] {
        let error = sbom::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.code(), Code::DuplicateKey, "{error}");
        assert!(error.message().starts_with("duplicate key `"), "{error}");
        assert_eq!(error.path().unwrap_or_default(), path, "{error}");
    }
}

#[test]
fn huge_texts_are_read() {
    let name = "x".repeat(10 << 20);
    let text = format!("{BOM}{{\"type\":\"library\",\"name\":\"{name}\"}}]}}");
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!(document.components().next().unwrap().name().len(), 10 << 20);
    let escapes = "\\u00e9".repeat(1 << 20);
    let text = format!("{BOM}{{\"type\":\"library\",\"name\":\"{escapes}\"}}]}}");
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!(document.components().next().unwrap().name().chars().count(), 1 << 20);
}

#[test]
fn strict_refuses_the_first_deviation_and_says_where() {
    let strict = |text: &str| sbom::parse_with(text.as_bytes(), &ParseOptions::strict());
    let error = strict(&format!("{BOM}{{\"type\":\"gadget\",\"name\":\"a\"}}]}}")).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::Deviation, Some("/components/0")));
    assert_eq!(error.message(), "unknown component type: `gadget`");
    let error = strict(&format!("{BOM}{{\"type\":\"library\"}}]}}")).unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::MissingMember, "missing member: `name`"));
    let error = strict(&format!("{BOM}],\"my-own-key\":1}}")).unwrap_err();
    assert_eq!(error.message(), "unknown member: `my-own-key`");
    let error = strict(&format!("{BOM}{{\"type\":\"library\",\n \"name\":\"a\",\"x\":1}}]}}"));
    let error = error.unwrap_err();
    // The path leads to the element, line and column to the member itself.
    assert_eq!((error.path(), error.line()), (Some("/components/0"), Some(2)));
    assert_eq!(error.column(), Some(17));
    let error = strict(&format!("{BOM}{{\"type\":\"file\",\"name\":\"a\",\"scope\":null}}]}}"));
    assert_eq!(error.unwrap_err().message(), "null where a value was due: `scope`");
    assert!(strict(&format!("{BOM}]}}")).is_ok());
}

#[test]
fn trailing_text_is_refused() {
    let error = sbom::parse(format!("{BOM}]}} extra").as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::Syntax);
    assert!(sbom::parse(format!("{BOM}]}}\n\n").as_bytes()).is_ok());
}
