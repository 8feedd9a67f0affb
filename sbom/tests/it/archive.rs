use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use sbom::{Code, NoteKind, ParseOptions};

const BOM: &[u8] =
    br#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a"}]}"#;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Writes a ZIP file as APPNOTE.TXT describes it.
fn zip(files: &[(&str, &[u8], bool)]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, content, is_deflated) in files {
        let mut sum = flate2::Crc::new();
        sum.update(content);
        let data = match is_deflated {
            false => content.to_vec(),
            true => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(content).unwrap();
                encoder.finish().unwrap()
            }
        };
        let mut common = Vec::new();
        common.extend([20, 0, 0, 0, if *is_deflated { 8 } else { 0 }, 0, 0, 0, 0, 0]);
        common.extend(sum.sum().to_le_bytes());
        common.extend((data.len() as u32).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((archive.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(data);
    }
    let start = archive.len() as u32;
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend((files.len() as u16).to_le_bytes());
    archive.extend((files.len() as u16).to_le_bytes());
    archive.extend((directory.len() as u32).to_le_bytes());
    archive.extend(start.to_le_bytes());
    archive.extend([0, 0]);
    archive
}

#[test]
fn gzip_is_unpacked_and_what_is_inside_found_by_content() {
    let document = sbom::parse(gzip(BOM)).unwrap();
    assert_eq!(document.components().count(), 1);
    let text = gzip(b"SPDXVersion: SPDX-2.3\n");
    assert_eq!(sbom::detect(&text).unwrap().encoding().as_str(), "tag-value");
    let error =
        sbom::parse(gzip(b"{\"bomFormat\": \"CycloneDX\", \"components\": 5}")).unwrap_err();
    assert_eq!(error.path(), Some("/components"));
}

#[test]
fn first_sbom_of_a_zip_is_taken_and_the_others_are_noted() {
    let archive = zip(&[
        ("README.md", b"not an SBOM", false),
        ("export/", b"", false),
        ("export/bom.json", BOM, true),
        ("export/other.json", BOM, false),
    ]);
    let document = sbom::parse(&archive).unwrap();
    assert_eq!(document.components().count(), 1);
    assert_eq!(document.notes().count(NoteKind::MoreDocuments), 1);
    let error =
        sbom::parse(zip(&[("bom.json", br#"{"bomFormat": "CycloneDX", "components": 5}"#, true)]));
    assert_eq!(error.unwrap_err().path(), Some("/bom.json/components"));
    assert_eq!(sbom::parse(zip(&[])).unwrap_err().code(), Code::NotAnSbom);
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let spaces = vec![b' '; 40 << 20];
    for bomb in [gzip(&spaces), zip(&[("a", &spaces, true)])] {
        assert!(bomb.len() < 100_000);
        assert_eq!(sbom::parse(bomb).unwrap_err().code(), Code::TooLarge);
    }
    // Each file may unpack to this much, all of them together may not.
    let padded = [BOM, &spaces[..1_000_000]].concat();
    let archive = zip(&[("a", &padded, true), ("b", &padded, true), ("c", &padded, true)]);
    assert!(sbom::parse(&archive).is_ok());
    let mut options = ParseOptions::default();
    options.limits.bytes = 2_500_000;
    let error = sbom::parse_with(&archive, &options).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::TooLarge, Some("/c")));
    let names: Vec<String> = (0..1001).map(|number| number.to_string()).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), &b""[..], false)).collect();
    assert_eq!(sbom::parse(zip(&files)).unwrap_err().code(), Code::TooMany);
}

#[test]
fn archive_in_an_archive_stays_closed() {
    let error = sbom::parse(gzip(&gzip(BOM))).unwrap_err();
    assert_eq!(error.message(), "unsupported format: an archive inside an archive");
    let error = sbom::parse(zip(&[("bom.json.gz", &gzip(BOM), false)])).unwrap_err();
    assert_eq!(error.path(), Some("/bom.json.gz"));
}

#[test]
fn spreadsheets_are_named() {
    let error = sbom::parse(zip(&[("[Content_Types].xml", b"<x/>", true)])).unwrap_err();
    assert!(error.is_unsupported() && error.message().contains("spreadsheet"), "{error}");
}

#[test]
fn damaged_archives_are_errors_wherever_the_damage_is() {
    for original in [gzip(BOM), zip(&[("bom.json", BOM, true)])] {
        for at in 0..original.len() {
            let mut bytes = original.clone();
            bytes[at] ^= 0xFF;
            // Names, dates and sizes that nobody relies on may change without harm.
            if let Ok(document) = sbom::parse(&bytes) {
                assert_eq!(document.components().count(), 1, "{at}");
            }
            assert!(sbom::parse(&original[..at]).is_err(), "{at}");
        }
    }
}
