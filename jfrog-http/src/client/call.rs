//! One call: its attempts and its redirects.

mod answer;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Method};
use tokio::time::Instant;
use url::Url;

use super::Inner;
use crate::body::{ByteStream, OutgoingBody, Progress};
use crate::checksum::Checksums;
use crate::credentials::StaticCredential;
use crate::credentials::cache::{CredentialError, Issued};
use crate::error::draft::CallContext;
use crate::error::{Error, ErrorKind};
use crate::redact::{RedactedUrl, Redactor};
use crate::redirect::{self, MAX_REDIRECTS, Refusal, Step};
use crate::request::{Request, RequestAuth};
use crate::response::Response;
use crate::retry::{Attempt, Decision, Outcome, decide};
use crate::transport::{TransportError, TransportFault};

/// One call on its way through attempts.
pub(crate) struct Call<'a> {
    client: &'a Inner,
    request: &'a Request,
    url: Url,
    pub(crate) target: RedactedUrl,
    redactor: Redactor,
    started: Instant,
    /// How long the whole operation may take.
    pub(crate) deadline: Option<Duration>,
    attempts: AtomicU32,
}

impl<'a> Call<'a> {
    pub(crate) fn new(client: &'a Inner, request: &'a Request) -> Result<Self, Error> {
        let invalid = |message: String| {
            Error::new(ErrorKind::InvalidRequest, request.operation).with_message(message)
        };
        request.path.check().map_err(|fault| invalid(fault.to_string()))?;
        if let Some(fault) = &request.fault {
            return Err(invalid(fault.clone()));
        }
        let url = client
            .endpoints
            .resolve(request.service, &request.path, &request.query)
            .ok_or_else(|| invalid("the path does not make a URL".to_owned()))?;
        let mut redactor = client.redactor.clone();
        for secret in &request.secrets {
            redactor = redactor.knowing(secret);
        }
        if let RequestAuth::Bearer(token) = &request.auth {
            redactor = redactor.knowing(token);
        }
        Ok(Self {
            client,
            request,
            target: RedactedUrl::new(&url),
            url,
            redactor,
            started: Instant::now(),
            deadline: request.timeout.or(client.timeouts.total.filter(|_| !request.streaming)),
            attempts: AtomicU32::new(0),
        })
    }

