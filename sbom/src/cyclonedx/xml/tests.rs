use super::*;
use crate::cyclonedx::schema::{self, V1_7};
use crate::document::Notes;
use crate::json::{self, Style};
use crate::limits::ParseOptions;
use crate::losses::Losses;
use crate::schema::{Shape, Type};
use crate::tree::{Key, Tree, Value};

fn tree(inner: &str) -> Tree {
    let text = format!("<bom xmlns=\"{NAMESPACE}1.7\">{inner}</bom>");
    read(text, &ParseOptions::default(), &mut Notes::default()).unwrap()
}

/// What the tree says of a document, without what every document says.
fn compact(inner: &str) -> String {
    let text = json::to_text(tree(inner).root(), Style::Compact);
    let text = text.replacen(r#""bomFormat":"CycloneDX","specVersion":"1.7""#, "", 1);
    text.replacen("{,", "{", 1)
}

#[test]
fn texts_stay_pieces_of_the_source() {
    let tree =
        tree("<components><component type='library'><name>plain</name></component></components>");
    let component = tree.root().get(Key::COMPONENTS).unwrap().children().next().unwrap();
    let name = component.get(Key::NAME).unwrap();
    let at = name.offset().unwrap();
    assert_eq!(tree.source().get(at..at + 5), Some("plain"));
}

#[test]
fn elements_that_come_again_go_on_where_the_format_lets_them() {
    assert_eq!(
        compact(
            "<compositions><composition><assemblies><assembly ref='a'/></assemblies>\
             <aggregate>complete</aggregate><assemblies><assembly ref='b'/></assemblies>\
             </composition></compositions>"
        ),
        r#"{"compositions":[{"assemblies":["a","b"],"aggregate":"complete"}]}"#
    );
    // Lists without an element around them, also with others between.
    assert_eq!(
        compact(
            "<metadata><supplier><url>a</url><contact><name>n</name></contact><url>b</url>\
             </supplier></metadata>"
        ),
        r#"{"metadata":{"supplier":{"url":["a","b"],"contact":[{"name":"n"}]}}}"#
    );
    // Elsewhere the first counts, and the second is kept as it was written.
    let tree = tree(
        "<metadata><component type='file'><name>a</name><name>b</name></component></metadata>",
    );
    let component = tree.root().get(Key::METADATA).unwrap().get(Key::COMPONENT).unwrap();
    assert_eq!(component.text(Key::NAME), Some("a"));
    let kept = component.get(Key::HASH_REPEATED).unwrap().children().next().unwrap();
    assert!(kept.as_str().unwrap().ends_with(">b</name>"));
}

#[test]
fn text_between_elements_comes_back_where_it_stood() {
    let inner = "one<components>two<component type='file'><name>a<b/>three</name>four &amp; \
        five</component>six</components>";
    let first = tree(inner);
    let mut losses = Losses::default();
    let written = write(first.root(), Layout::Pretty, &mut losses);
    assert!(losses.is_empty(), "{losses}");
    let second = read(written, &ParseOptions::default(), &mut Notes::default()).unwrap();
    let all = |tree: &Tree| {
        let text = |of: Value<'_>| {
            let texts = of.get(Key::HASH_TEXT).into_iter().flat_map(Value::children);
            let texts = texts.map(|it| format!("{}={}", it.key_text(), it.as_str().unwrap()));
            texts.collect::<Vec<_>>().join(" ")
        };
        let component = tree.root().list(Key::COMPONENTS).next().unwrap();
        (text(tree.root()), text(component))
    };
    let expected = (".=one components=two\nsix", "name=three .=four & five");
    assert_eq!(all(&first), (expected.0.to_owned(), expected.1.to_owned()));
    assert_eq!(all(&second).1, expected.1);
    assert_eq!(all(&second).0, "components=two\nsix .=one");
}

#[test]
fn people_and_organisations_are_told_apart_on_the_way_back() {
    let inner = "<components><component type='file'><name>a</name><patentAssertions>\
        <patentAssertion><assertionType>license</assertionType><asserter><contact>\
        <name>Ada</name></contact></asserter></patentAssertion></patentAssertions></component>\
        </components>";
    let text = write(tree(inner).root(), Layout::Compact, &mut Losses::default());
    assert!(text.contains("<asserter><contact><name>Ada</name></contact></asserter>"), "{text}");
}

#[test]
fn the_tables_name_every_element() {
    // Members that XML has no place for, or that are written by hand.
    let by_hand = [Key::DOLLAR_SCHEMA, Key::BOM_FORMAT, Key::SPEC_VERSION, Key::SIGNATURE];
    let mut open: Vec<&'static Shape> = vec![&schema::BOM];
    let mut seen: Vec<&'static Shape> = Vec::new();
    while let Some(shape) = open.pop() {
        if seen.iter().any(|known| std::ptr::eq(*known, shape)) || shape.name == "signature" {
            continue;
        }
        seen.push(shape);
        for member in shape.members.iter().chain(shape.members.iter().filter_map(|m| m.or)) {
            let is_named = member.xml.is_some()
                || by_hand.contains(&member.key)
                || !member.xml_versions.has(V1_7)
                || matches!(member.key, Key::DEPENDS_ON | Key::PROVIDES)
                || member.key == Key::RELATED_CRYPTOGRAPHIC_ASSETS;
            assert!(is_named, "`{}` of {}", member.key.known_text().unwrap(), shape.name);
            let mut types = vec![member.value];
            while let Some(value) = types.pop() {
                match value {
                    Type::Object(inner) => open.push(inner),
                    Type::Either(choice) => types.extend(choice.types),
                    _ => {}
                }
            }
        }
    }
    assert!(seen.len() > 100, "{}", seen.len());
}
