//! Artifactory: `/artifactory/…`.

mod builds;
mod content;
mod location;
mod properties;
mod storage;

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::auth::{Action, Caller};
use crate::call::Call;
use crate::state::Platform;
use crate::wire::{Answer, Refusal, artifactory_error, ok, set, text};

pub(crate) use self::builds::BUILD_REPOSITORY;
pub(crate) use self::content::{Deployment, deliver, deploy};

pub(crate) fn route(platform: &Platform, call: &Call) -> Answer {
    let mut response = dispatch(platform, call).unwrap_or_else(IntoResponse::into_response);
    brand(&mut response);
    Ok(response)
}

fn dispatch(platform: &Platform, call: &Call) -> Answer {
    let caller = platform
        .caller(call)
        .map_err(|refused| Refusal::from(artifactory_error(StatusCode::UNAUTHORIZED, refused.0)))?;
    let rest = call.path.strip_prefix("/artifactory/").unwrap_or_default();
    let is_get = call.method == Method::GET;
    match rest {
        "api/system/ping" if call.is_read() => Ok(text(StatusCode::OK, "OK")),
        "api/v1/system/readiness" | "api/v1/system/liveness" if is_get => {
            Ok(ok(&json!({"code": "OK"})))
        }
        "api/system/version" if is_get => {
            known(&caller)?;
            Ok(ok(&version()))
        }
        "api/repositories" if is_get => {
            known(&caller)?;
            Ok(ok(&repositories(platform, &caller)))
        }
        _ => {
            if let Some(path) = rest.strip_prefix("api/storage/") {
                storage::route(platform, call, &caller, path)
            } else if let Some(path) = rest.strip_prefix("api/metadata/") {
                properties::patch(platform, call, &caller, path)
            } else if let Some(path) = rest.strip_prefix("api/build/") {
                builds::route(platform, call, &caller, path)
            } else if rest.starts_with("api/") {
                Ok(artifactory_error(StatusCode::NOT_FOUND, "Not Found"))
            } else {
                content::route(platform, call, &caller, rest)
            }
        }
    }
}

/// Refuses strangers where even a public platform wants to know the caller.
fn known(caller: &Caller) -> Result<(), Refusal> {
    if caller.anonymous && !caller.can(Action::Read, "") {
        return Err(sign_in());
    }
    Ok(())
}

/// Refuses what the caller may not do, in Artifactory's shape.
fn allow(caller: &Caller, action: Action, repository: &str) -> Result<(), Refusal> {
    if caller.can(action, repository) {
        return Ok(());
    }
    if caller.anonymous {
        return Err(sign_in());
    }
    Err(artifactory_error(StatusCode::FORBIDDEN, "Forbidden").into())
}

fn sign_in() -> Refusal {
    let mut response = artifactory_error(StatusCode::UNAUTHORIZED, "Authentication is required");
    set(&mut response, "www-authenticate", "Basic realm=\"Artifactory Realm\"");
    response.into()
}

fn not_found(message: &str) -> Refusal {
    artifactory_error(StatusCode::NOT_FOUND, message).into()
}

fn bad_request(message: impl AsRef<str>) -> Refusal {
    artifactory_error(StatusCode::BAD_REQUEST, message).into()
}

/// Headers that every answer of Artifactory carries.
fn brand(response: &mut Response) {
    set(response, "x-jfrog-version", "Artifactory/7.111.4 81104900");
    set(response, "x-artifactory-id", "01fake");
    set(response, "x-artifactory-node-id", "fake-node-1");
}

fn version() -> Value {
    json!({
        "version": "7.111.4",
        "revision": "81104900",
        "addons": ["build", "docker", "properties"],
        "license": "fake",
    })
}

fn repositories(platform: &Platform, caller: &Caller) -> Value {
    let state = platform.state();
    state
        .repositories
        .iter()
        .filter(|repository| caller.can(Action::Read, &repository.key))
        .map(|repository| {
            json!({
                "key": repository.key,
                "description": "",
                "type": "LOCAL",
                "url": format!("{}/artifactory/{}", platform.url, repository.key),
                "packageType": capitalised(&repository.package_type),
            })
        })
        .collect()
}

/// `docker` as list answers write it: `Docker`.
pub(crate) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}
