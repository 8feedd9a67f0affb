//! SPDX 2 in RDF/XML.

use sbom::{Encoding, Format, RelationshipKind};

use crate::corpus::cases;

#[test]
fn corpus_counts_equal_the_table() {
    let cases = cases("spdx2", "rdf");
    let differences: Vec<_> = cases.iter().flat_map(|case| case.differences()).collect();
    assert!(cases.is_empty() || cases.len() == 6, "{} documents", cases.len());
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn document_is_read_as_its_json_would_be() {
    let document = sbom::parse(
        br##"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
          xmlns:spdx="http://spdx.org/rdf/terms#" xmlns:doap="http://usefulinc.com/ns/doap#">
        <spdx:SpdxDocument rdf:about="https://example.org/d#SPDXRef-DOCUMENT">
          <spdx:specVersion>SPDX-2.3</spdx:specVersion>
          <spdx:name>d</spdx:name>
          <spdx:creationInfo><spdx:CreationInfo>
            <spdx:created>2025-01-01T00:00:00Z</spdx:created>
            <spdx:creator>Tool: pen-1.0</spdx:creator></spdx:CreationInfo></spdx:creationInfo>
          <spdx:relationship><spdx:Relationship>
            <spdx:relationshipType
              rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
            <spdx:relatedSpdxElement>
              <spdx:Package rdf:about="https://example.org/d#SPDXRef-A">
                <spdx:name>a</spdx:name>
                <doap:homepage>https://example.org</doap:homepage>
                <spdx:checksum><spdx:Checksum>
                  <spdx:algorithm
                    rdf:resource="http://spdx.org/rdf/terms#checksumAlgorithm_sha256"/>
                  <spdx:checksumValue>00</spdx:checksumValue></spdx:Checksum></spdx:checksum>
              </spdx:Package></spdx:relatedSpdxElement></spdx:Relationship></spdx:relationship>
        </spdx:SpdxDocument></rdf:RDF>"##,
    )
    .unwrap();
    assert_eq!((document.format(), document.encoding()), (Format::Spdx, Encoding::Rdf));
    assert_eq!((document.spec_version(), document.name()), ("SPDX-2.3", Some("d")));
    assert_eq!(document.id(), Some("https://example.org/d"));
    assert_eq!(document.metadata().tools().next().unwrap().name(), "pen");
    let package = document.subject().unwrap();
    assert_eq!(package.homepage().value(), Some("https://example.org"));
    assert_eq!(package.hashes().next().unwrap().algorithm_name(), "SHA-256");
    let edge = document.relationships().next().unwrap();
    assert_eq!(edge.kind(), RelationshipKind::Describes);
}
