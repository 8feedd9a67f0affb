//! Where requests go: the platform's URL and its services.
//!
//! A JFrog platform has one host and a context path per service. Users hold either the platform's
//! URL or that of one service, and both are accepted. Paths below a service are built by
//! [`Path`](crate::Path).

use std::collections::BTreeMap;
use std::fmt;

use url::Url;

use crate::builder::BuildError;
use crate::path::Path;
use crate::redact::RedactedUrl;

/// A service of the platform, which is a prefix of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Service {
    /// Repositories and their content, `/artifactory/`.
    Artifactory,
    /// Scans, violations and reports, `/xray/`.
    Xray,
    /// Users, tokens and projects, `/access/`.
    Access,
    /// Release Bundles v2, `/lifecycle/`.
    Lifecycle,
    /// Release Bundles v1, `/distribution/`.
    Distribution,
    /// Signed evidence, `/evidence/`.
    Evidence,
    /// Webhooks, `/event/`.
    Event,
    /// The metadata service's GraphQL, `/metadata/`.
    Metadata,
    /// The platform's GraphQL, `/onemodel/`.
    OneModel,
    /// The router's own health, `/router/`.
    Router,
    /// No service: the root of the platform, as for the registry protocol's `/v2/`.
    Platform,
}

impl Service {
    /// Returns the context path, without slashes; empty for [`Service::Platform`].
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Artifactory => "artifactory",
            Self::Xray => "xray",
            Self::Access => "access",
            Self::Lifecycle => "lifecycle",
            Self::Distribution => "distribution",
            Self::Evidence => "evidence",
            Self::Event => "event",
            Self::Metadata => "metadata",
            Self::OneModel => "onemodel",
            Self::Router => "router",
            Self::Platform => "",
        }
    }

    const ALL: [Self; 11] = [
        Self::Artifactory,
        Self::Xray,
        Self::Access,
        Self::Lifecycle,
        Self::Distribution,
        Self::Evidence,
        Self::Event,
        Self::Metadata,
        Self::OneModel,
        Self::Router,
        Self::Platform,
    ];
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Platform => "platform",
            other => other.prefix(),
        })
    }
}

/// The base URL of every service, each with exactly one trailing slash.
///
/// INVARIANT: every value ends in `/`, since `Url::join` would drop the last segment of one that
/// does not.
#[derive(Clone)]
pub(crate) struct Endpoints {
    bases: BTreeMap<Service, Url>,
}

impl Endpoints {
    /// Reads `url` as the platform's root, or as one service's base whose last segment names it.
    pub(crate) fn new(url: &str) -> Result<Self, BuildError> {
        let mut root = parse_base(url)?;
        let named = root
            .path_segments()
            .and_then(|segments| {
                segments.rev().find(|segment| !segment.is_empty()).map(str::to_owned)
            })
            .and_then(|last| {
                Service::ALL
                    .into_iter()
                    .find(|service| service.prefix().eq_ignore_ascii_case(&last))
            });
        if named.is_some()
            && let Ok(mut segments) = root.path_segments_mut()
        {
            segments.pop_if_empty().pop().push("");
        }
        let bases = Service::ALL
            .into_iter()
            .map(|service| {
                let mut base = root.clone();
                if let Ok(mut segments) = base.path_segments_mut()
                    && service != Service::Platform
                {
                    segments.pop_if_empty().push(service.prefix()).push("");
                }
                (service, base)
            })
            .collect();
        Ok(Self { bases })
    }

    pub(crate) fn replace(&mut self, service: Service, url: &str) -> Result<(), BuildError> {
        self.bases.insert(service, parse_base(url)?);
        Ok(())
    }

    pub(crate) fn base(&self, service: Service) -> Option<&Url> {
        self.bases.get(&service)
    }

    #[cfg(feature = "reqwest")]
    pub(crate) fn uses_https(&self) -> bool {
        self.bases.values().any(|base| base.scheme() == "https")
    }

