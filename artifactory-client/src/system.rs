//! Is it there, and which version is it?

use jfrog_http::{Client, Error, ErrorKind};
use serde::Deserialize;

use crate::endpoint;
use jfrog_http::lenient;

/// The server itself. Made by [`ArtifactoryClient::system`](crate::ArtifactoryClient::system).
#[derive(Clone, Debug)]
pub struct System {
    client: Client,
}

impl System {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Asks whether the server is up. Succeeds without credentials, so it proves none.
    ///
    /// # Errors
    /// Any failure to reach it, and [`ErrorKind::UnexpectedResponse`] when something answers that
    /// is not Artifactory.
    pub async fn ping(&self) -> Result<(), Error> {
        let text = self.client.execute(endpoint::ping()).await?.text().await?;
        if text.trim().eq_ignore_ascii_case("ok") {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::UnexpectedResponse, endpoint::PING)
                .with_message("the answer is not `OK`"))
        }
    }

    /// Reads the version. Some platforms want credentials for it.
    ///
    /// # Errors
    /// [`is_unauthenticated`](Error::is_unauthenticated) on such platforms.
    pub async fn version(&self) -> Result<Version, Error> {
        self.client.execute(endpoint::version()).await?.json().await
    }
}

/// Which Artifactory this is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Version {
    /// Such as `7.111.4`; not always three numbers: `7.90.0-m001` occurs.
    pub version: String,
    /// The revision of the sources.
    #[serde(default, deserialize_with = "lenient::opt_string")]
    pub revision: Option<String>,
    /// What the licence unlocks.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub addons: Vec<String>,
    /// The hash of the licence, not the licence.
    #[serde(default)]
    pub license: Option<String>,
}

impl Version {
    /// Returns the numbers the version begins with: `(7, 111, 4)`. Missing ones are zero.
    ///
    /// ```
    /// # use artifactory_client::Version;
    /// # let version: Version = serde_json::from_str(r#"{"version": "7.90.0-m001"}"#).unwrap();
    /// assert!(version.numbers() >= Some((7, 59, 0)));
    /// ```
    #[must_use]
    pub fn numbers(&self) -> Option<(u32, u32, u32)> {
        let mut numbers =
            self.version.trim().split(['.', '-', '+', '_']).map(|part| part.parse().ok());
        let major = numbers.next()??;
        let minor = numbers.next().flatten();
        let patch = minor.and_then(|_| numbers.next().flatten());
        Some((major, minor.unwrap_or(0), patch.unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_far_as_they_are_numbers() {
        for (text, numbers) in [
            ("7.111.4", Some((7, 111, 4))),
            ("7.90.0-m001", Some((7, 90, 0))),
            ("7.x-SNAPSHOT", Some((7, 0, 0))),
            (" 7.1 ", Some((7, 1, 0))),
            ("dev", None),
            ("", None),
        ] {
            let version: Version =
                serde_json::from_value(serde_json::json!({"version": text})).unwrap();
            assert_eq!(version.numbers(), numbers, "{text}");
        }
    }

    #[test]
    fn everything_but_the_version_may_be_missing() {
        let version: Version = serde_json::from_str(
            r#"{"version":"7.1.0","revision":70100900,"addons":null,"entitlements":{"a":true}}"#,
        )
        .unwrap();
        assert_eq!(version.revision.as_deref(), Some("70100900"));
        assert!(version.addons.is_empty());
        assert!(serde_json::from_str::<Version>("{}").is_err());
    }
}
