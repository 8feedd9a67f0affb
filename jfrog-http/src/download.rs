//! Downloads that end whole or fail.

use std::io;
use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http::{HeaderMap, StatusCode};
use tokio::io::AsyncWriteExt as _;

use crate::checksum::Checksums;
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::request::Request;
use crate::response::{BodyStream, Response};

mod flow;
mod part_file;

use self::flow::Flow;
use self::part_file::create_part;

/// A download about to begin.
///
/// Success is verification: the content is hashed as it flows, and its last item is an error when
/// it is not what the platform (or the caller) announced. When the connection breaks, the rest is
/// asked for with `Range` and `If-Range`; the checksum of the whole content decides in the end.
///
/// ```no_run
/// # async fn example(client: jfrog_http::Client) -> Result<(), jfrog_http::Error> {
/// use jfrog_http::{Path, Request, Service};
///
/// let path = Path::new("generic-local").segments("tools/scanner-2.1.tar.gz");
/// let saved = client
///     .download(Request::get("download artifact", Service::Artifactory, path))
///     .save("scanner.tar.gz")
///     .await?;
/// println!("{} bytes, {}", saved.len, saved.checksums.sha256.unwrap());
/// # Ok(())
/// # }
/// ```
#[must_use = "a download does nothing until it is sent"]
#[derive(Debug)]
pub struct Download {
    client: Client,
    request: Request,
    /// What the caller knows.
    known: Checksums,
    /// What the caller or the platform knows.
    expected: Checksums,
    unverified: bool,
    max_resumes: u32,
}

impl Download {
    pub(crate) fn new(client: Client, request: Request) -> Self {
        Self {
            client,
            request: request.streaming(),
            known: Checksums::none(),
            expected: Checksums::none(),
            unverified: false,
            max_resumes: 5,
        }
    }

    /// States what the content must be. It counts beside what the platform announces with the
    /// content: both must agree.
    pub fn expect(mut self, checksums: Checksums) -> Self {
        self.known = checksums;
        self
    }

    /// Accepts content for which nobody announced a checksum, such as an archive made on the fly.
    /// Without this, such a download fails before its first byte.
    pub fn allow_unverified(mut self) -> Self {
        self.unverified = true;
        self
    }

    /// Sets how often a broken download is resumed, beside the retries of each request. The default
    /// is 5.
    pub fn max_resumes(mut self, resumes: u32) -> Self {
        self.max_resumes = resumes;
        self
    }

    /// Sends the request and returns when the content begins to arrive.
    ///
    /// # Errors
    ///
    /// As [`Client::execute`]; [`ErrorKind::Unverifiable`] when nobody announced a checksum; and
    /// [`ErrorKind::ChecksumMismatch`] when the platform announces another one than the caller.
    pub async fn send(self) -> Result<Downloading, Error> {
        let response = self.client.execute(self.request.clone()).await?;
        if response.status() != StatusCode::OK {
            let draft = response.cx.error(ErrorKind::UnexpectedResponse).status(response.status());
            return Err(draft
                .message("a download needs the whole content, which is status 200")
                .build());
        }
        let announced = response.checksums();
        // A contradiction between caller and platform needs no byte to be noticed.
        if let Err(mismatch) = self.known.check(&announced) {
            let draft = response.cx.error(ErrorKind::ChecksumMismatch).status(response.status());
            return Err(draft
                .message("the platform has another content than expected")
                .build()
                .with_source(mismatch));
        }
        let expected = self.known.or(announced);
        if expected.is_empty() && !self.unverified {
            let draft = response.cx.error(ErrorKind::Unverifiable).status(response.status());
            return Err(draft.hint("state the checksum, or allow unverified content").build());
        }
        Ok(Downloading { download: Self { expected, ..self }, response })
    }

    /// Downloads to memory; see [`Downloading::bytes`].
    ///
    /// # Errors
    ///
    /// As [`Download::send`] and [`Downloading::bytes`].
    pub async fn bytes(self, limit: u64) -> Result<Bytes, Error> {
        self.send().await?.bytes(limit).await
    }

