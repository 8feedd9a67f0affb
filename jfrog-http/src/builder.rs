//! Building a client: one way in, every knob optional, every fault found here rather than at the
//! first call.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use tokio::sync::Semaphore;

use crate::client::{Client, Inner, Timeouts};
use crate::credentials::cache::{CredentialSource, TokenCache};
use crate::credentials::oidc::OidcProvider;
use crate::credentials::{Credentials, Kind, env};
use crate::endpoint::{Endpoints, Service};
use crate::proxy::Proxy;
use crate::redact::{RedactedUrl, Redactor};
use crate::retry::{Jitter, RetryPolicy};
#[cfg(feature = "tls-ring")]
use crate::secret::Secret;
use crate::transport::Transport;
#[cfg(feature = "tls-ring")]
use crate::transport::tls::TlsOptions;

mod error;

pub use self::error::BuildError;
use self::error::Fault;

/// Builds a [`Client`], or an SDK's client around one.
///
/// ```
/// use jfrog_http::{Client, Credentials, RetryPolicy};
/// use std::time::Duration;
///
/// let client = Client::builder("https://acme.example.com")
///     .credentials(Credentials::basic("ci-bot", "secret"))
///     .user_agent("release-gate/2.1")
///     .timeout(Duration::from_secs(120))
///     .retry(RetryPolicy::default().max_attempts(3))
///     .build()?;
/// # Ok::<(), jfrog_http::BuildError>(())
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C = Client> {
    url: String,
    service_urls: Vec<(Service, String)>,
    credentials: Credentials,
    user_agent: Option<String>,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    answer_timeout: Duration,
    idle_timeout: Duration,
    retry: RetryPolicy,
    proxy: Option<Proxy>,
    max_concurrency: usize,
    transport: Option<Arc<dyn Transport>>,
    #[cfg(feature = "tls-ring")]
    tls: TlsOptions,
    builds: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Starts with the URL of the platform (`https://acme.example.com`) or of one of its services
    /// (`https://acme.example.com/artifactory`), from which the others are derived.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            service_urls: Vec::new(),
            credentials: Credentials::anonymous(),
            user_agent: None,
            timeout: None,
            connect_timeout: None,
            answer_timeout: Duration::from_secs(600),
            idle_timeout: Duration::from_secs(60),
            retry: RetryPolicy::default(),
            proxy: None,
            max_concurrency: 8,
            transport: None,
            #[cfg(feature = "tls-ring")]
            tls: TlsOptions::default(),
            builds: PhantomData,
        }
    }

    /// Starts with `JFROG_URL`, and `JFROG_ACCESS_TOKEN` or `JFROG_USER` with `JFROG_PASSWORD`.
    ///
    /// # Errors
    ///
    /// Names the variable that is missing, empty, or contradicts another.
    pub fn from_env() -> Result<Self, BuildError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Does what [`ClientBuilder::from_env`] does with variables from elsewhere.
    ///
    /// ```
    /// use jfrog_http::{Client, ClientBuilder};
    ///
    /// let error = ClientBuilder::<Client>::from_lookup(|_| None).unwrap_err();
    /// assert!(error.to_string().contains("JFROG_URL"));
    /// ```
    ///
    /// # Errors
    ///
    /// Names the variable that is missing, empty, or contradicts another.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BuildError> {
        let url = env::url(&lookup)?;
        Ok(Self::new(url).credentials(env::credentials(&lookup)?))
    }

    /// Sets who we are. The default is anonymous.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Gives one service a base URL of its own, for platforms whose proxy serves it elsewhere.
    pub fn service_url(mut self, service: Service, url: impl Into<String>) -> Self {
        self.service_urls.push((service, url.into()));
        self
    }

    /// Names the program, before this crate's own name, in the `User-Agent`.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// Bounds each operation as a whole: all attempts, waits and the reading of the answer. There
    /// is no such bound by default, and none on streaming requests: a transfer takes as long as it
    /// takes.
    ///
    /// A retry that could only begin after the deadline is not waited for; the error then is what
    /// the last attempt met, at once.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Bounds the time until a connection stands. The default is 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Bounds how long a transfer, either way, may stand still. The default is 60 seconds.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Bounds the time from the last byte of the request to the answer's headers. The default is 10
    /// minutes: after a large upload, the server hashes and stores before it answers.
    pub fn answer_timeout(mut self, timeout: Duration) -> Self {
        self.answer_timeout = timeout;
        self
    }

    /// Sets how often and how long to try.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the proxy. The default is the system's.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = Some(proxy);
        self
    }

    /// Sets how many requests of this client (and its clones) wait for an answer at a time; the
    /// rest queue. The default is
    /// 8. Reading a streaming answer does not count.
    pub fn max_concurrency(mut self, requests: usize) -> Self {
        self.max_concurrency = requests;
        self
    }

    /// Trusts the certificates in `pem` as roots, beside those of the platform's trust store: a
    /// company's own authority, a self-signed server. Can be called repeatedly.
    #[cfg(feature = "tls-ring")]
    pub fn add_root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.roots.push(pem.into());
        self
    }

    /// Identifies us with a certificate (chain) and its private key, both in PEM, which may be one
    /// text.
    #[cfg(feature = "tls-ring")]
    pub fn client_certificate_pem(
        mut self,
        certificate: impl Into<Vec<u8>>,
        key: impl Into<Secret>,
    ) -> Self {
        self.tls.identity = Some((certificate.into(), key.into()));
        self
    }

    /// Replaces the network. Proxy, connect timeout and certificates belong to the default
    /// transport and contradict this.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Says what is wrong with the URL, the credentials, the certificates, the proxy, or which
    /// settings contradict each other.
    pub fn build(self) -> Result<C, BuildError> {
        let mut endpoints = Endpoints::new(&self.url)?;
        for (service, url) in &self.service_urls {
            endpoints.replace(*service, url)?;
        }
        let agent = match &self.user_agent {
            Some(name) => format!("{name} {OWN_AGENT}"),
            None => OWN_AGENT.to_owned(),
        };
        let user_agent = HeaderValue::try_from(agent).map_err(|_| {
            BuildError::new(
                Fault::UserAgent,
                "the user agent holds a character that no header may have",
            )
        })?;
        if self.max_concurrency == 0 {
            return Err(BuildError::new(
                Fault::Contradiction,
                "a client with no concurrency could send nothing",
            ));
        }
        if let Some(proxy) = &self.proxy {
            proxy.check()?;
        }
        let mut redactor = Redactor::default();
        if let Kind::Static(credential) = &self.credentials.0 {
            redactor = redactor.knowing(credential.secret());
            if let Some(encoded) = credential.encoded() {
                redactor = redactor.knowing(&encoded);
            }
        }
        if let Some((_, password)) = self.proxy.as_ref().and_then(|proxy| proxy.basic.as_ref()) {
            redactor = redactor.knowing(password);
        }
        let transport = self.make_transport(&endpoints)?;
        let source = match &self.credentials.0 {
            Kind::Anonymous => CredentialSource::Anonymous,
            Kind::Static(credential) => CredentialSource::fixed(credential).map_err(|fault| {
                BuildError::new(
                    Fault::Credentials,
                    format!("the credential cannot be sent: {fault}"),
                )
            })?,
            Kind::Provider(provider) => {
                CredentialSource::Cached(TokenCache::new(Arc::clone(provider)))
            }
            Kind::Oidc(exchange) => {
                let provider = OidcProvider {
                    exchange: exchange.clone(),
                    transport: Arc::clone(&transport),
                    client: self.client(
                        &endpoints,
                        &transport,
                        CredentialSource::Anonymous,
                        &user_agent,
                        &redactor,
                    ),
                };
                CredentialSource::Cached(TokenCache::new(Arc::new(provider)))
            }
        };
        Ok(self.client(&endpoints, &transport, source, &user_agent, &redactor).into())
    }

    fn client(
        &self,
        endpoints: &Endpoints,
        transport: &Arc<dyn Transport>,
        credentials: CredentialSource,
        user_agent: &HeaderValue,
        redactor: &Redactor,
    ) -> Client {
        let timeouts =
            Timeouts { total: self.timeout, answer: self.answer_timeout, idle: self.idle_timeout };
        Client {
            inner: Arc::new(Inner {
                endpoints: endpoints.clone(),
                transport: Arc::clone(transport),
                credentials,
                jitter: Jitter::new(&self.retry),
                retry: self.retry.clone(),
                user_agent: user_agent.clone(),
                timeouts,
                permits: Semaphore::new(self.max_concurrency.min(Semaphore::MAX_PERMITS)),
                redactor: redactor.clone(),
            }),
        }
    }

    fn make_transport(&self, endpoints: &Endpoints) -> Result<Arc<dyn Transport>, BuildError> {
        if let Some(transport) = &self.transport {
            #[cfg(feature = "tls-ring")]
            let certificates = !self.tls.roots.is_empty() || self.tls.identity.is_some();
            #[cfg(not(feature = "tls-ring"))]
            let certificates = false;
            if certificates || self.proxy.is_some() || self.connect_timeout.is_some() {
                return Err(BuildError::new(
                    Fault::Contradiction,
                    "proxy, connect timeout and certificates have no effect on a transport of your own",
                ));
            }
            return Ok(Arc::clone(transport));
        }
        self.default_transport(endpoints)
    }

    #[cfg(feature = "reqwest")]
    fn default_transport(&self, endpoints: &Endpoints) -> Result<Arc<dyn Transport>, BuildError> {
        use crate::transport::reqwest::{ReqwestTransport, Settings};

        let proxy = self.proxy.clone().unwrap_or_default();
        let https = endpoints.uses_https();
        if https && cfg!(not(feature = "tls-ring")) {
            return Err(BuildError::new(
                Fault::Tls,
                "an https URL needs the feature `tls-ring`, or a transport of your own",
            ));
        }
        let settings = Settings {
            connect_timeout: self.connect_timeout.unwrap_or(Duration::from_secs(10)),
            proxy,
            #[cfg(feature = "tls-ring")]
            tls: crate::transport::tls::client_config(&self.tls, https)?,
        };
        let transport = ReqwestTransport::new(settings)
            .map_err(|error| BuildError::new(Fault::Transport, error.without_url().to_string()))?;
        Ok(Arc::new(transport))
    }

    #[cfg(not(feature = "reqwest"))]
    fn default_transport(&self, _endpoints: &Endpoints) -> Result<Arc<dyn Transport>, BuildError> {
        Err(BuildError::new(
            Fault::Contradiction,
            "without the feature `reqwest` there is no default transport: give one to `transport`",
        ))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("url", &RedactedUrl::parse(&self.url))
            .field("credentials", &self.credentials)
            .field("retry", &self.retry)
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

const OWN_AGENT: &str = concat!("jfrog-http/", env!("CARGO_PKG_VERSION"));
