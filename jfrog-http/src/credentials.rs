//! Who we are, and which header says so.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use serde::Deserialize;

use crate::builder::BuildError;
use crate::lenient;
use crate::secret::Secret;

pub(crate) mod cache;
pub(crate) mod env;
pub(crate) mod oidc;

/// Credentials for the platform.
///
/// ```
/// use jfrog_http::Credentials;
///
/// let token = Credentials::access_token("eyJ2ZXIiOiIyIn0.e30.c2ln");
/// let basic = Credentials::basic("ci-bot", "password or token");
/// assert!(!format!("{basic:?}").contains("password or token"));
/// ```
#[derive(Clone)]
pub struct Credentials(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    Anonymous,
    Static(StaticCredential),
    Provider(Arc<dyn CredentialsProvider>),
    Oidc(oidc::OidcExchange),
}

impl Credentials {
    /// Sends no credentials at all, which reads what anonymous users may read.
    #[must_use]
    pub fn anonymous() -> Self {
        Self(Kind::Anonymous)
    }

    /// An access token of the platform (a JWT), sent as `Authorization: Bearer`.
    ///
    /// Many a variable named "token" holds an API key, which the platform refuses as a bearer. It
    /// is recognised by its form and sent as [`Credentials::api_key`] would.
    #[must_use]
    pub fn access_token(token: impl Into<Secret>) -> Self {
        let token = token.into();
        let credential = if is_api_key(token.expose()) {
            StaticCredential::ApiKey(token)
        } else {
            StaticCredential::Bearer(token)
        };
        Self(Kind::Static(credential))
    }

    /// A reference token: short, opaque, exchanged by the platform for the real one. It is sent
    /// like an access token, and when it expires cannot be read from it.
    #[must_use]
    pub fn reference_token(token: impl Into<Secret>) -> Self {
        Self::access_token(token)
    }

    /// User name and password, sent as `Authorization: Basic`. Tokens and API keys work as the
    /// password everywhere; with a token the user must be the token's own.
    #[must_use]
    pub fn basic(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self(Kind::Static(StaticCredential::Basic { user: user.into(), password: password.into() }))
    }

    /// An API key without a user, sent as `X-JFrog-Art-Api`. JFrog has deprecated them; prefer
    /// access tokens.
    #[must_use]
    pub fn api_key(key: impl Into<Secret>) -> Self {
        Self(Kind::Static(StaticCredential::ApiKey(key.into())))
    }

    /// Asks `provider` for tokens when they are needed, early enough and one call at a time.
    #[must_use]
    pub fn provider(provider: impl CredentialsProvider) -> Self {
        Self(Kind::Provider(Arc::new(provider)))
    }

    /// Exchanges a CI system's ID token for an access token, and does so again before it expires.
    #[must_use]
    pub fn oidc(exchange: oidc::OidcExchange) -> Self {
        Self(Kind::Oidc(exchange))
    }

    /// Reads `JFROG_ACCESS_TOKEN`, or `JFROG_USER` with `JFROG_PASSWORD`, from the environment.
    ///
    /// # Errors
    ///
    /// Names the variable that is missing, empty, or contradicts another.
    pub fn from_env() -> Result<Self, BuildError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Does what [`Credentials::from_env`] does with variables from elsewhere.
    ///
    /// # Errors
    ///
    /// Names the variable that is missing, empty, or contradicts another.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BuildError> {
        env::credentials(&lookup)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials::")?;
        match &self.0 {
            Kind::Anonymous => f.write_str("anonymous"),
            Kind::Static(credential) => fmt::Debug::fmt(credential, f),
            Kind::Provider(provider) => write!(f, "provider({provider:?})"),
            Kind::Oidc(exchange) => write!(f, "oidc({exchange:?})"),
        }
    }
}

/// A source of tokens: a vault, a file that another process renews, a login of one's own.
///
/// A client asks when it has no token, when the one it has comes near its end, and once after the
/// server refused it. It never asks twice at a time, so an implementation needs no lock of its own.
///
/// ```
/// use jfrog_http::{Credentials, CredentialsProvider, IssuedToken};
///
/// #[derive(Debug)]
/// struct TokenFile(std::path::PathBuf);
///
/// #[async_trait::async_trait]
/// impl CredentialsProvider for TokenFile {
///     async fn token(&self) -> Result<IssuedToken, Box<dyn std::error::Error + Send + Sync>> {
///         let text = tokio::fs::read_to_string(&self.0).await?;
///         Ok(IssuedToken::new(text.trim()))
///     }
/// }
///
/// let credentials = Credentials::provider(TokenFile("/run/secrets/jfrog-token".into()));
/// ```
#[async_trait]
pub trait CredentialsProvider: fmt::Debug + Send + Sync + 'static {
    /// Returns a fresh token.
    ///
    /// # Errors
    ///
    /// The error becomes the source of the call's own, so its text must hold no secret.
    async fn token(&self) -> Result<IssuedToken, Box<dyn std::error::Error + Send + Sync>>;
}

