use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Number, Value, json};

use super::{Kind, Object, document, given};
use crate::policy::reader::{At, Reader};
use crate::policy::typed;
use crate::policy::yaml::{self, Node};
use crate::{LoadError, LoadOptions, Policy, STARTER, evidence};

/// Without the feature `cel` it is one key less.
static COMPLETE: LazyLock<String> = LazyLock::new(|| {
    let text = include_str!("../../../tests/fixtures/policies/complete.yaml");
    let lines = text.lines().filter(|line| cfg!(feature = "cel") || !line.starts_with("    when:"));
    lines.map(|line| format!("{line}\n")).collect()
});

/// The document as editors see it: YAML 1.2, core schema.
fn json(node: &Node) -> Value {
    match &node.value {
        yaml::Value::Scalar { text, plain: true } => match text.as_str() {
            _ if node.is_null() => Value::Null,
            "true" => true.into(),
            "false" => false.into(),
            _ => text.parse::<Number>().map_or_else(|_| text.as_str().into(), Value::Number),
        },
        yaml::Value::Scalar { text, .. } => text.as_str().into(),
        yaml::Value::List(items) => items.iter().map(json).collect(),
        yaml::Value::Map(entries) => {
            entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect()
        }
    }
}

fn read(source: &str) -> Value {
    json(&yaml::read(source, &LoadOptions::default(), &mut Vec::new()).unwrap())
}

/// What an independent validator has against a document.
fn errors(document: &Value) -> Vec<String> {
    static VALIDATOR: LazyLock<jsonschema::Validator> =
        LazyLock::new(|| jsonschema::draft202012::new(&Policy::json_schema()).unwrap());
    VALIDATOR.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

fn load(document: &Value) -> Result<Policy, LoadError> {
    Policy::parse(&document.to_string(), &LoadOptions::default()).map(|(policy, _)| policy)
}

/// Calls `visit` with every mapping of the document that the table defines, and its JSON pointer.
fn walk<'v>(
    kind: &Kind,
    value: &'v Value,
    pointer: &str,
    visit: &mut dyn FnMut(&'static Object, &'v Value, &str),
) {
    match (kind, value) {
        (Kind::Object(object), Value::Object(fields)) => {
            visit(object, value, pointer);
            for (name, value) in fields {
                let key = object.key(name).unwrap_or_else(|| panic!("{pointer}/{name}"));
                walk(&key.kind, value, &format!("{pointer}/{}", name.replace('/', "~1")), visit);
            }
        }
        (Kind::List(item) | Kind::Items(item) | Kind::Some(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                walk(item, value, &format!("{pointer}/{index}"), visit);
            }
        }
        (Kind::Items(item) | Kind::Some(item), value) => walk(item, value, pointer, visit),
        (Kind::Map(item), Value::Object(fields)) => {
            for (name, value) in fields {
                walk(item, value, &format!("{pointer}/{name}"), visit);
            }
        }
        (Kind::Either(kinds), value) => {
            kinds.iter().for_each(|kind| walk(kind, value, pointer, visit));
        }
        _ => {}
    }
}

/// Every mapping that the language defines.
fn objects(kind: &Kind, found: &mut Vec<&'static Object>) {
    match kind {
        Kind::Object(object) if found.iter().all(|known| known.name != object.name) => {
            found.push(object);
            for key in object.keys.iter().filter(|key| !key.planned) {
                objects(&key.kind, found);
            }
        }
        Kind::List(item) | Kind::Items(item) | Kind::Some(item) | Kind::Map(item) => {
            objects(item, found);
        }
        Kind::Either(kinds) => kinds.iter().for_each(|kind| objects(kind, found)),
        _ => {}
    }
}

#[test]
fn the_schema_beside_the_sources_is_the_generated_one() {
    let known = include_str!("../../../policy.schema.json");
    let generated = format!("{:#}\n", Policy::json_schema());
    assert!(
        known == generated,
        "stale: `cargo run -p policy-core --example json_schema` prints it"
    );
}

#[test]
fn the_schema_is_one_of_its_draft() {
    let schema = Policy::json_schema();
    assert!(jsonschema::draft202012::meta::validate(&schema).is_ok());
}

#[test]
fn policies_that_load_fit_the_schema() {
    for (name, source) in [("starter", STARTER), ("complete", COMPLETE.as_str())] {
        let document = read(source);
        assert_eq!(errors(&document), [""; 0], "{name}");
        if let Err(error) = load(&document) {
            panic!("{name}: {}", error.render(name, source));
        }
        Policy::parse(source, &LoadOptions::default()).unwrap();
    }
}

