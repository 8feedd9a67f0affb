//! Is it there, and which version is it?

use jfrog_http::{Client, Error, ErrorKind, lenient};
use serde::Deserialize;

use crate::endpoint;

/// The server itself. Made by [`XrayClient::system`](crate::XrayClient::system).
#[derive(Clone, Debug)]
pub struct System {
    client: Client,
}

impl System {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Asks whether Xray is up.
    ///
    /// # Errors
    /// Any failure to reach it; [`is_service_absent`](Error::is_service_absent) on a platform
    /// without Xray.
    pub async fn ping(&self) -> Result<(), Error> {
        let pong: Pong = self.client.execute(endpoint::ping()).await?.json().await?;
        if pong.status.eq_ignore_ascii_case("pong") {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::UnexpectedResponse, endpoint::PING)
                .with_message("the answer is not `pong`"))
        }
    }

    /// Reads the version.
    ///
    /// # Errors
    /// Any failure to reach it.
    pub async fn version(&self) -> Result<Version, Error> {
        self.client.execute(endpoint::version()).await?.json().await
    }
}

/// Which Xray this is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Version {
    /// Such as `3.107.8`; development builds write other things.
    #[serde(rename = "xray_version")]
    pub version: String,
    /// The revision of the sources.
    #[serde(rename = "xray_revision", default, deserialize_with = "lenient::opt_string")]
    pub revision: Option<String>,
}

impl Version {
    /// Returns the numbers the version begins with: `(3, 107, 8)`. Missing ones are zero.
    ///
    /// ```
    /// # use xray_client::Version;
    /// # let version: Version = serde_json::from_str(r#"{"xray_version": " 3.107.8\n"}"#).unwrap();
    /// assert!(version.numbers() >= Some((3, 80, 9)));      // has `v1/artifact/status`
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

#[derive(Deserialize)]
struct Pong {
    #[serde(default)]
    status: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn development_versions_are_read_as_far_as_they_are_numbers() {
        for (text, numbers) in [
            ("3.107.8", Some((3, 107, 8))),
            ("3.x-m123", Some((3, 0, 0))),
            ("3.1-rc", Some((3, 1, 0))),
            ("dev", None),
        ] {
            let version = Version { version: text.to_owned(), revision: None };
            assert_eq!(version.numbers(), numbers, "{text}");
        }
    }
}
