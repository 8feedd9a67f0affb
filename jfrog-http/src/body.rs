//! What a request carries: nothing, bytes, a file or a stream, each knowing whether it can be sent
//! again.

use std::fmt;
use std::io;
use std::path::{Path as FilePath, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt as _, stream};
use serde::Serialize;
use tokio::io::AsyncReadExt as _;

use crate::checksum::{Checksums, Hasher};
use crate::transport::{TransportError, TransportFault};

mod outgoing;

use self::outgoing::Outgoing;
pub(crate) use self::outgoing::Progress;
pub use self::outgoing::{ByteStream, OutgoingBody};

/// The body of a request.
///
/// A body knows its length, when it can be known, and whether it can be sent a second time: the
/// retry loop and the redirect loop ask it. Bytes, files and factories can; a one-shot stream can
/// until somebody has read from it.
///
/// ```
/// use jfrog_http::Body;
///
/// let body = Body::from("hello");
/// assert_eq!(body.len(), Some(5));
/// assert!(body.is_replayable());
/// ```
#[derive(Clone)]
pub struct Body {
    source: Source,
    len: Option<u64>,
    pub(crate) content_type: &'static str,
}

impl Body {
    /// No body at all.
    #[must_use]
    pub fn empty() -> Self {
        Self::of(Source::Bytes(Bytes::new()), Some(0))
    }

    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let len = bytes.len() as u64;
        Self::of(Source::Bytes(bytes), Some(len))
    }

    /// `value` as JSON, which sets the content type too. [`Request::json`](crate::Request::json) is
    /// shorter.
    ///
    /// # Errors
    ///
    /// Returns what serde says when the value cannot be written as JSON.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Result<Self, io::Error> {
        let body = Self::bytes(serde_json::to_vec(value)?);
        Ok(Self { content_type: "application/json", ..body })
    }

    /// The file at `path`, opened anew for each attempt and never held in memory whole.
    ///
    /// Its length is read now. A file that has another length when it is sent fails the request
    /// instead of being cut.
    ///
    /// # Errors
    ///
    /// Returns the error of the file system when there is no readable file at `path`.
    pub async fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let metadata = tokio::fs::metadata(&path).await?;
        if !metadata.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("`{}` is not a file", path.display()),
            ));
        }
        Ok(Self::of(Source::File(path), Some(metadata.len())))
    }

    /// A stream that can be read once. `len` is the exact number of bytes, when it is known;
    /// without it the body goes out in chunks, which some proxies refuse.
    ///
    /// A request with this body is retried only while nothing of it has been read.
    pub fn stream<S, E>(stream: S, len: Option<u64>) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let stream = ByteStream::new(stream);
        Self::of(Source::Once(Arc::new(Mutex::new(Some(stream)))), len)
    }

    /// A stream that `open` makes anew for each attempt.
    pub fn factory<F, S, E>(open: F, len: Option<u64>) -> Self
    where
        F: Fn() -> S + Send + Sync + 'static,
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::of(Source::Factory(Arc::new(move || ByteStream::new(open()))), len)
    }

    /// Returns the number of bytes, when it is known.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        self.len
    }

    /// Tells whether it is certain that there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == Some(0)
    }

    /// Tells whether the body can be sent (again) from its beginning.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        match &self.source {
            Source::Bytes(_) | Source::File(_) | Source::Factory(_) => true,
            Source::Once(slot) => slot.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
        }
    }

    /// Reads the whole body once and returns its checksums: what a deploy announces before it
    /// uploads.
    ///
    /// Returns `None` for a one-shot stream, which would be spent by it.
    ///
    /// # Errors
    ///
    /// Returns the error of the file or stream the body is read from.
    pub async fn checksums(&self) -> io::Result<Option<Checksums>> {
        if matches!(self.source, Source::Once(_)) {
            return Ok(None);
        }
        let mut hasher = Hasher::all();
        let mut stream = self.open().into_stream();
        while let Some(chunk) = stream.next().await {
            hasher.update(&chunk.map_err(io::Error::other)?);
        }
        Ok(Some(hasher.finish()))
    }

    fn of(source: Source, len: Option<u64>) -> Self {
        Self { source, len, content_type: "application/octet-stream" }
    }

    /// Starts sending from the beginning.
    pub(crate) fn open(&self) -> OutgoingBody {
        let stream = match &self.source {
            Source::Bytes(bytes) if bytes.is_empty() => return OutgoingBody(Outgoing::Empty),
            Source::Bytes(bytes) => return OutgoingBody(Outgoing::Bytes(bytes.clone())),
            Source::File(path) => read_file(path.clone(), self.len.unwrap_or_default()),
            Source::Factory(open) => open(),
            Source::Once(slot) => {
                ByteStream(Box::pin(OnceStream { slot: Arc::clone(slot), inner: None }))
            }
        };
        OutgoingBody(Outgoing::Stream { stream, len: self.len })
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::bytes(text)
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Self::bytes(bytes)
    }
}

