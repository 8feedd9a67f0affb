//! Answers, and the shapes in which each service reports an error.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// An answer that ends a handler early. Boxed, so that a `Result` stays small.
#[derive(Debug)]
pub(crate) struct Refusal(Box<Response>);

impl From<Response> for Refusal {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// What every handler returns.
pub(crate) type Answer = Result<Response, Refusal>;

/// JSON, pretty-printed as Artifactory does.
pub(crate) fn json_body(status: StatusCode, body: &Value) -> Response {
    with_type(status, "application/json", format!("{body:#}"))
}

/// JSON with status 200.
pub(crate) fn ok(body: &Value) -> Response {
    json_body(StatusCode::OK, body)
}

pub(crate) fn text(status: StatusCode, body: impl Into<String>) -> Response {
    with_type(status, "text/plain", body.into())
}

pub(crate) fn no_content() -> Response {
    StatusCode::NO_CONTENT.into_response()
}

/// `{"errors":[{"status","message"}]}`: Artifactory, and the router in front of the other services.
pub(crate) fn artifactory_error(status: StatusCode, message: impl AsRef<str>) -> Response {
    let body = json!({"errors": [{"status": status.as_u16(), "message": message.as_ref()}]});
    json_body(status, &body)
}

/// `{"error"}`: most of Xray.
pub(crate) fn xray_error(status: StatusCode, message: impl AsRef<str>) -> Response {
    json_body(status, &json!({"error": message.as_ref()}))
}

/// `{"errors":[{"code","message","detail"}]}` with a word for a code: Access.
pub(crate) fn access_error(status: StatusCode, message: &str, detail: &str) -> Response {
    let code = match status {
        StatusCode::BAD_REQUEST => "BAD_REQUEST",
        StatusCode::UNAUTHORIZED => "UNAUTHORIZED",
        StatusCode::FORBIDDEN => "FORBIDDEN",
        StatusCode::NOT_FOUND => "NOT_FOUND",
        _ => "INTERNAL",
    };
    json_body(status, &json!({"errors": [{"code": code, "message": message, "detail": detail}]}))
}

/// `{"errors":[{"code","message","detail"}]}` with the codes of the OCI distribution specification.
pub(crate) fn registry_error(
    status: StatusCode,
    code: &str,
    message: &str,
    detail: Value,
) -> Response {
    json_body(status, &json!({"errors": [{"code": code, "message": message, "detail": detail}]}))
}

/// The router's answer for a service or a call that does not exist: text, not JSON.
pub(crate) fn no_such_route() -> Response {
    text(StatusCode::NOT_FOUND, "404 page not found\n")
}

/// Sets a header whose value may hold anything; what HTTP forbids is left out.
pub(crate) fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
}

pub(crate) fn with_type(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
