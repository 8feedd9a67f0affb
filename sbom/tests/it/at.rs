//! From paths of violations, notes and losses to what stands there.

use std::collections::BTreeSet;

use sbom::Document;

use crate::corpus::{cases, is_affordable};

const NESTED: &[u8] = br#"{"bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {"component": {"type": "application", "name": "shop"}, "tools": [{"name": "t"}]},
  "components": [
    {"type": "library", "name": "web", "components": [
      {"type": "library", "name": "tls", "hashes": [{"alg": "MD5", "content": "0"}]}]}],
  "services": [{"name": "pay", "endpoints": ["https://pay.test"]}],
  "dependencies": [{"ref": "nobody"}]}"#;

fn holder<'d>(document: &'d Document, path: &str) -> Option<&'d str> {
    document.component_at(path).map(|component| component.name())
}

#[test]
fn innermost_component_holds_the_place() {
    let document = sbom::parse(NESTED).unwrap();
    for (path, name) in [
        ("/metadata/component", Some("shop")),
        ("/metadata/component/name", Some("shop")),
        ("/components/0/components", Some("web")),
        ("/components/0/components/0", Some("tls")),
        ("/components/0/components/0/hashes/0/content", Some("tls")),
        ("/services/0/endpoints/0", Some("pay")),
        // Nothing stands there, and it would be the component's.
        ("/components/0/version", Some("web")),
        ("/components/7/version", None),
        ("/metadata/tools/0", None),
        ("/dependencies/0/ref", None),
        ("", None),
        ("components/0", None),
    ] {
        assert_eq!(holder(&document, path), name, "{path}");
    }
}

#[test]
fn value_is_found_by_a_pointer_and_by_nothing_else() {
    let document = sbom::parse(NESTED).unwrap();
    let at = |path| document.at(path).map(|raw| raw.to_string());
    assert_eq!(at("/metadata/tools/0/name").as_deref(), Some(r#""t""#));
    assert_eq!(document.at("").unwrap().path(), "");
    for path in ["metadata", "/metadata/", "/components/00", "/components/+0", "/bom/components"] {
        assert_eq!(at(path), None, "{path}");
    }
}

#[test]
fn tag_value_is_pointed_into_as_the_json_that_it_stands_for() {
    let document = sbom::parse(
        b"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\nSPDXID: SPDXRef-a\n\
          PackageLicenseConcluded: MIT or ISC\n",
    )
    .unwrap();
    let report = document.validate();
    let code = "spdx2-license-expression";
    let found = report.violations().iter().find(|violation| violation.code() == code).unwrap();
    assert_eq!(document.at(found.path()).unwrap().as_str(), Some("MIT or ISC"));
    assert_eq!(holder(&document, found.path()), Some("a"));
}

#[cfg(feature = "xml")]
#[test]
fn elements_of_xml_are_found_from_the_root() {
    let document = sbom::parse(
        br#"<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>
          <component type="library" bom-ref="a"><name>a</name><tags><tag>x</tag><tag>y</tag></tags>
            <licenses><license><id>MIT</id></license><license><name>Ours</name></license></licenses>
          </component>
          <component type="library"><name>b</name><components>
            <component type="library"><name>c</name><hashes><hash alg="MD5">0</hash></hashes>
          </component></components></component></components>
          <dependencies><dependency ref="a"/><dependency ref="b"><dependency ref="a"/></dependency>
        </dependencies></bom>"#,
    )
    .unwrap();
    for (path, pointer, name) in [
        ("/bom", "", None),
        ("/bom/components/component[1]/name", "/components/0/name", Some("a")),
        ("/bom/components/component/tags/tag[2]", "/components/0/tags/1", Some("a")),
        (
            "/bom/components/component[1]/licenses/license[2]/name",
            "/components/0/licenses/1/license/name",
            Some("a"),
        ),
        (
            "/bom/components/component[2]/components/component[1]/hashes/hash[1]",
            "/components/1/components/0/hashes/0",
            Some("c"),
        ),
        ("/bom/dependencies/dependency[2]/dependency", "/dependencies/1/dependsOn/0", None),
        ("/components/1", "/components/1", Some("b")),
    ] {
        assert_eq!(document.at(path).unwrap().path(), pointer, "{path}");
        assert_eq!(holder(&document, path), name, "{path}");
    }
    assert!(document.at("/bom/components/component[3]").is_none());
    assert!(document.at("/bom/components/component[0]").is_none());
    assert_eq!(holder(&document, "/bom/components/component[2]/version"), Some("b"));
}

#[test]
fn every_path_that_is_told_of_the_corpus_leads_to_something() {
    let mut lost = BTreeSet::new();
    let mut found = 0;
    for (format, written) in [
        ("cyclonedx", "json"),
        ("cyclonedx", "xml"),
        ("spdx2", "json"),
        ("spdx2", "rdf"),
        ("spdx2", "spdxxml"),
        ("spdx2", "tagvalue"),
        ("spdx2", "yaml"),
        ("spdx3", "jsonld"),
    ] {
        for case in cases(format, written) {
            let Ok(document) = sbom::parse(&case.bytes) else { continue };
            if !is_affordable(case.bytes.len()) {
                continue;
            }
            let mut options = sbom::validate::Options::default();
            options.most = 50;
            let report = document.validate_with(&options);
            let notes = document.notes().iter().map(|note| note.first().to_owned());
            let paths = report.into_iter().map(|violation| violation.path().to_owned());
            for path in paths.chain(notes).filter(|path| !path.is_empty()) {
                match document.at(&path) {
                    Some(_) => found += 1,
                    None => drop(lost.insert(format!("{}: {path}", case.file))),
                }
            }
        }
    }
    assert!(lost.is_empty(), "{found} found, lost: {lost:#?}");
}

#[test]
fn every_loss_of_a_conversion_leads_to_something_in_the_source() {
    let mut lost = BTreeSet::new();
    let mut found = 0;
    for (format, written, target) in [
        ("cyclonedx", "json", "spdx-2.3-json"),
        ("cyclonedx", "xml", "spdx-3.0.1-json-ld"),
        ("spdx2", "json", "cyclonedx-1.4-json"),
        ("spdx2", "rdf", "cyclonedx-1.6-json"),
        ("spdx2", "tagvalue", "spdx-3.0.1-json-ld"),
        ("spdx2", "yaml", "cyclonedx-1.6-xml"),
        ("spdx3", "jsonld", "spdx-2.3-json"),
    ] {
        for case in cases(format, written) {
            let Ok(document) = sbom::parse(&case.bytes) else { continue };
            if !is_affordable(case.bytes.len()) {
                continue;
            }
            let Ok(target) = target.parse() else { continue };
            let options = sbom::ConvertOptions::default().created("2026-01-01T00:00:00Z");
            let Ok(made) = document.convert(target, &options) else { continue };
            for loss in made.losses.iter().take(200) {
                match document.at(loss.path()) {
                    Some(_) => found += 1,
                    None => drop(lost.insert(format!("{}: {}", case.file, loss.path()))),
                }
            }
        }
    }
    assert!(lost.is_empty(), "{found} found, lost: {lost:#?}");
}
