//! CycloneDX in XML: the tree of the same document in JSON, and the way back.

use std::path::{Path, PathBuf};

use sbom::{Code, Encoding, ParseOptions, Style};
use serde_json::{Value, json};

fn as_json(text: &str) -> Value {
    let document = sbom::parse(text.as_bytes()).unwrap();
    let written = document.write_as(Encoding::Json, Style::Compact).unwrap();
    serde_json::from_slice(&written.bytes).unwrap()
}

fn bom(version: &str, inner: &str) -> String {
    format!("<bom xmlns=\"http://cyclonedx.org/schema/bom/{version}\" version=\"1\">{inner}</bom>")
}

/// What a member of the document is in JSON.
fn member(version: &str, inner: &str, pointer: &str) -> Value {
    as_json(&bom(version, inner)).pointer(pointer).cloned().unwrap_or_default()
}

#[test]
fn a_document_reads_as_its_twin_in_json() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<cdx:bom xmlns:cdx="http://cyclonedx.org/schema/bom/1.6" version=" 3 "
    serialNumber="urn:uuid:0f9e4c1e-5d0a-4a70-9b5c-3f9a0f6f7a11">
  <cdx:metadata><cdx:timestamp> 2024-01-01T00:00:00Z </cdx:timestamp></cdx:metadata>
  <cdx:components>
    <cdx:component type="library" bom-ref="a&amp;b">
      <cdx:name>one
two</cdx:name>
      <cdx:description>
        <![CDATA[<plain> & simple]]>
      </cdx:description>
      <cdx:hashes><cdx:hash alg="MD5"> 3942447fac867ae5cdb3229b658f4d48
      </cdx:hash></cdx:hashes>
      <cdx:modified>0</cdx:modified>
      <cdx:components/>
    </cdx:component>
  </cdx:components>
</cdx:bom>"#;
    assert_eq!(
        as_json(text),
        json!({
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 3,
            "serialNumber": "urn:uuid:0f9e4c1e-5d0a-4a70-9b5c-3f9a0f6f7a11",
            "metadata": {"timestamp": "2024-01-01T00:00:00Z"},
            "components": [{
                "type": "library", "bom-ref": "a&b", "name": "one two",
                "description": "<plain> & simple",
                "hashes": [{"alg": "MD5", "content": "3942447fac867ae5cdb3229b658f4d48"}],
                "modified": false, "components": []
            }]
        })
    );
}

#[test]
fn nested_dependencies_are_edges_of_their_own() {
    let inner = r#"<dependencies>
        <dependency ref="a"><dependency ref="b"><dependency ref="c"/></dependency>
            <provides ref="s"/></dependency>
        <dependency ref="d"/>
    </dependencies>"#;
    assert_eq!(
        member("1.6", inner, "/dependencies"),
        json!([
            {"ref": "a", "dependsOn": ["b"], "provides": ["s"]},
            {"ref": "b", "dependsOn": ["c"]},
            {"ref": "d"}
        ])
    );
}

#[test]
fn licences_are_told_by_their_element() {
    let inner = r#"<metadata><licenses>
        <license bom-ref="l"><id>MIT</id></license>
        <expression acknowledgement="declared">MIT OR ISC</expression>
        <expression-detailed expression="LicenseRef-x">
            <details license-identifier="LicenseRef-x"><url>u</url></details>
        </expression-detailed>
    </licenses></metadata>"#;
    assert_eq!(
        member("1.7", inner, "/metadata/licenses"),
        json!([
            {"license": {"bom-ref": "l", "id": "MIT"}},
            {"expression": "MIT OR ISC", "acknowledgement": "declared"},
            {"expression": "LicenseRef-x",
             "expressionDetails": [{"licenseIdentifier": "LicenseRef-x", "url": "u"}]}
        ])
    );
}

#[test]
fn forms_that_differ_by_version_or_child_are_told_apart() {
    let tools = "<metadata><tools><tool><name>t</name></tool></tools></metadata>";
    assert_eq!(member("1.5", tools, "/metadata/tools"), json!([{"name": "t"}]));
    let tools = "<metadata><tools><components><component type='library'><name>t</name>\
        </component></components></tools></metadata>";
    let found = member("1.5", tools, "/metadata/tools/components/0/name");
    assert_eq!(found, json!("t"));
    assert_eq!(member("1.5", "<metadata><tools/></metadata>", "/metadata/tools"), json!([]));

    let identity = "<components><component type='library'><name>a</name><evidence><identity>\
        <field>purl</field></identity></evidence></component></components>";
    let pointer = "/components/0/evidence/identity";
    assert_eq!(member("1.5", identity, pointer), json!({"field": "purl"}));
    assert_eq!(member("1.6", identity, pointer), json!([{"field": "purl"}]));

    let data = "<services><service><name>s</name><data>\
        <classification flow='inbound'>PII</classification></data></service></services>";
    let expected = json!([{"flow": "inbound", "classification": "PII"}]);
    assert_eq!(member("1.2", data, "/services/0/data"), expected);
    let data = "<services><service><name>s</name><data><dataflow name='n'>\
        <classification flow='inbound'>PII</classification><source><url>u</url></source>\
        </dataflow></data></service></services>";
    let expected =
        json!([{"name": "n", "flow": "inbound", "classification": "PII", "source": ["u"]}]);
    assert_eq!(member("1.5", data, "/services/0/data"), expected);
}

