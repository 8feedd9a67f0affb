//! Tolerance for fields that servers write in more than one shape.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer};

/// Reads a list of texts from a list, a single text, a list of objects with a `url`, or `null`.
pub(crate) fn strings<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Item {
        Text(String),
        Link { url: String },
        Odd(IgnoredAny),
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Wire {
        Many(Vec<Item>),
        One(Item),
    }
    let items = match Option::<Wire>::deserialize(deserializer)? {
        Some(Wire::Many(items)) => items,
        Some(Wire::One(item)) => vec![item],
        None => Vec::new(),
    };
    Ok(items
        .into_iter()
        .filter_map(|item| match item {
            Item::Text(text) | Item::Link { url: text } => Some(text),
            Item::Odd(_) => None,
        })
        .collect())
}

/// Reads a value, or nothing when it has another shape: for additions no decision rests on.
pub(crate) fn ignore_odd<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Wire<T> {
        Good(T),
        Odd(IgnoredAny),
    }
    Ok(match Option::<Wire<T>>::deserialize(deserializer)? {
        Some(Wire::Good(value)) => Some(value),
        Some(Wire::Odd(_)) | None => None,
    })
}
