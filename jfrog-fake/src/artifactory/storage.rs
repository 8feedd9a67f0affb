//! `/artifactory/api/storage/{repo}/{path}`: what is known of an item.

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::location::Location;
use super::{allow, bad_request, content, not_found, properties};
use crate::auth::{Action, Caller};
use crate::call::Call;
use crate::clock::timestamp;
use crate::state::repositories::{Claimed, File, Item, Repository};
use crate::state::{Platform, action_of};
use crate::wire::{Answer, artifactory_error, ok};

pub(super) fn route(platform: &Platform, call: &Call, caller: &Caller, raw: &str) -> Answer {
    let location = Location::parse(raw)?;
    let wants_properties = call.query("properties").is_some();
    // Removing a property is annotating: it does not take the permission to delete the item.
    let action = match action_of(&call.method) {
        Action::Delete if wants_properties => Action::Deploy,
        action => action,
    };
    allow(caller, action, &location.repository)?;
    match call.method {
        Method::GET if wants_properties => properties::read(platform, call, &location),
        Method::PUT if wants_properties => properties::write(platform, call, &location),
        Method::DELETE if wants_properties => properties::remove(platform, call, &location),
        // To answer with item info instead would hide a client's mistake.
        Method::GET | Method::HEAD if SWITCHES.iter().any(|name| call.query(name).is_some()) => {
            Err(bad_request(format!(
                "the fake platform does not offer `?{}`",
                call.query.as_deref().unwrap_or_default()
            )))
        }
        Method::GET | Method::HEAD => info(platform, &location),
        _ => Ok(artifactory_error(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")),
    }
}

/// The address under which item info calls itself.
pub(super) fn storage_uri(platform: &Platform, location: &Location) -> String {
    uri(platform, "artifactory/api/storage", location)
}

/// The address of the content, with names as they are: the real one is not consistently encoded
/// either.
pub(super) fn content_uri(platform: &Platform, location: &Location) -> String {
    uri(platform, "artifactory", location)
}

/// `{"sha1","md5","sha256"}`, all three.
pub(super) fn checksums(file: &File) -> Value {
    json!({
        "sha1": file.blob.sha1,
        "md5": file.blob.md5,
        "sha256": file.blob.sha256,
    })
}

/// Only what the client sent, except SHA-256, which the server adds on its own.
pub(super) fn original_checksums(file: &File) -> Value {
    let Claimed { sha1, md5, .. } = &file.claimed;
    let mut all = Map::new();
    if let Some(sha1) = sha1 {
        all.insert("sha1".to_owned(), json!(sha1));
    }
    if let Some(md5) = md5 {
        all.insert("md5".to_owned(), json!(md5));
    }
    all.insert("sha256".to_owned(), json!(file.blob.sha256));
    Value::Object(all)
}

fn info(platform: &Platform, location: &Location) -> Answer {
    let state = platform.state();
    let missing = || not_found("Unable to find item");
    let repository = state.repositories.get(&location.repository).ok_or_else(missing)?;
    let item = repository.item(&location.path).ok_or_else(missing)?;
    let body = match &item.file {
        Some(file) => described(platform, location, item, file),
        None => folder(platform, repository, location, item),
    };
    Ok(ok(&body))
}

fn described(platform: &Platform, location: &Location, item: &Item, file: &File) -> Value {
    json!({
        "repo": location.repository,
        "path": format!("/{}", location.path),
        "created": timestamp(item.created_ms),
        "createdBy": item.created_by,
        "lastModified": timestamp(item.modified_ms),
        "modifiedBy": item.modified_by,
        "lastUpdated": timestamp(item.modified_ms),
        "downloadUri": content_uri(platform, location),
        "mimeType": content::mime_type(&location.path),
        // Text, not a number: item info differs from AQL and file lists here.
        "size": file.blob.bytes.len().to_string(),
        "checksums": checksums(file),
        "originalChecksums": original_checksums(file),
        "uri": storage_uri(platform, location),
    })
}

fn folder(platform: &Platform, repository: &Repository, location: &Location, item: &Item) -> Value {
    let children: Vec<Value> = repository
        .children(&location.path)
        .into_iter()
        .map(|(name, folder)| json!({"uri": format!("/{name}"), "folder": folder}))
        .collect();
    json!({
        "repo": location.repository,
        "path": format!("/{}", location.path),
        "created": timestamp(item.created_ms),
        "createdBy": item.created_by,
        "lastModified": timestamp(item.modified_ms),
        "modifiedBy": item.modified_by,
        "lastUpdated": timestamp(item.modified_ms),
        "children": children,
        "uri": storage_uri(platform, location),
    })
}

fn uri(platform: &Platform, prefix: &str, location: &Location) -> String {
    let mut uri = format!("{}/{prefix}/{}", platform.url, location.repository);
    if !location.path.is_empty() {
        uri.push('/');
        uri.push_str(&location.path);
    }
    uri
}

/// What the storage API can be asked for besides item info and properties.
const SWITCHES: [&str; 5] = ["list", "stats", "lastModified", "permissions", "builds"];
