//! Carrying a fault out.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use futures_util::stream;
use http_body_util::BodyExt as _;

use super::{Fault, Kind};
use crate::call::Call;
use crate::server::Connection;
use crate::wire::{artifactory_error, text, with_type, xray_error};

/// The answer that a fault gives by itself, or `None` if the real one comes first.
///
/// A reset needs an answer too: it is what hyper tries to write when the connection fails under it.
pub(crate) fn answer(fault: &Fault, call: &Call, connection: &Connection) -> Option<Response> {
    let mut response = match &fault.kind {
        Kind::Reset => {
            connection.reset();
            text(axum::http::StatusCode::OK, "")
        }
        Kind::Answer { status, body } => match body {
            Some((content_type, bytes)) => with_type(*status, content_type, bytes.clone()),
            None => {
                let message = status.canonical_reason().unwrap_or("scripted fault");
                if call.path.starts_with("/xray/") {
                    xray_error(*status, message)
                } else {
                    artifactory_error(*status, message)
                }
            }
        },
        Kind::Pass | Kind::Cut { .. } | Kind::Trickle { .. } => return None,
    };
    add_headers(fault, &mut response);
    Some(response)
}

/// Does to a real answer what the fault wants.
pub(crate) async fn spoil(fault: &Fault, response: Response) -> Response {
    let mut response = match fault.kind {
        Kind::Cut { after } => cut(response, after).await,
        Kind::Trickle { pause } => trickle(response, pause).await,
        Kind::Pass | Kind::Answer { .. } | Kind::Reset => response,
    };
    add_headers(fault, &mut response);
    response
}

fn add_headers(fault: &Fault, response: &mut Response) {
    for (name, value) in &fault.headers {
        response.headers_mut().insert(name.clone(), value.clone());
    }
}

async fn cut(response: Response, after: Option<usize>) -> Response {
    let (mut parts, bytes) = collect(response).await;
    let keep = after.unwrap_or(bytes.len() / 2).min(bytes.len());
    parts.headers.insert(CONTENT_LENGTH, length(bytes.len()));
    let chunks = [Ok(bytes.slice(..keep)), Err(io::Error::from(io::ErrorKind::ConnectionAborted))];
    // Each chunk waits for a turn of the scheduler, so that the first half is on the wire before
    // the cut.
    let body = Body::from_stream(stream::unfold(chunks.into_iter(), |mut chunks| async {
        tokio::task::yield_now().await;
        Some((chunks.next()?, chunks))
    }));
    Response::from_parts(parts, body)
}

async fn trickle(response: Response, pause: Duration) -> Response {
    const PIECES: usize = 16;
    let (mut parts, bytes) = collect(response).await;
    parts.headers.insert(CONTENT_LENGTH, length(bytes.len()));
    let size = bytes.len().div_ceil(PIECES).max(1);
    let body = Body::from_stream(stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let piece = rest.split_to(size.min(rest.len()));
        Some((Ok::<_, io::Error>(piece), rest))
    }));
    Response::from_parts(parts, body)
}

async fn collect(response: Response) -> (axum::http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    // Bodies of this server are in memory and cannot fail.
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    (parts, bytes)
}

fn length(bytes: usize) -> HeaderValue {
    HeaderValue::from(u64::try_from(bytes).unwrap_or(u64::MAX))
}
