//! Downloads that end whole or fail.

use std::fmt;
use std::io;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::header::{ETAG, IF_RANGE, LAST_MODIFIED, RANGE};
use http::{HeaderMap, StatusCode};
use tokio::io::AsyncWriteExt as _;

use crate::checksum::{Checksums, Hasher};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::request::Request;
use crate::response::{BodyStream, CallContext, Response};

/// A download about to begin.
///
/// Success is verification: the content is hashed as it flows, and its last item is an error when it is not what the
/// platform (or the caller) announced. When the connection breaks, the rest is asked for with `Range` and `If-Range`; the
/// checksum of the whole content decides in the end.
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

    /// States what the content must be. It counts beside what the platform announces with the content: both must agree.
    pub fn expect(mut self, checksums: Checksums) -> Self {
        self.known = checksums;
        self
    }

    /// Accepts content for which nobody announced a checksum, such as an archive made on the fly. Without this, such a
    /// download fails before its first byte.
    pub fn allow_unverified(mut self) -> Self {
        self.unverified = true;
        self
    }

    /// Sets how often a broken download is resumed, beside the retries of each request. The default is 5.
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

    /// Returns the verified content as it arrives. Bytes seen before the end are not verified yet: the last item is an
    /// error if they are not what was announced, or fewer.
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
    /// [`ErrorKind::TooLarge`] beyond `limit` bytes, [`ErrorKind::ChecksumMismatch`], or what broke the download for good.
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
    /// It is written beside the target under another name and renamed when it is whole and verified, so `path` never holds a
    /// part. If the download fails or is dropped, nothing stays behind.
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
    /// Whether it was compared with an announced checksum. Always so unless unverified content was allowed.
    pub verified: bool,
}

/// Content on its way, across interruptions.
struct Flow {
    download: Download,
    cx: Arc<CallContext>,
    body: Option<BodyStream>,
    hasher: Option<Hasher>,
    total: Option<u64>,
    validator: Option<Validator>,
    received: u64,
    resumes: u32,
    /// Set once the content is whole.
    actual: Checksums,
}

/// What tells that the content is still the same.
struct Validator {
    header: http::HeaderValue,
    is_etag: bool,
}

impl Flow {
    fn new(downloading: Downloading) -> Self {
        let Downloading { download, response } = downloading;
        let total = response.content_length();
        let validator = Validator::of(response.headers());
        Self {
            // The caller's own checksums are compared all, the platform's by their best.
            hasher: Some(Hasher::for_checking(&download.expected).including(&download.known)),
            download,
            cx: Arc::clone(&response.cx),
            body: Some(response.stream()),
            total,
            validator,
            received: 0,
            resumes: 0,
            actual: Checksums::none(),
        }
    }

    /// Returns the next bytes, or `None` when the content is whole and verified.
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let Some(body) = &mut self.body else { return Ok(None) };
            match body.next().await {
                Some(Ok(bytes)) => {
                    self.received += bytes.len() as u64;
                    if let Some(total) = self.total.filter(|total| self.received > *total) {
                        let message =
                            format!("the body has more than the {total} bytes that were announced");
                        return self.end(
                            self.cx.error(ErrorKind::UnexpectedResponse).message(message).build(),
                        );
                    }
                    if let Some(hasher) = &mut self.hasher {
                        hasher.update(&bytes);
                    }
                    return Ok(Some(bytes));
                }
                None => {
                    self.body = None;
                    self.verify()?;
                    return Ok(None);
                }
                Some(Err(error)) => {
                    let broken =
                        matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::Timeout);
                    if !broken || self.resumes >= self.download.max_resumes {
                        return self.end(error);
                    }
                    self.resume(error).await?;
                }
            }
        }
    }

    fn end<T>(&mut self, error: Error) -> Result<T, Error> {
        self.body = None;
        Err(error)
    }

    fn verify(&mut self) -> Result<(), Error> {
        let Some(hasher) = self.hasher.take() else { return Ok(()) };
        self.actual = hasher.finish();
        self.download.expected.check(&self.actual).map_err(|mismatch| {
            let message = format!("{} bytes arrived", self.received);
            self.cx
                .error(ErrorKind::ChecksumMismatch)
                .message(message)
                .build()
                .with_source(mismatch)
        })
    }

    /// Asks for the rest after `cause` broke the body.
    async fn resume(&mut self, cause: Error) -> Result<(), Error> {
        // Without a checksum of the whole, nothing would notice if the two parts did not belong together.
        let provable = !self.download.expected.is_empty();
        if self.received > 0
            && !provable
            && !self.validator.as_ref().is_some_and(|validator| validator.is_etag)
        {
            return self.end(cause);
        }
        self.resumes += 1;
        tracing::info!(
            received = self.received,
            resume = self.resumes,
            "the download broke off; resuming"
        );
        let mut request = self.download.request.clone().accept(StatusCode::RANGE_NOT_SATISFIABLE);
        if self.received > 0 {
            request = request.header(RANGE.as_str(), format!("bytes={}-", self.received));
            if let Some(validator) = &self.validator {
                request.headers.insert(IF_RANGE, validator.header.clone());
            }
        }
        let response = match self.download.client.execute(request).await {
            Ok(response) => response,
            Err(error) => return self.end(error),
        };
        let announced = response.checksums();
        if self.download.expected.check(&announced).is_err() {
            return self.end(self.changed());
        }
        let skip = match response.status() {
            StatusCode::PARTIAL_CONTENT => match content_range(response.headers()) {
                Some((start, total))
                    if start == self.received
                        && (self.total.is_none() || total.is_none() || total == self.total) =>
                {
                    0
                }
                _ => return self.end(self.changed()),
            },
            StatusCode::RANGE_NOT_SATISFIABLE => return self.end(self.changed()),
            // The server starts over. If it is provably the same content, what we have is skipped; if it is not, the
            // bytes that were handed out already cannot be taken back.
            _ => {
                let same = provable
                    || self
                        .validator
                        .as_ref()
                        .is_some_and(|validator| validator.matches(response.headers()));
                if self.received > 0 && !same {
                    return self.end(self.changed());
                }
                self.total = response.content_length().or(self.total);
                self.received
            }
        };
        let body = response.stream();
        self.body = Some(if skip == 0 { body } else { skip_bytes(body, skip) });
        Ok(())
    }

    fn changed(&self) -> Error {
        self.cx
            .error(ErrorKind::ContentChanged)
            .hint("download it again from the beginning")
            .build()
    }
}

