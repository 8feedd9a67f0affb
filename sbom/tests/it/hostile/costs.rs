//! What large and hostile documents cost: linear time, and never the stack.
//!
//! Unoptimised, everything is a tenth as large, and may take longer: `cargo test --release` checks
//! what is promised.

use std::time::Duration;

use sbom::{Code, ConvertOptions, Document, Error, Format, Target};

use crate::clock::time;

/// What any document may take.
pub(super) const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });

pub(super) const SCALE: usize = if cfg!(debug_assertions) { 1 } else { 10 };

const MANY: usize = 10_000 * SCALE;

/// One target for each encoding of each format, in the newest version.
pub(super) fn targets() -> impl Iterator<Item = Target> {
    Target::all().filter(|target| match target.format() {
        Format::CycloneDx => target.version() == "1.7",
        Format::Spdx => target.version() != "2.2",
        _ => true,
    })
}

/// Reads a document, judges it and writes it, in time.
pub(super) fn within_limit(name: &str, bytes: Vec<u8>) -> Result<Document, Error> {
    let (document, took) = time(|| {
        let document = sbom::parse(bytes)?;
        let _ = (document.notes().iter().count(), document.graph().edge_count());
        let _ = document.validate().violations().len();
        let _ = document.write().map(|bytes| bytes.len());
        Ok(document)
    });
    assert!(took < LIMIT, "{name} took {took:?}");
    document
}

/// Converts a document to everything and reads that, each in time.
pub(super) fn convert_within_limit(name: &str, document: &Document) {
    for target in targets() {
        let (made, took) = time(|| document.convert(target, &ConvertOptions::default()));
        assert!(took < LIMIT, "{name} to {target} took {took:?}");
        let Ok(made) = made else { continue };
        let read = within_limit(&format!("{name} as {target}"), made.bytes);
        assert!(read.is_ok(), "{name} as {target}: {read:?}");
    }
}

/// A document in protobuf with a component in a component, and so on.
#[cfg(feature = "protobuf")]
fn nested_messages(levels: usize) -> Vec<u8> {
    // From the innermost outwards, hence from the end to the start.
    let mut reversed = Vec::new();
    for level in (0..levels).rev() {
        let mut length = reversed.len();
        let mut digits = vec![];
        while length >= 0x80 {
            digits.push(length.to_le_bytes()[0] | 0x80);
            length >>= 7;
        }
        digits.push(length.to_le_bytes()[0]);
        reversed.extend(digits.iter().rev());
        // Field 5 of a document, field 21 of a component.
        let tag: &[u8] = if level == 0 { &[0x2A] } else { &[0x01, 0xAA] };
        reversed.extend(tag);
    }
    b"\x0A\x031.6".iter().copied().chain(reversed.into_iter().rev()).collect()
}

