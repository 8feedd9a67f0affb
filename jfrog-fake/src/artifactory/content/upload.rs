//! Deploying: by bytes or by checksum alone.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::super::location::Location;
use super::super::storage::{checksums, content_uri, original_checksums};
use super::super::{artifactory_error, bad_request, not_found};
use super::{may_overwrite, mime_type};
use crate::auth::{Action, Caller};
use crate::call::Call;
use crate::clock::timestamp;
use crate::state::images::manifest_properties;
use crate::state::repositories::{Blob, Claimed, File, Properties};
use crate::state::{Platform, State};
use crate::wire::{Answer, Refusal, json_body, set};

pub(super) fn route(
    platform: &Platform,
    call: &Call,
    caller: &Caller,
    location: &Location,
) -> Answer {
    let mut state = platform.state();
    let repository = state
        .repositories
        .get(&location.repository)
        .ok_or_else(|| not_found("Could not find repository"))?;
    // A folder may join one that is there already; what it must not do is lie below a file.
    let blocked = if location.folder {
        repository.is_blocked(&format!("{}/", location.path))
    } else {
        repository.is_blocked(&location.path)
    };
    if blocked {
        return Err(artifactory_error(
            StatusCode::CONFLICT,
            format!(
                "Cannot deploy a file where a folder is, or below a file: '{}'",
                location.displayed()
            ),
        )
        .into());
    }
    if location.folder && call.body.is_empty() {
        return Ok(make_folder(platform, &mut state, caller, location));
    }
    if location.path.is_empty() || location.folder {
        return Err(bad_request("a file needs a name"));
    }
    if repository.item(&location.path).is_some_and(|old| old.file.is_some()) {
        may_overwrite(caller, location)?;
    }
    let claimed = claimed(call)?;
    let by_checksum =
        call.header("x-checksum-deploy").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let blob = if by_checksum {
        known_blob(&state, caller, &claimed)?
    } else {
        Blob::new(call.body.clone())
    };
    if !blob.agrees(&claimed) {
        return Err(mismatch(location, &claimed, &blob));
    }
    let file = File { blob, claimed };
    let deployment = Deployment {
        repository: &location.repository,
        path: &location.path,
        file: file.clone(),
        properties: location.matrix.clone(),
        by: &caller.name,
        now_ms: platform.clock.now_ms(),
    };
    deploy(&mut state, deployment);
    Ok(created(platform, &state, location, &file))
}

/// What it takes to store a file.
#[derive(Debug)]
pub(crate) struct Deployment<'d> {
    pub(crate) repository: &'d str,
    pub(crate) path: &'d str,
    pub(crate) file: File,
    pub(crate) properties: Properties,
    pub(crate) by: &'d str,
    pub(crate) now_ms: i64,
}

/// Stores a file with all that follows from it: a manifest becomes an image, and Xray hears of it
/// where the repository is indexed. False if there is no such repository.
pub(crate) fn deploy(state: &mut State, deployment: Deployment<'_>) -> bool {
    let Deployment { repository: key, path, file, mut properties, by, now_ms } = deployment;
    let Some(repository) = state.repositories.get_mut(key) else {
        return false;
    };
    let is_image = repository.package_type == "docker" || repository.package_type == "oci";
    if is_image {
        properties.extend(manifest_properties(path, &file.blob));
    }
    let scanned = repository.indexed && (!is_image || path.ends_with("/manifest.json"));
    repository.put_file(path, file, properties, by, now_ms);
    let scan_key = format!("{key}/{path}");
    state.scans.forget(&scan_key);
    if scanned {
        state.scans.queue(&scan_key, now_ms);
    }
    true
}

fn make_folder(
    platform: &Platform,
    state: &mut State,
    caller: &Caller,
    location: &Location,
) -> Response {
    let now_ms = platform.clock.now_ms();
    if let Some(repository) = state.repositories.get_mut(&location.repository) {
        repository.put_folder(&location.path, &caller.name, now_ms);
    }
    let uri = content_uri(platform, location);
    let mut response = json_body(
        StatusCode::CREATED,
        &json!({
            "repo": location.repository,
            "path": format!("/{}", location.path),
            "created": timestamp(now_ms),
            "createdBy": caller.name,
            "children": [],
            "uri": uri,
        }),
    );
    set(&mut response, "location", &uri);
    response
}