#[test]
fn extensions_of_old_versions_mean_what_later_versions_say() {
    let text = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.1" version="1"
        xmlns:dg="http://cyclonedx.org/schema/ext/dependency-graph/1.0"
        xmlns:v="http://cyclonedx.org/schema/ext/vulnerability/1.0"
        xmlns:bd="http://cyclonedx.org/schema/ext/bom-descriptor/1.0">
      <bd:metadata><bd:tool><bd:name>t</bd:name></bd:tool></bd:metadata>
      <components><component type="library" bom-ref="a"><name>a</name><version>1</version>
        <v:vulnerabilities><v:vulnerability ref="a"><v:id>CVE-1</v:id>
          <v:source name="NVD"><v:url>u</v:url></v:source>
          <v:ratings><v:rating><v:score><v:base>9.8</v:base></v:score>
            <v:severity>Critical</v:severity><v:method>Other</v:method></v:rating></v:ratings>
          <v:cwes><v:cwe>79</v:cwe></v:cwes>
        </v:vulnerability></v:vulnerabilities>
      </component></components>
      <dg:dependencies><dg:dependency ref="a"><dg:dependency ref="b"/></dg:dependency>
      </dg:dependencies>
    </bom>"#;
    let found = as_json(text);
    assert_eq!(found["dependencies"], json!([{"ref": "a", "dependsOn": ["b"]}]));
    assert_eq!(found["metadata"], json!({"tools": [{"name": "t"}]}));
    assert_eq!(
        found["vulnerabilities"],
        json!([{
            "id": "CVE-1", "source": {"name": "NVD", "url": "u"},
            "ratings": [{"score": 9.8, "severity": "critical", "method": "other"}],
            "cwes": [79], "affects": [{"ref": "a"}]
        }])
    );
    // The same version is written with the extensions as they were, and without new members.
    let written = sbom::parse(text.as_bytes()).unwrap().write().unwrap();
    let written = String::from_utf8(written).unwrap();
    assert!(written.contains("<dg:dependencies"), "{written}");
    assert!(!written.contains("<dependencies"), "{written}");
    assert_eq!(as_json(&written), found);
}

#[test]
fn what_the_format_does_not_define_is_kept_and_written_back() {
    let text = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4" xmlns:x="urn:x" version="1"
        x:colour="red" odd="1"><components x:sorted="yes"><component type="library">
        <name lang="en">a</name><version/><gadget>g</gadget><x:stamp><x:by/></x:stamp>
        </component><x:more/></components><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>
        </bom>"#;
    let document = sbom::parse(text.as_bytes()).unwrap();
    let note = document.notes().iter().next().unwrap().to_string();
    assert_eq!(note, "1 unknown member: `gadget` (first at `/bom/components/component/gadget`)");
    let written = String::from_utf8(document.write().unwrap()).unwrap();
    for kept in [
        r#"odd="1""#,
        r#"xmlns:ns1="urn:x" ns1:colour="red""#,
        r#"<components xmlns:ns1="urn:x" ns1:sorted="yes">"#,
        r#"<name lang="en">a</name>"#,
        r#"<gadget xmlns="http://cyclonedx.org/schema/bom/1.4">g</gadget>"#,
        r#"<x:stamp xmlns:x="urn:x"><x:by/></x:stamp>"#,
        r#"<x:more xmlns:x="urn:x"/>"#,
        r#"<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>"#,
    ] {
        assert!(written.contains(kept), "{kept} in {written}");
    }
    let again = sbom::parse(written.as_bytes()).unwrap().write().unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), written);
    // JSON has no names for it, and says so.
    let json = document.write_as(Encoding::Json, Style::Compact).unwrap();
    assert!(!json.losses.is_empty());
}

#[test]
fn strict_reading_refuses_what_the_format_does_not_define() {
    let refuse = |text: String| {
        sbom::parse_with(text.as_bytes(), &ParseOptions::strict()).unwrap_err().to_string()
    };
    assert_eq!(
        refuse(bom("1.4", "<components/><gadget/>")),
        "the element `gadget` is none that the format has here at line 1 column 75 (`/bom/gadget`)"
    );
    assert!(refuse(bom("1.4", "<components/><components/>")).contains("more than once"));
    assert!(refuse(bom("1.11", "<components/>")).starts_with("unknown version `1.11`"));
}

#[test]
fn unknown_versions_are_read_leniently() {
    let document = sbom::parse(bom("1.12", "<components/>").as_bytes()).unwrap();
    assert_eq!(document.spec_version(), "1.12");
    assert!(!document.notes().is_empty());
    let error = sbom::parse(b"<bom xmlns='urn:other'/>").unwrap_err();
    assert!(error.is_unsupported(), "{error}");
}

