use super::wire::{Backward, Bad, Kind, Tag, tag, varint};
use super::*;
use crate::document::{NoteKind, Notes};
use crate::json::{self, Style};
use crate::limits::ParseOptions;
use crate::losses::Losses;
use crate::tree::{Key, Value};

fn as_json(bytes: &[u8]) -> String {
    let tree = read(bytes.to_vec(), &ParseOptions::default(), &mut Notes::default()).unwrap();
    json::to_text(tree.root(), Style::Compact)
}

#[test]
fn varints_are_read_as_they_are_written() {
    for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
        let mut out = Backward::default();
        out.varint(value);
        let bytes = out.finish();
        assert_eq!(varint(&bytes, 0, bytes.len()), Ok((value, bytes.len())));
        let cut = bytes.len() - 1;
        assert_eq!(varint(&bytes, 0, cut), Err(Bad::Truncated));
    }
    assert_eq!(varint(&[0xFF; 11], 0, 11), Err(Bad::TooLong));
}

#[test]
fn tags_are_judged() {
    let read = |bytes: &[u8]| tag(bytes, 0, bytes.len()).map(|(tag, _)| tag);
    assert_eq!(read(&[0x0A]), Ok(Tag { number: 1, kind: Kind::Length }));
    assert_eq!(read(&[0x0B]), Err(Bad::Group));
    assert_eq!(read(&[0x0E]), Err(Bad::Kind));
    assert_eq!(read(&[0x02]), Err(Bad::Number));
}

#[test]
fn messages_that_come_again_are_joined_and_of_values_the_last_counts() {
    // Metadata twice: a component's type and name each; the version of the document twice.
    let mut bytes = b"\x0a\x031.6\x10\x01\x10\x02".to_vec();
    bytes.extend(b"\x22\x04\x22\x02\x08\x01\x22\x05\x22\x03\x42\x01a");
    assert_eq!(
        as_json(&bytes),
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","version":2,"metadata":{"component":{"type":"application","name":"a"}}}"#
    );
}

#[test]
fn lists_may_be_packed_or_scattered() {
    // Two weaknesses in one field and one in another, a reference in between.
    let bytes = b"\x0a\x031.6\x52\x0c\x32\x02\x01\x02\x12\x02id\x30\x03\x32\x00";
    assert!(as_json(bytes).contains(r#""cwes":[1,2,3]"#), "{}", as_json(bytes));
}

#[test]
fn texts_stay_pieces_of_the_source() {
    let bytes = b"\x0a\x031.6\x2a\x08\x08\x03\x42\x04name".to_vec();
    let tree = read(bytes, &ParseOptions::default(), &mut Notes::default()).unwrap();
    assert_eq!(tree.source(), "  1.6      name");
    let mut losses = Losses::default();
    assert_eq!(write(tree.root(), &mut losses), b"\x0a\x031.6\x2a\x08\x08\x03\x42\x04name");
    assert!(losses.is_empty());
}

#[test]
fn unknown_fields_inside_of_choices_come_back() {
    // Number 99, in the message around a licence, an expression, a dataset, an asserter and a
    // list that has a message of its own.
    let text = r##"{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [{
        "type": "library", "name": "a",
        "licenses": [{"#choice": ["980601"], "license": {"id": "MIT"}},
            {"#choice": ["980602"], "expression": "MIT OR ISC", "acknowledgement": "declared"}],
        "modelCard": {"modelParameters": {"datasets": [{"#choice": ["980603"], "ref": "r"}]}},
        "patentAssertions": [{"assertionType": "license",
            "asserter": {"#choice": ["980604"], "name": "n", "url": ["https://acme.test"]}}]}]}"##;
    let (tree, _) = json::parse(text.to_owned(), 64).unwrap();
    let bytes = write(tree.root(), &mut Losses::default());
    let mut notes = Notes::default();
    let again = read(bytes.clone(), &ParseOptions::default(), &mut notes).unwrap();
    assert_eq!(write(again.root(), &mut Losses::default()), bytes);
    let mut kept = Vec::new();
    let mut open = vec![again.root()];
    while let Some(value) = open.pop() {
        if value.key() == Key::HASH_CHOICE {
            kept.extend(value.children().filter_map(Value::as_str));
        }
        open.extend(value.children());
    }
    kept.sort_unstable();
    assert_eq!(kept, ["980601", "980602", "980603", "980604"]);
    assert_eq!(notes.count(NoteKind::UnknownMember), 4);
}