/// A token with what is known of its life.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    pub(crate) secret: Secret,
    pub(crate) life: Option<TokenLife>,
}

impl IssuedToken {
    /// Takes `token`. If it is a JWT, its end is read from it, without trusting it for anything
    /// else.
    #[must_use]
    pub fn new(token: impl Into<Secret>) -> Self {
        let secret = token.into();
        let life = TokenLife::of_jwt(secret.expose(), SystemTime::now());
        Self { secret, life }
    }

    /// States how much longer the token lives, as the reply that issued it did.
    #[must_use]
    pub fn expires_in(mut self, left: Duration) -> Self {
        self.life = Some(TokenLife { left, total: left });
        self
    }
}

/// How long a token lives, seen from the moment it was obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TokenLife {
    pub(crate) left: Duration,
    pub(crate) total: Duration,
}

impl TokenLife {
    /// Reads `exp` and `iat` of a JWT's payload. The signature is not verified: that is the
    /// server's business.
    pub(crate) fn of_jwt(token: &str, now: SystemTime) -> Option<Self> {
        #[derive(Deserialize)]
        struct Claims {
            #[serde(default, deserialize_with = "lenient::opt_i64")]
            exp: Option<i64>,
            #[serde(default, deserialize_with = "lenient::opt_i64")]
            iat: Option<i64>,
        }
        let mut parts = token.split('.');
        let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let claims: Claims = serde_json::from_slice(&payload).ok()?;
        let at =
            |seconds: i64| Some(UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).ok()?));
        let end = at(claims.exp?)?;
        let left = end.duration_since(now).unwrap_or_default();
        let total = claims
            .iat
            .and_then(at)
            .and_then(|start| end.duration_since(start).ok())
            .unwrap_or(left);
        Some(Self { left, total: total.max(left) })
    }

    /// How long before its end a token is renewed.
    ///
    /// Platform tokens live for months, those of CI systems for minutes: a tenth of the life, at
    /// least half an hour and at most a week; for tokens of an hour or less, ten minutes but no
    /// more than a quarter.
    pub(crate) fn margin(self) -> Duration {
        const MINUTE: Duration = Duration::from_secs(60);
        const HOUR: Duration = Duration::from_secs(3600);
        if self.total <= HOUR {
            (10 * MINUTE).min(self.total / 4)
        } else {
            (self.total / 10).clamp(30 * MINUTE, 7 * 24 * HOUR).min(self.total / 2)
        }
    }
}

/// A credential that can be written into a header at once.
#[derive(Clone)]
pub(crate) enum StaticCredential {
    Bearer(Secret),
    Basic { user: String, password: Secret },
    ApiKey(Secret),
}

impl StaticCredential {
    /// Returns the header, marked as sensitive so that no HTTP library prints or compresses it.
    pub(crate) fn header(&self) -> Result<(HeaderName, HeaderValue), &'static str> {
        const BAD: &str = "it holds a line feed or another character that no header may have";
        let (name, text) = match self {
            Self::Bearer(token) => (AUTHORIZATION, format!("Bearer {}", token.expose())),
            Self::ApiKey(key) => (API_KEY_HEADER, key.expose().to_owned()),
            Self::Basic { user, password } => {
                if user.contains(':') {
                    return Err(
                        "the user name holds a colon, which Basic authentication cannot express",
                    );
                }
                (AUTHORIZATION, format!("Basic {}", encode_pair(user, password)))
            }
        };
        let secret = self.secret().expose();
        if secret.is_empty() {
            return Err("it is empty");
        }
        if secret.contains(['\n', '\r', '\0']) {
            return Err(BAD);
        }
        if !matches!(self, Self::Basic { .. })
            && (secret.contains(char::is_whitespace) || !secret.is_ascii())
        {
            return Err("it holds white space or a character outside ASCII");
        }
        let mut value = HeaderValue::try_from(text).map_err(|_| BAD)?;
        value.set_sensitive(true);
        Ok((name, value))
    }

    /// Returns what travels in place of the secret, if that is something else.
    pub(crate) fn encoded(&self) -> Option<Secret> {
        match self {
            Self::Basic { user, password } => Some(Secret::new(encode_pair(user, password))),
            Self::Bearer(_) | Self::ApiKey(_) => None,
        }
    }

    pub(crate) fn secret(&self) -> &Secret {
        match self {
            Self::Bearer(secret) | Self::ApiKey(secret) | Self::Basic { password: secret, .. } => {
                secret
            }
        }
    }
}

