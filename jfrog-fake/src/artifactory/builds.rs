//! `/artifactory/api/build/{name}/{number}`: the build info that CI published.

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::{allow, artifactory_error, bad_request, not_found};
use crate::auth::{Action, Caller};
use crate::call::{Call, decode};
use crate::state::Platform;
use crate::wire::{Answer, ok};

pub(super) fn route(platform: &Platform, call: &Call, caller: &Caller, raw: &str) -> Answer {
    allow(caller, Action::Read, BUILD_REPOSITORY)?;
    let (Some((name, number)), true) = (raw.split_once('/'), call.method == Method::GET) else {
        return Ok(artifactory_error(
            StatusCode::METHOD_NOT_ALLOWED,
            "the fake platform knows only `GET /api/build/{name}/{number}`",
        ));
    };
    let (Some(name), Some(number)) = (decode(name), decode(number)) else {
        return Err(bad_request("the build's name is not UTF-8"));
    };
    let state = platform.state();
    let info = state.builds.get(&name, &number).ok_or_else(|| {
        not_found(&format!("No build was found for build name: {name}, build number: {number} "))
    })?;
    Ok(ok(&json!({
        "uri": format!("{}/artifactory/api/build/{raw}", platform.url),
        "buildInfo": info,
    })))
}

/// Builds are guarded as items of this repository.
pub(crate) const BUILD_REPOSITORY: &str = "artifactory-build-info";
