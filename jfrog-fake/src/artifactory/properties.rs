//! Properties of items: `?properties` on the storage API, and `PATCH /api/metadata`.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::location::{Location, add, check_key, split_escaped, split_values, unescape};
use super::{allow, bad_request, not_found, storage};
use crate::auth::{Action, Caller};
use crate::call::Call;
use crate::state::Platform;
use crate::state::repositories::{Properties, Repository};
use crate::wire::{Answer, Refusal, artifactory_error, no_content, ok};

pub(super) fn read(platform: &Platform, call: &Call, location: &Location) -> Answer {
    let state = platform.state();
    let item = state
        .repositories
        .get(&location.repository)
        .and_then(|repository| repository.item(&location.path))
        .ok_or_else(|| not_found("Unable to find item"))?;
    let wanted: Vec<String> = call
        .query("properties")
        .filter(|names| !names.is_empty())
        .map(|names| split_values(&names))
        .unwrap_or_default();
    let found: Properties = item
        .properties
        .iter()
        .filter(|(key, _)| wanted.is_empty() || wanted.contains(key))
        .map(|(key, values)| (key.clone(), values.clone()))
        .collect();
    if found.is_empty() {
        // Not an empty object: clients have to read this 404 as "none".
        return Err(not_found("No properties could be found."));
    }
    Ok(ok(&json!({
        "uri": storage::storage_uri(platform, location),
        "properties": found,
    })))
}

/// `PUT ?properties=a=1,2;b=3`: replaces the listed keys and leaves the others.
pub(super) fn write(platform: &Platform, call: &Call, location: &Location) -> Answer {
    let text = call.query("properties").unwrap_or_default();
    let mut changes = Properties::new();
    for pair in split_escaped(&text, &[';', '|']) {
        if pair.is_empty() {
            continue;
        }
        let halves = split_escaped(&pair, &['=']);
        let (key, values) =
            halves.split_first().ok_or_else(|| bad_request("a property has no name"))?;
        let key = unescape(key);
        check_key(&key)?;
        add(&mut changes, key, split_values(&values.join("=")));
    }
    if changes.is_empty() {
        return Err(bad_request("Properties value cannot be empty."));
    }
    change(platform, call, location, |properties| {
        for (key, values) in &changes {
            properties.insert(key.clone(), values.clone());
        }
    })
}

/// `DELETE ?properties=a,b`. A key that is not there is no error.
pub(super) fn remove(platform: &Platform, call: &Call, location: &Location) -> Answer {
    let keys = split_values(&call.query("properties").unwrap_or_default());
    change(platform, call, location, |properties| {
        properties.retain(|key, _| !keys.contains(key));
    })
}

/// `PATCH /api/metadata/{repo}/{path}` with `{"props":{"set":"v","many":["a","b"],"gone":null}}`.
pub(super) fn patch(platform: &Platform, call: &Call, caller: &Caller, raw: &str) -> Answer {
    if call.method != Method::PATCH {
        return Ok(artifactory_error(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"));
    }
    let location = Location::parse(raw)?;
    allow(caller, Action::Deploy, &location.repository)?;
    let body = call.json().ok_or_else(|| bad_request("the body is not JSON"))?;
    let wanted = body
        .get("props")
        .and_then(Value::as_object)
        .ok_or_else(|| bad_request("`props` is missing"))?;
    let mut changes = Vec::new();
    for (key, value) in wanted {
        check_key(key)?;
        changes.push((key.clone(), values_of(value)?));
    }
    change(platform, call, &location, |properties| {
        for (key, values) in &changes {
            match values {
                Some(values) => properties.insert(key.clone(), values.clone()),
                None => properties.remove(key),
            };
        }
    })
}

/// `None` removes the property.
fn values_of(value: &Value) -> Result<Option<Vec<String>>, Refusal> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(bad_request("a property is text or a list of texts")),
    };
    Ok(match value {
        Value::Null => None,
        Value::Array(list) => Some(list.iter().map(one).collect::<Result<_, _>>()?),
        value => Some(vec![one(value)?]),
    })
}

fn change(
    platform: &Platform,
    call: &Call,
    location: &Location,
    apply: impl Fn(&mut Properties),
) -> Answer {
    let mut state = platform.state();
    let missing = || not_found("Unable to find item");
    let repository = state.repositories.get_mut(&location.repository).ok_or_else(missing)?;
    if repository.item(&location.path).is_none() {
        return Err(missing());
    }
    for path in targets(repository, call, &location.path) {
        if let Some(item) = repository.item_mut(&path) {
            apply(&mut item.properties);
        }
    }
    Ok(no_content())
}

/// The item, and what is below it: recursion is on unless it is switched off.
fn targets(repository: &Repository, call: &Call, path: &str) -> Vec<String> {
    if call.is_off("recursive") || call.is_off("recursiveProperties") {
        vec![path.to_owned()]
    } else {
        repository.subtree(path)
    }
}
