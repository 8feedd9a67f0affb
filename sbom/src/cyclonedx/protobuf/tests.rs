use super::wire::{Backward, Bad, Kind, Tag, tag, varint};
use super::*;
use crate::document::Notes;
use crate::json::{self, Style};
use crate::limits::ParseOptions;
use crate::losses::Losses;

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
