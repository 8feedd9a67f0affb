//! The table as a JSON Schema.

use serde_json::{Map, Value, json};

use super::{Form, Key, Kind, Object, Presence, document};
use crate::Policy;

const ID: &str = "https://weighbridge-rs.github.io/schemas/policy-v1alpha1.json";

impl Policy {
    /// Returns the JSON Schema (2020-12) of policy documents, for editors and for other loaders.
    ///
    /// It is generated from the table that the loader reads by, and stands beside the crate's
    /// sources as `policy.schema.json`. It knows shapes, words and keys; what depends on other
    /// parts of the document, such as a waiver that names a rule, only [`Policy::parse`] checks.
    ///
    /// ```
    /// let schema = policy_core::Policy::json_schema();
    /// assert_eq!(schema["properties"]["kind"]["const"], "ArtifactPolicy");
    /// ```
    #[must_use]
    pub fn json_schema() -> Value {
        let mut definitions = Map::new();
        let mut schema = object(&document::POLICY, &mut definitions);
        if let Value::Object(fields) = &mut schema {
            fields.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
            fields.insert("$id".into(), ID.into());
            fields.insert("title".into(), "Policy for artifacts".into());
            fields.insert("$defs".into(), Value::Object(definitions));
        }
        schema
    }
}

fn object(object: &Object, definitions: &mut Map<String, Value>) -> Value {
    let mut properties = Map::new();
    for key in object.keys.iter().filter(|key| !key.planned) {
        properties.insert(key.name.to_owned(), property(key, definitions));
    }
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("description".into(), object.doc.into());
    schema.insert("properties".into(), Value::Object(properties));
    schema.insert("additionalProperties".into(), false.into());
    let required: Vec<&str> =
        object.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    if !required.is_empty() {
        schema.insert("required".into(), required.into());
    }
    match object.rule {
        Presence::Any => {}
        Presence::AtLeastOne => {
            schema.insert("minProperties".into(), 1.into());
        }
        Presence::ExactlyOne => {
            schema.insert("minProperties".into(), 1.into());
            schema.insert("maxProperties".into(), 1.into());
        }
        Presence::OneOf(keys) => {
            let each = keys.iter().map(|key| json!({ "required": [key] })).collect();
            schema.insert("anyOf".into(), Value::Array(each));
        }
    }
    Value::Object(schema)
}

fn property(key: &Key, definitions: &mut Map<String, Value>) -> Value {
    let mut schema = kind(&key.kind, definitions);
    if let Value::Object(fields) = &mut schema {
        fields.insert("description".into(), key.doc.into());
        if let Some(default) = key.default.and_then(|text| serde_json::from_str(text).ok()) {
            fields.insert("default".into(), default);
        }
    }
    schema
}

fn kind(of: &Kind, definitions: &mut Map<String, Value>) -> Value {
    match of {
        Kind::Text => json!({ "type": ["string", "number"], "pattern": "\\S" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Count => {
            json!({ "type": ["integer", "string"], "minimum": 0, "pattern": "^\\s*[0-9]+\\s*$" })
        }
        Kind::Words([word]) => json!({ "const": word }),
        Kind::Words(words) => json!({ "enum": words }),
        Kind::Form(form) => define(form.name, definitions, |_| self::form(form)),
        Kind::Any => json!({}),
        Kind::Object(object) | Kind::Shape(object) => {
            define(object.name, definitions, |definitions| self::object(object, definitions))
        }
        Kind::List(item) => json!({ "type": "array", "items": kind(item, definitions) }),
        Kind::Items(item) => {
            let item = kind(item, definitions);
            json!({ "anyOf": [item, { "type": "array", "items": item }] })
        }
        Kind::Some(item) => {
            let item = kind(item, definitions);
            json!({ "anyOf": [item, { "type": "array", "items": item, "minItems": 1 }] })
        }
        Kind::Map(item) => {
            json!({ "type": "object", "additionalProperties": kind(item, definitions) })
        }
        Kind::Either(kinds) => {
            let kinds: Vec<Value> = kinds.iter().map(|of| kind(of, definitions)).collect();
            json!({ "anyOf": kinds })
        }
    }
}

fn form(form: &Form) -> Value {
    let mut schema = json!({
        "type": "string",
        "description": form.doc,
        "pattern": form.pattern,
        "examples": form.examples,
    });
    if let (Some(most), Value::Object(fields)) = (form.number, &mut schema) {
        fields.insert("type".into(), json!(["string", "number"]));
        fields.insert("minimum".into(), 0.into());
        fields.insert("maximum".into(), most.into());
    }
    schema
}

/// Puts a schema among the definitions, once, and returns a reference to it.
fn define(
    name: &str,
    definitions: &mut Map<String, Value>,
    make: impl FnOnce(&mut Map<String, Value>) -> Value,
) -> Value {
    if !definitions.contains_key(name) {
        // Taken before it is made, or a mapping that contains itself would have no end.
        definitions.insert(name.to_owned(), Value::Null);
        let schema = make(definitions);
        definitions.insert(name.to_owned(), schema);
    }
    json!({ "$ref": format!("#/$defs/{name}") })
}
