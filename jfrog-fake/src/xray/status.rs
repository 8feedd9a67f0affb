//! How far a scan is.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Context, bad_request, text};
use crate::artifactory::BUILD_REPOSITORY;
use crate::auth::Action;
use crate::clock::timestamp_seconds;
use crate::state::builds::Builds;
use crate::state::scans::Status;
use crate::wire::{Answer, Refusal, ok, xray_error};

/// `v1/artifact/status` with `{"repo","path"}`. Each answer brings the scan one step on.
pub(super) fn artifact(context: &Context<'_>) -> Answer {
    let body = context.json()?;
    let (Some(repository), Some(path)) = (text(&body, "repo"), text(&body, "path")) else {
        return Err(bad_request("`repo` and `path` are required"));
    };
    context.allow(Action::Read, repository)?;
    let path = path.trim_matches('/');
    let now_ms = context.platform.clock.now_ms();
    let mut state = context.platform.state();
    let missing = || {
        Refusal::from(xray_error(
            StatusCode::NOT_FOUND,
            format!("Artifact {repository}/{path} is not found or not indexed"),
        ))
    };
    let found = state.repositories.get(repository).ok_or_else(missing)?;
    let sha256 = found
        .item(path)
        .and_then(|item| item.file.as_ref())
        .map(|file| file.blob.sha256.clone())
        .ok_or_else(missing)?;
    let status =
        state.scans.poll(&format!("{repository}/{path}"), &sha256, now_ms).ok_or_else(missing)?;
    let time = timestamp_seconds(status.changed_ms);
    let exposures = step("NOT_SUPPORTED", &time);
    Ok(ok(&json!({
        "overall": step(status.overall, &time),
        "details": {
            "sca": step(status.overall, &time),
            "contextual_analysis": step(later(status), &time),
            "exposures": exposures,
            "violations": step(later(status), &time),
        },
    })))
}

/// `v1/build/status`, which the documentation gives two bodies: `{"name","number"}` and
/// `{"build_name","build_number"}`.
pub(super) fn build(context: &Context<'_>) -> Answer {
    let body = context.json()?;
    let named = |short: &str, long: &str| text(&body, short).or_else(|| text(&body, long));
    let (Some(name), Some(number)) = (named("name", "build_name"), named("number", "build_number"))
    else {
        return Err(bad_request("the build's name and number are required"));
    };
    context.allow(Action::Read, BUILD_REPOSITORY)?;
    let now_ms = context.platform.clock.now_ms();
    let mut state = context.platform.state();
    let status =
        state.scans.poll(&Builds::scan_key(name, number), "", now_ms).ok_or_else(|| {
            Refusal::from(xray_error(
                StatusCode::NOT_FOUND,
                "build doesn't exist or not indexed in Xray",
            ))
        })?;
    let time = timestamp_seconds(status.changed_ms);
    Ok(ok(&json!({
        "overall": step(status.overall, &time),
        "details": {
            "sca": step(status.overall, &time),
            "violations": step(later(status), &time),
        },
    })))
}

fn step(status: &str, time: &str) -> Value {
    json!({"status": status, "time": time})
}

/// Steps that start when the components are known.
fn later(status: Status) -> &'static str {
    match status.overall {
        "PENDING" | "SCANNING" => "NOT_SCANNED",
        over => over,
    }
}
