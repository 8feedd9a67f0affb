//! What must hold of whatever was read, whichever target reads it.

mod policy;

pub use policy::{EVIDENCE, POLICY};

use std::collections::HashSet;

use sbom::{Document, Encoding, Mode, ParseOptions, Style};

/// The most things in lists that a target reads, so that one input takes no second.
const ITEMS: usize = 10_000;

/// Reads a document, within limits that keep the fuzzer quick.
///
/// # Panics
///
/// When a fault lies outside the input, or strict eyes read something else than lenient ones.
pub fn read(bytes: &[u8]) -> Option<Document> {
    let mut options = ParseOptions::default();
    options.limits.items = ITEMS;
    let lenient = sbom::parse_with(bytes, &options);
    options.mode = Mode::Strict;
    let strict = sbom::parse_with(bytes, &options);
    match lenient {
        Ok(document) => {
            match strict {
                Ok(strict) => {
                    assert_eq!(strict.element_count(), document.element_count());
                    assert_eq!(strict.edge_count(), document.edge_count());
                }
                Err(error) => assert!(!error.is_limit(), "{error}"),
            }
            Some(document)
        }
        Err(error) => {
            assert!(strict.is_err(), "strict reads what lenient refuses: {error}");
            let is_inside = error.line().is_none_or(|line| (1..=lines(bytes)).contains(&line));
            // Archives and envelopes count the lines of what they hold.
            assert!(is_inside || sbom_is_packed(bytes), "{error}");
            let _ = format!("{error} {error:?}");
            None
        }
    }
}

/// Asks a document for everything it computes late.
///
/// # Panics
///
/// When the elements do not add up, or a path is not as long as the depth.
pub fn look(document: &Document) {
    let elements = document.element_count();
    assert_eq!(document.elements().count(), elements);
    assert!(document.components().count() <= elements && document.files().count() <= elements);
    assert_eq!(document.relationships().filter(|_| true).count(), document.relationships().len());
    let graph = document.graph();
    // Paths to all elements of a large graph would take the fuzzer's whole day.
    for component in document.elements().take(50) {
        let id = component.id();
        assert!(document.component(id).is_some());
        let depth = graph.depth(id).map(|depth| depth as usize + 1);
        let steps = graph.path(id).map(Iterator::count);
        assert_eq!(depth, steps, "a shortest path is as long as the depth");
        let _ = (component.licences().count(), component.hashes().count());
        let _ = (component.identifiers().count(), component.properties().count());
        let _ = component
            .external_references()
            .map(|reference| reference.hashes().count())
            .sum::<usize>();
        let _ = (component.parties().count(), component.parsed_purl());
        let _ = (component.scope(), component.copyright(), component.download_location());
    }
    for found in document.vulnerabilities().take(50) {
        let _ = (found.id(), found.aliases().count(), found.cwes().count(), found.analysis());
        let _ = found.ratings().map(|rating| (rating.score(), rating.severity())).count();
        let _ = found.affects().map(|affected| affected.versions().count()).sum::<usize>();
    }
    let _ = (graph.edge_count(), graph.direct().count(), graph.orphans().count());
    let _ = (document.subject().is_some(), document.inferred_subject().is_some());
    let metadata = document.metadata();
    let _ = format!("{document:?} {metadata:?} {:?}", document.notes());
}

/// Writes a document and reads it again, unless nobody could tell what was written.
///
/// # Panics
///
/// When what was written cannot be read, holds something else, or is written otherwise the second
/// time.
pub fn write_again(document: &Document) {
    if !is_recognisable(document) {
        return;
    }
    for style in [Style::Pretty, Style::Canonical] {
        let Ok(made) = document.write_as(document.encoding(), style) else { return };
        let (written, losses) = (made.bytes, made.losses);
        let again = match sbom::parse(&written) {
            Ok(again) => again,
            Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&written)),
        };
        let text = || String::from_utf8_lossy(&written);
        assert_eq!(again.format(), document.format(), "{}", text());
        assert_eq!(again.encoding(), document.encoding(), "{}", text());
        assert_eq!(again.spec_version(), document.spec_version(), "{}", text());
        assert_eq!(again.element_count(), document.element_count(), "{}", text());
        assert_eq!(again.vulnerabilities().len(), document.vulnerabilities().len(), "{}", text());
        // Whose a file is of two that share an identifier, the second text tells otherwise.
        if document.encoding() == Encoding::TagValue && !has_unique_ids(document) {
            return;
        }
        // In tag-value, a relationship between things whose names are no words has no line; that
        // is told.
        let is_told = document.encoding() == Encoding::TagValue && !losses.is_empty();
        let has_all_edges = again.edge_count() == document.edge_count();
        assert!(has_all_edges || is_told, "edges are lost: {}", text());
        // What the encoding cannot say is gone now, and with it what was written on its behalf.
        if !losses.is_empty() {
            return;
        }
        let twice = again.write_styled(style).expect("it was possible once");
        assert_eq!(
            String::from_utf8_lossy(&twice),
            text(),
            "what was written is written the same again"
        );
    }
}

/// Reports whether a document can be told for what it is once it is written. Protobuf begins with
/// the version, which is all that it is recognised by.
#[must_use]
pub fn is_recognisable(document: &Document) -> bool {
    let version = document.spec_version().len();
    document.encoding() != Encoding::Protobuf || matches!(version, 1..=8 | 14..=31)
}

fn has_unique_ids(document: &Document) -> bool {
    let mut ids = HashSet::from(["SPDXRef-DOCUMENT"]);
    document.elements().filter_map(|element| element.local_id()).all(|id| ids.insert(id))
}

/// Judges a document by the format's rules.
///
/// # Panics
///
/// When a violation lies outside the input, or a valid document is not what it seems.
pub fn judge(document: &Document, bytes: &[u8]) {
    let report = document.validate();
    let lines = lines(bytes);
    for violation in &report {
        assert!(!violation.code().is_empty() && !violation.message().is_empty());
        let is_inside = violation.line().is_none_or(|line| (1..=lines).contains(&line));
        assert!(is_inside || sbom_is_packed(bytes), "{violation}");
    }
    let _ = report.to_string();
}

/// Counts the lines as an editor does, in whatever encoding.
fn lines(bytes: &[u8]) -> usize {
    1 + bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count()
}

/// Reports whether positions may be those of a text within the bytes.
fn sbom_is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B])
        || bytes.starts_with(b"PK")
        || sbom::detect(bytes).map_or(true, |found| found.wrapped().is_some())
}