    /// The full URL of `path` below `service`. `query` is encoded already.
    pub(crate) fn resolve(&self, service: Service, path: &Path, query: &str) -> Option<Url> {
        let base = self.base(service)?;
        let mut text = String::with_capacity(base.as_str().len() + 64);
        text.push_str(base.as_str());
        text.push_str(path.as_encoded());
        if !query.is_empty() {
            text.push('?');
            text.push_str(query);
        }
        Url::parse(&text).ok()
    }
}

impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.bases.iter().map(|(k, v)| (k, RedactedUrl::new(v)))).finish()
    }
}

fn parse_base(text: &str) -> Result<Url, BuildError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BuildError::url(RedactedUrl::parse(text), "the URL is empty"));
    }
    let mut url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            let hint = if text.contains("://") {
                format!("it is not a valid URL: {error}")
            } else {
                "it is not a valid URL: it must begin with `https://` or `http://`".to_owned()
            };
            return Err(BuildError::url(RedactedUrl::parse(text), hint));
        }
    };
    let fault = if !matches!(url.scheme(), "https" | "http") {
        // `localhost:8082` parses as a URL with the scheme `localhost`.
        Some("the scheme must be `https` or `http`")
    } else if !url.username().is_empty() || url.password().is_some() {
        Some("it must not contain credentials: give them to `credentials` instead")
    } else if url.query().is_some() {
        Some("it must not have a query")
    } else if url.fragment().is_some() {
        Some("it must not have a fragment")
    } else if url.path().contains("//") {
        Some("its path must not contain empty segments")
    } else {
        None
    };
    if let Some(fault) = fault {
        return Err(BuildError::url(RedactedUrl::new(&url), fault));
    }
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push("");
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(base: &str, service: Service) -> String {
        let endpoints = Endpoints::new(base).unwrap();
        endpoints.resolve(service, &Path::new("api/x"), "a=1").unwrap().into()
    }

    #[test]
    fn platform_and_service_urls_lead_to_the_same_place() {
        for base in [
            "https://acme.example.com",
            "https://acme.example.com/",
            "https://acme.example.com/artifactory",
            "https://acme.example.com/artifactory/",
            "https://acme.example.com/xray",
            "https://acme.example.com/access/",
            "  https://acme.example.com\n",
        ] {
            assert_eq!(
                url(base, Service::Artifactory),
                "https://acme.example.com/artifactory/api/x?a=1"
            );
            assert_eq!(url(base, Service::Xray), "https://acme.example.com/xray/api/x?a=1");
            assert_eq!(url(base, Service::Platform), "https://acme.example.com/api/x?a=1");
        }
        assert_eq!(
            url("http://h:8081/jfrog/artifactory", Service::Xray),
            "http://h:8081/jfrog/xray/api/x?a=1"
        );
        assert_eq!(
            url("http://h/tools/jfrog", Service::Xray),
            "http://h/tools/jfrog/xray/api/x?a=1"
        );
        assert_eq!(url("http://[::1]:8082", Service::Xray), "http://[::1]:8082/xray/api/x?a=1");
    }

    #[test]
    fn one_service_can_live_elsewhere() {
        let mut endpoints = Endpoints::new("https://acme.example.com").unwrap();
        endpoints.replace(Service::Artifactory, "https://repo.example.com").unwrap();
        let at = |service| endpoints.resolve(service, &Path::new("api/x"), "").unwrap().to_string();
        assert_eq!(at(Service::Artifactory), "https://repo.example.com/api/x");
        assert_eq!(at(Service::Xray), "https://acme.example.com/xray/api/x");
    }

    #[test]
    fn unusable_urls_say_what_is_wrong_and_never_show_a_password() {
        for (base, needle) in [
            ("", "empty"),
            ("acme.example.com", "must begin with"),
            ("localhost:8082", "scheme"),
            ("ftp://acme.example.com", "scheme"),
            ("https://me:canary@acme.example.com", "credentials"),
            ("https://me:canary@acme example.com/", "not a valid URL"),
            ("https://acme.example.com/?token=canary", "query"),
            ("https://acme.example.com/#canary", "fragment"),
            ("https://acme.example.com//artifactory", "empty segments"),
        ] {
            let error = Endpoints::new(base).unwrap_err().to_string();
            assert!(error.contains(needle), "{base}: {error}");
            assert!(!error.contains("canary"), "{base}: {error}");
        }
    }
}