impl fmt::Debug for Body {
    // Never the content: bodies carry passwords and tokens too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.source {
            Source::Bytes(_) => "bytes",
            Source::File(_) => "file",
            Source::Factory(_) => "factory",
            Source::Once(_) => "stream",
        };
        f.debug_struct("Body").field("kind", &kind).field("len", &self.len).finish()
    }
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    File(PathBuf),
    Factory(Arc<dyn Fn() -> ByteStream + Send + Sync>),
    Once(Arc<Mutex<Option<ByteStream>>>),
}

/// Takes the stream out of its slot when it is first polled, so that a request that never got that
/// far can be repeated.
struct OnceStream {
    slot: Arc<Mutex<Option<ByteStream>>>,
    inner: Option<ByteStream>,
}

impl Stream for OnceStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.inner.is_none() {
            let taken = self.slot.lock().unwrap_or_else(PoisonError::into_inner).take();
            let Some(stream) = taken else {
                let error = io::Error::other("the stream of this body has been read already");
                return Poll::Ready(Some(Err(TransportError::new(TransportFault::Body, error))));
            };
            self.inner = Some(stream);
        }
        match &mut self.inner {
            Some(stream) => Pin::new(stream).poll_next(cx),
            None => Poll::Ready(None),
        }
    }
}

fn read_file(path: PathBuf, len: u64) -> ByteStream {
    enum State {
        Closed(PathBuf),
        Open(tokio::fs::File, PathBuf),
        Done,
    }
    let fail = |path: &FilePath, error: io::Error| {
        let text = format!("cannot read `{}`: {error}", path.display());
        TransportError::new(TransportFault::Body, io::Error::new(error.kind(), text))
    };
    let chunks = stream::try_unfold((State::Closed(path), len), move |(state, left)| async move {
        let (mut file, path) = match state {
            State::Closed(path) => {
                let file =
                    tokio::fs::File::open(&path).await.map_err(|error| fail(&path, error))?;
                (file, path)
            }
            State::Open(file, path) => (file, path),
            State::Done => return Ok(None),
        };
        let mut buffer = bytes::BytesMut::with_capacity(FILE_PIECE);
        let read = file.read_buf(&mut buffer).await.map_err(|error| fail(&path, error))? as u64;
        if read > left || (read == 0 && left > 0) {
            return Err(fail(&path, io::Error::other(CHANGED)));
        }
        if read == 0 {
            return Ok(None);
        }
        let left = left - read;
        if left > 0 {
            return Ok(Some((buffer.freeze(), (State::Open(file, path), left))));
        }
        // Content-Length is a promise, and once it is kept nobody asks for more: that the file grew
        // meanwhile must be found before the last piece is handed over, or the server would store
        // the beginning of it.
        let more = file.read_buf(&mut bytes::BytesMut::with_capacity(1)).await;
        if more.map_err(|error| fail(&path, error))? > 0 {
            return Err(fail(&path, io::Error::other(CHANGED)));
        }
        let state = State::Done;
        Ok(Some((buffer.freeze(), (state, left))))
    });
    ByteStream(Box::pin(chunks))
}

const CHANGED: &str = "its length changed since the request was made";
const FILE_PIECE: usize = 128 * 1024;

#[cfg(test)]
mod tests;