#[test]
fn unknown_fields_inside_of_an_extension_of_a_certificate_come_back() {
    // Number 99 beside the message of its kind and within it; and a kind that does not exist.
    let text = r##"{"bomFormat": "CycloneDX", "specVersion": "1.7", "components": [{
        "type": "cryptographic-asset", "name": "a", "cryptoProperties": {
        "assetType": "certificate", "certificateProperties": {"certificateExtensions": [
            {"customExtensionName": "n", "customExtensionValue": "v",
                "#choice": ["980601"], "#fields": ["980602", "9a06026869"]},
            {"commonExtensionName": "keyUsage", "#fields": ["980603"]},
            {"#choice": ["1a020801"]}]}}}]}"##;
    let (tree, _) = json::parse(text.to_owned(), 64).unwrap();
    let mut losses = Losses::default();
    let bytes = write(tree.root(), &mut losses);
    let mut notes = Notes::default();
    let again = read(bytes.clone(), &ParseOptions::default(), &mut notes).unwrap();
    assert_eq!(notes.count(NoteKind::UnknownMember), 5);
    let list =
        again.at("/components/0/cryptoProperties/certificateProperties/certificateExtensions");
    let kept: Vec<Vec<_>> = list
        .unwrap()
        .children()
        .map(|item| {
            let lists = item.children().filter(|member| member.is_array());
            lists.flat_map(Value::children).filter_map(Value::as_str).collect()
        })
        .collect();
    let expected = [vec!["980601", "980602", "9a06026869"], vec!["980603"], vec!["1a020801"]];
    assert_eq!(kept, expected);
    assert_eq!(write(again.root(), &mut losses), bytes);
}

#[test]
fn a_choice_of_the_future_is_kept_as_a_whole() {
    // A patent of a third kind: field 62 of a component is not looked up here, but written first.
    let text = r#"{"bomFormat": "CycloneDX", "specVersion": "1.7",
        "definitions": {"patents": [{"familyId": "f"}]}}"#;
    let (tree, _) = json::parse(text.to_owned(), 64).unwrap();
    let bytes = write(tree.root(), &mut Losses::default());
    let family = bytes.len() - 5;
    assert_eq!(bytes[family..], [0x12, 0x03, 0x12, 0x01, b'f'], "{bytes:x?}");
    let mut future = bytes;
    future[family] = 0x1A;
    let again = read(future.clone(), &ParseOptions::default(), &mut Notes::default()).unwrap();
    assert_eq!(write(again.root(), &mut Losses::default()), future);
}

#[test]
fn a_value_stays_when_it_comes_again_as_nothing_that_can_be_read() {
    let written = |bytes: &[u8]| {
        let tree = read(bytes.to_vec(), &ParseOptions::default(), &mut Notes::default()).unwrap();
        write(tree.root(), &mut Losses::default())
    };
    let has = |bytes: &[u8], piece: &[u8]| bytes.windows(piece.len()).any(|part| part == piece);
    // A point in time, then a message of seconds that are a text.
    let bytes = b"\x0a\x031.6\x5a\x0c\x22\x06\x08\x80\xb3\xbe\x8e\x06\x22\x02\x0a\x00";
    assert!(as_json(bytes).contains(r#""timestamp":"2022-01-01T00:00:00Z""#), "{}", as_json(bytes));
    let once = written(bytes);
    assert!(has(&once, b"\x22\x06\x08\x80\xb3\xbe\x8e\x06"), "{once:x?}");
    assert!(has(&once, b"\x22\x02\x0a\x00"), "{once:x?}");
    assert_eq!(written(&once), once);
    // An asserter by its reference, then one that says nothing, one of a kind that does not exist
    // and one of which the reference is a number.
    let asserters = b"\x22\x03\x1a\x01a\x22\x00\x22\x02\x20\x01\x22\x02\x18\x07";
    let assertion = [&[0x9A, 0x02, asserters.len() as u8], asserters.as_slice()].concat();
    let bytes = [b"\x0a\x031.7\x2a", [assertion.len() as u8].as_slice(), &assertion].concat();
    assert!(as_json(&bytes).contains(r#""asserter":"a""#), "{}", as_json(&bytes));
    let once = written(&bytes);
    assert!(has(&once, b"\x22\x03\x1a\x01a"), "{once:x?}");
    assert!(has(&once, b"\x22\x02\x20\x01\x22\x02\x18\x07"), "{once:x?}");
    assert_eq!(written(&once), once);
}
