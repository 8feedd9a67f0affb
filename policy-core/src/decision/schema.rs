//! The shape of the Decision JSON, for the tools that read it.

mod report;
mod unions;
mod violation;

use serde_json::{Map, Value, json};

use super::Decision;
use crate::code::Code;

const ID: &str = "https://weighbridge-rs.github.io/schemas/decision-v1.json";

impl Decision {
    /// Returns the JSON Schema (2020-12) of the Decision JSON.
    ///
    /// It stands beside the crate's sources as `decision.schema.json`. Fields may be added within a
    /// major version, hence it lets pass fields that it does not know; those it knows keep their
    /// meaning.
    ///
    /// ```
    /// let schema = policy_core::Decision::json_schema();
    /// assert_eq!(schema["properties"]["outcome"]["enum"], serde_json::json!(["allow", "warn", "deny"]));
    /// ```
    #[must_use]
    pub fn json_schema() -> Value {
        let mut definitions = Map::new();
        for (name, shape) in report::DEFINITIONS.iter().chain(violation::DEFINITIONS) {
            definitions.insert((*name).to_owned(), Value::Object(shape.schema(None)));
        }
        for (name, doc, variants) in unions::UNIONS {
            let variants: Vec<Value> = variants
                .iter()
                .map(|(key, word, shape)| Value::Object(shape.schema(Some((key, word)))))
                .collect();
            let schema = json!({ "description": doc, "oneOf": variants });
            definitions.insert((*name).to_owned(), schema);
        }
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        definitions.insert(
            "code".to_owned(),
            json!({
                "type": "string",
                "description": "A stable reason; there may be others in later versions.",
                "examples": codes,
            }),
        );
        let mut schema = report::DECISION.schema(None);
        schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("$id".into(), ID.into());
        schema.insert("title".into(), "Decision".into());
        schema.insert("$defs".into(), Value::Object(definitions));
        Value::Object(schema)
    }
}

/// An object and its fields.
struct Shape {
    doc: &'static str,
    fields: &'static [Field],
}

/// A field: name, whether it is always there, what it holds, and what that means.
struct Field(&'static str, Presence, Kind, &'static str);

#[derive(PartialEq)]
enum Presence {
    Always,
    IfAny,
}

enum Kind {
    Text,
    Flag,
    Count,
    Instant,
    /// A whole number of seconds.
    Seconds,
    Number,
    Words(&'static [&'static str]),
    Of(&'static str),
    List(&'static Kind),
    /// A value or `null`.
    Maybe(&'static Kind),
    Map,
}

impl Shape {
    /// The schema, with the field that tells it from the other shapes of a union, and its word.
    fn schema(&self, tag: Option<(&str, &str)>) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        if let Some((key, word)) = tag {
            properties.insert(key.to_owned(), json!({ "const": word }));
            required.push(key);
        }
        for Field(name, presence, kind, doc) in self.fields {
            let mut schema = kind.schema();
            if let Value::Object(fields) = &mut schema {
                fields.insert("description".into(), (*doc).into());
            }
            properties.insert((*name).to_owned(), schema);
            if *presence == Presence::Always {
                required.push(name);
            }
        }
        let mut schema = Map::new();
        schema.insert("type".into(), "object".into());
        schema.insert("description".into(), self.doc.into());
        schema.insert("properties".into(), Value::Object(properties));
        schema.insert("required".into(), required.into());
        schema
    }
}

impl Kind {
    fn schema(&self) -> Value {
        match self {
            Self::Text => json!({ "type": "string" }),
            Self::Flag => json!({ "type": "boolean" }),
            Self::Count | Self::Seconds => json!({ "type": "integer", "minimum": 0 }),
            Self::Number => json!({ "type": "number" }),
            Self::Instant => json!({ "type": "string", "format": "date-time" }),
            Self::Words(words) => json!({ "enum": words }),
            Self::Of(name) => json!({ "$ref": format!("#/$defs/{name}") }),
            Self::List(item) => json!({ "type": "array", "items": item.schema() }),
            Self::Maybe(kind) => json!({ "anyOf": [kind.schema(), { "type": "null" }] }),
            Self::Map => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        }
    }
}

const EFFECT: Kind = Kind::Words(&["deny", "warn", "info"]);
const TEXTS: Kind = Kind::List(&Kind::Text);
const LEVEL: Kind =
    Kind::Words(&["critical", "high", "medium", "low", "negligible", "none", "unknown"]);
