//! Xray: `/xray/api/…`.

mod export;
mod request;
mod status;
mod summary;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::auth::{Action, Caller};
use crate::call::Call;
use crate::state::Platform;
use crate::wire::{Answer, Refusal, no_such_route, ok, xray_error};

pub(crate) fn route(platform: &Platform, call: &Call) -> Answer {
    let caller = platform
        .caller(call)
        .map_err(|refused| Refusal::from(xray_error(StatusCode::UNAUTHORIZED, refused.0)))?;
    let rest = call.path.strip_prefix("/xray/api/").unwrap_or_default();
    let context = Context { platform, call, caller: &caller };
    match (&call.method, rest) {
        (&Method::GET, "v1/system/ping") => Ok(ok(&json!({"status": "pong"}))),
        (&Method::GET, "v1/system/version") => {
            context.known()?;
            Ok(ok(&json!({
                "xray_version": "3.131.4",
                "xray_revision": "fake",
            })))
        }
        (&Method::GET, "v2/summary/build") => summary::build(&context),
        (&Method::POST, "v1/summary/artifact") => {
            summary::artifacts(&context, summary::Version::V1)
        }
        (&Method::POST, "v2/summary/artifact") if platform.state().summary_v2 => {
            summary::artifacts(&context, summary::Version::V2)
        }
        (&Method::POST, "v1/scanArtifact") => request::scan_artifact(&context),
        (&Method::POST, "v2/index") => request::scan_now(&context),
        (&Method::POST, "v1/artifact/status") => status::artifact(&context),
        (&Method::POST, "v1/build/status") => status::build(&context),
        (&Method::POST, "v2/component/exportDetails") => export::details(&context),
        _ => Ok(no_such_route()),
    }
}

/// What every Xray call works with.
struct Context<'c> {
    platform: &'c Platform,
    call: &'c Call,
    caller: &'c Caller,
}

impl Context<'_> {
    fn known(&self) -> Result<(), Refusal> {
        if self.caller.anonymous && !self.caller.can(Action::Read, "") {
            return Err(xray_error(StatusCode::UNAUTHORIZED, "Authentication is required").into());
        }
        Ok(())
    }

    fn allow(&self, action: Action, repository: &str) -> Result<(), Refusal> {
        if self.caller.can(action, repository) {
            return Ok(());
        }
        Err(xray_error(
            self.caller.refusal_status(),
            "User is not permitted to perform this action",
        )
        .into())
    }

    fn admin(&self) -> Result<(), Refusal> {
        if self.caller.permissions.is_admin() {
            return Ok(());
        }
        Err(xray_error(
            self.caller.refusal_status(),
            "Only an administrator may perform this action",
        )
        .into())
    }

    /// The body as JSON. Anything else is 415, even where the header promises JSON: so does Xray.
    fn json(&self) -> Result<Value, Refusal> {
        let is_json = self
            .call
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/json"));
        self.call.json().filter(|_| is_json).ok_or_else(|| {
            xray_error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Failed to parse the request body")
                .into()
        })
    }
}

fn bad_request(message: impl AsRef<str>) -> Refusal {
    xray_error(StatusCode::BAD_REQUEST, message).into()
}

fn text<'v>(body: &'v Value, key: &str) -> Option<&'v str> {
    body.get(key)?.as_str().filter(|text| !text.is_empty())
}

/// `default/repo/path`, `/repo/path` and `repo/path` are one artifact.
fn split_path(path: &str) -> Option<(&str, &str)> {
    let path = path.trim_start_matches('/');
    path.strip_prefix("default/").unwrap_or(path).split_once('/')
}