    pub(crate) async fn run(&self) -> Result<Response, Error> {
        // A wait beyond the deadline would only replace what the server said by "it took too long".
        let policy = self.client.retry.clone().within(self.deadline);
        let mut credential = self.credential().await?;
        let mut renewed = false;
        loop {
            self.attempts.fetch_add(1, Ordering::Relaxed);
            let failure = match self.attempt(credential.as_ref()).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            let replayable = self.request.body.is_replayable();
            if failure.credentials_refused
                && !renewed
                && let Some(refused) = &credential
            {
                renewed = true;
                if !replayable {
                    // Too late for this request, whose body is gone, but not for the next.
                    self.client.credentials.forget(refused);
                } else if let Some(fresh) = self.after_refusal(refused).await? {
                    tracing::debug!("the token was refused and has been renewed");
                    credential = Some(fresh);
                    continue;
                }
            }
            let attempts = self.attempts.load(Ordering::Relaxed);
            let attempt = Attempt {
                outcome: failure.outcome,
                idempotent: self.request.idempotent,
                replayable,
                attempts,
                elapsed: self.started.elapsed(),
                retry_after: failure.error.retry_after(),
            };
            let backoff = self.client.jitter.draw(&policy, attempts);
            match decide(&policy, &attempt, backoff) {
                Decision::GiveUp(reason) => {
                    tracing::debug!(attempt = attempts, reason = %reason, "not trying again");
                    return Err(failure.error);
                }
                Decision::Retry { after } => {
                    tracing::info!(
                        attempt = attempts,
                        kind = ?failure.error.kind(),
                        status = failure.error.status().map(|status| status.as_u16()),
                        wait_ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX),
                        "trying again"
                    );
                    tokio::time::sleep(after).await;
                    // After a refusal the fresh token stays; else a wait may have outlived the old
                    // one.
                    if !renewed {
                        credential = self.credential().await?;
                    }
                }
            }
        }
    }

    /// Sends the request once and follows its redirects.
    async fn attempt(&self, credential: Option<&Issued>) -> Result<Response, Failure> {
        let cx = Arc::new(self.context(credential));
        // Given back when the answer has arrived: a limit that held while a caller reads could lock
        // a caller who reads two.
        let permit = self.client.permits.acquire().await;
        let mut url = self.url.clone();
        let mut at_home = true;
        let mut announced = Checksums::none();
        for _ in 0..=MAX_REDIRECTS {
            let progress = Arc::new(Progress::default());
            let request = self
                .http_request(&url, credential.filter(|_| at_home), at_home, &progress)
                .map_err(|error| Failure::fatal(cx.transport_error(error).build()))?;
            let response =
                self.send(request, &progress).await.map_err(|error| match progress.failure() {
                    Some(fault) => {
                        let message = self.redactor.text(&fault).into_owned();
                        Failure::fatal(cx.error(ErrorKind::Io).message(message).build())
                    }
                    None => Failure::transport(&cx, error),
                })?;
            let accepted = self.request.accepted.contains(&response.status());
            let step = if accepted {
                Step::Answer
            } else {
                let replayable = self.request.body.is_replayable();
                redirect::step(
                    response.status(),
                    response.headers(),
                    &url,
                    &self.request.method,
                    replayable,
                )
            };
            if at_home {
                announced = announced.or(Checksums::from_headers(response.headers()));
            }
            match step {
                Step::Answer => {
                    let answer = self.answer(response, announced, at_home, &cx).await;
                    drop(permit);
                    return answer;
                }
                Step::Refuse(refusal) => {
                    let kind = match refusal {
                        Refusal::Asleep => ErrorKind::PlatformAsleep,
                        _ => ErrorKind::Redirect,
                    };
                    let draft =
                        cx.error(kind).status(response.status()).headers(response.headers());
                    return Err(Failure::fatal(draft.message(refusal.message()).build()));
                }
                Step::Follow(to) => {
                    tracing::debug!(
                        status = response.status().as_u16(),
                        to = %RedactedUrl::new(&to),
                        "following a redirect"
                    );
                    // Once away, what is bound to the platform stays behind for good, even on the
                    // way back.
                    at_home = at_home && redirect::same_origin(&self.url, &to);
                    url = to;
                }
            }
        }
        let message = format!("more than {MAX_REDIRECTS} redirects follow each other");
        Err(Failure::fatal(cx.error(ErrorKind::Redirect).message(message).build()))
    }

    /// Builds what goes out. Away from the platform, nothing that is bound to it does.
    fn http_request(
        &self,
        url: &Url,
        credential: Option<&Issued>,
        at_home: bool,
        progress: &Arc<Progress>,
    ) -> Result<http::Request<OutgoingBody>, TransportError> {
        let body = self.request.body.open();
        let mut headers = self.request.headers.clone();
        if at_home {
            match &self.request.auth {
                RequestAuth::Client => {
                    if let Some(issued) =
                        credential.filter(|_| !self.request.has_own_authorization())
                    {
                        headers.insert(issued.name.clone(), issued.value.clone());
                    }
                }
                RequestAuth::None => {}
                RequestAuth::Bearer(token) => {
                    let (name, value) = StaticCredential::Bearer(token.clone())
                        .header()
                        .map_err(|fault| TransportError::new(TransportFault::Invalid, fault))?;
                    headers.insert(name, value);
                }
            }
            for (name, value) in &mut headers {
                if redirect::is_bound_to_origin(name) && !name.as_str().starts_with("x-checksum") {
                    value.set_sensitive(true);
                }
            }
        } else {
            let bound: Vec<_> =
                headers.keys().filter(|name| redirect::is_bound_to_origin(name)).cloned().collect();
            for name in bound {
                headers.remove(name);
            }
        }
        headers.entry(USER_AGENT).or_insert_with(|| self.client.user_agent.clone());
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        // Proxies that compress in passing break lengths, ranges and checksums.
        headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("identity"));
        let method = &self.request.method;
        let may_have_body =
            !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS | Method::DELETE);
        match body.len() {
            Some(len) if len > 0 || may_have_body => {
                headers.insert(CONTENT_LENGTH, HeaderValue::from(len));
            }
            _ => {}
        }
        if !body.is_empty() {
            headers
                .entry(CONTENT_TYPE)
                .or_insert(HeaderValue::from_static(self.request.body.content_type));
        }
        let mut request = http::Request::builder()
            .method(method.clone())
            .uri(url.as_str())
            .body(body.watched(Arc::clone(progress)))
            .map_err(|error| TransportError::new(TransportFault::Invalid, error))?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// Waits for the answer's headers. While the body goes out, standing still counts; afterwards,
    /// the server may think.
    async fn send(
        &self,
        request: http::Request<OutgoingBody>,
        progress: &Progress,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let timeouts = &self.client.timeouts;
        let mut call = pin!(self.client.transport.call(request));
        loop {
            let sending = progress.is_sending();
            let sent = progress.sent();
            let limit = if sending { timeouts.idle } else { timeouts.answer };
            match tokio::time::timeout(limit, &mut call).await {
                Ok(result) => return result,
                Err(_) if sending && (progress.sent() != sent || !progress.is_sending()) => {}
                Err(_) => {
                    let what = if sending {
                        "no byte of the body could be sent"
                    } else {
                        "no answer came"
                    };
                    let text = format!("{what} for {} s", limit.as_secs());
                    return Err(TransportError::new(TransportFault::TimedOut, text));
                }
            }
        }
    }

    async fn credential(&self) -> Result<Option<Issued>, Error> {
        match &self.request.auth {
            RequestAuth::Client if !self.request.has_own_authorization() => {
                self.client.credentials.current().await.map_err(|error| self.no_credential(error))
            }
            _ => Ok(None),
        }
    }

    async fn after_refusal(&self, refused: &Issued) -> Result<Option<Issued>, Error> {
        self.client
            .credentials
            .after_refusal(refused)
            .await
            .map_err(|error| self.no_credential(error))
    }

    fn no_credential(&self, error: CredentialError) -> Error {
        self.context(None).error(ErrorKind::Credentials).foreign_source(&error).build()
    }

    pub(crate) fn context(&self, credential: Option<&Issued>) -> CallContext {
        let redactor = match credential {
            Some(issued) => self.redactor.clone().knowing(&issued.secret),
            None => self.redactor.clone(),
        };
        CallContext {
            operation: self.request.operation,
            method: self.request.method.clone(),
            target: self.target.clone(),
            redactor,
            started: self.started,
            attempts: self.attempts.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// An attempt without success.
struct Failure {
    error: Error,
    outcome: Outcome,
    credentials_refused: bool,
}

impl Failure {
    fn fatal(error: Error) -> Self {
        Self { error, outcome: Outcome::Fatal, credentials_refused: false }
    }

    fn transport(cx: &CallContext, error: TransportError) -> Self {
        let outcome = match error.fault() {
            TransportFault::NotSent => Outcome::NotSent,
            TransportFault::Interrupted | TransportFault::TimedOut => Outcome::Lost,
            TransportFault::Tls | TransportFault::Body | TransportFault::Invalid => Outcome::Fatal,
        };
        Self { error: cx.transport_error(error).build(), outcome, credentials_refused: false }
    }
}
