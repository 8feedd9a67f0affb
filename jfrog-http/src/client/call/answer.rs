//! What comes back: an answer to read, or one that is an error.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::{Call, Failure};
use crate::body::ByteStream;
use crate::checksum::Checksums;
use crate::endpoint::Service;
use crate::error::draft::CallContext;
use crate::error::{ErrorKind, envelope};
use crate::response::{HTML_HINT, Payload, Response, body_length, next_piece, read_whole};
use crate::retry::{Outcome, hint};

impl Call<'_> {
    /// Judges an answer that is no redirect, and reads it.
    pub(super) async fn answer(
        &self,
        response: http::Response<ByteStream>,
        announced: Checksums,
        at_home: bool,
        cx: &Arc<CallContext>,
    ) -> Result<Response, Failure> {
        let (parts, stream) = response.into_parts();
        let status = parts.status;
        if !status.is_success() && !self.request.accepted.contains(&status) {
            return Err(self.refusal(&parts, stream, at_home, cx).await);
        }
        let idle_timeout = self.client.timeouts.idle;
        let limit = self.request.response_limit.unwrap_or(DEFAULT_RESPONSE_LIMIT);
        let headers = parts.headers;
        let is_html_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.trim_start().to_ascii_lowercase().starts_with("text/html"));
        let page_is_wrong = !self.request.html_allowed && status.is_success() && self.is_api();
        let body = if self.request.streaming {
            if page_is_wrong && is_html_type {
                let start = read_start(stream, idle_timeout).await;
                return Err(self.html_failure(status, &headers, &start, cx));
            }
            Payload::Streaming { stream, idle_timeout, limit }
        } else {
            let expected = body_length(&self.request.method, status, &headers);
            let bytes =
                read_whole(stream, limit, idle_timeout, expected).await.map_err(|failure| {
                    let outcome = if failure.is_lost() { Outcome::Lost } else { Outcome::Fatal };
                    let error = cx.read_error(failure).status(status).headers(&headers).build();
                    Failure { error, outcome, credentials_refused: false }
                })?;
            if page_is_wrong {
                let start = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(&bytes));
                let start = envelope::trim(&start);
                if envelope::looks_like_html(start) || (is_html_type && start.starts_with('<')) {
                    return Err(self.html_failure(status, &headers, &bytes, cx));
                }
            }
            Payload::Whole(bytes)
        };
        Ok(Response {
            status,
            version: parts.version,
            headers,
            announced,
            body,
            cx: Arc::clone(cx),
        })
    }

    /// Makes an error of an answer that is one.
    async fn refusal(
        &self,
        parts: &http::response::Parts,
        stream: ByteStream,
        at_home: bool,
        cx: &CallContext,
    ) -> Failure {
        let status = parts.status;
        let body = read_start(stream, self.client.timeouts.idle.min(ERROR_BODY_PATIENCE)).await;
        let said = envelope::parse(&body, &self.redactor);
        let mut kind = ErrorKind::from_status(status);
        let mut advice = None;
        let from_router = said.is_html
            || said.errors.iter().any(|error| error.message().starts_with("404 page not found"));
        if status == StatusCode::NOT_FOUND && from_router {
            kind = ErrorKind::ServiceAbsent;
            advice = Some("check the base URL, and that the service is installed");
        } else if status == StatusCode::UNAUTHORIZED && !at_home {
            advice = Some(
                "a redirect led away from the base URL, and no credentials were sent along: check the base URL",
            );
        } else if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            advice = Some("the proxy wants credentials of its own");
        }
        let asked = hint::retry_after(&parts.headers, SystemTime::now());
        let mut draft =
            cx.error(kind).status(status).headers(&parts.headers).retry_after(asked).said(&body);
        if said.errors.is_empty() {
            draft = draft.message(status.canonical_reason().unwrap_or("no reason given"));
        }
        if let Some(advice) = advice {
            draft = draft.hint(advice);
        }
        Failure {
            error: draft.build(),
            outcome: Outcome::Status(status),
            credentials_refused: status == StatusCode::UNAUTHORIZED && at_home,
        }
    }

    fn html_failure(
        &self,
        status: StatusCode,
        headers: &http::HeaderMap,
        body: &[u8],
        cx: &CallContext,
    ) -> Failure {
        let draft = cx.error(ErrorKind::UnexpectedHtml).status(status).headers(headers);
        Failure::fatal(draft.said(body).hint(HTML_HINT).build())
    }

    /// Content may be a web page; an API's answer never is.
    fn is_api(&self) -> bool {
        match self.request.service {
            Service::Artifactory | Service::Platform => {
                self.request.path.as_encoded().starts_with("api/")
            }
            _ => true,
        }
    }
}

/// Reads the beginning of an error's body. What cannot be read, or not within `patience`
/// altogether, is not worth another error: a server that drips must not keep a caller from learning
/// that it failed.
async fn read_start(mut stream: ByteStream, patience: Duration) -> Vec<u8> {
    let mut start = Vec::new();
    let read = async {
        while start.len() < envelope::EXCERPT_LIMIT {
            let Ok(Some(piece)) = next_piece(&mut stream, patience).await else { return };
            start.extend_from_slice(&piece);
        }
    };
    // What came until then is kept.
    let _ = tokio::time::timeout(patience, read).await;
    start.truncate(envelope::EXCERPT_LIMIT);
    start
}

const DEFAULT_RESPONSE_LIMIT: u64 = 64 * 1024 * 1024;
const ERROR_BODY_PATIENCE: Duration = Duration::from_secs(10);
