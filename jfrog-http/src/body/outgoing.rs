//! Bodies on their way out, and how far they are.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{StreamExt as _, stream};

use crate::transport::{TransportError, TransportFault};

/// Bytes that arrive in pieces.
pub struct ByteStream(pub(super) Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>);

impl ByteStream {
    /// Wraps a stream of the caller's own. Its errors count as an interrupted connection, unless
    /// they are [`TransportError`]s that say otherwise.
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
pub struct OutgoingBody(pub(super) Outgoing);

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

    /// Has `watch` see every piece as it leaves. Large bodies in memory are cut in pieces for it,
    /// so that progress shows.
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
pub(super) enum Outgoing {
    Empty,
    Bytes(Bytes),
    Stream { stream: ByteStream, len: Option<u64> },
}

pub(super) const WATCHED_PIECE: usize = 256 * 1024;
