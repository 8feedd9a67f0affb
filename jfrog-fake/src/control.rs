//! `/_fake/…`: the script and the records, for those who run the platform as a program.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::call::Call;
use crate::faults;
use crate::recorder::RecordedRequest;
use crate::state::Platform;
use crate::wire::{Answer, artifactory_error, json_body, no_content, no_such_route, ok};

/// Serves the administrator alone: the records hold everyone's credentials.
pub(crate) fn route(platform: &Platform, call: &Call) -> Answer {
    match platform.caller(call) {
        Ok(caller) if caller.permissions.is_admin() => {}
        _ => {
            return Ok(artifactory_error(
                StatusCode::UNAUTHORIZED,
                "the routes below /_fake/ need the admin token",
            ));
        }
    }
    match (call.method.as_str(), call.path.as_str()) {
        ("POST", "/_fake/faults") => add_faults(platform, call),
        ("GET", "/_fake/faults") => Ok(ok(&json!({"pending": platform.faults().pending()}))),
        ("DELETE", "/_fake/faults") => {
            platform.faults().clear();
            Ok(no_content())
        }
        ("GET", "/_fake/requests") => {
            let requests: Vec<_> = platform.requests().iter().map(request).collect();
            Ok(ok(&json!({"requests": requests})))
        }
        ("DELETE", "/_fake/requests") => {
            platform.requests().clear();
            Ok(no_content())
        }
        _ => Ok(no_such_route()),
    }
}

/// One fault or a list of them; a list is taken whole or not at all.
fn add_faults(platform: &Platform, call: &Call) -> Answer {
    let bad = |message: &str| Ok(artifactory_error(StatusCode::BAD_REQUEST, message));
    let Some(body) = call.json() else {
        return bad("the body is not JSON");
    };
    let list = match &body {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    match list.iter().map(faults::from_json).collect::<Result<Vec<_>, _>>() {
        Err(message) => bad(&message),
        Ok(faults) => {
            let mut script = platform.faults();
            for fault in faults {
                script.add(fault);
            }
            let pending = script.pending();
            Ok(json_body(StatusCode::CREATED, &json!({"pending": pending})))
        }
    }
}

fn request(request: &RecordedRequest) -> Value {
    let headers: Vec<_> =
        request.headers.iter().map(|(name, value)| json!([name, value])).collect();
    json!({
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "headers": headers,
        "body": String::from_utf8_lossy(&request.body),
    })
}
