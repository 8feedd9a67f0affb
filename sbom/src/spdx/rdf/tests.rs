use super::*;
use crate::document::Notes;
use crate::json::{Style, parse, to_text};
use crate::limits::ParseOptions;
use crate::losses::Losses;
use crate::tree::Tree;

const HEAD: &str = r#"<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://spdx.org/rdf/terms#" xmlns:s="http://spdx.org/rdf/terms#"
  xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#"
  xmlns:ex="https://example.org/ns#" xml:base="https://example.org/doc">"#;

fn read_text(text: &str) -> Result<Tree, crate::error::Error> {
    read(text.to_owned(), &ParseOptions::default(), &mut Notes::default())
}

fn json(body: &str) -> String {
    to_text(read_text(&format!("{HEAD}{body}</rdf:RDF>")).unwrap().root(), Style::Compact)
}

/// Writes a document in JSON as RDF and reads that; members in alphabetical order.
fn there_and_back(text: &str) -> (String, String, Losses) {
    let (tree, _) = parse(text.to_owned(), 64).unwrap();
    let mut losses = Losses::default();
    let rdf = write(tree.root(), Some(2), &mut losses);
    let back = read_text(&rdf).unwrap();
    (to_text(tree.root(), Style::Sorted), to_text(back.root(), Style::Sorted), losses)
}

#[test]
fn the_many_ways_of_rdf_xml_mean_the_same() {
    let typed = json(
        r##"<SpdxDocument rdf:about="#SPDXRef-DOCUMENT" s:name="d">
          <relationship><Relationship>
            <relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
            <relatedSpdxElement><Package rdf:ID="SPDXRef-P"><name>p</name></Package>
            </relatedSpdxElement></Relationship></relationship></SpdxDocument>"##,
    );
    let flat = json(
        r##"<rdf:Description rdf:about="https://example.org/doc#SPDXRef-DOCUMENT">
          <rdf:type rdf:resource="http://spdx.org/rdf/terms#SpdxDocument"/><name>d</name>
          <relationship rdf:nodeID="r"/></rdf:Description>
        <rdf:Description rdf:nodeID="r" rdf:type="http://spdx.org/rdf/terms#Relationship">
          <relationshipType>http://spdx.org/rdf/terms#relationshipType_describes</relationshipType>
          <relatedSpdxElement rdf:resource="#SPDXRef-P"/></rdf:Description>
        <rdf:Description rdf:about="#SPDXRef-P"><rdf:type
          rdf:resource="http://spdx.org/rdf/terms#Package"/></rdf:Description>
        <Package rdf:about="https://example.org/doc#SPDXRef-P"><name><![CDATA[p]]></name></Package>"##,
    );
    assert_eq!(
        typed,
        concat!(
            r#"{"SPDXID":"SPDXRef-DOCUMENT","name":"d","documentNamespace":"#,
            r#""https://example.org/doc","packages":[{"SPDXID":"SPDXRef-P","name":"p"}],"#,
            r#""relationships":[{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"#,
            r#""DESCRIBES","relatedSpdxElement":"SPDXRef-P"}]}"#
        )
    );
    assert_eq!(flat, typed);
    let resource = json(
        r##"<SpdxDocument rdf:about="#SPDXRef-DOCUMENT" s:name="d">
          <relationship rdf:parseType="Resource">
            <relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
            <relatedSpdxElement rdf:resource="#SPDXRef-P"/></relationship></SpdxDocument>
        <Package rdf:ID="SPDXRef-P" s:name="p"/>"##,
    );
    assert_eq!(resource, typed);
}

