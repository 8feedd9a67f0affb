//! Deploying files, by content and by checksum.

use jfrog_http::{Body, Checksums, Client, Error, ErrorKind, Request, Response, StatusCode};

use super::model::{Deployed, Wire};
use crate::endpoint;
use crate::path::ArtifactPath;

/// Whether to ask first if the server has the content already, and then send none of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChecksumDeploy {
    /// Asks for bodies from 10 KiB on; below that, sending is no dearer than asking.
    #[default]
    Auto,
    /// Never asks.
    Never,
    /// Sends no content in any case: the deploy fails with [`is_not_found`](Error::is_not_found)
    /// when the server does not have it, or this user may not read it where it is.
    Only,
}

/// A deploy, finished by [`send`](Self::send).
#[derive(Clone, Debug)]
#[must_use = "nothing is deployed until `send`"]
pub struct Deploy {
    client: Client,
    path: ArtifactPath,
    body: Body,
    properties: Vec<(String, String)>,
    checksums: Option<Checksums>,
    mode: ChecksumDeploy,
}

impl Deploy {
    pub(super) fn new(client: Client, path: ArtifactPath, body: Body) -> Self {
        Self {
            client,
            path,
            body,
            properties: Vec::new(),
            checksums: None,
            mode: ChecksumDeploy::Auto,
        }
    }

    /// Sets a property of the new file; called again with the same key, it adds a value.
    ///
    /// Properties travel in the URL, of which proxies often take 8 KiB at most: set many or long
    /// ones afterwards with [`properties`](crate::ArtifactoryClient::properties).
    pub fn property(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.properties.push((key.into(), value.into()));
        self
    }

    /// Announces checksums known from elsewhere, rather than read the body twice to compute them.
    /// For a one-shot stream this is the only way to announce any.
    ///
    /// The server refuses content that does not match, with [`is_conflict`](Error::is_conflict).
    pub fn checksums(mut self, checksums: Checksums) -> Self {
        self.checksums = Some(checksums);
        self
    }

    /// Sets whether to ask first if the server has the content already. It does for bodies from 10
    /// KiB on, unless set.
    pub fn checksum_deploy(mut self, mode: ChecksumDeploy) -> Self {
        self.mode = mode;
        self
    }

    /// Sends the file, and checks that the server stored what was sent.
    ///
    /// Checksums are computed first, from bytes, files and factories; a one-shot stream is sent
    /// without, unless [`checksums`](Self::checksums) gave some, and is not retried.
    ///
    /// # Errors
    /// - [`is_forbidden`](Error::is_forbidden): no right to deploy, or to overwrite what is there.
    /// - [`is_not_found`](Error::is_not_found): no such repository, or one this user may not know
    ///   of.
    /// - [`is_conflict`](Error::is_conflict): what arrived has another checksum, or a rule of the
    ///   repository forbids it.
    /// - [`ErrorKind::ChecksumMismatch`]: the server reports another checksum than that of the
    ///   bytes sent.
    /// - [`ErrorKind::InvalidRequest`]: a property key Artifactory does not take, or the root of a
    ///   repository as target.
    /// - [`ErrorKind::Io`]: the body's file could not be read.
    pub async fn send(self) -> Result<Deployed, Error> {
        if self.path.is_root() {
            return Err(Error::new(ErrorKind::InvalidRequest, endpoint::DEPLOY)
                .with_message("a file needs a name below the repository's root"));
        }
        let sums = match self.checksums {
            Some(sums) => sums,
            None => self.body.checksums().await.map_err(unreadable)?.unwrap_or_default(),
        };
        // The server finds content by SHA-1 or SHA-256 alone.
        let can_ask = sums.sha256.is_some() || sums.sha1.is_some();
        let asks = match self.mode {
            ChecksumDeploy::Auto => {
                can_ask && self.body.len().is_some_and(|len| len >= WORTH_ASKING)
            }
            ChecksumDeploy::Never => false,
            ChecksumDeploy::Only if can_ask => true,
            ChecksumDeploy::Only => {
                return Err(Error::new(ErrorKind::InvalidRequest, endpoint::CHECKSUM_DEPLOY)
                    .with_message("no checksum of the body is known"));
            }
        };
        if asks {
            let mut request = endpoint::checksum_deploy(&self.path, &self.properties, &sums);
            if self.mode == ChecksumDeploy::Auto {
                // Not "missing" but "send the bytes, then". Where it does mean that the repository
                // is missing, sending them gets the true answer.
                request = request.accept(StatusCode::NOT_FOUND);
            }
            let response = self.client.execute(request).await?;
            if response.status() != StatusCode::NOT_FOUND {
                return deployed(response, &self.path, &sums, self.body.len(), true).await;
            }
        }
        let len = self.body.len();
        let request: Request =
            endpoint::deploy(&self.path, &self.properties, &sums).body(self.body);
        let response = self.client.execute(request).await?;
        deployed(response, &self.path, &sums, len, false).await
    }
}

async fn deployed(
    response: Response,
    asked: &ArtifactPath,
    sums: &Checksums,
    len: Option<u64>,
    by_checksum: bool,
) -> Result<Deployed, Error> {
    let operation = if by_checksum { endpoint::CHECKSUM_DEPLOY } else { endpoint::DEPLOY };
    let Some(wire) = response.json_opt::<Wire>().await? else {
        // Checksum files (`a.jar.sha1`) are taken in without a word.
        return Ok(Deployed::silent(asked.clone(), by_checksum));
    };
    let deployed = wire.into_deployed(by_checksum).map_err(|message| {
        Error::new(ErrorKind::UnexpectedResponse, operation).with_message(message)
    })?;
    sums.check(&deployed.checksums).map_err(|mismatch| {
        Error::new(ErrorKind::ChecksumMismatch, operation).with_source(mismatch)
    })?;
    // Proxies have been seen to drop bodies; the server then stores an empty file and means well.
    if let (Some(sent), Some(stored)) = (len, deployed.size)
        && sent != stored
    {
        return Err(Error::new(ErrorKind::ChecksumMismatch, operation)
            .with_message(format!("{sent} bytes were sent, {stored} were stored")));
    }
    Ok(deployed)
}

fn unreadable(error: std::io::Error) -> Error {
    Error::new(ErrorKind::Io, endpoint::DEPLOY)
        .with_message("the body could not be read")
        .with_source(error)
}

const WORTH_ASKING: u64 = 10 << 10;
