//! Content on its way, across interruptions.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::header::{ETAG, IF_RANGE, LAST_MODIFIED, RANGE};
use http::{HeaderMap, StatusCode};

use super::{Download, Downloading};
use crate::checksum::{Checksums, Hasher};
use crate::error::draft::CallContext;
use crate::error::{Error, ErrorKind};
use crate::response::{BodyStream, ReadFailure};

/// A body that goes on where it broke.
pub(super) struct Flow {
    pub(super) download: Download,
    cx: Arc<CallContext>,
    body: Option<BodyStream>,
    hasher: Option<Hasher>,
    total: Option<u64>,
    validator: Option<Validator>,
    pub(super) received: u64,
    resumes: u32,
    /// Set once the content is whole.
    pub(super) actual: Checksums,
}

/// What tells that the content is still the same.
struct Validator {
    header: http::HeaderValue,
    is_etag: bool,
}

impl Flow {
    pub(super) fn new(downloading: Downloading) -> Self {
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
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
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
                    // A 206 may bring less than was asked for (RFC 9110 §15.3.7), and ends well all
                    // the same.
                    if let Some(total) = self.total.filter(|total| self.received < *total) {
                        let short = ReadFailure::Short { expected: total, seen: self.received };
                        let error = self.cx.read_error(short).build();
                        self.go_on_after(error).await?;
                        continue;
                    }
                    self.body = None;
                    self.verify()?;
                    return Ok(None);
                }
                Some(Err(error)) => {
                    let broken =
                        matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::Timeout);
                    if !broken {
                        return self.end(error);
                    }
                    self.go_on_after(error).await?;
                }
            }
        }
    }

    async fn go_on_after(&mut self, cause: Error) -> Result<(), Error> {
        if self.resumes >= self.download.max_resumes {
            return self.end(cause);
        }
        self.resume(cause).await
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
        // Without a checksum of the whole, nothing would notice if the two parts did not belong
        // together.
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
            // The server starts over. If it is provably the same content, what we have is skipped;
            // if it is not, the bytes that were handed out already cannot be taken back.
            _ => {
                let same = provable
                    || self
                        .validator
                        .as_ref()
                        .is_some_and(|validator| validator.matches(response.headers()));
                if self.received > 0 && !same {
                    return self.end(self.changed());
                }
                let total = response.content_length().or(self.total);
                if total.is_some_and(|total| total < self.received) {
                    return self.end(self.changed());
                }
                self.total = total;
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
    /// `If-Range` wants a strong validator. Artifactory's own ETag is the SHA-1, unquoted, and it
    /// knows it again like that.
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
