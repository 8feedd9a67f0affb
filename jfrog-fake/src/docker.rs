//! The container registry: `/artifactory/api/docker/{repo}/v2/…`, and `/v2/{repo}/…`, which means
//! the same under the repository path method.

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use crate::artifactory::deliver;
use crate::auth::{Action, Caller};
use crate::call::{Call, decode};
use crate::state::images;
use crate::state::repositories::Repository;
use crate::state::{Platform, State};
use crate::wire::{Answer, Refusal, json_body, ok, registry_error, set};

pub(crate) fn route(platform: &Platform, call: &Call) -> Answer {
    let mut response = dispatch(platform, call).unwrap_or_else(IntoResponse::into_response);
    set(&mut response, "docker-distribution-api-version", "registry/2.0");
    Ok(response)
}

fn dispatch(platform: &Platform, call: &Call) -> Answer {
    let caller = platform.caller(call).map_err(|_| unauthorized(platform))?;
    let Some((repository, rest)) = address(&call.path) else {
        return Ok(unsupported());
    };
    if rest == "token" {
        return token(platform, call, &caller);
    }
    if rest.is_empty() {
        if caller.anonymous && !caller.can(Action::Read, &repository) {
            return Err(unauthorized(platform));
        }
        return Ok(ok(&json!({})));
    }
    if !call.is_read() {
        return Ok(unsupported());
    }
    if !caller.can(Action::Read, &repository) {
        return Err(if caller.anonymous { unauthorized(platform) } else { denied() });
    }
    let state = platform.state();
    let found = lookup(&state, &repository)?;
    if rest == "_catalog" {
        return Ok(catalog(call, found));
    }
    if let Some(image) = rest.strip_suffix("/tags/list") {
        return tags(call, found, image);
    }
    if let Some((image, reference)) = rest.rsplit_once("/manifests/") {
        return manifest(call, found, image, reference);
    }
    if let Some((image, digest)) = rest.rsplit_once("/blobs/") {
        return blob(call, found, image, digest);
    }
    Ok(unsupported())
}

/// Splits a path into repository and what the registry API calls it.
fn address(path: &str) -> Option<(String, String)> {
    if let Some(rest) = path.strip_prefix("/artifactory/api/docker/") {
        let (repository, rest) = rest.split_once('/')?;
        let rest = rest.strip_prefix("v2")?;
        return Some((decode(repository)?, decode(rest.trim_start_matches('/'))?));
    }
    let rest = decode(path.strip_prefix("/v2")?.trim_start_matches('/'))?;
    match rest.split_once('/') {
        Some((repository, rest)) => Some((repository.to_owned(), rest.to_owned())),
        None => Some((String::new(), rest)),
    }
}

fn lookup<'s>(state: &'s State, key: &str) -> Result<&'s Repository, Refusal> {
    state
        .repositories
        .get(key)
        .filter(|repository| matches!(repository.package_type.as_str(), "docker" | "oci"))
        .ok_or_else(|| name_unknown(key))
}

fn catalog(call: &Call, repository: &Repository) -> Response {
    let (page, link) = paged(call, images::catalog(repository));
    let mut response = ok(&json!({"repositories": page}));
    if let Some(link) = link {
        set(&mut response, "link", &link);
    }
    response
}

fn tags(call: &Call, repository: &Repository, image: &str) -> Answer {
    let all = images::tags(repository, image);
    if all.is_empty() {
        return Err(name_unknown(image));
    }
    let (page, link) = paged(call, all);
    let mut response = ok(&json!({"name": image, "tags": page}));
    if let Some(link) = link {
        set(&mut response, "link", &link);
    }
    Ok(response)
}

/// One page of a sorted list, with the `Link` to the next one. `last` need not be in the list.
fn paged(call: &Call, all: Vec<String>) -> (Vec<String>, Option<String>) {
    let last = call.query("last").unwrap_or_default();
    let mut rest = all.into_iter().filter(|entry| *entry > last);
    let Some(count) = call.query("n").and_then(|n| n.parse::<usize>().ok()) else {
        return (rest.collect(), None);
    };
    let page: Vec<String> = rest.by_ref().take(count).collect();
    let more = rest.next().is_some();
    let link = page.last().filter(|_| more).map(|last| {
        let last = utf8_percent_encode(last, QUERY_VALUE);
        // Relative, as Artifactory's is.
        format!("<{}?last={last}&n={count}>; rel=\"next\"", call.path)
    });
    (page, link)
}

