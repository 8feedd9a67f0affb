//! A CI system's ID token, exchanged for an access token of the platform.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderValue, Method};
use serde::{Deserialize, Serialize};

use super::{CredentialsProvider, IssuedToken};
use crate::body::Body;
use crate::client::Client;
use crate::endpoint::Service;
use crate::lenient;
use crate::path::{Path, encode_component};
use crate::request::Request;
use crate::response::read_bounded;
use crate::secret::Secret;
use crate::transport::Transport;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Where ID tokens come from. Any function that returns a future of one is such a source.
#[async_trait]
pub trait IdTokenSource: Send + Sync + 'static {
    /// Returns a fresh ID token. `transport` is the client's own, for sources that have to ask for
    /// it over HTTP.
    ///
    /// # Errors
    ///
    /// The error becomes a source of the call's own, so its text must hold no secret.
    async fn id_token(&self, transport: &dyn Transport) -> Result<Secret, BoxError>;
}

#[async_trait]
impl<F, Fut> IdTokenSource for F
where
    F: Fn() -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Secret, BoxError>> + Send,
{
    async fn id_token(&self, _transport: &dyn Transport) -> Result<Secret, BoxError> {
        self().await
    }
}

/// The exchange of an ID token at `POST /access/api/v1/oidc/token`.
///
/// The platform issues no refresh token here; before an access token ends, a new ID token is asked
/// for and exchanged.
///
/// ```
/// use jfrog_http::{Credentials, OidcExchange, Secret};
///
/// let exchange = OidcExchange::new("github", || async { Ok(Secret::new(read_id_token()?)) })
///     .project_key("shop");
/// let credentials = Credentials::oidc(exchange);
/// # fn read_id_token() -> std::io::Result<String> { Ok(String::new()) }
/// ```
#[derive(Clone)]
pub struct OidcExchange {
    provider_name: String,
    source: Arc<dyn IdTokenSource>,
    project_key: Option<String>,
    identity_mapping: Option<String>,
    audience: Option<String>,
    provider_type: Option<String>,
}

impl OidcExchange {
    /// Exchanges the tokens of `source` with the integration that the platform's administrator
    /// named `provider_name`.
    pub fn new(provider_name: impl Into<String>, source: impl IdTokenSource) -> Self {
        Self {
            provider_name: provider_name.into(),
            source: Arc::new(source),
            project_key: None,
            identity_mapping: None,
            audience: None,
            provider_type: None,
        }
    }

    /// Sets the project the token is for.
    #[must_use]
    pub fn project_key(mut self, key: impl Into<String>) -> Self {
        self.project_key = Some(key.into());
        self
    }

    /// Names the identity mapping to use, rather than the first that matches.
    #[must_use]
    pub fn identity_mapping(mut self, name: impl Into<String>) -> Self {
        self.identity_mapping = Some(name.into());
        self
    }

    /// Sets the audience the access token is for.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Sets the type of the provider, such as `GitHub` or `GitLab`.
    #[must_use]
    pub fn provider_type(mut self, kind: impl Into<String>) -> Self {
        self.provider_type = Some(kind.into());
        self
    }
}

impl fmt::Debug for OidcExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcExchange")
            .field("provider_name", &self.provider_name)
            .field("project_key", &self.project_key)
            .finish_non_exhaustive()
    }
}

/// The ID token of a GitHub Actions job, which needs `permissions: id-token: write`.
#[derive(Clone, Debug)]
pub struct GithubActions {
    url: String,
    request_token: Secret,
    audience: Option<String>,
}

impl GithubActions {
    /// Reads `ACTIONS_ID_TOKEN_REQUEST_URL` and `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. Returns `None`
    /// outside of a job that may ask for an ID token.
    #[must_use]
    pub fn from_env() -> Option<Self> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Does what [`GithubActions::from_env`] does with variables from elsewhere.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let read = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        Some(Self {
            url: read("ACTIONS_ID_TOKEN_REQUEST_URL")?,
            request_token: Secret::new(read("ACTIONS_ID_TOKEN_REQUEST_TOKEN")?),
            audience: None,
        })
    }

    /// Sets the audience of the ID token, as the platform's integration expects it.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }
}