#[test]
fn licence_sets_become_expressions_and_bodies_are_left_out() {
    let text = json(
        r##"<SpdxDocument rdf:about="#SPDXRef-DOCUMENT"/>
        <Package rdf:about="#SPDXRef-P"><licenseDeclared><DisjunctiveLicenseSet>
          <member><ListedLicense rdf:about="http://spdx.org/licenses/MIT">
            <licenseText>Permission is hereby …</licenseText></ListedLicense></member>
          <member><ConjunctiveLicenseSet>
            <member><OrLaterOperator><member rdf:resource="http://spdx.org/licenses/EPL-2.0"/>
            </OrLaterOperator></member>
            <member><WithExceptionOperator>
              <member rdf:resource="http://spdx.org/licenses/GPL-2.0-only"/>
              <licenseException><ListedLicenseException
                rdf:about="http://spdx.org/licenses/Classpath-exception-2.0"/></licenseException>
            </WithExceptionOperator></member>
            <member rdf:resource="#LicenseRef-1"/>
          </ConjunctiveLicenseSet></member></DisjunctiveLicenseSet></licenseDeclared>
          <licenseConcluded rdf:nodeID="round"/></Package>
        <ConjunctiveLicenseSet rdf:nodeID="round"><member rdf:nodeID="round"/></ConjunctiveLicenseSet>
        <ExtractedLicensingInfo rdf:about="#LicenseRef-1"><extractedText>x</extractedText>
        </ExtractedLicensingInfo>"##,
    );
    let declared = concat!(
        r#""licenseDeclared":"MIT OR (EPL-2.0+ AND GPL-2.0-only WITH Classpath-exception-2.0"#,
        r#" AND LicenseRef-1)""#
    );
    assert!(text.contains(declared), "{text}");
    assert!(text.contains(r#""licenseConcluded":"NOASSERTION""#), "{text}");
    let extracted = r#"[{"licenseId":"LicenseRef-1","extractedText":"x"}]"#;
    assert!(text.contains(extracted), "{text}");
    assert!(!text.contains("Permission"));
}

#[test]
fn document_comes_back_from_rdf_as_it_was() {
    let text = include_str!("../../../tests/fixtures/spdx/2.3/everything.json");
    let (before, after, losses) = there_and_back(text);
    assert_eq!(before, after);
    assert!(losses.is_empty(), "{losses}");
}

#[test]
fn corpus_comes_back_from_rdf_as_it_was() {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/");
    let Ok(table) = std::fs::read_to_string(format!("{shared}EXPECTED.tsv")) else {
        eprintln!("skipped: {shared} is not here");
        return;
    };
    for row in table.lines().filter(|row| row.contains("\trdf\t")) {
        let file = row.split('\t').next().unwrap();
        let text = std::fs::read_to_string(format!("{shared}{file}")).unwrap();
        let tree = read_text(&text).unwrap();
        let mut losses = Losses::default();
        let rdf = write(tree.root(), Some(2), &mut losses);
        let again = read_text(&rdf).unwrap();
        let shown = |tree: &Tree| to_text(tree.root(), Style::Sorted);
        assert_eq!(sorted(&shown(&tree)), sorted(&shown(&again)), "{file}");
        assert!(losses.is_empty(), "{file}: {losses}");
    }
}

/// Puts relationships in order: RDF groups them by element.
fn sorted(json: &str) -> serde_json::Value {
    let mut value: serde_json::Value = serde_json::from_str(json).unwrap();
    for member in value.as_object_mut().unwrap().values_mut() {
        if let Some(list) = member.as_array_mut() {
            list.sort_by_key(ToString::to_string);
        }
    }
    value
}

#[test]
fn statements_that_json_has_no_member_for_are_kept() {
    let rdf = format!(
        r##"{HEAD}<SpdxDocument rdf:about="#SPDXRef-DOCUMENT"><name>d</name><name>e</name>
          <ex:owner xml:lang="en">Jane</ex:owner>
          <annotation><Annotation><rdfs:comment>c</rdfs:comment>
            <ex:weight rdf:datatype="http://www.w3.org/2001/XMLSchema#int">7</ex:weight>
          </Annotation></annotation></SpdxDocument>
        <ex:Thing rdf:about="https://example.org/thing"><ex:of rdf:resource="#SPDXRef-DOCUMENT"/>
        </ex:Thing></rdf:RDF>"##
    );
    let tree = read_text(&rdf).unwrap();
    let foreign: Vec<_> = tree.root().list(crate::tree::Key::HASH_FOREIGN).collect();
    assert_eq!(foreign.len(), 5);
    let mut losses = Losses::default();
    let once = write(tree.root(), None, &mut losses);
    let again = read_text(&once).unwrap();
    let twice = write(again.root(), None, &mut losses);
    assert_eq!(once, twice);
    assert!(losses.is_empty(), "{losses}");
    for piece in [
        r#"<p:owner xmlns:p="https://example.org/ns#" xml:lang="en">Jane</p:owner>"#,
        r#"<spdx:name>e</spdx:name>"#,
        r#"rdf:datatype="http://www.w3.org/2001/XMLSchema#int">7</p:weight>"#,
        r#"<rdf:type rdf:resource="https://example.org/ns#Thing"/>"#,
    ] {
        assert!(twice.contains(piece), "{piece} in {twice}");
    }
}

#[test]
fn what_rdf_cannot_say_is_a_loss() {
    let (_, after, losses) = there_and_back(
        r#"{"SPDXID": "SPDXRef-DOCUMENT", "documentNamespace": "https://example.org/d",
          "x-odd": 1, "comment": null, "files": [], "snippets": null,
          "packages": [
            {"SPDXID": "SPDXRef-P", "name": "a\u0001b", "checksums": [null], "supplier": 7},
            {"SPDXID": "SPDXRef-P", "name": "second"}, {"name": "third"}],
          "relationships": [{"relationshipType": "DESCRIBES"}]}"#,
    );
    let mut paths: Vec<_> = losses.iter().map(|loss| loss.path().to_owned()).collect();
    paths.sort();
    assert_eq!(
        paths,
        [
            "/comment",
            "/files",
            "/packages/0/checksums",
            "/packages/0/name",
            "/packages/0/supplier",
            "/packages/1",
            "/packages/2",
            "/relationships/0",
            "/snippets",
            "/x-odd"
        ]
    );
    assert!(!after.contains("second"));
}

#[test]
fn faults_are_refused_with_their_place() {
    let error = |text: &str| read_text(text).unwrap_err().to_string();
    assert!(error("<a/>").starts_with("RDF without an `SpdxDocument`"));
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aa">]><rdf:RDF/>"#;
    assert!(read_text(bomb).is_err());
    let twice = format!(
        r##"{HEAD}<SpdxDocument rdf:about="#D"><creationInfo><CreationInfo/><CreationInfo/>
        </creationInfo></SpdxDocument></rdf:RDF>"##
    );
    assert!(error(&twice).contains("a property has one value"), "{}", error(&twice));
    let cut = format!(r##"{HEAD}<SpdxDocument rdf:about="#D"><name>"##);
    assert_eq!(read_text(&cut).unwrap_err().code(), crate::error::Code::Truncated);
}

#[test]
fn hostile_graphs_end_early() {
    let limits = |text: String| read_text(&text).unwrap_err().is_limit();
    // A base that every name repeats.
    let base = format!("https://example.org/{}", "x".repeat(1 << 16));
    let names: String = (0..2_000).map(|n| format!(r##"<ex:q rdf:resource="#{n}"/>"##)).collect();
    assert!(limits(format!(
        r##"{HEAD}<SpdxDocument rdf:about="#D"/>
        <ex:Thing xml:base="{base}" rdf:about="#x">{names}</ex:Thing></rdf:RDF>"##
    )));
    // One large node that many share.
    let large: String = (0..5_000).map(|n| format!("<ex:p{n}>x</ex:p{n}>")).collect();
    let shared: String = (0..5_000)
        .map(|n| format!(r##"<File rdf:about="#SPDXRef-{n}"><checksum rdf:nodeID="c"/></File>"##))
        .collect();
    assert!(limits(format!(
        r##"{HEAD}<SpdxDocument rdf:about="#D"/>{shared}
        <Checksum rdf:nodeID="c">{large}</Checksum></rdf:RDF>"##
    )));
    // Sets that double at every level.
    let sets: String = (0..60)
        .map(|n| {
            format!(
                r##"<ConjunctiveLicenseSet rdf:nodeID="s{n}"><member rdf:nodeID="a{n}"/>
                <member rdf:nodeID="b{n}"/></ConjunctiveLicenseSet>
                <DisjunctiveLicenseSet rdf:nodeID="a{n}"><member rdf:nodeID="s{m}"/>
                <member rdf:resource="http://spdx.org/licenses/MIT"/></DisjunctiveLicenseSet>
                <DisjunctiveLicenseSet rdf:nodeID="b{n}"><member rdf:nodeID="s{m}"/>
                <member rdf:resource="http://spdx.org/licenses/ISC"/></DisjunctiveLicenseSet>"##,
                m = n + 1
            )
        })
        .collect();
    assert!(limits(format!(
        r##"{HEAD}<SpdxDocument rdf:about="#D"/><Package rdf:about="#P">
        <licenseDeclared rdf:nodeID="s0"/></Package>{sets}</rdf:RDF>"##
    )));
}

#[test]
fn the_namespace_stays_whatever_the_document_is_called() {
    for id in ["DocumentRef-a", "DocumentRef-b", "DocumentRef-a:x", "https://a.test/b", "NONE", ""]
    {
        let text = format!(
            r#"{{"SPDXID": "{id}", "documentNamespace": "https://example.org/d",
              "externalDocumentRefs": [{{"externalDocumentId": "DocumentRef-a",
                "spdxDocument": "https://example.org/a"}}],
              "packages": [{{"SPDXID": "SPDXRef-P", "name": "p"}}],
              "relationships": [{{"spdxElementId": "{id}", "relationshipType": "DESCRIBES",
                "relatedSpdxElement": "SPDXRef-P"}}]}}"#
        );
        let (before, after, losses) = there_and_back(&text);
        assert_eq!(before, after);
        assert!(losses.is_empty(), "{id}: {losses}");
    }
    let text = r#"{"SPDXID": "a#b", "documentNamespace": "https://example.org/d"}"#;
    let (_, _, losses) = there_and_back(text);
    assert_eq!(losses.iter().map(|loss| loss.path()).collect::<Vec<_>>(), ["/SPDXID"]);
}

#[test]
fn what_bears_the_id_of_another_document_is_not_taken_for_its_reference() {
    let (before, after, losses) = there_and_back(
        r#"{"SPDXID": "SPDXRef-DOCUMENT", "documentNamespace": "https://example.org/d",
          "externalDocumentRefs": [
            {"externalDocumentId": "DocumentRef-a", "spdxDocument": "https://example.org/a"},
            {"externalDocumentId": "DocumentRef-a", "spdxDocument": "https://example.org/b"}],
          "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "OTHER",
            "relatedSpdxElement": "DocumentRef-a"}]}"#,
    );
    assert_eq!(before, after);
    assert!(losses.is_empty(), "{losses}");
}

#[test]
fn a_pointer_is_of_the_kind_that_its_line_makes_it() {
    // The line is a node of which nobody knows what it is: no member, so no pointer to a line.
    let rdf = format!(
        r##"{HEAD}<SpdxDocument rdf:about="#SPDXRef-DOCUMENT"/>
        <Snippet rdf:about="#SPDXRef-S" xmlns:ptr="http://www.w3.org/2009/pointers#"><range>
          <ptr:StartEndPointer><ptr:startPointer><ptr:ByteOffsetPointer>
            <ptr:lineNumber><rdf:Description ex:is="x"/></ptr:lineNumber>
          </ptr:ByteOffsetPointer></ptr:startPointer></ptr:StartEndPointer></range></Snippet>
        </rdf:RDF>"##
    );
    let written = |text: &str| {
        let mut losses = Losses::default();
        let text = write(read_text(text).unwrap().root(), None, &mut losses);
        assert!(losses.is_empty(), "{losses}");
        text
    };
    let once = written(&rdf);
    assert_eq!(written(&once), once);
    assert_eq!(once.matches("ByteOffsetPointer").count(), 1, "{once}");
}