impl fmt::Debug for StaticCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bearer(token) => write!(f, "access_token({token:?})"),
            Self::Basic { user, password } => write!(f, "basic({user:?}, {password:?})"),
            Self::ApiKey(key) => write!(f, "api_key({key:?})"),
        }
    }
}

pub(crate) const API_KEY_HEADER: HeaderName = HeaderName::from_static("x-jfrog-art-api");

fn encode_pair(user: &str, password: &Secret) -> String {
    STANDARD.encode(format!("{user}:{}", password.expose()))
}

/// API keys begin with `AKCp8` and have at least 73 characters.
pub(crate) fn is_api_key(token: &str) -> bool {
    token.starts_with("AKCp8") && token.len() >= 73
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(credentials: Credentials) -> (String, String) {
        let Kind::Static(credential) = credentials.0 else { panic!("not static") };
        let (name, value) = credential.header().unwrap();
        assert!(value.is_sensitive());
        (name.to_string(), value.to_str().unwrap().to_owned())
    }

    #[test]
    fn each_credential_becomes_its_header() {
        let key = format!("AKCp8{}", "x".repeat(68));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            header(Credentials::access_token("t0ken")),
            pair("authorization", "Bearer t0ken")
        );
        assert_eq!(
            header(Credentials::reference_token("cmVm")),
            pair("authorization", "Bearer cmVm")
        );
        assert_eq!(header(Credentials::basic("me", "pw")), pair("authorization", "Basic bWU6cHc="));
        assert_eq!(header(Credentials::api_key("k")), pair("x-jfrog-art-api", "k"));
        assert_eq!(header(Credentials::access_token(key.as_str())), pair("x-jfrog-art-api", &key));
        assert_eq!(header(Credentials::access_token("AKCp8short")).0, "authorization");
    }

    #[test]
    fn secrets_that_no_header_may_have_are_refused() {
        for bad in ["", "a\nb", "a\r\nX-Evil: 1", "a\0", "a b", "tökén"] {
            assert!(StaticCredential::Bearer(Secret::new(bad)).header().is_err(), "{bad:?}");
        }
        let password = |text: &str| StaticCredential::Basic {
            user: "u".to_owned(),
            password: Secret::new(text),
        };
        assert!(password("with space and ü").header().is_ok());
        assert!(password("line\nfeed").header().is_err());
        let colon = StaticCredential::Basic { user: "a:b".to_owned(), password: Secret::new("x") };
        assert!(colon.header().is_err());
    }

    #[test]
    fn the_end_of_a_jwt_is_read_locally() {
        let now = UNIX_EPOCH + Duration::from_secs(1_000_000);
        let jwt = |payload: &str| format!("h.{}.s", URL_SAFE_NO_PAD.encode(payload));
        let life = |token: &str| TokenLife::of_jwt(token, now);
        assert_eq!(
            life(&jwt(r#"{"exp":1000600,"iat":999400,"sub":"jfac@x/users/ci"}"#)),
            Some(TokenLife { left: Duration::from_secs(600), total: Duration::from_secs(1200) })
        );
        assert_eq!(life(&jwt(r#"{"exp":"1000600"}"#)).unwrap().left, Duration::from_secs(600));
        assert_eq!(life(&jwt(r#"{"exp":5}"#)).unwrap().left, Duration::ZERO);
        // The payload's alphabet is the URL-safe one: this one has both `-` and `_`.
        let odd = format!("h.{}.s", URL_SAFE_NO_PAD.encode(r#"{"exp":1000600,"a":"~~~???>>>"}"#));
        assert!(odd.contains('_') || odd.contains('-'));
        assert!(life(&odd).is_some());
        for opaque in [
            "cmVmdGtuOjAxOjA",
            "a.b",
            "a.b.c",
            "a.b.c.d",
            "..",
            &jwt(r#"{"sub":"x"}"#),
            &jwt(r#"{"exp":-5}"#),
        ] {
            assert_eq!(life(opaque), None, "{opaque}");
        }
    }

    #[test]
    fn tokens_are_renewed_early_but_not_all_the_time() {
        let margin = |minutes: u64| {
            let total = Duration::from_secs(minutes * 60);
            TokenLife { left: total, total }.margin().as_secs() / 60
        };
        assert_eq!(margin(4), 1);
        assert_eq!(margin(60), 10);
        assert_eq!(margin(90), 30);
        assert_eq!(margin(24 * 60), 144);
        assert_eq!(margin(365 * 24 * 60), 7 * 24 * 60);
    }
}