impl Validator {
    /// `If-Range` wants a strong validator. Artifactory's own ETag is the SHA-1, unquoted, and it knows it again like that.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let etag = headers.get(ETAG).filter(|etag| !etag.as_bytes().starts_with(b"W/"));
        match etag {
            Some(etag) => Some(Self { header: etag.clone(), is_etag: true }),
            None => {
                headers.get(LAST_MODIFIED).map(|date| Self { header: date.clone(), is_etag: false })
            }
        }
    }

    fn matches(&self, headers: &HeaderMap) -> bool {
        self.is_etag && headers.get(ETAG) == Some(&self.header)
    }
}

/// Reads `bytes 5-9/10` as (5, 10).
fn content_range(headers: &HeaderMap) -> Option<(u64, Option<u64>)> {
    let text = headers.get(http::header::CONTENT_RANGE)?.to_str().ok()?;
    let (range, total) = text.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
    let (start, _) = range.split_once('-')?;
    Some((start.trim().parse().ok()?, total.trim().parse().ok()))
}

fn skip_bytes(body: BodyStream, skip: u64) -> BodyStream {
    BodyStream::new(stream::unfold((body, skip), |(mut body, mut skip)| async move {
        loop {
            match body.next().await? {
                Err(error) => return Some((Err(error), (body, skip))),
                Ok(bytes) if (bytes.len() as u64) <= skip => skip -= bytes.len() as u64,
                Ok(mut bytes) => {
                    // Smaller than a length that fits usize, so it fits too.
                    let rest = bytes.split_off(usize::try_from(skip).unwrap_or(bytes.len()));
                    return Some((Ok(rest), (body, 0)));
                }
            }
        }
    }))
}

/// The unfinished file beside the target, removed unless it is kept.
struct PartFile {
    path: PathBuf,
    kept: bool,
}

impl PartFile {
    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.kept {
            // Nothing can be done about a failure here, and the error under way says more.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl fmt::Debug for PartFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartFile({})", self.path.display())
    }
}

/// Creates a file beside `target`, where a rename stays within the file system.
async fn create_part(target: &FilePath) -> io::Result<(PartFile, tokio::fs::File)> {
    let Some(name) = target.file_name() else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it names no file"));
    };
    for _ in 0..16 {
        let mut part_name = std::ffi::OsString::from(".");
        part_name.push(name);
        part_name.push(format!(".{:08x}.part", fastrand::u32(..)));
        let path = target.with_file_name(part_name);
        match tokio::fs::OpenOptions::new().write(true).create_new(true).open(&path).await {
            Ok(file) => return Ok((PartFile { path, kept: false }, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "no free name was found"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ranges_are_read() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(http::header::CONTENT_RANGE, text.parse().unwrap());
            content_range(&headers)
        };
        assert_eq!(read("bytes 5-9/10"), Some((5, Some(10))));
        assert_eq!(read("bytes 5-9/*"), Some((5, None)));
        for text in ["bytes */10", "items 1-2/3", "", "bytes 5"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[tokio::test]
    async fn skipping_cuts_inside_a_piece() {
        let pieces = ["ab", "cd", "ef"].map(|text| Ok(Bytes::from_static(text.as_bytes())));
        let rest: Vec<_> = skip_bytes(BodyStream::new(stream::iter(pieces)), 3)
            .map(Result::unwrap)
            .collect()
            .await;
        assert_eq!(rest.concat(), b"def");
    }
}