    /// Downloads to a file; see [`Downloading::save`].
    ///
    /// # Errors
    ///
    /// As [`Download::send`] and [`Downloading::save`].
    pub async fn save(self, path: impl AsRef<FilePath>) -> Result<Saved, Error> {
        self.send().await?.save(path).await
    }
}

/// A download whose content has begun to arrive.
#[must_use = "the content is thrown away unless it is read"]
#[derive(Debug)]
pub struct Downloading {
    download: Download,
    response: Response,
}

impl Downloading {
    /// Returns the length of the content, if the server announced it.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// Returns what the content must be, as far as anybody announced it.
    #[must_use]
    pub fn checksums(&self) -> Checksums {
        self.download.expected
    }

    /// Returns the headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Returns the verified content as it arrives. Bytes seen before the end are not verified yet:
    /// the last item is an error if they are not what was announced, or fewer.
    #[must_use]
    pub fn stream(self) -> BodyStream {
        let flow = Flow::new(self);
        BodyStream::new(stream::unfold(Some(flow), |flow| async move {
            let mut flow = flow?;
            match flow.next().await {
                Ok(Some(bytes)) => Some((Ok(bytes), Some(flow))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        }))
    }

    /// Reads the content into memory.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLarge`] beyond `limit` bytes, [`ErrorKind::ChecksumMismatch`], or what broke
    /// the download for good.
    pub async fn bytes(self, limit: u64) -> Result<Bytes, Error> {
        let cx = Arc::clone(&self.response.cx);
        let too_large = || {
            let message =
                format!("the content has more than {limit} bytes, the limit of the caller");
            Err(cx.error(ErrorKind::TooLarge).message(message).build())
        };
        if self.content_length().is_some_and(|len| len > limit) {
            return too_large();
        }
        let mut content = BytesMut::new();
        let mut flow = Flow::new(self);
        while let Some(bytes) = flow.next().await? {
            if (content.len() + bytes.len()) as u64 > limit {
                return too_large();
            }
            content.extend_from_slice(&bytes);
        }
        Ok(content.freeze())
    }

    /// Writes the content to the file at `path`, replacing one that is there.
    ///
    /// It is written beside the target under another name and renamed when it is whole and
    /// verified, so `path` never holds a part. If the download fails or is dropped, nothing stays
    /// behind.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ChecksumMismatch`], [`ErrorKind::Io`], or what broke the download for good.
    pub async fn save(self, path: impl AsRef<FilePath>) -> Result<Saved, Error> {
        let path = path.as_ref();
        let cx = Arc::clone(&self.response.cx);
        let fail = |what: &str, error: io::Error| {
            let message = format!("cannot {what} `{}`", path.display());
            cx.error(ErrorKind::Io).message(message).build().with_source(error)
        };
        let (part, mut file) =
            create_part(path).await.map_err(|error| fail("create a file beside", error))?;
        let mut flow = Flow::new(self);
        while let Some(bytes) = flow.next().await? {
            file.write_all(&bytes).await.map_err(|error| fail("write", error))?;
        }
        // A write that fails in the background is reported by the flush, not by the sync.
        file.flush().await.map_err(|error| fail("write", error))?;
        file.sync_all().await.map_err(|error| fail("write", error))?;
        drop(file);
        tokio::fs::rename(&part.path, path).await.map_err(|error| fail("replace", error))?;
        part.keep();
        Ok(Saved {
            len: flow.received,
            checksums: flow.actual,
            verified: !flow.download.expected.is_empty(),
        })
    }
}

/// A file that was downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saved {
    /// Its length in bytes.
    pub len: u64,
    /// Its checksums as computed here; the SHA-256 is always among them.
    pub checksums: Checksums,
    /// Whether it was compared with an announced checksum. Always so unless unverified content was
    /// allowed.
    pub verified: bool,
}