#[test]
fn the_complete_policy_uses_every_key_of_the_language() {
    let document = read(&COMPLETE);
    let root = Kind::Object(&document::POLICY);
    let mut used = BTreeSet::new();
    walk(&root, &document, "", &mut |object, value, _| {
        let names = value.as_object().unwrap().keys();
        used.extend(names.map(|name| format!("{}.{name}", object.name)));
    });
    let mut all = Vec::new();
    objects(&root, &mut all);
    let unused: Vec<String> = all
        .iter()
        .flat_map(|object| object.known().into_iter().map(|key| format!("{}.{key}", object.name)))
        // Either excludes the other.
        .filter(|key| key != "strategy.scanner" && !used.contains(key))
        .filter(|key| cfg!(feature = "cel") || key != "rule.when")
        .collect();
    assert_eq!(unused, [""; 0]);
}

#[test]
fn what_stands_wrongly_under_a_key_is_refused_by_loader_and_schema_alike() {
    let document = read(&COMPLETE);
    let mut places = Vec::new();
    walk(&Kind::Object(&document::POLICY), &document, "", &mut |_, value, pointer| {
        for name in value.as_object().unwrap().keys() {
            places.push(format!("{pointer}/{}", name.replace('/', "~1")));
        }
        places.push(format!("{pointer}/no such key"));
    });
    for place in places {
        let mut wrong = document.clone();
        let (parent, name) = place.rsplit_once('/').unwrap();
        wrong.pointer_mut(parent).unwrap()[name] = json!({ "nothing of the sort": [{}] });
        assert!(!errors(&wrong).is_empty(), "the schema lets pass what is wrong in {place}");
        let Err(error) = load(&wrong) else {
            panic!("the loader lets pass what is wrong in {place}")
        };
        let dotted = place.split('/').skip(1).fold(String::new(), |path, step| {
            match step.parse::<usize>() {
                Ok(index) => format!("{path}[{index}]"),
                Err(_) if path.is_empty() => step.to_owned(),
                Err(_) => format!("{path}.{step}"),
            }
        });
        assert!(
            error.diagnostics().iter().any(|fault| fault.path.starts_with(&dotted)),
            "{place}: {error}"
        );
    }
}

#[test]
fn a_key_that_must_be_there_is_missed_by_loader_and_schema_alike() {
    let document = read(&COMPLETE);
    let mut places = Vec::new();
    walk(&Kind::Object(&document::POLICY), &document, "", &mut |object, value, pointer| {
        for key in object.keys.iter().filter(|key| key.required) {
            if value.get(key.name).is_some() {
                places.push((pointer.to_owned(), key.name));
            }
        }
    });
    assert!(places.len() > 15, "{places:?}");
    for (parent, name) in places {
        let mut without = document.clone();
        without.pointer_mut(&parent).unwrap().as_object_mut().unwrap().remove(name);
        assert!(!errors(&without).is_empty(), "the schema does not miss {parent}/{name}");
        assert!(load(&without).is_err(), "the loader does not miss {parent}/{name}");
    }
}

/// The keys of a type of evidence: what its reader says that it knows.
fn keys<T: serde::de::DeserializeOwned>() -> BTreeSet<String> {
    let node = yaml::read("no such key: 1", &LoadOptions::default(), &mut Vec::new()).unwrap();
    let mut reader = Reader::default();
    let read: Option<T> = typed::read(&mut reader, &At { node: &node, path: String::new() });
    assert!(read.is_none());
    let help = reader.found[0].help.clone().unwrap();
    help.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn given_evidence_has_the_keys_that_are_read() {
    let of = |object: &Object| object.keys.iter().map(|key| key.name.to_owned()).collect();
    let with = |mut keys: BTreeSet<String>, more: &[&str]| {
        keys.extend(more.iter().map(|key| (*key).to_owned()));
        keys
    };
    let place: Vec<String> = keys::<evidence::Place>().into_iter().collect();
    let place: Vec<&str> = place.iter().map(String::as_str).collect();
    let finding = with(keys::<evidence::Finding>(), &["component", "severity", "fixed"]);
    let component = with(keys::<evidence::Component>(), &["component", "licence"]);
    let statement = with(keys::<evidence::Statement>(), &["component", "vulnerability"]);
    for (object, read) in [
        (&given::FINDING, with(finding, &place)),
        (&given::COMPONENT, with(component, &place)),
        (&given::STATEMENT, statement),
        (&given::IMAGE, keys::<evidence::ImageFacts>()),
        (&given::EVIDENCE, keys::<evidence::Evidence>()),
    ] {
        let known: BTreeSet<String> = of(object);
        assert_eq!(known, read, "{}", object.name);
    }
}

#[test]
fn names_of_definitions_are_unique_and_defaults_are_json() {
    let mut all = Vec::new();
    objects(&Kind::Object(&document::POLICY), &mut all);
    for object in all {
        let mut names = BTreeSet::new();
        for key in object.keys {
            assert!(names.insert(key.name), "{}.{} stands twice", object.name, key.name);
            if let Some(default) = key.default {
                assert!(serde_json::from_str::<Value>(default).is_ok(), "{}", key.name);
            }
        }
    }
}
