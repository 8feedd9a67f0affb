//! The JFrog platform the environment names.

use artifactory_client::ArtifactoryClient;
use jfrog_http::{
    Client, ClientBuilder, Credentials, GithubActions, OidcExchange, Secret, Service,
};
use policy_evidence::sources::{ArtifactorySource, XraySource};
use policy_evidence::{Collector, Image, Subject};
use xray_client::XrayClient;

use crate::exit::Failure;

/// One platform, asked through both clients.
#[derive(Clone, Debug)]
pub(crate) struct Platform {
    client: Client,
}

impl Platform {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Connects to `JFROG_URL` with the credentials of the environment, or with those that
    /// `oidc_provider` gives for the CI's ID token.
    pub(crate) fn from_env(oidc_provider: Option<&str>) -> Result<Self, Failure> {
        let builder = match oidc_provider {
            Some(provider) => {
                let url = std::env::var("JFROG_URL").map_err(|_| {
                    Failure::usage("`--oidc-provider` needs the platform's URL in `JFROG_URL`")
                })?;
                ClientBuilder::<Client>::new(url).credentials(oidc(provider)?)
            }
            None => ClientBuilder::<Client>::from_env()
                .map_err(|error| Failure::usage("no platform to ask").because(error))?,
        };
        let client = builder
            .user_agent(concat!("ci-gate/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Failure::usage("the platform cannot be used").because(error))?;
        Ok(Self { client })
    }

    /// Reads an image reference as one of this platform's.
    pub(crate) fn image(&self, text: &str) -> Result<Image, Failure> {
        Image::on_platform(text, self.host())
            .map_err(|error| Failure::usage("no image to judge").because(error))
    }

    /// Asks Artifactory what the name stands for and Xray what it found.
    pub(crate) fn collector(&self, subject: Subject) -> Collector {
        let is_image = matches!(subject, Subject::Image(_));
        let collector = Collector::new(subject);
        let collector = if is_image {
            collector.source(ArtifactorySource::new(ArtifactoryClient::from(self.client.clone())))
        } else {
            collector
        };
        collector.source(XraySource::new(XrayClient::from(self.client.clone())))
    }

    /// Host and port, as image references name the platform.
    fn host(&self) -> &str {
        let url = self.client.base_url(Service::Artifactory);
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }
}

/// GitHub Actions hands out ID tokens; elsewhere the CI puts one into the variable that JFrog's own
/// command line reads.
fn oidc(provider: &str) -> Result<Credentials, Failure> {
    const ID_TOKEN: &str = "JFROG_CLI_OIDC_EXCHANGE_TOKEN_ID";
    if let Ok(token) = std::env::var(ID_TOKEN) {
        let source = move || std::future::ready(Ok(Secret::new(token.clone())));
        return Ok(Credentials::oidc(OidcExchange::new(provider, source)));
    }
    let github = GithubActions::from_env().ok_or_else(|| {
        Failure::usage(format!(
            "`--oidc-provider` needs an ID token: `permissions: id-token: write` on GitHub Actions, \
             or `{ID_TOKEN}`"
        ))
    })?;
    Ok(Credentials::oidc(OidcExchange::new(provider, github)))
}
