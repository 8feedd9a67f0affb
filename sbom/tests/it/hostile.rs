//! Bytes that nobody honest writes end in a value or in an error with a place, in every encoding.

mod costs;
mod found;
mod shared;

use sbom::{Code, ConvertOptions, Document, Encoding, Format, ParseOptions, Target};

/// A small document with something of everything.
const SAMPLE: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1,
  "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
  "metadata": {"timestamp": "2026-11-22T12:00:00Z",
    "component": {"type": "application", "bom-ref": "a", "name": "shop \u00e9 <&> \"x\""}},
  "components": [{"type": "library", "bom-ref": "b", "name": "zlib", "version": "1.3",
    "hashes": [{"alg": "SHA-1", "content": "e2c6eb6e1f0a1b1d8f3a7e3c7c2d1a0f9b8c7d6e"}],
    "licenses": [{"license": {"name": "Own terms\nof two lines"}}], "purl": "pkg:generic/zlib@1.3"}],
  "dependencies": [{"ref": "a", "dependsOn": ["b"]}]}"#;

/// The sample in every encoding that this build writes.
fn documents() -> Vec<(Target, Vec<u8>)> {
    let sample = sbom::parse(SAMPLE.as_bytes()).unwrap();
    let newest = |target: &Target| match target.format() {
        Format::CycloneDx => target.version() == "1.7",
        Format::Spdx => target.version() != "2.2",
        _ => true,
    };
    let write = |target: Target| {
        let options = ConvertOptions::default().created("2026-11-22T12:00:00Z");
        let made = sample.convert(target, &options).ok()?;
        Some((target, made.bytes))
    };
    Target::all().filter(newest).filter_map(write).collect()
}

/// Reads and looks at everything that is computed late.
fn digest(bytes: Vec<u8>) -> Result<Document, sbom::Error> {
    let document = sbom::parse(bytes)?;
    let _ = (document.notes().iter().count(), document.graph().edge_count());
    let _ = document.elements().map(|element| element.licences().count()).sum::<usize>();
    let _ = document.validate().violations().len();
    Ok(document)
}

#[test]
fn every_truncation_of_every_encoding_is_read_or_refused() {
    let documents = documents();
    assert!(documents.len() >= 3, "{}", documents.len());
    for (target, bytes) in documents {
        assert!(digest(bytes.clone()).is_ok(), "{target}");
        for len in 0..bytes.len() {
            let cut = bytes.get(..len).unwrap_or_default().to_vec();
            if let Err(error) = digest(cut) {
                assert!(!error.to_string().is_empty(), "{target} cut at {len}");
            }
        }
    }
}

#[test]
fn changed_bytes_of_every_encoding_are_read_or_refused() {
    for (_, bytes) in documents() {
        // Every byte would take minutes; the fuzz targets have hours.
        for (at, new) in
            (0..bytes.len()).step_by(5).zip([0, b'"', b'<', b'{', b'\n', 0xFF].iter().cycle())
        {
            let mut changed = bytes.clone();
            changed[at] = *new;
            let _ = sbom::parse(changed);
        }
    }
}

