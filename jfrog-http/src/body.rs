//! What a request carries: nothing, bytes, a file or a stream, each knowing whether it can be sent again.

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

/// The body of a request.
///
/// A body knows its length, when it can be known, and whether it can be sent a second time: the retry loop and the
/// redirect loop ask it. Bytes, files and factories can; a one-shot stream can until somebody has read from it.
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

    /// `value` as JSON, which sets the content type too. [`Request::json`](crate::Request::json) is shorter.
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
    /// Its length is read now. A file that has another length when it is sent fails the request instead of being cut.
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

    /// A stream that can be read once. `len` is the exact number of bytes, when it is known; without it the body goes
    /// out in chunks, which some proxies refuse.
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

    /// Reads the whole body once and returns its checksums: what a deploy announces before it uploads.
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

/// Bytes that arrive in pieces.
pub struct ByteStream(Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>);

impl ByteStream {
    /// Wraps a stream of the caller's own. Its errors count as an interrupted connection, unless they are
    /// [`TransportError`]s that say otherwise.
    pub fn new<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self(Box::pin(stream.map(|item| {
            item.map_err(|error| match error.into().downcast::<TransportError>() {
                Ok(error) => *error,
                Err(other) => TransportError::new(TransportFault::Interrupted, other),
            })
        })))
    }

    /// A stream of one piece.
    #[must_use]
    pub fn from_bytes(bytes: Bytes) -> Self {
        Self(Box::pin(stream::iter((!bytes.is_empty()).then_some(Ok(bytes)))))
    }

    /// A stream that ends at once.
    #[must_use]
    pub fn empty() -> Self {
        Self(Box::pin(stream::empty()))
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream(…)")
    }
}

/// A body on its way out, as a [`Transport`](crate::Transport) receives it.
///
/// The request's `Content-Length` header is set already when the length is known.
#[derive(Debug)]
pub struct OutgoingBody(Outgoing);

impl OutgoingBody {
    /// Returns the number of bytes, when it is known.
    #[must_use]
    pub fn len(&self) -> Option<u64> {
        match &self.0 {
            Outgoing::Empty => Some(0),
            Outgoing::Bytes(bytes) => Some(bytes.len() as u64),
            Outgoing::Stream { len, .. } => *len,
        }
    }

    /// Tells whether it is certain that there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// Returns the bytes if they are in memory, or the body itself if it has to be streamed.
    ///
    /// # Errors
    ///
    /// The `Err` side is no failure: it hands the streaming body back.
    pub fn into_bytes(self) -> Result<Bytes, Self> {
        match self.0 {
            Outgoing::Empty => Ok(Bytes::new()),
            Outgoing::Bytes(bytes) => Ok(bytes),
            stream @ Outgoing::Stream { .. } => Err(Self(stream)),
        }
    }

    /// Returns the content as a stream.
    #[must_use]
    pub fn into_stream(self) -> ByteStream {
        match self.0 {
            Outgoing::Empty => ByteStream::empty(),
            Outgoing::Bytes(bytes) => ByteStream::from_bytes(bytes),
            Outgoing::Stream { stream, .. } => stream,
        }
    }

    /// Has `watch` see every piece as it leaves. Large bodies in memory are cut in pieces for it, so that progress shows.
    pub(crate) fn watched(self, watch: Arc<Progress>) -> Self {
        let (stream, len) = match self.0 {
            Outgoing::Empty => return self,
            Outgoing::Bytes(ref bytes) if bytes.len() <= WATCHED_PIECE => return self,
            Outgoing::Bytes(bytes) => {
                let len = bytes.len() as u64;
                let pieces = stream::unfold(bytes, |mut rest| async move {
                    let piece = rest.split_to(rest.len().min(WATCHED_PIECE));
                    (!piece.is_empty()).then_some((Ok::<_, TransportError>(piece), rest))
                });
                (ByteStream::new(pieces), Some(len))
            }
            Outgoing::Stream { stream, len } => (stream, len),
        };
        watch.begin(len);
        let stream = ByteStream(Box::pin(Watched { stream, watch }));
        Self(Outgoing::Stream { stream, len })
    }
}

/// How far a streaming body has gone out.
#[derive(Debug, Default)]
pub(crate) struct Progress(Mutex<ProgressState>);

#[derive(Debug, Default)]
struct ProgressState {
    streaming: bool,
    len: Option<u64>,
    sent: u64,
    failure: Option<String>,
}

impl Progress {
    /// Returns the number of bytes taken so far.
    pub(crate) fn sent(&self) -> u64 {
        self.lock().sent
    }

    /// Tells whether there is more to send.
    pub(crate) fn is_sending(&self) -> bool {
        let state = self.lock();
        state.streaming && state.len.is_none_or(|len| state.sent < len)
    }

