//! Settings no client can be built from.

use std::fmt;

use crate::redact::RedactedUrl;

/// Settings no client can be built from. Its text never holds a secret.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct BuildError {
    fault: Fault,
    message: String,
}

impl BuildError {
    /// Tells whether a base URL is to blame.
    #[must_use]
    pub fn is_url(&self) -> bool {
        self.fault == Fault::Url
    }

    /// Tells whether the credentials are to blame.
    #[must_use]
    pub fn is_credentials(&self) -> bool {
        self.fault == Fault::Credentials
    }

    /// Tells whether an environment variable is to blame, which the text names.
    #[must_use]
    pub fn is_environment(&self) -> bool {
        self.fault == Fault::Environment
    }

    /// Tells whether a certificate, a key or the trust store is to blame.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.fault == Fault::Tls
    }

    pub(crate) fn url(url: RedactedUrl, fault: impl fmt::Display) -> Self {
        Self::new(Fault::Url, format!("`{url}` cannot be used as a base URL: {fault}"))
    }

    pub(crate) fn env(message: String) -> Self {
        Self::new(Fault::Environment, message)
    }

    #[cfg(feature = "tls-ring")]
    pub(crate) fn tls(what: &str, fault: String) -> Self {
        Self::new(Fault::Tls, format!("the {what} cannot be used: {fault}"))
    }

    pub(crate) fn proxy(url: RedactedUrl) -> Self {
        Self::new(
            Fault::Transport,
            format!(
                "`{url}` cannot be used as a proxy: it must be an http, https, socks5 or socks5h URL"
            ),
        )
    }

    pub(super) fn new(fault: Fault, message: impl Into<String>) -> Self {
        Self { fault, message: message.into() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Url,
    Credentials,
    Environment,
    Tls,
    Transport,
    UserAgent,
    Contradiction,
}