#[test]
fn hundred_thousand_levels_are_refused() {
    let deep = 100_000;
    let json = [r#"{"bomFormat": "CycloneDX", "x": "#, &"[".repeat(deep)].concat();
    assert_eq!(sbom::parse(json.into_bytes()).unwrap_err().code(), Code::TooDeep);
    let objects = [r#"{"bomFormat": "CycloneDX", "x": "#, &r#"{"x":"#.repeat(deep)].concat();
    assert_eq!(sbom::parse(objects.into_bytes()).unwrap_err().code(), Code::TooDeep);
    let xml = [
        r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>"#,
        &"<component type='library'><name>x</name><components>".repeat(deep),
    ]
    .concat();
    assert!(sbom::parse(xml.into_bytes()).is_err());
    let yaml = ["spdxVersion: SPDX-2.3\nx: ", &"[".repeat(deep)].concat();
    assert!(sbom::parse(yaml.into_bytes()).is_err());
}

#[test]
fn entities_are_never_expanded() {
    let mut bomb = String::from("<!DOCTYPE b [<!ENTITY a0 \"ha\">");
    for level in 1..20 {
        let before = format!("&a{};", level - 1).repeat(10);
        bomb.push_str(&format!("<!ENTITY a{level} \"{before}\">"));
    }
    bomb.push_str("]><bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">&a19;</bom>");
    assert!(sbom::parse(bomb.into_bytes()).is_err());
    let external = "<!DOCTYPE b SYSTEM \"file:///etc/passwd\"><bom/>";
    assert!(sbom::parse(external.as_bytes()).is_err());
    let aliases = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n".to_owned();
    let more: String = (0..24)
        .map(|level| {
            let name = char::from(b'd' + level % 20);
            format!(
                "{name}{level}: &l{level} [{0},{0}]\n",
                if level == 0 { "*c".to_owned() } else { format!("*l{}", level - 1) }
            )
        })
        .collect();
    // The default limit is passed as surely, a hundred times later.
    let mut options = ParseOptions::default();
    options.limits.items = 100_000;
    let bomb = format!("spdxVersion: SPDX-2.3\n{aliases}{more}");
    assert!(sbom::parse_with(bomb.into_bytes(), &options).is_err());
}

#[test]
fn huge_strings_cost_their_length() {
    let huge = "x".repeat(10_000_000);
    let json = format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "x": "{huge}"}}"#);
    assert!(sbom::parse(json.into_bytes()).is_ok());
    let escaped = r"\u0041".repeat(2_000_000);
    let json = format!(r#"{{"bomFormat": "CycloneDX", "components": [{{"name": "{escaped}"}}]}}"#);
    let document = sbom::parse(json.into_bytes()).unwrap();
    assert_eq!(document.components().next().unwrap().name().len(), 2_000_000);
    let text = format!("SPDXVersion: SPDX-2.3\nDocumentComment: <text>{huge}</text>\n");
    assert!(sbom::parse(text.into_bytes()).is_ok());
    let open = format!("SPDXVersion: SPDX-2.3\nDocumentComment: <text>{huge}");
    let document = sbom::parse(open.into_bytes()).unwrap();
    assert!(!document.notes().is_empty());
}

#[test]
fn tag_value_with_carriage_returns_alone_has_its_packages() {
    let text = "SPDXVersion: SPDX-2.3\rDataLicense: CC0-1.0\rSPDXID: SPDXRef-DOCUMENT\r\
                PackageName: a\rSPDXID: SPDXRef-a\rPackageName: b\rSPDXID: SPDXRef-b\r";
    let document = sbom::parse(text.as_bytes()).unwrap();
    assert_eq!((document.encoding(), document.components().count()), (Encoding::TagValue, 2));
}

#[test]
fn cycles_and_dangling_ends_do_not_stop_the_graph() {
    let count = 20_000;
    let components: Vec<String> = (0..count)
        .map(|at| format!(r#"{{"type": "library", "bom-ref": "{at}", "name": "n{at}"}}"#))
        .collect();
    let edges: Vec<String> = (0..count)
        .map(|at| {
            format!(r#"{{"ref": "{at}", "dependsOn": ["{}", "nobody{at}"]}}"#, (at + 1) % count)
        })
        .collect();
    let text = format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{"component":
            {{"type": "application", "name": "x", "bom-ref": "root"}}}}, "components": [{}],
            "dependencies": [{{"ref": "root", "dependsOn": ["0"]}}, {}]}}"#,
        components.join(","),
        edges.join(",")
    );
    let document = sbom::parse(text.into_bytes()).unwrap();
    let graph = document.graph();
    let last = document.find("19999").unwrap();
    assert_eq!(graph.depth(last.id()), Some(20_000));
    assert_eq!(graph.transitive_dependencies(last.id()).len(), count);
    assert!(document.notes().count(sbom::NoteKind::DanglingReference) >= count);
}

#[test]
fn invalid_utf_8_is_refused_in_text_and_passed_over_nowhere() {
    for bytes in [
        &b"{\"bomFormat\": \"CycloneDX\", \"x\": \"\xC3\x28\"}"[..],
        b"{\"bomFormat\": \"CycloneDX\", \"\xED\xA0\x80\": 1}",
        b"SPDXVersion: SPDX-2.3\nDocumentName: \xFF\xFE\n",
    ] {
        assert_eq!(sbom::parse(bytes).unwrap_err().code(), Code::InvalidEncoding);
    }
}
