//! Which proxy stands between us and the platform.

use url::Url;

use crate::builder::BuildError;
use crate::redact::RedactedUrl;
use crate::secret::Secret;

/// A proxy, or the decision to use none.
///
/// The default is [`Proxy::system`].
///
/// ```
/// use jfrog_http::Proxy;
///
/// let proxy = Proxy::url("http://proxy.example.com:3128")
///     .basic_auth("me", "pw")
///     .except("localhost,.internal");
/// assert!(!format!("{proxy:?}").contains("pw"));
/// ```
#[derive(Clone, Debug)]
pub struct Proxy {
    pub(crate) choice: ProxyChoice,
    pub(crate) basic: Option<(String, Secret)>,
    pub(crate) exempt: Option<String>,
}

impl Proxy {
    /// What `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` (or the operating system) say.
    #[must_use]
    pub fn system() -> Self {
        Self { choice: ProxyChoice::System, basic: None, exempt: None }
    }

    /// A direct connection, whatever the environment says.
    #[must_use]
    pub fn none() -> Self {
        Self { choice: ProxyChoice::None, basic: None, exempt: None }
    }

    /// The proxy at `url` (`http`, `https`, `socks5` or `socks5h`) for every request. Credentials
    /// inside the URL are used like those of [`Proxy::basic_auth`]; the URL is checked when the
    /// client is built.
    #[must_use]
    pub fn url(url: &str) -> Self {
        let mut proxy = Self { choice: ProxyChoice::None, basic: None, exempt: None };
        proxy.choice = match Url::parse(url) {
            Ok(mut url) if url.has_host() => {
                if !url.username().is_empty() || url.password().is_some() {
                    let user = decode(url.username());
                    let password = decode(url.password().unwrap_or_default());
                    proxy.basic = Some((user, Secret::new(password)));
                    let _ = url.set_username("");
                    let _ = url.set_password(None);
                }
                ProxyChoice::Explicit(url.into())
            }
            _ => ProxyChoice::Explicit(RedactedUrl::parse(url).to_string()),
        };
        proxy
    }

    /// Authenticates to the proxy, which has nothing to do with the platform's credentials.
    #[must_use]
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.basic = Some((user.into(), password.into()));
        self
    }

    /// Goes directly to these hosts: a comma-separated list as in `NO_PROXY`.
    #[must_use]
    pub fn except(mut self, hosts: impl Into<String>) -> Self {
        self.exempt = Some(hosts.into());
        self
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        let ProxyChoice::Explicit(text) = &self.choice else { return Ok(()) };
        let known = Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") && url.has_host()
        });
        if known { Ok(()) } else { Err(BuildError::proxy(RedactedUrl::parse(text))) }
    }
}

impl Default for Proxy {
    fn default() -> Self {
        Self::system()
    }
}

#[derive(Clone, Debug)]
pub(crate) enum ProxyChoice {
    System,
    None,
    Explicit(String),
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_the_url_move_to_where_nothing_prints_them() {
        for url in ["http://me:canary@proxy:3128", "http://:canary@proxy:3128"] {
            let proxy = Proxy::url(url);
            assert!(!format!("{proxy:?}").contains("canary"), "{proxy:?}");
            let (_, password) = proxy.basic.unwrap();
            assert_eq!(password.expose(), "canary");
        }
    }
}
