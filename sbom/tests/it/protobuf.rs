//! CycloneDX in protobuf, against bytes that Google's own library wrote.

use sbom::{Code, Encoding, NoteKind, ParseOptions, Style};
use serde_json::Value;

const SHOP: &[u8] = include_bytes!("../fixtures/cyclonedx/1.7/shop.cdx.bin");
const SHOP_JSON: &str = include_str!("../fixtures/cyclonedx/1.7/shop.cdx.json");
const TOOLS: &[u8] = include_bytes!("../fixtures/cyclonedx/1.3/tools.cdx.bin");

fn as_json(bytes: &[u8]) -> Value {
    let document = sbom::parse(bytes).unwrap();
    let written = document.write_as(Encoding::Json, Style::Compact).unwrap();
    serde_json::from_slice(&written.bytes).unwrap()
}

#[test]
fn what_the_real_library_wrote_reads_as_its_twin_in_json() {
    let twin: Value = serde_json::from_str(SHOP_JSON).unwrap();
    assert_eq!(as_json(SHOP), twin);
    let document = sbom::parse(SHOP).unwrap();
    assert_eq!(document.encoding(), Encoding::Protobuf);
    assert_eq!(document.spec_version(), "1.7");
    let serde = document.components().find(|component| component.name() == "serde").unwrap();
    assert_eq!(serde.purl(), Some("pkg:cargo/serde@1.0.228"));
}

#[test]
fn tools_of_old_versions_are_a_list_and_defaults_are_said() {
    let json = as_json(TOOLS);
    assert_eq!(json["metadata"]["tools"][1]["name"], "sorter");
    assert_eq!(json["metadata"]["licenses"][0]["license"]["id"], "CC0-1.0");
    assert_eq!(json["components"][0]["modified"], true);
}

#[test]
fn what_is_written_reads_the_same() {
    for bytes in [SHOP, TOOLS] {
        let written = sbom::parse(bytes).unwrap().write().unwrap();
        assert_eq!(as_json(&written), as_json(bytes));
        // Written once more, it is the same to the byte.
        assert_eq!(sbom::parse(&written).unwrap().write().unwrap(), written);
    }
}

#[test]
fn json_goes_through_protobuf_unharmed() {
    let document = sbom::parse(SHOP_JSON.as_bytes()).unwrap();
    let written = document.write_as(Encoding::Protobuf, Style::Pretty).unwrap();
    assert!(written.losses.is_empty(), "{}", written.losses);
    let twin: Value = serde_json::from_str(SHOP_JSON).unwrap();
    assert_eq!(as_json(&written.bytes), twin);
}

#[test]
fn what_protobuf_cannot_say_is_told() {
    let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {"timestamp": "2024-01-01T00:00:00+02:00"},
        "components": [{"type": "gadget", "name": "a", "x-odd": 1, "scope": null}],
        "signature": {"algorithm": "ES256", "value": "eA"}}"#;
    let document = sbom::parse(text).unwrap();
    let written = document.write_as(Encoding::Protobuf, Style::Pretty).unwrap();
    let mut losses: Vec<_> =
        written.losses.iter().map(|loss| format!("{} {}", loss.path(), loss.reason())).collect();
    losses.sort();
    assert_eq!(
        losses,
        [
            "/components/0/scope invalid",
            "/components/0/type invalid",
            "/components/0/x-odd unknown-member",
            "/metadata/timestamp approximated",
            "/signature signature",
        ]
    );
}

#[test]
fn fields_of_the_future_are_kept() {
    // Field 999 of the document, a varint; field 77 of a component, four bytes.
    let mut bytes = b"\x0a\x031.6".to_vec();
    bytes.extend(b"\x2a\x0b\x08\x03\x42\x01a\xed\x04\x01\x02\x03\x04");
    bytes.extend(b"\xb8\x3e\x2a");
    let document = sbom::parse(&bytes).unwrap();
    assert_eq!(document.components().next().unwrap().name(), "a");
    assert_eq!(document.notes().count(NoteKind::UnknownMember), 2);
    assert_eq!(document.write().unwrap(), bytes);
    let error = sbom::parse_with(&bytes, &ParseOptions::strict()).unwrap_err();
    assert_eq!(error.code(), Code::Deviation);
}

#[test]
fn every_cut_ends_in_a_document_or_an_error() {
    for end in 0..SHOP.len() {
        if let Err(error) = sbom::parse(&SHOP[..end]) {
            assert!(
                matches!(
                    error.code(),
                    Code::Truncated | Code::Empty | Code::Unrecognised | Code::InvalidEncoding
                ),
                "{end}: {error}"
            );
        }
    }
}

#[test]
fn hostile_messages_are_refused() {
    let with = |tail: &[u8]| {
        let mut bytes = b"\x0a\x031.6".to_vec();
        bytes.extend(tail);
        sbom::parse(&bytes).unwrap_err()
    };
    assert_eq!(with(b"\x2b").code(), Code::Syntax, "groups");
    assert_eq!(with(b"\x2f").code(), Code::Syntax, "no such kind");
    assert_eq!(with(b"\x00\x00").code(), Code::Syntax, "field zero");
    assert_eq!(with(b"\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01").code(), Code::Syntax);
    assert_eq!(
        with(b"\x2a\xff\xff\xff\xff\x0f").code(),
        Code::Truncated,
        "a length beyond the end"
    );
    let error = with(b"\x2a\x04\x42\x02\xc3\x28");
    assert_eq!(error.code(), Code::InvalidEncoding);
    // Components inside one another: each level needs its length in front.
    let mut deep = Vec::new();
    for _ in 0..2000 {
        let mut outer = vec![0xAA, 0x01];
        let mut len = deep.len();
        while len >= 0x80 {
            outer.push(len as u8 | 0x80);
            len >>= 7;
        }
        outer.push(len as u8);
        outer.extend(deep);
        deep = outer;
    }
    // The outermost is a component of the document.
    let deep = [&[0x2A][..], &deep[2..]].concat();
    assert_eq!(with(&deep).code(), Code::TooDeep);
}