#[test]
fn entities_and_depth_are_refused() {
    let bomb = format!("<!DOCTYPE bom [<!ENTITY a \"aa\">]>{}", bom("1.4", "<components/>"));
    let error = sbom::parse(bomb.as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::Syntax);
    assert!(error.message().contains("document type"), "{error}");
    let deep = "<components><component type='library'><name>a</name>".repeat(50_000);
    let error = sbom::parse(bom("1.4", &deep).as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::TooDeep);
    let deep = "<dependency ref='a'>".repeat(50_000);
    let error = sbom::parse(bom("1.4", &format!("<dependencies>{deep}")).as_bytes()).unwrap_err();
    assert_eq!(error.code(), Code::TooDeep);
}

#[test]
fn what_xml_cannot_say_is_told() {
    let text = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "x-odd": 1,
        "components": [{"type": "library", "name": "a\u0001b", "description": "two\nlines",
            "purl": "pkg:cargo/a", "hashes": {"alg": "MD5", "content": null}}],
        "signature": {"algorithm": "ES256", "value": "eA"}}"#;
    let document = sbom::parse(text).unwrap();
    let written = document.write_as(Encoding::Xml, Style::Pretty).unwrap();
    let mut losses: Vec<_> =
        written.losses.iter().map(|loss| format!("{} {}", loss.path(), loss.reason())).collect();
    losses.sort();
    assert_eq!(
        losses,
        [
            "/components/0/description encoding",
            "/components/0/hashes/0/content invalid",
            "/components/0/name encoding",
            "/signature signature",
            "/x-odd unknown-member",
        ]
    );
    assert_eq!(written.losses.iter().next().unwrap().element(), None);
    let of_a = written.losses.iter().filter(|loss| loss.element() == Some("pkg:cargo/a")).count();
    assert_eq!(of_a, 3);
}

#[test]
fn every_document_of_the_corpus_reads_the_same_after_it_was_written() {
    let files = corpus("xml");
    for path in &files {
        let document = sbom::parse(std::fs::read(path).unwrap()).unwrap();
        let first = document.write().unwrap();
        for style in [Style::Pretty, Style::Compact] {
            let document = sbom::parse(document.write_styled(style).unwrap()).unwrap();
            let again = document.write().unwrap();
            assert!(first == again, "{} in {style:?}", path.display());
        }
        let json = |bytes: &[u8]| {
            let document = sbom::parse(bytes).unwrap();
            document.write_as(Encoding::Json, Style::Compact).unwrap().bytes
        };
        let (before, after): (Value, Value) = (
            serde_json::from_slice(&json(&std::fs::read(path).unwrap())).unwrap(),
            serde_json::from_slice(&json(&first)).unwrap(),
        );
        assert_eq!(before, after, "{}", path.display());
    }
}

#[test]
fn every_valid_document_in_json_goes_through_xml_and_back() {
    for path in corpus("json").iter().filter(|path| path.to_string_lossy().contains("/valid-")) {
        let bytes = std::fs::read(path).unwrap();
        let document = sbom::parse(&bytes).unwrap();
        let written = document.write_as(Encoding::Xml, Style::Pretty).unwrap();
        let there: Value = serde_json::from_slice(&bytes).unwrap();
        let back = as_json(std::str::from_utf8(&written.bytes).unwrap());
        let mut differences = Vec::new();
        differ(&there, &back, String::new(), &mut differences);
        let is_told =
            |place: &String| written.losses.iter().any(|loss| place.starts_with(loss.path()));
        differences.retain(|place| !is_told(place));
        assert_eq!(differences, Vec::<String>::new(), "{}", path.display());
    }
}

/// Lists the pointers at which two documents differ, as far as XML can tell: it knows no empty
/// lists without an element, no single value in place of a list, no property without a value.
fn differ(there: &Value, back: &Value, at: String, found: &mut Vec<String>) {
    match (there, back) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let (a, b) = (a.get(key), b.get(key));
                let is_empty = |value: Option<&Value>| {
                    value.is_none_or(|value| *value == json!([]) || *value == json!(""))
                };
                if key == "$schema" || (is_empty(a) && is_empty(b)) {
                    continue;
                }
                let at = format!("{at}/{key}");
                match (a, b) {
                    (Some(a), Some(b)) => differ(a, b, at, found),
                    _ => found.push(at),
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (number, (a, b)) in a.iter().zip(b).enumerate() {
                differ(a, b, format!("{at}/{number}"), found);
            }
        }
        (single, Value::Array(list)) if list.len() == 1 => differ(single, &list[0], at, found),
        (a, b) if a.is_number() && b.is_number() && a.as_f64() == b.as_f64() => {}
        (a, b) if a == b => {}
        _ => found.push(at),
    }
}

/// Returns the files of that kind in the corpus of CycloneDX; none, and says so, without it.
#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn corpus(extension: &str) -> Vec<PathBuf> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus/cyclonedx");
    let mut found = Vec::new();
    let mut open = vec![Path::new(root).to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|other| other == extension) {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        eprintln!("skipped: no corpus at {root}");
    }
    found
}
