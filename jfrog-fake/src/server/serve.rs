//! From a connection to a service: read, record, fail as scripted, answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt as _, Limited};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::listener::{Connection, StoppableListener};
use crate::call::Call;
use crate::recorder::RecordedRequest;
use crate::state::Platform;
use crate::wire::{artifactory_error, no_such_route};
use crate::{access, artifactory, control, docker, faults, router, xray};

pub(super) async fn serve(
    platform: Arc<Platform>,
    listener: TcpListener,
    stopped: watch::Receiver<()>,
) {
    let mut end = stopped.clone();
    let listener = StoppableListener { inner: listener, stopped };
    let app = Router::new()
        .fallback(handle)
        .with_state(platform)
        .into_make_service_with_connect_info::<Connection>();
    let end = async move {
        let _ = end.changed().await;
    };
    // `axum::serve` never returns an error; accepting goes on after a failed accept.
    let _ = axum::serve(listener, app).with_graceful_shutdown(end).await;
}

async fn handle(
    State(platform): State<Arc<Platform>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
) -> Response {
    let call = match read(request).await {
        Ok(call) => call,
        Err(refusal) => return *refusal,
    };
    if call.path.starts_with("/_fake/") {
        return control::route(&platform, &call).unwrap_or_else(IntoResponse::into_response);
    }
    platform.requests().push(RecordedRequest::of(&call));
    let fault = platform.faults().strike(&call);
    let response = match fault {
        None => answer(&platform, &call),
        Some(fault) => {
            if let Some(wait) = fault.wait() {
                tokio::time::sleep(wait).await;
            }
            match faults::answer(&fault, &call, &connection) {
                Some(response) => response,
                None => faults::spoil(&fault, answer(&platform, &call)).await,
            }
        }
    };
    if call.method == Method::HEAD {
        return without_body(response);
    }
    response
}

/// Reads the whole request; what it holds fits in memory, or it is refused.
async fn read(request: Request) -> Result<Call, Box<Response>> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY)
        .collect()
        .await
        .map_err(|_| {
            Box::new(artifactory_error(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the body is cut short or longer than 64 MiB",
            ))
        })?
        .to_bytes();
    Ok(Call {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body,
    })
}

fn answer(platform: &Platform, call: &Call) -> Response {
    let path = call.path.as_str();
    let answer = if path.starts_with("/artifactory/api/docker/")
        || path.starts_with("/v2/")
        || path == "/v2"
    {
        docker::route(platform, call)
    } else if path.starts_with("/artifactory/") {
        artifactory::route(platform, call)
    } else if path.starts_with("/xray/") {
        xray::route(platform, call)
    } else if path.starts_with("/access/") {
        access::route(platform, call)
    } else if path.starts_with("/router/") {
        router::route(platform, call)
    } else {
        Ok(no_such_route())
    };
    answer.unwrap_or_else(IntoResponse::into_response)
}

/// Keeps `Content-Length` and drops the bytes, as an answer to HEAD must.
fn without_body(response: Response) -> Response {
    use axum::body::HttpBody as _;
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.entry(axum::http::header::CONTENT_LENGTH).or_insert(length.into());
    }
    Response::from_parts(parts, Body::empty())
}

/// Larger bodies are refused: this is a fake for tests and keeps everything in memory.
const LARGEST_BODY: usize = 64 << 20;
