//! One call to one endpoint, built without any I/O.

use std::fmt;
use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use serde::Serialize;

use crate::body::Body;
use crate::endpoint::Service;
use crate::path::{Path, encode_component};
use crate::redact::{RedactedHeaders, Redactor, redact_query};
use crate::secret::Secret;

/// A request to one endpoint of the platform.
///
/// This is also the untyped door for endpoints the SDKs have not modelled:
/// [`Client::execute`](crate::Client::execute) gives it credentials, retries, redirects and errors
/// like any other.
///
/// ```
/// use jfrog_http::{Method, Path, Request, Service};
///
/// let path = Path::new("api/backups");
/// let request = Request::new("list backups", Method::GET, Service::Artifactory, path)
///     .query("deep", 1)
///     .header("x-request-id", "42");
/// assert_eq!(request.target(), "api/backups?deep=1");
/// ```
///
/// Building never fails. What cannot be sent (a path with `..`, a header with a line feed, a value
/// serde refuses) is reported by the call, before anything is sent.
#[derive(Clone)]
#[must_use = "a request does nothing until a client executes it"]
pub struct Request {
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) service: Service,
    pub(crate) path: Path,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) idempotent: bool,
    pub(crate) streaming: bool,
    pub(crate) html_allowed: bool,
    pub(crate) response_limit: Option<u64>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) accepted: Vec<StatusCode>,
    pub(crate) auth: RequestAuth,
    pub(crate) secrets: Vec<Secret>,
    pub(crate) fault: Option<String>,
}

impl Request {
    /// Starts a request. `operation` names it in errors and logs, in the caller's words: `"read
    /// item info"`.
    ///
    /// `GET`, `HEAD` and `OPTIONS` are idempotent; anything else is not until
    /// [`Request::idempotent`] says so.
    pub fn new(operation: &'static str, method: Method, service: Service, path: Path) -> Self {
        Self {
            operation,
            idempotent: matches!(method, Method::GET | Method::HEAD | Method::OPTIONS),
            method,
            service,
            path,
            query: String::new(),
            headers: HeaderMap::new(),
            body: Body::empty(),
            streaming: false,
            html_allowed: false,
            response_limit: None,
            timeout: None,
            accepted: Vec::new(),
            auth: RequestAuth::Client,
            secrets: Vec::new(),
            fault: None,
        }
    }

    /// Starts a `GET`.
    pub fn get(operation: &'static str, service: Service, path: Path) -> Self {
        Self::new(operation, Method::GET, service, path)
    }

    /// Starts a `POST`.
    pub fn post(operation: &'static str, service: Service, path: Path) -> Self {
        Self::new(operation, Method::POST, service, path)
    }

    /// Adds `key=value` to the query, both encoded.
    pub fn query(mut self, key: &str, value: impl fmt::Display) -> Self {
        self.push_key(key);
        self.query.push('=');
        self.query.extend(encode_component(&value.to_string()));
        self
    }