fn created(platform: &Platform, state: &State, location: &Location, file: &File) -> Response {
    let uri = content_uri(platform, location);
    let item = state
        .repositories
        .get(&location.repository)
        .and_then(|repository| repository.item(&location.path));
    let mut response = json_body(
        StatusCode::CREATED,
        &json!({
            "repo": location.repository,
            "path": format!("/{}", location.path),
            "created": timestamp(item.map_or(0, |item| item.modified_ms)),
            "createdBy": item.map_or("", |item| item.created_by.as_str()),
            "downloadUri": uri,
            "mimeType": mime_type(&location.path),
            "size": file.blob.bytes.len().to_string(),
            "checksums": checksums(file),
            "originalChecksums": original_checksums(file),
            // The content's address here, unlike in item info.
            "uri": uri,
        }),
    );
    set(
        &mut response,
        "content-type",
        "application/vnd.org.jfrog.artifactory.storage.ItemCreated+json",
    );
    set(&mut response, "location", &uri);
    response
}

/// Bytes that are stored already and that the caller may read.
fn known_blob(state: &State, caller: &Caller, claimed: &Claimed) -> Result<Blob, Refusal> {
    if *claimed == Claimed::default() {
        return Err(bad_request("Checksum deploy failed. No checksum header was sent."));
    }
    state.repositories.find_blob(claimed, |key| caller.can(Action::Read, key)).ok_or_else(|| {
        let sums = [("SHA256", &claimed.sha256), ("SHA1", &claimed.sha1), ("MD5", &claimed.md5)];
        let (kind, value) = sums
            .into_iter()
            .find_map(|(kind, sum)| Some((kind, sum.as_deref()?)))
            .unwrap_or_default();
        not_found(&format!("Checksum deploy failed. No existing file with {kind}: {value}"))
    })
}

/// The `X-Checksum-*` headers; plain `X-Checksum` tells its kind by its length.
fn claimed(call: &Call) -> Result<Claimed, Refusal> {
    let read = |name: &str, length: usize| {
        call.header(name)
            .map(|value| {
                let good = value.len() == length && value.bytes().all(|b| b.is_ascii_hexdigit());
                if good {
                    Ok(value.to_ascii_lowercase())
                } else {
                    Err(bad_request(format!("`{name}` is not a checksum: '{value}'")))
                }
            })
            .transpose()
    };
    let mut claimed = Claimed {
        sha1: read("x-checksum-sha1", SHA1)?,
        md5: read("x-checksum-md5", MD5)?,
        sha256: read("x-checksum-sha256", SHA256)?,
    };
    match call.header("x-checksum").map(str::len) {
        None => {}
        Some(MD5) => claimed.md5 = read("x-checksum", MD5)?,
        Some(SHA1) => claimed.sha1 = read("x-checksum", SHA1)?,
        Some(_) => claimed.sha256 = read("x-checksum", SHA256)?,
    }
    Ok(claimed)
}

fn mismatch(location: &Location, claimed: &Claimed, blob: &Blob) -> Refusal {
    let pairs = [
        ("SHA-1", &claimed.sha1, &blob.sha1),
        ("MD5", &claimed.md5, &blob.md5),
        ("SHA-256", &claimed.sha256, &blob.sha256),
    ];
    let wrong: Vec<String> = pairs
        .into_iter()
        .filter_map(|(kind, original, actual)| {
            let original = original.as_ref().filter(|original| *original != actual)?;
            Some(format!(
                "{kind}=ChecksumInfo{{type={kind}, original='{original}', actual='{actual}'}}"
            ))
        })
        .collect();
    artifactory_error(
        StatusCode::CONFLICT,
        format!(
            "Checksum policy 'LocalRepoChecksumPolicy: CLIENT' rejected the artifact '{}'. Checksums \
             info: ChecksumsInfo{{checksums={{{}}}}}",
            location.displayed(),
            wrong.join(", ")
        ),
    )
    .into()
}

const MD5: usize = 32;
const SHA1: usize = 40;
const SHA256: usize = 64;
