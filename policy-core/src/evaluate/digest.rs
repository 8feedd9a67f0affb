//! A digest of the evidence that does not depend on the order of its lists.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::evidence::Evidence;

/// Lists under these keys have an order that means something.
const ORDERED: [&str; 2] = ["path", "incomplete"];

pub(super) fn evidence(evidence: &Evidence) -> String {
    let value = serde_json::to_value(evidence).unwrap_or(Value::Null);
    let mut text = String::new();
    write(&value, "", &mut text);
    let hash = Sha256::digest(text.as_bytes());
    format!("sha256:{}", crate::decision::hex(hash.iter().copied()))
}

/// Writes JSON with sorted keys, and lists as the sets they are. The nesting is that of the
/// evidence types, hence bounded.
fn write(value: &Value, key: &str, out: &mut String) {
    match value {
        Value::Array(items) => {
            let mut texts: Vec<String> = items
                .iter()
                .map(|item| {
                    let mut text = String::new();
                    write(item, "", &mut text);
                    text
                })
                .collect();
            if !ORDERED.contains(&key) {
                texts.sort_unstable();
                texts.dedup();
            }
            out.push('[');
            out.push_str(&texts.join(","));
            out.push(']');
        }
        Value::Object(fields) => {
            let mut keys: Vec<&String> = fields.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for key in keys {
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(fields.get(key).unwrap_or(&Value::Null), key, out);
                out.push(',');
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}