#[test]
fn bottomless_nesting_is_refused_in_every_encoding() {
    let deep = |open: &str| open.repeat(MANY);
    let mut cases = vec![
        ("arrays", format!(r#"{{"bomFormat": "CycloneDX", "x": {}"#, deep("["))),
        ("objects", format!(r#"{{"bomFormat": "CycloneDX", "x": {}"#, deep(r#"{"x":"#))),
        ("JSON-LD", format!(r#"{{"@context": "https://spdx.org/", "@graph": {}"#, deep("["))),
        ("responses", deep(r#"{"sbom":"#)),
        ("statements", deep(r#"{"_type":"https://in-toto.io/Statement/v1","predicate":"#)),
    ];
    if cfg!(feature = "xml") {
        let bom = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>"#;
        let part = "<component type='library'><name>x</name><components>";
        cases.push(("components in XML", format!("{bom}{}", deep(part))));
        cases.push(("strangers in XML", format!("{bom}{}", deep("<x>"))));
        cases.push(("SPDX in XML", format!("<Document><SPDXID>x</SPDXID>{}", deep("<packages>"))));
    }
    if cfg!(feature = "rdf") {
        let start = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
            xmlns:spdx="http://spdx.org/rdf/terms#"><spdx:Package><spdx:relationship>"#;
        let part = "<spdx:Relationship><spdx:relatedSpdxElement><spdx:Package><spdx:relationship>";
        cases.push(("nodes of RDF", format!("{start}{}", deep(part))));
    }
    if cfg!(feature = "yaml") {
        for (name, open) in [
            ("flow sequences", "["),
            ("flow mappings", "{a: "),
            ("compact sequences", "- "),
            ("complex keys", "? "),
        ] {
            cases.push((name, format!("spdxVersion: SPDX-2.3\nx:\n {}", deep(open))));
        }
        // Each level is a column further to the right.
        let indented: String = (0..1_000).map(|at| format!("{}x:\n", " ".repeat(at))).collect();
        cases.push(("indented mappings", format!("spdxVersion: SPDX-2.3\n{indented}")));
    }
    for (name, text) in cases {
        let error = within_limit(name, text.into_bytes()).expect_err(name);
        // What no text can be is refused for that before.
        let expected = if name == "complex keys" { Code::Syntax } else { Code::TooDeep };
        assert_eq!(error.code(), expected, "{name}: {error}");
        assert!(error.to_string().len() < 20_000, "{name}");
    }
    #[cfg(feature = "protobuf")]
    {
        assert_eq!(sbom::parse(nested_messages(20)).unwrap().components().count(), 20);
        let error = within_limit("messages", nested_messages(MANY)).expect_err("messages");
        assert_eq!(error.code(), Code::TooDeep, "{error}");
    }
}

#[test]
fn bottomless_licence_expressions_are_refused_by_themselves() {
    for expression in [
        "(".repeat(MANY),
        format!("{}MIT{}", "(".repeat(MANY), ")".repeat(MANY)),
        "MIT AND ".repeat(MANY),
        format!("{}MIT", "MIT OR ".repeat(MANY)),
        "MIT WITH ".repeat(MANY),
        format!("{}MIT", "MIT/".repeat(MANY)),
    ] {
        let name = expression.get(..9).unwrap_or_default().to_owned();
        let json = format!(
            r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
              {{"type": "library", "name": "x", "licenses": [{{"expression": "{expression}"}}]}}]}}"#
        );
        let document = within_limit(&name, json.into_bytes()).unwrap();
        convert_within_limit(&name, &document);
        let text = format!(
            "SPDXVersion: SPDX-2.3\nPackageName: x\nSPDXID: SPDXRef-x\n\
             PackageLicenseDeclared: {expression}\n"
        );
        let document = within_limit(&name, text.into_bytes()).unwrap();
        assert_eq!(document.components().count(), 1);
    }
}

#[test]
fn repeated_names_cost_what_they_are_long() {
    let many = |text: &str| text.repeat(MANY);
    let numbered =
        |text: &str| (0..MANY).map(|at| text.replace('#', &at.to_string())).collect::<String>();
    let mut cases = vec![
        ("members", format!(r#"{{"bomFormat": "CycloneDX", {}"x": 1}}"#, many(r#""x": 1, "#))),
        (
            "unknown members",
            format!(r#"{{"bomFormat": "CycloneDX", {}"x": 1}}"#, numbered(r##""x#": 1, "##)),
        ),
        (
            "ids",
            format!(
                r#"{{"bomFormat": "CycloneDX", "components": [{}{{}}]}}"#,
                many(r#"{"name": "x", "bom-ref": "x"}, "#)
            ),
        ),
        (
            "dependencies",
            format!(
                r#"{{"bomFormat": "CycloneDX", "components": [{{"bom-ref": "x"}}],
                    "dependencies": [{}{{"ref": "x"}}]}}"#,
                many(r#"{"ref": "x", "dependsOn": ["x", "x"]}, "#)
            ),
        ),
        ("tags", format!("SPDXVersion: SPDX-2.3\nPackageName: x\n{}", many("PackageVersion: 1\n"))),
        ("unknown tags", format!("SPDXVersion: SPDX-2.3\n{}", numbered("X#: 1\n"))),
        (
            "packages",
            format!("SPDXVersion: SPDX-2.3\n{}", many("PackageName: x\nSPDXID: SPDXRef-x\n")),
        ),
        (
            "relationships",
            format!(
                "SPDXVersion: SPDX-2.3\nPackageName: x\nSPDXID: SPDXRef-x\n{}",
                many("Relationship: SPDXRef-x DEPENDS_ON SPDXRef-x\n")
            ),
        ),
    ];
    if cfg!(feature = "xml") {
        let bom = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6""#;
        cases.extend([
            ("attributes", format!("{bom} {}/>", numbered("a#='1' "))),
            ("namespaces", format!("{bom} {}/>", numbered("xmlns:a#='b' "))),
            ("elements", format!("{bom}><metadata>{}</metadata></bom>", many("<x/>"))),
            ("unknown elements", format!("{bom}><metadata>{}</metadata></bom>", numbered("<x#/>"))),
            (
                "single elements",
                format!(
                    "{bom}><components><component>{}</component></components></bom>",
                    many("<name>x</name>")
                ),
            ),
            ("comments", format!("{bom}>{}</bom>", many("<!-- x -->"))),
            ("references", format!("{bom}><serialNumber>{}</serialNumber></bom>", many("&amp;"))),
        ]);
    }
    if cfg!(feature = "rdf") {
        let start = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
            xmlns:spdx="http://spdx.org/rdf/terms#" xml:base="http://a/">"#;
        let rdf = |body: String| format!("{start}{body}</rdf:RDF>");
        cases.extend([
            ("nodes", rdf(many("<spdx:Package rdf:about='#SPDXRef-x'/>"))),
            ("many nodes", rdf(numbered("<spdx:Package rdf:about='#SPDXRef-#'/>"))),
            (
                "statements",
                rdf(format!("<spdx:Package>{}</spdx:Package>", many("<spdx:name>x</spdx:name>"))),
            ),
        ]);
    }
    if cfg!(feature = "yaml") {
        let yaml = |body: String| format!("spdxVersion: SPDX-2.3\n{body}");
        cases.extend([
            ("keys", yaml(many("x: 1\n"))),
            ("unknown keys", yaml(numbered("x#: 1\n"))),
            ("anchors", yaml(numbered("x#: &a# 1\n"))),
            ("aliases", yaml(format!("x: &a 1\ny: [{}]\n", many("*a, ")))),
            ("documents", yaml(many("---\nx: 1\n"))),
        ]);
    }
    for (name, text) in cases {
        // A name that stands twice may be refused; what matters is when.
        let _ = within_limit(name, text.into_bytes());
    }
}

/// A document of components in a ring, each of which also needs one that does not exist.
fn ring(count: usize) -> Document {
    let components: Vec<String> = (0..count)
        .map(|at| {
            format!(r#"{{"type": "library", "bom-ref": "{at}", "name": "n{at}", "version": "1"}}"#)
        })
        .collect();
    let edges: Vec<String> = (0..count)
        .map(|at| {
            let next = (at + 1) % count;
            format!(r#"{{"ref": "{at}", "dependsOn": ["{next}", "nobody{at}"]}}"#)
        })
        .collect();
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{"component":
            {{"type": "application", "name": "x", "bom-ref": "root"}}}}, "components": [{}],
            "dependencies": [{{"ref": "root", "dependsOn": ["0"]}}, {}]}}"#,
        components.join(","),
        edges.join(",")
    );
    sbom::parse(text.into_bytes()).unwrap()
}

#[test]
fn rings_and_dangling_ends_are_walked_in_every_encoding() {
    let count = 1_000 * SCALE;
    let sample = ring(count);
    for target in targets() {
        let Ok(made) = sample.convert(target, &ConvertOptions::default()) else { continue };
        let document = within_limit(&target.to_string(), made.bytes).unwrap();
        let graph = document.graph();
        let last = document.components().find(|it| it.name() == format!("n{}", count - 1));
        let last = last.unwrap().id();
        assert_eq!(graph.depth(last).map(|depth| depth as usize), Some(count), "{target}");
        assert_eq!(graph.path(last).unwrap().len(), count + 1, "{target}");
        assert_eq!(graph.transitive_dependencies(last).len(), count, "{target}");
    }
}

#[test]
fn a_chain_of_containers_of_any_length_is_converted() {
    let count = 2_000 * SCALE;
    let mut text = String::from("SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n");
    for at in 0..count {
        text.push_str(&format!("PackageName: n{at}\nSPDXID: SPDXRef-{at}\n"));
    }
    // The last one contains the first.
    for at in 0..count {
        let next = (at + 1) % count;
        text.push_str(&format!("Relationship: SPDXRef-{at} CONTAINS SPDXRef-{next}\n"));
    }
    let document = within_limit("containers", text.into_bytes()).unwrap();
    convert_within_limit("containers", &document);
}

#[test]
fn one_component_with_a_great_many_relations_is_converted() {
    let count = 2_000 * SCALE;
    let mut text = String::from("SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n");
    for at in 0..count {
        text.push_str(&format!("PackageName: n{at}\nSPDXID: SPDXRef-{at}\n"));
    }
    for at in 0..count {
        for kind in ["DESCRIBES", "DEPENDS_ON", "CONTAINS", "VARIANT_OF", "OTHER"] {
            text.push_str(&format!("Relationship: SPDXRef-0 {kind} SPDXRef-{at}\n"));
        }
        text.push_str(&format!("Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-{at}\n"));
    }
    let document = within_limit("relations", text.into_bytes()).unwrap();
    convert_within_limit("relations", &document);
}

#[test]
fn one_vulnerability_of_a_great_many_components_is_converted() {
    let count = 2_000 * SCALE;
    let list = |item: &str| {
        let items = (0..count).map(|at| item.replace('#', &at.to_string()));
        items.collect::<Vec<_>>().join(",")
    };
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}],
            "vulnerabilities": [{{"id": "CVE-2026-0001", "affects": [{}]}}, {}]}}"#,
        list(r##"{"type": "library", "bom-ref": "#", "name": "n#"}"##),
        list(r##"{"ref": "#"}"##),
        list(
            r##"{"id": "CVE-2026-0001", "analysis": {"state": "not_affected"},
            "affects": [{"ref": "#"}]}"##
        ),
    );
    let document = within_limit("vulnerabilities", text.into_bytes()).unwrap();
    convert_within_limit("vulnerabilities", &document);
}

#[test]
fn huge_strings_cost_their_length_in_every_encoding() {
    let huge = "x".repeat(1_000_000 * SCALE);
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
          {{"type": "library", "name": "{huge}", "version": "1", "bom-ref": "x"}}]}}"#
    );
    let sample = sbom::parse(text.into_bytes()).unwrap();
    for target in targets() {
        let Ok(made) = sample.convert(target, &ConvertOptions::default()) else { continue };
        let document = within_limit(&target.to_string(), made.bytes).unwrap();
        assert_eq!(document.components().next().unwrap().name().len(), huge.len(), "{target}");
    }
}