fn manifest(call: &Call, repository: &Repository, image: &str, reference: &str) -> Answer {
    let found = images::manifest(repository, image, reference).ok_or_else(|| {
        Refusal::from(registry_error(
            StatusCode::NOT_FOUND,
            "MANIFEST_UNKNOWN",
            "The named manifest is not known to the registry.",
            json!({"manifest": format!("{}/{image}/{reference}/manifest.json", repository.key)}),
        ))
    })?;
    let mut response = deliver(call, found.item, found.blob, "application/json");
    let media_type = found.media_type().to_owned();
    set(&mut response, "content-type", &media_type);
    let digest = format!("sha256:{}", found.blob.sha256);
    set(&mut response, "docker-content-digest", &digest);
    set(&mut response, "x-artifactory-docker-registry", &repository.key);
    Ok(response)
}

fn blob(call: &Call, repository: &Repository, image: &str, digest: &str) -> Answer {
    let unknown = || {
        Refusal::from(registry_error(
            StatusCode::NOT_FOUND,
            "BLOB_UNKNOWN",
            "blob unknown to registry",
            json!({"digest": digest}),
        ))
    };
    let blob = images::blob(repository, image, digest).ok_or_else(unknown)?;
    let item = repository
        .files()
        .find(|(_, _, file)| file.blob.sha256 == blob.sha256)
        .map(|(_, item, _)| item)
        .ok_or_else(unknown)?;
    let mut response = deliver(call, item, blob, "application/octet-stream");
    set(&mut response, "docker-content-digest", digest);
    Ok(response)
}

/// The second step of a registry's sign-in. The token is the one that was shown, or a fresh name
/// for a password: it is enough that it is accepted afterwards.
fn token(platform: &Platform, call: &Call, caller: &Caller) -> Answer {
    if call.method != Method::GET {
        return Ok(unsupported());
    }
    if caller.anonymous && !caller.can(Action::Read, "") {
        return Err(unauthorized(platform));
    }
    let shown = call
        .header("authorization")
        .and_then(|header| header.strip_prefix("Basic "))
        .and_then(|encoded| STANDARD.decode(encoded.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|pair| Some(pair.split_once(':')?.1.to_owned()));
    let mut state = platform.state();
    let now_ms = platform.clock.now_ms();
    let token = match shown {
        Some(secret) if state.accounts.by_token(&secret, now_ms).is_ok() => secret,
        _ => {
            state
                .accounts
                .issue(
                    crate::state::accounts::TokenRequest {
                        username: caller.name.clone(),
                        permissions: caller.permissions.clone(),
                        scope: "applied-permissions/user".to_owned(),
                        lifetime: Some(std::time::Duration::from_secs(3600)),
                        refreshable: false,
                        reference: false,
                    },
                    now_ms,
                )
                .access_token
        }
    };
    Ok(ok(&json!({"token": token, "expires_in": 3600})))
}

fn unauthorized(platform: &Platform) -> Refusal {
    let mut response = registry_error(
        StatusCode::UNAUTHORIZED,
        "UNAUTHORIZED",
        "authentication required",
        Value::Null,
    );
    // Without a scope, and with a literal `null` for the repository: so says the real one.
    let challenge = format!(
        "Bearer realm=\"{}/artifactory/api/docker/null/v2/token\",service=\"{}\"",
        platform.url,
        platform.host()
    );
    set(&mut response, "www-authenticate", &challenge);
    response.into()
}

fn denied() -> Refusal {
    registry_error(
        StatusCode::FORBIDDEN,
        "DENIED",
        "requested access to the resource is denied",
        Value::Null,
    )
    .into()
}

fn name_unknown(name: &str) -> Refusal {
    registry_error(
        StatusCode::NOT_FOUND,
        "NAME_UNKNOWN",
        "repository name not known to registry",
        json!({"name": name}),
    )
    .into()
}

fn unsupported() -> Response {
    json_body(
        StatusCode::METHOD_NOT_ALLOWED,
        &json!({"errors": [{
            "code": "UNSUPPORTED",
            "message": "the fake platform only reads images; deploy their files instead",
            "detail": null,
        }]}),
    )
}

/// What a query value must not contain raw.
const QUERY_VALUE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'=')
    .add(b'>');