    /// Returns what went wrong on our side of the connection.
    pub(crate) fn failure(&self) -> Option<String> {
        self.lock().failure.clone()
    }

    fn begin(&self, len: Option<u64>) {
        let mut state = self.lock();
        state.streaming = true;
        state.len = len;
    }

    fn saw(&self, piece: Option<&Result<Bytes, TransportError>>) {
        let mut state = self.lock();
        match piece {
            Some(Ok(bytes)) => state.sent += bytes.len() as u64,
            Some(Err(error)) => {
                let cause = std::error::Error::source(error).map(ToString::to_string);
                state.failure = Some(cause.unwrap_or_else(|| error.to_string()));
            }
            None => state.streaming = false,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, ProgressState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Watched {
    stream: ByteStream,
    watch: Arc<Progress>,
}

impl Stream for Watched {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut self.stream).poll_next(cx);
        if let Poll::Ready(piece) = &polled {
            self.watch.saw(piece.as_ref());
        }
        polled
    }
}

#[derive(Debug)]
enum Outgoing {
    Empty,
    Bytes(Bytes),
    Stream { stream: ByteStream, len: Option<u64> },
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    File(PathBuf),
    Factory(Arc<dyn Fn() -> ByteStream + Send + Sync>),
    Once(Arc<Mutex<Option<ByteStream>>>),
}

/// Takes the stream out of its slot when it is first polled, so that a request that never got that far can be repeated.
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
            let changed = io::Error::other("its length changed since the request was made");
            return Err(fail(&path, changed));
        }
        if read == 0 {
            return Ok(None);
        }
        let left = left - read;
        // Content-Length is a promise: reading on after the last byte finds a file that grew meanwhile.
        let state = if left == 0
            && file.read_buf(&mut bytes::BytesMut::with_capacity(1)).await.is_ok_and(|n| n == 0)
        {
            State::Done
        } else {
            State::Open(file, path)
        };
        Ok(Some((buffer.freeze(), (state, left))))
    });
    ByteStream(Box::pin(chunks))
}

const FILE_PIECE: usize = 128 * 1024;
const WATCHED_PIECE: usize = 256 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    async fn collect(body: &Body) -> Result<Vec<u8>, TransportError> {
        let mut stream = body.open().into_stream();
        let mut all = Vec::new();
        while let Some(chunk) = stream.next().await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn a_one_shot_stream_is_replayable_until_it_is_read() {
        let body =
            Body::stream(stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"ab"))]), Some(2));
        drop(body.open());
        assert!(body.is_replayable());
        assert_eq!(collect(&body).await.unwrap(), b"ab");
        assert!(!body.is_replayable());
        assert!(collect(&body).await.is_err());
        assert!(body.checksums().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_factory_gives_the_same_bytes_each_time() {
        let body = Body::factory(
            || stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"ab"))]),
            Some(2),
        );
        assert_eq!(collect(&body).await.unwrap(), b"ab");
        assert_eq!(collect(&body).await.unwrap(), b"ab");
        let sums = body.checksums().await.unwrap().unwrap();
        assert_eq!(sums.md5.unwrap().to_string(), "187ef4436122d1cc2f40dc2b92f0eba0");
    }

    #[tokio::test]
    async fn a_file_that_changed_its_length_fails_instead_of_being_cut() {
        let path = std::env::temp_dir().join(format!("jfrog-http-body-{}", std::process::id()));
        tokio::fs::write(&path, b"0123456789").await.unwrap();
        let body = Body::file(&path).await.unwrap();
        assert_eq!(body.len(), Some(10));
        assert_eq!(collect(&body).await.unwrap(), b"0123456789");
        assert_eq!(collect(&body).await.unwrap(), b"0123456789");
        tokio::fs::write(&path, b"012345").await.unwrap();
        assert!(collect(&body).await.is_err());
        tokio::fs::write(&path, b"0123456789abc").await.unwrap();
        assert!(collect(&body).await.is_err());
        tokio::fs::remove_file(&path).await.unwrap();
        assert!(collect(&body).await.is_err());
        assert!(Body::file(&path).await.is_err());
        assert!(Body::file(std::env::temp_dir()).await.is_err());
    }

    #[tokio::test]
    async fn a_watched_body_passes_in_pieces_and_stays_whole() {
        let bytes = vec![7u8; WATCHED_PIECE * 2 + 5];
        let seen = Arc::new(Progress::default());
        let body = Body::bytes(bytes.clone()).open().watched(Arc::clone(&seen));
        assert!(seen.is_sending());
        assert_eq!(body.len(), Some(bytes.len() as u64));
        let pieces: Vec<_> = body.into_stream().map(Result::unwrap).collect().await;
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces.concat(), bytes);
        assert_eq!(seen.sent(), bytes.len() as u64);
        assert!(!seen.is_sending());
    }
}
