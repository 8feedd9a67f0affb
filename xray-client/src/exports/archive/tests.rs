use std::io::Write as _;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        if name.ends_with('/') {
            writer.add_directory(*name, SimpleFileOptions::default()).unwrap();
        } else {
            let options =
                SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn files_come_out_in_order_and_folders_do_not() {
    let zip = archive(&[("dir/", b""), ("dir/a.json", b"{}"), ("../b", b"text")]);
    let files = unpack(&zip, &ArchiveLimits::default()).unwrap();
    let names: Vec<_> = files.iter().map(|file| (file.name.as_str(), &file.bytes[..])).collect();
    assert_eq!(names, [("dir/a.json", &b"{}"[..]), ("../b", b"text")]);
}

#[test]
fn what_is_no_archive_is_an_error() {
    for bytes in [&b""[..], b"<html>sign in</html>", b"PK\x03\x04 cut", b"{}"] {
        assert!(matches!(unpack(bytes, &ArchiveLimits::default()), Err(Fault::NotAZip(_))));
    }
    let whole = archive(&[("a", b"text")]);
    assert!(unpack(&whole[..whole.len() - 5], &ArchiveLimits::default()).is_err());
}

#[test]
fn a_bomb_is_stopped_at_the_limit_whatever_it_declares() {
    let zeros = vec![0; 1 << 20];
    let zip = archive(&[("bomb", &zeros)]);
    assert!(zip.len() < 10_000, "deflate should have made it small");
    let limits = ArchiveLimits::default().entry_bytes(1 << 10);
    let fault = unpack(&zip, &limits).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "entry `bomb` of the export unpacks to more than the limit of 1024 bytes"
    );

    // The same with a lie in both headers: 3 bytes declared.
    let mut liar = zip.clone();
    let size = (1_u32 << 20).to_le_bytes();
    let places: Vec<_> = (0..liar.len() - 4).filter(|&at| liar[at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        liar[at..at + 4].copy_from_slice(&3_u32.to_le_bytes());
    }
    assert!(unpack(&liar, &limits).is_err());
}

#[test]
fn limits_count_entries_the_sum_and_the_archive_itself() {
    let zip = archive(&[("a", b"12345"), ("b", b"12345"), ("c", b"12345")]);
    let fault = unpack(&zip, &ArchiveLimits::default().entries(2)).unwrap_err();
    assert_eq!(fault.to_string(), "the export has 3 entries, and the limit is 2");
    let fault = unpack(&zip, &ArchiveLimits::default().total_bytes(14)).unwrap_err();
    assert_eq!(fault.to_string(), "the export unpacks to more than the limit of 14 bytes");
    assert!(ArchiveError::from(fault).is_limit());
    assert!(unpack(&zip, &ArchiveLimits::default().total_bytes(15).entry_bytes(5)).is_ok());
    assert!(matches!(
        unpack(&zip, &ArchiveLimits::default().archive_bytes(10)),
        Err(Fault::ArchiveTooLarge { .. })
    ));
}

#[test]
fn damaged_content_is_an_error() {
    let mut zip = archive(&[("a", b"some text that deflate keeps as literals")]);
    // Inside the compressed data, behind the local header.
    zip[40] ^= 0xff;
    assert!(matches!(
        unpack(&zip, &ArchiveLimits::default()),
        Err(Fault::Entry { position: 0, .. })
    ));
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let mut zip = archive(&[("aa", b"one"), ("ab", b"two")]);
    while let Some(at) = zip.windows(2).position(|pair| pair == b"ab") {
        zip[at + 1] = b'a';
    }
    assert!(matches!(unpack(&zip, &ArchiveLimits::default()), Err(Fault::DuplicateNames)));
}