    /// Adds `key=value` to the query if there is a value.
    pub fn query_opt(self, key: &str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.query(key, value),
            None => self,
        }
    }

    /// Adds a bare `key` to the query, such as `?properties`.
    pub fn query_flag(mut self, key: &str) -> Self {
        self.push_key(key);
        self
    }

    /// Sets a header, replacing one of the same name.
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value.as_ref())) {
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            (Err(_), _) => self.fail(|| format!("`{}` is not a header name", name.escape_debug())),
            // The value is not shown: it may be a secret.
            (_, Err(_)) => self.fail(|| {
                format!("the value of header `{name}` has characters that no header may have")
            }),
        }
        self
    }

    /// Sends `value` as JSON.
    pub fn json(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        match Body::json(value) {
            Ok(body) => self.body = body,
            Err(error) => self.fail(|| format!("the body cannot be written as JSON: {error}")),
        }
        self
    }

    /// Sends `body`.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = body.into();
        self
    }

    /// Declares that sending this request twice does no more than sending it once, so that it may
    /// be repeated after an answer was lost.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Declares the opposite, for the rare `GET` that changes something.
    pub fn not_idempotent(mut self) -> Self {
        self.idempotent = false;
        self
    }

    /// Hands out the answer's body while it arrives, rather than after it was read and found whole.
    ///
    /// Without this, the body is read inside the retry loop, and one that breaks off is asked for
    /// again. With it, the reader sees the break; [`Client::download`](crate::Client::download)
    /// resumes.
    pub fn streaming(mut self) -> Self {
        self.streaming = true;
        self
    }

    /// Limits how many bytes of answer are read into memory. The default is 64 MiB; a longer answer
    /// is an error.
    pub fn response_limit(mut self, bytes: u64) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// Bounds the whole operation: all attempts, waits and the reading of the answer. For a
    /// streaming request, the clock stops when the answer's headers have arrived.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Counts `status` as success, so that the caller sees the answer rather than an error: 304 of
    /// a conditional request, or 404 where it means "none".
    pub fn accept(mut self, status: StatusCode) -> Self {
        self.accepted.push(status);
        self
    }

    /// Lets a web page be an answer. Elsewhere a page on an API path is an error, since it comes
    /// from a proxy or a login.
    pub fn allow_html(mut self) -> Self {
        self.html_allowed = true;
        self
    }

    /// Sends no credentials with this one request.
    pub fn anonymous(mut self) -> Self {
        self.auth = RequestAuth::None;
        self
    }

    /// Sends this bearer token in place of the client's credentials. It is never refreshed.
    pub fn bearer(mut self, token: impl Into<Secret>) -> Self {
        self.auth = RequestAuth::Bearer(token.into());
        self
    }

    /// Returns the name of the operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the service.
    #[must_use]
    pub fn service(&self) -> Service {
        self.service
    }

    /// Returns the encoded path and query below the service. It may hold what the caller put into
    /// the query: do not log it.
    #[must_use]
    pub fn target(&self) -> String {
        if self.query.is_empty() {
            self.path.as_encoded().to_owned()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }

    /// Returns the headers set so far; credentials are not among them.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Tells whether this request may be repeated after an answer was lost.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Has `secret` removed from whatever the server says back.
    pub(crate) fn knowing_secret(mut self, secret: Secret) -> Self {
        self.secrets.push(secret);
        self
    }

    pub(crate) fn has_own_authorization(&self) -> bool {
        self.headers.contains_key(AUTHORIZATION)
    }

    fn push_key(&mut self, key: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.extend(encode_component(key));
    }

    fn fail(&mut self, fault: impl FnOnce() -> String) {
        self.fault.get_or_insert_with(fault);
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("service", &self.service)
            .field("path", &self.path.as_encoded())
            .field("query", &redact_query(&self.query))
            .field("headers", &RedactedHeaders(&self.headers, &Redactor::default()))
            .field("body", &self.body)
            .field("idempotent", &self.idempotent)
            .field("streaming", &self.streaming)
            .finish_non_exhaustive()
    }
}

/// Whose credentials a request carries.
#[derive(Clone, Debug)]
pub(crate) enum RequestAuth {
    Client,
    None,
    Bearer(Secret),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_encoded() {
        let request = Request::get("x", Service::Xray, Path::new("api"))
            .query("a b", "c+d&e=f;g")
            .query_flag("list")
            .query_opt("none", None::<u8>)
            .query("n", 3);
        assert_eq!(request.target(), "api?a%20b=c%2Bd%26e%3Df%3Bg&list&n=3");
    }

    #[test]
    fn only_safe_methods_are_idempotent_by_themselves() {
        let idempotent =
            |method| Request::new("x", method, Service::Xray, Path::new("api")).is_idempotent();
        assert!(idempotent(Method::GET) && idempotent(Method::HEAD));
        assert!(
            !idempotent(Method::POST) && !idempotent(Method::PUT) && !idempotent(Method::DELETE)
        );
    }

    #[test]
    fn debug_shows_no_header_or_query_value_it_does_not_know() {
        let request = Request::get("x", Service::Xray, Path::new("api"))
            .query("token", "canary")
            .header("x-jfrog-art-api", "canary")
            .bearer("canary")
            .body("canary");
        let text = format!("{request:?}");
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains("token=…"), "{text}");
    }

    #[test]
    fn faults_are_kept_until_the_call_without_the_value() {
        let request = Request::get("x", Service::Xray, Path::new("api")).header("x-a", "canary\n");
        let fault = request.fault.unwrap();
        assert!(fault.contains("x-a") && !fault.contains("canary"), "{fault}");
    }
}
