//! What the platform was asked.

use axum::body::Bytes;

use crate::call::Call;

/// A request that reached the platform, faulted or not.
///
/// It holds the credentials that were sent, because asserting on them is what it is for: on a
/// second platform behind a redirect, [`has_credentials`](Self::has_credentials) must be false.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # use jfrog_fake::FakeJfrog;
/// let fake = FakeJfrog::start().await?;
/// assert!(fake.requests().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method, in capitals.
    pub method: String,
    /// The path as it was sent, still percent-encoded, without the query.
    pub path: String,
    /// The query as it was sent, without the question mark.
    pub query: Option<String>,
    /// Names in lower case, in the order in which they came.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Bytes,
}

impl RecordedRequest {
    pub(crate) fn of(call: &Call) -> Self {
        Self {
            method: call.method.to_string(),
            path: call.path.clone(),
            query: call.query.clone(),
            headers: call
                .headers
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.to_string(), value)
                })
                .collect(),
            body: call.body.clone(),
        }
    }

    /// Returns the first header of that name, compared without regard to case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Whether the request carries a header that names a caller: `Authorization`,
    /// `Proxy-Authorization`, `Cookie` or `X-JFrog-Art-Api`.
    #[must_use]
    pub fn has_credentials(&self) -> bool {
        CREDENTIALS.iter().any(|name| self.header(name).is_some())
    }
}

const CREDENTIALS: [&str; 4] =
    ["authorization", "proxy-authorization", "cookie", "x-jfrog-art-api"];