#[async_trait]
impl IdTokenSource for GithubActions {
    async fn id_token(&self, transport: &dyn Transport) -> Result<Secret, BoxError> {
        #[derive(Deserialize)]
        struct Reply {
            value: Secret,
        }
        let mut url = self.url.clone();
        if let Some(audience) = &self.audience {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str("audience=");
            url.extend(encode_component(audience));
        }
        let mut token = HeaderValue::try_from(format!("Bearer {}", self.request_token.expose()))
            .map_err(
                |_| "`ACTIONS_ID_TOKEN_REQUEST_TOKEN` holds a character that no header may have",
            )?;
        token.set_sensitive(true);
        let request = http::Request::builder()
            .method(Method::GET)
            .uri(url)
            .header(http::header::AUTHORIZATION, token)
            .header(http::header::ACCEPT, "application/json")
            .body(Body::empty().open())
            .map_err(|_| "`ACTIONS_ID_TOKEN_REQUEST_URL` is not a URL")?;
        let response = tokio::time::timeout(ID_TOKEN_TIMEOUT, transport.call(request))
            .await
            .map_err(|_| "GitHub's ID token endpoint did not answer in time")??;
        let status = response.status();
        if !status.is_success() {
            return Err(format!("GitHub's ID token endpoint answered {status}").into());
        }
        let body =
            tokio::time::timeout(ID_TOKEN_TIMEOUT, read_bounded(response.into_body(), 1 << 20))
                .await
                .map_err(|_| "GitHub's ID token endpoint did not answer in time")??;
        // serde's message would quote the body, which is a secret.
        let reply: Reply = serde_json::from_slice(&body)
            .map_err(|_| "GitHub's ID token endpoint sent something else than a token")?;
        Ok(reply.value)
    }
}

const ID_TOKEN_TIMEOUT: Duration = Duration::from_secs(30);

/// The exchange as a provider, once there is a client to make it with.
pub(crate) struct OidcProvider {
    pub(crate) exchange: OidcExchange,
    pub(crate) transport: Arc<dyn Transport>,
    /// The same platform without credentials: a stale `Authorization` would be refused before the
    /// ID token is looked at.
    pub(crate) client: Client,
}

impl fmt::Debug for OidcProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.exchange, f)
    }
}

#[async_trait]
impl CredentialsProvider for OidcProvider {
    async fn token(&self) -> Result<IssuedToken, BoxError> {
        #[derive(Serialize)]
        struct Exchange<'a> {
            grant_type: &'a str,
            subject_token_type: &'a str,
            subject_token: &'a str,
            provider_name: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            project_key: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            identity_mapping_name: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            audience: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            provider_type: Option<&'a str>,
        }
        #[derive(Deserialize)]
        struct Reply {
            access_token: Secret,
            #[serde(default, deserialize_with = "lenient::opt_u64")]
            expires_in: Option<u64>,
        }
        let id_token = self.exchange.source.id_token(&*self.transport).await?;
        let body = Exchange {
            grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
            subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
            subject_token: id_token.expose(),
            provider_name: &self.exchange.provider_name,
            project_key: self.exchange.project_key.as_deref(),
            identity_mapping_name: self.exchange.identity_mapping.as_deref(),
            audience: self.exchange.audience.as_deref(),
            provider_type: self.exchange.provider_type.as_deref(),
        };
        let request =
            Request::post("exchange OIDC token", Service::Access, Path::new("api/v1/oidc/token"))
                .knowing_secret(id_token.clone())
                .json(&body);
        let reply: Reply = self.client.execute(request).await?.json().await?;
        let token = IssuedToken::new(reply.access_token);
        Ok(match reply.expires_in {
            Some(seconds) if seconds > 0 => token.expires_in(Duration::from_secs(seconds)),
            _ => token,
        })
    }
}
